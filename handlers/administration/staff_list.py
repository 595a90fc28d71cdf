"""The staff list: a Head adds, changes and removes colleagues."""

import logging
from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from slack_sdk.errors import SlackApiError

from bot.forms import Day, Form, Lookup, Person, Pick, PickMany, Text
from bot.requests.answer import Answer
from bot.requests.capability import Capability, Screen
from bot.requests.request import Request
from bot.slack import blocks
from bot.slack.api_errors import reason
from bot.slack.users import colleague
from bot.slack.words import Words, listed
from models.administration.edit_staff import edit_staff
from models.administration.holdings import Holdings, holdings
from models.administration.staff_list import (
    LEFT,
    LESS,
    MORE,
    add_staff,
    somebody,
    staff_list,
)
from models.outbox.queue import Post
from models.permission import Role
from models.pupils.search import find_staff
from models.tables.message import Message
from models.tables.staff import Staff

log = logging.getLogger(__name__)

# A modal holds 100 blocks; colleagues further down the alphabet are found by name.
MOST_LISTED = 60


class Special(StrEnum):
    """A responsibility that somebody of any role can have in addition."""

    SENCO = "senco"
    DSL = "dsl"

    @property
    def label(self) -> str:
        return "SENCo" if self is Special.SENCO else "DSL (designated safeguarding lead)"


ROLE = Pick("Role")
SPECIAL = PickMany("Additional roles")
SUBJECTS = Text("Subjects", hint="What they teach, separated by commas: Maths, Science", max_length=400)


class AddStaffForm(Form):
    """The form that adds a colleague to the staff."""

    name = "staff.add"
    title = "Add a colleague"

    person: Annotated[str, Person("Person in Slack")]
    role: Annotated[Role, ROLE]
    special: Annotated[list[Special], SPECIAL] = []  # noqa: RUF012 - pydantic copies it
    subjects: Annotated[str | None, SUBJECTS] = None


class ChangeStaffForm(Form):
    """The form that changes a colleague on the staff."""

    name = "staff.change"
    title = "Edit a colleague"
    keep_draft = True

    role: Annotated[Role, ROLE]
    special: Annotated[list[Special], SPECIAL] = []  # noqa: RUF012 - pydantic copies it
    subjects: Annotated[str | None, SUBJECTS] = None
    back_on: Annotated[date | None, Day("Away: back on", hint="No reminders until then. Leave blank if here.")] = None
    cover: Annotated[str | None, Lookup("Cover", source="staff", hint="Is offered what is due meanwhile.")] = None


async def show_list(request: Request) -> None:
    """Show the staff list to a Head."""
    staff = await request.read(staff_list)
    await request.show(list_of(staff, request.words))


async def offer_new(request: Request) -> None:
    """Open the form that adds a colleague."""
    await request.read(staff_list)
    await request.open(AddStaffForm, values={"role": Role.TEACHER})


async def add(request: Request) -> None:
    """Add a colleague, if Slack says that they belong to this workspace."""
    form = await request.form(AddStaffForm)
    name = await colleague(request.client, form.person, request.team_id, "person")
    what = (form.role, Special.SENCO in form.special, Special.DSL in form.special, subjects_in(form.subjects))
    await request.save(form, add_staff, form.person, name, *what)
    await show_again(request)


async def offer_change(request: Request) -> None:
    """Open the form that changes a colleague, who was chosen from the list or found by name."""
    staff = await request.look_up(somebody, request.value)
    values = {
        "role": staff.role,
        "special": specials_of(staff),
        "subjects": ", ".join(staff.subjects) or None,
        "back_on": staff.away_until,
        "cover": staff.cover_id,
    }
    lead, chosen = list(lead_of(await request.read(holdings, staff.id), request.words)), {}
    if staff.cover_id:
        chosen = {staff.cover_id: (await request.look_up(somebody, staff.cover_id)).name}
    about, labels = {"about": staff.id}, {"cover": chosen}
    await request.open(ChangeStaffForm, values=values, version=staff.version, context=about, lead=lead, labels=labels)


async def find(request: Request) -> Answer | None:
    """Offer colleagues whose names match what was typed."""
    found = await request.read(find_staff, request.text)
    return Answer.with_options([blocks.option(one.name, one.id, one.more) for one in found])


async def change(request: Request) -> None:
    """Save a colleague's role, responsibilities and subjects, and their current name in Slack."""
    form = await request.form(ChangeStaffForm)
    staff = await request.look_up(somebody, str(form.context["about"]))
    name = await colleague(request.client, staff.slack_id, request.team_id, "role", is_listed=True)
    what = (form.role, Special.SENCO in form.special, Special.DSL in form.special, subjects_in(form.subjects))
    await request.save(form, edit_staff, staff.slack_id, name, *what, form.back_on, form.cover, form.version)
    await show_again(request)


async def show_again(request: Request) -> None:
    """Update the staff list under the form, unless the list was closed or never open."""
    root = request.view.get("root_view_id")
    if root in (None, request.view.get("id")):
        return
    staff = await request.read(staff_list)
    try:
        await request.client.views_update(view_id=root, view=list_of(staff, request.words))
    except SlackApiError as gone:
        log.info("the staff list could not be shown again: %s", reason(gone))


def list_of(staff: Sequence[Staff], words: Words) -> dict[str, Any]:
    """Return the staff list as a modal."""
    add_one = blocks.actions(blocks.button("Add a colleague", "staff.add", style="primary"))
    lines = [line_of(one, words) for one in staff[:MOST_LISTED]]
    more = list(others_of(len(staff), words))
    return blocks.modal(words("administration/staff_list.title"), [add_one, *lines, *more])


def line_of(staff: Staff, words: Words) -> blocks.Block:
    """Return the line for one colleague, with a button to change them."""
    press = blocks.button("Edit", "staff.change", value=staff.id, spoken=f"Edit {staff.name}")
    return blocks.section(
        words("administration/staff_list.line", staff=staff, subjects=listed(staff.subjects)), accessory=press
    )


def others_of(count: int, words: Words) -> Iterator[blocks.Block]:
    """Yield a search for colleagues if the list is too long for a modal."""
    if count > MOST_LISTED:
        find = blocks.external_select("staff.find", placeholder="Find a colleague")
        yield blocks.section(words("administration/staff_list.more", more=count - MOST_LISTED), accessory=find)


def lead_of(found: Holdings, words: Words) -> Iterator[blocks.Block]:
    """Yield what the form begins with: what hangs on the colleague, and a button to remove them from the staff."""
    yield blocks.section(words("administration/holdings.text", found=found))
    yield blocks.actions(blocks.button("Remove from staff", "staff.remove", found.staff.id, style="danger"))


def specials_of(staff: Staff) -> list[Special]:
    """Return the special responsibilities of a colleague: SENCo, DSL, both or none."""
    return [one for one, has in ((Special.SENCO, staff.senco), (Special.DSL, staff.dsl)) if has]


def subjects_in(text: str | None) -> list[str]:
    """Return the subjects in a text, which are separated by commas."""
    return [name for part in (text or "").split(",") if (name := part.strip())]


def changed_message(screen: Screen, message: Message) -> Post | None:
    """Tell a Head, or whoever has taken over, how many duties and pupils passed on with a change of the staff."""
    staff_id, head_id, *counts = message.about.split(":")
    template = f"administration/{message.kind.replace('.', '_')}"
    facts = {"staff": screen.read.get(Staff, staff_id), "head": screen.read.get(Staff, head_id).name}
    facts |= dict(zip(("owed", "pupils", "taken"), map(int, counts), strict=True))
    return Post(screen.words(f"{template}.preview"), [blocks.section(screen.words(f"{template}.text", **facts))])


CAPABILITY = Capability(
    "staff",
    actions={
        "staff.list": show_list,
        "staff.add": offer_new,
        "staff.change": offer_change,
        "staff.find": offer_change,
    },
    forms={AddStaffForm: add, ChangeStaffForm: change},
    options={"staff.find": find},
    messages={LEFT: changed_message, LESS: changed_message, MORE: changed_message},
)

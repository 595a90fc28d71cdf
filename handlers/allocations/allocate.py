"""Allocating: a pupil gets a keyworker, subject teachers and a planned first day."""

from datetime import date
from typing import Annotated

from bot.forms import Day, Form, Lookup
from bot.requests.answer import Answer
from bot.requests.capability import Capability, Screen
from bot.requests.duty_buttons import DutyButton
from bot.requests.request import Request
from bot.slack import blocks
from bot.slack.words import Words
from models.allocations.allocate import (
    AllocatePrefill,
    allocate,
    allocate_prefill,
    teachers_offered,
)
from models.allocations.team import CHANGED, TOLD, TeamRole, team_role_of
from models.outbox.queue import Post
from models.tables.duty import DutyKind
from models.tables.message import Message


class AllocateForm(Form):
    """The form for the pupil's keyworker, subject teachers and first day."""

    name = "allocate.save"
    title = "Allocate"
    keep_draft = True

    keyworker: Annotated[str, Lookup("Keyworker", "staff", hint="Calls and meetings pass to them unless handed over.")]
    teachers: Annotated[
        list[str],
        Lookup(
            "Subject teachers",
            "teaching",
            many=True,
            placeholder="Type a subject or a name",
            hint="Heads set who teaches what in /halfterm, Staff.",
        ),
    ] = []  # noqa: RUF012 - pydantic copies a default
    first_day: Annotated[date | None, Day("Planned first day", hint="Leave blank if not known yet.")] = None


async def offer(request: Request) -> None:
    """Open the form that allocates a pupil, filled with who is allocated already."""
    stay = await request.look_up(allocate_prefill, request.value)
    values = {
        "keyworker": stay.keyworker and stay.keyworker[0],
        "teachers": [teacher.value for teacher in stay.teachers],
        "first_day": stay.first_day,
    }
    await request.open(
        AllocateForm,
        values=values,
        version=stay.version,
        context={"about": stay.placement_id},
        lead=[blocks.section(request.words("allocations/allocate.lead", stay=stay))],
        labels=labels_of(stay),
    )


def labels_of(stay: AllocatePrefill) -> dict[str, dict[str, str]]:
    """Return the names for the ids of the keyworker and the teachers in the form."""
    keyworker = dict([stay.keyworker]) if stay.keyworker else {}
    teachers = {teacher.value: teacher.label for teacher in stay.teachers}
    return {"keyworker": keyworker, "teachers": teachers}


async def save(request: Request) -> None:
    """Save the pupil's keyworker, teachers and first day."""
    form = await request.form(AllocateForm)
    await request.save(
        form, allocate, str(form.context["about"]), form.keyworker, form.teachers, form.first_day, form.version
    )


async def suggest_teachers(request: Request) -> Answer | None:
    """Offer subjects with their teachers that match what was typed."""
    found = await request.read(teachers_offered, request.text)
    return Answer.with_options([blocks.option(teacher.label, teacher.value) for teacher in found])


def allocated_message(screen: Screen, message: Message) -> Post | None:
    """Tell a member of staff that a pupil was allocated to them; None if they no longer work with the pupil."""
    role = team_role_of(screen.read, message.about, str(message.to_id))
    if role is None or not (role.is_keyworker or role.subjects):
        return None
    return role_message(screen.words, role, "said", "text")


def team_changed_message(screen: Screen, message: Message) -> Post | None:
    """Tell a member of staff that part of their work with a pupil went to a colleague, and what they still have."""
    role = team_role_of(screen.read, message.about, str(message.to_id))
    return role_message(screen.words, role, "changed", "changed_text") if role else None


def role_message(words: Words, role: TeamRole, said: str, text: str) -> Post:
    """Return a message about somebody's role in a pupil's team, with a button that opens the pupil's page."""
    see = blocks.button("Open the pupil's page", "pupil.open", value=role.placement_id)
    shown = blocks.section(words(f"allocations/team_changed.{said}", role=role))
    profile = blocks.button("Learning profile", "profile.open", value=role.placement_id)
    return Post(words(f"allocations/team_changed.{text}"), [shown, blocks.actions(profile, see)])


CAPABILITY = Capability(
    "allocate",
    actions={"allocate.open": offer},
    duties={DutyKind.ALLOCATE: DutyButton("allocate.open", "Allocate")},
    forms={AllocateForm: save},
    options={"lookup.teaching": suggest_teachers},
    messages={TOLD: allocated_message, CHANGED: team_changed_message},
)

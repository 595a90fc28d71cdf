"""Removing a colleague from the staff: what hangs on them is shown first, and whoever takes over is told."""

from typing import Annotated

from bot.forms import Form, Lookup
from bot.requests.answer import Answer
from bot.requests.capability import Capability, Screen
from bot.requests.notice import notice
from bot.requests.request import Request
from bot.slack import blocks
from handlers.administration.staff_list import show_again
from models.administration.holdings import holdings, passed_to
from models.administration.staff_list import remove_staff
from models.administration.succession import TAKEN, Heirs
from models.outbox.queue import Post
from models.tables.message import Message
from models.tables.staff import Staff

MOST_NAMED = 12


class RemoveStaffForm(Form):
    """The form that removes a colleague, and asks who takes over from them."""

    name = "staff.end"
    title = "Remove from staff"
    submit = "Remove"

    keyworker: Annotated[
        str | None,
        Lookup("Keyworker of their pupils", source="staff", hint="Left blank: at the next allocations meeting."),
    ] = None
    teacher: Annotated[
        str | None,
        Lookup("Teacher of their subjects", source="staff", hint="Left blank: at the next allocations meeting."),
    ] = None
    rest: Annotated[str | None, Lookup("Everything else", source="staff", hint="Left blank: to a Head.")] = None


async def offer(request: Request) -> Answer | None:
    """Show what hangs on a colleague, and ask who takes over, in the place of the form that edits them."""
    found = await request.read(holdings, request.value)
    proposed = {name: one for name, one in (("keyworker", found.keyworker), ("teacher", found.teacher)) if one}
    return await request.turn_to(
        RemoveStaffForm,
        values={name: one.id for name, one in proposed.items()},
        context={"about": found.staff.id},
        lead=[blocks.section(request.words("administration/holdings.removal", found=found))],
        labels={name: {one.id: one.name} for name, one in proposed.items()},
    )


async def save(request: Request) -> Answer | None:
    """Remove a colleague from the staff, pass on what they have, and show the list again."""
    form = await request.form(RemoveStaffForm)
    heirs = Heirs(form.keyworker, form.teacher, form.rest)
    await request.save(form, remove_staff, str(form.context["about"]), heirs)
    removed = notice(
        request.words("administration/staff_list.title"), request.words("administration/staff_list.removed")
    )
    answer = await request.replace(removed)
    await show_again(request)
    return answer


def taken_message(screen: Screen, message: Message) -> Post | None:
    """Tell a colleague what passed to them from one who has left, and by when; None once nothing of it is open."""
    passed = passed_to(screen.read, message.about, message.to_id)
    if not passed:
        return None
    name = screen.read.get(Staff, message.about).name
    text = screen.words("administration/holdings.taken", name=name, passed=passed[:MOST_NAMED], in_all=len(passed))
    home = blocks.button("Open my list", "home.duties", value="here")
    return Post(
        screen.words("administration/holdings.taken_preview", in_all=len(passed)),
        [blocks.section(text), blocks.actions(home)],
    )


CAPABILITY = Capability(
    "staff_removal",
    actions={"staff.remove": offer},
    forms={RemoveStaffForm: save},
    messages={TAKEN: taken_message},
)

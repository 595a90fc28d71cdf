"""Assigning a duty to another member of staff."""

from typing import Annotated

from bot.forms import Form, Person
from bot.requests.capability import Capability, Screen
from bot.requests.request import Request
from bot.slack import blocks
from models.duties.assign import assign_duty, assigned_duty, duty_to_assign
from models.outbox.queue import Post
from models.tables.message import Message


class GiveForm(Form):
    """The form that asks who is to do a duty from now on."""

    name = "step.give"
    title = "Hand over"
    submit = "Hand over"

    to: Annotated[str, Person("Hand over to")]


async def offer(request: Request) -> None:
    """Open the form that gives a duty to another member of staff."""
    owed = await request.look_up(duty_to_assign, request.value)
    lead = [blocks.section(request.words("duties/assigned.about", **vars(owed)))]
    await request.open(GiveForm, context={"about": owed.id}, lead=lead)


async def save(request: Request) -> None:
    """Give the duty to the member of staff who was chosen."""
    form = await request.form(GiveForm)
    await request.save(form, assign_duty, form.context["about"], form.to)


def given_message(screen: Screen, message: Message) -> Post | None:
    """Tell a member of staff that a duty was given to them, and later whether it is done or passed on."""
    owed = assigned_duty(screen.read, message.about)
    text = screen.words("duties/assigned.preview")
    if owed.done_on is not None or owed.owner_id != message.to_id:
        if message.ts is None:
            return None
        state = "done" if owed.done_on is not None else "passed_on"
        return Post(text, [blocks.section(screen.words(f"duties/assigned.{state}", **vars(owed)))])
    buttons = blocks.actions(screen.duty_button(owed.id, owed.kind))
    return Post(text, [blocks.section(screen.words("duties/assigned.mine", **vars(owed))), buttons])


CAPABILITY = Capability(
    "step", actions={"step.give": offer}, forms={GiveForm: save}, messages={"step.given": given_message}
)

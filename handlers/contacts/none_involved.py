"""Saying that no professional is involved with a pupil, instead of logging a contact."""

from typing import Annotated

from bot.forms import Form, Text
from bot.requests.answer import Answer
from bot.requests.capability import Capability
from bot.requests.request import Request
from bot.slack import blocks
from models.attempts.none_involved import say_none_involved, step_in_question


class NoneInvolvedForm(Form):
    """The form that asks how it is known that no professional is involved."""

    name = "contact.none_involved"
    title = "None involved"

    why: Annotated[
        str, Text("How do you know?", max_length=300, hint="Shown on the pupil's page, to all staff. No details.")
    ]


async def offer(request: Request) -> Answer | None:
    """Put the form in the place of the one that logs a contact."""
    owed = await request.look_up(step_in_question, request.value)
    lead = [blocks.section(request.words("contacts/attempt.none_involved", **vars(owed)))]
    return await request.turn_to(NoneInvolvedForm, context={"about": owed.id}, lead=lead)


async def save(request: Request) -> None:
    """End the step as none is involved."""
    form = await request.form(NoneInvolvedForm)
    await request.save(form, say_none_involved, str(form.context["about"]), form.why)


CAPABILITY = Capability("none_involved", actions={"contact.none_involved": offer}, forms={NoneInvolvedForm: save})

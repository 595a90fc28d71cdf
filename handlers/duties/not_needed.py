"""Saying that a step is not needed, with the reason, and taking that back."""

from typing import Annotated

from bot.forms import Form, Text
from bot.requests.capability import Capability
from bot.requests.request import Request
from bot.slack import blocks
from models.corrections.needed import need_again
from models.duties.not_needed import duty_in_question, end_as_not_needed


class NotNeededForm(Form):
    """The form that asks why a step is not needed."""

    name = "step.not_needed"
    title = "Not needed"

    why: Annotated[
        str, Text("Why is it not needed?", long=True, max_length=500, hint="Write it so that all staff may read it.")
    ]


async def offer(request: Request) -> None:
    """Open the form that ends a step as not needed."""
    owed = await request.look_up(duty_in_question, request.value)
    lead = [blocks.section(request.words("duties/not_needed.about", **vars(owed)))]
    await request.open(NotNeededForm, context={"about": owed.id}, lead=lead)


async def save(request: Request) -> None:
    """End the step as not needed."""
    form = await request.form(NotNeededForm)
    await request.save(form, end_as_not_needed, str(form.context["about"]), form.why)


async def needed(request: Request) -> None:
    """Make a step due again that was not needed."""
    await request.press(need_again, request.value)


CAPABILITY = Capability(
    "not_needed", actions={"step.not_needed": offer, "step.needed": needed}, forms={NotNeededForm: save}
)

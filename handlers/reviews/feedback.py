"""Recording that pupils were told about a review: when and how, for one pupil or a whole class."""

from datetime import date
from typing import Annotated

from bot.forms import Day, Form, Lookup, Text
from bot.requests.answer import Answer
from bot.requests.request import Request
from bot.slack import blocks
from models.reviews.feedback import Untold, feedback_prefill, find_untold, tell_pupils

LONGEST_MORE = 55


class TellForm(Form):
    """The form that records which pupils were told about a review, when and how."""

    name = "review.tell"
    title = "Told the pupil"

    whom: Annotated[
        list[str],
        Lookup("Who was told", source="untold", many=True, least=0, hint="Everyone you told that day."),
    ]
    told_on: Annotated[date, Day("Told on")]
    told_how: Annotated[str, Text("How", max_length=200, placeholder="In a chat after the lesson")]


async def offer(request: Request) -> None:
    """Open the form, filled with the pupil if the button belongs to one duty."""
    duty_id = request.value
    found = await request.change(feedback_prefill, duty_id) if duty_id else None
    chosen = {found.untold.id: label_of(found.untold)} if found else {}
    await request.open(
        TellForm,
        values={"whom": list(chosen)},
        lead=[blocks.section(request.words("reviews/feedback.lead", found=found))],
        labels={"whom": chosen},
    )


async def save(request: Request) -> None:
    """Save when and how the pupils were told."""
    form = await request.form(TellForm)
    await request.save(form, tell_pupils, form.whom, form.told_on, form.told_how)


async def suggest(request: Request) -> Answer | None:
    """Offer the pupils whom the actor still has to tell."""
    found = await request.read(find_untold, request.text)
    return Answer.with_options([blocks.option(label_of(one), one.id) for one in found])


def label_of(one: Untold) -> str:
    """Return a pupil's text in the menu, with a long subject cut short."""
    return blocks.called(one.name, blocks.clip(one.more, LONGEST_MORE))

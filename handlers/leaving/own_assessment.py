"""Asking a pupil who leaves how the placement was."""

from datetime import date
from typing import Annotated

from bot.forms import Day, Form, Pick, Text
from bot.requests.answer import Answer
from bot.requests.capability import Capability
from bot.requests.duty_buttons import DutyButton
from bot.requests.notice import notice
from bot.requests.request import Request
from bot.requests.undo import undo_button, undo_with
from bot.slack import blocks
from models.leaving.own_assessment import own_assessment_prefill, save_own_assessment, undo_own_assessment
from models.tables.duty import DutyKind
from models.tables.leaving import Asked

IN_THEIR_WORDS = "What helped, what was hard, what should be different. In their words."


class OwnAssessmentForm(Form):
    """The form that records how the pupil found the placement. Nothing is filled in: somebody must have asked."""

    name = "leave.own_assessment"
    title = "How it was"
    keep_draft = True

    outcome: Annotated[Asked, Pick("What happened?", style="radio")]
    on: Annotated[date, Day("When did you ask?")]
    words: Annotated[
        str | None, Text("What they say of their time here", long=True, max_length=1500, hint=IN_THEIR_WORDS)
    ] = None


async def offer(request: Request) -> None:
    """Open the empty form."""
    known = await request.change(own_assessment_prefill, request.value)
    lead = [blocks.section(request.words("leaving/own_assessment.lead", known=known))]
    await request.open(OwnAssessmentForm, context={"about": request.value}, lead=lead)


async def save(request: Request) -> Answer | None:
    """Save what came of asking, and offer to undo it."""
    form = await request.form(OwnAssessmentForm)
    about = str(form.context["about"])
    saved = await request.save(form, save_own_assessment, about, form.outcome, form.on, form.words)
    words = request.words
    undo = undo_button("Undo", "leave.own_assessment_undo", saved, words, "this answer")
    text = words("leaving/own_assessment.saved", outcome=form.outcome)
    return Answer.with_view(notice(words("leaving/form.saved_title"), text, undo))


CAPABILITY = Capability(
    "own_assessment",
    actions={"leave.own_assessment": offer, "leave.own_assessment_undo": undo_with(undo_own_assessment)},
    duties={DutyKind.OWN_ASSESSMENT: DutyButton("leave.own_assessment", "How it was", "How the placement was")},
    forms={OwnAssessmentForm: save},
)

"""Asking a pupil who leaves how the placement was."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from bot.forms import Day, Form, Pick, Text
from bot.requests.answer import Answer
from bot.requests.capability import Capability
from bot.requests.duty_buttons import DutyButton
from bot.requests.notice import saved_notice
from bot.requests.payload import View
from bot.requests.request import Request
from bot.requests.undo import Retyped, undo_and_retype, undo_blocks, undo_button, why_changed
from bot.slack import blocks
from models.change import Change
from models.leaving.own_assessment import (
    correct_own_assessment,
    own_assessment_prefill,
    own_assessment_to_correct,
    save_own_assessment,
    undo_own_assessment,
)
from models.stays import first_name_meant
from models.tables.duty import DutyKind
from models.tables.leaving import Asked, OwnAssessment

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


class CorrectedOwnAssessmentForm(OwnAssessmentForm):
    """The form that corrects what was put down of how the pupil found the placement."""

    name = "leave.own_assessment_correct"
    title = "Correct how it was"

    changed: Annotated[str | None, why_changed()] = None


async def offer(request: Request) -> None:
    """Open the empty form."""
    await request.show(await view_of(request, request.value))


async def view_of(request: Request, value: str, above: Sequence[blocks.Block] = ()) -> View:
    """Return the form for the id of a placement or of a duty."""
    known = await request.change(own_assessment_prefill, value)
    lead = [*above, blocks.section(request.words("leaving/own_assessment.lead", known=known))]
    return await request.view_of(OwnAssessmentForm, context={"about": value}, lead=lead)


async def save(request: Request) -> Answer | None:
    """Save what came of asking, and offer to undo it."""
    form = await request.form(OwnAssessmentForm)
    about = str(form.context["about"])
    saved = await request.save(form, save_own_assessment, about, form.outcome, form.on, form.words)
    words, name = request.words, await request.read(first_name_meant, about)
    undo = undo_button("Undo", "leave.own_assessment_undo", saved, words, f"{name}'s answer")
    text = words("leaving/own_assessment.saved", outcome=form.outcome)
    return Answer.with_view(saved_notice(words, text, undo))


def retyped(change: Change, row_id: str) -> Retyped:
    """Return what was typed into the form that recorded an answer."""
    one = change.get(OwnAssessment, row_id)
    values = {"outcome": one.outcome, "on": one.on, "words": one.words}
    return Retyped(OwnAssessmentForm, one.placement_id, "leave.own_assessment", one.placement_id, values)


async def offer_correction(request: Request) -> None:
    """Open the form that corrects an answer, which also offers to undo it."""
    known = await request.change(own_assessment_to_correct, request.value)
    undo = undo_blocks(known.undo_window, "leave.own_assessment_undo", request.words, f"{known.first_name}'s answer")
    lead = [blocks.section(request.words("leaving/own_assessment.correct", known=known)), *undo]
    values: dict[str, object] = {"outcome": known.outcome, "on": known.on, "words": known.words}
    context, version = {"about": known.undo_window.thing_id}, known.undo_window.version
    await request.open(CorrectedOwnAssessmentForm, values=values, version=version, context=context, lead=lead)


async def save_correction(request: Request) -> None:
    """Save the corrected answer."""
    form = await request.form(CorrectedOwnAssessmentForm)
    given = (form.outcome, form.on, form.words)
    await request.save(form, correct_own_assessment, str(form.context["about"]), *given, form.changed, form.version)


CAPABILITY = Capability(
    "own_assessment",
    actions={
        "leave.own_assessment": offer,
        "leave.own_assessment_correct": offer_correction,
        "leave.own_assessment_undo": undo_and_retype(undo_own_assessment, retyped, view_of),
    },
    duties={DutyKind.OWN_ASSESSMENT: DutyButton("leave.own_assessment", "How it was", "How the placement was")},
    forms={OwnAssessmentForm: save, CorrectedOwnAssessmentForm: save_correction},
)

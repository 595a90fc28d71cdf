"""Screening: what a questionnaire found, on which day and by whom it was filled in."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from bot.forms import Day, Form, Pick, Text
from bot.requests.answer import Answer
from bot.requests.capability import Capability
from bot.requests.notice import saved_notice
from bot.requests.payload import View
from bot.requests.request import Request
from bot.requests.undo import Retyped, undo_and_retype, undo_blocks, undo_button, why_changed
from bot.slack import blocks
from models.assessments.screening import (
    ScreeningInput,
    add_screening,
    correct_screening,
    correction_prefill,
    measure_of,
    screening_prefill,
    undo_screening,
)
from models.change import Change
from models.stays import first_name_meant
from models.tables.assessment import Informant, Measure

HOW = "One a line. SDQ: 24. Boxall: A 12. Engagement: Exploration: words. Another: Worry: 12 of 30."
OF_ANOTHER = "Needed for another questionnaire."
On = Annotated[date, Day("Filled in on")]
By = Annotated[Informant, Pick("Filled in by", style="radio")]
Name = Annotated[str | None, Text("Name of that person", max_length=120, hint="Needed for another colleague.")]
Scores = Annotated[str, Text("Scores", long=True, max_length=2000, hint=HOW)]
Note = Annotated[str | None, Text("Note", max_length=500, hint="Nothing about child protection: tell the DSL.")]


class ScreeningForm(Form):
    """The form that records a screening. Nothing is filled in: somebody must have filled in the questionnaire."""

    name = "screening.add"
    title = "Screening"
    keep_draft = True

    measure: Annotated[Measure, Pick("Questionnaire")]
    called: Annotated[str | None, Text("Name of another questionnaire", max_length=80, hint=OF_ANOTHER)] = None
    on: On
    informant: By
    informant_name: Name = None
    scores: Scores
    note: Note = None


class CorrectedScreeningForm(Form):
    """The form that corrects a screening, which stays one with the same questionnaire."""

    name = "screening.correct"
    title = "Correct a screening"
    keep_draft = True

    called: Annotated[str | None, Text("Name of another questionnaire", max_length=80, hint=OF_ANOTHER)] = None
    on: On
    informant: By
    informant_name: Name = None
    scores: Scores
    note: Note = None
    changed: Annotated[str | None, why_changed()] = None


async def offer(request: Request) -> None:
    """Open the form that records a screening."""
    await request.show(await view_of(request, request.value))


async def view_of(request: Request, placement_id: str, above: Sequence[blocks.Block] = ()) -> View:
    """Return the form that records a screening of a placement."""
    known = await request.change(screening_prefill, placement_id)
    lead = [*above, blocks.section(request.words("assessments/screening.lead", known=known))]
    return await request.view_of(ScreeningForm, context={"about": known.placement_id}, lead=lead)


async def save(request: Request) -> Answer | None:
    """Save a screening, and offer to undo it."""
    form = await request.form(ScreeningForm)
    given = ScreeningInput(
        form.measure, form.called, form.on, form.informant, form.informant_name, form.scores, form.note
    )
    about = str(form.context["about"])
    saved = await request.save(form, add_screening, about, given)
    words, name = request.words, await request.read(first_name_meant, about)
    undo = undo_button("Undo", "screening.undo", saved, words, f"{name}'s screening")
    said = words("assessments/screening.saved")
    return Answer.with_view(saved_notice(words, said, undo))


async def offer_correction(request: Request) -> None:
    """Open the form that corrects a screening, which also offers to undo it."""
    screening_id = request.value
    known = await request.change(correction_prefill, screening_id)
    lead = [blocks.section(request.words("assessments/screening.lead", known=known))]
    if known.given is None or known.undo_window is None:
        return
    undo = undo_blocks(known.undo_window, "screening.undo", request.words, f"{known.first_name}'s screening")
    await request.open(
        CorrectedScreeningForm,
        values=_values_of(known.given),
        version=known.undo_window.version,
        context={"about": screening_id},
        lead=[*lead, *undo],
    )


async def save_correction(request: Request) -> None:
    """Save a corrected screening."""
    form = await request.form(CorrectedScreeningForm)
    about = str(form.context["about"])
    measure = await request.read(measure_of, about)
    given = ScreeningInput(measure, form.called, form.on, form.informant, form.informant_name, form.scores, form.note)
    await request.save(form, correct_screening, about, given, form.changed, form.version)


def retyped(change: Change, screening_id: str) -> Retyped | None:
    """Return what was typed into the form that recorded a screening."""
    known = correction_prefill(change, screening_id)
    if known.given is None:
        return None
    return Retyped(ScreeningForm, known.placement_id, "screening.add", known.placement_id, _values_of(known.given))


def _values_of(given: ScreeningInput) -> dict[str, object]:
    return vars(given) | {"called": given.name}


CAPABILITY = Capability(
    "screening",
    actions={
        "screening.add": offer,
        "screening.correct": offer_correction,
        "screening.undo": undo_and_retype(undo_screening, retyped, view_of),
    },
    forms={ScreeningForm: save, CorrectedScreeningForm: save_correction},
)

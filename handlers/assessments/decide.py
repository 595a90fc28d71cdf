"""Deciding on further assessment: none needed, carried out here, or asked of somebody else."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Self

from pydantic import model_validator

from bot.forms import Day, FieldError, Form, Lookup, Pick, Text
from bot.requests.answer import Answer
from bot.requests.capability import Capability
from bot.requests.duty_buttons import DutyButton
from bot.requests.notice import saved_notice
from bot.requests.payload import View
from bot.requests.request import Request
from bot.requests.undo import Retyped, undo_and_retype, undo_blocks, undo_button, why_changed
from bot.slack import blocks
from models.assessments.decide import (
    AssessmentInput,
    DecisionInput,
    asked_for,
    correct_decision,
    decide,
    decided_about,
    decision_prefill,
    decision_to_correct,
    undo_decision,
)
from models.assessments.kinds import kinds_offered
from models.change import Change
from models.requests.drafts import drop_draft
from models.stays import first_name_meant
from models.tables.assessment import LONGEST_KIND, AssessmentDecision, Choice
from models.tables.duty import DutyKind
from models.tables.staff import Staff

NOT_CHILD_PROTECTION = "Nothing about child protection: tell the DSL."
NEEDED_FOR_NONE = "Needed if none is needed. Nothing about child protection: tell the DSL."
Which = Annotated[
    str, Lookup("Which assessment", source="assessment", least=0, hint="Choose one, or type what you call it.")
]
Meanwhile = Annotated[
    str | None,
    Text("What waiting costs the pupil", long=True, max_length=1000, hint="What they miss until there is an answer."),
]


class DecisionForm(Form):
    """The form that asks what was decided; an assessment is then described on a form of its own."""

    name = "assessment.decide"
    title = "Assessment decision"
    submit = "Next"
    keep_draft = True

    choice: Annotated[Choice, Pick("Decision", style="radio")]
    why: Annotated[str | None, Text("If none is needed: why", long=True, max_length=1000, hint=NEEDED_FOR_NONE)] = None

    @model_validator(mode="after")
    def says_why(self) -> Self:
        """Refuse a decision that none is needed without the reason."""
        if self.choice is Choice.NONE_NEEDED and self.why is None:
            raise FieldError("why", "Say why none is needed.")
        return self


class UndertakeForm(Form):
    """The form for an assessment that is carried out here."""

    name = "assessment.undertake"
    title = "Carry out an assessment"
    keep_draft = True

    kind: Which
    done_by: Annotated[str, Lookup("By whom", source="staff")]
    due_on: Annotated[date, Day("By when")]
    why: Annotated[str | None, Text("Why", long=True, max_length=1000, hint=NOT_CHILD_PROTECTION)] = None


class RequestForm(Form):
    """The form for an assessment that somebody else is asked for."""

    name = "assessment.request"
    title = "Ask for an assessment"
    keep_draft = True

    kind: Which
    asked_of: Annotated[str, Text("Asked of", hint="A person or a service.")]
    asked_on: Annotated[date, Day("Asked on", hint="The day on which the request went out.")]
    due_on: Annotated[date, Day("Due by", hint="When they should have answered. It is chased each week until then.")]
    meanwhile: Meanwhile = None
    why: Annotated[str | None, Text("Why", long=True, max_length=1000, hint=NOT_CHILD_PROTECTION)] = None


class CorrectedDecisionForm(Form):
    """The form that corrects the reason of a decision; what was decided stays."""

    name = "assessment.decide_correct"
    title = "Correct a decision"
    keep_draft = True

    why: Annotated[str | None, Text("Why", long=True, max_length=1000, hint=NEEDED_FOR_NONE)] = None
    changed: Annotated[str | None, why_changed()] = None


async def offer(request: Request) -> None:
    """Open the form, with the checklist of baselines as the record has it."""
    await request.show(await view_of(request, request.value))


async def view_of(request: Request, value: str, above: Sequence[blocks.Block] = ()) -> View:
    """Return the form for a decision or, once somebody has typed there, for the assessment that it asks for."""
    known = await request.change(decision_prefill, value)
    lead = [*above, blocks.section(request.words("assessments/decide.lead", known=known))]
    for form in (UndertakeForm, RequestForm):
        if above and await request.draft_of(form, value) is not None:
            return await request.view_of(form, context={"about": value}, lead=lead)
    return await request.view_of(DecisionForm, context={"about": value}, lead=lead)


async def save_choice(request: Request) -> Answer | None:
    """Save that none is needed, or turn to the form for what was decided."""
    form = await request.form(DecisionForm)
    about = str(form.context["about"])
    if form.choice is Choice.NONE_NEEDED:
        saved = await request.save(form, decide, about, DecisionInput(form.choice, form.why))
        return await _saved(request, about, saved)
    await request.change(drop_draft, form.key)
    following = UndertakeForm if form.choice is Choice.UNDERTAKE else RequestForm
    return await request.turn_to(following, context={"about": about})


async def save_undertaking(request: Request) -> Answer | None:
    """Save a decision to carry out an assessment."""
    form = await request.form(UndertakeForm)
    asked = AssessmentInput(form.kind, None, form.due_on, done_by_id=form.done_by)
    given = DecisionInput(Choice.UNDERTAKE, form.why, asked)
    about = str(form.context["about"])
    return await _saved(request, about, await request.save(form, decide, about, given))


async def save_request(request: Request) -> Answer | None:
    """Save a decision to ask somebody else for an assessment."""
    form = await request.form(RequestForm)
    asked = AssessmentInput(form.kind, form.asked_on, form.due_on, form.meanwhile, form.asked_of)
    given = DecisionInput(Choice.REQUEST, form.why, asked)
    about = str(form.context["about"])
    return await _saved(request, about, await request.save(form, decide, about, given))


async def offer_correction(request: Request) -> None:
    """Open the form that corrects the reason of a decision, which also offers to undo it."""
    known = await request.change(decision_to_correct, request.value)
    undo = undo_blocks(known.undo_window, "assessment.undo", request.words, f"the decision for {known.first_name}")
    lead = [blocks.section(request.words("assessments/decide.correct", known=known)), *undo]
    context, version = {"about": known.undo_window.thing_id}, known.undo_window.version
    await request.open(CorrectedDecisionForm, values={"why": known.why}, version=version, context=context, lead=lead)


async def save_correction(request: Request) -> None:
    """Save the corrected reason."""
    form = await request.form(CorrectedDecisionForm)
    await request.save(form, correct_decision, str(form.context["about"]), form.why, form.changed, form.version)


async def _saved(request: Request, about: str, decision_id: str) -> Answer:
    words, name = request.words, await request.read(first_name_meant, about)
    undo = undo_button("Undo", "assessment.undo", decision_id, words, f"the decision for {name}")
    return Answer.with_view(saved_notice(words, words("assessments/decide.saved"), undo))


def retyped(change: Change, decision_id: str) -> Retyped:
    """Return what was typed into the form of a decision, or into that of the assessment that it asked for."""
    decision, asked = change.get(AssessmentDecision, decision_id), asked_for(change, decision_id)
    about, values = decided_about(change, decision), {"choice": decision.choice, "why": decision.why}
    if asked is None:
        return Retyped(DecisionForm, about, "assessment.decide", about, values)
    form = UndertakeForm if decision.choice is Choice.UNDERTAKE else RequestForm
    said = {"why": decision.why, "done_by": asked.done_by_id}
    values = {name: said[name] if name in said else getattr(asked, name) for name in form.model_fields}
    called, colleague = {asked.kind: asked.kind}, {}
    if asked.done_by_id is not None:
        colleague = {asked.done_by_id: change.get(Staff, asked.done_by_id).name}
    chosen = {"kind": called, "done_by": colleague}
    return Retyped(form, about, "assessment.decide", about, values, chosen)


async def suggest(request: Request) -> Answer | None:
    """Offer the usual assessments that match what was typed, and what was typed itself."""
    found = kinds_offered(request.text)
    return Answer.with_options([blocks.option(kind[:LONGEST_KIND], kind[:LONGEST_KIND]) for kind in found])


CAPABILITY = Capability(
    "assessment_decision",
    actions={
        "assessment.decide": offer,
        "assessment.decide_correct": offer_correction,
        "assessment.undo": undo_and_retype(undo_decision, retyped, view_of),
    },
    duties={
        DutyKind.ASSESSMENT: DutyButton("assessment.decide", "Decide", "Decide on assessments"),
        DutyKind.SUSPICION: DutyButton("assessment.decide", "Decide", "Decide whether to assess"),
    },
    forms={
        DecisionForm: save_choice,
        UndertakeForm: save_undertaking,
        RequestForm: save_request,
        CorrectedDecisionForm: save_correction,
    },
    options={"lookup.assessment": suggest},
)

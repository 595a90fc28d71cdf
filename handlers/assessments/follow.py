"""What becomes of an assessment: chasing it, its outcome, withdrawing it, and correcting it."""

from datetime import date
from typing import Annotated

from bot.forms import Day, Form, Lookup, Page, Text
from bot.forms.opening import Filled
from bot.requests.capability import Capability
from bot.requests.duty_buttons import DutyButton
from bot.requests.request import Request
from bot.requests.undo import why_changed
from bot.slack import blocks
from handlers.assessments.decide import NOT_CHILD_PROTECTION, Meanwhile, Which
from models.assessments.decide import AssessmentInput
from models.assessments.follow import (
    AssessmentPrefill,
    Outcome,
    assessment_prefill,
    chase,
    correct_assessment,
    correction_prefill,
    record_outcome,
    request_prefill,
    withdraw,
)
from models.change import Change
from models.tables.duty import DutyKind

OutcomeWords = Text("Outcome", long=True, max_length=2000, hint=NOT_CHILD_PROTECTION)
ONLY_IF_ANSWERED = "Needed if there is an outcome."


class OutcomeForm(Form):
    """The form that records what came of an assessment. Nothing is filled in: somebody must have seen it."""

    name = "assessment.outcome"
    title = "Outcome"
    keep_draft = True

    on: Annotated[date, Day("On which day?", hint="The day of the assessment or of the answer.")]
    outcome: Annotated[str, OutcomeWords]


class ChaseForm(Form):
    """The form that records that a request was chased."""

    name = "assessment.chase"
    title = "Chase an assessment"

    on: Annotated[date, Day("When did you ask?")]
    said: Annotated[str | None, Text("What they said", long=True, max_length=1000)] = None


class WithdrawForm(Form):
    """The form that withdraws an assessment."""

    name = "assessment.withdraw"
    title = "Withdraw"
    submit = "Withdraw"

    why: Annotated[str, Text("Why", long=True, max_length=1000)]


class CorrectedUndertakingForm(Form):
    """The form that corrects an assessment that is carried out here."""

    name = "assessment.correct"
    title = "Correct an assessment"
    keep_draft = True

    kind: Which
    done_by: Annotated[str, Lookup("By whom", source="staff")]
    due_on: Annotated[date, Day("By when")]
    outcome: Annotated[str | None, OutcomeWords] = None
    on: Annotated[date | None, Day("Day of the outcome", hint=ONLY_IF_ANSWERED)] = None
    changed: Annotated[str | None, why_changed()] = None


class CorrectedRequestForm(Form):
    """The form that corrects an assessment that somebody else was asked for."""

    name = "assessment.correct_request"
    title = "Correct an assessment"
    keep_draft = True

    kind: Which
    asked_of: Annotated[str, Text("Asked of")]
    asked_on: Annotated[date, Day("Asked on")]
    due_on: Annotated[date, Day("Due by")]
    changed: Annotated[str | None, why_changed()] = None
    meanwhile: Meanwhile = None
    outcome: Annotated[str | None, OutcomeWords] = None
    on: Annotated[date | None, Day("Day of the outcome", hint=ONLY_IF_ANSWERED)] = None

    pages = (
        Page("The request", "kind", "asked_of", "asked_on", "due_on", "changed"),
        Page("Meanwhile and outcome", "meanwhile", "outcome", "on"),
    )


async def offer_outcome(request: Request) -> None:
    """Open the form that records an outcome."""
    known = await request.change(assessment_prefill, request.value)
    await request.open(OutcomeForm, context={"about": known.id}, lead=_lead(request, known))


async def save_outcome(request: Request) -> None:
    """Save an outcome."""
    form = await request.form(OutcomeForm)
    await request.save(form, record_outcome, str(form.context["about"]), form.on, form.outcome)


async def offer_chase(request: Request) -> None:
    """Open the form that records a chase, with a button for an answer that has come."""
    known = await request.change(request_prefill, request.value)
    answered = blocks.actions(blocks.button("They have answered", "assessment.outcome", value=known.id))
    await request.open(ChaseForm, context={"about": known.id}, lead=[*_lead(request, known), answered])


async def save_chase(request: Request) -> None:
    """Save that a request was chased."""
    form = await request.form(ChaseForm)
    await request.save(form, chase, str(form.context["about"]), form.on, form.said)


async def offer_withdrawal(request: Request) -> None:
    """Open the form that withdraws an assessment."""
    known = await request.change(request_prefill, request.value)
    await request.open(WithdrawForm, context={"about": known.id}, lead=_lead(request, known))


async def save_withdrawal(request: Request) -> None:
    """Withdraw an assessment."""
    form = await request.form(WithdrawForm)
    await request.save(form, withdraw, str(form.context["about"]), form.why)


async def offer_correction(request: Request) -> None:
    """Open the form that corrects an assessment, with what it says."""
    known = await request.change(correction_prefill, request.value)
    filled = _filled(known)
    await request.open(
        CorrectedUndertakingForm if known.given.asked_of is None else CorrectedRequestForm,
        values=filled.values,
        labels=filled.labels,
        version=known.undo_window.version,
        context={"about": known.id},
        lead=_lead(request, known),
    )


async def save_undertaking(request: Request) -> None:
    """Save a corrected assessment that is carried out here."""
    form = await request.form(CorrectedUndertakingForm)
    given = AssessmentInput(form.kind, None, form.due_on, done_by_id=form.done_by)
    outcome = Outcome(form.on, form.outcome) if form.on and form.outcome else None
    about = str(form.context["about"])
    await request.save(form, correct_assessment, about, given, outcome, form.changed, form.version)


async def save_asked(request: Request) -> None:
    """Save a corrected assessment that somebody else was asked for."""
    form = await request.form(CorrectedRequestForm)
    given = AssessmentInput(form.kind, form.asked_on, form.due_on, form.meanwhile, form.asked_of)
    outcome = Outcome(form.on, form.outcome) if form.on and form.outcome else None
    about = str(form.context["about"])
    await request.save(form, correct_assessment, about, given, outcome, form.changed, form.version)


def _lead(request: Request, known: AssessmentPrefill) -> list[blocks.Block]:
    return [blocks.section(request.words("assessments/follow.lead", known=known))]


def _filled(known: AssessmentPrefill) -> Filled:
    """Return what an assessment says, in the fields of the form that corrects it."""
    given, outcome = known.given, known.outcome
    values = vars(given) | {"done_by": given.done_by_id}
    values |= {"outcome": outcome.said if outcome else None, "on": outcome.on if outcome else None}
    chosen = {"kind": (given.kind, given.kind), "done_by": (given.done_by_id or "", known.by_whom)}
    return Filled(values, {name: dict([one]) for name, one in chosen.items()})


def _refilled(change: Change, about: str) -> Filled:
    return _filled(correction_prefill(change, about))


CAPABILITY = Capability(
    "assessment",
    actions={
        "assessment.outcome": offer_outcome,
        "assessment.chase": offer_chase,
        "assessment.withdraw": offer_withdrawal,
        "assessment.correct": offer_correction,
    },
    duties={
        DutyKind.UNDERTAKE: DutyButton("assessment.outcome", "Record the outcome", "Record an assessment"),
        DutyKind.CHASE: DutyButton("assessment.chase", "Chase", "Chase an assessment"),
    },
    refills={CorrectedRequestForm: _refilled},
    forms={
        OutcomeForm: save_outcome,
        ChaseForm: save_chase,
        WithdrawForm: save_withdrawal,
        CorrectedUndertakingForm: save_undertaking,
        CorrectedRequestForm: save_asked,
    },
)

"""Correcting or undoing what was reviewed, counted, judged or said for a support plan."""

from typing import Annotated

from bot.forms import Form
from bot.requests.answer import Answer
from bot.requests.capability import Capability
from bot.requests.request import Request
from bot.requests.undo import Retyped, undo_and_retype, undo_blocks, why_changed
from bot.slack.blocks import Block, clip
from bot.slack.whole import whole
from handlers.plans.objectives import ObjectiveReviewForm, review_of
from handlers.plans.provision import EffectForm, SessionsForm, count_of
from handlers.plans.saved import saved
from handlers.plans.write import VoiceForm, voice_of
from models.change import Change
from models.corrections.objective_review import (
    ObjectiveReviewToCorrect,
    correct_objective_review,
    objective_review_to_correct,
    undo_objective_review,
)
from models.corrections.sessions import CountToCorrect, correct_count, count_to_correct, undo_count
from models.corrections.voice import VoiceToCorrect, correct_voice, undo_voice, voice_to_correct
from models.plans.needs import VoiceInput
from models.plans.provision_end import correct_outcome, outcome_to_correct
from models.tables.plans.objective import ObjectiveReview
from models.tables.plans.provision import SessionCount

ToCorrect = ObjectiveReviewToCorrect | CountToCorrect | VoiceToCorrect


class CorrectedReviewForm(ObjectiveReviewForm):
    """The form that corrects the review of an objective."""

    name = "plan.objective_review_correct"
    title = "Correct a review"
    submit = "Save"

    changed: Annotated[str | None, why_changed()] = None


class CorrectedSessionsForm(SessionsForm):
    """The form that corrects the last count of sessions."""

    name = "plan.sessions_correct"
    title = "Correct a count"

    changed: Annotated[str | None, why_changed()] = None


class CorrectedEffectForm(EffectForm):
    """The form that corrects what came of a provision."""

    name = "plan.effect_correct"
    title = "Correct the outcome"

    changed: Annotated[str | None, why_changed()] = None


class CorrectedVoiceForm(VoiceForm):
    """The form that corrects what was put down of somebody's words."""

    name = "plan.voice_correct"

    changed: Annotated[str | None, why_changed()] = None


async def offer_review(request: Request) -> Answer | None:
    """Open the form that corrects the review of an objective, which also offers to undo it."""
    known = await request.change(objective_review_to_correct, request.value)
    lead = _lead(request, known, "plan.objective_review_undo", f"the review of {clip(known.what, 40)}")
    return await _offer(request, CorrectedReviewForm, known, vars(known.given), lead)


async def save_review(request: Request) -> Answer | None:
    """Save the corrected review of an objective."""
    form = await request.form(CorrectedReviewForm)
    about = str(form.context["about"])
    await request.save(form, correct_objective_review, about, form.given(), form.changed, form.version)
    return saved(request.words, str(form.context["placement"]))


async def offer_count(request: Request) -> Answer | None:
    """Open the form that corrects a count of sessions, which also offers to undo it."""
    known = await request.change(count_to_correct, request.value)
    lead = _lead(request, known, "plan.sessions_undo", f"the count of {clip(known.what, 40)}")
    return await _offer(request, CorrectedSessionsForm, known, _count(known), lead)


async def save_count(request: Request) -> Answer | None:
    """Save the corrected count."""
    form = await request.form(CorrectedSessionsForm)
    about, given = str(form.context["about"]), (form.given, form.until, form.why)
    await request.save(form, correct_count, about, *given, form.changed, form.version)
    return saved(request.words, str(form.context["placement"]))


async def offer_effect_correction(request: Request) -> Answer | None:
    """Open the form that corrects what came of a provision, with what it says."""
    known = await request.change(outcome_to_correct, request.value)
    values: dict[str, object] = {"effect": known.effect, "note": known.note, "on": known.ended_on}
    context = {"about": known.provision_id, "placement": known.placement_id}
    return await request.turn_to(
        CorrectedEffectForm,
        values=values,
        context=context,
        lead=whole(request.words("plans/form.outcome", known=known)),
    )


async def save_effect_correction(request: Request) -> Answer | None:
    """Save what came of the provision as it was corrected."""
    form = await request.form(CorrectedEffectForm)
    given = (form.effect, form.note, form.on)
    await request.save(form, correct_outcome, str(form.context["about"]), *given, form.changed)
    return saved(request.words, str(form.context["placement"]))


async def offer_voice(request: Request) -> Answer | None:
    """Open the form that corrects what somebody said, which also offers to undo it."""
    known = await request.change(voice_to_correct, request.value)
    lead = _lead(request, known, "plan.voice_undo", "what was said", part="who")
    return await _offer(request, CorrectedVoiceForm, known, vars(known.given), lead)


async def save_voice(request: Request) -> Answer | None:
    """Save what they said as it was put right."""
    form = await request.form(CorrectedVoiceForm)
    given = VoiceInput(form.whose, form.on, form.words, form.why_not)
    await request.save(form, correct_voice, str(form.context["about"]), given, form.changed, form.version)
    return saved(request.words, str(form.context["placement"]))


def review_retyped(change: Change, review_id: str) -> Retyped:
    """Return what was typed into the form that reviewed an objective."""
    given = objective_review_to_correct(change, review_id).given
    about = change.get(ObjectiveReview, review_id).objective_id
    return Retyped(ObjectiveReviewForm, about, "plan.objective_review", about, vars(given))


def count_retyped(change: Change, count_id: str) -> Retyped:
    """Return what was typed into the form that counted sessions."""
    about = change.get(SessionCount, count_id).provision_id
    return Retyped(SessionsForm, about, "plan.sessions", about, _count(count_to_correct(change, count_id)))


def voice_retyped(change: Change, voice_id: str) -> Retyped:
    """Return what was typed into the form for somebody's words."""
    known = voice_to_correct(change, voice_id)
    return Retyped(VoiceForm, known.placement_id, "plan.voice", known.placement_id, vars(known.given))


def _count(known: CountToCorrect) -> dict[str, object]:
    return {"given": known.given, "until": known.until, "why": known.why}


def _lead(request: Request, known: ToCorrect, undo: str, what: str, part: str = "correct") -> list[Block]:
    said = whole(request.words(f"plans/form.{part}", known=known))
    return [*said, *undo_blocks(known.undo_window, undo, request.words, f"{what} for {known.first_name}")]


async def _offer(
    request: Request, form: type[Form], known: ToCorrect, values: dict[str, object], lead: list[Block]
) -> Answer | None:
    window = known.undo_window
    context = {"about": window.thing_id, "placement": known.placement_id}
    return await request.turn_to(form, values=values, version=window.version, context=context, lead=lead)


CAPABILITY = Capability(
    "plan_corrections",
    actions={
        "plan.objective_review_correct": offer_review,
        "plan.objective_review_undo": undo_and_retype(undo_objective_review, review_retyped, review_of),
        "plan.sessions_correct": offer_count,
        "plan.sessions_undo": undo_and_retype(undo_count, count_retyped, count_of),
        "plan.effect_correct": offer_effect_correction,
        "plan.voice_correct": offer_voice,
        "plan.voice_undo": undo_and_retype(undo_voice, voice_retyped, voice_of),
    },
    forms={
        CorrectedReviewForm: save_review,
        CorrectedSessionsForm: save_count,
        CorrectedEffectForm: save_effect_correction,
        CorrectedVoiceForm: save_voice,
    },
)

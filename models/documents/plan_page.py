"""What an Education Support Plan says on paper: the plan as it is today, and whether that is what was signed."""

from collections.abc import Iterator
from dataclasses import dataclass

from models.change import Read
from models.documents.facts import NOTHING, shared
from models.plans.hand_in import HEADINGS, OF_KIND
from models.plans.shown import ObjectiveShown, PlanShown, ProvisionShown, show_plan
from models.scales.scale import counted
from models.school.calendar import in_full
from models.tables.placement import Placement, agreement_of
from models.tables.plans.plan import Whose


@dataclass(frozen=True)
class Line:
    """One heading and what stands under it."""

    label: str
    text: str


@dataclass(frozen=True)
class PlanFacts:
    """Everything that the template of the support plan may name."""

    made_on: str
    full_name: str
    year: str
    keyworker: str
    kind: str
    standing: str
    readiness: str
    needs: tuple[Line, ...]
    voices: tuple[Line, ...]
    aims: tuple[Line, ...]
    objectives: tuple[Line, ...]
    provisions: tuple[Line, ...]


def plan_facts(read: Read, placement: Placement) -> PlanFacts:
    """Gather what a support plan says on paper."""
    shown = show_plan(read, placement)
    plan, agreed = shown.plan, agreement_of(read.session, placement.id)
    return PlanFacts(
        made_on=in_full(read.today),
        full_name=shown.name,
        year=shown.year,
        keyworker=shown.keyworker or "not decided yet",
        kind=plan.kind.label if plan and plan.kind else "not decided yet",
        standing=_standing(shown),
        readiness=shown.readiness or NOTHING,
        needs=tuple(
            Line(label.capitalize(), (plan and getattr(plan, name)) or NOTHING) for name, label in HEADINGS.items()
        ),
        voices=tuple(Line(whose.label, shared(agreed, _words(shown, whose))) for whose in Whose),
        aims=tuple(_aims(shown)),
        objectives=tuple(map(_objective, shown.objectives)),
        provisions=tuple(_provision(one) for one in shown.provisions),
    )


def _standing(shown: PlanShown) -> str:
    if shown.plan is None or shown.plan.signed_on is None:
        return "This plan is not signed."
    signed = f"Signed on {in_full(shown.plan.signed_on)}"
    return f"{signed}; changed since, and that is not signed." if shown.changed else f"{signed}."


def _words(shown: PlanShown, whose: Whose) -> str:
    said = shown.voices.get(whose)
    if said is None:
        return NOTHING
    words = f"“{said.words}”" if said.words else f"No words: {said.why_not}"
    return f"{words} ({in_full(said.on)})"


def _aims(shown: PlanShown) -> Iterator[Line]:
    plan = shown.plan
    if plan is not None and plan.kind is not None:
        for name, label in OF_KIND[plan.kind].items():
            yield Line(label.capitalize(), getattr(plan, name) or NOTHING)
    for one in shown.criteria:
        evidence = f"shown on {in_full(one.shown_on)}: {one.evidence}" if one.shown_on else "not shown yet"
        yield Line(one.area.label, f"{one.what} – {evidence}")


def _objective(one: ObjectiveShown) -> Line:
    it = one.objective
    text = f"When it was set: {_sentence(it.baseline)} Met when: {_sentence(it.criterion)} By {in_full(it.by_when)}."
    if one.review is not None:
        text += f" Last review, {in_full(one.review.on)}: {one.review.outcome.label.lower()} – {one.review.evidence}"
    return Line(it.what, text)


def _provision(one: ProvisionShown) -> Line:
    it, planned = one.provision, counted(one.planned, "planned session")
    text = (
        f"{it.times} × {it.minutes} minutes a week, by {it.by_whom}, {in_full(it.starts_on)} to {in_full(it.ends_on)}."
    )
    text += f" Wanted: {_sentence(it.wanted)}"
    if one.counted is not None:
        text += f" Given: {one.counted.given} of {planned}, up to {in_full(one.counted.until)}."
    elif one.planned:
        text += f" Given: not counted yet, of {planned} so far."
    return Line(it.what, text)


def _sentence(text: str) -> str:
    """Return a text as a sentence that another one follows, whether or not it was typed with its full stop."""
    return text if text.endswith((".", "!", "?")) else f"{text}."

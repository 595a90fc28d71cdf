"""A support plan as it was signed, and what has changed since: each part in words, by whom, and when."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from models.change import Read
from models.plans.aim import OUTREACH, REINTEGRATION, criteria_of
from models.plans.owed import standing
from models.tables.audit import Audit
from models.tables.placement import Placement
from models.tables.plans.objective import Criterion, Objective
from models.tables.plans.plan import PlanKind, PlanVersion, PlanVoice, SupportPlan, Whose, plan_of
from models.tables.plans.provision import Provision
from models.tables.pupil import records_of

HEADINGS: Mapping[str, str] = {
    "health": "Health",
    "family": "Family",
    "social": "Social",
    "works_here": "What works here",
    "works_at_home": "What works at home",
    "target_school": "Target school",
    "link_person": "Link person",
    "timetable": "Phased timetable",
    "trial": "Trial period",
    "who_decides": "Who decides",
    "fallback": "Fallback",
    "where_taught": "Where taught",
    "hours": "Hours",
    "home_contact": "Home-school contact",
    "home_school_does": "What the home school does",
}
ALWAYS = ("health", "family", "social", "works_here", "works_at_home")
PLAN_FOR = "Plan for"
# Under which verb a part of the plan's own row is saved.
VERBS: Mapping[str, str] = {
    PLAN_FOR: "plan:aim",
    **{heading: "plan:needs" if name in ALWAYS else "plan:aim" for name, heading in HEADINGS.items()},
}


@dataclass(frozen=True)
class Part:
    """One part of a plan: what it is known by, the row that it stands in, its heading and what it says."""

    key: str
    row_id: str
    heading: str
    words: str


@dataclass(frozen=True)
class Changed:
    """A part that says something else than it did; None where there was, or is, nothing.

    `who` are those who have saved this part of the plan since, each with the moment of the last time.
    """

    heading: str
    before: str | None
    after: str | None
    who: tuple[tuple[str, datetime], ...] = ()


def snapshot(read: Read, placement: Placement) -> dict[str, Any]:
    """Return the plan as it stands, as JSON holds it."""
    return {"parts": [[one.key, one.row_id, one.heading, one.words] for one in parts_of(read, placement)]}


def signed_versions(read: Read, placement_id: str) -> list[PlanVersion]:
    """Return the versions that were signed, the latest first."""
    rows = select(PlanVersion).where(PlanVersion.placement_id == placement_id)
    return list(read.session.scalars(rows.order_by(PlanVersion.number.desc())))


def changed_since(read: Read, placement: Placement, version: PlanVersion, staff: Mapping[str, str]) -> list[Changed]:
    """Return what has changed since a version was signed, with who saved it since and when; `staff` are names."""
    found = list(_compared(parts_in(version), {one.key: one for one in parts_of(read, placement)}))
    if not found:
        return []
    saved = _saved_since(read, placement, version, {part.row_id for part, _ in found})
    return [replace(one, who=_who(saved.get(part.row_id, ()), part, staff)) for part, one in found]


def parts_in(version: PlanVersion) -> dict[str, Part]:
    """Return the parts of a signed version by their keys."""
    return {one.key: one for one in (Part(*each) for each in version.said["parts"])}


def parts_of(read: Read, placement: Placement) -> list[Part]:
    """Return the parts of a plan as it stands, but for how many sessions were given."""
    plan = plan_of(read.session, placement.id)
    if plan is None:
        return []
    provisions = select(Provision).where(Provision.placement_id == placement.id)
    provisions = provisions.order_by(Provision.added_at, Provision.id)
    return [
        *_of_plan(plan),
        *(Part(one.whose, one.id, one.whose.label, _voice(one)) for one in newest_voices(read, placement.id).values()),
        *(Part(one.id, one.id, "Objective", _objective(one)) for one in standing(read, placement.id)),
        *(Part(one.id, one.id, "Provision", _provision(one)) for one in read.session.scalars(provisions)),
        *(Part(one.id, one.id, _criterion_called(one), _criterion(one)) for one in criteria_of(read, placement.id)),
    ]


def _compared(before: Mapping[str, Part], after: Mapping[str, Part]) -> Iterator[tuple[Part, Changed]]:
    for key in dict.fromkeys((*after, *before)):
        old, new = before.get(key), after.get(key)
        part = new or old
        if part is not None and (old is None or new is None or old.words != new.words):
            yield part, Changed(part.heading, old.words if old else None, new.words if new else None)


def _saved_since(
    read: Read, placement: Placement, version: PlanVersion, rows: set[str]
) -> dict[str, list[tuple[str, str | None, datetime]]]:
    """Return who has saved these rows since, as the verb, the actor and the moment, the latest last."""
    lines = select(Audit.thing_id, Audit.verb, Audit.actor_id, Audit.at)
    lines = lines.where(
        Audit.pupil_id.in_(records_of(placement.pupil_id)), Audit.thing_id.in_(rows), Audit.at >= version.added_at
    )
    saved: dict[str, list[tuple[str, str | None, datetime]]] = {}
    for row in read.session.execute(lines.where(Audit.verb.not_like("%view")).order_by(Audit.at)):
        saved.setdefault(row.thing_id, []).append((row.verb, row.actor_id, row.at))
    return saved


def _who(
    saved: Iterable[tuple[str, str | None, datetime]], part: Part, staff: Mapping[str, str]
) -> tuple[tuple[str, datetime], ...]:
    verb = VERBS.get(part.heading)
    by = {staff[actor]: at for each, actor, at in saved if actor and actor in staff and verb in (None, each)}
    return tuple(by.items())


def newest_voices(read: Read, placement_id: str) -> dict[Whose, PlanVoice]:
    """Return what the pupil and the parents said last, or that they did not."""
    rows = select(PlanVoice).where(PlanVoice.placement_id == placement_id).order_by(PlanVoice.on, PlanVoice.added_at)
    return {one.whose: one for one in read.session.scalars(rows)}


def _of_plan(plan: SupportPlan) -> Iterator[Part]:
    names = {PlanKind.REINTEGRATION: REINTEGRATION, PlanKind.OUTREACH: OUTREACH, None: ()}[plan.kind]
    if plan.kind is not None:
        yield Part("kind", plan.id, PLAN_FOR, plan.kind.label)
    for name in (*ALWAYS, *names):
        if (words := getattr(plan, name)) is not None:
            yield Part(name, plan.id, HEADINGS[name], words)


def _voice(one: PlanVoice) -> str:
    return f"{one.words or one.why_not} ({one.on:%-d %b %Y})"


def _objective(one: Objective) -> str:
    return f"{one.what}; from: {one.baseline}; shown by: {one.criterion}; by {one.by_when:%-d %b %Y}"


def _provision(one: Provision) -> str:
    group = f", group of {one.group_size}" if one.group_size else ""
    often = f"{one.times} × {one.minutes} minutes a week{group}"
    end = f"; outcome {one.effect.label}" if one.effect else ""
    return f"{one.what}, by {one.by_whom}: {often}, {one.starts_on:%-d %b} to {one.ends_on:%-d %b %Y}{end}"


def _criterion_called(one: Criterion) -> str:
    return f"Criterion: {one.area.label.lower()}"


def _criterion(one: Criterion) -> str:
    return f"{one.what} ({f'shown on {one.shown_on:%-d %b %Y}' if one.shown_on else 'open'})"

"""The support plan as the screen shows it: what it says, what stands elsewhere in the record, and how it stands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from models.change import Change, Read
from models.permission import Permission
from models.plans.access import log_look, owns_step, placement_to_see
from models.plans.aim import criteria_of, readiness
from models.plans.before_after import attendance_around, before_and_after, measured_of, weeks_to_compare
from models.plans.gaps import gaps_of
from models.plans.hand_in import missing
from models.plans.provision import ProvisionStanding, last_counts, planned_until, standing_of
from models.plans.provision_end import Extended, can_undo_end, extensions
from models.plans.versions import Changed, changed_since, newest_voices, signed_versions
from models.school.school_year import year_in_line
from models.tables.barrier import BarrierKind
from models.tables.contact import Attempt, Contact, Outcome
from models.tables.placement import Placement
from models.tables.plans.objective import Criterion, Objective, ObjectiveReview
from models.tables.plans.plan import PlanVersion, PlanVoice, SupportPlan, Whose, plan_of
from models.tables.plans.provision import Provision, SessionCount
from models.tables.staff import Staff

MOST_PEOPLE = 10


@dataclass(frozen=True)
class Person:
    """Somebody around the pupil, as the contacts have them; `spoken_on` is when somebody last spoke to them."""

    name: str
    relation: str | None
    side: str
    do_not_contact: bool
    spoken_on: date | None


@dataclass(frozen=True)
class ObjectiveShown:
    """An objective with its latest review, and the names of who set and who reviewed it."""

    objective: Objective
    set_by: str | None
    review: ObjectiveReview | None
    reviewed_by: str | None


@dataclass(frozen=True)
class ProvisionShown:
    """A provision with its last count beside what was planned until that day, with attendance and results around it.

    `can_undo`: whoever looks has just ended it. `extended`: each later planned end, with its reason.
    """

    provision: Provision
    counted: SessionCount | None
    planned: int
    standing: ProvisionStanding
    ended_by: str | None
    can_undo: bool
    extended: tuple[Extended, ...]
    around: tuple[str, ...]


@dataclass(frozen=True)
class PlanShown:
    """A support plan; `lacks` are the headings without an answer, `changed` what differs from the signed version.

    `people` is None for those who may not see contacts. `correctable` are the ids of the words, reviews and counts that
    whoever looks may correct.
    """

    placement_id: str
    name: str
    first_name: str
    reference: str
    year: str
    keyworker: str | None
    may_set: bool
    may_sign: bool
    plan: SupportPlan | None
    handed_in_by: str | None
    lacks: tuple[str, ...]
    gaps: tuple[BarrierKind, ...]
    people: tuple[Person, ...] | None
    voices: Mapping[Whose, PlanVoice]
    objectives: tuple[ObjectiveShown, ...]
    ended: tuple[ObjectiveShown, ...]
    provisions: tuple[ProvisionShown, ...]
    criteria: tuple[Criterion, ...]
    readiness: str
    signed: PlanVersion | None
    versions: int
    changed: tuple[Changed, ...]
    staff: Mapping[str, str]
    correctable: frozenset[str]


def view_plan(change: Change, value: str) -> PlanShown:
    """Return the support plan of a placement or of a duty, and log the look. Raises Refused without the right."""
    placement = placement_to_see(change, value)
    log_look(change, placement)
    return show_plan(change, placement)


def show_plan(read: Read, placement: Placement) -> PlanShown:
    """Return the support plan. The caller has checked the right and logged the look."""
    staff = {row.id: row.name for row in read.session.execute(select(Staff.id, Staff.name))}
    plan, versions = plan_of(read.session, placement.id), signed_versions(read, placement.id)
    pupil, is_here = placement.pupil, placement.is_current(read.today)
    standing, ended = _objectives(read, placement, staff)
    criteria = tuple(criteria_of(read, placement.id))
    signed = versions[0] if versions else None
    voices, provisions = newest_voices(read, placement.id), _provisions(read, placement, staff)
    may_set = is_here and read.may(Permission.PLAN_SET, placement, own=owns_step(read, placement))
    saved = (*voices.values(), *(one.review for one in (*standing, *ended)), *(one.counted for one in provisions))
    return PlanShown(
        placement_id=placement.id,
        name=pupil.full_name,
        first_name=pupil.first_name,
        reference=pupil.reference,
        year=year_in_line(pupil, read.today),
        keyworker=staff.get(placement.keyworker_id or ""),
        may_set=may_set,
        may_sign=is_here and read.may(Permission.PLAN_SIGN, placement),
        plan=plan,
        handed_in_by=staff.get(plan.handed_in_by_id or "") if plan else None,
        lacks=tuple(missing(read, placement)),
        gaps=tuple(gaps_of(read, placement.id)),
        people=_people(read, placement) if read.may(Permission.CONTACT_SEE, placement) else None,
        voices=voices,
        objectives=standing,
        ended=ended,
        provisions=provisions,
        criteria=criteria,
        readiness=readiness((one.area, one.shown_on is not None) for one in criteria),
        signed=signed,
        versions=len(versions),
        changed=tuple(changed_since(read, placement, signed, staff)) if signed else (),
        staff=staff,
        correctable=_correctable(read, placement, saved) if may_set else frozenset(),
    )


def _correctable(
    read: Read, placement: Placement, saved: Iterable[PlanVoice | ObjectiveReview | SessionCount | None]
) -> frozenset[str]:
    """Return the ids of what the reader may correct: what they saved, or all of it."""
    mine = {own: read.may(Permission.PROGRESS_CORRECT, placement, own=own) for own in (True, False)}
    return frozenset(one.id for one in saved if one is not None and mine[one.by_id in (None, read.actor.staff_id)])


def _people(read: Read, placement: Placement) -> tuple[Person, ...]:
    """Return the network around the pupil, from contacts and the contact log. Who has died is not part of it."""
    spoken = select(Attempt.contact_id, func.max(Attempt.on).label("on")).where(
        Attempt.placement_id == placement.id, Attempt.outcome == Outcome.SPOKE
    )
    last = spoken.group_by(Attempt.contact_id).subquery()
    rows = select(Contact.name, Contact.relation, Contact.side, Contact.do_not_contact, last.c.on)
    rows = rows.outerjoin(last, last.c.contact_id == Contact.id)
    here = (Contact.pupil_id == placement.pupil_id, Contact.removed_at.is_(None), Contact.deceased.is_(False))
    order = (Contact.side, Contact.parental_responsibility.desc(), Contact.added_at, Contact.id)
    found = read.session.execute(rows.where(*here).order_by(*order).limit(MOST_PEOPLE))
    return tuple(Person(row[0], row[1], row[2].label.lower(), row[3], row[4]) for row in found)


def _objectives(
    read: Read, placement: Placement, staff: Mapping[str, str]
) -> tuple[tuple[ObjectiveShown, ...], tuple[ObjectiveShown, ...]]:
    """Return the objectives that stand, and those that have ended, the latest first."""
    held = select(ObjectiveReview).where(ObjectiveReview.placement_id == placement.id)
    reviews = read.session.scalars(held.order_by(ObjectiveReview.on, ObjectiveReview.added_at))
    last = {one.objective_id: one for one in reviews}
    rows = select(Objective).where(Objective.placement_id == placement.id)
    found = [
        ObjectiveShown(
            one,
            staff.get(one.by_id or ""),
            review := last.get(one.id),
            staff.get(review.by_id or "") if review else None,
        )
        for one in read.session.scalars(rows.order_by(Objective.added_at, Objective.id))
    ]
    ended = [one for one in found if one.objective.ended_on is not None]
    return tuple(one for one in found if one.objective.ended_on is None), tuple(reversed(ended))


def _provisions(read: Read, placement: Placement, staff: Mapping[str, str]) -> tuple[ProvisionShown, ...]:
    """Return what is provided: what runs before what has ended, each in the order of its start."""
    rows = select(Provision).where(Provision.placement_id == placement.id)
    order = (Provision.ended_on.is_not(None), Provision.starts_on, Provision.added_at)
    found = list(read.session.scalars(rows.order_by(*order)))
    counts, measured = last_counts(read, placement.id), measured_of(read, placement) if found else ()
    weeks, extended = (weeks_to_compare(read, placement), extensions(read, placement, staff)) if found else ([], {})
    until = min(placement.left_on or read.today, read.today)
    return tuple(
        ProvisionShown(
            one,
            counted := counts.get(one.id),
            planned_until(one, read.calendar, counted.until if counted else until),
            standing_of(one, read.today),
            staff.get(one.ended_by_id or ""),
            can_undo_end(read, one, placement.pupil_id),
            extended.get(one.id, ()),
            (*filter(None, [attendance_around(one, weeks)]), *before_and_after(one, measured)),
        )
        for one in found
    )

"""Corrections as all who may read the thing see them: what it said, what it says, who changed it, when and why."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, select, union

from models.change import Change, Read
from models.corrections.compared import COMPARED
from models.corrections.history import KINDS, OF_LEAVING, OF_PLAN
from models.corrections.values import Compared
from models.permission import Permission
from models.stays import visible
from models.tables.barrier import Barrier
from models.tables.base import Base
from models.tables.contact import Contact
from models.tables.correction import Correction
from models.tables.document import GivenDocument
from models.tables.meeting import PlanningMeeting
from models.tables.placement import Agreement, AttendanceWeek, Placement
from models.tables.plans.objective import Criterion, Objective
from models.tables.plans.plan import SupportPlan
from models.tables.plans.provision import Provision
from models.tables.profile import ProfileAgreement, ProfileAnswer
from models.tables.pupil import LegalFact, Pupil, records_of
from models.tables.referral import Referral
from models.tables.result import Result
from models.tables.review import Review
from models.tables.staff import Staff
from models.tables.target import Target

# What of a correction stands in the message to whoever had entered it: grades and days, and nobody's words.
TOLD: Mapping[str, Collection[str]] = {
    Result.__tablename__: ("value", "scale", "on"),
    Target.__tablename__: ("value", "by_when"),
    Review.__tablename__: ("grade", "assessed_on", "on"),
}
MOST_READ = 400
MOST_ON_A_PAGE = 5
ATTEMPT = "attempt"
# Parts of a record: what was kept of one has a title in the place of a subject.
PLANS = (SupportPlan, Objective, Provision, Criterion)
PARTS: Mapping[str, type[Base]] = {
    part.__tablename__: part
    for part in (
        PlanningMeeting,
        Barrier,
        Pupil,
        Contact,
        Placement,
        Agreement,
        Referral,
        AttendanceWeek,
        ProfileAnswer,
        LegalFact,
        *PLANS,
    )
}
# What it takes to see each kind of thing, and so what became of it.
RIGHTS: Mapping[str, Permission] = {
    **dict.fromkeys(KINDS, Permission.PROGRESS_SEE),
    **dict.fromkeys(PARTS, Permission.STAY_SEE),
    **{row.__tablename__: Permission.STAY_SEE for row in OF_LEAVING},
    ATTEMPT: Permission.CONTACT_SEE,
    GivenDocument.__tablename__: Permission.DOCUMENT_MAKE,
    ProfileAgreement.__tablename__: Permission.STAY_SEE,
    Contact.__tablename__: Permission.CONTACT_SEE,
    ProfileAnswer.__tablename__: Permission.CONTACT_SEE,
    Barrier.__tablename__: Permission.PROGRESS_SEE,
    **{part.__tablename__: Permission.PLAN_SEE for part in (*PLANS, *OF_PLAN)},
}


@dataclass(frozen=True)
class Difference:
    """One value before and after a correction; None if there was, or is, none."""

    word: str
    old: str | date | None
    new: str | date | None


@dataclass(frozen=True)
class CorrectionShown:
    """One correction: `thing` is a result, target, review or attempt, of the day `on` if it has one, or a part.

    `subject` is the title of a part of a record, and None in contacts. `set_by` is the colleague who had set it, `by`
    who corrected it.
    """

    thing: str
    subject: str | None
    on: date | None
    set_by: str | None
    differences: tuple[Difference, ...]
    by: str | None
    at: datetime
    why: str | None


@dataclass(frozen=True)
class CorrectionsPage:
    """One page of all corrections of a placement, the latest first, which begins at the place `start` of `in_all`."""

    placement_id: str
    first_name: str
    reference: str
    shown: tuple[CorrectionShown, ...]
    in_all: int
    start: int


@dataclass(frozen=True)
class CorrectionTold:
    """A correction as whoever had set the thing is told of it: `subject` is None in contacts.

    Of a result, target or review it says which grades and days were changed, and why: nobody's words.
    """

    placement_id: str
    first_name: str
    reference: str
    thing: str
    subject: str | None
    by: str
    differences: tuple[Difference, ...] = ()
    why: str | None = None


def show_corrections(read: Read, placement: Placement, staff: Mapping[str, str]) -> tuple[CorrectionShown, ...]:
    """Return the corrections of a placement that the reader may see, newest first; `staff` are names by id.

    What was undone counts as never saved.
    """
    things = [thing for thing, right in RIGHTS.items() if read.may(right, placement)]
    if not things:
        return ()
    whose = {"placement_id": placement.id, "pupil_id": placement.pupil_id}
    found = read.session.scalars(_corrections_of(*things), whose)
    return tuple(
        _shown(one, differences, staff) for one in found if (differences := _differences(read, placement, one))
    )


def all_corrections(change: Change, value: str) -> CorrectionsPage:
    """Return the page of corrections that `value`, "placement:start", asks for, and log the look."""
    placement_id, _, start = value.partition(":")
    placement = visible(change, placement_id)
    change.require(Permission.PROGRESS_SEE, placement)
    change.record("pupil:view", placement, pupil_id=placement.pupil_id, why="corrections")
    staff = {row.id: row.name for row in change.session.execute(select(Staff.id, Staff.name))}
    found, at = show_corrections(change, placement, staff), int(start) if start.isdecimal() else 0
    pupil, shown = placement.pupil, found[at : at + MOST_ON_A_PAGE]
    return CorrectionsPage(placement.id, pupil.first_name, pupil.reference, shown, len(found), at)


def correction_told(read: Read, correction_id: str) -> CorrectionTold | None:
    """Return a correction for the message about it; None once it is gone."""
    one = read.session.get(Correction, correction_id)
    staff = read.session.get(Staff, one.by_id) if one and one.by_id else None
    if one is None or staff is None:
        return None
    placement = read.get(Placement, one.placement_id)
    pupil, subject = placement.pupil, one.before.get("subject")
    changed = _differences(read, placement, one, TOLD.get(one.thing, frozenset()))
    why = one.why if changed else None
    return CorrectionTold(placement.id, pupil.first_name, pupil.reference, one.thing, subject, staff.name, changed, why)


@cache
def _corrections_of(*things: str) -> Select[Correction]:
    """Select the corrections of these kinds of thing, built once: it takes longer to build than to answer."""
    rows = select(Correction).where(Correction.thing_id.in_(union(*map(_ids, things))), Correction.undone.is_(False))
    return rows.order_by(Correction.at.desc(), Correction.id).limit(MOST_READ)


def _ids(thing: str) -> Select[str]:
    """Return the query for the ids of a placement's rows of one kind. A merge moves them, but not what was kept."""
    placement_id: BindParameter[str] = bindparam("placement_id")
    pupil_id: BindParameter[str] = bindparam("pupil_id")
    if thing == Placement.__tablename__:
        return select(Placement.id).where(Placement.id == placement_id)
    if thing == Pupil.__tablename__:
        return records_of(pupil_id)
    table: Any = KINDS.get(thing) or PARTS[thing]
    if table in (Contact, LegalFact):  # they outlast a placement
        return select(table.id).where(table.pupil_id == pupil_id)
    return select(table.id).where(table.placement_id == placement_id)


def _shown(one: Correction, differences: tuple[Difference, ...], staff: Mapping[str, str]) -> CorrectionShown:
    on, set_by = one.before.get("on"), staff.get(one.before.get("by_id") or "")
    return CorrectionShown(
        one.thing,
        one.before.get("subject"),
        date.fromisoformat(on) if on else None,
        set_by,
        differences,
        staff.get(one.by_id or ""),
        one.at,
        one.why,
    )


def _differences(
    read: Read, placement: Placement, one: Correction, only: Collection[str] | None = None
) -> tuple[Difference, ...]:
    """Return what a correction changed, as far as the reader may see it, or `only` these columns of it."""
    after, own = one.after or one.before, one.before.get("by_id") == read.actor.staff_id
    return tuple(
        Difference(compared.word, _read(read, compared, one.before.get(name)), _read(read, compared, after.get(name)))
        for name, compared in COMPARED[one.thing].items()
        if (only is None or name in only)
        and one.before.get(name) != after.get(name)
        and (compared.right is None or read.may(compared.right, placement, own=own))
    )


def _read(read: Read, compared: Compared, value: object) -> str | date | None:
    return None if value is None else compared.shown(read, value)

"""The legal dates of a pupil as a page shows them: what runs, with the rule behind it, and the facts behind that."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from models.change import Change, Read, own_undo_until
from models.duties.kinds import in_full
from models.duties.overdue import days_late
from models.permission import Permission
from models.school.school_year import starting_year
from models.statutory.clocks import MOST_SUSPENDED
from models.statutory.owed import clocks_by_placement
from models.stays import visible
from models.tables.correction import Correction
from models.tables.duty import DutyKind
from models.tables.placement import Placement
from models.tables.pupil import LegalFact, LegalFactKind
from models.tables.staff import Staff

MOST_FACTS = 20


@dataclass(frozen=True)
class LegalDate:
    """One date that runs, or will: `due_on` is None where it is due as soon as somebody can find it."""

    kind: DutyKind
    what: str
    due_on: date | None
    late: int


@dataclass(frozen=True)
class FactShown:
    """One fact with who recorded it and, if it was wrong, who said so and why."""

    id: str
    kind: LegalFactKind
    on: date
    until: date | None
    days: int | None
    who: str | None
    said: str | None
    by: str | None
    added_on: date
    wrong_by: str | None
    wrong_why: str | None
    can_undo: bool = False
    corrected_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class LegalDates:
    """The page of legal dates. `suspended` is the number of days this school year, of at most `most_suspended`."""

    placement_id: str
    name: str
    reference: str
    may_set: bool
    dates: tuple[LegalDate, ...]
    facts: tuple[FactShown, ...]
    more: int
    suspended: int
    most_suspended: int = MOST_SUSPENDED


def open_legal_dates(change: Change, placement_id: str) -> LegalDates:
    """Return a pupil's legal dates, and log the look."""
    placement = visible(change, placement_id)
    change.require(Permission.STAY_SEE, placement)
    change.record("legal:view", placement, pupil_id=placement.pupil_id, why="legal_dates")
    may_set = change.may(Permission.LEGAL_SET, placement) and placement.is_current(change.today)
    rows = select(LegalFact).where(LegalFact.pupil_id == placement.pupil_id)
    facts = change.session.scalars(rows.order_by(LegalFact.on.desc(), LegalFact.added_at.desc())).all()
    year = starting_year(change.today)
    counted = (one for one in facts if one.kind is LegalFactKind.SUSPENDED and one.wrong_at is None)
    by_day = {one.on: one.days or 0 for one in counted if starting_year(one.on) == year}  # a merge can bring one twice
    shown = _shown(change, facts[:MOST_FACTS])
    pupil = placement.pupil
    dates = _dates(change, placement)
    more = max(0, len(facts) - MOST_FACTS)
    return LegalDates(placement.id, pupil.full_name, pupil.reference, may_set, dates, shown, more, sum(by_day.values()))


def _shown(read: Read, facts: Sequence[LegalFact]) -> tuple[FactShown, ...]:
    kept = select(Correction.thing_id, Correction.by_id).where(Correction.thing_id.in_([one.id for one in facts]))
    corrections = read.session.execute(kept.order_by(Correction.at)).all()
    staff: dict[str | None, str] = {row.id: row.name for row in read.session.execute(select(Staff.id, Staff.name))}
    return tuple(
        FactShown(
            one.id,
            one.kind,
            one.on,
            one.until,
            one.days,
            one.who,
            one.said,
            staff.get(one.by_id),
            one.added_at.astimezone(read.zone).date(),
            staff.get(one.wrong_by_id),
            one.wrong_why,
            own_undo_until(read, one.by_id, one.added_at) is not None,
            tuple(staff.get(each.by_id) or "Halfterm" for each in corrections if each.thing_id == one.id),
        )
        for one in facts
    )


def _dates(read: Read, placement: Placement) -> tuple[LegalDate, ...]:
    """Return what runs or will run, the earliest first."""
    if not placement.is_current(read.today):
        return ()
    running = [one for one in clocks_by_placement(read, [placement])[placement.id] if one.done_on is None]
    ordered = sorted(running, key=lambda one: (one.due_on or read.today, one.kind))
    return tuple(
        LegalDate(
            one.kind,
            in_full(one.kind, one.about),
            one.due_on,
            days_late(read, one.kind, one.due_on) if one.due_on and one.due_on < read.today else 0,
        )
        for one in ordered
    )

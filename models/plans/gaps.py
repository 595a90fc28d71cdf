"""Barriers that nothing addresses yet: neither the programme of a target nor a provision that is running."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, select

from models.change import Change, Read
from models.names import used_name
from models.permission import Permission
from models.plans.provision import is_running
from models.school.school_year import year_in_line
from models.tables.barrier import Barrier, BarrierKind, BarrierStatus
from models.tables.placement import Placement, current
from models.tables.plans.provision import Provision
from models.tables.pupil import LINE, Pupil
from models.tables.target import Target

MOST_ON_A_PAGE, MOST_DIGITS = 20, 6


@dataclass(frozen=True)
class PupilGaps:
    """A pupil with barriers that nothing addresses yet."""

    placement_id: str
    name: str
    reference: str
    year: str
    barriers: tuple[BarrierKind, ...]


@dataclass(frozen=True)
class GapsPage:
    """One page of the pupils with such barriers, which begins at the place `start` of `in_all`."""

    shown: tuple[PupilGaps, ...]
    in_all: int
    start: int


def gaps_of(read: Read, placement_id: str) -> list[BarrierKind]:
    """Return the barriers of one placement that nothing addresses yet, in the policy's order."""
    kinds = select(Barrier.kind).where(Barrier.placement_id == placement_id)
    known = set(read.session.scalars(kinds.where(Barrier.status != BarrierStatus.NOT_A_CONCERN)))
    return _in_order(known, _addressed(read, Placement.id == placement_id).get(placement_id, set()))


def all_gaps(change: Change, start: str) -> GapsPage:
    """Return a page of the pupils with barriers that nothing addresses, for the SENCo and Heads, and log each look."""
    change.require(Permission.PLAN_GAPS)
    at = int(start) if start.isdecimal() and len(start) <= MOST_DIGITS else 0
    found = _with_gaps(change)
    page = found[at : at + MOST_ON_A_PAGE]
    pupils = {row.id: row for row in _pupils(change, [placement_id for placement_id, _ in page])}
    for row in pupils.values():
        change.record("plan:view", change.get(Placement, row.id), pupil_id=row.pupil_id, why="gaps")
    return GapsPage(tuple(_shown(change, pupils[one], kinds) for one, kinds in page), len(found), at)


def count_gaps(read: Read) -> int:
    """Return how many pupils have barriers that nothing addresses."""
    return len(_with_gaps(read))


def _with_gaps(read: Read) -> list[tuple[str, list[BarrierKind]]]:
    """Return the current placements with such barriers: those with the most first, then the longest here."""
    rows = select(Barrier.placement_id, Barrier.kind).join(Placement, Placement.id == Barrier.placement_id)
    here = (current(read.today), Placement.first_day.is_not(None))
    rows = rows.where(*here, Barrier.status != BarrierStatus.NOT_A_CONCERN)
    known: dict[str, set[BarrierKind]] = {}
    for row in read.session.execute(rows.order_by(Placement.first_day, Placement.id)):
        known.setdefault(row.placement_id, set()).add(row.kind)
    addressed = _addressed(read, current(read.today))
    found = [(one, _in_order(kinds, addressed.get(one, set()))) for one, kinds in known.items()]
    return sorted(((one, kinds) for one, kinds in found if kinds), key=lambda each: -len(each[1]))


def _addressed(read: Read, which: ColumnElement[bool]) -> dict[str, set[str]]:
    """Return the barriers that are addressed, by placement, in those placements that meet the condition."""
    targets = select(Target.placement_id, Target.barriers).join(Placement, Placement.id == Target.placement_id)
    targets = targets.where(Target.replaced_at.is_(None), which)
    running = select(Provision.placement_id, Provision.barriers).join(Placement, Placement.id == Provision.placement_id)
    running = running.where(is_running(read.today), which)
    found: dict[str, set[str]] = {}
    for placement_id, barriers in (*read.session.execute(targets), *read.session.execute(running)):
        found.setdefault(placement_id, set()).update(barriers)
    return found


def _in_order(kinds: Iterable[BarrierKind], addressed: set[str]) -> list[BarrierKind]:
    found = set(kinds)
    return [kind for kind in BarrierKind if kind in found and kind.value not in addressed]


def _pupils(read: Read, placement_ids: list[str]) -> list[Row[Any]]:
    rows = select(Placement.id, Placement.pupil_id, *LINE).join(Pupil, Pupil.id == Placement.pupil_id)
    return list(read.session.execute(rows.where(Placement.id.in_(placement_ids))))


def _shown(read: Read, row: Row[Any], kinds: list[BarrierKind]) -> PupilGaps:
    name = used_name(row.preferred_name, row.forenames, row.surname)
    return PupilGaps(row.id, name, row.reference, year_in_line(row, read.today), tuple(kinds))

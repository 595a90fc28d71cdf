"""Two pupils' records side by side, for the colleague who decides whether they are of one child."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, func, select

from models.change import Change, Read
from models.errors import Refused
from models.names import is_near
from models.permission import Permission
from models.pupils.search import MOST_FOUND, Found
from models.referrals.returning import open_possible_duplicates
from models.tables.placement import Placement, current
from models.tables.pupil import Pupil, named


@dataclass(frozen=True)
class Record:
    """A pupil's record as the comparison shows it; `stays` is the number of placements."""

    id: str
    version: int
    name: str
    preferred_name: str | None
    born_on: date
    upn: str | None
    reference: str
    stays: int
    is_here: bool


@dataclass(frozen=True)
class Pair:
    """Two records to compare. A is the older one, and the one that would be kept."""

    a: Record
    b: Record

    @property
    def is_unlikely(self) -> bool:
        """Whether nothing suggests one child: names and dates of birth differ, and no UPN is shared."""
        is_same_upn = self.a.upn is not None and self.a.upn == self.b.upn
        return not is_same_upn and self.a.born_on != self.b.born_on and not is_near(self.a.name, self.b.name)


@dataclass(frozen=True)
class Choice:
    """A record to merge, and the other one if it is known already."""

    pupil: Found
    other: Found | None


def choose_other(read: Read, placement_id: str) -> Choice:
    """Return a placement's pupil, and the possible duplicate if there is only one. Raises Refused without the right."""
    read.require(Permission.MERGE)
    pupil = read.get(Placement, placement_id).pupil
    doubts = open_possible_duplicates(read, pupil.id)
    others = {each for doubt in doubts for each in (doubt.pupil_id, doubt.earlier_id)} - {pupil.id}
    other = read.get(Pupil, others.pop()) if len(others) == 1 else None
    return Choice(_found(pupil), _found(other) if other is not None and other.merged_into_id is None else None)


def find_records(read: Read, typed: str) -> list[Found]:
    """Find pupils by name or reference, past ones too, in one statement; none for those who may not merge."""
    if not read.may(Permission.MERGE):
        return []
    rows = select(Pupil).where(Pupil.merged_into_id.is_(None), *named(typed)).order_by(Pupil.surname, Pupil.forenames)
    return [_found(pupil) for pupil in read.session.scalars(rows.limit(MOST_FOUND))]


def compare(change: Change, placement_id: str, other_id: str) -> Pair:
    """Return both records side by side, and log the look. Raises Refused if they are the same record."""
    change.require(Permission.MERGE)
    pupil, other = change.get(Placement, placement_id).pupil, change.get(Pupil, other_id)
    if pupil.id == other.id:
        raise Refused("That is the record you started from. Choose the other one.", field="other")
    for each in (pupil, other):
        change.record("pupil:compare", each, pupil_id=each.id, why="merge")
    older, newer = sorted((pupil, other), key=lambda each: (each.added_at, each.id))
    return Pair(_record(change, older), _record(change, newer))


def _record(read: Read, pupil: Pupil) -> Record:
    here = func.sum(case((current(read.today), 1), else_=0))
    stays, is_here = read.session.execute(
        select(func.count(), here).select_from(Placement).where(Placement.pupil_id == pupil.id)
    ).one()
    return Record(
        pupil.id,
        pupil.version,
        pupil.full_name,
        pupil.preferred_name,
        pupil.born_on,
        pupil.upn,
        pupil.reference,
        stays,
        bool(is_here),
    )


def _found(pupil: Pupil) -> Found:
    return Found(pupil.id, pupil.full_name, f"born {pupil.born_on:%-d %b %Y} · {pupil.reference}")

"""What every member of staff may know of a pupil, and the barriers to learning with what the reader may see of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select

from models.change import Read
from models.permission import Permission
from models.school.school_year import key_stage, year_label, year_of
from models.tables.barrier import Barrier, BarrierKind, BarrierStatus
from models.tables.placement import Placement, teachers_by_subject
from models.tables.staff import Staff

_BARRIERS = select(Barrier).where(Barrier.placement_id == bindparam("placement_id"))
_NAMES = select(Staff.id, Staff.name)


@dataclass(frozen=True)
class PupilSummary:
    """What every member of staff may know of a current pupil."""

    placement_id: str
    name: str
    first_name: str
    preferred_name: str | None
    reference: str
    year: str
    stage: str
    emergency: str | None
    helps: str | None
    keyworker: str | None
    teachers: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class BarrierShown:
    """A barrier without the notes that the reader may not see; `is_withheld` says that its note was left out."""

    kind: BarrierKind
    status: BarrierStatus
    note: str | None
    restricted_note: str | None
    decided: str | None
    is_withheld: bool


def pupil_summary(read: Read, placement: Placement, staff: Mapping[str, str]) -> PupilSummary:
    """Return the name, the year, what helps and whom to ask."""
    return summary_of(read, placement, staff, teachers_by_subject(read.session, placement.id))


def summary_of(
    read: Read, placement: Placement, staff: Mapping[str, str], teachers: Mapping[str, Sequence[str]]
) -> PupilSummary:
    """Return the same, given the teachers by subject."""
    pupil = placement.pupil
    year = year_of(pupil.born_on, placement.left_on or read.today, pupil.nc_year_override, pupil.nc_year_since)
    return PupilSummary(
        placement_id=placement.id,
        name=pupil.full_name,
        first_name=pupil.first_name,
        preferred_name=pupil.preferred_name,
        reference=pupil.reference,
        year=year_label(year),
        stage=key_stage(year),
        emergency=pupil.emergency,
        helps=placement.helps,
        keyworker=staff.get(placement.keyworker_id or ""),
        teachers=tuple((subject, staff[one]) for subject, theirs in teachers.items() for one in theirs),
    )


def barriers(read: Read, placement: Placement, may: frozenset[Permission]) -> tuple[BarrierShown, ...]:
    """Return the barriers of a placement in the policy's order, each limited to what the reader may see."""
    rows = read.session.scalars(_BARRIERS, {"placement_id": placement.id})
    order = list(BarrierKind)
    return tuple(_barrier(barrier, may) for barrier in sorted(rows, key=lambda row: order.index(row.kind)))


def names_of_staff(read: Read) -> dict[str, str]:
    """Return the names of all staff by id, leavers included, since the history names them."""
    return {row.id: row.name for row in read.session.execute(_NAMES)}


def _barrier(barrier: Barrier, may: frozenset[Permission]) -> BarrierShown:
    is_open = barrier.kind is not BarrierKind.MEDICAL or Permission.MEDICAL_SEE in may
    sees_restricted = Permission.RESTRICTED_SEE in may
    return BarrierShown(
        kind=barrier.kind,
        status=barrier.status,
        note=barrier.note if is_open else None,
        restricted_note=barrier.restricted_note if sees_restricted else None,
        decided=barrier.decided if Permission.STAY_SEE in may else None,
        is_withheld=barrier.note is not None and not is_open,
    )

"""Barriers to learning: how certain staff are of each, with notes, and what was decided."""

from dataclasses import dataclass

from models.change import Change, Read
from models.duties.assessing import follow_suspicion
from models.duties.profiles import follow_profile
from models.kept import barrier_before, keep_lost_barrier, require_reason
from models.permission import Permission
from models.pupils.record import RecordPrefill, changeable, prefill_of, viewed
from models.tables.barrier import Barrier, BarrierKind, BarrierStatus
from models.tables.base import find_row
from models.tables.placement import Placement


@dataclass(frozen=True)
class BarrierInput:
    """What is known of one barrier; `restricted_note` counts only if the actor may see such notes."""

    status: BarrierStatus
    note: str | None
    decided: str | None
    restricted_note: str | None = None


def barrier_prefill(change: Change, placement_id: str, kind: BarrierKind) -> RecordPrefill:
    """Return a barrier, or nothing, for the form that sets it, and log that its notes were viewed."""
    placement = viewed(change, placement_id, "barrier")
    barrier = _barrier(change, placement, kind)
    names = BarrierInput.__dataclass_fields__
    values: dict[str, object] = {name: getattr(barrier, name) for name in names} if barrier else {}
    if not change.may(Permission.RESTRICTED_SEE, placement):
        values.pop("restricted_note", None)
    return prefill_of(change, placement, placement.version, values)


def set_barrier(
    change: Change,
    placement_id: str,
    kind: BarrierKind,
    given: BarrierInput,
    version: int | None = None,
    why: str | None = None,
) -> None:
    """Save how certain staff are of one barrier, with its notes. What a colleague wrote is changed with a reason."""
    placement = changeable(change, placement_id)
    change.touch(placement, version)
    barrier = _barrier(change, placement, kind)
    if barrier is None:
        barrier = Barrier(placement_id=placement.id, kind=kind)
    (before, last), was = barrier_before(change, placement, barrier), barrier.status
    barrier.status, barrier.note, barrier.decided = given.status, given.note, given.decided
    if change.may(Permission.RESTRICTED_SEE, placement):
        barrier.restricted_note = given.restricted_note
    barrier.changed_at = change.now
    change.add(barrier)
    if before.is_lost():
        require_reason(change, last, why, also_own=False)
        keep_lost_barrier(change, placement, kind, before, last, why)
    change.record("barrier:set", barrier, pupil_id=placement.pupil_id)
    follow_profile(change, placement)
    follow_suspicion(change, placement, barrier, was)


def _barrier(read: Read, placement: Placement, kind: BarrierKind) -> Barrier | None:
    return find_row(read.session, Barrier, placement_id=placement.id, kind=kind)

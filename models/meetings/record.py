"""Recording a planning meeting that was held: who came, the barriers, hopes, what helps, and what was agreed."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from sqlalchemy import select

from models.change import Change
from models.errors import Refused
from models.meetings.actions import NewAction, agree
from models.meetings.book import meeting_of, require_meetings
from models.stays import check_day_of, placement_of
from models.tables.barrier import Barrier, BarrierKind, BarrierStatus
from models.tables.duty import DutyKind
from models.tables.meeting import PlanningMeeting
from models.tables.placement import Placement


@dataclass(frozen=True)
class BarrierFinding:
    """What the meeting found about one barrier; an empty field means that it was not spoken of."""

    status: BarrierStatus | None = None
    note: str | None = None
    decided: str | None = None


@dataclass(frozen=True)
class Hopes:
    """What the pupil and the parents hope for, and what helps; an empty field means that nobody asked."""

    pupil: str | None = None
    parents: str | None = None
    helps: str | None = None


@dataclass(frozen=True)
class MeetingNotes:
    """The notes of a planning meeting, as a form gives them."""

    on: date
    came: str
    hopes: Hopes = field(default_factory=Hopes)
    barriers: Mapping[BarrierKind, BarrierFinding] = field(default_factory=dict)
    actions: Sequence[NewAction] = ()


@dataclass(frozen=True)
class MeetingNotesPrefill:
    """What the form for a meeting's notes opens with; `version` shows whether others change them meanwhile.

    `booked_for` is when a booked meeting was to be. The hopes are those so far; only a correction opens with them.
    """

    placement_id: str
    first_name: str
    reference: str
    on: date | None
    booked_for: datetime | None
    came: str | None
    hopes: Hopes
    barriers: Sequence[tuple[BarrierKind, BarrierStatus]]
    is_correction: bool
    version: int


def meeting_notes_prefill(change: Change, value: str) -> MeetingNotesPrefill:
    """Return what the form for a meeting's notes opens with, and log that the pupil was viewed."""
    placement = placement_of(change, value)
    require_meetings(change, placement)
    meeting = meeting_of(change, placement.id)
    change.record("pupil:view", placement, pupil_id=placement.pupil_id, why="planning_meeting")
    return MeetingNotesPrefill(
        placement.id,
        placement.pupil.first_name,
        placement.pupil.reference,
        meeting.held_on if meeting else None,
        meeting.starts_at if meeting and meeting.held_on is None else None,
        meeting.came if meeting else None,
        _hopes(placement),
        [(one.kind, one.status) for one in _barriers(change, placement)],
        meeting is not None and meeting.held_on is not None,
        _version(meeting, placement),
    )


def hold_meeting(change: Change, placement_id: str, given: MeetingNotes, version: int | None) -> str:
    """Save the notes of a meeting, booked before or not, or correct them, and return the meeting's id.

    Raises Conflict if the notes, or the placement's texts in them, have changed since `version` was read.
    """
    placement = placement_of(change, placement_id)
    require_meetings(change, placement)
    check_day_of(change, placement, given.on, "That date is in the future. Record the meeting once it has been held.")
    meeting = meeting_of(change, placement.id) or _unbooked(change, placement, given.on)
    is_correction = meeting.held_on is not None
    if version != _version(meeting, placement) and (version is not None or is_correction):
        raise change.edit_conflict(meeting.id, placement.id)
    change.touch(meeting)
    meeting.held_on, meeting.came = given.on, given.came
    _keep_hopes(change, placement, given.hopes)
    _keep_barriers(change, placement, given.barriers)
    change.touch(placement)
    for agreed in given.actions:
        agree(change, placement, agreed)
    change.finish(DutyKind.BOOK, placement, on=given.on)
    change.finish(DutyKind.HOLD, placement, on=given.on)
    change.record("meeting:correct" if is_correction else "meeting:hold", meeting, pupil_id=placement.pupil_id)
    return meeting.id


def _unbooked(change: Change, placement: Placement, on: date) -> PlanningMeeting:
    """Add a meeting that was not booked in Halfterm: its time and place are not known."""
    starts_at = datetime.combine(on, time(), tzinfo=change.zone)
    meeting = PlanningMeeting(placement_id=placement.id, starts_at=starts_at, place="", added_at=change.now)
    return change.add(meeting)


def _hopes(placement: Placement) -> Hopes:
    return Hopes(placement.hopes_pupil, placement.hopes_parents, placement.helps)


def _version(meeting: PlanningMeeting | None, placement: Placement) -> int:
    """Return a number for the notes and for the placement's texts in the form, which may be changed elsewhere."""
    notes = meeting.version if meeting and meeting.held_on else None
    return int(hashlib.sha256(repr((notes, _hopes(placement))).encode()).hexdigest()[:12], 16)


def _keep_hopes(change: Change, placement: Placement, given: Hopes) -> None:
    """Save hopes and what helps. Empty fields were not asked about, and keep what is stored."""
    placement.hopes_pupil = given.pupil or placement.hopes_pupil
    placement.hopes_parents = given.parents or placement.hopes_parents
    placement.helps = given.helps or placement.helps
    if change.session.is_modified(placement):
        change.record("placement:change", placement, pupil_id=placement.pupil_id)


def _barriers(change: Change, placement: Placement) -> Sequence[Barrier]:
    return change.session.scalars(select(Barrier).where(Barrier.placement_id == placement.id)).all()


def _keep_barriers(change: Change, placement: Placement, given: Mapping[BarrierKind, BarrierFinding]) -> None:
    """Save what was found about each barrier. Empty fields were not spoken of, and keep what is stored."""
    there = {one.kind: one for one in _barriers(change, placement)}
    for kind, found in given.items():
        if found == BarrierFinding():
            continue
        barrier = there.get(kind) or Barrier(placement_id=placement.id, kind=kind)
        if found.status is None and kind not in there:
            raise Refused("Say how sure you are about this barrier.", field=f"{kind}_status")
        barrier.status = found.status or barrier.status
        barrier.note, barrier.decided = found.note or barrier.note, found.decided or barrier.decided
        barrier.changed_at = change.now
        change.add(barrier)
        change.record("barrier:change", barrier, pupil_id=placement.pupil_id)

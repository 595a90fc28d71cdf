"""Recording a planning meeting that was held: who came, the barriers, hopes, what helps, and what was agreed."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from sqlalchemy import select

from models.change import Change
from models.duties.agreement import owe_agreement, still_to_agree
from models.duties.assessing import follow_suspicion
from models.duties.profiles import follow_profile, record_change, said_elsewhere
from models.errors import Refused
from models.kept import (
    Before,
    Written,
    barrier_before,
    keep_lost,
    keep_lost_barrier,
    last_written,
    require_reason,
)
from models.meetings.actions import NewAction, agree
from models.meetings.book import MEETING_STEPS, meeting_of, require_meetings
from models.school.calendar import in_full
from models.stays import check_day_of, placement_of
from models.tables.barrier import Barrier, BarrierKind, BarrierStatus
from models.tables.duty import Duty, DutyKind, Ending
from models.tables.meeting import PlanningMeeting
from models.tables.placement import Placement, agreement_of

RECORDED = ("meeting:hold", "meeting:correct")
NOTES, HOPES = ("held_on", "came"), ("hopes_pupil", "hopes_parents", "helps")
AT_THE_MEETING = "Planning meeting"


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
    to_agree: tuple[str, ...]


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
        still_to_agree(placement, agreement_of(change.session, placement.id)),
    )


def hold_meeting(
    change: Change, placement_id: str, given: MeetingNotes, version: int | None, why: str | None = None
) -> str:
    """Save the notes of a meeting, booked before or not, or correct them, and return the meeting's id.

    Raises Conflict if the notes, or the placement's texts in them, have changed since `version` was read, and Refused
    if a colleague's notes, or those of more than ten minutes ago, are corrected without saying why.
    """
    placement = placement_of(change, placement_id)
    require_meetings(change, placement)
    check_day_of(change, placement, given.on, "That date is in the future. Record the meeting once it has been held.")
    meeting = meeting_of(change, placement.id) or _unbooked(change, placement, given.on)
    _check_booking(change, meeting, given.on)
    is_correction = meeting.held_on is not None
    if version != _version(meeting, placement) and (version is not None or is_correction):
        raise change.edit_conflict(meeting.id, placement.id)
    last = last_written(change, meeting, placement.pupil_id, *RECORDED)
    if is_correction:
        require_reason(change, last, why)
    change.touch(meeting)
    _keep_notes(change, placement, meeting, given, last, why)
    _keep_barriers(change, placement, given.barriers, why if is_correction else AT_THE_MEETING)
    change.touch(placement)
    follow_profile(change, placement)
    for agreed in given.actions:
        agree(change, placement, agreed)
    _end_steps(change, placement, meeting)
    if not is_correction:
        owe_agreement(change, placement)
    change.record("meeting:correct" if is_correction else "meeting:hold", meeting, pupil_id=placement.pupil_id)
    return meeting.id


def _check_booking(change: Change, meeting: PlanningMeeting, on: date) -> None:
    """Refuse a meeting before the day that it is booked for: those invited expect it then."""
    booked_for = meeting.starts_at.astimezone(change.zone).date()
    if meeting.was_booked and on < booked_for and on != meeting.held_on:
        raise Refused(
            f"It was booked for {in_full(booked_for)}. If it was held earlier, cancel that booking first.", field="on"
        )


def _keep_notes(
    change: Change, placement: Placement, meeting: PlanningMeeting, given: MeetingNotes, last: Written, why: str | None
) -> None:
    """Save who came, hopes and what helps. Empty fields were not asked about, and keep what is stored."""
    notes, hopes = Before.of(meeting, *NOTES), Before.of(placement, *HOPES)
    meeting.held_on, meeting.came = given.on, given.came
    placement.hopes_pupil = given.hopes.pupil or placement.hopes_pupil
    placement.hopes_parents = given.hopes.parents or placement.hopes_parents
    said = said_elsewhere(placement)
    placement.helps = given.hopes.helps or placement.helps
    record_change(change, placement, said)
    if change.session.is_modified(placement):
        change.record("placement:change", placement, pupil_id=placement.pupil_id)
    keep_lost(change, placement, notes, "Planning meeting", last, why)
    keep_lost(change, placement, hopes, "Hopes and what helps", last, why or AT_THE_MEETING)


def _end_steps(change: Change, placement: Placement, meeting: PlanningMeeting) -> None:
    """End the steps of the meeting on the day on which it was held, or move them to the day as it is now known."""
    kinds = (DutyKind.HOLD,) if meeting.was_booked else MEETING_STEPS
    ended = select(Duty).where(Duty.placement_id == placement.id, Duty.kind.in_(kinds), Duty.ending == Ending.DONE)
    for duty in change.session.scalars(ended):
        duty.done_on = meeting.held_on
    for kind in MEETING_STEPS:
        change.finish(kind, placement, on=meeting.held_on)


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


def _barriers(change: Change, placement: Placement) -> Sequence[Barrier]:
    return change.session.scalars(select(Barrier).where(Barrier.placement_id == placement.id)).all()


def _keep_barriers(
    change: Change, placement: Placement, given: Mapping[BarrierKind, BarrierFinding], why: str | None
) -> None:
    """Save what was found about each barrier. Empty fields were not spoken of, and keep what is stored."""
    there = {one.kind: one for one in _barriers(change, placement)}
    for kind, found in given.items():
        if found == BarrierFinding():
            continue
        barrier = there.get(kind) or Barrier(placement_id=placement.id, kind=kind)
        if found.status is None and kind not in there:
            raise Refused("Say how sure you are about this barrier.", field=f"{kind}_status")
        (before, last), was = barrier_before(change, placement, barrier), barrier.status
        barrier.status = found.status or barrier.status
        barrier.note, barrier.decided = found.note or barrier.note, found.decided or barrier.decided
        barrier.changed_at = change.now
        change.add(barrier)
        keep_lost_barrier(change, placement, kind, before, last, why)
        change.record("barrier:change", barrier, pupil_id=placement.pupil_id)
        follow_suspicion(change, placement, barrier, was)

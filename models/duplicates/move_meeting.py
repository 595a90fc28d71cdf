"""Moving the planning meeting of a placement that a merge ends to the continued one, and back."""

from typing import Any

from sqlalchemy import select

from models.change import Change
from models.duties.agreement import owe_agreement
from models.meetings.book import MEETING_STEPS, invite, meeting_of, owe_holding, tell
from models.tables.duty import Duty, DutyKind, Ending
from models.tables.meeting import PlanningMeeting
from models.tables.placement import Placement
from models.tables.staff import Staff

# The id of each meeting that was moved or called off, the placement that it came from, and its version since.
Taken = list[dict[str, Any]]


def move_meeting(change: Change, stay: Placement, other: Placement) -> Taken:
    """Move a meeting to `stay`. If that has one already, call a booked one off, unless it is past."""
    meeting = meeting_of(change, other.id)
    if meeting is None:
        return []
    if meeting.held_on is not None:
        return _take_held(change, meeting, stay, other)
    is_second = meeting_of(change, stay.id) is not None
    if is_second and meeting.starts_at <= change.now:
        return []
    change.touch(meeting)
    if is_second:
        meeting.cancelled_at = change.now
        _say(change, meeting, other)
    else:
        meeting.placement_id = stay.id
        change.finish(DutyKind.BOOK, stay)
        owe_holding(change, stay, meeting.starts_at.astimezone(change.zone).date())
        invite(change, meeting, stay, _invited(change, meeting))
    change.record("meeting:cancel" if is_second else "meeting:move", meeting, pupil_id=other.pupil_id)
    return [{"id": meeting.id, "from": other.id, "version": meeting.version}]


def _take_held(change: Change, meeting: PlanningMeeting, stay: Placement, other: Placement) -> Taken:
    """Move a meeting that was held to `stay`, unless that has one of its own; its steps end as they ended."""
    if meeting_of(change, stay.id) is not None:
        return []
    steps = select(Duty).where(Duty.placement_id == other.id, Duty.kind.in_(MEETING_STEPS), Duty.ending == Ending.DONE)
    ended = {duty.kind: duty.done_on for duty in change.session.scalars(steps)}
    change.touch(meeting)
    meeting.placement_id = stay.id
    for kind in MEETING_STEPS:
        change.finish(kind, stay, on=ended.get(kind, meeting.held_on))
    owe_agreement(change, stay)
    change.record("meeting:move", meeting, pupil_id=other.pupil_id)
    return [{"id": meeting.id, "from": other.id, "version": meeting.version}]


def give_meeting_back(change: Change, meeting: PlanningMeeting, placement_id: str) -> None:
    placement = change.get(Placement, placement_id)
    change.touch(meeting)
    was_off, meeting.placement_id, meeting.cancelled_at = meeting.cancelled_at is not None, placement_id, None
    if was_off:
        _say(change, meeting, placement)
    else:
        invite(change, meeting, placement, _invited(change, meeting))
    change.record("meeting:restore" if was_off else "meeting:move", meeting, pupil_id=placement.pupil_id)


def _say(change: Change, meeting: PlanningMeeting, placement: Placement) -> None:
    told = _invited(change, meeting)
    invite(change, meeting, placement, told)
    tell(change, meeting, placement, told)


def _invited(change: Change, meeting: PlanningMeeting) -> list[Staff]:
    here = select(Staff).where(Staff.id.in_(meeting.invited_staff), Staff.left_at.is_(None))
    return list(change.session.scalars(here.order_by(Staff.id)))

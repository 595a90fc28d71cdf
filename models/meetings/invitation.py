"""What an invitation to a planning meeting says today, and what its calendar file holds."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from models.change import Change, Read
from models.errors import Absent
from models.meetings.book import require_meetings
from models.stays import placement_of
from models.tables.meeting import PlanningMeeting
from models.tables.placement import Placement


class MeetingState(StrEnum):
    """How a meeting stands for one member of staff."""

    TO_COME = "to_come"
    OFF = "off"
    NOT_NEEDED = "not_needed"
    HELD = "held"


@dataclass(frozen=True)
class Invitation:
    """A meeting as one member of staff is told of it, without family or needs."""

    meeting_id: str
    first_name: str
    reference: str
    starts_at: datetime
    place: str
    state: MeetingState


@dataclass(frozen=True)
class CalendarEntry:
    """A meeting for a calendar file; `version` goes up with each change."""

    meeting_id: str
    version: int
    starts_at: datetime
    place: str
    reference: str
    written_at: datetime
    is_off: bool


def invitation(read: Read, meeting_id: str, staff_id: str | None) -> Invitation | None:
    """Return what to tell a member of staff about a meeting today, or None if the meeting is gone."""
    meeting = read.session.get(PlanningMeeting, meeting_id)
    if meeting is None:
        return None
    pupil = read.get(Placement, meeting.placement_id).pupil
    state = _state(meeting, staff_id)
    return Invitation(meeting.id, pupil.first_name, pupil.reference, meeting.starts_at, meeting.place, state)


def calendar_entry(change: Change, meeting_id: str) -> CalendarEntry:
    """Return the meeting for a calendar file, and log that it was taken out. Raises Absent once it was held.

    It is for those who are invited and those who may keep the meeting.
    """
    meeting = change.get(PlanningMeeting, meeting_id)
    placement = placement_of(change, meeting.placement_id)
    if change.actor.staff_id not in meeting.invited_staff:
        require_meetings(change, placement)
    if meeting.held_on is not None:
        raise Absent
    change.record("meeting:file", meeting, pupil_id=placement.pupil_id)
    reference, is_off = placement.pupil.reference, meeting.cancelled_at is not None
    return CalendarEntry(meeting.id, meeting.version, meeting.starts_at, meeting.place, reference, change.now, is_off)


def _state(meeting: PlanningMeeting, staff_id: str | None) -> MeetingState:
    if meeting.held_on is not None:
        return MeetingState.HELD
    if meeting.cancelled_at is not None:
        return MeetingState.OFF
    return MeetingState.TO_COME if staff_id in meeting.invited_staff else MeetingState.NOT_NEEDED

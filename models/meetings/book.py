"""Planning meetings: booked, moved or cancelled, with news for those invited and the duties that follow."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from models.change import Change, Read
from models.duties.due_dates import StepDays
from models.duties.reopen import reopen_latest
from models.errors import Refused
from models.permission import Permission
from models.stays import placement_of, received_on
from models.tables.duty import Duty, DutyKind, open_duty
from models.tables.meeting import PlanningMeeting
from models.tables.placement import Placement
from models.tables.staff import Staff, first_head

MEETING_STEPS = (DutyKind.BOOK, DutyKind.HOLD)
FURTHEST = timedelta(days=365)
MOST_INVITED = 30


@dataclass(frozen=True)
class MeetingInput:
    """A planning meeting, as a form gives it; `staff` are Slack ids."""

    day: date
    at: time
    place: str
    staff: tuple[str, ...] = ()
    others: str | None = None


@dataclass(frozen=True)
class MeetingPrefill:
    """What the form for a planning meeting opens with; `staff` are Slack ids.

    `meeting_id` is None if the meeting is still to be booked.
    """

    placement_id: str
    first_name: str
    reference: str
    meeting_id: str | None = None
    version: int | None = None
    day: date | None = None
    at: time | None = None
    place: str | None = None
    staff: tuple[str, ...] = ()
    others: str | None = None


def meeting_prefill(change: Change, value: str) -> MeetingPrefill:
    """Return what the form that books or moves the meeting opens with, for the id of a placement or its duty.

    Logs the look at who of the family is invited. Raises Refused if the meeting was held already.
    """
    placement = placement_of(change, value)
    require_meetings(change, placement)
    pupil = placement.pupil
    meeting = meeting_of(change, placement.id)
    if meeting is None:
        return MeetingPrefill(placement.id, pupil.first_name, pupil.reference)
    if meeting.held_on is not None:
        raise Refused("The planning meeting has already been held. See the pupil's page for what was agreed.")
    change.record("pupil:view", placement, pupil_id=placement.pupil_id, why="planning_meeting")
    staff = [one.slack_id for one in _staff(change, meeting.invited_staff)]
    starts_at = meeting.starts_at.astimezone(change.zone)
    return MeetingPrefill(
        placement.id,
        pupil.first_name,
        pupil.reference,
        meeting.id,
        meeting.version,
        starts_at.date(),
        starts_at.time(),
        meeting.place,
        tuple(staff),
        meeting.invited_others,
    )


def book_meeting(change: Change, placement_id: str, given: MeetingInput) -> str:
    """Book the planning meeting, invite staff and return its id. Raises Refused if one is booked or was held."""
    placement = placement_of(change, placement_id)
    require_meetings(change, placement)
    if (already := meeting_of(change, placement.id)) is not None:
        done = "held" if already.held_on else "booked"
        raise Refused(f"Someone has already {done} this meeting. Close this and check the pupil's page.")
    starts_at, staff = _start(change, given), _with_holder(change, placement, _invited(change, given.staff))
    meeting = PlanningMeeting(
        placement_id=placement.id,
        starts_at=starts_at,
        place=given.place,
        invited_staff=[one.id for one in staff],
        invited_others=given.others,
        booked_by_id=change.actor.staff_id,
        added_at=change.now,
    )
    change.add(meeting)
    change.finish(DutyKind.BOOK, placement)
    owe_holding(change, placement, given.day)
    invite(change, meeting, placement, staff)
    change.record("meeting:book", meeting, pupil_id=placement.pupil_id)
    return meeting.id


def move_meeting(change: Change, meeting_id: str, given: MeetingInput, version: int | None) -> None:
    """Change a booked meeting. Staff left out are told, and those still invited if the day, time or place changed."""
    meeting, placement = _booked(change, meeting_id)
    change.touch(meeting, version)
    starts_at, staff = _start(change, given), _with_holder(change, placement, _invited(change, given.staff))
    before = set(meeting.invited_staff)
    is_moved = (meeting.starts_at, meeting.place) != (starts_at, given.place)
    meeting.starts_at, meeting.place, meeting.invited_others = starts_at, given.place, given.others
    meeting.invited_staff = [one.id for one in staff]
    owe_holding(change, placement, given.day)
    left_out = _staff(change, before - {one.id for one in staff})
    stayed = [one for one in staff if one.id in before]
    invite(change, meeting, placement, [*staff, *left_out])
    tell(change, meeting, placement, [*left_out, *(stayed if is_moved else ())])
    change.record("meeting:move", meeting, pupil_id=placement.pupil_id)


def cancel_meeting(change: Change, meeting_id: str) -> None:
    """Cancel a booked meeting and tell those invited. Booking and holding one are due again, on their old days."""
    meeting, placement = _booked(change, meeting_id)
    change.touch(meeting)
    meeting.cancelled_at = change.now
    reopen_latest(change, DutyKind.BOOK, placement.id)
    owe_holding(change, placement)
    told = _staff(change, meeting.invited_staff)
    invite(change, meeting, placement, told)
    tell(change, meeting, placement, told)
    change.record("meeting:cancel", meeting, pupil_id=placement.pupil_id)


def restore_meeting(change: Change, meeting_id: str) -> None:
    """Undo a cancellation and tell those invited. Raises Refused if it is past or another is booked."""
    meeting = change.get(PlanningMeeting, meeting_id)
    placement = placement_of(change, meeting.placement_id)
    require_meetings(change, placement)
    if meeting.cancelled_at is None:
        return
    if meeting.starts_at <= change.now or meeting_of(change, placement.id) is not None:
        raise Refused("This meeting can no longer be put back on. Book a new one.")
    change.touch(meeting)
    meeting.cancelled_at = None
    change.finish(DutyKind.BOOK, placement)
    owe_holding(change, placement, meeting.starts_at.astimezone(change.zone).date())
    told = _staff(change, meeting.invited_staff)
    invite(change, meeting, placement, told)
    tell(change, meeting, placement, told)
    change.record("meeting:restore", meeting, pupil_id=placement.pupil_id)


def require_meetings(read: Read, placement: Placement) -> None:
    """Refuse an actor who may not keep the meetings of this placement. Owners of its meeting steps may."""
    rows = select(Duty.id).where(Duty.placement_id == placement.id, Duty.kind.in_(MEETING_STEPS))
    own = read.session.scalar(rows.where(Duty.owner_id == read.actor.staff_id).limit(1)) is not None
    read.require(Permission.MEETING_CHANGE, placement, own=own)


def meeting_of(read: Read, placement_id: str) -> PlanningMeeting | None:
    """Return the planning meeting that is booked or was held, or None."""
    rows = select(PlanningMeeting).where(
        PlanningMeeting.placement_id == placement_id, PlanningMeeting.cancelled_at.is_(None)
    )
    return read.session.scalar(rows.order_by(PlanningMeeting.added_at.desc()).limit(1))


def owner_of(change: Change, placement: Placement, kind: DutyKind = DutyKind.HOLD) -> Staff:
    """Return the owner of a meeting step: of the open duty if there is one, else the Head, else the actor."""
    duty = open_duty(change.session, kind, placement.id)
    owner = change.get(Staff, duty.owner_id) if duty else first_head(change.session)
    return owner or change.staff


def owe_holding(change: Change, placement: Placement, booked_for: date | None = None) -> None:
    """Owe that the meeting is held: on the day that it is booked for, but no later than it was due already.

    On an INSET day it is due when pupils are back. If it is booked for too late a day, nobody is reminded before.
    """
    days = StepDays.read(change.school.step_days)[DutyKind.HOLD]
    since = received_on(change, placement) or change.today
    latest = change.calendar.add_school_days(since, days)
    duty = open_duty(change.session, DutyKind.HOLD, placement.id)
    if duty is not None and duty.due_on < change.today:
        latest = min(latest, duty.due_on)
    meets_on = change.calendar.on_or_after(booked_for) if booked_for else latest
    due_on = min(meets_on, latest)
    duty = change.owe(DutyKind.HOLD, placement, owner_of(change, placement), due_on, since=since, days=days)
    duty.snoozed_until = meets_on if meets_on > due_on else None


def invite(change: Change, meeting: PlanningMeeting, placement: Placement, staff: Iterable[Staff]) -> None:
    """Send each of these staff an invitation, or update the one that they have."""
    for one in staff:
        key = f"meeting:{meeting.id}:{one.id}"
        change.say("meeting.invitation", one, about=meeting.id, pupils=[placement.pupil_id], key=key)


def tell(change: Change, meeting: PlanningMeeting, placement: Placement, staff: Iterable[Staff]) -> None:
    """Tell these staff, except the actor, that a meeting has changed: an updated invitation alone would go unseen."""
    for one in staff:
        if one.id != change.actor.staff_id:
            key = f"meeting:{meeting.id}:{meeting.version}:{one.id}"
            change.say("meeting.news", one, about=meeting.id, pupils=[placement.pupil_id], key=key)


def _booked(change: Change, meeting_id: str) -> tuple[PlanningMeeting, Placement]:
    meeting = change.get(PlanningMeeting, meeting_id)
    placement = placement_of(change, meeting.placement_id)
    require_meetings(change, placement)
    if meeting.held_on is not None or meeting.cancelled_at is not None:
        raise Refused("This meeting has already been held or cancelled.")
    return meeting, placement


def _start(change: Change, given: MeetingInput) -> datetime:
    if not change.calendar.is_school_day(given.day):
        raise Refused("There is no school that day. Choose another.", field="day")
    starts_at = datetime.combine(given.day, given.at, tzinfo=change.zone)
    if starts_at <= change.now:
        raise Refused("That is in the past. If the meeting has been held, use Record the meeting.", field="day")
    if starts_at > change.now + FURTHEST:
        raise Refused("That is more than a year ahead. Check the date.", field="day")
    return starts_at


def _invited(change: Change, slack_ids: Sequence[str]) -> list[Staff]:
    staff = list(change.session.scalars(select(Staff).where(Staff.slack_id.in_(slack_ids), Staff.left_at.is_(None))))
    if len(staff) < len(set(slack_ids)):
        raise Refused("Someone here is not on the staff. Name them under Others invited.", field="staff")
    if len(staff) > MOST_INVITED:
        raise Refused(f"At most {MOST_INVITED} members of staff.", field="staff")
    return staff


def _with_holder(change: Change, placement: Placement, staff: list[Staff]) -> list[Staff]:
    """Add the person who is to hold the meeting, who must know of it, unless they are the one who books it."""
    holder = owner_of(change, placement)
    is_told = holder.id in {change.actor.staff_id, *(one.id for one in staff)}
    return staff if is_told else [*staff, holder]


def _staff(read: Read, staff_ids: Iterable[str]) -> list[Staff]:
    here = select(Staff).where(Staff.id.in_(list(staff_ids)), Staff.left_at.is_(None))
    return list(read.session.scalars(here.order_by(Staff.id)))

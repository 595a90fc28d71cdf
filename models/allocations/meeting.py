"""The weekly allocations meeting: when its digest goes out, how it is posted, and the recap that closes it."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import TypedDict

from sqlalchemy import func, select

from models.allocations.digest import digest_of
from models.allocations.recap import recap_of
from models.change import Change, Read
from models.duties.due_dates import allocations_meeting_in_week
from models.errors import Refused
from models.meetings.week import last_meeting, next_meeting
from models.permission import Permission, Role
from models.school.calendar import FRIDAY, moved
from models.school.settings import School
from models.tables.base import find_row
from models.tables.meeting import AllocationsMeeting
from models.tables.message import Message, MessagePupil
from models.tables.staff import active_staff

DIGEST, MORE, RECAP = "digest", "digest.more", "recap"
ASK, MISSED = "digest.ask", "digest.missed"
MOST_MESSAGES = 8
LAST_MINUTE = time(23, 59)
# Between two messages of a thread, so that they go out in the order in which they are read.
A_MOMENT = timedelta(milliseconds=1)


def digest_at(school: School, day: date) -> time | None:
    """Return when the digest goes out that day; None if the meeting of the week is on another day."""
    return school.digest_at if _is_meeting(school, day) else None


def digest_until(school: School) -> time:
    """Return until when a late digest is of use: the end of the morning, or for a later meeting the end of the day."""
    return next((end for end in (school.morning_ends, school.day_ends) if end > school.digest_at), LAST_MINUTE)


def recap_at(school: School, day: date) -> time | None:
    """Return when the recap goes out: at the end of each day that staff are in, as meetings may be held on any day."""
    return max(school.day_ends, school.digest_at) if school.calendar.is_school_day(day) else None


def recap_until(school: School) -> time:  # noqa: ARG001 - a job's `until` is asked with the settings
    """Return until when the recap goes out: the end of the evening."""
    return LAST_MINUTE


def begin_meeting(change: Change) -> None:
    """Post this week's digest, unless it was posted before. If no term dates cover today, ask the Heads instead."""
    if _meeting_in_week(change, change.today) is not None:
        return
    if change.calendar.covers(change.today):
        open_meeting(change, change.today, _moment(change, digest_until(change.school)))
    else:
        _tell_heads(change, ASK, change.today)


def tell_missed(change: Change, day: date) -> None:
    """Tell the Heads that the bot was away when the digest was due; it is posted only if somebody asks for it."""
    if _meeting_in_week(change, day) is None:
        _tell_heads(change, MISSED, day)


class PostedDigest(TypedDict):
    """Where a digest is, as JSON keeps it: `ts` once it is in Slack, and `new` if it was not posted before."""

    on: str
    new: bool
    room: str | None
    ts: str | None
    problem: str | None


def post_digest(change: Change, on: str | None = None) -> PostedDigest:
    """Post this week's digest, or bring it up to date. `on` is the ISO date for which a button was shown.

    Raises Refused without the right, if that week is over, or if there is no meeting this week or no staff channel.
    """
    day = meeting_of_week(change, change.today)
    if on is not None and (day is None or day.isoformat() != on):
        raise Refused("That meeting's week is over. /allocations posts this week's digest.")
    if day is None:
        following = next_meeting(change, change.today)
        raise Refused(f"There is no allocations meeting this week. The next is on {_in_words(following)}.")
    found = digest_message(change, day)
    if found is None:
        change.require(Permission.DIGEST_POST)
        if change.school.channel is None:
            raise Refused("There is no staff channel yet. A Head can choose one with /halfterm.")
    if found is None or change.may(Permission.DIGEST_POST):
        return _posted(open_meeting(change, day, _moment(change, LAST_MINUTE)), is_new=found is None)
    return _posted(found, is_new=False)


def open_meeting(change: Change, on: date, until: datetime | None = None) -> Message:
    """Open the meeting of this day once, post or update its digest with pages in the thread, and return the digest.

    What Slack has not taken by `until` is not posted any more: the Heads are asked.
    """
    meeting = _meeting_on(change, on)
    if meeting is None:
        meeting = change.add(AllocationsMeeting(on=on, opened_at=change.now))
        change.record("digest:post", meeting)
    found = digest_of(change, on)
    pupils = {line.pupil_id for line in found.lines if line.pupil_id}
    about, ends = on.isoformat(), found.period.ends
    digest = change.say(DIGEST, None, about=about, key=_key(DIGEST, on), not_after=until, live_until=ends)
    messages = [digest]
    # One page more than is filled: what is added during the meeting goes on there.
    for page in range(1, min(len(found.pages(MOST_MESSAGES)) + 1, MOST_MESSAGES)):
        about, key = f"{on.isoformat()}/{page}", _key(MORE, on, str(page))
        more = change.say(MORE, None, about=about, key=key, thread_of=digest, live_until=ends)
        more.added_at = digest.added_at + page * A_MOMENT
        messages.append(more)
    for message in messages:
        _link(change, message, pupils)
    _answer_asked(change, on)
    return digest


def begin_recap(change: Change) -> None:
    """Give the recap of the open meeting, if there is one, at the end of the day."""
    meeting = _open_meeting(change)
    if meeting is not None:
        _close(change, meeting)


def recap_late(change: Change, day: date) -> None:  # noqa: ARG001 - a job's `missed` is told the day
    """Give the recap of the open meeting in the morning, because the bot was away in the evening."""
    meeting = _open_meeting(change)
    if meeting is not None:
        _close(change, meeting, not_before=datetime.combine(change.today, change.school.day_starts, tzinfo=change.zone))


def recap(change: Change, on: str) -> None:
    """Close the meeting of `on` (an ISO date) with a recap in its thread, or bring the recap up to date."""
    change.require(Permission.DIGEST_POST)
    meeting = last_meeting(change, on)
    if meeting is None:
        raise Refused("There has been a meeting since then. Its recap is in the thread of its own digest.")
    _close(change, meeting)


def meeting_of_week(read: Read, day: date) -> date | None:
    """Return the day of the week's meeting: of the one opened, or else by the calendar; None in a holiday week."""
    opened = _meeting_in_week(read, day)
    return opened or allocations_meeting_in_week(day, read.school.digest_weekday, read.calendar)


def digest_message(read: Read, on: date) -> Message | None:
    """Return the digest's message in the channel, if the digest of this day's meeting was posted."""
    return find_row(read.session, Message, key=_key(DIGEST, on))


def count_pages(read: Read, digest_id: str | None) -> int:
    """Count the messages that the digest may take: its own and the further pages in its thread."""
    rows = select(func.count(Message.id)).where(Message.thread_of_id == digest_id, Message.kind == MORE)
    return 1 + (read.session.scalar(rows) or 0)


def closed_at(read: Read, on: date) -> datetime | None:
    """Return when the recap of the meeting on this day was given; None if it was not."""
    meeting = _meeting_on(read, on)
    return meeting.closed_at if meeting else None


def _close(change: Change, meeting: AllocationsMeeting, not_before: datetime | None = None) -> None:
    on = meeting.on
    meeting.closed_at = change.now
    digest = digest_message(change, on)
    said = change.say(RECAP, None, about=on.isoformat(), key=_key(RECAP, on), thread_of=digest, not_before=not_before)
    _link(change, said, recap_of(change, on).pupils)
    change.record("digest:recap", meeting)
    change.refresh()


def _is_meeting(school: School, day: date) -> bool:
    return allocations_meeting_in_week(day, school.digest_weekday, school.calendar) == day


def _meeting_in_week(read: Read, day: date) -> date | None:
    monday = moved(day, -day.weekday())
    in_week = AllocationsMeeting.on.between(monday, moved(monday, FRIDAY + 2))
    return read.session.scalar(select(AllocationsMeeting.on).where(in_week).limit(1))


def _open_meeting(read: Read) -> AllocationsMeeting | None:
    """Return the last meeting if it has no recap yet and the next one is still to come."""
    held = select(AllocationsMeeting).where(AllocationsMeeting.on <= read.today)
    latest = read.session.scalar(held.order_by(AllocationsMeeting.on.desc()).limit(1))
    is_open = latest is not None and latest.closed_at is None and read.today < next_meeting(read, latest.on)
    return latest if is_open else None


def _meeting_on(read: Read, on: date) -> AllocationsMeeting | None:
    return find_row(read.session, AllocationsMeeting, on=on)


def _key(kind: str, on: date, *more: str) -> str:
    return ":".join((kind, on.isoformat(), *more))


def _posted(digest: Message, *, is_new: bool) -> PostedDigest:
    return PostedDigest(on=digest.about, new=is_new, room=digest.room, ts=digest.ts, problem=digest.problem)


def _moment(change: Change, at: time) -> datetime:
    return datetime.combine(change.today, at, tzinfo=change.zone)


def _in_words(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B}"


def _link(change: Change, message: Message, pupils: Iterable[str]) -> None:
    known = change.session.scalars(select(MessagePupil.pupil_id).where(MessagePupil.message_id == message.id)).all()
    missing = set(pupils) - set(known)
    change.session.add_all(MessagePupil(message_id=message.id, pupil_id=pupil) for pupil in sorted(missing))


def _tell_heads(change: Change, kind: str, day: date) -> None:
    for head in active_staff(change.session, Role.HEAD):
        change.say(kind, head, about=day.isoformat(), key=_key(kind, day, head.id))


def _answer_asked(change: Change, on: date) -> None:
    """Update the messages that asked the Heads about this digest, so that they show that it was posted."""
    asked = select(Message).where(Message.kind.in_((ASK, MISSED)), Message.about == on.isoformat())
    for message in change.session.scalars(asked).all():
        change.say(message.kind, None, key=message.key)

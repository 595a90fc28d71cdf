"""School time in a campaign: what falls due while the bot is killed, and whether it was said once, in time, or told."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from bot.runtime.clock import Clock
from bot.workspace import Workspace
from models.allocations.meeting import DIGEST, MISSED, MORE
from models.home.earlier_reminders import REMINDER
from models.outbox.queue import TROUBLE
from models.progress.news import NEWS
from models.school.calendar import Calendar
from models.school.settings import School
from models.tables.job_run import JobRun
from models.tables.message import Message, MessageState
from tests.handlers.allocations.test_digest_year import meeting_days
from tests.school import LONDON, MONDAY

FIRST = MONDAY.date()
BEGINS = (time(8, 30), time(8, 30), time(13))  # in time for a digest, or too late for one
ENDS = time(8, 20)  # after the digest and the reminders
STAYS = 0.4  # chance that it stays the same day
# What may come to say nothing before it goes, or is of no use the day after.
LAPSE = frozenset({MORE, REMINDER, NEWS})
PARENT = aliased(Message)


@dataclass
class Days:
    """The clock of a campaign, which goes from one school day to the next."""

    random: Random
    stays: float = STAYS
    clock: Clock = field(default_factory=lambda: Clock(LONDON, starts=MONDAY))
    on: date = FIRST

    def begin(self) -> datetime:
        """Go to when the next life begins, some time on the day on which the last one ended, and return it."""
        self.go_to(datetime.combine(self.on, self.random.choice(BEGINS), tzinfo=LONDON))
        return self.clock.now()

    def end(self, calendar: Calendar) -> datetime:
        """Return when the life ends if nobody kills it: at once, or on the morning of the next school day."""
        if self.random.random() < self.stays:
            return datetime.combine(self.on, ENDS, tzinfo=LONDON)
        self.on = calendar.add_school_days(self.on, 1)
        return datetime.combine(self.on, ENDS, tzinfo=LONDON)

    def go_to(self, instant: datetime) -> None:
        """Move the clock on, unless it is later already."""
        if instant > self.clock.now():
            self.clock.move_to(instant)


def count_skipped(session: Session, school: School, last: date) -> int:
    """Count the days up to `last` on which a digest or a reminder was due, and neither it nor a word about it came."""
    meetings = [day for day in meeting_days(school).values() if FIRST < day <= last]  # a new school has missed nothing
    rows = select(Message.about).where(Message.kind.in_((DIGEST, MISSED)))
    said = set(session.scalars(rows))
    reminded = set(session.scalars(select(JobRun.on).where(JobRun.job == REMINDER)))
    days = (FIRST + timedelta(days=n) for n in range((last - FIRST).days + 1))
    due = [day for day in days if school.calendar.is_pupil_day(day)]
    return sum(day.isoformat() not in said for day in meetings) + sum(day not in reminded for day in due)


def count_unposted(session: Session, may_lapse: Callable[[Message], bool] = lambda one: one.kind in LAPSE) -> int:
    """Count the messages that do not stand in Slack although they should, and of which the Heads have not heard."""
    told = set(session.scalars(select(Message.about).where(Message.kind == TROUBLE, Message.ts.is_not(None))))
    unposted = {one.id: one for one in session.scalars(select(Message).where(Message.ts.is_(None)))}
    lapsed = {one.id for one in unposted.values() if one.state is MessageState.CANCELLED and may_lapse(one)}
    # What is in the thread of a message that is not posted waits for it.
    waits = {one.id for one in unposted.values() if one.thread_of_id in unposted}
    return len(unposted.keys() - told - lapsed - waits)


def count_twice(slack: Workspace) -> int:
    """Count the messages that stand in Slack more than once, by their id or by what they are."""
    posts = (post for room in slack.store.posts.values() for post in room.values())
    said = [post.metadata["event_payload"] for post in posts if post.metadata]
    every = Counter(one[name] for one in said for name in ("key", "mark") if one.get(name))
    return sum(number > 1 for number in every.values())

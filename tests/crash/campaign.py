"""A campaign: people refer, review and record while the bot is killed; afterwards the books are compared."""

import asyncio
import os
import random
import signal
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import func, select, text

from bot.runtime.database import Database
from bot.workspace import Client, Workspace
from models.actor import SYSTEM
from models.change import Change, Read
from models.progress.results import ResultInput, add_result
from models.referrals.refer import NewReferral, refer
from models.school.calendar import Calendar
from models.tables.message import Message, MessageState
from models.tables.placement import Registration
from models.tables.pupil import Pupil
from models.tables.result import Source
from models.tables.review import Review
from models.tables.target import Target
from models.topic import Topic
from tests.crash.days import PARENT, STAYS, Days, count_skipped, count_twice, count_unposted
from tests.crash.orders import LONGEST, Forker, Life, Ordered, lives
from tests.crash.rooms import Rooms, count_kept, open_rooms
from tests.crash.whole import Whole, count, open_whole
from tests.databases import Databases
from tests.school import CHANNEL, LONDON, MANIFEST, open_school, people, rooms

PEOPLE = ("ann", "ben")
AIMED_AT = "Kai Ashworth"
SUBJECT_OF = {"priya": "Science", "hugo": "Maths"}  # of those who may set any pupil's target
REVIEWER = "helen"
FORMS = ("refer", "target.whom", "target.set", "review.one", "review.family_one")
POINTS = ("before commit", "after commit", "claimed", "to be posted", "posted", "settled", "at random")
# As often at most is a point passed before it kills, so that each save is met, and on a day that passes each job.
SELDOM, OFTEN = 3, 24
# Seconds after which a claim is lost: at once where its bot is dead, but another one may still be about to post.
GRACE, GRACE_OF_TWO = 0.3, 12.0
# Seconds in which a bot that was killed might have answered, and in which another one answers in its place.
PATIENCE, PATIENCE_WITH_TWO = 1.0, 3.0
WHOLE_EVERY = 7  # lives: in one of so many a file is imported and a pupil leaves, at each of the POINTS in turn


R = TypeVar("R")


@dataclass
class Books:
    """What people were told, and how it stands. What is half there, of a file or of a leaving, is lost, too.

    `rooms` is in how many rooms of a pupil something was saved. `skipped` are digests and reminders that were due on
    one of the `days` and of which nobody heard anything.
    """

    kills: int = 0
    targets: int = 0
    reviews: int = 0
    rooms: int = 0
    told_saved: set[str] = field(default_factory=set)
    typed: set[str] = field(default_factory=set)
    lost: int = 0
    stored_twice: int = 0
    posted_twice: int = 0
    unposted: int = 0
    skipped: int = 0
    days: int = 0


class Campaign:
    """`await run(n)` kills bots n times, `bots` at a time, then starts them once more unharmed and counts."""

    def __init__(
        self,
        slack: Workspace,
        lives: Ordered,
        database_url: str,
        twin: str = "honest",
        *,
        bots: int,
        days: Days,
        leavers: tuple[list[str], date],
        recorded: Mapping[str, str],
    ) -> None:
        self.books = Books()
        self._slack = slack
        self._client = Client(slack, settled_after=0.0)
        self._lives = lives
        self._url = database_url
        self._twin = twin
        self._unhurried = slack.link.patience
        self._bots, self._days, self._random = bots, days, days.random
        self._open: dict[str, str] = {}
        self._whole = Whole(slack, self._client, self._random, *leavers)
        self._rooms = Rooms(slack, self._client, recorded)

    async def run(self, times: int, points: Sequence[str] = POINTS) -> Books:
        """Kill bots `times` times, one at each point in turn and at random, and another soon after it."""
        calendar = self._read(lambda read: read.calendar)
        turn = 0
        while self.books.kills < times:
            await self._one_life(points[turn % len(points)], calendar)
            turn += 1
        await self._recover()
        self._count()
        return self.books

    async def _one_life(self, point: str, calendar: Calendar) -> None:
        begins = self._days.begin()
        is_whole = self.books.kills // self._bots % WHOLE_EVERY == 0
        ends = self._days.end(calendar)
        bots = await self._start(point, begins, ends)
        await asyncio.gather(*(self._prepare(person) for person in PEOPLE if person not in self._open))
        await asyncio.gather(*(self._prepare_target(person) for person in SUBJECT_OF if person not in self._open))
        if REVIEWER not in self._open:
            await self._prepare_review(REVIEWER)
        await self._rooms.prepare(self._days.clock.today())
        if is_whole:
            await self._whole.prepare()
        self._days.go_to(ends)
        for life in bots:
            os.kill(life.pid, signal.SIGUSR1)
        self._slack.link.patience = PATIENCE if self._bots == 1 else PATIENCE_WITH_TWO
        others = [self._rooms.save(), *([self._whole.go()] if is_whole else [])]
        await asyncio.gather(*(self._submit(person) for person in list(self._open)), *others)
        self._slack.link.patience = self._unhurried
        for life in bots:
            await self._lives.end(life, after=0.15)
        self.books.kills += len(bots)
        self.books.days += ends > begins

    async def _recover(self) -> None:
        begins = self._days.begin()
        bots = await self._start("never", begins, begins)
        for _ in range(3):
            await asyncio.gather(
                *(self._submit(person) for person in list(self._open)), self._whole.leave(), self._rooms.save()
            )
        for _ in range(int(LONGEST / 0.1)):
            if not self._read(_unsettled):
                break
            await asyncio.sleep(0.1)
        for life in bots:
            await self._lives.end(life, after=0.0)

    async def _start(self, point: str, begins: datetime, ends: datetime) -> list[Life]:
        """Start as many bots as there are at a time, of which the first dies at this point."""
        order = {
            "database_url": self._url,
            "api_url": self._slack.api_url,
            "bot_token": self._slack.bot_token,
            "app_token": self._slack.app_token,
            "grace": GRACE if self._bots == 1 else GRACE_OF_TWO,
            "twin": self._twin,
            "begins": begins.isoformat(),
            "ends": ends.isoformat(),
        }
        most = OFTEN if ends > begins else SELDOM
        dies = {"point": point, "nth": 1 + self._random.randrange(most)}
        lives_on = {"point": "never", "nth": 1}
        return [await self._lives.start(order | each) for each in (dies, *[lives_on] * (self._bots - 1))]

    async def _prepare(self, person: str) -> None:
        if not await self._opens(person, "/refer"):
            return
        name, born_on = self._somebody()
        await self._client.fill(by=person, **referral(name, born_on))
        self.books.typed.add(name)
        self._open[person] = name

    async def _opens(self, person: str, command: str) -> bool:
        """Give a command, and return whether it opened a form: not where the bot died, or was too busy to."""
        outcome = await self._slack.command(_slack_id(person), CHANNEL, command)
        modals = self._slack.modals(_slack_id(person))
        return outcome.ok and bool(modals) and modals[-1]["callback_id"] in FORMS

    async def _prepare_target(self, person: str) -> None:
        """Each has a programme unlike any other, by which it is found again."""
        if not await self._opens(person, f"/target {AIMED_AT}"):
            return
        await self._client.fill(by=person, subject=SUBJECT_OF[person])
        await self._slack.submit(_slack_id(person), self._slack.modals(_slack_id(person))[-1]["id"])
        programme, _ = self._somebody()
        await self._client.fill(by=person, target_grade_or_level="9", programme=programme)
        self.books.typed.add(programme)
        self._open[person] = programme

    async def _prepare_review(self, person: str) -> None:
        """Fill in a review in which the parents say something that was never said before."""
        if not await self._opens(person, f"/review {AIMED_AT} family"):
            return
        said, _ = self._somebody()
        await self._client.fill(by=person, what_the_parents=said, held_on=self._days.clock.today())
        self.books.typed.add(said)
        self._open[person] = said

    async def _submit(self, person: str) -> None:
        view = self._slack.modals(_slack_id(person))[-1]
        outcome = await self._slack.submit(_slack_id(person), view["id"])
        still_asked = any(modal["callback_id"] in FORMS for modal in self._slack.modals(_slack_id(person)))
        if outcome.ok and not outcome.errors and not still_asked:
            self.books.told_saved.add(self._open.pop(person))
            self.books.targets += person in SUBJECT_OF
            self.books.reviews += person == REVIEWER

    def _somebody(self) -> tuple[str, str]:
        # So unlike everybody before that nobody asks whether they have been here.
        letters = "".join(self._random.choices("abcdefghijklmnopqrstuvwxyz", k=16))
        day = date(2009, 1, 1) + timedelta(days=self._random.randrange(3000))
        return f"{letters[:8].capitalize()} {letters[8:].capitalize()}", day.isoformat()

    def _read(self, fn: Callable[[Read], R]) -> R:
        database = Database(self._url)
        try:
            with database.reading() as session:
                return fn(Read(session, SYSTEM, self._days.clock.now(), LONDON))
        finally:
            database.close()

    def _count(self) -> None:
        stored, halves, (lost, twice) = self._read(self._stored)
        self.books.lost = lost + sum(halves) + sum(1 for name in self.books.told_saved if stored[name] == 0)
        self.books.stored_twice = twice + sum(1 for name in self.books.typed if stored[name] > 1)
        self.books.rooms = len(self._rooms.told)
        self.books.posted_twice = count_twice(self._slack)
        self.books.unposted = self._read(lambda read: count_unposted(read.session))
        self.books.skipped = self._read(lambda read: count_skipped(read.session, read.school, self._days.on))

    def _stored(self, read: Read) -> tuple[Counter[str | None], tuple[int, int], tuple[int, int]]:
        stored = Counter[str | None](f"{forenames} {surname}" for forenames, surname in read.session.execute(_names()))
        stored += Counter(read.session.scalars(select(Target.programme)))
        stored += Counter(read.session.scalars(select(Review.parent_view)))
        return stored, count(read.session, self._whole), count_kept(read.session, self._rooms)


def _unsettled(read: Read) -> int:
    on_their_way = Message.state.in_((MessageState.PENDING, MessageState.SENDING))
    waits = select(PARENT.id).where(PARENT.id == Message.thread_of_id, PARENT.ts.is_(None)).exists()
    return read.session.scalar(select(func.count(Message.id)).where(on_their_way, ~waits)) or 0


def _names() -> Any:
    return select(Pupil.forenames, Pupil.surname)


def _slack_id(person: str) -> str:
    return f"U{person.upper()}"


def referral(name: str, born_on: str) -> dict[str, Any]:
    """Page one of /refer, as typed."""
    return {
        "full_name": name,
        "date_of_birth": born_on,
        "home_school": "Northbrook Academy",
        "registration": "On roll here only",
        "reason": "Out of school",
        "first_contact": "none known",
    }


@asynccontextmanager
async def a_campaign(
    forker: Forker, engine: str, databases: Databases, twin: str = "honest", seed: int = 0, bots: int = 1
) -> AsyncIterator[Campaign]:
    """Yield a campaign with the school's Slack, a database with its staff in, and lives of that process."""
    stays = STAYS if twin == "honest" else 1.0  # a twin shows itself in what people do
    days = Days(random.Random(seed), stays)  # noqa: S311 - repeatable, not secret
    copies = (databases.copy(engine, databases.files) for _ in range(2))
    with next(copies) as url, next(copies) as other:
        forker.rehearse(engine, other)
        async with lives(forker) as alive, _begun(url, alive, days, twin, bots) as campaign:
            yield campaign


async def rehearsed(database_url: str, lives: Ordered) -> None:
    """Go through one day of a campaign on this database, and another start, with lives that nobody kills."""
    async with _begun(database_url, lives, Days(random.Random(0), stays=0.0), "honest", 1) as campaign:  # noqa: S311 - as above
        await campaign.run(1, ["never"])


@asynccontextmanager
async def _begun(database_url: str, lives: Ordered, days: Days, twin: str, bots: int) -> AsyncIterator[Campaign]:
    slack = Workspace(
        manifest=MANIFEST, people=people(), rooms=rooms(), now=days.clock.now, paced=False, patience=LONGEST
    )
    await slack.start()
    slack.rooms[CHANNEL].members.append(slack.bot_user_id)
    try:
        leavers, recorded = open_in(database_url, days.clock.now())
        yield Campaign(slack, lives, database_url, twin, bots=bots, days=days, leavers=leavers, recorded=recorded)
    finally:
        await slack.stop()


def teach_somebody(change: Change) -> None:
    """Add a pupil with a result in each subject, from which targets can be set."""
    given = NewReferral(AIMED_AT, date(2012, 5, 14), "Northbrook Academy", Registration.SINGLE, "Out of school")
    placement = refer(change, given)
    for subject in SUBJECT_OF.values():
        add_result(change, Topic(placement, subject), ResultInput(Source.BASELINE, "gcse", "3", change.today))


def open_in(database_url: str, now: datetime) -> tuple[tuple[list[str], date], dict[str, str]]:
    """Put the school into the database, and return the pupils who can leave, on which day, and whom to record of."""
    database = Database(database_url)
    with database.writing(5) as session:
        if not database.is_sqlite:  # a busy machine is slow, and no bot that hangs
            session.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        change = Change(session, SYSTEM, now, LONDON)
        open_school(change)
        teach_somebody(change)
        leavers, recorded = open_whole(change), open_rooms(change)
        session.commit()
    database.close()
    return leavers, recorded

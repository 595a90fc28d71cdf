"""A campaign: people refer, set targets and review while the bot is killed; afterwards the books are compared."""

import asyncio
import os
import random
import signal
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select, text

from bot.runtime.database import Database
from bot.workspace import Client, Workspace
from models.actor import SYSTEM
from models.change import Change
from models.progress.results import ResultInput, add_result
from models.referrals.refer import NewReferral, refer
from models.tables.message import Message, MessageState
from models.tables.placement import Registration
from models.tables.pupil import Pupil
from models.tables.result import Source
from models.tables.review import Review
from models.tables.target import Target
from models.topic import Topic
from tests.crash.orders import LONGEST, Life, Lives, lives
from tests.crash.whole import Whole, count, open_whole
from tests.school import CHANNEL, LONDON, MANIFEST, open_school, people, rooms

PEOPLE = ("ann", "ben", "omar")
AIMED_AT = "Kai Ashworth"
SUBJECT_OF = {"priya": "Science", "hugo": "Maths"}  # of those who may set any pupil's target
REVIEWER = "helen"
FORMS = ("refer", "target.whom", "target.set", "review.one", "review.family_one")
POINTS = ("before commit", "after commit", "claimed", "posted", "settled", "at random")
GRACE = 0.3
PATIENCE = 1.0  # seconds in which a bot that was killed might have answered
WHOLE_EVERY = 7  # lives: in one of so many a file is imported and a pupil leaves, at each of the POINTS in turn


@dataclass
class Books:
    """What people were told, and how it stands. What is half there, of a file or of a leaving, is lost, too."""

    kills: int = 0
    targets: int = 0
    reviews: int = 0
    told_saved: set[str] = field(default_factory=set)
    typed: set[str] = field(default_factory=set)
    lost: int = 0
    stored_twice: int = 0
    posted_twice: int = 0
    unposted: int = 0


class Campaign:
    """`await run(n)` kills the bot n times over, then starts it once more unharmed and counts."""

    def __init__(
        self,
        slack: Workspace,
        lives: Lives,
        database_url: str,
        twin: str = "honest",
        seed: int = 0,
        leavers: tuple[list[str], date] = ([], date.max),
    ) -> None:
        self.books = Books()
        self._slack = slack
        self._client = Client(slack, settled_after=0.0)
        self._lives = lives
        self._url = database_url
        self._twin = twin
        self._unhurried = slack.link.patience
        self._random = random.Random(seed)  # noqa: S311 - repeatable, not secret
        self._open: dict[str, str] = {}
        self._whole = Whole(slack, self._client, self._random, *leavers)

    async def run(self, times: int, points: Sequence[str] = POINTS) -> Books:
        """Kill the bot `times` times, at each point in turn and at random."""
        for turn in range(times):
            await self._one_life(points[turn % len(points)], 1 + self._random.randrange(3))
        await self._recover()
        self._count()
        return self.books

    async def _one_life(self, point: str, nth: int) -> None:
        life = await self._start(point, nth)
        await asyncio.gather(*(self._prepare(person) for person in PEOPLE if person not in self._open))
        await asyncio.gather(*(self._prepare_target(person) for person in SUBJECT_OF if person not in self._open))
        if REVIEWER not in self._open:
            await self._prepare_review(REVIEWER)
        is_whole = self.books.kills % WHOLE_EVERY == 0
        if is_whole:
            await self._whole.prepare()
        os.kill(life.pid, signal.SIGUSR1)
        self._slack.link.patience = PATIENCE
        others = [self._whole.go()] if is_whole else []
        await asyncio.gather(*(self._submit(person) for person in list(self._open)), *others)
        self._slack.link.patience = self._unhurried
        await self._lives.end(life, after=0.15)
        self.books.kills += 1

    async def _recover(self) -> None:
        life = await self._start("never", 1)
        for _ in range(3):
            await asyncio.gather(*(self._submit(person) for person in list(self._open)), self._whole.leave())
        for _ in range(200):
            if not self._unsettled():
                break
            await asyncio.sleep(0.1)
        await self._lives.end(life, after=0.0)

    async def _start(self, point: str, nth: int) -> Life:
        order = {
            "database_url": self._url,
            "api_url": self._slack.api_url,
            "bot_token": self._slack.bot_token,
            "app_token": self._slack.app_token,
            "grace": GRACE,
            "twin": self._twin,
            "point": point,
            "nth": nth,
        }
        return await self._lives.start(order)

    async def _prepare(self, person: str) -> None:
        if not (await self._slack.command(_slack_id(person), CHANNEL, "/refer")).ok:
            return
        name, born_on = self._somebody()
        await self._client.fill(by=person, **referral(name, born_on))
        self.books.typed.add(name)
        self._open[person] = name

    async def _prepare_target(self, person: str) -> None:
        """Each has a programme unlike any other, by which it is found again."""
        if not (await self._slack.command(_slack_id(person), CHANNEL, f"/target {AIMED_AT}")).ok:
            return
        await self._client.fill(by=person, subject=SUBJECT_OF[person])
        await self._slack.submit(_slack_id(person), self._slack.modals(_slack_id(person))[-1]["id"])
        programme, _ = self._somebody()
        await self._client.fill(by=person, target_grade_or_level="9", programme=programme)
        self.books.typed.add(programme)
        self._open[person] = programme

    async def _prepare_review(self, person: str) -> None:
        """Fill in a review in which the parents say something that was never said before."""
        if not (await self._slack.command(_slack_id(person), CHANNEL, f"/review {AIMED_AT} family")).ok:
            return
        said, _ = self._somebody()
        await self._client.fill(by=person, what_the_parents=said, held_on=datetime.now(LONDON).date())
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

    def _unsettled(self) -> int:
        database = Database(self._url)
        with database.reading() as session:
            waiting = select(func.count(Message.id)).where(
                Message.state.in_((MessageState.PENDING, MessageState.SENDING))
            )
            count = session.scalar(waiting) or 0
        database.close()
        return count

    def _count(self) -> None:
        database = Database(self._url)
        with database.reading() as session:
            stored = Counter(f"{forenames} {surname}" for forenames, surname in session.execute(_names()))
            stored += Counter(session.scalars(select(Target.programme)))
            stored += Counter(session.scalars(select(Review.parent_view)))
            lost, half = count(session, self._whole)
            self.books.unposted = len(session.scalars(select(Message.id).where(Message.ts.is_(None))).all())
        database.close()
        self.books.lost = lost + half + sum(1 for name in self.books.told_saved if stored[name] == 0)
        self.books.stored_twice = sum(1 for name in self.books.typed if stored[name] > 1)
        posts = (post for room in self._slack.store.posts.values() for post in room.values())
        keys = Counter(post.metadata["event_payload"]["key"] for post in posts if post.metadata)
        self.books.posted_twice = sum(1 for count in keys.values() if count > 1)


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
async def a_campaign(database_url: str, twin: str = "honest", seed: int = 0) -> AsyncIterator[Campaign]:
    """Yield a campaign with the school's Slack, a database with its staff in, and the process that makes lives."""
    slack = Workspace(manifest=MANIFEST, people=people(), rooms=rooms(), paced=False, patience=LONGEST)
    await slack.start()
    slack.rooms[CHANNEL].members.append(slack.bot_user_id)
    try:
        leavers = open_in(database_url)
        async with lives() as alive:
            yield Campaign(slack, alive, database_url, twin, seed, leavers)
    finally:
        await slack.stop()


def teach_somebody(change: Change) -> None:
    """Add a pupil with a result in each subject, from which targets can be set."""
    given = NewReferral(AIMED_AT, date(2012, 5, 14), "Northbrook Academy", Registration.SINGLE, "Out of school")
    placement = refer(change, given)
    for subject in SUBJECT_OF.values():
        add_result(change, Topic(placement, subject), ResultInput(Source.BASELINE, "gcse", "3", change.today))


def open_in(database_url: str) -> tuple[list[str], date]:
    """Put the school into the database, and return the pupils who can leave, and on which day."""
    database = Database(database_url)
    with database.writing(5) as session:
        if not database.is_sqlite:  # a busy machine is slow, and no bot that hangs
            session.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        change = Change(session, SYSTEM, datetime.now(UTC), LONDON)
        open_school(change)
        teach_somebody(change)
        leavers = open_whole(change)
        session.commit()
    database.close()
    return leavers

"""An invented school for tests: its staff in a local Slack, the real bot joined to it, and builders."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from bot.app import EVERYTHING, Bot, running
from bot.runtime.clock import Clock
from bot.workspace import Client, Person, Room, Workspace
from models.actor import SYSTEM, Actor
from models.change import Change
from models.permission import Role
from models.referrals.refer import NewReferral, refer
from models.school.settings import write_settings
from models.tables.placement import Registration
from models.tables.staff import Staff, by_slack_id
from tests.lent import lend

LONDON = ZoneInfo("Europe/London")
MANIFEST = yaml.safe_load((Path(__file__).parent.parent / "manifest.yml").read_text())
# The first Monday with pupils in half-term 1 of 2026-27.
MONDAY = datetime(2026, 9, 7, 8, 30, tzinfo=LONDON)
CHANNEL = "GALLOC"
PATIENT = 20.0  # seconds for an answer, so that a busy machine fails no test; those about lateness set Slack's own

# handle: (Slack id, name, role, SENCo, DSL, subjects); None for who is not on the staff
STAFF: dict[str, tuple[str, str, Role | None, bool, bool, list[str]]] = {
    "helen": ("UHELEN", "Helen Marsh", Role.HEAD, False, False, []),
    "hugo": ("UHUGO", "Hugo Bright", Role.HEAD, False, False, []),
    "omar": ("UOMAR", "Omar Desai", Role.ADMINISTRATOR, False, False, []),
    "ann": ("UANN", "Ann Lister", Role.TEACHER, False, False, ["Maths"]),
    "ben": ("UBEN", "Ben Okafor", Role.TEACHER, False, False, ["English"]),
    "priya": ("UPRIYA", "Priya Nair", Role.TEACHER, True, False, ["Science"]),
    "dan": ("UDAN", "Dan Frost", Role.TEACHER, False, True, ["Art"]),
    "sue": ("USUE", "Sue Pell", Role.SUPPORT, False, False, []),
    "nobody": ("UNOBODY", "Noel Body", None, False, False, []),
    "gus": ("UGUS", "Gus Guest", None, False, False, []),
}

# What Slack is asked every night of a year would be most of what tests do.
BY_DAY = tuple(replace(each, jobs=tuple(job for job in each.jobs if job.then is None)) for each in EVERYTHING)

# Term dates of product.md, 2026-27.
HALF_TERMS = [
    ["2026-09-01", "2026-10-23"],
    ["2026-11-02", "2026-12-18"],
    ["2027-01-04", "2027-02-12"],
    ["2027-02-22", "2027-03-25"],
    ["2027-04-12", "2027-05-28"],
    ["2027-06-07", "2027-07-21"],
]
INSET = ["2026-09-01", "2026-10-23", "2026-12-04", "2027-05-28", "2027-06-07"]


@dataclass
class Service:
    """A school's Slack (`workspace`, in a person's verbs; `.slack` behind it) and the bot that serves it."""

    slack: Workspace
    workspace: Client
    bot: Bot
    clock: Clock

    async def change(self, fn: Any, *args: Any, by: str | None = None) -> Any:
        """Make a change at the desk, by a member of staff (their handle) or the system."""
        return await self.bot.desk.change(fn, *args, by=await self.actor(by))

    async def read(self, fn: Any, *args: Any, by: str | None = None) -> Any:
        """Read at the desk, by a member of staff (their handle) or the system."""
        return await self.bot.desk.read(fn, *args, by=await self.actor(by))

    async def actor(self, handle: str | None) -> Actor:
        """Return the member of staff with this handle, or the system without one."""
        if handle is None:
            return SYSTEM
        slack_id = STAFF[handle][0]
        staff_id = await self.bot.desk.look_up(lambda read: getattr(by_slack_id(read.session, slack_id), "id", None))
        return Actor(staff_id, slack_id)

    async def go_to(self, year: int, month: int, day: int, *time: int) -> None:
        """Move the clock to a local time, `go_to(2026, 9, 14, 8)`, through the ticks since the evening before.

        Messages arrive. Earlier days on the way, of which each costs a tenth of a second, are skipped.
        """
        evening = datetime(year, month, day, 20, tzinfo=LONDON) - timedelta(days=1)
        if self.clock.now() < evening - timedelta(days=2):
            self.clock.move_to(evening)
        await self.live_to(year, month, day, *time)

    async def live_to(self, *when: int) -> None:
        """Move the clock as `go_to` does, through every tick on the way."""
        year, month, day, *time = when
        await self.bot.ticker.move(datetime(year, month, day, *time, tzinfo=LONDON))
        self.bot.delivery.wake()
        await self.workspace.quiet()

    def skip_to(self, *when: int) -> None:
        """Move the clock alone, `skip_to(2026, 10, 19, 18)`: of what the ticks on the way would have said, nothing."""
        year, month, day, *time = when
        self.clock.move_to(datetime(year, month, day, *time, tzinfo=LONDON))


def people() -> list[Person]:
    """Everybody in the invented Slack; Gus is a guest."""
    return [
        Person(id=slack_id, name=handle, real_name=name, is_restricted=handle == "gus")
        for handle, (slack_id, name, *_) in STAFF.items()
    ]


def rooms() -> list[Room]:
    """Return the private channel of the staff, and a public one."""
    staff = [slack_id for slack_id, _, role, *_ in STAFF.values() if role is not None]
    return [
        Room(id=CHANNEL, name="allocations", is_private=True, members=staff),
        Room(id="CGENERAL", name="general", is_private=False, members=[entry[0] for entry in STAFF.values()]),
    ]


def open_school(change: Change, term_dates: bool = True) -> None:
    """Everybody on the staff, Helen first, so that what nobody owns is hers; the channel chosen, the term dates in."""
    for place, (slack_id, name, role, senco, dsl, subjects) in enumerate(STAFF.values()):
        if role is not None:
            change.add(
                Staff(
                    slack_id=slack_id,
                    name=name,
                    role=role,
                    senco=senco,
                    dsl=dsl,
                    subjects=subjects,
                    added_at=change.now + timedelta(seconds=place),
                )
            )
    dates = {"half_terms": HALF_TERMS, "inset_days": INSET} if term_dates else {}
    write_settings(change.session, {"channel": CHANNEL} | dates)


@asynccontextmanager
async def a_service(
    database_url: str,
    *,
    at: datetime = MONDAY,
    term_dates: bool = True,
    opened: bool = True,
    paced: bool = False,
    nights: bool = False,
    **more: Any,
) -> AsyncIterator[Service]:
    """Yield a local Slack and the bot joined to it, with the school open if `opened`. `nights`: see BY_DAY."""
    clock = Clock(LONDON, starts=at.astimezone(UTC))
    slack = Workspace(manifest=MANIFEST, people=people(), rooms=rooms(), now=clock.now, paced=paced, patience=PATIENT)
    await slack.start()
    slack.rooms[CHANNEL].members.append(slack.bot_user_id)
    try:
        with lend(database_url) as database:
            async with running(
                database,
                api_url=slack.api_url,
                bot_token=slack.bot_token,
                app_token=slack.app_token,
                clock=clock,
                ticking=False,
                pace=0.0,
                capabilities=EVERYTHING if nights else BY_DAY,
                **more,
            ) as bot:
                if opened:
                    await bot.desk.change(open_school, term_dates)
                client = Client(slack, also_busy=lambda: bot.is_busy, settled_after=0.0)
                yield Service(slack, client, bot, clock)
    finally:
        await slack.stop()


async def a_pupil(service: Service, name: str = "Kai Ashworth", *, by: str = "helen", **given: Any) -> str:
    """Refer a pupil as the form would; the placement's id. `given` are fields of ReferralGiven."""
    facts = {
        "full_name": name,
        "born_on": date(2012, 5, 14),
        "home_school": "Northbrook Academy",
        "registration": Registration.SINGLE,
        "reason": "Permanently excluded after a fight",
    }
    return str(await service.change(refer, NewReferral(**(facts | given)), by=by))

"""What a capability is: the commands, forms, buttons, messages and jobs by which staff can do one thing."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from slack_sdk.web.async_client import AsyncWebClient

from bot.forms import Form
from bot.runtime.desk import Desk
from bot.slack.words import Words
from models.change import Change, Look
from models.outbox.queue import Post
from models.school.settings import School
from models.tables.message import Message

Listener = Callable[..., Awaitable[None]]


# Renders today's truth; None where there is nothing left to say.
Builder = Callable[[Look, Words, Message], Post | None]


@dataclass(frozen=True)
class Command:
    """A slash command, as the manifest and the help show it.

    What every answer to it needs can be read `ahead`, by the person who types and in the same hop that finds out who
    it is: a hop costs a command more than what it reads. The listener is given it by that name.
    """

    name: str
    listener: Listener
    does: str
    usage: str = ""
    ahead: Callable[[Look], Any] | None = None


@dataclass(frozen=True)
class Job:
    """Something that falls due once a day at most: `at` gives its local time that day, None for not today.

    After the local time `until` it is skipped, and `missed` says so to whoever should know. What takes the network
    is for `then`, once `run` is committed: it may be lost to a crash, so it is for what the next day does as well.
    """

    name: str
    at: Callable[[School, date], time | None]
    until: Callable[[School], time]
    run: Callable[[Change], None]
    missed: Callable[[Change, date], None] | None = None
    then: Callable[[Desk, AsyncWebClient], Awaitable[None]] | None = None


@dataclass(frozen=True)
class Capability:
    """One thing that staff can do, and every door into it."""

    name: str
    commands: tuple[Command, ...] = ()
    shortcuts: Mapping[str, Listener] = field(default_factory=dict)
    actions: Mapping[str, Listener] = field(default_factory=dict)
    forms: Mapping[type[Form], Listener] = field(default_factory=dict)
    options: Mapping[str, Listener] = field(default_factory=dict)
    events: Mapping[str, Listener] = field(default_factory=dict)
    messages: Mapping[str, Builder] = field(default_factory=dict)
    jobs: tuple[Job, ...] = ()


def instant_of(clock_time: time, day: date, zone: ZoneInfo) -> datetime:
    """A local time of a day as an instant; of a time that the clocks skip or repeat, the first that is real."""
    return datetime.combine(day, clock_time, tzinfo=zone)

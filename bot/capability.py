"""What a capability is: the commands, forms, buttons, messages and jobs by which staff can do one thing."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.forms import Form
from bot.runtime.scheduler import Job
from bot.slack.words import Words
from models.change import Look
from models.outbox.queue import Post
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

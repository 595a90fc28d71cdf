"""A capability: the commands, forms, buttons, messages and jobs by which staff can do one thing."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.forms import Form
from bot.forms.opening import Refill
from bot.requests.answer import Answer
from bot.requests.duty_buttons import DutyButton, DutyButtons
from bot.requests.help_index import HelpEntry, HelpIndex
from bot.requests.limits import Counted
from bot.requests.request import Request
from bot.runtime.scheduler import Job
from bot.slack.words import Words
from models.change import Read
from models.outbox.queue import Post
from models.tables.duty import DutyKind
from models.tables.message import Message

Listener = Callable[[Request], Awaitable[Answer | None]]


@dataclass(frozen=True)
class Screen:
    """What a message is made from: the record as it is today, the words, and a button for each kind of duty."""

    read: Read
    words: Words
    duty_button: DutyButtons


# A builder returns None if there is nothing left to say.
Builder = Callable[[Screen, Message], Post | None]


@dataclass(frozen=True)
class Command:
    """A slash command; `does` and `usage` are shown in the help."""

    name: str
    listener: Listener
    does: str
    usage: str = ""


@dataclass(frozen=True)
class Capability:
    """One thing that staff can do, with every command, button, form, event and job that leads to it.

    A form of several pages that opens with what the record says is in `refills`: the record is not kept, but read again
    whenever a page is turned or saved. `counted` are actions and forms with a limit for each person.
    """

    name: str
    commands: tuple[Command, ...] = ()
    shortcuts: Mapping[str, Listener] = field(default_factory=dict)
    actions: Mapping[str, Listener] = field(default_factory=dict)
    forms: Mapping[type[Form], Listener] = field(default_factory=dict)
    refills: Mapping[type[Form], Refill] = field(default_factory=dict)
    options: Mapping[str, Listener] = field(default_factory=dict)
    events: Mapping[str, Listener] = field(default_factory=dict)
    counted: Mapping[str, Counted] = field(default_factory=dict)
    messages: Mapping[str, Builder] = field(default_factory=dict)
    duties: Mapping[DutyKind, DutyButton] = field(default_factory=dict)
    jobs: tuple[Job, ...] = ()


def help_index(capabilities: Sequence[Capability]) -> HelpIndex:
    """Return the commands and shortcuts that the help shows."""
    commands = [command for capability in capabilities for command in capability.commands]
    shortcuts = frozenset(name for capability in capabilities for name in capability.shortcuts)
    return HelpIndex(tuple(HelpEntry(command.name, command.does, command.usage) for command in commands), shortcuts)

"""The part of a request that reads and changes the record, for whoever made the request."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar, TypeVarTuple

from slack_sdk.web.async_client import AsyncWebClient

from bot.forms import Form, FormRegistry
from bot.forms.opening import Refill
from bot.requests.answer import Answer
from bot.requests.help_index import HelpIndex
from bot.requests.payload import Payload
from bot.runtime.desk import Desk
from bot.runtime.staging import Rows
from bot.slack.words import Words
from models.actor import Actor
from models.change import Change, Read
from models.requests.dsl import DslAnswer, record_answer

Args = TypeVarTuple("Args")
R = TypeVar("R")


@dataclass(frozen=True)
class Services:
    """The parts of the bot that every request works with. `answer` passes a request to its listener."""

    desk: Desk
    client: AsyncWebClient
    forms: FormRegistry
    help_index: HelpIndex
    refills: Mapping[type[Form], Refill] = field(default_factory=dict)
    answer: Callable[[Any], Awaitable[Answer | None]] | None = None


class Transactions(Payload):
    """A request with its author and its verbs to read and to change."""

    def __init__(
        self,
        services: Services,
        body: Mapping[str, Any],
        actor: Actor,
        deadline: float | None,
        *,
        has_drafts: bool = True,
        key: str = "",
    ) -> None:
        """Take what Slack sent, and who sent it.

        `deadline` is a moment of `monotonic()`; None if nobody waits. Without `has_drafts` no draft is searched for.
        A new form opens under the `key`, if there is one.
        """
        super().__init__(body)
        self.actor = actor
        self.client = services.client
        self.words: Words = services.desk.words
        self.help_index = services.help_index
        self.deadline = deadline
        self.is_saving = False
        self.has_saved = False
        self.dsl_answer: DslAnswer | None = None
        self._services = services
        self._desk = services.desk
        self._has_drafts = has_drafts
        self._key = key

    @property
    def today(self) -> date:
        """The school's date."""
        return self._desk.clock.today()

    @property
    def is_answered(self) -> bool:
        """Whether the answer was sent, or is too late already."""
        return self.deadline is None

    async def read(self, fn: Callable[[Read, *Args], R], *args: *Args) -> R:
        """Run `fn` for the actor in a transaction that cannot write; see `Desk.read`."""
        return await self._desk.read(fn, *args, by=self.actor, deadline=self.deadline)

    async def look_up(self, fn: Callable[[Read, *Args], R], *args: *Args) -> R:
        """Run `fn`, which reads a few indexed rows, for the actor; see `Desk.look_up`."""
        return await self._desk.look_up(fn, *args, by=self.actor, deadline=self.deadline)

    async def change(self, fn: Callable[[Change, *Args], R], *args: *Args) -> R:
        """Run `fn` for the actor and commit. Use this for what may happen twice, such as turning a page."""
        return await self._desk.change(fn, *args, by=self.actor, deadline=self.deadline)

    async def press(self, fn: Callable[[Change, *Args], R], *args: *Args, rows: Rows | None = None) -> R:
        """Run `fn` for the actor and commit, once for this press or command, however often Slack sends it.

        For `rows`, see `Desk.change`.
        """
        action = self.action
        what = f"{action['action_id']}:{action['action_ts']}" if action else f"{self.body['command']}:{self.trigger_id}"
        return await self._keyed(f"{self.actor.staff_id}:{what}", fn, *args, rows=rows)

    async def save(self, form: Form, fn: Callable[[Change, *Args], R], *args: *Args) -> R:
        """Run `fn` for the actor and commit, once for this submission, however often Slack sends it.

        If a text sounded like child protection, the answer that let it pass is recorded with it.
        """
        if (answer := self.dsl_answer) is None:
            return await self._keyed(form.key, fn, *args)

        def save_and_record(change: Change, *args: *Args) -> R:
            saved = fn(change, *args)
            record_answer(change, answer, form.name)
            return saved

        return await self._keyed(form.key, save_and_record, *args)

    async def _keyed(self, key: str, fn: Callable[[Change, *Args], R], *args: *Args, rows: Rows | None = None) -> R:
        self.is_saving = True
        answer = await self._desk.change(fn, *args, by=self.actor, key=key, deadline=self.deadline, rows=rows)
        self.has_saved = True
        return answer

    def lift_deadline(self) -> None:
        """Let the request take any time from now on, as nobody waits for its answer."""
        self.deadline = None

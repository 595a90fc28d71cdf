"""The plain data of a workspace: people, rooms, places to click, and the outcome of a gesture."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Json = dict[str, Any]
Given = Any  # typed by a person or sent by the app, so checked where it is used


@dataclass(frozen=True)
class Person:
    """A user of the workspace: a person or a bot.

    `team_id` is their workspace where it is not this one, or "" where Slack leaves it out. `teams` are the workspaces
    of an Enterprise Grid that they are in: one that holds this workspace makes them its own, whatever `team_id` says.
    """

    id: str
    name: str
    real_name: str
    is_bot: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False
    deleted: bool = False
    team_id: str | None = None
    teams: tuple[str, ...] = ()
    about: str = ""


@dataclass
class Room:
    """A channel or a direct message.

    A direct message is with the app (`with_user` is the person), with the app and several people (`is_group`), or a
    person's own, for notes (`is_own`).
    """

    id: str
    name: str
    is_private: bool = True
    members: list[str] = field(default_factory=list)
    is_ext_shared: bool = False
    is_pending_ext_shared: bool = False
    is_org_shared: bool = False
    is_archived: bool = False
    with_user: str | None = None
    is_group: bool = False
    is_own: bool = False

    @property
    def is_direct(self) -> bool:
        return self.with_user is not None or self.is_group or self.is_own


@dataclass(frozen=True)
class Move:
    """A button next to the page's clock, such as "Tomorrow 08:00"."""

    label: str
    run: Callable[[], Awaitable[None]]


@dataclass(frozen=True)
class Hint:
    """A step of the page's guided path: what to try next, and as whom (a person's id)."""

    by: str
    words: str


@dataclass(frozen=True)
class Place:
    """The message, view or Home in which somebody clicks."""

    kind: Literal["message", "view", "home"]
    channel: str = ""
    ts: str = ""
    view_id: str = ""

    @classmethod
    def message(cls, channel: str, ts: str) -> "Place":
        return cls("message", channel=channel, ts=ts)

    @classmethod
    def view(cls, view_id: str) -> "Place":
        return cls("view", view_id=view_id)

    @classmethod
    def home(cls) -> "Place":
        return cls("home")


@dataclass
class Outcome:
    """What the person sees after a gesture: `error` is from Slack's client, `errors` are texts by block id."""

    ok: bool
    error: str | None = None
    errors: dict[str, str] = field(default_factory=dict)
    response: Json | None = None


@dataclass(frozen=True)
class Call:
    """One call of the Web API, with its arguments and its answer."""

    method: str
    args: Mapping[str, Any]
    answer: Mapping[str, Any]
    status: int = 200
    at: datetime | None = None


class SlackError(Exception):
    """A refusal by the Web API: `code` is Slack's `error`, `messages` go into `response_metadata`."""

    def __init__(self, code: str, messages: list[str] | None = None, **more: Any) -> None:
        super().__init__(code)
        self.code = code
        self.messages = messages or []
        self.more = more

    def answer(self) -> Json:
        answer: Json = {"ok": False, "error": self.code, **self.more}
        if self.messages:
            answer["response_metadata"] = {"messages": [f"[ERROR] {message}" for message in self.messages]}
        return answer

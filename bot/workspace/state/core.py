"""The workspace without people's gestures: people, rooms, memory, tokens and clock, and the watchers of screens."""

import random
import secrets
import string
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from bot.workspace.state.faults import Faults
from bot.workspace.state.rate_limits import Pace
from bot.workspace.state.socket_server import Link
from bot.workspace.state.store import Store
from bot.workspace.state.triggers import Triggers
from bot.workspace.types import Call, Given, Hint, Json, Move, Person, Room, SlackError

MOST_CALLS = 20_000
# The same after every start, as Slack's are: the app's database remembers whose it is.
LOCAL_TEAM = "T0LOCAL"
GRID = "E0LOCAL"
Listener = Callable[[str | None], None]


def utcnow() -> datetime:
    return datetime.now(UTC)


def random_id(prefix: str, length: int = 10) -> str:
    return prefix + "".join(secrets.choice(string.ascii_uppercase + string.digits) for _ in range(length))


class Core:
    """The state of a workspace and of the app that is installed there."""

    def __init__(
        self,
        *,
        manifest: Mapping[str, Any],
        people: Sequence[Person],
        rooms: Sequence[Room],
        now: Callable[[], datetime] = utcnow,
        moves: Sequence[Move] = (),
        guide: Sequence[Hint] = (),
        timezone: str = "Europe/London",
        paced: bool = True,
        patience: float = 3.0,
        bot_token: str = "",
        app_token: str = "",
        in_channels: Sequence[str] | None = None,
        team_id: str = "",
    ) -> None:
        """Build the workspace and install the app of the manifest.

        `patience` is the time for acks and triggers, in seconds; `paced` switches rate limits on. The bot is a member
        of `in_channels`, or of every room if that is None.
        """
        self.manifest, self.now, self.moves, self.timezone = manifest, now, tuple(moves), timezone
        self.guide = tuple(guide)
        self.team_id, self.app_id = team_id or LOCAL_TEAM, random_id("A")
        self.bot_user_id, self.bot_id = random_id("U"), random_id("B")
        self.bot_token = bot_token or f"xoxb-local-{secrets.token_hex(16)}"
        self.app_token = app_token or f"xapp-local-{secrets.token_hex(16)}"
        self.verification_token = secrets.token_hex(12)
        self.faults = Faults()
        self.link = Link(patience, self.faults, self.app_id)
        self.triggers = Triggers(patience)
        self.pace = Pace(paced, now)
        self.store = Store()
        self._install()
        self._settle(people, rooms, in_channels)
        self._begin()

    def _install(self) -> None:
        """Read the app's names and scopes from the manifest."""
        self.app_name = str(_within(self.manifest, "display_information", "name") or "App")
        self.bot_name = str(_within(self.manifest, "features", "bot_user", "display_name") or self.app_name)
        self.scopes: list[str] = list(_within(self.manifest, "oauth_config", "scopes", "bot") or [])
        self.revoked = False
        self.without_rules: set[str] = set()
        # Kinds of block that this workspace refuses, and those that it drops without a word, as some do.
        self.refused_blocks: set[str] = set()
        self.dropped_blocks: set[str] = set()

    def _settle(self, people: Sequence[Person], rooms: Sequence[Room], in_channels: Sequence[str] | None) -> None:
        bot = Person(self.bot_user_id, self.bot_name.lower(), self.bot_name, is_bot=True)
        self.people: dict[str, Person] = {person.id: person for person in (*people, bot)}
        self.rooms: dict[str, Room] = {room.id: room for room in rooms}
        for room in rooms:
            if self.bot_user_id not in room.members and (in_channels is None or room.id in in_channels):
                room.members.append(self.bot_user_id)

    def _begin(self) -> None:
        self.url = self.api_url = ""
        self.calls: list[Call] = []
        self.calls_in_flight = 0
        self.last_activity = time.monotonic()
        self._listeners: list[Listener] = []
        self._last_stamp = 0

    def stamp(self) -> str:
        """Return a message's ts, from the school's clock and never the same twice."""
        self._last_stamp = max(int(self.now().timestamp() * 1_000_000), self._last_stamp + 1)
        return f"{self._last_stamp // 1_000_000}.{self._last_stamp % 1_000_000:06d}"

    def new_hash(self) -> str:
        return f"{int(self.now().timestamp())}.{secrets.token_hex(4)}"

    def watch(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` with the id of a person whose screen changed, or None for all. Returns what stops this."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def changed(self, user: str | None = None) -> None:
        self.last_activity = time.monotonic()
        for listener in list(self._listeners):
            listener(user)

    def touch(self) -> None:
        """Note that something happened which changes no screen, so that the workspace does not count as quiet."""
        self.last_activity = time.monotonic()

    def note_call(self, call: Call) -> None:
        self.calls.append(call)
        del self.calls[:-MOST_CALLS]

    def person(self, user: str) -> Person:
        if user not in self.people:
            raise SlackError("user_not_found")
        return self.people[user]

    def direct_room(self, *users: str) -> Room:
        """Return the direct message between the app and these people, made when it is first needed."""
        members = sorted({*users, self.bot_user_id})
        for room in self.rooms.values():
            if (room.with_user or room.is_group) and sorted(room.members) == members:
                return room
        with_user = users[0] if len(users) == 1 else None
        name = self.people[users[0]].name if with_user else "mpdm-" + "--".join(self.people[u].name for u in users)
        room = Room(random_id("D" if with_user else "G"), name, members=members, with_user=with_user)
        room.is_group = with_user is None
        self.rooms[room.id] = room
        return room

    def own_room(self, user: str) -> Room:
        """Return the direct message that a person has with themselves, which the app does not see."""
        for room in self.rooms.values():
            if room.is_own and room.members == [user]:
                return room
        room = Room(random_id("D"), f"{self.people[user].name} (you)", members=[user], is_own=True)
        self.rooms[room.id] = room
        return room

    def can_type(self, room: Room) -> bool:
        """Return whether people can type in a room. The manifest can make the app's direct messages read-only."""
        return not (room.with_user and self.app_home("messages_tab_read_only_enabled"))

    def is_busy(self) -> bool:
        """Return whether an envelope is on its way or a call is being answered."""
        return bool(self.calls_in_flight or (self.link.unacked and self.link.connections))

    def acts_in(self, person: Person) -> str:
        """Return the workspace in which a person acts: this one for all of the same Grid, a stranger's own."""
        return self.team_id if self.team_id in person.teams else person.team_id or self.team_id

    def subscribes_to(self, event: str) -> bool:
        return event in (_within(self.manifest, "settings", "event_subscriptions", "bot_events") or [])

    def app_home(self, tab: str) -> bool:
        """Return a switch of the app's own page in the manifest, such as "home_tab_enabled"."""
        return bool(_within(self.manifest, "features", "app_home", tab))

    def response_url(self, key: str) -> str:
        return f"{self.url}response/{key}"


def random_block_id() -> str:
    return "".join(random.choices(string.ascii_letters + string.digits, k=5))  # noqa: S311 -- no secret


def _within(manifest: Mapping[str, Given], *path: str) -> Given:
    found: Any = manifest
    for key in path:
        found = found.get(key) if isinstance(found, Mapping) else None
    return found


def with_ids(blocks: list[Json]) -> list[Json]:
    """Return the blocks as Slack keeps them: every block has a block_id and every element an action_id."""
    return [_with_ids(block) for block in blocks]


def _with_ids(block: Json) -> Json:
    kept = {**block, "block_id": block.get("block_id") or random_block_id()}
    for key in ("element", "accessory"):
        if isinstance(kept.get(key), dict):
            kept[key] = _with_action_id(kept[key])
    if kept["type"] in ("actions", "context_actions"):
        kept["elements"] = [_with_action_id(element) for element in kept.get("elements", [])]
    return kept


def _with_action_id(element: Json) -> Json:
    if element.get("type") == "image":
        return element
    return {**element, "action_id": element.get("action_id") or random_block_id()}

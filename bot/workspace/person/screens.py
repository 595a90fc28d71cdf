"""What a person sees: rooms, messages, modals and Home, as copies, so that a screen cannot change the workspace."""

from copy import deepcopy
from typing import Any

from bot.workspace.state import payloads, values
from bot.workspace.state.core import Core
from bot.workspace.state.store import OpenView, Post
from bot.workspace.types import Json, Room


def conversations(core: Core, user: str) -> list[Json]:
    core.direct_room(user)
    core.own_room(user)
    mine = [room for room in core.rooms.values() if user in room.members]
    mine.sort(key=lambda room: (room.is_own, not room.with_user, room.name))
    return [_conversation(core, user, room) for room in mine]


def history(core: Core, user: str, room: str) -> list[Json]:
    if room not in core.rooms or user not in core.rooms[room].members:
        return []
    return [_message(core, user, post) for post in visible(core, user, room)]


def visible(core: Core, user: str, room: str) -> list[Post]:
    posts = core.store.posts[room].values()
    return sorted((post for post in posts if post.ephemeral_for in (None, user)), key=lambda post: float(post.ts))


def modals(core: Core, user: str) -> list[Json]:
    return [_view(core, view) for view in core.store.stacks[user]]


def home(core: Core, user: str) -> Json | None:
    view = core.store.homes.get(user)
    return _view(core, view) if view else None


def unread(core: Core, user: str, room: str) -> int:
    seen = float(core.store.read_up_to.get((user, room), "0"))
    return sum(post.body["user"] != user and float(post.ts) > seen for post in visible(core, user, room))


def mark_read(core: Core, user: str, room: str) -> None:
    posts = visible(core, user, room)
    if posts and core.store.read_up_to.get((user, room)) != posts[-1].ts:
        core.store.read_up_to[user, room] = posts[-1].ts
        core.changed(user)


def commands(core: Core) -> list[Json]:
    return [dict(command) for command in _features(core).get("slash_commands", [])]


def shortcuts(core: Core) -> list[Json]:
    return [dict(shortcut) for shortcut in _features(core).get("shortcuts", [])]


def label(core: Core, mention: str) -> str:
    if mention in core.people:
        return f"@{core.people[mention].name}"
    if mention in core.rooms:
        room = core.rooms[mention]
        return f"@{room.name}" if room.is_direct else f"#{room.name}"
    return mention


def _conversation(core: Core, user: str, room: Room) -> Json:
    with_app = room.with_user is not None
    return {
        "id": room.id,
        "name": core.bot_name if with_app else room.name,
        "kind": "direct" if room.is_direct else "channel",
        "with_user": core.bot_user_id if with_app else user if room.is_own else None,
        "is_private": room.is_private,
        "is_archived": room.is_archived,
        "is_ext_shared": room.is_ext_shared,
        "unread": unread(core, user, room.id),
        "can_type": core.can_type(room) and not room.is_archived,
    }


def _message(core: Core, user: str, post: Post) -> Json:
    typed = core.store.chosen[user, post.channel, post.ts]
    return deepcopy(post.body) | {"state": values.state_of(post.body.get("blocks", []), typed)}


def _view(core: Core, view: OpenView) -> Json:
    return deepcopy(payloads.view_body(core, view))


def _features(core: Core) -> dict[str, Any]:
    features = core.manifest.get("features")
    return features if isinstance(features, dict) else {}

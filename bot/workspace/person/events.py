"""The events that the app is told: people who change, join or leave, and channels that are archived or shared."""

from bot.workspace.state import payloads
from bot.workspace.state.core import Core
from bot.workspace.state.people import user_body
from bot.workspace.state.socket_server import NotAnsweredError
from bot.workspace.types import Json, Outcome, Person, Room

UNHEARD = "The app has not acknowledged this event; it will be sent again."


async def open_home(core: Core, user: str) -> Outcome:
    event: Json = {"type": "app_home_opened", "user": user, "tab": "home", "channel": core.direct_room(user).id}
    view = core.store.homes.get(user)
    if view:
        event["view"] = payloads.view_body(core, view)
    return await tell(core, event)


async def announce_user_change(core: Core, person: Person, heard: Person | None = None) -> Outcome:
    core.people[person.id] = person
    core.changed()
    return await tell(core, {"type": "user_change", "user": user_body(core, heard or person), "cache_ts": 0})


async def join(core: Core, user: str, room_id: str) -> Outcome:
    room = core.rooms[room_id]
    if user not in room.members:
        room.members.append(user)
    core.changed()
    return await tell(core, _membership(core, "member_joined_channel", user, room))


async def leave(core: Core, user: str, room_id: str) -> Outcome:
    room = core.rooms[room_id]
    if user in room.members:
        room.members.remove(user)
    core.changed()
    if user == core.bot_user_id:
        return await tell(core, {"type": "group_left" if room.is_private else "channel_left", "channel": room_id})
    return await tell(core, _membership(core, "member_left_channel", user, room))


async def tell(core: Core, event: Json) -> Outcome:
    """Send an event to the app, if its manifest subscribes to the event. Slack repeats one that is not acknowledged."""
    if not core.subscribes_to(event["type"]):
        return Outcome(True)
    payload = payloads.event(core, {"event_ts": core.stamp()} | event)
    if not core.link.connections:
        core.link.post("events_api", payload)
        return Outcome(False, UNHEARD)
    try:
        await core.link.send("events_api", payload)
    except NotAnsweredError:
        return Outcome(False, UNHEARD)
    return Outcome(True)


async def archive(core: Core, room_id: str) -> Outcome:
    room = core.rooms[room_id]
    room.is_archived = True
    core.changed()
    kind = "group_archive" if room.is_private else "channel_archive"
    return await tell(core, {"type": kind, "channel": room_id, "user": room.members[0]})


async def share(core: Core, room_id: str) -> Outcome:
    core.rooms[room_id].is_ext_shared = True
    core.changed()
    return await tell(core, {"type": "channel_shared", "connected_team_id": "T0OTHER", "channel": room_id})


async def uninstall(core: Core) -> Outcome:
    core.revoked = True
    await tell(core, {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [core.bot_user_id]}})
    outcome = await tell(core, {"type": "app_uninstalled"})
    core.link.drop("link_disabled")
    return outcome


def _membership(core: Core, kind: str, user: str, room: Room) -> Json:
    channel_type = "G" if room.is_private else "C"
    return {"type": kind, "user": user, "channel": room.id, "channel_type": channel_type, "team": core.team_id}

"""The rooms that the app may see, read and post to, with the errors that Slack gives for others."""

from bot.workspace.state.core import Core
from bot.workspace.types import Room, SlackError

FAMILIES = {"im": "im", "mpim": "mpim", "private": "groups", "public": "channels"}


def room_for(core: Core, room_id: str) -> Room:
    """Return a room that the app can see. Raises SlackError for a private room that the app is not in."""
    room = core.rooms.get(room_id)
    if room is None or (room.is_private and core.bot_user_id not in room.members):
        raise SlackError("channel_not_found")
    return room


def needs(core: Core, room: Room, right: str) -> None:
    """Raise SlackError if the app lacks the scope to use this kind of room; `right` is "read" or "history"."""
    kind = "im" if room.with_user else "mpim" if room.is_group else "private" if room.is_private else "public"
    scope = f"{FAMILIES[kind]}:{right}"
    if scope not in core.scopes:
        raise SlackError("missing_scope", needed=scope, provided=",".join(core.scopes))


def room_to_post_in(core: Core, given: str) -> Room:
    """Return the room for a channel's id or name, or a person's id, which means their direct message with the app."""
    if given in core.people:
        if core.people[given].deleted or core.people[given].is_bot:
            raise SlackError("channel_not_found")
        given = core.direct_room(given).id
    name = given.removeprefix("#")
    named = next((room.id for room in core.rooms.values() if room.name == name and not room.is_direct), given)
    room = room_for(core, named)
    if room.with_user and not core.app_home("messages_tab_enabled"):
        raise SlackError("messages_tab_disabled")
    if room.is_archived:
        raise SlackError("is_archived")
    if core.bot_user_id not in room.members and "chat:write.public" not in core.scopes:
        raise SlackError("not_in_channel")
    return room

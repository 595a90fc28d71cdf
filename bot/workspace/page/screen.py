"""Everything that one person sees at one moment, as plain data for the page."""

from bot.workspace.person.client_api import Hands
from bot.workspace.types import Json, Person

SHOWN_MESSAGES = 300


def screen(workspace: Hands, user: str, room: str, moving: str | None) -> Json:
    """Return what a person sees. `room` is an id, or "" for the app's Home; `moving` is the clock's move under way."""
    return {
        "me": user,
        "room": room,
        "app": _app(workspace),
        "people": [_person(person) for person in workspace.people.values()],
        "rooms": {one.id: one.name for one in workspace.rooms.values() if not one.with_user},
        "conversations": workspace.conversations(user),
        "messages": workspace.history(user, room)[-SHOWN_MESSAGES:] if room else [],
        "home": workspace.home(user),
        "modals": workspace.modals(user),
        "commands": list(workspace.commands()),
        "shortcuts": list(workspace.shortcuts()),
        "now": workspace.now().isoformat(),
        "timezone": workspace.timezone,
        "moves": [move.label for move in workspace.moves],
        "moving": moving,
        "guide": [{"by": hint.by, "words": hint.words} for hint in workspace.guide],
    }


def _app(workspace: Hands) -> Json:
    return {"name": workspace.app_name, "user": workspace.bot_user_id}


def _person(person: Person) -> Json:
    return {
        "id": person.id,
        "handle": person.name,
        "name": person.real_name,
        "about": person.about or _standing(person),
        "bot": person.is_bot,
        "gone": person.deleted,
    }


def _standing(person: Person) -> str:
    if person.deleted:
        return "Has left"
    if person.is_restricted or person.is_ultra_restricted:
        return "Guest"
    return "From another organisation" if person.is_stranger else ""

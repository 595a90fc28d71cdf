"""What Slack tells of a press, a choice or the letters typed: read in one way, whichever control it was."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from models.change import Actor
from models.errors import Absent

T = TypeVar("T")


def picked(action: Mapping[str, Any]) -> str:
    """The value of a button, or of what was chosen in a menu."""
    return str((action.get("selected_option") or action)["value"])


def letters(body: Mapping[str, Any]) -> str:
    """What was typed so far into a menu that looks things up."""
    return str(body.get("value") or "")


def carried(kind: Callable[[str], T], text: str) -> T:
    """What a button carries beside an id, read; Absent where it is none of ours."""
    try:
        return kind(text)
    except ValueError:
        raise Absent from None


def pressed(actor: Actor, action: Mapping[str, Any]) -> str:
    """The key under which one press of a button counts once, however often Slack tells of it."""
    return f"{actor.staff_id}:{action['action_id']}:{action['action_ts']}"

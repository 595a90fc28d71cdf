"""The button that does what is owed: which action of which capability answers each kind of duty."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from bot.blocks import Element, button
from models.change import Actor
from models.duty import DutyKind
from models.errors import Absent

T = TypeVar("T")

# The value of each is the id of the duty: whoever answers reads placement and rights from it anew.
ACTIONS: Mapping[DutyKind, tuple[str, str]] = {
    DutyKind.FAMILY: ("contact.log", "Log an attempt"),
    DutyKind.PROFESSIONALS: ("contact.log", "Log an attempt"),
    DutyKind.BOOK: ("meeting.book", "Book it"),
    DutyKind.HOLD: ("meeting.hold", "Record it"),
    DutyKind.ALLOCATE: ("allocate.open", "Allocate"),
    DutyKind.PROVIDE: ("allocate.first_day", "Set the first day"),
    DutyKind.BASELINE: ("assess.open", "Enter it"),
    DutyKind.TARGET: ("target.open", "Set it"),
    DutyKind.REVIEW: ("review.open", "Review"),
    DutyKind.FAMILY_REVIEW: ("review.open", "Review with the family"),
    DutyKind.TELL: ("review.tell", "Told the pupil"),
    DutyKind.ACTION: ("action.tick", "Tick off"),
}


def do_now(duty_id: str, kind: DutyKind, text: str | None = None) -> Element:
    """The button for one duty."""
    action_id, label = ACTIONS[kind]
    return button(text or label, action_id, value=duty_id)


def picked(action: Mapping[str, Any]) -> str:
    """The value of a button, or of what was chosen in a menu."""
    return str((action.get("selected_option") or action)["value"])


def carried(kind: Callable[[str], T], text: str) -> T:
    """What a button carries beside an id, read; Absent where it is none of ours."""
    try:
        return kind(text)
    except ValueError:
        raise Absent from None


def pressed(actor: Actor, action: Mapping[str, Any]) -> str:
    """The key under which one press of a button counts once, however often Slack tells of it."""
    return f"{actor.staff_id}:{action['action_id']}:{action['action_ts']}"

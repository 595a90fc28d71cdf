"""The button that does what is owed: which action of which capability answers each kind of duty."""

from collections.abc import Mapping

from bot.slack.blocks import Element, button
from models.tables.duty import DutyKind

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

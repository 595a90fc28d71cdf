"""The button that does what is owed, declared for each kind of duty by the capability that does it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.slack.blocks import Element, button
from models.tables.duty import DutyKind


@dataclass(frozen=True)
class DutyButton:
    """What is pressed to do a kind of duty. `label_alone` is for where no line beside it says what it is about."""

    action_id: str
    label: str
    label_alone: str = ""


class DutyButtons:
    """The buttons of all capabilities."""

    def __init__(self, declared: Iterable[Mapping[DutyKind, DutyButton]]) -> None:
        """Raises ValueError where two capabilities declare a button for one kind."""
        self._buttons: dict[DutyKind, DutyButton] = {}
        for buttons in declared:
            if twice := buttons.keys() & self._buttons.keys():
                raise ValueError(f"declared twice: {', '.join(twice)}")
            self._buttons.update(buttons)

    def __contains__(self, kind: DutyKind) -> bool:
        return kind in self._buttons

    def __call__(self, duty_id: str, kind: DutyKind, subject: str = "", *, alone: bool = False) -> Element:
        """Return the button for one duty; its value is the duty's id, from which whoever answers reads the rest.

        `alone`: no line beside it says what it is about; `subject` is then its text where it has no other.
        """
        found = self._buttons[kind]
        text = (found.label_alone or subject or found.label) if alone else found.label
        return button(text, found.action_id, value=duty_id)

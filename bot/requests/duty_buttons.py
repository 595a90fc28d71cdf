"""The buttons for duties, each declared by the capability that does that kind of duty."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.slack.blocks import Element, button
from models.tables.duty import DutyKind


@dataclass(frozen=True)
class DutyButton:
    """The button for one kind of duty. `label_alone` is its text where no line next to it says what it is about.

    `once_reached` are further action ids, with their labels, for when the day that was planned for it has come.
    """

    action_id: str
    label: str
    label_alone: str = ""
    once_reached: Mapping[str, str] = field(default_factory=dict)


class DutyButtons:
    """The duty buttons of all capabilities, by kind of duty."""

    def __init__(self, declared: Iterable[Mapping[DutyKind, DutyButton]]) -> None:
        """Collect the buttons. Raises ValueError if two capabilities declare one for the same kind."""
        self._buttons: dict[DutyKind, DutyButton] = {}
        for buttons in declared:
            if twice := buttons.keys() & self._buttons.keys():
                raise ValueError(f"declared twice: {', '.join(twice)}")
            self._buttons.update(buttons)

    def __contains__(self, kind: DutyKind) -> bool:
        return kind in self._buttons

    def __call__(self, duty_id: str, kind: DutyKind, subject: str = "", *, alone: bool = False) -> Element:
        """Return the button for one duty. Its value is the duty's id, from which its listener reads the rest.

        `alone` means that no line next to it says what it is about; `subject` is then its text without `label_alone`.
        """
        found = self._buttons[kind]
        text = (found.label_alone or subject or found.label) if alone else found.label
        return button(text, found.action_id, value=duty_id)

    def once_reached(self, duty_id: str, kind: DutyKind) -> list[Element]:
        """Return the further buttons for when the day that was planned for a duty has come."""
        return [
            button(label, action_id, value=duty_id) for action_id, label in self._buttons[kind].once_reached.items()
        ]

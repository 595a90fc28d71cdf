"""The menu of what has no room in a row of buttons: to choose an entry is to press the button that it stands for."""

from collections.abc import Sequence
from typing import Any

from bot.blocks import Element, option, overflow

MORE = "more"
MOST = 5


def menu(buttons: Sequence[Element]) -> Element:
    """One to five buttons, as a menu: the value of an entry says which button it is."""
    return overflow(MORE, [option(one["text"]["text"], f"{one['action_id']} {one['value']}") for one in buttons])


def unfold(body: dict[str, Any]) -> None:
    """Make a chosen entry the press of its button, before Bolt looks for who answers it; all else stays as it is.

    A forged entry is no more than a forged button: whoever answers reads the rights anew.
    """
    for place, action in enumerate(body.get("actions") or ()):
        if action.get("type") == "overflow" and action.get("action_id") == MORE:
            action_id, _, value = action["selected_option"]["value"].partition(" ")
            rest = {name: part for name, part in action.items() if name != "selected_option"}
            body["actions"][place] = rest | {"type": "button", "action_id": action_id, "value": value}

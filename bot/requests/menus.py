"""The menu of what has no room in a row of buttons: to choose an entry is to press the button that it stands for."""

from collections.abc import Sequence
from typing import Any

from bot.slack.blocks import Block, Element, Option, option, overflow, static_select
from models.tables.base import new_id

MORE = "more"
MOST, MOST_LISTED = 5, 100


def menu(buttons: Sequence[Element]) -> Element:
    """One to five buttons, as a menu: the value of an entry says which button it is."""
    return overflow(MORE, _entries(buttons))


def listed(buttons: Sequence[Element], placeholder: str) -> Element:
    """Any number of buttons, as a list to choose from; what comes after the hundredth is left out."""
    return static_select(MORE, _entries(buttons[:MOST_LISTED]), placeholder=placeholder)


def _entries(buttons: Sequence[Element]) -> list[Option]:
    return [option(one["text"]["text"], f"{one['action_id']} {one['value']}") for one in buttons]


def with_fresh_block_ids(blocks: Sequence[Block]) -> list[Block]:
    """The same with a new id for every block with a menu, at each sending.

    Under the old one Slack keeps showing what was chosen, and to choose it again tells nobody (docs.slack.dev, views).
    """
    return [block | {"block_id": new_id()} if _has_menu(block) else block for block in blocks]


def _has_menu(block: Block) -> bool:
    elements = [*block.get("elements", ()), block.get("accessory") or {}]
    return any(str(one.get("type")).endswith("_select") for one in elements)


def expand_menu_choice(body: dict[str, Any]) -> None:
    """Make a chosen entry the press of its button, before Bolt looks for who answers it; all else stays as it is.

    A forged entry is no more than a forged button: whoever answers reads the rights anew.
    """
    for place, action in enumerate(body.get("actions") or ()):
        if action.get("action_id") == MORE and action.get("selected_option"):
            action_id, _, value = action["selected_option"]["value"].partition(" ")
            rest = {name: part for name, part in action.items() if name != "selected_option"}
            body["actions"][place] = rest | {"type": "button", "action_id": action_id, "value": value}

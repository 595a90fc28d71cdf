"""Menus for buttons that have no room in a row: choosing an entry presses the button that it stands for."""

from collections.abc import Sequence
from typing import Any

from bot.slack.blocks import Block, Element, Option, option, overflow, static_select
from models.tables.base import new_id

MORE = "more"
MOST, MOST_LISTED = 5, 100


def menu(buttons: Sequence[Element]) -> Element:
    """Return one to five buttons as an overflow menu; the value of an entry says which button it stands for."""
    return overflow(MORE, _entries(buttons))


def listed(buttons: Sequence[Element], placeholder: str) -> Element:
    """Return any number of buttons as a list to choose from; those after the hundredth are left out."""
    return static_select(MORE, _entries(buttons[:MOST_LISTED]), placeholder=placeholder)


def _entries(buttons: Sequence[Element]) -> list[Option]:
    return [option(one["text"]["text"], f"{one['action_id']} {one['value']}") for one in buttons]


def with_fresh_block_ids(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with a new id for every block that holds a select menu.

    Under the old id Slack keeps showing the earlier choice, and choosing it again tells nobody (docs.slack.dev, views).
    """
    return [block | {"block_id": new_id()} if _has_menu(block) else block for block in blocks]


def _has_menu(block: Block) -> bool:
    elements = [*block.get("elements", ()), block.get("accessory") or {}]
    return any(str(one.get("type")).endswith("_select") for one in elements)


def expand_menu_choice(body: dict[str, Any]) -> None:
    """Turn a chosen menu entry into the press of its button, so that the button's listener answers.

    A forged entry can do no more than a forged button: the listener checks the rights again.
    """
    for place, action in enumerate(body.get("actions") or ()):
        if action.get("action_id") == MORE and action.get("selected_option"):
            action_id, _, value = action["selected_option"]["value"].partition(" ")
            rest = {name: part for name, part in action.items() if name != "selected_option"}
            body["actions"][place] = rest | {"type": "button", "action_id": action_id, "value": value}

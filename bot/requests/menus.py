"""Menus for buttons that have no room in a row: choosing an entry presses the button that it stands for."""

from collections import Counter
from collections.abc import Sequence
from hashlib import sha256
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


def with_block_ids(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with an id for each that can be pressed.

    A block with a select menu gets a new one: under the old id Slack keeps showing the earlier choice, and choosing it
    again tells nobody (docs.slack.dev, views). The others keep theirs while their buttons are the same, so that a press
    on what is just being drawn anew still arrives.
    """
    seen: Counter[str] = Counter()
    return [_with_id(block, seen) for block in blocks]


def _with_id(block: Block, seen: Counter[str]) -> Block:
    elements = [one for one in (*block.get("elements", ()), block.get("accessory") or {}) if one.get("action_id")]
    if not elements:
        return block
    if any(str(one.get("type")).endswith("_select") for one in elements):
        return block | {"block_id": new_id()}
    presses = [(one["action_id"], one.get("value"), *(o["value"] for o in one.get("options", ()))) for one in elements]
    pressed = sha256(repr(presses).encode()).hexdigest()[:16]
    seen[pressed] += 1
    return block | {"block_id": f"{pressed}-{seen[pressed]}"}


def expand_menu_choice(body: dict[str, Any]) -> None:
    """Turn a chosen menu entry into the press of its button, so that the button's listener answers.

    A forged entry can do no more than a forged button: the listener checks the rights again.
    """
    for place, action in enumerate(body.get("actions") or ()):
        if action.get("action_id") == MORE and action.get("selected_option"):
            action_id, _, value = action["selected_option"]["value"].partition(" ")
            rest = {name: part for name, part in action.items() if name != "selected_option"}
            body["actions"][place] = rest | {"type": "button", "action_id": action_id, "value": value}

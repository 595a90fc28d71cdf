"""Screens as tests read them: a modal, a Home or a message, in visible words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bot.workspace.state import values
from bot.workspace.testing import words
from bot.workspace.testing.words import Label
from bot.workspace.types import Json

NEW_GROUP = {"header", "section", "divider"}


@dataclass(frozen=True)
class Screen:
    """A modal or a Home; `fields` are the fields' contents by label, `view` is in Slack's shape."""

    title: str
    text: str
    fields: dict[str, Any]
    buttons: list[str]
    view: Json = field(repr=False)


@dataclass(frozen=True)
class Message:
    """A message. `room` is a channel's name, or "" in a direct message to `to`; `plain` holds all visible words."""

    room: str
    to: str
    text: str
    blocks: list[Json] = field(repr=False)
    plain: str
    ts: str
    thread_ts: str | None
    ephemeral_for: str | None
    edited: bool
    channel: str = field(repr=False)
    buttons: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Found:
    """An element that a person can point at; `names` are what they would call it."""

    block: Json
    element: Json
    names: tuple[str, ...]

    @property
    def ids(self) -> tuple[str, str]:
        return self.block["block_id"], self.element["action_id"]


def screen(view: Json, label: Label) -> Screen:
    blocks = view["blocks"]
    fields = {}
    for found in elements(blocks, label):
        if found.element["type"] in values.STATEFUL:
            state = view["state"]["values"][found.ids[0]][found.ids[1]]
            fields[found.names[0]] = words.of_state(found.element, state, label)
    title = words.of_text(view.get("title"), label)
    return Screen(title, words.of_blocks(blocks, label), fields, buttons(blocks, label), view)


def buttons(blocks: list[Json], label: Label) -> list[str]:
    """Return the names of buttons and of the entries of overflow menus, in order."""
    return [name for found in elements(blocks, label) for name in found.names if _is_pressed(found.element)]


def elements(blocks: list[Json], label: Label, within: str = "") -> Iterator[Found]:
    for block in narrowed(blocks, label, within):
        for element in values.elements_of(block):
            if element["type"] not in ("image", "plain_text", "mrkdwn"):
                yield Found(block, element, tuple(_names(block, element, label)))


def narrowed(blocks: list[Json], label: Label, within: str) -> list[Json]:
    """Return the blocks with these words, each with the blocks up to the next section, header or divider."""
    if not within:
        return blocks
    kept, is_inside = [], False
    for block in blocks:
        contains = within in words.of_blocks([block], label)
        is_inside = contains or (is_inside and block["type"] not in NEW_GROUP)
        if is_inside:
            kept.append(block)
    return kept


def keyword(label: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", label.lower()).strip("_")


def _names(block: Json, element: Json, label: Label) -> Iterator[str]:
    """Yield an element's name, then other ways to point at the element."""
    if element["type"] == "button":
        yield words.of_text(element["text"], label)
        return
    if element["type"] == "overflow":
        yield from (words.of_text(option["text"], label) for option in element["options"])
        return
    if block["type"] == "input":
        yield words.of_text(block["label"], label)
    if element.get("placeholder"):
        yield words.of_text(element["placeholder"], label)
    if block["type"] == "section":
        yield words.of_text(block.get("text"), label)
    yield element["action_id"]


def _is_pressed(element: Json) -> bool:
    return element["type"] in ("button", "overflow")

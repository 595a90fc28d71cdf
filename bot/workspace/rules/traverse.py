"""The places of a payload that rules are about: message or view, blocks, elements, texts, options and confirms."""

from collections.abc import Iterator
from typing import Any

from bot.workspace.rules.rule import Node
from bot.workspace.types import Json

TEXT_KEYS = ("text", "label", "hint", "title", "description", "subtitle", "body", "placeholder", "confirm", "deny")
OF_ELEMENTS = {"actions", "context", "context_actions"}


def walk(payload: Json, surface: str, base: str) -> Iterator[Node]:
    """Yield every place. `surface` is "message", "modal", "home" or "options"; `base` is the payload's JSON pointer."""
    kinds = (surface,) if surface in ("message", "options") else ("view", surface)
    yield Node((*kinds, "payload"), payload, base, surface)
    if surface in ("modal", "home"):
        yield from _texts(payload, base, surface, ("title", "submit", "close"))
    for path, block in _objects(payload, "blocks"):
        yield from _block(block, base + path, surface)
    if surface == "options":
        yield from _options(payload, base, surface, "select")


def _block(block: Json, pointer: str, surface: str) -> Iterator[Node]:
    kind = str(block.get("type"))
    yield Node(("block", kind), block, pointer, surface)
    yield from _texts(block, pointer, surface, TEXT_KEYS)
    for path, field in _objects(block, "fields"):
        yield Node(("text", "field"), field, pointer + path, surface)
    for key in ("element", "accessory"):
        if isinstance(block.get(key), dict):
            yield from _element(block[key], f"{pointer}/{key}", surface)
    if kind in OF_ELEMENTS:
        for path, element in _objects(block, "elements"):
            yield from _element(element, pointer + path, surface)
    for key in ("child_blocks", "elements") if kind in ("container", "carousel") else ():
        for path, child in _objects(block, key):
            yield from _block(child, pointer + path, surface)


def _element(element: Json, pointer: str, surface: str) -> Iterator[Node]:
    kind = str(element.get("type"))
    if kind in ("plain_text", "mrkdwn"):
        yield Node(("text", "context_text"), element, pointer, surface)
        return
    yield Node(("element", kind, _family(kind)), element, pointer, surface)
    yield from _texts(element, pointer, surface, ("text", "placeholder"))
    yield from _options(element, pointer, surface, kind)
    if isinstance(element.get("confirm"), dict):
        yield Node(("confirm",), element["confirm"], f"{pointer}/confirm", surface)
        yield from _texts(element["confirm"], f"{pointer}/confirm", surface, ("title", "text", "confirm", "deny"))


def _options(holder: Json, pointer: str, surface: str, kind: str) -> Iterator[Node]:
    for path, option in _objects(holder, "options"):
        yield from _option(option, pointer + path, surface, kind)
    for group_path, group in _objects(holder, "option_groups"):
        yield Node(("option_group",), group, pointer + group_path, surface)
        for path, option in _objects(group, "options"):
            yield from _option(option, pointer + group_path + path, surface, kind)


def _option(option: Json, pointer: str, surface: str, kind: str) -> Iterator[Node]:
    formatted = kind in ("radio_buttons", "checkboxes")
    yield Node(("option", "formatted_option" if formatted else "select_option"), option, pointer, surface)
    yield from _texts(option, pointer, surface, ("text", "description"))


def _texts(holder: Json, pointer: str, surface: str, keys: tuple[str, ...]) -> Iterator[Node]:
    for key in keys:
        if isinstance(holder.get(key), dict):
            yield Node(("text",), holder[key], f"{pointer}/{key}", surface)


def _objects(holder: Json, key: str) -> Iterator[tuple[str, Any]]:
    items = holder.get(key)
    for number, item in enumerate(items if isinstance(items, list) else []):
        if isinstance(item, dict):
            yield f"/{key}/{number}", item


def _family(kind: str) -> str:
    if kind in ("static_select", "multi_static_select"):
        return "static"
    if kind in ("external_select", "multi_external_select"):
        return "external"
    return "any_select" if kind.endswith("_select") else "other"

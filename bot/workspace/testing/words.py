"""The words that a person sees in blocks, with mentions and escapes resolved."""

import html
import re
from collections.abc import Callable, Iterator

from bot.workspace.state import values
from bot.workspace.types import Given, Json

Label = Callable[[str], str]

SPECIAL = re.compile(r"<([^<>]*)>")
SHOWN = ("text", "label", "hint", "title", "subtitle", "body", "description", "caption", "alt_text", "fallback")
INSIDE = (
    "fields", "element", "accessory", "elements", "rows", "options", "child_blocks", "chart", "series", "data",
    "segments", "actions", "option_groups",
)  # fmt: skip


def of_blocks(blocks: list[Json], label: Label) -> str:
    """Return the texts of blocks, a line each, in the order of the screen."""
    return "\n".join(text for block in blocks for text in _texts(block, label) if text)


def of_text(text: Given, label: Label) -> str:
    """Return the words of a text object; any other value as text."""
    if isinstance(text, dict):
        raw = str(text.get("text", ""))
        return raw if text.get("type") == "plain_text" else mrkdwn(raw, label)
    return str(text or "")


def mrkdwn(raw: str, label: Label) -> str:
    return html.unescape(SPECIAL.sub(lambda found: _special(found.group(1), label), raw))


def of_state(element: Json, state: Json, label: Label) -> Given:
    """Return what a field shows: text, or a list where several can be chosen."""
    if "selected_options" in state:
        return [of_text(option["text"], label) for option in state["selected_options"]]
    if "selected_option" in state:
        option = state["selected_option"]
        return of_text(option["text"], label) if option else ""
    kind = element["type"]
    if kind == "file_input":
        return [file["name"] for file in state["files"]]
    if kind in values.SEVERAL:
        return [label(one).lstrip("@#") for one in state[values.SEVERAL[kind][0]]]
    if kind in values.SINGLE:
        return label(str(state[values.SINGLE[kind][0]] or "")).lstrip("@#")
    return state.get("value") or ""


def _special(inside: str, label: Label) -> str:
    target, _, shown = inside.partition("|")
    if target.startswith(("@", "#")):
        return label(target[1:])
    if target.startswith("!date"):
        return shown
    if target.startswith("!"):
        return f"@{target[1:]}"
    return shown or target


def _texts(value: Given, label: Label) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _texts(item, label)
        return
    if not isinstance(value, dict):
        return
    kind = value.get("type")
    if kind in ("plain_text", "mrkdwn"):
        yield of_text(value, label)
        return
    yield from _rich(value, label)
    for key in SHOWN:
        shown = value.get(key)
        if isinstance(shown, dict):
            yield of_text(shown, label)
        elif isinstance(shown, str) and kind not in ("text", "link"):
            yield mrkdwn(shown, label) if kind == "markdown" else shown
    for key in INSIDE:
        yield from _texts(value.get(key), label)


def _rich(value: Json, label: Label) -> Iterator[str]:
    """Yield the words of a part of rich text that is not a text object."""
    match value.get("type"):
        case "text":
            yield str(value.get("text", ""))
        case "link":
            yield str(value.get("text") or value.get("url", ""))
        case "user":
            yield label(str(value.get("user_id")))
        case "channel":
            yield label(str(value.get("channel_id")))
        case "raw_number" if "text" not in value:
            yield str(value.get("value", ""))

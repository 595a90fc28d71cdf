"""Reading a method's arguments as Slack does: required arguments, numbers, booleans and cursors."""

import base64
from collections.abc import Sequence
from typing import TypeVar

from bot.workspace.types import Given, Json, SlackError

T = TypeVar("T")


def required(args: Json, name: str) -> Given:
    """Return an argument. Raises SlackError if the argument is missing or empty."""
    value = args.get(name)
    if value in (None, ""):
        raise SlackError("invalid_arguments", [f"missing required field: {name}"])
    return value


def truth(value: Given) -> bool:
    return value is True or str(value).lower() in ("true", "1")


def number(args: Json, name: str, default: int, most: int) -> int:
    """Return a whole number, cut to `most`. Raises SlackError for one below 1, or for anything else."""
    try:
        value = int(args.get(name) or default)
    except (TypeError, ValueError):
        raise SlackError("invalid_limit") from None
    if value < 1:
        raise SlackError("invalid_limit")
    return min(value, most)


def page(items: Sequence[T], args: Json, most: int, default: int = 100) -> tuple[Sequence[T], Json]:
    """Return one page of the items, and the response_metadata with the cursor of the next page."""
    start = _position(args.get("cursor"))
    end = start + number(args, "limit", default, most)
    return items[start:end], {"next_cursor": _cursor(end) if end < len(items) else ""}


def _cursor(position: int) -> str:
    return base64.b64encode(f"next:{position}".encode()).decode()


def _position(cursor: Given) -> int:
    if not cursor:
        return 0
    try:
        return int(base64.b64decode(str(cursor)).decode().removeprefix("next:"))
    except ValueError:
        raise SlackError("invalid_cursor") from None

"""How one value of a correction is read: the word before it, and how it is shown."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from models.change import Read
from models.permission import Permission

# How a value that JSON holds is shown: as text, or as a day.
Shown = Callable[[Read, Any], str | date]


@dataclass(frozen=True)
class Compared:
    """One value: the word before it, how it is shown, and whether it takes a right of its own to see it."""

    word: str
    shown: Shown = lambda read, value: str(value)
    right: Permission | None = None


def day(read: Read, value: str) -> date:  # noqa: ARG001 - one signature for all
    """Return a day."""
    return date.fromisoformat(value)


def day_with_year(read: Read, value: str) -> str:  # noqa: ARG001 - one signature for all
    """Return a day in words, with its year."""
    on = date.fromisoformat(value)
    return f"{on.day} {on:%B %Y}"


def yes(read: Read, value: bool) -> str:  # noqa: ARG001 - one signature for all
    """Return yes or no."""
    return "yes" if value else "no"


def label_of(kind: type[Any]) -> Shown:
    """Return the words of an enum for the middle of a line."""
    return lambda read, value: kind(value).label[0].lower() + kind(value).label[1:]

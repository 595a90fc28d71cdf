"""What is read of a page of term dates: entries by line, what is wrong, what is asked, and what is passed over."""

from dataclasses import dataclass, field
from datetime import date

from models.school.day_labels import Says

NOT_UNDERSTOOD = "was not understood."
CLEARER = "Write “INSET”, “Closed”, “Half-term”, “First day” or “Last day” before each day that it names."


@dataclass(frozen=True)
class Entry:
    """What one line says of a day, or of a range of days; `term` is the term that it names or stands under."""

    says: Says
    first: date
    last: date
    line: int
    term: str | None = None
    is_half_term: bool = False
    for_pupils: bool = False


@dataclass
class Page:
    """What was read of a page: its entries, what is wrong, what is asked, and the lines that were passed over."""

    entries: list[Entry] = field(default_factory=list)
    problems: list[tuple[int, str]] = field(default_factory=list)
    asked: list[tuple[int, str]] = field(default_factory=list)
    passed: list[tuple[int, str]] = field(default_factory=list)


def shortened(line: str) -> str:
    """Return the beginning of a line, as long as a message has room for."""
    return line if len(line) <= 60 else f"{line[:59]}…"


def not_understood(line: str) -> str:
    """Return that a line was not understood, with the line itself."""
    return f"“{shortened(line)}” {NOT_UNDERSTOOD}"

"""A sheet of text cells as a file holds it, and what is found in its rows, which never quotes a cell."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

# A report of a school system begins with its title, the school and the day.
MOST_TITLE_ROWS = 20
_COUNTED = r"(?:pupils?|students?|records?|rows?|staff|results?|marks|sessions)"
_TOTAL = re.compile(
    rf"(?:(?:grand|sub|overall)[ -]?)?(?:totals?|count|sum|average)(?: (?:number )?(?:of )?{_COUNTED})?[ :=]*[0-9.,%]*"
    rf"|(?:number|no\.?) of {_COUNTED}[ :=]*[0-9]*|[0-9]+ {_COUNTED}"
    r"|end of (?:report|list)|page [0-9]+(?: of [0-9]+)?",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[0-9.,%]+")


@dataclass(frozen=True)
class Sheet:
    """The rows of a file, as text. Row 1 is the first row of the file, even where it is empty."""

    name: str
    rows: Sequence[Sequence[str]]


class Weight(StrEnum):
    """What a finding means for the import."""

    WRONG = "wrong"
    CHANGE = "change"
    LEFT = "left"

    @property
    def label(self) -> str:
        """The words of the file of findings."""
        return {"wrong": "Cannot be imported", "change": "Would change", "left": "Stays as it is"}[self.value]


@dataclass(frozen=True)
class Finding:
    """What is the matter with a row, and in which column. It holds no value of the row."""

    sheet: str
    row: int
    field: str
    why: str
    weight: Weight = Weight.WRONG


@dataclass(frozen=True)
class Columns:
    """Where each field stands in a sheet, by field: the places and their headings; and the headings not read."""

    heading_row: int
    places: Mapping[str, tuple[int, ...]]
    headings: Sequence[str]
    unread: tuple[str, ...]

    @cached_property
    def contacts(self) -> tuple[str, ...]:
        """What stands behind the names of the fields of each contact: nothing, or ":" and its number."""
        parts = [field.partition(":") for field in self.places if field.startswith("contact_")]
        return tuple(sorted({colon + number for _, colon, number in parts}))

    def heading(self, field: str) -> str:
        """Return the heading of a field as the file has it, or else the field's own name."""
        places = self.places.get(field)
        return self.headings[places[0]] if places else re.sub("[_:]", " ", field).capitalize()


class Row:
    """One row of a sheet, read by field."""

    def __init__(self, number: int, cells: Sequence[str], columns: Columns) -> None:
        self.number = number
        self.columns = columns
        self._cells = cells
        self._places = columns.places

    def all(self, field: str) -> list[str]:
        """Return the cells of a field that hold something, in the order of the columns."""
        places = self._places.get(field, ())
        return [cell for place in places if place < len(self._cells) and (cell := self._cells[place].strip())]

    def text(self, field: str) -> str:
        """Return the first cell of a field that holds something, or ""."""
        places = self._places.get(field)
        if places is None:
            return ""
        if len(places) > 1:
            return next(iter(self.all(field)), "")
        return self._cells[places[0]].strip() if places[0] < len(self._cells) else ""


# Is told of a row, a field and what is wrong with it.
Wrong = Callable[[Row, str, str], None]


def rows_below(sheet: Sheet, columns: Columns) -> Iterator[Row]:
    """Yield each row below the headings that is not empty and does not only count the others."""
    for number, cells in enumerate(sheet.rows[columns.heading_row :], start=columns.heading_row + 1):
        first = next(filter(None, map(str.strip, cells)), "")
        if first and not (_TOTAL.fullmatch(first) and _is_total(cells)):
            yield Row(number, cells, columns)


def _is_total(cells: Sequence[str]) -> bool:
    """Return whether nothing but numbers stands beside the name of a sum: a pupil may be called Count."""
    filled = [cell for one in cells if (cell := one.strip())]
    return all(_NUMBER.fullmatch(cell) for cell in filled[1:])


def longest(column: Any) -> int:
    """Return how many characters a column of the database holds."""
    return int(column.type.length)

"""Pupils with their contacts, as the rows of a file give them; several rows can be about one pupil."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property, partial
from typing import Any, TypeVar

from models import names
from models.contacts.lines import ContactInput
from models.duties.exclusion import COUNTS_AS_EXCLUDED, counts_as_excluded
from models.importing.cells import (
    parse_day,
    parse_registration,
    parse_sen,
    parse_share,
    parse_type,
    parse_year,
    parse_yes,
)
from models.importing.contacts import contacts_in
from models.importing.sheet import Columns, Finding, Row, Sheet, longest, rows_below
from models.referrals.refer import OLDEST, YOUNGEST
from models.school.calendar import moved
from models.school.school_year import nc_year
from models.tables.placement import Placement, PlacementType, Registration, SenStatus
from models.tables.pupil import Pupil
from models.tables.referral import Referral
from models.text import clean, folded
from models.upn import parse_upn

T = TypeVar("T")
SEEN_LATER = "That date is in the future: nobody can have seen them yet."
RECEIVED_LATER = "A referral cannot be received in the future."
YEARS_AHEAD = 2  # further in the future a day is a mistyped year
LONGEST_NAME = longest(Pupil.surname)
LONGEST_TEXTS = {
    "preferred_name": LONGEST_NAME,
    "home_school": longest(Placement.home_school),
    "referrer": longest(Referral.referrer),
    "reason": 3000,
    "medical_need": 1000,
    "keyworker": LONGEST_NAME,
}


@dataclass(frozen=True)
class PupilRow:
    """A pupil as a file gives them. None is a cell that is empty or not there, and changes nothing."""

    sheet: str
    number: int
    forenames: str
    surname: str
    born_on: date
    first_day: date | None = None
    preferred_name: str | None = None
    upn: str | None = None
    year: int | None = None
    home_school: str | None = None
    registration: Registration | None = None
    is_registration_given: bool = True  # else it is what counts where the file is silent
    in_school_on: date | None = None
    received_on: date | None = None
    left_on: date | None = None
    type: PlacementType | None = None
    excluded_on: date | None = None
    reason: str | None = None
    referrer: str | None = None
    sen: SenStatus | None = None
    looked_after: bool | None = None
    medical_need: str | None = None
    attendance: float | None = None
    keyworker: str | None = None
    contacts: tuple[ContactInput, ...] = ()

    @cached_property
    def identity(self) -> tuple[str, date]:
        """What two rows about one pupil have in common, where neither has a UPN."""
        return folded(f"{self.forenames} {self.surname}"), self.born_on


class PupilReader:
    """Reads the rows of one sheet of pupils, and collects what is wrong with them."""

    def __init__(self, sheet: Sheet, columns: Columns, today: date) -> None:
        self.sheet = sheet
        self.columns = columns
        self.today = today
        self.findings: list[Finding] = []
        parsers: dict[str, Callable[[str], object]] = {
            "upn": parse_upn,
            "year": parse_year,
            "registration": cache(parse_registration),
            "first_day": cache(self._day),
            "in_school_on": partial(self._past_day, SEEN_LATER),
            "received_on": partial(self._past_day, RECEIVED_LATER),
            "left_on": self._still_here,
            "type": parse_type,
            "excluded_on": self._day,
            "sen": cache(parse_sen),
            "looked_after": parse_yes,
            "attendance": parse_share,
        }
        self._parsers = {name: parse for name, parse in parsers.items() if name in columns.places}
        self._texts = {name: most for name, most in LONGEST_TEXTS.items() if name in columns.places}

    def read(self) -> Iterator[PupilRow | None]:
        """Yield the pupil of each row, or None for a row in which something is wrong."""
        for row in rows_below(self.sheet, self.columns):
            before = len(self.findings)
            pupil = self._pupil(row)
            yield pupil if pupil is not None and len(self.findings) == before else None

    def _pupil(self, row: Row) -> PupilRow | None:
        forenames, surname = self._name(row)
        born_on = self._cell(row, "born_on", self._born)
        if born_on is None and not row.text("born_on"):
            self._wrong(row, "born_on", "The date of birth is missing.")
        if born_on is None or not forenames:
            return None
        given: dict[str, Any] = {name: self._cell(row, name, parse) for name, parse in self._parsers.items()}
        given |= {name: self._text(row, name, most) for name, most in self._texts.items()}
        if counts_as_excluded(given.get("type"), given.get("excluded_on")):
            self._wrong(row, "type", COUNTS_AS_EXCLUDED)
        given["contacts"] = tuple(contacts_in(row, self._wrong))
        if given.get("preferred_name") == forenames.partition(" ")[0]:
            given["preferred_name"] = None
        return PupilRow(self.sheet.name, row.number, forenames, surname, born_on, **given)

    def _name(self, row: Row) -> tuple[str, str]:
        most = LONGEST_NAME
        surname, forenames = self._text(row, "surname", most) or "", self._text(row, "forenames", most) or ""
        if not (surname and forenames):
            forenames, surname = names.split(self._text(row, "full_name", most) or surname or forenames)
        elif middle := self._text(row, "middle_names", most):
            forenames = f"{forenames} {middle}"
        if not forenames:
            self._wrong(row, "surname" if "surname" in self.columns.places else "full_name", "The name is missing.")
        elif len(forenames) > most:
            self._wrong(row, "forenames", f"At most {most} characters.")
        return names.capitalised(forenames), names.capitalised(surname)

    def _born(self, text: str) -> date:
        born_on = parse_day(text, self.today)
        if not YOUNGEST <= (self.today - born_on).days // 365 <= OLDEST:
            raise ValueError("No pupil is that age. Check the year.")
        return born_on

    def _day(self, text: str) -> date:
        latest = moved(self.today, 365 * YEARS_AHEAD)
        day = parse_day(text, latest)
        if not moved(self.today, -365 * OLDEST) <= day <= latest:
            raise ValueError("No pupil's placement is of that year. Check the year.")
        return day

    def _past_day(self, why: str, text: str) -> date:
        day = self._day(text)
        if day > self.today:
            raise ValueError(why)
        return day

    def _still_here(self, text: str) -> date:
        day = self._day(text)
        if day < self.today:
            raise ValueError("This pupil has left. Take the row out: only pupils who are here are imported.")
        return day

    def _cell(self, row: Row, field: str, parse: Callable[[str], T]) -> T | None:
        text = row.text(field)
        if not text:
            return None
        try:
            return parse(text)
        except ValueError as wrong:
            self._wrong(row, field, str(wrong))
            return None

    def _text(self, row: Row, field: str, most: int) -> str | None:
        text = row.text(field)
        if not text:
            return None
        if len(text := clean(text)) > most:
            self._wrong(row, field, f"At most {most} characters.")
            return None
        return text or None

    def _wrong(self, row: Row, field: str, why: str) -> None:
        self.findings.append(Finding(self.sheet.name, row.number, self.columns.heading(field), why))


def joined(rows: Iterable[PupilRow], columns: Columns, findings: list[Finding]) -> list[PupilRow]:
    """Return one row for each pupil: a system that prints a line for each contact repeats the pupil.

    A line that says something else of the pupil than an earlier one is wrong.
    """
    by_upn: dict[str, int] = {}
    by_identity: dict[tuple[str, date], int] = {}
    kept: list[PupilRow] = []
    for row in rows:
        place = by_upn.get(row.upn) if row.upn else None
        if place is None and (place := by_identity.get(row.identity)) is not None:
            other = kept[place].upn
            place = None if row.upn and other and row.upn != other else place
        if place is None:
            place = len(kept)
            kept.append(row)
        else:
            kept[place] = _both(kept[place], row, columns, findings)
        by_identity.setdefault(row.identity, place)
        if row.upn:
            by_upn.setdefault(row.upn, place)
    return kept


def _both(first: PupilRow, second: PupilRow, columns: Columns, findings: list[Finding]) -> PupilRow:
    more: dict[str, Any] = {}
    for name, value in vars(second).items():
        if name in ("sheet", "number", "contacts", "identity") or value is None:
            continue
        held = getattr(first, name)
        if held is None:
            more[name] = value
        elif held != value:
            why = f"Row {first.number} says something else of the same pupil."
            findings.append(Finding(second.sheet, second.number, columns.heading(name), why))
    known = {folded(contact.name) for contact in first.contacts}
    others = tuple(contact for contact in second.contacts if folded(contact.name) not in known)
    return replace(first, contacts=first.contacts + others, **more)


def needed_year(row: PupilRow, today: date) -> int | None:
    """Return the year group of a row if it is not that of the pupil's age."""
    return None if row.year in (None, nc_year(row.born_on, today)) else row.year

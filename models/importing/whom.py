"""Whom a row is about that holds something of a pupil: a UPN, or a name and a date of birth."""

from datetime import date

from models import names
from models.importing.cells import parse_day
from models.importing.sheet import Row, Wrong
from models.text import clean, folded
from models.upn import parse_upn

NOBODY_HERE = "No pupil who is here has this UPN, or this name and date of birth. Import the pupils first."

Identity = tuple[str, date]


def whom(row: Row, today: date, wrong: Wrong) -> tuple[str | None, Identity | None]:
    """Return the UPN and the name with the date of birth, as far as a row gives them; one it must give."""
    return _upn(row, wrong), _identity(row, today, wrong)


def _upn(row: Row, wrong: Wrong) -> str | None:
    text = row.text("upn")
    try:
        return parse_upn(text) if text else None
    except ValueError as why:
        wrong(row, "upn", str(why))
        return None


def _identity(row: Row, today: date, wrong: Wrong) -> Identity | None:
    surname, forenames = clean(row.text("surname")), clean(row.text("forenames"))
    if not (surname and forenames):
        forenames, surname = names.split(row.text("full_name") or surname or forenames)
    born_on = row.text("born_on")
    if not (forenames and born_on):
        if not row.text("upn"):
            wrong(row, "upn", "Give the UPN, or the name and the date of birth.")
        return None
    try:
        return folded(f"{forenames} {surname}"), parse_day(born_on, today)
    except ValueError as why:
        wrong(row, "born_on", str(why))
        return None

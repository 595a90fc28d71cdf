"""Reading a grade or score as teachers type it, into the spelling that its scale uses."""

import re
from collections.abc import Callable, Mapping

from models.text import clean

Reader = Callable[[str], str]
DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
MONTHS_A_YEAR = 12
YEARS_AND_MONTHS = re.compile(
    r"(\d{1,2})(?:(?:years?|yrs?\.?|y)(?:and|,)?|[-:;/](?=\d))(\d{1,2})?(?:months?|mths?\.?|m)?"
)
MONTHS_ALONE = re.compile(r"(\d{1,3})(?:months?|mths?\.?|m)", re.ASCII)


BELOW, ABOVE = "below ", "above "
PAST_BELOW = re.compile(r"(?:<|below|under|less than|lower than)\s*(?P<end>.+)", re.IGNORECASE)
PAST_ABOVE = re.compile(
    r"(?:>|above|over|more than|higher than)\s*(?P<end>.+)|(?P<plus>.+?)\s*(?:\+|and above|or above|or more)",
    re.IGNORECASE,
)


def past_the_end(text: str) -> tuple[str, str]:
    """Return BELOW or ABOVE and the end of a test's range for a text such as "<5:00" or "130+", or "" and the text."""
    line = clean(text)
    if found := PAST_BELOW.fullmatch(line):
        return BELOW, found["end"]
    if found := PAST_ABOVE.fullmatch(line):
        return ABOVE, found["end"] or found["plus"]
    return "", text


def folded(text: str) -> str:
    """Return the text for comparison: small letters, one kind of dash, no spaces."""
    return "".join(clean(text).casefold().translate(DASHES).split())


def as_typed(text: str) -> str:
    return text


def reader(*leads: str, also: Mapping[str, str] | None = None) -> Reader:
    """Return a reader that drops the `leads` before a grade and replaces other names of a grade (both folded)."""
    names = dict(also or {})

    def read(text: str) -> str:
        grade = without(leads, folded(text))
        return names.get(grade, grade)

    return read


def pattern(
    expression: str,
    shape: str,
    *leads: str,
    also: Mapping[str, str] | None = None,
    instead: Mapping[str, str] | None = None,
) -> Reader:
    """Return a reader that drops the `leads`, then writes a grade that fits the expression in this shape.

    `shape` is a template for `re.Match.expand`; `also` gives other names of a grade, `instead` other ways to write a
    part of one, folded.
    """
    plain, compiled = reader(*leads, also=also), re.compile(expression, re.ASCII)

    def read(text: str) -> str:
        grade = plain(text)
        for written, part in (instead or {}).items():
            grade = grade.replace(written, part)
        found = compiled.fullmatch(grade)
        return found.expand(shape) if found else grade

    return read


def number(*leads: str) -> Reader:
    """Return a reader of whole numbers of up to three digits, which drops zeros in front of them."""
    return pattern(r"0{0,3}(\d{1,3})", r"\1", *leads)


def read_age(text: str) -> str:
    """Read a reading age such as 8-4, 8y4m, 8 years 4 months or 100 months.

    Raises ValueError for a decimal, as 8.4 may be 8 years 4 months or 8 years and 4 tenths, and for 12 months or more
    after the years.
    """
    typed = without(("readingage", "ra"), folded(text))
    if re.search(r"[0-9][.,·][0-9]", typed):
        raise ValueError(
            "A reading age is never a decimal: 8.4 could be 8 years 4 months, or 8 years and 4 tenths. "
            "Write 8-4 or 8y4m."
        )
    if alone := MONTHS_ALONE.fullmatch(typed):
        return years_and_months(int(alone[1]))
    found = YEARS_AND_MONTHS.fullmatch(typed)
    return years_and_months(_in_months(int(found[1]), int(found[2] or 0))) if found else typed


def years_and_months(months: int) -> str:
    years, rest = divmod(months, MONTHS_A_YEAR)
    return f"{years}y{rest}m"


def without(leads: tuple[str, ...], text: str) -> str:
    """Return the text without these words at its start, longest first, each with its colon or full stop."""
    longest_first = sorted(leads, key=len, reverse=True)
    found = re.match(rf"(?:(?:{'|'.join(map(re.escape, longest_first))})[.:]?)+", text) if leads else None
    return text[found.end() :] if found else text


def _in_months(years: int, months: int) -> int:
    if months >= MONTHS_A_YEAR:
        raise ValueError(f"The months in a reading age run from 0 to 11, so {years}-{months} is not possible.")
    return years * MONTHS_A_YEAR + months

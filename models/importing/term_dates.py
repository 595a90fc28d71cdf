"""Term dates in a file: lines of a published page, or a table of starts and ends, read as a page that is pasted."""

import re
from dataclasses import dataclass

from models.change import Change, Read
from models.importing.sheet import Finding, Sheet
from models.permission import Permission
from models.school.calendar import Calendar
from models.school.proposal import Proposal, propose
from models.school.term_dates import LONGEST, Reading, TermDatesError, read_term_dates

FIELD = "Term dates"
SECOND = "Another file gives term dates, too. Give them in one file."
PROBLEM = re.compile(r"Line (\d+): (“[^”]*” )?(.*)", re.DOTALL)


@dataclass(frozen=True)
class TermDatesSheet:
    """The text of a sheet of term dates, a line for each row, and how it was read; None if lines are wrong."""

    sheet: str
    text: str
    reading: Reading | None
    problems: tuple[str, ...] = ()

    def findings(self) -> list[Finding]:
        """Return what is wrong, by row, without the words of the line."""
        found = [problem for each in self.problems if (problem := PROBLEM.fullmatch(each))]
        return [
            Finding(self.sheet, int(number), FIELD, f"{'This line ' if words else ''}{why}")
            for number, words, why in (problem.groups() for problem in found)
        ]


@dataclass(frozen=True)
class NewTermDates:
    """Term dates that would take the place of `kept`, with all that must be asked about them."""

    calendar: Calendar
    kept: Calendar
    proposal: Proposal


def read_dates(sheet: Sheet) -> TermDatesSheet | None:
    """Read a sheet that has no known headings as term dates; None if it holds none.

    A list of people with two dates each is not one, however much it looks like ranges of days.
    """
    text = "\n".join("\t".join(filter(None, map(_line, row))) for row in sheet.rows)
    try:
        reading = read_term_dates(text)
    except TermDatesError as wrong:
        lines = sum(bool(line) for line in text.splitlines())
        is_close = 2 * len(wrong.problems) < lines
        return TermDatesSheet(sheet.name, text, None, tuple(wrong.problems)) if is_close else None
    half_terms = reading.calendar.half_terms
    is_likely = bool(half_terms) and all(one.ends_on - one.starts_on <= 2 * LONGEST for one in half_terms)
    return TermDatesSheet(sheet.name, text, reading) if is_likely else None


def plan_term_dates(read: Read, given: TermDatesSheet | None) -> NewTermDates | None:
    """Return the term dates of the files if they differ from those that are kept. Raises Refused for all but Heads."""
    if given is None or given.reading is None:
        return None
    read.require(Permission.SETTING_CHANGE)
    kept, calendar = read.school.term_dates, given.reading.calendar
    if calendar == kept:
        return None
    return NewTermDates(calendar, kept, propose(given.text, given.reading, read.today, kept))


def fits(change: Change, new: NewTermDates) -> bool:
    """Return whether the term dates that are kept are still those that the new ones were compared with."""
    return change.school.term_dates == new.kept


def _line(cell: str) -> str:
    return " ".join(cell.split())

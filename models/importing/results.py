"""Results, as the rows of a file give them: a pupil, a subject, a scale, a grade on it, a day and a source."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from models.importing.cells import parse_day
from models.importing.headings import plain
from models.importing.sheet import Columns, Finding, Row, Sheet, Wrong, rows_below
from models.importing.whom import Identity, whom
from models.tables.result import Source
from models.tables.staff import LONGEST_SUBJECT
from models.text import clean

SOURCES: Mapping[str, Source] = MappingProxyType(
    {plain(each.label): each for each in Source} | {each.value: each for each in Source}
)
NOT_A_SOURCE = f"Not a source. Write one of: {', '.join(each.value for each in Source)}."


@dataclass(frozen=True)
class ResultLine:
    """One result as a file gives it; scale and grade are read once the service's own scales are known."""

    sheet: str
    number: int
    upn: str | None
    identity: Identity | None
    subject: str
    scale: str
    grade: str
    on: date
    source: Source


def read_results(sheet: Sheet, columns: Columns, today: date, findings: list[Finding]) -> Iterator[ResultLine | None]:
    """Yield the result of each row, or None for a row in which something is wrong or that holds no result."""

    def wrong(row: Row, field: str, why: str) -> None:
        findings.append(Finding(sheet.name, row.number, columns.heading(field), why))

    for row in rows_below(sheet, columns):
        if not row.text("result"):
            yield None  # a mark sheet has a row for each pupil, assessed or not
            continue
        before = len(findings)
        line = _line(sheet, row, today, wrong)
        yield line if len(findings) == before else None


def _line(sheet: Sheet, row: Row, today: date, wrong: Wrong) -> ResultLine:
    subject = clean(row.text("subject"))
    if not 0 < len(subject) <= LONGEST_SUBJECT:
        wrong(row, "subject", f"The subject is missing, or longer than {LONGEST_SUBJECT} characters.")
    source = SOURCES.get(plain(row.text("source")))
    if source is None:
        wrong(row, "source", NOT_A_SOURCE)
    return ResultLine(
        sheet.name,
        row.number,
        *whom(row, today, wrong),
        subject,
        clean(row.text("scale")),
        clean(row.text("result")),
        _day(row, today, wrong),
        source or Source.PRIOR,
    )


def _day(row: Row, today: date, wrong: Wrong) -> date:
    try:
        day = parse_day(row.text("result_date"), today)
    except ValueError as why:
        wrong(row, "result_date", str(why))
        return today
    if day > today:
        wrong(row, "result_date", "That date is in the future.")
    return day

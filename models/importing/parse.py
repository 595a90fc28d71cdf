"""Files read as a whole: each sheet by its headings, staff before pupils, with everything that is wrong in them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, TypeVar

from models.importing.attendance import WeekLine, read_attendance
from models.importing.headings import ATTENDANCE, PUPILS, RESULTS, STAFF, KindOfSheet, UnknownSheet, find_columns
from models.importing.pupils import PupilReader, PupilRow, joined
from models.importing.results import ResultLine, read_results
from models.importing.sheet import Columns, Finding, Sheet
from models.importing.staff import Directory, StaffRow, read_staff
from models.importing.templates import is_empty_template
from models.importing.term_dates import FIELD as DATES
from models.importing.term_dates import SECOND, TermDatesSheet, read_dates
from models.tables.placement import Registration

ENTRY_MISSING = "The entry date is missing. Without it nobody can tell what is still to be done."
REGISTRATION_MISSING = "The registration is missing. Write single, main, subsidiary or none."
SEEN_EARLIER = "They were in school before the entry date. Check both."
RECEIVED_LATER = "The referral came in after the entry date. Check both."
LEFT_EARLIER = "The leaving date is before the entry date. Check both."
TWICE = "Row {number} gives the same person."
T = TypeVar("T")
EVERY = 500  # rows between two reports of progress


@dataclass(frozen=True)
class Parsed:
    """What the files say, and what is wrong with them; `rows` is how many rows were read."""

    pupils: Sequence[PupilRow] = ()
    staff: Sequence[StaffRow] = ()
    results: Sequence[ResultLine] = ()
    attendance: Sequence[WeekLine] = ()
    term_dates: TermDatesSheet | None = None
    findings: Sequence[Finding] = ()
    rows: int = 0
    unread: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reading:
    """How files are to be read: the service's headings, who is in Slack, and what counts where a file is silent."""

    today: date
    headings: Mapping[str, str] = field(default_factory=dict)
    directory: Directory = field(default_factory=Directory)
    registration: Registration | None = None
    progress: Callable[[int], None] = lambda rows: None


def parse(sheets: Iterable[Sheet], how: Reading) -> Parsed:
    """Read the sheets. Raises UnknownSheet for one whose headings say nothing."""
    found, dates = _known_sheets(sheets, how.headings)
    pupils: list[PupilRow] = []
    lines: dict[str, list[Any]] = {STAFF.name: [], RESULTS.name: [], ATTENDANCE.name: []}
    findings: list[Finding] = []
    rows = 0

    def good(read: Iterable[T | None]) -> Iterator[T]:
        nonlocal rows
        for row in read:
            rows += 1
            if rows % EVERY == 0:
                how.progress(rows)
            if row is not None:
                yield row

    findings += [one for each in dates[:1] for one in each.findings()]
    findings += [Finding(each.sheet, 1, DATES, SECOND) for each in dates[1:]]
    for sheet, kind, columns in found:
        if kind is PUPILS:
            reader = PupilReader(sheet, columns, how.today)
            whole = list(good(reader.read()))
            findings += reader.findings
            pupils += [_complete(one, columns, how, findings) for one in joined(whole, columns, findings)]
        else:
            lines[kind.name] += good(_lines(sheet, kind, columns, how, findings))
    unread = tuple(dict.fromkeys(heading for _, _, columns in found for heading in columns.unread))
    staff = _once(lines[STAFF.name], findings)
    results, weeks = lines[RESULTS.name], lines[ATTENDANCE.name]
    given = next(iter(dates), None)
    return Parsed(pupils, staff, results, weeks, given, sorted(findings, key=_place), rows, unread)


def _lines(
    sheet: Sheet, kind: KindOfSheet, columns: Columns, how: Reading, findings: list[Finding]
) -> Iterator[StaffRow | ResultLine | WeekLine | None]:
    """Return what each row of a sheet holds, or None for one in which something is wrong."""
    if kind is STAFF:
        return read_staff(sheet, columns, how.directory, findings)
    if kind is RESULTS:
        return read_results(sheet, columns, how.today, findings)
    return read_attendance(sheet, columns, how.today, findings)


def holds_staff(sheets: Iterable[Sheet], headings: Mapping[str, str]) -> bool:
    """Return whether one of the sheets is of staff, who have to be looked up in Slack. Raises UnknownSheet."""
    return any(kind is STAFF for _, kind, _ in _known_sheets(sheets, headings)[0])


def _known_sheets(
    sheets: Iterable[Sheet], headings: Mapping[str, str]
) -> tuple[list[tuple[Sheet, KindOfSheet, Columns]], list[TermDatesSheet]]:
    """Return the sheets by their headings, and those of term dates. Raises UnknownSheet for one that is neither."""
    found, dates = [], []
    for sheet in sheets:
        if is_empty_template(sheet):
            continue
        try:
            found.append((sheet, *find_columns(sheet, headings)))
        except UnknownSheet:
            if (read := read_dates(sheet)) is None:
                raise
            dates.append(read)
    return found, dates


def _complete(pupil: PupilRow, columns: Columns, how: Reading, findings: list[Finding]) -> PupilRow:
    """Return the pupil with what counts where the file is silent, and note what a new pupil cannot do without."""
    if pupil.first_day is None:
        findings.append(Finding(pupil.sheet, pupil.number, columns.heading("first_day"), ENTRY_MISSING))
    elif pupil.received_on is not None and pupil.received_on > pupil.first_day:
        findings.append(Finding(pupil.sheet, pupil.number, columns.heading("received_on"), RECEIVED_LATER))
    elif pupil.left_on is not None and pupil.left_on < pupil.first_day:
        findings.append(Finding(pupil.sheet, pupil.number, columns.heading("left_on"), LEFT_EARLIER))
    elif pupil.in_school_on is not None and pupil.in_school_on < pupil.first_day:
        findings.append(Finding(pupil.sheet, pupil.number, columns.heading("in_school_on"), SEEN_EARLIER))
    registration = pupil.registration or how.registration
    if registration is None:
        findings.append(Finding(pupil.sheet, pupil.number, columns.heading("registration"), REGISTRATION_MISSING))
    if registration is pupil.registration:
        return pupil
    return replace(pupil, registration=registration, is_registration_given=False)


def _once(staff: Sequence[StaffRow], findings: list[Finding]) -> list[StaffRow]:
    first: dict[str, StaffRow] = {}
    for row in staff:
        if row.slack_id in first:
            why = TWICE.format(number=first[row.slack_id].number)
            findings.append(Finding(row.sheet, row.number, "Slack member ID", why))
        else:
            first[row.slack_id] = row
    return list(first.values())


def _place(finding: Finding) -> tuple[str, int]:
    return finding.sheet, finding.row

"""Staff, as the rows of a file give them. Who they are in Slack is looked up by their email, outside."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from models import names
from models.importing.cells import parse_role, parse_yes
from models.importing.sheet import Columns, Finding, Row, Sheet, Wrong, rows_below
from models.permission import Role
from models.tables.staff import LONGEST_SUBJECT
from models.text import clean

SLACK_ID = re.compile(r"[UW][A-Z0-9]{2,30}")
NOBODY = "Nobody in Slack who can be on the staff has this. Check it; a Slack member ID is surest."
NAMELESS = "A Slack member ID begins with U or W. In Slack: profile, More, Copy member ID."


@dataclass(frozen=True)
class Directory:
    """Who in Slack can be on the staff: ids by email in small letters, and all ids; None where Slack is not asked."""

    by_email: Mapping[str, str] = field(default_factory=dict)
    ids: frozenset[str] | None = None


@dataclass(frozen=True)
class StaffRow:
    """A member of staff as a file gives them. None is a cell that is empty or not there, and changes nothing."""

    sheet: str
    number: int
    slack_id: str
    name: str
    role: Role
    email: str | None = None
    senco: bool | None = None
    dsl: bool | None = None
    subjects: tuple[str, ...] | None = None


def read_staff(
    sheet: Sheet, columns: Columns, directory: Directory, findings: list[Finding]
) -> Iterator[StaffRow | None]:
    """Yield the member of staff of each row, or None for a row in which something is wrong."""

    def wrong(row: Row, field: str, why: str) -> None:
        findings.append(Finding(sheet.name, row.number, columns.heading(field), why))

    for row in rows_below(sheet, columns):
        before = len(findings)
        name, role = _name(row), _role(row, wrong)
        slack_id = _slack_id(row, directory, wrong)
        if not 0 < len(name) <= 120:
            wrong(row, "full_name", "The name is missing, or longer than 120 characters.")
        flags = {flag: _yes(row, flag, wrong) for flag in ("senco", "dsl")}
        subjects = _subjects(row, wrong)
        email = row.text("email").casefold() or None
        if role is None or slack_id is None or len(findings) > before:
            yield None
        else:
            yield StaffRow(sheet.name, row.number, slack_id, name, role, email, subjects=subjects, **flags)


def _name(row: Row) -> str:
    surname, forenames = clean(row.text("surname")), clean(row.text("forenames"))
    if surname and forenames:
        return f"{forenames} {surname}"
    return names.full_name(*names.split(row.text("full_name") or surname))


def _slack_id(row: Row, directory: Directory, wrong: Wrong) -> str | None:
    given, email = row.text("slack_id").upper(), row.text("email").casefold()
    if given or not email:
        if not SLACK_ID.fullmatch(given):
            wrong(row, "slack_id", NAMELESS)
        elif directory.ids is not None and given not in directory.ids:
            wrong(row, "slack_id", NOBODY)
        return given
    if email not in directory.by_email:
        wrong(row, "email", NOBODY)
    return directory.by_email.get(email)


def _role(row: Row, wrong: Wrong) -> Role | None:
    try:
        return parse_role(row.text("role"))
    except ValueError as why:
        wrong(row, "role", str(why))
        return None


def _yes(row: Row, field: str, wrong: Wrong) -> bool | None:
    text = row.text(field)
    try:
        return parse_yes(text) if text else None
    except ValueError as why:
        wrong(row, field, str(why))
        return None


def _subjects(row: Row, wrong: Wrong) -> tuple[str, ...] | None:
    subjects = tuple(filter(None, map(clean, re.split(r"[,;/\n]", row.text("subjects")))))
    if any(len(subject) > LONGEST_SUBJECT for subject in subjects):
        wrong(row, "subjects", f"A subject can have {LONGEST_SUBJECT} characters at most.")
    return subjects or None

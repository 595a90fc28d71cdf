"""Staff of a file, compared with the list: who is new or changed, and whom the keyworkers of pupils are."""

from collections.abc import Sequence

from models import names
from models.change import Read
from models.importing.parse import Parsed
from models.importing.staff import StaffRow
from models.tables.staff import Staff, active_staff
from models.text import folded


def match_keyworkers(read: Read, parsed: Parsed) -> dict[str, str]:
    """Return the Slack ids of the keyworkers in the files, by the cells that name them; nobody where two fit."""
    cells = {row.keyworker for row in parsed.pupils if row.keyworker}
    if not cells:
        return {}
    people: dict[str, set[str]] = {}
    for staff in active_staff(read.session):
        people.setdefault(folded(staff.name), set()).add(staff.slack_id)
    for row in parsed.staff:
        for name in (folded(row.name), row.email):
            if name:
                people.setdefault(name, set()).add(row.slack_id)
    found = {
        cell: people.get(cell.casefold()) or people.get(folded(names.full_name(*names.split(cell)))) for cell in cells
    }
    return {cell: next(iter(ids)) for cell, ids in found.items() if ids and len(ids) == 1}


def match_staff(read: Read, rows: Sequence[StaffRow]) -> tuple[list[StaffRow], int]:
    """Return the rows of staff that change something, and how many of them are new to the list."""
    held = {staff.slack_id: staff for staff in active_staff(read.session)} if rows else {}
    changed = [row for row in rows if row.slack_id not in held or _differs(row, held[row.slack_id])]
    return changed, sum(row.slack_id not in held for row in changed)


def _differs(row: StaffRow, held: Staff) -> bool:
    given = {name: getattr(row, name) for name in ("name", "role", "senco", "dsl")}
    is_other = any(value is not None and value != getattr(held, name) for name, value in given.items())
    return is_other or (row.subjects is not None and set(row.subjects) != set(held.subjects))

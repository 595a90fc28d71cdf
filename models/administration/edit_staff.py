"""Editing a colleague: role, responsibilities and subjects, and until when they are away."""

from collections.abc import Sequence
from datetime import date

from models.administration.staff_list import save_staff
from models.change import Change
from models.duties.cover import set_away
from models.permission import Role
from models.tables.staff import Staff


def edit_staff(
    change: Change,
    slack_id: str,
    name: str,
    role: Role,
    senco: bool,
    dsl: bool,
    subjects: Sequence[str],
    back_on: date | None,
    cover_id: str | None,
    version: int | None = None,
) -> None:
    """Change a colleague's entry, and until when they are away.

    Raises Refused as `save_staff` and `set_away` do, and Conflict if the form was opened on another version.
    """
    staff = change.get(Staff, save_staff(change, slack_id, name, role, senco, dsl, subjects, version))
    if (back_on, cover_id) != (staff.away_until, staff.cover_id):
        set_away(change, staff.id, back_on, cover_id)

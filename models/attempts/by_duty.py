"""On how many days nobody answered for a duty, so that calls without an answer show as well."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, select

from models.attempts.steps import SIDE_OF
from models.change import Read
from models.contacts.outcomes import days_without_answer
from models.duties.owed_words import counts_from
from models.tables.contact import Attempt, Outcome, Side
from models.tables.duty import Duty, DutyKind


def days_tried(read: Read, duties: Sequence[Duty | Row[Any]]) -> dict[str, int]:
    """Count the days without an answer by the id of the duty, in one statement or none.

    `duties` have id, kind, placement_id and due_on. Duties that are not about reaching people are left out.
    """
    about_people = [duty for duty in duties if duty.kind in SIDE_OF]
    if not about_people:
        return {}
    rows = select(Attempt.placement_id, Attempt.side, Attempt.on, Attempt.outcome).distinct()
    of_these = Attempt.placement_id.in_({duty.placement_id for duty in about_people})
    attempts = read.session.execute(rows.where(of_these)).all()
    return {duty.id: len(_days(read, duty, attempts)) for duty in about_people}


def _days(read: Read, duty: Duty | Row[Any], attempts: Sequence[Row[str, Side, date, Outcome]]) -> set[date]:
    """Return the days without an answer for a duty. For a family review, only attempts that would close it count."""
    mine = [one for one in attempts if one.placement_id == duty.placement_id and one.side is SIDE_OF[duty.kind]]
    if duty.kind is DutyKind.FAMILY_REVIEW:
        since = counts_from(read.calendar, duty.due_on)
        mine = [one for one in mine if one.on >= since]
    return days_without_answer((one.on, one.outcome) for one in mine)

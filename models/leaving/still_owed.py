"""What is still to be done for a pupil who leaves, before the last day or not at all."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from models.change import Read
from models.duties.kinds import KINDS, OF_LEAVING
from models.duties.overdue import urgent_first
from models.duties.owed_words import owed_in_words
from models.tables.duty import Duty
from models.tables.placement import Placement
from models.tables.staff import Staff


@dataclass(frozen=True)
class StillOwed:
    """One duty that is open; reviews, and what comes with one, are due `before_the_end`, and the rest ends with it."""

    what: str
    owner: str
    due_on: date
    before_the_end: bool


def still_owed(read: Read, placement: Placement, *, of_leaving: bool = False) -> tuple[StillOwed, ...]:
    """Return what is open for a pupil but for what leaving owes, or only that, the most urgent first."""
    which = Duty.kind.in_(OF_LEAVING) if of_leaving else Duty.kind.not_in(OF_LEAVING)
    rows = select(Duty, Staff.name).join(Staff, Staff.id == Duty.owner_id)
    rows = rows.where(Duty.placement_id == placement.id, Duty.done_on.is_(None), which)
    found = read.session.execute(rows.order_by(*urgent_first(), Duty.kind, Duty.about)).all()
    reviews = {duty.id for duty, _ in found if KINDS[duty.kind].is_review}
    return tuple(
        StillOwed(
            owed_in_words(read, duty, placement.left_on), owner, duty.due_on, bool(reviews & {duty.id, duty.about})
        )
        for duty, owner in found
    )

"""The commissioner's view of a placement: owed at each half-term, with the family review."""

from sqlalchemy import and_, select, update
from sqlalchemy.orm import aliased

from models.change import Change
from models.tables.duty import Duty, DutyKind, Ending, open_duties, open_duty
from models.tables.placement import Placement, agreement_of
from models.tables.review import FAMILY
from models.tables.staff import Staff


def owe_commissioner_view(change: Change, placement: Placement) -> None:
    """Owe the view with the family review that is due, once it is known who commissions the placement.

    One of an earlier half-term that is still to be asked for will do for this one too.
    """
    change.session.flush()
    family = open_duty(change.session, DutyKind.FAMILY_REVIEW, placement.id, FAMILY)
    owed = change.session.scalar(open_duties(placement.id, DutyKind.COMMISSIONER_VIEW).limit(1))
    agreement = agreement_of(change.session, placement.id)
    if agreement is None or agreement.commissioner is None:
        if owed is not None:
            change.close_duty(owed, Ending.DROPPED)
    elif owed is not None and (family is None or owed.about != family.id):
        if change.get(Duty, owed.about).ending is Ending.DROPPED:
            change.close_duty(owed, Ending.DROPPED)
            owe_commissioner_view(change, placement)
    elif family is not None and (owed is not None or not _was_owed(change, family)):
        owner = change.get(Staff, owed.owner_id if owed else family.owner_id)
        change.owe(DutyKind.COMMISSIONER_VIEW, placement, owner, family.due_on, about=family.id)


def move_commissioner_views(change: Change) -> list[str]:
    """Move the views that are owed to the days to which their family reviews have moved, and return their owners."""
    family = aliased(Duty)
    rows = (
        select(Duty.id, Duty.owner_id, family.due_on)
        .join(family, and_(family.id == Duty.about, family.done_on.is_(None)))
        .where(Duty.kind == DutyKind.COMMISSIONER_VIEW, Duty.done_on.is_(None), Duty.due_on != family.due_on)
    )
    moved = change.session.execute(rows).all()
    if moved:
        change.session.execute(update(Duty), [{"id": row.id, "due_on": row.due_on} for row in moved])
    return [row.owner_id for row in moved]


def _was_owed(change: Change, family: Duty) -> bool:
    rows = select(Duty.id).where(Duty.kind == DutyKind.COMMISSIONER_VIEW, Duty.about == family.id)
    return change.session.scalar(rows.where(Duty.ending != Ending.DROPPED).limit(1)) is not None

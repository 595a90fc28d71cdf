"""What is owed only because two records were merged, and is owed to nobody once that is undone."""

from collections.abc import Sequence

from sqlalchemy import delete, select

from models.change import Change
from models.contacts.professionals import owe_professionals
from models.tables.contact import Contact
from models.tables.duplicate import Merge
from models.tables.duty import Duty, DutyKind, Ending, Enquiry, open_duties
from models.tables.message import Message
from models.tables.placement import Placement


def owe_moved_professionals(change: Change, stays: Sequence[Placement]) -> None:
    """Owe contact with the professionals who are on the merged record, wherever none was involved before."""
    for stay in stays:
        rows = select(Contact).where(Contact.pupil_id == stay.pupil_id, Contact.removed_at.is_(None))
        for contact in change.session.scalars(rows).all():
            owe_professionals(change, stay, contact)


def drop_moved_professionals(change: Change, stays: Sequence[Placement], done: Merge) -> None:
    """Drop what was owed so by a merge, as the records are separate again."""
    for stay in stays:
        for duty in change.session.scalars(open_duties(stay.id, DutyKind.PROFESSIONALS)).all():
            if duty.added_at >= done.at:
                change.close_duty(duty, Ending.DROPPED)


def forget_dropped(change: Change, done: Merge) -> None:
    """Delete what was owed only by the merge, and dropped as it was undone: it was owed to nobody."""
    of_both = select(Placement.id).where(Placement.pupil_id.in_((done.kept_id, done.gone_id)))
    asked = select(Enquiry.duty_id).where(Enquiry.added_at >= done.at)
    named = asked.union(select(Message.about).where(Message.added_at >= done.at))
    rows = delete(Duty).where(Duty.placement_id.in_(of_both), Duty.added_at >= done.at, Duty.id.not_in(named))
    change.session.execute(rows.where(Duty.ending == Ending.DROPPED))

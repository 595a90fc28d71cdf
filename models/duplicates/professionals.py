"""The professionals of records that are merged: one of them may know of some where the other says that none is."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from models.change import Change
from models.contacts.professionals import owe_professionals
from models.tables.contact import Contact
from models.tables.duty import Duty, DutyKind, Ending, open_duties
from models.tables.placement import Placement


def owe_moved_professionals(change: Change, stays: Sequence[Placement]) -> None:
    """Owe contact with the professionals who are on the merged record, wherever none was involved before."""
    for stay in stays:
        rows = select(Contact).where(Contact.pupil_id == stay.pupil_id, Contact.removed_at.is_(None))
        for contact in change.session.scalars(rows).all():
            owe_professionals(change, stay, contact)


def drop_moved_professionals(change: Change, stays: Sequence[Placement], since: datetime) -> None:
    """Drop what was owed so since the merge, as the records are separate again."""
    for stay in stays:
        rows: Sequence[Duty] = change.session.scalars(open_duties(stay.id, DutyKind.PROFESSIONALS)).all()
        for duty in rows:
            if duty.added_at >= since:
                change.close_duty(duty, Ending.DROPPED)

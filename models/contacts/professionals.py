"""The professionals around a pupil: once there is one where none was involved, they are to be contacted."""

from sqlalchemy import select

from models.change import Change
from models.duties.due_dates import StepDays
from models.duties.owners import default_owner
from models.tables.contact import Contact, Side
from models.tables.duty import Duty, DutyKind, Ending
from models.tables.placement import Placement
from models.tables.staff import Staff


def owe_professionals(change: Change, placement: Placement, contact: Contact) -> None:
    """Owe contact with the professionals, from today, if this one is on the record and none was involved before."""
    if contact.side is not Side.PROFESSIONAL or contact.deceased:
        return
    rows = select(Duty).where(Duty.placement_id == placement.id, Duty.kind == DutyKind.PROFESSIONALS)
    last = change.session.scalar(rows.order_by(Duty.done_on.is_not(None), Duty.added_at.desc()).limit(1))
    if last is None or last.ending is not Ending.NONE_INVOLVED:
        return
    before = change.get(Staff, last.owner_id)
    owner = before if before.active else default_owner(change, DutyKind.PROFESSIONALS, placement)
    days = StepDays.read(change.school.step_days)[DutyKind.PROFESSIONALS]
    change.owe(DutyKind.PROFESSIONALS, placement, owner, change.calendar.add_school_days(change.today, days))

"""Full-time education that is so late by law that every Head is told of it, not only whoever has to start it."""

from dataclasses import dataclass

from sqlalchemy import select, true

from models.change import Read
from models.duties.kinds import in_words
from models.duties.overdue import OF_PASSING, Passed, days_late, overdue_when_passed
from models.names import first_name
from models.tables.duty import Duty, DutyKind
from models.tables.message import Message, MessagePupil
from models.tables.placement import Placement, PlacementType
from models.tables.pupil import Pupil
from models.tables.staff import Staff

TOLD_AFTER = 2  # school days


@dataclass(frozen=True)
class LateStart:
    """A pupil whose education has not started: `late` in school days, and who has to see to it.

    Of the pupil it holds what a direct message may say. `handed_over` is when it was handed over, if it was overdue
    by then.
    """

    pupil_id: str
    what: str
    first_name: str
    reference: str
    late: int
    handed_over: Passed | None
    owner_id: str
    owner: str
    type: PlacementType | None
    home_school: str


def late_starts(read: Read, message: Message | None = None) -> tuple[LateStart, ...]:
    """Return the pupils whose start is overdue by TOLD_AFTER school days, the longest first.

    With a message, those whom it was first about: one that is posted names nobody else.
    """
    linked = select(MessagePupil.pupil_id).where(MessagePupil.message_id == message.id) if message else None
    rows = (
        select(Duty.about, *OF_PASSING, Duty.owner_id, Staff.name, Placement.pupil_id)
        .add_columns(Placement.type, Placement.home_school)
        .add_columns(Pupil.preferred_name, Pupil.forenames, Pupil.reference)
        .join(Placement, Placement.id == Duty.placement_id)
        .join(Pupil, Pupil.id == Placement.pupil_id)
        .join(Staff, Staff.id == Duty.owner_id)
        .where(Duty.kind == DutyKind.PROVIDE, Duty.done_on.is_(None), Duty.due_on < read.today)
        .where(true() if linked is None else Placement.pupil_id.in_(linked))
        .order_by(Duty.due_on, Pupil.reference)
    )
    found = (
        LateStart(
            row.pupil_id,
            in_words(row.kind, row.about),
            first_name(row.preferred_name, row.forenames),
            row.reference,
            days_late(read, row.kind, row.due_on),
            overdue_when_passed(read, row),
            row.owner_id,
            row.name,
            row.type,
            row.home_school,
        )
        for row in read.session.execute(rows)
    )
    return tuple(one for one in found if one.late >= TOLD_AFTER)

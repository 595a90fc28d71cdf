"""The pupils who leave, or have left, and nobody knows where to: a Head answers for each until it is found out."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from models.change import Read
from models.names import used_name
from models.tables.duty import Duty, DutyKind
from models.tables.placement import Placement
from models.tables.pupil import LINE, Pupil
from models.tables.staff import Staff

MOST_SHOWN = 8


@dataclass(frozen=True)
class Unplaced:
    """A pupil without a known destination, the last day, and who is to find out by when."""

    name: str
    reference: str
    last_day: date
    owner: str
    due_on: date


@dataclass(frozen=True)
class UnplacedList:
    """The first of these pupils by their last day, and how many there are."""

    lines: tuple[Unplaced, ...] = ()
    in_all: int = 0

    @property
    def more(self) -> int:
        """How many stand in no line."""
        return self.in_all - len(self.lines)


def unplaced_pupils(read: Read) -> UnplacedList:
    """Return the pupils whose destination somebody still has to find out."""
    rows = read.session.execute(
        select(*LINE, Placement.left_on, Staff.name.label("owner"), Duty.due_on)
        .add_columns(func.count().over().label("in_all"))
        .join(Placement, Placement.id == Duty.placement_id)
        .join(Pupil, Pupil.id == Placement.pupil_id)
        .join(Staff, Staff.id == Duty.owner_id)
        .where(Duty.kind == DutyKind.FIND_DESTINATION, Duty.done_on.is_(None))
        .order_by(Placement.left_on, Pupil.reference)
        .limit(MOST_SHOWN)
    ).all()
    lines = tuple(
        Unplaced(
            used_name(row.preferred_name, row.forenames, row.surname), row.reference, row.left_on, row.owner, row.due_on
        )
        for row in rows
    )
    return UnplacedList(lines, rows[0].in_all) if rows else UnplacedList()

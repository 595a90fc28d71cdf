"""The line for Heads below their daily reminder: what is long overdue or unsent, term dates, who may soon go back."""

from dataclasses import dataclass, field

from sqlalchemy import func, select

from models.change import Read
from models.home.stuck import is_stuck
from models.outbox.undelivered import REMEMBERED, STUCK
from models.plans.brief import ReadinessLines, readiness_on_meeting_day
from models.tables.duty import Duty
from models.tables.message import Message
from models.tables.staff import Staff


@dataclass(frozen=True)
class HeadsLine:
    """What Heads are told in addition: what is stuck, by owner, unsent messages, and if term dates cover today."""

    owed: tuple[tuple[str, int], ...]
    unsent: int
    term_dates: bool
    readiness: ReadinessLines = field(default_factory=ReadinessLines)

    @property
    def count(self) -> int:
        """How many duties are stuck."""
        return sum(number for _, number in self.owed)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell the Heads."""
        return not self.owed and not self.unsent and self.term_dates and not self.readiness.in_all


def head_line(read: Read) -> HeadsLine:
    """Return what Heads are told, which is the same for every Head."""
    owed = read.session.execute(
        select(Staff.name, func.count())
        .join(Duty, Duty.owner_id == Staff.id)
        .where(is_stuck(read))
        .group_by(Staff.id, Staff.name)
        .order_by(func.count().desc(), Staff.name)
    )
    recent = Message.added_at > read.now - REMEMBERED
    unsent = select(func.count()).select_from(Message).where(Message.state.in_(STUCK), recent)
    return HeadsLine(
        tuple((name, number) for name, number in owed),
        read.session.scalar(unsent) or 0,
        read.calendar.covers(read.today),
        readiness_on_meeting_day(read),
    )

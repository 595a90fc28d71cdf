"""The line for Heads below their daily reminder: what is long overdue or unsent, term dates, who may soon go back."""

from dataclasses import dataclass, field

from sqlalchemy import func, select

from models.change import Read
from models.home.late_starts import LateStart, late_starts
from models.home.stuck import is_stuck, is_stuck_with_owner
from models.outbox.undelivered import REMEMBERED, STUCK
from models.plans.brief import ReadinessLines, readiness_on_meeting_day
from models.tables.duty import Duty
from models.tables.message import Message
from models.tables.staff import Staff


@dataclass(frozen=True)
class HeadsLine:
    """What Heads are told in addition: what is stuck, by owner, unsent messages, and if term dates cover today.

    `passed` is how much is stuck only because it was overdue before it passed to its present owner: no name says so.
    Nor does one of what is `uncovered`: it fell due while its owner was away, and nobody covered.
    `late_starts` are told to each Head but the one who has to see to it, who has a line of it.
    """

    owed: tuple[tuple[str, int], ...]
    passed: int
    unsent: int
    term_dates: bool
    uncovered: int = 0
    readiness: ReadinessLines = field(default_factory=ReadinessLines)
    late_starts: tuple[LateStart, ...] = ()

    def late_starts_of_others(self, staff_id: str | None) -> tuple[LateStart, ...]:
        """Return the late starts that somebody else has to see to."""
        return tuple(one for one in self.late_starts if one.owner_id != staff_id)

    def pupils_for(self, staff_id: str) -> set[str]:
        """Return the ids of the pupils whom the line to a Head names."""
        late = {one.pupil_id for one in self.late_starts_of_others(staff_id)}
        return late | {one.pupil_id for one in self.readiness.shown}

    @property
    def count(self) -> int:
        """How many duties are stuck."""
        return sum(number for _, number in self.owed) + self.passed + self.uncovered

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell the Heads."""
        return not self.count and not self.unsent and self.term_dates and not self.readiness.in_all


def head_line(read: Read, message: Message | None = None) -> HeadsLine:
    """Return what Heads are told, which is the same for every Head; in a posted message, of those it is about."""
    late = func.count().filter(is_stuck_with_owner(read))
    uncovered = func.count().filter(~is_stuck_with_owner(read), Duty.is_uncovered)
    rows = read.session.execute(
        select(Staff.name, late, func.count() - late - uncovered, uncovered)
        .join(Duty, Duty.owner_id == Staff.id)
        .where(is_stuck(read))
        .group_by(Staff.id, Staff.name)
        .order_by(late.desc(), Staff.name)
    ).all()
    recent = Message.added_at > read.now - REMEMBERED
    unsent = select(func.count()).select_from(Message).where(Message.state.in_(STUCK), recent)
    return HeadsLine(
        tuple((name, number) for name, number, _, _ in rows if number),
        sum(passed for _, _, passed, _ in rows),
        read.session.scalar(unsent) or 0,
        read.calendar.covers(read.today),
        sum(nobody for _, _, _, nobody in rows),
        readiness_on_meeting_day(read),
        late_starts(read, message),
    )

"""The agenda of the weekly allocations meeting: its lines, and the pages of the digest."""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from models.change import Read
from models.duties.kinds import KINDS
from models.meetings.week import MeetingWeek
from models.names import initials
from models.school.school_year import year_in_line
from models.tables.duty import DutyKind, Ending
from models.tables.placement import Placement
from models.tables.pupil import LINE

FIRST_PAGE, LATER_PAGE = 14, 22
MOST_PRESSING = 5


class Section(Enum):
    """The section of the agenda that a line belongs to, in the order of the meeting."""

    NEW = 0
    ALLOCATE = 1
    DUE = 2
    ACTIONS = 3
    LEAVERS = 4


@dataclass(frozen=True)
class AgendaDuty:
    """One duty on the agenda: `late` is in school days, `carried` is how often an action was carried over."""

    id: str
    kind: DutyKind
    what: str
    owner: str
    due_on: date
    done_on: date | None
    ending: Ending | None
    late: int
    carried: int = 0

    @property
    def is_open(self) -> bool:
        """Whether the duty is still to be done."""
        return self.done_on is None

    @property
    def is_legal(self) -> bool:
        """Whether the law sets the due date."""
        return KINDS[self.kind].is_legal


@dataclass(frozen=True)
class AgendaLine:
    """A line of the agenda, with only what the channel may know of a pupil: initials, year group and reference."""

    section: Section
    placement_id: str | None
    pupil_id: str | None
    initials: str
    year: str
    reference: str
    keyworker: str | None = None
    returning: bool = False
    left_on: date | None = None
    owed: tuple[AgendaDuty, ...] = ()


@dataclass(frozen=True)
class Reviewer:
    """A colleague with reviews to hold before the next meeting, and how many of them are overdue."""

    name: str
    count: int
    late: int


@dataclass(frozen=True)
class Digest:
    """The content of the digest. `lines` and `reviewers` are those that fit, `counts` are of everything."""

    period: MeetingWeek
    counts: dict[str, int]
    lines: tuple[AgendaLine, ...] = ()
    reviewers: tuple[Reviewer, ...] = ()

    @property
    def pages(self) -> list[tuple[AgendaLine, ...]]:
        """The lines of each message: the first is the digest, the others go into its thread."""
        later = range(FIRST_PAGE, len(self.lines), LATER_PAGE)
        return [self.lines[:FIRST_PAGE], *(self.lines[start : start + LATER_PAGE] for start in later)]

    @property
    def pressing(self) -> list[tuple[AgendaLine, AgendaDuty]]:
        """What to look at first, at most one duty a pupil: legal dates, then what has been overdue longest."""
        steps = [(line, one) for line in self.lines if line.section is not Section.ACTIONS for one in line.owed]
        steps = [(line, one) for line, one in steps if one.is_open and (one.is_legal or one.late)]
        first: dict[str, tuple[AgendaLine, AgendaDuty]] = {}
        for line, one in sorted(steps, key=lambda step: (not step[1].is_legal, step[1].due_on)):
            first.setdefault(line.reference, (line, one))
        return list(first.values())[:MOST_PRESSING]

    @property
    def unseen(self) -> int:
        """How many lines are left out because they do not fit."""
        return self.counts["lines"] - len(self.lines)


def line_columns() -> tuple[Any, ...]:
    """Return the columns that say which pupil a line is about."""
    return Placement.pupil_id, *LINE


def channel_name(read: Read, row: Any) -> tuple[str, str, str]:
    """Return what the channel may know of a pupil: initials, year group, reference. Without a pupil they are empty."""
    if row.pupil_id is None:
        return "", "", ""
    return initials(row.forenames, row.surname), year_in_line(row, read.today), row.reference

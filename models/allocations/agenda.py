"""The agenda of the weekly allocations meeting: its lines, what they count, and the pages of the digest."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from models.attendance.rate import Absence
from models.change import Read
from models.duties.kinds import DECISIONS, KINDS
from models.meetings.week import MeetingWeek
from models.names import initials
from models.school.school_year import year_in_line
from models.tables.duty import DutyKind, Ending
from models.tables.placement import Placement
from models.tables.pupil import LINE

# A page with this many lines fits into Slack's 50 blocks, whatever the lines are.
FIRST_PAGE, LATER_PAGE = 10, 14
MOST_PRESSING, MOST_LEGAL = 5, 300
# Kinds of duty that a line names by a word of its own, beside what is due.
APART = (DutyKind.ALLOCATE, DutyKind.TARGET)


class Section(Enum):
    """The section of the agenda that a line belongs to, in the order of the meeting."""

    NEW = 0
    ALLOCATE = 1
    DUE = 2
    ACTIONS = 3
    LEAVERS = 4


@dataclass(frozen=True)
class AgendaDuty:
    """One duty on the agenda: `late` is in school days, until now or until it ended.

    `carried` is how often an action was carried over.
    """

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
    """A line of the agenda, with only what the channel may know of a pupil: initials, year group and reference.

    `is_reached`: the day that is planned as the first one is here.
    """

    section: Section
    placement_id: str | None
    pupil_id: str | None
    initials: str
    year: str
    reference: str
    keyworker: str | None = None
    returning: bool = False
    left_on: date | None = None
    is_reached: bool = False
    destination: str | None = None
    owed: tuple[AgendaDuty, ...] = ()

    @property
    def still_owed(self) -> tuple[AgendaDuty, ...]:
        """The duties that are open, legal dates first."""
        return tuple(sorted((one for one in self.owed if one.is_open), key=lambda one: not one.is_legal))

    @property
    def is_finished(self) -> bool:
        """Whether something was owed, and all of it is done."""
        return bool(self.owed) and not self.still_owed

    @property
    def counts(self) -> Counter[str]:
        """What the line counts towards in the headline: each ending by its name, the rest by that of the count."""
        owed = self.still_owed
        ended = Counter(one.ending.value for one in self.owed if one.ending is not None)
        if self.section is Section.LEAVERS:
            return Counter(leavers=1)
        if self.section is Section.ACTIONS:
            late = any(one.late for one in owed)
            return ended + Counter(actions=not self.is_finished, late_actions=late)
        return ended + Counter(
            new=self.section is Section.NEW,
            allocate=any(one.kind is DutyKind.ALLOCATE for one in owed),
            due=any(one.kind not in APART and not one.late for one in owed),
            late=any(one.late for one in owed),
            targets=sum(one.kind is DutyKind.TARGET for one in owed),
            decisions=sum(one.kind in DECISIONS for one in owed),
        )


@dataclass(frozen=True)
class Reviewers:
    """Who has reviews to hold before the next meeting and how many: the first by number, then the sums of all.

    Each line is a name, the number, and how many of these are for pupils who leave before the next meeting.
    """

    lines: tuple[tuple[str, int, int], ...] = ()
    people: int = 0
    reviews: int = 0
    late: int = 0

    @property
    def more(self) -> int:
        """How many reviews are held by those without a line."""
        return self.reviews - sum(number for _, number, _ in self.lines)


@dataclass(frozen=True)
class NotAgreed:
    """Pupils about whose placement a fact is missing: initials and reference of the first, and how many they are."""

    pupils: tuple[tuple[str, str], ...] = ()
    in_all: int = 0

    @property
    def more(self) -> int:
        """How many pupils are not named."""
        return self.in_all - len(self.pupils)


@dataclass(frozen=True)
class UnreadProfile:
    """A pupil whose learning profile so many colleagues have still to read."""

    initials: str
    reference: str
    readers: int


@dataclass(frozen=True)
class UnreadProfiles:
    """The learning profiles that are still to be read: the first of them, and how many there are."""

    lines: tuple[UnreadProfile, ...] = ()
    profiles: int = 0

    @property
    def more(self) -> int:
        """How many have no line."""
        return self.profiles - len(self.lines)


@dataclass(frozen=True)
class Conversations:
    """With how many `families` somebody spoke this half-term, `good_news` too, and who was not spoken to for one."""

    families: int = 0
    spoken: int = 0
    good_news: int = 0
    silent: tuple[tuple[str, str], ...] = ()
    in_all: int = 0

    @property
    def more(self) -> int:
        """How many of those who were not spoken to are not named."""
        return self.in_all - len(self.silent)


@dataclass(frozen=True)
class Digest:
    """The content of the digest. `lines` are the most pressing, `counts` are of everything."""

    period: MeetingWeek
    counts: Counter[str]
    lines: tuple[AgendaLine, ...] = ()
    reviewers: Reviewers = Reviewers()
    not_agreed: NotAgreed = NotAgreed()
    unread: UnreadProfiles = UnreadProfiles()
    conversations: Conversations = Conversations()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to talk about."""
        return not (self.lines or self.reviewers.reviews or self.unread.profiles or self.absent)

    @property
    def absent(self) -> int:
        """How many pupils' absence is alarming: the channel counts them, and names nobody."""
        return sum(self.counts[kind] for kind in Absence)

    def pages(self, messages: int) -> list[tuple[AgendaLine, ...]]:
        """Return the lines of each message."""
        return pages_of(self.lines, messages)

    def hidden(self, messages: int) -> Counter[str]:
        """Return what the headline counts and so many messages have no room for."""
        shown = sum((line.counts for page in self.pages(messages) for line in page), Counter[str]())
        elsewhere = Counter({name: self.counts[name] for name in ("reviews", "kept", "unread", *Absence)})
        return self.counts - shown - elsewhere

    @property
    def pressing(self) -> list[tuple[AgendaLine, AgendaDuty]]:
        """What to look at first, at most one duty a pupil: all legal dates, then what has been overdue longest."""
        steps = [(line, one) for line in self.lines if line.section is not Section.ACTIONS for one in line.still_owed]
        steps = [(line, one) for line, one in steps if one.is_legal or one.late]
        first: dict[str, tuple[AgendaLine, AgendaDuty]] = {}
        for line, one in sorted(steps, key=lambda step: (not step[1].is_legal, step[1].due_on)):
            first.setdefault(line.reference, (line, one))
        legal = sum(one.is_legal for _, one in first.values())
        return list(first.values())[: min(max(legal, MOST_PRESSING), MOST_LEGAL)]


def pages_of(lines: Sequence[AgendaLine], messages: int) -> list[tuple[AgendaLine, ...]]:
    """Return the lines of each message: the first is the digest, the others go into its thread.

    Lines keep their places while they fit into so many messages. When they do not, what is finished goes first.
    """
    fitting = _fitting(lines, FIRST_PAGE + LATER_PAGE * (messages - 1))
    later = range(FIRST_PAGE, len(fitting), LATER_PAGE)
    return [fitting[:FIRST_PAGE], *(fitting[start : start + LATER_PAGE] for start in later)]


def _fitting(lines: Sequence[AgendaLine], room: int) -> tuple[AgendaLine, ...]:
    surplus = max(0, len(lines) - room)
    finished = [place for place, line in enumerate(lines) if line.is_finished]
    leave = set(finished[len(finished) - min(surplus, len(finished)) :])
    return tuple(line for place, line in enumerate(lines) if place not in leave)[:room]


def line_columns() -> tuple[Any, ...]:
    """Return the columns that say which pupil a line is about."""
    return Placement.pupil_id, *LINE


def channel_name(read: Read, row: Any) -> tuple[str, str, str]:
    """Return what the channel may know of a pupil: initials, year group, reference. Without a pupil they are empty."""
    if row.pupil_id is None:
        return "", "", ""
    return initials(row.preferred_name or row.forenames, row.surname), year_in_line(row, read.today), row.reference

"""A walk over the first days, last days and holidays of a page, in order: what lies between them is time in school."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from models.school.calendar import Period, is_working_day
from models.school.term_entries import Page
from models.school.written_dates import plain

DAY = timedelta(days=1)
LONGEST_READ = timedelta(weeks=10)  # a longer one has a mistyped year, or a half-term that is not given
LONGEST_COMPUTED = timedelta(weeks=11)  # the summer term of a Scottish school has no half-term
TWO_WEEKS = timedelta(weeks=2)


@dataclass
class Teaching:
    """The teaching days of a page as they are put together: each half-term with the line that it comes from.

    `computed` are those that the page does not give as a range.
    """

    half_terms: list[tuple[int, Period]] = field(default_factory=list)
    computed: set[Period] = field(default_factory=set)
    inset_days: dict[date, int] = field(default_factory=dict)
    closed_days: dict[date, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Edge:
    """The first or last day of a time in school; `exact` if the page gives it as part of a range."""

    day: date
    line: int
    term: str
    exact: bool = False
    for_pupils: bool = False


@dataclass(frozen=True)
class Away:
    """A holiday, from its first to its last day."""

    first: date
    last: date
    line: int
    is_half_term: bool
    term: str


@dataclass
class Sweep:
    """A walk over starts, ends and holidays in the order of their days."""

    page: Page
    found: Teaching
    away: Sequence[Away]
    ends: Sequence[Edge] = ()
    since: Edge | None = None
    after: Away | None = None

    def over(self, starts: Iterable[Edge], ends: Sequence[Edge]) -> None:
        """Walk over them, and over the holidays."""
        self.ends = ends
        marks: list[tuple[date, int, Edge | Away]] = [(one.first, 0, one) for one in self.away]
        marks += [(one.day, 1, one) for one in starts] + [(one.day, 2, one) for one in ends]
        for _, order, mark in sorted(marks, key=lambda mark: mark[:2]):
            if isinstance(mark, Away):
                self._go_away(mark)
            elif order == 1:
                self._start(mark)
            else:
                self._end(mark)
        if self.since:
            self._ask_for_end(self.since)
        elif self.after and self.after.is_half_term:
            self._ask(self.after.line, f"when does the {self.after.term} term end?")

    def _start(self, edge: Edge) -> None:
        if self.after and edge.day <= self.after.last:
            self._conflict(edge, self.after)
            edge = Edge(self.after.last + DAY, edge.line, edge.term)
        if self.since and edge.day - self.since.day <= TWO_WEEKS:
            self._choose(self.since, edge)
            return
        if self.since:
            self._ask_for_end(self.since)
        self.since, self.after = edge, None

    def _choose(self, one: Edge, other: Edge) -> None:
        """Of two first days close together, take that of pupils, or else the later one, and ask."""
        self.since = one if one.for_pupils and not other.for_pupils else other
        between = [day for day in days_of(one.day, other.day - DAY) if self._is_pupil_day(day)]
        if between:
            days = f"{plain(one.day)} and {plain(other.day)}"
            self.page.asked.append(
                (other.line, f"{days} are both given as a first day; {plain(self.since.day)} is taken.")
            )

    def _end(self, edge: Edge) -> None:
        if self.after and edge.day <= self.after.last:
            self._conflict(edge, self.after)
            return
        if self.since is None and self.after is None:
            last = self.found.half_terms[-1][1] if self.found.half_terms else None
            if last and edge.day == last.ends_on:
                return  # said twice
            if last and edge.day - last.ends_on <= TWO_WEEKS:
                self.page.asked.append(
                    (edge.line, f"{plain(edge.day)} is a last day too; {plain(last.ends_on)} is taken.")
                )
            else:
                self._ask(edge.line, f"when does the {edge.term} term that ends on {plain(edge.day)} start?")
            return
        self._teach(self.since or self._back_from(self.after), edge)
        self.since = self.after = None

    def _go_away(self, holiday: Away) -> None:
        before = Edge(holiday.first - DAY, holiday.line, holiday.term)
        if self.since is not None:
            if not holiday.is_half_term:
                self._taken("last", before)
            self._teach(self.since, before)
        elif self.after is not None and self.after.is_half_term and holiday.is_half_term:
            self._ask(self.after.line, f"when does the {self.after.term} term end?")
            self._ask(holiday.line, f"when does the {holiday.term} term start?")
        elif self.after is not None:
            if not holiday.is_half_term:
                self._taken("last", before)
            self._teach(self._back_from(self.after), before)
        elif holiday.is_half_term and not self._ended_before(holiday):
            self._ask(holiday.line, f"when does the {holiday.term} term start?")
        self.since, self.after = None, holiday

    def _ended_before(self, holiday: Away) -> bool:
        """Return whether what was taught last ended just before this half-term."""
        last = self.found.half_terms[-1][1].ends_on if self.found.half_terms else None
        return last is not None and holiday.first - last <= TWO_WEEKS

    def _back_from(self, holiday: Away | None) -> Edge:
        assert holiday is not None  # noqa: S101 - the callers have looked
        back = Edge(holiday.last + DAY, holiday.line, holiday.term)
        if not holiday.is_half_term:
            self._taken("first", back)
        return back

    def _taken(self, which: str, edge: Edge) -> None:
        if any(one.line == edge.line and one.first <= end.day <= one.last for one in self.away for end in self.ends):
            return  # the last day that is given lies in this holiday, which is asked about
        day = _to_working_day(edge.day, 1 if which == "first" else -1)
        beside = "after" if which == "first" else "before"
        self.page.asked.append((edge.line, f"no {which} day is given {beside} this holiday; {plain(day)} is taken."))

    def _teach(self, first: Edge, last: Edge) -> None:
        """Add a half-term, without what INSET days, closed days and weekends take from its two ends."""
        start, end = first.day, last.day
        while not first.exact and start <= end and not self._is_pupil_day(start):
            start += DAY
        while not last.exact and start <= end and not self._is_pupil_day(end):
            end -= DAY
        if start <= end:
            period = Period(start, end)
            self.found.half_terms.append((first.line, period))
            self._check_length(first, last, period)
            if not (first.exact and last.exact):
                self.found.computed.add(period)

    def _check_length(self, first: Edge, last: Edge, period: Period) -> None:
        is_given = first.exact and last.exact
        if period.ends_on - period.starts_on > (LONGEST_READ if is_given else LONGEST_COMPUTED):
            days = (period.ends_on - period.starts_on).days + 1
            length = f"{days // 7} weeks" + (f" and {days % 7} day{'s' * (days % 7 > 1)}" if days % 7 else "")
            if is_given:
                why = f"this is {length}. Check the year, and put each half-term on its own line."
            else:
                why = f"from {plain(period.starts_on)} to {plain(period.ends_on)} is {length}. When is its half-term?"
            self._ask(first.line, why)

    def _is_pupil_day(self, day: date) -> bool:
        return is_working_day(day) and day not in self.found.inset_days and day not in self.found.closed_days

    def _conflict(self, edge: Edge, holiday: Away) -> None:
        self.page.asked.append(
            (edge.line, f"{plain(edge.day)} is a holiday by line {holiday.line}, so it is no school day.")
        )

    def _ask_for_end(self, since: Edge) -> None:
        self._ask(since.line, f"when does the {since.term} term that starts on {plain(since.day)} end?")

    def _ask(self, line: int, question: str) -> None:
        if (line, question) not in self.page.problems:
            self.page.problems.append((line, question))


def _to_working_day(day: date, step: int) -> date:
    while not is_working_day(day):
        day += step * DAY
    return day


def days_of(first: date, last: date) -> Iterator[date]:
    """Yield each day from the first to the last."""
    return (first + timedelta(days=offset) for offset in range((last - first).days + 1))

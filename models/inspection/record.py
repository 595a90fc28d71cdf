"""The record of a half-term, page by page and as a file: every line counted, and every look at a pupil logged."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Self

from sqlalchemy import select

from models.change import Change, Read
from models.errors import Absent
from models.inspection.half_terms import HalfTerm, half_term_called, half_terms
from models.inspection.lines import ReviewLine, Standing
from models.inspection.reviews import review_lines
from models.inspection.targets import SEEN, TargetEvent, TargetLine, target_lines
from models.permission import Permission
from models.requests.looks import record_looks
from models.rights import access_reason
from models.tables.target import Target

VIEWED, EXPORTED = "inspection:view", "inspection:export"
MOST_LINES, MOST_DIGITS = 30, 6
ALL, UNTOLD, UNHEARD = "all", "untold", "unheard"

# What can be chosen: every line of reviews, those with one standing, those without the pupil's side, and of targets.
OF_REVIEWS = (ALL, *(standing.value for standing in Standing), UNTOLD, UNHEARD)
OF_TARGETS = tuple(event.value for event in TargetEvent)

Line = ReviewLine | TargetLine


@dataclass(frozen=True)
class Wanted:
    """Which lines of which half-term are wanted, and which page of them; a `term` of "" is the newest."""

    term: str = ""
    show: str = ALL
    page: int = 0

    @classmethod
    def parse(cls, value: str) -> Self:
        """Read what a button or a menu carries. Raises Absent for what none of ours does."""
        term, _, rest = value.partition("|")
        show, _, page = rest.partition("|")
        if show not in (*OF_REVIEWS, *OF_TARGETS) or not page.isdecimal() or len(page) > MOST_DIGITS:
            raise Absent
        return cls(term, show, int(page))

    def __str__(self) -> str:
        """Return it as buttons and menus carry it."""
        return f"{self.term}|{self.show}|{self.page}"


@dataclass(frozen=True)
class Record:
    """Everything that is on record of a half-term."""

    term: HalfTerm
    reviews: tuple[ReviewLine, ...]
    targets: tuple[TargetLine, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        """Every line."""
        return self.reviews + self.targets

    @property
    def counts(self) -> dict[str, int]:
        """How many lines each choice holds."""
        found = Counter(name for one in self.lines for name in choices_of(one))
        return {name: found[name] for name in (*OF_REVIEWS, *OF_TARGETS)}

    def chosen(self, show: str) -> tuple[Line, ...]:
        """Return the lines of a choice."""
        return tuple(one for one in self.lines if show in choices_of(one))


@dataclass(frozen=True)
class RecordPage:
    """One page of a record. `record` is None if no half-term has begun; `sees_reasons`: of questioned targets."""

    wanted: Wanted
    terms: tuple[HalfTerm, ...]
    record: Record | None
    lines: tuple[Line, ...]
    in_all: int
    sees_reasons: bool

    @property
    def first(self) -> int:
        """The number of the page's first line, counted from 1."""
        return self.wanted.page * MOST_LINES + 1


def choices_of(one: Line) -> Iterator[str]:
    """Yield the choices under which a line stands."""
    if isinstance(one, TargetLine):
        yield one.event.value
        return
    yield from (ALL, one.standing.value)
    yield from (name for name, fits in ((UNTOLD, one.is_untold), (UNHEARD, one.is_unheard)) if fits)


def view_record(change: Change, wanted: Wanted) -> RecordPage:
    """Return a page of a half-term's record, or the last one if there are fewer, and log the look at each pupil."""
    change.require(Permission.COHORT_SEE)
    sees_reasons, terms = change.may(Permission.AMBITION_SEE), half_terms(change)
    record = read_record(change, wanted.term)
    if record is None:
        return RecordPage(wanted, terms, None, (), 0, sees_reasons)
    chosen = record.chosen(wanted.show)
    last = max(0, (len(chosen) - 1) // MOST_LINES)
    wanted = replace(wanted, term=record.term.key, page=min(wanted.page, last))
    start = wanted.page * MOST_LINES
    page = RecordPage(wanted, terms, record, chosen[start : start + MOST_LINES], len(chosen), sees_reasons)
    _log(change, page)
    return page


def export_record(change: Change, term: str, with_targets: bool = True) -> None:
    """Log that the record of a half-term leaves as a file, with everybody in it."""
    change.require(Permission.COHORT_SEE)
    if (record := read_record(change, term)) is None:
        raise Absent
    change.record(EXPORTED, change.staff, why=record.term.key)
    pupils = {one.who.pupil_id for one in (record.lines if with_targets else record.reviews)}
    record_looks(change, EXPORTED, change.staff, pupils, why=record.term.key)


def read_record(read: Read, term: str) -> Record | None:
    """Return the record of a half-term, or None if none has begun."""
    read.require(Permission.COHORT_SEE)
    found = half_term_called(read, term)
    return Record(found, review_lines(read, found), target_lines(read, found)) if found else None


def _log(change: Change, page: RecordPage) -> None:
    """Log the look at each pupil; whoever reads why a target was kept low is named beside it from then on."""
    why = access_reason(change.relation())
    change.record(VIEWED, change.staff, why=why)
    record_looks(change, VIEWED, change.staff, {one.who.pupil_id for one in page.lines}, why=why)
    kept = {one.target_id: one.who.pupil_id for one in page.lines if isinstance(one, TargetLine) and one.reason}
    for target in change.session.scalars(select(Target).where(Target.id.in_(kept))) if kept else ():
        record_looks(change, SEEN, target, [kept[target.id]], why="kept_low")

"""The table of all current pupils: targets and latest results beside one another, narrowed down, page by page."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Subquery, and_, func, or_, select, union

from models.change import Change, Read
from models.errors import Absent
from models.permission import Permission, access_reason
from models.progress.subject import AIM, GRADE, Aim, Grade, SubjectRecord
from models.progress.summary import Progress, progress_in
from models.scales.catalogue import all_scales
from models.scales.scale import Scale, Value
from models.school.school_year import STAGES, born_between, key_stage, year_of
from models.tables.audit import Audit
from models.tables.placement import Placement, Teaching, current
from models.tables.pupil import LINE, Pupil
from models.tables.result import Result
from models.tables.review import TrackStatus
from models.tables.staff import LONGEST_SUBJECT
from models.tables.target import Target

VIEWED, EXPORTED = "cohort:view", "cohort:export"
# With what a cell holds at most, this many rows are as many characters as Slack takes in one table.
MOST_LINES, MOST_SUBJECTS, MOST_PAGES = 40, 98, 10_000
NO_TARGET = "no_target"
TRACKS = {NO_TARGET: "no target"} | {word.value: word.label for word in TrackStatus}


@dataclass(frozen=True)
class TableFilter:
    """Which lines are asked for, None being all; and which page of them, from 0."""

    subject: str | None = None
    stage: str | None = None
    track: str | None = None
    page: int = 0


@dataclass(frozen=True)
class TableLine:
    """One subject of one pupil. Nothing in it may be compared with what stands on another scale."""

    forenames: str
    surname: str
    reference: str
    year: int
    progress: Progress

    @property
    def stage(self) -> str:
        return key_stage(self.year)

    @property
    def track(self) -> str:
        """One of TRACKS; not known yet as well where the scale has no order."""
        if self.progress.target is None:
            return NO_TARGET
        return self.progress.track.word if self.progress.track else TrackStatus.NOT_YET


@dataclass(frozen=True)
class Table:
    """A page of lines by name and subject, how many there are in all, and the subjects that can be chosen."""

    narrowed: TableFilter
    lines: tuple[TableLine, ...]
    in_all: int
    subjects: tuple[str, ...]

    @property
    def first(self) -> int:
        """The number of its first line, counted from 1."""
        return self.narrowed.page * MOST_LINES + 1


def show_table(change: Change, narrowed: TableFilter) -> None:
    """Show it in the actor's App Home; each look at another part of it is logged."""
    change.require(Permission.COHORT_SEE)
    change.show_home(change.actor, None, asdict(narrowed))
    change.record(VIEWED, change.actor, why=access_reason(change.relation()))


def open_table(change: Change) -> None:
    """All of it, from the start."""
    show_table(change, TableFilter())


def filter_table(change: Change, name: str, value: str | None) -> None:
    """By a subject, a key stage or a track, beside what it is narrowed by already; None is all."""
    choices: dict[str, Collection[str]] = {"stage": STAGES, "track": TRACKS}
    if value is not None and (value not in choices.get(name, [value]) or len(value) > LONGEST_SUBJECT):
        raise Absent
    show_table(change, replace(narrowed_now(change), page=0, **{name: value}))


def turn_page(change: Change, page: int) -> None:
    """Another page of what it is narrowed to, or the same one as it is by now."""
    show_table(change, replace(narrowed_now(change), page=min(max(0, page), MOST_PAGES)))


def export_table(change: Change) -> TableFilter:
    """Log that it is taken out as a file, and how many lines; of a track, among how many they are. What is taken."""
    change.require(Permission.COHORT_SEE)
    narrowed = narrowed_now(change)
    lines = "lines" if narrowed.track is None else "among"
    change.record(EXPORTED, change.actor, why=f"{lines}:{_count(change, narrowed)}")
    return narrowed


def narrowed_now(read: Read) -> TableFilter:
    """As it stands in the actor's App Home."""
    return TableFilter(**(read.actor.home_table or {}))


def is_open(read: Read) -> bool:
    """Whether the actor has looked at it today and at nothing since, and still may."""
    if read.actor.home_table is None or not read.may(Permission.COHORT_SEE):
        return False
    morning = datetime.combine(read.today, time(0), tzinfo=read.zone)
    views = select(Audit.id).where(Audit.actor_id == read.by.staff_id, Audit.at >= morning, Audit.verb == VIEWED)
    return read.session.scalar(views.limit(1)) is not None


def read_table(read: Read) -> Table:
    """The page in the actor's App Home; the last one where there are fewer by now."""
    read.require(Permission.COHORT_SEE)
    narrowed = narrowed_now(read)
    lines, in_all = _page(read, narrowed)
    if not lines and in_all:
        narrowed = replace(narrowed, page=(in_all - 1) // MOST_LINES)
        lines, in_all = _page(read, narrowed)
    return Table(narrowed, tuple(lines), in_all, _subjects(read))


def every_line(read: Read, narrowed: TableFilter) -> list[TableLine]:
    """Whatever page they are on. A track follows from results, so all of it is read before it can be asked for."""
    read.require(Permission.COHORT_SEE)
    found = _lines(read, read.session.execute(_rows(read, narrowed)).all(), _fitting(read, narrowed, Result))
    return [line for line in found if narrowed.track in (None, line.track)]


def _page(read: Read, narrowed: TableFilter) -> tuple[Sequence[TableLine], int]:
    start = narrowed.page * MOST_LINES
    if narrowed.track is not None:
        found = every_line(read, narrowed)
        return found[start : start + MOST_LINES], len(found)
    rows = read.session.execute(_rows(read, narrowed).limit(MOST_LINES).offset(start)).all()
    if not rows:
        return [], _count(read, narrowed)
    return _lines(read, rows, [Result.placement_id.in_({row.placement_id for row in rows})]), rows[0].in_all


def _count(read: Read, narrowed: TableFilter) -> int:
    return read.session.scalar(select(func.count()).select_from(_rows(read, narrowed).order_by(None).subquery())) or 0


def _rows(read: Read, narrowed: TableFilter) -> Select[Any]:
    """Each subject that is taught, aimed at or has a result, with its pupil and the target that stands."""
    known = _known(read, narrowed)
    aim = and_(Target.placement_id == known.c.placement_id, Target.subject == known.c.subject)
    return (
        select(known.c.placement_id, known.c.subject, func.count().over().label("in_all"))
        .add_columns(*LINE)
        .add_columns(*AIM)
        .join(Placement, Placement.id == known.c.placement_id)
        .join(Pupil, Pupil.id == Placement.pupil_id)
        .outerjoin(Target, and_(aim, Target.replaced_at.is_(None)))
        .order_by(Pupil.surname, Pupil.forenames, Pupil.reference, known.c.placement_id, known.c.subject)
    )


def _known(read: Read, narrowed: TableFilter) -> Subquery:
    tables: tuple[type[Teaching] | type[Target] | type[Result], ...] = (Teaching, Target, Result)
    every = (select(table.placement_id, table.subject).where(*_fitting(read, narrowed, table)) for table in tables)
    return union(*every).subquery()


def _subjects(read: Read) -> tuple[str, ...]:
    known = _known(read, TableFilter())
    names = select(known.c.subject).distinct().order_by(known.c.subject)
    return tuple(read.session.scalars(names.limit(MOST_SUBJECTS)))


def _fitting(
    read: Read, narrowed: TableFilter, table: type[Teaching] | type[Target] | type[Result]
) -> Iterator[ColumnElement[bool]]:
    """What of this table is of a current stay, and of what it is narrowed to."""
    stays = select(Placement.id).join(Pupil, Pupil.id == Placement.pupil_id)
    yield table.placement_id.in_(stays.where(current(read.today), *_of_stage(read, narrowed)))
    if narrowed.subject is not None:
        yield table.subject == narrowed.subject
    if table is Target:
        yield Target.replaced_at.is_(None)


def _of_stage(read: Read, narrowed: TableFilter) -> list[ColumnElement[bool]]:
    """By age, unless the year was set for this one pupil."""
    if narrowed.stage is None:
        return []
    first, last = STAGES[narrowed.stage]
    by_age = and_(Pupil.nc_year_override.is_(None), Pupil.born_on.between(*born_between(first, last, read.today)))
    return [or_(Pupil.nc_year_override.between(first, last), by_age)]


def _lines(read: Read, rows: Sequence[Row[Any]], which: Iterable[ColumnElement[bool]]) -> list[TableLine]:
    scales = {scale.key: scale for scale in all_scales(read.session)}
    results = _results(read, which, scales)
    return [_line(read, row, tuple(results.get((row.placement_id, row.subject), ())), scales) for row in rows]


def _results(
    read: Read, which: Iterable[ColumnElement[bool]], scales: dict[str, Scale]
) -> dict[tuple[str, str], list[tuple[Grade, Value]]]:
    """By stay and subject, from the oldest to the newest."""
    rows = select(*GRADE)
    found: dict[tuple[str, str], list[tuple[Grade, Value]]] = {}
    for row in read.session.execute(rows.where(*which).order_by(Result.on, Result.added_at)):
        result = Grade(*row)
        value = Value(scales[result.scale], result.value)
        found.setdefault((result.placement_id, result.subject), []).append((result, value))
    return found


def _line(read: Read, row: Row[Any], results: tuple[tuple[Grade, Value], ...], scales: dict[str, Scale]) -> TableLine:
    target = Aim(*row[-len(AIM) :]) if row.scale is not None else None
    known = SubjectRecord(row.placement_id, row.subject, row.forenames, row.reference, results, target)
    progress = progress_in(read, known)
    if progress.scale is None and target is not None:
        progress = replace(progress, scale=scales[target.scale].label)
    year = year_of(row.born_on, read.today, row.nc_year_override)
    return TableLine(row.forenames, row.surname, row.reference, year, progress)

"""The table of all current pupils: targets and latest results side by side, filtered, page by page."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Subquery, and_, func, or_, select, union

from models.change import Change, Read
from models.errors import Absent
from models.permission import Permission, access_reason
from models.progress.subject import RESULT_COLUMNS, TARGET_COLUMNS, ResultRow, SubjectRecord, TargetRow
from models.progress.summary import Progress, progress_in
from models.requests.looks import record_looks
from models.scales.catalogue import all_scales
from models.scales.scale import Scale, Value
from models.school.school_year import STAGES, born_between, key_stage, starting_year, year_of
from models.tables.audit import Audit
from models.tables.placement import Placement, Teaching, current
from models.tables.pupil import LINE, Pupil
from models.tables.result import Result
from models.tables.review import TrackStatus
from models.tables.staff import LONGEST_SUBJECT
from models.tables.target import Target

VIEWED, EXPORTED = "cohort:view", "cohort:export"
# With every cell at its longest, this many rows have as many characters as Slack takes in one table.
MOST_LINES, MOST_SUBJECTS, MOST_PAGES = 40, 98, 10_000
NO_TARGET = "no_target"
TRACKS = {NO_TARGET: "no target"} | {word.value: word.label for word in TrackStatus}


@dataclass(frozen=True)
class TableFilter:
    """Which lines are wanted, None meaning all, and which page of them, counted from 0."""

    subject: str | None = None
    stage: str | None = None
    track: str | None = None
    page: int = 0


@dataclass(frozen=True)
class TableLine:
    """One subject of one pupil. Its values may be compared only with values on the same scale."""

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
        """A key of TRACKS. NOT_YET also stands for a target whose track cannot be worked out."""
        if self.progress.target is None:
            return NO_TARGET
        return self.progress.track.word if self.progress.track else TrackStatus.NOT_YET


@dataclass(frozen=True)
class Table:
    """One page of lines in order of name and subject, the number of all lines, and the subjects to choose from."""

    narrowed: TableFilter
    lines: tuple[TableLine, ...]
    in_all: int
    subjects: tuple[str, ...]

    @property
    def first(self) -> int:
        """The number of the page's first line, counted from 1."""
        return self.narrowed.page * MOST_LINES + 1


def show_table(change: Change, narrowed: TableFilter) -> None:
    """Show the filtered table in the actor's App Home, and log the look. Raises Refused without the right."""
    change.require(Permission.COHORT_SEE)
    change.show_home(change.actor, None, asdict(narrowed))
    why = access_reason(change.relation())
    change.record(VIEWED, change.actor, why=why)
    shown = {line.reference for line in read_table(change).lines}
    pupils = select(Pupil.id).where(Pupil.reference.in_(shown))
    record_looks(change, VIEWED, change.actor, change.session.scalars(pupils), why=why)


def open_table(change: Change) -> None:
    """Show the table without a filter, from its first page."""
    show_table(change, TableFilter())


def filter_table(change: Change, name: str, value: str | None) -> None:
    """Filter the table by one more subject, stage or track; None removes the filter. Raises Absent if it is unknown."""
    choices: dict[str, Collection[str]] = {"stage": STAGES, "track": TRACKS}
    if value is not None and (value not in choices.get(name, [value]) or len(value) > LONGEST_SUBJECT):
        raise Absent
    show_table(change, replace(chosen_filter(change), page=0, **{name: value}))


def turn_page(change: Change, page: int) -> None:
    """Show a page of the filtered table, counted from 0. The page that is open already is brought up to date."""
    show_table(change, replace(chosen_filter(change), page=min(max(0, page), MOST_PAGES)))


def export_table(change: Change) -> TableFilter:
    """Log that the table is exported, with the number of lines, and return the filter to export.

    With a filter by track, the number counts the lines before that filter, since tracks are not in the database.
    """
    change.require(Permission.COHORT_SEE)
    narrowed = chosen_filter(change)
    lines = "lines" if narrowed.track is None else "among"
    why = f"{lines}:{_count(change, narrowed)}"
    change.record(EXPORTED, change.actor, why=why)
    placements = select(_known(change, narrowed).c.placement_id)
    pupils = select(Placement.pupil_id).where(Placement.id.in_(placements))
    record_looks(change, EXPORTED, change.actor, change.session.scalars(pupils), why=why)
    return narrowed


def chosen_filter(read: Read) -> TableFilter:
    """Return the filter of the table in the actor's App Home."""
    return TableFilter(**(read.actor.home_table or {}))


def is_open(read: Read) -> bool:
    """Return whether the actor's App Home shows the table, opened today, and whether the actor may still see it."""
    if read.actor.home_table is None or not read.may(Permission.COHORT_SEE):
        return False
    morning = datetime.combine(read.today, time(0), tzinfo=read.zone)
    views = select(Audit.id).where(Audit.actor_id == read.by.staff_id, Audit.at >= morning, Audit.verb == VIEWED)
    return read.session.scalar(views.limit(1)) is not None


def read_table(read: Read) -> Table:
    """Return the page in the actor's App Home, or the last page if there are fewer now."""
    read.require(Permission.COHORT_SEE)
    narrowed = chosen_filter(read)
    lines, in_all = _page(read, narrowed)
    if not lines and in_all:
        narrowed = replace(narrowed, page=(in_all - 1) // MOST_LINES)
        lines, in_all = _page(read, narrowed)
    return Table(narrowed, tuple(lines), in_all, _subjects(read))


def all_lines(read: Read, narrowed: TableFilter) -> list[TableLine]:
    """Return all lines of the filtered table. A track follows from results, so its filter is applied after reading."""
    read.require(Permission.COHORT_SEE)
    found = _lines(read, read.session.execute(_rows(read, narrowed)).all(), fitting(read, narrowed, Result))
    return [line for line in found if narrowed.track in (None, line.track)]


def _page(read: Read, narrowed: TableFilter) -> tuple[Sequence[TableLine], int]:
    start = narrowed.page * MOST_LINES
    if narrowed.track is not None:
        found = all_lines(read, narrowed)
        return found[start : start + MOST_LINES], len(found)
    rows = read.session.execute(_rows(read, narrowed).limit(MOST_LINES).offset(start)).all()
    if not rows:
        return [], _count(read, narrowed)
    return _lines(read, rows, [Result.placement_id.in_({row.placement_id for row in rows})]), rows[0].in_all


def _count(read: Read, narrowed: TableFilter) -> int:
    return read.session.scalar(select(func.count()).select_from(_rows(read, narrowed).order_by(None).subquery())) or 0


def _rows(read: Read, narrowed: TableFilter) -> Select[Any]:
    """Select each subject that has a teacher, a target or a result, with its pupil and its current target."""
    known = _known(read, narrowed)
    of_subject = and_(Target.placement_id == known.c.placement_id, Target.subject == known.c.subject)
    return (
        select(known.c.placement_id, known.c.subject, func.count().over().label("in_all"))
        .add_columns(*LINE)
        .add_columns(*TARGET_COLUMNS)
        .join(Placement, Placement.id == known.c.placement_id)
        .join(Pupil, Pupil.id == Placement.pupil_id)
        .outerjoin(Target, and_(of_subject, Target.replaced_at.is_(None)))
        .order_by(Pupil.surname, Pupil.forenames, Pupil.reference, known.c.placement_id, known.c.subject)
    )


def _known(read: Read, narrowed: TableFilter) -> Subquery:
    tables: tuple[type[Teaching] | type[Target] | type[Result], ...] = (Teaching, Target, Result)
    every = (select(table.placement_id, table.subject).where(*fitting(read, narrowed, table)) for table in tables)
    return union(*every).subquery()


def _subjects(read: Read) -> tuple[str, ...]:
    known = _known(read, TableFilter())
    names = select(known.c.subject).distinct().order_by(known.c.subject)
    return tuple(read.session.scalars(names.limit(MOST_SUBJECTS)))


def fitting(
    read: Read, narrowed: TableFilter, table: type[Teaching] | type[Target] | type[Result]
) -> Iterator[ColumnElement[bool]]:
    """Yield the conditions that limit a table's rows to current placements, and to the chosen stage and subject."""
    stays = select(Placement.id).join(Pupil, Pupil.id == Placement.pupil_id)
    yield table.placement_id.in_(stays.where(current(read.today), *_of_stage(read, narrowed)))
    if narrowed.subject is not None:
        yield table.subject == narrowed.subject
    if table is Target:
        yield Target.replaced_at.is_(None)


def _of_stage(read: Read, narrowed: TableFilter) -> list[ColumnElement[bool]]:
    """Return the condition for the key stage: by date of birth, unless the pupil's year was set by hand."""
    if narrowed.stage is None:
        return []
    first, last = STAGES[narrowed.stage]
    by_age = and_(Pupil.nc_year_override.is_(None), Pupil.born_on.between(*born_between(first, last, read.today)))
    now = starting_year(read.today)
    by_hand = Pupil.nc_year_override + now - func.coalesce(Pupil.nc_year_since, now)
    return [or_(by_hand.between(first, last), by_age)]


def _lines(read: Read, rows: Sequence[Row[Any]], which: Iterable[ColumnElement[bool]]) -> list[TableLine]:
    scales = {scale.key: scale for scale in all_scales(read.session)}
    results = _results(read, which, scales)
    return [_line(read, row, tuple(results.get((row.placement_id, row.subject), ())), scales) for row in rows]


def _results(
    read: Read, which: Iterable[ColumnElement[bool]], scales: dict[str, Scale]
) -> dict[tuple[str, str], list[tuple[ResultRow, Value]]]:
    """Return the results by placement and subject, from the oldest to the newest."""
    rows = select(*RESULT_COLUMNS)
    found: dict[tuple[str, str], list[tuple[ResultRow, Value]]] = {}
    for row in read.session.execute(rows.where(*which).order_by(Result.on, Result.added_at)):
        result = ResultRow(*row)
        value = Value(scales[result.scale], result.value)
        found.setdefault((result.placement_id, result.subject), []).append((result, value))
    return found


def _line(
    read: Read, row: Row[Any], results: tuple[tuple[ResultRow, Value], ...], scales: dict[str, Scale]
) -> TableLine:
    target = TargetRow(*row[-len(TARGET_COLUMNS) :]) if row.scale is not None else None
    known = SubjectRecord(row.placement_id, row.subject, row.forenames, row.reference, results, target)
    progress = progress_in(read, known)
    if progress.scale is None and target is not None:
        progress = replace(progress, scale=scales[target.scale].label)
    year = year_of(row.born_on, read.today, row.nc_year_override, row.nc_year_since)
    return TableLine(row.forenames, row.surname, row.reference, year, progress)

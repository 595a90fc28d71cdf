"""The table of all current pupils: targets and latest results side by side, filtered, page by page."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, select

from models.change import Change, Read
from models.errors import Absent
from models.permission import Permission
from models.progress.cohort import NO_SUBJECT, TableFilter, fitting, known_subjects
from models.progress.subject import RESULT_COLUMNS, TARGET_COLUMNS, ResultRow, SubjectRecord, TargetRow
from models.progress.summary import Progress, progress_in
from models.requests.looks import record_looks
from models.rights import access_reason
from models.scales.catalogue import all_scales
from models.scales.scale import Scale, Value
from models.school.school_year import STAGES, key_stage, year_of
from models.tables.audit import Audit
from models.tables.placement import Placement
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
class TableLine:
    """One subject of one pupil. Its values may be compared only with values on the same scale."""

    forenames: str
    surname: str
    reference: str
    year: int
    progress: Progress
    preferred_name: str | None

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
    """One page of lines in order of name and subject, the numbers of all, and the subjects to choose from.

    `in_all` is how many lines there are, and `pupils` how many pupils these are about.
    """

    narrowed: TableFilter
    lines: tuple[TableLine, ...]
    in_all: int
    pupils: int
    subjects: tuple[str, ...]

    @property
    def first(self) -> int:
        """The number of the page's first line, counted from 1."""
        return self.narrowed.page * MOST_LINES + 1


def show_table(change: Change, narrowed: TableFilter) -> None:
    """Show the filtered table in the actor's App Home, and log the look. Raises Refused without the right."""
    change.require(Permission.COHORT_SEE)
    change.show_home(change.staff, None, asdict(narrowed))
    why = access_reason(change.relation())
    change.record(VIEWED, change.staff, why=why)
    if narrowed.view:  # totals, which name nobody
        return
    shown = {line.reference for line in read_table(change).lines}
    pupils = select(Pupil.id).where(Pupil.reference.in_(shown))
    record_looks(change, VIEWED, change.staff, change.session.scalars(pupils), why=why)


def open_table(change: Change) -> None:
    """Show the table without a filter, from its first page."""
    show_table(change, TableFilter())


def filter_table(change: Change, name: str, value: str | None) -> None:
    """Filter the table by one more subject, stage or track; None removes the filter. Raises Absent if it is unknown."""
    choices: dict[str, Collection[str]] = {"stage": STAGES, "track": TRACKS}
    if value is not None and (value not in choices.get(name, [value]) or len(value) > LONGEST_SUBJECT):
        raise Absent
    chosen: dict[str, Any] = {"view": "", "page": 0, name: value}
    show_table(change, replace(chosen_filter(change), **chosen))


def turn_page(change: Change, page: int) -> None:
    """Show a page of the filtered table, counted from 0."""
    show_table(change, replace(chosen_filter(change), view="", page=min(max(0, page), MOST_PAGES)))


def show_in_words(change: Change, in_words: bool) -> None:
    """Show the lines of the table as text, or as a table again."""
    show_table(change, replace(chosen_filter(change), view="", in_words=in_words))


def show_again(change: Change) -> None:
    """Bring up to date what the actor's App Home shows of the table already."""
    show_table(change, chosen_filter(change))


def export_table(change: Change) -> TableFilter:
    """Log that the table is exported, with the number of lines, and return the filter to export.

    With a filter by track, the number counts the lines before that filter, since tracks are not in the database.
    """
    change.require(Permission.COHORT_SEE)
    narrowed = chosen_filter(change)
    lines = "lines" if narrowed.track is None else "among"
    why = f"{lines}:{_count(change, narrowed)}"
    change.record(EXPORTED, change.staff, why=why)
    placements = select(known_subjects(change, narrowed).c.placement_id)
    pupils = select(Placement.pupil_id).where(Placement.id.in_(placements))
    record_looks(change, EXPORTED, change.staff, change.session.scalars(pupils), why=why)
    return narrowed


def chosen_filter(read: Read) -> TableFilter:
    """Return the filter of the table in the actor's App Home."""
    return TableFilter(**(read.staff.home_table or {}))


def is_open(read: Read) -> bool:
    """Return whether the actor's App Home shows the table, opened today, and whether the actor may still see it."""
    if read.staff.home_table is None or not read.may(Permission.COHORT_SEE):
        return False
    morning = datetime.combine(read.today, time(0), tzinfo=read.zone)
    views = select(Audit.id).where(Audit.actor_id == read.actor.staff_id, Audit.at >= morning, Audit.verb == VIEWED)
    return read.session.scalar(views.limit(1)) is not None


def read_table(read: Read) -> Table:
    """Return the page in the actor's App Home, or the last page if there are fewer now."""
    read.require(Permission.COHORT_SEE)
    narrowed = chosen_filter(read)
    lines, in_all, pupils = _page(read, narrowed)
    if not lines and in_all:
        narrowed = replace(narrowed, page=(in_all - 1) // MOST_LINES)
        lines, in_all, pupils = _page(read, narrowed)
    return Table(narrowed, tuple(lines), in_all, pupils, _subjects(read))


def all_lines(read: Read, narrowed: TableFilter) -> list[TableLine]:
    """Return all lines of the filtered table. A track follows from results, so its filter is applied after reading."""
    read.require(Permission.COHORT_SEE)
    found = _lines(read, read.session.execute(_rows(read, narrowed)).all(), fitting(read, narrowed, Result))
    return [line for line in found if narrowed.track in (None, line.track)]


def _page(read: Read, narrowed: TableFilter) -> tuple[Sequence[TableLine], int, int]:
    """Return one page of lines, and the numbers of all lines and of the pupils that they are about."""
    start = narrowed.page * MOST_LINES
    if narrowed.track is not None:
        found = all_lines(read, narrowed)
        return found[start : start + MOST_LINES], len(found), len({line.reference for line in found})
    known = known_subjects(read, narrowed)
    counted = select(func.count(), func.count(Placement.pupil_id.distinct())).select_from(known)
    in_all, pupils = read.session.execute(counted.join(Placement, Placement.id == known.c.placement_id)).one()
    rows = read.session.execute(_rows(read, narrowed).limit(MOST_LINES).offset(start)).all()
    return _lines(read, rows, [Result.placement_id.in_({row.placement_id for row in rows})]), in_all, pupils


def _count(read: Read, narrowed: TableFilter) -> int:
    return read.session.scalar(select(func.count()).select_from(known_subjects(read, narrowed))) or 0


def _rows(read: Read, narrowed: TableFilter) -> Select[Any]:
    """Select each subject of each current pupil with its current target. A pupil without any has a line as well."""
    known = known_subjects(read, narrowed)
    of_subject = and_(Target.placement_id == known.c.placement_id, Target.subject == known.c.subject)
    return (
        select(known.c.placement_id, known.c.subject)
        .add_columns(*LINE)
        .add_columns(*TARGET_COLUMNS)
        .join(Placement, Placement.id == known.c.placement_id)
        .join(Pupil, Pupil.id == Placement.pupil_id)
        .outerjoin(Target, and_(of_subject, Target.replaced_at.is_(None)))
        .order_by(Pupil.surname, Pupil.forenames, Pupil.reference, known.c.placement_id, known.c.subject)
    )


def _subjects(read: Read) -> tuple[str, ...]:
    known = known_subjects(read, TableFilter())
    names = select(known.c.subject).where(known.c.subject != NO_SUBJECT).distinct().order_by(known.c.subject)
    return tuple(read.session.scalars(names.limit(MOST_SUBJECTS)))


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
    return TableLine(row.forenames, row.surname, row.reference, year, progress, row.preferred_name)

"""The table of all current pupils: targets and latest results beside one another, narrowed down, page by page."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Subquery, and_, func, or_, select, union

from models.change import Change, Look
from models.errors import Absent
from models.permission import Permission, because
from models.progress.subject import AIM, GRADE, Aim, Grade, Known
from models.progress.summary import Progress, progress_in
from models.scales.catalogue import all_scales
from models.scales.scale import Scale, Value
from models.school.school_year import STAGES, born_between, key_stage, year_of
from models.tables.audit import Audit
from models.tables.placement import Placement, Teaching, current
from models.tables.pupil import LINE, Pupil
from models.tables.result import Result
from models.tables.review import Word
from models.tables.staff import LONGEST_SUBJECT
from models.tables.target import Target

VIEWED, EXPORTED = "cohort:view", "cohort:export"
# With what a cell holds at most, this many rows are as many characters as Slack takes in one table.
MOST_LINES, MOST_SUBJECTS, MOST_PAGES = 40, 98, 10_000
NO_TARGET = "no_target"
TRACKS = {NO_TARGET: "no target"} | {word.value: word.label for word in Word}


@dataclass(frozen=True)
class Narrowed:
    """Which lines are asked for, None being all; and which page of them, from 0."""

    subject: str | None = None
    stage: str | None = None
    track: str | None = None
    page: int = 0


@dataclass(frozen=True)
class Line:
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
        return self.progress.track.word if self.progress.track else Word.NOT_YET


@dataclass(frozen=True)
class Table:
    """A page of lines by name and subject, how many there are in all, and the subjects that can be chosen."""

    narrowed: Narrowed
    lines: tuple[Line, ...]
    in_all: int
    subjects: tuple[str, ...]

    @property
    def first(self) -> int:
        """The number of its first line, counted from 1."""
        return self.narrowed.page * MOST_LINES + 1


def show_table(change: Change, narrowed: Narrowed) -> None:
    """Show it in the actor's App Home; each look at another part of it is logged."""
    change.require(Permission.COHORT_SEE)
    change.show_home(change.actor, None, asdict(narrowed))
    change.record(VIEWED, change.actor, why=because(change.standing()))


def open_table(change: Change) -> None:
    """All of it, from the start."""
    show_table(change, Narrowed())


def narrow_table(change: Change, name: str, value: str | None) -> None:
    """By a subject, a key stage or a track, beside what it is narrowed by already; None is all."""
    choices: dict[str, Collection[str]] = {"stage": STAGES, "track": TRACKS}
    if value is not None and (value not in choices.get(name, [value]) or len(value) > LONGEST_SUBJECT):
        raise Absent
    show_table(change, replace(narrowed_now(change), page=0, **{name: value}))


def turn_table(change: Change, page: int) -> None:
    """Another page of what it is narrowed to, or the same one as it is by now."""
    show_table(change, replace(narrowed_now(change), page=min(max(0, page), MOST_PAGES)))


def export_table(change: Change) -> Narrowed:
    """Log that it is taken out as a file, and how many lines; of a track, among how many they are. What is taken."""
    change.require(Permission.COHORT_SEE)
    narrowed = narrowed_now(change)
    lines = "lines" if narrowed.track is None else "among"
    change.record(EXPORTED, change.actor, why=f"{lines}:{_count(change, narrowed)}")
    return narrowed


def narrowed_now(look: Look) -> Narrowed:
    """As it stands in the actor's App Home."""
    return Narrowed(**(look.actor.home_table or {}))


def is_open(look: Look) -> bool:
    """Whether the actor has looked at it today and at nothing since, and still may."""
    if look.actor.home_table is None or not look.may(Permission.COHORT_SEE):
        return False
    morning = datetime.combine(look.today, time(0), tzinfo=look.zone)
    views = select(Audit.id).where(Audit.actor_id == look.by.staff_id, Audit.at >= morning, Audit.verb == VIEWED)
    return look.session.scalar(views.limit(1)) is not None


def read_table(look: Look) -> Table:
    """The page in the actor's App Home; the last one where there are fewer by now."""
    look.require(Permission.COHORT_SEE)
    narrowed = narrowed_now(look)
    lines, in_all = _page(look, narrowed)
    if not lines and in_all:
        narrowed = replace(narrowed, page=(in_all - 1) // MOST_LINES)
        lines, in_all = _page(look, narrowed)
    return Table(narrowed, tuple(lines), in_all, _subjects(look))


def every_line(look: Look, narrowed: Narrowed) -> list[Line]:
    """Whatever page they are on. A track follows from results, so all of it is read before it can be asked for."""
    look.require(Permission.COHORT_SEE)
    found = _lines(look, look.session.execute(_rows(look, narrowed)).all(), _fitting(look, narrowed, Result))
    return [line for line in found if narrowed.track in (None, line.track)]


def _page(look: Look, narrowed: Narrowed) -> tuple[Sequence[Line], int]:
    start = narrowed.page * MOST_LINES
    if narrowed.track is not None:
        found = every_line(look, narrowed)
        return found[start : start + MOST_LINES], len(found)
    rows = look.session.execute(_rows(look, narrowed).limit(MOST_LINES).offset(start)).all()
    if not rows:
        return [], _count(look, narrowed)
    return _lines(look, rows, [Result.placement_id.in_({row.placement_id for row in rows})]), rows[0].in_all


def _count(look: Look, narrowed: Narrowed) -> int:
    return look.session.scalar(select(func.count()).select_from(_rows(look, narrowed).order_by(None).subquery())) or 0


def _rows(look: Look, narrowed: Narrowed) -> Select[Any]:
    """Each subject that is taught, aimed at or has a result, with its pupil and the target that stands."""
    known = _known(look, narrowed)
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


def _known(look: Look, narrowed: Narrowed) -> Subquery:
    tables: tuple[type[Teaching] | type[Target] | type[Result], ...] = (Teaching, Target, Result)
    every = (select(table.placement_id, table.subject).where(*_fitting(look, narrowed, table)) for table in tables)
    return union(*every).subquery()


def _subjects(look: Look) -> tuple[str, ...]:
    known = _known(look, Narrowed())
    names = select(known.c.subject).distinct().order_by(known.c.subject)
    return tuple(look.session.scalars(names.limit(MOST_SUBJECTS)))


def _fitting(
    look: Look, narrowed: Narrowed, table: type[Teaching] | type[Target] | type[Result]
) -> Iterator[ColumnElement[bool]]:
    """What of this table is of a current stay, and of what it is narrowed to."""
    stays = select(Placement.id).join(Pupil, Pupil.id == Placement.pupil_id)
    yield table.placement_id.in_(stays.where(current(look.today), *_of_stage(look, narrowed)))
    if narrowed.subject is not None:
        yield table.subject == narrowed.subject
    if table is Target:
        yield Target.replaced_at.is_(None)


def _of_stage(look: Look, narrowed: Narrowed) -> list[ColumnElement[bool]]:
    """By age, unless the year was set for this one pupil."""
    if narrowed.stage is None:
        return []
    first, last = STAGES[narrowed.stage]
    by_age = and_(Pupil.nc_year_override.is_(None), Pupil.born_on.between(*born_between(first, last, look.today)))
    return [or_(Pupil.nc_year_override.between(first, last), by_age)]


def _lines(look: Look, rows: Sequence[Row[Any]], which: Iterable[ColumnElement[bool]]) -> list[Line]:
    scales = {scale.key: scale for scale in all_scales(look.session)}
    results = _results(look, which, scales)
    return [_line(look, row, tuple(results.get((row.placement_id, row.subject), ())), scales) for row in rows]


def _results(
    look: Look, which: Iterable[ColumnElement[bool]], scales: dict[str, Scale]
) -> dict[tuple[str, str], list[tuple[Grade, Value]]]:
    """By stay and subject, from the oldest to the newest."""
    rows = select(*GRADE)
    found: dict[tuple[str, str], list[tuple[Grade, Value]]] = {}
    for row in look.session.execute(rows.where(*which).order_by(Result.on, Result.added_at)):
        result = Grade(*row)
        value = Value(scales[result.scale], result.value)
        found.setdefault((result.placement_id, result.subject), []).append((result, value))
    return found


def _line(look: Look, row: Row[Any], results: tuple[tuple[Grade, Value], ...], scales: dict[str, Scale]) -> Line:
    target = Aim(*row[-len(AIM) :]) if row.scale is not None else None
    known = Known(row.placement_id, row.subject, row.forenames, row.reference, results, target)
    progress = progress_in(look, known)
    if progress.scale is None and target is not None:
        progress = replace(progress, scale=scales[target.scale].label)
    year = year_of(row.born_on, look.today, row.nc_year_override)
    return Line(row.forenames, row.surname, row.reference, year, progress)

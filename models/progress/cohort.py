"""Which subjects of which current pupils the table of all pupils is about; each pupil is in it, allocated or not."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, exists, func, literal, or_, select, union

from models.change import Read
from models.school.school_year import STAGES, born_between, starting_year
from models.tables.placement import Placement, Teaching, current
from models.tables.pupil import Pupil
from models.tables.result import Result
from models.tables.target import Target

NO_SUBJECT, NO_SUBJECT_YET = "", "no subject yet"
Table = type[Teaching] | type[Target] | type[Result]


@dataclass(frozen=True)
class TableFilter:
    """Which lines are wanted, None meaning all, and which page of them, counted from 0.

    `view` is "" for the lines, or that of the totals which are shown in their place. `in_words` shows the lines as
    text, for whoever hears the page read out or whose Slack shows no tables.
    """

    subject: str | None = None
    stage: str | None = None
    track: str | None = None
    page: int = 0
    view: str = ""
    in_words: bool = False


def known_subjects(read: Read, narrowed: TableFilter) -> Subquery:
    """Select each subject that has a teacher, a target or a result, and NO_SUBJECT of the pupils without any."""
    tables: tuple[Table, ...] = (Teaching, Target, Result)
    every = (select(table.placement_id, table.subject).where(*fitting(read, narrowed, table)) for table in tables)
    return union(*every, *_without_subject(read, narrowed)).subquery()


def _without_subject(read: Read, narrowed: TableFilter) -> Iterator[Select[Any]]:
    """Yield the query for the current pupils who have no subject yet, unless a subject was chosen."""
    if narrowed.subject is None:
        known = (_of_placement(table) for table in (Teaching, Target, Result))
        stays = select(Placement.id).add_columns(literal(NO_SUBJECT)).join(Pupil, Pupil.id == Placement.pupil_id)
        yield stays.where(current(read.today), *_of_stage(read, narrowed), *(~one for one in known))


def _of_placement(table: Table) -> ColumnElement[bool]:
    standing = [Target.replaced_at.is_(None)] if table is Target else []
    return exists().where(table.placement_id == Placement.id, *standing)


def fitting(read: Read, narrowed: TableFilter, table: Table) -> Iterator[ColumnElement[bool]]:
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

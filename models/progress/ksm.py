"""The file for KSM and other school systems: a row for each result, with the target beside it; every cell is text."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import aliased

from models.change import Change, Read
from models.permission import Permission
from models.progress.cohort import TableFilter, fitting
from models.progress.table import EXPORTED, chosen_filter
from models.scales.catalogue import all_scales
from models.school.calendar import Calendar
from models.school.named_years import school_year_of
from models.school.outline import outline
from models.school.school_year import starting_year, year_of
from models.tables.audit import Audit
from models.tables.correction import Correction
from models.tables.placement import Placement
from models.tables.pupil import Pupil
from models.tables.result import Result
from models.tables.review import Review
from models.tables.staff import Staff
from models.tables.target import Target

# A pupil's sex is not kept here: its column is there for the systems that ask for it.
HEADING = (
    "UPN", "Legal surname", "Legal forenames", "Date of birth", "Sex", "NC year", "Subject", "Scale", "Result set",
    "Result", "Result date", "Source", "Target", "Target date", "Entered by",
)  # fmt: skip
KSM = "ksm"


def export_results(change: Change, *, only_changed: bool) -> tuple[TableFilter, datetime | None]:
    """Log that results are exported; return the filter, and since when if only what has changed is wanted."""
    change.require(Permission.COHORT_SEE)
    last = select(func.max(Audit.at)).where(Audit.verb == EXPORTED, Audit.why == KSM)
    since = change.session.scalar(last) if only_changed else None
    change.record(EXPORTED, change.staff, why=KSM)
    return chosen_filter(change), since


def result_rows(read: Read, narrowed: TableFilter, since: datetime | None) -> list[tuple[str, ...]]:
    """Return the rows of the file, with their heading: of all results, or of those that changed since then."""
    read.require(Permission.COHORT_SEE)
    scales = {scale.key: scale.label for scale in all_scales(read.session)}
    return [HEADING, *(_row(read, row, scales) for row in _results(read, narrowed, since))]


def result_set(calendar: Calendar, day: date) -> str:
    """Return the name of the half-term that a day belongs to, such as "2026-27 Spr 1": in a holiday the one before."""
    begun = [one for one in _sets(calendar) if one[0] <= day]
    year = starting_year(day)
    since, name = begun[-1] if begun else (date.min, "")
    return name if name and school_year_of(since) >= year else f"{year}-{(year + 1) % 100:02}"


@lru_cache(maxsize=4)
def _sets(calendar: Calendar) -> tuple[tuple[date, str], ...]:
    """Return the first day and the name of each half-term."""
    return tuple(
        (line.period.starts_on, f"{year.name} {line.name[:3]} {line.name.rpartition(' ')[2]}")
        for year in outline(calendar)
        for line in year.half_terms
    )


def _results(read: Read, narrowed: TableFilter, since: datetime | None) -> Iterator[Any]:
    by = aliased(Staff)
    of_subject = (Target.placement_id == Result.placement_id) & (Target.subject == Result.subject)
    rows = (
        select(Pupil.upn, Pupil.surname, Pupil.forenames, Pupil.born_on, Pupil.nc_year_override, Pupil.nc_year_since)
        .add_columns(Result.subject, Result.scale, Result.value, Result.on, Result.source)
        .add_columns(Target.value.label("target"), Target.scale.label("target_scale"), Target.by_when)
        .add_columns(by.name.label("by"))
        .join(Placement, Placement.id == Result.placement_id)
        .join(Pupil, Pupil.id == Placement.pupil_id)
        .outerjoin(Target, of_subject & Target.replaced_at.is_(None))
        .outerjoin(by, by.id == Result.by_id)
        .where(*fitting(read, narrowed, Result), *_since(since))
    )
    order = (Pupil.surname, Pupil.forenames, Pupil.reference, Result.subject, Result.on, Result.added_at, Result.id)
    yield from read.session.execute(rows.order_by(*order))


def _since(since: datetime | None) -> list[ColumnElement[bool]]:
    """Match what was entered, aimed at, corrected or aimed at as before since then; a grade of a review is with that.

    A result that was undone is in no row.
    """
    if since is None:
        return []
    corrected = select(Correction.thing_id).where(Correction.at > since)
    of_review = select(Review.result_id).where(Review.id.in_(corrected))
    of_target = (Correction.thing == Target.__tablename__, Correction.placement_id == Result.placement_id)
    aimed = exists().where(
        *of_target, Correction.before["subject"].as_string() == Result.subject, Correction.at > since
    )
    entered = (Result.added_at > since, Result.id.in_(corrected), Result.id.in_(of_review))
    return [or_(*entered, Target.added_at > since, aimed)]


def _row(read: Read, row: Any, scales: dict[str, str]) -> tuple[str, ...]:
    has_target = row.target is not None and row.target_scale == row.scale
    return (
        row.upn or "",
        row.surname,
        row.forenames,
        f"{row.born_on:%d/%m/%Y}",
        "",
        str(year_of(row.born_on, read.today, row.nc_year_override, row.nc_year_since)),
        row.subject,
        scales[row.scale],
        result_set(read.calendar, row.on),
        row.value,
        f"{row.on:%d/%m/%Y}",
        row.source.label,
        row.target if has_target else "",
        f"{row.by_when:%d/%m/%Y}" if has_target else "",
        row.by or "",
    )

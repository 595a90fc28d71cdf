"""Totals of all current pupils, by subject, key stage, SEN and looked-after, and a version without small figures."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from sqlalchemy import select

from models.change import Change, Read
from models.errors import Absent
from models.permission import Permission
from models.progress.cohort import NO_SUBJECT, TableFilter
from models.progress.small_groups import Cell, hidden_cells
from models.progress.table import EXPORTED, NO_TARGET, TRACKS, all_lines, show_table
from models.school.school_year import STAGES, key_stage, year_of
from models.tables.placement import Placement, SenStatus, current
from models.tables.pupil import LINE, Pupil
from models.tables.review import TrackStatus

ALL_PUPILS, WITHOUT, HIDDEN = "All current pupils", "Without a subject yet", "not shown"
NOT_KNOWN = "Not known"


class View(StrEnum):
    """The version of the totals: with every figure, or for governors, without those of small groups."""

    TOTALS = "totals"
    GOVERNORS = "governors"


# The columns that divide the subjects by track. Governors see fewer, so that fewer figures are small.
COLUMNS: Mapping[View, Mapping[str, Sequence[str]]] = MappingProxyType(
    {
        View.TOTALS: {label.capitalize(): (track,) for track, label in TRACKS.items()},
        View.GOVERNORS: {
            "No target": (NO_TARGET,),
            "On track, ahead or met": (TrackStatus.ON, TrackStatus.AHEAD, TrackStatus.MET),
            "Behind": (TrackStatus.BEHIND,),
            "Not yet clear": (TrackStatus.NOT_YET, TrackStatus.NO_CLEAR_CHANGE),
        },
    }
)


class Dimension(StrEnum):
    """By what pupils are grouped."""

    SUBJECT = "Subject"
    STAGE = "Key stage"
    SEN = "SEN"
    LOOKED_AFTER = "Looked after"


@dataclass(frozen=True)
class _Line:
    """One subject of a pupil, or NO_SUBJECT, with its track and the name of its group in each dimension."""

    pupil_id: str
    subject: str
    track: str
    groups: Mapping[Dimension, str]


def show_totals(change: Change, view: str) -> None:
    """Show the totals in the actor's App Home, in the place of the table. Raises Absent for an unknown version."""
    show_table(change, TableFilter(view=_view(view)))


def export_totals(change: Change, view: str) -> View:
    """Log that the totals are exported. They name nobody, so no pupil was looked at."""
    change.require(Permission.COHORT_SEE)
    change.record(EXPORTED, change.staff, why=_view(view))
    return _view(view)


def total_rows(read: Read, view: str) -> list[tuple[str, ...]]:
    """Return the rows of a version as text, with their heading: all pupils, those without a subject, each group."""
    is_hiding, lines, columns = _view(view) is View.GOVERNORS, _lines(read), COLUMNS[_view(view)]
    every = _cells(lines, columns)
    without = _cells([one for one in lines if one.subject == NO_SUBJECT], columns)
    rows: list[tuple[str, ...]] = [("Group", "Pupils", "Subjects", *columns)]
    for name, cells in ((ALL_PUPILS, every), (WITHOUT, without)):
        rows += _rows({name: cells}, [], is_hiding=is_hiding)
    for dimension in Dimension:
        groups = {f"{dimension}: {name}": _cells(of_it, columns) for name, of_it in _grouped(lines, dimension)}
        is_divided = dimension is not Dimension.SUBJECT
        rows += _rows(groups, every, is_hiding=is_hiding, adds_up=is_divided)
    return rows


def _view(view: str) -> View:
    try:
        return View(view)
    except ValueError:
        raise Absent from None


def _lines(read: Read) -> list[_Line]:
    """Return every subject of every current pupil. The newest placement says what a pupil's groups are."""
    rows = select(Placement.id, Placement.pupil_id, Placement.sen, Placement.looked_after, *LINE)
    rows = rows.join(Pupil, Pupil.id == Placement.pupil_id).where(current(read.today)).order_by(Placement.added_at)
    stays = {row.id: row for row in read.session.execute(rows)}
    groups = {row.pupil_id: _groups(read, row) for row in stays.values()}
    found = []
    for line in all_lines(read, TableFilter()):
        topic = line.progress.topic
        pupil_id = stays[topic.placement_id].pupil_id
        of_pupil = groups[pupil_id] | {Dimension.SUBJECT: topic.subject}
        found.append(_Line(pupil_id, topic.subject, line.track, of_pupil))
    return found


def _groups(read: Read, row: Any) -> dict[Dimension, str]:
    year = year_of(row.born_on, read.today, row.nc_year_override, row.nc_year_since)
    return {
        Dimension.STAGE: key_stage(year),
        Dimension.SEN: row.sen.label if row.sen else NOT_KNOWN,
        Dimension.LOOKED_AFTER: NOT_KNOWN if row.looked_after is None else ("Yes" if row.looked_after else "No"),
    }


def _grouped(lines: Sequence[_Line], dimension: Dimension) -> Iterator[tuple[str, list[_Line]]]:
    """Yield each group with its lines: every SEN status and answer, and what there is of key stages and subjects."""
    names = {one.groups[dimension] for one in lines} - {NO_SUBJECT}
    order = {
        Dimension.STAGE: [stage for stage in STAGES if stage in names],
        Dimension.SEN: [*(status.label for status in SenStatus), NOT_KNOWN],
        Dimension.LOOKED_AFTER: ["Yes", "No", NOT_KNOWN],
    }
    for name in order.get(dimension, sorted(names)):
        yield name, [one for one in lines if one.groups[dimension] == name]


def _cells(lines: Sequence[_Line], columns: Mapping[str, Sequence[str]]) -> list[Cell]:
    """Return the figures of a group: its pupils, their subjects, and these by columns of tracks."""
    taught = [one for one in lines if one.subject != NO_SUBJECT]
    pupils = len({one.pupil_id for one in lines})
    parts = [taught, *([one for one in taught if one.track in tracks] for tracks in columns.values())]
    return [Cell(pupils, pupils), *(Cell(len(part), len({one.pupil_id for one in part})) for part in parts)]


def _rows(
    groups: Mapping[str, list[Cell]], every: list[Cell], *, is_hiding: bool, adds_up: bool = True
) -> list[tuple[str, ...]]:
    """Return the groups as text. `every` is the total of them, if they have one."""
    grid = [*([every] if every else []), *groups.values()]
    hidden = hidden_cells(grid, adds_up=adds_up) if is_hiding else frozenset()
    first = len(grid) - len(groups)
    return [
        (name, *(HIDDEN if (row, place) in hidden else str(cell.count) for place, cell in enumerate(cells)))
        for row, (name, cells) in enumerate(groups.items(), start=first)
    ]

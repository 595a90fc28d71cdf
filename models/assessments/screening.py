"""Screening: what a questionnaire found, on which day and by whom it was filled in. It is never a subject's target."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from models.assessments.scores import band_of, read_scores
from models.change import Change, Read
from models.corrections.history import UndoWindow, correcting, require_correcting, take_back, undo_window_of
from models.errors import Refused
from models.permission import Permission
from models.progress.results import check_assessed
from models.stays import placement_of
from models.tables.assessment import Informant, Measure, Screening
from models.tables.placement import Placement
from models.tables.result import Source

MOST_READ, MOST_IN_A_LINE = 80, 4


@dataclass(frozen=True)
class ScreeningInput:
    """A screening as a form gives it; `scores` is the text that was typed, one score a line."""

    measure: Measure
    name: str | None
    on: date
    informant: Informant
    informant_name: str | None
    scores: str
    note: str | None = None


@dataclass(frozen=True)
class ScreeningPrefill:
    """A pupil for the form that records a screening or corrects one; `given` is what it says."""

    placement_id: str
    first_name: str
    reference: str
    given: ScreeningInput | None = None
    undo_window: UndoWindow | None = None


@dataclass(frozen=True)
class ScreeningShown:
    """One screening: its scores, and for an SDQ total the band of whoever filled it in."""

    id: str
    on: date
    scores: str
    band: str | None
    note: str | None


@dataclass(frozen=True)
class ScreeningSeries:
    """What one informant has filled in of one measure over time, the earliest first. Informants are never mixed."""

    title: str
    informant: str
    shown: tuple[ScreeningShown, ...]
    earlier: int


def screening_prefill(change: Change, placement_id: str) -> ScreeningPrefill:
    """Prepare the form that records a screening, and log the look. Raises Refused without the right."""
    placement = placement_of(change, placement_id)
    change.require(Permission.PROGRESS_SET, placement)
    return _prefill(change, placement)


def correction_prefill(change: Change, screening_id: str) -> ScreeningPrefill:
    """Prepare the form that corrects a screening, and log the look. Raises Refused without the right."""
    row, placement = _correctable(change, screening_id)
    separator = ": " if row.measure in (Measure.ENGAGEMENT, Measure.OTHER) else " "
    typed = "\n".join(
        score if row.measure is Measure.SDQ else f"{name}{separator}{score}" for name, score in row.scores.items()
    )
    given = ScreeningInput(row.measure, row.name, row.on, row.informant, row.informant_name, typed, row.note)
    return _prefill(change, placement, given, undo_window_of(change, row))


def add_screening(change: Change, placement_id: str, given: ScreeningInput) -> str:
    """Save a screening and return its id. Raises Refused beside the field that cannot be right."""
    placement = placement_of(change, placement_id)
    change.require(Permission.PROGRESS_SET, placement)
    row = Screening(placement_id=placement.id, by_id=change.actor.staff_id, added_at=change.now)
    _fill(change, placement, row, given)
    change.record("screening:add", change.add(row), pupil_id=placement.pupil_id)
    return row.id


def correct_screening(
    change: Change, screening_id: str, given: ScreeningInput, why: str | None, version: int | None
) -> None:
    """Correct a screening; its measure stays."""
    row, placement = _correctable(change, screening_id)
    with correcting(change, row, why, version):
        _fill(change, placement, row, given)


def undo_screening(change: Change, screening_id: str) -> None:
    """Undo a screening within ten minutes."""
    row, _ = _correctable(change, screening_id)
    take_back(change, row)


def measure_of(read: Read, screening_id: str) -> Measure:
    """Return what was measured, which a correction does not change."""
    return read.get(Screening, screening_id).measure


def show_screenings(read: Read, placement: Placement) -> tuple[ScreeningSeries, ...]:
    """Return the screenings of a placement, a series for each measure and informant."""
    rows = select(Screening).where(Screening.placement_id == placement.id)
    newest = read.session.scalars(rows.order_by(Screening.on.desc(), Screening.added_at.desc()).limit(MOST_READ))
    series: dict[tuple[str, str], list[Screening]] = {}
    for row in newest:
        series.setdefault((row.name or row.measure.label, _informant(row)), []).append(row)
    return tuple(
        ScreeningSeries(title, informant, tuple(map(_shown, found[:MOST_IN_A_LINE][::-1])), len(found[MOST_IN_A_LINE:]))
        for (title, informant), found in sorted(series.items())
    )


def _correctable(read: Read, screening_id: str) -> tuple[Screening, Placement]:
    row = read.get(Screening, screening_id)
    placement = read.get(Placement, row.placement_id)
    read.require(Permission.PROGRESS_SET, placement)
    require_correcting(read, placement, row)
    return row, placement


def _prefill(
    change: Change,
    placement: Placement,
    given: ScreeningInput | None = None,
    undo_window: UndoWindow | None = None,
) -> ScreeningPrefill:
    change.record("pupil:view", placement, pupil_id=placement.pupil_id, why="screening")
    pupil = placement.pupil
    return ScreeningPrefill(placement.id, pupil.first_name, pupil.reference, given, undo_window)


def _fill(change: Change, placement: Placement, row: Screening, given: ScreeningInput) -> None:
    check_assessed(change, placement, Source.FURTHER, given.on)
    if given.measure is Measure.OTHER and given.name is None:
        raise Refused("Say which questionnaire it was.", field="called")
    if given.informant is Informant.STAFF and given.informant_name is None:
        raise Refused("Say which colleague filled it in.", field="informant_name")
    try:
        row.scores = read_scores(given.measure, given.scores)
    except ValueError as wrong:
        raise Refused(str(wrong), field="scores") from wrong
    row.measure, row.name = given.measure, given.name if given.measure is Measure.OTHER else None
    row.on, row.informant, row.informant_name, row.note = given.on, given.informant, given.informant_name, given.note


def _informant(row: Screening) -> str:
    return f"{row.informant.label}, {row.informant_name}" if row.informant_name else row.informant.label


def _shown(row: Screening) -> ScreeningShown:
    scores: Mapping[str, str] = row.scores
    is_sdq = row.measure is Measure.SDQ
    said = ", ".join(scores.values() if is_sdq else (f"{name} {score}" for name, score in scores.items()))
    return ScreeningShown(row.id, row.on, said, band_of(row.informant, dict(scores)) if is_sdq else None, row.note)

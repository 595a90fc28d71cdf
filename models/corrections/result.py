"""A result that was entered wrongly: corrected, or undone; what was owed before it is owed again."""

from dataclasses import dataclass

from sqlalchemy import select

from models.change import Change
from models.corrections.history import UndoWindow, keep_before, refuse_if_aimed_from, take_back, undo_window_of
from models.errors import Refused
from models.progress.results import ResultInput, check_assessed, update_owed_baseline
from models.progress.subject import parsed, require_setting, scale_of
from models.reviews.save import track_anew
from models.stays import placement_of
from models.tables.placement import Placement
from models.tables.result import Result
from models.tables.review import Review


@dataclass(frozen=True)
class ResultPrefill:
    """A result as it stands, for the form that corrects it; `scale` is that scale's label."""

    chance: UndoWindow
    first_name: str
    reference: str
    subject: str
    given: ResultInput
    scale: str


def result_to_correct(change: Change, result_id: str) -> ResultPrefill:
    """Prepare the form; that it was looked at is logged."""
    result, placement = _result(change, result_id)
    change.record("pupil:view", placement, pupil_id=placement.pupil_id, why="correct")
    pupil, given = placement.pupil, ResultInput(result.source, result.scale, result.value, result.on)
    label = scale_of(change, result.scale).label
    return ResultPrefill(
        undo_window_of(change, result), pupil.first_name, pupil.reference, result.subject, given, label
    )


def correct_result(change: Change, result_id: str, given: ResultInput, why: str | None, seen: int | None) -> None:
    """Put right what was entered; what was set from it stays, and reads the new grade from now on."""
    result, placement = _result(change, result_id)
    grade = parsed(scale_of(change, given.scale), given.grade, "grade")
    check_assessed(change, placement, given.on)
    if given.scale != result.scale:
        refuse_if_aimed_from(change, result, "Keep the scale.", field="scale")
    keep_before(change, result, why, seen)
    result.source, result.scale, result.value, result.on = given.source, grade.scale.key, grade.text, given.on
    update_owed_baseline(change, placement, result.subject)
    track_anew(change, placement, result.subject)


def undo_result(change: Change, result_id: str) -> None:
    """Within ten minutes, and while nothing stands on it."""
    result, placement = _result(change, result_id)
    refuse_if_aimed_from(change, result, "Undo that target first, or correct this result instead.")
    take_back(change, result)
    update_owed_baseline(change, placement, result.subject)
    track_anew(change, placement, result.subject)


def _result(change: Change, result_id: str) -> tuple[Result, Placement]:
    """The grade of a review is corrected with that review."""
    result = change.get(Result, result_id)
    placement = placement_of(change, result.placement_id)
    require_setting(change, placement, result.subject)
    if change.session.scalar(select(Review.id).where(Review.result_id == result.id).limit(1)) is not None:
        raise Refused("This is the grade of a review: correct or undo that review.")
    return result, placement

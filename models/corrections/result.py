"""Correcting or undoing a result; what was owed before it is owed again."""

from dataclasses import dataclass

from sqlalchemy import select

from models.change import Change
from models.corrections.history import (
    UndoWindow,
    correcting,
    refuse_if_target_set_from,
    require_correcting,
    take_back,
    undo_window_of,
)
from models.errors import Refused
from models.progress.results import ResultInput, check_assessed, graded, update_owed_baseline
from models.progress.subject import require_setting, scale_of
from models.reviews.save import recompute_tracks
from models.stays import visible
from models.tables.placement import Placement
from models.tables.result import Result, Source
from models.tables.review import Review
from models.topic import Topic


@dataclass(frozen=True)
class ResultPrefill:
    """A result for the form that corrects it; `scale` is the label of its scale."""

    undo_window: UndoWindow
    first_name: str
    reference: str
    subject: str
    given: ResultInput
    scale: str
    topic: Topic


def result_to_correct(change: Change, result_id: str) -> ResultPrefill:
    """Prepare the form that corrects a result, and log the look."""
    result, placement = _result(change, result_id)
    change.record("pupil:view", placement, pupil_id=placement.pupil_id, why="correct")
    pupil, given = placement.pupil, ResultInput(result.source, result.scale, result.value, result.on)
    label = scale_of(change, result.scale).label
    window, topic = undo_window_of(change, result), Topic(placement.id, result.subject)
    return ResultPrefill(window, pupil.first_name, pupil.reference, result.subject, given, label, topic)


def correct_result(change: Change, result_id: str, given: ResultInput, why: str | None, version: int | None) -> None:
    """Correct a result. A target that was set from it stays, and is measured from the corrected grade."""
    result, placement = _result(change, result_id)
    grade = graded(change, given)
    check_assessed(change, placement, given.source, given.on)
    if given.scale != result.scale:
        refuse_if_target_set_from(change, result, "Keep the scale.", field="scale")
    was_on = result.on if result.source is Source.BASELINE else None
    with correcting(change, result, why, version):
        result.source, result.scale, result.value, result.on = given.source, grade.scale.key, grade.text, given.on
    update_owed_baseline(change, placement, result.subject, was_on)
    recompute_tracks(change, placement, result.subject)


def undo_result(change: Change, result_id: str) -> None:
    """Undo a result within ten minutes. Raises Refused after that, or if a target was set from it."""
    result, placement = _result(change, result_id)
    refuse_if_target_set_from(change, result, "Undo that target first, or correct this result instead.")
    take_back(change, result)
    update_owed_baseline(change, placement, result.subject)
    recompute_tracks(change, placement, result.subject)


def _result(change: Change, result_id: str) -> tuple[Result, Placement]:
    """Return a result that the actor may correct, and its placement. Raises Refused for the grade of a review."""
    result = change.get(Result, result_id)
    placement = visible(change, result.placement_id)
    require_setting(change, placement, result.subject)
    require_correcting(change, placement, result)
    if change.session.scalar(select(Review.id).where(Review.result_id == result.id).limit(1)) is not None:
        raise Refused("This grade came from a review: correct or undo that review.")
    return result, placement

"""Correcting a target, which is questioned again, or undoing it, so that the one before it stands again."""

from dataclasses import dataclass

from sqlalchemy import select

from models.change import Change
from models.corrections.history import UndoWindow, correcting, require_correcting, take_back, undo_window_of
from models.errors import Absent, Refused
from models.progress.challenge_words import question
from models.progress.news import refresh_news
from models.progress.owed import owe_again_or_anew
from models.progress.set_target import TargetInput, challenges_of, check_day
from models.progress.subject import SubjectRecord, parsed, require_setting, scale_of, subject_record
from models.reviews.save import recompute_tracks
from models.scales.scale import Value
from models.stays import visible
from models.tables.duty import DutyKind
from models.tables.placement import Placement
from models.tables.target import Target


@dataclass(frozen=True)
class TargetToCorrectPrefill:
    """A target for the form that corrects it; `before` is the value of the target that an undo brings back."""

    undo_window: UndoWindow
    known: SubjectRecord
    scale: str
    target: Target
    before: str | None


def target_to_correct(change: Change, target_id: str) -> TargetToCorrectPrefill:
    """Prepare the form that corrects a target, and log the look."""
    target, placement = _standing(change, target_id)
    change.record("pupil:view", placement, pupil_id=placement.pupil_id, why="correct")
    before = _before(change, target)
    label = scale_of(change, target.scale).label
    now = subject_record(change, placement, target.subject)
    return TargetToCorrectPrefill(undo_window_of(change, target), now, label, target, before.value if before else None)


def correct_target(change: Change, target_id: str, given: TargetInput, why: str | None, version: int | None) -> None:
    """Correct a target on its own scale. Another grade is questioned like a new one.

    Time still counts from the day on which the target was set.
    """
    target, placement = _standing(change, target_id)
    value = parsed(scale_of(change, target.scale), given.grade, "grade")
    if given.by_when != target.by_when:
        check_day(change, given.by_when)
    doubts, reason = target.doubts, (given.reason or target.reason) if target.doubts else None
    if value.text != target.value:
        doubts = _questioned(change, placement, target, value, given)
        reason = given.reason if doubts else None
    with correcting(change, target, why, version):
        target.value, target.by_when, target.programme = value.text, given.by_when, given.programme
        target.barriers, target.doubts, target.reason = [kind.value for kind in given.barriers], doubts, reason
    recompute_tracks(change, placement, target.subject)
    refresh_news(change)


def undo_target(change: Change, target_id: str) -> None:
    """Undo a target within ten minutes. The one that it replaced stands again, or else a target is owed again."""
    target, placement = _standing(change, target_id)
    before = _before(change, target)
    take_back(change, target)
    if before is not None:
        before.replaced_at = None
    else:
        owe_again_or_anew(change, DutyKind.TARGET, placement, target.subject)
    recompute_tracks(change, placement, target.subject)
    refresh_news(change)


def _standing(change: Change, target_id: str) -> tuple[Target, Placement]:
    target = change.get(Target, target_id)
    placement = visible(change, target.placement_id)
    require_setting(change, placement, target.subject)
    require_correcting(change, placement, target)
    if target.replaced_at is not None:
        raise Refused("Another target has been set since. Correct that one.")
    return target, placement


def _before(change: Change, target: Target) -> Target | None:
    """Return the target that this one replaced: it was marked as replaced at the moment when this one was added."""
    rows = select(Target).where(Target.placement_id == target.placement_id, Target.subject == target.subject)
    return change.session.scalar(rows.where(Target.replaced_at == target.added_at).limit(1))


def _questioned(change: Change, placement: Placement, target: Target, value: Value, given: TargetInput) -> list[str]:
    last = subject_record(change, placement, target.subject).last_on(target.scale)
    if last is None:
        raise Absent
    found = challenges_of(change, placement, target.subject, value, last[1], _before(change, target), given.by_when)
    if found and not given.reason:
        raise Refused(question(found, value.scale), field="reason")
    return [challenge.doubt.value for challenge in found]

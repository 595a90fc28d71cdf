"""The history of what can be corrected or undone: what it said before, and why it was changed."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select

from models.change import Change, Read, own_undo_until
from models.errors import Conflict, Refused
from models.kept import CORRECTED
from models.permission import Permission
from models.tables.assessment import Assessment, AssessmentDecision, Screening
from models.tables.contact import Attempt
from models.tables.correction import Correction, Question, values_of
from models.tables.document import GivenDocument
from models.tables.duty import Duty, Ending
from models.tables.leaving import CheckIn, Leaving, OwnAssessment
from models.tables.placement import Placement
from models.tables.plans.objective import Objective, ObjectiveReview
from models.tables.plans.plan import PlanVoice
from models.tables.plans.provision import SessionCount
from models.tables.profile import ProfileAgreement
from models.tables.requests.draft import Draft
from models.tables.result import Result
from models.tables.review import CommissionerView, Review
from models.tables.staff import Staff
from models.tables.target import Target

CorrectableRow = (
    Result
    | Target
    | Review
    | CommissionerView
    | Attempt
    | Leaving
    | CheckIn
    | OwnAssessment
    | GivenDocument
    | ProfileAgreement
    | Assessment
    | AssessmentDecision
    | Screening
    | Objective
    | ObjectiveReview
    | SessionCount
    | PlanVoice
)
OF_PLAN = (ObjectiveReview, SessionCount, PlanVoice)
OF_LEAVING = (Leaving, CheckIn, OwnAssessment)
OF_ASSESSMENT = (Assessment, AssessmentDecision, Screening)
KINDS: Mapping[str, type[CorrectableRow]] = {
    kind.__tablename__: kind
    for kind in (
        *(Result, Target, Review, CommissionerView, Attempt, GivenDocument, ProfileAgreement),
        *(*OF_ASSESSMENT, *OF_LEAVING, *OF_PLAN),
    )
}


@dataclass(frozen=True)
class UndoWindow:
    """What can still be done about a saved row: it can be undone until `undo_until` (None: too late), or corrected.

    `version` is carried by the form, `by` is the name of the colleague who saved it.
    """

    thing_id: str
    undo_until: datetime | None
    version: int
    by: str


def undo_window_of(read: Read, row: CorrectableRow) -> UndoWindow:
    """Return what can still be done about a row.

    For ten minutes whoever saved it can undo it, and correct it without a reason.
    """
    staff = read.session.get(Staff, row.by_id) if row.by_id else None
    until = own_undo_until(read, row.by_id, row.added_at)
    return UndoWindow(row.id, until, version_of(read, row.id), staff.name if staff else "")


def require_correcting(read: Read, placement: Placement, row: CorrectableRow) -> None:
    """Refuse to correct what a colleague saved, except to Heads and the SENCo."""
    read.require(Permission.PROGRESS_CORRECT, placement, own=_is_own(read, row.by_id))


def version_of(read: Read, thing_id: str) -> int:
    """Return how often a row was corrected, which is its version."""
    corrected = select(func.count()).select_from(Correction).where(Correction.thing_id == thing_id)
    return read.session.scalar(corrected) or 0


@contextmanager
def correcting(change: Change, row: CorrectableRow, why: str | None, version: int | None) -> Iterator[None]:
    """Keep what a row says before and after this block corrects it, and tell the colleague who saved it.

    Raises Conflict if it was corrected since the form was opened, and Refused without a reason if a colleague saved it,
    or after ten minutes.
    """
    if version is not None and version != version_of(change, row.id):
        raise Conflict(_last_editor(change, row.id))
    if why is None and own_undo_until(change, row.by_id, row.added_at) is None:
        since = "more than ten minutes ago" if _is_own(change, row.by_id) else "by a colleague"
        raise Refused(f"This was saved {since}. Give a short reason for the change.", field="changed")
    kept = _keep(change, row, why, undone=False)
    yield
    change.session.flush()
    kept.after = what_it_says(change, row)
    if kept.after != kept.before:
        _tell_author(change, row, kept)


def _tell_author(change: Change, row: CorrectableRow, kept: Correction) -> None:
    """Tell the colleague who saved a row that it was corrected."""
    author = change.session.get(Staff, row.by_id) if row.by_id and row.by_id != change.actor.staff_id else None
    if author is not None and author.active:
        change.say(CORRECTED, author, about=kept.id, pupils=[change.get(Placement, row.placement_id).pupil_id])


def take_back(change: Change, row: CorrectableRow) -> None:
    """Delete a row within ten minutes of its saving, and keep what it said.

    Raises Refused after that, or if a colleague saved it.
    """
    if not _is_own(change, row.by_id):
        raise Refused("A colleague saved this, so it cannot be undone. Correct it instead, and say why.")
    if change.undo_until(row.added_at) is None:
        raise Refused("The ten minutes to undo this are over. Correct it instead, and say why.")
    drop(change, row)


def drop(change: Change, row: CorrectableRow) -> None:
    """Delete a row that goes with another, and keep what it said.

    Unsaved drafts about it are deleted, and questions about it need no answer.
    """
    _keep(change, row, None, undone=True)
    asked = select(Question.id).where(Question.thing_id == row.id)
    for duty in change.session.scalars(select(Duty).where(Duty.about.in_(asked), Duty.done_on.is_(None))):
        change.close_duty(duty, Ending.DROPPED)
    change.session.execute(delete(Draft).where(Draft.about == row.id, Draft.saved_at.is_(None)))
    change.session.delete(row)
    change.session.flush()


def refuse_if_target_set_from(read: Read, result: Result, what_to_do: str, field: str | None = None) -> None:
    """Refuse to change a result from which a target was set. `what_to_do` says what is possible instead."""
    aimed = select(Target.value).where(Target.from_result_id == result.id).order_by(Target.replaced_at.is_not(None))
    value = read.session.scalar(aimed.limit(1))
    if value is not None:
        raise Refused(f"The target {value} was set from this result. {what_to_do}", field=field)


def _keep(change: Change, row: CorrectableRow, why: str | None, *, undone: bool) -> Correction:
    thing, placement_id = row.__tablename__, row.placement_id
    kept = Correction(placement_id=placement_id, thing=thing, thing_id=row.id, undone=undone)
    kept.before = what_it_says(change, row)
    kept.why, kept.by_id, kept.at = why, change.actor.staff_id, change.now
    change.add(kept)
    verb = f"{thing}:{'undo' if undone else 'correct'}"
    change.record(verb, row, pupil_id=change.get(Placement, placement_id).pupil_id)
    return kept


def what_it_says(read: Read, row: CorrectableRow) -> dict[str, Any]:
    """Return the columns of a row as JSON holds them; a review says its grade too, which is a result."""
    if not isinstance(row, Review):
        return values_of(row)
    grade = read.session.get(Result, row.result_id) if row.result_id else None
    return values_of(row) | {
        "grade": grade.value if grade else None,
        "assessed_on": grade.on.isoformat() if grade else None,
    }


def _is_own(read: Read, by_id: str | None) -> bool:
    """Return whether the actor saved a row; one that nobody is named for can be corrected like one's own."""
    return by_id in (None, read.actor.staff_id)


def _last_editor(read: Read, thing_id: str) -> str:
    rows = select(Staff.name).join(Correction, Correction.by_id == Staff.id).where(Correction.thing_id == thing_id)
    return read.session.scalar(rows.order_by(Correction.at.desc()).limit(1)) or "Someone"

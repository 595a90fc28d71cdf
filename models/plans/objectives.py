"""The objectives of a support plan: set, put right, and reviewed, each review ending in a decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from models.change import Change, Read
from models.errors import Absent, Refused
from models.kept import Before, keep_lost, last_written, require_reason
from models.plans.access import log_look, placement_to_set, plan_to_write
from models.plans.owed import standing
from models.plans.review_duty import after_objective_review, reviewed_lately
from models.school.calendar import moved
from models.stays import check_day_of
from models.tables.placement import Placement
from models.tables.plans.objective import Decision, Objective, ObjectiveReview, Outcome

MOST_STANDING = 8
FURTHEST = 550  # days: a later date has a mistyped year
SET = "plan:objective"


@dataclass(frozen=True)
class ObjectiveInput:
    """An objective as a form gives it: from where, what will show it, and by when."""

    what: str
    baseline: str
    criterion: str
    by_when: date


@dataclass(frozen=True)
class ObjectiveReviewInput:
    """The review of an objective. `changes` is the new criterion or the added support, `by_when` a new date."""

    on: date
    evidence: str
    outcome: Outcome
    decision: Decision
    changes: str | None = None
    by_when: date | None = None


@dataclass(frozen=True)
class ObjectivePrefill:
    """An objective, for the forms that review it or put it right: its last review, and how many wait beside it."""

    objective_id: str
    placement_id: str
    first_name: str
    reference: str
    given: ObjectiveInput
    last: ObjectiveReview | None
    left: int


def add_objective(change: Change, placement_id: str, given: ObjectiveInput) -> str:
    """Add an objective and return its id. Raises Refused if MOST_STANDING stand already."""
    placement = placement_to_set(change, placement_id)
    if len(standing(change, placement.id)) >= MOST_STANDING:
        raise Refused(f"There are {MOST_STANDING} objectives already. Stop one first.", field="what")
    _check_by_when(change, given.by_when, "by_when")
    plan_to_write(change, placement)
    row = _add(change, placement, given)
    after_objective_review(change, placement)
    return row.id


def correct_objective(change: Change, objective_id: str, given: ObjectiveInput, why: str | None = None) -> None:
    """Put an objective right. What a colleague wrote is changed with a reason, kept, and they are told."""
    row, placement = _objective(change, objective_id)
    plan_to_write(change, placement)
    if given.by_when != row.by_when:
        _check_by_when(change, given.by_when, "by_when")
    before = Before.of(row, "what", "baseline", "criterion", "by_when")
    last = last_written(change, row, placement.pupil_id, SET)
    for name, value in vars(given).items():
        setattr(row, name, value)
    if before.is_lost():
        require_reason(change, last, why)
        keep_lost(change, placement, before, "Objective", last, why)
    change.record(SET, row, pupil_id=placement.pupil_id)


def objective_prefill(change: Change, objective_id: str) -> ObjectivePrefill:
    """Return an objective for a form, and log the look."""
    row, placement = _objective(change, objective_id)
    return _prefill(change, placement, row, ())


def next_objective(change: Change, value: str, but: str = "") -> ObjectivePrefill | None:
    """Return the next objective to review, and log the look; None if the review of the plan asks for no other.

    `value` is its own id or, for the first that is asked for, that of the duty. `but` is one that is about to be saved.
    """
    named = change.session.get(Objective, value)
    placement = placement_to_set(change, named.placement_id if named else value)
    left = [one for one in reviewed_lately(change, placement)[1] if one.id != but]
    row = named if named is not None and named.id != but and named.ended_on is None else next(iter(left), None)
    return None if row is None else _prefill(change, placement, row, left)


def review_objective(change: Change, objective_id: str, given: ObjectiveReviewInput) -> str:
    """Save the review of an objective, do what it decides, and return the review's id."""
    row, placement = _objective(change, objective_id)
    check_review(change, placement, row, given)
    check_new_date(change, row, given)
    plan_to_write(change, placement)
    review = ObjectiveReview(placement_id=placement.id, objective_id=row.id, added_at=change.now)
    review.by_id = change.actor.staff_id
    fill_review(review, given)
    change.add(review)
    decide(change, placement, row, review, given.by_when)
    change.record("plan:objective_review", row, pupil_id=placement.pupil_id)
    after_objective_review(change, placement)
    return review.id


def last_review(read: Read, objective_id: str) -> ObjectiveReview | None:
    """Return the latest review of an objective."""
    rows = select(ObjectiveReview).where(ObjectiveReview.objective_id == objective_id)
    return read.session.scalar(rows.order_by(ObjectiveReview.on.desc(), ObjectiveReview.added_at.desc()).limit(1))


def _prefill(change: Change, placement: Placement, row: Objective, left: Sequence[Objective]) -> ObjectivePrefill:
    log_look(change, placement, "objective")
    pupil, given = placement.pupil, ObjectiveInput(row.what, row.baseline, row.criterion, row.by_when)
    more = sum(one.id != row.id for one in left)
    last = last_review(change, row.id)
    return ObjectivePrefill(row.id, placement.id, pupil.first_name, pupil.reference, given, last, more)


def fill_review(review: ObjectiveReview, given: ObjectiveReviewInput) -> None:
    """Write what a form gives into a review."""
    review.on, review.evidence, review.outcome = given.on, given.evidence, given.outcome
    review.decision, review.changes = given.decision, given.changes


def decide(
    change: Change, placement: Placement, row: Objective, review: ObjectiveReview, new_date: date | None
) -> None:
    """Do what a review decides: the objective goes on, perhaps with a new date, or ends, or another follows it."""
    review.by_when_before, by_when = row.by_when, new_date or row.by_when
    if review.decision is Decision.CHANGE:
        row.ended_on = review.on
        changed = ObjectiveInput(row.what, review.evidence, review.changes or row.criterion, by_when)
        _add(change, placement, changed, row.id)
    elif review.decision is Decision.STOP:
        row.ended_on = review.on
    else:
        row.by_when = by_when


def _add(change: Change, placement: Placement, given: ObjectiveInput, follows_id: str | None = None) -> Objective:
    row = Objective(placement_id=placement.id, set_on=change.today, follows_id=follows_id, **vars(given))
    row.by_id, row.added_at = change.actor.staff_id, change.now
    change.record(SET, change.add(row), pupil_id=placement.pupil_id)
    return row


def check_review(change: Change, placement: Placement, row: Objective, given: ObjectiveReviewInput) -> None:
    """Refuse a review on a day that cannot be, or whose decision does not fit or is not explained."""
    check_day_of(change, placement, given.on, "That date is in the future. Record it once it has been reviewed.")
    if given.on < row.set_on:
        raise Refused("That is before the objective was set.", field="on")
    if given.outcome is Outcome.WRONG and given.decision not in (Decision.CHANGE, Decision.STOP):
        raise Refused("The wrong objective is changed or stopped.", field="decision")
    if given.decision in (Decision.CHANGE, Decision.STEP_UP) and given.changes is None:
        what = "the new criterion" if given.decision is Decision.CHANGE else "which support is added"
        raise Refused(f"Say {what}.", field="changes")


def check_new_date(change: Change, row: Objective, given: ObjectiveReviewInput) -> None:
    """Refuse to go on with an objective whose date has passed, or with a new date that cannot be."""
    if given.decision is Decision.STOP:
        return
    if given.by_when is None and row.by_when <= given.on:
        raise Refused("Its date has passed. Give a new one.", field="by_when")
    if given.by_when is not None:
        _check_by_when(change, given.by_when, "by_when")


def _check_by_when(change: Change, by_when: date, field: str) -> None:
    if by_when <= change.today:
        raise Refused("Choose a day to come.", field=field)
    if by_when > moved(change.today, FURTHEST):
        raise Refused("That is more than a school year and a half ahead. Check the year.", field=field)


def _objective(read: Read, objective_id: str) -> tuple[Objective, Placement]:
    row = read.get(Objective, objective_id)
    if row.ended_on is not None:
        raise Absent
    return row, placement_to_set(read, row.placement_id)

"""Moving what was done in a placement that a merge ends, from calls to reviews, to the continued one, and back."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, false, func, select, union, update

from models.attempts.steps import follow_step, step_ending
from models.change import Change
from models.progress.owed import update_owed_target
from models.progress.results import put_off_assessments
from models.reviews.feedback import update_owed_feedback
from models.reviews.owed import owe_reviews
from models.tables.assessment import Assessment, AssessmentDecision, Occasion, Screening
from models.tables.contact import Attempt, Side
from models.tables.correction import Correction, Question
from models.tables.document import GivenDocument
from models.tables.duty import Duty, DutyKind, open_duties
from models.tables.placement import AttendanceWeek, Placement
from models.tables.result import NotYet, Result, Source
from models.tables.review import FAMILY, CommissionerView, Review
from models.tables.target import Target, TargetDoubt

Row = (
    type[Result]
    | type[Target]
    | type[Review]
    | type[CommissionerView]
    | type[AttendanceWeek]
    | type[AssessmentDecision]
    | type[Assessment]
    | type[Screening]
    | type[TargetDoubt]
    | type[NotYet]
    | type[GivenDocument]
    | type[Attempt]
)
TABLES: Mapping[str, Row] = {
    table.__tablename__: table
    for table in (
        *(Result, Target, Review, CommissionerView, AttendanceWeek),
        *(AssessmentDecision, Assessment, Screening, NotYet, TargetDoubt, GivenDocument, Attempt),
    )
}

# What was corrected goes with what it corrects, also what was undone and is no longer there; so it comes last.
MOVED: Mapping[str, Row | type[Correction]] = {**TABLES, Correction.__tablename__: Correction}

# The table and id of each row that was moved, and the id of the placement that it came from.
Taken = list[list[str]]


def move_progress(change: Change, stay: Placement, other: Placement) -> Taken:
    """Move results, targets, reviews, assessments, weeks and the contact log of `other`; return what was moved.

    If both have a current target in a subject, or the same week, that of `stay` applies, and the other is not moved.
    """
    aimed = select(Target.subject).where(Target.placement_id == stay.id, Target.replaced_at.is_(None))
    marked = select(AttendanceWeek.week).where(AttendanceWeek.placement_id == stay.id)
    has_own: dict[Row | type[Correction], ColumnElement[bool]] = {
        Target: Target.replaced_at.is_(None) & Target.subject.in_(change.session.scalars(aimed).all()),
        AttendanceWeek: AttendanceWeek.week.in_(change.session.scalars(marked).all()),
        Correction: Correction.thing_id.in_(
            union(*(select(table.id).where(table.placement_id == other.id) for table in (Target, AttendanceWeek)))
        ),
    }
    reached = {side: step_ending(change, stay, side) for side in Side}
    taken: Taken = []
    for name, table in MOVED.items():
        rows = select(table.id).where(table.placement_id == other.id)
        ids = change.session.scalars(rows.where(~has_own.get(table, false()))).all()
        _point(change, table, ids, stay.id)
        taken += [[name, row_id, other.id] for row_id in ids]
    if taken:
        _settle(change, stay, [row_id for _, row_id, _ in taken])
        for side, before in reached.items():
            follow_step(change, stay, side, before)
    return taken


def move_questions(change: Change, taken: Taken, stay: Placement, other: Placement) -> list[list[str]]:
    """Move to `stay` what asks colleagues about the rows that were moved; return ids with the former placement."""
    about = select(Question.id).where(Question.thing_id.in_([row_id for _, row_id, _ in taken]))
    duties = change.session.scalars(open_duties(other.id, DutyKind.QUESTION).where(Duty.about.in_(about))).all()
    for duty in duties:
        duty.placement_id = stay.id
        change.refresh(duty.owner_id)
    return [[duty.id, other.id] for duty in duties]


def give_progress_back(change: Change, taken: Taken) -> None:
    """Move each row back to the placement that it came from."""
    for name, row_id, placement_id in taken:
        _point(change, MOVED[name], [row_id], placement_id)


def is_built_on(change: Change, taken: Taken, stay_id: str, since: datetime) -> bool:
    """Return whether progress was added to the placement, or a moved row was corrected, after `since`."""
    if not taken:
        return False
    ids = [row_id for _, row_id, _ in taken]
    newer = [select(row.id).where(row.placement_id == stay_id, row.added_at > since) for row in TABLES.values()]
    newer.append(select(Correction.id).where(Correction.thing_id.in_(ids), Correction.at > since))
    return any(change.session.scalar(rows.limit(1)) is not None for rows in newer)


def _settle(change: Change, stay: Placement, came: Collection[str]) -> None:
    """Update what is owed for a placement after rows were moved to it."""
    based = select(Result.subject).where(Result.id.in_(came), Result.source == Source.BASELINE)
    aimed = select(Target.subject).where(Target.id.in_(came), Target.replaced_at.is_(None))
    for kind, subjects in ((DutyKind.BASELINE, based), (DutyKind.TARGET, aimed)):
        for subject in change.session.scalars(subjects.distinct()).all():
            change.finish(kind, stay, about=subject)
    decided = select(AssessmentDecision.on).where(AssessmentDecision.id.in_(came))
    if on := change.session.scalar(decided.where(AssessmentDecision.about == Occasion.PERIOD).limit(1)):
        change.finish(DutyKind.ASSESSMENT, stay, on=on)
    graded = select(Result.subject).where(Result.id.in_(came))
    for subject in change.session.scalars(graded.union(aimed)).all():
        update_owed_target(change, stay, subject)
    put_off = select(NotYet.subject, func.max(NotYet.look_again_on)).where(
        NotYet.id.in_(came), NotYet.look_again_on > change.today
    )
    for subject, again in change.session.execute(put_off.group_by(NotYet.subject)).all():
        put_off_assessments(change, stay, subject, again)
    reviewed = select(Review.subject).where(Review.id.in_(came), Review.subject != FAMILY)
    for subject in change.session.scalars(reviewed.distinct()).all():
        update_owed_feedback(change, stay, subject)
    owe_reviews(change, stay)


def _point(change: Change, table: Row | type[Correction], ids: Collection[str], placement_id: str) -> None:
    if ids:
        change.session.execute(update(table).where(table.id.in_(ids)).values(placement_id=placement_id))

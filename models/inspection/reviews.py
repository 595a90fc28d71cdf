"""The reviews of a half-term, those that were due and those held besides, in a fixed number of statements."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, literal, or_, select, union

from models.change import Read
from models.duties.kinds import REVIEWS
from models.duties.overdue import days_late, overdue_when_passed
from models.duties.owed_words import is_before_leaving
from models.inspection.corrected import with_corrections
from models.inspection.half_terms import HalfTerm
from models.inspection.lines import OF_ENDING, Heard, ReviewLine, Standing, Whom
from models.referrals.earlier_stays import ended_by_merge
from models.reviews.pupil_half import ENDED, heard_since
from models.tables.duty import Duty, DutyKind, Ending
from models.tables.placement import Placement, Teaching
from models.tables.pupil import LINE, Pupil
from models.tables.review import FAMILY, Review, is_followed
from models.tables.staff import Staff
from models.tables.taught import Taught

# What ends a review in a way that the half-term of its due date tells, whenever it was.
TOLD_BY_DUE_DATE = (*ENDED, Ending.NOT_NEEDED)
BEFORE = timedelta(days=60)  # no review counts that was held so long before the half-term of its due date


@dataclass(frozen=True)
class _Half:
    """What is known of pupils' halves: what is owed by the family review's duty, and answers by placement."""

    owed: Mapping[str, Row[Any]]
    answers: Mapping[str, Sequence[Row[Any]]]


def review_lines(read: Read, term: HalfTerm) -> tuple[ReviewLine, ...]:
    """Return a line for each review that was due in a half-term, or held in it besides, and where none fell due."""
    rows = read.session.execute(_duties(term)).all()
    held = {row.duty_id: row for row in read.session.execute(_answers(term))}
    half = _Half(
        {row.about: row for row in read.session.execute(_halves(term))},
        _by_placement(read.session.execute(_pupils_answers(term)).all()),
    )
    due = [_due(read, row, held.get(row.id), half) for row in rows]
    lines = [*_without_replaced(due), *_besides(read, term, held)]
    known = {(one.who.placement_id, one.subject) for one in lines}
    corrected = with_corrections(read, term, [*lines, *_none_due(read, term, known)])
    return tuple(sorted(corrected, key=lambda one: one.order))


def _duties(term: HalfTerm) -> Select[Any]:
    """Select the reviews that were due in a half-term, but for those that a placement's end dropped before it.

    What a merge of two records dropped is owed, or was done, in the placement that goes on.
    """
    starts = term.period.starts_on
    has_moved = and_(Duty.ending == Ending.DROPPED, ended_by_merge())
    ended_in_it = or_(Duty.done_on.is_(None), Duty.ending.in_(TOLD_BY_DUE_DATE), Duty.done_on >= starts)
    return (
        select(Duty.id, Duty.kind, Duty.placement_id, Duty.about, Duty.due_on, Duty.done_on, Duty.ending, Duty.why)
        .add_columns(Duty.passed_on, Duty.is_uncovered, Placement.pupil_id, Placement.left_on, *LINE)
        .join(Placement, Placement.id == Duty.placement_id)
        .join(Pupil, Pupil.id == Placement.pupil_id)
        .where(Duty.kind.in_(REVIEWS), Duty.due_on.between(starts, term.until), ended_in_it)
        .where(or_(Duty.done_on.is_(None), ~has_moved))
    )


def _reviews() -> Select[Any]:
    """Select reviews with the duty that each has answered, if it has answered one, in the order in which they came."""
    answered = and_(
        Review.formal,
        Duty.kind.in_(REVIEWS),
        Duty.placement_id == Review.placement_id,
        Duty.about == Review.subject,
        Duty.done_on == Review.on,
        Duty.ending.in_(ENDED),
    )
    return (
        select(Review.id, Review.placement_id, Review.subject, Review.formal, Review.on, Review.unreached)
        .add_columns(Review.declined, Review.told_on, Review.told_how, Review.told_grade, Staff.name.label("by"))
        .add_columns(Duty.id.label("duty_id"), Placement.pupil_id, Placement.left_on, *LINE)
        .add_columns(is_followed().label("is_followed"))
        .join(Placement, Placement.id == Review.placement_id)
        .join(Pupil, Pupil.id == Placement.pupil_id)
        .outerjoin(Staff, Staff.id == Review.by_id)
        .outerjoin(Duty, answered)
        .order_by(Review.added_at, Review.id)
    )


def _answers(term: HalfTerm) -> Select[Any]:
    return _reviews().where(Duty.due_on.between(term.period.starts_on, term.until))


def _halves(term: HalfTerm) -> Select[Any]:
    """Select what is owed to the pupils' halves of the family reviews of a half-term."""
    family = select(Duty.id).where(Duty.kind == DutyKind.FAMILY_REVIEW)
    family = family.where(Duty.due_on.between(term.period.starts_on, term.until))
    rows = select(Duty.about).add_columns(Duty.kind, Duty.due_on, Duty.done_on, Duty.ending)
    return rows.where(Duty.kind == DutyKind.PUPIL_VIEW, Duty.about.in_(family))


def _pupils_answers(term: HalfTerm) -> Select[Any]:
    """Select when pupils with a family review in a half-term were heard, or did not want to be."""
    stays = select(Duty.placement_id).where(Duty.kind == DutyKind.FAMILY_REVIEW)
    stays = stays.where(Duty.due_on.between(term.period.starts_on, term.until))
    refused = Review.declined & Review.formal.is_(False)
    rows = select(Review.placement_id).add_columns(Review.on, Review.declined).where(Review.subject == FAMILY)
    rows = rows.where(Review.placement_id.in_(stays), Review.on >= term.period.starts_on - BEFORE)
    return rows.where(or_(Review.pupil_view.is_not(None), refused)).order_by(Review.on)


def _by_placement(rows: Sequence[Row[Any]]) -> dict[str, list[Row[Any]]]:
    found: dict[str, list[Row[Any]]] = {}
    for row in rows:
        found.setdefault(row.placement_id, []).append(row)
    return found


def _due(read: Read, row: Row[Any], review: Row[Any] | None, half: _Half) -> ReviewLine:
    late = days_late(read, row.kind, row.due_on, row.done_on)
    return ReviewLine(
        Whom.of(read, row),
        row.about,
        _standing(row, late),
        row.due_on,
        row.done_on,
        late,
        row.ending,
        row.why,
        handed_over=overdue_when_passed(read, row, row.done_on),
        by=review.by if review else None,
        told_on=review.told_on if review else None,
        told_how=review.told_how if review else None,
        told_grade=review.told_grade if review else None,
        heard=_heard(read, row, half) if row.about == FAMILY and row.ending in ENDED else None,
        left_on=row.left_on if row.ending is Ending.DROPPED and row.left_on and row.left_on < row.due_on else None,
        is_grace=row.done_on is None and not late and row.due_on < read.calendar.on_or_before(read.today),
        before_leaving=_before_leaving(read, row, review),
    )


def _before_leaving(read: Read, row: Row[Any], review: Row[Any] | None) -> date | None:
    """Return the last day, if a review that was held, or is to be held, is the one before it."""
    counts = row.done_on is None or (row.ending is Ending.DONE and not (review and review.is_followed))
    is_last = counts and is_before_leaving(read.calendar, row.done_on or row.due_on, row.left_on)
    return row.left_on if is_last else None


def _standing(row: Row[Any], late: int) -> Standing:
    if row.done_on is None:
        return Standing.OVERDUE if late else Standing.TO_COME
    if row.ending in OF_ENDING:
        return OF_ENDING[row.ending]
    return Standing.LATE if late else Standing.ON_TIME


def _heard(read: Read, row: Row[Any], half: _Half) -> Heard:
    """Return the pupil's half of a family review: on the first day that counts for it, or else how it stands."""
    since = heard_since(read.calendar, row.due_on, row.done_on)
    answers = [one for one in half.answers.get(row.placement_id, ()) if one.on >= since]
    heard_on = next((one.on for one in answers if not one.declined), None)
    owed = half.owed.get(row.id)
    if heard_on is not None or owed is None:
        return Heard(heard_on)
    late = days_late(read, owed.kind, owed.due_on, owed.done_on)
    refused = max((one.on for one in answers if one.declined), default=None)
    return Heard(None, owed.due_on, late, owed.ending, refused)


def _without_replaced(due: Sequence[ReviewLine]) -> Iterator[ReviewLine]:
    """Yield the lines but those of a duty that was dropped, as another took its place in the same half-term."""
    owed = {(one.who.placement_id, one.subject) for one in due if one.standing is not Standing.DROPPED}
    last: dict[tuple[str, str], ReviewLine] = {}
    for one in due:
        if one.standing is not Standing.DROPPED:
            yield one
        elif (what := (one.who.placement_id, one.subject)) not in owed:
            last[what] = max(last.get(what, one), one, key=lambda each: each.ended_on or date.min)
    yield from last.values()


def _besides(read: Read, term: HalfTerm, answers: Mapping[str, Row[Any]]) -> Iterator[ReviewLine]:
    """Yield the reviews that were held in a half-term and have answered no duty."""
    counted = {row.id for row in answers.values()}
    held = and_(Review.unreached.is_(False), Review.declined.is_(False))
    rows = _reviews().where(Review.on.between(term.period.starts_on, term.until), held)
    found = read.session.execute(rows).all()
    newest = {row.duty_id: row.id for row in found}
    for row in found:
        if row.id not in counted and (row.duty_id is None or newest[row.duty_id] != row.id):
            told = {"told_on": row.told_on, "told_how": row.told_how, "told_grade": row.told_grade, "by": row.by}
            is_last = row.formal and not row.is_followed and is_before_leaving(read.calendar, row.on, row.left_on)
            told["before_leaving"] = row.left_on if is_last else None
            who = Whom.of(read, row)
            yield ReviewLine(who, row.subject, Standing.ALSO, None, row.on, formal=row.formal, **told)


def _began(taught: type[Teaching | Taught], by: date) -> ColumnElement[bool]:
    """Match what was taught by a day; of what was taught before that was kept, nobody can say since when."""
    return or_(taught.since.is_(None), taught.since <= by)


def _none_due(read: Read, term: HalfTerm, known: set[tuple[str, str]]) -> Iterator[ReviewLine]:
    """Yield each subject and family of the pupils here in a half-term for which there is no line."""
    period, last = term.period, min(term.period.ends_on, read.today)
    first = func.coalesce(Placement.in_school_on, Placement.first_day)
    every = union(
        select(Teaching.placement_id, Teaching.subject).where(_began(Teaching, last)),
        select(Taught.placement_id, Taught.subject).where(_began(Taught, last), Taught.until > period.starts_on),
        select(Placement.id.label("placement_id"), literal(FAMILY).label("subject")),
    ).subquery()
    of_it = (Duty.placement_id == every.c.placement_id, Duty.about == every.c.subject, Duty.kind.in_(REVIEWS))
    days = select(func.min(Duty.due_on)).where(*of_it)
    still_open = days.where(Duty.done_on.is_(None), Duty.due_on < period.starts_on)
    next_due = days.where(Duty.due_on > term.until, or_(Duty.ending.is_(None), Duty.ending != Ending.DROPPED))
    rows = (
        select(every.c.placement_id, every.c.subject, first.label("here_from"), Placement.left_on, Placement.pupil_id)
        .add_columns(still_open.scalar_subquery().label("still_open"), next_due.scalar_subquery().label("next_due"))
        .add_columns(*LINE)
        .join(Placement, Placement.id == every.c.placement_id)
        .join(Pupil, Pupil.id == Placement.pupil_id)
        .where(first <= last, or_(Placement.left_on.is_(None), Placement.left_on >= period.starts_on))
        .where(~ended_by_merge())
    )
    for row in read.session.execute(rows):
        if (row.placement_id, row.subject) not in known:
            here_from = row.here_from if row.here_from in period else None
            left_on = row.left_on if row.left_on is not None and row.left_on <= term.until else None
            yield ReviewLine(
                Whom.of(read, row),
                row.subject,
                Standing.STILL_OPEN if row.still_open else Standing.NONE_DUE,
                here_from=here_from,
                left_on=left_on,
                still_open=row.still_open,
                next_due=row.next_due,
            )

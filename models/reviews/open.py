"""What a review form opens with: the pupil, the last review and, in a subject, its results, target and track."""

from dataclasses import dataclass
from datetime import date

from models.attendance.shown import AttendanceShown, show_attendance
from models.change import Change, Read
from models.duties.kinds import REVIEWS
from models.duties.overdue import days_late
from models.duties.owed_words import counts_from
from models.progress.hopes import Hope, TalkingPoint, hopes_expressed, points_in
from models.progress.subject import ResultRow, SubjectRecord, may_correct, require_setting, subject_in, subject_record
from models.progress.track import Track, track_of
from models.reviews.owed import is_answered, review_duty
from models.scales.scale import Value
from models.school.school_year import year_in_line
from models.tables.duty import Duty, open_duties
from models.tables.placement import Placement
from models.tables.result import Source
from models.tables.review import FAMILY, newest_review
from models.topic import Topic

MOST_SHOWN = 4


@dataclass(frozen=True)
class ReviewHeader:
    """Whom a review is about, and the open duty: `late` is in school days, `is_mine` whether the actor owes it.

    `counts_from` is the first day on which a formal review counts as the one that is due, while that is still to come.
    `attendance` is None for those who may not see it.
    """

    placement_id: str
    subject: str
    name: str
    first_name: str
    year: str
    reference: str
    today: date
    duty_id: str | None
    due_on: date | None
    counts_from: date | None
    late: int
    is_mine: bool
    attendance: AttendanceShown | None

    @property
    def topic(self) -> Topic:
        """The placement and subject, as buttons and forms carry them."""
        return Topic(self.placement_id, self.subject)


@dataclass(frozen=True)
class LastReview:
    """The last review as the next one shows it above its empty fields, and the hopes so far."""

    on: date | None = None
    id: str | None = None
    formal: bool = True
    why: str | None = None
    next_step: str | None = None
    pupil_view: str | None = None
    parent_view: str | None = None
    hopes: tuple[Hope, ...] = ()
    may_correct: bool = False


@dataclass(frozen=True)
class SubjectReview:
    """A subject that is to be reviewed. `grades` are the newest results, oldest first: grade, source, day, scale.

    `last_grade` is the result that the next grade can be the same as.
    """

    who: ReviewHeader
    last: LastReview
    last_grade: ResultRow | None
    grades: tuple[tuple[str, Source, date, str], ...]
    scale: str | None
    target: str | None
    by_when: date | None
    programme: str | None
    track: Track | None
    points: tuple[TalkingPoint, ...]


def subject_to_review(change: Change, topic: Topic) -> SubjectReview:
    """Prepare the review of a subject, and log the look at its results."""
    placement, subject = subject_in(change, topic)
    require_setting(change, placement, subject)
    found = subject_record(change, placement, subject)
    change.record("pupil:view", placement, pupil_id=placement.pupil_id, why="review")
    newest, target = last_grade_of(found), found.target
    last = last_review_of(change, placement, subject)
    return SubjectReview(
        header_of(change, placement, subject),
        last,
        newest[0] if newest else None,
        tuple(
            (value.text, result.source, result.on, value.scale.label) for result, value in found.results[-MOST_SHOWN:]
        ),
        newest[1].scale.label if newest else None,
        target.value if target else None,
        target.by_when if target else None,
        target.programme if target else None,
        track_of(found, change.today, change.calendar),
        points_in(found, last.hopes, placement),
    )


def review_of(read: Read, about: str) -> Topic:
    """Return the topic to review for a duty's id, or for a topic as text. For a colleague's duty, see `_own_of`."""
    duty = read.session.get(Duty, about)
    if duty is None or duty.kind not in REVIEWS or duty.placement_id is None:
        return Topic.parse(about)
    return Topic(duty.placement_id, _own_of(read, duty).about)


def header_of(read: Read, placement: Placement, subject: str) -> ReviewHeader:
    """Return whom a review is about, with the open duty if there is one."""
    pupil, duty = placement.pupil, review_duty(read, placement, subject)
    return ReviewHeader(
        placement.id,
        subject,
        pupil.full_name,
        pupil.first_name,
        year_in_line(pupil, read.today),
        pupil.reference,
        read.today,
        duty.id if duty else None,
        duty.due_on if duty else None,
        _counts_from(read, placement, duty) if duty else None,
        days_late(read, duty.kind, duty.due_on) if duty else 0,
        duty is not None and duty.owner_id == read.actor.staff_id,
        show_attendance(read, placement),
    )


def _counts_from(read: Read, placement: Placement, duty: Duty) -> date | None:
    """Return from when a formal review answers a duty; None if one that is held today does."""
    return None if is_answered(read, placement, duty, read.today) else counts_from(read.calendar, duty.due_on)


def last_review_of(read: Read, placement: Placement, subject: str) -> LastReview:
    """Return the last review of a subject that was held. In a family review the hopes are those of the placement."""
    found = newest_review(read.session, placement.id, subject, held=True)
    told = placement if subject == FAMILY else found
    hopes = hopes_expressed(told.hopes_pupil, told.hopes_parents, of_subject=subject != FAMILY) if told else ()
    if found is None:
        return LastReview(hopes=hopes)
    said = (found.why, found.next_step, found.pupil_view, found.parent_view)
    return LastReview(found.on, found.id, found.formal, *said, hopes, may_correct(read, found.by_id))


def last_grade_of(found: SubjectRecord) -> tuple[ResultRow, Value] | None:
    """Return the newest result on the target's scale, or else the newest of all. A grade is read on its scale."""
    on = found.last_on(found.target.scale) if found.target else None
    return on or found.last


def _own_of(read: Read, duty: Duty) -> Duty:
    """Return the duty; for a colleague's, the first review that the actor owes of the same pupil, if there is one."""
    if duty.owner_id == read.actor.staff_id:
        return duty
    mine = open_duties(duty.placement_id, *REVIEWS).where(Duty.owner_id == read.actor.staff_id)
    return read.session.scalar(mine.order_by(Duty.due_on, Duty.about).limit(1)) or duty

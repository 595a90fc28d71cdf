"""What a review form opens with: the pupil, the last review and, in a subject, its results, target and track."""

from dataclasses import dataclass
from datetime import date

from models.change import Change, Read
from models.duties.kinds import REVIEWS
from models.progress.hopes import Hope, TalkingPoint, hopes_expressed, points_in
from models.progress.subject import SubjectRecord, require_setting, subject_in, subject_record
from models.progress.track import Track, track_of
from models.reviews.owed import review_duty
from models.scales.scale import Scale
from models.school.school_year import year_in_line
from models.tables.duty import Duty, open_duties
from models.tables.placement import Placement
from models.tables.result import Source
from models.tables.review import FAMILY, newest_review
from models.topic import Topic

MOST_SHOWN = 4


@dataclass(frozen=True)
class ReviewHeader:
    """Whom a review is about, and the open duty: `late` is in school days, `is_mine` whether the actor owes it."""

    placement_id: str
    subject: str
    name: str
    first_name: str
    year: str
    reference: str
    today: date
    duty_id: str | None
    due_on: date | None
    late: int
    is_mine: bool

    @property
    def topic(self) -> Topic:
        """The placement and subject, as buttons and forms carry them."""
        return Topic(self.placement_id, self.subject)


@dataclass(frozen=True)
class LastReview:
    """The last review as the next one shows it, and the hopes so far, which are asked for again at each review."""

    on: date | None = None
    id: str | None = None
    formal: bool = True
    why: str | None = None
    next_step: str | None = None
    pupil_view: str | None = None
    parent_view: str | None = None
    hopes_pupil: str | None = None
    hopes_parents: str | None = None


@dataclass(frozen=True)
class SubjectReview:
    """A subject that is to be reviewed. `grades` are the newest results, oldest first: grade, source, day, scale."""

    who: ReviewHeader
    last: LastReview
    grade: str | None
    grades: tuple[tuple[str, Source, date, str], ...]
    scale: str | None
    target: str | None
    by_when: date | None
    programme: str | None
    track: Track | None
    hopes: tuple[Hope, ...]
    points: tuple[TalkingPoint, ...]


def subject_to_review(change: Change, topic: Topic) -> SubjectReview:
    """Prepare the review of a subject, and log the look at its results."""
    placement, subject = subject_in(change, topic)
    require_setting(change, placement, subject)
    found = subject_record(change, placement, subject)
    change.record("pupil:view", placement, pupil_id=placement.pupil_id, why="review")
    scale, target = scale_in_use(found), found.target
    newest = found.last_on(scale.key) if scale else None
    last = last_review_of(change, placement, subject)
    hopes = hopes_expressed(last.hopes_pupil, last.hopes_parents, of_subject=True)
    return SubjectReview(
        header_of(change, placement, subject),
        last,
        newest[1].text if newest else None,
        tuple(
            (value.text, result.source, result.on, value.scale.label) for result, value in found.results[-MOST_SHOWN:]
        ),
        scale.label if scale else None,
        target.value if target else None,
        target.by_when if target else None,
        target.programme if target else None,
        track_of(found, change.today, change.calendar),
        hopes,
        points_in(found, hopes, placement),
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
        read.calendar.school_days_between(duty.due_on, read.today) if duty else 0,
        duty is not None and duty.owner_id == read.by.staff_id,
    )


def last_review_of(read: Read, placement: Placement, subject: str) -> LastReview:
    """Return the last review of a subject that was held. In a family review the hopes are those of the placement."""
    found = newest_review(read.session, placement.id, subject, held=True)
    hopes = (placement.hopes_pupil, placement.hopes_parents) if subject == FAMILY else (None, None)
    if found is None:
        return LastReview(hopes_pupil=hopes[0], hopes_parents=hopes[1])
    if subject != FAMILY:
        hopes = (found.hopes_pupil, found.hopes_parents)
    said = (found.why, found.next_step, found.pupil_view, found.parent_view)
    return LastReview(found.on, found.id, found.formal, *said, *hopes)


def scale_in_use(found: SubjectRecord) -> Scale | None:
    """Return the scale on which a grade is read: that of the target if it has a result, else of the newest result."""
    target = found.target
    on = found.last_on(target.scale) if target else None
    newest = on or found.last
    return newest[1].scale if newest else None


def _own_of(read: Read, duty: Duty) -> Duty:
    """Return the duty; for a colleague's, the first review that the actor owes of the same pupil, if there is one."""
    if duty.owner_id == read.by.staff_id:
        return duty
    mine = open_duties(duty.placement_id, *REVIEWS).where(Duty.owner_id == read.by.staff_id)
    return read.session.scalar(mine.order_by(Duty.due_on, Duty.about).limit(1)) or duty

"""What is known of a pupil in each subject: the results in their order, the target that stands, who may set them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from models.change import Change, Read
from models.duties.kinds import BY_SUBJECT
from models.errors import Absent, Refused
from models.permission import Permission
from models.scales.catalogue import all_scales, find_scale
from models.scales.scale import Scale, Value
from models.stays import placement_of
from models.tables.duty import Duty, DutyKind
from models.tables.placement import Placement, is_taught_by
from models.tables.result import Result, Source
from models.tables.staff import active_staff
from models.tables.target import Target
from models.text import begins_words_of
from models.topic import Topic

MOST_RESULTS, MOST_OFFERED = 60, 90


class Grade(NamedTuple):
    """A result, as far as forms and pages ask for it: columns cost a fifth of an entity."""

    id: str
    placement_id: str
    subject: str
    source: Source
    scale: str
    value: str
    on: date
    by_id: str | None
    added_at: datetime


class Aim(NamedTuple):
    """A target, as far as forms and pages ask for it."""

    id: str
    scale: str
    value: str
    from_result_id: str | None
    set_on: date
    by_when: date
    programme: str | None
    barriers: list[str]
    reason: str | None
    by_id: str | None
    added_at: datetime


GRADE = tuple(getattr(Result, name) for name in Grade._fields)
AIM = tuple(getattr(Target, name) for name in Aim._fields)


@dataclass(frozen=True)
class SubjectRecord:
    """What forms about one subject open with: the results from the oldest to the newest, the target that stands."""

    placement_id: str
    subject: str
    first_name: str
    reference: str
    results: tuple[tuple[Grade, Value], ...]
    target: Aim | None

    @property
    def last(self) -> tuple[Grade, Value] | None:
        return self.results[-1] if self.results else None

    @property
    def topic(self) -> Topic:
        """As buttons and forms carry it."""
        return Topic(self.placement_id, self.subject)

    @property
    def aim(self) -> Value | None:
        """The target as a value, where a result on its scale is known."""
        found = self.last_on(self.target.scale) if self.target else None
        return Value(found[1].scale, self.target.value) if self.target and found else None

    def last_on(self, scale: str) -> tuple[Grade, Value] | None:
        """The newest on this scale, by its key."""
        return next((one for one in reversed(self.results) if one[0].scale == scale), None)


def view_subject_record(change: Change, about: str, why: str) -> SubjectRecord:
    """For whoever may set it; the look is logged. `about` is the id of what is owed, or a topic as text."""
    placement, subject = subject_of(change, about)
    require_setting(change, placement, subject)
    change.record("pupil:view", placement, pupil_id=placement.pupil_id, why=why)
    return subject_record(change, placement, subject)


def result_prefill(change: Change, about: str) -> SubjectRecord:
    """What the form of a result opens with."""
    return view_subject_record(change, about, "assess")


def subject_record(read: Read, placement: Placement, subject: str) -> SubjectRecord:
    """Return the results and the target of one subject."""
    theirs = (Result.placement_id == placement.id, Result.subject == subject)
    aimed = select(*AIM).where(Target.placement_id == placement.id, Target.subject == subject)
    target = read.session.execute(aimed.where(Target.replaced_at.is_(None))).first()
    pupil, results = placement.pupil, with_values(read.session, newest_grades(read, *theirs))
    return SubjectRecord(
        placement.id, subject, pupil.first_name, pupil.reference, results, Aim(*target) if target else None
    )


def newest_grades(read: Read, *which: ColumnElement[bool]) -> list[Grade]:
    """Return the newest of these results, from the oldest of them on."""
    rows = select(*GRADE).where(*which).order_by(Result.on.desc(), Result.added_at.desc())
    return [Grade(*row) for row in reversed(read.session.execute(rows.limit(MOST_RESULTS)).all())]


def with_values(session: Session, results: Iterable[Grade]) -> tuple[tuple[Grade, Value], ...]:
    """Return each with its value on its scale; a scale is found once."""
    scales: dict[str, Scale] = {}
    found = []
    for result in results:
        if result.scale not in scales:
            scales[result.scale] = find_scale(session, result.scale)
        found.append((result, Value(scales[result.scale], result.value)))
    return tuple(found)


def standing_target(session: Session, placement_id: str, subject: str) -> Target | None:
    """The one that has not been replaced."""
    rows = select(Target).where(Target.placement_id == placement_id, Target.subject == subject)
    return session.scalar(rows.where(Target.replaced_at.is_(None)))


def subject_of(read: Read, about: str) -> tuple[Placement, str]:
    """Return the placement and subject of what is owed in one (its id), or of a topic as text."""
    duty = read.session.get(Duty, about)
    if duty is not None and duty.kind in BY_SUBJECT:
        return placement_of(read, about), duty.about
    return subject_in(read, Topic.parse(about))


def subject_in(read: Read, topic: Topic) -> tuple[Placement, str]:
    """Return the placement and subject of a topic. Raises Absent where it has no subject, or its placement is over."""
    if not topic.subject:
        raise Absent
    return placement_of(read, topic.placement_id), topic.subject


def require_setting(read: Read, placement: Placement, subject: str, *, own: bool = False) -> None:
    """For the teacher of the subject, whoever owes something in it, the keyworker and those who lead."""
    read.require(Permission.PROGRESS_SET, placement, own=own or _is_own(read, placement, subject))


def scale_of(read: Read, key: str) -> Scale:
    """By its key, as a form gives it; refused beside its field where there is none."""
    try:
        return find_scale(read.session, key)
    except KeyError:
        raise Refused("Choose one of the scales offered, please.", field="scale") from None


def parsed(scale: Scale, typed: str, field: str) -> Value:
    """What somebody typed, on the scale; refused beside the field, with what is possible."""
    try:
        return scale.parse(typed)
    except ValueError as wrong:
        raise Refused(str(wrong), field=field) from None


def _is_own(read: Read, placement: Placement, subject: str) -> bool:
    owed = select(Duty.id).where(Duty.placement_id == placement.id, Duty.about == subject, Duty.done_on.is_(None))
    owed = owed.where(Duty.kind.in_(BY_SUBJECT), Duty.kind != DutyKind.TELL)  # to tell is not to set
    mine = read.by.staff_id
    return bool(
        read.session.scalar(select(is_taught_by(mine, placement.id, subject)))
        or read.session.scalar(owed.where(Duty.owner_id == mine).limit(1))
    )


def scales_offered(read: Read, typed: str) -> list[Scale]:
    """Those of which each word typed begins one, in their order."""
    return [scale for scale in all_scales(read.session) if begins_words_of(typed, scale.label)][:MOST_OFFERED]


def subjects_offered(read: Read, typed: str) -> list[str]:
    """What the staff teach, one's own subjects first."""
    mine = read.actor.subjects
    others = {subject for staff in active_staff(read.session) for subject in staff.subjects}
    every = [*sorted(mine), *sorted(others - set(mine))]
    return [subject for subject in every if begins_words_of(typed, subject)][:MOST_OFFERED]

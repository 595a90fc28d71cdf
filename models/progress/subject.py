"""What is known of a pupil in a subject: the results in order, the current target, and who may set them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, select
from sqlalchemy.orm import Session

from models.change import Change, Read
from models.duties.kinds import BY_SUBJECT
from models.errors import Absent, Refused
from models.permission import Permission
from models.scales.catalogue import all_scales, find_scale
from models.scales.scale import Scale, Value
from models.school.school_year import key_stage, year_of
from models.stays import placement_of, visible
from models.tables.base import find_row
from models.tables.duty import Duty, DutyKind
from models.tables.placement import Placement, Teaching
from models.tables.result import Result, Source
from models.tables.staff import active_staff
from models.tables.target import Target
from models.text import begins_words_of, folded
from models.topic import Topic

MOST_RESULTS, MOST_OFFERED = 60, 90
WAYS_OUT = (
    "If it is another kind of grade, choose another scale, or ask a Head to add one. If it is too early for a grade, "
    'say "not yet".'
)


class ResultRow(NamedTuple):
    """The columns of a result that forms and pages need. Reading columns costs a fifth of reading entities."""

    id: str
    placement_id: str
    subject: str
    source: Source
    scale: str
    value: str
    on: date
    by_id: str | None
    added_at: datetime


class TargetRow(NamedTuple):
    """The columns of a target that forms and pages need."""

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


RESULT_COLUMNS = tuple(getattr(Result, name) for name in ResultRow._fields)
TARGET_COLUMNS = tuple(getattr(Target, name) for name in TargetRow._fields)
_NEWEST_RESULTS = select(*RESULT_COLUMNS).order_by(Result.on.desc(), Result.added_at.desc())
_PLACEMENT: BindParameter[str] = bindparam("placement_id")
_SUBJECT: BindParameter[str] = bindparam("subject")
_RESULTS = _NEWEST_RESULTS.where(Result.placement_id == _PLACEMENT, Result.subject == _SUBJECT).limit(MOST_RESULTS)
_TARGETS = select(*TARGET_COLUMNS).where(Target.placement_id == _PLACEMENT, Target.subject == _SUBJECT)
_TARGET = _TARGETS.where(Target.replaced_at.is_(None))
_OWED = select(Duty.id).where(Duty.placement_id == _PLACEMENT, Duty.about == _SUBJECT, Duty.done_on.is_(None))
# Telling the pupil gives no right to set.
_GIVES_RIGHT = and_(Duty.kind.in_(BY_SUBJECT), Duty.kind != DutyKind.TELL)
_OWED_BY_ONE = _OWED.where(_GIVES_RIGHT, Duty.owner_id == bindparam("staff_id")).limit(1)


@dataclass(frozen=True)
class SubjectRecord:
    """One subject of a placement: its results from the oldest to the newest, and its current target."""

    placement_id: str
    subject: str
    first_name: str
    reference: str
    results: tuple[tuple[ResultRow, Value], ...]
    target: TargetRow | None

    @property
    def last(self) -> tuple[ResultRow, Value] | None:
        return self.results[-1] if self.results else None

    @property
    def topic(self) -> Topic:
        """The subject and its placement, as buttons and forms carry them."""
        return Topic(self.placement_id, self.subject)

    @property
    def target_value(self) -> Value | None:
        """The target as a value; None without a result on its scale."""
        found = self.last_on(self.target.scale) if self.target else None
        return Value(found[1].scale, self.target.value) if self.target and found else None

    def last_on(self, scale: str) -> tuple[ResultRow, Value] | None:
        """Return the newest result on a scale, given the scale's key."""
        return next((one for one in reversed(self.results) if one[0].scale == scale), None)


def view_subject_record(change: Change, about: str, why: str) -> SubjectRecord:
    """Return a subject's record for somebody who may set it, and log the look. Raises Refused for others.

    `about` is a duty's id, or a topic as text.
    """
    placement, subject = subject_of(change, about)
    require_setting(change, placement, subject)
    change.record("pupil:view", placement, pupil_id=placement.pupil_id, why=why)
    return subject_record(change, placement, subject)


@dataclass(frozen=True)
class ResultFormPrefill:
    """What the form for a result opens with; `correctable` are the results that the actor may correct instead."""

    known: SubjectRecord
    correctable: tuple[tuple[ResultRow, Value], ...]


def result_prefill(change: Change, about: str) -> ResultFormPrefill:
    """Return what the form for a result opens with, and log the look."""
    known = view_subject_record(change, about, "assess")
    return ResultFormPrefill(known, tuple(entered_results(change, known, own=True)))


def subject_record(read: Read, placement: Placement, subject: str) -> SubjectRecord:
    """Return the newest results and the current target of a subject."""
    topic = {"placement_id": placement.id, "subject": subject}
    target = read.session.execute(_TARGET, topic).first()
    newest = reversed(read.session.execute(_RESULTS, topic).all())
    pupil, results = placement.pupil, with_values(read.session, [ResultRow(*row) for row in newest])
    return SubjectRecord(
        placement.id, subject, pupil.first_name, pupil.reference, results, TargetRow(*target) if target else None
    )


def newest_results(read: Read, most: int, *which: ColumnElement[bool]) -> list[ResultRow]:
    """Return the newest `most` results that meet the conditions, oldest first."""
    rows = read.session.execute(_NEWEST_RESULTS.where(*which).limit(most)).all()
    return [ResultRow(*row) for row in reversed(rows)]


def with_values(session: Session, results: Iterable[ResultRow]) -> tuple[tuple[ResultRow, Value], ...]:
    """Return each result with its value on its scale. Each scale is looked up once."""
    scales: dict[str, Scale] = {}
    found = []
    for result in results:
        if result.scale not in scales:
            scales[result.scale] = find_scale(session, result.scale)
        found.append((result, Value(scales[result.scale], result.value)))
    return tuple(found)


def standing_target(session: Session, placement_id: str, subject: str) -> Target | None:
    """Return the target that has not been replaced."""
    rows = select(Target).where(Target.placement_id == placement_id, Target.subject == subject)
    return session.scalar(rows.where(Target.replaced_at.is_(None)))


def subject_of(read: Read, about: str) -> tuple[Placement, str]:
    """Return the placement and subject of a duty's id or of a topic as text. Raises Absent if there is none."""
    duty = read.session.get(Duty, about)
    if duty is not None and duty.kind in BY_SUBJECT:
        return placement_of(read, about), duty.about
    return subject_in(read, Topic.parse(about))


def subject_in(read: Read, topic: Topic) -> tuple[Placement, str]:
    """Return the placement and subject of a topic. Raises Absent if it has no subject, or its placement is over."""
    if not topic.subject:
        raise Absent
    return placement_of(read, topic.placement_id), topic.subject


def require_setting(read: Read, placement: Placement, subject: str, *, own: bool = False) -> None:
    """Refuse all but the subject's teachers, colleagues who owe something in it, the keyworker, Heads and the SENCo."""
    read.require(Permission.PROGRESS_SET, placement, own=own or _is_own(read, placement, subject))


def may_correct(read: Read, by_id: str | None) -> bool:
    """Return whether the actor may correct a result, target or review that this colleague saved, or nobody named."""
    return read.may(Permission.PROGRESS_CORRECT, own=by_id in (None, read.actor.staff_id))


def entered_results(read: Read, known: SubjectRecord, *, own: bool) -> list[tuple[ResultRow, Value]]:
    """Return the results that the actor may correct, or else those of colleagues, newest first.

    A review's grade is corrected with the review.
    """
    entered = [one for one in reversed(known.results) if one[0].source is not Source.REVIEW]
    return [one for one in entered if may_correct(read, one[0].by_id) == own]


def scale_of(read: Read, key: str) -> Scale:
    """Return the scale with this key. Raises Refused at the field `scale` if there is none."""
    try:
        return find_scale(read.session, key)
    except KeyError:
        raise Refused("Choose a scale from the list.", field="scale") from None


def parsed(scale: Scale, typed: str, field: str) -> Value:
    """Read a typed grade on a scale. Raises Refused at `field`, with the possible grades, if it is not one of them."""
    try:
        return scale.parse(typed)
    except ValueError as wrong:
        raise Refused(f"{wrong} {WAYS_OUT}", field=field) from None


def _is_own(read: Read, placement: Placement, subject: str) -> bool:
    wanted = {"placement_id": placement.id, "subject": subject, "staff_id": read.actor.staff_id}
    taught = find_row(read.session, Teaching, **wanted)
    return taught is not None or read.session.scalar(_OWED_BY_ONE, wanted) is not None


def scales_offered(read: Read, typed: str, about: str, for_target: bool) -> list[Scale]:
    """Return the scales with a label that has a word beginning with each word typed, for a target only those it may be.

    If they are for a topic, those that are usual in the pupil's key stage and in the subject stand first.
    """
    found = [scale for scale in all_scales(read.session) if begins_words_of(typed, scale.label)]
    allowed = [scale for scale in found if not for_target or why_no_target(scale) is None]
    placement_id, is_topic, subject = about.partition(":")
    if is_topic:
        pupil = visible(read, placement_id).pupil
        stage = key_stage(year_of(pupil.born_on, read.today, pupil.nc_year_override, pupil.nc_year_since))
        allowed.sort(key=lambda scale: not _is_usual(scale, stage, subject))
    return allowed[:MOST_OFFERED]


def why_no_target(scale: Scale) -> str | None:
    """Return why a scale is not one for targets, in words for the screen; None if it is."""
    if scale.screening:
        return f"{scale.label} is a screening: it shows where to look, and is never a target. Choose another scale."
    return f"{scale.label} is only for prior attainment. Choose another scale." if scale.prior_only else None


def _is_usual(scale: Scale, stage: str, subject: str) -> bool:
    is_of_stage = stage in scale.stages if scale.stages else not (scale.screening or scale.prior_only)
    return is_of_stage and scale.subject in folded(subject)


def subjects_offered(read: Read, typed: str) -> list[str]:
    """Return the subjects that staff teach and that fit the typed text, the actor's own first."""
    mine = read.staff.subjects
    others = {subject for staff in active_staff(read.session) for subject in staff.subjects}
    every = [*sorted(mine), *sorted(others - set(mine))]
    return [subject for subject in every if begins_words_of(typed, subject)][:MOST_OFFERED]

"""Setting a target: on the scale of the results, questioned if it is low, and then kept only with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from models.change import Change, Read
from models.errors import Refused
from models.progress.challenge import WEEK, Challenge, PreviousTarget, Typed, challenges
from models.progress.challenge_words import question
from models.progress.reach import furthest
from models.progress.results import ResultInput, keep_result
from models.progress.subject import (
    ResultRow,
    SubjectRecord,
    TargetRow,
    parsed,
    require_setting,
    scale_of,
    standing_target,
    subject_in,
    subject_record,
    why_no_target,
)
from models.scales.scale import Scale, Value
from models.school.calendar import Calendar, moved
from models.school.school_year import starting_year
from models.stays import received_on
from models.tables.barrier import Barrier, BarrierKind
from models.tables.duty import DutyKind
from models.tables.placement import Placement
from models.tables.result import Result, Source
from models.tables.target import Target, TargetDoubt
from models.topic import Topic

DAYS_WITHOUT_TERM_DATES = 84
FURTHEST = 2  # school years ahead


@dataclass(frozen=True)
class TargetInput:
    """A target as the form gives it, with grades as typed.

    `latest` is a result that was not on record yet, `latest_on` the day of its assessment.
    """

    scale: str
    latest: str | None
    grade: str
    by_when: date
    programme: str
    barriers: Sequence[BarrierKind]
    reason: str | None
    latest_on: date | None = None


def set_target(change: Change, topic: Topic, given: TargetInput, expected_id: str | None = None) -> str:
    """Set the pupil's target in a subject and return its id.

    `expected_id` is the id of the target that stood when the form was opened, "" for none. Raises Conflict if there is
    another one now, and Refused if a field is wrong or a low target has no reason.
    """
    placement, subject = subject_in(change, topic)
    require_setting(change, placement, subject)
    standing = standing_target(change.session, placement.id, subject)
    if expected_id is not None and standing is not None and standing.id != expected_id:
        raise change.edit_conflict(standing.id)
    now, result, value, found = _checked(change, placement, subject, given)
    if found and not given.reason:
        raise Refused(question(found, value.scale), field="reason")
    target = _add_target(change, now, given, value, result)
    for doubt in _doubts_of_today(change, placement, subject):
        doubt.target_id = target.id
    target.doubts = [challenge.doubt.value for challenge in found]
    target.reason = given.reason if found else None
    change.finish(DutyKind.TARGET, placement, about=subject)
    change.record("target:set", target, pupil_id=placement.pupil_id)
    return target.id


def keep_doubt(change: Change, topic: Topic, given: TargetInput) -> None:
    """Keep that a low target without a reason is questioned: a higher one that is saved then would show no trace.

    Saves nothing else of what was typed. Raises Refused as `set_target` does, but for the question.
    """
    if given.reason:
        return
    placement, subject = subject_in(change, topic)
    require_setting(change, placement, subject)
    with change.session.begin_nested() as attempt:
        *_, value, found = _checked(change, placement, subject, given)
        attempt.rollback()
    asked = (value.scale.key, value.text)
    if found and asked not in {(one.scale, one.value) for one in _doubts_of_today(change, placement, subject)}:
        doubt = TargetDoubt(placement_id=placement.id, subject=subject, scale=asked[0], value=asked[1])
        doubt.doubts, doubt.by_id = [challenge.doubt.value for challenge in found], change.actor.staff_id
        doubt.added_at = change.now
        change.add(doubt)


def _doubts_of_today(change: Change, placement: Placement, subject: str) -> Sequence[TargetDoubt]:
    """Return what the actor was asked today about a target in this subject that they have not set yet."""
    rows = select(TargetDoubt).where(TargetDoubt.placement_id == placement.id, TargetDoubt.subject == subject)
    rows = rows.where(TargetDoubt.by_id == change.actor.staff_id, TargetDoubt.target_id.is_(None))
    found = change.session.scalars(rows.order_by(TargetDoubt.added_at)).all()
    return [one for one in found if one.added_at.astimezone(change.zone).date() == change.today]


def _checked(
    change: Change, placement: Placement, subject: str, given: TargetInput
) -> tuple[SubjectRecord, ResultRow, Value, tuple[Challenge, ...]]:
    """Return the subject with the latest result kept, the one to start from, the grade as read, and all doubts."""
    check_day(change, given.by_when)
    if (why_not := why_no_target(scale_of(change, given.scale))) is not None:
        raise Refused(why_not, field="scale")
    if given.latest or given.latest_on:
        _keep_latest(change, placement, subject, given)
    now = subject_record(change, placement, subject)
    result, last = _starting_result(now, given.scale)
    value = parsed(last.scale, given.grade, "grade")
    return now, result, value, challenges_of(change, placement, subject, value, last, now.target, given.by_when)


def usual_target_day(calendar: Calendar, today: date) -> date:
    """Return the last pupil day of the next half-term, else of this one; without term dates, a day in twelve weeks."""
    half_terms = (calendar.next_half_term(today), calendar.half_term_of(today))
    ends = (calendar.last_pupil_day(half_term) for half_term in half_terms if half_term)
    twelve_weeks = calendar.on_or_before(moved(today, DAYS_WITHOUT_TERM_DATES))
    return next((day for day in ends if day > today), twelve_weeks)


def check_day(change: Change, by_when: date) -> None:
    """Refuse a target date that is not after today, more than two school years ahead, or not a pupil day."""
    if by_when <= change.today:
        raise Refused("Choose a date in the future.", field="by_when")
    if starting_year(by_when) > starting_year(change.today) + FURTHEST:
        raise Refused("That is more than two school years ahead. Check the date.", field="by_when")
    if not change.calendar.is_pupil_day(by_when):
        raise Refused("There are no pupils in school that day.", field="by_when")


def _keep_latest(change: Change, placement: Placement, subject: str, given: TargetInput) -> None:
    """Save the result that was given with the target, as the baseline if the subject has none.

    Raises Refused for a result without its day, or a day without its result.
    """
    if given.latest is None or given.latest_on is None:
        field = "latest" if given.latest is None else "latest_on"
        raise Refused("Give the latest result and the day it was assessed, or leave both blank.", field=field)
    baseline = select(Result.id).where(Result.placement_id == placement.id, Result.subject == subject)
    has_one = change.session.scalar(baseline.where(Result.source == Source.BASELINE).limit(1)) is not None
    received = received_on(change, placement)
    if received is not None and given.latest_on < received:
        source = Source.PRIOR  # what another school found is no baseline of ours
    else:
        source = Source.FURTHER if has_one else Source.BASELINE
    latest = ResultInput(source, given.scale, given.latest, given.latest_on)
    keep_result(change, placement, subject, latest, field="latest", day_field="latest_on")


def _starting_result(now: SubjectRecord, scale: str) -> tuple[ResultRow, Value]:
    """Return the newest result on the target's scale. Raises Refused if there is none: scales are not compared."""
    found = now.last_on(scale)
    if found is not None:
        return found
    if now.last is None:
        raise Refused("A target needs a result to start from. Give the latest one here.", field="latest")
    other = now.last[1].scale.label
    raise Refused(
        f"The results so far are on another scale ({other}). Choose that one, or give the latest result on this one.",
        field="scale",
    )


def challenges_of(
    change: Change,
    placement: Placement,
    subject: str,
    value: Value,
    last: Value,
    standing: Target | TargetRow | None,
    by_when: date,
) -> tuple[Challenge, ...]:
    """Return the doubts about a target. `standing` is the previous target, `last` the newest result on the scale."""
    typed = Typed(placement.pupil_id, subject, change.actor.staff_id or "", change.today, value)
    before = _on_this_scale(value.scale, standing)
    barrier = select(Barrier.concern_at).where(Barrier.placement_id == placement.id)
    concern_at = change.session.scalar(barrier.where(Barrier.kind == BarrierKind.BEHAVIOURAL))
    since = concern_at.astimezone(change.zone).date() if concern_at else None
    come = furthest(change, value.scale, (by_when - change.today).days)
    known = PreviousTarget(last, before, since, come)
    return challenges(typed, known, _lately(change, placement, value.scale), change.calendar)


def _lately(read: Read, placement: Placement, scale: Scale) -> list[Typed]:
    """Return the targets of the last seven days on this scale, oldest first: the pupil's and those the actor set."""
    rows = select(Placement.pupil_id, Target.subject, Target.by_id, Target.set_on, Target.value)
    rows = rows.join(Placement, Placement.id == Target.placement_id)
    rows = rows.where(Target.set_on > moved(read.today, -WEEK.days), Target.scale == scale.key)
    rows = rows.where(or_(Target.placement_id == placement.id, Target.by_id == read.actor.staff_id))
    return [
        Typed(row.pupil_id, row.subject, row.by_id or "", row.set_on, Value(scale, row.value))
        for row in read.session.execute(rows.order_by(Target.added_at, Target.id))
    ]


def _on_this_scale(scale: Scale, target: Target | TargetRow | None) -> Value | None:
    return Value(scale, target.value) if target is not None and target.scale == scale.key else None


def _add_target(change: Change, now: SubjectRecord, given: TargetInput, value: Value, result: ResultRow) -> Target:
    """Add the new target, and mark the previous one as replaced."""
    standing = standing_target(change.session, now.placement_id, now.subject)
    if standing is not None:
        standing.replaced_at = change.now
        change.session.flush()
    target = Target(
        placement_id=now.placement_id,
        subject=now.subject,
        scale=value.scale.key,
        value=value.text,
        from_result_id=result.id,
        by_when=given.by_when,
        programme=given.programme,
        barriers=[kind.value for kind in given.barriers],
        set_on=change.today,
        by_id=change.actor.staff_id,
        added_at=change.now,
    )
    return change.add(target)

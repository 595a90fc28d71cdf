"""Recording a result in a subject, or that it is too early to assess, with the reason and when to look again."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from models.change import Change
from models.duties.reopen import move_end, unsay_end
from models.errors import Refused
from models.progress.owed import owe_again_or_anew, update_owed_target
from models.progress.subject import parsed, require_setting, scale_of, subject_in, subject_record
from models.scales.scale import Scale, Value
from models.school.calendar import moved
from models.stays import received_on
from models.tables.duty import Duty, DutyKind, Ending, open_duty
from models.tables.placement import Placement
from models.tables.result import NotYet, Result, Source
from models.topic import Topic

# School days: a target is set from the baseline, so it is due this long after the day to look again.
TARGET_AFTER = 5
LONGEST_WAIT = 366
YOUNGEST = 4


@dataclass(frozen=True)
class ResultInput:
    """A result as the form gives it; `grade` is the text that was typed."""

    source: Source
    scale: str
    grade: str
    on: date


def add_result(change: Change, topic: Topic, given: ResultInput) -> str:
    """Save a result in a subject and return its id."""
    placement, subject = subject_in(change, topic)
    require_setting(change, placement, subject)
    result = keep_result(change, placement, subject, given, field="grade")
    update_owed_target(change, placement, subject)
    return result.id


def keep_result(
    change: Change, placement: Placement, subject: str, given: ResultInput, *, field: str, day_field: str = "on"
) -> Result:
    """Save a result; a baseline closes its duty.

    Raises Refused, at `field` if the grade is not on the scale, at `day_field` if the day cannot be right.
    """
    grade = graded(change, given, field)
    check_assessed(change, placement, given.source, given.on, day_field)
    result = change.add(_row(change, placement, subject, given, grade))
    if given.source is Source.BASELINE:
        change.finish(DutyKind.BASELINE, placement, about=subject, on=given.on)
    ending = Ending.DONE if given.source is Source.PRIOR else Ending.DROPPED
    change.finish(DutyKind.MISSING_PRIOR, placement, about=subject, ending=ending)
    change.record("result:add", result, pupil_id=placement.pupil_id)
    return result


def graded(change: Change, given: ResultInput, field: str = "grade") -> Value:
    """Return the grade on its scale. Raises Refused for one that the scale does not know, or a scale out of use."""
    scale = scale_of(change, given.scale)
    if (why := why_not_used(scale, given.source)) is not None:
        raise Refused(why, field="source" if field == "grade" else "scale")
    return parsed(scale, given.grade, field)


def why_not_used(scale: Scale, source: Source) -> str | None:
    """Return why a scale, which may be out of use, does not serve for a result of this source; None if it does."""
    if not scale.prior_only or source is Source.PRIOR:
        return None
    return f'{scale.label} is only for prior attainment: choose "{Source.PRIOR.label}", or another scale.'


def check_assessed(change: Change, placement: Placement, source: Source, on: date, field: str = "on") -> None:
    """Refuse a day of assessment that is still to come, or on which the pupil was not four years old yet.

    What was assessed before the referral came in is no baseline.
    """
    received = received_on(change, placement)
    wrong = why_not_assessed(source, on, placement.pupil.born_on, received, change.today)
    if wrong is not None:
        at, why = wrong
        raise Refused(why, field=field if at == "on" else at)


def why_not_assessed(
    source: Source, on: date, born_on: date, received_on: date | None, today: date
) -> tuple[str, str] | None:
    """Return which field of a result cannot be right, its source or its day (`on`), and why; None if both can."""
    if on > today:
        return "on", "That date is in the future."
    if on < moved(born_on, YOUNGEST * 365):
        return "on", "The pupil was under four then. Check the date."
    if source is Source.BASELINE and received_on is not None and on < received_on:
        return "source", "That was before the referral came in: choose Prior attainment."
    return None


def update_owed_baseline(change: Change, placement: Placement, subject: str, was_on: date | None = None) -> None:
    """Close the baseline duty if there is a baseline, else reopen it. Called when a result was corrected or undone.

    `was_on` is the day of the baseline that was corrected.
    """
    based = select(func.min(Result.on)).where(Result.placement_id == placement.id, Result.subject == subject)
    on = change.session.scalar(based.where(Result.source == Source.BASELINE))
    if on is not None:
        change.finish(DutyKind.BASELINE, placement, about=subject, on=on)
        move_end(change, DutyKind.BASELINE, placement.id, subject, was_on, on)
    elif was_on is not None and not placement.is_current(change.today):
        unsay_end(change, DutyKind.BASELINE, placement.id, subject, was_on)
    else:
        owe_again_or_anew(change, DutyKind.BASELINE, placement, subject)


def say_not_yet(change: Change, topic: Topic, why: str, look_again_on: date) -> None:
    """Save that it is too early to assess. Nobody is reminded before `look_again_on`, which is within a year."""
    placement, subject = subject_in(change, topic)
    require_setting(change, placement, subject)
    if not 0 < (look_again_on - change.today).days <= LONGEST_WAIT:
        raise Refused("Choose a date in the future, within a year.", field="look_again_on")
    again = change.calendar.on_or_after(look_again_on)
    not_yet = NotYet(placement_id=placement.id, subject=subject, why=why, look_again_on=again)
    not_yet.by_id, not_yet.added_at = change.actor.staff_id, change.now
    change.add(not_yet)
    put_off_assessments(change, placement, subject, again)
    change.record("result:not_yet", not_yet, pupil_id=placement.pupil_id)


def put_off_assessments(change: Change, placement: Placement, subject: str, again: date) -> None:
    """Put off the baseline to that day and, while there is no result, the target to five school days after it."""
    baseline = open_duty(change.session, DutyKind.BASELINE, placement.id, subject)
    target = open_duty(change.session, DutyKind.TARGET, placement.id, subject)
    if baseline is not None:
        _put_off(change, baseline, again, again)
    if target is not None and not subject_record(change, placement, subject).results:
        _put_off(change, target, max(target.due_on, change.calendar.add_school_days(again, TARGET_AFTER)), again)


def _put_off(change: Change, duty: Duty, due_on: date, until: date) -> None:
    duty.due_on, duty.since, duty.days, duty.snoozed_until = due_on, None, None, until
    change.session.flush()
    change.refresh(duty.owner_id)


def _row(change: Change, placement: Placement, subject: str, given: ResultInput, grade: Value) -> Result:
    return Result(
        placement_id=placement.id,
        subject=subject,
        source=given.source,
        scale=grade.scale.key,
        value=grade.text,
        on=given.on,
        by_id=change.actor.staff_id,
        added_at=change.now,
    )

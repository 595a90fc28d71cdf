"""The checks that question a low target before it is saved, and leave a reasonable one alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from models.scales.scale import Value, compare, counted, steps_between
from models.school.calendar import Calendar

WEEK = timedelta(days=7)
MANY = 4
AFTER_BARRIER = 20  # school days


class ChallengeReason(StrEnum):
    """Why a target is questioned. The codes are kept with the target, together with the teacher's reason for it."""

    NOT_ABOVE_LAST = "target:not_above_last"
    MET_NOT_RAISED = "target:met_not_raised"
    SAME_FOR_SUBJECTS = "target:same_for_subjects"
    SAME_FOR_PUPILS = "target:same_for_pupils"
    LOWERED_AFTER_BARRIER = "target:lowered_after_barrier"
    OUT_OF_REACH = "target:out_of_reach"


@dataclass(frozen=True)
class Typed:
    """A target as it was entered: the pupil's id, the subject, the staff id, the day and the value."""

    pupil: str
    subject: str
    by: str
    on: date
    value: Value


@dataclass(frozen=True)
class PreviousTarget:
    """What was known about the pupil in the subject before the new target. Values on another scale are ignored."""

    last_result: Value | None = None
    last_target: Value | None = None
    behavioural_since: date | None = None  # when a behavioural barrier became a concern
    furthest: int | None = None  # the most steps that a pupil here has made in that time; None without a history


@dataclass(frozen=True)
class Challenge:
    """One doubt about a target, with the facts that its question names: values as shown, counts and dates."""

    doubt: ChallengeReason
    facts: Mapping[str, str | int | date] = field(default_factory=dict)


def challenges(
    target: Typed, before: PreviousTarget, others: Iterable[Typed], calendar: Calendar
) -> tuple[Challenge, ...]:
    """Return all doubts about a target, the most telling first.

    `others` are recent targets of any pupil and any teacher, oldest first, since the last one entered counts.
    """
    latest = list(others)
    found = (
        not_above_last(target.value, before.last_result),
        met_not_raised(target.value, before.last_target, before.last_result),
        lowered_after_barrier(target, before.last_target, before.behavioural_since, calendar),
        same_for_subjects(target, latest),
        same_for_pupils(target, latest),
        out_of_reach(target.value, before.last_result, before.furthest),
    )
    return tuple(challenge for challenge in found if challenge)


def not_above_last(target: Value, last_result: Value | None) -> Challenge | None:
    """Question a target that is no better than the last result; on a norm-referenced scale, one that is worse."""
    last = _on_the_scale_of(target, last_result)
    if last is None or not _asks_too_little(target, last):
        return None
    return Challenge(ChallengeReason.NOT_ABOVE_LAST, {"target": target.text, "last": last.text})


def met_not_raised(target: Value, last_target: Value | None, last_result: Value | None) -> Challenge | None:
    """Question a target that asks for no more than the previous one, which the last result has met."""
    previous, last = _on_the_scale_of(target, last_target), _on_the_scale_of(target, last_result)
    if previous is None or last is None or compare(last, previous) < 0 or not _asks_too_little(target, previous):
        return None
    return Challenge(
        ChallengeReason.MET_NOT_RAISED, {"target": target.text, "previous": previous.text, "last": last.text}
    )


def lowered_after_barrier(
    target: Typed, last_target: Value | None, behavioural_since: date | None, calendar: Calendar
) -> Challenge | None:
    """Question a target below the previous one, set within 20 school days of a new behavioural barrier."""
    previous = _on_the_scale_of(target.value, last_target)
    if previous is None or behavioural_since is None or compare(target.value, previous) >= 0:
        return None
    days = calendar.school_days_between(behavioural_since, target.on)
    if behavioural_since > target.on or days > AFTER_BARRIER:
        return None
    return Challenge(
        ChallengeReason.LOWERED_AFTER_BARRIER,
        {"target": target.value.text, "previous": previous.text, "since": behavioural_since, "days": days},
    )


def same_for_subjects(target: Typed, others: Iterable[Typed]) -> Challenge | None:
    """Question a grade that is the pupil's target in four or more subjects, all entered within a week."""
    subjects = {typed.subject for typed in _same_grade_this_week(target, others) if typed.pupil == target.pupil}
    if len(subjects) < MANY:
        return None
    return Challenge(ChallengeReason.SAME_FOR_SUBJECTS, {"target": target.value.text, "subjects": len(subjects)})


def same_for_pupils(target: Typed, others: Iterable[Typed]) -> Challenge | None:
    """Question a grade that this teacher has set as a target for four or more pupils within a week, in any subject."""
    pupils = {typed.pupil for typed in _same_grade_this_week(target, others) if typed.by == target.by}
    if len(pupils) < MANY:
        return None
    return Challenge(ChallengeReason.SAME_FOR_PUPILS, {"target": target.value.text, "pupils": len(pupils)})


def out_of_reach(target: Value, last_result: Value | None, furthest: int | None) -> Challenge | None:
    """Question a target that is more steps away than any pupil here has come in that time."""
    last = _on_the_scale_of(target, last_result)
    if last is None or furthest is None or (steps := steps_between(last, target)) <= furthest:
        return None
    step = target.scale.step
    facts = {"target": target.text, "last": last.text}
    facts |= {"steps": counted(steps, step), "furthest": counted(furthest, step)}
    return Challenge(ChallengeReason.OUT_OF_REACH, facts)


def _same_grade_this_week(target: Typed, others: Iterable[Typed]) -> list[Typed]:
    """Return the targets of the last seven days with the same grade, including this one.

    Only the last target of each pupil and subject counts. At the top of the scale the list is empty, since nobody could
    be asked for more.
    """
    if _is_best(target.value):
        return []
    standing = {(typed.pupil, typed.subject): typed for typed in (*others, target)}
    return [
        typed for typed in standing.values() if typed.value == target.value and target.on - WEEK < typed.on <= target.on
    ]


def _on_the_scale_of(target: Value, value: Value | None) -> Value | None:
    return value if value and value.scale == target.scale and target.scale.ordered else None


def _is_best(value: Value) -> bool:
    return value.scale.ordered and value == value.scale.best


def _asks_too_little(target: Value, standard: Value) -> bool:
    """Return whether a target is below the standard, or equal to it where it could and should be higher."""
    order = compare(target, standard)
    keeping_will_do = target.scale.norm_referenced or _is_best(target)
    return order < 0 or (order == 0 and not keeping_will_do)

"""A pupil's first day: the plan that somebody sets, and the fact that somebody saw the pupil here."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from models.allocations.seen_before import refuse_seen_before
from models.change import Change, Read
from models.duties.agreement import owe_part_time
from models.duties.assessing import owe_decision
from models.duties.due_dates import legal_day
from models.duties.planned_end import owe_planned_end
from models.duties.profiles import follow_profile
from models.duties.reopen import reopen_latest
from models.errors import Refused
from models.kept import Before, keep_lost, last_written
from models.permission import Permission
from models.plans.owed import owe_plan
from models.progress.owed import owe_assessments
from models.reviews.owed import owe_reviews
from models.school.calendar import in_full, moved
from models.statutory.owed import follow_legal_dates
from models.stays import check_day_of, here_since, placement_of, received_on
from models.tables.duty import Duty, DutyKind, open_duty
from models.tables.placement import Placement, PlacementType, teachers_by_subject

FURTHEST = 400  # days: a date with a mistyped year is about twelve months away
RECORDED = ("placement:full_time", "placement:part_time")


class Start(StrEnum):
    """Whether a pupil came on the day that was planned."""

    FULL_TIME = "full_time"
    PART_TIME = "part_time"
    ABSENT = "absent"

    @property
    def label(self) -> str:
        """The label on the screen."""
        return {
            "full_time": "Yes, started full-time",
            "part_time": "Yes, started part-time",
            "absent": "No, did not come",
        }[self.value]

    @property
    def in_words(self) -> str:
        """The beginning of what was recorded, before the day."""
        return {
            "full_time": "Started full-time on",
            "part_time": "Started part-time on",
            "absent": "Did not come on",
        }[self.value]


@dataclass(frozen=True)
class Lateness:
    """Why the day that the law sets is missed, and who was told of it."""

    why: str | None = None
    told: str | None = None


@dataclass(frozen=True)
class FirstDayPrefill:
    """A placement as the forms for its first day show it. `legal_day` is by when full-time education must begin.

    `must_explain` says that a start today would be late, and that nobody has said why yet.
    """

    placement_id: str
    version: int
    first_name: str
    reference: str
    first_day: date | None
    is_reached: bool
    in_school_on: date | None
    begun_on: date | None
    entered_on: date | None
    full_time_on: date | None
    absent_on: date | None
    legal_day: date | None
    type: PlacementType | None
    home_school: str
    looked_after: bool | None
    lateness: Lateness
    must_explain: bool


def first_day_prefill(read: Read, value: str) -> FirstDayPrefill:
    """Prepare a form for the first day, for the id of a duty or a placement. Raises Refused without the right."""
    placement = placement_of(read, value)
    _require(read, placement)
    must, duty = legal_day(read.calendar, placement.excluded_on), _owed(read, placement)
    return FirstDayPrefill(
        placement.id,
        placement.version,
        placement.pupil.first_name,
        placement.pupil.reference,
        placement.first_day,
        placement.first_day is not None and placement.first_day <= read.today,
        placement.in_school_on,
        placement.begun_on,
        placement.entered_on,
        placement.full_time_on,
        placement.absent_on,
        must,
        placement.type,
        placement.home_school,
        placement.looked_after,
        Lateness(duty.why, duty.told) if duty else Lateness(),
        must is not None and must < read.today and duty is not None and not (duty.why and duty.told),
    )


def set_first_day(
    change: Change, placement_id: str, first_day: date, lateness: Lateness, version: int | None = None
) -> None:
    """Plan a pupil's first day. Raises Refused for one after the day that the law sets without why and who was told."""
    placement = placement_of(change, placement_id)
    _require(change, placement)
    change.touch(placement, version)
    if first_day < change.today and first_day != placement.first_day:
        raise Refused("That day is past. Plan for today or later, or record when they came.", field="first_day")
    plan_first_day(change, placement, first_day, lateness)
    _owe_from_first_day(change, placement)
    change.record("placement:first_day", placement, pupil_id=placement.pupil_id)
    change.refresh()


def plan_first_day(
    change: Change, placement: Placement, first_day: date | None, lateness: Lateness | None = None
) -> None:
    """Set the day on which a pupil is to start, which ends nothing yet. Without `lateness` it may not be too late."""
    if first_day is None:
        raise Refused("Once set, a first day can be moved but not removed.", field="first_day")
    if (since := here_since(placement)) is not None:
        raise Refused(f"The pupil has been {since}.", field="first_day")
    if not change.calendar.is_pupil_day(first_day):
        raise Refused("There are no pupils in school that day.", field="first_day")
    _check_begins(change, placement, first_day)
    must, duty = legal_day(change.calendar, placement.excluded_on), _owed(change, placement)
    if duty is not None and must is not None and first_day > must:
        if lateness is None:
            raise Refused(
                f"By law, full-time education must start by {in_full(must)}. Choose that day or an earlier one. If "
                "that is not possible, leave this blank, and use “First day” to say why and who has been told.",
                field="first_day",
            )
        _keep_lateness(duty, must, lateness)
    placement.first_day = first_day
    owe_planned_end(change, placement)


def record_start(
    change: Change, placement_id: str, how: Start, on: date, lateness: Lateness, version: int | None = None
) -> None:
    """Record whether the pupil came on a day, which is not still to come; a start too late by law needs a reason."""
    placement = placement_of(change, placement_id)
    _require(change, placement)
    change.touch(placement, version)
    check_day_of(change, placement, on, "That date is in the future. Record it once the pupil has come.")
    if not change.calendar.is_pupil_day(on):
        raise Refused("There are no pupils in school that day.", field="on")
    _check_after_exclusion(placement, on, field="on")
    before = Before.of(placement, "in_school_on", "full_time_on")
    last = last_written(change, placement, placement.pupil_id, *RECORDED)
    if how is Start.ABSENT:
        _did_not_come(change, placement, on)
    else:
        _came(change, placement, on, is_full_time=how is Start.FULL_TIME, lateness=lateness)
    refuse_seen_before(change, placement)
    keep_lost(change, placement, before, "First day", last, f"{how.in_words} {in_full(on)}")
    follow_legal_dates(change, placement)
    change.record(f"placement:{how}", placement, pupil_id=placement.pupil_id)
    change.refresh()


def _came(change: Change, placement: Placement, on: date, *, is_full_time: bool, lateness: Lateness) -> None:
    if placement.full_time_on == on and not is_full_time:
        _take_back(change, placement)
    elif is_full_time and placement.full_time_on not in (None, on):
        raise Refused(
            f"Full-time education is recorded since {in_full(placement.full_time_on or on)}. If that is wrong, say "
            "for that day that they did not come, or came part-time.",
            field="on",
        )
    if is_full_time:
        must, duty = legal_day(change.calendar, placement.excluded_on), _owed(change, placement)
        if duty is not None and must is not None and on > must:
            _keep_lateness(duty, must, lateness)
        placement.full_time_on = on
        change.finish(DutyKind.PROVIDE, placement, on=on)
    placement.in_school_on = min(on, placement.in_school_on or on)
    starts = placement.entered_on or placement.in_school_on
    if placement.first_day != starts:
        placement.first_day = starts
        owe_planned_end(change, placement)
        _owe_from_first_day(change, placement)
    owe_part_time(change, placement, started=not is_full_time)


def _did_not_come(change: Change, placement: Placement, on: date) -> None:
    """Note a day on which the pupil did not come, and take back a start that was recorded for it."""
    placement.absent_on = on
    if placement.full_time_on == on:
        _take_back(change, placement)
    if placement.in_school_on == on:
        placement.in_school_on = placement.full_time_on
    owe_part_time(change, placement)


def _take_back(change: Change, placement: Placement) -> None:
    """Take back a full-time start; education is owed again, late as it was."""
    placement.full_time_on = None
    reopen_latest(change, DutyKind.PROVIDE, placement.id)


def _keep_lateness(duty: Duty, must: date, lateness: Lateness) -> None:
    """Keep why the legal day is missed, and who was told. Raises Refused if either is not known."""
    duty.why, duty.told = lateness.why or duty.why, lateness.told or duty.told
    if duty.why is None:
        raise Refused(f"That is after {in_full(must)}, the day set by law. Say why.", field="late_why")
    if duty.told is None:
        raise Refused("Say who has been told that it will be late.", field="late_told")


def _owe_from_first_day(change: Change, placement: Placement) -> None:
    owe_assessments(change, placement, teachers_by_subject(change.session, placement.id))
    owe_plan(change, placement)
    owe_reviews(change, placement)
    follow_profile(change, placement)
    owe_decision(change, placement)


def _require(read: Read, placement: Placement) -> None:
    duty = _owed(read, placement)
    read.require(Permission.FIRST_DAY_SET, placement, own=duty is not None and duty.owner_id == read.actor.staff_id)


def _owed(read: Read, placement: Placement) -> Duty | None:
    return open_duty(read.session, DutyKind.PROVIDE, placement.id)


def _check_begins(read: Read, placement: Placement, first_day: date) -> None:
    """Refuse a first day before the referral or the exclusion, which must be a mistyped year."""
    received = received_on(read, placement)
    if received is not None and first_day < received:
        raise Refused(f"The referral came in later, on {in_full(received)}. Check the date.", field="first_day")
    if first_day > moved(read.today, FURTHEST):
        raise Refused("That is more than a year ahead. Check the year.", field="first_day")
    _check_after_exclusion(placement, first_day, field="first_day")


def _check_after_exclusion(placement: Placement, day: date, *, field: str) -> None:
    if placement.excluded_on is not None and day < placement.excluded_on:
        began = in_full(placement.excluded_on)
        raise Refused(f"The exclusion began later, on {began}. Check the date.", field=field)

"""The dates on which what is owed hangs, of the referral and of an exclusion: given once, and put right openly."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from models.change import Change, Read
from models.duties.due_dates import count_from, counted_from, counting, legal_day
from models.duties.exclusion import BEFORE_THE_START, last_education
from models.duties.kinds import STEPS
from models.errors import Refused
from models.kept import Before, Written, keep_lost
from models.permission import Permission, Role
from models.referrals.refer import check_excluded, check_received
from models.school.calendar import in_full, moved
from models.tables.contact import Attempt
from models.tables.correction import Correction
from models.tables.duty import Duty, Ending
from models.tables.meeting import PlanningMeeting
from models.tables.placement import Placement
from models.tables.referral import Referral
from models.tables.staff import Staff, active_staff

LONGEST_STAY = 1_100  # days: a later planned end has a mistyped year
KEPT = (
    "home_school",
    "registration",
    "sen",
    "looked_after",
    "type",
    "excluded_on",
    "planned_end",
    "helps",
    "medical_need",
)
DATE_CHANGED = "placement.date_changed"


@dataclass(frozen=True)
class Dates:
    """The two dates of a placement on which what is owed hangs."""

    received_on: date
    excluded_on: date | None


@dataclass(frozen=True)
class DateChanged:
    """A date that was put right, as a Head is told of it. `start_by` is by when full-time education must start now."""

    placement_id: str
    first_name: str
    reference: str
    by: str
    is_of_exclusion: bool
    was: date
    now: date | None
    start_by: date | None


class RecordBefore:
    """What a placement and its referral said before a change."""

    def __init__(self, placement: Placement, referral: Referral) -> None:
        self._placement, self._referral = placement, referral
        self._parts = {
            "Placement": Before.of(placement, *KEPT),
            "Referral": Before.of(referral, "received_on", "reason"),
        }
        self._dates = Dates(referral.received_on, placement.excluded_on)

    def keep(self, change: Change, why: str | None) -> None:
        """Keep what the change has lost of it, and tell Heads of a date that was put right."""
        is_date_of = {
            "Placement": self._dates.excluded_on not in (None, self._placement.excluded_on),
            "Referral": self._dates.received_on != self._referral.received_on,
        }
        for title, before in self._parts.items():
            kept = keep_lost(change, self._placement, before, title, Written(), why)
            if kept is not None and is_date_of[title]:
                _tell_heads(change, self._placement, kept)


def check_dates(change: Change, placement: Placement, referral: Referral, given: Dates, why: str | None) -> None:
    """Refuse a date that cannot be right, and to change a recorded one without a reason or without the right."""
    before = Dates(referral.received_on, placement.excluded_on)
    if given == before:
        return
    if given.received_on != before.received_on:
        check_received(change, given.received_on)
        _check_nothing_before(change, placement, given.received_on)
    if given.excluded_on is not None and given.excluded_on != before.excluded_on:
        check_excluded(change, given.excluded_on)
        _check_start(change, placement, given.excluded_on)
    if given.received_on != before.received_on or before.excluded_on not in (None, given.excluded_on):
        change.require(Permission.DATES_CORRECT, placement)
        if why is None:
            raise Refused("This changes a date that was recorded. Give the reason.", field="changed")


def recount_steps(change: Change, placement: Placement, received_on: date) -> None:
    """Count the admission steps anew from another day of receipt, also those that have ended."""
    count = counting(change.school)
    steps = select(Duty).where(Duty.placement_id == placement.id, Duty.kind.in_(STEPS), Duty.since.is_not(None))
    for duty in change.session.scalars(steps):
        since = counted_from(duty.kind, received_on, duty.added_at.astimezone(change.zone).date())
        if not count_from(duty, since, count) and duty.kind in BEFORE_THE_START:
            duty.since = since  # it was hurried by an exclusion, and is measured by that again
        change.refresh(duty.owner_id)


def date_changed(read: Read, correction_id: str) -> DateChanged | None:
    """Return a date that was put right, for the message to a Head; None once its record is gone."""
    kept = read.session.get(Correction, correction_id)
    if kept is None or kept.by_id is None:
        return None
    placement, is_of_exclusion = read.get(Placement, kept.placement_id), kept.thing == Placement.__tablename__
    received = select(Referral.received_on).where(Referral.placement_id == placement.id)
    return DateChanged(
        placement.id,
        placement.pupil.first_name,
        placement.pupil.reference,
        read.get(Staff, kept.by_id).name,
        is_of_exclusion,
        date.fromisoformat(kept.before["excluded_on" if is_of_exclusion else "received_on"]),
        placement.excluded_on if is_of_exclusion else read.session.scalar(received),
        legal_day(read.calendar, placement.excluded_on),
    )


def _check_start(change: Change, placement: Placement, excluded_on: date) -> None:
    """Refuse an exclusion after the start that it led to: one of the two must be wrong."""
    duty, started = last_education(change, placement), placement.full_time_on
    if duty is not None and duty.ending is Ending.DONE and started is not None and started < excluded_on:
        raise Refused(
            f"The pupil is recorded as in school full-time since {in_full(started)}. Put that right first, under "
            "“First day”.",
            field="excluded_on",
        )


def _check_nothing_before(change: Change, placement: Placement, received_on: date) -> None:
    """Refuse a day of receipt after something that was done for the referral: one of the two must be wrong."""
    rung = select(func.min(Attempt.on)).where(Attempt.placement_id == placement.id)
    met = select(func.min(PlanningMeeting.held_on)).where(PlanningMeeting.placement_id == placement.id)
    done = {
        "The pupil is recorded as in school": placement.in_school_on if placement.entered_on is None else None,
        "A contact is logged": change.session.scalar(rung),
        "The planning meeting was held": change.session.scalar(met),
    }
    for what, on in done.items():
        if on is not None and on < received_on:
            raise Refused(f"{what} on {in_full(on)}, before that. Put that right first.", field="received_on")


def _tell_heads(change: Change, placement: Placement, kept: Correction) -> None:
    for head in active_staff(change.session, Role.HEAD):
        if head.id != change.actor.staff_id:
            change.say(DATE_CHANGED, head, about=kept.id, pupils=[placement.pupil_id])


def check_planned_end(change: Change, end: date | None, received_on: date, before: date | None) -> None:
    """Refuse a planned end, other than that from `before`, which cannot be right."""
    if end is None or end == before:
        return
    if end < received_on:
        raise Refused("The referral came in later. Check the date.", field="planned_end")
    if end > moved(change.today, LONGEST_STAY):
        raise Refused("That is more than three years ahead. Check the year.", field="planned_end")

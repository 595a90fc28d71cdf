"""A referral that comes to nothing: withdrawn by those who made it, or declined by us; by whom, and why."""

from dataclasses import dataclass
from datetime import date

from models.change import Change, Read
from models.corrections.history import UndoWindow, correcting, take_back, undo_window_of
from models.duties.profiles import follow_profile
from models.errors import Absent, Refused
from models.leaving.endings import call_off_meeting, end_past_stays, reopen_what_ended
from models.permission import Permission
from models.reviews.owed import owe_reviews
from models.school.calendar import moved
from models.stays import check_day_of, here_since, meant
from models.tables.leaving import Departure, Leaving, leaving_of
from models.tables.placement import Placement


@dataclass(frozen=True)
class ReferralEnding:
    """How a referral ends, as a form gives it; `how` is withdrawn or declined."""

    how: Departure
    on: date
    by_whom: str
    why: str


@dataclass(frozen=True)
class ReferralEndPrefill:
    """A referral for the form that ends it; `given` is what is recorded already."""

    placement_id: str
    version: int
    first_name: str
    reference: str
    home_school: str
    given: ReferralEnding | None
    leaving_id: str | None
    undo_window: UndoWindow | None


def referral_end_prefill(change: Change, placement_id: str) -> ReferralEndPrefill:
    """Prepare the form that ends a referral, and log the look.

    Raises Refused without the right, or once the pupil was in school.
    """
    placement = _referral(change, placement_id)
    leaving = leaving_of(change.session, placement.id)
    if leaving is None:
        _check_not_started(change, placement)
    elif leaving.how is Departure.LEFT:
        raise Absent
    change.record("pupil:view", placement, pupil_id=placement.pupil_id, why="referral_end")
    given = ReferralEnding(leaving.how, leaving.on, leaving.by_whom or "", leaving.why or "") if leaving else None
    return ReferralEndPrefill(
        placement.id,
        placement.version,
        placement.pupil.first_name,
        placement.pupil.reference,
        placement.home_school,
        given,
        leaving.id if leaving else None,
        undo_window_of(change, leaving) if leaving else None,
    )


def end_referral(change: Change, placement_id: str, given: ReferralEnding, version: int | None = None) -> None:
    """Withdraw or decline a referral; everything owed for it ends so. Raises Refused once the pupil was in school."""
    placement = _referral(change, placement_id)
    change.touch(placement, version)
    if leaving_of(change.session, placement.id) is not None:
        raise Refused("Someone has already recorded how this ends. Close this and check the pupil's page.")
    _check_not_started(change, placement)
    _check(change, placement, given)
    leaving = Leaving(placement_id=placement.id, by_id=change.actor.staff_id, added_at=change.now)
    _fill(leaving, given)
    change.add(leaving)
    _follow(change, placement, leaving)
    change.record("referral:end", leaving, pupil_id=placement.pupil_id)


def correct_referral_end(
    change: Change, leaving_id: str, given: ReferralEnding, why: str | None, version: int | None
) -> None:
    """Correct by whom, when or why a referral was withdrawn or declined; what had ended is named accordingly."""
    leaving, placement = _ending(change, leaving_id)
    _check(change, placement, given)
    with correcting(change, leaving, why, version):
        placement.left_on = None
        reopen_what_ended(change, placement)
        _fill(leaving, given)
    change.touch(placement)
    _follow(change, placement, leaving)


def undo_referral_end(change: Change, leaving_id: str) -> None:
    """Undo within ten minutes that a referral was withdrawn or declined; everything owed for it is owed again."""
    leaving, placement = _ending(change, leaving_id)
    take_back(change, leaving)
    placement.left_on = None
    change.touch(placement)
    reopen_what_ended(change, placement)
    owe_reviews(change, placement)
    follow_profile(change, placement)
    change.refresh()


def _follow(change: Change, placement: Placement, leaving: Leaving) -> None:
    """End the placement at once: its last day was the one before."""
    before = moved(leaving.on, -1)
    call_off_meeting(change, placement, before)
    placement.left_on = before
    end_past_stays(change)
    change.refresh()


def _fill(leaving: Leaving, given: ReferralEnding) -> None:
    leaving.how, leaving.on, leaving.by_whom, leaving.why = given.how, given.on, given.by_whom, given.why


def _check(change: Change, placement: Placement, given: ReferralEnding) -> None:
    if given.how is Departure.LEFT:
        raise Refused("Choose whether it was withdrawn or declined.", field="how")
    check_day_of(change, placement, given.on, "That date is in the future. Record it once it is decided.")


def _check_not_started(read: Read, placement: Placement) -> None:
    if not placement.is_current(read.today):
        raise Absent
    if (since := here_since(placement)) is not None:
        raise Refused(f"The pupil has been {since}. Record how they leave instead.")


def _referral(read: Read, placement_id: str) -> Placement:
    placement = meant(read, placement_id)
    read.require(Permission.REFERRAL_END, placement)
    return placement


def _ending(change: Change, leaving_id: str) -> tuple[Leaving, Placement]:
    leaving = change.get(Leaving, leaving_id)
    if leaving.how is Departure.LEFT:
        raise Absent
    return leaving, _referral(change, leaving.placement_id)

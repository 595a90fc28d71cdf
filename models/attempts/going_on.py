"""What somebody can go on to once they have spoken to somebody: what they had got in touch for."""

from collections.abc import Mapping

from models.change import Read
from models.duties.kinds import KINDS
from models.meetings.book import meeting_of
from models.tables.contact import Attempt, Outcome, Reason, Side
from models.tables.duty import Duty, DutyKind, open_duties, open_duty
from models.tables.placement import Placement

# A contact about nothing in particular may well have been for the next step.
FOR: Mapping[Reason | None, tuple[DutyKind, ...]] = {
    None: (DutyKind.BOOK, DutyKind.HOLD),
    Reason.STEP: (DutyKind.BOOK, DutyKind.HOLD),
    Reason.REVIEW: (DutyKind.FAMILY_REVIEW,),
}


def what_it_was_for(read: Read, placement: Placement, attempt: Attempt) -> Duty | None:
    """Return what is owed that they were contacted for, if the actor may do it now; None if nothing."""
    wanted = FOR.get(attempt.reason, ()) if attempt.outcome is Outcome.SPOKE else ()
    owed = read.session.scalars(open_duties(placement.id, *wanted)).all() if wanted else ()
    return next((duty for duty in owed if _can_be_done(read, placement, attempt, duty)), None)


def _can_be_done(read: Read, placement: Placement, attempt: Attempt, duty: Duty) -> bool:
    """Return whether it is the actor's to do, and not too early.

    A meeting is booked once the family has been contacted, and recorded once it was to begin.
    """
    if not read.may(KINDS[duty.kind].right, placement, own=duty.owner_id == read.actor.staff_id):
        return False
    meeting = meeting_of(read, placement.id) if duty.kind is DutyKind.HOLD else None
    return {
        DutyKind.BOOK: open_duty(read.session, DutyKind.FAMILY, placement.id) is None,
        DutyKind.HOLD: meeting is not None and meeting.starts_at <= read.now,
        DutyKind.FAMILY_REVIEW: attempt.side is Side.FAMILY,
    }[duty.kind]

"""The commissioner's view: what they say when they are asked, or that they declined or did not answer."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, select

from models.change import Change, Read
from models.duties.commissioner import owe_commissioner_view
from models.duties.owed_words import counts_from
from models.duties.reopen import reopen_duty
from models.errors import Refused
from models.permission import Permission
from models.stays import check_day_of, placement_of
from models.tables.duty import Duty, DutyKind, Ending, open_duties
from models.tables.placement import Agreement, Placement, agreement_of
from models.tables.review import CommissionerView, ViewOutcome

DAYS_TRIED = 2
MOST_SHOWN = 3
WITHOUT_WORDS = (Ending.UNREACHABLE, Ending.DECLINED)


@dataclass(frozen=True)
class ViewInput:
    """What came of asking the commissioner, as a form gives it; `whom` is who there said it."""

    outcome: ViewOutcome
    on: date
    whom: str | None = None
    view: str | None = None


@dataclass(frozen=True)
class ViewPrefill:
    """A placement for the form that asks for the commissioner's view: whom to ask, and what they said last time."""

    placement_id: str
    first_name: str
    reference: str
    due_on: date | None
    tried: int
    agreement: Agreement | None
    last: CommissionerView | None


def view_prefill(change: Change, value: str) -> ViewPrefill:
    """Prepare the form for the id of a placement or its duty, and log the look."""
    placement = placement_of(change, value)
    duty = require_asking(change, placement)
    change.record("pupil:view", placement, pupil_id=placement.pupil_id, why="review")
    return ViewPrefill(
        placement.id,
        placement.pupil.first_name,
        placement.pupil.reference,
        duty.due_on if duty else None,
        len(_days_tried(change, duty)) if duty else 0,
        agreement_of(change.session, placement.id),
        newest_view(change, placement),
    )


def save_view(change: Change, value: str, given: ViewInput) -> str:
    """Save what came of asking, and return its id. Without an answer on two days it ends as "could not be reached".

    What was asked before the last ten school days until it is due does not answer it. Words that come once it has ended
    without any take the place of that.
    """
    placement = placement_of(change, value)
    duty = require_asking(change, placement)
    check_view(change, placement, given)
    duty = duty or (_ended_without_words(change, placement) if given.outcome.is_heard else None)
    answers = duty is not None and given.on >= counts_from(change.calendar, duty.due_on)
    row = CommissionerView(placement_id=placement.id, duty_id=duty.id if duty and answers else None, **vars(given))
    row.by_id, row.added_at = change.actor.staff_id, change.now
    change.add(row)
    if duty is not None and answers:
        _end(change, duty)
        owe_commissioner_view(change, placement)
    change.record("review:commissioner", row, pupil_id=placement.pupil_id)
    change.refresh()
    return row.id


def views_of(read: Read, placement: Placement) -> tuple[CommissionerView, ...]:
    """Return the newest views of a placement, or none if the actor may not see reviews."""
    if not read.may(Permission.PROGRESS_SEE, placement):
        return ()
    return tuple(read.session.scalars(_newest_first(placement).limit(MOST_SHOWN)))


def newest_view(read: Read, placement: Placement) -> CommissionerView | None:
    """Return the last time that the commissioner said something."""
    heard = CommissionerView.view.is_not(None)
    return read.session.scalar(_newest_first(placement).where(heard).limit(1))


def _newest_first(placement: Placement) -> Select[CommissionerView]:
    rows = select(CommissionerView).where(CommissionerView.placement_id == placement.id)
    return rows.order_by(CommissionerView.on.desc(), CommissionerView.added_at.desc())


def require_asking(read: Read, placement: Placement) -> Duty | None:
    """Return the view that is owed. Raises Denied for those who may not ask for it."""
    duty = read.session.scalar(open_duties(placement.id, DutyKind.COMMISSIONER_VIEW).limit(1))
    read.require(Permission.PROGRESS_SET, placement, own=duty is not None and duty.owner_id == read.actor.staff_id)
    return duty


def check_view(change: Change, placement: Placement, given: ViewInput) -> None:
    """Refuse a day that cannot be right, and words where nobody said any, or none where somebody did."""
    check_day_of(change, placement, given.on, "That date is in the future. Record it once you have asked.")
    if given.outcome.is_heard and given.view is None:
        raise Refused("Write down what they say.", field="said")
    if not given.outcome.is_heard and given.view is not None:
        said = "They declined" if given.outcome is ViewOutcome.DECLINED else "Nobody answered"
        raise Refused(f"{said}, so there is nothing that they say. Choose what happened again.", field="outcome")


def _ended_without_words(read: Read, placement: Placement) -> Duty | None:
    """Return the last view that was owed, if it ended without words."""
    rows = select(Duty).where(Duty.placement_id == placement.id, Duty.kind == DutyKind.COMMISSIONER_VIEW)
    last = read.session.scalar(rows.order_by(Duty.added_at.desc()).limit(1))
    return last if last is not None and last.ending in WITHOUT_WORDS else None


def _end(change: Change, duty: Duty) -> None:
    """End what is owed as its answers say, or leave it open."""
    ended = _ending(change, duty)
    if ended is not None:
        change.close_duty(duty, *ended)


def _ending(read: Read, duty: Duty) -> tuple[Ending, date] | None:
    """Return how and on which day the answers end what is owed: by words, or else a refusal, or two days without."""
    rows = select(CommissionerView).where(CommissionerView.duty_id == duty.id).order_by(CommissionerView.on)
    answers = read.session.scalars(rows).all()
    heard = [one.on for one in answers if one.outcome.is_heard]
    refused = [one.on for one in answers if one.outcome is ViewOutcome.DECLINED]
    if heard or refused:
        return (Ending.DONE, heard[0]) if heard else (Ending.DECLINED, refused[0])
    days = _days_tried(read, duty)
    return (Ending.UNREACHABLE, days[DAYS_TRIED - 1]) if len(days) >= DAYS_TRIED else None


def _days_tried(read: Read, duty: Duty) -> list[date]:
    tried = select(CommissionerView.on).where(CommissionerView.duty_id == duty.id)
    tried = tried.where(CommissionerView.outcome == ViewOutcome.NO_ANSWER)
    return sorted(read.session.scalars(tried.distinct()))


def recheck_view(change: Change, placement: Placement, duty_id: str | None) -> None:
    """End what was owed anew, or owe it again, after an answer was corrected or undone."""
    change.session.flush()
    duty = change.session.get(Duty, duty_id) if duty_id else None
    if duty is None or duty.ending not in (None, Ending.DONE, *WITHOUT_WORDS):
        return
    if _ending(change, duty) is None and duty.done_on is not None:
        for following in change.session.scalars(open_duties(placement.id, DutyKind.COMMISSIONER_VIEW)).all():
            change.close_duty(following, Ending.DROPPED)
        change.session.flush()
        reopen_duty(change, duty)
    _end(change, duty)
    owe_commissioner_view(change, placement)
    change.refresh()

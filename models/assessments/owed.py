"""What an open assessment owes: carrying it out, or chasing whoever was asked, each week."""

from datetime import date

from sqlalchemy import delete, select

from models.change import Change
from models.duties.owners import default_owner
from models.school.calendar import moved
from models.tables.assessment import Assessment, AssessmentChase
from models.tables.duty import Duty, DutyKind, Ending, open_duty
from models.tables.placement import Placement
from models.tables.staff import Staff

A_WEEK = 7
KINDS = (DutyKind.UNDERTAKE, DutyKind.CHASE)


def owe_assessment(change: Change, placement: Placement, asked: Assessment) -> None:
    """Owe an assessment to whoever carries it out, by its day; or owe the SENCo that it is chased, each week."""
    if asked.done_by_id is not None:
        duty = open_duty(change.session, DutyKind.UNDERTAKE, placement.id, asked.id)
        owner = change.get(Staff, duty.owner_id if duty else asked.done_by_id)
        change.owe(DutyKind.UNDERTAKE, placement, owner, change.calendar.on_or_after(asked.due_on), about=asked.id)
    else:
        owe_chase(change, placement, asked, asked.asked_on)


def owe_chase(change: Change, placement: Placement, asked: Assessment, since: date) -> None:
    """Owe that a request is chased a week after this day; whoever chased it last does so again."""
    rows = select(Duty).where(Duty.kind == DutyKind.CHASE, Duty.about == asked.id).order_by(Duty.added_at.desc())
    last = change.session.scalar(rows.limit(1))
    before = change.get(Staff, last.owner_id) if last else None
    owner = before if before and before.active else default_owner(change, DutyKind.CHASE, placement)
    change.owe(DutyKind.CHASE, placement, owner, change.calendar.on_or_after(moved(since, A_WEEK)), about=asked.id)


def end_owed(change: Change, asked: Assessment, ending: Ending, on: date, why: str | None = None) -> None:
    """End what an assessment owes, on the day of its outcome or its withdrawal."""
    for duty in _owed(change, asked):
        duty.why = why or duty.why
        change.close_duty(duty, ending, on)


def drop_owed(change: Change, asked: Assessment) -> None:
    """Drop what an assessment owes that is undone, and delete how it was chased."""
    for duty in _owed(change, asked):
        change.close_duty(duty, Ending.DROPPED)
    change.session.execute(delete(AssessmentChase).where(AssessmentChase.assessment_id == asked.id))


def _owed(change: Change, asked: Assessment) -> list[Duty]:
    rows = select(Duty).where(Duty.kind.in_(KINDS), Duty.about == asked.id, Duty.done_on.is_(None))
    return list(change.session.scalars(rows.where(Duty.placement_id == asked.placement_id)))

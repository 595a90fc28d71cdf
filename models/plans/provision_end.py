"""How a provision ends or goes on: what came of it, or a later planned end with the reason."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import and_, exists, func, insert, select

from models.change import Change, Read, own_undo_until
from models.duties.reopen import move_end, reopen_duty
from models.errors import Absent, Refused
from models.kept import Before, keep_lost, last_written, require_reason
from models.plans.access import log_look, placement_to_set, plan_to_write
from models.plans.provision import correct_provision, given_of, refuse_if_full, running
from models.school.calendar import in_full
from models.tables.base import new_id
from models.tables.correction import Correction, values_of
from models.tables.duty import Duty, DutyKind, Ending
from models.tables.placement import Placement, current
from models.tables.plans.objective import Objective
from models.tables.plans.provision import Effect, Provision
from models.tables.staff import Staff, first_head

ENDED = "plan:provision_end"


@dataclass(frozen=True)
class Extended:
    """A planned end that was moved to a later day: who agreed that, when and why."""

    before: date
    ends_on: date
    by: str | None
    on: date
    why: str


@dataclass(frozen=True)
class OutcomeToCorrect:
    """What came of a provision, as it was recorded, for the form that corrects it."""

    provision_id: str
    placement_id: str
    first_name: str
    reference: str
    what: str
    wanted: str
    effect: Effect | None
    note: str | None
    ended_on: date | None


def extend_provision(change: Change, provision_id: str, ends_on: date, why: str) -> None:
    """Agree a later planned end, for a reason that stands beside the provision from then on."""
    row, _ = running(change, provision_id)
    if ends_on <= row.ends_on:
        raise Refused(f"Choose a day later than the planned end, {in_full(row.ends_on)}.", field="ends_on")
    if ends_on <= change.today:
        raise Refused("Choose a day to come.", field="ends_on")
    correct_provision(change, row.id, replace(given_of(row), ends_on=ends_on), why)


def end_provision(change: Change, provision_id: str, effect: Effect, note: str, on: date) -> None:
    """Record what came of a provision, which ends it on the day of that judgement."""
    row, placement = running(change, provision_id)
    _check_day(change, row, on)
    plan_to_write(change, placement)
    row.effect, row.note, row.ended_on, row.ended_by_id = effect, note, on, change.actor.staff_id
    change.finish(DutyKind.PROVISION, placement, about=row.id, on=on)
    change.record(ENDED, row, pupil_id=placement.pupil_id)


def outcome_to_correct(change: Change, provision_id: str) -> OutcomeToCorrect:
    """Prepare the form that corrects what came of a provision, and log the look. Raises Absent before its outcome."""
    row, placement = _ended(change, provision_id)
    log_look(change, placement, "correct")
    pupil, said = placement.pupil, (row.what, row.wanted, row.effect, row.note, row.ended_on)
    return OutcomeToCorrect(row.id, placement.id, pupil.first_name, pupil.reference, *said)


def correct_outcome(
    change: Change, provision_id: str, effect: Effect, note: str, on: date, why: str | None = None
) -> None:
    """Correct what came of a provision. A colleague's word, and one's own after ten minutes, takes a reason."""
    row, placement = _ended(change, provision_id)
    _check_day(change, row, on)
    plan_to_write(change, placement)
    before, last = Before.of(row, "effect", "note", "ended_on"), last_written(change, row, placement.pupil_id, ENDED)
    was = row.ended_on
    row.effect, row.note, row.ended_on = effect, note, on
    if before.is_lost():
        require_reason(change, last, why)
        keep_lost(change, placement, before, "Provision", last, why)
    move_end(change, DutyKind.PROVISION, placement.id, row.id, was, on)
    change.record("plan:outcome_correct", row, pupil_id=placement.pupil_id)


def undo_provision_end(change: Change, provision_id: str) -> None:
    """Undo the end of a provision within ten minutes, and keep what was said of its outcome.

    Raises Refused after that, or if a colleague ended it.
    """
    row = change.get(Provision, provision_id)
    placement = placement_to_set(change, row.placement_id, own=row.ended_by_id == change.actor.staff_id)
    if row.ended_on is None:
        raise Absent
    last = last_written(change, row, placement.pupil_id, ENDED)
    if last.by_id not in (None, change.actor.staff_id):
        raise Refused("A colleague saved this, so it cannot be undone.")
    if last.at is None or change.undo_until(last.at) is None:
        raise Refused("The ten minutes to undo this are over. If it goes on, add it again.")
    refuse_if_full(change, placement)
    plan_to_write(change, placement)
    kept = Correction(placement_id=placement.id, thing=row.__tablename__, thing_id=row.id, before=values_of(row))
    kept.undone, kept.by_id, kept.at = True, change.actor.staff_id, change.now
    change.add(kept)
    _owe_again(change, row)
    row.effect = row.note = row.ended_on = row.ended_by_id = None
    change.record("plan:provision_undo", row, pupil_id=placement.pupil_id)


def extensions(read: Read, placement: Placement, staff: Mapping[str, str]) -> Mapping[str, tuple[Extended, ...]]:
    """Return the later ends that were agreed for the provisions of a placement, by the provision's id."""
    own = select(Provision.id).where(Provision.placement_id == placement.id)
    rows = select(Correction).where(Correction.thing_id.in_(own), Correction.why.is_not(None))
    found: dict[str, tuple[Extended, ...]] = {}
    for one in read.session.scalars(rows.order_by(Correction.at, Correction.id)):
        before, after = one.before["ends_on"], (one.after or one.before)["ends_on"]
        if before < after:
            by, on = staff.get(one.by_id or ""), one.at.astimezone(read.zone).date()
            moved = Extended(date.fromisoformat(before), date.fromisoformat(after), by, on, one.why or "")
            found[one.thing_id] = (*found.get(one.thing_id, ()), moved)
    return found


def can_undo_end(read: Read, row: Provision, pupil_id: str) -> bool:
    """Return whether the actor ended a provision themselves, and no longer than ten minutes ago."""
    if row.ended_on is None or row.ended_by_id != read.actor.staff_id:
        return False
    last = last_written(read, row, pupil_id, ENDED)
    return last.at is not None and own_undo_until(read, last.by_id, last.at) is not None


def count_to_judge(change: Change, value: str) -> tuple[str, int]:
    """Return the placement of an objective or a duty, and how many of its provisions wait for their outcome.

    The look is logged.
    """
    objective = change.session.get(Objective, value)
    placement = placement_to_set(change, objective.placement_id if objective else value)
    log_look(change, placement, "provision")
    passed = Provision.ended_on.is_(None), Provision.ends_on < change.today
    rows = select(func.count()).where(Provision.placement_id == placement.id, *passed)
    return placement.id, change.session.scalar(rows) or 0


def owe_missing_outcomes(change: Change) -> None:
    """Owe what came of provisions that were there before an upgrade: on their planned end, and not before today."""
    head, today = first_head(change.session), change.calendar.on_or_after(change.today)
    is_owed = exists().where(Duty.about == Provision.id, Duty.kind == DutyKind.PROVISION)
    rows = select(Provision.id, Provision.placement_id, Provision.ends_on, Staff.id.label("keyworker_id"))
    rows = rows.join(Placement, Placement.id == Provision.placement_id)
    rows = rows.outerjoin(Staff, and_(Staff.id == Placement.keyworker_id, Staff.left_at.is_(None)))
    found = change.session.execute(rows.where(Provision.ended_on.is_(None), current(change.today), ~is_owed)).all()
    if not found or head is None:
        return
    owed = {"kind": DutyKind.PROVISION, "days": 0, "added_at": change.now}
    due = {day: max(change.calendar.on_or_after(day), today) for day in {row.ends_on for row in found}}
    change.session.execute(
        insert(Duty),
        [
            {
                **owed,
                "id": new_id(),
                "placement_id": row.placement_id,
                "about": row.id,
                "owner_id": row.keyworker_id or head.id,
                "since": row.ends_on,
                "due_on": due[row.ends_on],
            }
            for row in found
        ],
    )


def _check_day(read: Read, row: Provision, on: date) -> None:
    if on > read.today:
        raise Refused("That date is in the future. Record it once it has ended.", field="on")
    if on < row.starts_on:
        raise Refused("That is before it started.", field="on")


def _ended(read: Read, provision_id: str) -> tuple[Provision, Placement]:
    row = read.get(Provision, provision_id)
    if row.ended_on is None:
        raise Absent
    return row, placement_to_set(read, row.placement_id, own=row.ended_by_id == read.actor.staff_id)


def _owe_again(change: Change, row: Provision) -> None:
    """Reopen the duty that this outcome ended, with the placement to which a merge may have moved the provision."""
    ended = select(Duty).where(Duty.kind == DutyKind.PROVISION, Duty.about == row.id, Duty.ending == Ending.DONE)
    ended = ended.where(Duty.done_on == row.ended_on).order_by(Duty.added_at.desc())
    duty = change.session.scalar(ended.limit(1))
    if duty is not None:
        duty.placement_id = row.placement_id
        reopen_duty(change, duty)

"""The duties of each subject from a placement's first day on: a baseline and a target, owed by its teacher."""

from datetime import date

from sqlalchemy import bindparam, func, select

from models.change import Change, Read
from models.duties.due_dates import Count, StepDays, count_from, counting
from models.duties.heirs import Teachers, inherit
from models.duties.kinds import CAN_WAIT
from models.duties.reopen import drop_unowed, reopen_duty
from models.progress.subject import (
    MOST_RESULTS,
    TARGET_COLUMNS,
    ResultRow,
    SubjectRecord,
    TargetRow,
    newest_results,
    subject_record,
    with_values,
)
from models.scales.scale import Value, compare
from models.tables.duty import Duty, DutyKind, Ending, open_duties, open_duty
from models.tables.placement import Placement, teachers_by_subject
from models.tables.result import Result, Source
from models.tables.staff import Staff, first_head_id
from models.tables.target import Target

_TARGETS = select(Target.subject, *TARGET_COLUMNS).where(
    Target.placement_id == bindparam("placement_id"), Target.replaced_at.is_(None)
)


def owe_assessments(change: Change, placement: Placement, before: Teachers) -> None:
    """Create, pass on, move or drop baseline and target duties to fit who teaches what, and the first day.

    `before` is who taught what until now. A duty assigned by hand keeps its owner, one moved by hand keeps its date.
    """
    now, head_id = teachers_by_subject(change.session, placement.id), first_head_id(change.session)
    owed = {(duty.kind, duty.about): duty for duty in change.session.scalars(open_duties(placement.id, *CAN_WAIT))}
    count = counting(change.school)
    for duty in owed.values():
        if duty.about not in now:
            change.close_duty(duty, Ending.DROPPED)
        else:
            inherit(change, duty, now[duty.about], {*before.get(duty.about, ()), head_id})
            _move(change, duty, placement.first_day, count)
    if placement.first_day is not None:
        done = _done(change, placement)
        for kind in CAN_WAIT:
            for subject in sorted(now):
                if (kind, subject) not in owed and (kind, subject) not in done:
                    _owe(change, placement, kind, subject, now[subject][0])
    change.session.flush()


def update_owed_target(change: Change, placement: Placement, subject: str) -> None:
    """Owe a new target once the current one is over, or drop that duty if it is not over after all.

    To be called after a result, a review or a target was saved or corrected.
    """
    change.session.flush()
    now, duty = (
        subject_record(change, placement, subject),
        open_duty(change.session, DutyKind.TARGET, placement.id, subject),
    )
    if now.target is None or not placement.is_current(change.today):
        return
    if duty is not None and not is_over(now, change.today):
        drop_unowed(change, duty)
    elif duty is None and is_over(now, change.today) and placement.first_day is not None:
        for owner_id in teachers_by_subject(change.session, placement.id).get(subject, [])[:1]:
            _owe(change, placement, DutyKind.TARGET, subject, owner_id)


def is_over(now: SubjectRecord, today: date) -> bool:
    """Return whether a target's date has come, or whether it was met although more could be asked.

    The result that a target was set from does not end it if the target was kept with a reason.
    """
    target, value = now.target, now.target_value
    found = now.last_on(target.scale) if target else None
    if target is None or target.by_when <= today:
        return target is not None
    if value is None or found is None or not value.scale.ordered:
        return False
    if value.scale.norm_referenced or value == value.scale.best:
        return False
    was_kept = target.reason is not None and found[0].id == target.from_result_id
    return not was_kept and compare(found[1], value) >= 0


def _owe(change: Change, placement: Placement, kind: DutyKind, subject: str, owner_id: str) -> None:
    assert placement.first_day is not None  # noqa: S101 - the caller looked
    since = max(placement.first_day, change.today)
    days = StepDays.read(change.school.step_days)[kind]
    due_on = change.calendar.add_school_days(since, days)
    change.owe(kind, placement, change.get(Staff, owner_id), due_on, since=since, days=days, about=subject)


def _move(change: Change, duty: Duty, first_day: date | None, count: Count) -> None:
    if first_day is None:
        return
    since = max(first_day, duty.added_at.astimezone(change.zone).date())
    if count_from(duty, since, count):
        change.refresh(duty.owner_id)


def _done(change: Change, placement: Placement) -> set[tuple[DutyKind, str]]:
    based = select(Result.subject).where(Result.placement_id == placement.id, Result.source == Source.BASELINE)
    return {(DutyKind.BASELINE, subject) for subject in change.session.scalars(based)} | {
        (DutyKind.TARGET, one.subject) for one in _with_target(change, placement) if not is_over(one, change.today)
    }


def _with_target(read: Read, placement: Placement) -> list[SubjectRecord]:
    """Return the record of each subject that has a target, in two statements however many they are."""
    targets = {row[0]: TargetRow(*row[1:]) for row in read.session.execute(_TARGETS, {"placement_id": placement.id})}
    newest = (Result.on.desc(), Result.added_at.desc())
    place = func.row_number().over(partition_by=Result.subject, order_by=newest).label("place")
    placed = select(Result.id, place).where(Result.placement_id == placement.id, Result.subject.in_(targets)).subquery()
    which = Result.id.in_(select(placed.c.id).where(placed.c.place <= MOST_RESULTS))
    results = newest_results(read, MOST_RESULTS * len(targets), which) if targets else []
    found: dict[str, list[tuple[ResultRow, Value]]] = {}
    for result, value in with_values(read.session, results):
        found.setdefault(result.subject, []).append((result, value))
    return [
        SubjectRecord(placement.id, subject, "", "", tuple(found.get(subject, ())), target)
        for subject, target in targets.items()
    ]


def owe_again_or_anew(change: Change, kind: DutyKind, placement: Placement, about: str) -> None:
    """Reopen the last duty of this kind that was done, or owe the assessments that are missing if there is none.

    Unless its owner is the actor or a current teacher, a teacher (or else the keyworker) gets it. Nothing happens while
    one is open, and nothing is owed again for a pupil who has left.
    """
    if not placement.is_current(change.today):
        return
    rows = select(Duty).where(Duty.kind == kind, Duty.placement_id == placement.id, Duty.about == about)
    done = change.session.scalar(rows.where(Duty.ending == Ending.DONE).order_by(Duty.added_at.desc()).limit(1))
    if open_duty(change.session, kind, placement.id, about) is not None:
        return
    by_subject = teachers_by_subject(change.session, placement.id)
    if done is None:
        owe_assessments(change, placement, by_subject)
        return
    theirs = by_subject.get(about) or ([placement.keyworker_id] if placement.keyworker_id else [])
    if theirs and done.owner_id not in (*theirs, change.actor.staff_id):
        done.pass_to(theirs[0], change.today)
    reopen_duty(change, done)

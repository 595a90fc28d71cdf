"""Combining two open placements of one child: one takes over what only the other knew, and can give it back."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select

from models.attempts.steps import STEP_OF
from models.change import Change
from models.duplicates.move_agreement import follow_moved_agreement, give_agreement_back, move_agreement
from models.duplicates.move_meeting import give_meeting_back, move_meeting
from models.duplicates.move_plans import give_plan_back, move_plan, plan_kinds
from models.duplicates.move_profile import give_profile_back, move_profile
from models.duplicates.move_progress import give_progress_back, is_built_on, move_progress, move_questions
from models.duplicates.move_team import ALLOCATED, give_team_back, move_team
from models.duties.assessing import owe_decision
from models.duties.planned_end import owe_planned_end
from models.duties.profiles import follow_profile
from models.plans.owed import owe_plan
from models.progress.owed import owe_assessments
from models.reviews.owed import owe_reviews
from models.tables.barrier import Barrier
from models.tables.base import Base
from models.tables.duty import Duty, DutyKind, Ending, open_duties, open_duty
from models.tables.meeting import Action, PlanningMeeting
from models.tables.placement import Placement, teachers_by_subject

SEEN = ("in_school_on", "full_time_on", "absent_on", "entered_on")
KNOWN = (
    "type",
    "excluded_on",
    "first_day",
    *SEEN,
    "attendance",
    "sen",
    "medical_need",
    "looked_after",
    "helps",
    "planned_end",
    "left_on",
)
HOPES = ("hopes_pupil", "hopes_parents")
NOTES = ("note", "restricted_note", "decided")
DAYS = ("due_on", "since", "snoozed_until", "done_on", "passed_on")
OF_OWNER = ("owner_id", "offered_to_id", "covered_for_id", "late_with")
OWED = (*DAYS, *OF_OWNER, "days", "ending", "why", "late_why", "told", "decided")

# What can be taken over, each in a list of what it takes to give it back.
TAKEN = ("fields", "barriers", "duties", "meetings", "progress", "agreement", "profile", "plans", "team")

Taken = dict[str, Any]


def combine_stays(change: Change, stay: Placement, ended: Sequence[Placement]) -> Taken:
    """Move to `stay` what only the other placements know, and return what it takes to undo that.

    To be called before the duties of the other placements are dropped.
    """
    may_move = or_(Duty.done_on.is_(None), Duty.kind.in_(STEP_OF.values()))
    owed = list(change.session.scalars(select(Duty).where(Duty.placement_id == stay.id, may_move)))
    before = {duty.id: _values(duty) for duty in owed}
    took: Taken = {"stay": stay.id} | {name: [] for name in TAKEN}
    for other in ended:
        filled = _fill(stay, other, (*KNOWN, *HOPES))
        took["fields"] += filled
        agreed, duties = move_agreement(change, stay, other, leaves="left_on" in filled)
        took["agreement"] += agreed
        took["duties"] += _move_all(change, duties, other, stay)
        took["barriers"] += _take_barriers(change, stay, other)
        took["duties"] += _take_duties(change, stay, other, took["fields"])
        took["meetings"] += move_meeting(change, stay, other)
        if stay.keyworker_id is None and other.keyworker_id is not None:
            took["fields"] += _fill(stay, other, ALLOCATED)
            took["team"] += move_team(change, stay, other)
    _follow_fields(change, stay, took)
    for other in ended:
        came = move_progress(change, stay, other)
        took["progress"] += came
        took["duties"] += move_questions(change, came, stay, other)
        took["profile"] += move_profile(change, stay, other)
        took["plans"] += move_plan(change, stay, other)
    follow_profile(change, stay)
    change.session.flush()
    now = change.session.scalars(select(Duty.id).where(Duty.placement_id == stay.id, Duty.done_on.is_(None)))
    took["new"] = sorted(set(now) - {*before, *(duty_id for duty_id, _ in took["duties"])})
    took["owed"] = {duty.id: before[duty.id] for duty in owed if _values(duty) != before[duty.id]}
    return took | {"version": _mark(change, stay, took)}


def _follow_fields(change: Change, stay: Placement, took: Taken) -> None:
    """Update what is owed because of the fields, and of the agreement, that `stay` has taken over."""
    if "full_time_on" in took["fields"]:
        change.finish(DutyKind.PROVIDE, stay, on=stay.full_time_on)
    if took["agreement"]:
        follow_moved_agreement(change, stay)
    if took["agreement"] or {"planned_end", "first_day", "left_on"} & {*took["fields"]}:
        owe_planned_end(change, stay)
    if "first_day" in took["fields"]:
        owe_assessments(change, stay, teachers_by_subject(change.session, stay.id))
    if {"first_day", "left_on", "keyworker_id"} & {*took["fields"]}:
        owe_plan(change, stay)
        owe_reviews(change, stay)
        owe_decision(change, stay)


def changed_since(change: Change, took: Taken, since: datetime) -> bool:
    """Return whether anything that was taken over has been changed since."""
    if took["version"] is None:
        return False
    if is_built_on(change, took["progress"], took["stay"], since):
        return True
    has_moved = change.get(Placement, took["stay"]).version != took["version"]
    return has_moved or any(
        change.get(PlanningMeeting, one["id"]).version != one["version"] for one in took["meetings"]
    )


def part_stays(change: Change, took: Taken) -> None:
    """Give back what was taken over; `took` is what `combine_stays` returned."""
    if took["version"] is None:
        return
    stay = change.get(Placement, took["stay"])
    change.touch(stay)
    for name in took["fields"]:
        setattr(stay, name, None)
    give_agreement_back(change, took.get("agreement", []))  # of a merge by an earlier version there are none
    for barrier_id, names in took["barriers"]:
        _give_back(change, change.get(Barrier, barrier_id), names)
    for duty_id, placement_id in took["duties"]:
        _move(change, change.get(Duty, duty_id), placement_id)
    give_progress_back(change, took["progress"])
    give_profile_back(change, took.get("profile", ()))  # an earlier version knew none
    give_plan_back(change, took.get("plans", []))
    give_team_back(change, took.get("team", []))
    for duty_id in took["new"]:
        if (duty := change.get(Duty, duty_id)).done_on is None:
            change.close_duty(duty, Ending.DROPPED)
    change.session.flush()
    for duty_id, values in took["owed"].items():
        _put_back(change, change.get(Duty, duty_id), values)
    for one in took["meetings"]:
        give_meeting_back(change, change.get(PlanningMeeting, one["id"]), one["from"])


def _fill(into: Base, source: Base, names: Iterable[str]) -> list[str]:
    filled = [name for name in names if getattr(into, name) is None and getattr(source, name) is not None]
    for name in filled:
        setattr(into, name, getattr(source, name))
    return filled


def _take_barriers(change: Change, stay: Placement, other: Placement) -> list[list[Any]]:
    """Copy the barriers that `stay` lacks, and fill the empty notes of those that it has.

    Returns the id of each barrier with the names of the notes that were filled, or None for a copy.
    """
    rows = change.session.scalars(select(Barrier).where(Barrier.placement_id.in_((stay.id, other.id)))).all()
    own = {barrier.kind: barrier for barrier in rows if barrier.placement_id == stay.id}
    came: list[list[Any]] = []
    for barrier in rows:
        if barrier.placement_id == other.id and barrier.kind not in own:
            names = ("kind", "status", *NOTES, "changed_at", "concern_at")
            copy = Barrier(placement_id=stay.id, **{name: getattr(barrier, name) for name in names})
            came.append([change.add(copy).id, None])
        elif barrier.placement_id == other.id and (filled := _fill(own[barrier.kind], barrier, NOTES)):
            came.append([own[barrier.kind].id, filled])
    return came


def _take_duties(change: Change, stay: Placement, other: Placement, filled: Collection[str]) -> list[list[str]]:
    """Move to `stay` open actions, numbers to get right, assessments, what a plan owes, and the sixth-day duty.

    `filled` are the fields that `stay` takes over. Returns ids with the former placement.
    """
    kinds = [DutyKind.ACTION, DutyKind.NUMBER, DutyKind.UNDERTAKE, DutyKind.CHASE, *plan_kinds(change, stay)]
    if open_duty(change.session, DutyKind.SUSPICION, stay.id) is None:
        kinds.append(DutyKind.SUSPICION)
    if "first_day" in filled:
        kinds.append(DutyKind.ASSESSMENT)
    if "excluded_on" in filled and stay.full_time_on is None:
        kinds.append(DutyKind.PROVIDE)
    return _move_all(change, change.session.scalars(open_duties(other.id, *kinds)).all(), other, stay)


def _move_all(change: Change, duties: Sequence[Duty], other: Placement, stay: Placement) -> list[list[str]]:
    for duty in duties:
        _move(change, duty, stay.id)
    return [[duty.id, other.id] for duty in duties]


def _mark(change: Change, stay: Placement, took: Taken) -> int | None:
    """Return a new version of `stay`, which stands until somebody works on it; None if nothing was taken over."""
    if not any(took[name] for name in TAKEN):
        return None
    change.touch(stay)
    change.record("placement:change", stay, pupil_id=stay.pupil_id)
    return stay.version


def _move(change: Change, duty: Duty, placement_id: str) -> None:
    duty.placement_id = placement_id
    if duty.kind is DutyKind.ACTION:
        change.get(Action, duty.about).placement_id = placement_id
    change.refresh(duty.owner_id)


def _give_back(change: Change, barrier: Barrier, names: Sequence[str] | None) -> None:
    if names is None:
        change.session.delete(barrier)
    for name in names or ():
        setattr(barrier, name, None)


def _values(duty: Duty) -> Taken:
    """Return how a duty is owed, which is its dates, owner and ending, as JSON holds them."""
    values = {name: getattr(duty, name) for name in OWED}
    return values | {name: values[name].isoformat() for name in DAYS if values[name] is not None}


def _put_back(change: Change, duty: Duty, values: Taken) -> None:
    for name, value in values.items():
        setattr(duty, name, date.fromisoformat(value) if name in DAYS and value else value)
    change.refresh(duty.owner_id)

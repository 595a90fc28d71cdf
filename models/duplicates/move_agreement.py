"""Moving what was agreed about a placement that a merge ends, and its planned last day, to the one that goes on."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from models.change import Change
from models.duties.agreement import follow_agreement, owe_part_time
from models.duties.kinds import OF_LEAVING
from models.tables.duty import Duty, DutyKind, Ending, open_duties, open_duty
from models.tables.leaving import Leaving, OwnAssessment, leaving_of, own_assessments
from models.tables.placement import Agreement, Placement, agreement_of

# What was said together is taken over together.
PARTS = (
    ("commissioner_kind", "commissioner", "commissioner_person", "commissioner_contact"),
    ("objectives",),
    ("longest_weeks",),
    ("hours",),
    ("timetable", "part_time_from", "part_time_why", "part_time_until", "part_time_look_on"),
    ("transport",),
    ("consent", "consent_by", "consent_on"),
    ("risk_plan",),
    ("exam_entries",),
)
ROWS: Mapping[str, type[Agreement] | type[Leaving] | type[OwnAssessment]] = {
    "agreement": Agreement,
    "leaving": Leaving,
    "own_assessment": OwnAssessment,
}

# The table and id of each row, with the placement that it came from, or the fields that were filled in.
Taken = list[list[Any]]


def move_agreement(change: Change, stay: Placement, other: Placement, *, leaves: bool) -> tuple[Taken, list[Duty]]:
    """Move to `stay` what was agreed only about `other` and, with `leaves`, how it is planned to end.

    Returns what was taken over, and the duties that go with it, which the caller moves.
    """
    taken, kinds = _take_agreement(change, stay, other), [DutyKind.PART_TIME]
    done: Sequence[Duty] = ()
    if leaves and (leaving := leaving_of(change.session, other.id)) is not None:
        leaving.placement_id = stay.id
        taken.append(["leaving", leaving.id, other.id])
        for one in own_assessments(change.session, [other.id]):
            one.placement_id = stay.id
            taken.append(["own_assessment", one.id, other.id])
        kinds += OF_LEAVING
        done = _done_for_leaving(change, other)
    kinds = [kind for kind in kinds if taken and open_duty(change.session, kind, stay.id) is None]
    return taken, [*change.session.scalars(open_duties(other.id, *kinds)), *done]


def _done_for_leaving(change: Change, other: Placement) -> Sequence[Duty]:
    """Return what leaving owed and has ended: it was done for that leaving, whatever placement it is of."""
    ended = select(Duty).where(Duty.placement_id == other.id, Duty.kind.in_(OF_LEAVING), Duty.done_on.is_not(None))
    return change.session.scalars(ended.where(Duty.ending != Ending.DROPPED)).all()


def follow_moved_agreement(change: Change, stay: Placement) -> None:
    """Update what is owed because of what was agreed, after it was taken over."""
    change.session.flush()
    follow_agreement(change, stay)
    owe_part_time(change, stay)


def give_agreement_back(change: Change, taken: Taken) -> None:
    """Move each row back to the placement that it came from, and empty each field that was filled in."""
    for name, row_id, came in taken:
        row = change.get(ROWS[name], row_id)
        if isinstance(came, str):
            row.placement_id = came
        else:
            for field in came:
                setattr(row, field, None)


def _take_agreement(change: Change, stay: Placement, other: Placement) -> Taken:
    own, theirs = agreement_of(change.session, stay.id), agreement_of(change.session, other.id)
    if theirs is None:
        return []
    if own is None:
        theirs.placement_id = stay.id
        return [["agreement", theirs.id, other.id]]
    lacking = [part for part in PARTS if all(getattr(own, name) is None for name in part)]
    filled = [name for part in lacking for name in part if getattr(theirs, name) is not None]
    for name in filled:
        setattr(own, name, getattr(theirs, name))
    return [["agreement", own.id, filled]] if filled else []

"""What passes on when a colleague goes: pupils and subjects to whoever was named, the rest to whom it fits."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import aliased

from models.change import Change
from models.duties.cover import refuse_if_away
from models.duties.due_dates import next_allocations_meeting
from models.duties.kinds import BY_SUBJECT, KEYWORKERS, KINDS, is_waiting
from models.duties.profiles import owe_reading
from models.errors import Refused
from models.rights import refusal_reason
from models.school.calendar import moved
from models.stays import end_teaching
from models.tables.duty import Duty, DutyKind, open_duty
from models.tables.meeting import Action
from models.tables.placement import Placement, Teaching, current
from models.tables.staff import Staff

TAKEN = "staff.taken"


@dataclass(frozen=True)
class Heirs:
    """Who takes over from a colleague who goes: their pupils as keyworker, their subjects, and everything else."""

    keyworker: str | None = None
    teacher: str | None = None
    rest: str | None = None


@dataclass(frozen=True)
class Passed:
    """How much passed to the Head and to colleagues, and how many pupils have to be allocated again."""

    to_head: int
    to_colleagues: int
    pupils: int


def check_heirs(change: Change, leaver: Staff, heirs: Heirs) -> None:
    """Refuse, beside its field, somebody who cannot take over."""
    for field in fields(heirs):
        staff_id = getattr(heirs, field.name)
        if staff_id is None:
            continue
        heir = change.session.get(Staff, staff_id)
        if heir is None or not heir.active:
            raise Refused("Choose someone who is on the staff now.", field=field.name)
        if heir.id == leaver.id:
            raise Refused(f"Choose somebody else: {leaver.name} is the one who goes.", field=field.name)
        refuse_if_away(change, heir, field=field.name)


def pass_everything(change: Change, leaver: Staff, head: Staff, heirs: Heirs) -> Passed:
    """Pass all that a leaver has on, and tell each colleague who takes over. What they may not do is the Head's."""
    around = _pupils_of(change, leaver)
    kept = _pass_pupils(change, leaver, heirs)
    alone = [] if heirs.teacher else _taught_alone(change, leaver)
    _pass_teaching(change, leaver, heirs.teacher)
    lost = _allocate_again(change, leaver, head, alone)
    to = _owners(change, leaver, head, heirs, kept)
    _pass_duties(change, leaver, to)
    _tell(change, leaver, to, but={head.id, change.actor.staff_id})
    owe_reading(change, around)
    mine = sum(owner_id == head.id for _, owner_id in to)
    return Passed(mine, len(to) - mine, lost)


def _pupils_of(change: Change, leaver: Staff) -> Sequence[Placement]:
    """Return the placements whose keyworker or teacher the leaver is: whoever takes over has their profile to read."""
    taught = select(Teaching.placement_id).where(Teaching.staff_id == leaver.id)
    theirs = or_(Placement.keyworker_id == leaver.id, Placement.id.in_(taught))
    return change.session.scalars(select(Placement).where(theirs, current(change.today))).all()


def _tell(change: Change, leaver: Staff, to: Sequence[tuple[Duty, str]], but: Collection[str | None]) -> None:
    """Tell each colleague what they owe from now on; the Head who takes the rest hears how much it is."""
    ids = {duty.placement_id for duty, _ in to}
    rows = select(Placement.id, Placement.pupil_id).where(Placement.id.in_(ids - {None}))
    pupil_of = {row.id: row.pupil_id for row in change.session.execute(rows)}
    for owner_id in sorted({owner_id for _, owner_id in to}.difference(but)):
        pupils = {pupil_of.get(duty.placement_id) for duty, new in to if new == owner_id}
        change.say(TAKEN, change.get(Staff, owner_id), about=leaver.id, pupils=pupils)


def _pass_pupils(change: Change, leaver: Staff, heirs: Heirs) -> set[str]:
    """Make the heir the keyworker of the leaver's pupils, and return the ids of their placements."""
    theirs = select(Placement).where(Placement.keyworker_id == leaver.id, current(change.today))
    placements = list(change.session.scalars(theirs)) if heirs.keyworker else []
    for placement in placements:
        placement.keyworker_id = heirs.keyworker
        change.touch(placement)
        change.record("placement:pass", placement, pupil_id=placement.pupil_id)
    return {placement.id for placement in placements}


def _taught_alone(change: Change, leaver: Staff) -> list[str]:
    """Return the ids of the placements in which only the leaver teaches a subject."""
    other = aliased(Teaching)
    shared = select(other.id).where(other.placement_id == Teaching.placement_id, other.subject == Teaching.subject)
    shared = shared.where(other.staff_id != leaver.id)
    alone = select(Teaching.placement_id).where(Teaching.staff_id == leaver.id, ~shared.exists())
    return list(change.session.scalars(alone.distinct()))


def _pass_teaching(change: Change, leaver: Staff, heir_id: str | None) -> None:
    """Have the heir teach what the leaver taught, where they do not teach it already."""
    theirs = Teaching.staff_id == leaver.id
    if heir_id is not None:
        other = aliased(Teaching)
        same = and_(other.placement_id == Teaching.placement_id, other.subject == Teaching.subject)
        shared = select(other.id).where(same, other.staff_id == heir_id).exists()
        new = change.session.execute(select(Teaching.placement_id, Teaching.subject).where(theirs, ~shared)).all()
        change.session.add_all(
            Teaching(placement_id=row.placement_id, staff_id=heir_id, subject=row.subject, since=change.today)
            for row in new
        )
    end_teaching(change, theirs)


def _allocate_again(change: Change, leaver: Staff, head: Staff, alone: Sequence[str]) -> int:
    """Owe a new allocation for pupils who lose their keyworker or the only teacher of a subject; return how many."""
    theirs = or_(Placement.keyworker_id == leaver.id, Placement.id.in_(alone))
    due_on = next_allocations_meeting(moved(change.today, 1), change.school.digest_weekday, change.calendar)
    placements = list(change.session.scalars(select(Placement).where(theirs, current(change.today))))
    for placement in placements:
        if placement.keyworker_id == leaver.id:
            placement.keyworker_id = None
        change.touch(placement)
        if open_duty(change.session, DutyKind.ALLOCATE, placement.id) is None:
            change.owe(DutyKind.ALLOCATE, placement, head, change.calendar.on_or_after(due_on))
    return len(placements)


def _owners(change: Change, leaver: Staff, head: Staff, heirs: Heirs, kept: set[str]) -> list[tuple[Duty, str]]:
    """Return each thing that the leaver owes, with whom it fits."""
    teachers = _teachers(change, leaver)
    named = [each for each in (heirs.keyworker, heirs.teacher, heirs.rest) if each]
    staff = {one: change.get(Staff, one) for one in {*named, *teachers.values()}}

    def fits(duty: Duty) -> str:
        if duty.kind in BY_SUBJECT:
            first = teachers.get(duty.id) or heirs.teacher
        else:
            first = heirs.keyworker if duty.kind in KEYWORKERS and duty.placement_id in kept else None
        able = (one for one in (first, heirs.rest) if one and _may(duty, staff[one]))
        return next(able, head.id)

    owed = select(Duty).where(Duty.owner_id == leaver.id, Duty.done_on.is_(None))
    return [(duty, fits(duty)) for duty in change.session.scalars(owed).all()]


def _may(duty: Duty, staff: Staff) -> bool:
    return refusal_reason(KINDS[duty.kind].right, staff.relation(own=True)) is None


def _teachers(change: Change, leaver: Staff) -> Mapping[str, str]:
    """Return, by duty of the leaver's in a subject, who teaches it to the same pupil now: the first by name."""
    teaches = (Teaching.placement_id == Duty.placement_id) & (Teaching.subject == Duty.about)
    rows = select(Duty.id, Teaching.staff_id).join(Teaching, teaches).join(Staff, Staff.id == Teaching.staff_id)
    rows = rows.where(Duty.owner_id == leaver.id, Duty.kind.in_(BY_SUBJECT), Duty.done_on.is_(None))
    # In this order, the first by name is written last.
    return {row.id: row.staff_id for row in change.session.execute(rows.order_by(Staff.name.desc()))}


def _pass_duties(change: Change, leaver: Staff, to: Sequence[tuple[Duty, str]]) -> None:
    """Make these the owners of what a leaver owes, and withdraw what was offered to the leaver."""
    for owner_id in {owner_id for _, owner_id in to}:
        agreed = [duty.about for duty, new in to if new == owner_id and duty.kind is DutyKind.ACTION]
        change.session.execute(update(Action).where(Action.id.in_(agreed)).values(owner_id=owner_id))
        change.refresh(owner_id)
    for duty, owner_id in to:
        change.refresh(duty.offered_to_id)
        duty.pass_to(owner_id, change.today)
        duty.offered_to_id, duty.passed_from_id = None, leaver.id
        duty.snoozed_until = duty.snoozed_until if is_waiting(duty) else None
    change.session.execute(update(Duty).where(Duty.offered_to_id == leaver.id).values(offered_to_id=None))
    change.session.flush()

"""Changing the staff list: adding, changing and removing people."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import and_, delete, false, func, or_, select, update

from models.administration.succession import Heirs, check_heirs, pass_everything
from models.change import Change, Read
from models.duties.heirs import reassign
from models.duties.kind import Heir
from models.duties.kinds import KINDS, OWNED_BY_HEAD_AT_FIRST
from models.duties.profiles import drop_reading
from models.errors import Absent, Refused
from models.outbox.queue import resume_paused
from models.permission import Permission, Role
from models.rights import refusal_reason
from models.school.calendar import moved
from models.tables.duty import Duty
from models.tables.message import HOME, Message, MessageState
from models.tables.placement import Placement
from models.tables.requests.draft import Draft
from models.tables.staff import LONGEST_SUBJECT, Staff, active_staff, by_slack_id, first_head

NOBODY = Heirs()
LEFT, LESS, MORE = "staff.left", "staff.less", "staff.more"


def ensure_heads(change: Change, names: Mapping[str, str]) -> None:
    """Make these Slack users Heads, as the environment asks: the first Head cannot be added by a Head."""
    for slack_id, name in names.items():
        staff = by_slack_id(change.session, slack_id)
        if staff is None:
            staff = change.add(Staff(slack_id=slack_id, name=name, role=Role.HEAD, added_at=change.now))
        elif staff.active and staff.role is Role.HEAD:
            continue
        staff.role, staff.left_at = Role.HEAD, None
        change.session.flush()
        _take_over_orphans(change, staff)
        change.record("staff:ensure_head", staff)


def add_staff(
    change: Change, slack_id: str, name: str, role: Role, senco: bool, dsl: bool, subjects: Sequence[str]
) -> str:
    """Add a Slack user, or one who had left, and return their id. Raises Refused if they are on the list already."""
    change.require(Permission.STAFF_CHANGE)
    staff = by_slack_id(change.session, slack_id)
    if staff is not None and staff.active:
        raise Refused(f"{staff.name} is already on the list: use Edit.", field="person")
    return save_staff(change, slack_id, name, role, senco, dsl, subjects)


def save_staff(
    change: Change,
    slack_id: str,
    name: str,
    role: Role,
    senco: bool,
    dsl: bool,
    subjects: Sequence[str],
    version: int | None = None,
) -> str:
    """Add a Slack user, or change their entry, and return their id. Raises Refused if no Head would be left."""
    change.require(Permission.STAFF_CHANGE)
    staff = by_slack_id(change.session, slack_id)
    if staff is None:
        staff = change.add(Staff(slack_id=slack_id, name=name, role=role, added_at=change.now))
    change.touch(staff, version)
    if staff.role is Role.HEAD and role is not Role.HEAD:
        _keep_a_head(change, staff)
    was_head, was = staff.role is Role.HEAD, (staff.active and staff.senco, staff.active and staff.dsl)
    staff.name, staff.role, staff.senco, staff.dsl = name, role, senco, dsl
    staff.subjects = _as_spelled(change, staff, subjects)
    staff.left_at = staff.doubted_at = None
    change.session.flush()
    _pass_what_exceeds_rights(change, staff, was_head and role is not Role.HEAD)
    gained = [heir for heir, had, has in zip((Heir.SENCO, Heir.DSL), was, (senco, dsl), strict=True) if has and not had]
    _take_over_from_heads(change, staff, gained)
    change.record("staff:save", staff)
    resume_paused(change)  # a stranger in the channel may be staff now
    change.refresh(staff.id)
    return staff.id


def _as_spelled(change: Change, staff: Staff, subjects: Sequence[str]) -> list[str]:
    """Return each subject once. One in small letters is spelt as a colleague's, so that "pe" is no second subject."""
    known = {name.casefold(): name for one in active_staff(change.session) if one is not staff for name in one.subjects}
    spelled: dict[str, str] = {}
    for subject in subjects:
        if len(subject) > LONGEST_SUBJECT:
            raise Refused(f"A subject can have {LONGEST_SUBJECT} characters at most.", field="subjects")
        capital = subject[:1].upper() + subject[1:]
        spelled.setdefault(subject.casefold(), known.get(subject, capital) if subject.islower() else capital)
    return list(spelled.values())


def end_staff(change: Change, staff: Staff, heirs: Heirs = NOBODY) -> None:
    """Remove somebody from the staff: cancel their messages, pass on what they have, and tell the Heads."""
    if not staff.active:
        return
    if staff.role is Role.HEAD and not change.actor.is_system:
        _keep_a_head(change, staff)
    staff.left_at, staff.doubted_at = change.now, None
    staff.away_until = staff.away_since = staff.cover_id = None
    change.session.flush()
    change.session.execute(update(Staff).where(Staff.cover_id == staff.id).values(cover_id=None))
    covered = update(Duty).where(Duty.covered_for_id == staff.id, Duty.done_on.is_(None))
    change.session.execute(covered.values(covered_for_id=None))
    change.record("staff:end", staff)
    _cancel_messages_of(change, staff)
    head = first_head(change.session)
    if head is None:
        return
    drop_reading(change, staff)
    passed = pass_everything(change, staff, head, heirs)
    counts = f"{passed.to_head}:{passed.pupils}:{passed.to_colleagues}"
    for each in active_staff(change.session, Role.HEAD):
        change.say(LEFT, each, about=f"{staff.id}:{head.id}:{counts}", not_before=in_hours(change))


def in_hours(change: Change) -> datetime | None:
    """Return when a message that nobody asked for may go: once staff are in; None if it may go now."""
    now = change.now.astimezone(change.zone)
    if not change.actor.is_system:
        return None
    day = change.today
    if now.time() >= change.school.day_ends:
        day = moved(day, 1)
    while not change.calendar.is_school_day(day):
        day = moved(day, 1)
    opens = datetime.combine(day, change.school.day_starts, tzinfo=change.zone)
    return opens if opens > now else None


def _cancel_messages_of(change: Change, leaver: Staff) -> None:
    """Cancel a leaver's waiting messages, clear their App Home, and delete their drafts."""
    waiting = (MessageState.PENDING, MessageState.PAUSED, MessageState.UNKNOWN)
    theirs = update(Message).where(Message.to_id == leaver.id, Message.kind != HOME, Message.state.in_(waiting))
    change.session.execute(theirs.values(state=MessageState.CANCELLED))
    change.session.execute(delete(Draft).where(Draft.staff_id == leaver.id))
    leaver.home_shows = leaver.home_table = None
    change.refresh(leaver.id)


def remove_staff(change: Change, staff_id: str, heirs: Heirs = NOBODY) -> None:
    """Remove somebody from the staff. Raises Refused unless a Head asks for it, and if no Head would be left."""
    change.require(Permission.STAFF_CHANGE)
    staff = change.get(Staff, staff_id)
    check_heirs(change, staff, heirs)
    end_staff(change, staff, heirs)


def slack_ids(read: Read) -> list[str]:
    """Return the Slack ids of everybody on the staff."""
    return [staff.slack_id for staff in active_staff(read.session)]


def staff_list(read: Read) -> list[Staff]:
    """Return everybody on the staff. Raises Refused for those who may not change the list."""
    read.require(Permission.STAFF_CHANGE)
    return active_staff(read.session)


def somebody(read: Read, staff_id: str) -> Staff:
    """Return a member of staff. Raises Refused for those who may not change the list, and Absent for a leaver."""
    read.require(Permission.STAFF_CHANGE)
    staff = read.get(Staff, staff_id)
    if not staff.active:
        raise Absent
    return staff


def _pass_what_exceeds_rights(change: Change, staff: Staff, is_head_no_more: bool) -> None:
    """Pass to the Head what somebody may no longer do, and the steps that they had only as a Head; tell the Head."""
    head = first_head(change.session)
    if head is None or head.id == staff.id:
        return
    now = staff.relation(own=True)
    beyond = Duty.kind.in_([kind for kind, what in KINDS.items() if refusal_reason(what.right, now) is not None])
    is_theirs_as_keyworker = func.coalesce(Placement.keyworker_id, "") == staff.id
    by_default = and_(Duty.kind.in_(OWNED_BY_HEAD_AT_FIRST), ~is_theirs_as_keyworker) if is_head_no_more else false()
    owed = select(Duty).outerjoin(Placement, Placement.id == Duty.placement_id).where(Duty.done_on.is_(None))
    passed = list(change.session.scalars(owed.where(Duty.owner_id == staff.id, or_(beyond, by_default))))
    for duty in passed:
        reassign(change, duty, head.id)
    for duty in change.session.scalars(owed.where(Duty.offered_to_id == staff.id, beyond)):
        duty.offered_to_id = None
        change.refresh(duty.owner_id)
    if passed:
        change.say(LESS, head, about=f"{staff.id}:{head.id}:{len(passed)}:0:0")


def _take_over_from_heads(change: Change, staff: Staff, gained: Sequence[Heir]) -> None:
    """Give the first SENCo, or the first DSL, what Heads hold only because there was none, and tell them."""
    others = [one for one in active_staff(change.session) if one.id != staff.id]
    taken = {Heir.SENCO: any(one.senco for one in others), Heir.DSL: any(one.dsl for one in others)}
    kinds = [kind for kind, what in KINDS.items() if what.heir in gained and not taken[what.heir]]
    heads = [one.id for one in others if one.role is Role.HEAD]
    held = select(Duty).where(Duty.kind.in_(kinds), Duty.owner_id.in_(heads), Duty.done_on.is_(None))
    passed = list(change.session.scalars(held)) if kinds else []
    for duty in passed:
        reassign(change, duty, staff.id)
    if passed:
        change.say(MORE, staff, about=f"{staff.id}:{staff.id}:{len(passed)}:0:0")


def _take_over_orphans(change: Change, head: Staff) -> None:
    """Give a new Head what leavers still owe because there was no Head to pass it to."""
    gone = select(Staff.id).where(Staff.left_at.is_not(None))
    orphans = select(Duty).where(Duty.done_on.is_(None), Duty.owner_id.in_(gone))
    for duty in change.session.scalars(orphans).all():
        reassign(change, duty, head.id)


def _keep_a_head(change: Change, leaving: Staff) -> None:
    others = [head for head in active_staff(change.session, Role.HEAD) if head.id != leaving.id]
    if not others:
        raise Refused("This is the only Head. Make someone else a Head first.", field="role")

"""Changes to the staff: added, changed and gone, and what a leaver owes passes on."""

from collections.abc import Mapping, Sequence

from sqlalchemy import or_, select, update

from models.change import Change
from models.duty import Duty
from models.errors import Refused
from models.message import Message, MessageState
from models.permission import Permission, Role
from models.placement import Placement
from models.staff import Staff, active_staff, by_slack_id, first_head


def ensure_heads(change: Change, names: Mapping[str, str]) -> None:
    """Make these Slack users Heads, as the environment asks: the first Head cannot be added by a Head."""
    for slack_id, name in names.items():
        staff = by_slack_id(change.session, slack_id)
        if staff is None:
            staff = change.add(Staff(slack_id=slack_id, name=name, role=Role.HEAD, added_at=change.now))
        elif staff.active and staff.role is Role.HEAD:
            continue
        staff.role, staff.left_at = Role.HEAD, None
        change.record("staff:ensure_head", staff)


def save_staff(
    change: Change, slack_id: str, name: str, role: Role, senco: bool, dsl: bool, subjects: Sequence[str]
) -> str:
    """Add a Slack user to the staff, or change what they are; their id."""
    change.require(Permission.STAFF_CHANGE)
    staff = by_slack_id(change.session, slack_id)
    if staff is None:
        staff = Staff(slack_id=slack_id, name=name, role=role, added_at=change.now)
    elif staff.role is Role.HEAD and role is not Role.HEAD:
        _keep_a_head(change, staff)
    staff.name, staff.role, staff.senco, staff.dsl, staff.subjects = name, role, senco, dsl, list(subjects)
    staff.left_at = None
    change.add(staff)
    change.record("staff:save", staff)
    return staff.id


def end_staff(change: Change, staff: Staff) -> None:
    """Somebody has left: their messages are dropped, and what they owe falls to a Head."""
    if not staff.active:
        return
    if staff.role is Role.HEAD and not change.by.is_system:
        _keep_a_head(change, staff)
    staff.left_at = change.now
    change.session.flush()
    change.record("staff:end", staff)
    waiting = update(Message).where(Message.to_id == staff.id, Message.state == MessageState.PENDING)
    change.session.execute(waiting.values(state=MessageState.CANCELLED))
    change.session.execute(update(Placement).where(Placement.keyworker_id == staff.id).values(keyworker_id=None))
    _pass_on(change, staff)


def remove_staff(change: Change, staff_id: str) -> None:
    """A Head takes somebody off the staff."""
    change.require(Permission.STAFF_CHANGE)
    end_staff(change, change.get(Staff, staff_id))


def _pass_on(change: Change, leaver: Staff) -> None:
    head = first_head(change.session)
    if head is None:
        return
    owed = select(Duty).where(Duty.done_on.is_(None), or_(Duty.owner_id == leaver.id, Duty.offered_to_id == leaver.id))
    for duty in change.session.scalars(owed):
        if duty.owner_id == leaver.id:
            duty.owner_id = head.id
        if duty.offered_to_id == leaver.id:
            duty.offered_to_id = None
    change.session.flush()
    change.revise(head.id)


def _keep_a_head(change: Change, leaving: Staff) -> None:
    others = [head for head in active_staff(change.session, Role.HEAD) if head.id != leaving.id]
    if not others:
        raise Refused("This is the only Head. Make somebody else Head first.", field="role")

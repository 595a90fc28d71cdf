"""What Slack says of those on the staff list: leavers leave it, a few at a time, and names follow."""

from collections.abc import Mapping, Sequence

from models.administration.staff_list import end_staff, in_hours
from models.change import Change, Read
from models.permission import Role
from models.tables.staff import Staff, active_staff, by_slack_id

ASKED = "staff.asked"
# More than these at once are likelier a fault, such as a workspace that was moved, than leavers.
MOST_AT_ONCE = 3


def is_listed(read: Read, slack_id: str) -> bool:
    """Return whether a Slack user is on the staff."""
    staff = by_slack_id(read.session, slack_id)
    return staff is not None and staff.active


def in_doubt(read: Read) -> list[Staff]:
    """Return those on the staff whom Slack no longer knows as ours, and about whom the Heads were asked."""
    return [staff for staff in active_staff(read.session) if staff.doubted_at is not None]


def follow_name(change: Change, slack_id: str, name: str) -> None:
    """Give a member of staff the name that they have in Slack by now, on every screen."""
    staff = by_slack_id(change.session, slack_id)
    if staff is None or not staff.active or name in (staff.name, slack_id):
        return
    staff.name = name
    change.record("staff:rename", staff)
    change.refresh(*(one.id for one in active_staff(change.session)))


def follow_slack(change: Change, gone: Sequence[str], names: Mapping[str, str]) -> None:
    """Remove from the staff those who are `gone` from Slack, and give the others their names of today.

    If that would take more than MOST_AT_ONCE, or every Head, the Heads are asked about them instead. Whoever they were
    asked about stays until a Head removes them.
    """
    for slack_id, name in names.items():
        follow_name(change, slack_id, name)
    everybody = active_staff(change.session)
    for staff in everybody:
        if staff.slack_id in names:
            staff.doubted_at = None
    missing = [staff for staff in everybody if staff.slack_id in gone]
    new = [staff for staff in missing if staff.doubted_at is None]
    takes_all_heads = not any(staff.role is Role.HEAD and staff not in missing for staff in everybody)
    asked = new if len(new) > MOST_AT_ONCE else [one for one in new if one.role is Role.HEAD and takes_all_heads]
    _ask(change, asked)
    for staff in new:
        if staff not in asked:
            end_staff(change, staff)


def _ask(change: Change, asked: Sequence[Staff]) -> None:
    """Ask every Head about these colleagues."""
    for staff in asked:
        staff.doubted_at = change.now
        change.record("staff:doubt", staff)
    for head in active_staff(change.session, Role.HEAD) if asked else ():
        change.say(ASKED, head, not_before=in_hours(change))

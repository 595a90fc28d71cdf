"""Files that were shared in Slack, tracked until they are deleted there."""

from datetime import timedelta

from sqlalchemy import ColumnElement, func, select

from models.change import Change, Read
from models.permission import Role
from models.tables.document import SharedFile
from models.tables.staff import Staff, active_staff

ON_ITS_WAY = timedelta(minutes=10)
FILES_LEFT = "cohort.left"


def remember_file(change: Change, slack_id: str, stays_for: timedelta = ON_ITS_WAY) -> None:
    """Record a file before it is shared, so that none is forgotten. Once `stays_for` is over it is deleted at night."""
    until = change.now + stays_for
    change.add(SharedFile(slack_id=slack_id, to_id=change.actor.staff_id, handed_at=change.now, stays_until=until))


def remember_document(change: Change, slack_id: str) -> None:
    """Record a document that may stay in Slack for as many days as the school has set."""
    remember_file(change, slack_id, timedelta(days=change.school.document_days))


def still_in_slack(read: Read) -> list[str]:
    """Return the Slack ids of the files to delete, except those that may still be on their way."""
    return list(read.session.scalars(select(SharedFile.slack_id).where(*_to_delete(read))))


def tell_of_files_left(change: Change) -> None:
    """Tell the Heads, once a day, of files that Slack has not deleted although it was asked to."""
    left = len(files_left(change))
    for head in active_staff(change.session, Role.HEAD) if left else ():
        change.say(FILES_LEFT, head, about=str(left), key=f"{FILES_LEFT}:{change.today}:{head.id}")


def files_left(read: Read) -> list[str]:
    """Return to whom the files went that should have been deleted in Slack by now."""
    rows = select(Staff.name).select_from(SharedFile).outerjoin(Staff, Staff.id == SharedFile.to_id)
    found = read.session.scalars(rows.where(*_to_delete(read)).order_by(Staff.name))
    return [name or "somebody who has left" for name in found]


def _to_delete(read: Read) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of what should be deleted by now; older rows do not say until when a file may stay."""
    is_over = func.coalesce(SharedFile.stays_until < read.now, SharedFile.handed_at < read.now - ON_ITS_WAY)
    return SharedFile.deleted_at.is_(None), is_over


def forget_file(change: Change, slack_id: str) -> None:
    """Record that a file is no longer in Slack."""
    file = change.session.scalars(select(SharedFile).where(SharedFile.slack_id == slack_id)).one()
    file.deleted_at = change.now
    change.record("file:delete", file)

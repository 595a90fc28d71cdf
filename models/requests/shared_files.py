"""Files that were shared in Slack, tracked until they are deleted there."""

from datetime import timedelta

from sqlalchemy import select

from models.change import Change, Read
from models.permission import Role
from models.tables.shared_file import SharedFile
from models.tables.staff import Staff, active_staff

ON_ITS_WAY = timedelta(minutes=10)
FILES_LEFT = "cohort.left"


def remember_file(change: Change, slack_id: str) -> None:
    """Record a file before it is shared, so that none is forgotten."""
    change.add(SharedFile(slack_id=slack_id, to_id=change.by.staff_id, handed_at=change.now))


def still_in_slack(read: Read) -> list[str]:
    """Return the Slack ids of the files to delete, except those that may still be on their way."""
    rows = select(SharedFile.slack_id).where(SharedFile.deleted_at.is_(None))
    return list(read.session.scalars(rows.where(SharedFile.handed_at < read.now - ON_ITS_WAY)))


def tell_of_files_left(change: Change) -> None:
    """Tell the Heads, once a day, of files that Slack has not deleted although it was asked to."""
    left = len(files_left(change))
    for head in active_staff(change.session, Role.HEAD) if left else ():
        change.say(FILES_LEFT, head, about=str(left), key=f"{FILES_LEFT}:{change.today}:{head.id}")


def files_left(read: Read) -> list[str]:
    """Return to whom the files went that should have been deleted in Slack by now."""
    old = SharedFile.handed_at < read.now - ON_ITS_WAY
    rows = select(Staff.name).select_from(SharedFile).outerjoin(Staff, Staff.id == SharedFile.to_id)
    found = read.session.scalars(rows.where(SharedFile.deleted_at.is_(None), old).order_by(Staff.name))
    return [name or "somebody who has left" for name in found]


def forget_file(change: Change, slack_id: str) -> None:
    """Record that a file is no longer in Slack."""
    file = change.session.scalars(select(SharedFile).where(SharedFile.slack_id == slack_id)).one()
    file.deleted_at = change.now
    change.record("file:delete", file)

"""Files that were shared in Slack, tracked until they are deleted there."""

from datetime import timedelta

from sqlalchemy import select

from models.change import Change, Read
from models.tables.shared_file import SharedFile

ON_ITS_WAY = timedelta(minutes=10)


def remember_file(change: Change, slack_id: str) -> None:
    """Record a file before it is shared, so that none is forgotten."""
    change.add(SharedFile(slack_id=slack_id, to_id=change.by.staff_id, handed_at=change.now))


def still_in_slack(read: Read) -> list[str]:
    """Return the Slack ids of the files to delete, except those that may still be on their way."""
    rows = select(SharedFile.slack_id).where(SharedFile.deleted_at.is_(None))
    return list(read.session.scalars(rows.where(SharedFile.handed_at < read.now - ON_ITS_WAY)))


def forget_file(change: Change, slack_id: str) -> None:
    """Record that a file is no longer in Slack."""
    file = change.session.scalars(select(SharedFile).where(SharedFile.slack_id == slack_id)).one()
    file.deleted_at = change.now
    change.record("file:delete", file)

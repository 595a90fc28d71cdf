"""Files that were handed out in Slack, kept until Slack has deleted them."""

from datetime import timedelta

from sqlalchemy import select

from models.change import Change, Look
from models.tables.shared_file import HandedFile

ON_ITS_WAY = timedelta(minutes=10)


def keep_handed(change: Change, slack_id: str) -> None:
    """Before it is shared, so that none is forgotten."""
    change.add(HandedFile(slack_id=slack_id, to_id=change.by.staff_id, handed_at=change.now))


def still_in_slack(look: Look) -> list[str]:
    """Slack's ids of those to delete; one that may be on its way just now waits."""
    rows = select(HandedFile.slack_id).where(HandedFile.deleted_at.is_(None))
    return list(look.session.scalars(rows.where(HandedFile.handed_at < look.now - ON_ITS_WAY)))


def keep_deleted(change: Change, slack_id: str) -> None:
    """It is not in Slack any more."""
    file = change.session.scalars(select(HandedFile).where(HandedFile.slack_id == slack_id)).one()
    file.deleted_at = change.now
    change.record("file:delete", file)

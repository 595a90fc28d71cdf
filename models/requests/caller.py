"""The member of staff behind a request from Slack."""

from dataclasses import dataclass

from sqlalchemy import bindparam, exists, select

from models.actor import Actor
from models.change import Read
from models.tables.requests.draft import Draft
from models.tables.staff import Staff

_HAS_DRAFTS = exists().where(Draft.staff_id == Staff.id, Draft.saved_at.is_(None))
_CALLER = select(Staff.id, Staff.slack_id, _HAS_DRAFTS.label("has_drafts")).where(
    Staff.slack_id == bindparam("slack_id"), Staff.left_at.is_(None)
)


@dataclass(frozen=True)
class Caller:
    """A member of staff, and whether they have unfinished forms."""

    actor: Actor
    has_drafts: bool


def find_caller(read: Read, slack_id: str) -> Caller | None:
    """Return the active member of staff with this Slack id, or None.

    This runs for every request, so it is one statement that is built once and skips the ORM.
    """
    row = read.session.connection().execute(_CALLER, {"slack_id": slack_id}).one_or_none()
    return Caller(Actor(row.id, row.slack_id), row.has_drafts) if row else None

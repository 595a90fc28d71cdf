"""Who acts in Slack: asked at every action, so by one statement that is built once and read past the ORM."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, exists, select

from models.change import Actor, Look
from models.tables.draft import Draft
from models.tables.staff import Staff

_HAS_DRAFTS = exists().where(Draft.staff_id == Staff.id, Draft.saved_at.is_(None))
_CALLER = select(Staff.id, Staff.slack_id, _HAS_DRAFTS.label("has_drafts")).where(
    Staff.slack_id == bindparam("slack_id"), Staff.left_at.is_(None)
)


@dataclass(frozen=True)
class Caller:
    """A member of staff, whether they have left anything unfinished, and what was read ahead for them."""

    actor: Actor
    has_drafts: bool
    ahead: Any = None


def find_caller(look: Look, slack_id: str, ahead: Callable[[Look], Any] | None = None) -> Caller | None:
    """The active member of staff with this Slack id."""
    row = look.session.connection().execute(_CALLER, {"slack_id": slack_id}).one_or_none()
    if row is None:
        return None
    actor = Actor(row.id, row.slack_id)
    theirs = Look(look.session, actor, look.now, look.zone)
    return Caller(actor, row.has_drafts, ahead(theirs) if ahead else None)

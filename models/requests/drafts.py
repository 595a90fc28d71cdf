"""Drafts: what somebody has typed into a form and not yet saved."""

from datetime import timedelta
from typing import Any

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from models.change import Change
from models.tables.draft import Draft
from models.tables.submission import Submission

ACTED_AT = "acted_at"  # beside the ids in a draft's context
KEPT_FOR = timedelta(days=7)
KEPT_WHEN_SAVED = timedelta(hours=12)
KEYS_KEPT_FOR = timedelta(days=30)


def keep_draft(
    change: Change,
    key: str,
    form: str,
    about: str,
    page: int,
    typed: dict[str, Any],
    context: dict[str, Any],
    labels: dict[str, Any],
    acted_at: str | None = None,
) -> None:
    """Lay what was typed over what is kept already; nothing once the form was saved, however late a keystroke comes.

    `acted_at` is Slack's time of the keystroke or button: one that comes late, or again, is older than what is kept.
    """
    if change.session.get(Submission, key) is not None:
        return
    draft = change.session.get(Draft, key)
    if draft is None:
        draft = Draft(id=key, staff_id=change.actor.id, form=form, about=about, typed={}, context={}, labels={})
    if draft.staff_id != change.actor.id or float(draft.context.get(ACTED_AT, 0)) > float(acted_at or "inf"):
        return
    draft.page, draft.kept_at = page, change.now
    context = context | ({ACTED_AT: acted_at} if acted_at else {})
    draft.typed, draft.context, draft.labels = draft.typed | typed, draft.context | context, draft.labels | labels
    change.add(draft)


def drop_draft(change: Change, key: str) -> None:
    """Forget what was typed."""
    change.session.execute(delete(Draft).where(Draft.id == key, Draft.staff_id == change.by.staff_id))


def draft_of(session: Session, staff_id: str, form: str, about: str = "") -> Draft | None:
    """The last draft of this form that the person left."""
    own = select(Draft).where(Draft.staff_id == staff_id, Draft.form == form, Draft.about == about)
    return session.scalar(own.where(Draft.saved_at.is_(None)).order_by(Draft.kept_at.desc()).limit(1))


def forget_old_drafts(change: Change) -> None:
    """Drop drafts that nobody came back for, and those of what was saved: they hold pupils' details.

    The keys of what was saved go when neither Slack nor a draft can come back with one.
    """
    old = or_(Draft.kept_at < change.now - KEPT_FOR, Draft.saved_at < change.now - KEPT_WHEN_SAVED)
    change.session.execute(delete(Draft).where(old))
    change.session.execute(delete(Submission).where(Submission.at < change.now - KEYS_KEPT_FOR))

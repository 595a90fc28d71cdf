"""Drafts: what somebody has typed into a form and not yet saved."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, or_, select

from models.change import Change, Read
from models.errors import Absent
from models.tables.base import new_id
from models.tables.draft import Draft
from models.tables.submission import Submission

ACTED_AT = "acted_at"  # beside the ids in a draft's context
KEPT_FOR = timedelta(days=7)
KEPT_WHEN_SAVED = timedelta(hours=12)
KEYS_KEPT_FOR = timedelta(days=30)
WAITING = "form.waiting"


@dataclass(frozen=True)
class Typed:
    """What stands in a form, under the key that its submission will carry; `labels` are the texts of looked-up ids."""

    key: str
    form: str
    page: int
    values: Mapping[str, Any]
    context: Mapping[str, Any]
    labels: Mapping[str, Mapping[str, str]]


def keep_draft(change: Change, typed: Typed, acted_at: str | None = None) -> None:
    """Lay what was typed over what is kept already; nothing once the form was saved, however late a keystroke comes.

    `acted_at` is Slack's time of the keystroke or button: one that comes late, or again, is older than what is kept.
    """
    if change.session.get(Submission, typed.key) is not None:
        return
    draft = change.session.get(Draft, typed.key)
    if draft is None:
        about = str(typed.context.get("about", ""))
        draft = Draft(id=typed.key, staff_id=change.actor.id, form=typed.form, about=about)
        draft.typed, draft.context, draft.labels = {}, {}, {}
    if draft.staff_id != change.actor.id or float(draft.context.get(ACTED_AT, 0)) > float(acted_at or "inf"):
        return
    draft.page, draft.kept_at = typed.page, change.now
    context = {**typed.context, **({ACTED_AT: acted_at} if acted_at else {})}
    draft.typed, draft.context = draft.typed | dict(typed.values), draft.context | context
    draft.labels = draft.labels | {name: dict(of) for name, of in typed.labels.items()}
    change.add(draft)


def drop_draft(change: Change, key: str) -> None:
    """Forget what the actor typed under this key."""
    change.session.execute(delete(Draft).where(Draft.id == key, Draft.staff_id == change.by.staff_id))


def draft_with(read: Read, key: str) -> Draft | None:
    """Return the actor's own draft with this key."""
    draft = read.session.get(Draft, key)
    return draft if draft is not None and draft.staff_id == read.by.staff_id else None


def newest_draft(read: Read, form: str, about: str) -> Draft | None:
    """Return the last unsaved draft that the actor left of a form about something, "" being the form alone."""
    own = select(Draft).where(Draft.staff_id == read.by.staff_id, Draft.form == form, Draft.about == about)
    return read.session.scalar(own.where(Draft.saved_at.is_(None)).order_by(Draft.kept_at.desc()).limit(1))


def keep_for_later(change: Change, view: dict[str, Any]) -> None:
    """Keep a form that Slack would not show any more, and send the actor a button that opens it."""
    waiting = Draft(id=new_id(), staff_id=change.actor.id, form=WAITING, page=0, kept_at=change.now)
    waiting.typed, waiting.context, waiting.labels = {"view": view}, {}, {}
    change.add(waiting)
    change.say(WAITING, change.actor, about=waiting.id)


def waiting_view(read: Read, draft_id: str) -> dict[str, Any]:
    """Return a form that was kept for later. Raises Absent where it is not the actor's."""
    draft = draft_with(read, draft_id)
    if draft is None:
        raise Absent
    view: dict[str, Any] = draft.typed["view"]
    return view


def is_kept(read: Read, draft_id: str) -> bool:
    """Return whether a draft is still there, whosever it is."""
    return read.session.get(Draft, draft_id) is not None


def was_saved(read: Read, key: str) -> bool:
    """Return whether a submission under this key was saved."""
    return read.session.get(Submission, key) is not None


def forget_old_drafts(change: Change) -> None:
    """Drop drafts that nobody came back for, and those of what was saved: they hold pupils' details.

    The keys of what was saved go when neither Slack nor a draft can come back with one.
    """
    old = or_(Draft.kept_at < change.now - KEPT_FOR, Draft.saved_at < change.now - KEPT_WHEN_SAVED)
    change.session.execute(delete(Draft).where(old))
    change.session.execute(delete(Submission).where(Submission.at < change.now - KEYS_KEPT_FOR))

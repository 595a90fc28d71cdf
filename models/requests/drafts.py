"""Drafts: what somebody has typed into a form and not yet saved."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, or_, select

from models.change import Change, Read
from models.errors import Absent, Refused
from models.requests.child_protection import sounds_like_child_protection
from models.tables.base import new_id
from models.tables.requests.draft import Draft
from models.tables.requests.submission import Submission

ACTED_AT = "acted_at"  # stored with the ids in a draft's context
LEFT_OUT = "left_out"  # likewise, once something was
KEPT_FOR = timedelta(days=7)
OPEN_FOR = timedelta(hours=1)  # longer than anybody keeps a form open overnight
KEPT_WHEN_SAVED = timedelta(hours=12)
KEYS_KEPT_FOR = timedelta(days=30)
WAITING = "form.waiting"
GESTURE = "gesture"


@dataclass(frozen=True)
class Typed:
    """What has been typed into a form, under the key that its submission will carry.

    `labels` are the texts of ids that were looked up. `unchanged` are the fields that hold what they were shown with:
    of what somebody typed over and put back, a draft holds the latter.
    """

    key: str
    form: str
    page: int
    values: Mapping[str, Any]
    context: Mapping[str, Any]
    labels: Mapping[str, Mapping[str, str]]
    unchanged: Mapping[str, Any] = field(default_factory=dict)


def keep_draft(change: Change, typed: Typed, acted_at: str | None = None) -> None:
    """Merge what was typed into the stored draft. Does nothing once the form was saved, however late it comes.

    `acted_at` is Slack's time of the keystroke or button: one that is older than the stored one is ignored.
    """
    if change.session.get(Submission, typed.key) is not None:
        return
    draft = change.session.get(Draft, typed.key)
    if draft is None and not typed.values:
        return
    if draft is None:
        about = str(typed.context.get("about", ""))
        draft = Draft(id=typed.key, staff_id=change.staff.id, form=typed.form, about=about)
        draft.typed, draft.context, draft.labels = {}, {}, {}
    if draft.staff_id != change.staff.id or float(draft.context.get(ACTED_AT, 0)) > float(acted_at or "inf"):
        return
    draft.page, draft.kept_at = typed.page, change.now
    context = {**typed.context, **({ACTED_AT: acted_at} if acted_at else {})}
    back = {name: value for name, value in typed.unchanged.items() if name in draft.typed}
    draft.typed, draft.context = draft.typed | dict(typed.values) | back, draft.context | context
    draft.labels = draft.labels | {name: dict(of) for name, of in typed.labels.items()}
    change.add(draft)


def drop_draft(change: Change, key: str) -> None:
    """Delete the actor's draft with this key."""
    change.session.execute(delete(Draft).where(Draft.id == key, Draft.staff_id == change.actor.staff_id))


def leave_out_concerns(change: Change, draft: Draft) -> None:
    """Forget each text of a closed form that sounds like child protection: it is kept only while the form is open.

    In a gesture that waits, a blank takes its place.
    """
    kept = {name: _without_concerns(value) for name, value in draft.typed.items() if not _is_concern(value)}
    if kept != draft.typed:
        draft.typed, draft.context = kept, draft.context | {LEFT_OUT: True}
        change.add(draft)


def _without_concerns(said: Any) -> Any:
    match said:
        case dict():
            return {name: _without_concerns(part) for name, part in said.items()}
        case list():
            return [_without_concerns(part) for part in said]
    return "" if _is_concern(said) else said


def _is_concern(said: object) -> bool:
    return isinstance(said, str) and sounds_like_child_protection(said)


def close_draft(change: Change, key: str) -> None:
    """Leave out of the actor's draft with this key what may not outlast the open form."""
    if (draft := draft_with(change, key)) and draft.saved_at is None:
        leave_out_concerns(change, draft)


def draft_with(read: Read, key: str) -> Draft | None:
    """Return the actor's own draft with this key, or None."""
    draft = read.session.get(Draft, key)
    return draft if draft is not None and draft.staff_id == read.actor.staff_id else None


def newest_draft(read: Read, form: str, about: str) -> Draft | None:
    """Return the actor's latest unsaved draft of a form about something; `about` is "" if it is about nothing."""
    own = select(Draft).where(Draft.staff_id == read.actor.staff_id, Draft.form == form, Draft.about == about)
    return read.session.scalar(own.where(Draft.saved_at.is_(None)).order_by(Draft.kept_at.desc()).limit(1))


def keep_for_later(change: Change, gesture: Mapping[str, Any]) -> None:
    """Store what the actor pressed or typed when Slack would no longer open a form, and send a button that repeats it.

    The form itself is not stored: it shows what the record said then, to somebody who may lose the right to see it.
    Nor is a text that sounds like child protection: no form is open in which to ask about it.
    """
    waiting = Draft(id=new_id(), staff_id=change.staff.id, form=WAITING, page=0, kept_at=change.now)
    waiting.typed, waiting.context, waiting.labels = {GESTURE: dict(gesture)}, {}, {}
    leave_out_concerns(change, waiting)
    change.add(waiting)
    change.say(WAITING, change.staff, about=waiting.id)


def waiting_gesture(read: Read, draft_id: str) -> dict[str, Any] | None:
    """Return what was stored for later, None by an earlier version. Raises Absent if the actor has none with this id.

    Raises Refused if the form that it opened was saved.
    """
    draft = draft_with(read, draft_id)
    if draft is None:
        raise Absent
    if read.session.get(Submission, late_key(draft_id)) is not None:
        raise Refused("This form has already been saved. To change something, open it again from where you started.")
    return draft.typed.get(GESTURE)


def late_key(draft_id: str) -> str:
    """Return the key of the form that a button for later opens, so that the button knows whether it was saved."""
    return f"{draft_id}:late"


def is_kept(read: Read, draft_id: str) -> bool:
    """Return whether a draft is still there, no matter whose it is."""
    return read.session.get(Draft, draft_id) is not None


def has_left_out(read: Read, draft_id: str) -> bool:
    """Return whether something was left out of a draft, no matter whose it is."""
    draft = read.session.get(Draft, draft_id)
    return draft is not None and LEFT_OUT in draft.context


def forget_old_drafts(change: Change) -> None:
    """Delete drafts that nobody came back for, and those that were saved: they hold pupils' details.

    Keys of submissions are deleted once neither Slack nor a draft can use them again. Slack does not tell of every
    form that is closed: words about child protection go from those that nobody has typed in for a while.
    """
    old = or_(Draft.kept_at < change.now - KEPT_FOR, Draft.saved_at < change.now - KEPT_WHEN_SAVED)
    change.session.execute(delete(Draft).where(old))
    for draft in change.session.scalars(
        select(Draft).where(Draft.kept_at < change.now - OPEN_FOR, Draft.saved_at.is_(None))
    ):
        leave_out_concerns(change, draft)
    change.session.execute(delete(Submission).where(Submission.at < change.now - KEYS_KEPT_FOR))

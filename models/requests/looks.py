"""The log of looks: at several pupils at once, and of those that were refused."""

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import select

from models.change import Change
from models.errors import Absent, Denied
from models.permission import Permission
from models.tables.audit import Audit
from models.tables.base import Base
from models.tables.pupil import Pupil

REFUSED = "access:refused"
A_DAY = timedelta(days=1)


def record_looks(change: Change, verb: str, thing: Base, pupil_ids: Iterable[str], why: str) -> None:
    """Write a line of audit for each pupil who was looked at, or not shown, at once. No Home changes by it."""
    common = {"at": change.now, "actor_id": change.actor.staff_id, "thing": thing.__tablename__, "thing_id": thing.id}
    change.session.add_all(Audit(verb=verb, pupil_id=one, why=why, **common) for one in sorted(set(pupil_ids)))


def record_refusal(change: Change, refused: Denied | Absent) -> None:
    """Write a line of audit for a refusal. Nothing is written of a record that never existed."""
    why = refused.right if isinstance(refused, Denied) else Permission.PAST_SEE
    if refused.pupil_id is not None:
        record_looks(change, REFUSED, change.get(Pupil, refused.pupil_id), [refused.pupil_id], why)
    elif isinstance(refused, Denied):
        change.record(REFUSED, change.staff, why=why)


def record_stranger(change: Change, slack_id: str) -> None:
    """Write a line of audit, once a day, for somebody who is not on the staff and asked for something."""
    lately = select(Audit.id).where(Audit.actor_id.is_(None), Audit.at > change.now - A_DAY)
    theirs = lately.where(Audit.thing == "stranger", Audit.thing_id == slack_id[:32])
    if change.session.scalar(theirs.limit(1)) is not None:
        return
    line = Audit(at=change.now, actor_id=None, verb=REFUSED, why="stranger")
    line.thing, line.thing_id = "stranger", slack_id[:32]
    change.session.add(line)

"""Who saw or did what, for a Head's question: from the audit alone, in references and codes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from models.change import Change, Read
from models.errors import Refused
from models.tables.audit import Audit
from models.tables.pupil import Pupil, records_of
from models.tables.staff import Staff
from models.text import folded

MOST = 10_000


@dataclass(frozen=True)
class Question:
    """What is asked: from which day to which, and about which pupil (their reference) or by which colleague, if any."""

    since: date
    until: date
    reference: str | None = None
    colleague: str | None = None


@dataclass(frozen=True)
class TrailLine:
    """One thing that was done or looked at. `who` is None for Halfterm itself, and for people who are not staff."""

    at: datetime
    who: str | None
    verb: str
    reference: str | None
    why: str | None


def audit_trail(change: Change, question: Question) -> list[TrailLine]:
    """Return what the audit says, the newest MOST lines of it, oldest first, and log that it was asked.

    Raises Refused for a reference that no pupil has, and for a name that nobody or more than one on the staff has.
    """
    pupils, staff_id = _pupils(change, question.reference), _colleague(change, question.colleague)
    starts, ends = (
        datetime.combine(day, time(0), tzinfo=change.zone)
        for day in (question.since, question.until + timedelta(days=1))
    )
    rows = select(Audit.at, Staff.name, Audit.verb, Pupil.reference, Audit.why)
    rows = rows.outerjoin(Staff, Staff.id == Audit.actor_id).outerjoin(Pupil, Pupil.id == Audit.pupil_id)
    rows = rows.where(Audit.at >= starts, Audit.at < ends)
    rows = rows.where(Audit.pupil_id.in_(pupils)) if pupils else rows
    rows = rows.where(Audit.actor_id == staff_id) if staff_id else rows
    newest = change.session.execute(rows.order_by(Audit.at.desc(), Audit.id).limit(MOST)).all()
    line = Audit(
        at=change.now, actor_id=change.actor.staff_id, verb="audit:view", pupil_id=pupils[0] if pupils else None
    )
    line.thing, line.thing_id = "audit", staff_id or "all"
    change.session.add(line)
    return [TrailLine(*row) for row in reversed(newest)]


def _pupils(read: Read, reference: str | None) -> Sequence[str]:
    """Return the ids of the pupil with this reference and of the records that were merged into theirs."""
    if reference is None:
        return ()
    pupil_id = read.session.scalar(select(Pupil.id).where(Pupil.reference == reference.strip().upper()))
    if pupil_id is None:
        raise Refused("No pupil has this reference.")
    return sorted(read.session.scalars(records_of(pupil_id)), key=lambda one: one != pupil_id)


def _colleague(read: Read, name: str | None) -> str | None:
    """Return the id of the only one, leavers included, who has this in their name, or this Slack id."""
    if name is None:
        return None
    rows = read.session.execute(select(Staff.id, Staff.name, Staff.slack_id)).all()
    found = [row.id for row in rows if name == row.slack_id or folded(name) in folded(row.name)]
    if len(found) != 1:
        how_many = "Nobody" if not found else f"{len(found)} people"
        raise Refused(f"{how_many} on the staff list, leavers included, can be meant: give the full name or Slack ID.")
    return str(found[0])

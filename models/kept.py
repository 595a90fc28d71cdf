"""What a record said before it was changed, kept with who changed it and why, and told to whoever had written it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from sqlalchemy import select

from models.change import Change, Read, own_undo_until
from models.errors import Refused
from models.tables.audit import Audit
from models.tables.barrier import Barrier, BarrierKind
from models.tables.base import Base
from models.tables.correction import Correction, values_of
from models.tables.placement import Placement
from models.tables.pupil import records_of
from models.tables.staff import Staff

CORRECTED = "progress.corrected"


@dataclass(frozen=True)
class Written:
    """Who wrote something last, and when; both are None if it came with the referral."""

    by_id: str | None = None
    at: datetime | None = None


def last_written(read: Read, thing: Base, pupil_id: str, *verbs: str) -> Written:
    """Return who wrote something last, as the audit log has it under these verbs."""
    lines = select(Audit.actor_id, Audit.at).where(Audit.pupil_id.in_(records_of(pupil_id)), Audit.thing_id == thing.id)
    row = read.session.execute(lines.where(Audit.verb.in_(verbs)).order_by(Audit.at.desc()).limit(1)).first()
    return Written(row.actor_id, row.at) if row else Written()


def require_reason(read: Read, last: Written, why: str | None, *, also_own: bool = True) -> None:
    """Refuse to change what a colleague wrote without a reason. `also_own`: and after ten minutes one's own, too."""
    is_own = last.by_id in (None, read.actor.staff_id)
    if why is not None or last.at is None or (is_own and not also_own):
        return
    if own_undo_until(read, last.by_id, last.at) is None:
        since = "more than ten minutes ago" if is_own else "by a colleague"
        raise Refused(f"This was saved {since}. Give a short reason for the change.", field="changed")


@dataclass(frozen=True)
class Before:
    """What a row said before a change, of which only the columns with these names are words of somebody's."""

    row: Base
    names: tuple[str, ...]
    said: Mapping[str, Any]

    @classmethod
    def of(cls, row: Base, *names: str) -> Self:
        """Take down what a row says now."""
        return cls(row, names, values_of(row))

    def is_lost(self) -> bool:
        """Return whether something that was recorded has been changed or removed since."""
        now = values_of(self.row)
        return any(self.said[name] is not None and self.said[name] != now[name] for name in self.names)


def keep_lost(
    change: Change, placement: Placement, before: Before, title: str, last: Written, why: str | None = None
) -> Correction | None:
    """Keep, under a title, what a row said before if a change has lost it, and tell the colleague who wrote that."""
    if not before.is_lost():
        return None
    row, said = before.row, {**before.said, "subject": title, "by_id": last.by_id}
    kept = Correction(placement_id=placement.id, thing=row.__tablename__, thing_id=row.id, before=said, why=why)
    kept.after, kept.by_id, kept.at = values_of(row), change.actor.staff_id, change.now
    change.add(kept)
    author = change.session.get(Staff, last.by_id) if last.by_id not in (None, change.actor.staff_id) else None
    if author is not None and author.active:
        change.say(CORRECTED, author, about=kept.id, pupils=[placement.pupil_id])
    return kept


def barrier_before(read: Read, placement: Placement, barrier: Barrier) -> tuple[Before, Written]:
    """Take down what is known of a barrier, and who wrote that. What came with the referral, nobody here wrote."""
    before = Before.of(barrier, "status", "note", "decided", "restricted_note")
    return before, last_written(read, barrier, placement.pupil_id, "barrier:change", "barrier:set")


def keep_lost_barrier(
    change: Change, placement: Placement, kind: BarrierKind, before: Before, last: Written, why: str | None
) -> None:
    """Keep what a colleague had written of a barrier if a change has lost it. A referrer's word is no colleague's."""
    if last.by_id is not None:
        keep_lost(change, placement, before, f"{kind.label} (barrier)", last, why)

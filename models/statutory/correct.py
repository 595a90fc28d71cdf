"""Undoing a legal fact within ten minutes, and correcting it with a reason; what it said before is kept."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from models.change import Change, Read, own_undo_until
from models.errors import Refused
from models.kept import Before, keep_lost, last_written, require_reason
from models.statutory.owed import follow_legal_dates
from models.statutory.record import TELLS, TELLS_OF, TOLD, FactInput, check_fact, fact_of, keep_before_what_followed
from models.tables.audit import Audit
from models.tables.correction import Correction, values_of
from models.tables.placement import Placement
from models.tables.pupil import LegalFact

TITLE = "Legal date"


@dataclass(frozen=True)
class CorrectedFact:
    """What a fact is to say; its kind stays."""

    on: date
    until: date | None = None
    days: int | None = None
    who: str | None = None
    said: str | None = None


@dataclass(frozen=True)
class CorrectPrefill:
    """A fact that is about to be corrected, of whom, and how often it was corrected before."""

    fact: LegalFact
    first_name: str
    reference: str
    version: int


def correct_prefill(change: Change, fact_id: str) -> CorrectPrefill:
    """Return the fact that somebody is about to correct, and log the look."""
    placement, fact = fact_of(change, fact_id)
    change.record("legal:view", placement, pupil_id=placement.pupil_id, why="correct")
    pupil = placement.pupil
    return CorrectPrefill(fact, pupil.first_name, pupil.reference, _version(change, fact_id))


def correct_fact(
    change: Change, fact_id: str, given: CorrectedFact, why: str | None, version: int | None = None
) -> None:
    """Correct a fact. A colleague's, and one's own after ten minutes, takes a reason."""
    placement, fact = fact_of(change, fact_id)
    if version is not None and version != _version(change, fact_id):
        raise change.edit_conflict(fact_id)
    last = last_written(change, fact, placement.pupil_id, "legal:record", "legal:correct")
    require_reason(change, last, why)
    checked = FactInput(fact.kind, given.on, given.until, given.days, given.who, given.said)
    check_fact(change, placement, checked, but=fact.id)
    keep_before_what_followed(change, fact, given.on)
    before = Before.of(fact, "on", "until", "days", "who", "said")
    fact.on, fact.until, fact.days, fact.who, fact.said = given.on, given.until, given.days, given.who, given.said
    change.session.flush()
    keep_lost(change, placement, before, TITLE, last, why)
    change.record("legal:correct", fact, pupil_id=placement.pupil_id)
    follow_legal_dates(change, placement)
    change.refresh()


def undo_fact(change: Change, fact_id: str) -> None:
    """Undo within ten minutes what its author recorded, with what it told of the pupil."""
    placement, fact = fact_of(change, fact_id)
    if own_undo_until(change, fact.by_id, fact.added_at) is None:
        raise Refused("Only whoever recorded this can undo it, for ten minutes. Correct it instead, and say why.")
    keep_before_what_followed(change, fact)
    _forget_what_it_told(change, placement, fact)
    kept = Correction(placement_id=placement.id, thing=LegalFact.__tablename__, thing_id=fact.id, undone=True)
    kept.before, kept.by_id, kept.at = values_of(fact), change.actor.staff_id, change.now
    change.add(kept)
    change.record("legal:undo", fact, pupil_id=placement.pupil_id)
    change.session.delete(fact)
    follow_legal_dates(change, placement)
    change.refresh()


def _forget_what_it_told(change: Change, placement: Placement, fact: LegalFact) -> None:
    """Take back what the fact told, unless another tells the same or somebody has said something else since."""
    lines = select(Audit.why).where(Audit.thing_id == fact.id, Audit.verb == TELLS)
    for name in change.session.scalars(lines):
        if name is None or getattr(placement, name) != TOLD[name]:
            continue
        if (other := _another_that_tells(change, fact, name)) is not None:
            change.record(TELLS, other, pupil_id=placement.pupil_id, why=name)
        else:
            setattr(placement, name, None)


def _another_that_tells(read: Read, fact: LegalFact, name: str) -> LegalFact | None:
    kinds = [kind for kind, told in TELLS_OF.items() if told == name]
    others = select(LegalFact).where(LegalFact.pupil_id == fact.pupil_id, LegalFact.kind.in_(kinds))
    others = others.where(LegalFact.id != fact.id, LegalFact.wrong_at.is_(None)).order_by(LegalFact.added_at)
    return read.session.scalar(others.limit(1))


def _version(read: Read, fact_id: str) -> int:
    corrected = select(func.count()).select_from(Correction).where(Correction.thing_id == fact_id)
    return read.session.scalar(corrected) or 0

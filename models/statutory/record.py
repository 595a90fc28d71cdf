"""Recording the facts that legal dates hang on, and saying that one of them is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from sqlalchemy import select

from models.change import Change, Read
from models.errors import Absent, Refused
from models.kept import last_written
from models.permission import Permission
from models.school.calendar import Calendar, moved
from models.school.written_dates import written
from models.statutory.owed import follow_legal_dates
from models.stays import placement_of, stay_of
from models.tables.duty import Duty, DutyKind
from models.tables.placement import Placement, SenStatus
from models.tables.pupil import LegalFact
from models.tables.pupil import LegalFactKind as K
from models.tables.staff import Staff

# Calendar days: further away than this, the year is mistyped.
LONG_AGO, FAR_AHEAD = 18 * 366, 2 * 366
# What each kind of duty waits for; the others are recorded with dates of their own.
ENDS_BY: Mapping[DutyKind, K] = MappingProxyType(
    {
        DutyKind.EHC_EARLY: K.MEETING,
        DutyKind.EHC_BOOK: K.MEETING,
        DutyKind.EHC_ADVICE: K.ADVICE,
        DutyKind.EHC_REVIEW: K.REVIEW,
        DutyKind.EHC_REPORT: K.REPORT,
        DutyKind.EHC_DECISION: K.DECISION,
        DutyKind.EHC_CHASE: K.CHASED,
        DutyKind.EHC_DATE: K.PLAN,
        DutyKind.CARE_DATE: K.CARE,
        DutyKind.PEP_START: K.PEP,
        DutyKind.PEP: K.PEP,
        DutyKind.HEALTH_DATE: K.ABSENT,
        DutyKind.HEALTH: K.PROVISION,
        DutyKind.SUSPENSIONS: K.SUSPENSIONS,
        DutyKind.OFF_SITE_DATE: K.OFF_SITE,
        DutyKind.OFF_SITE_REVIEW: K.OFF_SITE_REVIEW,
    }
)
TO_COME = (K.MEETING, K.OFF_SITE)
SPANS = (K.ABSENT, K.OFF_SITE, K.SUSPENDED)
TELLS = "legal:tells"
WRONG = "legal.wrong"
TOLD: Mapping[str, object] = MappingProxyType({"sen": SenStatus.PLAN, "looked_after": True})  # on the placement
TELLS_OF: Mapping[K, str] = MappingProxyType({K.PLAN: "sen", K.LAST_REVIEW: "sen", K.CARE: "looked_after"})
AFTER_A_REVIEW = (K.REPORT, K.DECISION, K.CHASED)


@dataclass(frozen=True)
class FactInput:
    """One fact as it is given; `field` is where a mistake in its day is shown."""

    kind: K
    on: date
    until: date | None = None
    days: int | None = None
    who: str | None = None
    said: str | None = None
    field: str = "on"


@dataclass(frozen=True)
class FactPrefill:
    """What a form that records a fact shows above its fields. `about` is the value of the button that opened it."""

    about: str
    kind: K
    duty: DutyKind | None
    due_on: date | None
    first_name: str
    reference: str


@dataclass(frozen=True)
class WrongTold:
    """That a fact was marked as wrong, as whoever had entered it is told."""

    placement_id: str
    first_name: str
    reference: str
    by: str


def fact_prefill(change: Change, about: str) -> FactPrefill:
    """Return what a form is opened for, the id of a duty or "placement:kind", and log the look."""
    placement, duty = _asked(change, about)
    change.record("legal:view", placement, pupil_id=placement.pupil_id, why="record")
    pupil = placement.pupil
    kind = ENDS_BY[duty.kind] if duty else _chosen(about)
    due_on = duty.due_on if duty else None
    return FactPrefill(about, kind, duty.kind if duty else None, due_on, pupil.first_name, pupil.reference)


def record_facts(change: Change, about: str, *given: FactInput) -> None:
    """Record facts of a pupil. Raises Refused beside the day that cannot be right."""
    placement, _ = _asked(change, about)
    if not given:
        raise Refused("Give at least one of the dates.")
    for one in given:
        check_fact(change, placement, one)
        row = LegalFact(pupil_id=placement.pupil_id, kind=one.kind, on=one.on, until=one.until, days=one.days)
        row.who, row.said, row.by_id, row.added_at = one.who, one.said, change.actor.staff_id, change.now
        change.record("legal:record", change.add(row), pupil_id=placement.pupil_id)
        _say_what_it_tells(change, placement, row)
    follow_legal_dates(change, placement)
    change.refresh()


def wrong_prefill(change: Change, fact_id: str) -> LegalFact:
    """Return the fact that somebody is about to mark as wrong, and log the look."""
    placement, fact = fact_of(change, fact_id)
    change.record("legal:view", placement, pupil_id=placement.pupil_id, why="wrong")
    return fact


def mark_fact_wrong(change: Change, fact_id: str, why: str) -> None:
    """Say that a fact is wrong: it stays on the record with the reason, and counts no more. Its author is told."""
    placement, fact = fact_of(change, fact_id)
    by_id = last_written(change, fact, placement.pupil_id, "legal:record", "legal:correct").by_id
    author = change.session.get(Staff, by_id) if by_id not in (None, change.actor.staff_id) else None
    if author is not None and author.active:
        change.say(WRONG, author, about=f"{placement.id}:{fact.id}", pupils=[placement.pupil_id])
    keep_before_what_followed(change, fact)
    fact.wrong_at, fact.wrong_by_id, fact.wrong_why = change.now, change.actor.staff_id, why
    change.record("legal:wrong", fact, pupil_id=placement.pupil_id)
    follow_legal_dates(change, placement)
    change.refresh()


def wrong_told(read: Read, about: str) -> WrongTold | None:
    """Return what to tell of "placement:fact", which was marked as wrong; None once it is gone."""
    placement_id, _, fact_id = about.partition(":")
    placement, fact = read.session.get(Placement, placement_id), read.session.get(LegalFact, fact_id)
    if placement is None or fact is None or fact.wrong_by_id is None:
        return None
    by = read.get(Staff, fact.wrong_by_id).name
    return WrongTold(placement.id, placement.pupil.first_name, placement.pupil.reference, by)


def _asked(read: Read, about: str) -> tuple[Placement, Duty | None]:
    duty = read.session.get(Duty, about)
    placement = placement_of(read, (duty.placement_id or "") if duty else about.partition(":")[0])
    read.require(Permission.LEGAL_SET, placement, own=duty is not None and duty.owner_id == read.actor.staff_id)
    if duty is not None and duty.kind not in ENDS_BY:
        raise Absent
    if duty is not None and duty.done_on is not None:
        raise Refused("This is done already. Open the pupil's page to see how it stands.")
    return placement, duty


def _chosen(about: str) -> K:
    """Return the kind of fact in "placement:kind". Raises Absent if there is no such kind."""
    chosen = about.partition(":")[2]
    if chosen not in {kind.value for kind in K}:
        raise Absent
    return K(chosen)


def fact_of(read: Read, fact_id: str) -> tuple[Placement, LegalFact]:
    """Return a fact that counts, and the placement here. Raises Refused for those who may not change it."""
    fact = read.get(LegalFact, fact_id)
    placement = stay_of(read, fact.pupil_id)
    read.require(Permission.LEGAL_SET, placement)
    if fact.wrong_at is not None:
        raise Refused("This has been marked as wrong already. Open the list again.")
    return placement, fact


def _say_what_it_tells(change: Change, placement: Placement, fact: LegalFact) -> None:
    """Note on the placement what a recorded fact says of the pupil, where nothing was said of it."""
    told = TELLS_OF.get(fact.kind)
    if told is not None and getattr(placement, told) is None:
        setattr(placement, told, TOLD[told])
        change.record(TELLS, fact, pupil_id=placement.pupil_id, why=told)


def check_fact(change: Change, placement: Placement, given: FactInput, *, but: str = "") -> None:
    """Refuse a day that cannot be right; `but` is the id of the fact that is corrected."""
    if given.kind not in TO_COME and given.on > change.today:
        raise Refused("That date is in the future. Record it once it has happened.", field=given.field)
    if given.on < moved(change.today, -LONG_AGO) or given.on > moved(change.today, FAR_AHEAD):
        raise Refused("Check the year of this date.", field=given.field)
    if given.on < placement.pupil.born_on:
        raise Refused("That is before they were born. Check the year.", field=given.field)
    if given.kind is K.REVIEW and given.on < placement.added_at.astimezone(change.zone).date():
        raise Refused("That was before they were referred: record it as their last review.", field=given.field)
    if given.kind in AFTER_A_REVIEW and not _has(change, placement, K.REVIEW, given.on):
        raise Refused("No annual review is recorded for that day or before it. Record that first.", field=given.field)
    if given.until is not None and given.until < given.on:
        raise Refused("That is before the first day. Check both dates.", field="until")
    if given.kind is K.OFF_SITE and given.until is None:
        raise Refused("Give the last day too: a direction says for how many days it is.", field="until")
    if given.kind in SPANS and _overlaps(change, placement, given, but):
        raise Refused("One that overlaps with this one is recorded already.", field=given.field)


def keep_before_what_followed(read: Read, fact: LegalFact, on: date | None = None) -> None:
    """Refuse to move an annual review after what it led to or, without a day, to take it away. Raises Refused."""
    if fact.kind is not K.REVIEW:
        return
    rows = select(LegalFact.kind, LegalFact.on).where(LegalFact.pupil_id == fact.pupil_id, LegalFact.on >= fact.on)
    later = read.session.execute(rows.where(LegalFact.id != fact.id, LegalFact.wrong_at.is_(None))).all()
    until = min((day for kind, day in later if kind is K.REVIEW), default=date.max)  # the same day if recorded twice
    followed_on = min((day for kind, day in later if kind in AFTER_A_REVIEW and day < until), default=None)
    if followed_on is not None and (on is None or followed_on < on):
        why = (
            f"What followed this review on {written(followed_on)} is recorded. Correct that first, or mark it as wrong."
        )
        raise Refused(why, field="on" if on else None)


def _has(read: Read, placement: Placement, kind: K, until: date) -> bool:
    rows = select(LegalFact.id).where(LegalFact.pupil_id == placement.pupil_id, LegalFact.kind == kind)
    return read.session.scalar(rows.where(LegalFact.on <= until, LegalFact.wrong_at.is_(None)).limit(1)) is not None


def _overlaps(read: Read, placement: Placement, given: FactInput, but: str) -> bool:
    rows = select(LegalFact).where(LegalFact.pupil_id == placement.pupil_id, LegalFact.kind == given.kind)
    known = read.session.scalars(rows.where(LegalFact.wrong_at.is_(None), LegalFact.id != but)).all()
    last = _last_day(given)
    return any(one.on <= last and given.on <= _last_day(one) for one in known)


def _last_day(one: FactInput | LegalFact) -> date:
    """Return the last day of a fact; the earliest of a suspension, as another school has other days off."""
    if one.kind is K.SUSPENDED:
        return Calendar().day_of_exclusion(one.on, (one.days or 1) - 1)
    return one.until or date.max

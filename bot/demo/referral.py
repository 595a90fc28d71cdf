"""What is written down about a pupil of the invented school at the referral and at the planning meeting."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from bot.demo.people import BY_NAME, Child
from bot.demo.stays import Home
from models.contacts.lines import ContactInput, read_line
from models.meetings.actions import NewAction
from models.meetings.record import BarrierFinding, Hopes, MeetingNotes
from models.referrals.refer import NewReferral
from models.tables.barrier import BarrierKind, BarrierStatus
from models.tables.placement import PlacementType, SenStatus
from models.upn import check_letter

BARRIERS: Mapping[PlacementType, frozenset[BarrierKind]] = {
    PlacementType.EXCLUDED: frozenset({BarrierKind.BEHAVIOURAL}),
    PlacementType.AT_RISK: frozenset({BarrierKind.BEHAVIOURAL, BarrierKind.LEARNING}),
    PlacementType.MEDICAL: frozenset({BarrierKind.MEDICAL, BarrierKind.ATTENDANCE}),
    PlacementType.OUTREACH: frozenset({BarrierKind.EMOTIONAL, BarrierKind.DISENGAGED}),
}
IDENTIFIED, SUSPECTED = BarrierStatus.IDENTIFIED, BarrierStatus.SUSPECTED
FOUND: Mapping[BarrierKind, BarrierFinding] = {
    BarrierKind.BEHAVIOURAL: BarrierFinding(IDENTIFIED, "Fights start in corridors.", "Leaves class early; a mentor."),
    BarrierKind.LEARNING: BarrierFinding(SUSPECTED, "Reads slowly; never assessed.", "Reading test in week 1."),
    BarrierKind.MEDICAL: BarrierFinding(IDENTIFIED, "Tired by midday.", "Mornings only; the ward rings on bad days."),
    BarrierKind.ATTENDANCE: BarrierFinding(IDENTIFIED, "Missed most of last term.", "Three short days, then four."),
    BarrierKind.EMOTIONAL: BarrierFinding(IDENTIFIED, "Panics in crowds.", "Side door, five minutes early."),
    BarrierKind.DISENGAGED: BarrierFinding(SUSPECTED, "Sees no point in lessons.", "Start with practical work."),
}
WITH_PLAN = ("Luca Ferri", "Oscar Penn", "Poppy Lang")
NO_SEN = ("Tyrell Grant",)  # the referral does not say
ATTENDANCE = (34, 52, 61, 73, 80, 88)


def attendance_before(child: Child) -> int:
    """Return how much a pupil attended at the home school, in per cent."""
    return ATTENDANCE[len(child.name) % len(ATTENDANCE)]


def as_referred(child: Child, excluded_on: date | None) -> NewReferral:
    """Build the referral that the home school makes."""
    return NewReferral(
        full_name=child.name,
        born_on=child.born_on,
        home_school=child.home_school,
        registration=child.registration,
        reason=child.reason,
        contacts=tuple(_family(child)),
        type=child.type,
        excluded_on=excluded_on,
        barriers=BARRIERS[child.type],
        attendance=attendance_before(child),
        upn=None if excluded_on else upn_of(child),  # an urgent referral comes without one
        sen=None
        if child.name in NO_SEN
        else SenStatus.PLAN
        if child.name in WITH_PLAN
        else SenStatus.SUPPORT
        if child.type is PlacementType.AT_RISK
        else SenStatus.NONE,
        looked_after="foster" in child.family,
    )


def as_met(child: Child, home: Home, day: date, actions: tuple[NewAction, ...]) -> MeetingNotes:
    """Build the notes of the planning meeting."""
    barriers = {kind: FOUND[kind] for kind in sorted({*BARRIERS[child.type], BarrierKind.LEARNING})}
    hopes = Hopes(home.hopes_pupil, home.hopes_parents, home.helps)
    return MeetingNotes(day, "The family, the home school, Helen Marsh, Priya Nair", hopes, barriers, actions)


def _family(child: Child) -> Iterator[ContactInput]:
    """Yield the people at home; each family has its own number, and those in hospital a second one."""
    place = list(BY_NAME).index(child.name)
    is_medical = child.type is PlacementType.MEDICAL
    phone = f"01632 960{101 + place}" + (f" or 07700 900{101 + place}" if is_medical else "")
    prefers = "Ring in the afternoon" if is_medical else None
    for person in read_line(child.family):
        is_reached = not person.deceased
        yield replace(person, phone=phone, parental_responsibility=True, prefers=prefers) if is_reached else person


def _sen(child: Child) -> SenStatus | None:
    if child.name in NO_SEN:
        return None
    return SenStatus.SUPPORT if child.type is PlacementType.AT_RISK else SenStatus.NONE


def upn_of(child: Child) -> str:
    """Build a UPN of an authority that does not exist."""
    digits = f"0000{child.born_on:%d%m%Y}"
    return check_letter(f"A{digits}") + digits

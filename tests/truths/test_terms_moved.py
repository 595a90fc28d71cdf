"""Term dates that are pasted anew move whatever hangs on them, and nobody becomes late by being told of them."""

from dataclasses import replace
from datetime import date

from models.administration.days import DayAs, change_day
from models.administration.settings import set_term_dates
from models.leaving.destination import Destination
from models.leaving.leave import LeavingInput, leave
from models.pupils.agreement import set_agreement
from models.school.calendar import Calendar, Period
from models.statutory.record import FactInput
from models.tables.duty import DutyKind
from models.tables.leaving import DestinationKind, LeavingReason
from models.tables.placement import Placement
from models.tables.pupil import LegalFactKind
from tests.handlers.pressing import duty
from tests.handlers.teaching import a_taught_pupil
from tests.school import HALF_TERMS, INSET, Service, a_pupil
from tests.truths.test_agreement import MORNINGS
from tests.truths.test_planned_end import THREE_WEEKS_BEFORE, a_placement_that_ends
from tests.truths.test_statutory import a_pupil_with_a_plan, record

LAST_DAY = date(2026, 10, 22)
TERMS = Calendar(
    tuple(Period(date.fromisoformat(a), date.fromisoformat(b)) for a, b in HALF_TERMS),
    frozenset(map(date.fromisoformat, INSET)),
)


async def paste(service: Service, *, first_ends: date = date(2026, 10, 23), inset: tuple[date, ...] = ()) -> int:
    """Paste term dates whose first half-term ends on this day, with further INSET days; how many due dates moved."""
    first, *others = TERMS.half_terms
    terms = replace(TERMS, half_terms=(replace(first, ends_on=first_ends), *others))
    given = replace(terms, inset_days=TERMS.inset_days | frozenset(inset))
    moved: int = await service.change(set_term_dates, given, by="helen")
    return moved


async def test_the_planned_end_is_asked_about_as_many_school_days_before_it_by_the_new_dates(service: Service) -> None:
    await a_placement_that_ends(service)
    await paste(service, inset=(date(2026, 10, 12), date(2026, 10, 13)))
    assert (await duty(service, DutyKind.PLANNED_END))[1:] == (date(2026, 9, 23), None)
    await paste(service)
    assert (await duty(service, DutyKind.PLANNED_END))[1:] == (THREE_WEEKS_BEFORE, None)


async def test_what_would_have_been_due_already_by_the_new_dates_is_due_today_and_what_is_late_no_later(
    service: Service,
) -> None:
    await a_placement_that_ends(service)
    days_off = tuple(date(2026, 10, day) for day in (12, 13, 14))
    service.skip_to(2026, 9, 24, 9)
    await paste(service, inset=days_off)
    assert (await duty(service, DutyKind.PLANNED_END))[1:] == (date(2026, 9, 24), None)
    service.skip_to(2026, 9, 30, 9)
    await paste(service, inset=(*days_off, date(2026, 10, 15)))
    assert (await duty(service, DutyKind.PLANNED_END))[1:] == (date(2026, 9, 24), None)
    await paste(service)
    assert (await duty(service, DutyKind.PLANNED_END))[1:] == (THREE_WEEKS_BEFORE, None)


async def test_the_look_at_a_part_time_timetable_moves_with_the_days_before_its_end(service: Service) -> None:
    placement = await a_taught_pupil(service, first_day=date(2026, 9, 7))
    await service.change(set_agreement, placement, MORNINGS, by="ben")
    assert (await duty(service, DutyKind.PART_TIME))[1] == date(2026, 9, 25)
    await paste(service, inset=(date(2026, 9, 28),))
    assert (await duty(service, DutyKind.PART_TIME))[1] == date(2026, 9, 24)


async def test_what_leaving_owes_on_the_last_day_is_owed_on_the_last_one_with_pupils(service: Service) -> None:
    placement = await a_taught_pupil(service, first_day=date(2026, 9, 7))
    given = LeavingInput(LAST_DAY, LeavingReason.MOVES, Destination(DestinationKind.UNKNOWN))
    await service.change(leave, placement, given, by="ben")
    await paste(service, first_ends=date(2026, 10, 20))
    for kind in (DutyKind.FIND_DESTINATION, DutyKind.PACK, DutyKind.DELETION, DutyKind.OWN_ASSESSMENT, DutyKind.REVIEW):
        assert (await duty(service, kind))[1] == date(2026, 10, 20), kind
    assert (await duty(service, DutyKind.CHECK_IN_2))[1] == date(2026, 11, 5)
    assert await service.read(lambda read: read.get(Placement, placement).left_on) == LAST_DAY


async def test_a_pep_meeting_is_due_by_the_end_of_the_term_as_it_is_published_now(service: Service) -> None:
    placement = await a_pupil(service, looked_after=True)
    await record(service, placement, FactInput(LegalFactKind.CARE, date(2024, 3, 1)))
    assert (await duty(service, DutyKind.PEP))[1:] == (date(2026, 12, 18), None)
    longer = replace(TERMS.half_terms[1], ends_on=date(2026, 12, 22))
    half_terms = (TERMS.half_terms[0], longer, *TERMS.half_terms[2:])
    assert await service.change(set_term_dates, replace(TERMS, half_terms=half_terms), by="helen") > 0
    assert (await duty(service, DutyKind.PEP))[1] == date(2026, 12, 22)
    await service.change(change_day, date(2026, 12, 22), DayAs.CLOSED, "No heating", by="helen")
    assert (await duty(service, DutyKind.PEP))[1] == date(2026, 12, 21)


async def test_a_day_of_the_law_is_no_later_because_the_school_is_closed_on_it(service: Service) -> None:
    placement = await a_pupil_with_a_plan(service)
    await record(service, placement, FactInput(LegalFactKind.LAST_REVIEW, date(2025, 10, 20)))
    await service.change(change_day, date(2026, 10, 19), DayAs.CLOSED, "No heating", by="helen")
    assert (await duty(service, DutyKind.EHC_REVIEW))[1] == date(2026, 10, 19)

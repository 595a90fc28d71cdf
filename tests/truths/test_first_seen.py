"""No first day in school is recorded after a week that was attended or a review that was held, in either order."""

from datetime import date

import pytest

from models.allocations.first_day import Lateness, Start, record_start, set_first_day
from models.attendance.weeks import set_week
from models.change import Change
from models.errors import Refused
from models.tables.placement import Placement
from models.tables.review import Review
from tests.handlers.teaching import a_taught_pupil, kept
from tests.school import Service

MONDAY, WEEK_AFTER = date(2026, 9, 7), date(2026, 9, 14)


async def start(service: Service, placement: str, how: Start, on: date) -> None:
    await service.change(record_start, placement, how, on, Lateness(), by="helen")


async def a_pupil_who_came(service: Service) -> str:
    """Kai came on Monday the 7th; two weeks later somebody says that this was not so."""
    placement = await a_taught_pupil(service, first_day=MONDAY)
    await start(service, placement, Start.FULL_TIME, MONDAY)
    service.skip_to(2026, 9, 21, 9)
    return placement


async def test_a_first_day_after_a_week_that_was_attended_is_refused(service: Service) -> None:
    placement = await a_pupil_who_came(service)
    await service.change(set_week, placement, MONDAY, 10, 8, None, by="omar")
    await start(service, placement, Start.ABSENT, MONDAY)
    with pytest.raises(Refused, match="Sessions are recorded as attended in the week of Monday 7 September 2026"):
        await start(service, placement, Start.FULL_TIME, WEEK_AFTER)
    await start(service, placement, Start.FULL_TIME, date(2026, 9, 8))  # within that week
    assert (await kept(service, Placement))[0].in_school_on == date(2026, 9, 8)


async def test_a_first_day_after_a_review_in_a_subject_is_refused(service: Service) -> None:
    placement = await a_pupil_who_came(service)

    def review(change: Change) -> None:
        change.add(Review(placement_id=placement, subject="Maths", on=date(2026, 9, 9), added_at=change.now))

    await service.change(review)
    await start(service, placement, Start.ABSENT, MONDAY)
    with pytest.raises(Refused, match="A review was held on Wednesday 9 September 2026"):
        await start(service, placement, Start.FULL_TIME, WEEK_AFTER)


async def test_a_start_that_is_taken_back_may_leave_no_first_day_after_a_week_that_was_attended(
    service: Service,
) -> None:
    placement = await a_taught_pupil(service, first_day=MONDAY)
    await start(service, placement, Start.PART_TIME, MONDAY)
    service.skip_to(2026, 9, 21, 9)
    await start(service, placement, Start.FULL_TIME, WEEK_AFTER)
    await service.change(set_week, placement, MONDAY, 10, 8, None, by="omar")
    with pytest.raises(Refused, match="Sessions are recorded as attended"):
        await start(service, placement, Start.ABSENT, MONDAY)


async def test_a_week_in_which_nobody_came_says_nothing_of_the_first_day(service: Service) -> None:
    placement = await a_pupil_who_came(service)
    await service.change(set_week, placement, MONDAY, 10, 0, None, by="omar")
    await start(service, placement, Start.ABSENT, MONDAY)
    await start(service, placement, Start.FULL_TIME, WEEK_AFTER)
    assert (await kept(service, Placement))[0].in_school_on == WEEK_AFTER


async def test_nobody_plans_a_first_day_that_is_past(service: Service) -> None:
    placement = await a_taught_pupil(service, first_day=MONDAY)
    service.skip_to(2026, 9, 9, 9)
    with pytest.raises(Refused, match="That day is past"):
        await service.change(set_first_day, placement, date(2026, 9, 8), Lateness(), by="helen")
    await service.change(set_first_day, placement, MONDAY, Lateness(), by="helen")  # as it was, perhaps to say why late
    await service.change(set_first_day, placement, date(2026, 9, 10), Lateness(), by="helen")

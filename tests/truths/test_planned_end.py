"""The planned end of a placement asks in good time what follows it, and is answered by a decision alone."""

from datetime import date

from bot.workspace import Client
from models.duties.hand_over import accept_offer, offer_duty
from models.leaving.destination import Destination
from models.leaving.leave import LeavingInput, confirm_destination, drop_plan, leave
from models.tables.duty import DutyKind, Ending
from models.tables.leaving import DestinationKind, Leaving, LeavingReason
from tests.handlers.pressing import duty, press
from tests.handlers.teaching import a_taught_pupil, kept
from tests.school import Service

END, LATER = date(2026, 10, 16), date(2026, 12, 11)
THREE_WEEKS_BEFORE = date(2026, 9, 25)


async def a_placement_that_ends(service: Service) -> str:
    placement = await a_taught_pupil(service, first_day=date(2026, 9, 7))
    await plan(service, placement, END)
    return placement


async def plan(service: Service, placement: str, end: date) -> None:
    await press(service, "placement.edit", placement, by="omar")
    await service.workspace.click("Next: placement", by="omar")
    assert await service.workspace.submit(by="omar", planned_end=end) == {}


async def test_it_is_owed_three_weeks_before_by_the_keyworker_and_stands_on_the_page(
    service: Service, workspace: Client
) -> None:
    placement = await a_placement_that_ends(service)
    assert (await duty(service, DutyKind.PLANNED_END))[1:] == (THREE_WEEKS_BEFORE, None)
    await press(service, "pupil.open", placement, by="ben")
    shown = (await workspace.home(by="ben")).text.replace("*", "")
    assert "Planned end: Friday 16 October 2026" in shown
    assert "Decide what follows the planned end" in shown


async def test_the_end_itself_ends_nothing(service: Service) -> None:
    await a_placement_that_ends(service)
    await service.go_to(2026, 10, 19, 9)
    assert (await duty(service, DutyKind.PLANNED_END))[2] is None


async def test_a_last_day_or_a_later_end_is_the_decision(service: Service) -> None:
    placement = await a_placement_that_ends(service)
    await plan(service, placement, date(2026, 10, 14))  # before it is due, it moves
    assert (await duty(service, DutyKind.PLANNED_END))[1:] == (date(2026, 9, 23), None)
    service.skip_to(2026, 9, 28, 9)
    first = (await duty(service, DutyKind.PLANNED_END))[0]
    await plan(service, placement, LATER)
    second = await duty(service, DutyKind.PLANNED_END)
    assert second[0] != first
    assert second[1:] == (date(2026, 11, 19), None)
    given = LeavingInput(END, LeavingReason.MOVES, Destination(DestinationKind.HOME_SCHOOL))
    await service.change(leave, placement, given, by="ben")
    assert (await duty(service, DutyKind.PLANNED_END))[2] is Ending.DONE


async def test_a_colleague_who_took_it_on_records_the_leaving_and_is_told_what_it_needs(
    service: Service, workspace: Client
) -> None:
    await a_placement_that_ends(service)
    (found, *_) = await duty(service, DutyKind.PLANNED_END)
    await service.change(offer_duty, found, (await service.actor("ann")).staff_id, by="ben")
    await service.change(accept_offer, found, by="ann")
    await press(service, "leave.open", found, by="ann")
    given = {"last_day": END, "why_they_leave": "Moving to another school or provision", "where_to": "The home school"}
    assert await workspace.submit(by="ann", **given) == {}
    assert "Send the leaving pack – Ben Okafor" in workspace.modal(by="ann").text
    assert (await duty(service, DutyKind.PLANNED_END))[2] is Ending.DONE


async def test_a_pupil_who_left_without_it_was_not_decided_about(service: Service) -> None:
    placement = await a_placement_that_ends(service)
    service.skip_to(2026, 10, 19, 9)
    given = LeavingInput(END, LeavingReason.MOVES, Destination(DestinationKind.HOME_SCHOOL))
    await service.change(leave, placement, given, by="ben")
    assert (await duty(service, DutyKind.PLANNED_END))[2] is Ending.LEFT


async def test_a_last_day_without_a_destination_decides_nothing_of_what_follows(service: Service) -> None:
    placement = await a_placement_that_ends(service)
    given = LeavingInput(END, LeavingReason.MOVES, Destination(DestinationKind.UNKNOWN))
    await service.change(leave, placement, given, by="ben")
    assert (await duty(service, DutyKind.PLANNED_END))[2] is None
    known = Destination(DestinationKind.COLLEGE, "Riverside College")
    await service.change(confirm_destination, (await duty(service, DutyKind.FIND_DESTINATION))[0], known, by="ben")
    assert (await duty(service, DutyKind.PLANNED_END))[2] is Ending.DONE


async def test_one_that_is_overdue_stays_as_late_as_it_is_when_the_end_is_moved_a_little(service: Service) -> None:
    placement = await a_placement_that_ends(service)
    service.skip_to(2026, 9, 30, 9)
    first = await duty(service, DutyKind.PLANNED_END)
    await plan(service, placement, date(2026, 10, 20))
    assert await duty(service, DutyKind.PLANNED_END) == first
    await plan(service, placement, date(2026, 10, 9))
    assert await duty(service, DutyKind.PLANNED_END) == first


async def test_an_end_that_was_set_while_a_leaving_was_planned_is_owed_once_the_pupil_stays(service: Service) -> None:
    placement = await a_taught_pupil(service, first_day=date(2026, 9, 7))
    given = LeavingInput(date(2026, 9, 18), LeavingReason.MOVES, Destination(DestinationKind.HOME_SCHOOL))
    await service.change(leave, placement, given, by="ben")
    await plan(service, placement, END)
    (leaving,) = await kept(service, Leaving)
    await service.change(drop_plan, leaving.id, by="ben")
    assert (await duty(service, DutyKind.PLANNED_END))[1:] == (THREE_WEEKS_BEFORE, None)

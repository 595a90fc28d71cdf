"""What is needed after all is due again, but for what has happened meanwhile: that ended it, on the day of the fact."""

from datetime import date, time

from models.allocations.allocate import allocate
from models.allocations.first_day import Lateness, Start, record_start
from models.attempts.log import NewAttempt, log_attempt
from models.contacts.lines import ContactInput
from models.duties.not_needed import end_as_not_needed
from models.leaving.destination import Destination
from models.leaving.leave import LeavingInput, confirm_destination, leave
from models.meetings.book import MeetingInput, book_meeting
from models.pupils.agreement import set_agreement
from models.tables.contact import Contact, Outcome, Way
from models.tables.duty import DutyKind, Ending
from models.tables.leaving import DestinationKind, LeavingReason
from tests.handlers.pressing import duty, press
from tests.handlers.teaching import a_result, a_taught_pupil, kept
from tests.school import Service, a_pupil
from tests.truths.test_agreement import AGREED
from tests.truths.test_exclusion import owed

MONDAY, TUESDAY, WEDNESDAY = (date(2026, 9, day) for day in (7, 8, 9))


async def not_needed(service: Service, *kinds: DutyKind) -> None:
    for kind in kinds:
        await service.change(end_as_not_needed, (await duty(service, kind))[0], "Their head said so", by="helen")


async def needed(service: Service, kind: DutyKind) -> tuple[Ending | None, date | None]:
    """Say that something is needed after all; how it stands then."""
    await press(service, "step.needed", (await duty(service, kind))[0], by="helen")
    found = await owed(service, kind)
    return found.ending, found.done_on


async def test_steps_that_were_done_meanwhile_are_done_on_their_day(service: Service) -> None:
    mother = ContactInput("Dana Ashworth", relation="mother", phone="01632 960011")
    placement = await a_pupil(service, excluded_on=MONDAY, contacts=(mother,))
    steps = (DutyKind.FAMILY, DutyKind.BOOK, DutyKind.ALLOCATE, DutyKind.PROVIDE)
    await not_needed(service, *steps)
    service.skip_to(2026, 9, 8, 9)
    (contact,) = await kept(service, Contact)
    spoke = NewAttempt(contact.id, Way.CALL, Outcome.SPOKE, MONDAY)
    await service.change(log_attempt, placement, spoke, by="helen")
    await service.change(book_meeting, placement, MeetingInput(WEDNESDAY, time(9), "Room 2"), by="helen")
    ann, ben = [(await service.actor(who)).staff_id for who in ("ann", "ben")]
    await service.change(allocate, placement, ben, [f"{ann}:Maths"], TUESDAY, by="helen")
    await service.change(record_start, placement, Start.FULL_TIME, TUESDAY, Lateness(), by="helen")
    service.skip_to(2026, 9, 10, 9)
    assert {kind: await needed(service, kind) for kind in steps} == {
        DutyKind.FAMILY: (Ending.DONE, MONDAY),
        DutyKind.BOOK: (Ending.DONE, TUESDAY),
        DutyKind.ALLOCATE: (Ending.DONE, TUESDAY),
        DutyKind.PROVIDE: (Ending.DONE, TUESDAY),
    }


async def test_what_nobody_did_meanwhile_is_due_again(service: Service) -> None:
    await a_pupil(service, excluded_on=MONDAY)
    steps = (DutyKind.FAMILY, DutyKind.PROFESSIONALS, DutyKind.BOOK, DutyKind.HOLD, DutyKind.ALLOCATE, DutyKind.PROVIDE)
    await not_needed(service, *steps)
    assert {await needed(service, kind) for kind in steps} == {(None, None)}


async def test_what_was_agreed_and_confirmed_meanwhile_asks_nobody(service: Service) -> None:
    placement = await a_taught_pupil(service, first_day=MONDAY)
    college = Destination(DestinationKind.COLLEGE, "Riverside College")
    leaves = LeavingInput(date(2026, 9, 18), LeavingReason.MOVES, college)
    await service.change(leave, placement, leaves, by="ben")
    await not_needed(service, DutyKind.DESTINATION)
    confirmed = Destination(college.kind, college.name, confirmed_on=MONDAY, confirmed_with="Jo")
    await service.change(confirm_destination, placement, confirmed, by="ben")
    service.skip_to(2026, 9, 10, 9)
    assert await needed(service, DutyKind.DESTINATION) == (Ending.DONE, MONDAY)


async def test_data_that_was_supplied_meanwhile_is_not_asked_for(service: Service) -> None:
    placement = await a_taught_pupil(service, first_day=MONDAY)
    await service.go_to(2026, 9, 15, 9)
    await not_needed(service, DutyKind.MISSING_PRIOR, DutyKind.MISSING_CONSENT)
    await a_result(service, placement, "4")
    await service.change(set_agreement, placement, AGREED, by="helen")
    for kind in (DutyKind.MISSING_PRIOR, DutyKind.MISSING_CONSENT):
        assert await needed(service, kind) == (Ending.DONE, date(2026, 9, 15)), kind

"""A merge hides nothing that was done on the record that it closes, and its undoing puts everything back."""

from datetime import date
from typing import Any

from models.allocations.allocate import allocate
from models.attempts.log import NewAttempt, log_attempt
from models.attempts.none_involved import say_none_involved
from models.contacts.people import add_person
from models.duplicates.merge import Keep, Stays, merge, undo_merge
from models.inspection.record import read_record
from models.leaving.destination import Destination
from models.leaving.leave import LeavingInput, leave
from models.meetings.record import Hopes, MeetingNotes, hold_meeting
from models.tables.contact import Attempt, Outcome, Way
from models.tables.duty import Duty, DutyKind, Ending
from models.tables.leaving import DestinationKind, LeavingReason
from models.tables.meeting import PlanningMeeting
from models.tables.placement import Placement, Teaching
from tests.handlers.pressing import press
from tests.handlers.teaching import kept
from tests.school import Service, a_pupil
from tests.truths.test_none_involved import WORKER

TODAY = date(2026, 9, 7)
DAY = (Ending.DONE, TODAY)


async def two_records(service: Service) -> tuple[str, str]:
    """Two records of one child: the second was worked on today, the first was not."""
    first, second = await a_pupil(service), await a_pupil(service)
    await rung(service, second, Outcome.SPOKE)
    notes = MeetingNotes(TODAY, "Mother, keyworker", Hopes("To be a chef"))
    await service.change(hold_meeting, second, notes, None, by="helen")
    ann, ben = [(await service.actor(handle)).staff_id for handle in ("ann", "ben")]
    await service.change(allocate, second, ben, [f"{ann}:Maths"], date(2026, 9, 8), by="helen")
    return first, second


async def rung(service: Service, placement: str, outcome: Outcome) -> None:
    await service.change(log_attempt, placement, NewAttempt("side:family", Way.CALL, outcome, TODAY), by="helen")


async def merged(service: Service, first: str, second: str) -> str:
    """Merge the two, and go on with the first."""
    of = {one.id: one.pupil for one in await kept(service, Placement)}
    a, b = of[first], of[second]
    return str(await service.change(merge, a.id, b.id, Keep(stays=Stays.A), (a.version, b.version), by="helen"))


async def endings(service: Service, placement: str) -> dict[DutyKind, tuple[Ending | None, date | None]]:
    return {one.kind: (one.ending, one.done_on) for one in await kept(service, Duty) if one.placement_id == placement}


async def rows(service: Service) -> dict[str, Any]:
    """Return whatever a merge of these two may move, by id."""
    found: dict[str, Any] = {}
    for kind in (Attempt, PlanningMeeting, Teaching):
        found |= {one.id: one.placement_id for one in await kept(service, kind)}
    found |= {one.id: (one.keyworker_id, one.allocated_on, one.left_on) for one in await kept(service, Placement)}
    for one in await kept(service, Duty):
        found[one.id] = (one.placement_id, one.owner_id, one.due_on, one.done_on, one.ending)
    return found


async def test_what_was_done_on_the_closed_record_is_done_on_the_one_that_goes_on(service: Service) -> None:
    first, second = await two_records(service)
    await merged(service, first, second)
    found = await endings(service, first)
    done = (DutyKind.FAMILY, DutyKind.BOOK, DutyKind.HOLD, DutyKind.ALLOCATE)
    assert {kind: found[kind] for kind in done} == dict.fromkeys(done, DAY)
    assert found[DutyKind.PROFESSIONALS] == (None, None)
    assert found[DutyKind.BASELINE] == found[DutyKind.AGREEMENT] == (None, None)
    await press(service, "pupil.open", first, by="helen")
    shown = (await service.workspace.home(by="helen")).text.replace("*", "")
    assert "Keyworker: Ben Okafor\nTeachers: Maths: Ann Lister" in shown
    assert "Planning meeting: held on Monday 7 September" in shown
    assert "No contacts recorded yet" not in shown.split("Log a contact")[0]


async def test_undoing_it_gives_all_of_it_back(service: Service) -> None:
    first, second = await two_records(service)
    before = await rows(service)
    done = await merged(service, first, second)
    assert await rows(service) != before
    await service.change(undo_merge, done, by="helen")
    assert await rows(service) == before


async def test_days_without_an_answer_on_both_records_count_together(service: Service) -> None:
    first, second = await a_pupil(service), await a_pupil(service)
    for day, placement in ((7, first), (8, second), (9, first)):
        service.skip_to(2026, 9, day, 12)
        given = NewAttempt("side:family", Way.CALL, Outcome.NO_ANSWER, date(2026, 9, day))
        await service.change(log_attempt, placement, given, by="helen")
    assert (await endings(service, first))[DutyKind.FAMILY] == (None, None)
    await merged(service, first, second)
    assert (await endings(service, first))[DutyKind.FAMILY] == (Ending.UNREACHABLE, date(2026, 9, 9))


async def test_a_step_that_ended_on_both_ends_on_the_earlier_day_and_comes_back(service: Service) -> None:
    first, second = await a_pupil(service), await a_pupil(service)
    await rung(service, second, Outcome.SPOKE)
    service.skip_to(2026, 9, 11, 9)
    later = NewAttempt("side:family", Way.CALL, Outcome.SPOKE, date(2026, 9, 11))
    await service.change(log_attempt, first, later, by="helen")
    before = await rows(service)
    done = await merged(service, first, second)
    assert (await endings(service, first))[DutyKind.FAMILY] == DAY
    await service.change(undo_merge, done, by="helen")
    assert await rows(service) == before


async def test_a_child_who_leaves_leaves_once_and_stands_once_in_the_half_term_s_record(service: Service) -> None:
    first, second = await two_records(service)
    await service.go_to(2026, 9, 7, 9)
    service.skip_to(2026, 9, 9, 9)
    await merged(service, first, second)
    nowhere = Destination(DestinationKind.UNKNOWN)
    await service.change(leave, first, LeavingInput(date(2026, 9, 11), LeavingReason.MOVES, nowhere), by="helen")
    await service.go_to(2026, 9, 14, 8, 1)
    digest = service.workspace.in_room("allocations")[-1].plain.replace("*", "")
    assert digest.count("last day Fri 11 Sep") == 1
    assert digest.split("Leavers\n")[1].count("Year 10") == 1
    record = await service.read(read_record, "2026-09-01", by="helen")
    assert {one.who.placement_id for one in record.reviews} == {first}


async def test_professionals_of_the_other_record_are_to_be_contacted_where_none_was_involved(service: Service) -> None:
    first, second = await a_pupil(service), await a_pupil(service)
    (owed,) = [
        one.id for one in await kept(service, Duty) if one.placement_id == first and one.kind is DutyKind.PROFESSIONALS
    ]
    await service.change(say_none_involved, owed, "The mother says so", by="helen")
    await service.change(add_person, second, WORKER, by="omar")
    before = await rows(service)
    done = await merged(service, first, second)
    of_first = {one.id: one for one in await kept(service, Duty) if one.placement_id == first}
    (new,) = [one for one in of_first.values() if one.kind is DutyKind.PROFESSIONALS and one.ending is None]
    assert new.due_on == date(2026, 9, 10)
    assert of_first[owed].ending is Ending.NONE_INVOLVED  # as it was until today
    await service.change(undo_merge, done, by="helen")
    assert await rows(service) == before

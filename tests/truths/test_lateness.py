"""What was late stays late, whatever is booked, moved or written since, and is shown as late where it ended."""

from datetime import date, time, timedelta

from sqlalchemy import select

from models.allocations.allocate import allocate
from models.change import Change, Read
from models.duties.assign import assign_duty, assigned_duty
from models.duties.hand_over import offer_duty
from models.home.app_home import show_pupil
from models.meetings.actions import NewAction, add_action, tick_off
from models.meetings.book import MeetingInput, book_meeting, cancel_meeting, move_meeting
from models.meetings.record import MeetingNotes, hold_meeting
from models.progress.results import ResultInput, add_result
from models.reviews.feedback import update_owed_feedback
from models.tables.duty import Duty, DutyKind, Ending
from models.tables.meeting import PlanningMeeting
from models.tables.placement import Placement
from models.tables.result import Source
from models.tables.review import Review
from models.topic import Topic
from tests.handlers.allocations.test_digest import digests
from tests.handlers.pressing import press
from tests.handlers.teaching import a_taught_pupil
from tests.school import Service, a_pupil

# Referred on Monday 7 September: the meeting is to be booked by the 14th, and held by the 21st.
BOOKED_BY, HELD_BY = date(2026, 9, 14), date(2026, 9, 21)


async def the(service: Service, kind: DutyKind) -> Duty:
    """Return the newest duty of this kind."""

    def find(read: Read) -> Duty:
        duty = read.session.scalars(select(Duty).where(Duty.kind == kind).order_by(Duty.added_at.desc())).first()
        assert duty is not None
        return duty

    found: Duty = await service.read(find)
    return found


async def book(service: Service, placement: str, day: date) -> str:
    given = MeetingInput(day, time(10), "Room 2")
    return str(await service.change(book_meeting, placement, given, by="helen"))


async def move(service: Service, meeting: str, day: date) -> None:
    await service.change(move_meeting, meeting, MeetingInput(day, time(10), "Room 2"), None, by="helen")


async def page(service: Service, placement: str, *, by: str = "helen") -> str:
    await service.change(show_pupil, placement, by=by)
    await service.workspace.quiet()
    return (await service.workspace.home(by=by)).text.replace("*", "")


async def test_a_meeting_that_is_booked_in_time_is_due_on_its_day(service: Service) -> None:
    await book(service, await a_pupil(service), date(2026, 9, 17))
    assert (await the(service, DutyKind.HOLD)).due_on == date(2026, 9, 17)


async def test_a_meeting_that_is_booked_for_too_late_a_day_is_late_and_nobody_is_reminded_before(
    service: Service,
) -> None:
    await book(service, await a_pupil(service), date(2026, 9, 25))
    hold = await the(service, DutyKind.HOLD)
    assert (hold.due_on, hold.snoozed_until) == (HELD_BY, date(2026, 9, 25))


async def test_moving_a_meeting_puts_off_no_day_on_which_it_was_due(service: Service) -> None:
    meeting = await book(service, await a_pupil(service), date(2026, 9, 17))
    await move(service, meeting, date(2026, 9, 18))
    assert (await the(service, DutyKind.HOLD)).due_on == date(2026, 9, 18)
    service.skip_to(2026, 9, 21, 9)
    await move(service, meeting, date(2026, 9, 30))
    assert (await the(service, DutyKind.HOLD)).due_on == date(2026, 9, 18)


async def test_cancelling_a_meeting_washes_no_lateness_out(service: Service) -> None:
    meeting = await book(service, await a_pupil(service), date(2026, 9, 30))
    service.skip_to(2026, 9, 29, 9)
    await service.change(cancel_meeting, meeting, by="helen")
    assert (await the(service, DutyKind.BOOK)).due_on == BOOKED_BY
    assert (await the(service, DutyKind.HOLD)).due_on == HELD_BY
    await book(service, (await the(service, DutyKind.BOOK)).placement_id or "", date(2026, 10, 1))
    shown = await page(service, (await the(service, DutyKind.BOOK)).placement_id or "")
    assert "Book the planning meeting: done on Tue 29 Sep – 11 school days late" in shown


async def test_telling_a_pupil_is_counted_from_the_day_of_the_review(service: Service) -> None:
    placement = await a_taught_pupil(service)
    service.skip_to(2026, 9, 30, 9)

    def review(change: Change, on: date) -> None:
        stay = change.get(Placement, placement)
        row = Review(placement_id=stay.id, subject="Maths", on=on, formal=False, next_step="Read")
        row.by_id, row.added_at = change.actor.staff_id, change.now
        change.add(row)
        update_owed_feedback(change, stay, "Maths")

    await service.change(review, date(2026, 9, 16), by="ann")
    assert (await the(service, DutyKind.TELL)).due_on == date(2026, 9, 23)
    service.clock.move_to(service.clock.now() + timedelta(hours=1))
    await service.change(review, date(2026, 9, 29), by="ann")
    assert (await the(service, DutyKind.TELL)).due_on == date(2026, 9, 23)


async def test_a_baseline_ends_on_the_day_on_which_it_was_assessed(service: Service) -> None:
    placement = await a_taught_pupil(service)
    service.skip_to(2026, 9, 30, 9)
    given = ResultInput(Source.BASELINE, "gcse", "4", date(2026, 9, 16))
    await service.change(add_result, Topic(placement, "Maths"), given, by="ann")
    assert (await the(service, DutyKind.BASELINE)).done_on == date(2026, 9, 16)


async def test_a_meeting_that_was_not_booked_ends_both_steps_on_the_day_of_the_meeting(service: Service) -> None:
    placement = await a_pupil(service)
    service.skip_to(2026, 9, 22, 9)
    await service.change(hold_meeting, placement, MeetingNotes(date(2026, 9, 11), "Kai"), None, by="helen")
    for kind in (DutyKind.BOOK, DutyKind.HOLD):
        step = await the(service, kind)
        assert (step.ending, step.done_on) == (Ending.DONE, date(2026, 9, 11))


async def test_late_is_said_on_the_page_in_the_digest_and_in_what_its_owner_was_told(service: Service) -> None:
    await service.bot.ticker.tick()
    placement = await a_pupil(service)
    await service.go_to(2026, 9, 21, 8, 1)
    await book(service, placement, date(2026, 9, 21))
    await service.workspace.quiet()
    assert "book the planning meeting: done – *5 school days late*" in digests(service)[-1].plain
    assert "Book the planning meeting: done on Mon 21 Sep – 5 school days late" in await page(service, placement)
    book_duty = await service.read(assigned_duty, (await the(service, DutyKind.BOOK)).id)
    assert book_duty.late == 5


async def test_whoever_takes_over_what_is_late_reads_that_it_was_late_by_then(service: Service) -> None:
    await a_pupil(service)
    await service.go_to(2026, 9, 14, 12)
    step = await the(service, DutyKind.FAMILY)
    await service.change(assign_duty, step.id, "UANN", by="helen")
    await service.workspace.quiet()
    given = service.workspace.direct_messages(to="ann")[-1].plain
    assert "due on Wednesday 9 September, *3 school days overdue*" in given
    ben = (await service.actor("ben")).staff_id
    await service.change(offer_duty, step.id, ben, by="ann")
    await service.workspace.quiet()
    asked = service.workspace.direct_messages(to="ben")[-1].plain
    assert "due Wednesday 9 September, *3 school days overdue*" in asked


async def test_a_new_keyworker_reads_what_is_theirs_now_and_what_of_it_is_late(service: Service) -> None:
    placement = await a_pupil(service)
    await service.go_to(2026, 9, 14, 12)
    sue = (await service.actor("sue")).staff_id
    await service.change(allocate, placement, sue, [], None, by="helen")
    await service.workspace.quiet()
    told = service.workspace.direct_messages(to="sue")[-1].plain
    assert "• Contact the family, due Wed 9 Sep, *3 school days overdue*" in told
    assert "• Hold the planning meeting, due Mon 21 Sep\n" in f"{told}\n"


async def test_an_agreed_action_that_was_ticked_off_late_says_so(service: Service) -> None:
    await service.bot.ticker.tick()
    placement = await a_pupil(service)
    action = NewAction("Ring the tutor", "UANN", date(2026, 9, 9))
    await service.change(add_action, placement, action, by="helen")
    await service.go_to(2026, 9, 14, 8, 1)
    await service.change(tick_off, (await the(service, DutyKind.ACTION)).id, by="helen")
    await service.workspace.quiet()
    assert "Ann Lister, done on Mon 14 Sep – *3 school days late*" in digests(service)[-1].plain
    assert "Ring the tutor – Ann Lister, Mon 14 Sep – 3 school days late" in await page(service, placement)
    await press(service, "digest.actions", "2026-09-14", by="helen")
    assert "done on Mon 14 Sep – *3 school days late*" in service.workspace.modal(by="helen").text


async def test_a_meeting_that_was_booked_keeps_the_day_on_which_it_was_booked(service: Service) -> None:
    placement = await a_pupil(service)
    await book(service, placement, date(2026, 9, 10))
    service.skip_to(2026, 9, 11, 9)
    await service.change(hold_meeting, placement, MeetingNotes(date(2026, 9, 10), "Kai"), None, by="helen")
    assert (await the(service, DutyKind.BOOK)).done_on == date(2026, 9, 7)
    held = await service.read(lambda read: read.session.scalars(select(PlanningMeeting.held_on)).one())
    assert held == date(2026, 9, 10)

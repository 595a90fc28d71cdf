"""Booking, moving and calling off a planning meeting, and who hears of it."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy import select

from bot.workspace import Client
from models.administration.staff_list import remove_staff
from models.allocations.allocate import allocate
from models.change import Read
from models.duties.assign import assign_duty
from models.tables.duty import DutyKind, Ending
from models.tables.meeting import PlanningMeeting
from tests.handlers.allocations.test_allocate import owners
from tests.handlers.pressing import duty, last_private, press
from tests.school import Service, a_pupil

WHEN = {"day": date(2026, 9, 17), "time": "10:00", "place": "Room 2"}


async def book(service: Service, *, by: str = "helen", **fields: Any) -> dict[str, str]:
    """From the button of the step."""
    await press(service, "meeting.book", (await duty(service, DutyKind.BOOK))[0], by=by)
    return await service.workspace.submit(by=by, **(WHEN | fields))


def meeting(read: Read) -> dict[str, Any]:
    """Return the columns of the newest meeting."""
    found = read.session.scalars(select(PlanningMeeting).order_by(PlanningMeeting.added_at.desc())).first()
    assert found is not None
    return {column.key: getattr(found, column.key) for column in PlanningMeeting.__table__.columns}


def said_to(workspace: Client, who: str) -> list[str]:
    """Return what the bot told somebody about meetings."""
    return [message.plain for message in workspace.direct_messages(to=who) if "meeting" in message.plain.lower()]


async def test_booking_finishes_the_step_and_holding_is_due_on_the_day(service: Service) -> None:
    await a_pupil(service)
    assert await book(service) == {}
    assert (await duty(service, DutyKind.BOOK))[2] is Ending.DONE
    assert (await duty(service, DutyKind.HOLD))[1:] == (date(2026, 9, 17), None)
    assert (await service.read(meeting))["starts_at"] == datetime(2026, 9, 17, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "problem"),
    [
        (date(2026, 9, 12), "There is no school that day. Choose another."),
        (date(2026, 10, 26), "There is no school that day. Choose another."),
        (date(2026, 9, 3), "That is in the past. If the meeting has been held, use Record the meeting."),
        (date(2028, 9, 20), "That is more than a year ahead. Check the date."),
    ],
)
async def test_a_meeting_is_on_a_school_day_to_come(service: Service, day: date, problem: str) -> None:
    await a_pupil(service)
    assert await book(service, day=day) == {"Day": problem}
    assert (await duty(service, DutyKind.BOOK))[2] is None


async def test_a_meeting_on_an_inset_day_is_recorded_when_pupils_are_back(service: Service) -> None:
    service.skip_to(2026, 11, 30, 9)
    await a_pupil(service)
    await book(service, day=date(2026, 12, 4))
    assert (await duty(service, DutyKind.HOLD))[1] == date(2026, 12, 7)


async def test_who_is_invited_is_told_without_family_or_needs(service: Service, workspace: Client) -> None:
    await a_pupil(service)
    await book(service, staff_to_invite=["ann", "priya"], others="Rosa Ashworth, Dr Kaur")
    invitation = workspace.direct_messages(to="ann")[-1]
    assert "Thursday 17 September at 10:00, Room 2" in invitation.plain
    assert "Kai" in invitation.plain
    assert invitation.text == "You are invited to 1 planning meeting."
    assert "Ashworth" not in str(invitation.blocks)
    assert "Kaur" not in str(invitation.blocks)
    assert len(said_to(workspace, "priya")) == 1
    assert said_to(workspace, "ben") == []


async def test_who_is_not_on_the_staff_cannot_be_invited(service: Service) -> None:
    await a_pupil(service)
    errors = await book(service, staff_to_invite=["ann", "gus"])
    assert errors == {"Staff to invite": "Someone here is not on the staff. Name them under Others invited."}


async def test_whoever_has_to_hold_the_meeting_is_invited_too(service: Service, workspace: Client) -> None:
    placement = await a_pupil(service)
    keyworker = str((await service.actor("sue")).staff_id)
    await service.change(allocate, placement, keyworker, [], None, by="helen")
    await book(service, staff_to_invite=["ann"])
    assert workspace.direct_messages(to="sue")[-1].files or "Room 2" in workspace.direct_messages(to="sue")[-1].plain


async def test_the_calendar_file_holds_the_meeting_and_names_nobody(service: Service, workspace: Client) -> None:
    await a_pupil(service)
    await book(service, staff_to_invite=["ann"])
    await workspace.click("Calendar file", by="ann")
    assert workspace.direct_messages(to="ann")[-1].files == ["planning-meeting.ics"]
    (file,) = service.slack.store.files.values()
    (event,) = Calendar.from_ical(file.content).walk("VEVENT")
    assert event["dtstart"].dt == datetime(2026, 9, 17, 9, 0, tzinfo=UTC)
    assert event["location"] == "Room 2"
    assert str(event["organizer"]).startswith("mailto:")
    assert b"Kai" not in file.content
    assert b"Ashworth" not in file.content


async def test_each_calendar_file_takes_the_place_of_the_one_before_and_the_last_takes_it_away(
    service: Service, workspace: Client
) -> None:
    placement = await a_pupil(service)
    await book(service, staff_to_invite=["ann"])
    booked = (await service.read(meeting))["id"]
    await press(service, "meeting.file", booked, by="ann")
    await press(service, "meeting.change", placement, by="helen")
    await workspace.submit(by="helen", place="Room 3")
    await press(service, "meeting.file", booked, by="ann")
    await press(service, "meeting.change", placement, by="helen")
    await workspace.click("Cancel the meeting", by="helen")
    await press(service, "meeting.file", booked, by="ann")
    calendars = [Calendar.from_ical(file.content) for file in service.slack.store.files.values()]
    events = [each.walk("VEVENT")[0] for each in calendars]
    assert [str(each["method"]) for each in calendars] == ["PUBLISH", "PUBLISH", "CANCEL"]
    assert len({(str(event["uid"]), str(event["organizer"])) for event in events}) == 1
    sequence = [int(event["sequence"]) for event in events]
    assert sequence == sorted(set(sequence))


async def test_a_meeting_that_moves_is_told_anew_and_its_invitation_follows(
    service: Service, workspace: Client
) -> None:
    placement = await a_pupil(service)
    await book(service, staff_to_invite=["ann", "ben"])
    await press(service, "meeting.change", placement, by="helen")
    assert workspace.modal(by="helen").fields["Place"] == "Room 2"
    moved = {"day": date(2026, 9, 18), "time": "14:30", "staff_to_invite": ["ann", "dan"]}
    assert await workspace.submit(by="helen", **moved) == {}
    invitation, news = said_to(workspace, "ann")
    assert "Friday 18 September at 14:30" in invitation
    assert "has changed" in news
    assert ["no longer needed" in said for said in said_to(workspace, "ben")] == [True, True]
    assert len(said_to(workspace, "dan")) == 1
    assert (await duty(service, DutyKind.HOLD))[1] == date(2026, 9, 18)


async def test_a_place_for_others_alone_is_no_news(service: Service, workspace: Client) -> None:
    placement = await a_pupil(service)
    await book(service, staff_to_invite=["ann"])
    await press(service, "meeting.change", placement, by="helen")
    await workspace.submit(by="helen", others="The social worker")
    assert len(said_to(workspace, "ann")) == 1


async def test_a_meeting_that_is_called_off_is_owed_again_until_that_is_undone(
    service: Service, workspace: Client
) -> None:
    placement = await a_pupil(service)
    await book(service, staff_to_invite=["ann"])
    await press(service, "meeting.change", placement, by="helen")
    await workspace.click("Cancel the meeting", by="helen")
    assert "cancelled" in said_to(workspace, "ann")[-1]
    assert (await duty(service, DutyKind.BOOK))[1:] == (date(2026, 9, 14), None)
    assert (await duty(service, DutyKind.HOLD))[1:] == (date(2026, 9, 21), None)
    await workspace.click("Undo", by="helen")
    assert (await service.read(meeting))["cancelled_at"] is None
    assert (await duty(service, DutyKind.BOOK))[2] is Ending.DONE
    assert (await duty(service, DutyKind.HOLD))[1:] == (date(2026, 9, 17), None)
    assert "It is now on Thursday 17 September at 10:00" in said_to(workspace, "ann")[-1]


async def test_booking_again_is_owed_by_whoever_booked_it_before(service: Service, workspace: Client) -> None:
    placement = await a_pupil(service)
    await service.change(assign_duty, (await duty(service, DutyKind.BOOK))[0], "UANN", by="helen")
    await book(service)
    await press(service, "meeting.change", placement, by="helen")
    await workspace.click("Cancel the meeting", by="helen")
    assert await owners(service) | {DutyKind.BOOK: "Ann Lister", DutyKind.HOLD: "Helen Marsh"} == await owners(service)


async def test_booking_again_is_the_keyworkers_where_there_is_one_since(service: Service, workspace: Client) -> None:
    placement = await a_pupil(service)
    await book(service)
    await service.change(allocate, placement, (await service.actor("ann")).staff_id, [], None, by="helen")
    await press(service, "meeting.change", placement, by="ann")
    await workspace.click("Cancel the meeting", by="ann")
    assert await owners(service) | {DutyKind.BOOK: "Ann Lister", DutyKind.HOLD: "Ann Lister"} == await owners(service)


async def test_booking_again_falls_to_the_head_where_whoever_booked_it_has_left(
    service: Service, workspace: Client
) -> None:
    placement = await a_pupil(service)
    await service.change(assign_duty, (await duty(service, DutyKind.BOOK))[0], "UANN", by="helen")
    await book(service)
    await service.change(remove_staff, (await service.actor("ann")).staff_id, by="helen")
    await press(service, "meeting.change", placement, by="helen")
    await workspace.click("Cancel the meeting", by="helen")
    assert (await owners(service))[DutyKind.BOOK] == "Helen Marsh"


async def test_a_meeting_can_be_moved_although_somebody_invited_has_left(service: Service, workspace: Client) -> None:
    placement = await a_pupil(service)
    await book(service, staff_to_invite=["ann", "ben"])
    await service.change(remove_staff, (await service.actor("ben")).staff_id, by="helen")
    await press(service, "meeting.change", placement, by="helen")
    assert await workspace.submit(by="helen", place="Room 4") == {}


async def test_a_teacher_may_not_book_but_whoever_was_given_the_step_may(service: Service, workspace: Client) -> None:
    await a_pupil(service)
    step = (await duty(service, DutyKind.BOOK))[0]
    await press(service, "meeting.book", step, by="ann")
    assert not workspace.has_modal(by="ann")
    assert "can change planning meetings" in last_private(service)


async def test_two_who_book_at_once_book_one_meeting(service: Service, workspace: Client) -> None:
    await a_pupil(service)
    step = (await duty(service, DutyKind.BOOK))[0]
    for who in ("helen", "omar"):
        await press(service, "meeting.book", step, by=who)
    assert await workspace.submit(by="helen", **WHEN) == {}
    errors = await workspace.submit(by="omar", **WHEN)
    assert errors == {"Day": "Someone has already booked this meeting. Close this and check the pupil's page."}


async def test_the_second_of_two_who_move_a_meeting_finds_both_and_can_save_after_all(
    service: Service, workspace: Client
) -> None:
    placement = await a_pupil(service)
    await book(service)
    for who in ("helen", "omar"):
        await press(service, "meeting.change", placement, by=who)
    assert await workspace.submit(by="helen", place="Room 4", staff_to_invite=["ann"]) == {}
    errors = await workspace.submit(by="omar", day=date(2026, 9, 18), others="The social worker")
    assert errors["Day"].startswith("Helen Marsh changed this while you had it open.")
    await workspace.close(by="omar")
    await press(service, "meeting.change", placement, by="omar")
    form = workspace.modal(by="omar")
    assert "Day now: Thursday 17 September 2026" in form.text
    fields = form.fields  # where Omar typed nothing, Helen's words stand
    assert (fields["Place"], fields["Staff to invite"], fields["Others invited"]) == (
        "Room 4",
        ["ann"],
        "The social worker",
    )
    assert await workspace.submit(by="omar") == {}

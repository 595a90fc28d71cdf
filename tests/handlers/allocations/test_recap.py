"""The recap of the allocations meeting: who does what by when, once, in the thread."""

from datetime import date, datetime

from sqlalchemy import select

from bot.workspace.testing.screen import Message
from models.change import Change, Read
from models.meetings.actions import NewAction, add_action
from models.tables.duty import Duty
from models.tables.message import Message as Said
from models.tables.message import MessagePupil
from models.tables.placement import Placement
from tests.school import LONDON, Service, a_pupil, a_service


def recaps(service: Service, day: str = "Monday 14 September") -> list[Message]:
    """Return the recaps of the meeting on this day."""
    return [message for message in service.workspace.in_room("allocations") if f"Recap of {day}" in message.plain]


async def meet(service: Service) -> Message:
    """Refer a pupil, go to the next week's meeting, and return the message that offers to post its recap."""
    await service.bot.ticker.tick()
    await a_pupil(service, "Kai Ashworth")
    await service.live_to(2026, 9, 14, 8, 1)
    return next(one for one in reversed(service.workspace.in_room("allocations")) if "Post the recap" in one.buttons)


async def test_it_is_posted_in_the_thread_when_a_head_says_that_the_meeting_is_over(service: Service) -> None:
    digest = await meet(service)
    await service.workspace.click("Allocate", by="helen")
    await service.workspace.submit(by="helen", keyworker="Ann Lister", subject_teachers=["English – Ben Okafor"])
    await service.workspace.click("Post the recap", by="helen")
    (recap,) = recaps(service)
    assert recap.thread_ts == digest.ts
    assert "Allocated at the meeting" in recap.plain
    assert "keyworker Ann Lister" in recap.plain
    assert "*Ann Lister*\n• Book the planning meeting: KA · Year 10 · " in recap.plain
    assert "*Overdue*: 2 things." in recap.plain
    assert recap.text == "Recap of the allocations meeting: 1 allocated, 1 colleague with something to do, 2 overdue"


async def test_it_comes_by_itself_at_the_end_of_the_day_and_only_then(service: Service) -> None:
    await meet(service)
    await service.go_to(2026, 9, 14, 17, 59)
    assert recaps(service) == []
    await service.go_to(2026, 9, 14, 18)
    assert len(recaps(service)) == 1


async def test_after_the_button_the_evening_brings_no_second_one(service: Service) -> None:
    await meet(service)
    await service.workspace.click("Post the recap", by="omar")
    await service.go_to(2026, 9, 15, 8)
    assert len(recaps(service)) == 1


async def test_pressed_again_it_is_brought_up_to_date_in_place(service: Service) -> None:
    await meet(service)
    await service.workspace.click("Post the recap", by="helen")
    await service.workspace.click("Allocate", by="helen")
    await service.workspace.submit(by="helen", keyworker="Ann Lister", subject_teachers=["English – Ben Okafor"])
    await service.workspace.click("Update the recap", by="helen")
    (recap,) = recaps(service)
    assert "keyworker Ann Lister" in recap.plain


async def test_who_is_allocated_from_the_digest_two_days_later_stands_in_its_recap_and_not_in_the_next(
    service: Service,
) -> None:
    await meet(service)
    await service.go_to(2026, 9, 16, 10)
    await service.workspace.click("Allocate", by="helen")
    await service.workspace.submit(by="helen", keyworker="Ann Lister", subject_teachers=["English – Ben Okafor"])
    await service.workspace.click("Update the recap", by="helen")
    assert "keyworker Ann Lister" in recaps(service)[0].plain
    await service.go_to(2026, 9, 21, 9)  # the recap is of a digest that has been posted
    await service.go_to(2026, 9, 21, 18)
    assert "keyworker Ann Lister" not in recaps(service, "Monday 21 September")[0].plain


async def test_a_teacher_is_told_who_gives_the_recap(service: Service) -> None:
    await meet(service)
    await service.workspace.click("Post the recap", by="ann")
    assert recaps(service) == []
    said = [message.plain for message in service.workspace.messages if message.ephemeral_for]
    assert any("can post the digest and its recap" in text for text in said)


async def test_a_bot_that_was_away_in_the_evening_gives_it_in_the_morning(service: Service) -> None:
    await meet(service)
    service.clock.move_to(service.clock.now().replace(day=15, hour=2))
    await service.bot.ticker.tick()
    await service.workspace.quiet()
    assert recaps(service) == []
    await service.go_to(2026, 9, 15, 7, 31)
    assert len(recaps(service)) == 1


async def test_a_meeting_that_was_begun_on_another_day_has_its_recap_that_evening(database_url: str) -> None:
    async with a_service(database_url, at=datetime(2026, 9, 9, 12, tzinfo=LONDON)) as service:
        await service.workspace.command("/allocations", by="helen")
        await service.go_to(2026, 9, 9, 18)
        assert len(recaps(service, "Monday 7 September")) == 1


async def test_the_recap_of_an_older_meeting_is_not_given_again(service: Service) -> None:
    await meet(service)
    await service.live_to(2026, 9, 21, 8, 1)
    older = [one for one in service.workspace.in_room("allocations") if "Update the recap" in one.buttons]
    assert older
    before = len(service.workspace.in_room("allocations"))
    await service.workspace.click("Update the recap", by="helen", within="Update the recap", room="allocations")
    assert len(service.workspace.in_room("allocations")) == before


async def test_it_says_what_was_agreed_at_the_meeting_however_late_it_is_due_and_nothing_of_before(
    service: Service,
) -> None:
    before, since = NewAction("Old", "UANN", date(2026, 10, 5)), NewAction("New", "UBEN", date(2026, 10, 6))
    kai = await a_pupil(service, "Kai Ashworth")
    await service.change(add_action, kai, before, by="helen")
    await meet(service)
    await service.change(add_action, kai, since, by="helen")
    await service.workspace.click("Post the recap", by="helen")
    (recap,) = recaps(service)
    assert "by Tue 6 Oct" in recap.plain
    assert "5 Oct" not in recap.plain


async def test_every_pupil_who_stands_in_it_is_linked_to_it(service: Service) -> None:
    kai = await a_pupil(service, "Zoe Lark")
    await meet(service)
    await service.change(finish_all, kai)
    await service.change(add_action, kai, NewAction("Ring", "UBEN", date(2026, 10, 6)), by="helen")
    await service.workspace.click("Post the recap", by="helen")
    assert "ZL" in recaps(service)[0].plain
    assert await service.read(linked) == await service.read(lambda read: set(read.session.scalars(PUPILS)))


PUPILS = select(Placement.pupil_id)


def finish_all(change: Change, placement_id: str) -> None:
    """Nothing is owed for this pupil."""
    for duty in change.session.scalars(select(Duty).where(Duty.placement_id == placement_id)):
        change.close_duty(duty)


def linked(read: Read) -> set[str]:
    """Return the ids of the pupils whose erasure would take the recap away."""
    of_recaps = select(MessagePupil.pupil_id).join(Said, Said.id == MessagePupil.message_id)
    return set(read.session.scalars(of_recaps.where(Said.kind == "recap")))

"""Giving what is owed to somebody else."""

from sqlalchemy import select

from bot.workspace import Client
from models.tables.duty import Duty, DutyKind
from models.tables.staff import Staff
from tests.handlers.pressing import duty, last_private, press
from tests.school import Service, a_pupil

WHO = "hand_over_to"


async def give(service: Service, kind: DutyKind, to: str, *, by: str = "helen") -> dict[str, str]:
    """From the button of a thing owed."""
    await press(service, "step.give", (await duty(service, kind))[0], by=by)
    return await service.workspace.submit(by=by, **{WHO: to})


async def owner(service: Service, kind: DutyKind) -> str | None:
    """Who owes it."""
    rows = select(Staff.name).join(Duty, Duty.owner_id == Staff.id).where(Duty.kind == kind, Duty.done_on.is_(None))
    name: str | None = await service.read(lambda read: read.session.scalar(rows))
    return name


async def test_a_step_that_is_given_belongs_to_somebody_else_who_is_told(service: Service, workspace: Client) -> None:
    await a_pupil(service)
    assert await give(service, DutyKind.FAMILY, "ann") == {}
    assert await owner(service, DutyKind.FAMILY) == "Ann Lister"
    assert await owner(service, DutyKind.BOOK) == "Helen Marsh"
    told = workspace.direct_messages(to="ann")[-1]
    assert "Contact the family* for Kai" in told.plain
    assert told.text == "You have been given 1 thing to do."
    assert "Ashworth" not in str(told.blocks)


async def test_whoever_was_given_the_booking_may_book(service: Service, workspace: Client) -> None:
    await a_pupil(service)
    await give(service, DutyKind.BOOK, "ann")
    await workspace.click("Book the meeting", by="ann")
    assert workspace.modal(by="ann").title == "Book the meeting"


async def test_the_message_follows_what_becomes_of_the_step(service: Service, workspace: Client) -> None:
    await a_pupil(service)
    await give(service, DutyKind.FAMILY, "ann")
    await give(service, DutyKind.FAMILY, "ben", by="omar")
    assert "is with Ben Okafor now" in workspace.direct_messages(to="ann")[-1].plain
    await workspace.click("Log a contact", by="ben")
    given = {"who_did_you_contact": "Someone", "how": "Phone call", "what_happened": "We spoke"}
    await workspace.submit(by="ben", **given, when=service.clock.today())
    assert ": done. Thank you." in workspace.direct_messages(to="ben")[-1].plain


async def test_allocating_goes_only_to_who_may_allocate(service: Service) -> None:
    await a_pupil(service)
    errors = await give(service, DutyKind.ALLOCATE, "ann")
    assert errors == {"Hand over to": "Only a Head, the SENCo or the office can allocate pupils."}
    assert await service.workspace.submit(by="helen", **{WHO: "priya"}) == {}


async def test_a_guest_cannot_be_given_anything(service: Service) -> None:
    await a_pupil(service)
    errors = await give(service, DutyKind.FAMILY, "gus")
    assert errors["Hand over to"].startswith("Choose someone on the staff")


async def test_a_teacher_cannot_give_steps_out(service: Service, workspace: Client) -> None:
    await a_pupil(service)
    await press(service, "step.give", (await duty(service, DutyKind.FAMILY))[0], by="ann")
    assert not workspace.has_modal(by="ann")
    assert "Only a Head, the SENCo or the office can hand over" in last_private(service)

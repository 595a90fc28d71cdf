"""Writing down a planning meeting that was held."""

from datetime import date
from typing import Any

from sqlalchemy import select

from bot.workspace import Client
from models.allocations.allocate import allocate
from models.change import Change, Read
from models.tables.barrier import Barrier, BarrierKind, BarrierStatus
from models.tables.duty import DutyKind, Ending
from models.tables.meeting import Action, PlanningMeeting
from models.tables.placement import Placement
from tests.handlers.pressing import duty, press
from tests.school import Service, a_pupil

PAGES = (
    "Next: attendance and learning",
    "Next: behaviour and emotional needs",
    "Next: medical and previous schooling",
    "Next: agreed actions",
    "Next: more actions",
)
MONDAY = date(2026, 9, 7)
LEARNING = {"learning_how_sure": "Suspected", "learning_what_was_said": "Reads slowly"}
ACTION = {"action_1_what": "Ring the tutor", "action_1_who": "ann", "action_1_by_when": date(2026, 9, 11)}


async def open_form(service: Service, *, by: str = "helen") -> None:
    """From the button of the step."""
    await press(service, "meeting.hold", (await duty(service, DutyKind.HOLD))[0], by=by)


async def turn(workspace: Client, *titles: str, by: str = "helen") -> None:
    """Go on to the next pages."""
    for title in titles:
        await workspace.click(title, by=by)


def barriers(read: Read) -> dict[BarrierKind, tuple[BarrierStatus, str | None]]:
    """Every barrier there is."""
    return {one.kind: (one.status, one.note) for one in read.session.scalars(select(Barrier))}


def held(read: Read) -> list[tuple[Any, ...]]:
    """When meetings were held, and who came."""
    return [tuple(row) for row in read.session.execute(select(PlanningMeeting.held_on, PlanningMeeting.came))]


async def test_a_meeting_that_was_never_booked_can_be_written_down_from_its_first_page(
    service: Service, workspace: Client
) -> None:
    await a_pupil(service)
    await open_form(service)
    assert await workspace.submit(by="helen", held_on=MONDAY, who_came="Kai, his mother") == {}
    assert await service.read(held) == [(date(2026, 9, 7), "Kai, his mother")]
    assert (await duty(service, DutyKind.HOLD))[2] is Ending.DONE
    assert (await duty(service, DutyKind.BOOK))[2] is Ending.DONE
    assert (await duty(service, DutyKind.FAMILY))[2] is None


async def test_barriers_hopes_and_actions_of_all_pages_are_kept(service: Service, workspace: Client) -> None:
    placement = await a_pupil(service, barriers=frozenset({BarrierKind.ATTENDANCE}))
    await open_form(service)
    assert "Known so far: Attendance (reported by the referrer)" in workspace.modal(by="helen").text
    await workspace.fill(
        by="helen", held_on=MONDAY, who_came="Kai", what_the_pupil_hopes_for="To be a chef", what_helps="A quiet seat"
    )
    await turn(workspace, PAGES[0])
    await workspace.fill(by="helen", **LEARNING)
    await turn(workspace, *PAGES[1:4])
    assert await workspace.submit(by="helen", **ACTION) == {}
    found = await service.read(barriers)
    assert found[BarrierKind.ATTENDANCE] == (BarrierStatus.REFERRER_SAYS, None)
    assert found[BarrierKind.LEARNING] == (BarrierStatus.SUSPECTED, "Reads slowly")
    assert len(found) == 2
    kept = await service.read(lambda read: read.get(Placement, placement).hopes_pupil)
    assert kept == "To be a chef"
    assert (await duty(service, DutyKind.ACTION))[1:] == (date(2026, 9, 11), None)


async def test_the_owner_of_an_action_is_told_without_what_it_is(service: Service, workspace: Client) -> None:
    await a_pupil(service)
    await open_form(service)
    await workspace.fill(by="helen", held_on=MONDAY, who_came="Kai")
    await turn(workspace, *PAGES[:4])
    await workspace.submit(by="helen", **ACTION)
    told = workspace.direct_messages(to="ann")[-1]
    assert told.text == "You have 1 new agreed action."
    assert "Kai" in told.plain
    assert "tutor" not in str(told.blocks)


async def test_half_an_action_is_refused_beside_what_is_missing(service: Service, workspace: Client) -> None:
    await a_pupil(service)
    await open_form(service)
    await workspace.fill(by="helen", held_on=MONDAY, who_came="Kai")
    await turn(workspace, *PAGES[:4])
    errors = await workspace.submit(by="helen", action_1_what="Ring the tutor", action_1_who="ann")
    assert errors == {"Action 1: by when": "Say who does what by when, or leave all three blank."}
    assert await service.read(held) == []


async def test_a_barrier_without_a_status_leads_back_to_its_page(service: Service, workspace: Client) -> None:
    await a_pupil(service)
    await open_form(service)
    await workspace.fill(by="helen", held_on=MONDAY, who_came="Kai")
    await turn(workspace, PAGES[0])
    await workspace.fill(by="helen", learning_what_was_said="Reads slowly")
    await turn(workspace, PAGES[1])
    await workspace.submit(by="helen")
    form = workspace.modal(by="helen")
    assert "Learning: how sure we are: Say how sure you are about this barrier." in form.text
    assert form.fields["Learning: what was said"] == "Reads slowly"


async def test_a_meeting_to_come_cannot_have_been_held(service: Service, workspace: Client) -> None:
    await a_pupil(service)
    await open_form(service)
    errors = await workspace.submit(by="helen", held_on=date(2026, 9, 8), who_came="Kai")
    assert errors == {"Held on": "That date is in the future. Record the meeting once it has been held."}


async def test_two_who_write_down_one_meeting_keep_one_and_both_texts(service: Service, workspace: Client) -> None:
    await a_pupil(service)
    for who in ("helen", "omar"):
        await open_form(service, by=who)
    assert await workspace.submit(by="helen", held_on=MONDAY, who_came="Kai") == {}
    errors = await workspace.submit(by="omar", held_on=MONDAY, who_came="Kai and his aunt")
    assert errors["Held on"].startswith("Helen Marsh changed this while you had it open.")
    assert await service.read(held) == [(date(2026, 9, 7), "Kai")]
    await workspace.close(by="omar")
    await open_form(service, by="omar")
    form = workspace.modal(by="omar")
    assert "The record has changed since then" in form.text
    assert "Who came now: Kai" in form.text
    assert form.fields["Who came"] == "Kai and his aunt"
    assert await workspace.submit(by="omar", reason_for_the_change="His aunt came later") == {}
    assert await service.read(held) == [(date(2026, 9, 7), "Kai and his aunt")]


async def test_what_helps_is_not_written_over_by_notes_that_were_begun_before(
    service: Service, workspace: Client
) -> None:
    placement = await a_pupil(service)

    def helps(change: Change) -> str | None:
        return change.get(Placement, placement).helps

    await open_form(service, by="omar")
    await workspace.fill(by="omar", held_on=MONDAY, who_came="Kai", what_helps="A quiet seat")
    await press(service, "placement.edit", placement, by="helen")
    await turn(workspace, "Next: placement", "Next: needs", by="helen")
    assert await workspace.submit(by="helen", what_helps="Time before he answers") == {}
    errors = await workspace.submit(by="omar")
    assert errors["Held on"].startswith("Helen Marsh changed this while you had it open.")
    assert await service.read(helps) == "Time before he answers"
    await workspace.close(by="omar")
    await open_form(service, by="omar")
    form = workspace.modal(by="omar")
    assert "What helps so far: Time before he answers" in form.text
    assert form.fields["What helps"] == "A quiet seat"
    assert await workspace.submit(by="omar", what_helps="Time before he answers, and a quiet seat") == {}
    assert await service.read(helps) == "Time before he answers, and a quiet seat"


async def test_a_keyworker_given_meanwhile_does_not_stop_the_notes(service: Service, workspace: Client) -> None:
    placement = await a_pupil(service)
    await open_form(service, by="omar")
    ann = (await service.actor("ann")).staff_id
    await service.change(allocate, placement, ann, [], date(2026, 9, 8), by="helen")
    assert await workspace.submit(by="omar", held_on=MONDAY, who_came="Kai") == {}


async def test_what_was_written_down_can_be_corrected(service: Service, workspace: Client) -> None:
    placement = await a_pupil(service)
    await open_form(service)
    await workspace.fill(by="helen", held_on=MONDAY, who_came="Kai")
    await turn(workspace, *PAGES[:4])
    await workspace.submit(by="helen", **ACTION)
    await press(service, "meeting.hold", placement, by="helen")
    assert "already saved" in workspace.modal(by="helen").text
    assert await workspace.submit(by="helen", who_came="Kai and his father") == {}
    assert await service.read(held) == [(date(2026, 9, 7), "Kai and his father")]
    assert len(await service.read(lambda read: read.session.scalars(select(Action.id)).all())) == 1


async def test_a_teacher_of_somebody_else_cannot_write_it_down(service: Service, workspace: Client) -> None:
    await a_pupil(service)
    await open_form(service, by="ann")
    assert not workspace.has_modal(by="ann")


async def test_whoever_writes_of_a_barrier_reads_there_who_will_see_it(service: Service, workspace: Client) -> None:
    placement = await a_pupil(service)
    await press(service, "meeting.hold", placement, by="helen")
    await workspace.click("Next: attendance and learning", by="helen")
    assert workspace.modal(by="helen").text.count("All staff can see this") == 2

"""/halfterm: the help that is read off the menu, and the settings that Heads keep."""

from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest
from sqlalchemy import select

from bot.workspace import Client, Outcome, Room
from models.change import Read
from models.school.settings import write_settings
from models.tables.duty import Duty, DutyKind
from tests.handlers.teaching import a_taught_pupil
from tests.models.school.calendars import YEAR_2026
from tests.school import CHANNEL, Service, a_pupil, a_service

ASSESSED = (DutyKind.BASELINE, DutyKind.TARGET)
BUTTONS = ["Staff", "Channel", "Term dates", "Hours", "Days for each step"]


def shown(outcome: Outcome) -> str:
    return str(outcome.response)


async def due(service: Service, kind: DutyKind) -> date:
    found = select(Duty.due_on).where(Duty.kind == kind, Duty.done_on.is_(None))
    return date.fromisoformat(str(await service.read(lambda read: read.session.scalars(found).one())))


async def press(workspace: Client, button: str) -> None:
    """Open one of the settings, as a Head."""
    await workspace.command("/halfterm", by="helen")
    await workspace.click(button, by="helen")


async def test_help_names_every_command_there_is_and_what_the_asker_may_do(workspace: Client) -> None:
    answer = shown(await workspace.command("/halfterm", by="ann"))
    for command in workspace.slack.commands():
        assert command["command"] in answer
    assert "Your role: Teacher" in answer
    assert "merge duplicate records" not in answer
    of_head = shown(await workspace.command("/halfterm", by="helen"))
    assert "You can see and do everything here, for every pupil" in of_head


async def test_only_a_head_sees_the_settings_and_the_others_are_told_whom_to_ask(workspace: Client) -> None:
    of_head, of_teacher = [shown(await workspace.command("/halfterm", by=who)) for who in ("hugo", "ann")]
    assert all(f"'{button}'" in of_head for button in BUTTONS)
    assert not any(f"'{button}'" in of_teacher for button in BUTTONS)
    assert "Helen Marsh or Hugo Bright" in of_teacher


async def test_a_head_who_is_none_any_more_cannot_use_the_buttons_that_are_left(service: Service) -> None:
    await service.workspace.command("/halfterm", by="hugo")
    await service.workspace.command("/halfterm", by="helen")
    await service.workspace.click("Staff", by="helen")
    await service.workspace.click("Edit", by="helen", within="Hugo")
    await service.workspace.submit(by="helen", role="Teacher")
    for button in BUTTONS:
        await service.workspace.click(button, by="hugo")
        assert not service.workspace.has_modal(by="hugo")
    assert "Only a Head can change" in service.workspace.messages[-1].plain


@pytest.mark.parametrize(
    ("room", "why"),
    [
        (Room("CPUBLIC", "open", is_private=False, members=["UHELEN"]), "public"),
        (Room("GSHARED", "shared", members=["UHELEN"], is_ext_shared=True), "another organisation"),
        (Room("GPENDING", "pending", members=["UHELEN"], is_pending_ext_shared=True), "another organisation"),
        (Room("GORG", "org", members=["UHELEN"], is_org_shared=True), "another organisation"),
        (Room("GOLD", "old", members=["UHELEN"], is_archived=True), "archived"),
        (Room("GWITHGUEST", "mixed", members=["UHELEN", "UGUS", "UNOBODY"]), "Gus Guest and Noel Body are in"),
    ],
    ids=lambda value: value.name if isinstance(value, Room) else "",
)
async def test_a_channel_where_others_could_read_is_refused_beside_the_field(
    service: Service, room: Room, why: str
) -> None:
    service.slack.rooms[room.id] = replace(room, members=[*room.members, service.slack.bot_user_id])
    await press(service.workspace, "Channel")
    errors = await submit_channel(service, room.id)
    assert why in errors["Channel for the allocations digest"]
    assert await service.read(lambda read: read.school.channel) == CHANNEL


async def test_whom_slack_does_not_name_is_an_outsider_all_the_same(service: Service) -> None:
    members = ["UHELEN", "USHADOW", service.slack.bot_user_id]
    service.slack.rooms["GSHADE"] = Room("GSHADE", "shade", members=members)
    await press(service.workspace, "Channel")
    errors = await submit_channel(service, "GSHADE")
    assert "someone Slack does not name is in that channel" in errors["Channel for the allocations digest"]


async def submit_channel(service: Service, room: str) -> dict[str, str]:
    """Past the client's own list, which does not offer all of these."""
    view = service.slack.modals("UHELEN")[-1]
    block = next(block for block in view["blocks"] if block["type"] == "input")
    view["state"]["values"].setdefault(block["block_id"], {})
    await service.slack.fill("UHELEN", view["id"], block["block_id"], block["element"]["action_id"], room)
    return await service.workspace.submit(by="helen")


async def test_a_channel_without_the_bot_is_refused_with_what_to_do(service: Service) -> None:
    service.slack.rooms["GQUIET"] = Room("GQUIET", "quiet", members=["UHELEN"])
    await press(service.workspace, "Channel")
    errors = await submit_channel(service, "GQUIET")
    assert "/invite @Halfterm" in errors["Channel for the allocations digest"]


async def test_choosing_a_channel_lets_go_what_waited_for_one(service: Service) -> None:
    service.slack.rooms["GNEW"] = Room("GNEW", "new", members=["UHELEN", service.slack.bot_user_id])
    await service.change(forget_channel)
    await a_pupil(service)
    await service.go_to(2026, 9, 14, 9)
    assert "No staff channel has been chosen" in "".join(
        message.plain for message in service.workspace.direct_messages(to="helen")
    )
    await press(service.workspace, "Channel")
    assert await submit_channel(service, "GNEW") == {}
    await service.workspace.quiet()
    assert len(service.workspace.in_room("new")) >= 1


def forget_channel(change: Any) -> None:
    write_settings(change.session, {"channel": None})


async def test_a_line_of_term_dates_that_is_wrong_is_named_beside_the_field_and_nothing_typed_is_lost(
    workspace: Client,
) -> None:
    await press(workspace, "Term dates")
    wrong = "Wed 1 Sep 2026 - 23 Oct 2026\n2 Nov 2026 - 18 Dec 2026\nhalf-term soon\nand more"
    errors = await workspace.submit(by="helen", half_terms_and_inset_days=wrong)
    assert "Line 1: 1 September 2026 is a Tuesday, not a Wednesday." in errors["Half-terms and INSET days"]
    assert "Line 3: “half-term soon” was not understood.\nLine 4" in errors["Half-terms and INSET days"]
    assert errors["Half-terms and INSET days"].count("Write “2 Sep 2025") == 1
    assert workspace.modal(by="helen").fields["Half-terms and INSET days"] == wrong


async def test_doubtful_term_dates_are_asked_about_before_they_are_saved(service: Service) -> None:
    await press(service.workspace, "Term dates")
    short = "1 Sep 2026 - 11 Sep 2026"
    assert await service.workspace.submit(by="helen", half_terms_and_inset_days=short) == {}
    assert "is 1 week and 4 days long" in service.workspace.modal(by="helen").text
    assert list(await service.workspace.submit(by="helen")) == ["Needed if Halfterm asked you to check"]
    assert len(await service.read(lambda read: read.school.half_terms)) == 6
    await service.workspace.fill(
        by="helen", needed_if_halfterm_asked_you_to_check=["I have checked: the dates are right"]
    )
    assert await service.workspace.submit(by="helen") == {}
    assert len(await service.read(lambda read: read.school.half_terms)) == 1


async def test_new_term_dates_move_what_is_owed_but_not_what_somebody_moved(service: Service) -> None:
    await a_pupil(service, excluded_on=date(2026, 9, 7))
    await service.change(set_due, DutyKind.HOLD, date(2026, 9, 30))
    before = await due(service, DutyKind.FAMILY), await due(service, DutyKind.PROVIDE)
    await press(service.workspace, "Term dates")
    with_inset = YEAR_2026.replace("INSET ", "INSET 8 Sep 2026, ")
    assert await service.workspace.submit(by="helen", half_terms_and_inset_days=with_inset) == {}
    assert await service.workspace.submit(by="helen") == {}
    assert "4 due dates moved" in service.workspace.modal(by="helen").text.replace("*", "")
    assert before == (date(2026, 9, 9), date(2026, 9, 14))
    assert await due(service, DutyKind.FAMILY) == date(2026, 9, 10)
    assert await due(service, DutyKind.PROVIDE) == date(2026, 9, 15)
    assert await due(service, DutyKind.ALLOCATE) == date(2026, 9, 11)  # brought forward to be before the start
    assert await due(service, DutyKind.HOLD) == date(2026, 9, 30)


def set_due(change: Any, kind: DutyKind, day: date) -> None:
    change.session.scalars(select(Duty).where(Duty.kind == kind)).one().due_on = day


async def test_other_step_days_count_for_those_who_are_here(service: Service) -> None:
    await a_pupil(service)
    await press(service.workspace, "Days for each step")
    assert await service.workspace.submit(by="helen", school_days_to_contact_the_family="4") == {}
    assert "1 due date moved" in service.workspace.modal(by="helen").text.replace("*", "")
    assert await due(service, DutyKind.FAMILY) == date(2026, 9, 11)
    assert await due(service, DutyKind.BOOK) == date(2026, 9, 14)


async def test_other_days_for_baselines_and_targets_count_for_those_who_are_taught_already_and_for_new_ones(
    service: Service,
) -> None:
    await a_taught_pupil(service, "Kai Ashworth", first_day=date(2026, 9, 8))
    assert [await due(service, kind) for kind in ASSESSED] == [date(2026, 9, 22), date(2026, 9, 29)]
    await press(service.workspace, "Days for each step")
    await service.workspace.click("Next: from the first day", by="helen")
    given = {"school_days_from_first_day_to_baselines": "5", "school_days_from_first_day_to_targets": "8"}
    assert await service.workspace.submit(by="helen", **given) == {}
    assert "2 due dates moved" in service.workspace.modal(by="helen").text.replace("*", "")
    assert [await due(service, kind) for kind in ASSESSED] == [date(2026, 9, 15), date(2026, 9, 18)]
    zoe = await a_taught_pupil(service, "Zoe Birch", first_day=date(2026, 9, 8))
    theirs = select(Duty.due_on).where(Duty.placement_id == zoe, Duty.kind.in_(ASSESSED)).order_by(Duty.due_on)
    assert await service.read(lambda read: list(read.session.scalars(theirs))) == [date(2026, 9, 15), date(2026, 9, 18)]


async def test_another_day_for_the_meeting_moves_allocations_and_the_digest(service: Service) -> None:
    await a_pupil(service)
    await press(service.workspace, "Hours")
    assert await service.workspace.submit(by="helen", day_of_the_allocations_meeting="Thursday") == {}
    assert await due(service, DutyKind.ALLOCATE) == date(2026, 9, 10)


async def test_allocating_a_backdated_referral_is_owed_from_when_it_was_entered(service: Service) -> None:
    await service.go_to(2026, 9, 16, 9)
    await a_pupil(service, received_on=date(2026, 9, 3))
    assert await due(service, DutyKind.ALLOCATE) == date(2026, 9, 21)
    assert await due(service, DutyKind.FAMILY) == date(2026, 9, 7)
    await press(service.workspace, "Hours")
    assert await service.workspace.submit(by="helen", day_of_the_allocations_meeting="Thursday") == {}
    assert await due(service, DutyKind.ALLOCATE) == date(2026, 9, 17)


@pytest.mark.parametrize(
    ("label", "field", "at"),
    [
        ("No reminders before", "no_reminders_before", "07:00"),
        ("No reminders after", "no_reminders_after", "19:30"),
        ("Daily reminder at", "daily_reminder_at", "07:15"),
        ("Daily reminder at", "daily_reminder_at", "18:00"),
        ("Allocations digest at", "allocations_digest_at", "13:00"),
    ],
)
async def test_staff_are_never_written_to_at_night(service: Service, label: str, field: str, at: str) -> None:
    await press(service.workspace, "Hours")
    assert list(await service.workspace.submit(by="helen", **{field: at})) == [label]
    assert await service.read(lambda read: read.school.nudge_at) == time(8, 15)


async def test_a_school_without_anything_is_told_what_is_missing(database_url: str) -> None:
    async with a_service(database_url, opened=False, heads=["UHELEN"]) as service:
        answer = shown(await service.workspace.command("/halfterm", by="helen"))
        assert "Digest channel: *none yet*" in answer
        assert "Term dates: *none yet*" in answer


async def test_what_was_changed_is_written_down_without_what_was_typed(service: Service) -> None:
    from models.tables.audit import Audit

    await press(service.workspace, "Days for each step")
    await service.workspace.submit(by="helen", school_days_to_contact_the_family="4")

    def verbs(read: Read) -> list[str]:
        return list(read.session.scalars(select(Audit.verb).where(Audit.thing == "setting")))

    assert await service.read(verbs) == ["setting:change"]

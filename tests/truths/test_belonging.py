"""Who belongs: only what Slack says for certain takes anybody off the staff, a few at a time, and never all Heads."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import delete, func, select

from bot.runtime.instance import CannotStart
from bot.slack.users import STRANGER, UNKNOWN, why_not_staff
from bot.workspace import Client, Fault, Room
from bot.workspace.state import core
from models.allocations.allocate import allocate
from models.change import Change, Read
from models.tables.duty import Duty
from models.tables.placement import Placement, Teaching
from models.tables.setting import Setting
from models.tables.staff import Staff, active_staff
from tests.school import CHANNEL, LONDON, STAFF, Service, a_pupil, a_service

OURS = core.LOCAL_TEAM
LISTED = sorted(name for _, name, role, *_ in STAFF.values() if role is not None)
NIGHT = (2026, 9, 8, 4)


async def listed(service: Service) -> list[str]:
    """Return the names on the staff list."""
    found: list[str] = await service.read(lambda read: [staff.name for staff in active_staff(read.session)])
    return found


def known_as(service: Service, *handles: str, **said: Any) -> None:
    """Have Slack say this of these people."""
    for handle in handles:
        slack_id = STAFF[handle][0]
        service.slack.people[slack_id] = replace(service.slack.people[slack_id], **said)


@pytest.mark.parametrize(
    ("said", "why_not"),
    [
        ({"team_id": None, "enterprise_user": {"teams": ["T1", "T2"]}}, None),
        ({"team_id": "T2", "enterprise_user": {"teams": ["T2", "T1"]}}, None),
        ({"team_id": "T2", "is_stranger": True, "enterprise_user": {"teams": ["T1"]}}, None),
        ({"team_id": "T1", "enterprise_user": {"teams": ["T2"]}}, STRANGER),
        ({"team_id": "T1", "enterprise_user": {"teams": []}}, None),
        ({"team_id": None, "enterprise_user": {"teams": None}}, UNKNOWN),
        ({"team_id": "T1", "enterprise_user": None}, None),
        ({"team_id": "T2"}, STRANGER),
        ({"team_id": "E1"}, UNKNOWN),
        ({"team_id": ""}, UNKNOWN),
        ({"team_id": "", "is_restricted": True}, UNKNOWN),
        ({"team_id": None}, UNKNOWN),
        ({}, UNKNOWN),
    ],
)
def test_the_workspaces_of_a_grid_count_before_the_team_and_what_is_empty_says_nothing(
    said: dict[str, Any], why_not: str | None
) -> None:
    assert why_not_staff({"id": "U1"} | said, "T1") == why_not


@pytest.mark.nights
@pytest.mark.parametrize("team_id", [None, "T0TRUST", ""], ids=["no team", "another of the Grid", "empty"])
async def test_staff_of_a_grid_stay_staff_at_night(service: Service, team_id: str | None) -> None:
    known_as(service, *STAFF, team_id=team_id, teams=("T0TRUST", OURS))
    await service.go_to(*NIGHT)
    assert await listed(service) == LISTED


@pytest.mark.nights
async def test_whoever_s_workspace_is_unknown_stays_staff_at_night(service: Service) -> None:
    known_as(service, *STAFF, team_id="")
    await service.go_to(*NIGHT)
    assert await listed(service) == LISTED


@pytest.mark.nights
async def test_whoever_left_our_workspace_of_the_grid_is_staff_no_more(service: Service) -> None:
    known_as(service, "ann", team_id=OURS, teams=("T0TRUST",))
    await service.go_to(*NIGHT)
    assert await listed(service) == [name for name in LISTED if name != "Ann Lister"]


async def test_nobody_is_added_of_whom_slack_does_not_say_where_they_belong(service: Service) -> None:
    known_as(service, "nobody", team_id="")
    await service.workspace.command("/halfterm", by="helen")
    await service.workspace.click("Staff", by="helen")
    await service.workspace.click("Add a colleague", by="helen")
    errors = await service.workspace.submit(by="helen", person_in_slack="nobody", role="Teacher")
    assert "Slack does not say" in errors["Person in Slack"]
    assert await listed(service) == LISTED


async def test_whoever_is_on_the_list_is_edited_although_slack_does_not_say(service: Service) -> None:
    known_as(service, "ann", team_id="")
    await service.workspace.command("/halfterm", by="helen")
    await service.workspace.click("Staff", by="helen")
    await service.workspace.click("Edit", by="helen", within="Ann")
    assert await service.workspace.submit(by="helen", subjects="Music") == {}


@pytest.mark.parametrize(
    "heard",
    [{"team_id": ""}, {"team_id": "T0OTHER"}, {"deleted": True}, {"is_restricted": True}, {"teams": ("T0OTHER",)}],
    ids=str,
)
async def test_nothing_follows_from_an_event_that_slack_does_not_confirm(
    service: Service, heard: dict[str, Any]
) -> None:
    ann = service.slack.people["UANN"]
    await service.slack.announce_user_change(ann, replace(ann, **heard))
    await service.workspace.quiet()
    assert await listed(service) == LISTED


async def test_nothing_follows_while_slack_cannot_be_asked(service: Service) -> None:
    service.slack.faults.next("users.info", Fault.RATE_LIMIT)
    await service.slack.announce_user_change(replace(service.slack.people["UANN"], deleted=True))
    await service.workspace.quiet()
    assert await listed(service) == LISTED


async def test_somebody_at_home_in_another_workspace_of_the_grid_is_answered_like_anybody(service: Service) -> None:
    await a_pupil(service)
    known_as(service, "ann", team_id="T0TRUST", teams=("T0TRUST", OURS))
    outcome = await service.workspace.command("/pupil Kai", by="ann")
    assert "staff of this service" not in str(outcome.response)
    home = await service.workspace.home(by="ann")
    assert "Kai" in home.text
    await service.workspace.shortcut("refer.shortcut", by="ann")
    assert "Full name" in service.workspace.modal(by="ann").fields
    await service.workspace.fill(by="ann", full_name="Mia Berry")
    await service.workspace.click("Next: more about the pupil", by="ann")
    assert "Page 2" in service.workspace.modal(by="ann").text


def asked(workspace: Client, handle: str) -> list[str]:
    return [each.plain for each in workspace.direct_messages(to=handle) if "Are they still your staff?" in each.plain]


@pytest.mark.nights
async def test_no_night_takes_more_than_three_and_the_heads_are_asked_once_instead(service: Service) -> None:
    known_as(service, "ann", "ben", "dan", "sue", team_id="T0OTHER")
    await service.go_to(*NIGHT)
    assert await listed(service) == LISTED
    await service.go_to(2026, 9, 8, 8)
    for head in ("helen", "hugo"):
        (question,) = asked(service.workspace, head)
        assert all(name in question for name in ("Ann Lister", "Ben Okafor", "Dan Frost", "Sue Pell"))
    await service.go_to(2026, 9, 9, 8)
    assert len(asked(service.workspace, "helen")) == 1
    await service.workspace.click("Staff list", by="helen", to="Helen Marsh")
    assert service.workspace.modal(by="helen").text.count("no longer knows") == 4


@pytest.mark.nights
async def test_whom_the_heads_were_asked_about_waits_for_their_answer_or_slack_s(service: Service) -> None:
    known_as(service, "ann", "ben", "dan", "sue", team_id="T0OTHER")
    await service.go_to(*NIGHT)
    known_as(service, "ann", "ben", team_id=None)
    known_as(service, "omar", deleted=True)
    await service.go_to(2026, 9, 9, 4)
    assert await listed(service) == [name for name in LISTED if name != "Omar Desai"]
    doubted = await service.read(lambda read: [one.name for one in active_staff(read.session) if one.doubted_at])
    assert doubted == ["Dan Frost", "Sue Pell"]


@pytest.mark.nights
async def test_three_who_left_in_one_night_are_staff_no_more(service: Service) -> None:
    known_as(service, "ann", "ben", "dan", deleted=True)
    await service.go_to(*NIGHT)
    assert await listed(service) == ["Helen Marsh", "Hugo Bright", "Omar Desai", "Priya Nair", "Sue Pell"]


@pytest.mark.nights
async def test_no_night_takes_the_last_head(service: Service) -> None:
    known_as(service, "helen", "hugo", "ann", deleted=True)
    await service.go_to(*NIGHT)
    assert await listed(service) == [name for name in LISTED if name != "Ann Lister"]


async def test_no_event_takes_the_last_head_either(service: Service) -> None:
    for handle in ("hugo", "helen"):
        known_as(service, handle, deleted=True)
        await service.slack.announce_user_change(service.slack.people[STAFF[handle][0]])
        await service.workspace.quiet()
    assert await listed(service) == [name for name in LISTED if name != "Hugo Bright"]


def books(read: Read) -> dict[str, int]:
    """Count what a start with the tokens of another workspace took."""

    def count(query: Any) -> int:
        return read.session.scalar(select(func.count()).select_from(query.subquery())) or 0

    owned = (
        select(Duty.id).join(Staff, Staff.id == Duty.owner_id).where(Duty.done_on.is_(None), Staff.left_at.is_(None))
    )
    return {
        "staff": len(active_staff(read.session)),
        "keyworkers": count(select(Placement.id).where(Placement.keyworker_id.is_not(None))),
        "teachings": count(select(Teaching.id)),
        "owed by somebody here": count(owned),
    }


async def a_full_school(service: Service) -> dict[str, int]:
    sue, ann, ben = [(await service.actor(handle)).staff_id for handle in ("sue", "ann", "ben")]
    for name in ("Kai Ashworth", "Mia Berry", "Leo Cross"):
        placement = await a_pupil(service, name)
        taught = [f"{ann}:Maths", f"{ben}:English"]
        await service.change(allocate, placement, sue, taught, date(2026, 9, 8), by="helen")
    found: dict[str, int] = await service.read(books)
    return found


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Return what makes the next local Slack another workspace."""
    return lambda: monkeypatch.setattr(core, "LOCAL_TEAM", "T0ELSEWHERE")


def forget_team(change: Change) -> None:
    """Leave the settings as an earlier version did."""
    change.session.execute(delete(Setting).where(Setting.name == "team_id"))


TUESDAY = datetime(2026, 9, 8, 9, tzinfo=LONDON)


async def test_the_tokens_of_another_workspace_stop_the_start_with_one_line(
    database_url: str, elsewhere: Callable[[], None]
) -> None:
    async with a_service(database_url) as service:
        before = await a_full_school(service)
    elsewhere()
    with pytest.raises(CannotStart, match="belongs to another Slack workspace") as stopped:
        async with a_service(database_url, opened=False, at=TUESDAY, nights=True):
            raise AssertionError
    assert "\n" not in str(stopped.value)
    core.LOCAL_TEAM = OURS
    async with a_service(database_url, opened=False, at=TUESDAY) as service:
        assert await service.read(books) == before


async def test_a_database_of_before_is_not_given_to_a_workspace_that_knows_none_of_its_staff(
    database_url: str, elsewhere: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with a_service(database_url) as service:
        before = await a_full_school(service)
        await service.change(forget_team)
    elsewhere()
    with monkeypatch.context() as nobody_here:
        nobody_here.setattr("tests.school.people", list)
        nobody_here.setattr("tests.school.rooms", lambda: [Room(id=CHANNEL, name="allocations")])
        with pytest.raises(CannotStart, match="knows none of the 8 people"):
            async with a_service(database_url, opened=False, at=TUESDAY):
                raise AssertionError
    async with a_service(database_url, opened=False, at=TUESDAY) as service:
        assert await service.read(books) == before


async def test_one_start_at_which_slack_knows_nobody_takes_nobody(database_url: str) -> None:
    async with a_service(database_url) as service:
        before = await a_full_school(service)
    async with a_service(database_url, opened=False, at=TUESDAY, nights=True) as service:
        for slack_id in set(service.slack.people) - {service.slack.bot_user_id}:
            del service.slack.people[slack_id]
        await service.bot.ticker.tick()  # as at each start
        assert await service.read(books) == before

"""Whoever owes something for a pupil who has left finds that pupil, and sees what it takes and no more."""

import pytest

from bot.workspace import Client
from models.tables.audit import Audit
from tests.handlers.pressing import duty, press
from tests.handlers.teaching import kept
from tests.school import Service
from tests.truths.test_leaving import a_leaver, home, owed


@pytest.fixture
async def leaver(service: Service) -> str:
    """Return the placement of Kai, who left two weeks ago; Ben, the keyworker, owes the check-ins."""
    placement = await a_leaver(service)
    await service.go_to(2026, 10, 2, 9)
    return placement


async def found(workspace: Client, *, by: str) -> bool:
    await workspace.command("/pupil Ashworth", by=by)
    return "Kai Ashworth" in (await workspace.home(by=by)).text


async def test_whoever_owes_a_check_in_finds_the_leaver_and_nobody_else_does(
    service: Service, workspace: Client, leaver: str
) -> None:
    assert [who for who in ("ben", "dan", "ann", "sue") if await found(workspace, by=who)] == ["ben", "dan"]
    for who, is_offered in (("ben", True), ("ann", False)):
        await workspace.command("/pupil", by=who)
        offered = await workspace.suggest("Pupil", "kai", by=who)
        assert bool([one for one in offered if "left September 2026" in one]) is is_offered
        await workspace.close(by=who)
    looks = [one for one in await kept(service, Audit) if one.verb == "pupil:view" and one.thing_id == leaver]
    assert {one.actor_id for one in looks} >= {(await service.actor(who)).staff_id for who in ("ben", "dan")}


async def test_they_see_what_the_duty_takes_with_its_button_and_no_more(
    service: Service, workspace: Client, leaver: str
) -> None:
    await found(workspace, by="ben")
    screen = await workspace.home(by="ben")
    shown = screen.text.replace("*", "")
    assert "Left on Friday 18 September 2026" in shown
    assert "Destination: Riverside College" in shown
    assert "Check in after 2 weeks – due today" in shown
    assert "leave.check_in" in str(screen.view)
    for hidden in ("Contacts", "Reason for referral", "Barriers", "Reviews", "Target", "Moving to another school"):
        assert hidden not in shown
    await press(service, "review.earlier", f"{leaver}:0", by="ben")
    assert not workspace.has_modal(by="ben")


async def test_the_way_stands_on_their_home_beside_what_they_owe(
    service: Service, workspace: Client, leaver: str
) -> None:
    await home(service, by="ben")
    assert f"'pupil.open', 'value': '{leaver}'" in str((await workspace.home(by="ben")).view).replace('"', "'")


@pytest.mark.usefixtures("leaver")
async def test_once_nothing_is_owed_the_page_is_gone(service: Service, workspace: Client) -> None:
    await found(workspace, by="ben")
    for kind, one in (await owed(service, leaving=True)).items():
        if one.owner_id == (await service.actor("ben")).staff_id:
            await press(service, "step.not_needed", (await duty(service, kind))[0], by="helen")
            await workspace.submit(by="helen", why_is_it_not_needed="The college has all of it")
    await workspace.quiet()
    assert "Kai Ashworth" not in (await workspace.home(by="ben")).text
    assert not await found(workspace, by="ben")

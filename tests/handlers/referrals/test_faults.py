"""What goes wrong while somebody refers, and that nothing typed is lost and nothing is stored twice."""

import asyncio
import time

import pytest
from sqlalchemy.exc import OperationalError

from bot.workspace import Client, Fault
from models.tables.placement import Placement
from models.tables.pupil import Pupil
from tests.handlers.referrals.test_refer import KAI, fill_page_one, rows
from tests.school import Service, a_service

NOT_SAVED = "Not saved: Halfterm was busy."


async def test_a_locked_database_is_said_the_text_stays_and_saving_again_works(
    service: Service, workspace: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    await workspace.command("/refer", by="ann")
    await workspace.fill(by="ann", **KAI)
    with monkeypatch.context() as hurried, service.bot.desk.database.writing(5.0):
        hurried.setattr("bot.requests.dispatch.ANSWER_WITHIN", 0.5)
        errors = await workspace.submit(by="ann")
    assert errors["Full name"].startswith(NOT_SAVED)
    assert await rows(service, Pupil) == []
    assert workspace.modal(by="ann").fields["Full name"] == "Kai Ashworth"
    assert await workspace.submit(by="ann") == {}
    assert len(await rows(service, Placement)) == 1


async def test_a_form_that_comes_too_late_waits_behind_a_button(service: Service, workspace: Client) -> None:
    patience, service.slack.triggers.patience = service.slack.triggers.patience, 0.0
    await workspace.command("/refer Kai Ashworth", by="ann")
    service.slack.triggers.patience = patience
    assert not workspace.has_modal(by="ann")
    await workspace.click("Open the form", by="ann")
    assert workspace.modal(by="ann").fields["Full name"] == "Kai Ashworth"
    assert await fill_page_one(workspace, by="ann") == {}
    assert len(await rows(service, Placement)) == 1


async def test_a_form_that_waited_is_not_opened_again_once_it_was_saved(service: Service, workspace: Client) -> None:
    patience, service.slack.triggers.patience = service.slack.triggers.patience, 0.0
    await workspace.command("/refer", by="ann")
    service.slack.triggers.patience = patience
    await workspace.click("Open the form", by="ann")
    assert await fill_page_one(workspace, by="ann") == {}
    await workspace.close(by="ann")
    await workspace.click("Open the form", by="ann")
    assert not workspace.has_modal(by="ann")
    assert "has already been saved" in workspace.messages[-1].plain


async def test_a_command_that_slack_sends_twice_opens_one_form_and_says_nothing_of_a_second(
    service: Service, workspace: Client
) -> None:
    service.slack.faults.redeliver_everything = True
    await workspace.command("/refer", by="ann")
    await workspace.quiet()
    assert len(service.slack.modals("UANN")) == 1
    assert workspace.direct_messages(to="ann") == []


async def test_a_restart_between_two_pages_loses_nothing(database_url: str) -> None:
    async with a_service(database_url) as before:
        await before.workspace.command("/refer", by="ann")
        await before.workspace.fill(by="ann", **KAI)
        await before.workspace.click("Next: more about the pupil", by="ann")
        await before.workspace.fill(by="ann", medical_need="Asthma")
    async with a_service(database_url, opened=False) as after:
        await after.workspace.command("/refer", by="ann")
        shown = after.workspace.modal(by="ann")
        assert "You were working on this on Monday at 08:30. What you typed is here." in shown.text
        assert shown.fields["Medical need"] == "Asthma"
        assert await after.workspace.submit(by="ann") == {}
        [placement] = await rows(after, Placement)
        assert (placement.medical_need, placement.home_school) == ("Asthma", "Northbrook Academy")


async def test_a_form_that_was_closed_is_offered_next_time(workspace: Client) -> None:
    await workspace.command("/refer", by="ann")
    await workspace.fill(by="ann", full_name="Kai Ashworth")
    await workspace.close(by="ann")
    await workspace.command("/refer", by="ben")
    assert workspace.modal(by="ben").fields["Full name"] != "Kai Ashworth"
    await workspace.command("/refer", by="ann")
    assert workspace.modal(by="ann").fields["Full name"] == "Kai Ashworth"


async def test_the_child_who_is_named_is_meant_and_not_the_one_of_an_older_draft(workspace: Client) -> None:
    await workspace.command("/refer", by="ann")
    await workspace.fill(by="ann", full_name="Kai Ashworth", home_school="Northbrook Academy")
    await workspace.close(by="ann")
    await workspace.command("/refer Zoe Lark", by="ann")
    form = workspace.modal(by="ann")
    assert form.fields["Full name"] == "Zoe Lark"
    assert form.fields["Home school"] != "Northbrook Academy"
    assert "You were working on this" not in form.text
    await workspace.fill(by="ann", home_school="Southfield School")
    await workspace.close(by="ann")
    for typed, name, school in (
        ("/refer zoe lark", "Zoe Lark", "Southfield School"),
        ("/refer Kai", "Kai Ashworth", "Northbrook Academy"),
    ):
        await workspace.command(typed, by="ann")
        shown = workspace.modal(by="ann").fields
        assert (shown["Full name"], shown["Home school"]) == (name, school)
        await workspace.close(by="ann")


async def test_a_draft_is_not_offered_once_it_was_saved(workspace: Client) -> None:
    await workspace.command("/refer", by="ann")
    await fill_page_one(workspace, by="ann")
    await workspace.close(by="ann")
    await workspace.command("/refer", by="ann")
    assert "You were working on this" not in workspace.modal(by="ann").text


async def test_a_submission_that_slack_sends_twice_is_stored_once(service: Service, workspace: Client) -> None:
    await workspace.command("/refer", by="ann")
    await workspace.fill(by="ann", **KAI)
    service.slack.faults.redeliver_everything = True
    await workspace.submit(by="ann")
    service.slack.faults.redeliver_everything = False
    assert len(await rows(service, Placement)) == 1
    assert len(workspace.direct_messages(to="helen")) == 1
    assert workspace.modal(by="ann").title == "Referred"


async def test_what_is_corrected_after_an_answer_that_came_too_late_is_not_said_to_be_saved(
    service: Service, workspace: Client
) -> None:
    await workspace.command("/refer", by="ann")
    await workspace.fill(by="ann", **KAI)
    patience, service.slack.link.patience = service.slack.link.patience, 0.2
    service.bot.desk.probe = lambda point: time.sleep(0.5) if point == "after commit" else None
    view = service.slack.modals("UANN")[-1]["id"]
    assert not (await service.slack.submit("UANN", view)).ok
    service.bot.desk.probe = lambda point: None
    service.slack.link.patience = patience
    errors = await workspace.submit(by="ann", home_school="Southfield School")
    assert "what you have changed since then was not" in errors["Full name"]
    assert [stay.home_school for stay in await rows(service, Placement)] == ["Northbrook Academy"]
    assert await workspace.submit(by="ann", home_school="Northbrook Academy") == {}


async def test_a_form_that_the_bot_itself_was_late_with_waits_behind_a_button(
    service: Service, workspace: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.requests.dispatch.ANSWER_WITHIN", 0.1)
    service.slack.triggers.patience = 0.2
    answer = service.slack.link.patience
    service.slack.faults.next("views.open", Fault.HANG(0.4))
    await workspace.command("/refer Kai Ashworth", by="ann")
    service.slack.triggers.patience = answer
    await workspace.click("Open the form", by="ann")
    assert workspace.modal(by="ann").fields["Full name"] == "Kai Ashworth"


async def test_a_form_stays_with_what_was_typed_while_the_database_cannot_even_be_read(
    workspace: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    await workspace.command("/refer", by="ann")
    await workspace.fill(by="ann", **KAI)
    with monkeypatch.context() as broken:
        broken.setattr("bot.requests.dispatch.find_caller", gone)
        errors = await workspace.submit(by="ann")
    assert "nothing was saved" in errors["Full name"]
    assert workspace.modal(by="ann").fields["Full name"] == "Kai Ashworth"
    assert await workspace.submit(by="ann") == {}


def gone(*_: object) -> None:
    """As where the disk has failed."""
    raise OperationalError("SELECT", {}, Exception("disk I/O error"))


async def test_two_presses_at_once_are_stored_once(service: Service, workspace: Client) -> None:
    await workspace.command("/refer", by="ann")
    await workspace.fill(by="ann", **KAI)
    view = service.slack.modals("UANN")[-1]["id"]
    await asyncio.gather(*(service.slack.submit("UANN", view) for _ in range(2)))
    await workspace.quiet()
    assert len(await rows(service, Placement)) == 1

"""What a person is told when something goes wrong: the truth about what was saved, by whatever way is open."""

import sqlite3

import pytest
from sqlalchemy.exc import OperationalError

from bot.workspace import Fault
from models.tables.staff import Staff, by_slack_id
from tests.school import Service


async def is_on_the_staff(service: Service, slack_id: str) -> bool:
    staff: Staff | None = await service.read(lambda read: by_slack_id(read.session, slack_id))
    return staff is not None and staff.active


async def test_what_fails_after_it_was_saved_is_not_said_to_be_unsaved(service: Service) -> None:
    await service.workspace.command("/halfterm", by="helen")
    await service.workspace.click("Staff", by="helen")
    await service.workspace.click("Edit", by="helen", within="Ann Lister")
    service.slack.faults.next("views.update", Fault.ERROR("internal_error"))
    await service.workspace.click("Remove from staff", by="helen")
    said = service.workspace.modal(by="helen").text
    assert "This is saved" in said
    assert "nothing was saved" not in said
    assert not await is_on_the_staff(service, "UANN")


async def test_what_fails_before_anything_was_saved_says_so(service: Service) -> None:
    await service.workspace.command("/halfterm", by="helen")
    service.slack.faults.next("views.open", Fault.ERROR("internal_error"))
    await service.workspace.click("Staff", by="helen")
    assert "nothing was saved" in service.workspace.messages[-1].plain


async def test_a_refusal_is_shown_although_the_draft_cannot_be_read(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    await service.workspace.command("/refer", by="ann")

    def fail(*_: object) -> None:
        raise OperationalError("SELECT", {}, sqlite3.OperationalError("disk I/O error"))

    monkeypatch.setattr("bot.requests.errors._held", fail)
    who = {"full_name": "Kai Ashworth", "date_of_birth": "1950-01-01", "home_school": "Northbrook Academy"}
    rest = {"registration": "On roll here only", "reason_for_referral": "Excluded", "first_contact": "None known"}
    errors = await service.workspace.submit(by="ann", **who, **rest)
    assert errors == {"Date of birth": "Check the date of birth: no pupil is that age."}


async def test_where_slack_takes_no_more_answers_beside_a_message_a_modal_says_it(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    await service.workspace.command("/halfterm", by="helen")
    monkeypatch.setattr("bot.workspace.server.responses.MOST_USES", 0)
    service.slack.faults.next("views.open", Fault.ERROR("internal_error"))
    await service.workspace.click("Staff", by="helen")
    assert "nothing was saved" in service.workspace.modal(by="helen").text

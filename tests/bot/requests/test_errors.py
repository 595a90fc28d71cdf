"""What a person is told when something goes wrong: the truth about what was saved, by whatever way is open."""

import sqlite3

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from bot.workspace import Fault
from models.contacts.lines import ContactInput
from models.tables.contact import Contact
from models.tables.document import DocumentKind
from tests.handlers.pressing import press
from tests.school import Service, a_pupil


async def test_what_fails_after_it_was_saved_is_not_said_to_be_unsaved(service: Service) -> None:
    await a_pupil(service, contacts=(ContactInput("Rosa Ashworth"),))
    contact = await service.read(lambda read: read.session.scalar(select(Contact.id)))
    service.slack.faults.next("views.open", Fault.ERROR("internal_error"))
    await press(service, "contact.remove", contact, by="helen")
    said = "\n".join(message.plain for message in service.workspace.messages)
    assert "This is saved" in said
    assert "nothing was saved" not in said
    removed = await service.read(lambda read: read.session.scalar(select(Contact.removed_at)))
    assert removed is not None


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


async def test_what_fails_once_its_form_has_closed_is_told_in_a_message(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    placement = await a_pupil(service, "Kai Ashworth")
    workspace = service.workspace
    await press(service, "document.make", placement, by="helen")
    service.slack.faults.next("files.completeUploadExternal", Fault.ERROR("internal_error"))
    assert await workspace.submit(by="helen", which_document=DocumentKind.PROFILE.label) == {}
    await workspace.quiet()
    said = workspace.direct_messages(to="helen")[-1].plain
    assert "nothing was saved. Try again" in said
    assert "Slack refused internal_error" in caplog.text

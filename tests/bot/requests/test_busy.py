"""What could not be shown while the database was busy is not said to be unsaved, and is tried again."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy.exc import OperationalError

from bot.workspace import Client
from tests.raw import Raw
from tests.school import STAFF, Service, a_pupil

NOT_SHOWN = "This could not be shown just now"


@contextmanager
def busy(service: Service) -> Iterator[None]:
    """As while another bot, or an import, holds the database."""
    with pytest.MonkeyPatch.context() as hurried, service.bot.desk.database.writing(5.0):
        hurried.setattr("bot.requests.dispatch.ANSWER_WITHIN", 0.3)
        yield


async def test_a_home_that_could_not_be_drawn_says_so_and_is_tried_again(service: Service, workspace: Client) -> None:
    await workspace.home(by="ann")
    with busy(service):
        await service.slack.open_home(STAFF["ann"][0])
        shown = (await workspace.home(by="ann")).text
    assert NOT_SHOWN in shown
    assert "saved" not in shown
    await workspace.click("Try again", by="ann")
    assert NOT_SHOWN not in (await workspace.home(by="ann")).text


async def test_a_home_that_could_not_be_drawn_is_drawn_when_it_is_opened_again(
    service: Service, workspace: Client
) -> None:
    before = (await workspace.home(by="ann")).text
    with busy(service):
        await workspace.home(by="ann")
    assert (await workspace.home(by="ann")).text == before


async def test_a_page_that_could_not_be_opened_is_tried_again(service: Service, workspace: Client) -> None:
    pupil = await a_pupil(service)
    await workspace.quiet()
    with busy(service):
        said = (await Raw(service.slack).press("pupil.needs", pupil, user=STAFF["ann"][0])).text
    assert NOT_SHOWN in said
    assert "saved" not in said
    await workspace.click("Try again", by="ann")
    assert "Needs" in workspace.modal(by="ann").title


async def test_a_command_that_could_not_be_answered_says_what_was_typed(service: Service, workspace: Client) -> None:
    await a_pupil(service, "Kai Ashworth")
    await workspace.quiet()
    with busy(service):
        outcome = await workspace.command("/pupil Kai Ashworth", by="ann")
    assert NOT_SHOWN in str(outcome)
    assert "/pupil Kai Ashworth" in str(outcome)


async def test_a_search_that_could_not_be_made_is_no_empty_list(
    service: Service, workspace: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    await workspace.command("/pupil", by="ann")
    with monkeypatch.context() as broken:
        broken.setattr("bot.requests.dispatch.find_caller", locked)
        broken.setattr("bot.requests.dispatch.ANSWER_WITHIN", 0.1)
        offered = await Raw(service.slack).suggest("lookup.pupil", "Kai", user=STAFF["ann"][0])
    assert "Halfterm is busy" in offered.text


def locked(*_: object) -> None:
    """As where another process holds the file."""
    raise OperationalError("SELECT", {}, sqlite3.OperationalError("database is locked"))

"""What an earlier version left behind goes on working: its database, the buttons of its posts, an open form."""

import json
from datetime import date, datetime, time
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, TypeDecorator, create_engine, insert, select

from bot.slack import blocks
from bot.workspace.state import payloads
from models.tables.base import Base
from models.tables.placement import Placement
from models.tables.pupil import Pupil
from tests.raw import Raw
from tests.school import Service, a_service

# What version 0.1 had in its database, in the posts and Homes of eight colleagues, and on a screen.
LEFT = json.loads((Path(__file__).parent / "0_1.json").read_text())


def restored(column: Column[Any], value: Any) -> Any:
    """Return a value of the file as the column's type takes it."""
    kept_as = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    kind = kept_as.python_type
    if value is not None and issubclass(kind, date | time):
        return kind.fromisoformat(value)  # type: ignore[attr-defined]  # both have it, their union does not
    return kind(value) if value is not None and issubclass(kind, Enum) else value


@pytest.fixture
def left_database(database_url: str) -> str:
    """Fill the database with the rows that version 0.1 left."""
    engine = create_engine(database_url)
    with engine.begin() as connection:
        for table in Base.metadata.sorted_tables:
            if rows := LEFT["rows"].get(table.name):
                kept = [{name: restored(table.c[name], value) for name, value in row.items()} for row in rows]
                connection.execute(insert(table), kept)
    engine.dispose()
    return database_url


async def test_every_button_that_an_earlier_version_posted_is_still_answered(
    left_database: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with a_service(left_database, at=datetime.fromisoformat(LEFT["at"]), opened=False) as service:
        hand = Raw(service.slack)
        for press in LEFT["presses"]:
            how = "button" if press["type"] == "button" else "select"
            answer = await hand.press(press["action_id"], press["value"], user=press["user"], how=how)
            await service.workspace.quiet()
            assert "earlier version" not in answer.text, press
            assert "went wrong" not in answer.text, press
    assert [record for record in caplog.records if record.name.startswith("bot.requests")] == []


async def test_a_form_that_an_earlier_version_opened_is_saved_with_what_was_typed_into_it(left_database: str) -> None:
    async with a_service(left_database, at=datetime.fromisoformat(LEFT["at"]), opened=False) as service:
        (form,) = LEFT["forms"]
        payload = payloads.base(service.slack, "view_submission", form["user"]) | {"view": form["view"]}
        await Raw(service.slack).send("interactive", payload, form["user"])
        tom = select(Placement).join(Pupil).where(Pupil.forenames == "Tom", Pupil.surname == "Reed")
        placement = await service.read(lambda read: read.session.scalar(tom))
        assert placement is not None
        assert placement.home_school == "Northbrook"


async def test_what_no_listener_knows_any_more_is_answered_and_says_where_to_start_again(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    hand = Raw(service.slack)
    for answer in (
        await hand.press("gone.button", "x", user="UANN"),
        await hand.press("gone.menu", "x", user="UANN", how="select"),
        await hand.press("gone.button", "x", user="UANN", how="in a form"),
        await hand.shortcut("gone", user="UANN"),
        await hand.command("/refer-no-more", user="UANN"),
    ):
        assert "from an earlier version" in answer.text
        assert "Home" in answer.text
    assert (await hand.suggest("gone.lookup", "Ka", user="UANN")).ack == {"options": []}
    assert len([record for record in caplog.records if "earlier version" in record.message]) == 6


async def test_a_form_that_is_gone_keeps_what_was_typed_and_says_what_to_do_with_it(service: Service) -> None:
    field = blocks.input_block("Grade", {"type": "plain_text_input", "action_id": "form.typed"}, block_id="grade:abc")
    view = Raw(service.slack).put_up("UANN", blocks.modal("Gone", [field], callback_id="gone", submit="Save"))
    answer = await Raw(service.slack).send("interactive", payloads.view_submission(service.slack, view), "UANN")
    assert answer.ack is not None
    assert answer.ack["response_action"] == "errors"
    assert "Copy what you typed" in answer.ack["errors"]["grade:abc"]

"""Importing in Slack: a file is checked in a direct message, and saved whole once somebody presses the button."""

import asyncio
import csv
import io

import pytest

from bot.files.sheets import read_sheets
from bot.workspace import Client
from bot.workspace.server import methods_files
from bot.workspace.types import Json
from models.tables.placement import Placement, Registration
from models.tables.pupil import Pupil
from models.tables.staff import Staff
from tests.handlers.teaching import kept
from tests.school import STAFF, Service

PUPILS = "Surname,Forename,DOB,Enrolment Status,Entry date\n"
KAI, MIA = "Ashworth,Kai,14/05/2012,C,01/12/2025\n", "Bell,Mia,15/05/2012,C,01/12/2025\n"


async def send(service: Service, *files: tuple[str, str], by: str = "omar", **more: object) -> None:
    """Upload files into the form."""
    await service.workspace.command("/halfterm", by=by)
    await service.workspace.click("Import", by=by)
    given = [(name, text.encode()) for name, text in files]
    assert await service.workspace.submit(by=by, files=given, **more) == {}


async def upload(service: Service, *files: tuple[str, str], by: str = "omar", **more: object) -> str:
    """Upload files into the form, and return what the direct message says."""
    await send(service, *files, by=by, **more)
    assert "direct message" in service.workspace.modal(by=by).text
    await service.workspace.close(by=by, everything=True)
    return await settled(service, by)


async def press(service: Service, button: str, by: str = "omar") -> str:
    """Press a button of an import, and return what the message says then."""
    await service.workspace.click(button, by=by, to=by)
    return await settled(service, by)


async def settled(service: Service, by: str) -> str:
    """Wait until nothing is being checked, which goes on outside the desk, and return what was said last."""
    await service.workspace.quiet()
    while any(  # noqa: ASYNC110 - Slack has no event for it
        "checking" in one.plain for one in service.workspace.direct_messages(to=by)
    ):
        await asyncio.sleep(0.02)
    await service.workspace.quiet()
    return said(service, by)


def said(service: Service, by: str = "omar") -> str:
    return next(
        one for one in reversed(service.workspace.direct_messages(to=by)) if one.text.startswith("Import")
    ).plain


def sent(service: Service, name: str) -> bytes:
    return next(file.content for file in service.slack.store.files.values() if file.name == name)


async def test_a_file_is_checked_and_saved_by_a_button(service: Service, workspace: Client) -> None:
    text = await upload(service, ("pupils.csv", PUPILS + KAI + MIA))
    assert "Nothing is saved yet" in text
    assert "2 new pupils" in text
    assert await kept(service, Pupil) == []
    await press(service, "Import 2 pupils")
    assert "Imported" in said(service)
    assert sorted(one.surname for one in await kept(service, Pupil)) == ["Ashworth", "Bell"]
    assert workspace.direct_messages(to="omar")[-1].buttons == []


async def test_what_is_wrong_is_in_the_message_and_in_a_file_and_there_is_nothing_to_press(
    service: Service, workspace: Client
) -> None:
    text = await upload(service, ("pupils.csv", PUPILS + KAI + MIA.replace("15/05", "31/02")))
    assert "1 of 2 rows cannot be imported" in text
    assert "row 3, DOB: There is no such day" in text
    rows = list(csv.reader(io.StringIO(sent(service, "import-findings.csv").decode("utf-8-sig"))))
    assert [row[:3] for row in rows[1:]] == [["pupils.csv", "3", "DOB"]]
    assert not any("Import" in one.buttons for one in workspace.direct_messages(to="omar"))


async def test_nothing_of_a_row_is_in_a_message_or_in_the_log(
    service: Service, workspace: Client, caplog: pytest.LogCaptureFixture
) -> None:
    await upload(service, ("pupils.csv", PUPILS + KAI + MIA.replace("15/05", "31/02")))
    every = "".join(f"{one.text} {one.plain}" for one in workspace.direct_messages(to="omar")) + caplog.text
    assert not any(word in every for word in ("Ashworth", "Kai", "Bell", "31/02", "14/05"))


async def test_the_registration_is_asked_for_where_the_file_is_silent(service: Service) -> None:
    silent = ("pupils.csv", "Surname,Forename,DOB,Entry date\nAshworth,Kai,14/05/2012,01/12/2025\n")
    assert "registration is missing" in await upload(service, silent)
    label = Registration.SUBSIDIARY.label
    await upload(service, silent, registration_where_the_file_does_not_say_it=label)
    await press(service, "Import 1 pupil")
    assert [one.registration for one in await kept(service, Placement)] == [Registration.SUBSIDIARY]


async def test_a_button_saves_what_it_said_and_nothing_else(service: Service, workspace: Client) -> None:
    await upload(service, ("pupils.csv", PUPILS + KAI + MIA))
    first = workspace.direct_messages(to="omar")[-1]
    await upload(service, ("pupils.csv", PUPILS + KAI))
    await press(service, "Import 1 pupil")
    assert len(await kept(service, Pupil)) == 1
    await press(service, "Import 2 pupils")
    assert len(await kept(service, Pupil)) == 1
    now = next(one for one in workspace.direct_messages(to="omar") if one.ts == first.ts)
    assert now.buttons == ["Import 1 pupil"]
    assert "1 the same as here" in now.plain


async def test_a_head_imports_staff_whom_slack_knows_and_the_office_may_not(service: Service) -> None:
    staff = ("staff.csv", "Name,Role,Email,Subjects\nNoel Body,Teacher,nobody@school.example,Art\n")
    assert "Only a Head" in await upload(service, staff)
    text = await upload(service, staff, by="helen")
    assert "1 new member of staff" in text
    await press(service, "Import 1 staff", by="helen")
    assert STAFF["nobody"][0] in {one.slack_id for one in await kept(service, Staff)}


async def test_a_guest_of_the_workspace_is_never_staff(service: Service) -> None:
    guest = ("staff.csv", "Name,Role,Email\nGus Guest,Teacher,gus@school.example\n")
    assert "Nobody in Slack who can be on the staff" in await upload(service, guest, by="helen")


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("a.csv", "Colour,Weight\nred,2\n", "no row of headings"),
        ("a.xlsx", "PK\x03\x04", "no workbook that can be read"),
    ],
)
async def test_what_cannot_be_read_is_said_in_the_message(service: Service, name: str, text: str, says: str) -> None:
    assert says in await upload(service, (name, text))


@pytest.mark.parametrize("known", [{"mode": "external", "is_external": True}, {"mode": "tombstone", "name": None}])
async def test_a_file_that_slack_does_not_hold_is_never_asked_for_with_our_token(
    service: Service, monkeypatch: pytest.MonkeyPatch, known: Json
) -> None:
    elsewhere = known | {"url_private": f"{service.slack.api_url}elsewhere"}
    monkeypatch.setattr(methods_files, "file_body", lambda _core, file: {"id": file.id, **elsewhere})
    assert "Slack does not hold that file" in await upload(service, ("pupils.csv", PUPILS + KAI))


async def test_the_templates_come_with_one_button_and_are_read_by_the_import(
    service: Service, workspace: Client
) -> None:
    await workspace.command("/halfterm", by="omar")
    await workspace.click("Import", by="omar")
    await workspace.click("Send me the templates", by="omar")
    await workspace.close(by="omar", everything=True)
    sheets = read_sheets("halfterm-import.xlsx", sent(service, "halfterm-import.xlsx"))
    files = [(f"{number}.csv", ",".join(sheet.rows[0]) + "\n") for number, sheet in enumerate(sheets)]
    text = await upload(service, *files, by="helen")
    assert "Nothing to import" in text
    assert "not read" not in text


async def test_a_head_says_what_a_heading_of_ours_means(service: Service, workspace: Client) -> None:
    await workspace.command("/halfterm", by="helen")
    await workspace.click("Import", by="helen")
    await workspace.click("Our own headings", by="helen")
    assert await workspace.submit(by="helen", one_per_line="Kommt am = Shoe size") == {
        "One per line": "Line 1 does not end in a heading of the templates."
    }
    assert await workspace.submit(by="helen", one_per_line="Kommt am = Entry date") == {}
    await workspace.close(by="helen", everything=True)
    text = await upload(service, ("pupils.csv", PUPILS.replace("Entry date", "Kommt am") + KAI))
    assert "1 new pupil" in text


async def test_more_rows_than_people_would_wait_for_go_by_the_command_line(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.importing.checked.MOST_ROWS", 2)
    assert "more than 2 rows" in await upload(service, ("pupils.csv", PUPILS + KAI + MIA))


async def test_a_teacher_finds_no_button(workspace: Client) -> None:
    answer = await workspace.command("/halfterm", by="ann")
    assert "import.open" not in str(answer.response)


@pytest.mark.parametrize("step", ["parse", "plan_import"])
async def test_an_import_that_fails_for_no_known_reason_says_so_in_its_message(
    service: Service, workspace: Client, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(f"handlers.importing.checked.{step}", fail)
    await send(service, ("pupils.csv", PUPILS + KAI))
    await workspace.quiet()
    told = workspace.direct_messages(to="omar")
    assert [one for one in told if "nothing was saved" in one.plain]
    assert not [one for one in told if "Import: checking" in one.plain]
    assert [one for one in told if "the import stopped" in one.plain]

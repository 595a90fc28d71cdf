"""Term dates of a file are read like a page that is pasted, shown in words first, and kept by Heads only."""

from datetime import date
from functools import partial

import pytest

from bot.files.sheets import read_sheets
from bot.files.xlsx_file import xlsx_file
from bot.workspace import Client
from models.change import Change, Read
from models.errors import Denied, Outdated
from models.importing.headings import UnknownSheet
from models.importing.parse import Parsed, Reading, parse
from models.importing.plan import Plan, plan_import
from models.importing.save import save_import
from models.school.calendar import Calendar
from models.school.term_dates import parse_term_dates
from tests.handlers.importing.test_import import press, upload
from tests.school import Service

PAGE = """Term dates 2026-27
Autumn term: Wednesday 2 September 2026 to Friday 18 December 2026
Half-term holiday: Monday 26 October 2026 to Friday 30 October 2026
Spring term: Monday 4 January 2027 to Thursday 25 March 2027
Half-term holiday: Monday 15 February 2027 to Friday 19 February 2027
INSET days: 1 September 2026, 4 December 2026"""
TABLE = (
    ("Half-term", "Starts", "Ends"),
    ("Autumn 1", "2026-09-02", "2026-10-23"),
    ("Autumn 2", "2026-11-02", "2026-12-18"),
    ("Spring 1", "2027-01-04", "2027-02-12"),
    ("INSET", "2026-09-01", ""),
)
TODAY = date(2026, 9, 7)


def read(name: str, content: bytes) -> Parsed:
    return parse(read_sheets(name, content), Reading(TODAY))


def calendar(parsed: Parsed) -> Calendar:
    assert parsed.findings == []
    assert parsed.term_dates is not None
    assert parsed.term_dates.reading is not None
    return parsed.term_dates.reading.calendar


def in_cells(page: str) -> list[list[str]]:
    return [line.split(": ") for line in page.splitlines()]


@pytest.mark.parametrize("name", ["a page.csv", "a page.xlsx"])
def test_the_lines_of_a_page_are_read_from_cells_as_when_they_are_pasted(name: str) -> None:
    content = PAGE.encode() if name.endswith("csv") else xlsx_file({"Dates": in_cells(PAGE)})
    assert calendar(read(name, content)) == parse_term_dates(PAGE)


def test_a_table_of_starts_and_ends_is_read_row_by_row() -> None:
    found = calendar(read("dates.xlsx", xlsx_file({"Dates": TABLE})))
    assert [(one.starts_on, one.ends_on) for one in found.half_terms] == [
        (date(2026, 9, 2), date(2026, 10, 23)),
        (date(2026, 11, 2), date(2026, 12, 18)),
        (date(2027, 1, 4), date(2027, 2, 12)),
    ]
    assert found.inset_days == {date(2026, 9, 1)}


def test_a_wrong_weekday_names_its_row() -> None:
    found = read("dates.csv", PAGE.replace("Friday 18 December", "Monday 18 December").encode()).findings
    assert [(one.row, one.field) for one in found] == [(2, "Term dates")]
    assert "Friday" in found[0].why


def test_a_list_of_people_with_two_dates_is_no_list_of_terms() -> None:
    people = "Wer,Geboren,Kommt\nKai Ashworth,14/05/2012,02/09/2026\nMia Bell,15/05/2012,02/09/2026\n"
    with pytest.raises(UnknownSheet):
        read("people.csv", people.encode())


async def planned(service: Service, content: bytes, by: str = "helen") -> Plan:
    return await service.read(plan_import, read("dates.csv", content), by=by)


def saved(plan: Plan, change: Change) -> None:
    save_import(change, plan)


def kept(read: Read) -> Calendar:
    return read.school.term_dates


async def test_only_a_head_changes_term_dates_and_twice_changes_nothing(service: Service) -> None:
    with pytest.raises(Denied):
        await planned(service, PAGE.encode(), by="omar")
    plan, later = await planned(service, PAGE.encode()), await planned(service, PAGE.encode())
    await service.change(partial(saved, plan), by="helen")
    assert await service.read(kept) == parse_term_dates(PAGE)
    assert (await planned(service, PAGE.encode())).is_empty
    with pytest.raises(Outdated):
        await service.change(partial(saved, later), by="helen")


async def test_a_head_sees_in_words_what_would_be_kept_and_what_is_asked(service: Service, workspace: Client) -> None:
    await upload(service, ("dates.csv", PAGE), by="helen")
    text = workspace.direct_messages(to="helen")[-1].plain.replace("*", "")
    assert "Autumn 1: Wed 2 Sep to Fri 23 Oct" in text
    assert "kept until now, is missing" in text
    assert "term dates: 4 half-terms" in text
    await press(service, "Import term dates", by="helen")
    assert await service.read(kept) == parse_term_dates(PAGE)

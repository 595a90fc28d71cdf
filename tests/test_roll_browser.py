"""A real school starts, in a real browser: term dates pasted, pupils imported, a day of snow, leaving and returning."""

import re
from collections.abc import AsyncIterator
from datetime import datetime

import pytest
from playwright.async_api import FilePayload, Locator, expect

from tests.browser import Person, at_the_page, seen
from tests.house import ROOT
from tests.school import LONDON

MONDAY = datetime(2026, 11, 16, 7, 0, tzinfo=LONDON)
PAGE = (ROOT / "tests/models/school/pages/whole-terms-and-holidays.txt").read_text()
ROLL = """Legal Surname,Legal Forename,DOB,Enrolment Status,Admission Date
Ashworth,Kai,14/05/2012,C,07/09/2026
Bell,Mia,15/05/2012,C,07/09/2026
"""


@pytest.fixture
async def person(database_url: str) -> AsyncIterator[Person]:
    """At the page of a school whose pupils have been there since September, but not in Halfterm."""
    async with at_the_page(database_url, MONDAY) as (_, person):
        yield person


async def test_a_school_moves_in_and_two_pupils_leave_of_whom_one_comes_back(person: Person) -> None:
    await pastes_the_term_dates_of_the_council(person)
    await imports_pupils_who_are_here_already(person)
    await finds_nothing_overdue_that_was_done_long_ago(person)
    await closes_the_school_for_a_day_of_snow(person)
    await leaves_for_a_school_that_has_confirmed_it(person)
    await leaves_for_nobody_knows_where(person)
    await reads_in_the_digest_who_has_left(person)
    await comes_back_to_a_new_placement(person)


async def pastes_the_term_dates_of_the_council(helen: Person) -> None:
    await helen.act_as("Helen Marsh")
    await chooses_in_the_help(helen, "Term dates")
    await helen.dialog().get_by_label("Half-terms and INSET days").fill(PAGE)
    await helen.press("Check")
    understood = helen.dialog("Check the term dates")
    await seen(understood, "Autumn 2: Mon 2 Nov to Fri 18 Dec, 35 pupil days")
    await expect(understood).not_to_contain_text("Christmas:")
    await helen.press("Save")
    await seen(helen.dialog("Saved"), "Term dates saved.")
    await helen.shut_all()


async def imports_pupils_who_are_here_already(omar: Person) -> None:
    await omar.act_as("Omar Desai")
    await chooses_in_the_help(omar, "Import")
    roll = FilePayload(name="roll.csv", mimeType="text/csv", buffer=ROLL.encode())
    await omar.dialog().locator("input[type=file]").set_input_files(roll)
    await omar.press("Check")
    await seen(omar.dialog("Import"), "The result comes as a direct message")
    await omar.shut_all()
    await omar.go_to("Halfterm")
    checked = omar.newest("Nothing is saved yet")
    await seen(checked, "2 new pupils")
    await checked.get_by_role("button", name="Import 2 pupils").click()
    await seen(omar.newest("Imported."), "2 new pupils")


async def finds_nothing_overdue_that_was_done_long_ago(omar: Person) -> None:
    home = await omar.opens("Kai Ashworth")
    await seen(home, "On roll since Monday 7 September 2026, as the imported file says")
    await expect(home).not_to_contain_text("overdue")
    await expect(home).not_to_contain_text("Contact the family")


async def closes_the_school_for_a_day_of_snow(helen: Person) -> None:
    await helen.act_as("Helen Marsh")
    await chooses_in_the_help(helen, "Open or close a day")
    await expect(helen.dialog().get_by_label("Which day?")).to_have_value("2026-11-16")
    await helen.dialog().get_by_label("Closed").check()
    await helen.fill(**{"Why?": "Snow"})
    await helen.press("Save")
    await seen(helen.dialog("Saved"), "Nothing is posted that day, and the half-term goes on.")
    await helen.shut_all()
    await helen.move_clock("Next allocations meeting", "Tuesday, 17 November")
    await helen.go_to("allocations")
    await seen(helen.newest("Allocations meeting, Tuesday 17 November"))


async def leaves_for_a_school_that_has_confirmed_it(helen: Person) -> None:
    home = await begins_leaving(helen, "Kai Ashworth", "The home school")
    await helen.dialog().get_by_role("button", name="Next").click()
    await helen.fill(Confirmed_by_them_on="2026-11-17", Who_there_confirmed_it="Jo Reed")
    await helen.press("Save")
    await seen(helen.dialog("Saved"), "Until the last day is over, what is still to be done stays due.")
    await helen.shut_all()
    await seen(home, "Leaving: planned last day Friday 20 November 2026")
    await seen(home, "Destination: The home school – confirmed on Tuesday 17 November by Jo Reed")


async def leaves_for_nobody_knows_where(helen: Person) -> None:
    home = await begins_leaving(helen, "Mia Bell", "Not known")
    await helen.press("Save")
    await seen(helen.dialog("Saved"), "No destination is known, so the Heads have been told.")
    await helen.shut_all()
    await seen(home, "Destination: not known")
    await helen.go_to("Halfterm")
    await seen(helen.newest("No destination"), "Mia")


async def begins_leaving(person: Person, pupil: str, where_to: str) -> Locator:
    home = await person.opens(pupil)
    await home.get_by_role("button", name="Leaving", exact=True).first.click()
    await person.fill(Last_day="2026-11-20")
    await person.pick("Why they leave", "planned end", "The placement has come to its planned end")
    await person.pick("Where to", where_to, where_to)
    return home


async def reads_in_the_digest_who_has_left(helen: Person) -> None:
    await helen.move_clock("Next allocations meeting", "Monday, 23 November")
    await helen.go_to("allocations")
    digest = helen.newest("Allocations meeting, Monday 23 November")
    await seen(digest, re.compile(r"KA · Year 10 · \w{4} · last day Fri 20 Nov · destination confirmed"))
    await seen(digest, re.compile(r"MB · Year 10 · \w{4} · last day Fri 20 Nov · destination not known"))


async def comes_back_to_a_new_placement(helen: Person) -> None:
    await helen.command("/refer Kai Ashworth")
    form = helen.dialog("Refer a pupil")
    await helen.fill(Date_of_birth="2012-05-14", Home_school="Northbrook Academy", Reason_for_referral="Back again")
    await helen.pick("Registration", "on roll", "On roll here only")
    await helen.fill(First_contact="none known")
    await helen.press("Refer")
    await seen(form, "There is an earlier record")
    await form.get_by_label("same").check()
    await helen.press("Refer")
    await seen(helen.dialog("Referred"), "This is a new placement for a returning pupil.")
    await helen.shut_all()
    home = await helen.opens("Kai Ashworth")
    await seen(home, "Earlier placement, until Friday 20 November 2026")
    await seen(home, "Planned first day: not set yet")


async def chooses_in_the_help(person: Person, button: str) -> None:
    await person.go_to("allocations")
    await person.command("/halfterm")
    await person.newest("What you can type").get_by_role("button", name=button, exact=True).click()

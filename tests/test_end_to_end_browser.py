"""The whole line in a real browser, against the real process: from /refer to the reminder, as each kind of staff."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.browser import Person, a_browser, next_button, seen, somebody
from tests.process import first_line, free_port, started

pytestmark = pytest.mark.asyncio(loop_scope="module")

MEETING = "Monday 1 March"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with a_browser() as browser:
        yield browser


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def address(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """Where `python -m bot run` says that it is open."""
    var: Path = tmp_path_factory.mktemp("bot") / "var"
    async with started("run", var, PORT=str(free_port())) as process:
        yield (await first_line(process)).removeprefix("Halfterm is open at ").strip()


@pytest_asyncio.fixture(loop_scope="module")
async def person(browser: Browser, address: str) -> AsyncIterator[Person]:
    async with somebody(browser, address) as person:
        yield person


async def test_a_pupil_from_the_referral_to_the_digest_and_the_reminder(person: Person) -> None:
    await refers_with_a_mistake_a_second_page_and_a_break(person)
    await is_not_known_to_a_stranger(person)
    await works_the_digest_as_head(person)
    await logs_the_call_from_the_reminder(person)
    await opens_the_pupil_as_administrator(person)


async def refers_with_a_mistake_a_second_page_and_a_break(ann: Person) -> None:
    await ann.act_as("Ann Lister")
    await ann.command("/refer Zara Quill")
    form = ann.dialog("Refer a pupil")
    await expect(form.get_by_label("Full name")).to_have_value("Zara Quill")
    await form.get_by_label("Date of birth").fill("2011-03-04")
    await form.get_by_label("Home school").fill("Northbrook Academy")
    await ann.pick("Registration", "on roll", "On roll here only")
    await form.get_by_label("Reason for referral").fill("Has moved here")
    await form.get_by_label("First contact").fill("Una Quill, mother, 07700 900123")
    await form.get_by_role("button", name="Next").click()
    await form.get_by_label("Preferred name").fill("Zaz")
    await form.get_by_label("UPN").fill("B801200005002")
    await ann.press("Refer")
    await seen(form, "The check letter should be Q.")
    await form.get_by_label("UPN").fill("B801200005001")
    await form.get_by_role("button", name="Back").click()
    await expect(form.get_by_label("Full name")).to_have_value("Zara Quill")
    await ann.page.keyboard.press("Escape")
    await expect(form).to_be_hidden()
    await ann.command("/refer")
    await seen(form, "What you typed is here.")
    await ann.press("Refer")
    await seen(ann.dialog("Referred"), re.compile("Helen Marsh contacts the family"))
    await ann.shut()


async def is_not_known_to_a_stranger(noel: Person) -> None:
    await noel.act_as("Noel Body")
    await noel.go_to("general")
    await noel.command("/pupil Zara")
    await seen(noel.newest("you are not on the staff list"), "Only visible to you")
    await expect(noel.page.get_by_text("Quill")).to_have_count(0)


async def works_the_digest_as_head(helen: Person) -> None:
    await helen.act_as("Helen Marsh")
    await helen.move_clock("Next allocations meeting", "1 March")
    await helen.go_to("allocations")
    digest = helen.newest(MEETING)
    await expect(digest).not_to_contain_text("Zara")
    allocate = digest.get_by_role("button", name="Allocate: ZQ")
    await next_button(allocate, "⋯").click()
    await helen.page.get_by_role("menuitem", name="Needs").click()
    await seen(helen.dialog("Needs"), "Zara Quill")
    await helen.shut()
    await allocate.click()
    await helen.pick("Keyworker", "sue", "Sue Pell")
    await helen.pick("Subject teachers", "maths", "Maths – Ann Lister")
    await helen.saves()
    await seen(digest, re.compile(r"ZQ · Year 11 · \w{4}[\s\S]*Allocated: keyworker Sue Pell"))
    await ticks_off_an_action(helen)


async def ticks_off_an_action(helen: Person) -> None:
    rest_of_digest = helen.page.locator(".thread").last
    await rest_of_digest.get_by_role("button", name=re.compile(r"\d repl(y|ies)")).click()
    tick_off = helen.page.get_by_role("menuitem", name=re.compile("^Tick off"))
    for menu in await rest_of_digest.get_by_role("button", name="More actions").all():
        await menu.click()
        if await tick_off.is_visible():
            break
        await helen.page.keyboard.press("Escape")
    await tick_off.click()
    await seen(helen.newest("Ticked off:"), "Only visible to you")


async def logs_the_call_from_the_reminder(sue: Person) -> None:
    await sue.move_clock("Next reminders", "08:15")
    await sue.act_as("Sue Pell")
    await sue.go_to("Halfterm")
    reminder = sue.newest("Reminder for ")
    call = reminder.locator(".section-body").filter(has_text=re.compile(r"Contact the family\W+Zaz"))
    await seen(call, "3 school days overdue")
    await next_button(call, "Log a contact").click()
    await sue.pick("Who did you contact?", "una", "Una Quill")
    await sue.pick("How", "phone", "Phone")
    await sue.dialog().get_by_label("We spoke, or they replied").check()
    await sue.dialog().get_by_label("When").fill("2027-03-01")
    await sue.press("Save")
    await seen(sue.dialog("Saved"), "You can go on now")
    await sue.shut_all()
    await expect(call).to_have_count(0)
    await expect(reminder).to_contain_text("Zaz")  # the professionals are still to be rung


async def opens_the_pupil_as_administrator(omar: Person) -> None:
    await omar.act_as("Omar Desai")
    await omar.command("/pupil Quill")
    await seen(omar.newest("Only visible to you"), "Home")
    await omar.go_to("Home")
    home = omar.page.locator("#home")
    await seen(home, "Zara Quill")
    await seen(home, "Una Quill")


async def test_a_guest_is_refused_politely_and_told_nothing(person: Person) -> None:
    await person.act_as("Gus Gale")
    await person.go_to("general")
    await person.command("/refer")
    await seen(person.newest("Only visible to you"))
    await expect(person.dialog()).to_have_count(0)


async def test_support_finds_a_way_to_everything_in_the_help(person: Person) -> None:
    await person.act_as("Sue Pell")
    await person.go_to("allocations")
    await person.command("/halfterm")
    for command in ("/refer", "/pupil", "/allocations"):
        await seen(person.page.get_by_text(command).last)

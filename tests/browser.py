"""A headless Chromium for tests, where this machine has one, and somebody who sits at the page in it."""

import logging
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from playwright.async_api import Browser, BrowserContext, Locator, Page, async_playwright, expect

from bot.local import Travel
from tests.required import absent
from tests.school import Service, a_service

log = logging.getLogger(__name__)

WAIT = 30_000  # milliseconds: a busy machine is slow, and fails nothing
expect.set_options(timeout=WAIT)
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@asynccontextmanager
async def a_browser() -> AsyncIterator[Browser]:
    """Skips the test, in one line, where there is no Chromium."""
    chromium = shutil.which("chromium")
    if chromium is None:
        absent("chromium", "this machine has no /usr/bin/chromium (apt-get install chromium)")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, headless=True, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            await browser.close()


@dataclass
class Person:
    """Somebody at the page."""

    page: Page

    async def act_as(self, name: str) -> None:
        label = await self.page.get_by_role("option", name=name).first.inner_text()
        await self.page.get_by_label("Act as").select_option(label=label)
        await self._arrives()

    async def go_to(self, room: str) -> None:
        await self.page.get_by_role("navigation").get_by_role("button", name=re.compile(f"^{room}\\b")).click()
        await self._arrives()

    async def _arrives(self) -> None:
        """Wait until the page shows where this person has gone, and takes what is typed."""
        await expect(self.page.locator("#main")).not_to_have_attribute("inert", "")

    async def opens(self, pupil: str) -> Locator:
        """Open a pupil by the command and the link in its answer, and return the Home tab once it shows them."""
        await self.go_to("allocations")
        opened = re.compile(rf"{pupil.split()[0]} \(\w+\) is open on your Home tab")
        answers = self.page.get_by_role("article").filter(has_text=opened)
        before = await answers.count()
        await self.command(f"/pupil {pupil}")
        await answers.nth(before).get_by_role("button", name="Go to my Home tab").click()
        await self._arrives()
        home = self.page.locator("#home")
        await seen(home.get_by_role("heading", name=pupil).first)
        return home

    async def command(self, text: str) -> None:
        composer = self.page.get_by_role("combobox", name="Message or command")
        await composer.fill(text)
        await composer.press("Enter")

    async def move_clock(self, label: str, until: str) -> None:
        """Move the clock, and wait until all that is said on the way is said."""
        await self.page.get_by_role("button", name=label).click()
        await expect(self.page.locator("#clock")).to_contain_text(until)
        await expect(self.page.get_by_role("button", name=label)).to_be_enabled()

    def dialog(self, name: str = "") -> Locator:
        return self.page.get_by_role("dialog", name=name or None)

    async def pick(self, label: str, typed: str, option: str, *, on: Locator | None = None) -> None:
        """Choose from a menu of the open form, or of another part of the page."""
        place = on or self.dialog()
        await place.get_by_role("combobox", name=label).fill(typed)
        await place.get_by_role("option", name=option).first.click()

    async def press(self, name: str) -> None:
        """Press a button of the open form."""
        await self.dialog().get_by_role("button", name=name, exact=True).click()

    async def fill(self, **fields: str) -> None:
        """Fill fields of the open form, each named by its label in words joined by underscores."""
        for label, text in fields.items():
            await self.dialog().get_by_label(label.replace("_", " ")).first.fill(text)

    async def shut(self) -> None:
        await self.press("Close") if await self._closes_in_words() else await self.page.keyboard.press("Escape")
        await expect(self.dialog()).to_be_hidden()

    async def shut_all(self) -> None:
        """Close the form and those beneath it."""
        await self.dialog().get_by_role("button", name="Close").first.click()
        await expect(self.dialog()).to_be_hidden()

    async def _closes_in_words(self) -> bool:
        return await self.dialog().get_by_role("button", name="Close", exact=True).count() == 1

    async def saves(self, button: str = "Save") -> None:
        """Press the button that saves the open form, and wait until it has closed."""
        await self.press(button)
        await expect(self.dialog()).to_be_hidden()

    def newest(self, text: str | re.Pattern[str]) -> Locator:
        return self.page.get_by_role("article").filter(has_text=text).last


@asynccontextmanager
async def at_the_page(database_url: str, at: datetime) -> AsyncIterator[tuple[Service, Person]]:
    """Yield the invented school of the tests, and somebody who sits at its page and can move its clock."""
    travel = Travel()
    async with a_browser() as browser, a_service(database_url, at=at) as service:
        travel.bot, service.slack.moves = service.bot, travel.moves
        async with somebody(browser, service.slack.url) as person:
            yield service, person


@asynccontextmanager
async def somebody(browser: Browser, address: str) -> AsyncIterator[Person]:
    """At the page, in a window of their own; an error in a script fails the test."""
    context = await browser.new_context(locale="en-GB", viewport={"width": 1200, "height": 900})
    async with at_hand(context) as page:
        trouble: list[str] = []
        page.on("pageerror", lambda error: trouble.append(str(error)))
        await page.goto(address)
        yield Person(page)
    assert trouble == []


@asynccontextmanager
async def at_hand(context: BrowserContext) -> AsyncIterator[Page]:
    """Yield a page, and log at its end what it showed: pytest shows the log of a test that failed, and of no other."""
    context.set_default_timeout(WAIT)
    page = await context.new_page()
    notices: list[str] = []
    page.on("console", lambda line: notices.append(line.text))
    try:
        yield page
    finally:
        log.warning("%s", "\n".join([await what_is_shown(page), *notices]))
        await context.close()


async def what_is_shown(page: Page) -> str:
    """Return as text who sits at the page, when and where, the form that is open, and what is seen beneath it."""
    parts = {
        "as": "#act-as option:checked",
        "clock": "#clock time",
        "place": "#room-title",
        "form": "dialog[open]",
        "Home": "#home:not([hidden])",
        "messages": "#messages:not([hidden]) > li:nth-last-child(-n+5)",
    }
    shown = [f"{name}: {' | '.join(await page.locator(where).all_inner_texts())}" for name, where in parts.items()]
    return "\n".join(["The page at the end:", *shown, "What it had complained of:"])


async def seen(thing: Locator, text: str | re.Pattern[str] | None = None) -> None:
    await expect(thing).to_be_visible()
    if text is not None:
        await expect(thing).to_contain_text(text)


def next_button(after: Locator, name: str) -> Locator:
    """Find the first button of this name that comes after `after`."""
    return after.locator(f"xpath=following::button[normalize-space()='{name}'][1]")

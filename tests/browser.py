"""A headless Chromium for tests, where this machine has one, and somebody who sits at the page in it."""

import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from playwright.async_api import Browser, Locator, Page, async_playwright, expect

from bot.local import Travel
from tests.required import absent
from tests.school import Service, a_service

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
        await expect(self.page.get_by_label("Act as")).to_be_enabled()

    async def go_to(self, room: str) -> None:
        await self.page.get_by_role("navigation").get_by_role("button", name=re.compile(f"^{room}\\b")).click()

    async def opens(self, pupil: str) -> Locator:
        """Open a pupil by the command and the link in its answer, and return the Home tab once it shows them."""
        await self.go_to("allocations")
        await self.command(f"/pupil {pupil}")
        first_name = pupil.split()[0]
        answer = self.newest(re.compile(rf"{first_name} \(\w+\) is open on your Home tab"))
        await answer.get_by_role("button", name="Go to my Home tab").click()
        home = self.page.locator("#home")
        await seen(home.get_by_role("heading", name=pupil).first)
        return home

    async def command(self, text: str) -> None:
        composer = self.page.get_by_role("combobox", name="Message or command")
        await composer.fill(text)
        await composer.press("Enter")

    async def move_clock(self, label: str, until: str) -> None:
        await self.page.get_by_role("button", name=label).click()
        await expect(self.page.locator("#clock")).to_contain_text(until, timeout=WAIT)

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
        await expect(self.dialog()).to_be_hidden(timeout=WAIT)

    async def shut_all(self) -> None:
        """Close the form and those beneath it."""
        await self.dialog().get_by_role("button", name="Close").first.click()
        await expect(self.dialog()).to_be_hidden(timeout=WAIT)

    async def _closes_in_words(self) -> bool:
        return await self.dialog().get_by_role("button", name="Close", exact=True).count() == 1

    async def saves(self, button: str = "Save") -> None:
        """Press the button that saves the open form, and wait until it has closed."""
        await self.press(button)
        await expect(self.dialog()).to_be_hidden(timeout=WAIT)

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
    context.set_default_timeout(WAIT)
    page = await context.new_page()
    trouble: list[str] = []
    page.on("pageerror", lambda error: trouble.append(str(error)))
    await page.goto(address)
    yield Person(page)
    await context.close()
    assert trouble == []


async def seen(thing: Locator, text: str | re.Pattern[str] | None = None) -> None:
    await expect(thing).to_be_visible(timeout=WAIT)
    if text is not None:
        await expect(thing).to_contain_text(text, timeout=WAIT)


def next_button(after: Locator, name: str) -> Locator:
    """Find the first button of this name that comes after `after`."""
    return after.locator(f"xpath=following::button[normalize-space()='{name}'][1]")

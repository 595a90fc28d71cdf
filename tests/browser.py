"""A headless Chromium for tests, where this machine has one, and somebody who sits at the page in it."""

import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from playwright.async_api import Browser, Locator, Page, async_playwright, expect

from tests.required import absent

WAIT = 30_000  # milliseconds
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

    async def command(self, text: str) -> None:
        composer = self.page.get_by_role("combobox", name="Message or command")
        await composer.fill(text)
        await composer.press("Enter")

    async def move_clock(self, label: str, until: str) -> None:
        await self.page.get_by_role("button", name=label).click()
        await expect(self.page.locator("#clock")).to_contain_text(until, timeout=WAIT)

    def dialog(self, name: str = "") -> Locator:
        return self.page.get_by_role("dialog", name=name or None)

    async def pick(self, label: str, typed: str, option: str) -> None:
        await self.dialog().get_by_role("combobox", name=label).fill(typed)
        await self.dialog().get_by_role("option", name=option).first.click()

    async def press(self, name: str) -> None:
        """Press a button of the open form."""
        await self.dialog().get_by_role("button", name=name, exact=True).click()

    async def shut(self) -> None:
        await self.press("Close") if await self._closes_in_words() else await self.page.keyboard.press("Escape")
        await expect(self.dialog()).to_be_hidden(timeout=WAIT)

    async def shut_all(self) -> None:
        """Close the form and those beneath it."""
        await self.dialog().get_by_role("button", name="Close").first.click()
        await expect(self.dialog()).to_be_hidden(timeout=WAIT)

    async def _closes_in_words(self) -> bool:
        return await self.dialog().get_by_role("button", name="Close", exact=True).count() == 1

    async def saves(self) -> None:
        await self.press("Save")
        await expect(self.dialog()).to_be_hidden(timeout=WAIT)

    def newest(self, text: str | re.Pattern[str]) -> Locator:
        return self.page.get_by_role("article").filter(has_text=text).last


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

"""No press is lost: what somebody presses, chooses or types arrives, whatever is drawn anew meanwhile."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Locator, Page, Route, expect

from bot.workspace import Workspace
from tests.bot.workspace.page.conftest import (
    SmallApp,
    a_modal,
    a_referral,
    an_input,
    an_option,
    fill_all,
    plain,
    type_command,
)
from tests.school import PATIENT

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("app")]

SCREEN = "**/page/screen*"


async def publish(app: SmallApp, title: str) -> None:
    """Publish a Home with a list and a button, whose blocks have new ids each time."""
    options = [an_option(f"Maths: result {grade}") for grade in (5, 6, 7)]
    ask = {"type": "static_select", "action_id": "it", "placeholder": plain("Ask"), "options": options}
    tick = {"type": "button", "action_id": "withdraw", "text": plain("Take off"), "value": "7"}
    blocks = [{"type": "header", "text": plain(title)}, {"type": "actions", "elements": [ask, tick]}]
    await app.bolt.client.views_publish(user_id="U1", view={"type": "home", "blocks": blocks})


async def at_home(page: Page, app: SmallApp) -> Locator:
    await page.get_by_role("button", name="Home", exact=True).click()
    await expect(page.get_by_role("heading", name="My day")).to_be_visible()
    await publish(app, "Kai")
    await expect(page.get_by_role("heading", name="Kai")).to_be_visible()
    return page.locator("#home")


async def publish_again(page: Page, app: SmallApp, title: str = "Kai again") -> None:
    """Publish another Home, and wait until the page has heard of it and could have drawn it."""
    async with page.expect_response(SCREEN):
        await publish(app, title)
    await page.evaluate("() => new Promise((done) => setTimeout(done, 50))")


async def hold(page: Page, thing: Locator) -> None:
    """Put the pointer on a thing and press, without letting go."""
    await thing.hover()
    await page.mouse.down()


async def done(app: SmallApp) -> str:
    """Return which button or entry the app was told of, once it was."""
    await asyncio.wait_for(app.told.wait(), PATIENT)
    app.told.clear()
    last = app.actions[-1]
    return str(last.get("value") or last["selected_option"]["value"])


@asynccontextmanager
async def unanswered(page: Page, path: str) -> AsyncIterator[None]:
    """Let the page wait for the answers to its requests while the block lasts."""
    go = asyncio.Event()

    async def keep(route: Route) -> None:
        await go.wait()
        await route.continue_()

    await page.route(path, keep)
    yield
    go.set()
    await page.unroute_all(behavior="wait")


async def test_a_button_that_is_drawn_anew_under_the_finger_is_pressed(page: Page, app: SmallApp) -> None:
    home = await at_home(page, app)
    await hold(page, home.get_by_role("button", name="Take off"))
    await publish_again(page, app)
    await page.mouse.up()
    assert await done(app) == "7"
    await expect(home.get_by_role("heading", name="Kai again")).to_be_visible()


async def test_a_button_that_is_drawn_anew_under_the_space_bar_is_pressed(page: Page, app: SmallApp) -> None:
    home = await at_home(page, app)
    await home.get_by_role("button", name="Take off").focus()
    await page.keyboard.down("Space")
    await publish_again(page, app)
    await page.keyboard.up("Space")
    assert await done(app) == "7"
    await expect(home.get_by_role("heading", name="Kai again")).to_be_visible()


async def test_an_open_list_stays_as_it_is_until_something_is_chosen(page: Page, app: SmallApp) -> None:
    home = await at_home(page, app)
    await home.get_by_role("combobox", name="Ask").fill("result")
    await page.keyboard.press("ArrowDown")
    await publish_again(page, app)
    await expect(home.get_by_role("combobox", name="Ask")).to_have_value("result")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    assert await done(app) == "maths: result 7"
    await expect(home.get_by_role("heading", name="Kai again")).to_be_visible()
    await expect(home.get_by_role("combobox", name="Ask")).to_have_value("")


async def test_an_option_that_is_drawn_anew_under_the_finger_is_chosen(page: Page, app: SmallApp) -> None:
    home = await at_home(page, app)
    await home.get_by_role("combobox", name="Ask").fill("result 6")
    await hold(page, home.get_by_role("option", name="Maths: result 6"))
    await publish_again(page, app)
    await page.mouse.up()
    assert await done(app) == "maths: result 6"


async def test_a_list_that_is_left_lets_the_page_go_on(page: Page, app: SmallApp) -> None:
    home = await at_home(page, app)
    await home.get_by_role("combobox", name="Ask").fill("result")
    await publish_again(page, app)
    await expect(home.get_by_role("heading", name="Kai again")).to_be_hidden()
    await page.get_by_role("navigation").get_by_role("button", name="Home").focus()
    await expect(home.get_by_role("heading", name="Kai again")).to_be_visible()
    assert app.actions == []


async def test_a_press_whose_end_the_browser_keeps_to_itself_holds_nothing_up(page: Page, app: SmallApp) -> None:
    home = await at_home(page, app)
    await home.dispatch_event("pointerdown", {"button": 0, "bubbles": True})
    await publish_again(page, app)
    await expect(home.get_by_role("heading", name="Kai again")).to_be_hidden()
    await page.mouse.move(5, 5)
    await expect(home.get_by_role("heading", name="Kai again")).to_be_visible()


async def test_what_is_chosen_on_a_page_that_is_behind_finds_the_same_on_the_newest(page: Page, app: SmallApp) -> None:
    home = await at_home(page, app)
    async with unanswered(page, SCREEN):
        await publish(app, "Kai again")
        await home.get_by_role("combobox", name="Ask").fill("result 6")
        await home.get_by_role("option", name="Maths: result 6").click()
        assert await done(app) == "maths: result 6"
        await home.get_by_role("button", name="Take off").click()
        assert await done(app) == "7"


async def test_the_menu_of_a_message_stays_open_while_it_changes(page: Page, app: SmallApp) -> None:
    client = app.bolt.client
    sent = await client.chat_postMessage(channel="G1", text="1 new", blocks=a_referral("Leo"))
    await page.get_by_role("button", name="Message actions").click()
    async with page.expect_response(SCREEN):
        await client.chat_update(channel="G1", ts=sent["ts"], text="1 new", blocks=a_referral("Leonie"))
    await page.get_by_role("menuitem", name="Reply in thread").click()
    await expect(page.get_by_role("textbox", name="Reply in thread")).to_be_focused()
    await expect(page.get_by_text("Leonie")).to_be_visible()


async def test_a_reply_that_is_being_typed_stays_while_others_reply(page: Page, workspace: Workspace) -> None:
    ts = await workspace.post("U2", "G1", "Who has the key?")
    await page.get_by_role("button", name="Message actions").click()
    await page.get_by_role("menuitem", name="Reply in thread").click()
    reply = page.get_by_role("textbox", name="Reply in thread")
    await reply.fill("I ha")
    await workspace.post("U2", "G1", "Found it", ts)
    await expect(page.get_by_text("Found it").first).to_be_visible()
    await expect(reply).to_be_focused()
    await page.keyboard.type("ve")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("I have", exact=True)).to_be_visible()


async def test_what_belongs_to_the_place_that_one_has_left_can_no_longer_be_used(page: Page) -> None:
    async with unanswered(page, SCREEN):
        await page.get_by_label("Act as").select_option(label="Ben Okoro")
        await expect(page.locator("#main")).to_have_attribute("inert", "")
        await expect(page.locator("#composer")).to_have_attribute("inert", "")
    await expect(page.locator("#main")).not_to_have_attribute("inert", "")
    await expect(page.locator("#composer")).not_to_have_attribute("inert", "")


async def test_a_file_is_in_the_form_however_soon_it_is_saved(page: Page, app: SmallApp, workspace: Workspace) -> None:
    view = a_modal("Import", an_input("roll", "File", {"type": "file_input"}))
    await type_command(page, "/refer")
    await page.get_by_label("Name").fill("Kai")
    await app.bolt.client.views_update(view_id=workspace.modals("U1")[-1]["id"], view=view)
    await page.route("**/page/upload*", late)
    await page.locator("input[type=file]").set_input_files(
        {"name": "roll.csv", "mimeType": "text/csv", "buffer": b"a,b\n"}
    )
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("dialog")).to_be_hidden()
    assert "nobody" in await page.get_by_role("article").last.inner_text()


async def test_the_next_view_can_be_closed_before_the_outcome_of_the_last_is_here(page: Page) -> None:
    await type_command(page, "/refer")
    await fill_all(page, "Next")
    await page.route("**/page/submit", answered_late)
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("dialog", name="Barriers")).to_be_visible()
    await page.get_by_role("button", name="Close").click()
    await expect(page.get_by_role("dialog")).to_be_hidden()
    await page.unroute_all(behavior="wait")


async def late(route: Route) -> None:
    await asyncio.sleep(0.5)
    await route.continue_()


async def answered_late(route: Route) -> None:
    answer = await route.fetch()
    await asyncio.sleep(1.5)
    await route.fulfill(response=answer)

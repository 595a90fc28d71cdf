"""The page in a real browser, with a small app behind it: what people see, type and hear."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.workspace import Hint, Person, Room, Workspace
from tests.browser import WAIT, a_browser

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("app")]

SCHOOLS = ("Northbrook Academy", "Northfield High", "Southgate School")
MANIFEST: dict[str, Any] = {
    "display_information": {"name": "Halfterm"},
    "features": {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "slash_commands": [
            {"command": "/refer", "description": "Refer a pupil", "usage_hint": "[name]"},
            {"command": "/slow", "description": "Never answers"},
        ],
        "shortcuts": [{"name": "Refer a pupil", "type": "global", "callback_id": "refer", "description": "Begin"}],
    },
    "oauth_config": {"scopes": {"bot": ["commands", "chat:write"]}},
    "settings": {"event_subscriptions": {"bot_events": ["app_home_opened"]}},
}


def plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


def an_input(block_id: str, label: str, element: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "element": {"action_id": "it"} | element,
        **more,
    }


def an_option(text: str) -> dict[str, Any]:
    return {"text": plain(text), "value": text.lower()}


def a_modal(title: str, *blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "type": "modal",
        "callback_id": "refer",
        "title": plain(title),
        "submit": plain("Save"),
        "blocks": blocks,
        **more,
    }


NAME = an_input("name", "Name", {"type": "plain_text_input", "max_length": 40}, hint=plain("As the family writes it"))
SCHOOL = an_input("school", "Home school", {"type": "external_select", "min_query_length": 2})
BORN = an_input("born", "Date of birth", {"type": "datepicker"})
KIND = an_input("kind", "Registration", {"type": "radio_buttons", "options": [an_option("Single"), an_option("Main")]})
REASON = an_input("reason", "Reason", {"type": "plain_text_input", "multiline": True}, optional=True)
FORM = a_modal("Refer a pupil", NAME, BORN, SCHOOL, KIND, REASON)
PAGE_TWO = a_modal("Barriers", an_input("note", "Note", {"type": "plain_text_input"}, optional=True))
PUPILS = {"type": "static_select", "options": [an_option(f"Pupil {number}") for number in range(20)]}
CHOICE = a_modal("Whom", an_input("whom", "Pupil", PUPILS))


def a_referral(name: str) -> list[dict[str, Any]]:
    withdraw = {
        "title": plain("Withdraw?"),
        "text": plain("It is taken off the list."),
        "confirm": plain("Withdraw"),
        "deny": plain("Keep"),
    }
    buttons = [
        {"type": "button", "action_id": "tick", "text": plain("Tick off"), "style": "primary"},
        {"type": "button", "action_id": "withdraw", "text": plain("Withdraw"), "style": "danger", "confirm": withdraw},
        {"type": "users_select", "action_id": "keyworker", "placeholder": plain("Keyworker")},
    ]
    words = {"type": "section", "text": {"type": "mrkdwn", "text": f"New: *{name}* for <@U1>"}}
    return [words, {"type": "actions", "elements": buttons}]


@dataclass
class SmallApp:
    """What the app was told, so that a test can ask."""

    bolt: AsyncApp
    actions: list[dict[str, Any]] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    waits: asyncio.Event = field(default_factory=asyncio.Event)


def listen(small: SmallApp) -> None:
    app = small.bolt
    app.command("/refer")(open_form)
    app.shortcut("refer")(open_form)
    app.view("refer")(save)
    app.options("it")(schools)
    app.event("app_home_opened")(publish)

    @app.view_closed("refer")
    async def closed(ack: AsyncAck, view: dict[str, Any]) -> None:
        small.closed.append(view["title"]["text"])
        await ack()

    @app.action(re.compile("^(tick|withdraw|keyworker|it)$"))
    async def note(ack: AsyncAck, action: dict[str, Any], body: dict[str, Any], client: AsyncWebClient) -> None:
        small.actions.append(action)
        await ack()
        if action["action_id"] == "tick":
            where = {"channel": body["channel"]["id"], "ts": body["message"]["ts"]}
            await client.chat_update(**where, text="Done", blocks=[{"type": "section", "text": plain("Ticked off")}])
            await client.chat_postEphemeral(channel=where["channel"], user=body["user"]["id"], text="Thank you")

    @app.command("/slow")
    async def slow(ack: AsyncAck) -> None:
        await small.waits.wait()
        await ack()


async def open_form(ack: AsyncAck, client: AsyncWebClient, body: dict[str, Any]) -> None:
    await client.views_open(trigger_id=body["trigger_id"], view=FORM | {"notify_on_close": True})
    await ack()


async def save(ack: AsyncAck, view: dict[str, Any], client: AsyncWebClient) -> None:
    values = view["state"]["values"]
    name = values["name"]["it"]["value"] if "name" in values else "nobody"
    match name:
        case "Digit 1":
            await ack(response_action="errors", errors={"name": "A name has no digits."})
        case "Push":
            await ack(response_action="push", view=PAGE_TWO)
        case "Next":
            await ack(response_action="update", view=PAGE_TWO)
        case "Choose":
            await ack(response_action="update", view=CHOICE)
        case "Mute":
            await asyncio.sleep(1)
            await ack()
        case _:
            await ack()
            await client.chat_postMessage(channel="G1", text=f"1 new referral: {name}", blocks=a_referral(name))


async def schools(ack: AsyncAck, payload: dict[str, Any]) -> None:
    await ack(options=[an_option(name) for name in SCHOOLS if payload["value"].lower() in name.lower()])


async def publish(client: AsyncWebClient, event: dict[str, Any]) -> None:
    view = {"type": "home", "blocks": [{"type": "header", "text": plain("My day")}]}
    await client.views_publish(user_id=event["user"], view=view)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with a_browser() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="module")
async def workspace() -> AsyncIterator[Workspace]:
    people = [Person("U1", "ann", "Ann Marlow", about="Head teacher"), Person("U2", "ben", "Ben Okoro")]
    workspace = Workspace(
        manifest=MANIFEST, people=people, rooms=[Room("G1", "allocations", members=["U1", "U2"])], patience=0.6
    )
    await workspace.start()
    yield workspace
    await workspace.stop()


@pytest_asyncio.fixture(loop_scope="module")
async def app(workspace: Workspace) -> AsyncIterator[SmallApp]:
    client = AsyncWebClient(token=workspace.bot_token, base_url=workspace.api_url)
    small = SmallApp(AsyncApp(client=client))
    listen(small)
    handler = AsyncSocketModeHandler(small.bolt, workspace.app_token)
    await handler.connect_async()
    yield small
    small.waits.set()
    await handler.close_async()


@pytest_asyncio.fixture(loop_scope="module")
async def page(browser: Browser, workspace: Workspace) -> AsyncIterator[Page]:
    """Yield the page, open as Ann; any script error, refused asset or request to elsewhere fails the test."""
    context = await browser.new_context(locale="en-GB")
    context.set_default_timeout(WAIT)
    page = await context.new_page()
    trouble: list[str] = []
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("console", lambda line: trouble.append(line.text) if "Content Security Policy" in line.text else None)
    page.on(
        "request",
        lambda sent: None if sent.url.startswith((workspace.url, "ws://127.0.0.1")) else trouble.append(sent.url),
    )
    await page.goto(workspace.url)
    await expect(composer(page)).to_be_focused()
    yield page
    await context.close()
    assert trouble == []


def composer(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Message or command")


async def type_command(page: Page, text: str) -> None:
    await composer(page).fill(text)
    await composer(page).press("Enter")


async def described(field: Locator) -> str:
    """Return what a screen reader adds to the field's name."""
    ids = (await field.get_attribute("aria-describedby") or "").split()
    return " ".join([await field.page.locator(f"#{one}").inner_text() for one in ids])


async def test_a_referral_from_the_command_to_the_button_of_its_message(page: Page) -> None:
    await type_command(page, "/refer")
    dialog = page.get_by_role("dialog", name="Refer a pupil")
    await dialog.get_by_label("Name").fill("Kai Ashworth")
    await dialog.get_by_label("Date of birth").fill("2011-03-04")
    await dialog.get_by_role("combobox", name="Home school").fill("northf")
    await dialog.get_by_role("option", name="Northfield High").click()
    await dialog.get_by_label("Main").check()
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog).to_be_hidden()
    message = page.get_by_role("article").last
    await expect(message).to_contain_text("New: Kai Ashworth for @ann")
    await message.get_by_role("button", name="Tick off").click()
    await expect(page.get_by_text("Ticked off")).to_be_visible()
    await expect(page.get_by_text("(edited)")).to_be_visible()
    await expect(page.get_by_text("Only visible to you")).to_be_visible()


async def test_the_guide_is_gone_through_and_closed_from_the_keyboard(page: Page, workspace: Workspace) -> None:
    guide = page.get_by_role("complementary", name="What to try next")
    await expect(guide).to_be_hidden()
    workspace.guide = (Hint("U1", "refer a pupil."), Hint("U2", "write the profile."))
    workspace.changed()
    await expect(guide).to_contain_text("Try this (1 of 2). As Ann Marlow: refer a pupil.")
    await page.set_viewport_size({"width": 360, "height": 640})
    assert await page.evaluate("document.documentElement.scrollWidth") == 360
    assert (await guide.bounding_box() or {})["height"] < 64
    await expect(composer(page)).to_be_in_viewport(ratio=1)
    await guide.get_by_role("button", name="Next").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("#polite")).to_have_text("Try this (2 of 2). As Ben Okoro: write the profile.")
    await expect(guide.get_by_role("button", name="Next")).to_be_hidden()
    await page.reload()
    await expect(guide).to_contain_text("2 of 2")
    await guide.get_by_role("button", name="Close the guide").press("Enter")
    await expect(composer(page)).to_be_focused()
    await page.reload()
    await expect(composer(page)).to_be_visible()
    await expect(guide).to_be_hidden()


async def test_errors_stand_beside_their_fields_and_nothing_typed_is_lost(page: Page) -> None:
    await type_command(page, "/refer")
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Name").fill("Digit 1")
    await dialog.get_by_label("Reason").fill("Moved here")
    await dialog.get_by_role("button", name="Save").click()
    born = dialog.get_by_label("Date of birth")
    await expect(born).to_have_attribute("aria-invalid", "true")
    await expect(born).to_be_focused()
    assert "required" in await described(born)
    await born.fill("2011-03-04")
    await dialog.get_by_role("combobox", name="Home school").fill("south")
    await dialog.get_by_role("option", name="Southgate School").click()
    await dialog.get_by_label("Single").check()
    await dialog.get_by_role("button", name="Save").click()
    name = dialog.get_by_label("Name")
    await expect(name).to_be_focused()
    assert await described(name) == "A name has no digits. As the family writes it"
    await expect(name).to_have_value("Digit 1")
    await expect(born).to_have_value("2011-03-04")
    await expect(born).not_to_have_attribute("aria-invalid", "true")
    await expect(dialog.get_by_role("combobox", name="Home school")).to_have_value("Southgate School")
    await expect(dialog.get_by_label("Reason")).to_have_value("Moved here")


async def test_everything_can_be_done_from_the_keyboard(page: Page) -> None:
    keys = page.keyboard
    await keys.type("/re")
    await expect(page.get_by_role("option", name="/refer")).to_be_visible()
    await keys.press("Tab")
    await expect(composer(page)).to_have_value("/refer ")
    await keys.press("Enter")
    await expect(page.get_by_label("Name")).to_be_focused()
    await keys.type("Mia")
    await keys.press("Tab")
    await keys.type("04032011")
    await page.get_by_role("combobox", name="Home school").focus()
    await keys.type("no")
    await expect(page.get_by_role("option", name="Northfield High")).to_be_visible()
    await keys.press("ArrowDown")
    await keys.press("Enter")
    await keys.press("Tab")
    await keys.press("Space")
    await expect(page.get_by_label("Single")).to_be_checked()
    await keys.press("Tab")
    await keys.press("Tab")
    await keys.press("Tab")
    await expect(page.get_by_role("button", name="Save")).to_be_focused()
    await keys.press("Enter")
    await expect(page.get_by_role("dialog")).to_be_hidden()
    await expect(page.get_by_role("article").last).to_contain_text("New: Mia")
    await expect(composer(page)).to_be_focused()


async def test_escape_closes_the_list_of_options_first_and_the_modal_second(page: Page, app: SmallApp) -> None:
    await type_command(page, "/refer")
    await page.get_by_role("combobox", name="Home school").fill("no")
    await expect(page.get_by_role("option", name="Northbrook Academy")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("option", name="Northbrook Academy")).to_be_hidden()
    await expect(page.get_by_role("dialog")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_be_hidden()
    await expect(composer(page)).to_be_focused()
    assert app.closed == ["Refer a pupil"]


async def test_the_focus_stays_within_the_modal(page: Page) -> None:
    await type_command(page, "/refer")
    await expect(page.get_by_label("Name")).to_be_focused()
    for _ in range(12):
        await page.keyboard.press("Tab")
        assert await page.evaluate(
            "document.activeElement === document.body || !!document.activeElement.closest('dialog')"
        )


async def fill_all(page: Page, name: str) -> None:
    await page.get_by_label("Date of birth").fill("2011-03-04")
    await page.get_by_role("combobox", name="Home school").fill("south")
    await page.get_by_role("option", name="Southgate School").click()
    await page.get_by_label("Single").check()
    await page.get_by_label("Name").fill(name)


async def test_enter_in_a_line_of_text_submits_and_a_pushed_view_leads_back(page: Page) -> None:
    await type_command(page, "/refer")
    await fill_all(page, "Push")
    await page.get_by_label("Name").press("Enter")
    await expect(page.get_by_role("dialog", name="Barriers")).to_be_visible()
    await expect(page.get_by_label("Note")).to_be_focused()
    await page.get_by_role("button", name="Back").click()
    await expect(page.get_by_role("dialog", name="Refer a pupil")).to_be_visible()
    await expect(page.get_by_label("Name")).to_have_value("Push")
    await expect(page.get_by_label("Date of birth")).to_have_value("2011-03-04")


async def test_what_is_typed_stays_in_sight_above_a_long_list(page: Page) -> None:
    await type_command(page, "/refer")
    await fill_all(page, "Choose")
    await page.get_by_label("Name").press("Enter")
    select = page.get_by_role("combobox", name="Pupil")
    await select.fill("pupil")
    await expect(page.get_by_role("option", name="Pupil 3", exact=True)).to_be_in_viewport()
    await expect(select).to_be_in_viewport(ratio=1)


async def test_the_next_page_of_a_form_begins_at_its_first_field(page: Page) -> None:
    await type_command(page, "/refer")
    await fill_all(page, "Next")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("dialog", name="Barriers")).to_be_visible()
    await expect(page.get_by_label("Note")).to_be_focused()
    await expect(page.get_by_role("button", name="Back")).to_be_hidden()


async def test_a_submission_that_nobody_answers_keeps_the_modal_and_says_so(page: Page) -> None:
    await type_command(page, "/refer")
    await fill_all(page, "Mute")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("dialog")).to_have_attribute("aria-busy", "true")
    await expect(page.get_by_role("dialog").get_by_role("alert").first).to_contain_text("trouble connecting")
    await expect(page.get_by_label("Name")).to_have_value("Mute")


async def test_a_command_that_nobody_answers_can_be_tried_again(page: Page) -> None:
    await type_command(page, "/slow")
    await expect(page.get_by_role("alert")).to_contain_text("/slow failed")
    await expect(composer(page)).to_have_value("/slow")


async def test_what_is_being_typed_stays_while_messages_arrive(page: Page, workspace: Workspace) -> None:
    await composer(page).press_sequentially("half a th")
    await workspace.post("U2", "G1", "Morning all")
    await expect(page.get_by_text("Morning all").first).to_be_visible()
    await page.keyboard.type("ought")
    await expect(composer(page)).to_have_value("half a thought")
    await expect(page.locator("#polite")).to_have_text("Ben Okoro: Morning all")


async def test_what_is_being_typed_survives_an_update_of_the_form(
    page: Page, app: SmallApp, workspace: Workspace
) -> None:
    await type_command(page, "/refer")
    await page.get_by_label("Date of birth").fill("2011-03-04")
    await page.get_by_label("Name").press_sequentially("Ki")
    await page.keyboard.press("ArrowLeft")
    longer = NAME | {"hint": plain("Both names")}
    view = a_modal("Refer a pupil", {"type": "divider"}, longer, BORN, SCHOOL, KIND)
    await app.bolt.client.views_update(view_id=workspace.modals("U1")[-1]["id"], view=view)
    await expect(page.get_by_text("Both names")).to_be_visible()
    await page.keyboard.type("a")
    await expect(page.get_by_label("Name")).to_have_value("Kai")
    await expect(page.get_by_label("Date of birth")).to_have_value("2011-03-04")


async def test_the_focus_stays_on_a_button_whose_message_is_updated(page: Page, app: SmallApp) -> None:
    sent = await app.bolt.client.chat_postMessage(channel="G1", text="2 new", blocks=a_referral("Leo"))
    await page.get_by_role("button", name="Withdraw").focus()
    await app.bolt.client.chat_update(channel="G1", ts=sent["ts"], text="2 new", blocks=a_referral("Leonie"))
    await expect(page.get_by_text("Leonie")).to_be_visible()
    await expect(page.get_by_role("button", name="Withdraw")).to_be_focused()


async def test_a_button_that_destroys_asks_first(page: Page, app: SmallApp) -> None:
    await app.bolt.client.chat_postMessage(channel="G1", text="1 new referral", blocks=a_referral("Leo"))
    await page.get_by_role("button", name="Withdraw").click()
    await page.get_by_role("alertdialog").get_by_role("button", name="Keep").click()
    assert app.actions == []
    await page.get_by_role("button", name="Withdraw").click()
    async with asyncio.timeout(3):
        await page.get_by_role("alertdialog").get_by_role("button", name="Withdraw").click()
        await expect(page.get_by_role("alertdialog")).to_be_hidden()
    await expect(page.get_by_role("button", name="Withdraw")).not_to_have_attribute("aria-disabled", "true")
    assert [action["action_id"] for action in app.actions] == ["withdraw"]


async def test_a_person_is_chosen_from_a_message(page: Page, app: SmallApp) -> None:
    await app.bolt.client.chat_postMessage(channel="G1", text="1 new referral", blocks=a_referral("Leo"))
    select = page.get_by_role("combobox", name="Keyworker")
    await select.fill("okoro")
    async with page.expect_response("**/page/act"):
        await select.press("Enter")
    await expect(select).to_have_value("Ben Okoro")
    assert app.actions[0]["selected_user"] == "U2"


async def test_several_are_chosen_by_several_searches(page: Page, app: SmallApp) -> None:
    element = {
        "type": "multi_external_select",
        "action_id": "it",
        "placeholder": plain("Schools"),
        "min_query_length": 2,
    }
    block = {"type": "section", "text": plain("Schools to ask"), "accessory": element}
    await app.bolt.client.chat_postMessage(channel="G1", text="Schools", blocks=[block])
    select = page.get_by_role("combobox", name="Schools to ask")
    for typed, name in (("northf", "Northfield High"), ("south", "Southgate School")):
        await select.fill(typed)
        await expect(page.get_by_role("option", name=name)).to_be_visible()
        async with page.expect_response("**/page/act"):
            await select.press("Enter")
    await expect(page.get_by_role("button", name="Remove Northfield High")).to_be_visible()
    assert [option["value"] for option in app.actions[-1]["selected_options"]] == [
        "northfield high",
        "southgate school",
    ]
    async with page.expect_response("**/page/act"):
        await page.get_by_role("button", name="Remove Northfield High").click()
    assert [option["value"] for option in app.actions[-1]["selected_options"]] == ["southgate school"]


async def test_text_from_people_is_never_markup(page: Page, workspace: Workspace) -> None:
    await workspace.post("U2", "G1", "<img src=x onerror=alert(1)> &lt;b&gt; *bold*")
    article = page.get_by_role("article").last
    await expect(article.locator("strong").last).to_have_text("bold")
    assert await article.locator("img, b").count() == 0


async def test_one_acts_as_another_and_finds_the_home(page: Page) -> None:
    await page.get_by_label("Act as").select_option(label="Ben Okoro")
    await page.get_by_role("button", name="Home", exact=True).click()
    await expect(page.get_by_role("heading", name="My day")).to_be_visible()
    await page.reload()
    await expect(page.get_by_label("Act as")).to_have_value("U2")
    await expect(page.get_by_role("heading", name="My day")).to_be_visible()


async def test_where_the_app_takes_no_messages_the_page_says_so_and_offers_no_line_to_type_in(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    tabs = {"home_tab_enabled": True, "messages_tab_enabled": True, "messages_tab_read_only_enabled": True}
    monkeypatch.setitem(MANIFEST["features"], "app_home", tabs)
    await page.get_by_role("button", name="Halfterm").last.click()
    await expect(page.get_by_text("Sending messages to this app has been turned off.")).to_be_visible()
    await expect(composer(page)).to_be_hidden()
    await page.get_by_role("button", name="allocations").click()
    await expect(composer(page)).to_be_focused()


async def test_a_link_to_a_message_opens_its_conversation(page: Page, app: SmallApp) -> None:
    client = app.bolt.client
    posted = await client.chat_postMessage(channel="G1", text="The digest")
    link = (await client.chat_getPermalink(channel="G1", message_ts=posted["ts"]))["permalink"]
    await client.chat_postMessage(channel="U1", text=f"It is <{link}|in the channel>.")
    await page.get_by_role("button", name="Halfterm").last.click()
    await page.get_by_role("link", name="in the channel").click()
    await expect(page.get_by_role("heading", name="#allocations")).to_be_visible()
    await expect(page.get_by_text("The digest", exact=True)).to_be_visible()
    assert len(page.context.pages) == 1


async def test_a_shortcut_begins_the_same_form(page: Page) -> None:
    await page.get_by_role("button", name="Shortcuts").press("Enter")
    await expect(page.get_by_role("menuitem", name="Refer a pupil")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog", name="Refer a pupil")).to_be_visible()


async def test_it_fits_into_a_narrow_window(page: Page, app: SmallApp) -> None:
    await page.set_viewport_size({"width": 360, "height": 640})
    await app.bolt.client.chat_postMessage(channel="G1", text="1 new referral", blocks=a_referral("A" * 80))
    await expect(page.get_by_role("button", name="Tick off")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") == 360
    await page.get_by_role("button", name="Conversations").click()
    await page.get_by_role("button", name="Home", exact=True).click()
    await expect(page.get_by_role("heading", name="My day")).to_be_visible()
    await page.get_by_role("button", name="Conversations").click()
    await page.get_by_role("button", name="allocations").click()
    await type_command(page, "/refer")
    dialog = page.get_by_role("dialog", name="Refer a pupil")
    await expect(dialog.get_by_role("button", name="Save")).to_be_in_viewport(ratio=1)
    box = await dialog.bounding_box()
    assert box
    assert (box["x"] >= 0, box["x"] + box["width"] <= 360, box["height"] <= 640) == (True, True, True)


async def test_a_lost_connection_is_shown_and_the_next_start_found(page: Page, workspace: Workspace) -> None:
    port = int(workspace.url.rsplit(":")[-1].strip("/"))
    await workspace.stop()
    await expect(page.get_by_text("Connection lost")).to_be_visible()
    again = Workspace(manifest=MANIFEST, people=[Person("U9", "cat", "Cat Idris")], rooms=[])
    await again.start(port)
    await expect(page.get_by_label("Act as")).to_have_value("U9", timeout=8000)
    await expect(page.get_by_text("Connection lost")).to_be_hidden()
    await again.stop()

"""A small app for tests of the page in a real browser, and the fixtures with which it is open as Ann."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.workspace import Person, Room, Workspace
from tests.browser import a_browser, at_hand
from tests.school import PATIENT

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
    told: asyncio.Event = field(default_factory=asyncio.Event)
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
        small.told.set()
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
    rooms = [Room("G1", "allocations", members=["U1", "U2"])]
    workspace = Workspace(manifest=MANIFEST, people=people, rooms=rooms, patience=PATIENT)
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
    trouble: list[str] = []
    async with at_hand(await browser.new_context(locale="en-GB")) as page:
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("console", lambda line: trouble.append(line.text) if "Content Security Policy" in line.text else None)
        page.on(
            "request",
            lambda sent: None if sent.url.startswith((workspace.url, "ws://127.0.0.1")) else trouble.append(sent.url),
        )
        await page.goto(workspace.url)
        await expect(composer(page)).to_be_focused()
        yield page
    assert trouble == []


def composer(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Message or command")


async def type_command(page: Page, text: str) -> None:
    await composer(page).fill(text)
    await composer(page).press("Enter")


async def fill_all(page: Page, name: str) -> None:
    await page.get_by_label("Date of birth").fill("2011-03-04")
    await page.get_by_role("combobox", name="Home school").fill("south")
    await page.get_by_role("option", name="Southgate School").click()
    await page.get_by_label("Single").check()
    await page.get_by_label("Name").fill(name)

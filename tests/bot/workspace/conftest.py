"""A small school's Slack, a bot token for it, and a real Bolt app connected to it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.workspace import Client, Workspace
from tests.bot.workspace.bad_payloads import input_of, modal, plain
from tests.bot.workspace.invented import EVENTS, a_workspace

Json = dict[str, Any]
Heard = list[Json]
Connect = Callable[[AsyncApp], Awaitable[AsyncSocketModeHandler]]

REFER = modal(input_of(block_id="name", label=plain("Name")), callback_id="saved", notify_on_close=True)


@pytest.fixture
async def slack() -> AsyncIterator[Workspace]:
    """Unpaced, and as patient as a test can bear."""
    workspace = a_workspace()
    await workspace.start()
    yield workspace
    await workspace.stop()


@pytest.fixture
def api(slack: Workspace) -> AsyncWebClient:
    return AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[])


@pytest.fixture
def app(api: AsyncWebClient) -> AsyncApp:
    return AsyncApp(client=api)


@pytest.fixture
async def connect(slack: Workspace) -> AsyncIterator[Connect]:
    """Yield a function that joins an app to the workspace over its socket; the apps are closed after the test."""
    handlers: list[AsyncSocketModeHandler] = []

    async def join(app: AsyncApp) -> AsyncSocketModeHandler:
        handler = AsyncSocketModeHandler(app, slack.app_token, ping_interval=1)
        handlers.append(handler)
        await handler.connect_async()
        return handler

    yield join
    for handler in handlers:
        await handler.close_async()


@pytest.fixture
def workspace(slack: Workspace) -> Client:
    return Client(slack)


@pytest.fixture
async def heard(app: AsyncApp, connect: Connect) -> Heard:
    """Return what is sent to an app that acknowledges everything and opens REFER at a command or shortcut."""
    bodies: Heard = []

    async def note(body: Json, ack: AsyncAck) -> None:
        bodies.append(body)
        await ack()

    async def open_form(body: Json, ack: AsyncAck, client: AsyncWebClient) -> None:
        bodies.append(body)
        await client.views_open(trigger_id=body["trigger_id"], view=REFER)
        await ack()

    app.command("/refer")(open_form)
    app.shortcut("refer")(open_form)
    for register in (app.shortcut("keep"), app.view("saved"), app.view_closed("saved"), app.action("go")):
        register(note)
    for action in ("said", "pick", "more"):
        app.action(action)(note)
    for event in EVENTS:
        if not event.startswith("message"):
            app.event(event)(note)
    app.event("message")(note)
    await connect(app)
    return bodies

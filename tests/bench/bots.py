"""The bots that are measured: empty ones as in Bolt's documentation, the floor, and ours with all it does.

Each answers a command with the same kind of form: six inputs. An empty one acknowledges, then opens it.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from slack_bolt import Ack, App
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk import WebClient
from slack_sdk.web.async_client import AsyncWebClient

from bot.app import TEMPLATES, identify, make_app, new_session
from bot.requests.dispatch import Dispatcher
from bot.runtime.clock import Clock
from bot.runtime.database import Database
from bot.runtime.desk import Desk
from bot.runtime.memory import collect_seldom, settle_memory
from bot.slack.words import Words
from handlers import CAPABILITIES
from models.requests.caller import find_caller
from tests.school import LONDON

TOKEN = "xoxb-bench"
FORM: dict[str, Any] = {
    "type": "modal",
    "callback_id": "empty",
    "title": {"type": "plain_text", "text": "Form"},
    "submit": {"type": "plain_text", "text": "Save"},
    "blocks": [
        {
            "type": "input",
            "block_id": f"b{n}",
            "label": {"type": "plain_text", "text": "Field"},
            "element": {"type": "plain_text_input", "action_id": "a"},
        }
        for n in range(6)
    ],
}
Bot = Callable[[str, str], AbstractAsyncContextManager[AsyncApp]]


async def open_empty(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Answer a command as an empty bot does."""
    await ack()
    await client.views_open(trigger_id=body["trigger_id"], view=FORM)


def empty(client: AsyncWebClient, listener: Callable[..., Awaitable[None]] = open_empty) -> AsyncApp:
    """Build a bare AsyncApp with one command."""
    app = AsyncApp(client=client, request_verification_enabled=False)
    app.command("/refer")(listener)
    return app


@asynccontextmanager
async def as_shipped(api: str, _database: str) -> AsyncIterator[AsyncApp]:
    """As Bolt's documentation has it: a client session is made for every request."""
    yield empty(AsyncWebClient(TOKEN, base_url=api))


@asynccontextmanager
async def floor(api: str, _database: str) -> AsyncIterator[AsyncApp]:
    """Yield the same with one client session for the process."""
    async with new_session() as session:
        yield empty(AsyncWebClient(TOKEN, base_url=api, session=session))


@asynccontextmanager
async def floor_and_read(api: str, database: str) -> AsyncIterator[AsyncApp]:
    """And one indexed read on a worker thread, by the leanest road that the bot has."""
    desk = Desk(Database(database), Clock(LONDON), Words(TEMPLATES, LONDON))

    async def open_for_staff(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        assert await desk.read(find_caller, str(body["user_id"]))
        await open_empty(ack, body, client)

    async with new_session() as session:
        yield empty(AsyncWebClient(TOKEN, base_url=api, session=session), open_for_staff)
    await desk.close()


@asynccontextmanager
async def ours(api: str, database: str) -> AsyncIterator[AsyncApp]:
    """Yield the whole bot: actor, permission, database, drafts, form."""
    async with new_session() as session:
        client = AsyncWebClient(TOKEN, base_url=api, session=session, retry_handlers=[])
        desk = Desk(Database(database), Clock(LONDON), Words(TEMPLATES, LONDON))
        identity = await identify(client)
        app = make_app(client, identity, Dispatcher(desk, client, CAPABILITIES, identity["team_id"]))
        collect_seldom()
        settle_memory()
        yield app
        await desk.close()


def synchronous(api: str) -> App:
    """Bolt's synchronous App as shipped."""
    app = App(client=WebClient(TOKEN, base_url=api), request_verification_enabled=False)

    @app.command("/refer")
    def open_it(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=FORM)

    return app


SYNCHRONOUS = "synchronous"
BOTS: dict[str, Bot] = {"as shipped": as_shipped, "floor": floor, "floor, one read": floor_and_read, "Halfterm": ours}

"""Three bots that answer a command with a form: empty as Bolt ships it, empty but tuned, and ours with all it does."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.app import TEMPLATES, identify, make_app, menu_of, new_session
from bot.cli import settle_memory
from bot.clock import Clock
from bot.database import Database, migrate
from bot.desk import Desk
from bot.words import Words
from handlers import CAPABILITIES
from tests.school import LONDON, open_school

TOKEN = "xoxb-bench"
FORM = {
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


async def open_empty(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
    """What an empty bot does with a command."""
    await client.views_open(trigger_id=body["trigger_id"], view=FORM)
    await ack()


@asynccontextmanager
async def as_shipped(api: str, _folder: Path) -> AsyncIterator[AsyncApp]:
    """As Bolt's own template has it: a client session is made for every request."""
    app = AsyncApp(client=AsyncWebClient(TOKEN, base_url=api), request_verification_enabled=False)
    app.command("/refer")(open_empty)
    yield app


@asynccontextmanager
async def tuned(api: str, _folder: Path) -> AsyncIterator[AsyncApp]:
    """The floor: one session, the identity from memory, the collector out of the way."""
    known = AuthorizeResult(enterprise_id=None, team_id="T1", bot_token=TOKEN, bot_id="B1", bot_user_id="UBOT")

    async def authorize() -> AuthorizeResult:
        return known

    async with new_session() as session:
        client = AsyncWebClient(base_url=api, session=session, retry_handlers=[])
        app = AsyncApp(client=client, authorize=authorize, request_verification_enabled=False)
        app.command("/refer")(open_empty)
        settle_memory()
        yield app


@asynccontextmanager
async def ours(api: str, folder: Path) -> AsyncIterator[AsyncApp]:
    """The whole bot on SQLite: actor, permission, database, drafts, form."""
    url = f"sqlite:///{folder / 'bench.db'}"
    migrate(url)
    async with new_session() as session:
        client = AsyncWebClient(TOKEN, base_url=api, session=session, retry_handlers=[])
        clock = Clock(LONDON, starts=datetime(2026, 9, 7, 9, tzinfo=UTC))
        desk = Desk(Database(url), clock, Words(TEMPLATES, LONDON))
        desk.menu = menu_of(CAPABILITIES)
        await desk.change(open_school)
        app = make_app(desk, client, await identify(client), CAPABILITIES)
        settle_memory()
        try:
            yield app
        finally:
            await desk.close()


BOTS = {"empty, as shipped": as_shipped, "empty, tuned": tuned, "Halfterm": ours}

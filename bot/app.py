"""The composition root, which turns the settings into a running bot; importing it starts nothing."""

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
from aiohttp import ClientSession, ClientTimeout
from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery.recover import GRACE
from bot.delivery.render import Renderer
from bot.delivery.send import PACE, Delivery
from bot.requests import form_pages
from bot.requests.capability import Capability
from bot.requests.dispatch import Dispatcher
from bot.requests.limits import Counted
from bot.runtime.clock import Clock, real_now
from bot.runtime.database import Database
from bot.runtime.desk import Desk
from bot.runtime.door import Door, opened
from bot.runtime.home_team import claim_database
from bot.runtime.instance import CannotStart
from bot.runtime.scheduler import Job, Ticker
from bot.slack.server_time import DRIFT, clocks_apart
from bot.slack.socket import connected
from bot.slack.users import about, name_of, why_not_staff
from bot.slack.words import words_in
from handlers import CAPABILITIES
from models.administration.staff_list import ensure_heads
from models.school.calendar import bank_holidays

log = logging.getLogger(__name__)

ROOT = Path(__file__).parent.parent
TEMPLATES = (ROOT / "bot" / "templates", ROOT / "handlers" / "templates")
REQUEST_TIMEOUT = 10
WRONG_DAY = timedelta(days=1)
ANYTHING = re.compile("")
EVERYTHING: tuple[Capability, ...] = (*CAPABILITIES, form_pages.CAPABILITY)


@dataclass(frozen=True)
class Bot:
    """The parts of a running bot, for the code that started it."""

    desk: Desk
    app: AsyncApp
    client: AsyncWebClient
    dispatcher: Dispatcher
    delivery: Delivery
    ticker: Ticker
    is_connected: Callable[[], bool]

    @property
    def is_busy(self) -> bool:
        """Whether anything is under way: a request, a read or change, a message."""
        return self.dispatcher.is_busy or self.desk.is_busy or self.delivery.is_busy


@asynccontextmanager
async def running(
    database: Database,
    *,
    api_url: str,
    bot_token: str,
    clock: Clock,
    app_token: str = "",
    door: Door | None = None,
    heads: Sequence[str] = (),
    limits: Mapping[Counted, int] | None = None,
    probe: Callable[[str], None] = lambda point: None,
    grace: float = GRACE.total_seconds(),
    pace: float = PACE,
    ticking: bool = True,
    capabilities: Sequence[Capability] = EVERYTHING,
) -> AsyncIterator[Bot]:
    """Run the whole bot, joined to Slack for as long as the context lasts: by a socket, or through `door` over HTTP.

    Raises SlackApiError if Slack does not know the tokens, and CannotStart if the clock is wrong or the database is
    another workspace's. `grace` is how many seconds a post may be in flight before it is looked for, `pace` the seconds
    between two posts to one place, `limits` how often a minute a person may do a thing; `probe` hears where a crash
    must not hurt.
    """
    async with new_session() as session:
        client = AsyncWebClient(bot_token, base_url=api_url, session=session, retry_handlers=[])
        me = await identify(client)
        news, words = asyncio.Event(), words_in(TEMPLATES, clock.zone)
        desk = Desk(database, clock, words, on_message=news.set, probe=probe)
        delivery = Delivery(desk, client, Renderer(capabilities, words), me["user_id"], news, grace=grace, pace=pace)
        ticker = Ticker(desk, jobs(capabilities), client)
        dispatcher = Dispatcher(desk, client, capabilities, me["team_id"], limits)
        app = make_app(client, me, dispatcher, door.signing_secret if door else "")
        try:
            await settle_in(desk, client, me["team_id"], heads)
            async with joined(app, app_token, door) as is_connected, delivering(delivery):
                if ticking:
                    await ticker.start()
                yield Bot(desk, app, client, dispatcher, delivery, ticker, is_connected)
        finally:
            await close(ticker, dispatcher, desk)


async def close(ticker: Ticker, dispatcher: Dispatcher, desk: Desk) -> None:
    """Begin nothing more, finish what was acknowledged, and leave the database."""
    ticker.stop()
    await dispatcher.close()
    await desk.close()


def joined(app: AsyncApp, app_token: str, door: Door | None) -> AbstractAsyncContextManager[Callable[[], bool]]:
    """Join the bot to Slack in one of the two ways; what is yielded says whether it is joined."""
    return connected(app, app_token) if door is None else opened(app, door)


async def settle_in(desk: Desk, client: AsyncWebClient, team_id: str, heads: Sequence[str]) -> None:
    """See that the database is the workspace's own, and that its Heads are on the staff list."""
    bank_holidays(desk.clock.today().year)  # now, or the first form would wait for the library that knows them
    await claim_database(desk, client, team_id)
    await desk.change(ensure_heads, await names_of(client, heads, team_id))


async def identify(client: AsyncWebClient) -> dict[str, Any]:
    """Ask Slack who the bot is: once, since Bolt would ask again for every request of a cold start.

    Raises CannotStart if this machine's clock is over a day from Slack's: digests and reminders would go by it.
    """
    answer = await client.auth_test()
    apart = clocks_apart(answer, real_now()) or timedelta(0)
    if apart > WRONG_DAY:
        raise CannotStart(
            f"This machine's clock and Slack's are {apart.days} days apart. Set it right, and start again."
        )
    if apart > DRIFT:
        log.warning("this machine's clock and Slack's are %d seconds apart", apart.total_seconds())
    return answer.data if isinstance(answer.data, dict) else {}


def new_session() -> ClientSession:
    """Open the session of the process: left alone, Bolt opens one a request. It replaces the client's own timeout."""
    return ClientSession(
        timeout=ClientTimeout(total=REQUEST_TIMEOUT), json_serialize=lambda value: orjson.dumps(value).decode()
    )


def make_app(
    client: AsyncWebClient, identity: Mapping[str, Any], dispatcher: Dispatcher, signing_secret: str = ""
) -> AsyncApp:
    """Build Bolt with one listener for each kind of request, so that the hundredth capability costs what one does.

    With `process_before_response`, the listener's answer is the acknowledgement, and nothing is acknowledged before.
    Without a signing secret nothing is verified: a socket has nobody but Slack at its other end.
    """
    known = AuthorizeResult.from_auth_test_response(bot_token=client.token, auth_test_response=identity)

    async def authorize() -> AuthorizeResult:
        return known

    async def answer(body: dict[str, Any]) -> BoltResponse:
        return await dispatcher(body)

    # Bolt gives each request's client the token that `authorize` returns, and would only complain about another one.
    bare = AsyncWebClient(base_url=client.base_url, session=client.session, retry_handlers=[])
    app = AsyncApp(
        name=__name__,  # without one Bolt reads the source of everything that called it, which costs a start 0.15 s
        client=bare,
        authorize=authorize,
        signing_secret=signing_secret,
        request_verification_enabled=bool(signing_secret),
        attaching_function_token_enabled=False,
        process_before_response=True,
    )
    for listen in (app.command, app.action, app.options, app.view_submission, app.view_closed, app.shortcut, app.event):
        listen(ANYTHING)(answer)
    return app


def jobs(capabilities: Sequence[Capability]) -> list[Job]:
    """Return the jobs of all capabilities, for the ticker."""
    return [job for capability in capabilities for job in capability.jobs]


async def names_of(client: AsyncWebClient, slack_ids: Sequence[str], team_id: str) -> dict[str, str]:
    """Return the Slack names, by id, of those users who can be staff: a Head who has left must not come back."""
    names = {}
    for number, slack_id in enumerate(slack_ids, start=1):
        user = await about(client, slack_id)
        if user is None or why_not_staff(user, team_id) is not None:
            log.warning("HALFTERM_HEADS: number %d is nobody who can be on the staff, and is left out", number)
        else:
            names[slack_id] = name_of(user)
    return names


@asynccontextmanager
async def delivering(delivery: Delivery) -> AsyncIterator[None]:
    """Send messages for as long as the context lasts."""
    task = asyncio.create_task(delivery.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

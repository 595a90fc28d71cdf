"""`python -m bot check`: what is missing before Halfterm can do its work, in plain words."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from sqlalchemy.exc import DBAPIError

from bot.app import new_session
from bot.config import Settings
from bot.manifest import manifest
from bot.runtime.clock import real_now
from bot.runtime.database import Database, is_up_to_date
from bot.runtime.unwell import database_trouble
from bot.samples import Sample, samples
from bot.slack.api_errors import FAILURES, in_words, is_not_slack, reason
from bot.slack.channels import members_of, room_problem
from bot.slack.charts import drawable
from bot.slack.server_time import DRIFT, clocks_apart
from bot.slack.words import listed
from models.actor import SYSTEM
from models.administration.home_team import home_team
from models.change import Read
from models.permission import Role
from models.school.settings import School
from models.tables.staff import active_staff


@dataclass(frozen=True)
class Finding:
    """One thing that was checked, and what there is to say about it."""

    is_fine: bool
    says: str

    @property
    def line(self) -> str:
        """The line that is printed."""
        return f"{'fine    ' if self.is_fine else 'MISSING '} {self.says}"


@dataclass(frozen=True)
class Known:
    """What the database says: the settings, the number of Heads, the Slack ids of the staff, and whose it is."""

    school: School
    heads: int
    staff: frozenset[str]
    team: str | None


async def check(settings: Settings) -> list[Finding]:
    """Check the tokens, the database, Slack and the school's settings, without changing anything."""
    found = list(_tokens(settings))
    known = _look_into(settings, found)
    if settings.joins_slack:
        async with new_session() as session:
            client = AsyncWebClient(
                settings.bot_token,
                base_url=settings.slack_api_url,
                session=session,
                retry_handlers=[],
            )
            await _ask_slack(client, settings, known, found)
    if known is not None:
        found += _of_the_school(known, settings, real_now().astimezone(settings.zone))
    return found


def _tokens(settings: Settings) -> Iterator[Finding]:
    if settings.signing_secret:
        yield Finding(True, "The bot's token and the signing secret are set: Slack comes to the bot by HTTP.")
    elif settings.joins_slack:
        yield Finding(True, "Both Slack tokens are set.")
    else:
        yield Finding(False, "No Slack tokens: `run` opens the local workspace. To join Slack, see the README.")


def _look_into(settings: Settings, found: list[Finding]) -> Known | None:
    url = settings.database_url.get_secret_value()
    try:
        if not is_up_to_date(url):
            found.append(
                Finding(False, "The database is not up to date yet: run `python -m bot migrate`, or start the bot.")
            )
            return None
        known = _known(url, settings)
    except DBAPIError as wrong:
        found.append(Finding(False, database_trouble(wrong, url)))
        return None
    found.append(Finding(True, "The database works and is up to date."))
    return known


def _known(url: str, settings: Settings) -> Known:
    database = Database(url)
    try:
        with database.reading() as session:
            read = Read(session, SYSTEM, real_now(), settings.zone)
            staff = frozenset(one.slack_id for one in active_staff(session))
            return Known(read.school, len(active_staff(session, Role.HEAD)), staff, home_team(read))
    finally:
        database.close()


async def _ask_slack(client: AsyncWebClient, settings: Settings, known: Known | None, found: list[Finding]) -> None:
    try:
        answer = await client.auth_test()
    except SlackApiError as refused:
        found.append(_not_accepted("SLACK_BOT_TOKEN", refused))
        return
    except FAILURES as lost:
        found.append(_unreachable(lost))
        return
    found.append(Finding(True, f"Slack knows the bot, in the workspace {answer['team']}."))
    found += [_scopes(answer, settings), _clock(answer)]
    if settings.app_token:
        found.append(await _app_token(client, settings))
    found += await _pages(client, settings)
    if known is not None and known.team not in (None, answer["team_id"]):
        found.append(Finding(False, f"The database belongs to another workspace: {known.team}. See DATABASE_URL."))
    if known is not None and known.school.channel is not None:
        found.append(await _channel(client, known, str(answer["user_id"])))


def _unreachable(lost: BaseException) -> Finding:
    return Finding(False, in_words(lost))


def _not_accepted(name: str, failed: SlackApiError) -> Finding:
    words = in_words(failed) if is_not_slack(failed) else f"Slack does not accept {name}: {reason(failed)}."
    return Finding(False, words)


def _scopes(answer: AsyncSlackResponse, settings: Settings) -> Finding:
    wanted = set(manifest()["oauth_config"]["scopes"]["bot"])
    if not _header(answer, "x-oauth-scopes"):
        return Finding(True, "Slack did not say which permissions the app has, so they were not checked.")
    given = {scope.strip() for scope in _header(answer, "x-oauth-scopes").split(",")}
    if missing := sorted(wanted - given):
        paste = "what `python -m bot manifest --http URL` prints" if settings.signing_secret else "manifest.yml"
        return Finding(False, f"The app lacks {listed(missing)}: paste in {paste} again and reinstall the app.")
    return Finding(True, "The app has every permission in its manifest.")


def _clock(answer: AsyncSlackResponse) -> Finding:
    apart = clocks_apart(answer, real_now())
    if apart is None:
        return Finding(True, "Slack did not say what time it is, so the clock was not checked.")
    if apart > DRIFT:
        seconds = round(apart.total_seconds())
        return Finding(False, f"This machine's clock and Slack's are {seconds} seconds apart: correct this machine's.")
    return Finding(True, "This machine's clock agrees with Slack's.")


async def _app_token(client: AsyncWebClient, settings: Settings) -> Finding:
    try:
        await client.apps_connections_open(app_token=settings.app_token)
    except SlackApiError as refused:
        return _not_accepted("SLACK_APP_TOKEN", refused)
    except FAILURES as lost:
        return _unreachable(lost)
    return Finding(True, "SLACK_APP_TOKEN works.")


async def _pages(client: AsyncWebClient, settings: Settings) -> list[Finding]:
    """Show Slack a page of each kind, of an invented school, and say which of them this workspace does not take."""
    found, tried = list[Finding](), samples(settings.zone)
    for number, sample in enumerate(tried):
        try:
            found += await _trouble_with(client, sample)
        except FAILURES as lost:
            why = "this Slack cannot say" if reason(lost) == "unknown_method" else reason(lost)
            return [*found, Finding(True, f"Of {len(tried)} sample pages, Slack was shown {number}: {why}.")]
    return found or [Finding(True, f"Slack takes all of {len(tried)} sample pages.")]


async def _trouble_with(client: AsyncWebClient, sample: Sample) -> list[Finding]:
    """Return what there is to say about one page: nothing if Slack takes it."""
    refused = ""
    for shown in drawable(sample.page["blocks"]):
        where = await _refused(client, sample.kind, {**sample.page, "blocks": shown})
        if where is None and not refused:
            return []
        if where is None:
            less = f"Slack does not draw all of {sample.name} ({refused}): Halfterm shows it more simply here."
            return [Finding(True, less)]
        refused = refused or where
    return [Finding(False, f"Slack refuses {sample.name} ({refused}). This is a fault of Halfterm: please report it.")]


async def _refused(client: AsyncWebClient, kind: str, page: dict[str, Any]) -> str | None:
    """Return where in the page Slack finds what it refuses, with its code; None if it takes the page."""
    try:
        await client.api_call("blocks.validate", data={kind: json.dumps(page)})
    except SlackApiError as refused:
        if reason(refused) != f"invalid_{kind}":
            raise
        wrong = (refused.response.get("errors") or [{}])[0]
        return f"{wrong.get('code', 'refused')} at {wrong.get('pointer') or 'no place'}"
    return None


async def _channel(client: AsyncWebClient, known: Known, me: str) -> Finding:
    room = str(known.school.channel)
    try:
        problem = room_problem((await client.conversations_info(channel=room))["channel"])
        outsiders = await members_of(client, room) - known.staff - {me}
    except SlackApiError as refused:
        problem, outsiders = reason(refused), set()
    except FAILURES as lost:
        return _unreachable(lost)
    if problem is None and not outsiders:
        return Finding(True, "The staff channel is private and not shared, with only staff in it.")
    why = problem or f"{len(outsiders)} in it are not on the staff"
    return Finding(False, f"The digest cannot go to the staff channel: {why}. A Head can change this with /halfterm.")


def _of_the_school(known: Known, settings: Settings, now: datetime) -> Iterator[Finding]:
    if known.heads or settings.halfterm_heads:
        yield Finding(True, "There is a Head.")
    else:
        yield Finding(False, "There is no Head: add a Slack member ID to HALFTERM_HEADS.")
    if known.school.channel is None:
        yield Finding(False, "No staff channel has been chosen: a Head can choose one with /halfterm.")
    yield _term_dates(known.school, now)


def _term_dates(school: School, now: datetime) -> Finding:
    if not school.calendar.known:
        return Finding(False, "There are no term dates: a Head can add them with /halfterm.")
    if not school.calendar.covers(now.date()):
        return Finding(False, "The term dates do not cover today: a Head can add more with /halfterm.")
    return Finding(True, "The term dates cover today.")


def _header(answer: AsyncSlackResponse, name: str) -> str:
    headers: dict[str, Any] = {key.lower(): value for key, value in (answer.headers or {}).items()}
    return str(headers.get(name, ""))

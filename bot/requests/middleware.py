"""From a Slack id to an actor: staff go in, everybody else is stopped politely."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt import BoltResponse
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.requests.menus import unfold
from bot.requests.replies import tell
from bot.requests.sanitise import sift
from bot.runtime.clock import monotonic
from bot.runtime.desk import ANSWER_WITHIN, Desk, deadline_of_request, saved_by_request
from bot.runtime.drafts import acted_at, has_left
from models.change import Look
from models.requests.caller import find_caller

log = logging.getLogger(__name__)

Next = Callable[[], Awaitable[BoltResponse]]


class Doorkeeper:
    """Puts `desk` and `actor` into the context of every request that comes from the staff of this workspace."""

    def __init__(self, desk: Desk, team_id: str, ahead: Mapping[str, Callable[[Look], Any]]) -> None:
        """`ahead` is what a command's answer needs, by the command's name."""
        self._desk = desk
        self._team_id = team_id
        self._ahead = ahead

    async def __call__(
        self,
        context: AsyncBoltContext,
        body: dict[str, Any],
        client: AsyncWebClient,
        next: Next,  # noqa: A002 - Bolt's name
    ) -> BoltResponse:
        """Bolt's middleware: goes on for staff, and answers everybody else here."""
        # Nobody waits for an event to be dealt with, and Slack, which has been told already, does not send it again.
        deadline_of_request.set(None if is_notice(body) else monotonic() + ANSWER_WITHIN)
        saved_by_request.set([])
        acted_at.set(time_of(body))
        context["desk"] = self._desk
        if is_notice(body):
            return await next()
        ahead = self._ahead.get(body.get("command", ""))
        caller = await self._desk.read(find_caller, user_of(body), ahead) if self._from_here(body) else None
        if caller is None:
            log.info("refused: not on the staff")
            return await tell(
                body, client, self._desk.words("requests/stranger.refusal"), self._desk.words("requests/stranger.title")
            )
        context["actor"], context["ahead"] = caller.actor, caller.ahead
        has_left.set(caller.has_drafts)
        sift(body)
        unfold(body)
        return await next()

    def _from_here(self, body: Mapping[str, Any]) -> bool:
        user = body.get("user")
        teams = {body.get("team_id"), (body.get("team") or {}).get("id")}
        if isinstance(user, dict):
            teams.add(user.get("team_id"))
        return teams - {None} == {self._team_id}


def is_notice(body: Mapping[str, Any]) -> bool:
    """An event about the workspace, which nobody asks for and nobody is answered; app_home_opened is a person's."""
    event = body.get("event")
    return isinstance(event, dict) and event.get("type") != "app_home_opened"


def user_of(body: Mapping[str, Any]) -> str:
    """The Slack id of the person behind a request of any shape; empty where there is none."""
    event = body.get("event") or {}
    user = body.get("user") or body.get("user_id") or event.get("user") or ""
    return str(user.get("id", "")) if isinstance(user, dict) else str(user)


def time_of(body: Mapping[str, Any]) -> str | None:
    """When a button was pressed or a key struck, by Slack's clock."""
    return next((str(action["action_ts"]) for action in body.get("actions") or () if action.get("action_ts")), None)

"""How a person is told something, whatever they did: each kind of request has its own way to be answered."""

import json
import logging
from collections.abc import Mapping
from typing import Any

from slack_bolt import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.slack import blocks

log = logging.getLogger(__name__)

STACK_IS_FULL = "push_limit_reached"


def answer(body: Mapping[str, Any] | None = None) -> BoltResponse:
    """An answer to Slack: always status 200, since a socket knows no other."""
    if body is None:
        return BoltResponse(status=200, body="")
    return BoltResponse(status=200, body=json.dumps(body), headers={"Content-Type": "application/json"})


async def tell(body: Mapping[str, Any], client: AsyncWebClient, text: str, title: str) -> BoltResponse:
    """Say `text` (mrkdwn) privately to whoever made this request, and acknowledge it."""
    kind = body.get("type")
    if kind == "view_submission":
        return answer({"response_action": "update", "view": notice(title, text)})
    if kind == "block_suggestion":
        return answer({"options": []})
    if body.get("command"):
        return answer({"response_type": "ephemeral", "text": text})
    if kind == "block_actions" and await say_beside(body, client, text):
        return answer()
    if (body.get("event") or {}).get("type") == "app_home_opened" and body["event"].get("user"):
        await client.views_publish(user_id=body["event"]["user"], view=blocks.home([blocks.section(text)]))
    elif body.get("trigger_id"):
        await show_on_top(notice(title, text), body, client)
    return answer()


async def show_on_top(view: Mapping[str, Any], body: Mapping[str, Any], client: AsyncWebClient) -> None:
    """As a modal: over the one that was pressed in, or in its place where Slack lays no more on one another."""
    under = body.get("view") or {}
    if under.get("type") != "modal":
        await client.views_open(trigger_id=str(body["trigger_id"]), view=dict(view))
        return
    try:
        await client.views_push(trigger_id=str(body["trigger_id"]), view=dict(view))
    except SlackApiError as error:
        if error.response["error"] != STACK_IS_FULL:
            raise
        await client.views_update(view_id=under["id"], view=dict(view))


async def say_beside(
    body: Mapping[str, Any],
    client: AsyncWebClient,
    text: str,
    button: blocks.Element | None = None,
    *,
    replace: bool = False,
) -> bool:
    """Below the message that was pressed in, or in its place; whether Slack took it.

    A webhook's refusal is no exception: it takes five answers, for half an hour.
    """
    if not body.get("response_url"):
        return False
    webhook = AsyncWebhookClient(str(body["response_url"]), session=client.session)
    shown = shown_of(text, button)
    response = await webhook.send(text=text, blocks=shown, response_type="ephemeral", replace_original=replace)
    if response.body != "ok":
        log.warning("an answer beside a message was refused: %s", response.status_code)
    return response.body == "ok"


def notice(title: str, text: str, button: blocks.Element | None = None) -> dict[str, Any]:
    """A modal that only says something."""
    return blocks.modal(title, shown_of(text, button), close="Close")


def shown_of(text: str, button: blocks.Element | None = None) -> list[blocks.Block]:
    """What is said, and what can be done about it."""
    return [blocks.section(text), *([blocks.actions(button)] if button else [])]

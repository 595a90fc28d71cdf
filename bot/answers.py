"""How a person is told something, whatever they did: each kind of request has its own way to be answered."""

import json
import logging
from collections.abc import Mapping
from typing import Any

from slack_bolt import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot import blocks

log = logging.getLogger(__name__)


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
    if kind == "block_actions" and body.get("response_url") and await _said_beside(body, client, text):
        return answer()
    if (body.get("event") or {}).get("type") == "app_home_opened" and body["event"].get("user"):
        await client.views_publish(user_id=body["event"]["user"], view=blocks.home([blocks.section(text)]))
    elif body.get("trigger_id"):
        in_modal = (body.get("container") or {}).get("type") == "view" and (body.get("view") or {}).get(
            "type"
        ) == "modal"
        show = client.views_push if in_modal else client.views_open
        await show(trigger_id=str(body["trigger_id"]), view=notice(title, text))
    return answer()


async def _said_beside(body: Mapping[str, Any], client: AsyncWebClient, text: str) -> bool:
    """Below the message that the button is in; a webhook's refusal is no exception, and it takes five answers."""
    webhook = AsyncWebhookClient(str(body["response_url"]), session=client.session)
    response = await webhook.send(text=text, response_type="ephemeral", replace_original=False)
    if response.body != "ok":
        log.warning("an answer beside a message was refused: %s", response.status_code)
    return response.body == "ok"


def notice(title: str, text: str) -> dict[str, Any]:
    """A modal that only says something."""
    return blocks.modal(title, [blocks.section(text)], close="Close")

"""An app that is reached by HTTP: each payload is signed and posted to its request URL, and the answer is the ack."""

import asyncio
import hashlib
import hmac
import time
from typing import Any
from urllib.parse import urlencode

import orjson
from aiohttp import ClientError, ClientSession

from bot.workspace.state.socket_server import Connection, Link
from bot.workspace.types import Json

FORM, JSON = "application/x-www-form-urlencoded", "application/json"


class RequestUrl(Connection):
    """The one connection of an app without a socket."""

    def __init__(self, url: str, signing_secret: str, link: Link) -> None:
        self.url = url
        self.gone = asyncio.Event()
        self.silenced = False
        self._secret = signing_secret.encode()
        self._link = link
        self._session = ClientSession()
        self._posts: set[asyncio.Task[None]] = set()

    async def send(self, message: Json) -> None:
        if not self.silenced and not self.gone.is_set():
            task = asyncio.create_task(self._post(message))
            self._posts.add(task)
            task.add_done_callback(self._posts.discard)

    async def close(self) -> None:
        self.gone.set()
        async with self._session:  # which is closed whatever becomes of the posts
            await asyncio.gather(*self._posts)

    def is_sent_again(self, kind: str) -> bool:
        """Return whether Slack sends it again: events only (docs.slack.dev, Events API, retries)."""
        return kind == "events_api"

    async def _post(self, message: Json) -> None:
        body, content_type = encoded(message["type"], message["payload"])
        headers = self._signed(body) | {"Content-Type": content_type}
        if message.get("retry_attempt"):
            headers |= {"X-Slack-Retry-Num": str(message["retry_attempt"])}
            headers |= {"X-Slack-Retry-Reason": f"http_{message['retry_reason']}"}
        try:
            async with self._session.post(self.url, data=body, headers=headers) as response:
                answer = await response.read()
        except ClientError:
            self._link.refuse(message["envelope_id"])
            return
        if response.status != 200:
            self._link.refuse(message["envelope_id"])
        else:
            self._link.acknowledge(message["envelope_id"], decoded(answer, response.content_type))

    def _signed(self, body: bytes) -> dict[str, str]:
        """Return the headers with Slack's signature (docs.slack.dev, verifying requests from Slack)."""
        stamp = str(int(time.time()))
        mac = hmac.new(self._secret, b"v0:" + stamp.encode() + b":" + body, hashlib.sha256)
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={mac.hexdigest()}"}


def encoded(kind: str, payload: Json) -> tuple[bytes, str]:
    """Return the body of a request of this kind, and its content type."""
    if kind == "events_api":
        return orjson.dumps(payload), JSON
    fields: dict[str, Any] = payload if kind == "slash_commands" else {"payload": orjson.dumps(payload).decode()}
    return urlencode(fields).encode(), FORM


def decoded(answer: bytes, content_type: str) -> Json | None:
    """Return what the app answered; None if it only acknowledged."""
    if not answer:
        return None
    found: Json = orjson.loads(answer) if content_type == JSON else {"text": answer.decode()}
    return found

"""Every exception, turned into what the person sees. The answer has always status 200: a socket knows no other."""

import logging
import secrets
from typing import Any

from aiohttp import ClientError
from slack_bolt import BoltResponse
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.forms import FormBook, Invalid, NotOurs, errors_response, keep_page
from bot.requests.middleware import is_notice
from bot.requests.replies import answer, tell
from bot.runtime.desk import Desk, NotSaved, saved_by_request
from bot.slack.words import Mrkdwn
from models.change import Actor
from models.errors import Conflict, Refused

log = logging.getLogger(__name__)


class Apologies:
    """Bolt's error handler: a refusal is said beside its field, the unexpected gets a reference and an apology."""

    def __init__(self, desk: Desk, book: FormBook) -> None:
        self._desk = desk
        self._book = book

    async def __call__(
        self, error: Exception, body: dict[str, Any], client: AsyncWebClient, context: AsyncBoltContext
    ) -> BoltResponse:
        """Answer the person; log what is ours to mend, without a word of what was typed."""
        refused = self._refusal(error)
        if body.get("type") == "view_submission" and not _is_saved(error):
            beside = await self._beside(refused, body["view"], context.get("actor"))
            if beside is not None:
                return answer(beside)
        if isinstance(refused, Invalid) or is_notice(body):
            return answer()
        text = Mrkdwn.escape(refused.message)
        try:
            return await tell(body, client, text, self._desk.words("requests/error.title"))
        except (SlackApiError, ClientError, TimeoutError) as unheard:
            log.warning("the person could not be told at once: %s", type(unheard).__name__)
            # A refusal may speak of a pupil, which is not for a lock screen; an apology speaks of nobody.
            if refused is not error and "user" in body:
                await self._write_to(str(body["user"]["id"]), client, text)
            return answer()

    async def _write_to(self, slack_id: str, client: AsyncWebClient, text: str) -> None:
        """Where the time for an answer has gone by, as when a large file could not be brought to Slack."""
        try:
            await client.chat_postMessage(channel=slack_id, text=text)
        except (SlackApiError, ClientError, TimeoutError) as unheard:
            log.warning("nor by a direct message: %s", type(unheard).__name__)

    def _refusal(self, error: Exception) -> Refused | Invalid:
        if isinstance(error, Refused | Invalid):
            return error
        if isinstance(error, NotSaved) and not _is_saved(error):
            log.warning("not saved: the database was busy until the deadline")
            return Refused(self._desk.words("requests/error.not_saved"))
        reference = secrets.token_hex(3).upper()
        log.error("unexpected error, reference %s", reference, exc_info=error)
        what = "half_done" if _is_saved(error) else "unexpected"
        return Refused(self._desk.words(f"requests/error.{what}", reference=reference))

    async def _beside(
        self, refused: Refused | Invalid, view: dict[str, Any], actor: Actor | None
    ) -> dict[str, Any] | None:
        form = self._book.form_of(view)
        if isinstance(refused, Invalid):
            return errors_response(refused)
        if form is None or isinstance(refused, NotOurs):
            return None
        if actor is None:  # it could not even be found out who they are: all stays as it stands on the screen
            return errors_response(refused, form, view)
        draft = await self._desk.drafts.by_key(form.meta(view).key, actor) if form.keep_draft else None
        response = errors_response(refused, form, view, draft)
        is_another_page = response["response_action"] == "update"  # and this one is not sent again
        if form.keep_draft and (is_another_page or isinstance(refused, Conflict)):  # "your text is still here"
            await keep_page(form, view, self._desk.drafts, actor)
        return response


def _is_saved(error: Exception) -> bool:
    """Whether the error came after what was asked for had been saved."""
    return not isinstance(error, Refused | Invalid) and bool(saved_by_request.get())

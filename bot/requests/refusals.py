"""Refusals of requests that have no listener: from strangers, and from screens of an earlier version of Halfterm."""

import logging
from contextlib import suppress

from bot.requests.answer import Answer
from bot.requests.request import Request
from bot.runtime.desk import MaybeSaved, NotSaved
from bot.runtime.unwell import UNWELL
from models.requests.looks import record_stranger

log = logging.getLogger(__name__)


async def refuse_stranger(request: Request) -> Answer | None:
    """Tell somebody who is not on the staff whom to ask, and nothing else."""
    log.info("refused: not on the staff")
    with suppress(*UNWELL, NotSaved, MaybeSaved):  # they hear the same while nothing can be written
        await request.change(record_stranger, str(request.actor.slack_id))
    return await request.say(request.words("requests/stranger.title"), request.words("requests/stranger.refusal"))


async def refuse_earlier_version(request: Request) -> Answer | None:
    """Say how to open again a screen of an earlier version. Text that was typed into a form stays in the form."""
    log.warning("nothing answers this request: is it from an earlier version?")
    title = request.words("requests/earlier_version.title")
    if not request.is_submission:
        return await request.say(title, request.words("requests/earlier_version.button"))
    inputs = (block["block_id"] for block in request.view.get("blocks", ()) if block.get("type") == "input")
    if (first := next(inputs, None)) is None:
        return await request.say(title, request.words("requests/earlier_version.form"))
    return Answer({"response_action": "errors", "errors": {first: request.words("requests/earlier_version.form")}})

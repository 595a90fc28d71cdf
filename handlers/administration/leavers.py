"""People who leave Slack, or are called otherwise there: the staff list follows, by an event and once a night."""

import logging
import random
from datetime import time

from slack_sdk.web.async_client import AsyncWebClient

from bot.requests.capability import Capability, Screen
from bot.requests.request import Request
from bot.runtime.desk import Desk
from bot.runtime.scheduler import Job
from bot.slack import blocks
from bot.slack.api_errors import FAILURES, never_went, reason
from bot.slack.users import about, has_left, name_of
from models.administration.leavers import ASKED, follow_name, follow_slack, in_doubt, is_listed
from models.administration.staff_list import slack_ids
from models.outbox.queue import Post
from models.tables.message import Message

log = logging.getLogger(__name__)

NIGHT, MORNING = time(3, 0), time(23, 59)


async def changed(request: Request) -> None:
    """Follow what Slack reports of a colleague, once users.info has confirmed it: an event can lack the workspace."""
    heard = request.event.get("user")
    slack_id = str(heard.get("id")) if isinstance(heard, dict) else ""
    if not await request.read(is_listed, slack_id):
        return
    try:
        user = await about(request.client, slack_id)
    except FAILURES as failed:
        log.warning("a colleague who has changed could not be looked up in Slack: %s", reason(failed))
        return
    if user is None or has_left(user, request.team_id):
        await request.change(follow_slack, [slack_id], {})
    else:
        await request.change(follow_name, slack_id, name_of(user))


async def look_at_everybody(desk: Desk, client: AsyncWebClient) -> None:
    """Follow what Slack says of everybody on the staff, once a night, in case one of its events was lost.

    The order is random: if Slack limits the number of look-ups, the others have their turn another night.
    """
    team_id = str((await client.auth_test())["team_id"])
    everybody = await desk.read(slack_ids)
    gone, names = [], {}
    for slack_id in random.sample(everybody, len(everybody)):
        try:
            user = await about(client, slack_id)
        except FAILURES as failed:
            log.warning("a colleague could not be looked up in Slack: %s", reason(failed))
            if never_went(failed):
                break
        else:
            if user is None or has_left(user, team_id):
                gone.append(slack_id)
            else:
                names[slack_id] = name_of(user)
    if gone:
        log.info("%d on the staff could be looked up in Slack, %d have left it", len(names) + len(gone), len(gone))
    await desk.change(follow_slack, gone, names)


def asked_message(screen: Screen, message: Message) -> Post | None:  # noqa: ARG001 - every builder takes a message
    """Ask a Head about colleagues whom Slack no longer knows; None once nobody is in doubt."""
    staff = in_doubt(screen.read)
    if not staff:
        return None
    text = screen.words("administration/staff_asked.text", staff=staff)
    button = blocks.actions(blocks.button("Staff list", "staff.list"))
    return Post(screen.words("administration/staff_asked.preview"), [blocks.section(text), button])


CAPABILITY = Capability(
    "leavers",
    events={"user_change": changed},
    messages={ASKED: asked_message},
    jobs=(
        Job(
            "staff.look", lambda school, day: NIGHT, lambda school: MORNING, lambda change: None, then=look_at_everybody
        ),
    ),
)

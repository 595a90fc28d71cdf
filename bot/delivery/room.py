"""Whether a room may be posted in, asked just before each post."""

from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.channels import members_of, room_problem
from models.outbox.queue import STRANGERS, Claimed
from models.tables.message import CHANNEL

MOST_NAMED = 4  # as many as have room with the code


async def problem_of_room(client: AsyncWebClient, claimed: Claimed, me: str) -> str | None:
    """Return the code of what is wrong with the staff channel; None for a sound one, or a direct message.

    With strangers in it, their Slack ids follow the code.
    """
    if claimed.recipient != CHANNEL:
        return None
    info = (await client.conversations_info(channel=claimed.room))["channel"]
    problem = room_problem(info)
    if problem is not None:
        return problem
    strangers = await members_of(client, claimed.room) - claimed.staff - {me}
    return f"{STRANGERS}:{','.join(sorted(strangers)[:MOST_NAMED])}" if strangers else None

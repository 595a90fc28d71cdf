"""Links to messages in Slack."""

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient


async def link_to(client: AsyncWebClient, room: str | None, ts: str | None) -> str | None:
    """Return the address of a message; None if Slack has no such message, since a link is never essential."""
    if room is None or ts is None:
        return None
    try:
        answer = await client.chat_getPermalink(channel=room, message_ts=ts)
    except SlackApiError:
        return None
    return str(answer["permalink"])

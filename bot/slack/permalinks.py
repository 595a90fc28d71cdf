"""Links to messages in Slack, and to the Home tab."""

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack import blocks


def home_button(text: str, action_id: str, team: str, app: str) -> blocks.Element:
    """Build a button that opens the app's Home tab (docs.slack.dev, deep linking). Its press needs a listener, too.

    A link in mrkdwn would need `&amp;`, which some phones do not decode.
    """
    return blocks.button(text, action_id) | {"url": f"slack://app?team={team}&id={app}&tab=home"}


async def link_to(client: AsyncWebClient, room: str | None, ts: str | None) -> str | None:
    """Return the address of a message; None if Slack has no such message, since a link is never essential."""
    if room is None or ts is None:
        return None
    try:
        answer = await client.chat_getPermalink(channel=room, message_ts=ts)
    except SlackApiError:
        return None
    return str(answer["permalink"])

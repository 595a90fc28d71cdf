"""Which channels of Slack pupils may be written about in, and who is in them."""

from collections.abc import Mapping
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.pagination import pages


def room_problem(info: Mapping[str, Any]) -> str | None:
    """Return why pupils may not be written about in a channel, from its conversations.info; None if they may."""
    if info.get("is_archived"):
        return "is_archived"
    if info.get("is_ext_shared") or info.get("is_pending_ext_shared") or info.get("is_org_shared"):
        return "shared_channel"
    # The first letter of a channel's id proves nothing; is_private does.
    return None if info.get("is_private") and not info.get("is_mpim") and not info.get("is_im") else "public_channel"


async def members_of(client: AsyncWebClient, room: str) -> set[str]:
    """Return the Slack ids of everybody in the channel."""
    turned = pages(client.conversations_members, channel=room, limit=1000)
    return {member async for page in turned for member in page["members"]}

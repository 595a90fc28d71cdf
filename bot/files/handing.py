"""Handing a file to whoever asked for it: in their own direct message with Halfterm, where they can send it on."""

from slack_sdk.web.async_client import AsyncWebClient


async def hand_file(client: AsyncWebClient, slack_id: str, name: str, title: str, content: bytes) -> None:
    """Raises SlackApiError where Slack will not have it."""
    room = (await client.conversations_open(users=[slack_id]))["channel"]["id"]
    await client.files_upload_v2(channel=room, filename=name, title=title, content=content)

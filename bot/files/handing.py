"""Handing a file to whoever asked for it: in their own direct message with Halfterm, where they can send it on."""

import io

from slack_sdk.web.async_client import AsyncWebClient


async def hand_file(client: AsyncWebClient, slack_id: str, name: str, title: str, content: bytes) -> None:
    """Raises SlackApiError where Slack will not have it, and ClientError where it cannot be brought there.

    In three steps, as Slack's own helper would, which sends the bytes in one piece that holds up everything else.
    """
    room = (await client.conversations_open(users=[slack_id]))["channel"]["id"]
    place = await client.files_getUploadURLExternal(filename=name, length=len(content))
    assert client.session is not None  # noqa: S101 - the bot has one for the whole process
    async with client.session.post(place["upload_url"], data=io.BytesIO(content)) as brought:
        brought.raise_for_status()
    await client.files_completeUploadExternal(files=[{"id": place["file_id"], "title": title}], channel_id=room)

"""Sharing a file in somebody's direct message, and deleting it from Slack again."""

import io
from collections.abc import Awaitable, Callable

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.api_errors import reason

# docs.slack.dev, files.delete, errors
GONE = frozenset({"file_not_found", "file_deleted"})


async def share_file(
    client: AsyncWebClient,
    slack_id: str,
    name: str,
    title: str,
    content: bytes,
    *,
    known: Callable[[str], Awaitable[None]] | None = None,
) -> None:
    """Share a file in somebody's direct message. `known` is told Slack's id of the file before it is shared.

    Raises SlackApiError if Slack refuses the file, and ClientError if the upload fails.

    Slack's own helper takes the same three steps, but sends the bytes in one piece, which holds up everything else.
    """
    room = (await client.conversations_open(users=[slack_id]))["channel"]["id"]
    place = await client.files_getUploadURLExternal(filename=name, length=len(content))
    if known is not None:
        await known(place["file_id"])
    assert client.session is not None  # noqa: S101 - the bot has one for the whole process
    async with client.session.post(place["upload_url"], data=io.BytesIO(content)) as brought:
        brought.raise_for_status()
    await client.files_completeUploadExternal(files=[{"id": place["file_id"], "title": title}], channel_id=room)


async def delete_file(client: AsyncWebClient, file_id: str) -> None:
    """Delete a file from Slack, if it is still there. Raises what a call of Slack raises (api_errors.FAILURES)."""
    try:
        await client.files_delete(file=file_id)
    except SlackApiError as refused:
        if reason(refused) not in GONE:
            raise

"""Sending somebody a file that is deleted in Slack the night after."""

from bot.requests.request import Request
from bot.slack.upload import share_file
from models.requests.shared_files import remember_file


async def send_file(request: Request, name: str, title: str, content: bytes) -> None:
    """Send a file to the person who asked, as a direct message, and keep its id so that it can be deleted."""

    async def keep(file_id: str) -> None:
        await request.change(remember_file, file_id)

    await share_file(request.client, str(request.actor.slack_id), name, title, content, known=keep)

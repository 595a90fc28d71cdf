"""Fetching a file that somebody uploaded into a form."""

from slack_sdk.web.async_client import AsyncWebClient

from models.errors import Refused

LARGEST = 10_000_000  # bytes: ten times a school's pupils with every column


async def fetch_file(client: AsyncWebClient, file_id: str) -> tuple[str, bytes]:
    """Return the name and the content of a file. Raises Refused for one that is too large, and what a call raises.

    Needs the scope files:read (docs.slack.dev, files.info; the file's address takes the bot's token).
    """
    file = (await client.files_info(file=file_id))["file"]
    if int(file.get("size") or 0) > LARGEST:
        raise Refused(f"That file is larger than {LARGEST // 1_000_000} MB. Import it from the command line.")
    assert client.session is not None  # noqa: S101 - the bot has one for the whole process
    token = {"Authorization": f"Bearer {client.token}"}
    async with client.session.get(str(file["url_private_download"]), headers=token) as found:
        found.raise_for_status()
        return str(file["name"]), await found.read()

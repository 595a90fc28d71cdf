"""Fetching a file that somebody uploaded into a form."""

from slack_sdk.web.async_client import AsyncWebClient

from models.errors import Refused

LARGEST = 10_000_000  # bytes: ten times a school's pupils with every column


async def fetch_file(client: AsyncWebClient, file_id: str) -> tuple[str, bytes]:
    """Return the name and the content of a file. Raises Refused for one that is too large or not held by Slack.

    Raises also what a call raises. Needs the scope files:read (docs.slack.dev, files.info; the file's address takes the
    bot's token, which no address outside Slack may see).
    """
    file = (await client.files_info(file=file_id))["file"]
    if file.get("is_external") or "url_private_download" not in file:  # on somebody's drive, or deleted
        raise Refused("Slack does not hold that file. Save it to your computer first, then upload it from there.")
    if int(file.get("size") or 0) > LARGEST:
        raise Refused(f"That file is larger than {LARGEST // 1_000_000} MB. Import it from the command line.")
    assert client.session is not None  # noqa: S101 - the bot has one for the whole process
    token = {"Authorization": f"Bearer {client.token}"}
    async with client.session.get(str(file["url_private_download"]), headers=token) as found:
        found.raise_for_status()
        return str(file["name"]), await found.read()

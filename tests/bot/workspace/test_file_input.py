"""Files that a person uploads into a form: the app gets Slack's description, and the content with its token."""

import aiohttp
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.workspace import Workspace
from tests.bot.workspace.bad_payloads import input_of, modal
from tests.bot.workspace.conftest import Connect
from tests.bot.workspace.invented import ANN

FILES = {"type": "file_input", "action_id": "file", "filetypes": ["csv"], "max_files": 1}


async def test_the_app_is_told_of_an_uploaded_file_and_fetches_it(
    slack: Workspace, api: AsyncWebClient, app: AsyncApp, connect: Connect
) -> None:
    got: list[dict[str, str]] = []

    @app.view("saved")
    async def saved(ack: AsyncAck, view: dict) -> None:  # type: ignore[type-arg]  # as Bolt gives it
        got.extend(view["state"]["values"]["b"]["file"]["files"])
        await ack()

    await connect(app)
    view = modal(input_of(FILES) | {"block_id": "b"}, callback_id="saved")
    opened = await api.views_open(trigger_id=slack.triggers.issue(ANN), view=view)
    file = slack.upload(ANN, "pupils.csv", b"Name\n")
    assert await slack.fill(ANN, opened["view"]["id"], "b", "file", [file]) is None
    assert (await slack.submit(ANN, opened["view"]["id"])).ok
    assert [(one["id"], one["name"], one["user"]) for one in got] == [(file, "pupils.csv", ANN)]
    known = (await api.files_info(file=file))["file"]
    async with aiohttp.ClientSession() as session:
        async with session.get(known["url_private_download"]) as refused:
            assert refused.status == 404
        token = {"Authorization": f"Bearer {slack.bot_token}"}
        async with session.get(known["url_private_download"], headers=token) as found:
            assert await found.read() == b"Name\n"
        slack.scopes.remove("files:read")
        async with session.get(known["url_private_download"], headers=token) as refused:
            assert refused.status == 404


async def test_more_files_than_the_form_takes_are_refused(slack: Workspace, api: AsyncWebClient) -> None:
    view = modal(input_of(FILES) | {"block_id": "b"}, callback_id="saved")
    opened = await api.views_open(trigger_id=slack.triggers.issue(ANN), view=view)
    two = [slack.upload(ANN, name, b"Name\n") for name in ("a.csv", "b.csv")]
    outcome = await slack.fill(ANN, opened["view"]["id"], "b", "file", two)
    assert outcome is not None
    assert outcome.error == "No more than 1 can be uploaded."

"""The client in verbs: it finds things by their visible words and comes back when all is quiet."""

import asyncio
from datetime import date
from typing import Any

import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.workspace import Client
from tests.bot.workspace.bad_payloads import (
    actions,
    button,
    choice,
    home,
    input_of,
    modal,
    mrkdwn,
    option,
    plain,
    section,
    select,
    text_input,
)  # fmt: skip
from tests.bot.workspace.conftest import Connect
from tests.bot.workspace.invented import BEN, STAFF_ROOM

Json = dict[str, Any]

FORM = modal(
    section(text=mrkdwn("*Refer* a pupil, <@U0BEN>")),
    input_of(text_input(), block_id="name", label=plain("Name")),
    input_of(select("datepicker"), block_id="born", label=plain("Date of birth"), optional=True),
    input_of(select("users_select"), block_id="key", label=plain("Keyworker"), optional=True),
    input_of(select("external_select"), block_id="school", label=plain("Home school"), optional=True),
    input_of(
        choice("checkboxes", options=[option("Attendance", "a"), option("Medical", "m")]), block_id="barriers",
        label=plain("Barriers"), optional=True,
    ),
    input_of(select(options=[option("Single", "s"), option("Dual", "d")]), block_id="reg", label=plain("Registration"),
             optional=True),
    callback_id="saved",
)  # fmt: skip
DIGEST = [
    {"type": "header", "text": plain("This week")},
    section(text=mrkdwn("*Kai* & <#C0HALL|hall>"), block_id="kai", accessory=button()),
    section(text=mrkdwn("*Mo*"), block_id="mo"),
    actions(button(), select("users_select", placeholder=plain("Give to")), choice("overflow", action_id="more")),
]


@pytest.fixture
async def saved(app: AsyncApp, connect: Connect) -> list[Json]:
    """Return what is sent to an app that has a form, a Home, and a digest in the staff room."""
    bodies: list[Json] = []

    async def keep(body: Json, ack: AsyncAck) -> None:
        bodies.append(body)
        await ack()

    async def refuse_or_keep(body: Json, ack: AsyncAck, client: AsyncWebClient) -> None:
        name = body["view"]["state"]["values"]["name"]["said"]["value"]
        if name == "Nobody":
            await ack(response_action="errors", errors={"name": "Who?"})
            return
        await keep(body, ack)
        await asyncio.sleep(0.02)
        await client.chat_postMessage(channel=body["user"]["id"], text=f"Saved &amp; done: {name}")

    async def open_form(ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=FORM)
        await ack()

    async def offer(ack: AsyncAck) -> None:
        await ack(options=[option("Northbrook School", "n"), option("Northfield School", "f")])

    async def publish(event: Json, client: AsyncWebClient) -> None:
        await client.views_publish(user_id=event["user"], view=home(section(), actions(button(text=plain("Mine")))))

    app.command("/refer")(open_form)
    app.view("saved")(refuse_or_keep)
    app.options("pick")(offer)
    app.event("app_home_opened")(publish)
    for action in ("go", "pick", "more"):
        app.action(action)(keep)
    await connect(app)
    await app.client.chat_postMessage(channel=STAFF_ROOM, text="This week", blocks=DIGEST)
    return bodies


async def test_a_form_is_filled_by_its_labels_and_visible_words(workspace: Client, saved: list[Json]) -> None:
    await workspace.command("/refer Kai", by="ann", room="staff")
    errors = await workspace.submit(
        by="ann", name="Kai", date_of_birth=date(2011, 3, 4), keyworker="@ben", home_school="Northbrook",
        barriers=["Medical"], registration="Single",
    )  # fmt: skip
    assert errors == {}
    assert not workspace.has_modal(by="ann")
    values = saved[0]["view"]["state"]["values"]
    assert values["born"]["pick"]["selected_date"] == "2011-03-04"
    assert values["key"]["pick"]["selected_user"] == BEN
    assert values["school"]["pick"]["selected_option"]["value"] == "n"
    assert [one["value"] for one in values["barriers"]["pick"]["selected_options"]] == ["m"]
    assert values["reg"]["pick"]["selected_option"]["value"] == "s"
    [message] = workspace.direct_messages(to="ann")
    assert (message.plain, message.room, message.to) == ("Saved & done: Kai", "", "ann")


async def test_a_modal_is_read_as_it_is_seen(workspace: Client, saved: list[Json]) -> None:
    await workspace.command("/refer", by="ann")
    await workspace.fill(by="ann", name="Kai", keyworker="ben", barriers=["Attendance", "Medical"])
    seen = workspace.modal(by="ann")
    assert seen.title == "Refer"
    assert "*Refer* a pupil, @ben" in seen.text
    assert seen.fields == {
        "Name": "Kai", "Date of birth": "", "Keyworker": "ben", "Home school": "",
        "Barriers": ["Attendance", "Medical"], "Registration": "",
    }  # fmt: skip
    assert saved == []


async def test_errors_come_back_by_label_and_the_typed_stays(workspace: Client, saved: list[Json]) -> None:
    await workspace.command("/refer", by="ann")
    assert await workspace.submit(by="ann") == {"Name": "Please complete this required field."}
    assert await workspace.submit(by="ann", name="Nobody") == {"Name": "Who?"}
    assert workspace.modal(by="ann").fields["Name"] == "Nobody"
    assert (await workspace.click("Save", by="ann")).errors == {"Name": "Who?"}
    assert saved == []
    await workspace.close(by="ann")
    assert not workspace.has_modal(by="ann")


async def test_a_button_is_found_by_its_words_and_what_it_stands_beside(workspace: Client, saved: list[Json]) -> None:
    await workspace.click("Go", by="ann", within="Kai")
    await workspace.click("Go", by="ann", within="Mo")
    await workspace.click("Yes", by="ann", room="staff")
    pressed = [(body["actions"][0]["block_id"], body["actions"][0]["action_id"]) for body in saved]
    assert pressed[0] == ("kai", "go")
    assert pressed[1][0] not in ("kai", "mo")
    assert [action for _, action in pressed] == ["go", "go", "more"]


async def test_a_select_is_found_by_its_placeholder(workspace: Client, saved: list[Json]) -> None:
    await workspace.choose("Give to", "ben", by="ann")
    assert saved[0]["actions"][0]["selected_user"] == BEN


async def test_home_is_searched_once_it_is_open(workspace: Client, saved: list[Json]) -> None:
    seen = await workspace.home(by="ann")
    assert seen.buttons == ["Mine"]
    await workspace.click("Mine", by="ann")
    assert saved[0]["view"]["type"] == "home"


async def test_messages_are_read_in_visible_words(workspace: Client, saved: list[Json]) -> None:
    [digest] = workspace.in_room("staff")
    assert digest.plain.splitlines()[:3] == ["This week", "*Kai* & #hall", "Go"]
    assert digest.buttons == ["Go", "Go", "Yes"]
    assert (digest.room, digest.to, digest.ephemeral_for, digest.edited) == ("staff", "", None, False)
    assert workspace.messages == [digest]
    assert saved == []


async def test_type_ahead_is_read_as_it_is_offered(workspace: Client, saved: list[Json]) -> None:
    await workspace.command("/refer", by="ann")
    assert await workspace.suggest("Home school", "nor", by="ann") == ["Northbrook School", "Northfield School"]
    with pytest.raises(AssertionError, match="not \\(one\\) of the options"):
        await workspace.fill(by="ann", home_school="North")
    assert saved == []


async def test_shortcuts_are_used_by_their_callback_id(workspace: Client, app: AsyncApp, saved: list[Json]) -> None:
    async def keep(ack: AsyncAck, body: Json) -> None:
        await ack()
        saved.append(body)

    app.shortcut("refer")(keep)
    app.shortcut("keep")(keep)
    await workspace.shortcut("refer", by="ann")
    await workspace.shortcut("keep", by="ann", message=workspace.messages[0])
    assert [body["type"] for body in saved] == ["shortcut", "message_action"]
    assert saved[1]["message_ts"] == workspace.messages[0].ts


@pytest.mark.parametrize(
    "step",
    [
        lambda client: client.click("Nowhere", by="ann"),
        lambda client: client.submit(by="ann"),
        lambda client: client.command("/refer", by="nobody"),
        lambda client: client.command("/refer", by="ann", room="nowhere"),
    ],
)
async def test_what_is_not_on_the_screen_cannot_be_used(workspace: Client, saved: list[Json], step: Any) -> None:
    with pytest.raises(AssertionError):
        await step(workspace)
    assert saved == []

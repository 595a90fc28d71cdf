"""What the app receives when people press and post, and what they see of its answers, through a real Bolt app."""

from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.workspace import Client, Place, Workspace
from bot.workspace.types import SlackError
from tests.bot.workspace.bad_payloads import (
    actions,
    button,
    choice,
    home,
    option,
    select,
)  # fmt: skip
from tests.bot.workspace.conftest import Connect, Heard
from tests.bot.workspace.invented import ANN, BEN, EVA, HALL, LEADERS, STAFF_ROOM

Json = dict[str, Any]


async def show(api: AsyncWebClient, *blocks: Json) -> Place:
    answer = await api.chat_postMessage(channel=STAFF_ROOM, text="Hello", blocks=list(blocks))
    return Place.message(STAFF_ROOM, answer["ts"])


async def test_a_command_arrives_with_who_where_and_what(slack: Workspace, heard: Heard) -> None:
    assert (await slack.command(ANN, STAFF_ROOM, "/refer  Kai Ashworth ")).ok
    [body] = heard
    assert (body["command"], body["text"], body["user_id"]) == ("/refer", "Kai Ashworth", ANN)
    assert (body["channel_id"], body["channel_name"], body["team_id"]) == (STAFF_ROOM, "privategroup", slack.team_id)
    assert body["api_app_id"] == slack.app_id
    [view] = slack.modals(ANN)
    assert (view["callback_id"], slack.modals(BEN)) == ("saved", [])


async def test_a_command_that_is_not_the_apps_never_reaches_it(slack: Workspace, heard: Heard) -> None:
    outcome = await slack.command(ANN, STAFF_ROOM, "/reffer")
    assert outcome.error == "/reffer is not a valid command."
    assert (await slack.command(BEN, LEADERS, "/refer")).error == "You are not in this conversation."
    assert heard == []


async def test_nobody_can_type_where_the_app_takes_no_messages(slack: Workspace, heard: Heard) -> None:
    direct = slack.direct_room(ANN).id
    assert (await slack.command(ANN, direct, "/refer")).ok
    slack.manifest["features"]["app_home"]["messages_tab_read_only_enabled"] = True
    outcome = await slack.command(ANN, direct, "/refer")
    assert outcome.error == "Sending messages to this app has been turned off."
    with pytest.raises(SlackError, match="restricted_action"):
        await slack.post(ANN, direct, "Hello")
    assert (await slack.command(ANN, slack.own_room(ANN).id, "/refer")).ok
    assert [body["channel_name"] for body in heard] == ["directmessage", "directmessage"]


async def test_without_an_app_a_command_fails_in_slacks_words(slack: Workspace) -> None:
    outcome = await slack.command(ANN, STAFF_ROOM, "/refer")
    assert outcome.error == '/refer failed with the error "dispatch_failed"'


async def test_the_answer_in_a_commands_ack_is_seen_by_who_asked(
    slack: Workspace, app: AsyncApp, connect: Connect
) -> None:
    async def answer(ack: AsyncAck, command: Json) -> None:
        await ack(text="Aloud", response_type="in_channel") if command["text"] else await ack("Quietly")

    app.command("/refer")(answer)
    await connect(app)
    await slack.command(ANN, STAFF_ROOM, "/refer")
    await slack.command(ANN, STAFF_ROOM, "/refer aloud")
    assert [message["text"] for message in slack.history(ANN, STAFF_ROOM)] == ["Quietly", "Aloud"]
    assert [message["text"] for message in slack.history(BEN, STAFF_ROOM)] == ["Aloud"]


async def test_shortcuts_come_from_anywhere_or_from_a_message(slack: Workspace, heard: Heard) -> None:
    ts = await slack.post(EVA, HALL, "Keep <this>")
    assert not (await slack.shortcut(ANN, "keep", (HALL, "1.0"))).ok
    await slack.shortcut(ANN, "refer")
    await slack.shortcut(ANN, "keep", (HALL, ts))
    assert (heard[0]["type"], heard[0]["callback_id"]) == ("shortcut", "refer")
    assert (heard[1]["type"], heard[1]["message"]["text"]) == ("message_action", "Keep &lt;this&gt;")
    assert heard[1]["channel"]["id"] == HALL


async def test_a_button_in_a_message_sends_the_message_and_the_state_of_its_selects(
    slack: Workspace, api: AsyncWebClient, heard: Heard
) -> None:
    place = await show(api, actions(button(value="7", style="danger"), select("users_select"), block_id="row"))
    await slack.act(ANN, place, "row", "go")
    [body] = heard
    [action] = body["actions"]
    assert (action["type"], action["block_id"], action["action_id"], action["value"]) == ("button", "row", "go", "7")
    assert action["action_ts"]
    assert body["container"] == {
        "type": "message", "message_ts": place.ts, "channel_id": STAFF_ROOM, "is_ephemeral": False,
    }  # fmt: skip
    assert body["message"]["ts"] == place.ts
    assert body["state"]["values"] == {"row": {"pick": {"type": "users_select", "selected_user": None}}}
    assert body["user"] == {"id": ANN, "username": "ann", "name": "ann", "team_id": slack.team_id}


async def test_what_one_person_chose_in_a_message_is_not_chosen_for_another(
    slack: Workspace, api: AsyncWebClient, heard: Heard
) -> None:
    place = await show(api, actions(select("users_select"), block_id="row"))
    await slack.act(ANN, place, "row", "pick", BEN)
    assert heard[0]["actions"][0]["selected_user"] == BEN
    assert slack.history(ANN, STAFF_ROOM)[0]["state"]["values"]["row"]["pick"]["selected_user"] == BEN
    assert slack.history(BEN, STAFF_ROOM)[0]["state"]["values"]["row"]["pick"]["selected_user"] is None


async def test_an_option_that_is_not_there_cannot_be_chosen(
    slack: Workspace, api: AsyncWebClient, heard: Heard
) -> None:
    place = await show(api, actions(select(), choice("overflow", action_id="more"), block_id="row"))
    assert not (await slack.act(ANN, place, "row", "pick", "no")).ok
    assert (await slack.act(ANN, place, "row", "more", "yes")).ok
    assert [body["actions"][0]["selected_option"]["value"] for body in heard] == ["yes"]
    assert (await slack.act(ANN, place, "row", "gone")).error == "This is no longer there."
    assert (await slack.act(EVA, place, "row", "pick", "yes")).error == "This is no longer there."


async def test_a_press_on_what_was_just_updated_finds_the_same_under_its_new_id(
    slack: Workspace, api: AsyncWebClient, heard: Heard
) -> None:
    place = await show(
        api, actions(button(value="7"), select(), select("users_select", action_id="more"), block_id="old")
    )
    rows = [
        actions(button(value="8"), block_id="other"),
        actions(button(value="7"), select(), select("users_select", action_id="more"), block_id="new"),
    ]
    await api.chat_update(channel=STAFF_ROOM, ts=place.ts, text="Hello", blocks=rows)
    assert (await slack.act(ANN, place, "old", "go", "7")).ok
    assert (await slack.act(ANN, place, "old", "pick", "yes")).ok
    assert [(body["actions"][0]["block_id"], body["actions"][0]["action_id"]) for body in heard] == [
        ("new", "go"),
        ("new", "pick"),
    ]
    assert not (await slack.act(ANN, place, "old", "go", "9")).ok
    assert not (await slack.act(ANN, place, "old", "more", BEN)).ok  # of whom, the choice of a person does not say


async def test_a_search_that_was_begun_before_an_update_goes_on_after_it(
    slack: Workspace, api: AsyncWebClient, app: AsyncApp, heard: Heard
) -> None:
    async def found(ack: AsyncAck) -> None:
        await ack(options=[option()])

    app.options("pick")(found)
    place = await show(api, actions(select("external_select", min_query_length=1), block_id="old"))
    again = [actions(select("external_select", min_query_length=1), block_id="new")]
    await api.chat_update(channel=STAFF_ROOM, ts=place.ts, text="Hello", blocks=again)
    assert await slack.suggest(ANN, place, "old", "pick", "ye") == [option()]
    assert (await slack.act(ANN, place, "old", "pick", "yes")).ok
    assert [body["actions"][0]["block_id"] for body in heard if "actions" in body] == ["new"]


async def test_a_button_answers_through_its_response_url_five_times(
    slack: Workspace, api: AsyncWebClient, app: AsyncApp, connect: Connect
) -> None:
    statuses: list[int] = []

    async def answer(ack: AsyncAck, respond: AsyncRespond) -> None:
        await respond("Replaced", replace_original=True)
        statuses.extend([(await respond(f"Note {number}")).status_code for number in range(4)])
        statuses.append((await respond("Too many")).status_code)
        await ack()

    app.action("go")(answer)
    await connect(app)
    place = await show(api, actions(button(), block_id="row"))
    await slack.act(ANN, place, "row", "go")
    await Client(slack).quiet()
    seen = [message["text"] for message in slack.history(ANN, STAFF_ROOM)]
    assert seen == ["Replaced", "Note 0", "Note 1", "Note 2", "Note 3"]
    assert [message["text"] for message in slack.history(BEN, STAFF_ROOM)] == ["Replaced"]
    assert statuses == [200] * 4 + [404]


async def test_a_response_url_is_good_for_half_an_hour(slack: Workspace, heard: Heard) -> None:
    await slack.command(ANN, STAFF_ROOM, "/refer")
    url = heard[0]["response_url"]
    known = slack.store.response_urls[url.rsplit("/", 1)[1]]
    async with aiohttp.ClientSession() as session:
        assert (await session.post(url, json={"text": "In time"})).status == 200
        known.opened_at -= 30 * 60 + 1
        assert (await session.post(url, json={"text": "Too late"})).status == 404
        assert (await session.post(f"{slack.url}response/guessed", json={"text": "x"})).status == 404
    assert [message["text"] for message in slack.history(ANN, STAFF_ROOM)] == ["In time"]


async def test_only_so_many_messages_are_remembered(slack: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.workspace.state.store.MOST_POSTS", 2)
    for text in ("One", "Two", "Three"):
        await slack.post(ANN, STAFF_ROOM, text)
    assert [message["text"] for message in slack.history(ANN, STAFF_ROOM)] == ["Two", "Three"]


async def test_an_original_is_deleted_through_a_response_url(
    slack: Workspace, api: AsyncWebClient, app: AsyncApp, connect: Connect
) -> None:
    async def answer(ack: AsyncAck, respond: AsyncRespond) -> None:
        await respond(delete_original=True)
        await ack()

    app.action("go")(answer)
    await connect(app)
    await api.chat_postEphemeral(channel=STAFF_ROOM, user=ANN, text="x", blocks=[actions(button(), block_id="row")])
    [ephemeral] = slack.history(ANN, STAFF_ROOM)
    place = Place.message(STAFF_ROOM, ephemeral["ts"])
    assert (await slack.act(BEN, place, "row", "go")).error == "This is no longer there."
    await slack.act(ANN, place, "row", "go")
    await Client(slack).quiet()
    assert slack.history(ANN, STAFF_ROOM) == []


async def test_opening_home_tells_the_app_and_then_shows_what_it_published(
    slack: Workspace, api: AsyncWebClient, heard: Heard
) -> None:
    assert (await slack.open_home(ANN)).ok
    assert (heard[0]["event"]["type"], heard[0]["event"]["user"], heard[0]["event"]["tab"]) == (
        "app_home_opened", ANN, "home",
    )  # fmt: skip
    assert "view" not in heard[0]["event"]
    await api.views_publish(user_id=ANN, view=home(actions(button(), block_id="row")))
    await slack.open_home(ANN)
    assert heard[1]["event"]["view"]["type"] == "home"
    await slack.act(ANN, Place.home(), "row", "go")
    assert heard[2]["view"]["type"] == "home"


async def test_events_come_wrapped_and_only_those_that_the_manifest_asks_for(slack: Workspace, heard: Heard) -> None:
    await slack.announce_user_change(slack.people[EVA])
    await slack.join(BEN, HALL)
    await slack.tell({"type": "channel_archive", "channel": HALL})
    await slack.post(ANN, STAFF_ROOM, "Hello & goodbye")
    await Client(slack).quiet()
    assert [body["event"]["type"] for body in heard] == ["user_change", "member_joined_channel", "message"]
    assert heard[0]["event"]["user"]["is_restricted"] is True
    assert heard[2]["event"]["text"] == "Hello &amp; goodbye"
    assert (heard[0]["type"], heard[0]["team_id"]) == ("event_callback", slack.team_id)
    assert heard[0]["authorizations"][0]["user_id"] == slack.bot_user_id
    assert len({body["event_id"] for body in heard}) == 3


async def test_the_app_hears_that_it_was_removed_or_its_channel_closed(
    slack: Workspace, api: AsyncWebClient, heard: Heard
) -> None:
    await slack.share(STAFF_ROOM)
    await slack.archive(STAFF_ROOM)
    await slack.leave(slack.bot_user_id, STAFF_ROOM)
    assert [body["event"]["type"] for body in heard] == ["group_archive", "group_left"]
    with pytest.raises(SlackApiError, match="channel_not_found"):
        await api.conversations_info(channel=STAFF_ROOM)
    await slack.uninstall()
    assert {body["event"]["type"] for body in heard[2:]} == {"tokens_revoked", "app_uninstalled"}
    with pytest.raises(SlackApiError, match="token_revoked"):
        await api.auth_test()


async def test_a_message_that_an_administrator_deleted_is_gone_for_the_app_too(
    slack: Workspace, api: AsyncWebClient
) -> None:
    ts = (await api.chat_postMessage(channel=STAFF_ROOM, text="One"))["ts"]
    slack.delete_message(STAFF_ROOM, ts)
    with pytest.raises(SlackApiError, match="message_not_found"):
        await api.chat_update(channel=STAFF_ROOM, ts=ts, text="Two")


async def test_the_press_of_a_button_in_an_ephemeral_does_not_carry_the_message(
    slack: Workspace, api: AsyncWebClient, heard: Heard
) -> None:
    blocks = [actions(button(), block_id="row")]
    ts = (await api.chat_postEphemeral(channel=STAFF_ROOM, user=ANN, text="x", blocks=blocks))["message_ts"]
    await slack.act(ANN, Place.message(STAFF_ROOM, ts), "row", "go")
    assert "message" not in heard[0]
    assert heard[0]["container"]["is_ephemeral"] is True


async def test_who_is_not_in_a_room_sees_nothing_of_it(slack: Workspace, api: AsyncWebClient) -> None:
    await api.chat_postMessage(channel=STAFF_ROOM, text="Hello")
    assert slack.history(EVA, STAFF_ROOM) == []
    assert STAFF_ROOM not in {room["id"] for room in slack.conversations(EVA)}


async def test_an_event_that_the_manifest_does_not_ask_for_is_not_sent(slack: Workspace) -> None:
    await slack.tell({"type": "channel_archive", "channel": HALL})
    assert slack.link.unacked == {}
    await slack.tell({"type": "group_archive", "channel": STAFF_ROOM})
    assert len(slack.link.unacked) == 1


async def test_unread_messages_are_counted_until_they_are_read(slack: Workspace, api: AsyncWebClient) -> None:
    await api.chat_postMessage(channel=STAFF_ROOM, text="One")
    await slack.post(ANN, STAFF_ROOM, "Mine")
    assert (slack.unread(ANN, STAFF_ROOM), slack.unread(BEN, STAFF_ROOM)) == (1, 2)
    slack.mark_read(ANN, STAFF_ROOM)
    assert slack.unread(ANN, STAFF_ROOM) == 0
    shown = slack.conversations(ANN)
    assert [(room["name"], room["kind"]) for room in shown] == [
        ("Halfterm", "direct"), ("hall", "channel"), ("leaders", "channel"), ("staff", "channel"),
        ("ann (you)", "direct"),
    ]  # fmt: skip


async def test_a_watcher_hears_whose_screen_changed_until_it_stops(slack: Workspace, api: AsyncWebClient) -> None:
    seen: list[str | None] = []
    stop = slack.watch(seen.append)
    await api.chat_postMessage(channel=STAFF_ROOM, text="All")
    await api.chat_postEphemeral(channel=STAFF_ROOM, user=BEN, text="Ben")
    stop()
    await api.chat_postMessage(channel=STAFF_ROOM, text="Nobody")
    assert seen == [None, BEN]

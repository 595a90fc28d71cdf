"""The Web API as slack_sdk calls it: shapes, errors, scopes, membership, pace and faults."""

import time
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.workspace import Fault, Workspace
from tests.bot.workspace.bad_payloads import home, modal, section
from tests.bot.workspace.invented import ANN, BEN, EVA, HALL, LEADERS, STAFF_ROOM, TOM, a_workspace


async def refusal(call: Any) -> dict[str, Any]:
    with pytest.raises(SlackApiError) as caught:
        await call
    answer: dict[str, Any] = caught.value.response.data  # type: ignore[assignment] # slack_sdk also knows bytes
    return answer


async def error(call: Any) -> str:
    return str((await refusal(call))["error"])


async def test_the_bot_learns_who_it_is_and_which_scopes_it_has(slack: Workspace, api: AsyncWebClient) -> None:
    answer = await api.auth_test()
    assert (answer["user_id"], answer["bot_id"], answer["team_id"]) == (slack.bot_user_id, slack.bot_id, slack.team_id)
    assert "chat:write" in answer.headers["x-oauth-scopes"].split(",")


async def test_an_unknown_method_says_so(api: AsyncWebClient) -> None:
    assert await error(api.api_call("chat.postMesage")) == "unknown_method"


@pytest.mark.parametrize(("token", "code"), [("", "not_authed"), ("xoxb-wrong", "invalid_auth")])
async def test_a_missing_or_wrong_token_is_refused(slack: Workspace, token: str, code: str) -> None:
    assert await error(AsyncWebClient(token=token, base_url=slack.api_url).auth_test()) == code


async def test_the_app_token_opens_sockets_and_nothing_else(slack: Workspace, api: AsyncWebClient) -> None:
    opened = await api.apps_connections_open(app_token=slack.app_token)
    assert opened["url"].startswith("ws://127.0.0.1:")
    assert await error(api.auth_test(token=slack.app_token)) == "not_allowed_token_type"
    assert await error(api.apps_connections_open(app_token=slack.bot_token)) == "not_allowed_token_type"


async def test_a_revoked_token_is_refused(slack: Workspace, api: AsyncWebClient) -> None:
    slack.revoked = True
    assert await error(api.auth_test()) == "token_revoked"


async def test_a_missing_scope_is_named() -> None:
    slack = a_workspace(without_scopes=("chat:write",))
    await slack.start()
    api = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
    answer = await refusal(api.chat_postMessage(channel=STAFF_ROOM, text="Hello"))
    await slack.stop()
    assert (answer["error"], answer["needed"]) == ("missing_scope", "chat:write")
    assert "users:read" in answer["provided"]


async def test_the_scope_for_a_private_channel_is_its_own() -> None:
    slack = a_workspace(without_scopes=("groups:read",))
    await slack.start()
    api = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
    answer = await refusal(api.conversations_info(channel=STAFF_ROOM))
    assert (answer["error"], answer["needed"]) == ("missing_scope", "groups:read")
    assert (await api.conversations_info(channel=HALL))["channel"]["name"] == "hall"
    await slack.stop()


async def test_blocks_are_read_from_a_form_as_from_json(slack: Workspace) -> None:
    headers = {"Authorization": f"Bearer {slack.bot_token}"}
    form = {"channel": STAFF_ROOM, "text": "Hello", "blocks": '[{"type": "divider"}]'}
    async with aiohttp.ClientSession(headers=headers) as session:
        answer = await (await session.post(f"{slack.api_url}chat.postMessage", data=form)).json()
        broken = await (await session.post(f"{slack.api_url}chat.postMessage", data=form | {"blocks": "["})).json()
    assert answer["message"]["blocks"][0]["type"] == "divider"
    assert broken == {"ok": False, "error": "invalid_blocks_format"}


async def test_what_is_no_json_or_no_number_is_refused(slack: Workspace, api: AsyncWebClient) -> None:
    headers = {"Authorization": f"Bearer {slack.bot_token}", "Content-Type": "application/json"}
    async with aiohttp.ClientSession(headers=headers) as session:
        for body, code in (("{", "invalid_json"), ("[]", "json_not_object")):
            answer = await (await session.post(f"{slack.api_url}auth.test", data=body)).json()
            assert answer == {"ok": False, "error": code}
    for limit in (0, -1, "many"):
        asked = api.api_call("users.list", params={"limit": limit or "0"})
        assert await error(asked) == "invalid_limit"


async def test_a_post_comes_back_with_ids_for_its_blocks(slack: Workspace, api: AsyncWebClient) -> None:
    answer = await api.chat_postMessage(channel=STAFF_ROOM, text="Hello", blocks=[section()])
    assert answer["message"]["bot_id"] == slack.bot_id
    assert len(answer["message"]["blocks"][0]["block_id"]) == 5


async def test_bad_blocks_are_refused_with_a_pointer(api: AsyncWebClient) -> None:
    answer = await refusal(api.chat_postMessage(channel=STAFF_ROOM, text="Hello", blocks=[{"type": "header"}]))
    assert answer["error"] == "invalid_blocks"
    assert answer["response_metadata"]["messages"] == ["[ERROR] missing required field: text [json-pointer:/blocks/0]"]


async def test_a_rule_that_is_switched_off_refuses_nothing(slack: Workspace, api: AsyncWebClient) -> None:
    slack.without_rules = {"message.blocks.most"}
    answer = await api.chat_postMessage(channel=STAFF_ROOM, text="Hello", blocks=[section()] * 51)
    assert len(answer["message"]["blocks"]) == 51


async def test_a_message_without_words_is_refused(api: AsyncWebClient) -> None:
    assert await error(api.api_call("chat.postMessage", json={"channel": STAFF_ROOM})) == "no_text"
    assert await error(api.api_call("chat.postMessage", json={"text": "Hello"})) == "invalid_arguments"


async def test_very_long_text_is_cut_as_slack_cuts_it(api: AsyncWebClient) -> None:
    answer = await api.chat_postMessage(channel=STAFF_ROOM, text="a" * 40_001)
    assert len(answer["message"]["text"]) == 40_000


async def test_rooms_that_the_bot_is_not_in_or_that_are_closed_refuse_posts(
    slack: Workspace, api: AsyncWebClient
) -> None:
    assert await error(api.chat_postMessage(channel=LEADERS, text="Hello")) == "channel_not_found"
    slack.rooms[HALL].members.remove(slack.bot_user_id)
    assert await error(api.chat_postMessage(channel=HALL, text="Hello")) == "not_in_channel"
    assert await error(api.conversations_history(channel=HALL)) == "not_in_channel"
    ts = (await api.chat_postMessage(channel=STAFF_ROOM, text="Before"))["ts"]
    slack.rooms[STAFF_ROOM].is_archived = True
    assert await error(api.chat_postMessage(channel=STAFF_ROOM, text="Hello")) == "is_archived"
    assert await error(api.chat_update(channel=STAFF_ROOM, ts=ts, text="Hello")) == "is_archived"
    assert await error(api.chat_postMessage(channel=TOM, text="Hello")) == "channel_not_found"
    assert await error(api.chat_postMessage(channel=slack.bot_user_id, text="Hello")) == "channel_not_found"


async def test_a_message_is_updated_and_deleted_by_its_author_only(slack: Workspace, api: AsyncWebClient) -> None:
    ts = (await api.chat_postMessage(channel=STAFF_ROOM, text="One", blocks=[section()]))["ts"]
    updated = await api.chat_update(channel=STAFF_ROOM, ts=ts, text="Two")
    assert updated["message"]["text"] == "Two"
    assert "blocks" not in updated["message"]
    theirs = await slack.post(ANN, STAFF_ROOM, "Mine")
    assert await error(api.chat_update(channel=STAFF_ROOM, ts=theirs, text="No")) == "cant_update_message"
    assert await error(api.chat_delete(channel=STAFF_ROOM, ts=theirs)) == "cant_delete_message"
    assert await error(api.chat_update(channel=STAFF_ROOM, ts=ts, text="a" * 4_001)) == "msg_too_long"
    await api.chat_delete(channel=STAFF_ROOM, ts=ts)
    assert await error(api.chat_update(channel=STAFF_ROOM, ts=ts, text="Three")) == "message_not_found"


async def test_an_ephemeral_is_seen_by_one_person_and_kept_nowhere(slack: Workspace, api: AsyncWebClient) -> None:
    ts = (await api.chat_postEphemeral(channel=STAFF_ROOM, user=BEN, text="Only you"))["message_ts"]
    assert [message["text"] for message in slack.history(BEN, STAFF_ROOM)] == ["Only you"]
    assert slack.history(ANN, STAFF_ROOM) == []
    assert (await api.conversations_history(channel=STAFF_ROOM))["messages"] == []
    assert await error(api.chat_update(channel=STAFF_ROOM, ts=ts, text="No")) == "message_not_found"
    assert await error(api.chat_postMessage(channel=STAFF_ROOM, text="No", thread_ts=ts)) == "thread_not_found"
    outside = api.chat_postEphemeral(channel=STAFF_ROOM, user=EVA, text="Hello")
    assert await error(outside) == "user_not_in_channel"


async def test_metadata_comes_back_only_when_asked_for(api: AsyncWebClient) -> None:
    metadata = {"event_type": "sent", "event_payload": {"key": "abc"}}
    await api.chat_postMessage(channel=STAFF_ROOM, text="Hello", metadata=metadata)
    [plain] = (await api.conversations_history(channel=STAFF_ROOM))["messages"]
    [full] = (await api.conversations_history(channel=STAFF_ROOM, include_all_metadata=True))["messages"]
    assert "metadata" not in plain
    assert full["metadata"] == metadata


async def test_a_thread_stays_out_of_the_history_and_in_its_replies(api: AsyncWebClient) -> None:
    parent = (await api.chat_postMessage(channel=STAFF_ROOM, text="Parent"))["ts"]
    await api.chat_postMessage(channel=STAFF_ROOM, text="Reply", thread_ts=parent)
    [only] = (await api.conversations_history(channel=STAFF_ROOM))["messages"]
    assert (only["text"], only["reply_count"]) == ("Parent", 1)
    replies = (await api.conversations_replies(channel=STAFF_ROOM, ts=parent))["messages"]
    assert [message["text"] for message in replies] == ["Parent", "Reply"]
    assert await error(api.conversations_replies(channel=STAFF_ROOM, ts="1.0")) == "thread_not_found"
    assert await error(api.chat_postMessage(channel=STAFF_ROOM, text="x", thread_ts="1.0")) == "thread_not_found"


async def test_history_is_newest_first_and_comes_in_pages(api: AsyncWebClient) -> None:
    sent = [(await api.chat_postMessage(channel=STAFF_ROOM, text=str(number)))["ts"] for number in range(5)]
    first = await api.conversations_history(channel=STAFF_ROOM, limit=3)
    assert [message["text"] for message in first["messages"]] == ["4", "3", "2"]
    cursor = first["response_metadata"]["next_cursor"]
    rest = await api.conversations_history(channel=STAFF_ROOM, limit=3, cursor=cursor)
    assert ([message["text"] for message in rest["messages"]], rest["has_more"]) == (["1", "0"], False)
    since = await api.conversations_history(channel=STAFF_ROOM, oldest=sent[3])
    assert [message["text"] for message in since["messages"]] == ["4"]
    assert await error(api.conversations_history(channel=STAFF_ROOM, cursor="nonsense")) == "invalid_cursor"


async def test_home_and_direct_messages_are_there_only_if_the_manifest_has_them() -> None:
    slack = a_workspace(tabs=False)
    await slack.start()
    api = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
    assert await error(api.chat_postMessage(channel=ANN, text="Hello")) == "messages_tab_disabled"
    assert await error(api.views_publish(user_id=ANN, view=home())) == "not_enabled"
    await slack.stop()


async def test_a_direct_message_is_opened_once_and_not_with_everybody(slack: Workspace, api: AsyncWebClient) -> None:
    opened = (await api.conversations_open(users=ANN))["channel"]["id"]
    assert opened.startswith("D")
    assert (await api.conversations_open(users=[ANN]))["channel"]["id"] == opened
    assert (await api.chat_postMessage(channel=ANN, text="Hello"))["channel"] == opened
    assert (await api.conversations_info(channel=opened))["channel"]["user"] == ANN
    assert await error(api.conversations_open(users=TOM)) == "user_disabled"
    assert await error(api.conversations_open(users="U0NOBODY")) == "user_not_found"
    assert await error(api.conversations_open(users=slack.bot_user_id)) == "cannot_dm_bot"
    assert await error(api.conversations_open(users=[ANN] * 9)) == "too_many_users"


async def test_flags_of_rooms_and_people_are_told_as_they_are_now(slack: Workspace, api: AsyncWebClient) -> None:
    slack.rooms[STAFF_ROOM].is_ext_shared = True
    channel = (await api.conversations_info(channel=STAFF_ROOM, include_num_members=True))["channel"]
    assert (channel["is_private"], channel["is_ext_shared"], channel["is_shared"]) == (True, True, True)
    assert channel["num_members"] == 3
    assert (await api.conversations_members(channel=STAFF_ROOM))["members"] == [ANN, BEN, slack.bot_user_id]
    assert (await api.users_info(user=EVA))["user"]["is_restricted"] is True
    assert (await api.users_info(user=TOM))["user"]["deleted"] is True
    assert await error(api.users_info(user="U0NOBODY")) == "user_not_found"
    named = [user["name"] for user in (await api.users_list())["members"]]
    assert named == ["ann", "ben", "eva", "tom", "halfterm"]


async def test_channels_are_listed_by_kind_and_only_where_the_bot_may_look(api: AsyncWebClient) -> None:
    listed = (await api.conversations_list(types="public_channel,private_channel"))["channels"]
    assert [channel["name"] for channel in listed] == ["staff", "hall"]
    assert [channel["name"] for channel in (await api.conversations_list())["channels"]] == ["hall"]


async def test_a_file_is_uploaded_once_and_shown_in_the_room(slack: Workspace, api: AsyncWebClient) -> None:
    await api.files_upload_v2(channel=STAFF_ROOM, filename="list.csv", content="a,b", initial_comment="The list")
    [message] = slack.history(ANN, STAFF_ROOM)
    [file] = message["files"]
    assert (message["text"], file["name"], file["size"]) == ("The list", "list.csv", 3)
    again = api.files_completeUploadExternal(files=[{"id": file["id"], "title": "list"}])
    assert await error(again) == "file_not_found"
    async with aiohttp.ClientSession() as session:
        assert (await session.get(file["url_private"])).status == 404
        headers = {"Authorization": f"Bearer {slack.bot_token}"}
        assert await (await session.get(file["url_private"], headers=headers)).read() == b"a,b"


async def test_a_file_is_deleted_once_and_its_message_says_so(slack: Workspace, api: AsyncWebClient) -> None:
    assert await error(api.files_delete(file="F1")) == "file_not_found"
    await api.files_upload_v2(channel=STAFF_ROOM, filename="list.csv", content="a,b")
    [file] = slack.history(ANN, STAFF_ROOM)[0]["files"]
    await api.files_delete(file=file["id"])
    assert slack.history(ANN, STAFF_ROOM)[0]["files"] == [{"id": file["id"], "mode": "tombstone"}]
    assert await error(api.files_delete(file=file["id"])) == "file_deleted"
    async with aiohttp.ClientSession() as session:
        headers = {"Authorization": f"Bearer {slack.bot_token}"}
        assert (await session.get(file["url_private"], headers=headers)).status == 404


async def test_a_file_of_another_length_than_announced_is_not_taken(api: AsyncWebClient) -> None:
    asked = await api.files_getUploadURLExternal(filename="list.csv", length=3)
    async with aiohttp.ClientSession() as session:
        assert (await session.post(asked["upload_url"], data=b"a,b,c")).status == 400
    assert await error(api.files_completeUploadExternal(files=[{"id": asked["file_id"]}])) == "file_not_found"


async def test_the_link_to_a_message_is_for_messages_that_exist(api: AsyncWebClient) -> None:
    ts = (await api.chat_postMessage(channel=STAFF_ROOM, text="Hello"))["ts"]
    link = (await api.chat_getPermalink(channel=STAFF_ROOM, message_ts=ts))["permalink"]
    assert link.endswith(f"/archives/{STAFF_ROOM}/p{ts.replace('.', '')}")
    assert await error(api.chat_getPermalink(channel=STAFF_ROOM, message_ts="1.0")) == "message_not_found"


async def test_a_home_is_published_for_one_person_and_guarded_by_its_hash(
    slack: Workspace, api: AsyncWebClient
) -> None:
    first = (await api.views_publish(user_id=ANN, view=home(section())))["view"]
    assert slack.home(BEN) is None
    second = (await api.views_publish(user_id=ANN, view=home(section()), hash=first["hash"]))["view"]
    assert second["id"] == first["id"]
    assert await error(api.views_publish(user_id=ANN, view=home(), hash=first["hash"])) == "hash_conflict"
    assert await error(api.views_publish(user_id="U0NOBODY", view=home())) == "invalid_arguments"
    assert await error(api.views_publish(user_id=ANN, view=modal())) == "invalid_arguments"


async def test_posts_in_one_channel_are_slowed_after_a_short_burst() -> None:
    slack = a_workspace(paced=True)
    await slack.start()
    api = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[])
    for number in range(5):
        await api.chat_postMessage(channel=STAFF_ROOM, text=str(number))
    with pytest.raises(SlackApiError) as caught:
        await api.chat_postMessage(channel=STAFF_ROOM, text="5")
    await api.chat_postMessage(channel=HALL, text="elsewhere")
    await slack.stop()
    assert (caught.value.response.status_code, caught.value.response.headers["Retry-After"]) == (429, "1")
    assert caught.value.response.data == {"ok": False, "error": "ratelimited"}


async def test_a_method_is_slowed_by_its_tier() -> None:
    slack = a_workspace(paced=True)
    await slack.start()
    api = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[])
    for _ in range(20):
        await api.users_list()
    assert await error(api.users_list()) == "ratelimited"
    await api.users_info(user=ANN)
    await slack.stop()


async def test_a_fault_meets_as_many_calls_as_were_asked_for(slack: Workspace, api: AsyncWebClient) -> None:
    slack.faults.next("chat.postMessage", Fault.RATE_LIMIT, times=2)
    slack.faults.next("chat.postMessage", Fault.ERROR("internal_error"))
    codes = [await error(api.chat_postMessage(channel=STAFF_ROOM, text="Hello")) for _ in range(3)]
    assert codes == ["ratelimited", "ratelimited", "internal_error"]
    await api.chat_postMessage(channel=STAFF_ROOM, text="Hello")
    assert [call.answer.get("ok") for call in slack.calls] == [False, False, False, True]


async def test_a_reset_never_lands_and_a_lost_reply_does(slack: Workspace, api: AsyncWebClient) -> None:
    slack.faults.next("chat.postMessage", Fault.RESET)
    with pytest.raises(aiohttp.ClientError):
        await api.chat_postMessage(channel=STAFF_ROOM, text="Reset")
    slack.faults.next("chat.postMessage", Fault.LOST_REPLY)
    with pytest.raises(aiohttp.ClientError):
        await api.chat_postMessage(channel=STAFF_ROOM, text="Lost")
    assert [message["text"] for message in slack.history(ANN, STAFF_ROOM)] == ["Lost"]


async def test_a_hanging_call_answers_in_the_end_and_a_broken_one_with_500(
    slack: Workspace, api: AsyncWebClient
) -> None:
    slack.faults.next("auth.test", Fault.HANG(0.1))
    began = time.monotonic()
    await api.auth_test()
    assert time.monotonic() - began > 0.1
    slack.faults.next("*", Fault.ERROR_500)
    with pytest.raises(SlackApiError) as caught:
        await api.auth_test()
    assert caught.value.response.status_code == 500


async def test_a_taken_port_is_an_os_error(slack: Workspace) -> None:
    other = a_workspace()
    with pytest.raises(OSError, match="address already in use"):
        await other.start(int(slack.url.rsplit(":", 1)[1].strip("/")))

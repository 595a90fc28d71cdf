"""Posting, changing and removing messages, for the Web API, a response_url or a person."""

from bot.workspace.rules.validator import check_drawn, check_message
from bot.workspace.state import values
from bot.workspace.state.core import Core, with_ids
from bot.workspace.state.store import Post
from bot.workspace.types import Json, Room, SlackError

LONGEST_TEXT = 40_000
LONGEST_UPDATE = 4_000


def from_app(core: Core, room: Room, message: Json, ephemeral_for: str | None = None) -> Post:
    """Post a message of the app. Raises SlackError if the validator refuses the message."""
    refuse_invalid(core, message)
    body: Json = {
        "type": "message",
        "user": core.bot_user_id,
        "bot_id": core.bot_id,
        "app_id": core.app_id,
        "team": core.team_id,
        "text": str(message.get("text") or "")[:LONGEST_TEXT],
        "bot_profile": {"id": core.bot_id, "name": core.bot_name, "app_id": core.app_id, "team_id": core.team_id},
    }
    if message.get("blocks"):
        body["blocks"] = with_ids(message["blocks"])
    if message.get("thread_ts"):
        body |= _thread(core, room.id, str(message["thread_ts"]))
    if ephemeral_for:
        body["is_ephemeral"] = True
    return keep(core, room, body, ephemeral_for, message.get("metadata"))


def from_person(core: Core, room: Room, user: str, text: str, thread_ts: str | None) -> Post:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    body: Json = {"type": "message", "user": user, "team": core.team_id, "text": escaped}
    if thread_ts:
        body |= _thread(core, room.id, thread_ts)
    return keep(core, room, body)


def keep(core: Core, room: Room, body: Json, ephemeral_for: str | None = None, metadata: Json | None = None) -> Post:
    ts = core.stamp()
    post = Post(room.id, ts, body | {"ts": ts}, ephemeral_for, metadata)
    core.store.keep(post)
    core.changed(ephemeral_for)
    return post


def replace(core: Core, post: Post, message: Json) -> None:
    """Change a message as Slack's chat.update does: new text without new blocks removes the blocks."""
    refuse_invalid(core, message)
    if len(str(message.get("text") or "")) > LONGEST_UPDATE:
        raise SlackError("msg_too_long")
    body = {key: value for key, value in post.body.items() if key != "blocks" or "text" not in message}
    if "text" in message:
        body["text"] = str(message["text"] or "")
    if message.get("blocks"):
        body["blocks"] = with_ids(message["blocks"])
    if post.ephemeral_for is None:
        body["edited"] = {"user": core.bot_user_id, "ts": core.stamp()}
    if "metadata" in message:
        post.metadata = message["metadata"] or None
    post.body = body
    for (_, channel, ts), typed in core.store.chosen.items():
        if (channel, ts) == (post.channel, post.ts):
            kept = values.settle(body.get("blocks", []), typed)
            typed.clear()
            typed.update(kept)
    core.changed(post.ephemeral_for)


def remove(core: Core, post: Post) -> None:
    core.store.posts[post.channel].pop(post.ts, None)
    core.changed(post.ephemeral_for)


def refuse_invalid(core: Core, message: Json) -> None:
    """Raise SlackError for a message that breaks a rule, or that says nothing."""
    problems = check_message(message, core.without_rules) or check_drawn(message, "", core.refused_blocks)
    if problems:
        error = problems[0].error or "invalid_blocks"
        raise SlackError(error, [problem.words() for problem in problems])
    if not message.get("text") and not message.get("blocks") and not message.get("attachments"):
        raise SlackError("no_text")


def _thread(core: Core, channel: str, thread_ts: str) -> Json:
    parent = core.store.posts[channel].get(thread_ts)
    if parent is None or parent.ephemeral_for:
        raise SlackError("thread_not_found")
    root = parent.thread_ts or parent.ts
    return {"thread_ts": root, "parent_user_id": core.store.posts[channel][root].body["user"]}

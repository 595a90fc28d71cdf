"""chat.postMessage, chat.postEphemeral, chat.update, chat.delete, chat.getPermalink."""

from bot.workspace.server.arguments import required
from bot.workspace.server.membership import room_for, room_to_post_in
from bot.workspace.state import posts
from bot.workspace.state.core import Core
from bot.workspace.state.store import Post
from bot.workspace.types import Json, SlackError


def post_message(core: Core, args: Json) -> Json:
    room = room_to_post_in(core, str(required(args, "channel")))
    post = posts.from_app(core, room, args)
    message = post.body | ({"metadata": post.metadata} if post.metadata else {})
    return {"channel": room.id, "ts": post.ts, "message": message}


def post_ephemeral(core: Core, args: Json) -> Json:
    room = room_to_post_in(core, str(required(args, "channel")))
    user = str(required(args, "user"))
    if user not in room.members:
        raise SlackError("user_not_in_channel")
    return {"message_ts": posts.from_app(core, room, args, ephemeral_for=user).ts}


def update(core: Core, args: Json) -> Json:
    post = _own_post(core, args, "cant_update_message")
    posts.replace(core, post, args)
    return {"channel": post.channel, "ts": post.ts, "text": post.body["text"], "message": post.body}


def delete(core: Core, args: Json) -> Json:
    post = _own_post(core, args, "cant_delete_message")
    posts.remove(core, post)
    return {"channel": post.channel, "ts": post.ts}


def get_permalink(core: Core, args: Json) -> Json:
    room = room_for(core, str(required(args, "channel")))
    ts = str(required(args, "message_ts"))
    post = core.store.posts[room.id].get(ts)
    if post is None or post.ephemeral_for:
        raise SlackError("message_not_found")
    return {"channel": room.id, "permalink": f"{core.url}archives/{room.id}/p{ts.replace('.', '')}"}


def _own_post(core: Core, args: Json, if_not_own: str) -> Post:
    room = room_for(core, str(required(args, "channel")))
    ts = str(required(args, "ts"))
    if room.is_archived:
        raise SlackError("is_archived")
    post = core.store.posts[room.id].get(ts)
    if post is None or post.ephemeral_for:
        raise SlackError("message_not_found")
    if post.body.get("bot_id") != core.bot_id:
        raise SlackError(if_not_own)
    return post

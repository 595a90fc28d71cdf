"""The methods whose names begin with "conversations"."""

from collections import defaultdict

from bot.workspace.server.arguments import page, required, truth
from bot.workspace.server.membership import needs, room_for
from bot.workspace.state.core import Core
from bot.workspace.state.people import room_body
from bot.workspace.state.store import Post
from bot.workspace.types import Json, Room, SlackError

MOST_IN_ONE_DIRECT_MESSAGE = 8


def open_(core: Core, args: Json) -> Json:
    given = args.get("channel")
    room = room_for(core, str(given)) if given else core.direct_room(*_users(core, args))
    found: Json = {"id": room.id}
    if truth(args.get("return_im")):
        found = room_body(core, room)
    return {"channel": found}


def info(core: Core, args: Json) -> Json:
    room = _readable(core, args, "read")
    body = room_body(core, room)
    if truth(args.get("include_num_members")):
        body["num_members"] = len(room.members)
    return {"channel": body}


def members(core: Core, args: Json) -> Json:
    room = _readable(core, args, "read")
    found, metadata = page(list(dict.fromkeys(room.members)), args, most=1000)
    return {"members": list(found), "response_metadata": metadata}


def list_(core: Core, args: Json) -> Json:
    kinds = str(args.get("types") or "public_channel").split(",")
    seen = [room for room in core.rooms.values() if _kind(room) in kinds and _is_visible(core, room)]
    if truth(args.get("exclude_archived")):
        seen = [room for room in seen if not room.is_archived]
    found, metadata = page(seen, args, most=1000)
    return {"channels": [room_body(core, room) for room in found], "response_metadata": metadata}


def history(core: Core, args: Json) -> Json:
    """Return the messages of a room, newest first, without thread replies or ephemerals."""
    room = _readable(core, args, "history")
    roots = [post for post in _kept(core, room) if post.thread_ts in (None, post.ts)]
    found = [post for post in reversed(roots) if _is_within(post, args)]
    shown, metadata = page(found, args, most=999)
    threads = _threads(core, room)
    return {
        "messages": [_message(post, threads[post.ts], args) for post in shown],
        "has_more": bool(metadata["next_cursor"]),
        "pin_count": 0,
        "response_metadata": metadata,
    }


def replies(core: Core, args: Json) -> Json:
    """Return the parent of a thread, then the replies, oldest first."""
    room = _readable(core, args, "history")
    ts = str(required(args, "ts"))
    if ts not in core.store.posts[room.id] or core.store.posts[room.id][ts].ephemeral_for:
        raise SlackError("thread_not_found")
    found = [post for post in _kept(core, room) if ts in (post.ts, post.thread_ts) and _is_within(post, args)]
    shown, metadata = page(found, args, most=1000, default=1000)
    threads = _threads(core, room)
    messages = [_message(post, threads[post.ts], args) for post in shown]
    return {"messages": messages, "has_more": bool(metadata["next_cursor"]), "response_metadata": metadata}


def _readable(core: Core, args: Json, right: str) -> Room:
    room = room_for(core, str(required(args, "channel")))
    needs(core, room, right)
    if right == "history" and core.bot_user_id not in room.members:
        raise SlackError("not_in_channel")
    return room


def _users(core: Core, args: Json) -> list[str]:
    given = args.get("users")
    users = given if isinstance(given, list) else str(required(args, "users")).split(",")
    if len(users) > MOST_IN_ONE_DIRECT_MESSAGE:
        raise SlackError("too_many_users")
    for user in users:
        if core.person(user).deleted:
            raise SlackError("user_disabled")
        if core.people[user].is_bot:
            raise SlackError("cannot_dm_bot")
    return users


def _kind(room: Room) -> str:
    if room.with_user:
        return "im"
    return "mpim" if room.is_group else "private_channel" if room.is_private else "public_channel"


def _is_visible(core: Core, room: Room) -> bool:
    return not room.is_private or core.bot_user_id in room.members


def _kept(core: Core, room: Room) -> list[Post]:
    posts = [post for post in core.store.posts[room.id].values() if post.ephemeral_for is None]
    return sorted(posts, key=lambda post: float(post.ts))


def _is_within(post: Post, args: Json) -> bool:
    oldest, latest = float(args.get("oldest") or 0), float(args.get("latest") or "inf")
    inclusive = truth(args.get("inclusive"))
    ts = float(post.ts)
    return oldest < ts < latest or (inclusive and ts in (oldest, latest))


def _threads(core: Core, room: Room) -> defaultdict[str, list[Post]]:
    found: defaultdict[str, list[Post]] = defaultdict(list)
    for post in _kept(core, room):
        if post.thread_ts and post.thread_ts != post.ts:
            found[post.thread_ts].append(post)
    return found


def _message(post: Post, answers: list[Post], args: Json) -> Json:
    body = dict(post.body)
    if answers:
        body |= {"thread_ts": post.ts, "reply_count": len(answers), "latest_reply": answers[-1].ts}
        body["reply_users"] = sorted({other.body["user"] for other in answers})
    if truth(args.get("include_all_metadata")) and post.metadata:
        body["metadata"] = post.metadata
    return body

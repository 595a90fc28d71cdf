"""Payloads in Slack's documented shapes, as the app receives them."""

import secrets
import time
from html import escape
from typing import Any

from bot.workspace.state import values
from bot.workspace.state.core import GRID, Core
from bot.workspace.state.store import OpenView, Post, ResponseUrl, StoredFile
from bot.workspace.types import Json, Place, Room


def base(core: Core, kind: str, user: str) -> Json:
    person = core.people[user]
    own = person.team_id or core.team_id
    return {
        "type": kind,
        "user": {"id": user, "username": person.name, "name": person.name, "team_id": own},
        "api_app_id": core.app_id,
        "token": core.verification_token,
        "team": {"id": core.acts_in(person), "domain": "local"},
        "enterprise": {"id": GRID, "name": "Local Grid"} if person.teams else None,
        "is_enterprise_install": False,
    }


def command(core: Core, user: str, room: Room, name: str, text: str) -> Json:
    person = core.people[user]
    return {
        "token": core.verification_token,
        "team_id": core.acts_in(person),
        "team_domain": "local",
        "channel_id": room.id,
        "channel_name": channel(core, room.id)["name"],
        "user_id": user,
        "user_name": person.name,
        "command": name,
        "text": escape(text, quote=False),
        "api_app_id": core.app_id,
        "is_enterprise_install": "false",
        "response_url": response_url(core, user, room.id),
        "trigger_id": core.triggers.issue(user),
    }


def shortcut(core: Core, user: str, callback_id: str) -> Json:
    return base(core, "shortcut", user) | {
        "action_ts": core.stamp(),
        "callback_id": callback_id,
        "trigger_id": core.triggers.issue(user),
    }


def message_action(core: Core, user: str, callback_id: str, post: Post) -> Json:
    return base(core, "message_action", user) | {
        "action_ts": core.stamp(),
        "callback_id": callback_id,
        "trigger_id": core.triggers.issue(user),
        "response_url": response_url(core, user, post.channel),
        "message_ts": post.ts,
        "channel": channel(core, post.channel),
        "message": post.body,
    }


def block_actions(core: Core, user: str, place: Place, source: Post | OpenView, action: Json) -> Json:
    payload = base(core, "block_actions", user) | _source(core, user, source)
    within = source.id if isinstance(source, OpenView) else None
    payload |= {"trigger_id": core.triggers.issue(user, within), "actions": [action | {"action_ts": core.stamp()}]}
    if isinstance(source, Post):
        typed = core.store.chosen[user, source.channel, source.ts]
        payload["state"] = values.state_of(source.body.get("blocks", []), typed)
        payload["response_url"] = response_url(core, user, place.channel, source)
    return payload


def block_suggestion(core: Core, user: str, source: Post | OpenView, block_id: str, action_id: str, query: str) -> Json:
    asked = {"block_id": block_id, "action_id": action_id, "value": query}
    return base(core, "block_suggestion", user) | _source(core, user, source) | asked


def view_submission(core: Core, view: OpenView) -> Json:
    payload = base(core, "view_submission", view.user)
    return payload | {
        "trigger_id": core.triggers.issue(view.user, view.id),
        "view": view_body(core, view),
        "response_urls": _response_urls(core, view),
    }


def view_closed(core: Core, view: OpenView, is_cleared: bool) -> Json:
    """Return the payload for a closed view. Its state is empty, as Slack's is: what was typed is lost to the app."""
    body = view_body(core, view) | {"state": {"values": {}}}
    return base(core, "view_closed", view.user) | {"view": body, "is_cleared": is_cleared}


def event(core: Core, body: Json) -> Json:
    authorization = {
        "enterprise_id": None,
        "team_id": core.team_id,
        "user_id": core.bot_user_id,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    return {
        "token": core.verification_token,
        "team_id": core.team_id,
        "context_team_id": core.team_id,
        "context_enterprise_id": None,
        "api_app_id": core.app_id,
        "event": body,
        "type": "event_callback",
        "event_id": "Ev" + secrets.token_hex(5).upper(),
        "event_time": int(core.now().timestamp()),
        "authorizations": [authorization],
        "is_ext_shared_channel": False,
        "event_context": secrets.token_urlsafe(24),
    }


def view_body(core: Core, view: OpenView, *, with_state: bool = True) -> Json:
    """Return a view as Slack sends it to the app."""
    state = values.state_of(view.body["blocks"], view.typed) if with_state else {"values": {}}
    person = core.people[view.user]
    return {
        "id": view.id,
        "team_id": core.acts_in(person),
        **view.body,
        "state": state,
        "hash": view.hash,
        "previous_view_id": view.previous_id,
        "root_view_id": view.root_id,
        "app_id": core.app_id,
        "app_installed_team_id": core.team_id,
        "bot_id": core.bot_id,
    }


def channel(core: Core, room_id: str) -> Json:
    room = core.rooms[room_id]
    name = "directmessage" if room.with_user or room.is_own else "privategroup" if room.is_private else room.name
    return {"id": room_id, "name": name}


def response_url(core: Core, user: str, room: str, post: Post | None = None) -> str:
    key = secrets.token_urlsafe(18)
    known = ResponseUrl(key, user, room, time.monotonic())
    if post is not None:
        known.message_ts, known.thread_ts = post.ts, post.thread_ts
    core.store.keep_response_url(known)
    return core.response_url(key)


def _source(core: Core, user: str, source: Post | OpenView) -> Json:
    if isinstance(source, OpenView):
        return {"container": {"type": "view", "view_id": source.id}, "view": view_body(core, source)}
    container: Json = {
        "type": "message",
        "message_ts": source.ts,
        "channel_id": source.channel,
        "is_ephemeral": source.ephemeral_for == user,
    }
    found: Json = {"container": container, "channel": channel(core, source.channel)}
    if source.ephemeral_for is None:
        found["message"] = source.body
    if source.thread_ts:
        container["thread_ts"] = source.thread_ts
    return found


def _response_urls(core: Core, view: OpenView) -> list[dict[str, Any]]:
    found = []
    for block_id, element in values.stateful(view.body["blocks"]):
        state = view.typed[block_id, element["action_id"]]
        room = state.get("selected_conversation") or state.get("selected_channel")
        if element.get("response_url_enabled") and room in core.rooms:
            url = response_url(core, view.user, room)
            asked = {"block_id": block_id, "action_id": element["action_id"], "channel_id": room}
            found.append(asked | {"response_url": url})
    return found


def file_body(core: Core, file: StoredFile) -> Json:
    """Return a file as Slack describes it, also in the state of a file_input (docs.slack.dev, file input element)."""
    return {
        "id": file.id,
        "name": file.name,
        "title": file.title,
        "size": len(file.content),
        "user": file.owner or core.bot_user_id,
        "url_private": f"{core.url}files/{file.id}",
        "url_private_download": f"{core.url}files/{file.id}",
    }

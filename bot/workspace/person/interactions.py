"""A person's gestures outside the fields of a form: commands, shortcuts, presses, searches and their own messages."""

import logging

from bot.workspace.person import screens
from bot.workspace.rules.validator import check_options
from bot.workspace.state import payloads, posts, values
from bot.workspace.state.core import Core
from bot.workspace.state.socket_server import NotAnsweredError
from bot.workspace.state.store import OpenView, Post
from bot.workspace.types import Given, Json, Outcome, Place, Room, SlackError

log = logging.getLogger(__name__)

MESSAGE_EVENTS = {"im": "message.im", "group": "message.groups", "channel": "message.channels"}
MOST_OFFERED = 1_000
NO_TYPING = "Sending messages to this app has been turned off."
NO_ANSWER = "This app did not respond. Try again."


async def command(core: Core, user: str, room_id: str, text: str) -> Outcome:
    room = core.rooms[room_id]
    name, _, rest = text.strip().partition(" ")
    if user not in room.members:
        return Outcome(False, "You are not in this conversation.")
    if not core.can_type(room):
        return Outcome(False, NO_TYPING)
    if name not in {known["command"] for known in screens.commands(core)}:
        return Outcome(False, f"{name} is not a valid command.")
    try:
        answer = await core.link.send("slash_commands", payloads.command(core, user, room, name, rest.strip()))
    except NotAnsweredError:
        reason = "operation_timeout" if core.link.connections else "dispatch_failed"
        return Outcome(False, f'{name} failed with the error "{reason}"')
    return _answered_in_ack(core, user, room, answer)


async def shortcut(core: Core, user: str, callback_id: str, message: tuple[str, str] | None) -> Outcome:
    if message is None:
        payload = payloads.shortcut(core, user, callback_id)
    else:
        post = _post(core, user, *message)
        if post is None:
            return Outcome(False, "This message is no longer there.")
        payload = payloads.message_action(core, user, callback_id, post)
    return await _interact(core, payload)


async def act(core: Core, user: str, place: Place, block_id: str, action_id: str, value: Given) -> Outcome:
    source = _source(core, user, place)
    found = find(source, block_id, action_id, value) if source else None
    if source is None or found is None:
        return Outcome(False, "This is no longer there.")
    block, element = found
    try:
        state = _chosen(element, value, core.store.offered.get((user, block_id, action_id), []))
    except values.NotOfferedError:
        return Outcome(False, "That is not one of the options.")
    if element["type"] in values.STATEFUL:
        _remember(core, user, source, (block["block_id"], action_id), state)
    action = _action(block["block_id"], element, state)
    return await _interact(core, payloads.block_actions(core, user, place, source, action))


def find(source: Post | OpenView, block_id: str, action_id: str, value: Given) -> tuple[Json, Json] | None:
    """Find what was pressed, also where an update that the person has not seen yet gave its block another id.

    Not in a modal: the next page of a form may have the same button.
    """
    blocks = source.body.get("blocks", [])
    found = values.find(blocks, block_id, action_id)
    if found is None and source.body.get("type") != "modal":
        return values.find_again(blocks, action_id, value)
    return found


async def suggest(core: Core, user: str, place: Place, block_id: str, action_id: str, query: str) -> list[Json]:
    source = _source(core, user, place)
    found = find(source, block_id, action_id, query) if source else None
    if source is None or found is None or len(query) < found[1].get("min_query_length", 3):
        return []
    payload = payloads.block_suggestion(core, user, source, block_id, action_id, query)
    try:
        answer = await core.link.send("interactive", payload) or {}
    except NotAnsweredError:
        return []
    problems = check_options(answer, core.without_rules)
    if problems:
        log.warning("options for %s were refused: %s", action_id, [problem.words() for problem in problems])
        return []
    offered: list[Json] = answer.get("options") or answer.get("option_groups") or []
    key = (user, block_id, action_id)
    # Options of earlier searches can still be chosen: several choices are made in several searches.
    core.store.offered[key] = [*values.flat_options(offered), *core.store.offered.get(key, [])][:MOST_OFFERED]
    return offered


async def post(core: Core, user: str, room_id: str, text: str, thread_ts: str | None) -> str:
    room = core.rooms[room_id]
    if user not in room.members or room.is_archived or not core.can_type(room):
        raise SlackError("restricted_action")
    kept = posts.from_person(core, room, user, text, thread_ts)
    kind = "im" if room.with_user else "group" if room.is_private else "channel"
    if core.subscribes_to(MESSAGE_EVENTS[kind]) and core.bot_user_id in room.members:
        event = kept.body | {"channel": room_id, "channel_type": kind, "event_ts": kept.ts}
        core.link.post("events_api", payloads.event(core, event))
    return kept.ts


async def _interact(core: Core, payload: Json) -> Outcome:
    try:
        answer = await core.link.send("interactive", payload)
    except NotAnsweredError:
        return Outcome(False, NO_ANSWER)
    return Outcome(True, response=answer)


def _answered_in_ack(core: Core, user: str, room: Room, answer: Json | None) -> Outcome:
    if not answer or not (answer.get("text") or answer.get("blocks")):
        return Outcome(True, response=answer)
    aloud = answer.get("response_type") == "in_channel"
    try:
        posts.from_app(core, room, answer, None if aloud else user)
    except SlackError as refusal:
        log.warning("the answer to a command was refused: %s %s", refusal.code, refusal.messages)
        return Outcome(False, f'The command failed with the error "{refusal.code}"', response=answer)
    return Outcome(True, response=answer)


def _source(core: Core, user: str, place: Place) -> Post | OpenView | None:
    if place.kind == "home":
        return core.store.homes.get(user)
    if place.kind == "view":
        return core.store.view(place.view_id, user)
    return _post(core, user, place.channel, place.ts)


def _post(core: Core, user: str, channel: str, ts: str) -> Post | None:
    if channel not in core.rooms or user not in core.rooms[channel].members:
        return None
    found = core.store.posts[channel].get(ts)
    return found if found and found.ephemeral_for in (None, user) else None


def _chosen(element: Json, value: Given, offered: list[Json]) -> Json:
    if element["type"] in values.BUTTONS:
        return {"type": element["type"]}
    return values.chosen(element, value, offered)


def _remember(core: Core, user: str, source: Post | OpenView, key: tuple[str, str], state: Json) -> None:
    typed = source.typed if isinstance(source, OpenView) else core.store.chosen[user, source.channel, source.ts]
    typed[key] = state
    core.changed(user)


def _action(block_id: str, element: Json, state: Json) -> Json:
    shown: Json = {key: element[key] for key in ("text", "value", "style", "placeholder", "confirm") if key in element}
    initial = {key: value for key, value in element.items() if key.startswith("initial_")}
    return {"block_id": block_id, "action_id": element["action_id"], **shown, **initial, **state}

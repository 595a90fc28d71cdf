"""Whatever arrives is answered: garbled ids, forms, look-ups and events write nothing and are no unknown error."""

import asyncio
import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from bot.forms.render import BACK, FRESH, NEXT
from bot.workspace.state import payloads, view_stack
from tests.promises.canaries import Record, recording
from tests.promises.doors import EVERYTHING, FORMS
from tests.promises.matrix import ACTIONS, KEYWORKER, OPTIONS, PAGING, SHORTCUTS
from tests.promises.stage import Stage
from tests.raw import Json
from tests.school import Service

AT_ONCE = 12
# /allocations is a command whatever stands behind it; where somebody's direct messages go is learnt by and by.
SPOKEN = {"allocations_meeting", "staff"}
GARBAGE = (
    "",
    "x",
    "a\x00b",
    "x" * 2000,
    "null",
    "{}",
    "0",
    "-1",
    ":",
    "::",
    "a:b",
    "é\u202e👩‍👩‍👧‍👦",
    "2026-09-07",
    "2026-13-99",
)
# What one engine takes and the other does not: the rest never reaches it, and is sent on one engine alone.
HARD = ("a\x00b", "x" * 2000, "é\u202e👩‍👩‍👧‍👦")
OTHER_THINGS = (
    "placement",
    "pupil",
    "family",
    "contact",
    "action",
    "spare",
    "meeting",
    "waiting",
    "stuck",
    "past",
    "past_pupil",
)
CONTEXTS: tuple[Any, ...] = (
    {},
    {"about": None},
    {"about": 5, "placement": 5, "kind": 5, "side": 5, "a": 5, "b": 5},
    {"about": ["x"], "placement": {"x": 1}, "kind": [], "side": [], "a": [], "b": [None]},
    {"about": "a\x00b", "placement": "a\x00b", "kind": "x", "side": "x", "a": ["x", 1], "b": ["y", 1]},
    {"about": "x" * 500, "placement": "x" * 500, "kind": "medical", "side": "family", "a": ["x", "y"], "b": ["x", "y"]},
)
METADATA = (
    "",
    "null",
    "[]",
    "{}",
    "{",
    '"x"',
    "5",
    "x" * 3000,
    '{"k":1,"p":0,"v":null,"c":{}}',
    '{"k":"k","p":99,"v":null,"c":{}}',
)
STATES: tuple[Any, ...] = (
    {},
    {"type": "x"},
    {"value": 5},
    {"value": ["x"]},
    {"selected_option": "x", "selected_options": "x", "selected_date": 5, "selected_time": "99:99", "selected_user": 5},
    {"selected_option": {"value": 5}, "selected_options": [None, {"value": {}}], "selected_date": "2026-99-99"},
    {
        "selected_option": {"value": "a\x00b", "text": {"type": "plain_text", "text": "x"}},
        "selected_users": [5, "U\x00"],
    },
    {"value": "x" * 20_000, "selected_option": {"value": "x" * 5_000}, "selected_user": "UNOBODY"},
)


async def test_garbled_gestures_are_answered_and_write_nothing(stage: Stage) -> None:
    await prepare(stage)
    with recording(stage.service) as record:
        for garbled in (garbled_buttons, garbled_look_ups, garbled_words):
            await send(record, garbled(stage.service))
    assert troubles(record) == []
    assert set(stage.changed().tables) <= SPOKEN


async def test_garbled_forms_are_answered_and_write_nothing(stage: Stage) -> None:
    await prepare(stage)
    with recording(stage.service) as record:
        await send(record, garbled_forms(stage.service))
    assert troubles(record) == []
    assert set(stage.changed().tables) <= SPOKEN


async def test_the_id_of_another_thing_is_answered_as_if_it_were_not_there(stage: Stage) -> None:
    await prepare(stage)
    with recording(stage.service) as record:
        things = [(name, stage.ids[thing]) for name in ACTIONS for thing in OTHER_THINGS]
        step = 2 if stage.service.bot.desk.database.is_sqlite else 6  # each name has some of the eleven: primes
        things = things[::step]
        await send(record, (button(stage.service, name, thing) for name, thing in things))
        await send(record, (button(stage.service, name, f"{thing}:1", chosen=True) for name, thing in things[::2]))
    assert troubles(record) == []


async def test_events_without_their_parts_are_taken(stage: Stage) -> None:
    await prepare(stage)
    names = {name for each in EVERYTHING for name in each.events}
    with recording(stage.service) as record:
        for name in names:
            for parts in (
                {},
                {"user": None},
                {"user": "UHELEN"},
                {"user": {}},
                {"channel": None},
                {"channel": {"id": 5}},
            ):
                event = payloads.event(stage.service.slack, {"type": name, "event_ts": "1.1", **parts})
                await stage.service.slack.link.send("events_api", event)
    assert troubles(record) == []


async def prepare(stage: Stage) -> None:
    """Set a scene in which Helen, a Head, is also the keyworker: every gate is open, so every rule is reached."""
    await stage.set(KEYWORKER, "booked", user="UHELEN")


async def send(record: Record, payloads_: Iterable[Json]) -> None:
    """Several at a time; NotAnsweredError where nobody answers. What the answers are, is for others to ask."""
    waiting, link = iter(payloads_), record.service.slack.link
    while batch := list(islice(waiting, AT_ONCE)):
        kinds = ["slash_commands" if "command" in payload else "interactive" for payload in batch]
        await asyncio.gather(*(link.send(kind, payload) for kind, payload in zip(kinds, batch, strict=True)))


def troubles(record: Record) -> list[str]:
    """Return what the bot took for a fault of its own, each with its type and the place where it came up."""
    said = record.formatted.getvalue().split("unexpected error, reference ")[1:]
    faults = {" ".join(line for line in each.splitlines()[1:] if line[:2] != "20")[-300:] for each in said}
    return [*sorted(faults), *(line for line in record.ours if "stumbled" in line)]


def garbled_buttons(service: Service) -> Iterator[Json]:
    """Each button and select, with what none of ours ever carried."""
    is_sqlite = service.bot.desk.database.is_sqlite
    for place, name in enumerate((*ACTIONS, *PAGING)):
        some = GARBAGE[place % 3 :: 3] if is_sqlite else ()  # `make fuzz` sends each button whatever comes
        for value in dict.fromkeys((*HARD, *some)):
            yield button(service, name, value)
        for value in GARBAGE[:4] if is_sqlite else HARD[:1]:
            yield button(service, name, value, chosen=True)
        yield button(service, name, None)
        yield button(service, name, None, chosen=True)


def garbled_look_ups(service: Service) -> Iterator[Json]:
    """Letters of every kind, and in a form that is none."""
    for name in OPTIONS:
        for typed in (*GARBAGE, "%", "_", "\\", "'", '"'):
            asked = {"block_id": "b", "action_id": name, "value": typed}
            yield payloads.base(service.slack, "block_suggestion", "UHELEN") | asked
            yield payloads.base(service.slack, "block_suggestion", "UHELEN") | asked | {"view": a_view(service, "x")}


def garbled_words(service: Service) -> Iterator[Json]:
    """After each command; and shortcuts on messages of no words."""
    room = service.slack.own_room("UHELEN")
    for command in {command.name for each in EVERYTHING for command in each.commands}:
        for text in GARBAGE:
            yield payloads.command(service.slack, "UHELEN", room, command, text)
    for name in SHORTCUTS:
        for message in ({"ts": "1.1"}, {"ts": "1.1", "text": None}, {"ts": "1.1", "text": "x" * 40_000}):
            shortcut = payloads.shortcut(service.slack, "UHELEN", name)
            yield shortcut | {"type": "message_action", "message": message, "channel": {"id": "GALLOC"}}


def garbled_forms(service: Service) -> Iterator[Json]:
    """Yield every form, submitted, closed and turned, with metadata or a state that no form of ours has."""
    is_sqlite = service.bot.desk.database.is_sqlite
    contexts, states = (CONTEXTS, STATES) if is_sqlite else (CONTEXTS[-2:], STATES[-2:])  # HARD are the last
    for name, form in FORMS.items():
        for metadata in (*(METADATA if is_sqlite else ()), *(packed(context) for context in contexts)):
            view = form.view(context={"about": "x"}) | {"private_metadata": metadata}
            yield submission(service, name, view)
            if metadata in METADATA[:3] or "500" in metadata:
                yield submission(service, name, view) | {"type": "view_closed", "is_cleared": False}
                for turn in (NEXT, BACK, FRESH):
                    yield button(service, turn, "x", view=shown(service, view))
        for state in states:
            yield submission(service, name, form.view(context=CONTEXTS[-1]), state)


def packed(context: Any) -> str:
    """As private_metadata carries it."""
    return json.dumps({"k": "key" * 5, "p": 0, "v": None, "c": context})


def submission(service: Service, name: str, view: Json, state: Any = None) -> Json:
    """With the same state in every field, or as it was first shown."""
    body = shown(service, view) | {"callback_id": name}
    if state is not None:
        held = body["state"]["values"]
        body["state"] = {"values": {block: dict.fromkeys(elements, state) for block, elements in held.items()}}
    base = payloads.base(service.slack, "view_submission", "UHELEN")
    return base | {"trigger_id": service.slack.triggers.issue("UHELEN"), "view": body, "response_urls": []}


def shown(service: Service, view: Json) -> Json:
    """On Helen's screen, so that it can be changed there."""
    metadata = view["private_metadata"]
    standing = view_stack.open_view(service.slack, "UHELEN", view | {"private_metadata": "x"})
    return payloads.view_body(service.slack, standing) | {"private_metadata": metadata}


def a_view(service: Service, metadata: str) -> Json:
    """Show Helen a form that carries this metadata."""
    return shown(service, FORMS["contact.attempt"].view() | {"private_metadata": metadata})


def button(service: Service, name: str, value: str | None, *, chosen: bool = False, view: Json | None = None) -> Json:
    """In a direct message, or in a view; with `value` None it has lost it."""
    slack = service.slack
    action: Json = {"type": "button", "block_id": "b", "action_id": name, "action_ts": slack.stamp()}
    if chosen:
        option = None if value is None else {"text": {"type": "plain_text", "text": "x"}, "value": value}
        action |= {"type": "static_select", "selected_option": option}
    elif value is not None:
        action["value"] = value
    room = slack.direct_room("UHELEN")
    where: Json = {"channel": payloads.channel(slack, room.id), "container": {"type": "message", "channel_id": room.id}}
    where["response_url"] = payloads.response_url(slack, "UHELEN", room.id)
    if view is not None:
        where = {"container": {"type": "view", "view_id": view["id"]}, "view": view}
    return (
        payloads.base(slack, "block_actions", "UHELEN")
        | where
        | {
            "trigger_id": slack.triggers.issue("UHELEN", view and view["id"]),
            "actions": [action],
        }
    )

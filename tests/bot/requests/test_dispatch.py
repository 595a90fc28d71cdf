"""Only active staff of this workspace get in; everybody else is answered politely, and learns nothing."""

import asyncio
from collections import Counter
from types import SimpleNamespace
from typing import Annotated, Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import func, select

from bot.forms import Form, Text
from bot.requests.answer import Answer
from bot.requests.capability import Capability, Command, Listener
from bot.requests.dispatch import Dispatcher, counted, route_of, routes, user_of
from bot.requests.form_pages import close_form, keep_page
from bot.requests.limits import Counted
from bot.requests.request import Request
from bot.workspace import Person, Place
from models.actor import SYSTEM, Actor
from models.administration.staff_list import remove_staff
from models.requests.caller import find_caller
from models.requests.drafts import Typed, keep_draft
from models.tables.audit import Audit
from models.tables.pupil import Pupil
from models.tables.requests.draft import Draft
from models.tables.staff import by_slack_id
from tests.school import MANIFEST, STAFF, Service, a_pupil

COMMANDS = [command["command"] for command in MANIFEST["features"]["slash_commands"]]
SHORTCUTS = [shortcut["callback_id"] for shortcut in MANIFEST["features"]["shortcuts"] if shortcut["type"] == "global"]
POLITE = "Halfterm is for the staff of this service"


async def leave(service: Service, handle: str) -> None:
    """Have Helen remove this member of staff."""
    staff = await service.read(lambda read: getattr(by_slack_id(read.session, STAFF[handle][0]), "id", None))
    await service.change(remove_staff, staff, by="helen")


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("who", ["nobody", "gus"])
async def test_a_stranger_or_guest_is_refused_politely_whatever_they_type(
    service: Service, command: str, who: str
) -> None:
    outcome = await service.workspace.command(f"{command} Kai", by=who, room="general")
    assert outcome.response is not None
    assert POLITE in outcome.response["text"]
    assert not service.workspace.has_modal(by=who)


@pytest.mark.parametrize("shortcut", SHORTCUTS)
async def test_a_stranger_gets_no_form_by_a_shortcut(service: Service, shortcut: str) -> None:
    await service.workspace.shortcut(shortcut, by="nobody")
    modal = service.workspace.modal(by="nobody")
    assert POLITE in modal.text
    assert modal.fields == {}


async def test_a_stranger_s_home_says_whom_to_ask_and_nothing_else(service: Service) -> None:
    await a_pupil(service, "Kai Ashworth")
    home = await service.workspace.home(by="nobody")
    assert POLITE in home.text
    assert home.buttons == []
    assert "Kai" not in home.text


async def test_somebody_who_has_left_is_nobody_from_that_moment_on(service: Service) -> None:
    await service.workspace.command("/refer", by="ann", room="allocations")
    await leave(service, "ann")
    view = service.slack.modals("UANN")[-1]
    await service.slack.submit("UANN", view["id"])
    await service.workspace.quiet()
    assert await service.read(lambda read: read.session.scalar(select(func.count(Pupil.id)))) == 0
    outcome = await service.workspace.command("/pupil Kai", by="ann", room="general")
    assert outcome.response is not None
    assert POLITE in outcome.response["text"]


async def test_somebody_of_another_workspace_is_refused_though_their_id_is_on_the_staff(service: Service) -> None:
    service.slack.people["UANN"] = Person(id="UANN", name="ann", real_name="Ann Lister", team_id="TELSEWHERE")
    outcome = await service.workspace.command("/pupil Kai", by="ann", room="general")
    assert outcome.response is not None
    assert POLITE in outcome.response["text"]


async def test_a_stranger_who_presses_a_staff_button_learns_nothing_and_leaves_a_line(service: Service) -> None:
    placement = await a_pupil(service, "Kai Ashworth")
    await service.go_to(2026, 9, 14, 8)
    before = await service.read(lambda read: list(read.session.scalars(select(Audit.verb))))
    digest = service.workspace.in_room("allocations")[0]
    service.slack.rooms[digest.channel].members.append("UNOBODY")
    block = next(block for block in digest.blocks if block["type"] == "actions")
    menu = next(element for element in block["elements"] if element["type"] == "overflow")
    needs = next(entry["value"] for entry in menu["options"] if entry["text"]["text"] == "Needs")
    assert needs == f"pupil.needs {placement}"
    place = Place.message(digest.channel, digest.ts)
    await service.slack.act("UNOBODY", place, block["block_id"], menu["action_id"], needs)
    await service.workspace.quiet()
    assert not service.slack.modals("UNOBODY")
    after = await service.read(lambda read: list(read.session.scalars(select(Audit.verb))))
    assert Counter(after) - Counter(before) == {"access:refused": 1}
    assert await service.read(lambda read: read.session.scalar(select(func.count(Draft.id)))) == 0


async def test_a_command_that_opens_a_form_takes_two_look_ups_and_a_third_only_for_a_draft(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_up, look_ups = Request.look_up, [0]

    async def counted(request: Request, *asked: Any) -> Any:
        look_ups[0] += 1
        return await look_up(request, *asked)

    monkeypatch.setattr(Request, "look_up", counted)
    await service.workspace.command("/refer", by="ann", room="allocations")
    assert look_ups == [2]
    await service.workspace.fill(by="ann", full_name="Kai Ashworth")
    look_ups[0] = 0
    await service.workspace.command("/refer", by="ann", room="allocations")
    assert look_ups == [3]
    assert "You were working on this" in service.workspace.modal(by="ann").text


@pytest.mark.parametrize(
    ("body", "is_ours"),
    [
        ({"team_id": "TOURS"}, True),
        ({"team": {"id": "TOURS", "domain": "x"}}, True),
        ({"team_id": "TOURS", "team": {"id": "TOURS"}}, True),
        ({"team_id": "TOURS", "team": None}, True),
        ({"team_id": "TOURS", "team": {"id": "TOTHER"}}, False),  # a Slack Connect room: both are in it
        ({"team_id": "TOTHER", "team": {"id": "TOURS"}}, False),
        ({"team_id": "TOTHER"}, False),
        ({"team": {"id": "TOTHER"}}, False),
        ({"team": None}, False),
        ({}, False),
    ],
)
def test_only_what_was_done_in_this_workspace_alone_is_from_here(body: dict[str, Any], is_ours: bool) -> None:
    desk: Any = SimpleNamespace(words=None)
    assert Dispatcher(desk, AsyncWebClient(), [], "TOURS")._is_from_here(body) is is_ours


@pytest.mark.parametrize(
    ("body", "user"),
    [
        ({"user_id": "UANN", "command": "/refer"}, "UANN"),
        ({"user": {"id": "UANN", "team_id": "T"}}, "UANN"),
        ({"user": {"team_id": "T"}}, ""),
        ({"user": {}}, ""),
        ({"event": {"type": "app_home_opened", "user": "UANN"}}, "UANN"),
        ({"event": {"type": "user_change", "user": {"id": "UANN"}}}, "UANN"),
        ({"event": None}, ""),
        ({}, ""),
    ],
)
def test_whoever_acts_is_found_in_a_request_of_any_kind(body: dict[str, Any], user: str) -> None:
    assert user_of(body) == user


@pytest.mark.parametrize(
    ("body", "route"),
    [
        ({"command": "/refer"}, ("command", "/refer")),
        ({"type": "block_actions", "actions": [{"action_id": "a"}, {"action_id": "b"}]}, ("action", "a")),
        ({"type": "block_actions", "actions": []}, ("", "")),
        ({"type": "block_suggestion", "action_id": "a"}, ("options", "a")),
        ({"type": "view_submission", "view": {"callback_id": "refer"}}, ("form", "refer")),
        ({"type": "view_closed", "view": {"callback_id": "refer"}}, ("closed", "refer")),
        ({"type": "shortcut", "callback_id": "refer"}, ("shortcut", "refer")),
        ({"type": "message_action", "callback_id": "refer"}, ("shortcut", "refer")),
        ({"event": {"type": "user_change"}}, ("event", "user_change")),
        ({"type": "something", "callback_id": "refer"}, ("", "")),
        ({}, ("", "")),
    ],
)
def test_a_request_is_routed_by_what_was_used(body: dict[str, Any], route: tuple[str, str]) -> None:
    assert route_of(body) == route


async def test_what_is_known_of_a_caller_is_whether_they_are_active_and_have_unfinished_forms(
    service: Service,
) -> None:
    caller = await service.read(find_caller, "UANN")
    assert caller is not None
    assert (caller.actor, caller.has_drafts) == (await service.actor("ann"), False)
    await service.change(keep_draft, Typed("k1", "refer", 0, {"name": "Kai"}, {}, {}), by="ann")
    assert [(await service.read(find_caller, who)).has_drafts for who in ("UANN", "UBEN")] == [True, False]
    await service.change(lambda change: setattr(change.get(Draft, "k1"), "saved_at", change.now))
    assert not (await service.read(find_caller, "UANN")).has_drafts
    await leave(service, "ann")
    assert [await service.read(find_caller, who) for who in ("UANN", "UNOBODY")] == [None, None]


async def listen(request: Request) -> None:
    """Do nothing."""


class NoteForm(Form):
    """A form with one field."""

    name = "note"
    title = "Note"

    note: Annotated[str, Text("Note")]


def test_each_door_of_a_capability_leads_to_its_listener_and_what_is_typed_in_its_form_is_kept() -> None:
    async def save(request: Request) -> None: ...

    one = Capability(
        "one",
        commands=(Command("/one", listen, "Does one"),),
        shortcuts={"pick": listen},
        options={"search": listen},
        actions={"press": listen},
        forms={NoteForm: save},
        events={"user_change": listen},
        counted={"press": Counted.EXPORT, "note": Counted.LOOK_UP},
    )
    (typed,) = {kind.action_id for kind in NoteForm.shape.kinds.values()}
    doors = {("command", "/one"), ("shortcut", "pick"), ("options", "search"), ("action", "press")}
    of_the_form = {("form", "note"): save, ("closed", "note"): close_form, ("action", typed): keep_page}
    assert dict(routes([one])) == dict.fromkeys(doors | {("event", "user_change")}, listen) | of_the_form
    assert dict(counted([one])) == {
        ("command", "/one"): Counted.COMMAND,
        ("shortcut", "pick"): Counted.COMMAND,
        ("options", "search"): Counted.LOOK_UP,
        ("action", "press"): Counted.EXPORT,
        ("form", "note"): Counted.LOOK_UP,
    }


def answering(service: Service, listener: Listener) -> Dispatcher:
    """Return a dispatcher that has this listener hear of each change of a user."""
    one = Capability("one", events={"user_change": listener})
    return Dispatcher(service.bot.desk, service.bot.client, [one], "TOURS")


def event_of(team: str) -> dict[str, Any]:
    return {"team_id": team, "event": {"type": "user_change", "user": {"id": "UANN"}}}


async def test_an_event_of_this_workspace_is_the_systems_and_no_other_is_heard(service: Service) -> None:
    heard: list[Actor] = []

    async def hear(request: Request) -> None:
        heard.append(request.actor)

    dispatcher = answering(service, hear)
    for team in ("TOURS", "TOTHER"):
        await dispatcher(event_of(team))
    assert heard == [SYSTEM]


async def test_the_bot_is_busy_until_the_last_request_is_answered(service: Service) -> None:
    ended = [asyncio.Event() for _ in range(2)]
    waiting = iter(ended)

    async def wait(_request: Request) -> None:
        await next(waiting).wait()

    dispatcher = answering(service, wait)
    tasks = [asyncio.create_task(dispatcher(event_of("TOURS"))) for _ in ended]
    await asyncio.sleep(0)
    for end, task in zip(ended, tasks, strict=True):
        assert dispatcher.is_busy
        end.set()
        await task
    assert not dispatcher.is_busy


async def test_what_follows_an_answer_is_in_no_hurry_and_is_finished_before_the_bot_stops(service: Service) -> None:
    goes_on, followed = asyncio.Event(), list[bool]()

    async def follow(request: Request) -> Answer:
        async def work() -> None:
            await goes_on.wait()
            followed.append(request.is_answered)

        return Answer(afterwards=work)

    dispatcher = answering(service, follow)
    await dispatcher(event_of("TOURS"))
    assert dispatcher.is_busy
    closing = asyncio.create_task(dispatcher.close())
    await asyncio.sleep(0)
    assert not closing.done()
    goes_on.set()
    await closing
    assert followed == [True]
    assert not dispatcher.is_busy


async def test_work_that_fails_and_cannot_be_told_keeps_no_bot_from_stopping(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise ZeroDivisionError

    async def follow(_request: Request) -> Answer:
        return Answer(afterwards=fail)

    monkeypatch.setattr("bot.requests.dispatch.answer_error", fail)
    dispatcher = answering(service, follow)
    await dispatcher(event_of("TOURS"))
    await dispatcher.close()

"""The page's server: who may ask, what it hands out, and what a person sees and does through it."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.workspace import Move, Person, Room, Workspace
from bot.workspace.page.page import STATIC

MANIFEST: Mapping[str, Any] = {
    "display_information": {"name": "Halfterm"},
    "features": {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "bot_user": {"display_name": "Halfterm"},
        "slash_commands": [{"command": "/refer", "description": "Refer a pupil"}],
        "shortcuts": [{"name": "Refer", "type": "global", "callback_id": "refer", "description": "Refer a pupil"}],
    },
    "oauth_config": {"scopes": {"bot": ["chat:write", "files:write", "im:write"]}},
    "settings": {"event_subscriptions": {"bot_events": ["app_home_opened"]}},
}
MONDAY = datetime(2026, 9, 7, 7, 0, tzinfo=UTC)


class SchoolClock:
    """A clock that moves on by a day when the test lets it, or fails when told to."""

    def __init__(self) -> None:
        self.now = MONDAY
        self.may_go_on = asyncio.Event()
        self.breaks = False

    async def move(self) -> None:
        await self.may_go_on.wait()
        if self.breaks:
            raise RuntimeError("no calendar")
        self.now += timedelta(days=1)


@dataclass
class Visit:
    """A browser's side of the page: its session, and the token that the page gave it."""

    workspace: Workspace
    clock: SchoolClock
    http: aiohttp.ClientSession
    token: str

    @property
    def origin(self) -> str:
        return self.workspace.url.rstrip("/")

    def headers(self, **changed: str | None) -> dict[str, str]:
        usual = {"X-Page-Token": self.token, "Origin": self.origin} | changed
        return {name: value for name, value in usual.items() if value is not None}

    async def status(self, method: str, path: str, headers: Mapping[str, str], **more: Any) -> int:
        async with self.http.request(method, self.origin + path, headers=headers, **more) as response:
            return response.status

    async def screen(self, user: str = "U1", room: str = "G1") -> dict[str, Any]:
        query = {"user": user, "room": room}
        async with self.http.get(f"{self.origin}/page/screen", params=query, headers=self.headers()) as response:
            assert response.status == 200
            answer: dict[str, Any] = await response.json()
            return answer

    async def do(self, gesture: str, user: str = "U1", **details: Any) -> dict[str, Any]:
        sent = {"user": user, **details}
        async with self.http.post(f"{self.origin}/page/{gesture}", json=sent, headers=self.headers()) as response:
            assert response.status == 200
            answer: dict[str, Any] = await response.json()
            return answer

    async def listen(self, user: str = "U1", **changed: str | None) -> aiohttp.ClientWebSocketResponse:
        token = changed.pop("token", self.token) or ""
        headers = {name: value for name, value in ({"Origin": self.origin} | changed).items() if value is not None}
        return await self.http.ws_connect(
            f"{self.origin}/page/stream?user={user}", protocols=("workspace.page", token), headers=headers
        )


@pytest.fixture
async def visit() -> AsyncIterator[Visit]:
    clock = SchoolClock()
    workspace = Workspace(
        manifest=MANIFEST,
        people=[Person("U1", "ann", "Ann Marlow", about="Head teacher"), Person("U2", "ben", "Ben Okoro")],
        rooms=[Room("G1", "allocations", members=["U1"])],
        now=lambda: clock.now,
        moves=[Move("Tomorrow 08:00", clock.move)],
        patience=0.2,
    )
    await workspace.start()
    async with aiohttp.ClientSession() as http:
        async with http.get(workspace.url) as response:
            found = re.search(r'name="page-token" content="([^"]+)"', await response.text())
        assert found
        yield Visit(workspace, clock, http, found[1])
    await workspace.stop()


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8765", "localhost", "localhost:8765", "LOCALHOST:1"])
async def test_the_page_answers_to_the_names_of_this_machine(visit: Visit, host: str) -> None:
    assert await visit.status("GET", "/", {"Host": host}) == 200


@pytest.mark.parametrize(
    "host",
    [
        "school.example",
        "127.0.0.1.school.example",
        "school.example:8765",
        "localhost.",
        "a@localhost",
        "10.0.0.1",
        "[::1]",
    ],
)
@pytest.mark.parametrize("path", ["/", "/static/main.js", "/page/screen?user=U1&room="])
async def test_a_page_reached_by_any_other_name_is_refused(visit: Visit, host: str, path: str) -> None:
    assert await visit.status("GET", path, visit.headers(Host=host)) == 403


@pytest.mark.parametrize("origin", [None, "null", "http://school.example", "http://127.0.0.1:1", "https://127.0.0.1"])
async def test_a_gesture_from_another_page_is_refused(visit: Visit, origin: str | None) -> None:
    sent = {"user": "U1", "room": "G1", "text": "hello"}
    assert await visit.status("POST", "/page/post", visit.headers(Origin=origin), json=sent) == 403
    assert visit.workspace.history("U1", "G1") == []


@pytest.mark.parametrize("token", [None, "", "guessed", "ünïcode"])
async def test_a_call_without_the_token_of_this_start_is_refused(visit: Visit, token: str | None) -> None:
    headers = visit.headers(**{"X-Page-Token": token})
    assert await visit.status("GET", "/page/screen?user=U1&room=G1", headers) == 403
    assert await visit.status("POST", "/page/post", headers, json={"user": "U1", "room": "G1", "text": "hello"}) == 403
    assert await visit.status("GET", "/page/file?user=U1&id=F1", headers) == 403
    assert visit.workspace.history("U1", "G1") == []


@pytest.mark.parametrize("changed", [{"Origin": "http://school.example"}, {"Origin": None}, {"token": "guessed"}])
async def test_a_stream_for_another_page_is_refused(visit: Visit, changed: dict[str, str | None]) -> None:
    with pytest.raises(aiohttp.WSServerHandshakeError) as refusal:
        await visit.listen(**changed)
    assert refusal.value.status == 403


async def test_every_start_has_a_token_of_its_own(visit: Visit) -> None:
    other = Workspace(manifest=MANIFEST, people=[Person("U1", "ann", "Ann Marlow")], rooms=[])
    await other.start()
    async with visit.http.get(other.url) as response:
        assert visit.token not in await response.text()
    await other.stop()


@pytest.mark.parametrize(
    "path", ["/", "/static/main.js", "/static/style.css", "/page/screen?user=U1&room=G1", "/static/no"]
)
async def test_every_answer_carries_the_policy(visit: Visit, path: str) -> None:
    async with visit.http.get(visit.origin + path, headers=visit.headers()) as response:
        policy = response.headers["Content-Security-Policy"].split("; ")
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert response.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "base-uri 'none'" in policy
    assert "form-action 'none'" in policy
    assert {part for part in policy if "unsafe" in part or "*" in part or "http" in part} == set()


async def test_nothing_but_the_page_s_own_files_is_served(visit: Visit) -> None:
    for name in ("page.py", "index.html", "..%2Fpage.py", "%2Fetc%2Fpasswd", "main.js%00.css"):
        assert await visit.status("GET", f"/static/{name}", {}) == 404


class Addresses(HTMLParser):
    """A parser that collects the addresses, inline styles and inline event handlers of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inline: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.inline += [tag] if tag == "style" else []
        self.found += [value or "" for name, value in attributes if name in ("src", "href")]
        self.inline += [name for name, _ in attributes if name.startswith("on") or name == "style"]


async def test_the_page_needs_nothing_from_elsewhere() -> None:
    reader = Addresses()
    reader.feed((STATIC / "index.html").read_text())
    assert [address for address in reader.found if not address.startswith(("/static/", "#"))] == []
    assert reader.inline == []
    for path in STATIC.iterdir():
        elsewhere = re.findall(r"(?:https?:)?//[\w.-]+\.\w+|url\(|@import", path.read_text())
        assert [found for found in elsewhere if "www.w3.org" not in found] == [], path.name


@pytest.mark.parametrize("path", sorted(STATIC.glob("*.js")), ids=lambda path: path.name)
def test_words_enter_the_page_as_text_only(path: Path) -> None:
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function", path.read_text()
    )


async def test_every_module_that_is_imported_is_served(visit: Visit) -> None:
    for path in STATIC.glob("*.js"):
        for name in re.findall(r'from "\./([\w.]+)"', path.read_text()):
            assert await visit.status("GET", f"/static/{name}", {}) == 200, f"{path.name} imports {name}"


async def test_a_person_sees_their_own_rooms_and_messages_only(visit: Visit) -> None:
    await visit.do("post", room="G1", text="Morning all")
    ann, ben = await visit.screen(), await visit.screen(user="U2")
    assert [message["text"] for message in ann["messages"]] == ["Morning all"]
    assert "G1" in [room["id"] for room in ann["conversations"]]
    assert ben["messages"] == []
    assert "G1" not in [room["id"] for room in ben["conversations"]]


async def test_the_screen_says_who_is_there_and_what_can_be_done(visit: Visit) -> None:
    screen = await visit.screen()
    assert screen["app"]["name"] == "Halfterm"
    assert {person["id"]: person["about"] for person in screen["people"] if not person["bot"]} == {
        "U1": "Head teacher",
        "U2": "",
    }
    assert screen["commands"][0]["command"] == "/refer"
    assert screen["shortcuts"][0]["callback_id"] == "refer"
    assert datetime.fromisoformat(screen["now"]) == MONDAY
    assert (screen["timezone"], screen["moves"], screen["moving"]) == ("Europe/London", ["Tomorrow 08:00"], None)


async def test_a_command_that_nobody_answers_says_so(visit: Visit) -> None:
    outcome = await visit.do("command", room="G1", text="/refer Kai")
    assert not outcome["ok"]
    assert "/refer failed" in outcome["error"]


async def test_a_gesture_upon_what_is_gone_says_so(visit: Visit) -> None:
    place = {"kind": "message", "channel": "G1", "ts": "1.000001"}
    pressed = await visit.do("act", place=place, block_id="b", action_id="a", value="1")
    assert not pressed["ok"]
    assert not (await visit.do("submit", view_id="V1"))["ok"]
    assert not (await visit.do("command", room="G404", text="/refer"))["ok"]


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"room": "G1"}', b"\xff"])
async def test_a_malformed_gesture_is_a_bad_request(visit: Visit, body: bytes) -> None:
    assert await visit.status("POST", "/page/post", visit.headers(), data=body) == 400


async def test_unknown_people_and_gestures_are_not_found(visit: Visit) -> None:
    assert await visit.status("GET", "/page/screen?user=U404&room=", visit.headers()) == 404
    assert await visit.status("POST", "/page/post", visit.headers(), json={"user": "U404"}) == 404
    assert await visit.status("POST", "/page/dance", visit.headers(), json={"user": "U1"}) == 404


async def test_reading_a_room_clears_its_unread_count(visit: Visit) -> None:
    visit.workspace.rooms["G1"].members.append("U2")
    await visit.do("post", room="G1", text="Morning all")
    assert visit.workspace.unread("U2", "G1") == 1
    await visit.do("read", user="U2", room="G1")
    assert visit.workspace.unread("U2", "G1") == 0


async def test_a_stream_tells_that_something_changed(visit: Visit) -> None:
    stream = await visit.listen()
    await visit.do("post", room="G1", text="Morning all")
    assert await asyncio.wait_for(stream.receive_str(), 2) == "changed"
    await stream.close()


async def test_a_stream_tells_nothing_of_what_only_another_sees(visit: Visit) -> None:
    visit.workspace.rooms["G1"].members.append("U2")
    await visit.do("post", room="G1", text="Morning all")
    ann, ben = await visit.listen("U1"), await visit.listen("U2")
    await visit.do("read", user="U2", room="G1")
    assert await asyncio.wait_for(ben.receive_str(), 2) == "changed"
    with pytest.raises(asyncio.TimeoutError):
        await ann.receive_str(timeout=0.1)
    await ann.close()
    await ben.close()


async def test_the_clock_is_shown_as_busy_until_its_move_is_over(visit: Visit) -> None:
    stream = await visit.listen()
    moving = asyncio.create_task(visit.do("move", index=0))
    assert await asyncio.wait_for(stream.receive_str(), 2) == "changed"
    again = await visit.do("move", index=0)
    assert (await visit.screen())["moving"] == "Tomorrow 08:00"
    visit.clock.may_go_on.set()
    assert (await moving)["ok"]
    assert not again["ok"]
    screen = await visit.screen()
    assert (screen["moving"], datetime.fromisoformat(screen["now"])) == (None, MONDAY + timedelta(days=1))


async def test_a_move_that_fails_leaves_the_clock_free(visit: Visit) -> None:
    visit.clock.breaks = True
    visit.clock.may_go_on.set()
    assert not (await visit.do("move", index=0))["ok"]
    assert (await visit.screen())["moving"] is None
    assert not (await visit.do("move", index=7))["ok"]


async def test_the_workspace_stops_while_pages_are_open(visit: Visit) -> None:
    stream = await visit.listen()
    reading = asyncio.create_task(stream.receive())
    await asyncio.wait_for(visit.workspace.stop(), 3)
    await reading
    assert stream.close_code == aiohttp.WSCloseCode.GOING_AWAY


async def test_a_file_is_only_for_those_who_are_in_its_room(visit: Visit) -> None:
    api, token = visit.workspace.api_url, {"Authorization": f"Bearer {visit.workspace.bot_token}"}
    slot = {"filename": "cohort.csv", "length": "4"}
    async with visit.http.post(f"{api}files.getUploadURLExternal", data=slot, headers=token) as response:
        upload = await response.json()
    async with visit.http.post(upload["upload_url"], data=b"a,b\n") as response:
        assert response.status == 200
    done = {"files": [{"id": upload["file_id"], "title": "Cohort"}], "channel_id": "G1"}
    async with visit.http.post(f"{api}files.completeUploadExternal", json=done, headers=token) as response:
        assert (await response.json())["ok"]
    shown = (await visit.screen())["messages"][-1]["files"][0]
    path = f"/page/file?id={shown['id']}&user="
    async with visit.http.get(visit.origin + path + "U1", headers=visit.headers()) as response:
        assert await response.read() == b"a,b\n"
        assert response.headers["Content-Disposition"] == "attachment"
    assert await visit.status("GET", path + "U2", visit.headers()) == 404


async def test_a_person_uploads_a_file_for_a_form(visit: Visit) -> None:
    path = "/page/upload?user=U1&name=pupils.csv"
    assert await visit.status("POST", path, visit.headers(Origin="http://school.example"), data=b"Name\n") == 403
    assert await visit.status("POST", "/page/upload?user=U9&name=a.csv", visit.headers(), data=b"Name\n") == 404
    async with visit.http.post(visit.origin + path, data=b"Name\n", headers=visit.headers()) as response:
        uploaded = await response.json()
    file = visit.workspace.store.files[uploaded["id"]]
    assert (file.name, file.content, file.owner) == ("pupils.csv", b"Name\n", "U1")

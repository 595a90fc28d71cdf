"""Slack comes to the bot by HTTP: only Slack, within five minutes, and what it sends twice counts once."""

import asyncio
import gzip
import hashlib
import hmac
import io
import json
import threading
import time
from collections.abc import AsyncIterator
from urllib.parse import quote, urlencode

import aiohttp
import pytest
from sqlalchemy import func, select

from bot.runtime.door import LARGEST_BODY, Door
from bot.runtime.instance import CannotStart
from bot.workspace.state import payloads
from models.tables.pupil import Pupil
from tests.by_http import SIGNING_SECRET, a_service_by_http, address
from tests.crash.campaign import referral
from tests.school import CHANNEL, Service, a_service

BOUND = 8.0


@pytest.fixture
async def service(database_url: str) -> AsyncIterator[Service]:
    async with a_service_by_http(database_url) as service:
        yield service


async def pupils(service: Service) -> int:
    count: int = await service.read(lambda read: read.session.scalar(select(func.count()).select_from(Pupil)))
    return count


def url_of(service: Service) -> str:
    return str(service.slack.link.connections[0].url)  # type: ignore[attr-defined] # where it delivers by HTTP


def port_of(service: Service) -> int:
    return int(url_of(service).split(":")[2].split("/")[0])


def signed(body: bytes, *, at: float | None = None, secret: str = SIGNING_SECRET) -> dict[str, str]:
    """Sign a body as Slack does (docs.slack.dev, verifying requests from Slack)."""
    stamp = str(int(time.time() if at is None else at))
    mac = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256)
    kind = "application/json" if body.startswith(b"{") else "application/x-www-form-urlencoded"
    headers = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={mac.hexdigest()}"}
    return headers | {"Content-Type": kind}


async def sent(service: Service, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
    async with (
        aiohttp.ClientSession(skip_auto_headers=["Content-Type"]) as session,
        session.post(url_of(service), data=io.BytesIO(body), headers=headers) as answer,
    ):
        return answer.status, await answer.text()


def a_command(service: Service, text: str = "") -> bytes:
    room = service.slack.rooms[CHANNEL]
    return urlencode(payloads.command(service.slack, "UHELEN", room, "/halfterm", text)).encode()


async def test_commands_forms_buttons_and_the_home_work_as_by_the_socket(service: Service) -> None:
    ann = service.workspace
    await ann.command("/refer", by="ann")
    await ann.fill(by="ann", **referral("Kai Ashworth", "2012-04-03"))
    assert await ann.submit(by="ann") == {}
    assert await pupils(service) == 1
    await ann.command("/pupil Kai", by="ann")
    await ann.home(by="helen")
    assert "Kai" in json.dumps(service.slack.home("UHELEN"))


async def test_what_slack_sends_twice_counts_once(service: Service) -> None:
    service.slack.faults.redeliver_everything = True
    await service.workspace.command("/refer", by="ann")
    await service.workspace.fill(by="ann", **referral("Kai Ashworth", "2012-04-03"))
    assert await service.workspace.submit(by="ann") == {}
    await service.workspace.quiet()
    assert await pupils(service) == 1


async def test_a_signed_request_that_somebody_sends_again_counts_once(service: Service) -> None:
    await service.workspace.command("/refer", by="ann")
    await service.workspace.fill(by="ann", **referral("Kai Ashworth", "2012-04-03"))
    view = service.slack.store.view(service.slack.modals("UANN")[-1]["id"])
    assert view is not None
    body = ("payload=" + quote(json.dumps(payloads.view_submission(service.slack, view)))).encode()
    headers = signed(body)
    answers = [await sent(service, body, headers) for _ in range(3)]
    assert answers == [answers[0]] * 3
    assert answers[0][0] == 200
    assert await pupils(service) == 1


async def test_slack_learns_at_once_that_the_address_is_ours(service: Service) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "3eZbrw1a", "token": "x"}).encode()
    code, said = await sent(service, body, signed(body))
    assert (code, json.loads(said)) == (200, {"challenge": "3eZbrw1a"})


async def test_slack_may_look_at_the_certificate_unsigned_and_nothing_comes_of_it(service: Service) -> None:
    body = b"ssl_check=1&token=x&" + a_command(service)
    assert await sent(service, body, {}) == (200, "")
    assert not service.workspace.has_modal(by="helen")


async def test_an_event_that_comes_again_is_taken_again(service: Service) -> None:
    event = {"type": "app_home_opened", "user": "UHELEN", "tab": "home", "channel": "D1"}
    body = json.dumps(payloads.event(service.slack, event)).encode()
    again = signed(body) | {"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "http_timeout"}
    assert (await sent(service, body, again))[0] == 200
    await service.workspace.quiet()
    assert service.slack.home("UHELEN") is not None


async def test_only_what_slack_has_signed_within_five_minutes_is_let_in(service: Service) -> None:
    body = a_command(service)
    refused = {
        "not signed": {},
        "signed with another secret": signed(body, secret="another"),
        "signed for another body": signed(body + b"&x=1"),
        "six minutes old": signed(body, at=time.time() - 360),
        "of six minutes ahead": signed(body, at=time.time() + 360),
        "of no time": signed(body) | {"X-Slack-Request-Timestamp": "soon"},
        "of a time without end": signed(body) | {"X-Slack-Request-Timestamp": "9" * 5000},
        "signed in no letters": signed(body) | {"X-Slack-Signature": "v0=é"},
    }
    answers = {name: (await sent(service, body, headers))[0] for name, headers in refused.items()}
    assert answers == dict.fromkeys(refused, 401)
    assert (await sent(service, body, signed(body)))[0] == 200


@pytest.mark.parametrize(
    "body",
    [b"{", b"payload=", b"payload=%7B", b"payload=[]", b"payload=5", b"\xff\xfe", b'{"a":' * 100_000, b"{}", b""],
    ids=["cut", "empty", "a cut payload", "a list", "a number", "bytes", "deep", "nothing in it", "nothing"],
)
async def test_what_cannot_be_read_is_a_bad_request_and_no_fault_of_ours(service: Service, body: bytes) -> None:
    assert (await sent(service, body, signed(body)))[0] == 400
    assert (await sent(service, body, {}))[0] == 400


async def test_nothing_is_unpacked_before_its_signature_is_looked_at(service: Service) -> None:
    body, packed = a_command(service), {"Content-Encoding": "gzip"}
    assert (await sent(service, gzip.compress(body), signed(body) | packed))[0] == 400


async def test_what_is_larger_than_anything_of_slack_is_not_read(service: Service) -> None:
    body = b"x" * (LARGEST_BODY + 1)
    assert (await sent(service, body, signed(body)))[0] == 413


async def test_who_sends_a_body_without_end_is_not_waited_for(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.runtime.door.WITHIN", 0.1)
    reader, writer = await asyncio.open_connection("127.0.0.1", port_of(service))
    writer.write(b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\nx")
    assert b" 408 " in await asyncio.wait_for(reader.readline(), BOUND)
    writer.close()


async def test_nothing_else_is_behind_the_door(service: Service) -> None:
    async with aiohttp.ClientSession() as session:
        for path in ("", "healthz", "readyz", "metrics"):
            async with session.get(url_of(service).replace("slack/events", path)) as answer:
                assert answer.status == 404
        async with session.get(url_of(service)) as answer:
            assert answer.status == 405


async def test_a_port_that_is_taken_is_one_line(service: Service, database_url: str) -> None:
    port = port_of(service)
    with pytest.raises(CannotStart, match=f"PORT {port} cannot be used on 127.0.0.1"):
        async with a_service(database_url, door=Door(SIGNING_SECRET, "127.0.0.1", port), opened=False):
            pass


async def test_a_bot_that_is_told_to_stop_answers_first_what_it_has_begun(database_url: str) -> None:
    begun, may_go_on = threading.Event(), threading.Event()

    def hold(point: str) -> None:
        if point == "before commit" and armed:
            begun.set()
            may_go_on.wait(BOUND)

    armed = False
    async with a_service_by_http(database_url, probe=hold) as service:
        await service.workspace.command("/refer", by="ann")
        await service.workspace.fill(by="ann", **referral("Kai Ashworth", "2012-04-03"))
        armed = True
        view = service.slack.modals("UANN")[-1]["id"]
        submission = asyncio.create_task(service.slack.submit("UANN", view))
        assert await asyncio.to_thread(begun.wait, BOUND)
        asyncio.get_running_loop().call_later(0.5, may_go_on.set)
    assert (await submission).ok


def test_the_secret_is_not_shown_where_the_door_is_printed() -> None:
    door = Door(SIGNING_SECRET, "127.0.0.1", 3000)
    assert SIGNING_SECRET not in repr(door)
    assert address(door) == "http://127.0.0.1:3000/slack/events"

"""The Web API: the arguments, token, scopes, rate limits and faults of every method."""

import asyncio
import logging

import orjson
from aiohttp import web

from bot.workspace.server.methods import METHODS, Method
from bot.workspace.state.core import Core
from bot.workspace.state.faults import Fault
from bot.workspace.types import Call, Given, Json, SlackError

log = logging.getLogger(__name__)

ENCODED = ("blocks", "view", "message", "metadata", "attachments", "files")


class TooFastError(Exception):
    """A call exceeds Slack's rate limit; `seconds` is how long the app must wait."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


async def serve(core: Core, request: web.Request) -> web.StreamResponse:
    name = request.match_info["method"]
    core.calls_in_flight += 1
    try:
        return await _with_faults(core, request, name)
    finally:
        core.calls_in_flight -= 1
        core.touch()


async def _with_faults(core: Core, request: web.Request, name: str) -> web.StreamResponse:
    fault = core.faults.take(name)
    if fault is None:
        return await _answer(core, request, name)
    match fault.kind:
        case "rate_limit":
            return _too_fast(core, name, int(fault.seconds))
        case "error_500":
            return web.Response(status=500, text="Internal Server Error")
        case "reset":
            _cut(request)
        case "error":
            return _respond(core, name, {}, SlackError(fault.code, list(fault.messages)).answer())
        case _:
            return await _land_oddly(core, request, name, fault)
    return web.Response(status=500)


async def _land_oddly(core: Core, request: web.Request, name: str, fault: Fault) -> web.StreamResponse:
    await request.read()  # now, or there would be nothing to land once the app has given up
    await asyncio.sleep(fault.seconds)
    answer = await _answer(core, request, name)
    if fault.kind == "lost_reply":
        _cut(request)
    return answer


def _cut(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.abort()


async def _answer(core: Core, request: web.Request, name: str) -> web.StreamResponse:
    args: Json = {}
    try:
        args = await _arguments(request)
        method = METHODS.get(name)
        if method is None:
            raise SlackError("unknown_method", req_method=name)
        _admit(core, method, _token(request, args))
        _pace(core, method, args)
        answer = {"ok": True, **method.run(core, args)}
    except TooFastError as limit:
        return _too_fast(core, name, limit.seconds)
    except SlackError as refusal:
        log.warning("%s was refused: %s %s", name, refusal.code, refusal.messages)
        answer = refusal.answer()
    return _respond(core, name, args, answer)


async def _arguments(request: web.Request) -> Json:
    """Return the arguments in the query, form or JSON of a call; JSON inside a form field is decoded."""
    args: Json = dict(request.query)
    if request.content_type == "application/json":
        body = await request.read()
        try:
            given = orjson.loads(body or b"{}")
        except orjson.JSONDecodeError:
            raise SlackError("invalid_json") from None
        if not isinstance(given, dict):
            raise SlackError("json_not_object")
        args |= given
    else:
        args |= dict(await request.post())
    for key in ENCODED:
        if isinstance(args.get(key), str):
            args[key] = _decoded(key, args[key])
    return args


def _decoded(key: str, text: str) -> Given:
    if not text:
        return None
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        code = {"blocks": "invalid_blocks_format", "metadata": "invalid_metadata_format"}
        raise SlackError(code.get(key, "invalid_arguments")) from None


def _token(request: web.Request, args: Json) -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token if scheme == "Bearer" else str(args.pop("token", ""))


def _admit(core: Core, method: Method, token: str) -> None:
    if not token:
        raise SlackError("not_authed")
    if token not in (core.bot_token, core.app_token) or core.revoked:
        raise SlackError("token_revoked" if core.revoked else "invalid_auth")
    if (token == core.app_token) != method.for_app_token:
        raise SlackError("not_allowed_token_type")
    if method.scopes and not set(method.scopes) & set(core.scopes):
        raise SlackError("missing_scope", needed=",".join(method.scopes), provided=",".join(core.scopes))


def _pace(core: Core, method: Method, args: Json) -> None:
    posts = method.name == "chat.postMessage"
    wait = core.pace.post(str(args.get("channel"))) if posts else core.pace.call(method.name, method.tier)
    if wait:
        raise TooFastError(wait)


def _too_fast(core: Core, name: str, seconds: int) -> web.Response:
    answer = {"ok": False, "error": "ratelimited"}
    core.note_call(Call(name, {}, answer, 429, core.now()))
    return web.json_response(answer, status=429, headers={"Retry-After": str(seconds)})


def _respond(core: Core, name: str, args: Json, answer: Json) -> web.Response:
    core.note_call(Call(name, args, answer, 200, core.now()))
    headers = {"x-oauth-scopes": ",".join(core.scopes), "x-accepted-oauth-scopes": ""}
    return web.Response(body=orjson.dumps(answer), content_type="application/json", headers=headers)

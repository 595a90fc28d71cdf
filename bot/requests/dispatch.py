"""Dispatch of requests: one way for every kind, from Slack to the listener that answers, and back."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from slack_bolt import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.forms import FormRegistry
from bot.requests.answer import Answer
from bot.requests.capability import Capability, Listener, help_index
from bot.requests.errors import answer_error
from bot.requests.form_pages import close_form, keep_page
from bot.requests.limits import Counted, Limiter
from bot.requests.menus import expand_menu_choice
from bot.requests.refusals import refuse_earlier_version, refuse_stranger
from bot.requests.request import Request
from bot.requests.sanitise import sanitise
from bot.requests.transactions import Services
from bot.runtime.clock import monotonic
from bot.runtime.desk import Desk
from models.actor import SYSTEM, Actor
from models.requests.caller import find_caller

# Seconds. Slack waits 3 s for the answer, and the rest is for its journey.
ANSWER_WITHIN = 2.2

Route = tuple[str, str]  # the kind of request, and the id of what was used


class Dispatcher:
    """Identifies who acts, refuses people who are not on the staff, and passes each request to its listener."""

    def __init__(
        self,
        desk: Desk,
        client: AsyncWebClient,
        capabilities: Sequence[Capability],
        team_id: str,
        limits: Mapping[Counted, int] | None = None,
    ) -> None:
        """Answer people of this workspace, each at most as often in a minute as `limits` says."""
        forms = FormRegistry(form for capability in capabilities for form in capability.forms)
        refills = {form: refill for capability in capabilities for form, refill in capability.refills.items()}
        self._services = Services(desk, client, forms, help_index(capabilities), refills, self._answer)
        self._team_id = team_id
        self._listeners = dict(routes(capabilities))
        self._counted = dict(counted(capabilities))
        self._limiter = Limiter(limits or {})
        self._unfinished: set[asyncio.Task[None]] = set()
        self._answering = 0

    @property
    def is_busy(self) -> bool:
        """Whether a request is being answered, or has work that goes on after its answer."""
        return self._answering > 0 or bool(self._unfinished)

    async def __call__(self, body: dict[str, Any]) -> BoltResponse:
        """Answer one request, after all other work."""
        self._answering += 1
        try:
            return await self._respond(body)
        finally:
            self._answering -= 1

    async def _respond(self, body: dict[str, Any]) -> BoltResponse:
        # Until its author is identified, a request has no rights.
        request = Request(self._services, body, Actor(None, user_of(body)), monotonic() + ANSWER_WITHIN)
        try:
            request = await self._identify(request, body)
            self._count(request)
            answer = await self._answer(request)
        except Exception as error:  # noqa: BLE001 - the edge: whatever it is, Slack gets an answer and the person is told
            answer = await answer_error(error, request)
        if answer is not None and answer.afterwards is not None:
            self._start(answer.afterwards, request)
        return (answer or Answer()).response()

    async def close(self) -> None:
        """Wait for the work that continues in the background after an answer."""
        await asyncio.gather(*self._unfinished, return_exceptions=True)

    async def _identify(self, request: Request, body: dict[str, Any]) -> Request:
        """Return the request with its actor: a member of staff, the system for a workspace event, or else nobody."""
        if request.is_notice:
            return request.made_by(SYSTEM) if self._is_from_here(body) else request
        caller = await request.look_up(find_caller, user_of(body)) if self._is_from_here(body) else None
        if caller is None:
            return request
        sanitise(body)
        expand_menu_choice(body)
        return request.made_by(caller.actor, has_drafts=caller.has_drafts)

    def _count(self, request: Request) -> None:
        """Count what is limited. Raises TooOften."""
        if (what := self._counted.get(route_of(request.body))) is not None:
            self._limiter.admit(str(request.actor.slack_id), what, monotonic())

    def _is_from_here(self, body: Mapping[str, Any]) -> bool:
        """Return whether it was done in our workspace. In an Enterprise Grid `user.team_id` can be another one."""
        return {body.get("team_id"), (body.get("team") or {}).get("id")} - {None} == {self._team_id}

    async def _answer(self, request: Request) -> Answer | None:
        return await self._listener_of(request)(request)

    def _listener_of(self, request: Request) -> Listener:
        if request.actor.is_nobody:
            return refuse_stranger
        return self._listeners.get(route_of(request.body), refuse_earlier_version)

    def _start(self, afterwards: Callable[[], Awaitable[None]], request: Request) -> None:
        task = asyncio.create_task(_finish(afterwards, request))
        self._unfinished.add(task)
        task.add_done_callback(self._unfinished.discard)


async def _finish(afterwards: Callable[[], Awaitable[None]], request: Request) -> None:
    request.lift_deadline()
    try:
        await afterwards()
    except Exception as error:  # noqa: BLE001 - the edge, as above
        await answer_error(error, request)


def routes(capabilities: Iterable[Capability]) -> Iterator[tuple[Route, Listener]]:
    """Yield each route with its listener. Typing or choosing in the fields of a form leads to `keep_page`."""
    for each in capabilities:
        yield from ((("command", command.name), command.listener) for command in each.commands)
        yield from ((("shortcut", name), listener) for name, listener in each.shortcuts.items())
        yield from ((("options", name), listener) for name, listener in each.options.items())
        yield from ((("action", name), listener) for name, listener in each.actions.items())
        yield from ((("form", form.name), listener) for form, listener in each.forms.items())
        yield from ((("closed", form.name), close_form) for form in each.forms)
        yield from (
            (("action", kind.action_id), keep_page) for form in each.forms for kind in form.shape.kinds.values()
        )
        yield from ((("event", name), listener) for name, listener in each.events.items())


def counted(capabilities: Iterable[Capability]) -> Iterator[tuple[Route, Counted]]:
    """Yield each route that is counted: commands and shortcuts, searches, and what capabilities say of themselves."""
    for each in capabilities:
        yield from ((("command", command.name), Counted.COMMAND) for command in each.commands)
        yield from ((("shortcut", name), Counted.COMMAND) for name in each.shortcuts)
        yield from ((("options", name), Counted.LOOK_UP) for name in each.options)
        forms = {form.name for form in each.forms}
        yield from ((("form" if name in forms else "action", name), what) for name, what in each.counted.items())


def route_of(body: Mapping[str, Any]) -> Route:
    """Return the route of a request in Slack's own shape (docs.slack.dev, interaction payloads)."""
    match body:
        case {"command": str(name)}:
            return "command", name
        case {"type": "block_actions", "actions": [{"action_id": str(name)}, *_]}:
            return "action", name
        case {"type": "block_suggestion", "action_id": str(name)}:
            return "options", name
        case {"type": "view_submission", "view": {"callback_id": str(name)}}:
            return "form", name
        case {"type": "view_closed", "view": {"callback_id": str(name)}}:
            return "closed", name
        case {"type": "shortcut" | "message_action", "callback_id": str(name)}:
            return "shortcut", name
        case {"event": {"type": str(name)}}:
            return "event", name
    return "", ""


def user_of(body: Mapping[str, Any]) -> str:
    """Return the Slack id of the person behind a request of any kind; "" if there is none."""
    event = body.get("event") or {}
    user = body.get("user") or body.get("user_id") or event.get("user") or ""
    return str(user.get("id", "")) if isinstance(user, dict) else str(user)

"""The request: what somebody did in Slack, and the verbs with which a listener reads, changes, opens and answers."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar, TypeVarTuple, Unpack

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.forms import Form, FormRegistry, Invalid
from bot.forms.definition import new_key
from bot.forms.opening import Opening, draft_context, draft_name, fills_a_later_page, is_untouched, reopen
from bot.requests.answer import Answer
from bot.requests.help_index import HelpIndex
from bot.requests.notice import notice, spoken
from bot.requests.payload import HOME_OPENED, Payload, View
from bot.runtime.desk import Desk
from bot.slack import blocks
from bot.slack.api_errors import reason
from bot.slack.words import Mrkdwn, Words
from models.actor import Actor
from models.change import Change, Read
from models.requests.drafts import WAITING, Typed, draft_with, keep_draft, keep_for_later, newest_draft
from models.tables.draft import Draft

log = logging.getLogger(__name__)

# The documented error, and one that was seen in practice (docs.slack.dev, views.open, errors).
TOO_LATE = ("expired_trigger_id", "trigger_expired")
SHOWN_ALREADY = "exchanged_trigger_id"
STACK_IS_FULL = "push_limit_reached"

Args = TypeVarTuple("Args")
R = TypeVar("R")
F = TypeVar("F", bound=Form)


@dataclass(frozen=True)
class Services:
    """The parts of the bot that every request works with."""

    desk: Desk
    client: AsyncWebClient
    forms: FormRegistry
    help_index: HelpIndex


class Request(Payload):
    """The request that a listener is given. The answer that the listener returns is sent last."""

    def __init__(
        self,
        services: Services,
        body: Mapping[str, Any],
        actor: Actor,
        deadline: float | None,
        *,
        has_drafts: bool = True,
    ) -> None:
        """Take what Slack sent, and who sent it.

        `deadline` is a moment of `monotonic()`; None if nobody waits. Without `has_drafts` no draft is searched for.
        """
        super().__init__(body)
        self.actor = actor
        self.client = services.client
        self.words: Words = services.desk.words
        self.help_index = services.help_index
        self.deadline = deadline
        self.has_saved = False
        self._services = services
        self._desk = services.desk
        self._has_drafts = has_drafts

    def made_by(self, actor: Actor, *, has_drafts: bool = True) -> "Request":
        """Return the request with this actor, and without a deadline for a workspace event: nobody waits for those."""
        deadline = None if self.is_notice else self.deadline
        return Request(self._services, self.body, actor, deadline, has_drafts=has_drafts)

    @property
    def today(self) -> date:
        """The school's date."""
        return self._desk.clock.today()

    @property
    def form_class(self) -> type[Form] | None:
        """The form that the view shows; None if the view shows none of ours."""
        return self._services.forms.form_of(self.view or None)

    # Reading and changing.

    async def read(self, fn: Callable[[Read, *Args], R], *args: *Args) -> R:
        """Run `fn` for the actor in a transaction that cannot write; see `Desk.read`."""
        return await self._desk.read(fn, *args, by=self.actor, deadline=self.deadline)

    async def look_up(self, fn: Callable[[Read, *Args], R], *args: *Args) -> R:
        """Run `fn`, which reads a few indexed rows, for the actor; see `Desk.look_up`."""
        return await self._desk.look_up(fn, *args, by=self.actor, deadline=self.deadline)

    async def change(self, fn: Callable[[Change, *Args], R], *args: *Args) -> R:
        """Run `fn` for the actor and commit. Use this for what may happen twice, such as turning a page."""
        return await self._desk.change(fn, *args, by=self.actor, deadline=self.deadline)

    async def press(self, fn: Callable[[Change, *Args], R], *args: *Args) -> R:
        """Run `fn` for the actor and commit, once for this press or command, however often Slack sends it."""
        action = self.action
        what = f"{action['action_id']}:{action['action_ts']}" if action else f"{self.body['command']}:{self.trigger_id}"
        return await self._keyed(f"{self.actor.staff_id}:{what}", fn, *args)

    async def save(self, form: Form, fn: Callable[[Change, *Args], R], *args: *Args) -> R:
        """Run `fn` for the actor and commit, once for this submission, however often Slack sends it."""
        return await self._keyed(form.key, fn, *args)

    async def _keyed(self, key: str, fn: Callable[[Change, *Args], R], *args: *Args) -> R:
        answer = await self._desk.change(fn, *args, by=self.actor, key=key, deadline=self.deadline)
        self.has_saved = True
        return answer

    def lift_deadline(self) -> None:
        """Let the request take any time from now on: its answer was sent, or is too late already."""
        self.deadline = None

    # Forms.

    async def form(self, *forms: type[F]) -> F:
        """Read the submitted form, which is one of `forms`; its other pages are read from the draft.

        Raises Invalid, after keeping what was typed, and NotOurs if the view shows none of the forms.
        """
        form = next((each for each in forms if each.name == self.view.get("callback_id")), forms[0])
        if not form.keep_draft:
            return form.read(self.view)
        draft = await self.look_up(draft_with, form.meta(self.view).key)
        try:
            return form.read(self.view, *((draft.typed, draft.labels) if draft else ()))
        except Invalid:
            await self.keep_typed(form)
            raise

    async def keep_typed(self, form: type[Form]) -> None:
        """Keep the visible page in the draft: Slack does not report fields that were filled when the form opened."""
        meta = form.meta(self.view)
        context = draft_context(meta.context, meta.version, untouched=False)
        typed = Typed(meta.key, draft_name(form), meta.page, form.typed(self.view), context, form.labels(self.view))
        await self._keep(typed)

    async def draft_of(self, form: type[Form], about: str) -> Draft | None:
        """Return the actor's newest draft of a form about a thing, if there is one ("" for a form about nothing)."""
        return await self.look_up(newest_draft, draft_name(form), about) if self._has_drafts else None

    async def view_of(self, form: type[Form], **opening: Unpack[Opening]) -> View:
        """Return the view of a form, filled from the draft that the actor left or else with the values of `opening`."""
        about = str(opening.get("context", {}).get("about", ""))
        draft = await self.draft_of(form, about) if form.keep_draft else None
        if draft is not None and not is_untouched(draft):
            return reopen(form, draft, opening, self._desk.clock.zone)
        key = new_key()
        if fills_a_later_page(form, opening):  # a page that nobody turns to is saved as it opened
            context = draft_context(opening.get("context", {}), opening.get("version"), untouched=True)
            held = form.held(opening.get("values", {}))
            await self._keep(Typed(key, draft_name(form), 0, held, context, opening.get("labels", {})))
        return form.view(key=key, **opening)

    async def _keep(self, typed: Typed) -> None:
        await self.change(keep_draft, typed, self.action.get("action_ts"))
        self._has_drafts = True

    # Showing.

    async def open(self, form: type[Form], **opening: Unpack[Opening]) -> None:
        """Open a form, over the current modal if there is one, and with the draft that the actor left."""
        await self.show(await self.view_of(form, **opening))

    async def turn_to(self, form: type[Form], **opening: Unpack[Opening]) -> Answer | None:
        """Put a form in the place of the modal in which something was pressed or submitted."""
        return await self.replace(await self.view_of(form, **opening))

    async def show(self, view: View) -> None:
        """Show a modal. If Slack's trigger has expired, send a direct message with a button that opens the modal."""
        try:
            await self._show_on_top(view)
        except SlackApiError as error:
            if reason(error) == SHOWN_ALREADY:  # Slack sent the request twice, and the form is open
                return
            if not _is_too_late(error):
                raise
            log.info("a form came too late for its trigger")
            self.lift_deadline()
            await self._keyed(
                f"{self.actor.staff_id}:{WAITING}:{self.trigger_id}", lambda change: keep_for_later(change, view)
            )

    async def replace(self, view: View) -> Answer | None:
        """Put a view in the place of the modal in which something was pressed or submitted; without one, show it."""
        if self.is_submission:
            return Answer.with_view(view)
        if self.view.get("type") == "modal":
            await self.client.views_update(view_id=self.view["id"], view=view)
        else:
            await self.show(view)
        return None

    async def say(
        self, title: str, text: Mrkdwn, button: blocks.Element | None = None, *, replace: bool = False
    ) -> Answer | None:
        """Tell the actor something (mrkdwn) where only they can see it.

        The text answers a command or a submission. After a press in a message it is shown below the message, or with
        `replace` in its place. Elsewhere it is shown in a modal.
        """
        kind = self.body.get("type")
        if self.body.get("command"):
            return Answer.with_text(text)
        if kind == "block_suggestion":
            return Answer.with_options([])
        if kind == "block_actions" and await self._say_beside(text, button, replace=replace):
            return None
        if replace or self.is_submission:
            return await self.replace(notice(title, text, button))
        if self.body.get("trigger_id"):
            await self._show_on_top(notice(title, text, button))
        elif self.event.get("type") == HOME_OPENED and self.event.get("user"):
            await self.client.views_publish(user_id=self.event["user"], view=blocks.home(spoken(text, button)))
        return None

    async def _show_on_top(self, view: View) -> None:
        """Open a modal over the current one, or in its place if Slack's stack of modals is full."""
        if self.view.get("type") != "modal":
            await self.client.views_open(trigger_id=self.trigger_id, view=view)
            return
        try:
            await self.client.views_push(trigger_id=self.trigger_id, view=view)
        except SlackApiError as error:
            if reason(error) != STACK_IS_FULL:
                raise
            await self.client.views_update(view_id=self.view["id"], view=view)

    async def _say_beside(self, text: Mrkdwn, button: blocks.Element | None, *, replace: bool) -> bool:
        """Tell the actor below a message. Returns whether Slack took it: it takes five answers within half an hour."""
        if not self.body.get("response_url"):
            return False
        webhook = AsyncWebhookClient(str(self.body["response_url"]), session=self.client.session, retry_handlers=[])
        shown = spoken(text, button)
        response = await webhook.send(text=text, blocks=shown, response_type="ephemeral", replace_original=replace)
        if response.body != "ok":
            log.warning("an answer beside a message was refused: %s", response.status_code)
        return response.body == "ok"


def _is_too_late(error: SlackApiError) -> bool:
    return reason(error) in TOO_LATE or "trigger_id expired" in str(error)

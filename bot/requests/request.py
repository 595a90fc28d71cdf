"""One thing that somebody did in Slack, and the verbs by which a listener reads, changes, opens and answers."""

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
from bot.slack.words import Words
from models.actor import Actor
from models.change import Change, Read
from models.requests.drafts import WAITING, Typed, draft_with, keep_draft, keep_for_later, newest_draft
from models.tables.draft import Draft

log = logging.getLogger(__name__)

# As documented, and as it has really been seen (docs.slack.dev, views.open, errors).
TOO_LATE = ("expired_trigger_id", "trigger_expired")
SHOWN_ALREADY = "exchanged_trigger_id"
STACK_IS_FULL = "push_limit_reached"

Args = TypeVarTuple("Args")
R = TypeVar("R")
F = TypeVar("F", bound=Form)


@dataclass(frozen=True)
class Services:
    """What every request is given to work with."""

    desk: Desk
    client: AsyncWebClient
    forms: FormRegistry
    help_index: HelpIndex


class Request(Payload):
    """What a listener is given. What the listener returns is acknowledged when everything else is done."""

    def __init__(
        self,
        services: Services,
        body: Mapping[str, Any],
        actor: Actor,
        deadline: float | None,
        *,
        has_drafts: bool = True,
    ) -> None:
        """`deadline` is a moment of `monotonic()`; None where nobody waits. `has_drafts` spares most forms a look."""
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
        """Return the same request with whoever made it; nobody waits for what Slack tells of by itself."""
        deadline = None if self.is_notice else self.deadline
        return Request(self._services, self.body, actor, deadline, has_drafts=has_drafts)

    @property
    def today(self) -> date:
        """The school's date."""
        return self._desk.clock.today()

    @property
    def form_class(self) -> type[Form] | None:
        """The form that the view shows."""
        return self._services.forms.form_of(self.view or None)

    # What is read and changed.

    async def read(self, fn: Callable[[Read, *Args], R], *args: *Args) -> R:
        """Run `fn` for the actor in a transaction that cannot write; see `Desk.read`."""
        return await self._desk.read(fn, *args, by=self.actor, deadline=self.deadline)

    async def change(self, fn: Callable[[Change, *Args], R], *args: *Args) -> R:
        """Run `fn` for the actor and commit. For what may be done twice: a look that is logged, a page turned."""
        return await self._desk.change(fn, *args, by=self.actor, deadline=self.deadline)

    async def press(self, fn: Callable[[Change, *Args], R], *args: *Args) -> R:
        """Run `fn` for the actor and commit, once for this press or command, however often Slack tells of it."""
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
        """Take as long as it needs from now on: the answer has gone, or is too late already."""
        self.deadline = None

    # Forms.

    async def form(self, *forms: type[F]) -> F:
        """Read the form that was submitted, one of these, its other pages from the draft.

        Raises Invalid, with what was typed kept, and NotOurs where the view shows none of them.
        """
        form = next((each for each in forms if each.name == self.view.get("callback_id")), forms[0])
        if not form.keep_draft:
            return form.read(self.view)
        draft = await self.read(draft_with, form.meta(self.view).key)
        try:
            return form.read(self.view, *((draft.typed, draft.labels) if draft else ()))
        except Invalid:
            await self.keep_typed(form)
            raise

    async def keep_typed(self, form: type[Form]) -> None:
        """Keep what stands on the page that is shown: Slack tells nothing of what was filled in before it opened."""
        meta = form.meta(self.view)
        context = draft_context(meta.context, meta.version, untouched=False)
        typed = Typed(meta.key, draft_name(form), meta.page, form.typed(self.view), context, form.labels(self.view))
        await self._keep(typed)

    async def draft_of(self, form: type[Form], about: str) -> Draft | None:
        """Return what the actor left of a form, if anything, about a thing ("" for the form alone)."""
        return await self.read(newest_draft, draft_name(form), about) if self._has_drafts else None

    async def view_of(self, form: type[Form], **opening: Unpack[Opening]) -> View:
        """Return a form to be shown: what the actor left of it, else as it opens."""
        about = str(opening.get("context", {}).get("about", ""))
        draft = await self.draft_of(form, about) if form.keep_draft else None
        if draft is not None and not is_untouched(draft):
            return reopen(form, draft, opening, self._desk.clock.zone)
        key = new_key()
        if fills_a_later_page(form, opening):  # what stands on a page that is never turned to is saved as it was
            context = draft_context(opening.get("context", {}), opening.get("version"), untouched=True)
            held = form.held(opening.get("values", {}))
            await self._keep(Typed(key, draft_name(form), 0, held, context, opening.get("labels", {})))
        return form.view(key=key, **opening)

    async def _keep(self, typed: Typed) -> None:
        await self.change(keep_draft, typed, self.action.get("action_ts"))
        self._has_drafts = True

    # What is shown.

    async def open(self, form: type[Form], **opening: Unpack[Opening]) -> None:
        """Open a form, over the modal that it was asked for in, if any; with the draft that the actor left."""
        await self.show(await self.view_of(form, **opening))

    async def turn_to(self, form: type[Form], **opening: Unpack[Opening]) -> Answer | None:
        """Put a form in the place of the modal in which something was pressed or submitted."""
        return await self.replace(await self.view_of(form, **opening))

    async def show(self, view: View) -> None:
        """Show a modal while Slack lets us; one that comes too late waits behind a button in a direct message."""
        try:
            await self._show_on_top(view)
        except SlackApiError as error:
            if error.response["error"] == SHOWN_ALREADY:  # Slack sent the same request again, and the form stands
                return
            if not _is_too_late(error):
                raise
            log.info("a form came too late for its trigger")
            self.lift_deadline()
            await self._keyed(f"{self.actor.staff_id}:{WAITING}:{self.trigger_id}", keep_for_later, view)

    async def replace(self, view: View) -> Answer | None:
        """Put a view in the place of the modal in which something was pressed or submitted; else show it."""
        if self.is_submission:
            return Answer.with_view(view)
        if self.view.get("type") == "modal":
            await self.client.views_update(view_id=self.view["id"], view=view)
        else:
            await self.show(view)
        return None

    async def say(
        self, title: str, text: str, button: blocks.Element | None = None, *, replace: bool = False
    ) -> Answer | None:
        """Tell the actor something (mrkdwn) where only they can see it, whatever they did.

        It answers a command or a submission; in a message it stands below, or with `replace` in the message's place;
        elsewhere it is a modal.
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
        """Over the modal in which something was pressed, or in its place where Slack lays no more on one another."""
        if self.view.get("type") != "modal":
            await self.client.views_open(trigger_id=self.trigger_id, view=view)
            return
        try:
            await self.client.views_push(trigger_id=self.trigger_id, view=view)
        except SlackApiError as error:
            if error.response["error"] != STACK_IS_FULL:
                raise
            await self.client.views_update(view_id=self.view["id"], view=view)

    async def _say_beside(self, text: str, button: blocks.Element | None, *, replace: bool) -> bool:
        """Return whether Slack took it: a webhook takes five answers, for half an hour, and raises nothing."""
        if not self.body.get("response_url"):
            return False
        webhook = AsyncWebhookClient(str(self.body["response_url"]), session=self.client.session)
        shown = spoken(text, button)
        response = await webhook.send(text=text, blocks=shown, response_type="ephemeral", replace_original=replace)
        if response.body != "ok":
            log.warning("an answer beside a message was refused: %s", response.status_code)
        return response.body == "ok"


def _is_too_late(error: SlackApiError) -> bool:
    messages = (error.response.get("response_metadata") or {}).get("messages") or []
    return error.response["error"] in TOO_LATE or any("trigger_id expired" in line for line in messages)

"""The request: what somebody did in Slack, and the verbs with which a listener reads, changes, opens and answers."""

import logging
from collections.abc import Mapping
from typing import Any, TypeVar, Unpack

from slack_sdk.errors import SlackApiError
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.forms import Form, Invalid
from bot.forms.definition import new_key
from bot.forms.opening import Filled, Opening, draft_context, draft_name, fills_a_later_page, reopen
from bot.requests.answer import Answer
from bot.requests.child_protection import answer_in, is_asked_in, question_over, sounding_fields
from bot.requests.late import gesture_of, is_too_late, repeated
from bot.requests.notice import notice, spoken
from bot.requests.payload import NOTICE, View
from bot.requests.transactions import Transactions
from bot.slack import blocks
from bot.slack.api_errors import reason
from bot.slack.words import Mrkdwn
from models.actor import Actor
from models.change import Change, Read
from models.requests.drafts import WAITING, Typed, draft_with, keep_draft, keep_for_later, late_key, newest_draft
from models.requests.dsl import DslAnswer, whom_to_ask
from models.tables.requests.draft import Draft

log = logging.getLogger(__name__)

SHOWN_ALREADY = "exchanged_trigger_id"
STACK_IS_FULL = "push_limit_reached"
OVERTAKEN = ("hash_conflict", "not_found")  # a second click, or the modal was closed meanwhile

F = TypeVar("F", bound=Form)


class Request(Transactions):
    """The request that a listener is given. The answer that the listener returns is sent last."""

    def made_by(self, actor: Actor, *, has_drafts: bool = True) -> "Request":
        """Return the request with this actor, and without a deadline for a workspace event: nobody waits for those."""
        deadline = None if self.is_notice else self.deadline
        return Request(self._services, self.body, actor, deadline, has_drafts=has_drafts)

    async def again(self, gesture: Mapping[str, Any], draft_id: str = "") -> Answer | None:
        """Do something again, perhaps what came too late for Slack and was kept under this id: with today's rights."""
        body, key = repeated(self.body, gesture), late_key(draft_id) if draft_id else ""
        request = Request(self._services, body, self.actor, self.deadline, key=key)
        return None if self._services.answer is None else await self._services.answer(request)

    @property
    def form_class(self) -> type[Form] | None:
        """The form that the view shows; None if the view shows none of ours."""
        return self._services.forms.form_of(self.view or None)

    # Forms.

    async def form(self, *forms: type[F]) -> F:
        """Read the submitted form, which is one of `forms`; its other pages are read from the draft.

        Raises Invalid, after keeping what was typed, and NotOurs if the view shows none of the forms. A text that
        sounds like child protection is Invalid too, until it is answered whether the DSL has been told.
        """
        form = next((each for each in forms if each.name == self.view.get("callback_id")), forms[0])
        held = await self.held(form) if form.keep_draft else Filled()
        try:
            read = form.read(self.view, held.values, held.labels)
            self.dsl_answer = await self._answer_about_dsl(read, held)
        except Invalid as invalid:
            if form.keep_draft:
                await self.keep_typed(form, leaving=invalid.lead is not None)
            raise
        return read

    async def _answer_about_dsl(self, form: Form, held: Filled) -> DslAnswer | None:
        """Return what was answered where a text sounds like child protection; None if none does.

        Raises Invalid to ask. What the record says already is not asked about.
        """
        sounding = sounding_fields(form)
        if not sounding or (answer := answer_in(self.view)) is not None:
            return answer if sounding else None
        if not (form.own_words or is_asked_in(self.view)):
            draft = await self.look_up(draft_with, form.key) if form.keep_draft else None
            typed = form.altered(self.view) | set(draft.typed if draft else ())
            sounding = [name for name in sounding if name in typed]
        if not sounding:
            return None
        lead = question_over(self.view, await self.look_up(whom_to_ask), self.words)
        texts = {name: self.words("requests/child_protection.field") for name in sounding}
        raise Invalid(type(form), texts, self.view, {**held.values, **form.typed(self.view)}, held.labels, lead)

    async def held(self, form: type[Form]) -> Filled:
        """Return what the other pages of the form in the view hold: what the record says now, and was typed over it.

        Raises Refused or Absent if the actor may not read the record any more.
        """
        meta, refill = form.meta(self.view), self._services.refills.get(form)
        if refill is None:
            return Filled().under(form, await self.look_up(draft_with, meta.key))

        def read_anew(read: Read) -> Filled:
            record = refill(Change(read.session, read.actor, read.now, read.zone), str(meta.context.get("about", "")))
            return record.under(form, draft_with(read, meta.key))

        return await self.read(read_anew)

    async def keep_typed(self, form: type[Form], *, leaving: bool = False) -> None:
        """Keep in the draft what was typed on the visible page, and never what the record says.

        When `leaving` the page, also keep what it opened with, if that was no record: a command's words, a default.
        The person's own words are kept at once.
        """
        meta, typed = form.meta(self.view), form.typed(self.view)
        is_record = form in self._services.refills
        kept = set(typed) if form.own_words or (leaving and not is_record) else form.altered(self.view)
        said = Typed(
            meta.key,
            draft_name(form),
            meta.page,
            {name: typed[name] for name in kept},
            draft_context(meta.context, meta.version),
            {name: labels for name, labels in form.labels(self.view).items() if name in kept},
            unchanged={name: value for name, value in typed.items() if name not in kept},
        )
        await self.change(keep_draft, said, self.action.get("action_ts"))
        self._has_drafts = True

    def expect_draft(self) -> None:
        """Look for drafts from now on: this request has kept one."""
        self._has_drafts = True

    async def draft_of(self, form: type[Form], about: str) -> Draft | None:
        """Return the actor's newest draft of a form about a thing, if there is one ("" for a form about nothing)."""
        return await self.look_up(newest_draft, draft_name(form), about) if self._has_drafts else None

    async def view_of(self, form: type[Form], **opening: Unpack[Opening]) -> View:
        """Return the view of a form, filled from the draft that the actor left or else with the values of `opening`."""
        about = str(opening.get("context", {}).get("about", ""))
        draft = await self.draft_of(form, about) if form.keep_draft else None
        if draft is not None:
            return reopen(form, draft, opening, self._desk.clock.zone)
        if form not in self._services.refills and fills_a_later_page(form, opening):
            raise TypeError(f"{form.name} opens with values on a later page: say in its capability how to read them.")
        return form.view(key=self._key or new_key(), **opening)

    # Showing.

    async def open(self, form: type[Form], **opening: Unpack[Opening]) -> None:
        """Open a form, over the current modal if there is one, and with the draft that the actor left."""
        await self.show(await self.view_of(form, **opening))

    async def turn_to(self, form: type[Form], **opening: Unpack[Opening]) -> Answer | None:
        """Put a form in the place of the modal in which something was pressed or submitted."""
        return await self.replace(await self.view_of(form, **opening))

    async def show(self, view: View, or_later: Mapping[str, Any] | None = None) -> None:
        """Show a modal. If Slack's trigger has expired, send a direct message with a button that does it all again.

        Once something was saved, which is not done again, the button does what `or_later` says.
        """
        try:
            await self._show_on_top(view)
        except SlackApiError as error:
            if reason(error) == SHOWN_ALREADY:  # Slack sent the request twice, and the form is open
                return
            gesture = or_later if self.has_saved else gesture_of(self.body)
            if not is_too_late(error) or gesture is None:
                raise
            log.info("a form came too late for its trigger")
            self.lift_deadline()
            await self._keyed(f"{self.actor.staff_id}:{WAITING}:{self.trigger_id}", keep_for_later, gesture)

    async def replace(self, view: View, or_later: Mapping[str, Any] | None = None) -> Answer | None:
        """Put a view in the place of the modal in which something was pressed or submitted; without one, show it.

        For `or_later`, see `show`.
        """
        if self.is_submission and not self.is_answered:
            return Answer.with_view(view)
        if self.view.get("type") == "modal":
            await self.redraw(view)
        else:
            await self.show(view, or_later)
        return None

    async def redraw(self, view: View, seen: str | None = None) -> None:
        """Put a view in the place of the modal, if it is still as it was `seen`. One that was closed is no error."""
        try:
            await self.client.views_update(view_id=self.view["id"], view=view, hash=seen)
        except SlackApiError as error:
            if reason(error) not in OVERTAKEN:
                raise

    async def say(
        self, title: str, text: Mrkdwn, button: blocks.Element | None = None, *, replace: bool = False
    ) -> Answer | None:
        """Tell the actor something (mrkdwn) where only they can see it.

        The text answers a command or a submission. After a press in a message it is shown below the message, or with
        `replace` in its place. Elsewhere it is shown in a modal.
        """
        kind = self.body.get("type")
        if self.body.get("command") and kind is None:
            return Answer.with_text(text)
        if self.is_suggestion:
            return Answer.with_options([])
        if kind == "block_actions" and await self._say_beside(text, button, replace=replace):
            return None
        if replace or self.is_submission:
            return await self.replace(notice(title, text, button))
        if self.body.get("trigger_id"):
            await self._show_on_top(notice(title, text, button))
        elif self.is_home_opened and self.event.get("user"):
            home = blocks.home(spoken(text, button)) | {"callback_id": NOTICE}
            await self.client.views_publish(user_id=self.event["user"], view=home)
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
            await self.redraw(view)

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

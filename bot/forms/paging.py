"""Turning pages and keeping what is typed: the listeners that every form shares, and how handlers open and take one."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import tzinfo
from typing import Any, TypeVar

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.forms.definition import Meta, new_key
from bot.forms.drafts import Draft, Drafts, KeepsDrafts
from bot.forms.fields import TYPED, Labels
from bot.forms.form import Form, Invalid, Values, View
from bot.forms.render import BACK, FRESH, NEXT, lead_of
from bot.slack.blocks import Block
from models.change import Actor

F = TypeVar("F", bound=Form)
VERSION = "version"  # beside the ids in a draft's context
UNTOUCHED = "untouched"  # a draft that holds nothing yet but what the form was opened with
_OVERTAKEN = ("hash_conflict", "not_found")  # a second click on Next, or the modal was closed meanwhile


class FormBook:
    """Every form by its callback_id."""

    def __init__(self, forms: Iterable[type[Form]]) -> None:
        self._forms = {form.name: form for form in forms}

    def form_of(self, view: View | None) -> type[Form] | None:
        return None if view is None else self._forms.get(view.get("callback_id", ""))

    def names(self) -> tuple[str, ...]:
        return tuple(sorted(self._forms))


async def begin(
    form: type[Form],
    drafts: Drafts,
    actor: Actor,
    *,
    zone: tzinfo,
    values: Values | None = None,
    version: int | None = None,
    context: Mapping[str, Any] | None = None,
    lead: Sequence[Block] = (),
    labels: Mapping[str, Labels] | None = None,
) -> dict[str, Any]:
    """The view to open: of the draft that was left, under its key and version, else of `values`."""
    about = str((context or {}).get("about", ""))
    draft = await drafts.of(_draft_name(form), actor, about) if form.keep_draft else None
    if draft is None or draft.context.get(UNTOUCHED):
        key = new_key()
        if _fills_a_later_page(form, values):  # what stands on a page that is never turned to is saved as it was
            seed = {**_with_version(context or {}, version), UNTOUCHED: True}
            await drafts.keep(_draft_name(form), key, actor, form.held(values or {}), 0, seed, labels or {})
        return form.view(values, key=key, version=version, context=context, lead=lead, labels=labels)
    return form.view(
        {**(values or {}), **draft.values},
        key=draft.key,
        page=draft.page,
        version=version,
        context={**_ids(draft), **(context or {})},  # what the door said last counts
        lead=lead,
        notice=_begun(form, draft, version, values or {}, zone, labels or {}),
        fresh=version is None,  # an edit begun afresh would be an empty form over a full record
        labels={**(labels or {}), **draft.labels},
    )


def _fills_a_later_page(form: type[Form], values: Values | None) -> bool:
    return any((values or {}).get(name) for page in form.shape.pages[1:] for name in page.fields)


def _begun(
    form: type[Form],
    draft: Draft,
    version: int | None,
    now: Values,
    zone: tzinfo,
    labels: Mapping[str, Labels],
) -> str:
    """Where the record is another by now, what differs in it is shown beside what was typed and chosen."""
    begun = f"You began this on {draft.kept_at.astimezone(zone):%A at %H:%M}. What you typed is here."
    if draft.context.get(VERSION) == version:
        return begun
    kinds, held = form.shape.kinds, form.held(now)
    theirs = {
        name: said
        for name, raw in held.items()
        if raw != draft.values.get(name) and (said := kinds[name].said(raw, labels.get(name, {})))
    }
    lines = [f"{kinds[name].label} now: {said}" for name, said in theirs.items()]
    return "\n".join([f"{begun} The record has been changed since: saving puts your text in place of theirs.", *lines])


async def take(form: type[F], view: View, drafts: Drafts, actor: Actor) -> F:
    """The submitted form, its other pages from the draft. What is invalid is kept, then raised as Invalid."""
    if not form.keep_draft:
        return form.read(view)
    draft = await drafts.by_key(form.meta(view).key, actor)
    try:
        return form.read(view, *((draft.values, draft.labels) if draft else ()))
    except Invalid:
        await keep_page(form, view, drafts, actor)
        raise


async def keep_page(form: type[Form], view: View, drafts: Drafts, actor: Actor) -> Meta:
    """Keep what stands on the page that is shown: Slack tells nothing of what was filled in before it opened."""
    meta = form.meta(view)
    context = {**_with_version(meta.context, meta.version), UNTOUCHED: False}
    await drafts.keep(_draft_name(form), meta.key, actor, form.typed(view), meta.page, context, form.labels(view))
    return meta


def _draft_name(form: type[Form]) -> str:
    return form.drafts_of or form.name


def _ids(draft: Draft) -> dict[str, Any]:
    return {name: held for name, held in draft.context.items() if name not in (VERSION, UNTOUCHED)}


def _with_version(context: Mapping[str, Any], version: int | None) -> dict[str, Any]:
    return dict(context) if version is None else {**context, VERSION: version}


class Paging:
    """Listeners for the buttons and inputs of every form in the book."""

    def __init__(self, book: FormBook) -> None:
        self.book = book

    async def next_page(
        self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, desk: KeepsDrafts, actor: Actor
    ) -> None:
        await self._turn(body.get("view"), +1, client, desk, actor)
        await ack()

    async def previous_page(
        self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, desk: KeepsDrafts, actor: Actor
    ) -> None:
        await self._turn(body.get("view"), -1, client, desk, actor)
        await ack()

    async def start_afresh(
        self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, desk: KeepsDrafts, actor: Actor
    ) -> None:
        """A new key gives new block ids, or Slack would keep what was typed."""
        view = body.get("view")
        if view and (form := self.book.form_of(view)):
            meta = form.meta(view)
            await desk.drafts.drop(meta.key, actor)
            await _show(client, view, form.view(context=meta.context, version=meta.version, lead=lead_of(view)))
        await ack()

    async def keep_typed(self, ack: AsyncAck, body: dict[str, Any], desk: KeepsDrafts, actor: Actor) -> None:
        view = body.get("view")
        form = self.book.form_of(view)
        if form and view and form.keep_draft:
            await keep_page(form, view, desk.drafts, actor)
        await ack()

    async def closed(self, ack: AsyncAck, body: dict[str, Any], desk: KeepsDrafts, actor: Actor) -> None:
        """Slack tells nothing here of what was typed, and it is kept already; a draft of nothing is dropped."""
        form = self.book.form_of(body["view"])
        if form and form.keep_draft:
            key = form.meta(body["view"]).key
            draft = await desk.drafts.by_key(key, actor)
            if draft and (draft.context.get(UNTOUCHED) or not any(draft.values.values())):
                await desk.drafts.drop(key, actor)
        await ack()

    async def _turn(
        self, view: View | None, step: int, client: AsyncWebClient, desk: KeepsDrafts, actor: Actor
    ) -> None:
        form = self.book.form_of(view)
        if form is None or view is None:
            return
        meta = await keep_page(form, view, desk.drafts, actor)
        draft = await desk.drafts.by_key(meta.key, actor)
        values = {**(draft.values if draft else {}), **form.typed(view)}
        labels = {**(draft.labels if draft else {}), **form.labels(view)}
        turned = form.view(
            values,
            key=meta.key,
            page=meta.page + step,
            version=meta.version,
            context=meta.context,
            lead=lead_of(view),
            labels=labels,
        )
        await _show(client, view, turned)

    def listen(self, app: AsyncApp) -> None:
        app.action(re.compile(rf"^({re.escape(TYPED)}|lookup\..+)$"))(self.keep_typed)
        app.action(NEXT)(self.next_page)
        app.action(BACK)(self.previous_page)
        app.action(FRESH)(self.start_afresh)

    def listen_to_closing(self, app: AsyncApp) -> None:
        for name in self.book.names():
            app.view_closed(name)(self.closed)


async def _show(client: AsyncWebClient, shown: View, view: dict[str, Any]) -> None:
    try:
        await client.views_update(view_id=shown["id"], hash=shown["hash"], view=view)
    except SlackApiError as error:
        if error.response["error"] not in _OVERTAKEN:
            raise

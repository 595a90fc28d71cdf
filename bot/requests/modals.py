"""Opening a form: where Slack took too long, what it would have held is kept, and a button opens it again."""

import logging
from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.capability import Capability
from bot.forms import Form, Meta, begin
from bot.forms.fields import Labels
from bot.requests.replies import show_on_top
from bot.runtime.desk import Desk, nobody_waits
from bot.runtime.scheduler import Job
from bot.slack import blocks
from bot.slack.words import Words
from models.change import Actor, Change, Look
from models.errors import Absent, Refused
from models.outbox.queue import Post
from models.requests.drafts import forget_old_drafts
from models.school.settings import School
from models.tables.base import new_id
from models.tables.draft import Draft
from models.tables.message import Message
from models.tables.submission import Submission

log = logging.getLogger(__name__)

OPEN = "form.open"
WAITING = "form.waiting"
# As documented, and as it has really been seen (docs.slack.dev, views.open, errors).
TOO_LATE = ("expired_trigger_id", "trigger_expired")
SHOWN_ALREADY = "exchanged_trigger_id"


async def open_form(
    form: type[Form],
    body: Mapping[str, Any],
    client: AsyncWebClient,
    desk: Desk,
    actor: Actor,
    *,
    values: Mapping[str, Any] | None = None,
    version: int | None = None,
    context: Mapping[str, Any] | None = None,
    lead: Sequence[blocks.Block] = (),
    labels: Mapping[str, Labels] | None = None,
) -> None:
    """Open a form for whoever sent `body`, with the draft they left; on top of the modal that they are in, if any."""
    view = await begin(
        form,
        desk.drafts,
        actor,
        zone=desk.clock.zone,
        values=values,
        version=version,
        context=context,
        lead=lead,
        labels=labels,
    )
    await show_modal(view, body, client, desk, actor)


async def show_modal(
    view: dict[str, Any], body: Mapping[str, Any], client: AsyncWebClient, desk: Desk, actor: Actor
) -> None:
    """Show a modal while its trigger lasts; a form that comes too late waits behind a button in a direct message."""
    try:
        await show_on_top(view, body, client)
    except SlackApiError as error:
        if error.response["error"] == SHOWN_ALREADY:  # Slack sent the same request again, and the form stands
            return
        if not _is_too_late(error):
            raise
        log.info("a form came too late for its trigger")
        nobody_waits()
        await desk.change(let_wait, view, by=actor, key=f"{actor.staff_id}:{WAITING}:{body['trigger_id']}")


async def show_instead(
    view: dict[str, Any], body: Mapping[str, Any], client: AsyncWebClient, desk: Desk, actor: Actor
) -> None:
    """Put a view in the place of the modal in which something was pressed; where there is none, show it."""
    under = body.get("view") or {}
    if under.get("type") == "modal":
        await client.views_update(view_id=under["id"], view=view)
    else:
        await show_modal(view, body, client, desk, actor)


def let_wait(change: Change, view: dict[str, Any]) -> None:
    """Keep a form that could not be shown, and say where it is."""
    waiting = Draft(
        id=new_id(),
        staff_id=change.actor.id,
        form=WAITING,
        page=0,
        typed={"view": view},
        context={},
        labels={},
        kept_at=change.now,
    )
    change.add(waiting)
    change.say(WAITING, change.actor, about=waiting.id)


def waiting_message(look: Look, words: Words, message: Message) -> Post | None:
    """The button behind which a form waits."""
    if look.session.get(Draft, message.about) is None:
        return None
    text = words("requests/error.expired")
    button = blocks.button(words("requests/error.open_again"), OPEN, value=message.about, style="primary")
    return Post(text, [blocks.section(text), blocks.actions(button)])


async def open_again(
    ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, desk: Desk, actor: Actor, action: dict[str, Any]
) -> None:
    """The button was pressed."""
    waiting = await desk.read(_waiting, str(action["value"]), by=actor)
    if waiting is None:
        raise Refused(desk.words("requests/error.saved_already"))
    await show_modal(waiting, body, client, desk, actor)
    await ack()


def _waiting(look: Look, draft_id: str) -> dict[str, Any] | None:
    """None once the form was saved: what is saved under its key again would be taken for a repeat, and lost."""
    draft = look.get(Draft, draft_id)
    if draft.staff_id != look.by.staff_id:
        raise Absent
    view: dict[str, Any] = draft.typed["view"]
    key = Meta.unpacked(view["private_metadata"]).key if view.get("private_metadata") else None
    return None if key is not None and look.session.get(Submission, key) is not None else view


def _is_too_late(error: SlackApiError) -> bool:
    messages = (error.response.get("response_metadata") or {}).get("messages") or []
    return error.response["error"] in TOO_LATE or any("trigger_id expired" in line for line in messages)


def forget_at(school: School, _day: date) -> time | None:
    """Before anybody comes in."""
    return school.day_starts


FORGET = Job("drafts.forget", forget_at, lambda school: school.day_ends, forget_old_drafts)
CAPABILITY = Capability("form", jobs=(FORGET,), actions={OPEN: open_again}, messages={WAITING: waiting_message})

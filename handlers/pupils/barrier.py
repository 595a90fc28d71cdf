"""Setting one barrier of a stay: how sure we are, what was seen, what was decided."""

from typing import Annotated, Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.forms import Form, Pick, Text, take
from bot.requests.modals import open_form
from bot.requests.payload import carried, picked
from bot.runtime.desk import Desk
from bot.slack import blocks
from models.change import Actor
from models.pupils.record import BarrierGiven, open_barrier, set_barrier
from models.tables.barrier import BarrierKind, BarrierStatus

SEEN_BY_ALL = "Every member of staff sees this, medical notes apart: no family detail, nothing about protection."


class BarrierForm(Form):
    name = "barrier.set"
    title = "Barrier to learning"
    keep_draft = True

    status: Annotated[BarrierStatus, Pick("How sure are we", style="radio")]
    note: Annotated[str | None, Text("What has been seen", long=True, max_length=1500, hint=SEEN_BY_ALL)] = None
    decided: Annotated[str | None, Text("What was decided", long=True, max_length=1000)] = None


class GuardedBarrierForm(BarrierForm):
    """With the note that few may see, for those few."""

    name = "barrier.set_guarded"

    restricted_note: Annotated[
        str | None,
        Text("Restricted note", long=True, max_length=1500, hint="For Heads, the SENCo, the DSL and the keyworker."),
    ] = None


async def offer(
    ack: AsyncAck, action: dict[str, Any], body: dict[str, Any], client: AsyncWebClient, desk: Desk, actor: Actor
) -> None:
    """One of the six was chosen on the pupil's page."""
    placement_id, _, chosen = picked(action).partition(":")
    kind = carried(BarrierKind, chosen)
    opened = await desk.change(open_barrier, placement_id, kind, by=actor)
    form = GuardedBarrierForm if opened.sees_restricted else BarrierForm
    context = {"about": f"{placement_id}:{kind}", "placement": placement_id, "kind": kind.value}
    lead = [blocks.header(kind.label), blocks.context(desk.words("pupils/record.about", opened=opened))]
    shown: dict[str, Any] = {"values": opened.values, "version": opened.version, "context": context, "lead": lead}
    await open_form(form, body, client, desk, actor, **shown)
    await ack()


async def save(ack: AsyncAck, view: dict[str, Any], desk: Desk, actor: Actor) -> None:
    """The form was submitted."""
    guarded = view["callback_id"] == GuardedBarrierForm.name
    form = await take(GuardedBarrierForm if guarded else BarrierForm, view, desk.drafts, actor)
    restricted = form.restricted_note if isinstance(form, GuardedBarrierForm) else None
    given = BarrierGiven(form.status, form.note, form.decided, restricted)
    kind = carried(BarrierKind, form.context["kind"])
    await desk.change(set_barrier, form.context["placement"], kind, given, form.version, by=actor, key=form.key)
    await ack()

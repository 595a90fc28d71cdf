"""Setting one barrier of a placement: how sure we are, what was seen, what was decided."""

from typing import Annotated

from bot.forms import Form, Pick, Text
from bot.requests.payload import parse_carried
from bot.requests.request import Request
from bot.slack import blocks
from models.pupils.barriers import BarrierInput, barrier_prefill, set_barrier
from models.tables.barrier import BarrierKind, BarrierStatus

SEEN_BY_ALL = "All staff can see this, except medical notes: no family details, and nothing about child protection."
OF_A_COLLEAGUE = "Needed if you change what a colleague wrote. What it said stays on the pupil's page."


class BarrierForm(Form):
    """The form for one barrier to learning."""

    name = "barrier.set"
    title = "Barrier to learning"
    keep_draft = True

    status: Annotated[BarrierStatus, Pick("How sure we are", style="radio")]
    note: Annotated[str | None, Text("What has been seen", long=True, max_length=1500, hint=SEEN_BY_ALL)] = None
    decided: Annotated[str | None, Text("What was decided", long=True, max_length=1000)] = None
    changed: Annotated[str | None, Text("Reason for the change", max_length=300, hint=OF_A_COLLEAGUE)] = None


class GuardedBarrierForm(BarrierForm):
    """The form for one barrier, with the restricted note, for the few people who may see that note."""

    name = "barrier.set_guarded"

    restricted_note: Annotated[
        str | None,
        Text("Restricted note", long=True, max_length=1500, hint="For Heads, the SENCo, the DSL and the keyworker."),
    ] = None


async def offer(request: Request) -> None:
    """Open the form for the barrier that was chosen on the pupil's page."""
    placement_id, _, chosen = request.value.partition(":")
    kind = parse_carried(BarrierKind, chosen)
    opened = await request.change(barrier_prefill, placement_id, kind)
    form = GuardedBarrierForm if opened.sees_restricted else BarrierForm
    context = {"about": f"{placement_id}:{kind}", "placement": placement_id, "kind": kind.value}
    lead = [blocks.header(kind.label), blocks.context(request.words("pupils/record.about", opened=opened))]
    await request.open(form, values=opened.values, version=opened.version, context=context, lead=lead)


async def save(request: Request) -> None:
    """Save the barrier."""
    form = await request.form(BarrierForm, GuardedBarrierForm)
    restricted = form.restricted_note if isinstance(form, GuardedBarrierForm) else None
    given = BarrierInput(form.status, form.note, form.decided, restricted)
    kind = parse_carried(BarrierKind, form.context["kind"])
    await request.save(form, set_barrier, form.context["placement"], kind, given, form.version, form.changed)

"""The checklist of leaving: the day on which the pack and each record went, or was settled."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from bot.forms import Day, Form, Text
from bot.requests.capability import Capability
from bot.requests.duty_buttons import DutyButton
from bot.requests.payload import View
from bot.requests.request import Request
from bot.requests.undo import Retyped, undo_and_retype
from bot.slack import blocks
from models.change import Change
from models.leaving.checklist import item_prefill, record_item, take_back_item
from models.tables.duty import Duty, DutyKind

Late = Annotated[str | None, Text("Why it is late", max_length=300, hint="Needed if it is after the day it was due.")]


class FileForm(Form):
    """The form for the child protection file, which asks for a date and for nothing else."""

    name = "leave.file"
    title = "Child protection file"
    keep_draft = True

    on: Annotated[date, Day("On which day was it settled?")]
    why: Late = None


class ItemForm(FileForm):
    """The form that records on which day something was sent, and to whom."""

    name = "leave.item"
    title = "Sent"

    on: Annotated[date, Day("On which day was it sent?")]
    told: Annotated[str | None, Text("To whom, and how")] = None


async def offer(request: Request) -> None:
    """Open the form for one thing on the checklist, with the rule that it follows."""
    await request.show(await view_of(request, request.value))


async def view_of(request: Request, duty_id: str, above: Sequence[blocks.Block] = ()) -> View:
    """Return the form for one thing on the checklist."""
    known = await request.look_up(item_prefill, duty_id)
    lead = [*above, blocks.section(request.words("leaving/checklist.lead", known=known))]
    return await request.view_of(_form_of(known.kind), context={"about": known.duty_id}, lead=lead)


async def save(request: Request) -> None:
    """Record the day on which it was done."""
    form = await request.form(FileForm, ItemForm)
    told = form.told if isinstance(form, ItemForm) else None
    await request.save(form, record_item, str(form.context["about"]), form.on, told, form.why)


def retyped(change: Change, duty_id: str) -> Retyped:
    """Return what was typed into the form that recorded it."""
    duty = change.get(Duty, duty_id)
    form = _form_of(duty.kind)
    said = {"on": duty.done_on, "why": duty.why, "told": duty.told}
    return Retyped(form, duty_id, "leave.item", duty_id, {name: said[name] for name in form.model_fields})


def _form_of(kind: DutyKind) -> type[FileForm]:
    return FileForm if kind is DutyKind.CP_FILE else ItemForm


CAPABILITY = Capability(
    "leaving_checklist",
    actions={"leave.item": offer, "leave.item_undo": undo_and_retype(take_back_item, retyped, view_of)},
    duties={
        DutyKind.PACK: DutyButton("leave.item", "Sent", "Leaving pack sent"),
        DutyKind.DELETION: DutyButton("leave.item", "Sent", "Deletion return sent"),
        DutyKind.CTF: DutyButton("leave.item", "Sent", "CTF sent"),
        DutyKind.CP_FILE: DutyButton("leave.item", "Settled", "File settled"),
    },
    forms={FileForm: save, ItemForm: save},
)

"""The checklist of leaving: the day on which the pack and each record went, or was settled."""

from datetime import date
from typing import Annotated

from bot.forms import Day, Form, Text
from bot.requests.capability import Capability
from bot.requests.duty_buttons import DutyButton
from bot.requests.request import Request
from bot.slack import blocks
from models.leaving.checklist import item_prefill, record_item, take_back_item
from models.tables.duty import DutyKind

Late = Annotated[str | None, Text("Why it is late", max_length=300, hint="Only if it is after the day it was due")]


class FileForm(Form):
    """The form for the child protection file, which asks for a date and for nothing else."""

    name = "leave.file"
    title = "Child protection file"

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
    known = await request.look_up(item_prefill, request.value)
    lead = [blocks.section(request.words("leaving/checklist.lead", known=known))]
    form = FileForm if known.kind is DutyKind.CP_FILE else ItemForm
    await request.open(form, context={"about": known.duty_id}, lead=lead)


async def save(request: Request) -> None:
    """Record the day on which it was done."""
    form = await request.form(FileForm, ItemForm)
    told = form.told if isinstance(form, ItemForm) else None
    await request.save(form, record_item, str(form.context["about"]), form.on, told, form.why)


async def take_back(request: Request) -> None:
    """Make something due again that was recorded by mistake."""
    await request.press(take_back_item, request.value)


CAPABILITY = Capability(
    "leaving_checklist",
    actions={"leave.item": offer, "leave.item_undo": take_back},
    duties={
        DutyKind.PACK: DutyButton("leave.item", "Sent", "Leaving pack sent"),
        DutyKind.DELETION: DutyButton("leave.item", "Sent", "Deletion return sent"),
        DutyKind.CTF: DutyButton("leave.item", "Sent", "CTF sent"),
        DutyKind.CP_FILE: DutyButton("leave.item", "Settled", "File settled"),
    },
    forms={FileForm: save, ItemForm: save},
)

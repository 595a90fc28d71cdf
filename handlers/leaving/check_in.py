"""Checking in on a pupil who has left, two and six weeks after the last day."""

from datetime import date
from typing import Annotated

from bot.forms import Day, Form, Pick, Text
from bot.requests.answer import Answer
from bot.requests.capability import Capability
from bot.requests.duty_buttons import DutyButton
from bot.requests.notice import notice
from bot.requests.request import Request
from bot.requests.undo import undo_button, undo_with
from bot.slack import blocks
from models.leaving.check_ins import check_in, check_in_prefill, undo_check_in
from models.tables.duty import DutyKind
from models.tables.leaving import CheckInOutcome


class CheckInForm(Form):
    """The form that records how a pupil who left is getting on. Nothing is filled in: somebody must have asked."""

    name = "leave.check_in"
    title = "Check in"
    keep_draft = True

    outcome: Annotated[CheckInOutcome, Pick("Are they attending?", style="radio")]
    on: Annotated[date, Day("When did you ask?")]
    note: Annotated[
        str | None,
        Text("What they said, and what was offered", long=True, hint="Nothing about child protection: tell the DSL."),
    ] = None


async def offer(request: Request) -> None:
    """Open the form, with where the pupil went and whom to ring."""
    known = await request.change(check_in_prefill, request.value)
    lead = [blocks.section(request.words("leaving/check_in.lead", known=known))]
    if known.people:
        facts = {"people": known.people, "first_name": known.first_name, "reference": known.reference}
        lead.append(blocks.section(request.words("contacts/attempt.people", **facts)))
    await request.open(CheckInForm, context={"about": known.duty_id}, lead=lead)


async def save(request: Request) -> Answer | None:
    """Save the check-in, and offer to undo it."""
    form = await request.form(CheckInForm)
    saved = await request.save(form, check_in, str(form.context["about"]), form.outcome, form.on, form.note)
    words = request.words
    text = words("leaving/check_in.saved", outcome=form.outcome)
    undo = undo_button("Undo", "leave.check_in_undo", saved, words, "this check-in")
    return Answer.with_view(notice(words("leaving/form.saved_title"), text, undo))


CAPABILITY = Capability(
    "check_in",
    actions={"leave.check_in": offer, "leave.check_in_undo": undo_with(undo_check_in)},
    duties={
        DutyKind.CHECK_IN_2: DutyButton("leave.check_in", "Check in", "Check in"),
        DutyKind.CHECK_IN_6: DutyButton("leave.check_in", "Check in", "Check in"),
    },
    forms={CheckInForm: save},
)

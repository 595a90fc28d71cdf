"""Checking in on a pupil who has left, two and six weeks after the last day."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from bot.forms import Day, Form, Pick, Text
from bot.requests.answer import Answer
from bot.requests.capability import Capability
from bot.requests.duty_buttons import DutyButton
from bot.requests.notice import saved_notice
from bot.requests.payload import View
from bot.requests.request import Request
from bot.requests.undo import Retyped, undo_and_retype, undo_blocks, undo_button, why_changed
from bot.slack import blocks
from bot.slack.whole import whole
from models.change import Change
from models.leaving.check_ins import (
    check_in,
    check_in_prefill,
    check_in_to_correct,
    correct_check_in,
    owed_for,
    undo_check_in,
)
from models.stays import first_name_meant
from models.tables.duty import DutyKind
from models.tables.leaving import CheckIn, CheckInOutcome


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


class CorrectedCheckInForm(CheckInForm):
    """The form that corrects a check-in."""

    name = "leave.check_in_correct"
    title = "Correct a check-in"

    changed: Annotated[str | None, why_changed()] = None


async def offer(request: Request) -> None:
    """Open the form, with where the pupil went and whom to ring."""
    await request.show(await view_of(request, request.value))


async def view_of(request: Request, duty_id: str, above: Sequence[blocks.Block] = ()) -> View:
    """Return the form for a check-in that is due."""
    known = await request.change(check_in_prefill, duty_id)
    lead = [*above, blocks.section(request.words("leaving/check_in.lead", known=known))]
    if known.people:
        facts = {"people": known.people, "first_name": known.first_name, "reference": known.reference}
        lead += whole(request.words("contacts/attempt.people", **facts))
    return await request.view_of(CheckInForm, context={"about": known.duty_id}, lead=lead)


async def save(request: Request) -> Answer | None:
    """Save the check-in, and offer to undo it."""
    form = await request.form(CheckInForm)
    about = str(form.context["about"])
    saved = await request.save(form, check_in, about, form.outcome, form.on, form.note)
    words, name = request.words, await request.read(first_name_meant, about)
    text = words("leaving/check_in.saved", outcome=form.outcome)
    undo = undo_button("Undo", "leave.check_in_undo", saved, words, f"the check-in on {name}")
    return Answer.with_view(saved_notice(words, text, undo))


def retyped(change: Change, check_in_id: str) -> Retyped:
    """Return what was typed into the form that recorded a check-in."""
    one = change.get(CheckIn, check_in_id)
    duty_id = owed_for(change, one)
    values = {"outcome": one.outcome, "on": one.on, "note": one.note}
    return Retyped(CheckInForm, duty_id, "leave.check_in", duty_id, values)


async def offer_correction(request: Request) -> None:
    """Open the form that corrects a check-in, which also offers to undo it."""
    known = await request.change(check_in_to_correct, request.value)
    undo = undo_blocks(known.undo_window, "leave.check_in_undo", request.words, f"the check-in on {known.first_name}")
    lead = [blocks.section(request.words("leaving/check_in.correct", known=known)), *undo]
    values: dict[str, object] = {"outcome": known.outcome, "on": known.on, "note": known.note}
    context, version = {"about": known.undo_window.thing_id}, known.undo_window.version
    await request.open(CorrectedCheckInForm, values=values, version=version, context=context, lead=lead)


async def save_correction(request: Request) -> None:
    """Save the corrected check-in."""
    form = await request.form(CorrectedCheckInForm)
    given = (form.outcome, form.on, form.note)
    await request.save(form, correct_check_in, str(form.context["about"]), *given, form.changed, form.version)


CAPABILITY = Capability(
    "check_in",
    actions={
        "leave.check_in": offer,
        "leave.check_in_correct": offer_correction,
        "leave.check_in_undo": undo_and_retype(undo_check_in, retyped, view_of),
    },
    duties={
        DutyKind.CHECK_IN_2: DutyButton("leave.check_in", "Check in", "Check in"),
        DutyKind.CHECK_IN_6: DutyButton("leave.check_in", "Check in", "Check in"),
    },
    forms={CheckInForm: save, CorrectedCheckInForm: save_correction},
)

"""The commissioner's view: recording what they say, or that they declined or did not answer, and correcting it."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from bot.forms import Day, Form, Pick, Text
from bot.requests.answer import Answer
from bot.requests.notice import saved_notice
from bot.requests.payload import View
from bot.requests.request import Request
from bot.requests.undo import Retyped, undo_and_retype, undo_blocks, undo_button, why_changed
from bot.slack import blocks
from handlers.reviews.form import LONG
from models.change import Change
from models.corrections.view import correct_view, undo_view, view_to_correct
from models.reviews.commissioner import ViewInput, save_view, view_prefill
from models.stays import first_name_meant
from models.tables.review import ViewOutcome


class ViewForm(Form):
    """The form for the commissioner's view. Nothing is filled in: somebody must have asked."""

    name = "review.commissioner"
    title = "Commissioner's view"
    keep_draft = True

    outcome: Annotated[ViewOutcome, Pick("What happened?", style="radio")]
    on: Annotated[date, Day("On which day?")]
    whom: Annotated[str | None, Text("Who said it", max_length=200)] = None
    said: Annotated[
        str | None, Text("What they say", long=True, max_length=LONG, hint="Needed if they said something.")
    ] = None

    def given(self) -> ViewInput:
        """Return what the form says."""
        return ViewInput(self.outcome, self.on, self.whom, self.said)


class CorrectedViewForm(ViewForm):
    """The form that corrects the commissioner's view."""

    name = "review.commissioner_correct"
    title = "Correct their view"

    changed: Annotated[str | None, why_changed()] = None


async def offer(request: Request) -> None:
    """Open the form, with whom to ask and what they said last time."""
    await request.show(await view_of(request, request.value))


async def view_of(request: Request, value: str, above: Sequence[blocks.Block] = ()) -> View:
    """Return the form for a view, for the id of a duty or a placement."""
    known = await request.change(view_prefill, value)
    lead = [*above, blocks.section(request.words("reviews/commissioner.lead", known=known))]
    return await request.view_of(ViewForm, context={"about": known.placement_id}, lead=lead)


async def save(request: Request) -> Answer | None:
    """Save what they said, and offer to undo it."""
    form = await request.form(ViewForm)
    about = str(form.context["about"])
    saved = await request.save(form, save_view, about, form.given())
    words, name = request.words, await request.read(first_name_meant, about)
    undo = undo_button("Undo", "review.commissioner_undo", saved, words, f"the commissioner's view for {name}")
    text = words("reviews/commissioner.saved", outcome=form.outcome)
    return Answer.with_view(saved_notice(words, text, undo))


async def offer_correction(request: Request) -> None:
    """Open the form that corrects a view."""
    known, given, window = await request.change(view_to_correct, request.value)
    words = request.words
    about = blocks.section(words("reviews/commissioner.lead", known=known))
    what = f"the commissioner's view for {known.first_name}"
    await request.open(
        CorrectedViewForm,
        values=_values_of(given),
        version=window.version,
        context={"about": window.thing_id},
        lead=[about, *undo_blocks(window, "review.commissioner_undo", words, what)],
    )


async def save_correction(request: Request) -> None:
    """Save the corrected view."""
    form = await request.form(CorrectedViewForm)
    await request.save(form, correct_view, str(form.context["about"]), form.given(), form.changed, form.version)


def retyped(change: Change, view_id: str) -> Retyped:
    """Return what was typed into the form that saved a view."""
    known, given, _ = view_to_correct(change, view_id)
    return Retyped(ViewForm, known.placement_id, "review.commissioner", known.placement_id, _values_of(given))


def _values_of(given: ViewInput) -> dict[str, object]:
    return {"outcome": given.outcome, "on": given.on, "whom": given.whom, "said": given.view}


undo = undo_and_retype(undo_view, retyped, view_of)

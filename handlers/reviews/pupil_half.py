"""The pupil's half of a family review: what the pupil says, or when to ask again."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated

from bot.forms import Day, Form, Text
from bot.requests.payload import View
from bot.requests.request import Request
from bot.requests.undo import Retyped, undo_and_retype, undo_blocks, why_changed
from bot.slack import blocks
from bot.slack.words import Words
from handlers.reviews.form import LONG, OF_THE_PLACEMENT
from models.change import Change
from models.corrections.pupil_half import correct_refusal, refusal_to_correct, undo_refusal
from models.reviews.ask_pupil import PupilAnswer, PupilHalf, pupil_half_to_ask, save_pupil_half

UNLESS_LATER = f"{OF_THE_PLACEMENT} Needed, unless you ask again later."


class PupilForm(Form):
    """The form for the pupil's half of a family review."""

    name = "review.pupil"
    title = "Pupil's view"
    keep_draft = True

    on: Annotated[date, Day("Asked on")]
    pupil_view: Annotated[str | None, Text("What the pupil says", long=True, max_length=LONG, hint=UNLESS_LATER)] = None
    hopes_pupil: Annotated[str | None, Text("What the pupil hopes for", long=True, max_length=LONG)] = None
    ask_again_on: Annotated[
        date | None,
        Day("Did not want to: ask again on", hint="Needed if they say nothing. Nobody is reminded before that day."),
    ] = None


class CorrectedPupilForm(PupilForm):
    """The form that corrects that the pupil did not want to."""

    name = "review.pupil_correct"
    title = "Correct: pupil's view"

    changed: Annotated[str | None, why_changed()] = None


async def offer(request: Request) -> None:
    """Open the form for the pupil's half of a family review."""
    await request.show(await view_of(request, request.value))


async def view_of(request: Request, duty_id: str, above: Sequence[blocks.Block] = ()) -> View:
    """Return the form for the pupil's half of a family review."""
    about = await request.change(pupil_half_to_ask, duty_id)
    return await request.view_of(PupilForm, context={"about": duty_id}, lead=[*above, *_lead(about, request.words)])


async def save(request: Request) -> None:
    """Save what the pupil says, or when to ask again."""
    form = await request.form(PupilForm)
    given = PupilAnswer(form.on, form.pupil_view, form.hopes_pupil, form.ask_again_on)
    await request.save(form, save_pupil_half, str(form.context["about"]), given)


async def offer_correction(request: Request) -> None:
    """Open the form that corrects that the pupil did not want to, which also offers to undo it."""
    found = await request.change(refusal_to_correct, request.value)
    await request.open(
        CorrectedPupilForm,
        values={"on": found.given.on, "ask_again_on": found.given.ask_again_on},
        version=found.undo_window.version,
        context={"about": request.value},
        lead=[
            blocks.section(request.words("reviews/form.refusal", who=found.who)),
            *undo_blocks(found.undo_window, "review.pupil_undo", request.words, f"{found.who.first_name}'s answer"),
        ],
    )


async def correct(request: Request) -> None:
    """Save the corrected answer of the pupil."""
    form = await request.form(CorrectedPupilForm)
    given = PupilAnswer(form.on, form.pupil_view, form.hopes_pupil, form.ask_again_on)
    await request.save(form, correct_refusal, str(form.context["about"]), given, form.changed, form.version)


def retyped(change: Change, review_id: str) -> Retyped | None:
    """Return what was typed into the form for the pupil's half; None if the pupil is not to be asked any more."""
    found = refusal_to_correct(change, review_id)
    if found.duty_id is None:
        return None
    values = {"on": found.given.on, "ask_again_on": found.given.ask_again_on}
    return Retyped(PupilForm, found.duty_id, "review.pupil", found.duty_id, values)


undo = undo_and_retype(undo_refusal, retyped, view_of)


def _lead(about: PupilHalf, words: Words) -> Iterator[blocks.Block]:
    yield blocks.section(words("reviews/form.pupil", about=about))
    if about.last.on or about.last.hopes:
        yield blocks.section(words("reviews/form.last", last=about.last, grade=None))

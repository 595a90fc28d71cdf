"""Assessing a pupil in a subject: a result on a scale, or "not yet" with why and when to look again."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated, Self

from pydantic import model_validator

from bot.forms import Day, FieldError, Form, Lookup, Pick, Text
from bot.requests.answer import Answer
from bot.requests.capability import Capability
from bot.requests.duty_buttons import DutyButton
from bot.requests.menus import listed
from bot.requests.payload import View
from bot.requests.request import Request
from bot.requests.undo import Retyped, undo_and_retype, undo_blocks, why_changed
from bot.slack import blocks
from bot.slack.words import Words
from handlers.progress.target import TargetForm
from models.change import Change
from models.corrections.result import ResultPrefill, correct_result, result_to_correct, undo_result
from models.progress.results import ResultInput, add_result, say_not_yet
from models.progress.subject import ResultFormPrefill, result_prefill, scales_offered, subjects_offered
from models.tables.duty import DutyKind
from models.tables.result import Source
from models.topic import Topic

WITH_GRADE = "Needed with a grade."
# The grade of a review is entered, and corrected, with that review.
ENTERED = tuple((source.value, source.label) for source in Source if source is not Source.REVIEW)


class ResultForm(Form):
    """The form for a result on a scale, or for why it is too early for one."""

    name = "assess.result"
    title = "Enter a result"
    keep_draft = True

    source: Annotated[Source, Pick("Kind of result", options=ENTERED)]
    scale: Annotated[str | None, Lookup("Scale", source="scale", least=0, hint=WITH_GRADE)] = None
    grade: Annotated[
        str | None,
        Text("Grade or score", max_length=40, hint="Needed, unless it is too early. For example 4b or 8y4m."),
    ] = None
    on: Annotated[date | None, Day("Assessed on", hint=WITH_GRADE)] = None
    why: Annotated[
        str | None,
        Text("Not yet: why", long=True, max_length=1000, hint="Needed if it is too early. Leave the grade blank."),
    ] = None
    look_again_on: Annotated[
        date | None,
        Day("Not yet: look again on", hint="Needed if it is too early. Nobody is reminded before that day."),
    ] = None

    @model_validator(mode="after")
    def one_or_the_other(self) -> Self:
        """Refuse the form unless it holds either a whole result, or why there is none and when to look again."""
        later = {"why": self.why, "look_again_on": self.look_again_on}
        now = {"grade": self.grade, "scale": self.scale, "on": self.on}
        if not any(later.values()):
            missing = next((name for name, given in now.items() if given is None), None)
            if missing:
                raise FieldError(missing, "Give the grade with its scale and date, or say below why not yet.")
        elif self.grade is not None:
            raise FieldError("grade", "Give a grade or say why not yet, not both.")
        elif missing := next((name for name, given in later.items() if given is None), None):
            raise FieldError(missing, "Say why not yet, and when to look again.")
        return self


class CorrectedResultForm(Form):
    """The form that corrects a result."""

    name = "assess.correct"
    title = "Correct a result"
    keep_draft = True

    source: Annotated[Source, Pick("Kind of result", options=ENTERED)]
    scale: Annotated[str, Lookup("Scale", source="scale", least=0)]
    grade: Annotated[str, Text("Grade or score", max_length=40)]
    on: Annotated[date, Day("Assessed on")]
    changed: Annotated[str | None, why_changed()] = None


async def offer(request: Request) -> None:
    """Open the form that enters a result, for a duty or from the pupil's page."""
    await request.show(await view_of(request, request.value))


async def view_of(request: Request, value: str, above: Sequence[blocks.Block] = ()) -> View:
    """Return the form that enters a result, for the id of a duty or a topic."""
    found = await request.change(result_prefill, value)
    known, last = found.known, found.known.last
    is_first = not any(result.source is Source.BASELINE for result, _ in known.results)
    scale = last[1].scale if last else None
    chosen = {scale.key: scale.label} if scale else {}
    return await request.view_of(
        ResultForm,
        values={
            "source": Source.BASELINE if is_first else Source.FURTHER,
            "scale": scale.key if scale else None,
        },
        context={"about": str(known.topic)},
        lead=[*above, *lead_of(found, request.words)],
        labels={"scale": chosen},
    )


async def save(request: Request) -> None:
    """Save the result, or why there is none yet."""
    form = await request.form(ResultForm)
    topic = Topic.parse(form.context["about"])
    if form.why and form.look_again_on:
        await request.save(form, say_not_yet, topic, form.why, form.look_again_on)
    elif form.scale and form.grade and form.on:
        given = ResultInput(form.source, form.scale, form.grade, form.on)
        await request.save(form, add_result, topic, given)


async def suggest_scales(request: Request) -> Answer | None:
    """Offer the standard scales and the service's own that match what was typed, and that the form is for."""
    form = request.form_class
    about = str(form.meta(request.view).context.get("about", "")) if form else ""
    found = await request.read(scales_offered, request.text, about, form is TargetForm)
    return Answer.with_options([blocks.option(scale.label, scale.key) for scale in found])


async def suggest_subjects(request: Request) -> Answer | None:
    """Offer the subjects that staff teach, the actor's own first."""
    found = await request.read(subjects_offered, request.text)
    return Answer.with_options([blocks.option(subject, subject) for subject in found])


async def offer_correction(request: Request) -> None:
    """Open the form that corrects a result, which also offers to undo the result."""
    result_id = request.value
    found = await request.change(result_to_correct, result_id)
    chosen = {found.given.scale: found.scale}
    await request.open(
        CorrectedResultForm,
        values=vars(found.given),
        version=found.undo_window.version,
        context={"about": result_id},
        lead=[
            blocks.section(request.words("progress/result.correct", found=found)),
            *undo_blocks(found.undo_window, "assess.undo", request.words, _named(found)),
        ],
        labels={"scale": chosen},
    )


async def save_correction(request: Request) -> None:
    """Save the corrected result."""
    form = await request.form(CorrectedResultForm)
    given = ResultInput(form.source, form.scale, form.grade, form.on)
    about = str(form.context["about"])
    await request.save(form, correct_result, about, given, form.changed, form.version)


def retyped(change: Change, result_id: str) -> Retyped:
    """Return what was typed into the form that entered a result."""
    found = result_to_correct(change, result_id)
    chosen = {found.given.scale: found.scale}
    return Retyped(ResultForm, str(found.topic), "assess.open", str(found.topic), vars(found.given), {"scale": chosen})


def _named(found: ResultPrefill) -> str:
    return f"{found.first_name}'s {blocks.clip(found.subject, 40)} result {found.given.grade}"


def lead_of(found: ResultFormPrefill, words: Words) -> Iterator[blocks.Block]:
    """Yield the results so far, and a menu to correct them for those who may."""
    yield blocks.section(words("progress/result.lead", found=found.known))
    has_several = len({value.scale.key for _, value in found.known.results}) > 1
    buttons = [
        blocks.button(
            f"{value}, {words.short_day(result.on)}" + (f" ({value.scale.label})" if has_several else ""),
            "assess.correct",
            value=result.id,
        )
        for result, value in found.correctable
    ]
    if buttons:
        yield blocks.actions(listed(buttons, "Correct a result"))


CAPABILITY = Capability(
    "assess",
    actions={
        "assess.open": offer,
        "assess.correct": offer_correction,
        "assess.undo": undo_and_retype(undo_result, retyped, view_of),
    },
    duties={DutyKind.BASELINE: DutyButton("assess.open", "Enter a result")},
    forms={ResultForm: save, CorrectedResultForm: save_correction},
    options={"lookup.scale": suggest_scales, "lookup.subject": suggest_subjects},
)

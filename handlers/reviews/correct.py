"""Correcting a review that was saved, or undoing it within ten minutes."""

from typing import Annotated, Any

from bot.forms import Page
from bot.forms.opening import Filled
from bot.requests.request import Request
from bot.requests.undo import Retyped, undo_blocks, why_changed
from bot.slack import blocks
from handlers.reviews.form import FamilyForm, ReviewForm, SubjectForm, TookPart, review_input
from models.change import Change
from models.corrections.review import ReviewPrefill, correct_review, review_to_correct
from models.reviews.save import ReviewInput


class CorrectedReviewForm(SubjectForm):
    """The form that corrects a subject review."""

    name = "review.correct"
    title = "Correct a review"
    submit = "Save"
    pages = (
        Page("How it is going", "grade", "assessed_on", "why", "next_step", "on", "formality", "changed"),
        Page("The pupil and the family", "took_part", "pupil_view", "parent_view", "hopes_pupil", "hopes_parents"),
        Page("What the pupil was told", "told_on", "told_how"),
    )

    changed: Annotated[str | None, why_changed()] = None


class CorrectedFamilyReviewForm(FamilyForm):
    """The form that corrects a family review."""

    name = "review.family_correct"
    title = "Correct a review"
    submit = "Save"
    pages = (
        Page("What they say", "took_part", "pupil_view", "parent_view", "next_step", "on", "formality", "changed"),
        Page("Hopes", "hopes_pupil", "hopes_parents"),
    )

    changed: Annotated[str | None, why_changed()] = None


AnyCorrectedForm = CorrectedReviewForm | CorrectedFamilyReviewForm


async def offer(request: Request) -> None:
    """Open the form that corrects a review, which also offers to undo the review."""
    review_id = request.value
    found = await request.change(review_to_correct, review_id)
    await request.open(
        CorrectedReviewForm if found.who.subject else CorrectedFamilyReviewForm,
        values=_values_of(found.given),
        version=found.undo_window.version,
        context={"about": review_id},
        lead=[
            blocks.section(request.words("reviews/correct.lead", found=found)),
            *undo_blocks(found.undo_window, "review.undo", request.words, _named(found)),
        ],
    )


async def save(request: Request) -> None:
    """Save the corrected review."""
    form: AnyCorrectedForm = await request.form(CorrectedReviewForm, CorrectedFamilyReviewForm)
    about, given = str(form.context["about"]), review_input(form)
    await request.save(form, correct_review, about, given, form.changed, form.version)


def record_of(change: Change, review_id: str) -> Filled:
    """Return what a review says in the fields of the form."""
    return Filled(_values_of(review_to_correct(change, review_id).given))


def retyped(change: Change, review_id: str) -> Retyped:
    """Return what was typed into the form that saved a review."""
    found = review_to_correct(change, review_id)
    topic = str(found.who.topic)
    return Retyped(
        ReviewForm if found.who.subject else FamilyForm, topic, "review.open", topic, _values_of(found.given)
    )


def _named(found: ReviewPrefill) -> str:
    return f"{found.who.first_name}'s {blocks.clip(found.who.subject, 40) or 'family'} review"


def _values_of(given: ReviewInput) -> dict[str, Any]:
    took_part = [
        part
        for part, did in ((TookPart.PUPIL, given.pupil_took_part), (TookPart.PARENTS, given.parents_took_part))
        if did
    ]
    return vars(given) | {"took_part": took_part}

"""Correcting a review that was saved, or undoing it within ten minutes."""

from collections.abc import Mapping
from typing import Annotated, Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.forms import Page, take
from bot.requests.modals import open_form
from bot.requests.payload import pressed
from bot.requests.undo import say_undone, undoing, why_changed
from bot.runtime.desk import Desk
from bot.slack import blocks
from handlers.reviews.form import FamilyForm, Part, ReviewForm, Said, given_of
from models.change import Actor
from models.corrections.review import correct_review, review_to_correct, undo_review
from models.reviews.save import ReviewGiven


class CorrectedForm(ReviewForm):
    """A subject, as it should have been written down."""

    name = "review.correct"
    title = "Correct a review"
    submit = "Save"
    pages = (
        Page("How it is going", "grade", "why", "next_step", "formality", "changed"),
        Page("The pupil and the family", "took_part", "pupil_view", "parent_view", "hopes_pupil", "hopes_parents"),
        Page("What the pupil was told", "told_on", "told_how", "on"),
    )

    changed: Annotated[Said, why_changed()] = None


class CorrectedFamilyForm(FamilyForm):
    """The whole with the family, as it should have been written down."""

    name = "review.family_correct"
    title = "Correct a review"
    submit = "Save"
    pages = (
        Page("What they say", "took_part", "pupil_view", "parent_view", "next_step", "formality", "changed"),
        Page("Hopes", "hopes_pupil", "hopes_parents", "on"),
    )

    changed: Annotated[Said, why_changed()] = None


CORRECTED: Mapping[str, type[CorrectedForm] | type[CorrectedFamilyForm]] = {
    form.name: form for form in (CorrectedForm, CorrectedFamilyForm)
}


async def offer(
    ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, desk: Desk, actor: Actor, action: dict[str, Any]
) -> None:
    """A review was chosen to be corrected."""
    review_id = str(action["value"])
    found = await desk.change(review_to_correct, review_id, by=actor)
    await open_form(
        CorrectedForm if found.who.subject else CorrectedFamilyForm,
        body,
        client,
        desk,
        actor,
        values=_values_of(found.given),
        version=found.chance.version,
        context={"about": review_id},
        lead=[
            blocks.section(desk.words("reviews/correct.lead", found=found)),
            *undoing(found.chance, "review.undo", desk.words),
        ],
    )
    await ack()


async def save(ack: AsyncAck, view: dict[str, Any], desk: Desk, actor: Actor) -> None:
    """The corrected review was submitted."""
    form = await take(CORRECTED[view["callback_id"]], view, desk.drafts, actor)
    about, given = str(form.context["about"]), given_of(form)
    await desk.change(correct_review, about, given, form.changed, form.version, by=actor, key=form.key)
    await ack()


async def undo(
    ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, desk: Desk, actor: Actor, action: dict[str, Any]
) -> None:
    """Take a review back."""
    await desk.change(undo_review, str(action["value"]), by=actor, key=pressed(actor, action))
    await say_undone(body, client, desk, actor)
    await ack()


def _values_of(given: ReviewGiven) -> dict[str, Any]:
    took_part = [
        part for part, did in ((Part.PUPIL, given.pupil_took_part), (Part.PARENTS, given.parents_took_part)) if did
    ]
    return vars(given) | {"took_part": took_part}

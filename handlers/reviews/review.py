"""/review - how a pupil gets on, by subject and with the family; one after another through all that is due."""

from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.capability import Capability, Command
from bot.forms import begin, take
from bot.requests.modals import open_form, show_instead, show_modal
from bot.requests.payload import carried, letters, picked
from bot.requests.replies import notice
from bot.runtime.desk import Desk
from bot.slack import blocks
from handlers.reviews import correct, feedback
from handlers.reviews.context import lead_of
from handlers.reviews.form import (
    FORMS,
    ChooseForm,
    FamilyForm,
    OneFamilyForm,
    OneReviewForm,
    Part,
    ReviewForm,
    given_of,
)
from models.change import Actor
from models.reviews.family import FamilyReview, open_review, save_any_review
from models.reviews.open import SubjectReview
from models.reviews.queue import find_reviewable, next_due
from models.reviews.save import Formality

LONGEST = 75


async def command(
    ack: AsyncAck, command: dict[str, Any], body: dict[str, Any], client: AsyncWebClient, desk: Desk, actor: Actor
) -> None:
    """With words that fit one pupil and subject it opens at once; without, the first that is due."""
    typed = str(command.get("text") or "").strip()
    if typed:
        found = await desk.read(find_reviewable, typed, by=actor)
        value, is_sitting = (found[0].value if len(found) == 1 else None), False
    else:
        value, is_sitting = (await desk.read(next_due, None, None, by=actor))[0], True
    await _show(value, is_sitting, body, client, desk, actor)
    await ack()


async def start(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, desk: Desk, actor: Actor) -> None:
    """All that is due, from the first on."""
    value, _ = await desk.read(next_due, None, None, by=actor)
    await _show(value, True, body, client, desk, actor)
    await ack()


async def offer(
    ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, desk: Desk, actor: Actor, action: dict[str, Any]
) -> None:
    """The button for what is owed, from which one goes on to the next; or for one subject of a pupil."""
    value = picked(action)
    await _show(value, ":" not in value, body, client, desk, actor)
    await ack()


async def choose(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, desk: Desk, actor: Actor) -> None:
    """Another one than what is due."""
    await open_form(ChooseForm, body, client, desk, actor)
    await ack()


async def take_chosen(ack: AsyncAck, view: dict[str, Any], desk: Desk, actor: Actor) -> None:
    """A pupil and a subject were chosen."""
    form = await take(ChooseForm, view, desk.drafts, actor)
    await ack(response_action="update", view=await _page(form.review, False, 0, desk, actor))


async def save(ack: AsyncAck, view: dict[str, Any], desk: Desk, actor: Actor) -> None:
    """The form was submitted. The next one is made ready first: once this is saved, nothing more may fail."""
    form = await take(FORMS[view["callback_id"]], view, desk.drafts, actor)
    context, follows = form.context, None
    if context["sitting"]:
        answers = str(context["duty"]) if form.formality is Formality.FORMAL else None
        follows = await _following(str(context["duty"]), carried(int, context["saved"]) + 1, desk, actor, answers)
    await desk.change(save_any_review, str(context["about"]), given_of(form), by=actor, key=form.key)
    if follows is None:
        await ack()
    else:
        await ack(response_action="update", view=follows)


async def skip(
    ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, desk: Desk, actor: Actor, action: dict[str, Any]
) -> None:
    """Not now: go on with the next; what was typed is kept."""
    duty_id, _, saved = str(action["value"]).partition(":")
    follows = await _following(duty_id, carried(int, saved), desk, actor)
    await show_instead(follows, body, client, desk, actor)
    await ack()


async def suggest(ack: AsyncAck, body: dict[str, Any], desk: Desk, actor: Actor) -> None:
    """What the asker may review, for the letters typed."""
    found = await desk.read(find_reviewable, letters(body), by=actor)
    rest = [f" · {one.more} · {one.what}" for one in found]
    names = [blocks.clip(one.name, max(8, LONGEST - len(more))) for one, more in zip(found, rest, strict=True)]
    texts = [blocks.clip(name + more, LONGEST) for name, more in zip(names, rest, strict=True)]
    await ack(options=[blocks.option(text, one.value) for text, one in zip(texts, found, strict=True)])


async def _show(
    value: str | None, is_sitting: bool, body: dict[str, Any], client: AsyncWebClient, desk: Desk, actor: Actor
) -> None:
    if value is None:
        lead = [blocks.section(desk.words("reviews/sitting.choose", is_sitting=is_sitting))]
        await open_form(ChooseForm, body, client, desk, actor, lead=lead)
    else:
        await show_modal(await _page(value, is_sitting, 0, desk, actor), body, client, desk, actor)


async def _page(
    value: str, is_sitting: bool, saved: int, desk: Desk, actor: Actor, answered: str | None = None
) -> dict[str, Any]:
    """The form for one review, with the draft that was left; a colleague's is opened by itself."""
    about = await desk.change(open_review, value, by=actor)
    goes_on = is_sitting and about.who.is_mine
    _, more = await desk.read(next_due, about.who.duty_id, answered, by=actor) if goes_on else (None, 0)
    context = {
        "about": about.who.value,
        "duty": about.who.duty_id or "",
        "sitting": "yes" if goes_on else "",
        "saved": str(saved),
    }
    return await begin(
        _form_of(about, more > 0),
        desk.drafts,
        actor,
        zone=desk.clock.zone,
        values=_values_of(about),
        context=context,
        lead=list(lead_of(about, more, saved, desk.words)),
    )


async def _following(duty_id: str, saved: int, desk: Desk, actor: Actor, answered: str | None = None) -> dict[str, Any]:
    """The next that is due, or how many were saved when there is none."""
    value, _ = await desk.read(next_due, duty_id, answered, by=actor)
    if value is not None:
        return await _page(value, True, saved, desk, actor, answered)
    return notice(desk.words("reviews/sitting.title"), desk.words("reviews/sitting.done", saved=saved))


def _form_of(about: SubjectReview | FamilyReview, goes_on: bool) -> type[ReviewForm] | type[FamilyForm]:
    if isinstance(about, FamilyReview):
        return FamilyForm if goes_on else OneFamilyForm
    return ReviewForm if goes_on else OneReviewForm


def _values_of(about: SubjectReview | FamilyReview) -> dict[str, Any]:
    """As the last one had it; but what somebody said then is not put into their mouth again, only what was said for
    this one."""
    last = about.last
    values = {"on": about.who.today, "formality": "formal", "next_step": last.next_step}
    values |= {"hopes_pupil": last.hopes_pupil, "hopes_parents": last.hopes_parents}
    if isinstance(about, FamilyReview):
        return values | ({"parent_view": about.heard[1], "took_part": (Part.PARENTS,)} if about.heard else {})
    return values | {"grade": about.grade, "why": last.why}


CAPABILITY = Capability(
    "review",
    commands=(Command("/review", command, "Review a pupil, or go through all reviews that are due", "[name]"),),
    actions={
        "review.open": offer,
        "review.start": start,
        "review.skip": skip,
        "review.other": choose,
        "review.tell": feedback.offer,
        "review.correct": correct.offer,
        "review.undo": correct.undo,
    },
    forms={
        **dict.fromkeys(FORMS.values(), save),
        **dict.fromkeys(correct.CORRECTED.values(), correct.save),
        ChooseForm: take_chosen,
        feedback.TellForm: feedback.save,
    },
    options={"lookup.reviewable": suggest, "lookup.untold": feedback.suggest},
)

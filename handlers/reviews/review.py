"""/review - review a pupil in a subject or with the family, or go through all reviews that are due."""

from collections.abc import Sequence

from bot.requests.answer import Answer
from bot.requests.capability import Capability, Command
from bot.requests.duty_buttons import DutyButton
from bot.requests.notice import notice
from bot.requests.payload import View, parse_carried
from bot.requests.request import Request
from bot.requests.undo import undo_and_retype
from bot.slack import blocks
from handlers.reviews import commissioner, correct, feedback, pupil_half
from handlers.reviews.context import lead_of
from handlers.reviews.form import (
    FORMS,
    AnyForm,
    ChooseForm,
    FamilyForm,
    OneFamilyForm,
    OneReviewForm,
    ReviewForm,
    review_input,
)
from models.corrections.review import undo_review
from models.reviews.family import FamilyReview, open_review, save_any_review
from models.reviews.open import SubjectReview
from models.reviews.queue import count_due, find_meant, find_reviewable, next_due, will_answer
from models.reviews.save import Formality
from models.tables.duty import DutyKind
from models.topic import Topic

LONGEST = 75


async def command(request: Request) -> None:
    """Open the one review that the words mean, or the first one due if there are no words; otherwise offer a choice."""
    if request.text:
        meant = await request.read(find_meant, request.text)
        await _show(request, str(meant) if meant else None, False)
    else:
        await start(request)


async def start(request: Request) -> None:
    """Open the first review that is due, to go through all of them."""
    value, _ = await request.read(next_due, None, None)
    await _show(request, value, True)


async def offer(request: Request) -> None:
    """Open the review of a duty, which the next review due can follow, or of one subject of a pupil."""
    await _show(request, request.value, ":" not in request.value)


async def choose(request: Request) -> None:
    """Open the form that asks which pupil and subject to review."""
    await request.open(ChooseForm)


async def take_chosen(request: Request) -> Answer | None:
    """Show the review of the pupil and subject that were chosen."""
    form = await request.form(ChooseForm)
    return Answer.with_view(await _page(request, form.review, False, 0))


async def save(request: Request) -> Answer | None:
    """Save the review and show the next. The next is prepared first, since nothing may fail after saving."""
    form: AnyForm = await request.form(*FORMS)
    context, follows = form.context, None
    if context["sitting"]:
        duty_id = str(context["duty"])
        answers = form.formality is Formality.FORMAL and await request.read(will_answer, duty_id, form.on)
        saved = parse_carried(int, context["saved"]) + 1
        follows = await _following(request, duty_id, saved, duty_id if answers else None)
    await request.save(form, save_any_review, Topic.parse(context["about"]), review_input(form))
    return None if follows is None else Answer.with_view(follows)


async def skip(request: Request) -> Answer | None:
    """Pass over a review and show the next; what was typed is kept."""
    duty_id, _, saved = request.value.partition(":")
    return await request.replace(await _following(request, duty_id, parse_carried(int, saved)))


async def suggest(request: Request) -> Answer | None:
    """Offer the reviews that the actor may hold and that match what was typed."""
    found = await request.read(find_reviewable, request.text)
    rest = [f" · {one.more} · {one.what}" for one in found]
    names = [blocks.clip(one.name, max(8, LONGEST - len(more))) for one, more in zip(found, rest, strict=True)]
    texts = [blocks.clip(name + more, LONGEST) for name, more in zip(names, rest, strict=True)]
    return Answer.with_options([blocks.option(text, str(one.topic)) for text, one in zip(texts, found, strict=True)])


async def _show(request: Request, value: str | None, is_sitting: bool) -> None:
    if value is None:
        lead = [blocks.section(request.words("reviews/sitting.choose", is_sitting=is_sitting))]
        await request.open(ChooseForm, lead=lead)
    else:
        await request.show(await _page(request, value, is_sitting, 0))


async def view_of(request: Request, value: str, above: Sequence[blocks.Block]) -> View:
    """Return the form for one review that no other follows, below these blocks."""
    return await _page(request, value, False, 0, above=above)


async def _page(
    request: Request,
    value: str,
    is_sitting: bool,
    saved: int,
    answered: str | None = None,
    above: Sequence[blocks.Block] = (),
) -> View:
    """Return the form for one review, with the actor's draft. No other review follows a colleague's.

    Nothing that is seen or heard is filled in: what was said last time stands above the fields.
    """
    about = await request.change(open_review, value)
    goes_on = is_sitting and about.who.is_mine
    _, more = await request.read(next_due, about.who.duty_id, answered) if goes_on else (None, 0)
    context = {
        "about": str(about.who.topic),
        "duty": about.who.duty_id or "",
        "sitting": "yes" if goes_on else "",
        "saved": str(saved),
        "last": about.last_grade.id if isinstance(about, SubjectReview) and about.last_grade else "",
    }
    return await request.view_of(
        _form_of(about, more > 0),
        values={"formality": Formality.FORMAL},
        context=context,
        lead=[*above, *lead_of(about, more, saved, request.words)],
    )


async def _following(request: Request, duty_id: str, saved: int, answered: str | None = None) -> View:
    """Return the next review that is due, or a notice of how many were saved and are still due."""
    value, _ = await request.read(next_due, duty_id, answered)
    if value is not None:
        return await _page(request, value, True, saved, answered)
    left = await request.read(count_due, answered)
    said = request.words("reviews/sitting.done", saved=saved, left=left)
    return notice(request.words("reviews/sitting.title"), said)


def _form_of(about: SubjectReview | FamilyReview, goes_on: bool) -> type[ReviewForm] | type[FamilyForm]:
    if isinstance(about, FamilyReview):
        return FamilyForm if goes_on else OneFamilyForm
    return ReviewForm if goes_on else OneReviewForm


CAPABILITY = Capability(
    "review",
    commands=(Command("/review", command, "Review a pupil, or go through all your due reviews", "[name]"),),
    actions={
        "review.open": offer,
        "review.start": start,
        "review.skip": skip,
        "review.other": choose,
        "review.pupil": pupil_half.offer,
        "review.pupil_correct": pupil_half.offer_correction,
        "review.pupil_undo": pupil_half.undo,
        "review.commissioner": commissioner.offer,
        "review.commissioner_correct": commissioner.offer_correction,
        "review.commissioner_undo": commissioner.undo,
        "review.tell": feedback.offer,
        "review.correct": correct.offer,
        "review.undo": undo_and_retype(undo_review, correct.retyped, view_of),
    },
    duties={
        DutyKind.REVIEW: DutyButton("review.open", "Review"),
        DutyKind.FAMILY_REVIEW: DutyButton("review.open", "Family review"),
        DutyKind.PUPIL_VIEW: DutyButton("review.pupil", "Pupil's view"),
        DutyKind.COMMISSIONER_VIEW: DutyButton("review.commissioner", "Commissioner's view", "Commissioner's view"),
        DutyKind.TELL: DutyButton("review.tell", "Told the pupil"),
    },
    refills=dict.fromkeys((correct.CorrectedReviewForm, correct.CorrectedFamilyReviewForm), correct.record_of),
    forms={
        **dict.fromkeys(FORMS, save),
        **dict.fromkeys((correct.CorrectedReviewForm, correct.CorrectedFamilyReviewForm), correct.save),
        ChooseForm: take_chosen,
        pupil_half.PupilForm: pupil_half.save,
        pupil_half.CorrectedPupilForm: pupil_half.correct,
        commissioner.ViewForm: commissioner.save,
        commissioner.CorrectedViewForm: commissioner.save_correction,
        feedback.TellForm: feedback.save,
    },
    options={"lookup.reviewable": suggest, "lookup.untold": feedback.suggest},
)

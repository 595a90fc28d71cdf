"""The blocks above a review form: whom the review is about, and what is known so far."""

from collections.abc import Iterator

from bot.slack import blocks
from bot.slack.whole import whole
from bot.slack.words import Words
from models.reviews.family import FamilyReview
from models.reviews.open import SubjectReview


def lead_of(about: SubjectReview | FamilyReview, more: int, saved: int, words: Words) -> Iterator[blocks.Block]:
    """Yield the blocks above a review form; `more` reviews are due after it, `saved` are done."""
    yield blocks.section(words("reviews/form.who", who=about.who, more=more, saved=saved))
    if about.who.attendance is not None:
        yield blocks.context(words("attendance/shown.review", shown=about.who.attendance))
    yield from _family(about, words) if isinstance(about, FamilyReview) else _subject(about, words)
    grade = about.last_grade if isinstance(about, SubjectReview) else None
    if grade or about.last.on or about.last.hopes:
        yield blocks.section(words("reviews/form.last", last=about.last, grade=grade))
    yield blocks.actions(*_buttons(about, more, saved))


def _subject(about: SubjectReview, words: Words) -> Iterator[blocks.Block]:
    yield blocks.section(words("reviews/form.subject", about=about))


def _family(about: FamilyReview, words: Words) -> Iterator[blocks.Block]:
    if about.subjects or about.points or about.commissioner:
        yield blocks.section(words("reviews/form.subjects", about=about))
    if about.people:
        who = about.who
        yield from whole(
            words("contacts/attempt.people", people=about.people, first_name=who.first_name, reference=who.reference)
        )
    if about.who.duty_id:
        yield blocks.context(words("reviews/form.attempts", about=about))


def _buttons(about: SubjectReview | FamilyReview, more: int, saved: int) -> Iterator[blocks.Element]:
    if isinstance(about, FamilyReview) and about.who.duty_id:
        yield blocks.button("Could not reach them", "contact.log", value=about.who.duty_id)
    if more:
        yield blocks.button("Skip for now", "review.skip", value=f"{about.who.duty_id}:{saved}")
    yield blocks.button("Another pupil", "review.other")
    if about.who.duty_id and about.who.is_mine:
        yield blocks.button("Hand over", "nudge.hand", value=about.who.duty_id)
    if about.last.id and about.last.may_correct:
        yield blocks.button("Correct the last review", "review.correct", value=about.last.id)

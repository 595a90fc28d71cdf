"""The latest review of each subject and of the family, and what was corrected, on a pupil's page."""

from collections.abc import Iterator

from bot.requests.menus import listed
from bot.requests.undo import undo_button
from bot.slack import blocks
from bot.slack.whole import whole
from bot.slack.words import Words
from handlers.home.corrections import corrections_of, questions_of
from models.home.pupil_page import PupilPage
from models.permission import Permission
from models.reviews.latest import ReviewShown
from models.tables.review import FAMILY
from models.topic import Topic

MOST_REVIEWS = 6


def reviews_of(page: PupilPage, words: Words) -> Iterator[blocks.Block]:
    """Yield the latest reviews, with menus to review and correct for those who may."""
    menu = [*_menu(page), *_corrections(page, words), *_all(page)]
    if page.reviews or menu:
        yield blocks.divider()
        yield blocks.section(words("home/reviews.title", count=len(page.reviews)))
    for one in page.reviews[:MOST_REVIEWS]:
        yield from whole(words("home/reviews.one", one=one))
    if (more := len(page.reviews) - MOST_REVIEWS) > 0:
        yield blocks.context(words("home/reviews.more", more=more))
    if page.views:
        yield blocks.section(words("home/reviews.commissioner", views=page.views, staff=page.staff))
    if menu := [*menu, *_commissioner(page)]:
        yield blocks.actions(*menu, *_undo(page, words))
    yield from corrections_of(page, words, of_contacts=False)
    yield from questions_of(page, words)


def _menu(page: PupilPage) -> Iterator[blocks.Element]:
    options = [blocks.option(one.subject, str(one.topic)) for one in page.progress if one.may_set]
    if Permission.PROGRESS_SET in page.may:
        options.append(blocks.option("Family review", str(Topic(page.who.placement_id, FAMILY))))
    if options and not page.is_over:
        yield blocks.static_select("review.open", options, placeholder="Review")


def _all(page: PupilPage) -> Iterator[blocks.Element]:
    """Yield the button that opens all reviews and results, for those who may see them."""
    if Permission.PROGRESS_SEE in page.may and (page.reviews or any(one.latest for one in page.progress)):
        yield blocks.button("All reviews and results", "review.earlier", value=f"{page.who.placement_id}:0")


def _corrections(page: PupilPage, words: Words) -> Iterator[blocks.Element]:
    """Yield a menu of the latest reviews that the person may correct."""
    subjects = {one.subject for one in page.progress if one.may_set}
    subjects |= {FAMILY} if Permission.PROGRESS_SET in page.may and not page.is_over else set()
    kept = [one for one in page.reviews if one.subject in subjects and one.may_correct and _can_be_mended(one)]
    if kept:
        yield listed([_correct(one, words) for one in kept], "Correct a review")


def _commissioner(page: PupilPage) -> Iterator[blocks.Element]:
    """Yield the buttons to ask for the commissioner's view, and to correct the last one."""
    known = page.agreement is not None and page.agreement.commissioner is not None
    if Permission.PROGRESS_SET in page.may and known and not page.is_over:
        yield blocks.button("Commissioner's view", "review.commissioner", value=page.who.placement_id)
        if page.views:
            yield blocks.button("Correct their view", "review.commissioner_correct", value=page.views[0].id)


def _undo(page: PupilPage, words: Words) -> Iterator[blocks.Element]:
    """Yield a button that undoes the review saved last, within ten minutes."""
    saved = [(one.undo_until, one) for one in page.reviews if one.undo_until and _can_be_mended(one)]
    if saved:
        until, last = max(saved, key=lambda one: one[0])
        subject = blocks.clip(last.subject or "family", 40)
        action = "review.undo" if last.was_held else "review.pupil_undo"
        what = f"review: {subject}"
        yield undo_button(f"Undo {what}, until {words.time_of_day(until)}", action, last.id, words, what)


def _correct(one: ReviewShown, words: Words) -> blocks.Element:
    name = one.subject or "Family review" if one.was_held else "Pupil's view"
    text = f"{blocks.clip(name, 45)}, {words.short_day(one.on)}"
    return blocks.button(text, "review.correct" if one.was_held else "review.pupil_correct", value=one.id)


def _can_be_mended(one: ReviewShown) -> bool:
    """Return whether somebody saved this: the parents' half can close by itself, once nobody answers."""
    return one.was_held or (one.declined and not one.formal)

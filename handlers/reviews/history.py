"""All reviews and results of a placement, newest first, page by page: opened from the pupil's page."""

from collections.abc import Iterator
from itertools import groupby

from bot.requests.answer import Answer
from bot.requests.capability import Capability
from bot.requests.menus import listed
from bot.requests.request import Request
from bot.slack import blocks
from bot.slack.words import Mrkdwn, Words
from models.reviews.history import MOST_ON_A_PAGE, History, ResultShown, history
from models.reviews.latest import ReviewShown
from models.school.named_years import school_year_of


async def show(request: Request) -> Answer | None:
    """Show a page of the history, in the place of the one that is open."""
    found = await request.change(history, request.value)
    return await request.replace(blocks.modal("Reviews and results", list(_page(found, request.words))))


def _page(found: History, words: Words) -> Iterator[blocks.Block]:
    yield blocks.context(words("reviews/history.about", found=found))
    for year, entries in groupby(found.entries, key=lambda one: school_year_of(one.on)):
        yield blocks.section(words("reviews/history.year", year=year))
        for one in entries:
            yield blocks.section(_entry(one, words))
    if turns := list(_turns(found)):
        yield blocks.actions(*turns)
    if others := list(_others(found, words)):
        yield blocks.actions(listed(others, "Other placements"))


def _entry(one: ReviewShown | ResultShown, words: Words) -> Mrkdwn:
    if isinstance(one, ResultShown):
        return words("reviews/history.result", one=one)
    return words("home/reviews.one", one=one)


def _turns(found: History) -> Iterator[blocks.Element]:
    later, earlier = found.start - MOST_ON_A_PAGE, found.start + MOST_ON_A_PAGE
    if found.start > 0:
        yield blocks.button("Later", "review.later", value=f"{found.placement_id}:{max(0, later)}")
    if earlier < found.in_all:
        yield blocks.button("Earlier", "review.earlier", value=f"{found.placement_id}:{earlier}")


def _others(found: History, words: Words) -> Iterator[blocks.Element]:
    """Yield a button for each other placement of the pupil."""
    for one in found.others:
        yield blocks.button(words("reviews/history.other", one=one), "review.earlier", value=f"{one.id}:0")


CAPABILITY = Capability("history", actions={"review.earlier": show, "review.later": show})

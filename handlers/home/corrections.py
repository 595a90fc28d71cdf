"""What was corrected, by whom and why: the latest on a pupil's page, and all of it page by page."""

from collections.abc import Iterator

from bot.requests.answer import Answer
from bot.requests.capability import Capability
from bot.requests.request import Request
from bot.slack import blocks
from bot.slack.words import Mrkdwn, Words
from models.corrections.shown import ATTEMPT, MOST_ON_A_PAGE, CorrectionsPage, all_corrections
from models.home.pupil_page import PupilPage

MOST_SHOWN = 5


def corrections_of(page: PupilPage, words: Words, *, of_contacts: bool) -> Iterator[blocks.Block]:
    """Yield the latest corrections of logged contacts, or else of results, targets and reviews."""
    found = [one for one in page.corrections if (one.thing == ATTEMPT) == of_contacts]
    if found:
        more = max(0, len(found) - MOST_SHOWN)
        text = words("home/corrections.corrections", corrections=found[:MOST_SHOWN], more=more)
        see_all = blocks.button("All corrections", "correction.all", value=f"{page.who.placement_id}:0")
        yield blocks.section(text, accessory=see_all)


async def show(request: Request) -> Answer | None:
    """Show a page of all corrections of a pupil, in the place of the one that is open."""
    found = await request.change(all_corrections, request.value)
    return await request.replace(blocks.modal("Corrections", list(_page(found, request.words)), close="Close"))


def _page(found: CorrectionsPage, words: Words) -> Iterator[blocks.Block]:
    yield blocks.context(words("home/corrections.about", found=found))
    yield from blocks.sections(_lines(found, words))
    earlier, later = found.start + MOST_ON_A_PAGE, found.start - MOST_ON_A_PAGE
    places = (
        ("Later corrections", "correction.later", later, later >= 0),
        ("Earlier corrections", "correction.earlier", earlier, earlier < found.in_all),
    )
    turns = [
        blocks.button(label, action_id, value=f"{found.placement_id}:{start}")
        for label, action_id, start, is_there in places
        if is_there
    ]
    if turns:
        yield blocks.actions(*turns)


def _lines(found: CorrectionsPage, words: Words) -> Iterator[Mrkdwn]:
    for one in found.shown:
        yield words("home/corrections.what", one=one)
        yield from (words("home/corrections.difference", one=each) for each in one.differences)
        yield words("home/corrections.by", one=one)


CAPABILITY = Capability(
    "corrections", actions={"correction.all": show, "correction.earlier": show, "correction.later": show}
)

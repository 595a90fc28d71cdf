"""What was corrected or questioned, by whom and why: the latest on a pupil's page, and all corrections page by page."""

from collections.abc import Iterator

from bot.requests.answer import Answer
from bot.requests.capability import Capability
from bot.requests.menus import listed
from bot.requests.request import Request
from bot.slack import blocks
from bot.slack.words import Mrkdwn, Words
from models.corrections.shown import ATTEMPT, MOST_ON_A_PAGE, CorrectionsPage, all_corrections
from models.home.pupil_page import PupilPage
from models.permission import Permission

MOST_SHOWN, MOST_QUESTIONS = 5, 3


def corrections_of(page: PupilPage, words: Words, *, of_contacts: bool) -> Iterator[blocks.Block]:
    """Yield the latest corrections of logged contacts, or else of results, targets and reviews."""
    found = [one for one in page.corrections if (one.thing == ATTEMPT) == of_contacts]
    if found:
        more = max(0, len(found) - MOST_SHOWN)
        text = words("home/corrections.corrections", corrections=found[:MOST_SHOWN], more=more)
        see_all = blocks.button("All corrections", "correction.all", value=f"{page.who.placement_id}:0")
        yield blocks.section(text, accessory=see_all)


def questions_of(page: PupilPage, words: Words) -> Iterator[blocks.Block]:
    """Yield the latest questions about what colleagues set, with their answers, and a menu to ask for those who may."""
    if page.questions:
        yield blocks.section(words("progress/question.title", more=max(0, len(page.questions) - MOST_QUESTIONS)))
    for one in page.questions[:MOST_QUESTIONS]:
        yield blocks.section(words("progress/question.one", one=one))
    if Permission.PROGRESS_QUESTION in page.may and not page.is_over and (asking := list(_asking(page, words))):
        yield blocks.actions(listed(asking, "Question a colleague's entry"))


def _asking(page: PupilPage, words: Words) -> Iterator[blocks.Element]:
    """Yield a button for each latest result, target and review that a colleague set."""
    for subject in page.progress:
        for one in subject.by_others:
            what = f"result {one.value}, {words.short_day(one.on)}" if one.on else f"target {one.value}"
            thing = "result" if one.on else "target"
            text = f"{blocks.clip(subject.subject, 35)}: {what}"
            yield blocks.button(text, "question.ask", value=f"{thing}:{one.id}")
    for review in page.reviews:
        if review.was_held and not review.may_correct:
            text = f"{blocks.clip(review.subject or 'Family', 35)}: review, {words.short_day(review.on)}"
            yield blocks.button(text, "question.ask", value=f"review:{review.id}")


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

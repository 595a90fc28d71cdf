"""How a placement ends, on a pupil's page: the plan or the fact, where to, the check-ins, and what ended with it."""

from collections.abc import Iterator

from bot.requests.menus import listed
from bot.slack import blocks
from bot.slack.whole import whole
from bot.slack.words import Words
from models.duties.kinds import KINDS
from models.home.ended import EndedDuty
from models.home.pupil_page import PupilPage
from models.leaving.checklist import ITEMS
from models.leaving.endings import ENDINGS
from models.permission import Permission
from models.tables.duty import Ending
from models.tables.leaving import Departure

MOST_ANSWERS = 5


def leaving(page: PupilPage, words: Words) -> Iterator[blocks.Block]:
    """Yield how the placement ended or is planned to end; where to, only for those who may see the placement."""
    sees_more = Permission.STAY_SEE in page.may
    if page.is_over or page.leaving is not None or page.placement.planned_end is not None:
        yield blocks.section(words("home/leaving.ends", page=page, leaving=page.leaving, sees_more=sees_more))
    if page.at_end.own_assessments:
        given = page.at_end.own_assessments[-MOST_ANSWERS:]
        yield from whole(words("home/leaving.own_assessments", given=given, staff=page.staff))
    if page.at_end.check_ins:
        yield from whole(words("home/leaving.check_ins", check_ins=page.at_end.check_ins, staff=page.staff))
    if mistaken := list(_done_by_mistake(page)):
        yield blocks.actions(listed(mistaken, "Recorded by mistake"))
    if kept := list(_corrections(page, words)):
        yield blocks.actions(listed(kept, "Correct an answer"))


def leaving_buttons(page: PupilPage) -> Iterator[blocks.Element]:
    """Yield the buttons that record, or correct, how the placement ends."""
    stay, known = page.who.placement_id, page.leaving
    if Permission.LEAVING_SET in page.may and (known is None or known.how is Departure.LEFT):
        if known is not None:
            yield blocks.button("Correct leaving", "leave.open", value=stay)
            yield blocks.button("How the placement was", "leave.own_assessment", value=stay)
        elif not page.is_over and page.placement.first_day is not None:
            yield blocks.button("Leaving", "leave.open", value=stay)
    if Permission.REFERRAL_END in page.may:
        if known is not None and known.how is not Departure.LEFT:
            yield blocks.button("Correct the ending", "referral.end", value=stay)
        elif known is None and not page.is_over and page.placement.begun_on is None:
            yield blocks.button("Withdraw or decline", "referral.end", value=stay)


def what_ended(page: PupilPage, words: Words) -> Iterator[blocks.Block]:
    """Yield what ended with the placement and is not among the steps."""
    ended = [one for one in page.ended if one.ending in ENDINGS.values() and not KINDS[one.kind].is_among_steps]
    if ended and page.leaving is not None:
        yield blocks.section(words("home/leaving.ended", ended=ended))


def _corrections(page: PupilPage, words: Words) -> Iterator[blocks.Element]:
    """Yield a button for each answer of the pupil, and each check-in, that the reader may correct."""
    if Permission.LEAVING_SET not in page.may:
        return
    for answer in page.at_end.own_assessments[-MOST_ANSWERS:]:
        if answer.id in page.at_end.correctable:
            text = f"How it was, {words.short_day(answer.on)}"
            yield blocks.button(text, "leave.own_assessment_correct", value=answer.id)
    for one in page.at_end.check_ins:
        if one.id in page.at_end.correctable:
            text = f"Check-in after {one.weeks} weeks, {words.short_day(one.on)}"
            yield blocks.button(text, "leave.check_in_correct", value=one.id)


def _done_by_mistake(page: PupilPage) -> Iterator[blocks.Element]:
    """Yield a button for each item of the checklist that is done, for those who may say that it is not."""
    for one in page.ended:
        if _may_take_back(one, page):
            yield blocks.button(KINDS[one.kind].label, "leave.item_undo", value=one.id)


def _may_take_back(one: EndedDuty, page: PupilPage) -> bool:
    return one.kind in ITEMS and one.ending is Ending.DONE and KINDS[one.kind].right in page.may

"""The page of a pupil who has left in the App Home of whoever still has something to do for them."""

from bot.requests.capability import Screen
from bot.slack import blocks
from models.home.leaver_page import LeaverDuty, LeaverPage


def leaver_page(page: LeaverPage, screen: Screen) -> list[blocks.Block]:
    """Return where the pupil went, how they are getting on, and what the reader has to do, with its buttons."""
    words = screen.words
    shown = [
        blocks.actions(blocks.button("Back to my to-do list", "home.duties")),
        blocks.header(page.who.name),
        blocks.context(words("home/leaver_page.who", page=page)),
        blocks.section(words("home/leaver_page.left", page=page, leaving=page.leaving)),
    ]
    if page.leaving is not None and page.may_correct:
        shown.append(blocks.actions(blocks.button("Correct leaving", "leave.open", value=page.placement.id)))
    if page.check_ins:
        shown.append(blocks.section(words("home/leaver_page.check_ins", check_ins=page.check_ins)))
    shown += [blocks.divider(), *(_owed(one, screen) for one in page.owed)]
    return [*shown, blocks.context(words("home/leaver_page.foot"))]


def _owed(one: LeaverDuty, screen: Screen) -> blocks.Block:
    does = blocks.spoken_of(screen.duty_button(one.id, one.kind), one.what) if one.may_do else None
    return blocks.section(screen.words("home/leaver_page.owed", one=one, today=screen.read.today), accessory=does)

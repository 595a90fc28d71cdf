"""The App Home - what is mine to do, one pupil, or the table of all pupils."""

from bot.requests.capability import Capability
from bot.requests.request import Request
from bot.slack import blocks
from bot.slack.words import Words
from handlers.home.own_page import duties
from handlers.home.pupil_page import pupil
from handlers.home.table import cohort
from models.change import Actor, Look
from models.errors import Absent
from models.home.app_home import open_home, show_duties
from models.home.own_page import my_page
from models.home.pupil_page import read_page
from models.outbox.queue import Post
from models.permission import Permission
from models.progress.table import read_table
from models.tables.message import HOME, Message
from models.tables.staff import Staff


async def opened(request: Request) -> None:
    """Slack tells of every opening, also of the messages tab; `view` is missing where it has nothing to show yet."""
    if request.event.get("tab", "home") == "home":
        await request.change(open_home, "view" not in request.event)


async def back(request: Request) -> None:
    """The button that leads from a pupil to one's own page."""
    await request.change(show_duties)


def build(look: Look, words: Words, message: Message) -> Post:
    """With the eyes of whose Home it is, not of who changed something."""
    staff = look.get(Staff, message.to_id)
    if not staff.active:
        return Post(words("requests/stranger.title"), [blocks.section(words("requests/stranger.refusal"))])
    theirs = Look(look.session, Actor(staff.id, staff.slack_id), look.now, look.zone)
    shown = _pupil(theirs, words, staff.home_shows) if staff.home_shows else _table(theirs, words)
    return shown or Post(words("home/own_page.title"), duties(my_page(theirs), words))


def _pupil(look: Look, words: Words, placement_id: str) -> Post | None:
    try:
        page = read_page(look, placement_id)
    except Absent:  # they may not see this pupil any more: their own page instead
        return None
    return Post(words("home/own_page.title"), pupil(page, look, words))


def _table(look: Look, words: Words) -> Post | None:
    if look.actor.home_table is None or not look.may(Permission.COHORT_SEE):
        return None
    return Post(words("home/own_page.title"), cohort(read_table(look), look, words))


CAPABILITY = Capability(
    "home", actions={"home.duties": back}, events={"app_home_opened": opened}, messages={HOME: build}
)

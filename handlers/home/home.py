"""The App Home - a person's own duties, one pupil, or the table of all pupils."""

from contextlib import suppress
from dataclasses import replace

from bot.requests.capability import Capability, Screen
from bot.requests.request import Request
from bot.slack import blocks
from handlers.home.leaver_page import leaver_page
from handlers.home.own_page import own_page
from handlers.home.pupil_page import pupil_page
from handlers.home.table import table_page
from handlers.home.totals import totals_page
from models.actor import Actor
from models.change import Read
from models.errors import Absent
from models.home.app_home import open_home, show_duties
from models.home.leaver_page import read_leaver
from models.home.own_page import my_page
from models.home.pupil_page import read_page
from models.outbox.queue import Post
from models.permission import Permission
from models.progress.table import chosen_filter, read_table
from models.tables.message import HOME, Message
from models.tables.staff import Staff


async def opened(request: Request) -> None:
    """Show the App Home if its Home tab was opened."""
    if request.event.get("tab", "home") == "home":
        await request.change(open_home, request.is_home_blank)


async def back(request: Request) -> None:
    """Show the actor's own page again, in the place of a pupil or the table."""
    await request.change(show_duties)


def build(screen: Screen, message: Message) -> Post:
    """Render the App Home with its owner's rights, not those of the person whose change updates the page."""
    staff = screen.read.get(Staff, message.to_id)
    words = screen.words
    if not staff.active:
        return Post(words("requests/stranger.title"), [blocks.section(words("requests/stranger.refusal"))])
    read = Read(screen.read.session, Actor(staff.id, staff.slack_id), screen.read.now, screen.read.zone)
    theirs = replace(screen, read=read)
    shown = _pupil(theirs, staff.home_shows) if staff.home_shows else _table(theirs)
    return shown or Post(screen.words("home/own_page.title"), own_page(my_page(read), theirs))


def _pupil(screen: Screen, placement_id: str) -> Post | None:
    title = screen.words("home/own_page.title")
    with suppress(Absent):
        return Post(title, pupil_page(read_page(screen.read, placement_id), screen))
    with suppress(Absent):  # a pupil who has left, for whom they have something to do
        return Post(title, leaver_page(read_leaver(screen.read, placement_id), screen))
    return None  # the owner may no longer see this pupil: show their own page


def _table(screen: Screen) -> Post | None:
    read, words = screen.read, screen.words
    if read.staff.home_table is None or not read.may(Permission.COHORT_SEE):
        return None
    view = chosen_filter(read).view
    shown = totals_page(view, read, words) if view else table_page(read_table(read), read, words)
    return Post(words("home/own_page.title"), shown)


CAPABILITY = Capability(
    "home", actions={"home.duties": back}, events={"app_home_opened": opened}, messages={HOME: build}
)

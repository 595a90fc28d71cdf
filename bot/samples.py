"""Sample pages of Halfterm, of an invented school: the screens and messages that a workspace's Slack must accept."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.app import EVERYTHING, TEMPLATES
from bot.delivery.render import Renderer
from bot.demo import school
from bot.requests.menus import with_block_ids
from bot.runtime.database import Database
from bot.slack import blocks
from bot.slack.words import words_in
from models.actor import SYSTEM
from models.change import Change
from models.tables.base import Base
from models.tables.message import HOME, Message
from models.tables.placement import Placement
from models.tables.staff import Staff

MOST_SECONDS = 30.0
HEAD = "UHELEN"


@dataclass(frozen=True)
class Sample:
    """A page as Slack is sent it, and what it is called: a form by its title, a message by its kind."""

    name: str
    kind: Literal["view", "message"]
    page: dict[str, Any]


@cache
def samples(zone: ZoneInfo) -> tuple[Sample, ...]:
    """Return the Home tab's pages, each kind of message, and of the forms those that hold something new."""
    with TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'sample.db'}")
        try:
            with database.writing(MOST_SECONDS) as session:
                Base.metadata.create_all(session.connection())
                session.commit()
            school.fill(database, zone, few=True)
            with database.writing(MOST_SECONDS) as session:  # what a page needs is set, and never committed
                shown = [*_pages(Change(session, SYSTEM, school.opens_at(zone), zone))]
                session.rollback()
        finally:
            database.close()
    return tuple(_new_in([*shown, *_forms()], always=len(shown)))


def _pages(change: Change) -> Iterator[Sample]:
    """Yield the Home of a Head with each thing that it can show, and a message of each kind."""
    render, session = Renderer(EVERYTHING, words_in(TEMPLATES, change.zone)), change.session
    head = session.scalars(select(Staff).where(Staff.slack_id == HEAD)).one()
    mine = Message(kind=HOME, to_id=head.id, about="")
    for name, shows, table in _homes(change):
        head.home_shows, head.home_table = shows, table
        if (post := render(change, mine)) is not None:
            yield Sample(name, "view", blocks.home(with_block_ids(post.blocks)))
    told = set[str]()
    for message in session.scalars(select(Message).where(Message.kind != HOME).order_by(Message.added_at)):
        if message.kind not in told and (post := render(change, message)) is not None:
            told.add(message.kind)
            yield Sample(f"the message {message.kind}", "message", {"blocks": with_block_ids(post.blocks)})


def _homes(change: Change) -> Iterator[tuple[str, str | None, dict[str, Any] | None]]:
    yield "the Home tab", None, None
    yield "the table of all pupils", None, {}
    for placement_id in change.session.scalars(select(Placement.id)):
        yield "a pupil's page", placement_id, None


def _forms() -> Iterator[Sample]:
    for form in (form for capability in EVERYTHING for form in capability.forms):
        for page in range(len(form.shape.pages)):
            yield Sample(f"the form {form.title!r}", "view", form.view(page=page))


def _new_in(found: list[Sample], always: int) -> Iterator[Sample]:
    """Yield the first ones, and of the others those with a kind of block or element that none before them has."""
    known = set[str]()
    for number, sample in enumerate(found):
        kinds = set(_kinds(sample.page))
        if number < always or not kinds <= known:
            yield sample
        known |= kinds


def _kinds(part: Any) -> Iterator[str]:
    """Yield the kinds of all blocks and elements, with the settings that they use."""
    if isinstance(part, dict):
        if isinstance(kind := part.get("type"), str):
            yield from (f"{kind}.{setting}" for setting in part)
        for each in part.values():
            yield from _kinds(each)
    elif isinstance(part, list):
        for each in part:
            yield from _kinds(each)

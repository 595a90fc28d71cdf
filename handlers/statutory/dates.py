"""The page of a pupil's legal dates, and saying that a fact behind one is wrong."""

from collections.abc import Iterator
from datetime import time
from typing import Annotated

from bot.forms import Form, Text
from bot.requests.capability import Capability, Screen
from bot.requests.request import Request
from bot.requests.undo import undo_button
from bot.runtime.scheduler import Job
from bot.slack import blocks
from bot.slack.words import Words
from models.outbox.queue import Post
from models.statutory.owed import follow_all_legal_dates
from models.statutory.record import WRONG, mark_fact_wrong, wrong_prefill, wrong_told
from models.statutory.shown import FactShown, LegalDates, open_legal_dates
from models.tables.message import Message
from models.tables.pupil import LegalFactKind

AFTER_MIDNIGHT, LATEST = time(0, 10), time(23, 55)


class WrongForm(Form):
    """The form that says that a recorded fact is wrong."""

    name = "legal.wrong"
    title = "Mark as wrong"

    why: Annotated[str, Text("What is wrong?", long=True, max_length=1000)]


async def show(request: Request) -> None:
    """Show the page to the person who asked, and nobody else."""
    page = await request.change(open_legal_dates, request.value)
    await request.show(blocks.modal("Legal dates", list(_blocks_of(page, request.words)), close="Close"))


def _blocks_of(page: LegalDates, words: Words) -> Iterator[blocks.Block]:
    yield blocks.section(words("statutory/dates.head", page=page))
    for one in page.dates:
        yield blocks.section(words("statutory/dates.date", one=one))
    yield blocks.section(words("statutory/dates.facts", page=page))
    for fact in page.facts:
        yield blocks.section(words("statutory/dates.fact", one=fact))
        if page.may_set and fact.wrong_by is None:
            yield blocks.actions(*_ways(fact, page, words))
    if page.more:
        yield blocks.context(words("statutory/dates.more", count=page.more))
    if page.may_set:
        kinds = [blocks.option(kind.label, f"{page.placement_id}:{kind}") for kind in LegalFactKind]
        yield blocks.actions(blocks.static_select("legal.record", kinds, placeholder="Record a date"))


def _ways(fact: FactShown, page: LegalDates, words: Words) -> Iterator[blocks.Element]:
    """Yield what can be done about a fact: for ten minutes its author can undo it."""
    name = fact.kind.label
    yield blocks.spoken_of(blocks.button("Correct", "legal.correct", value=fact.id), name)
    yield blocks.spoken_of(blocks.button("Wrong", "legal.wrong", value=fact.id), name)
    if fact.can_undo:
        yield undo_button("Undo", "legal.undo", fact.id, words, f"{name} for {page.name}")


async def offer_wrong(request: Request) -> None:
    """Open the form that says that a fact is wrong."""
    fact = await request.change(wrong_prefill, request.value)
    lead = [blocks.section(request.words("statutory/dates.wrong", one=fact))]
    await request.open(WrongForm, context={"about": request.value}, lead=lead)


async def save_wrong(request: Request) -> None:
    """Mark a fact as wrong."""
    form = await request.form(WrongForm)
    await request.save(form, mark_fact_wrong, str(form.context["about"]), form.why)


def wrong_message(screen: Screen, message: Message) -> Post | None:
    """Tell whoever entered a fact that a colleague marked it as wrong; None once it is gone."""
    told = wrong_told(screen.read, message.about)
    if told is None:
        return None
    see = blocks.button("Open the pupil's page", "pupil.open", value=told.placement_id)
    said = blocks.section(screen.words("statutory/dates.told", told=told))
    return Post(screen.words("statutory/dates.told_preview"), [said, blocks.actions(see)])


CAPABILITY = Capability(
    "legal_dates",
    actions={"legal.open": show, "legal.wrong": offer_wrong},
    forms={WrongForm: save_wrong},
    messages={WRONG: wrong_message},
    jobs=(Job("legal.owe", lambda school, day: AFTER_MIDNIGHT, lambda school: LATEST, follow_all_legal_dates),),
)

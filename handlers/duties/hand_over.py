"""Handing over: a colleague is asked to take on one duty, or all that somebody owes, and accepts or declines."""

from enum import StrEnum
from typing import Annotated

from bot.forms import Form, Lookup, Pick, Text
from bot.requests.answer import Answer
from bot.requests.capability import Capability, Screen
from bot.requests.request import Request
from bot.slack import blocks
from models.duties.hand_over import OfferState, accept_offer, decline_offer, offer_duty, offer_shown
from models.duties.hand_over_all import OFFERED, accept_all, decline_all, duty_to_hand_over, offer_all, offers_shown
from models.outbox.queue import Post
from models.tables.message import Message
from models.tables.staff import Staff

MOST_NAMED = 12


class HowMuch(StrEnum):
    """How much is handed over in one gesture."""

    THIS = "this"
    ALL = "all"

    @property
    def label(self) -> str:
        """The words that staff see on the screen."""
        return "Only this" if self is HowMuch.THIS else "Everything on my list"


class HandOverForm(Form):
    """The form that asks a colleague to take over a duty, or all of them."""

    name = "nudge.hand_over"
    title = "Hand over"
    submit = "Ask"

    colleague: Annotated[
        str, Lookup("Colleague", source="staff", hint="They are asked first. Until they accept, it stays with you.")
    ]
    how_much: Annotated[HowMuch, Pick("What to hand over", style="radio", hint="Profiles to read stay with you.")] = (
        HowMuch.THIS
    )
    note: Annotated[str | None, Text("Note", long=True, max_length=500, hint="Only your colleague can see this.")] = (
        None
    )


async def ask_whom(request: Request) -> None:
    """Open the form that hands over one of the actor's duties, or all of them."""
    owed, in_all = await request.look_up(duty_to_hand_over, request.value)
    lead = [blocks.section(request.words("duties/offer.about", **vars(owed), in_all=in_all))]
    await request.open(HandOverForm, values={"how_much": HowMuch.THIS}, context={"about": owed.id}, lead=lead)


async def ask(request: Request) -> Answer | None:
    """Ask the chosen colleague to take over the duty, or all of them."""
    form = await request.form(HandOverForm)
    about = str(form.context["about"])
    if form.how_much is HowMuch.THIS:
        await request.save(form, offer_duty, about, form.colleague, form.note)
        return None
    stays = await request.save(form, offer_all, about, form.colleague, form.note)
    words = request.words
    return await request.say(words("duties/offer.title"), words("duties/offer.stays", count=stays)) if stays else None


async def accept(request: Request) -> None:
    """Accept a duty that a colleague wants to hand over."""
    await request.press(accept_offer, request.value)


async def decline(request: Request) -> None:
    """Decline a duty that a colleague wants to hand over."""
    await request.press(decline_offer, request.value)


async def take_all(request: Request) -> None:
    """Accept all that a colleague wants to hand over."""
    await request.press(accept_all, request.value)


async def refuse_all(request: Request) -> None:
    """Decline all that a colleague wants to hand over."""
    await request.press(decline_all, request.value)


def offer_message(screen: Screen, message: Message) -> Post | None:
    """Ask a colleague to take over a duty. The buttons go once the offer is answered or withdrawn."""
    asked = offer_shown(screen.read, message.about, message.to_id)
    text = screen.words("duties/offer.preview", asked=asked)
    shown = [blocks.section(screen.words("duties/offer.asked", asked=asked))]
    if asked.state is OfferState.OPEN:
        yes = blocks.button("Take it on", "nudge.accept", value=message.about, style="primary")
        shown.append(blocks.actions(yes, blocks.button("Sorry, I can't", "nudge.decline", value=message.about)))
    return Post(text, shown)


def accepted_message(screen: Screen, message: Message) -> Post | None:
    """Tell the person who handed over a duty that the colleague accepted."""
    return answered(screen, message, "accepted")


def declined_message(screen: Screen, message: Message) -> Post | None:
    """Tell the person who wanted to hand over a duty that the colleague declined."""
    return answered(screen, message, "declined")


def offers_message(screen: Screen, message: Message) -> Post:
    """Ask a colleague to take over several duties. The buttons go once all of them are answered or withdrawn."""
    asked = offers_shown(screen.read, message.about, message.to_id)
    if not asked.duties:
        settled = screen.words("duties/offer.settled")
        return Post(settled, [blocks.section(settled)])
    text = screen.words("duties/offer.all_asked", asked=asked, shown=asked.duties[:MOST_NAMED])
    yes = blocks.button("Take it all on", "nudge.accept_all", value=message.about, style="primary")
    no = blocks.button("Sorry, I can't", "nudge.decline_all", value=message.about)
    preview = screen.words("duties/offer.all_preview", count=len(asked.duties))
    return Post(preview, [blocks.section(text), blocks.actions(yes, no)])


def all_answered_message(screen: Screen, message: Message) -> Post:
    """Tell the person who wanted to hand over all that they owe how the colleague has answered."""
    colleague_id, _, count = message.about.partition(":")
    answer = message.kind.removeprefix("nudge.")
    name = screen.read.get(Staff, colleague_id).name
    text = screen.words(f"duties/offer.{answer}", name=name, count=int(count))
    return Post(screen.words(f"duties/offer.{answer}_preview"), [blocks.section(text)])


def answered(screen: Screen, message: Message, answer: str) -> Post:
    """Return the message about a colleague's answer to an offer."""
    duty_id, _, colleague_id = message.about.partition(":")
    text = screen.words(f"duties/offer.{answer}", asked=offer_shown(screen.read, duty_id, colleague_id))
    return Post(screen.words(f"duties/offer.{answer}_preview"), [blocks.section(text)])


CAPABILITY = Capability(
    "hand_over",
    actions={
        "nudge.hand": ask_whom,
        "nudge.accept": accept,
        "nudge.decline": decline,
        "nudge.accept_all": take_all,
        "nudge.decline_all": refuse_all,
    },
    forms={HandOverForm: ask},
    messages={
        "nudge.offer": offer_message,
        "nudge.accept": accepted_message,
        "nudge.decline": declined_message,
        OFFERED: offers_message,
        "nudge.accept_all": all_answered_message,
        "nudge.decline_all": all_answered_message,
    },
)

"""The daily reminder: one message to each person, from which duties are done, put off or handed over."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from bot.forms import Form, Lookup
from bot.requests.capability import Capability, Screen
from bot.requests.payload import parse_carried
from bot.requests.request import Request
from bot.runtime.scheduler import Job
from bot.slack import blocks
from bot.slack.words import Words
from models.change import Read
from models.duties.hand_over import (
    SNOOZES,
    OfferState,
    accept_offer,
    decline_offer,
    offer_duty,
    offer_shown,
    own_open_duty,
    snooze,
)
from models.home.earlier_reminders import REMINDER, replaced_on
from models.home.heads_line import HeadsLine, head_line
from models.home.reminder import (
    MOST_LINES,
    Reminder,
    ReminderLine,
    remind,
    reminder,
    reminder_at,
    snooze_reviews,
)
from models.outbox.queue import Post
from models.permission import Role
from models.tables.message import Message
from models.tables.staff import Staff

MOST_NAMES = 5


class HandOverForm(Form):
    """The form that asks a colleague to take over a duty."""

    name = "nudge.hand_over"
    title = "Hand over"
    submit = "Ask"

    colleague: Annotated[
        str, Lookup("Colleague", source="staff", hint="They are asked first. Until they accept, it stays with you.")
    ]


async def put_off(request: Request) -> None:
    """Put a duty off for the chosen number of school days."""
    duty_id, _, days = request.value.partition(":")
    await request.press(snooze, duty_id, parse_carried(int, days))


async def put_off_reviews(request: Request) -> None:
    """Put off all reviews in the actor's reminder for the chosen number of school days."""
    await request.press(snooze_reviews, parse_carried(int, request.value))


async def ask_whom(request: Request) -> None:
    """Open the form that hands one of the actor's duties over to a colleague."""
    duty_id = await request.look_up(id_of_own_duty, request.value)
    await request.open(HandOverForm, context={"about": duty_id})


async def ask(request: Request) -> None:
    """Ask the chosen colleague to take over the duty."""
    form = await request.form(HandOverForm)
    await request.save(form, offer_duty, str(form.context["about"]), form.colleague)


async def accept(request: Request) -> None:
    """Accept a duty that a colleague wants to hand over."""
    await request.press(accept_offer, request.value)


async def decline(request: Request) -> None:
    """Decline a duty that a colleague wants to hand over."""
    await request.press(decline_offer, request.value)


def id_of_own_duty(read: Read, duty_id: str) -> str:
    """Return the duty's id. Raises Refused if the duty is done or not the actor's own."""
    return own_open_duty(read, duty_id).id


def reminder_message(screen: Screen, message: Message) -> Post | None:
    """Render the reminder with what is still open; None if it is too late to send, or there is nothing to say."""
    if message.ts is None and message.live_until is not None and screen.read.now >= message.live_until:
        return None  # too late in the day to write to anybody
    if (later := replaced_on(screen.read, message)) is not None:
        replaced = screen.words("duties/reminder.replaced", later=later)
        return Post(replaced, [blocks.context(replaced)])
    found = reminder(screen.read, message)
    heads = head_line(screen.read) if screen.read.get(Staff, message.to_id).role is Role.HEAD else None
    if not found.count and (heads is None or heads.is_empty):
        return all_done(screen.words, found) if message.ts else None
    text = screen.words("duties/reminder.preview", found=found, heads=heads)
    own, for_heads = list(lines_of(found, screen)), list(blocks_for_heads(heads, found.on, screen.words))
    return Post(text, [*own, blocks.divider(), *for_heads] if own and for_heads else own + for_heads)


def all_done(words: Words, found: Reminder) -> Post:
    """Return the message that nothing in the reminder is left to do, with what else is owed."""
    done = blocks.section(words("duties/reminder.done", found=found))
    return Post(words("duties/reminder.done_preview", found=found), [done])


def lines_of(found: Reminder, screen: Screen) -> Iterator[blocks.Block]:
    """Yield the duties, most pressing first, each with its buttons, and those that share a line."""
    if found.count:
        yield blocks.section(screen.words("duties/reminder.head", found=found))
    for line in found.lines[:MOST_LINES]:
        yield blocks.section(screen.words("duties/reminder.line", line=line, today=screen.read.today))
        yield blocks.actions(*buttons_of(screen, line))
    yield from blocks.sections(screen.words("duties/reminder.legal", line=line) for line in found.lines[MOST_LINES:])
    if found.to_allocate:
        yield blocks.section(screen.words("duties/reminder.to_allocate", found=found))
    if found.reviews:
        begin = blocks.button("Start", "review.start", spoken="Start the reviews")
        yield blocks.section(screen.words("duties/reminder.reviews", found=found))
        yield blocks.actions(begin, days_menu("nudge.snooze_reviews"))
    if found.to_tell:
        told = blocks.button("Told pupils", "review.tell")
        yield blocks.section(screen.words("duties/reminder.to_tell", found=found), accessory=told)
    if found.more or found.elsewhere.waits or found.elsewhere.snoozed:
        yield blocks.context(screen.words("duties/reminder.more", found=found))


def buttons_of(screen: Screen, line: ReminderLine) -> Iterator[blocks.Element]:
    """Yield the buttons to do a duty, to put it off unless its date is a legal one, and to hand it over.

    Once a planned first day is here, what happened on it is one press.
    """
    if line.is_reached:
        yield from screen.duty_button.once_reached(line.duty_id, line.kind)
    yield screen.duty_button(line.duty_id, line.kind)
    if not line.is_legal:
        yield days_menu("nudge.snooze", f"{line.duty_id}:")
    yield blocks.button("Hand over", "nudge.hand", value=line.duty_id)


def days_menu(action_id: str, about: str = "") -> blocks.Element:
    """Return the menu of school days for which a duty can be put off."""
    days = [blocks.option(f"{days} school day{'s' * (days > 1)}", f"{about}{days}") for days in SNOOZES]
    return blocks.static_select(action_id, days, placeholder="Remind me in")


def blocks_for_heads(heads: HeadsLine | None, day: date, words: Words) -> Iterator[blocks.Block]:
    """Yield what a Head should know too: overdue duties, messages that did not go out, missing term dates."""
    if heads is None or heads.is_empty:
        return
    if heads.owed:
        more = sum(number for _, number in heads.owed[MOST_NAMES:])
        yield blocks.section(words("duties/reminder.overdue", heads=heads, owed=heads.owed[:MOST_NAMES], more=more))
    if heads.unsent:
        yield blocks.section(words("duties/reminder.unsent", heads=heads))
    if not heads.term_dates:
        ask_for = blocks.button("Add term dates", "settings.term_dates")
        yield blocks.section(words("duties/reminder.term_dates", day=day), accessory=ask_for)


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


def answered(screen: Screen, message: Message, answer: str) -> Post:
    """Return the message about a colleague's answer to an offer."""
    duty_id, _, colleague_id = message.about.partition(":")
    text = screen.words(f"duties/offer.{answer}", asked=offer_shown(screen.read, duty_id, colleague_id))
    return Post(screen.words(f"duties/offer.{answer}_preview"), [blocks.section(text)])


CAPABILITY = Capability(
    "nudge",
    actions={
        "nudge.snooze": put_off,
        "nudge.snooze_reviews": put_off_reviews,
        "nudge.hand": ask_whom,
        "nudge.accept": accept,
        "nudge.decline": decline,
    },
    forms={HandOverForm: ask},
    messages={
        REMINDER: reminder_message,
        "nudge.offer": offer_message,
        "nudge.accept": accepted_message,
        "nudge.decline": declined_message,
    },
    jobs=(Job(REMINDER, reminder_at, lambda school: school.day_ends, remind),),
)

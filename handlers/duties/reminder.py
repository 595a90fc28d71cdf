"""The daily reminder: one message to each person, from which duties are done, put off or handed over."""

from collections.abc import Iterator
from datetime import date

from bot.requests.capability import Capability, Screen
from bot.requests.payload import parse_carried
from bot.requests.request import Request
from bot.runtime.scheduler import Job
from bot.slack import blocks
from bot.slack.words import Words
from models.duties.hand_over import SNOOZES, snooze
from models.duties.kinds import KINDS
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


async def put_off(request: Request) -> None:
    """Put a duty off for the chosen number of school days."""
    duty_id, _, days = request.value.partition(":")
    await request.press(snooze, duty_id, parse_carried(int, days))


async def put_off_reviews(request: Request) -> None:
    """Put off all reviews in the actor's reminder for the chosen number of school days."""
    await request.press(snooze_reviews, parse_carried(int, request.value))


def reminder_message(screen: Screen, message: Message) -> Post | None:
    """Render the reminder with what is still open; None if it is too late to send, or there is nothing to say."""
    if message.ts is None and message.live_until is not None and screen.read.now >= message.live_until:
        return None  # too late in the day to write to anybody
    if (later := replaced_on(screen.read, message)) is not None:
        replaced = screen.words("duties/reminder.replaced", later=later)
        return Post(replaced, [blocks.context(replaced)])
    found = reminder(screen.read, message)
    heads = head_line(screen.read, message) if screen.read.get(Staff, message.to_id).role is Role.HEAD else None
    if not found.count and (heads is None or heads.is_empty):
        return all_done(screen.words, found) if message.ts else None
    text = screen.words("duties/reminder.preview", found=found, heads=heads)
    own, for_heads = list(lines_of(found, screen)), list(blocks_for_heads(heads, message.to_id, found.on, screen.words))
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

    Once a planned first day is here, what happened on it is one press. Each button is read out with the pupil.
    """
    about = f"{line.first_name} ({line.reference})" if line.first_name else line.what
    if line.is_reached:
        yield from (blocks.spoken_of(each, about) for each in screen.duty_button.once_reached(line.duty_id, line.kind))
    yield blocks.spoken_of(screen.duty_button(line.duty_id, line.kind), about)
    if not line.is_legal:
        yield days_menu("nudge.snooze", f"{line.duty_id}:")
    if not KINDS[line.kind].is_personal:
        yield blocks.spoken_of(blocks.button("Hand over", "nudge.hand", value=line.duty_id), about)


def days_menu(action_id: str, about: str = "") -> blocks.Element:
    """Return the menu of school days for which a duty can be put off."""
    days = [blocks.option(f"{days} school day{'s' * (days > 1)}", f"{about}{days}") for days in SNOOZES]
    return blocks.static_select(action_id, days, placeholder="Remind me in")


def blocks_for_heads(heads: HeadsLine | None, head_id: str | None, day: date, words: Words) -> Iterator[blocks.Block]:
    """Yield what a Head should know too: overdue duties, messages that did not go out, missing term dates."""
    if heads is None or heads.is_empty:
        return
    starts = heads.late_starts_of_others(head_id)
    yield from blocks.sections(words("duties/reminder.late_start", one=one) for one in starts)
    if heads.count:
        more = sum(number for _, number in heads.owed[MOST_NAMES:])
        yield blocks.section(words("duties/reminder.overdue", heads=heads, owed=heads.owed[:MOST_NAMES], more=more))
    if heads.unsent:
        yield blocks.section(words("duties/reminder.unsent", heads=heads))
    if not heads.term_dates:
        ask_for = blocks.button("Add term dates", "settings.term_dates")
        yield blocks.section(words("duties/reminder.term_dates", day=day), accessory=ask_for)
    if heads.readiness.in_all:
        yield blocks.section(words("plans/brief.readiness", found=heads.readiness))


CAPABILITY = Capability(
    "nudge",
    actions={
        "nudge.snooze": put_off,
        "nudge.snooze_reviews": put_off_reviews,
    },
    messages={REMINDER: reminder_message},
    jobs=(Job(REMINDER, reminder_at, lambda school: school.day_ends, remind),),
)

"""/allocations - the digest of the weekly allocations meeting, which staff work from in the staff channel."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from bot.requests.answer import Answer
from bot.requests.capability import Capability, Command, Screen
from bot.requests.menus import MOST, menu
from bot.requests.request import Request
from bot.runtime.scheduler import Job
from bot.slack import blocks
from bot.slack.blocks import Block, Element
from bot.slack.permalinks import link_to
from handlers.allocations.absences import show_absences
from models.allocations.agenda import APART, AgendaLine, Digest, Section, pages_of
from models.allocations.digest import digest_of, lines_on
from models.allocations.meeting import (
    ASK,
    DIGEST,
    MISSED,
    MORE,
    begin_meeting,
    closed_at,
    count_pages,
    digest_at,
    digest_message,
    digest_until,
    meeting_of_week,
    post_digest,
    tell_missed,
)
from models.duties.kinds import BY_SUBJECT
from models.outbox.queue import Post
from models.tables.duty import DutyKind
from models.tables.message import Message

MOST_NAMED = 3
# The sections whose lines are not about what a pupil is owed, each with the template of a line.
APART_FROM_STEPS = {Section.ACTIONS: "action", Section.LEAVERS: "leaver"}


async def allocations(request: Request) -> Answer:
    """Post this week's digest or bring it up to date, and say where it is."""
    digest = await request.press(post_digest)
    link = await link_to(request.client, digest["room"], digest["ts"])
    facts = {**digest, "on": date.fromisoformat(digest["on"]), "link": link}
    return Answer.with_text(request.words("allocations/digest_command.answer", **facts))


async def post(request: Request) -> None:
    """Post the digest for a Head who was asked about it, or told that it was missed."""
    await request.press(post_digest, request.value)


def digest_post(screen: Screen, message: Message) -> Post | None:
    """Render the digest: its title, a summary, what is urgent, the first lines and the buttons for the meeting."""
    digest = digest_of(screen.read, date.fromisoformat(message.about))
    messages = count_pages(screen.read, message.id)
    pages, hidden = digest.pages(messages), digest.hidden(messages)
    is_closed = closed_at(screen.read, digest.period.on) is not None
    facts = {"digest": digest, "counts": digest.counts, "day": digest.period.on}
    parts = [
        blocks.header(screen.words("allocations/digest_post.title", **facts)),
        blocks.section(screen.words("allocations/digest_post.summary", **facts)),
        *urgent(screen, digest),
        *lines_of(screen, pages[0]),
        *([blocks.section(screen.words("allocations/digest_post.reviews", **facts))] if digest.reviewers.lines else []),
        *([blocks.section(screen.words("allocations/digest_post.unread", **facts))] if digest.unread.lines else []),
    ]
    if digest.conversations.families:
        found = digest.conversations
        parts.append(blocks.context(screen.words("allocations/digest_post.conversations", found=found)))
    if digest.absent:
        parts.append(blocks.context(screen.words("allocations/digest_post.absences")))
    if digest.not_agreed.in_all:
        parts.append(blocks.context(screen.words("allocations/digest_post.not_agreed", found=digest.not_agreed)))
    if len(pages) > 1 or hidden:
        parts.append(blocks.context(screen.words("allocations/digest_post.more", pages=len(pages), hidden=hidden)))
    parts.append(blocks.actions(*meeting_buttons(digest, is_closed)))
    parts.append(blocks.context(screen.words("allocations/digest_post.private", is_closed=is_closed)))
    return Post(screen.words("allocations/digest_post.text", **facts), parts)


def urgent(screen: Screen, digest: Digest) -> Iterator[Block]:
    """Yield what to look at first, with every legal date."""
    lines = [screen.words("allocations/digest_post.pressing", line=line, one=one) for line, one in digest.pressing]
    if lines:
        yield from blocks.sections([screen.words("allocations/digest_post.urgent"), *lines])


def further_page(screen: Screen, message: Message) -> Post | None:
    """Render a further page of the digest, in its thread. A page that became empty after it was sent says so."""
    on, page = message.about.split("/")
    messages = count_pages(screen.read, message.thread_of_id)
    pages = pages_of(lines_on(screen.read, date.fromisoformat(on)), messages)
    lines = pages[int(page)] if int(page) < len(pages) else ()
    if not lines and message.ts is None:
        return None
    words = screen.words
    text = words("allocations/digest_more.text", count=len(lines))
    if not lines:
        return Post(text, [blocks.section(words("allocations/digest_more.done"))])
    title = blocks.section(words("allocations/digest_more.title", page=int(page) + 1))
    return Post(text, [title, *lines_of(screen, lines)])


def lines_of(screen: Screen, lines: Sequence[AgendaLine]) -> Iterator[Block]:
    """Yield the lines under the headings of their sections, each with its menu, the pupils divided from each other."""
    section: Section | None = None
    for line in lines:
        if line.section is not section:
            section = line.section
            yield blocks.section(screen.words(f"allocations/digest_section.{section.name.lower()}"))
        elif is_pupil(line):
            yield blocks.divider()
        yield from line_of(screen, line)


def is_pupil(line: AgendaLine) -> bool:
    """Return whether the line is about what a pupil is owed, as against an action or a leaver."""
    return line.section not in APART_FROM_STEPS


def line_of(screen: Screen, line: AgendaLine) -> Iterator[Block]:
    """Yield one line with its menu, and with buttons for what the meeting does at once or what a first day asks."""
    template = APART_FROM_STEPS.get(line.section, "pupil")
    text = screen.words(f"allocations/digest_line.{template}", line=line, **duties_in_line(line))
    entries = list(entries_of(screen, line))
    chosen = menu(entries) if entries else None
    buttons = list(buttons_of(screen, line))
    if not buttons or chosen is None:
        yield blocks.section(text, accessory=chosen)
        return
    yield blocks.section(text)
    yield blocks.actions(*buttons, chosen)


def buttons_of(screen: Screen, line: AgendaLine) -> Iterator[Element]:
    """Yield the buttons of a line, read out with the pupil's initials.

    They allocate the pupil, which stands out, and say whether a pupil whose first day is here has come.
    """
    for one in line.still_owed:
        if one.kind is DutyKind.ALLOCATE:
            plain = blocks.spoken_of(screen.duty_button(one.id, one.kind), line.initials)
            yield plain | {"style": "primary"}
        elif line.is_reached and one.kind in screen.duty_button:
            yield from (
                blocks.spoken_of(each, line.initials) for each in screen.duty_button.once_reached(one.id, one.kind)
            )


def duties_in_line(line: AgendaLine) -> dict[str, Any]:
    """Return the duties of a line: overdue, due, and done; allocating and targets are named by words of their own."""
    named = [one for one in line.still_owed if one.kind not in APART]
    done = [one for one in line.owed if not one.is_open]
    return {
        "allocate": [one for one in line.still_owed if one.kind is DutyKind.ALLOCATE],
        "late": [one for one in named if one.late],
        "due": [one for one in named if not one.late],
        "targets": [one for one in line.still_owed if one.kind is DutyKind.TARGET],
        "done": [one for one in done if one.kind is not DutyKind.ALLOCATE],
        "allocated": [one for one in done if one.kind is DutyKind.ALLOCATE],
        "most": MOST_NAMED,
    }


def entries_of(screen: Screen, line: AgendaLine) -> Iterator[Element]:
    """Yield the entries of a line's menu, as the buttons that they stand for: at most five, legal dates first."""
    if line.section is Section.ACTIONS:
        for one in line.still_owed:
            yield blocks.button("Tick off", "action.tick", value=one.id)
            yield blocks.button("Carry over", "action.carry", value=one.id)
            yield blocks.button("Not needed", "step.not_needed", value=one.id)
    elif line.section is Section.LEAVERS and line.placement_id is not None and line.destination is not None:
        yield blocks.button("Leaving", "leave.open", value=line.placement_id)
    elif is_pupil(line) and line.placement_id is not None:
        yield blocks.button("Needs", "pupil.needs", value=line.placement_id)
        yield from steps_of(screen, line)[: MOST - 2]
        yield blocks.button("Add an action", "action.add", value=line.placement_id)


def steps_of(screen: Screen, line: AgendaLine) -> list[Element]:
    """Return an entry for each open duty of a pupil that has one; allocating has a button of its own."""
    return [
        screen.duty_button(one.id, one.kind, one.what if one.kind in BY_SUBJECT else "", alone=True)
        for one in line.still_owed
        if one.kind in screen.duty_button and one.kind is not DutyKind.ALLOCATE
    ]


def meeting_buttons(digest: Digest, is_closed: bool) -> Iterator[Element]:
    """Yield the buttons for the whole meeting. What was agreed is shown in private, never in the channel."""
    on = digest.period.on.isoformat()
    yield blocks.button("Update the recap" if is_closed else "Post the recap", "digest.recap", value=on)
    entries = [blocks.button("Add a general action", "action.add", value="service")]
    if any(line.section is Section.ACTIONS for line in digest.lines):
        entries.append(blocks.button("Agreed actions (private)", "digest.actions", value=on))
    if digest.counts["kept"]:
        entries.append(blocks.button("Questioned targets (private)", "target.kept", value=on))
    if digest.absent:
        entries.append(blocks.button("Absence (private)", "attendance.alarms", value=on))
    if digest.unread.profiles:
        entries.append(blocks.button("Profiles to read (private)", "profile.unread", value=on))
    yield menu(entries)


def not_posted_message(screen: Screen, message: Message) -> Post | None:
    """Ask a Head about a digest that was not posted: no term dates cover the day, or the bot was away at that hour."""
    on = date.fromisoformat(message.about)
    posted = digest_message(screen.read, on)
    facts = {"day": on, "posted": posted is not None}
    template = f"allocations/{message.kind.replace('.', '_')}"
    parts = [blocks.section(screen.words(f"{template}.said", **facts))]
    if posted is None and meeting_of_week(screen.read, screen.read.today) == on:
        parts.append(blocks.actions(blocks.button("Post the digest", "digest.post", value=message.about)))
    return Post(screen.words(f"{template}.text", **facts), parts)


CAPABILITY = Capability(
    "digest",
    commands=(Command("/allocations", allocations, "Post or update the allocations digest in the staff channel"),),
    actions={"digest.post": post, "attendance.alarms": show_absences},
    messages={DIGEST: digest_post, MORE: further_page, ASK: not_posted_message, MISSED: not_posted_message},
    jobs=(Job("digest", digest_at, digest_until, begin_meeting, tell_missed),),
)

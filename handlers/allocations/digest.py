"""/allocations - the digest of the weekly allocations meeting, which staff work from in the staff channel."""

from collections.abc import Iterable, Iterator, Sequence
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
from models.allocations.agenda import AgendaDuty, AgendaLine, Digest, Section
from models.allocations.digest import digest_of
from models.allocations.meeting import (
    ASK,
    DIGEST,
    MISSED,
    MORE,
    begin_meeting,
    closed_at,
    digest_at,
    digest_message,
    digest_until,
    meeting_of_week,
    pages_posted,
    post_digest,
    tell_missed,
)
from models.duties.kinds import BY_SUBJECT
from models.outbox.queue import Post
from models.tables.duty import DutyKind
from models.tables.message import Message

MOST_OWED = 8
MOST_SHOWN = 2


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
    """Render the digest: its title, a summary, the first page of lines and the buttons for the meeting."""
    digest = digest_of(screen.read, date.fromisoformat(message.about))
    pages = pages_posted(screen.read, message)
    is_closed = closed_at(screen.read, digest.period.on) is not None
    facts = {"digest": digest, "counts": digest.counts, "day": digest.period.on}
    hidden = digest.unseen + sum(len(page) for page in digest.pages[pages:])
    parts = [
        blocks.header(screen.words("allocations/digest_post.title", **facts)),
        blocks.section(screen.words("allocations/digest_post.summary", **facts)),
        *([blocks.section(screen.words("allocations/digest_post.pressing", **facts))] if digest.pressing else []),
        *lines_of(screen, digest.pages[0]),
        *([blocks.section(screen.words("allocations/digest_post.reviews", **facts))] if digest.reviewers else []),
    ]
    if pages > 1 or hidden:
        parts.append(blocks.context(screen.words("allocations/digest_post.more", pages=pages, hidden=hidden)))
    parts.append(blocks.actions(*meeting_buttons(digest, is_closed)))
    parts.append(blocks.context(screen.words("allocations/digest_post.private", is_closed=is_closed)))
    return Post(screen.words("allocations/digest_post.text", **facts), parts)


def further_page(screen: Screen, message: Message) -> Post | None:
    """Render a further page of the digest, in its thread. A page that became empty after it was sent says so."""
    on, page = message.about.split("/")
    pages = digest_of(screen.read, date.fromisoformat(on)).pages
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
    """Yield the lines under the headings of their sections, each with its buttons."""
    section: Section | None = None
    for line in lines:
        if line.section is not section:
            section = line.section
            yield blocks.section(screen.words(f"allocations/digest_section.{section.name.lower()}"))
        text = screen.words(f"allocations/digest_line.{template_of(section)}", line=line, **duties_in_line(line))
        yield blocks.section(text, accessory=needs_of(line))
        buttons = list(buttons_of(screen, line))
        if buttons:
            yield blocks.actions(*buttons)


def template_of(section: Section) -> str:
    """Return the template for a line of this section."""
    return {Section.ACTIONS: "action", Section.LEAVERS: "leaver"}.get(section, "pupil")


def duties_in_line(line: AgendaLine) -> dict[str, Any]:
    """Return the duties that fit into a line: to allocate, with legal dates, the rest by owner, and done."""
    owed = line.owed[:MOST_OWED]
    still = [one for one in owed if one.is_open]
    rest = [one for one in still if one.kind is not DutyKind.ALLOCATE and not one.is_legal]
    return {
        "allocate": [one for one in still if one.kind is DutyKind.ALLOCATE],
        "legal": [one for one in still if one.is_legal],
        "owners": [(owner, [one for one in rest if one.owner == owner]) for owner in unique(one.owner for one in rest)],
        # The keyworker's name already says that the pupil was allocated.
        "done": [one for one in owed if not one.is_open and not (line.keyworker and one.kind is DutyKind.ALLOCATE)],
        "hidden": max(0, len(line.owed) - MOST_OWED),
    }


def unique(names: Iterable[str]) -> list[str]:
    """Return each name once, in the order in which the names come."""
    return list(dict.fromkeys(names))


def needs_of(line: AgendaLine) -> Element | None:
    """Return the button that shows a pupil's needs, to the person who presses it alone."""
    if line.placement_id is None or template_of(line.section) != "pupil":
        return None
    who = f"{line.initials} {line.reference}"
    return blocks.button("Needs", "pupil.needs", value=line.placement_id, spoken=f"Needs of {who}")


def buttons_of(screen: Screen, line: AgendaLine) -> Iterator[Element]:
    """Yield the buttons of a line: two for each action, or a pupil's two most pressing steps and a menu of the rest."""
    who = f"{line.initials} {line.reference}"
    owed = [one for one in line.owed if one.is_open]
    if line.section is Section.ACTIONS:
        for one in owed:
            yield blocks.button("Tick off", "action.tick", value=one.id, spoken=f"Tick off: {who}, {one.owner}")
            yield blocks.button("Carry over", "action.carry", value=one.id, spoken=f"Carry over: {who}, {one.owner}")
    elif line.section is not Section.LEAVERS and line.placement_id is not None:
        shown_first, rest = split(steps_of(screen, owed))
        yield from shown_first
        yield menu([*rest[: MOST - 1], blocks.button("Add an action", "action.add", value=line.placement_id)])


def steps_of(screen: Screen, owed: Sequence[AgendaDuty]) -> list[Element]:
    """Return a button for each open duty that has one: allocating first, then legal dates, then the others in order."""
    order = sorted(owed, key=lambda one: (one.kind is not DutyKind.ALLOCATE, not one.is_legal))
    return [
        screen.duty_button(one.id, one.kind, one.what if one.kind in BY_SUBJECT else "", alone=True)
        for one in order
        if one.kind in screen.duty_button
    ]


def split(buttons: Sequence[Element]) -> tuple[list[Element], list[Element]]:
    """Split the buttons into a short row, never two for the same action, and the rest for the menu."""
    row: list[Element] = []
    for button in buttons:
        if len(row) < MOST_SHOWN and button["action_id"] not in {one["action_id"] for one in row}:
            row.append(button)
    return row, [button for button in buttons if button not in row]


def meeting_buttons(digest: Digest, is_closed: bool) -> Iterator[Element]:
    """Yield the buttons for the whole meeting. What was agreed is shown in private, never in the channel."""
    on = digest.period.on.isoformat()
    if digest.counts["actions"]:
        yield blocks.button("Agreed actions (private)", "digest.actions", value=on)
    if digest.counts["kept"]:
        yield blocks.button("Low targets (private)", "target.kept", value=on)
    yield blocks.button("Add a general action", "action.add", value="service")
    yield blocks.button("Update the recap" if is_closed else "Post the recap", "digest.recap", value=on)


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
    actions={"digest.post": post},
    messages={DIGEST: digest_post, MORE: further_page, ASK: not_posted_message, MISSED: not_posted_message},
    jobs=(Job("digest", digest_at, digest_until, begin_meeting, tell_missed),),
)

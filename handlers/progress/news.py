"""News of targets: a daily message to administrators, and a private list of questioned targets with their reasons."""

from collections.abc import Iterator
from datetime import date

from bot.requests.capability import Capability, Screen
from bot.requests.payload import parse_carried
from bot.requests.request import Request
from bot.runtime.scheduler import Job
from bot.slack import blocks
from bot.slack.words import Words
from models.outbox.queue import Post
from models.progress.news import NEWS, TargetNewsOfDay, news, news_at, tell_news, view_targets_kept_low
from models.tables.message import Message

A_SECTION = 10


async def show_kept(request: Request) -> None:
    """Show the targets that were kept low to the person who asked, and nobody else."""
    found = await request.change(view_targets_kept_low, parse_carried(date.fromisoformat, request.value).isoformat())
    view = blocks.modal(request.words("progress/kept_low.title"), list(blocks_of(request.words, found)))
    await request.show(view)


def blocks_of(words: Words, found: TargetNewsOfDay) -> Iterator[blocks.Block]:
    """Yield each target with the doubts about it, and the reason as it was typed."""
    yield blocks.context(words("progress/kept_low.private"))
    if not found.lines:
        yield blocks.section(words("progress/kept_low.none"))
    for one in found.lines:
        yield blocks.section(words("progress/kept_low.line", one=one))
        if one.reason:
            yield blocks.quoted(one.reason)
    if found.more:
        yield blocks.context(words("progress/kept_low.more", more=found.more))


def news_message(screen: Screen, message: Message) -> Post | None:
    """Tell an administrator about targets set or corrected since the last news; None if there are none to tell."""
    found = news(screen.read, message)
    if not found.lines and message.ts is None:
        return None
    runs = [found.lines[start : start + A_SECTION] for start in range(0, len(found.lines), A_SECTION)]
    shown = [blocks.section(screen.words("progress/news.head", found=found))]
    shown += [blocks.section(screen.words("progress/news.lines", lines=lines)) for lines in runs]
    if found.more:
        shown.append(blocks.context(screen.words("progress/news.more", more=found.more)))
    return Post(screen.words("progress/news.preview", found=found), shown)


CAPABILITY = Capability(
    "target_news",
    actions={"target.kept": show_kept},
    messages={NEWS: news_message},
    jobs=(Job(NEWS, news_at, lambda school: school.day_ends, tell_news),),
)

"""Telling Heads of a message that did not go out: its kind, why, and what to do, but never its text."""

import logging
from collections.abc import Iterator

from bot.requests.capability import Capability, Screen
from bot.requests.request import Request
from bot.slack import blocks
from models.outbox.queue import Post
from models.outbox.undelivered import (
    LOST,
    Undelivered,
    is_there,
    look_at_channel_again,
    lose_channel,
    send_again,
    undelivered,
)
from models.tables.message import Message

log = logging.getLogger(__name__)

CHANNELS = ("no_channel", "public_channel", "shared_channel", "is_archived", "channel_not_found", "not_in_channel")


async def again(request: Request) -> None:
    """Send an undelivered message again, even if its outcome is unknown and it may have arrived."""
    await request.press(send_again, request.value)


async def there(request: Request) -> None:
    """Believe a Head who has seen in Slack a message whose outcome was unknown."""
    await request.press(is_there, request.value)


async def archived(request: Request) -> None:
    """Tell the Heads if the staff channel has been archived."""
    await request.change(lose_channel, str(request.event.get("channel")), "is_archived")


async def removed(request: Request) -> None:
    """Tell the Heads if Halfterm has been removed from the staff channel."""
    await request.change(lose_channel, str(request.event.get("channel")), "not_in_channel")


async def left(request: Request) -> None:
    """Look again at what was held back for the staff channel, when somebody has left it."""
    await request.change(look_at_channel_again, str(request.event.get("channel")))


async def revoked(request: Request) -> None:
    """Log that the app was uninstalled or its token revoked: nobody can be told in Slack any more."""
    log.error("Slack says that the app was uninstalled or its token revoked: %s", request.event["type"])


def lost_channel_message(screen: Screen, message: Message) -> Post | None:
    """Tell a Head that the staff channel is lost; None if another channel has been chosen since."""
    code, _, channel = message.about.partition(":")
    if screen.read.school.channel != channel:
        return None  # another channel has been chosen since
    choose = blocks.button("Choose a channel", "settings.channel", style="primary")
    text = blocks.section(screen.words("administration/channel_lost.text", code=code))
    return Post(screen.words("administration/channel_lost.preview"), [text, blocks.actions(choose)])


def trouble_message(screen: Screen, message: Message) -> Post | None:
    """Tell a Head about a message that is stuck, or that it no longer is; None if there is nothing to tell."""
    found = undelivered(screen.read, message)
    if found is None:
        mended = screen.words("administration/undelivered.mended")
        return Post(mended, [blocks.section(mended)]) if message.ts else None
    name = screen.words("administration/undelivered.name", found=found)
    what = blocks.section(screen.words("administration/undelivered.what", found=found, name=name))
    return Post(screen.words("administration/undelivered.preview"), [what, blocks.actions(*buttons_of(found))])


def buttons_of(found: Undelivered) -> Iterator[blocks.Element]:
    """Yield the buttons that help with this problem."""
    if found.problem in CHANNELS:
        yield blocks.button("Choose a channel", "settings.channel", style="primary")
    if found.problem == "strangers_in_channel":
        yield blocks.button("Open the staff list", "staff.list", style="primary")
    if found.is_in_doubt:
        yield blocks.button("It is there", "trouble.there", value=found.message_id)
        twice = blocks.confirm("Send it again?", "If it did arrive, it will be there twice.", yes="Send it again")
        yield blocks.button("Send it again", "trouble.again", value=found.message_id, confirm=twice)
    else:
        yield blocks.button("Try again", "trouble.again", value=found.message_id)


CAPABILITY = Capability(
    "trouble",
    actions={"trouble.again": again, "trouble.there": there},
    events={
        "group_archive": archived,
        "group_left": removed,
        "member_left_channel": left,
        "tokens_revoked": revoked,
        "app_uninstalled": revoked,
    },
    messages={"trouble": trouble_message, LOST: lost_channel_message},
)

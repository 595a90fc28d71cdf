"""What a Head is told when a message did not go out: what it was, why, and what to do - never what stood in it."""

from collections.abc import Iterator
from typing import Any

from slack_bolt.async_app import AsyncAck

from bot import blocks
from bot.capability import Capability
from bot.desk import Desk
from bot.words import Words
from models.change import Actor, Look
from models.message import Message
from models.outbox import Post
from models.trouble import Trouble, send_again, trouble_of

CHANNELS = ("no_channel", "public_channel", "shared_channel", "is_archived", "channel_not_found", "not_in_channel")


async def again(ack: AsyncAck, desk: Desk, actor: Actor, action: dict[str, Any]) -> None:
    """Try again, or send again what may stand there already."""
    key = f"{actor.staff_id}:{action['action_id']}:{action['action_ts']}"
    await desk.change(send_again, str(action["value"]), by=actor, key=key)
    await ack()


def trouble_message(look: Look, words: Words, message: Message) -> Post | None:
    """None once it has gone out after all, or where its day is over."""
    found = trouble_of(look, message)
    if found is None:
        mended = words("trouble/message.mended")
        return Post(mended, [blocks.section(mended)]) if message.ts else None
    name = words("trouble/message.name", found=found)
    what = blocks.section(words("trouble/message.what", found=found, name=name))
    return Post(words("trouble/message.preview"), [what, blocks.actions(*buttons_of(found))])


def buttons_of(found: Trouble) -> Iterator[blocks.Element]:
    """What helps in this case."""
    if found.problem in CHANNELS:
        yield blocks.button("Choose the channel", "settings.channel", style="primary")
    if found.problem == "strangers_in_channel":
        yield blocks.button("Open the staff list", "staff.list", style="primary")
    if found.problem == "outcome_unknown":
        twice = blocks.confirm("Send it again?", "If it did arrive, it will be there twice.", yes="Send it again")
        yield blocks.button("Send it again", "trouble.again", value=found.message_id, confirm=twice)
    else:
        yield blocks.button("Try again", "trouble.again", value=found.message_id)


CAPABILITY = Capability("trouble", actions={"trouble.again": again}, messages={"trouble": trouble_message})

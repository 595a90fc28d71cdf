"""/halfterm - what there is, what one may do, and for Heads the settings of the service."""

from collections.abc import Iterator

from slack_bolt.async_app import AsyncAck

from bot.capability import Capability, Command
from bot.runtime.desk import Desk
from bot.runtime.help_index import Menu
from bot.slack import blocks
from bot.slack.words import Words
from models.administration.settings import Overview, overview
from models.change import Actor


async def answer(ack: AsyncAck, desk: Desk, actor: Actor) -> None:
    """/halfterm, whatever stands behind it."""
    seen = await desk.read(overview, by=actor)
    shown = [*help_of(desk.menu, seen, desk.words), *settings_of(seen, desk.words)]
    await ack(response_type="ephemeral", text=desk.words("administration/help.preview"), blocks=shown)


def help_of(menu: Menu, seen: Overview, words: Words) -> Iterator[blocks.Block]:
    """The commands there are, and what the asker may do."""
    yield blocks.section(words("administration/help.commands", menu=menu, seen=seen))
    yield blocks.section(words("administration/help.may", seen=seen))


def settings_of(seen: Overview, words: Words) -> Iterator[blocks.Block]:
    """How the service is set up; for others than Heads, whom to ask."""
    yield blocks.divider()
    if not seen.is_head:
        yield blocks.context(words("administration/help.ask", seen=seen))
        return
    yield blocks.section(words("administration/help.service", seen=seen, school=seen.school))
    yield blocks.actions(
        blocks.button("Staff", "staff.list"),
        blocks.button("Channel", "settings.channel"),
        blocks.button("Term dates", "settings.term_dates"),
        blocks.button("Hours", "settings.hours"),
        blocks.button("Days for each step", "settings.days"),
        blocks.button("Add a grading scale", "scale.add"),
    )


CAPABILITY = Capability(
    "guide",
    commands=(Command("/halfterm", answer, "Help, what you may do, and for Heads the settings of the service"),),
)

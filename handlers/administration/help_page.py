"""/halfterm - the commands, what the person may do, and for Heads the settings of the service."""

from collections.abc import Iterator

from bot.requests.answer import Answer
from bot.requests.capability import Capability, Command
from bot.requests.help_index import HelpIndex
from bot.requests.request import Request
from bot.slack import blocks
from bot.slack.words import Words
from models.administration.settings import Overview, overview
from models.permission import Permission


async def answer(request: Request) -> Answer | None:
    """Answer /halfterm with the help and the settings, whatever text follows the command."""
    seen = await request.read(overview)
    shown = [*help_of(request.help_index, seen, request.words), *files_of(seen), *settings_of(seen, request.words)]
    return Answer.with_text(request.words("administration/help.preview"), shown)


def help_of(index: HelpIndex, seen: Overview, words: Words) -> Iterator[blocks.Block]:
    """Yield the help: all commands, and what the person who asked may do."""
    yield blocks.section(words("administration/help.commands", index=index, seen=seen))
    yield blocks.section(words("administration/help.may", seen=seen))


def files_of(seen: Overview) -> Iterator[blocks.Block]:
    """Yield the buttons for files to those who may import them, and for all assessments to those who may see them."""
    found = [blocks.button("Import", "import.open")] if Permission.IMPORT in seen.may else []
    if Permission.ASSESSMENT_LIST in seen.may:
        found.append(blocks.button("Assessments", "assessment.list", value="all"))
    if found:
        yield blocks.actions(*found)


def settings_of(seen: Overview, words: Words) -> Iterator[blocks.Block]:
    """Yield the settings with their buttons for a Head; for anybody else, whom to ask."""
    yield blocks.divider()
    if not seen.is_head:
        yield blocks.context(words("administration/help.ask", seen=seen))
        return
    yield blocks.section(words("administration/help.service", seen=seen, school=seen.school))
    yield blocks.actions(
        blocks.button("Staff", "staff.list"),
        blocks.button("Channel", "settings.channel"),
        blocks.button("Term dates", "settings.term_dates"),
        blocks.button("Open or close a day", "settings.day"),
        blocks.button("Hours", "settings.hours"),
        blocks.button("Days for each step", "settings.days"),
        blocks.button("Add a grading scale", "scale.add"),
        blocks.button("Document templates", "template.list"),
        blocks.button("Days for legal dates", "settings.legal"),
    )


CAPABILITY = Capability(
    "guide",
    commands=(Command("/halfterm", answer, "Help, what you can do, and settings for Heads"),),
)

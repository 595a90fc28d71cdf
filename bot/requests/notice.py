"""A modal that only says something."""

from typing import Any

from bot.slack import blocks
from bot.slack.words import Mrkdwn, Words


def notice(title: str, text: Mrkdwn, button: blocks.Element | None = None) -> dict[str, Any]:
    """Return a modal that says something (mrkdwn), with a button for what can be done about it."""
    return blocks.modal(title, spoken(text, button), close="Close")


def saved_notice(words: Words, text: Mrkdwn, button: blocks.Element | None = None) -> dict[str, Any]:
    """Return the one modal in which every form confirms that it has saved, and says what follows."""
    return notice(words("requests/notice.saved"), text, button)


def spoken(text: Mrkdwn, button: blocks.Element | None = None) -> list[blocks.Block]:
    """Return the blocks of a notice: its text (mrkdwn), and a button for what can be done about it."""
    return [blocks.section(text), *([blocks.actions(button)] if button else [])]

"""A plan, or what has changed in it, page by page: Slack shows so many blocks in a modal, and so much text."""

import json
from collections.abc import Iterable

from bot.slack import blocks
from bot.slack.blocks import Block

MOST_BLOCKS, MOST_DIGITS = 90, 4
# Slack takes 250,000 characters of JSON; it may count an accented letter as six.
LARGEST = 200_000


def page_of(shown: Iterable[Block], value: str, action_id: str) -> list[Block]:
    """Return the page that `value`, "placement:number", asks for, with the ways to those before and after it."""
    placement_id, _, number = value.partition(":")
    pages = _pages(shown)
    at = min(int(number) if number.isdecimal() and len(number) <= MOST_DIGITS else 0, len(pages) - 1)
    places = (("Earlier", f"{action_id}_earlier", at - 1), ("More", f"{action_id}_more", at + 1))
    turns = [
        blocks.button(label, name, value=f"{placement_id}:{place}")
        for label, name, place in places
        if 0 <= place < len(pages)
    ]
    return [*pages[at], *([blocks.actions(*turns)] if turns else [])]


def _pages(shown: Iterable[Block]) -> list[list[Block]]:
    pages: list[list[Block]] = [[]]
    size = 0
    for block in shown:
        length = len(json.dumps(block))
        if len(pages[-1]) == MOST_BLOCKS or size + length > LARGEST:
            pages.append([])
            size = 0
        pages[-1].append(block)
        size += length
    return pages

"""Texts that are shown whole, however long they are: what does not fit into a section goes on in the next."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from bot.slack.blocks import LONGEST_TEXT, Block, Element, clip_mrkdwn, sections
from bot.slack.words import Mrkdwn


def whole(*texts: Mrkdwn, accessory: Element | None = None) -> list[Block]:
    """Return as few sections as hold these texts of mrkdwn from templates, none of which is cut or empty.

    The accessory stands beside the first.
    """
    first, *more = sections(part for text in texts for part in _parts(text))
    return [first | ({"accessory": accessory} if accessory else {}), *more]


def together(shown: Iterable[Block]) -> Iterator[Block]:
    """Yield these blocks, with neighbouring sections of mrkdwn alone put into as few as hold their texts."""
    for is_text, run in groupby(shown, _is_mrkdwn_alone):
        group = list(run)
        yield from sections(Mrkdwn(one["text"]["text"]) for one in group) if is_text else group


def _is_mrkdwn_alone(block: Block) -> bool:
    return block["type"] == "section" and block.keys() == {"type", "text"} and block["text"]["type"] == "mrkdwn"


def _parts(text: Mrkdwn) -> Iterator[Mrkdwn]:
    """Yield what fits into a section each: up to the end of a line or a word, and never in the middle of an escape."""
    while len(text) > LONGEST_TEXT:
        held = clip_mrkdwn(text, LONGEST_TEXT)[:-1] or text[:LONGEST_TEXT]
        ends = (end for end in (held.rfind("\n"), held.rfind(" ")) if end > LONGEST_TEXT // 2)
        end = next(ends, len(held))
        yield Mrkdwn(held[:end])
        text = Mrkdwn(text[end:].strip())
    yield text

"""What people wrote in Slack, as plain text for a form field."""

import re
from html import unescape

_LABELLED = re.compile(r"<[^<>|]*\|([^<>]+)>")
_PERSON = re.compile(r"<@[^<>]*>")
_LIVE = re.compile(r"<[!#]([a-z]*)[^<>]*>")
_LINK = re.compile(r"<((?:https?|mailto|tel):[^<>]*)>")


def as_typed(text: str) -> str:
    """Return a message without Slack's markup: a link by its words, no live mention, and `&lt;` as it was typed."""
    for mark, plain in ((_LABELLED, r"\1"), (_PERSON, "(a colleague)"), (_LIVE, r"\1"), (_LINK, r"\1")):
        text = mark.sub(plain, text)
    return unescape(text).strip()

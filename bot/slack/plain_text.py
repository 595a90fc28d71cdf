"""What people wrote in Slack, as plain text for a field of a form."""

import re
from html import unescape

_LABELLED = re.compile(r"<[^<>|]*\|([^<>]+)>")
_PERSON = re.compile(r"<@[^<>]*>")
_LIVE = re.compile(r"<[!#]([a-z]*)[^<>]*>")
_LINK = re.compile(r"<((?:https?|mailto|tel):[^<>]*)>")


def as_typed(text: str) -> str:
    """A message without Slack's marks: the words of a link, no live mention, `&lt;` as it was typed."""
    for mark, plain in ((_LABELLED, r"\1"), (_PERSON, "(a colleague)"), (_LIVE, r"\1"), (_LINK, r"\1")):
        text = mark.sub(plain, text)
    return unescape(text).strip()

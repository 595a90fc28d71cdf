"""Slack's marks, taken out of what somebody wrote."""

import pytest

from bot.slack.plain_text import as_typed


@pytest.mark.parametrize(
    ("sent", "typed"),
    [
        ("fish &amp; chips, 3 &lt; 4", "fish & chips, 3 < 4"),
        ("see <https://example.org/x|the letter>", "see the letter"),
        ("see <https://example.org/x>", "see https://example.org/x"),
        ("ask <@UBEN> or <@UBEN|ben>", "ask (a colleague) or ben"),
        ("<!here> and <!channel>", "here and channel"),
        ("in <#C1|general>", "in general"),
        ("&amp;lt;!channel&amp;gt;", "&lt;!channel&gt;"),
        ("", ""),
    ],
)
def test_a_message_is_read_as_it_was_typed(sent: str, typed: str) -> None:
    assert as_typed(sent) == typed

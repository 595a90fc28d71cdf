"""What a person reads in blocks: mentions by name, escapes undone, every part of rich text, tables and charts."""

from typing import Any

import pytest

from bot.workspace.testing import words
from tests.bot.workspace.bad_payloads import bars, cell, chart, mrkdwn, option, plain, section, select, series, table

NAMES = {"U1": "@ann", "C1": "#staff"}


def shown(mention: str) -> str:
    return NAMES.get(mention, mention)


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ("*Kai* &amp; <@U1>", "*Kai* & @ann"),
        ("in <#C1|staff>", "in #staff"),
        ("<https://a.example|the list>", "the list"),
        ("<https://a.example>", "https://a.example"),
        ("<!date^1788739200^{date}|7 September>", "7 September"),
        ("<!here> &lt;Kai&gt;", "@here <Kai>"),
    ],
)
def test_mrkdwn_is_read_as_it_is_drawn(raw: str, read: str) -> None:
    assert words.mrkdwn(raw, shown) == read


def test_plain_text_is_read_as_it_stands() -> None:
    assert words.of_blocks([section(text=plain("<@U1> &amp;"))], shown) == "<@U1> &amp;"


def test_rich_text_is_read_part_by_part() -> None:
    parts: list[dict[str, Any]] = [
        {"type": "text", "text": "Kai "},
        {"type": "user", "user_id": "U1"},
        {"type": "channel", "channel_id": "C1"},
        {"type": "link", "url": "https://a.example", "text": "list"},
        {"type": "link", "url": "https://b.example"},
    ]
    block = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": parts}]}
    assert words.of_blocks([block], shown).splitlines() == ["Kai ", "@ann", "#staff", "list", "https://b.example"]


def test_tables_and_charts_are_read_too() -> None:
    rows = [[cell("Name")], [{"type": "raw_number", "value": 7}]]
    assert words.of_blocks([table(rows, "data_table")], shown).splitlines() == ["Pupils", "Name", "7"]
    read = words.of_blocks([chart(bars(series(1), points=1))], shown).splitlines()
    assert read[0] == "Progress"
    assert "0" in read


def test_options_and_fields_beside_a_text_are_read() -> None:
    block = section(fields=[mrkdwn("One")], accessory=select(options=[option("Two")], placeholder=plain("Pick")))
    assert words.of_blocks([block], shown).splitlines() == ["*Hello*", "One", "Two"]

"""Blocks are what Slack takes: free text is cut, a programmer's mistake is refused."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack import blocks
from bot.slack.charts import drawable
from bot.workspace.rules.validator import check_message, check_view

FREE = st.text(min_size=1, max_size=4000).filter(str.strip)


@given(st.text(max_size=60), st.integers(1, 40))
def test_a_clipped_text_fits_and_says_that_it_was_cut(text: str, limit: int) -> None:
    cut = blocks.clip(text, limit)
    assert len(cut) <= limit
    assert cut == text if len(text) <= limit else cut.endswith("…")


def test_a_text_is_not_cut_between_a_letter_and_its_accent() -> None:
    assert blocks.clip("Zoe\u0301 Ash", 4) == "Zo…"
    assert blocks.clip("ab👩\u200d🚀 on", 5) == "ab…"


@pytest.mark.parametrize("end", ["&amp; more of it", "<@U0123456789> more", "<https://example.org|a link>"])
@pytest.mark.parametrize("before", range(1, 30))
def test_mrkdwn_is_not_cut_inside_an_escape_or_a_link(end: str, before: int) -> None:
    cut = blocks.clip_mrkdwn("x" * before + end, 30)
    assert len(cut) <= 30
    assert cut.count("<") == cut.count(">")
    assert "&" not in cut or "&amp;" in cut


@given(FREE)
def test_any_text_makes_blocks_that_slack_takes(text: str) -> None:
    choice = blocks.option(text, "a", text)
    asked = blocks.confirm(text, text, yes=text, no=text, style="danger")
    elements = [
        blocks.button(text, "x.press", "1", style="primary", confirm=asked, spoken=text),
        blocks.overflow("x.more", [choice]),
        blocks.static_select("x.choose", [choice], placeholder=text, initial=choice),
        blocks.external_select("x.find", placeholder=text),
    ]
    shown = [blocks.header(text), blocks.section(text), blocks.plain(text), blocks.fields([text] * 10)]
    shown += [blocks.divider(), blocks.context(text, blocks.plain_text(text)), blocks.actions(*elements)]
    shown += [blocks.quoted(text)]
    assert check_message({"text": "x", "blocks": [*shown, blocks.table([[text[:90], " "]])]}) == []
    typed = {"type": "plain_text_input", "action_id": "a"}
    field = blocks.input_block(text, typed, block_id="b", hint=text, dispatch=True)
    assert check_view(blocks.modal(text, [*shown, field], submit=text, callback_id="x"), "modal") == []
    assert check_view(blocks.home(shown), "home") == []


@pytest.mark.parametrize(
    "mistake",
    [
        lambda: blocks.section(" "),
        lambda: blocks.actions(),
        lambda: blocks.actions(*[blocks.button("a", f"a.{n}") for n in range(26)]),
        lambda: blocks.fields(["a"] * 11),
        lambda: blocks.button("a", "a" * 256),
        lambda: blocks.button("a", "a", "v" * 2001),
        lambda: blocks.option("a", "v" * 76),
        lambda: blocks.static_select("a", [blocks.option("a", str(n)) for n in range(101)]),
        lambda: blocks.overflow("a", [blocks.option("a", str(n)) for n in range(6)]),
        lambda: blocks.table([["a", "b"], ["a"]]),
        lambda: blocks.table([["a"]] * 101),
        lambda: blocks.modal("a", [blocks.divider()] * 101),
        lambda: blocks.modal("a", [blocks.divider()], private_metadata="x" * 3001),
    ],
)
def test_a_programmers_mistake_is_an_error(mistake: Callable[[], Any]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        mistake()


def test_an_option_that_is_not_offered_any_more_is_not_found() -> None:
    offered = [blocks.option("One", "1"), blocks.option("Two", "2")]
    assert blocks.option_named(offered, "2") == offered[1]
    assert blocks.option_named(offered, "3") is None
    assert blocks.option_named(offered, None) is None


@given(st.lists(st.text(max_size=200), min_size=1, max_size=40))
def test_a_table_that_can_be_sorted_is_one_that_slack_takes_and_so_is_the_plain_one(names: list[str]) -> None:
    rows: list[list[str | tuple[int, str]]] = [["Pupil", "Year"], *([name, (7, f"7 {name}")] for name in names)]
    made = blocks.data_table(rows, "Pupils", page_size=40)
    assert check_view(blocks.home([made]), "home") == []
    assert [row[1]["type"] for row in made["rows"][1:]] == ["raw_number"] * len(names)
    _, (plain,), in_words = drawable([made])
    assert plain["type"] == "table"
    assert str(in_words).count(" · ") == (len(made["rows"][0]) - 1) * len(made["rows"])
    assert [[cell["text"] for cell in row] for row in plain["rows"]] == [
        [cell["text"] for cell in row] for row in made["rows"]
    ]


def test_a_table_of_more_characters_than_slack_takes_is_refused_here() -> None:
    with pytest.raises(ValueError, match=r"10,000 characters"):
        blocks.data_table([["Pupil"], *[["x" * 200]] * 50], "Pupils", page_size=40)

"""Slack's native charts, each of which stands next to a table, and what a Slack without them is shown."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from bot.slack.blocks import Block, clip, sections, table
from bot.slack.words import Mrkdwn

CHART = "data_visualization"
MOST_NAMES, MOST_SERIES, LONGEST_NAME = 20, 6, 20


def lines(title: str, names: Sequence[str], series: Iterable[tuple[str, Sequence[int]]], *, y: str) -> Block:
    """Build a line chart of each series over all `names`. Slack takes it in messages and the Home, not in a modal."""
    labels = [clip(name, LONGEST_NAME) for name in names]
    drawn = [{"name": clip(name, LONGEST_NAME), "data": _points(labels, figures)} for name, figures in series]
    if not 1 <= len(labels) <= MOST_NAMES or not 1 <= len(drawn) <= MOST_SERIES:
        raise ValueError(f"A chart has 1 to {MOST_NAMES} names and 1 to {MOST_SERIES} series.")
    axes = {"categories": labels, "y_label": clip(y, 50)}
    return {"type": CHART, "title": clip(title, 50), "chart": {"type": "line", "series": drawn, "axis_config": axes}}


def drawable(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Yield the blocks as they are, and then as a Slack that draws less takes them; nothing is yielded twice.

    Charts are left out first, since their figures stand in words; then a sortable table is a plain one, and at last
    each table is lines of text.
    """
    shown = list(blocks)
    yield shown
    for simpler in (_without_charts, _with_plain_tables, _with_lines_for_tables):
        if (fewer := list(simpler(shown))) != shown:
            yield (shown := fewer)


def _without_charts(shown: Iterable[Block]) -> Iterator[Block]:
    return (block for block in shown if block["type"] != CHART)


def _with_plain_tables(shown: Iterable[Block]) -> Iterator[Block]:
    for block in shown:
        yield table(_cells(block)) if block["type"] == "data_table" else block


def _with_lines_for_tables(shown: Iterable[Block]) -> Iterator[Block]:
    for block in shown:
        if block["type"] == "table":
            yield from sections(Mrkdwn(" · ").join(row) for row in _cells(block))
        else:
            yield block


def _cells(block: Block) -> list[list[str]]:
    return [[cell["text"] for cell in row] for row in block["rows"]]


def _points(names: Sequence[str], figures: Sequence[int]) -> list[dict[str, Any]]:
    return [{"label": name, "value": figure} for name, figure in zip(names, figures, strict=True)]

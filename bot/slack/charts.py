"""Slack's native charts, each of which stands next to a table, and a fallback for versions of Slack without them."""

from collections.abc import Iterable, Sequence
from typing import Any

from bot.slack.blocks import Block, clip, table

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


def for_older_slack(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks without what is new in Slack: charts are left out, and a sortable table becomes a plain one."""
    return [_older(block) for block in blocks if block["type"] != CHART]


def _older(block: Block) -> Block:
    if block["type"] != "data_table":
        return block
    return table([[cell["text"] for cell in row] for row in block["rows"]])


def _points(names: Sequence[str], figures: Sequence[int]) -> list[dict[str, Any]]:
    return [{"label": name, "value": figure} for name, figure in zip(names, figures, strict=True)]

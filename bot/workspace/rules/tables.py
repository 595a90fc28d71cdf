"""Rules about tables and charts."""

from itertools import chain
from typing import Any

from bot.workspace.rules.allowed import texts_in
from bot.workspace.rules.rule import Found, Node, Rule, at, between, fewest, longest, most, needs, one_of
from bot.workspace.types import Json

CELLS = {"raw_text", "rich_text", "raw_number"}
MOST_COLUMNS = 20
MOST_IN_A_DATA_TABLE = 10_000  # by two versions of Slack's page; a third says 20,000
MOST_SERIES = 6
MOST_POINTS = 20


def columns(node: Node) -> Found:
    for number, row in enumerate(_rows(node)):
        if not isinstance(row, list) or not 1 <= len(row) <= MOST_COLUMNS:
            yield f"/rows/{number}", f"must have between 1 and {MOST_COLUMNS} items"


def cells(node: Node) -> Found:
    for number, row in enumerate(_rows(node)):
        for place, cell in enumerate(row if isinstance(row, list) else []):
            if not isinstance(cell, dict) or str(cell.get("type")) not in CELLS:
                yield f"/rows/{number}/{place}", "unsupported type of table cell"


def even_rows(node: Node) -> Found:
    if len({len(row) for row in _rows(node) if isinstance(row, list)}) > 1:
        yield "/rows", "all rows must have the same number of cells"


def plain_header(node: Node) -> Found:
    first: Any = next(iter(_rows(node)), [])
    if any(isinstance(cell, dict) and cell.get("type") == "rich_text" for cell in first):
        yield "/rows/0", "rich_text is not allowed in the header row"


def filled_cells(node: Node) -> Found:
    for number, row in enumerate(_rows(node)):
        for place, cell in enumerate(row):
            if isinstance(cell, dict) and cell.get("type") in ("raw_text", "raw_number") and cell.get("text") == "":
                yield f"/rows/{number}/{place}/text", "must be more than 0 characters"


def numbers(node: Node) -> Found:
    for number, row in enumerate(_rows(node)):
        for place, cell in enumerate(row):
            is_number = isinstance(cell, dict) and cell.get("type") == "raw_number"
            if is_number and type(cell.get("value")) not in (int, float):
                yield f"/rows/{number}/{place}/value", "must be a number"


def header_column(node: Node) -> Found:
    column, rows = node.value.get("row_header_column_index", 0), _rows(node)
    if rows and not 0 <= column < len(rows[0]):
        yield "/row_header_column_index", "must be the index of a column"


def characters(node: Node) -> Found:
    if sum(map(len, texts_in(_rows(node)))) > MOST_IN_A_DATA_TABLE:
        yield "/rows", f"must be less than {MOST_IN_A_DATA_TABLE + 1} characters in all"


def parts_of_chart(node: Node) -> Found:
    chart = _chart(node)
    key = "segments" if chart.get("type") == "pie" else "series"
    parts = chart.get(key)
    if chart and (not isinstance(parts, list) or not 1 <= len(parts) <= MOST_SERIES):
        yield f"/chart/{key}", f"must have between 1 and {MOST_SERIES} items"


def points_of_series(node: Node) -> Found:
    for number, series in enumerate(_series(node)):
        if not 1 <= len(_points(series)) <= MOST_POINTS:
            yield f"/chart/series/{number}/data", f"must have between 1 and {MOST_POINTS} items"


def same_categories(node: Node) -> Found:
    categories = at(node.value, "chart.axis_config.categories")
    if not isinstance(categories, list):
        if _chart(node).get("type") in ("bar", "line", "area"):
            yield "/chart/axis_config", "missing required field: categories"
        return
    for number, series in enumerate(_series(node)):
        if [point.get("label") for point in _points(series)] != categories:
            yield f"/chart/series/{number}/data", "labels must match the categories"


def labels_of_chart(node: Node) -> Found:
    segments = (segment.get("label") for segment in _dicts(_chart(node), "segments"))
    names = chain(segments, (series.get("name") for series in _series(node)))
    if any(isinstance(name, str) and len(name) > 20 for name in names):
        yield "/chart", "labels must be less than 21 characters"


TABLES = (
    needs("table", "rows"),
    fewest("table", "rows"),
    most("table", "rows", 100),
    most("table", "column_settings", 20),
    Rule("table.columns", "table", columns),
    Rule("table.cells", "table", cells),
    needs("data_table", "rows"),
    needs("data_table", "caption"),
    fewest("data_table", "rows", 2),
    most("data_table", "rows", 101),
    between("data_table", "page_size", 1, 100),
    Rule("data_table.columns", "data_table", columns),
    Rule("data_table.cells", "data_table", cells),
    Rule("data_table.even", "data_table", even_rows),
    Rule("data_table.header.plain", "data_table", plain_header),
    Rule("data_table.cells.filled", "data_table", filled_cells),
    Rule("data_table.numbers", "data_table", numbers),
    Rule("data_table.header_column", "data_table", header_column),
    Rule("data_table.longest", "data_table", characters),
    needs("data_visualization", "title"),
    needs("data_visualization", "chart"),
    longest("data_visualization", "title", 50),
    one_of("data_visualization", "chart.type", ("bar", "line", "area", "pie")),
    longest("data_visualization", "chart.axis_config.x_label", 50),
    longest("data_visualization", "chart.axis_config.y_label", 50),
    Rule("data_visualization.parts", "data_visualization", parts_of_chart),
    Rule("data_visualization.points", "data_visualization", points_of_series),
    Rule("data_visualization.categories", "data_visualization", same_categories),
    Rule("data_visualization.labels", "data_visualization", labels_of_chart),
)


def _rows(node: Node) -> list[Any]:
    rows = node.value.get("rows")
    return rows if isinstance(rows, list) else []


def _chart(node: Node) -> Json:
    chart = node.value.get("chart")
    return chart if isinstance(chart, dict) else {}


def _series(node: Node) -> list[Json]:
    return _dicts(_chart(node), "series")


def _points(series: Json) -> list[Json]:
    return _dicts(series, "data")


def _dicts(holder: Json, key: str) -> list[Json]:
    items = holder.get(key)
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []

"""Files of rows, read as text: CSV in whatever encoding and with whatever separator, and workbooks."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from bot.files.csv_file import FORMULA
from models.importing.sheet import Sheet

WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # how .xlsx and .ods, and how .xls begin
SEPARATORS = ",;\t|"
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
GUARDED = re.compile(rf"'{FORMULA.pattern}")  # as csv_file keeps a spreadsheet from running a cell
LOOKED_AT = 20  # lines, to find the separator


class Unreadable(Exception):
    """A file that holds no rows that can be read; the text says why, and nothing of what it holds."""


def read_sheets(name: str, content: bytes) -> list[Sheet]:
    """Return the sheets of a file that hold something, each under the file's name. Raises Unreadable."""
    rows = _workbook(content) if content.startswith(WORKBOOKS) else [("", _csv(content))]
    sheets = [Sheet(f"{name} ({title})" if len(rows) > 1 else name, cells) for title, cells in rows if cells]
    if not sheets:
        raise Unreadable("it is empty.")
    return sheets


def _csv(content: bytes) -> list[list[str]]:
    text = _text(content)
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == len("sep=,"):  # Excel's own hint
        text, separator = "\n" + rest, first.strip()[-1]  # the line is kept, so that rows keep their numbers
    else:
        separator = _separator(text)
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        return [[cell[1:] if GUARDED.match(cell) else cell for cell in row] for row in rows]
    except csv.Error:
        raise Unreadable("it is no CSV file that can be read.") from None


def _text(content: bytes) -> str:
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return _decoded(content, encoding)
    if b"\0" in content[:200]:  # UTF-16 without its mark: every other byte of English is nought
        return _decoded(content, "utf-16-be" if content[:1] == b"\0" else "utf-16-le")
    try:
        return content.decode()
    except UnicodeDecodeError:
        return _decoded(content, "cp1252")


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise Unreadable("it is no text file. Save it as CSV or as an Excel workbook.") from None


def _separator(text: str) -> str:
    """Return the separator that cuts the most of the first lines into as many cells; quoted ones do not count."""
    lines = text.splitlines()[:LOOKED_AT]

    def alike(separator: str) -> tuple[int, int]:
        lengths = Counter(len(row) for row in csv.reader(lines, delimiter=separator) if len(row) > 1)
        return max(((times, cells) for cells, times in lengths.items()), default=(0, 0))

    return max(SEPARATORS, key=alike)


def _workbook(content: bytes) -> list[tuple[str, list[list[str]]]]:
    import python_calamine  # not sooner: few who start the bot read a workbook

    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        named = [(title, workbook.get_sheet_by_name(title)) for title in workbook.sheet_names]
        found = [(title, sheet.to_python(skip_empty_area=False)) for title, sheet in named]
    except python_calamine.PasswordError:
        raise Unreadable("it is protected by a password. Save it without one.") from None
    except (python_calamine.CalamineError, OSError):
        raise Unreadable("it is no workbook that can be read.") from None
    return [(title, list(_as_text(rows))) for title, rows in found if any(map(any, rows))]


def _as_text(rows: list[list[Any]]) -> Iterator[list[str]]:
    for row in rows:
        yield [cell if isinstance(cell, str) else _said(cell) for cell in row]


def _said(cell: object) -> str:
    """Return a cell as people write it: days by the calendar, whole numbers without a point, yes or no."""
    match cell:
        case bool():
            return "Yes" if cell else "No"
        case datetime():
            return cell.date().isoformat() if cell.time() == time(0) else cell.isoformat(" ", "minutes")
        case date():
            return cell.isoformat()
        case float():
            return str(int(cell)) if cell.is_integer() else repr(cell)
        case _:
            return str(cell)

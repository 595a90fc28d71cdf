"""Files of rows, read as text: CSV in whatever encoding and with whatever separator, and workbooks."""

import codecs
import csv
import io
import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

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
    """Have a workbook read by another process, which has none of our secrets and no more memory than it may take."""
    program = [sys.executable, "-I", str(Path(__file__).with_name("workbook.py"))]
    ran = subprocess.run(program, input=content, capture_output=True, env={}, check=False)  # noqa: S603 - our own
    if ran.returncode < 0:
        raise Unreadable("it is too large once it is open. Copy its table alone to a new workbook, or save it as CSV.")
    said = json.loads(ran.stdout) if ran.returncode == 0 else "it is no workbook that can be read."
    if isinstance(said, str):
        raise Unreadable(said)
    return [(title, rows) for title, rows in said]

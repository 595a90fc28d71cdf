"""A table as a CSV file, of which a spreadsheet runs no cell."""

import csv
import io
import re
from collections.abc import Iterable

# Cells that a spreadsheet would run (OWASP, CSV injection). A number is none, nor a grade such as 4-4: other systems
# read this file, too, and would take an apostrophe for a part of the grade. A workbook keeps both as they are.
FORMULA = re.compile(r"'*[=+\-@\t\r\n](?!\d+(?:\.\d+)?$)")


def csv_file(rows: Iterable[Iterable[str]]) -> bytes:
    """Write the rows in UTF-8, with the byte order mark by which Excel recognises it."""
    written = io.StringIO(newline="")
    csv.writer(written).writerows(map(_as_it_is, row) for row in rows)
    return written.getvalue().encode("utf-8-sig")


def _as_it_is(cell: str) -> str:
    return f"'{cell}" if FORMULA.match(cell) else cell

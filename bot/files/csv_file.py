"""A table as a CSV file that a spreadsheet shows as it is, without running a cell or making a date of a grade."""

import csv
import io
import re
from collections.abc import Iterable

# Cells that would be run (OWASP, CSV injection) or taken for a date: "4-4" is a grade, "8-4" a reading age.
_TAKEN_FOR_MORE = re.compile(r"[=+\-@\t\r\n]|\d{1,4}[-/]\d{1,2}$")


def csv_file(rows: Iterable[Iterable[str]]) -> bytes:
    """Write the rows in UTF-8, with the byte order mark by which Excel recognises it."""
    written = io.StringIO(newline="")
    csv.writer(written).writerows(map(_as_it_is, row) for row in rows)
    return written.getvalue().encode("utf-8-sig")


def _as_it_is(cell: str) -> str:
    return f"'{cell}" if _TAKEN_FOR_MORE.match(cell) else cell

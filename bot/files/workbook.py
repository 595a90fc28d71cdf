"""Workbooks, read in a process of their own: a file of a few kilobytes can unpack to more than a machine holds.

Run as a program by `sheets`: the workbook comes by standard input, its sheets, or why it cannot be read, go to
standard output as JSON.
"""

import io
import json
import os
import resource
import sys
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

import python_calamine

Sheets = list[tuple[str, list[list[str]]]]

# 50,000 rows of 12 cells take 190 MB and 2 s.
MEMORY = 500_000_000  # bytes
SECONDS = 30


def read_workbook(content: bytes) -> Sheets:
    """Return the title and the rows of each sheet that holds something. Raises calamine's errors, and OSError."""
    workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    named = ((title, workbook.get_sheet_by_name(title)) for title in workbook.sheet_names)
    found = ((title, sheet.to_python(skip_empty_area=False)) for title, sheet in named)
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


def _said_of(content: bytes) -> Sheets | str:
    """Return the sheets, or why the workbook cannot be read."""
    try:
        return read_workbook(content)
    except python_calamine.PasswordError:
        return "it is protected by a password. Save it without one."
    except (python_calamine.CalamineError, OSError):
        return "it is no workbook that can be read."


if __name__ == "__main__":
    # Past a limit the process ends by a signal. Nothing of what it holds is left on the disk.
    for limit, most in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_AS, MEMORY)):
        resource.setrlimit(limit, (most, most))
    try:
        sys.stdout.write(json.dumps(_said_of(sys.stdin.buffer.read())))
    except MemoryError:
        os.abort()

"""Workbooks that hold text only: nothing in them is run, and no grade is made a date."""

import io
from collections.abc import Iterable, Mapping
from typing import Any

WIDTH = 18


def xlsx_file(sheets: Mapping[str, Iterable[Iterable[str]]]) -> bytes:
    """Write the rows of each sheet, with its headings in bold, as cells of text."""
    import xlsxwriter  # not sooner: few ask for a workbook

    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        text, bold = book.add_format({"num_format": "@"}), book.add_format({"num_format": "@", "bold": True})
        for name, rows in sheets.items():
            sheet: Any = book.add_worksheet(name)
            sheet.set_column(0, 50, WIDTH, text)  # also for what is typed into it
            sheet.freeze_panes(1, 0)
            for number, row in enumerate(rows):
                for place, cell in enumerate(row):
                    sheet.write_string(number, place, cell, text if number else bold)
    return written.getvalue()

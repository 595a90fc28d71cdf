"""Files as school systems and Excel write them, read as rows of text."""

import io
from collections.abc import Callable
from datetime import date, datetime

import pytest
import xlsxwriter
from hypothesis import example, given
from hypothesis import strategies as st

from bot.files.csv_file import csv_file
from bot.files.sheets import Unreadable, read_sheets
from bot.files.workbook import read_workbook
from bot.files.xlsx_file import xlsx_file

ROWS = [["Name", "Born"], ["Zoë O'Brien", "14/05/2012"]]
TEXT = "Name,Born\r\nZoë O'Brien,14/05/2012\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_a_csv_file_is_read_in_whatever_encoding(encoding: str) -> None:
    (sheet,) = read_sheets("a.csv", TEXT.encode(encoding))
    assert sheet.rows == ROWS


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found(separator: str) -> None:
    (sheet,) = read_sheets("a.csv", TEXT.replace(",", separator).encode())
    assert sheet.rows == ROWS


def test_a_line_by_which_excel_names_the_separator_is_no_row_of_headings() -> None:
    (sheet,) = read_sheets("a.csv", f"sep=;\r\n{TEXT.replace(',', ';')}".encode())
    assert sheet.rows == [[], *ROWS]


def test_a_quoted_line_break_and_comma_stay_in_their_cell() -> None:
    (sheet,) = read_sheets("a.csv", b'Name,Note\n"Bell, Mia","one\ntwo"\n')
    assert sheet.rows[1] == ["Bell, Mia", "one\ntwo"]


def workbook() -> bytes:
    written = io.BytesIO()
    with xlsxwriter.Workbook(written) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet = book.add_worksheet("Pupils")
        sheet.write_row(1, 0, ["Name", "Born", "Year", "In care", "Seen", "%"])
        sheet.write_string(2, 0, "Zoë")
        sheet.write_datetime(2, 1, datetime(2012, 5, 14), day)  # noqa: DTZ001 - Excel knows no zones
        sheet.write_number(2, 2, 9)
        sheet.write_boolean(2, 3, True)
        sheet.write_datetime(2, 4, datetime(2026, 9, 7, 9, 30), day)  # noqa: DTZ001 - Excel knows no zones
        sheet.write_number(2, 5, 0.925)
        book.add_worksheet("Empty")
    return written.getvalue()


def test_a_workbook_is_read_with_its_days_and_its_rows_keep_their_numbers() -> None:
    (sheet,) = read_sheets("a.xlsx", workbook())
    assert sheet.rows[2] == ["Zoë", date(2012, 5, 14).isoformat(), "9", "Yes", "2026-09-07 09:30", "0.925"]


def of_cells(*cells: tuple[int, int, str]) -> bytes:
    written = io.BytesIO()
    with xlsxwriter.Workbook(written) as book:
        sheet = book.add_worksheet("Pupils")
        for cell in cells:
            sheet.write_string(*cell)
    return written.getvalue()


def far_apart() -> bytes:
    """Return a workbook of two cells: opened, it is a table of all that lies between them."""
    return of_cells((0, 0, "Name"), (1_048_575, 16_383, "x"))


def packed() -> bytes:
    """Return a workbook in which one long text, kept once, fills many cells."""
    return of_cells(*((row, 0, "x" * 32_767) for row in range(20_000)))


@pytest.mark.parametrize("made", [far_apart, packed])
def test_a_small_workbook_that_unpacks_to_more_than_the_machine_holds_is_refused(made: Callable[[], bytes]) -> None:
    content = made()
    assert len(content) < 1_000_000
    with pytest.raises(Unreadable, match="too large once it is open"):
        read_sheets("a.xlsx", content)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 nothing", b"\xd0\xcf\x11\xe0 nothing", b"\xff\xfe\x00"])
def test_what_cannot_be_read_is_refused_in_one_line(content: bytes) -> None:
    with pytest.raises(Unreadable):
        read_sheets("a.csv", content)


# What names, notes and grades hold; a workbook holds no control characters.
CELLS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12) | st.sampled_from(
    ["4-4", "8-4", "-5", "=1+1", "'=1", "+44 7700", "<5:00", "17:00+", "007", "1/2", "TRUE"]
)
TABLES = st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=5)
HEAD = ("Name", "Grade", "Note")


@given(TABLES)
@example([("", "", ""), ("|", "|", "|")])
@example([("a|b|c|d|e", "", "")])
def test_what_is_written_as_csv_is_read_back_without_a_difference(rows: list[tuple[str, ...]]) -> None:
    (sheet,) = read_sheets("a.csv", csv_file([HEAD, *rows]))
    assert [tuple(row) for row in sheet.rows] == [HEAD, *rows]


@given(TABLES)
def test_what_is_written_as_a_workbook_is_read_back_without_a_difference(rows: list[tuple[str, ...]]) -> None:
    ((_, found),) = read_workbook(xlsx_file({"Results": [HEAD, *rows]}))
    blank = ("", "", "")
    back = [tuple(row) for row in found]
    assert back + [blank] * (len(rows) + 1 - len(back)) == [HEAD, *rows]


def test_a_workbook_holds_text_and_no_formula() -> None:
    (sheet,) = read_sheets("a.xlsx", xlsx_file({"Results": [HEAD, ("=HYPERLINK(1)", "4-4", "007")]}))
    assert sheet.rows[1] == ["=HYPERLINK(1)", "4-4", "007"]

"""A CSV file that a spreadsheet opens: it says what was put in, and runs none of it."""

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.files.csv_file import csv_file

CELLS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=20)


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("text", ["=1+1", "+44 7700", "-Ash", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_what_a_spreadsheet_would_run_is_shown_instead(text: str) -> None:
    assert read(csv_file([[text]])) == [[f"'{text}"]]


@pytest.mark.parametrize("grade", ["8-4", "4-4", "1/2", "-5", "+1", "-0.5", "<5:00", "17:00+"])
def test_a_grade_or_a_number_has_nothing_put_before_it(grade: str) -> None:
    assert read(csv_file([[grade]])) == [[grade]]


@pytest.mark.parametrize("text", ["2026-09-07", "4b", "E3", "Smith-Jones", "100", "KS3", "Zoë O'Brien", ""])
def test_all_else_stays_as_it_is(text: str) -> None:
    assert read(csv_file([[text, "x"]])) == [[text, "x"]]


@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=4))
def test_every_cell_comes_back_and_none_of_them_begins_a_formula(rows: list[list[str]]) -> None:
    back = read(csv_file(rows))
    assert [[cell.lstrip("'") for cell in row] for row in back] == [[cell.lstrip("'") for cell in row] for row in rows]
    runs = ("=", "+", "-", "@", "\t", "\r")
    assert not any(cell.startswith(runs) and not is_number(cell) for row in back for cell in row)


def is_number(cell: str) -> bool:
    return bool(re.fullmatch(r"[+-]\d+(\.\d+)?", cell))


def test_excel_is_told_that_it_is_utf_8() -> None:
    assert csv_file([["Zoë"]]).startswith(b"\xef\xbb\xbf")

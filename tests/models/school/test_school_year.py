"""Year groups at the edges of the school year."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.school.school_year import STAGES, born_between, key_stage, nc_year, starting_year, year_label


def test_a_school_year_starts_on_the_first_of_september() -> None:
    assert starting_year(date(2026, 8, 31)) == 2025
    assert starting_year(date(2026, 9, 1)) == 2026


@pytest.mark.parametrize(
    ("born", "on", "year"),
    [
        (date(2010, 8, 31), date(2025, 9, 1), 11),
        (date(2010, 9, 1), date(2025, 9, 1), 10),
        (date(2010, 8, 31), date(2026, 8, 31), 11),
        (date(2010, 9, 1), date(2026, 8, 31), 10),
        (date(2010, 9, 1), date(2026, 9, 1), 11),
        (date(2020, 9, 1), date(2025, 9, 1), 0),
        (date(2021, 8, 31), date(2025, 12, 1), 0),
        (date(2021, 9, 1), date(2025, 12, 1), -1),
        (date(2012, 2, 29), date(2026, 3, 2), 9),
    ],
)
def test_the_year_group_follows_from_the_date_of_birth(born: date, on: date, year: int) -> None:
    assert nc_year(born, on) == year


@pytest.mark.parametrize(
    ("year", "stage", "label"),
    [
        (-1, "Early years", "Nursery"),
        (0, "Early years", "Reception"),
        (1, "KS1", "Year 1"),
        (2, "KS1", "Year 2"),
        (3, "KS2", "Year 3"),
        (6, "KS2", "Year 6"),
        (7, "KS3", "Year 7"),
        (9, "KS3", "Year 9"),
        (10, "KS4", "Year 10"),
        (11, "KS4", "Year 11"),
        (12, "Post-16", "Year 12"),
    ],
)
def test_every_year_has_its_stage_and_its_name(year: int, stage: str, label: str) -> None:
    assert (key_stage(year), year_label(year)) == (stage, label)


@given(st.dates(date(2000, 1, 1), date(2030, 1, 1)), st.dates(date(2000, 1, 1), date(2050, 1, 1)))
def test_a_year_later_everybody_is_one_year_up(born: date, on: date) -> None:
    next_year = date(on.year + 1, on.month, min(on.day, 28))
    assert nc_year(born, next_year) == nc_year(born, on) + 1


@given(st.dates(date(2000, 1, 1), date(2030, 1, 1)), st.dates(date(2010, 1, 1), date(2050, 1, 1)))
def test_by_date_of_birth_everybody_is_found_in_their_own_stage_and_in_no_other(born: date, on: date) -> None:
    found = [stage for stage, (first, last) in STAGES.items() if within(born, born_between(first, last, on))]
    assert found == ([key_stage(nc_year(born, on))] if nc_year(born, on) >= STAGES["Early years"][0] else [])


def within(day: date, between: tuple[date, date]) -> bool:
    return between[0] <= day <= between[1]

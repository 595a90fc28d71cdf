"""Cells as school systems write them, read or refused; nothing is guessed."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.importing.cells import (
    parse_day,
    parse_registration,
    parse_role,
    parse_sen,
    parse_share,
    parse_type,
    parse_year,
    parse_yes,
)
from models.permission import Role
from models.tables.placement import PlacementType, Registration, SenStatus

TODAY = date(2026, 11, 30)
BORN = date(2012, 5, 4)


@pytest.mark.parametrize(
    "text",
    ["04/05/2012", "4/5/12", "04.05.2012", "4-5-12", "04-May-2012", "4 May 12", "Fri 4 May 2012", "4th May 2012",
     "2012-05-04", "2012-05-04 00:00", "2012/05/04", "41033", "41033.0", "04/05/2012 00:00:00"],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(text: str) -> None:
    assert parse_day(text, TODAY) == BORN


@pytest.mark.parametrize(
    "text", ["05/14/2012", "31/02/2012", "May", "2012", "4102", "yesterday", "12/2012", "0/5/2012"]
)
def test_what_is_no_day_is_refused_and_the_month_never_comes_first(text: str) -> None:
    with pytest.raises(ValueError, match="day/month/year") as refused:
        parse_day(text, TODAY)
    assert text not in str(refused.value)


@pytest.mark.parametrize(("text", "year"), [("01/01/26", 2026), ("01/01/27", 1927), ("01/01/12", 2012)])
def test_two_digits_are_the_year_that_is_not_ahead(text: str, year: int) -> None:
    assert parse_day(text, TODAY).year == year


@given(st.dates(date(2005, 1, 1), date(2026, 11, 30)))
def test_every_day_comes_back_from_each_way_of_writing_it(day: date) -> None:
    for way in ("%d/%m/%Y", "%d/%m/%y", "%Y-%m-%d", "%d %b %Y", "%d-%B-%y"):
        assert parse_day(day.strftime(way), TODAY) == day


@pytest.mark.parametrize(
    ("parse", "text", "value"),
    [
        (parse_yes, "Y", True),
        (parse_yes, "FALSE", False),
        (parse_share, "92.44%", 92.4),
        (parse_share, "0.925", 92.5),
        (parse_share, "100", 100),
        (parse_year, "Y10", 10),
        (parse_year, "Year 7", 7),
        (parse_year, "Reception", 0),
        (parse_sen, "K - SEN support", SenStatus.SUPPORT),
        (parse_sen, "Education, Health and Care Plan", SenStatus.PLAN),
        (parse_registration, "C", Registration.SINGLE),
        (parse_registration, "M - Current Main (Dual Registration)", Registration.MAIN),
        (parse_registration, "Subsidiary (dual registration)", Registration.SUBSIDIARY),
        (parse_type, "Permanent exclusion", PlacementType.EXCLUDED),
        (parse_role, "Teaching Assistant", Role.SUPPORT),
    ],
)  # fmt: skip
def test_codes_and_words_of_school_systems_are_read(parse: Callable[[str], Any], text: str, value: object) -> None:
    assert parse(text) == value


@pytest.mark.parametrize(
    ("parse", "text"),
    [(parse_yes, "maybe"), (parse_share, "1"), (parse_share, "high"), (parse_share, "120"), (parse_year, "10B"),
     (parse_sen, "S"), (parse_registration, "dual"), (parse_type, "naughty"), (parse_role, "cook")],
)  # fmt: skip
def test_what_could_mean_several_things_is_refused_without_quoting_it(parse: Callable[[str], Any], text: str) -> None:
    with pytest.raises(ValueError, match=r"\.$") as refused:
        parse(text)
    assert f"'{text}'" not in str(refused.value)

"""The bank holidays of England: those published, and in every year those of the library that knows the world's."""

from datetime import date

from holidays import country_holidays

from models.school.bank_holidays import YEARS_WITH_BANK_HOLIDAYS, bank_holidays

FRIDAY = 4


def test_bank_holidays_of_england_are_those_published() -> None:
    assert bank_holidays(2026) == tuple(
        date(2026, month, day) for month, day in [(1, 1), (4, 3), (4, 6), (5, 4), (5, 25), (8, 31), (12, 25), (12, 28)]
    )
    assert bank_holidays(2027) == tuple(
        date(2027, month, day)
        for month, day in [(1, 1), (3, 26), (3, 29), (5, 3), (5, 31), (8, 30), (12, 27), (12, 28)]
    )


def test_in_every_year_they_are_those_of_the_library() -> None:
    """A newer release of it fails here when a day has been proclaimed; it is for tests, as it loads every country."""
    for year in YEARS_WITH_BANK_HOLIDAYS:
        known = country_holidays("GB", subdiv="ENG", years=year)
        assert bank_holidays(year) == tuple(sorted(day for day in known if day.weekday() <= FRIDAY))

"""The school year, which starts on 1 September, and the year group and key stage that follow from a date of birth."""

from datetime import date

SEPTEMBER = 9


def starting_year(day: date) -> int:
    """The calendar year in which this day's school year began."""
    return day.year if day.month >= SEPTEMBER else day.year - 1


def nc_year(born: date, on: date) -> int:
    """National Curriculum year by age: 0 is Reception, below it nursery."""
    return starting_year(on) - starting_year(born) - 5


def year_of(born: date, on: date, override: int | None) -> int:
    """The National Curriculum year that a pupil is taught in: by age, unless it was set for this one pupil."""
    return nc_year(born, on) if override is None else override


def key_stage(year: int) -> str:
    """Of a National Curriculum year: "KS1" to "KS4", or the word for before and after."""
    if year < 1:
        return "Early years"
    for last, stage in ((2, "KS1"), (6, "KS2"), (9, "KS3"), (11, "KS4")):
        if year <= last:
            return stage
    return "Post-16"


def year_label(year: int) -> str:
    if year < 0:
        return "Nursery"
    return f"Year {year}" if year else "Reception"

"""Term dates as councils, academies and schools publish them, each page with its right reading; names are invented."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.school.calendar import FRIDAY
from models.school.term_dates import TermDatesError, read_term_dates
from models.school.written_dates import MONTHS, WEEKDAYS
from tests.models.school.calendars import is_taught

PAGES = Path(__file__).parent / "pages"
EXPECTED = json.loads((PAGES / "expected.json").read_text())
MENDED = {
    "4-two-slips": {"20256": "2026", "Monday 17th July": "Friday 17th July"},
    "5-incomplete-with-tabs": {
        "Spring Half Term": "Autumn Term Ends\tFriday 18th December 2026\nSpring Term Starts\tMonday 4th January 2027\n"
        "Spring Term Ends\tThursday 25th March 2027\nSpring Half Term"
    },
    "a-wrong-weekday": {"Tuesday 2nd": "Wednesday 2nd"},
    "inset-or-bank-holiday": {"Friday 27 November 2026": "INSET Friday 27 November 2026"},
}


def page(name: str) -> str:
    return (PAGES / f"{name}.txt").read_text()


def days(texts: list[str]) -> frozenset[date]:
    return frozenset(map(date.fromisoformat, texts))


@pytest.mark.parametrize("name", [name for name, right in EXPECTED.items() if "half_terms" in right])
def test_a_page_is_read_as_what_it_says(name: str) -> None:
    right, reading = EXPECTED[name], read_term_dates(page(name))
    found = reading.calendar
    assert [[one.starts_on.isoformat(), one.ends_on.isoformat()] for one in found.half_terms] == right["half_terms"]
    assert (found.inset_days, found.closed_days) == (days(right["inset"]), days(right.get("closed", [])))
    assert list(map(str, reading.questions)) == right.get("asked", [])


@pytest.mark.parametrize("name", [name for name, right in EXPECTED.items() if "problems" in right])
def test_what_must_be_mended_is_asked_by_line(name: str) -> None:
    with pytest.raises(TermDatesError) as refused:
        read_term_dates(page(name))
    assert refused.value.problems == EXPECTED[name]["problems"]


def test_there_is_a_page_for_every_reading_and_more_than_twenty_are_ours() -> None:
    assert {path.stem for path in PAGES.glob("*.txt")} == set(EXPECTED)
    assert len([name for name in EXPECTED if not name[0].isdecimal()]) > 20


@pytest.mark.parametrize("name", MENDED)
def test_a_page_that_was_mended_is_read(name: str) -> None:
    text = page(name)
    for wrong, right in MENDED[name].items():
        text = text.replace(wrong, right)
    assert read_term_dates(text).calendar.known


def test_two_slips_once_mended_give_the_whole_year() -> None:
    text = page("4-two-slips").replace("20256", "2026").replace("Monday 17th July", "Friday 17th July")
    found = read_term_dates(text).calendar
    assert [(str(one.starts_on), str(one.ends_on)) for one in found.half_terms] == [
        ("2025-09-02", "2025-10-22"),
        ("2025-11-03", "2025-12-19"),
        ("2026-01-05", "2026-02-13"),
        ("2026-02-23", "2026-03-27"),
        ("2026-04-13", "2026-05-21"),
        ("2026-06-01", "2026-07-17"),
    ]


def test_tabs_blanks_and_invisible_characters_change_nothing() -> None:
    for name in (name for name, right in EXPECTED.items() if "half_terms" in right):
        text = page(name)
        for spaced in (text.replace(" ", "\u00a0"), text.replace("\t", " "), text.replace("\n", "  \n\n")):
            assert read_term_dates(spaced).calendar == read_term_dates(text).calendar, name


# One year, written in every way that the pages above know.
TERMS = (
    ("Autumn", (date(2026, 9, 2), date(2026, 12, 18)), (date(2026, 10, 26), date(2026, 10, 30))),
    ("Spring", (date(2027, 1, 4), date(2027, 3, 25)), (date(2027, 2, 15), date(2027, 2, 19))),
    ("Summer", (date(2027, 4, 12), date(2027, 7, 20)), (date(2027, 5, 31), date(2027, 6, 4))),
)
INSET, CLOSED = date(2026, 11, 27), date(2026, 11, 16)
STARTS = (
    "{term} term starts",
    "First day of term",
    "Term begins",
    "Opens",
    "School re-opens",
    "Pupils return on",
    "Start",
)
ENDS = ("{term} term ends", "Last day of term", "Term finishes", "Close", "School closes", "Break up", "End of term")
HALF_TERMS = ("Half term", "Half-term holiday", "{term} half term", "Half term: closed for", "Mid-term break")
INSETS = ("INSET", "Staff training day", "PD day", "Inset day(s)", "Staff only", "Training days")
CLOSINGS = ("Closed", "Snow day", "Bank holiday", "School closed", "Occasional day")
RANGES = (" - ", " – ", " to ", "—", " until ")
BULLETS = ("", "- ", "• ", "* ", "| ", "\u00a0")


def in_style(day: date, style: int) -> str:
    weekday, month = WEEKDAYS[day.weekday()], MONTHS[day.month - 1]
    nth = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}.get(day.day, "th")
    return (
        f"{weekday} {day.day} {month} {day.year}",
        f"{weekday[:3]} {day.day}{nth} {month[:3]} {day.year}",
        f"{day.day}{nth} of {month} {day.year}",
        f"{day:%d/%m/%Y}",
        f"{day.day}.{day.month}.{day:%y}",
        day.isoformat(),
        f"{weekday}, {day.day} {month}, {day.year}",
    )[style]


@st.composite
def written_pages(draw: st.DrawFn) -> str:
    style, to, bullet = draw(st.integers(0, 6)), draw(st.sampled_from(RANGES)), draw(st.sampled_from(BULLETS))
    mark = draw(st.sampled_from((": ", " ", "\t", " | ", " – ")))
    lines: list[str] = []
    for term, (starts, ends), (first, last) in TERMS:
        below = [
            draw(st.sampled_from(STARTS)).format(term=term) + mark + in_style(starts, style),
            draw(st.sampled_from(HALF_TERMS)).format(term=term)
            + mark
            + in_style(first, style)
            + to
            + in_style(last, style),
            draw(st.sampled_from(ENDS)).format(term=term) + mark + in_style(ends, style),
        ]
        below = draw(st.permutations(below)) if draw(st.booleans()) else below
        lines += [f"{term} Term {starts.year}", *(bullet + line for line in below)]
    days_off = [(INSETS, INSET), (CLOSINGS, CLOSED)]
    return "\n".join([*lines, *(draw(st.sampled_from(words)) + mark + in_style(day, style) for words, day in days_off)])


@given(written_pages())
def test_one_year_is_read_alike_however_it_is_written(text: str) -> None:
    reading = read_term_dates(text)
    assert reading.questions == ()
    assert [(one.starts_on, one.ends_on) for one in reading.calendar.half_terms] == list(halves())
    assert (reading.calendar.inset_days, reading.calendar.closed_days) == ({INSET}, {CLOSED})


def halves() -> Iterator[tuple[date, date]]:
    for _, (starts, ends), (first, last) in TERMS:
        yield starts, first - timedelta(days=3)
        yield last + timedelta(days=3), ends


# The law: what any line names as a holiday, closed or INSET is never a day with pupils.
AWAY = (
    *HALF_TERMS,
    *INSETS,
    *CLOSINGS,
    "Christmas holiday",
    "Easter",
    "Summer break",
    "May Day",
    "Good Friday",
    "Holiday",
)
school_days = st.dates(date(2026, 9, 1), date(2027, 7, 31)).filter(lambda day: day.weekday() <= FRIDAY)


@st.composite
def pages_with_days_off(draw: st.DrawFn) -> tuple[str, list[date]]:
    style, off, lines = draw(st.integers(0, 6)), [], []
    for term, (starts, ends), _ in TERMS:
        middle = starts + (ends - starts) // 2
        middle -= timedelta(days=middle.weekday())
        if draw(st.booleans()):
            lines.append(f"{term} 1: {in_style(starts, style)} - {in_style(middle - timedelta(days=3), style)}")
            lines.append(f"{term} 2: {in_style(middle + timedelta(days=7), style)} - {in_style(ends, style)}")
        else:
            lines += [f"{term} term starts {in_style(starts, style)}", f"{term} term ends {in_style(ends, style)}"]
    for _ in range(draw(st.integers(1, 5))):
        first = draw(school_days)
        last = first + timedelta(days=draw(st.integers(0, 9)))
        label = draw(st.sampled_from(AWAY)).format(term="Spring")
        is_range = last > first and last.weekday() <= FRIDAY
        off += [first + timedelta(days=each) for each in range((last - first).days + 1)] if is_range else [first]
        lines.append(f"{label}: {in_style(first, style)}" + (f" to {in_style(last, style)}" if is_range else ""))
    return "\n".join(draw(st.permutations(lines))), off


@given(pages_with_days_off())
def test_no_day_that_a_line_names_as_holiday_closed_or_inset_is_ever_one_with_pupils(
    written: tuple[str, list[date]],
) -> None:
    text, off = written
    try:
        found = read_term_dates(text).calendar
    except TermDatesError:
        return
    assert [day for day in off if is_taught(found, day)] == []

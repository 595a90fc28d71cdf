"""What a Head pastes is read, written back alike, or refused line by line."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.school.calendar import Calendar, Period
from models.school.proposal import propose
from models.school.term_dates import (
    Question,
    TermDatesError,
    doubts,
    format_term_dates,
    parse_term_dates,
    questions_about,
    read_term_dates,
)
from tests.models.school.calendars import YEAR_2025, calendars, two_years

AUTUMN = Period(date(2025, 9, 2), date(2025, 10, 24))


@pytest.mark.parametrize(
    "line",
    [
        "2 Sep 2025 - 24 Oct 2025",
        "2025-09-02 to 2025-10-24",
        "2025-09-02 - 2025-10-24",
        "Tue 2 Sept - Fri 24 Oct 2025",
        "Tuesday 2nd September – Friday 24th of October 2025.",
        "Autumn 1: Tues, 2 Sep until 24 Oct, 2025",
        "• 02/09/2025 — 24/10/2025",
        "2/9/25 - 24.10.25",
        "2 sep 25 till 24 OCT 25",
        "\u20602\u00a0Sep 2025\t-  24 Oct 2025",
    ],
)
def test_a_half_term_is_read_however_it_is_written(line: str) -> None:
    assert parse_term_dates(line).half_terms == (AUTUMN,)


@pytest.mark.parametrize(
    "line",
    [
        "INSET 24 Oct 2025, 26 Nov 2025, 20 Jan 2026",
        "INSET 24 Oct, 26 Nov 2025, 20 Jan 2026",
        "inset days: Fri 24 Oct, 26 Nov and 20 Jan 2026",
        "Staff training days 24 Oct 2025; 26 Nov & 20 Jan",
        "Training day: 2025-10-24, 26/11/2025, and 20 January 2026.",
    ],
)
def test_inset_days_are_read_with_the_year_of_their_neighbours(line: str) -> None:
    assert parse_term_dates(line).inset_days == {date(2025, 10, 24), date(2025, 11, 26), date(2026, 1, 20)}


def test_a_range_of_inset_days_is_each_of_them() -> None:
    assert parse_term_dates("INSET 20 Jul - 22 Jul 2026").inset_days == {date(2026, 7, day) for day in (20, 21, 22)}


@pytest.mark.parametrize("line", ["Closed Mon 17 Nov 2025", "Snow day 17 Nov 2025", "Bank holiday: Mon 17 Nov 2025"])
def test_a_closed_day_ends_no_half_term(line: str) -> None:
    found = parse_term_dates(f"3 Nov 2025 - 19 Dec 2025\n{line}")
    assert found.closed_days == {date(2025, 11, 17)}
    assert found.half_terms == (Period(date(2025, 11, 3), date(2025, 12, 19)),)


def test_words_about_something_else_are_passed_over_and_a_range_of_them_is_asked_about() -> None:
    autumn = "2 Sep 2025 - 24 Oct 2025\n"
    assert read_term_dates(f"{autumn}Sports day: 3 Oct 2025\nand more").passed == (2, 3)
    reading = read_term_dates(f"{autumn}Residential: 6 Oct 2025 - 10 Oct 2025")
    assert list(map(str, reading.questions)) == [
        "Line 2: “Residential: 6 Oct 2025 - 10 Oct 2025” is passed over. Is it about school days?",
    ]
    assert reading.calendar.half_terms == (AUTUMN,)


def test_a_time_in_school_of_a_strange_name_is_asked_about() -> None:
    with pytest.raises(TermDatesError, match="“Hafl term 27 Oct - 31 Oct 2025” can be read in two ways"):
        parse_term_dates("2 Sep 2025 - 24 Oct 2025\nHafl term 27 Oct - 31 Oct 2025")


def test_days_at_the_end_of_august_belong_to_the_year_that_follows() -> None:
    assert parse_term_dates("INSET 28 Aug, 1 Sep 2025, 17 Jul").inset_days == {
        date(2025, 8, 28),
        date(2025, 9, 1),
        date(2026, 7, 17),
    }


def test_lines_may_come_in_any_order_and_empty_ones_are_passed_over() -> None:
    shuffled = "\n\n".join(reversed(YEAR_2025.splitlines()))
    assert parse_term_dates(shuffled) == parse_term_dates(YEAR_2025)
    assert parse_term_dates(" \n") == Calendar()


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("Mon 2 Sep 2025 - 24 Oct 2025", "2 September 2025 is a Tuesday, not a Monday."),
        ("24 Oct 2025 - 2 Sep 2025", "it ends on 2 September 2025, before it starts on 24 October 2025."),
        ("3 Nov 2025 - 31 Nov 2025", "there is no 31 November 2025."),
        ("6 Sep 2025 - 24 Oct 2025", "6 September 2025 is a Saturday."),
        ("2 Sep - 24 Oct", "give the year as well."),
        ("09/24/2025 - 24/10/2025", "there is no month 24. Dates are read as day/month/year."),
        ("2 Sep 2525 - 24 Oct 2525", "2525 is too far away to plan for."),
        ("INSET 7 Sep 2025", "7 September 2025 is a Sunday."),
        ("INSET 4 May 2026", "4 May 2026 is a bank holiday."),
        (
            "2 Sep 2025 - 19 Dec 2025",
            "this is 15 weeks and 4 days. Check the year, and put each half-term on its own line.",
        ),
    ],
)
def test_a_wrong_line_is_named_with_its_number_and_why(line: str, why: str) -> None:
    with pytest.raises(TermDatesError) as refused:
        parse_term_dates(f"5 Jan 2026 - 13 Feb 2026\n{line}")
    assert refused.value.problems == [f"Line 2: {why}"]


@pytest.mark.parametrize(
    "line",
    ["Half-term holiday", "2 Sep 2025", "Autumn term 2 Sep 2025", "INSET", "Sports day 2 Sep 2025"],
)
def test_a_line_that_is_not_understood_is_shown_with_how_to_write_it(line: str) -> None:
    with pytest.raises(TermDatesError) as refused:
        parse_term_dates(line)
    assert refused.value.problems == [
        f"Line 1: “{line}” was not understood. Write “2 Sep 2025 - 24 Oct 2025” or “INSET 24 Oct 2025, 26 Nov 2025”."
    ]


def test_lines_that_overlap_name_each_other() -> None:
    with pytest.raises(TermDatesError) as refused:
        parse_term_dates("13 Oct 2025 - 21 Nov 2025\n\n1 Sep 2025 - 17 Oct 2025")
    assert refused.value.problems == ["Line 3: it overlaps with line 1."]


def test_every_wrong_line_is_named_at_once() -> None:
    with pytest.raises(TermDatesError) as refused:
        parse_term_dates("hello\n2 Sep 2025 - 24 Oct 2025\nINSET 7 Sep 2025")
    assert [problem[:7] for problem in refused.value.problems] == ["Line 1:", "Line 3:"]
    assert str(refused.value) == "\n".join(refused.value.problems)


def test_two_ordinary_years_raise_no_doubt() -> None:
    assert doubts(two_years, date(2026, 9, 7)) == []


def test_dates_that_are_over_are_doubted() -> None:
    over = parse_term_dates("2 Sep 2025 - 24 Oct 2025")
    assert doubts(over, date(2025, 10, 24)) == []
    assert doubts(over, date(2025, 10, 27)) == ["The last half-term given ended on Fri 24 Oct 2025."]


def test_unusual_dates_are_read_but_doubted() -> None:
    calendar = parse_term_dates(
        "2 Sep 2025 - 31 Oct 2025\n5 Jan 2026 - 6 Feb 2026\n16 Feb 2026 - 16 Mar 2026\nINSET 15 Dec 2025, 2 Jul 2026"
    )
    assert doubts(calendar, date(2025, 9, 1)) == [
        "Tue 2 Sep 2025 - Fri 31 Oct 2025 is 8 weeks and 4 days long.",
        "Mon 16 Feb 2026 - Mon 16 Mar 2026 is 4 weeks and 1 day long.",
        "No half-term is given between Fri 31 Oct 2025 and Mon 5 Jan 2026.",
        "INSET on Mon 15 Dec 2025 is not near any half-term.",
        "INSET on Thu 2 Jul 2026 is not near any half-term.",
    ]


@pytest.mark.parametrize(
    ("line", "doubt"),
    [
        ("22 Jul 2026 - 27 Aug 2026", "Line 2: Wed 22 Jul 2026 - Thu 27 Aug 2026 is school in the summer holidays."),
        (
            "27 Oct 2025 - 5 Dec 2025",
            "Line 2: Mon 27 Oct 2025 - Fri 5 Dec 2025 begins as soon as the half-term before it ends. Is it a holiday?",
        ),
    ],
)
def test_what_may_be_a_holiday_is_doubted_by_line(line: str, doubt: str) -> None:
    reading = read_term_dates(f"2 Sep 2025 - 24 Oct 2025\n{line}")
    assert doubt in map(str, questions_about(reading, date(2025, 9, 1)))


def test_a_half_term_that_vanishes_against_what_is_kept_is_doubted() -> None:
    more = read_term_dates("2 Sep 2025 - 24 Oct 2025\n3 Nov 2025 - 19 Dec 2025")
    fewer = read_term_dates("2 Sep 2025 - 24 Oct 2025")
    lost = Question(None, "Mon 3 Nov 2025 - Fri 19 Dec 2025, kept until now, is missing.")
    assert questions_about(fewer, date(2025, 9, 1), more.calendar) == [lost]
    assert questions_about(more, date(2025, 9, 1), fewer.calendar) == []


@given(calendars)
def test_what_is_written_is_read_back_the_same(calendar: Calendar) -> None:
    assert parse_term_dates(format_term_dates(calendar)) == calendar


@given(
    st.text(st.sampled_from("0123456789 -–/.,:;&\nINSETinsetandtoSepOctMonFri\u200b\u0000"), max_size=200) | st.text()
)
def test_any_text_is_read_or_refused_by_line(text: str) -> None:
    calendar, problems = read_or_refuse(text)
    assert (calendar is None) == bool(problems)
    assert all(problem.startswith("Line ") for problem in problems)
    assert calendar is None or parse_term_dates(format_term_dates(calendar)) == calendar


def read_or_refuse(text: str) -> tuple[Calendar | None, list[str]]:
    try:
        return parse_term_dates(text), []
    except TermDatesError as refused:
        return None, refused.problems


def test_of_the_lines_that_are_passed_over_those_with_a_day_come_first_and_none_twice() -> None:
    text = "Welcome to our school\nAutumn 1: 2 Sep 2026 - 23 Oct 2026\nSports day 8 Oct 2026\n"
    proposal = propose(text, read_term_dates(text), date(2026, 9, 1), Calendar())
    assert proposal.passed == ("Sports day 8 Oct 2026", "Welcome to our school")

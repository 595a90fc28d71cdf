"""The two school years to try rules with, and generated ones."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import strategies as st

from models.school.calendar import FRIDAY, Calendar, Period, is_working_day
from models.school.term_dates import parse_term_dates
from models.school.term_sweep import days_of

YEAR_2025 = """2 Sep 2025 - 24 Oct 2025
3 Nov 2025 - 19 Dec 2025
5 Jan 2026 - 13 Feb 2026
23 Feb 2026 - 27 Mar 2026
13 Apr 2026 - 22 May 2026
1 Jun 2026 - 17 Jul 2026
INSET 1 Sep 2025, 24 Oct 2025, 26 Nov 2025, 20 Jan 2026, 13 Feb 2026
"""
YEAR_2026 = """1 Sep 2026 - 23 Oct 2026
2 Nov 2026 - 18 Dec 2026
4 Jan 2027 - 12 Feb 2027
22 Feb 2027 - 25 Mar 2027
12 Apr 2027 - 28 May 2027
7 Jun 2027 - 21 Jul 2027
INSET 1 Sep 2026, 23 Oct 2026, 4 Dec 2026, 28 May 2027, 7 Jun 2027
"""
FIRST, LAST = date(2025, 6, 2), date(2028, 6, 2)

two_years = parse_term_dates(YEAR_2025 + YEAR_2026)
days = st.dates(FIRST, LAST)


@st.composite
def generated_calendars(draw: st.DrawFn) -> Calendar:
    """Up to a dozen half-terms from Monday to Friday, with holidays of one to 14 weeks, a few INSET and closed days."""
    monday, half_terms = FIRST, []
    for _ in range(draw(st.integers(0, 12))):
        monday += timedelta(weeks=draw(st.integers(1, 14)))
        length = draw(st.integers(0, 9))
        half_terms.append(Period(monday, monday + timedelta(weeks=length, days=FRIDAY)))
        monday += timedelta(weeks=length + 1)
    inset_days = draw(st.frozensets(days.filter(is_working_day), max_size=8))
    calendar = Calendar(tuple(half_terms), inset_days)
    taught = [day for one in half_terms for day in days_of(one.starts_on, one.ends_on) if is_taught(calendar, day)]
    closed_days = draw(st.frozensets(st.sampled_from(taught), max_size=4)) if taught else frozenset()
    return replace(calendar, closed_days=closed_days)


def is_taught(calendar: Calendar, day: date) -> bool:
    """Return whether a day lies in a half-term and pupils are in."""
    return calendar.half_term_of(day) is not None and calendar.is_pupil_day(day)


calendars = st.one_of(st.sampled_from([Calendar(), two_years]), generated_calendars())

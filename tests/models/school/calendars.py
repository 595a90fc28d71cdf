"""The two school years to try rules with, and generated ones."""

from datetime import date, timedelta

from hypothesis import strategies as st

from models.school.calendar import FRIDAY, Calendar, Period, is_working_day
from models.school.term_dates import parse_term_dates

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
    """Up to a dozen half-terms from Monday to Friday, with holidays of one to 14 weeks and a few INSET days."""
    monday, half_terms = FIRST, []
    for _ in range(draw(st.integers(0, 12))):
        monday += timedelta(weeks=draw(st.integers(1, 14)))
        length = draw(st.integers(0, 9))
        half_terms.append(Period(monday, monday + timedelta(weeks=length, days=FRIDAY)))
        monday += timedelta(weeks=length + 1)
    inset_days = draw(st.frozensets(days.filter(is_working_day), max_size=8))
    return Calendar(tuple(half_terms), inset_days)


calendars = st.one_of(st.sampled_from([Calendar(), two_years]), generated_calendars())

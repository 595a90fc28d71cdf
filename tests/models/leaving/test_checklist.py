"""When each thing that leaving owes is due, in school days or weeks after the last day."""

from datetime import date

import pytest

from models.duties.leaving import due_on
from models.school.calendar import Calendar, Period
from models.tables.duty import DutyKind

AUTUMN = Calendar(
    (Period(date(2026, 9, 1), date(2026, 10, 23)), Period(date(2026, 11, 2), date(2026, 12, 18))),
    frozenset({date(2026, 9, 1), date(2026, 10, 23)}),
)


@pytest.mark.parametrize(
    ("kind", "day"),
    [
        (DutyKind.DELETION, date(2026, 10, 16)),
        (DutyKind.CP_FILE, date(2026, 11, 2)),  # five school days, over the half-term
        (DutyKind.CTF, date(2026, 11, 16)),
        (DutyKind.CHECK_IN_2, date(2026, 11, 2)),  # the 30th is in the holiday
        (DutyKind.CHECK_IN_6, date(2026, 11, 27)),
    ],
)
def test_each_has_its_day_for_a_pupil_whose_last_day_is_friday_16_october(kind: DutyKind, day: date) -> None:
    assert due_on(kind, date(2026, 10, 16), AUTUMN) == day

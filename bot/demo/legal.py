"""The legal dates of the invented school: EHC plans, a looked-after child, absence, and an off-site direction."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from bot.demo.people import Child
from bot.demo.progress import AFTER_SCHOOL, back
from bot.demo.timeline import Moment, Storyline
from models.school.calendar import Calendar
from models.statutory.record import FactInput, record_facts
from models.tables.placement import PlacementType
from models.tables.pupil import LegalFactKind as K

AUTHORITY = "Westshire Council"
# School days of absence before the referral, and until the office knows of it.
AWAY, KNOWN = 5, 1
# What is recorded of whose plan, on which day and by whom; nothing is yet of one that has just come.
RECORDED: Mapping[str, tuple[tuple[date, str, FactInput], ...]] = MappingProxyType(
    {
        "Luca Ferri": (
            (date(2027, 1, 12), "priya", FactInput(K.LAST_REVIEW, date(2026, 3, 10), who=AUTHORITY)),
            (date(2027, 1, 14), "priya", FactInput(K.MEETING, date(2027, 3, 2), said="At St Mary's, 10:00")),
            (date(2027, 2, 11), "priya", FactInput(K.ADVICE, date(2027, 2, 11))),
        ),
        "Oscar Penn": (
            (date(2027, 1, 11), "priya", FactInput(K.LAST_REVIEW, date(2026, 1, 20), who=AUTHORITY)),
            (date(2027, 1, 11), "priya", FactInput(K.MEETING, date(2027, 1, 13))),
            (
                date(2027, 1, 14),
                "priya",
                FactInput(K.REVIEW, date(2027, 1, 13), said="Keep the plan"),
            ),
            (date(2027, 1, 26), "priya", FactInput(K.REPORT, date(2027, 1, 26), who=AUTHORITY)),
            (
                date(2027, 2, 11),
                "priya",
                FactInput(K.CHASED, date(2027, 2, 11), who=AUTHORITY, said="At panel"),
            ),
        ),
        "Mason Webb": (
            (
                date(2026, 11, 25),
                "omar",
                FactInput(K.OFF_SITE, date(2026, 11, 24), until=date(2027, 3, 19), who="Northbrook Academy"),
            ),
        ),
        "Skye Barton": (
            (date(2027, 1, 11), "priya", FactInput(K.CARE, date(2025, 6, 16), who=AUTHORITY)),
            (date(2027, 1, 11), "priya", FactInput(K.PEP, date(2026, 11, 19))),
        ),
    }
)


def legal(child: Child, placement_id: str, referred_on: date, calendar: Calendar, today: date) -> Storyline:
    """Tell what is recorded of a pupil that a legal date hangs on."""
    known_on = calendar.add_school_days(referred_on, KNOWN)
    if child.type is PlacementType.MEDICAL and known_on < today:
        away_since = back(calendar, referred_on, AWAY)
        change = yield Moment(known_on, "omar", AFTER_SCHOOL)
        record_facts(change, f"{placement_id}:{K.ABSENT}", FactInput(K.ABSENT, away_since, who="The home school"))
    for day, by, given in RECORDED.get(child.name, ()):
        if referred_on < day < today:
            change = yield Moment(day, by, AFTER_SCHOOL)
            record_facts(change, f"{placement_id}:{given.kind}", given)

"""What is assessed at the invented school: a reading test for each suspicion, and what the SENCo decides after that."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from sqlalchemy import select

from bot.demo.profiles import read_again
from bot.demo.progress import AFTER_SCHOOL, AT_LUNCH
from bot.demo.stays import Taught
from bot.demo.timeline import Moment, Storyline
from models.assessments.decide import AssessmentInput, DecisionInput, decide
from models.assessments.follow import chase, record_outcome, withdraw
from models.assessments.screening import ScreeningInput, add_screening
from models.change import Change
from models.pupils.barriers import BarrierInput, barrier_prefill, set_barrier
from models.school.calendar import Calendar, moved
from models.tables.assessment import Assessment, Choice, Informant, Measure
from models.tables.barrier import BarrierKind, BarrierStatus
from models.tables.duty import DutyKind, open_duty
from models.tables.staff import Staff, by_slack_id

SENCO, READS_WITH_THEM, ON_THE_WARD = "priya", "ben", "tom"
# School days: from the planning meeting to the first decision; from the first day to the reading test, and to the last.
EARLY, TESTED, DECIDED = 3, 5, 13
READING = "Reading test"
ENOUGH = DecisionInput(Choice.NONE_NEEDED, "The baselines and the reading test say enough.")


@dataclass(frozen=True)
class Asked:
    """What is asked for at the end of the initial period: of somebody outside or, with `here`, of a colleague.

    It is chased each week before `until`, and ends with an outcome, or is withdrawn, on that day if either is known.
    """

    kind: str
    due_on: date
    of: str | None = None
    here: str | None = None
    meanwhile: str | None = None
    until: date = date.max
    outcome: str | None = None
    withdrawn: str | None = None


ASKED: Mapping[str, Asked] = MappingProxyType(
    {
        "Connor Doyle": Asked(
            "Educational psychologist",
            date(2027, 3, 19),
            "The authority's psychology service",
            meanwhile="Has a reader in English, and misses group work.",
        ),
        "Jayden Price": Asked(
            "Speech and language",
            date(2027, 2, 9),
            "The children's therapy team",
            meanwhile="Long instructions are lost on him, and it ends in a row.",
            until=date(2027, 2, 10),
        ),
        "Leila Amiri": Asked(
            "Access arrangements",
            date(2027, 1, 8),
            "The exams officer at the home school",
            until=date(2027, 1, 14),
            outcome="25% extra time and rest breaks, with evidence.",
        ),
        "Luca Ferri": Asked(
            "Hearing or eyesight check",
            date(2027, 2, 26),
            "The school nurse",
            until=date(2027, 2, 11),
            withdrawn="The optician saw him on Tuesday: new glasses.",
        ),
        "Hana Yusuf": Asked("Dyslexia screening", date(2027, 2, 26), here=SENCO),
    }
)
# SDQ totals of one pupil by informant, AGAIN school days apart.
WATCHED, AGAIN = "Bethany Cross", 25
SCREENED = ({Informant.PARENT: 24, Informant.TEACHER: 19}, {Informant.PARENT: 17, Informant.TEACHER: 14})
# The suspicion needed no test; the decision at the end of the initial period is still to be made.
NOT_TESTED, STILL_TO_DECIDE = "Oscar Penn", "Ruby Fenwick"


def assessments(one: Taught, placement_id: str, met_on: date, calendar: Calendar, today: date) -> Storyline:
    """Tell what is decided about a suspicion and at the end of the initial period, and what becomes of it.

    What the test has shown changes a barrier, and so the profile is read again.
    """
    early, tested_on = calendar.add_school_days(met_on, EARLY), calendar.add_school_days(one.starts, TESTED)
    reader = ON_THE_WARD if one.keyworker == ON_THE_WARD else READS_WITH_THEM
    change = yield Moment(early, SENCO, AT_LUNCH)
    if one.name == NOT_TESTED:
        _decide(change, DutyKind.SUSPICION, placement_id, DecisionInput(Choice.NONE_NEEDED, "Reads well once settled."))
    else:
        by_when = calendar.add_school_days(tested_on, EARLY)
        test = AssessmentInput(READING, None, by_when, done_by_id=_id_of(change, reader))
        _decide(change, DutyKind.SUSPICION, placement_id, DecisionInput(Choice.UNDERTAKE, None, test))
        if tested_on >= today:
            return
        is_behind = len(one.name) % 2 == 0
        said = "Reading age two years behind." if is_behind else "Reading age as expected."
        change = yield Moment(tested_on, reader, AFTER_SCHOOL)
        record_outcome(change, _latest(change, placement_id), change.today, said)
        change = yield Moment(calendar.add_school_days(tested_on, 1), SENCO, AFTER_SCHOOL)
        _settle(change, placement_id, is_behind=is_behind)
        if (read_on := calendar.add_school_days(tested_on, 2)) < today:
            yield from read_again(one, placement_id, read_on)
    decided_on = calendar.add_school_days(one.starts, DECIDED)
    if decided_on < today and one.name != STILL_TO_DECIDE:
        yield from _end_of_period(one, placement_id, decided_on, today)
    if one.name == WATCHED:
        yield from _screen(placement_id, decided_on, calendar)


def _screen(placement_id: str, first: date, calendar: Calendar) -> Storyline:
    """Tell what a parent and a teacher said of a pupil, and again some weeks later."""
    for place, totals in enumerate(SCREENED):
        day = calendar.add_school_days(first, 1 + place * AGAIN)
        for informant, total in totals.items():
            change = yield Moment(day, SENCO, AFTER_SCHOOL)
            add_screening(change, placement_id, ScreeningInput(Measure.SDQ, None, day, informant, None, str(total)))


def _end_of_period(one: Taught, placement_id: str, on: date, today: date) -> Storyline:
    change, asked = (yield Moment(on, SENCO, AT_LUNCH)), ASKED.get(one.name)
    if asked is None:
        _decide(change, DutyKind.ASSESSMENT, placement_id, ENOUGH)
        return
    colleague = _id_of(change, asked.here) if asked.here else None
    given = AssessmentInput(asked.kind, on, asked.due_on, asked.meanwhile, asked.of, colleague)
    choice = Choice.UNDERTAKE if asked.here else Choice.REQUEST
    _decide(change, DutyKind.ASSESSMENT, placement_id, DecisionInput(choice, "The baselines leave it open.", given))
    if asked.of is not None:
        yield from _follow(asked, placement_id, on, today)


def _follow(asked: Asked, placement_id: str, on: date, today: date) -> Storyline:
    """Tell how a request is chased each week, and how it ends."""
    ends = min(asked.until, today)
    following = moved(on, 7)
    while following < ends:
        change = yield Moment(following, SENCO, AFTER_SCHOOL)
        if change.calendar.is_pupil_day(following):
            chase(change, _latest(change, placement_id), following, "Still on their list.")
        following = moved(following, 7)
    if asked.outcome is not None:
        change = yield Moment(asked.until, SENCO, AFTER_SCHOOL)
        record_outcome(change, _latest(change, placement_id), change.today, asked.outcome)
    if asked.withdrawn is not None:
        change = yield Moment(asked.until, SENCO, AFTER_SCHOOL)
        withdraw(change, _latest(change, placement_id), asked.withdrawn)


def _settle(change: Change, placement_id: str, *, is_behind: bool) -> None:
    """Say what the reading test has shown of the learning difficulty that was suspected."""
    known = barrier_prefill(change, placement_id, BarrierKind.LEARNING)
    status = BarrierStatus.IDENTIFIED if is_behind else BarrierStatus.NOT_A_CONCERN
    shown = "Two years behind in the reading test." if is_behind else "Reads slowly, and as expected at this age."
    given = BarrierInput(**{**known.values, "status": status, "note": shown})  # type: ignore[arg-type]  # its own fields
    set_barrier(change, placement_id, BarrierKind.LEARNING, given, known.version, READING)


def _decide(change: Change, kind: DutyKind, placement_id: str, given: DecisionInput) -> None:
    duty = open_duty(change.session, kind, placement_id)
    decide(change, duty.id if duty else placement_id, given)


def _latest(change: Change, placement_id: str) -> str:
    rows = select(Assessment.id).where(Assessment.placement_id == placement_id)
    return change.session.scalars(rows.order_by(Assessment.added_at.desc())).first() or ""


def _id_of(change: Change, handle: str) -> str:
    colleague: Staff | None = by_slack_id(change.session, f"U{handle.upper()}")
    return colleague.id if colleague else ""

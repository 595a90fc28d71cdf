"""The support plans of the invented school: written, signed, reviewed, sent back, waiting, and not begun."""

from collections.abc import Iterator
from datetime import date

from bot.demo.progress import AFTER_SCHOOL, AT_LUNCH, back, spread
from bot.demo.stays import Taught
from bot.demo.timeline import Moment, Storyline
from models.change import Change
from models.plans.aim import OUTREACH, REINTEGRATION, add_criterion, criteria_of, set_aim, show_criterion
from models.plans.hand_in import hand_in, sign_or_send_back
from models.plans.needs import NeedsInput, VoiceInput, add_voice, write_needs
from models.plans.objectives import (
    ObjectiveInput,
    ObjectiveReviewInput,
    add_objective,
    next_objective,
    review_objective,
)
from models.plans.provision import ProvisionInput, add_provision, count_sessions
from models.plans.provision_end import end_provision
from models.school.calendar import Calendar, moved
from models.stays import received_on
from models.tables.barrier import BarrierKind
from models.tables.duty import DutyKind, open_duty
from models.tables.placement import Placement, PlacementType
from models.tables.plans.objective import Area, Decision, Outcome
from models.tables.plans.plan import PlanKind, Whose
from models.tables.plans.provision import Effect

NOT_BEGUN = date(2027, 1, 26)  # whoever came since then has no plan yet
WAITS, SENT_BACK, NEARLY_BACK, HELPED = "Luca Ferri", "Skye Barton", "Samuel Adeyemi", "Toby Reeves"
WRITTEN, SIGNED, REVIEWED = 8, 2, 3  # school days after the first day, after that, and before the end of a half-term

NEEDS = (
    NeedsInput("None known", "Lives with grandparents in the week", "Misses old friends", "A job to do", "Cooking"),
    NeedsInput("Tires by midday", "Two younger brothers", "Plays for a team", "Short tasks", "A walk before school"),
    NeedsInput("Sees a counsellor monthly", "Parents work nights", "Keeps to one friend", "The same desk", "Music"),
)
PASSED, EASTER = date(2027, 2, 10), date(2027, 3, 25)
OBJECTIVES = (
    ObjectiveInput("Asks for help before leaving the room", "Leaves twice a lesson", "Asks in 4 of 5 lessons", EASTER),
    ObjectiveInput("Is here for the first lesson", "In by ten", "In by nine on four days a week", EASTER),
    ObjectiveInput("Reads aloud to one adult", "Not at all", "A page, twice a week", EASTER),
)
BACK = dict(
    zip(
        REINTEGRATION,
        (
            "The home school",
            "Its head of year",
            "Two mornings a week, then four, then all week",
            "Six weeks",
            "Both Heads with the family",
            "The place here stays open until the end of the trial",
        ),
        strict=True,
    )
)
OUT = dict(
    zip(
        OUTREACH,
        ("On the ward and at home", "8 a week", "A call each Friday", "Sends the same work as the class has"),
        strict=True,
    )
)
CRITERIA = (
    (Area.ATTENDANCE, "90% or more for four weeks"),
    (Area.PROGRESS, "On track in two subjects"),
    (Area.INCIDENTS, "No more than one a week"),
    (Area.BEHAVIOUR, "Targets met on four days of five"),
    (Area.SOCIAL, "Works with a partner"),
    (Area.SCHOOL, "The school has met them twice"),
)


def plan_story(one: Taught, placement_id: str, calendar: Calendar, today: date) -> Storyline:
    """Tell the support plan of a pupil, up to today or to the last day."""
    day, until = calendar.add_school_days(one.starts, WRITTEN), min(today, one.leaves.on if one.leaves else today)
    if one.starts >= NOT_BEGUN or day >= until:
        return
    if one.name == WAITS:
        day = back(calendar, today, 2)
    _write((yield Moment(day, one.keyworker, AFTER_SCHOOL)), one, placement_id)
    hand_in((yield Moment(day, one.keyworker, AFTER_SCHOOL)), placement_id)
    signed_on = calendar.add_school_days(day, SIGNED)
    if one.name == WAITS or signed_on >= until:
        return
    is_good = one.name != SENT_BACK
    why = None if is_good else "What does she want herself? Please ask her again."
    sign_or_send_back((yield Moment(signed_on, "priya", AT_LUNCH)), placement_id, is_good, why)
    for reviewed_on in _reviews(one, calendar, signed_on, until) if is_good else ():
        _review((yield Moment(reviewed_on, one.keyworker, AT_LUNCH)), placement_id)
        change = yield Moment(calendar.add_school_days(reviewed_on, 1), "priya", AT_LUNCH)
        if open_duty(change.session, DutyKind.PLAN_SIGN, placement_id) is not None:
            sign_or_send_back(change, placement_id, True, None)
    if one.name in (NEARLY_BACK, HELPED):
        yield from _since(one, placement_id, calendar, today)


def _write(change: Change, one: Taught, placement_id: str) -> None:
    chosen = spread(one.name) % len(NEEDS)
    write_needs(change, placement_id, NEEDS[chosen])
    silent = None if one.home.talks else "Could not be reached"
    add_voice(change, placement_id, VoiceInput(Whose.PUPIL, change.today, one.home.hopes_pupil))
    heard = VoiceInput(Whose.PARENTS, change.today, None if silent else one.home.hopes_parents, silent)
    add_voice(change, placement_id, heard)
    add_objective(change, placement_id, OBJECTIVES[chosen])
    goes_out = one.child.type is PlacementType.MEDICAL
    kind, aim = (PlanKind.OUTREACH, OUT) if goes_out else (PlanKind.REINTEGRATION, BACK)
    set_aim(change, placement_id, kind, aim)
    for area, what in CRITERIA if one.name == NEARLY_BACK else CRITERIA[: 2 + chosen]:
        add_criterion(change, placement_id, area, what)
    barriers = ((BarrierKind.LEARNING,), (BarrierKind.EMOTIONAL,), (BarrierKind.ATTENDANCE,))[chosen]
    given = ProvisionInput("Reading, one to one", "Sue Pell", 30, 3, 1, None, EASTER, "Reads for pleasure", barriers)
    add_provision(change, placement_id, given)
    if one.name == NEARLY_BACK:
        group = ProvisionInput("Friendship group", "Jo Flint", 40, 1, 5, None, PASSED, "Joins in at break")
        add_provision(change, placement_id, group)


def _reviews(one: Taught, calendar: Calendar, since: date, until: date) -> Iterator[date]:
    """Yield the days on which the plan is reviewed, shortly before each half-term ends; a last one may still wait."""
    ends = [calendar.last_pupil_day(period) for period in calendar.half_terms if since < period.ends_on < until]
    days = [back(calendar, end, REVIEWED) for end in ends]
    yield from (day for day in (days[:-1] if one.waits else days) if since < day < until)


def _review(change: Change, placement_id: str) -> None:
    """Review what the review of the plan asks for: the first time it is stepped up, and then kept."""
    known = next_objective(change, placement_id)
    while known is not None:
        decision, more = (Decision.KEEP, None) if known.last else (Decision.STEP_UP, "Five minutes with Sue each day")
        given = ObjectiveReviewInput(change.today, "More often than not", Outcome.PARTLY, decision, more)
        review_objective(change, known.objective_id, given)
        known = next_objective(change, placement_id, known.objective_id)


def _since(one: Taught, placement_id: str, calendar: Calendar, today: date) -> Storyline:
    """Tell what has come since: criteria that are shown, or a provision that was counted and has ended."""
    change = yield Moment(back(calendar, today, 2), one.keyworker, AFTER_SCHOOL)
    if one.name == NEARLY_BACK:
        for criterion in criteria_of(change, placement_id):
            if criterion.area not in (Area.ATTENDANCE, Area.SCHOOL):
                show_criterion(change, criterion.id, "Seen in the last four weeks", change.today, True)
        return
    received = received_on(change, change.get(Placement, placement_id))
    starts_on = max(moved(change.today, -70), received or change.today)
    mentor = ProvisionInput("A mentor after lunch", "Jo Flint", 20, 2, 1, starts_on, change.today, "Stays all day")
    provision_id = add_provision(change, placement_id, mentor)
    count_sessions(change, provision_id, 11, change.today)
    end_provision(change, provision_id, Effect.ABOVE, "Stays all day, and has asked to help others", change.today)

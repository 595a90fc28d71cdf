"""A whole school year, lived at random: whatever staff do, forget or decline, the record says what happened."""

import os
from collections.abc import Callable, Mapping
from datetime import date, time, timedelta
from random import Random

import pytest
from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import Session

from bot.delivery.recover import Recovery
from bot.workspace import Fault
from models.change import Read
from models.duties.kinds import KINDS, STATUTORY
from models.outbox import settle
from models.outbox.lost import Stale
from models.school.calendar import FRIDAY
from models.tables.assessment import Assessment, AssessmentChase, AssessmentDecision, Occasion
from models.tables.barrier import Barrier, BarrierKind, BarrierStatus
from models.tables.contact import Attempt, Outcome, Side
from models.tables.correction import Correction
from models.tables.duty import DECIDED, Duty, DutyKind, Ending
from models.tables.leaving import DestinationKind, Leaving, OwnAssessment
from models.tables.meeting import PlanningMeeting
from models.tables.placement import Agreement, Placement, Teaching, current
from models.tables.plans.objective import ObjectiveReview
from models.tables.plans.plan import PlanVersion, SupportPlan
from models.tables.plans.provision import Provision
from models.tables.profile import ProfileAnswer, ProfileHeading, ProfileReading
from models.tables.pupil import LegalFact
from models.tables.result import Result, Source
from models.tables.review import FAMILY, CommissionerView, Review
from models.tables.staff import Staff, active_staff
from models.tables.target import Target
from tests.crash.days import count_twice
from tests.school import STAFF, Service, a_pupil
from tests.truths.bad_days import RealTime, copies, real_time
from tests.truths.school_year import SchoolYear
from tests.truths.test_numbers import NOTHING, check_digest, reminder_of

__all__ = ("real_time",)

Fact = Callable[[Duty], ColumnElement[bool]]
FIRST, LAST = date(2026, 9, 7), date(2027, 7, 21)
YEARS = int(os.environ.get("YEARS", "0"))  # `make years` lives many, of a whole school
PUPILS = 30 if YEARS else 8
BETWEEN = 5  # meetings, of which one is looked at: what a year takes is mostly its messages
A_FEW_WEEKS, AFTERNOON, EVENING = timedelta(days=18), time(14), time(17)
MOST_COPIES = 4 if YEARS else 2  # of the bot, on PostgreSQL: a file of SQLite has one


def an_answer(side: Side) -> Fact:
    """Return what ends a step of contact: somebody of that side answered on that day."""
    return lambda duty: exists().where(
        Attempt.placement_id == duty.placement_id,
        Attempt.side == side,
        Attempt.outcome == Outcome.SPOKE,
        Attempt.on == duty.done_on,
    )


def a_legal_fact(kind: DutyKind) -> Fact:
    """Return what ends a date of the law: a fact of its day, or that became known on that day."""
    return lambda duty: exists().where(
        Placement.id == duty.placement_id,
        LegalFact.pupil_id == Placement.pupil_id,
        LegalFact.on == duty.done_on
        if KINDS[kind].is_legal and kind is not DutyKind.HEALTH
        else LegalFact.added_at.is_not(None),
    )


# What each kind of duty waits for, dated on the day on which the duty reads done.
FACTS: Mapping[DutyKind, Fact] = {
    DutyKind.FAMILY: an_answer(Side.FAMILY),
    DutyKind.PROFESSIONALS: an_answer(Side.PROFESSIONAL),
    DutyKind.BOOK: lambda duty: exists().where(PlanningMeeting.placement_id == duty.placement_id),
    DutyKind.HOLD: lambda duty: exists().where(
        PlanningMeeting.placement_id == duty.placement_id, PlanningMeeting.held_on == duty.done_on
    ),
    DutyKind.ALLOCATE: lambda duty: exists().where(
        Placement.id == duty.placement_id, Placement.allocated_on >= duty.done_on
    ),
    DutyKind.EXCLUSION_DATE: lambda duty: exists().where(
        Placement.id == duty.placement_id, Placement.excluded_on.is_not(None)
    ),
    DutyKind.PROVIDE: lambda duty: exists().where(
        Placement.id == duty.placement_id, Placement.full_time_on == duty.done_on
    ),
    DutyKind.BASELINE: lambda duty: exists().where(
        Result.placement_id == duty.placement_id,
        Result.subject == duty.about,
        Result.source == Source.BASELINE,
        Result.on <= duty.done_on,
    ),
    DutyKind.TARGET: lambda duty: exists().where(
        Target.placement_id == duty.placement_id, Target.subject == duty.about
    ),
    DutyKind.REVIEW: lambda duty: exists().where(
        Review.placement_id == duty.placement_id, Review.subject == duty.about, Review.on == duty.done_on
    ),
    DutyKind.FAMILY_REVIEW: lambda duty: exists().where(
        Review.placement_id == duty.placement_id,
        Review.subject == FAMILY,
        Review.on == duty.done_on,
        Review.unreached.is_(False),
        Review.declined.is_(False),
    ),
    DutyKind.PUPIL_VIEW: lambda duty: exists().where(
        Review.placement_id == duty.placement_id,
        Review.subject == FAMILY,
        Review.on == duty.done_on,
        Review.pupil_view.is_not(None),
    ),
    DutyKind.PROFILE: lambda duty: (
        select(func.count())
        .where(
            ProfileAnswer.placement_id == duty.placement_id,
            or_(ProfileAnswer.text.is_not(None), ProfileAnswer.asked_of.is_not(None)),
        )
        .scalar_subquery()
        >= len(ProfileHeading) - 1  # what helps is kept on the placement
    ),
    DutyKind.READ_PROFILE: lambda duty: exists().where(
        ProfileReading.placement_id == duty.placement_id,
        ProfileReading.staff_id == duty.about,
        ProfileReading.on == duty.done_on,
    ),
    DutyKind.ASSESSMENT: lambda duty: exists().where(
        AssessmentDecision.placement_id == duty.placement_id,
        AssessmentDecision.about == Occasion.PERIOD,
        AssessmentDecision.on == duty.done_on,
    ),
    DutyKind.SUSPICION: lambda duty: exists().where(
        AssessmentDecision.placement_id == duty.placement_id, AssessmentDecision.on == duty.done_on
    ),
    DutyKind.UNDERTAKE: lambda duty: exists().where(Assessment.id == duty.about, Assessment.outcome_on == duty.done_on),
    DutyKind.CHASE: lambda duty: exists().where(
        Assessment.id == duty.about,
        or_(
            Assessment.outcome_on == duty.done_on,
            exists().where(AssessmentChase.assessment_id == duty.about, AssessmentChase.on == duty.done_on),
        ),
    ),
    DutyKind.TELL: lambda duty: exists().where(
        Review.placement_id == duty.placement_id, Review.subject == duty.about, Review.told_on == duty.done_on
    ),
    DutyKind.COMMISSIONER_VIEW: lambda duty: exists().where(
        CommissionerView.duty_id == duty.id,
        CommissionerView.on == duty.done_on,
        CommissionerView.view.is_not(None),
    ),
    DutyKind.MISSING_SEN: lambda duty: exists().where(Placement.id == duty.placement_id, Placement.sen.is_not(None)),
    DutyKind.MISSING_CONSENT: lambda duty: exists().where(
        Agreement.placement_id == duty.placement_id, Agreement.consent.is_not(None)
    ),
    DutyKind.MISSING_PRIOR: lambda duty: exists().where(
        Result.placement_id == duty.placement_id, Result.subject == duty.about, Result.source == Source.PRIOR
    ),
    DutyKind.AGREEMENT: lambda duty: exists().where(
        Agreement.placement_id == duty.placement_id,
        Agreement.commissioner.is_not(None),
        Agreement.longest_weeks.is_not(None),
    ),
    DutyKind.PART_TIME: lambda duty: (
        exists().where(Placement.id == duty.placement_id, Placement.full_time_on == duty.done_on)
        | exists().where(Agreement.placement_id == duty.placement_id, Agreement.timetable.is_not(None))
    ),
    **{kind: a_legal_fact(kind) for kind in STATUTORY},
    DutyKind.PLAN: lambda duty: or_(
        exists().where(SupportPlan.placement_id == duty.placement_id, SupportPlan.handed_in_on == duty.done_on),
        exists().where(PlanVersion.placement_id == duty.placement_id, PlanVersion.handed_in_on == duty.done_on),
    ),
    DutyKind.PLAN_SIGN: lambda duty: exists().where(
        PlanVersion.placement_id == duty.placement_id, PlanVersion.on == duty.done_on
    ),
    DutyKind.PLAN_REVIEW: lambda duty: exists().where(
        ObjectiveReview.placement_id == duty.placement_id, ObjectiveReview.on == duty.done_on
    ),
    DutyKind.FIND_DESTINATION: lambda duty: exists().where(  # it is known, or was until somebody put it right
        Leaving.placement_id == duty.placement_id,
        or_(Leaving.destination_kind != DestinationKind.UNKNOWN, exists().where(Correction.thing_id == Leaving.id)),
    ),
    DutyKind.OWN_ASSESSMENT: lambda duty: exists().where(
        OwnAssessment.placement_id == duty.placement_id,
        OwnAssessment.on == duty.done_on,
        OwnAssessment.words.is_not(None),
    ),
    DutyKind.PROVISION: lambda duty: exists().where(
        Provision.id == duty.about, or_(Provision.ended_on == duty.done_on, Provision.ends_on > duty.due_on)
    ),
}


def check_record(read: Read) -> None:
    """Check what must be true of every row, whatever the year brought."""
    session, today = read.session, read.today
    ended = session.scalars(select(Duty).where(Duty.done_on.is_not(None))).all()
    for duty in ended:
        assert duty.done_on is not None
        assert duty.done_on <= today, f"{duty.kind} is done on a day to come"
        assert duty.ending is not None, duty.kind
        assert duty.ending not in DECIDED or duty.why, duty.kind
        if duty.ending is Ending.DONE and duty.kind in FACTS:
            assert session.scalar(select(FACTS[duty.kind](duty))), (
                f"{duty.kind} reads done on {duty.done_on} by no fact"
            )
    assert not session.scalars(select(Result).where(Result.on > today)).all()
    check_owners(session)
    check_reviews_owed(session, today)
    check_leavers(session, today)
    check_suspicions(session, today)


def check_suspicions(session: Session, today: date) -> None:
    """Check that each suspected learning difficulty has a decision, made or owed, and never two that are owed."""
    suspected = select(Placement.id).join(Barrier, Barrier.placement_id == Placement.id).where(current(today))
    suspected = suspected.where(Barrier.kind == BarrierKind.LEARNING, Barrier.status == BarrierStatus.SUSPECTED)
    for placement_id in session.scalars(suspected):
        owed = select(Duty.done_on).where(Duty.placement_id == placement_id, Duty.kind == DutyKind.SUSPICION)
        decided = select(AssessmentDecision.id).where(AssessmentDecision.placement_id == placement_id)
        still_owed = [done_on for done_on in session.scalars(owed) if done_on is None]
        assert len(still_owed) == 1 or (not still_owed and session.scalars(decided).first()), placement_id


def check_owners(session: Session) -> None:
    """Check that whatever is owed is owed by somebody who is here."""
    active = {one.id for one in active_staff(session)}
    owners = session.execute(select(Duty.kind, Duty.owner_id).where(Duty.done_on.is_(None)))
    assert not [kind for kind, owner in owners if owner not in active]


def check_leavers(session: Session, today: date) -> None:
    """Check that of a pupil who has left nothing is owed but what leaving itself owes."""
    gone = select(Duty.kind, Duty.done_on, Duty.ending, Placement.left_on).join(Placement)
    for row in session.execute(gone.where(Placement.left_on < today)):
        assert row.done_on is not None or KINDS[row.kind].is_of_leaving, row.kind
        assert row.ending is not Ending.LEFT or row.done_on >= row.left_on, row.kind


def check_reviews_owed(session: Session, today: date) -> None:
    """Check that each subject of a pupil in school has its next review owed."""
    here = select(Placement).where(Placement.in_school_on.is_not(None), current(today), Placement.left_on.is_(None))
    for placement in session.scalars(here):
        owed = select(Duty.about).where(
            Duty.placement_id == placement.id, Duty.kind == DutyKind.REVIEW, Duty.done_on.is_(None)
        )
        taught = select(Teaching.subject).where(Teaching.placement_id == placement.id)
        assert set(session.scalars(taught)) <= set(session.scalars(owed)), placement.id


async def check_screens(service: Service) -> None:
    """Check a Monday's digest, and that nobody reads that nothing is due while something of theirs is."""
    check_digest(service)
    due = await service.read(lambda read: set(read.session.scalars(owners_of_what_is_due(read.today))))
    for handle, (slack_id, *_) in STAFF.items():
        told = reminder_of(service, handle)
        if slack_id in due and told is not None:
            assert not NOTHING.search(told.text + told.plain), told.plain


def owners_of_what_is_due(today: date) -> Select[str]:
    """Return the query for the Slack ids of those who owe something by today."""
    owed = select(Staff.slack_id).join(Duty, Duty.owner_id == Staff.id)
    return owed.where(Duty.done_on.is_(None), Duty.due_on <= today)


@pytest.mark.parametrize("seed", range(YEARS or 1))
async def test_after_each_week_of_a_year_the_record_and_the_screens_are_true(service: Service, seed: int) -> None:
    year, day = SchoolYear(seed, PUPILS), FIRST
    calendar = await service.read(lambda read: read.calendar)
    meetings = 0
    while day <= LAST:
        if calendar.is_pupil_day(day):
            if day.weekday() == 0 and day > FIRST:
                meetings += 1
                if meetings % BETWEEN == 0:
                    service.skip_to(day.year, day.month, day.day, 7, 45)
                    await service.go_to(day.year, day.month, day.day, 8, 20)
                    await check_screens(service)
            service.skip_to(day.year, day.month, day.day, 14)
            await service.change(year.live_a_day, day)
        if day.weekday() == 4:
            await service.read(check_record)
        day += timedelta(days=1)
    assert year.acts["review"] > 3 * PUPILS, year.acts
    assert year.refusals.total() < year.acts.total() / 4, year.refusals


@pytest.mark.timeout(7200 if YEARS else 900)  # seconds: a whole year of mornings
@pytest.mark.parametrize("seed", range(YEARS or 1))
async def test_however_slack_and_the_bots_fail_in_a_year_nothing_is_posted_twice_or_lost(
    real_time: RealTime, service: Service, seed: int
) -> None:
    draw = Random(seed)  # noqa: S311 - a year that can be lived again
    year, day = SchoolYear(seed, PUPILS), FIRST
    last = LAST if YEARS else FIRST + A_FEW_WEEKS
    calendar = await service.read(lambda read: read.calendar)
    number = 1 if service.bot.desk.database.is_sqlite else draw.randint(2, MOST_COPIES)
    async with copies(service, number, real_time, draw) as school:
        while day <= last:
            if calendar.is_school_day(day):
                await school.morning(day)
                await school.go_to(day, AFTERNOON)
                if calendar.is_pupil_day(day):
                    await service.change(year.live_a_day, day)
            if day.weekday() == FRIDAY:
                await school.go_to(day, EVENING)
                await school.recover()
                await school.check(day)
            day += timedelta(days=1)
    assert school.bad_days > 1, "Slack was hardly ever away"


async def test_the_check_catches_a_bot_that_sends_again_without_looking(
    real_time: RealTime, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def send_again(self: Recovery, lost: Stale) -> None:
        await self._desk.change(settle.later, lost.id)

    monkeypatch.setattr(Recovery, "_find", send_again)
    await a_pupil(service)
    async with copies(service, 1, real_time, Random(0)) as school:  # noqa: S311 - a day that can be lived again
        service.slack.faults.always(lambda method: Fault.LOST_REPLY if method == "chat.postMessage" else None)
        await school.go_to(FIRST + timedelta(days=1), AFTERNOON)
        assert service.slack.store.posts, "nobody was reminded of anything"
        await school.recover()
        assert count_twice(service.slack) > 0

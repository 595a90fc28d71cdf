"""Ten years of coming, leaving and coming back owe nothing for anybody who left, and lose nothing of any stay."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.runtime.database import Database
from models.actor import Actor
from models.allocations.allocate import allocate
from models.allocations.first_day import Lateness, Start, record_start
from models.change import Change
from models.duties.kinds import OF_LEAVING
from models.duties.leaving import CHECK_INS, WHERE_TO
from models.leaving.check_ins import DAYS_TRIED, check_in
from models.leaving.checklist import record_item
from models.leaving.destination import Destination
from models.leaving.endings import ENDINGS, end_past_stays
from models.leaving.leave import LeavingInput, confirm_destination, correct_leaving, leave, undo_leaving
from models.leaving.own_assessment import save_own_assessment
from models.leaving.withdraw import ReferralEnding, end_referral
from models.progress.results import ResultInput, add_result
from models.referrals.refer import NewReferral, refer
from models.school.calendar import moved
from models.school.settings import read_school
from models.tables.duty import Duty, DutyKind
from models.tables.leaving import Asked, CheckInOutcome, Departure, DestinationKind, Leaving, LeavingReason, leaving_of
from models.tables.placement import Placement, Registration
from models.tables.result import Result, Source
from models.tables.staff import Staff
from models.topic import Topic
from tests.school import LONDON, open_school

YEARS, NEW_A_YEAR, BEGINS = 10, 3, date(2026, 9, 1)
COLLEGE, NOT_KNOWN = Destination(DestinationKind.COLLEGE, "Riverside"), Destination(DestinationKind.UNKNOWN)


class TenYears:
    """What happened, and what must still be there at the end: stays by pupil, and the results of each stay."""

    def __init__(self, session: Session, random: Random) -> None:
        self.session = session
        self.random = random
        self.stays: Counter[str] = Counter()
        self.results: Counter[str] = Counter()
        self.staff = {row[0]: row[1] for row in session.execute(select(Staff.slack_id, Staff.id))}
        self.school = read_school(session)  # once, since there are a thousand changes

    def at(self, day: date, hour: int = 10, by: str = "UHELEN") -> Change:
        now = datetime.combine(day, time(hour), tzinfo=UTC)
        return Change(self.session, Actor(self.staff[by], by), now, LONDON, self.school)

    def school_day(self, day: date) -> date:
        return self.at(day).calendar.on_or_after(day)

    def live(self) -> date:
        """Live through all of it, and return the day after."""
        known: list[str] = []
        for year in range(YEARS):
            for n in range(NEW_A_YEAR):
                day = self.school_day(BEGINS + timedelta(days=365 * year + 40 * n))
                pupil = self._stay(day, f"Pupil {'ABCDEFGHIJ'[year]}{'ABC'[n]} Quill", None, year)
                known.append(pupil)
            back = self.school_day(BEGINS + timedelta(days=365 * year + 150))
            self._stay(back, "", self.random.choice(known), year)
        last = BEGINS + timedelta(days=365 * (YEARS + 1))
        self.follow_up(last)
        return last

    def _stay(self, day: date, name: str, pupil_id: str | None, year: int) -> str:
        change, born = self.at(day), date(2014 + year, 5, 14)
        if pupil_id is not None:
            stays = select(Placement).where(Placement.pupil_id == pupil_id)
            born = self.session.scalars(stays).first().pupil.born_on  # type: ignore[union-attr]  # there is one
        given = NewReferral(name or "Pupil Quill", born, "Northbrook", Registration.SINGLE, "A reason", excluded_on=day)
        placement = change.get(Placement, refer(change, given, pupil_id))
        self.stays[placement.pupil_id] += 1
        if self.random.random() < 0.2:
            ended = ReferralEnding(Departure.WITHDRAWN, day, "The family", "A place nearby")
            end_referral(change, placement.id, ended)
        else:
            self._taught(placement, day)
        return placement.pupil_id

    def _taught(self, placement: Placement, day: date) -> None:
        ann, first_day = self.staff["UANN"], self.at(day).calendar.add_school_days(day, 3)
        allocate(self.at(day), placement.id, self.staff["UBEN"], [f"{ann}:Maths"], first_day)
        record_start(self.at(first_day), placement.id, Start.FULL_TIME, first_day, Lateness())
        add_result(
            self.at(first_day), Topic(placement.id, "Maths"), ResultInput(Source.BASELINE, "gcse", "4", first_day)
        )
        self.results[placement.id] += 1
        weeks = self.random.randint(2, 9)
        last_day = self.at(day).calendar.on_or_before(moved(first_day, 7 * weeks))
        told_on = first_day if self.random.random() < 0.5 else moved(last_day, self.random.randint(0, 9))
        given = LeavingInput(last_day, LeavingReason.MOVES, self.random.choice((COLLEGE, NOT_KNOWN)))
        leave(self.at(told_on, by="UBEN"), placement.id, given)
        if self.random.random() < 0.3:  # a mistake, noticed at once
            undo_leaving(self.at(told_on, by="UBEN"), self._leaving(placement).id)
            leave(self.at(told_on, by="UBEN"), placement.id, given)
        if self.random.random() < 0.3:
            earlier = LeavingInput(self.at(day).calendar.on_or_before(moved(last_day, -1)), given.reason, COLLEGE)
            correct_leaving(self.at(told_on, 12), self._leaving(placement).id, earlier, "A day earlier", None)
        end_past_stays(self.at(moved(max(told_on, last_day), 1), 1))
        self.follow_up(moved(max(told_on, last_day), 70))

    def _leaving(self, placement: Placement) -> Leaving:
        found = leaving_of(self.session, placement.id)
        assert found is not None
        return found

    def follow_up(self, today: date) -> None:
        """Do what leaving owes by now, as the staff would: sooner or later, and some check-ins in vain."""
        self.session.flush()
        owed = select(Duty).where(Duty.done_on.is_(None), Duty.kind.in_(OF_LEAVING), Duty.due_on < today)
        for duty in self.session.scalars(owed.order_by(Duty.due_on)).all():
            self._do(duty, self.school_day(today))

    def _do(self, duty: Duty, day: date) -> None:
        if duty.kind in WHERE_TO:
            college = Destination(DestinationKind.COLLEGE, "Riverside", None, day, "Jo Reed")
            confirm_destination(self.at(day), duty.id, college)
        elif duty.kind in CHECK_INS and self.random.random() < 0.3:
            for n in range(DAYS_TRIED):
                check_in(self.at(moved(day, n)), duty.id, CheckInOutcome.NO_ANSWER, moved(day, n), None)
        elif duty.kind in CHECK_INS:
            check_in(self.at(day), duty.id, CheckInOutcome.ATTENDING, day, None)
        elif duty.kind is DutyKind.OWN_ASSESSMENT:
            save_own_assessment(self.at(day), duty.id, Asked.DECLINED, day, None)
        else:
            record_item(self.at(day), duty.id, day, None, "Only then")


@pytest.fixture
def ten_years(database_url: str) -> Iterator[Callable[[int], tuple[TenYears, date]]]:
    """Return a function that lives ten years by these dice, in an empty school."""
    database = Database(database_url)
    with database.writing(60.0) as session:

        def live(dice: int) -> tuple[TenYears, date]:
            at = datetime.combine(BEGINS, time(8), tzinfo=UTC)
            open_school(Change(session, Actor(None), at, LONDON), term_dates=False)
            years = TenYears(session, Random(dice))  # noqa: S311 - dice, and no secret
            return years, years.live()

        yield live
    database.close()


@pytest.mark.parametrize("dice", [1])
def test_after_ten_years_nothing_is_owed_for_a_leaver_and_nothing_of_a_stay_is_lost(
    ten_years: Callable[[int], tuple[TenYears, date]], dice: int
) -> None:
    years, today = ten_years(dice)
    session = years.session
    stays = session.scalars(select(Placement)).all()
    assert len(stays) == YEARS * (NEW_A_YEAR + 1)
    assert all(stay.left_on is not None and stay.left_on < today for stay in stays)
    assert session.scalars(select(Duty.kind).where(Duty.done_on.is_(None))).all() == []
    assert Counter(stay.pupil_id for stay in stays) == years.stays
    kept = session.execute(select(Result.placement_id, func.count()).group_by(Result.placement_id))
    assert {row[0]: row[1] for row in kept} == years.results
    for stay in stays:
        leaving = leaving_of(session, stay.id)
        assert leaving is not None
        assert stay.left_on in (leaving.on, moved(leaving.on, -1))
        ended = select(Duty.ending).where(Duty.placement_id == stay.id, Duty.ending.in_(ENDINGS.values()))
        assert set(session.scalars(ended)) <= {ENDINGS[leaving.how]}

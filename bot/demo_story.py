"""What has happened at the invented school: each pupil's stay so far, told through the changes that staff make."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from functools import cached_property
from itertools import cycle
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.demo_people import STAFF, Child, Colleague, Stage
from bot.demo_progress import Courses
from models.action import Agreed
from models.allocate import allocate
from models.attempt import ANYBODY, AttemptGiven, log_attempt
from models.barrier import BarrierKind, BarrierStatus
from models.calendar import moved
from models.change import SYSTEM, Actor, Change
from models.contact import Contact, Outcome, Side, Way
from models.duty import Duty, DutyKind, open_duty
from models.give import give
from models.holding import BarrierGiven, HeldGiven, Hopes, hold_meeting
from models.meeting import AllocationsMeeting
from models.permission import Role
from models.placement import Placement, PlacementType
from models.planning import MeetingGiven, book_meeting
from models.refer import ContactGiven, ReferralGiven, refer
from models.staff import Staff, by_slack_id

FIRST_WEEK = date(2026, 9, 7)
BARRIERS: Mapping[PlacementType, frozenset[BarrierKind]] = {
    PlacementType.EXCLUDED: frozenset({BarrierKind.BEHAVIOURAL}),
    PlacementType.SUSPENDED: frozenset({BarrierKind.BEHAVIOURAL, BarrierKind.LEARNING}),
    PlacementType.MEDICAL: frozenset({BarrierKind.MEDICAL, BarrierKind.ATTENDANCE}),
    PlacementType.OUTREACH: frozenset({BarrierKind.EMOTIONAL, BarrierKind.DISENGAGED}),
}
ATTENDANCE = (34, 52, 61, 73, 80, 88)
TIMES = (time(9, 30), time(11, 0), time(14, 0))
PLACES = ("Meeting room", "At the pupil's home school", "Family room")


class Story:
    """Tells it pupil by pupil; each change has an actor and a moment of its own."""

    def __init__(self, session: Session, zone: ZoneInfo, today: date) -> None:
        self.session = session
        self.zone = zone
        self.today = today
        self._teachers = cycle([one for one in STAFF if one.role is Role.TEACHER])
        self._office = cycle(["omar", "hugo", "priya", "sue", "helen"])
        self._told = 0

    @cached_property
    def _courses(self) -> Courses:
        return Courses(self.at, self.today)

    def at(self, day: date, handle: str | None = None, hour: int = 10) -> Change:
        """A change by somebody (nobody: the system) on a day."""
        staff = self._staff(handle) if handle else None
        actor = Actor(staff.id, staff.slack_id) if staff else SYSTEM
        return Change(self.session, actor, datetime.combine(day, time(hour), tzinfo=self.zone), self.zone)

    def hold_allocations_meetings(self) -> None:
        """Each Monday of the term so far."""
        monday = FIRST_WEEK
        while monday < self.today:
            change = self.at(monday, hour=8)
            change.add(AllocationsMeeting(on=monday, opened_at=change.now, closed_at=self.at(monday, hour=18).now))
            monday = moved(monday, 7)

    def tell(self, child: Child) -> None:
        """One pupil's stay so far."""
        self._told += 1
        pupil_id = self._earlier_stay(child) if child.before else None
        placement = self._refer(child, self._ago(child.days_ago), pupil_id)
        LATER[child.stage](self, child, placement)

    def only_referred(self, child: Child, placement: Placement) -> None:
        """Nothing more has happened."""

    def tried(self, child: Child, placement: Placement) -> None:
        """Somebody rang, and nobody answered."""
        self._attempt(placement, self._after(child, 1), Outcome.NO_ANSWER)

    def unreachable(self, child: Child, placement: Placement) -> None:
        """Three attempts on different days."""
        for days, outcome in ((1, Outcome.NO_ANSWER), (2, Outcome.MESSAGE_LEFT), (4, Outcome.NO_ANSWER)):
            self._attempt(placement, self._after(child, days), outcome)

    def contacted(self, child: Child, placement: Placement) -> None:
        """The family has been spoken to, and for every other pupil the home school."""
        self._attempt(placement, self._after(child, 1), Outcome.SPOKE)
        if self._told % 2:
            self._reach_school(placement, self._after(child, 1))

    def booked(self, child: Child, placement: Placement) -> None:
        """The planning meeting is this week."""
        self._attempt(placement, self._after(child, 1), Outcome.SPOKE)
        self._reach_school(placement, self._after(child, 1))
        self._book(placement, self._after(child, 2), moved(self.today, 1 + self._told % 4))

    def held(self, child: Child, placement: Placement) -> None:
        """The planning meeting was held within the week."""
        self._attempt(placement, self._after(child, 1), Outcome.SPOKE)
        self._reach_school(placement, self._after(child, 1))
        day = self._after(child, 4)
        self._book(placement, self._after(child, 2), day)
        hold_meeting(self.at(day, "helen", 15), placement.id, self._found(placement, day), None)

    def allocated(self, child: Child, placement: Placement) -> None:
        """Given a keyworker at the next allocations meeting, and in school since."""
        self.held(child, placement)
        monday = self._after(child, 5)
        while monday.weekday():
            monday = moved(monday, 1)
        keyworker, teacher = next(self._teachers), next(self._teachers)
        change = self.at(monday, "helen", 9)
        teachers = [self._teaching(keyworker), self._teaching(teacher)]
        allocate(change, placement.id, self._staff(keyworker.handle).id, teachers, moved(monday, 1))
        if child.stage is Stage.ALLOCATED:
            for colleague in (keyworker, teacher):
                self._courses.tell(placement, colleague, colleague.subjects[0])

    def left(self, child: Child, placement: Placement) -> None:
        """A short stay that is over."""
        self.allocated(child, placement)
        self._leave(placement, self._ago(1))

    def _earlier_stay(self, child: Child) -> str:
        assert child.before is not None  # noqa: S101 - the caller looked
        placement = self._refer(child, child.before, None)
        placement.first_day = moved(child.before, 14)
        self._leave(placement, moved(child.before, 74))
        return placement.pupil_id

    def _leave(self, placement: Placement, day: date) -> None:
        placement.left_on = day
        owed = select(Duty).where(Duty.placement_id == placement.id, Duty.done_on.is_(None))
        for duty in self.session.scalars(owed).all():
            self.at(day).close(duty)

    def _refer(self, child: Child, day: date, pupil_id: str | None) -> Placement:
        name, _, relation = child.family.partition(", ")
        given = ReferralGiven(
            full_name=child.name,
            born_on=child.born_on,
            home_school=child.home_school,
            registration=child.registration,
            reason=child.reason,
            contacts=(ContactGiven(name, Side.FAMILY, relation, "01632 960 158", parental_responsibility=True),),
            type=child.type,
            excluded_on=None if child.excluded_days_ago is None else self._ago(child.excluded_days_ago),
            barriers=BARRIERS[child.type],
            attendance=ATTENDANCE[self._told % len(ATTENDANCE)],
        )
        change = self.at(day, "omar", hour=8)
        placement = change.get(Placement, refer(change, given, pupil_id))
        self._delegate(placement, day)
        return placement

    def _delegate(self, placement: Placement, day: date) -> None:
        """The Head keeps a fifth of the calls."""
        handle = next(self._office)
        for kind in (DutyKind.FAMILY, DutyKind.PROFESSIONALS, DutyKind.BOOK):
            duty = open_duty(self.session, kind, placement.id)
            if duty is not None and handle != "helen":
                give(self.at(day, "helen", hour=8), duty.id, self._staff(handle).slack_id)

    def _attempt(self, placement: Placement, day: date, outcome: Outcome) -> None:
        contact = self.session.scalars(select(Contact).where(Contact.pupil_id == placement.pupil_id)).first()
        whom = contact.id if contact else f"{ANYBODY}{Side.FAMILY}"
        said = "Wants a fresh start and would like to be rung in the afternoon." if outcome is Outcome.SPOKE else None
        log_attempt(self.at(day, "omar", 11), placement.id, AttemptGiven(whom, Way.CALL, outcome, day, said))

    def _reach_school(self, placement: Placement, day: date) -> None:
        given = AttemptGiven(f"{ANYBODY}{Side.PROFESSIONAL}", Way.EMAIL, Outcome.SPOKE, day, "Sends the file.")
        log_attempt(self.at(day, "omar", 12), placement.id, given)

    def _book(self, placement: Placement, booked_on: date, day: date) -> None:
        place, at = PLACES[self._told % len(PLACES)], TIMES[self._told % len(TIMES)]
        given = MeetingGiven(day, at, place, staff=("UHELEN", "UPRIYA"), others="The family, the home school")
        book_meeting(self.at(booked_on, "helen", 13), placement.id, given)

    def _found(self, placement: Placement, day: date) -> HeldGiven:
        barriers = {
            kind: BarrierGiven(BarrierStatus.IDENTIFIED, "As the referral said.", "Named in the plan.")
            for kind in BARRIERS.get(placement.type or PlacementType.OTHER, frozenset())
        }
        barriers[BarrierKind.LEARNING] = BarrierGiven(BarrierStatus.SUSPECTED, "Reads slowly.", "Reading test first.")
        hopes = Hopes(
            "To be with friends again", "A calm start and good news now and then", "Short tasks, a quiet seat"
        )
        who = ("UPRIYA", "UDAN", "UOMAR")[self._told % 3]
        by_when = self.at(day).calendar.add_school_days(day, 6 + self._told % 6)
        actions = (Agreed("Ask the home school for the last test results", who, by_when),)
        return HeldGiven(day, "The family, the home school, Helen Marsh, Priya Nair", hopes, barriers, actions)

    def _teaching(self, colleague: Colleague) -> str:
        return f"{self._staff(colleague.handle).id}:{colleague.subjects[0]}"

    def _staff(self, handle: str) -> Staff:
        staff = by_slack_id(self.session, f"U{handle.upper()}")
        assert staff is not None  # noqa: S101 - the story's own people
        return staff

    def _after(self, child: Child, days: int) -> date:
        """So many school days after the referral, and before today."""
        return self._ago(max(child.days_ago - days, 1))

    def _ago(self, days: int) -> date:
        calendar, day = self.at(self.today).calendar, self.today
        for _ in range(days):
            day = calendar.on_or_before(moved(day, -1))
        return day


LATER: Mapping[Stage, Callable[[Story, Child, Placement], None]] = {
    Stage.REFERRED: Story.only_referred,
    Stage.TRIED: Story.tried,
    Stage.CONTACTED: Story.contacted,
    Stage.UNREACHABLE: Story.unreachable,
    Stage.BOOKED: Story.booked,
    Stage.HELD: Story.held,
    Stage.ALLOCATED: Story.allocated,
    Stage.LEFT: Story.left,
}

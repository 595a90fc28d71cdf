"""The invented school of the local workspace: its term dates, its people and the weeks that lie behind them."""

from collections.abc import Callable
from datetime import date, datetime, time
from itertools import cycle
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.database import Database
from bot.demo_people import CHILDREN, COLLEAGUES, STAFF, Child, Colleague, Stage
from bot.workspace import Person, Room
from models.calendar import moved
from models.change import SYSTEM, Actor, Change
from models.contact import Side
from models.duty import Duty, DutyKind, Ending
from models.message import Message, MessageState
from models.placement import Placement
from models.refer import ContactGiven, ReferralGiven, refer
from models.setting import write_setting
from models.staff import Staff, by_slack_id
from models.term_dates import parse_term_dates

# A Monday five weeks into term, whatever today is: everything below has happened by then.
OPENS = datetime(2026, 10, 5, 8, 20)  # noqa: DTZ001 - the zone is the school's
TERM_DATES = """1 Sep 2026 - 23 Oct 2026
2 Nov 2026 - 18 Dec 2026
4 Jan 2027 - 12 Feb 2027
22 Feb 2027 - 25 Mar 2027
12 Apr 2027 - 28 May 2027
7 Jun 2027 - 21 Jul 2027
INSET 1 Sep 2026, 23 Oct 2026, 4 Dec 2026, 28 May 2027, 7 Jun 2027"""
CHANNEL = "GALLOCATIONS"


def people() -> list[Person]:
    """Everybody in the school's Slack, for the page to act as."""
    return [_person(colleague) for colleague in COLLEAGUES]


def rooms() -> list[Room]:
    """The staff's private channel, one that everybody is in, and one that is shared with another organisation."""
    staff = [colleague.slack_id for colleague in STAFF]
    everybody = [colleague.slack_id for colleague in COLLEAGUES]
    return [
        Room(CHANNEL, "allocations", members=staff),
        Room("CGENERAL", "general", is_private=False, members=everybody),
        Room("GPARTNERS", "partners", members=everybody, is_ext_shared=True),
    ]


def opens_at(zone: ZoneInfo) -> datetime:
    """When the invented school opens its doors."""
    return OPENS.replace(tzinfo=zone)


def fill(database: Database, zone: ZoneInfo) -> None:
    """Tell the whole story into an empty database, through the changes that staff would have made."""
    with database.writing(20.0) as session:
        story = Story(session, zone)
        story.open_school()
        for child in sorted(CHILDREN, key=lambda child: -child.days_ago):
            story.tell(child)
        story.let_the_past_rest()
        session.commit()


class Story:
    """What happened, in the order in which it did, each change at a moment of its own."""

    def __init__(self, session: Session, zone: ZoneInfo) -> None:
        self.session = session
        self.zone = zone
        self.today = OPENS.date()
        self._keyworkers = cycle([colleague for colleague in STAFF if colleague.role in ("teacher", "support")])

    def open_school(self) -> None:
        """Staff, channel and term dates."""
        change = self._at(date(2026, 9, 1), None)
        for colleague in STAFF:
            change.add(_staff(colleague, change.now))
        calendar = parse_term_dates(TERM_DATES)
        half_terms = [[period.starts_on.isoformat(), period.ends_on.isoformat()] for period in calendar.half_terms]
        write_setting(self.session, "half_terms", half_terms)
        write_setting(self.session, "inset_days", [day.isoformat() for day in sorted(calendar.inset_days)])
        write_setting(self.session, "channel", CHANNEL)

    def tell(self, child: Child) -> None:
        """One pupil's stay so far."""
        pupil_id = self._earlier_stay(child) if child.before else None
        placement = self._referred(child, self._day(child.days_ago), pupil_id)
        LATER[child.stage](self, child, placement)

    def let_the_past_rest(self) -> None:
        """What was said in the weeks before has been read: only this morning's news goes out."""
        morning = datetime.combine(self.today, time(0), tzinfo=self.zone)
        old = update(Message).where(Message.added_at < morning, Message.state == MessageState.PENDING)
        self.session.execute(old.values(state=MessageState.CANCELLED))

    def referred(self, child: Child, placement: Placement) -> None:
        """Nothing more has happened."""

    def contacted(self, child: Child, placement: Placement) -> None:
        """The family has been spoken to, and for every other pupil the professionals."""
        self._finish(placement, child.days_ago - 1, DutyKind.FAMILY)
        if len(child.name) % 2:
            self._finish(placement, child.days_ago - 2, DutyKind.PROFESSIONALS)

    def unreachable(self, child: Child, placement: Placement) -> None:
        """Three attempts on different days."""
        self._finish(placement, child.days_ago - 4, DutyKind.FAMILY, Ending.UNREACHABLE)

    def booked(self, child: Child, placement: Placement) -> None:
        """Contacted, and the planning meeting has a date this week or next."""
        self._finish(placement, child.days_ago - 1, DutyKind.FAMILY, DutyKind.PROFESSIONALS)
        self._finish(placement, child.days_ago - 2, DutyKind.BOOK)

    def held(self, child: Child, placement: Placement) -> None:
        """The planning meeting was last week."""
        self.booked(child, placement)
        self._finish(placement, child.days_ago - 5, DutyKind.HOLD)

    def allocated(self, child: Child, placement: Placement) -> None:
        """Given a keyworker at an allocations meeting, and in school since."""
        self.held(child, placement)
        change = self._finish(placement, child.days_ago - 7, DutyKind.ALLOCATE, DutyKind.PROVIDE)
        keyworker = by_slack_id(self.session, next(self._keyworkers).slack_id)
        placement.keyworker_id = keyworker.id if keyworker else None
        placement.allocated_on, placement.first_day = change.today, change.calendar.add_school_days(change.today, 1)

    def left(self, child: Child, placement: Placement) -> None:
        """A short stay that is over."""
        self.allocated(child, placement)
        placement.left_on = self._day(1)

    def _earlier_stay(self, child: Child) -> str:
        assert child.before is not None  # noqa: S101 - the caller looked
        placement = self._referred(child, child.before, None)
        placement.first_day, placement.left_on = moved(child.before, 14), moved(child.before, 74)
        for duty in self.session.scalars(select(Duty).where(Duty.placement_id == placement.id)):
            self._at(placement.left_on, "helen").close(duty)
        return placement.pupil_id

    def _referred(self, child: Child, day: date, pupil_id: str | None) -> Placement:
        excluded = None if child.excluded_days_ago is None else self._day(child.excluded_days_ago)
        name, _, relation = child.family.partition(", ")
        given = ReferralGiven(
            full_name=child.name,
            born_on=child.born_on,
            home_school=child.home_school,
            registration=child.registration,
            reason=child.reason,
            contacts=(ContactGiven(name, Side.FAMILY, relation, "01632 960 158", parental_responsibility=True),),
            type=child.type,
            excluded_on=excluded,
        )
        change = self._at(day, "omar", hour=8 if day == self.today else 10)
        return change.get(Placement, refer(change, given, pupil_id))

    def _finish(self, placement: Placement, days_ago: int, *kinds: DutyKind | Ending) -> Change:
        change = self._at(self._day(max(days_ago, 1)), "helen", hour=11)
        ending = next((kind for kind in kinds if isinstance(kind, Ending)), Ending.DONE)
        for kind in kinds:
            if isinstance(kind, DutyKind):
                change.finish(kind, placement, ending=ending)
        return change

    def _at(self, day: date, handle: str | None, hour: int = 10) -> Change:
        staff = by_slack_id(self.session, f"U{handle.upper()}") if handle else None
        actor = Actor(staff.id, staff.slack_id) if staff else SYSTEM
        return Change(self.session, actor, datetime.combine(day, time(hour), tzinfo=self.zone), self.zone)

    def _day(self, days_ago: int) -> date:
        calendar = parse_term_dates(TERM_DATES)
        day = self.today
        for _ in range(days_ago):
            day = calendar.on_or_before(moved(day, -1))
        return day


LATER: dict[Stage, Callable[[Story, Child, Placement], None]] = {
    Stage.REFERRED: Story.referred,
    Stage.TRIED: Story.referred,
    Stage.CONTACTED: Story.contacted,
    Stage.UNREACHABLE: Story.unreachable,
    Stage.BOOKED: Story.booked,
    Stage.HELD: Story.held,
    Stage.ALLOCATED: Story.allocated,
    Stage.LEFT: Story.left,
}


def _person(colleague: Colleague) -> Person:
    return Person(
        colleague.slack_id, colleague.handle, colleague.name, is_restricted=colleague.guest, about=colleague.about
    )


def _staff(colleague: Colleague, now: datetime) -> Staff:
    assert colleague.role is not None  # noqa: S101 - STAFF holds no others
    return Staff(
        slack_id=colleague.slack_id,
        name=colleague.name,
        role=colleague.role,
        senco=colleague.senco,
        dsl=colleague.dsl,
        subjects=list(colleague.subjects),
        added_at=now,
    )

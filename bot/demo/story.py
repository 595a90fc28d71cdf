"""What has happened at the invented school, from referral to leaving, told through the changes that staff make."""

from collections.abc import Generator, Iterator
from datetime import date, time

from sqlalchemy import select

from bot.demo.agreements import agree, agree_end, agree_mornings, complete
from bot.demo.assessments import assessments
from bot.demo.attendance import attendance
from bot.demo.courses import INCIDENTS
from bot.demo.leavers import leaving
from bot.demo.legal import legal
from bot.demo.people import Child
from bot.demo.plans import plan_story
from bot.demo.profiles import profile
from bot.demo.progress import AT_LUNCH, back, course, good_news, ring, spread, talks, teacher_of
from bot.demo.pupils import ARRIVING, AUTUMN, EARLIER, SPRING
from bot.demo.referral import as_met, as_referred
from bot.demo.stays import Arriving, Home, Taught
from bot.demo.timeline import Moment, Storyline, Timeline
from models.administration.add_scale import add_scale
from models.allocations.allocate import allocate
from models.allocations.first_day import Lateness, Start, record_start
from models.allocations.meeting import begin_meeting, begin_recap
from models.attempts.log import ANYBODY, NewAttempt, log_attempt
from models.attempts.none_involved import say_none_involved
from models.change import Change
from models.corrections.question import ask_question
from models.duties.assign import assign_duty
from models.duties.due_dates import allocations_meeting_in_week, next_allocations_meeting
from models.duties.hand_over import offer_duty
from models.duties.kinds import BY_SUBJECT
from models.duties.missing import ask_for_missing
from models.duties.not_needed import end_as_not_needed
from models.meetings.actions import NewAction, tick_off
from models.meetings.book import MeetingInput, book_meeting
from models.meetings.record import MeetingNotes, hold_meeting, meeting_notes_prefill
from models.progress.news import tell_news
from models.progress.subject import standing_target
from models.referrals.refer import refer
from models.school.calendar import moved
from models.tables.contact import Outcome, Side, Way
from models.tables.duty import Duty, DutyKind, open_duty
from models.tables.placement import Placement, PlacementType
from models.tables.staff import Staff

FIRST_DAY = date(2026, 9, 2)
BEFORE_EIGHT, EIGHT, NINE, TWO, THREE, FOUR, SIX = time(7, 50), time(8), time(9), time(14), time(15), time(16), time(18)
TIMES, PLACES = (time(9, 30), time(11), time(13, 30)), ("Meeting room", "At the home school", "Family room")
SAID = "Hoping for a fresh start. Afternoons are best for calls."
ACTION_DAYS = 5

# A part of a story that ends with the id of the placement that it opened.
Part = Generator[Moment, Change, str]


class Story:
    """The stories of all pupils, and what these must know of one another."""

    def __init__(self, timeline: Timeline, today: date) -> None:
        self._timeline = timeline
        self._today = today
        self._calendar = timeline.school.calendar
        self._scales: dict[str, str] = {}
        self._pupils: dict[str, str] = {}

    def tell(self, *, few: bool = False) -> None:
        """Tell all stories, in the order of time; with `few`, one of a pupil who is taught and one of who is coming."""
        self._timeline.begin(self._office())
        for taught in AUTUMN[:1] if few else (*EARLIER, *AUTUMN, *SPRING):
            self._timeline.begin(self._stay(taught))
        for arriving in ARRIVING[:1] if few else ARRIVING:
            self._timeline.begin(self._on_the_way(arriving))
        self._timeline.tell()

    def _office(self) -> Storyline:
        """Tell of the office: it adds a scale, holds each week's meeting, and sends the last news."""
        change = yield Moment(FIRST_DAY, "helen")
        self._scales[INCIDENTS] = add_scale(change, INCIDENTS, tuple(map(str, range(11))), higher_is_better=False)
        for day in self._meetings():
            begin_meeting((yield Moment(day, at=EIGHT)))
            begin_recap((yield Moment(day, at=SIX)))
        tell_news((yield Moment(self._ago(1), at=FOUR)))
        _ask_a_colleague((yield Moment(self._ago(1), "ann", SIX)), "Tom Akers")
        _pass_on((yield Moment(self._ago(1), "helen", SIX)), "UOMAR")
        ask_for_missing((yield Moment(self._today, at=BEFORE_EIGHT)))

    def _meetings(self) -> Iterator[date]:
        """Yield the days of this year's meetings so far; earlier ones matter to nobody any more."""
        week = date(self._today.year, 1, 1)
        while week < moved(self._today, -self._today.weekday()):
            week = moved(week, 7)
            day = allocations_meeting_in_week(week, self._timeline.school.digest_weekday, self._calendar)
            if day is not None and day < self._today:
                yield day

    def _on_the_way(self, one: Arriving) -> Storyline:
        """Tell what was done for a pupil on the way in since the referral."""
        first = one.days_ago
        excluded_on = None if one.excluded_days_ago is None else self._ago(one.excluded_days_ago)
        placement_id = yield from self._refer(one.child, self._ago(first), excluded_on, one.office)
        self._timeline.begin(legal(one.child, placement_id, self._ago(first), self._calendar, self._today))
        if one.wrote:
            _write((yield Moment(self._ago(first), one.office, NINE)), placement_id)
        for attempt in range(one.tried):
            change = yield Moment(self._ago(first - 2 * attempt), one.office, AT_LUNCH)
            ring(change, placement_id, Outcome.MESSAGE_LEFT if attempt % 2 else Outcome.NO_ANSWER)
        if one.misdialled:
            ring((yield Moment(self._ago(2), one.office, AT_LUNCH)), placement_id, Outcome.WRONG_DETAILS)
        if one.spoke:
            ring((yield Moment(self._ago(first - 1), one.office, AT_LUNCH)), placement_id, Outcome.SPOKE, SAID)
        if one.meets_in is not None:
            yield from self._book(placement_id, self._ago(first - 2), moved(self._today, one.meets_in))
        if one.met is not None:
            yield from self._book(placement_id, self._ago(first - 2), self._ago(first - 4))
            yield from self._meet(one.child, placement_id, self._ago(first - 4), one.met, one.agreed)
            _put_right((yield Moment(self._ago(first - 4), "omar", SIX)), placement_id)

    def _stay(self, one: Taught) -> Storyline:
        """Tell a placement up to the first day, and begin a story of its own for each subject and for the family."""
        monday = moved(one.starts, -(one.starts.weekday() or 7))
        met_on = back(self._calendar, monday, 2 + spread(one.name) % 3)
        referred_on = back(self._calendar, met_on, 7)
        is_excluded = one.child.type is PlacementType.EXCLUDED
        placement_id = yield from self._refer(one.child, referred_on, referred_on if is_excluded else None)
        self._timeline.begin(legal(one.child, placement_id, referred_on, self._calendar, self._today))
        meeting = next_allocations_meeting(moved(referred_on, 1), self._timeline.school.digest_weekday, self._calendar)
        before_the_sixth = self._calendar.add_school_days(referred_on, 4)
        allocated_on = min(meeting, before_the_sixth) if is_excluded else meeting
        self._timeline.begin(self._allocation(one, placement_id, allocated_on))
        self._timeline.begin(profile(one, placement_id, self._calendar, self._today))
        if is_excluded:
            _taught_elsewhere((yield Moment(referred_on, "helen", NINE)), placement_id, one.child.home_school)
        ring((yield Moment(back(self._calendar, met_on, 6), "omar", AT_LUNCH)), placement_id, Outcome.SPOKE, SAID)
        _write((yield Moment(back(self._calendar, met_on, 6), "omar", TWO)), placement_id, one.none_involved)
        yield from self._book(placement_id, back(self._calendar, met_on, 5), met_on)
        yield from self._meet(one.child, placement_id, met_on, one.home, one.agreed)
        change = yield Moment(met_on, "omar", SIX)
        agree(change, placement_id, one)
        complete(change, placement_id, one.child)
        self._timeline.begin(assessments(one, placement_id, met_on, self._calendar, self._today))
        change = yield Moment(one.starts, "omar", NINE)
        record_start(change, placement_id, Start.FULL_TIME, one.starts, Lateness())
        for subject in one.courses:
            self._timeline.begin(course(one, placement_id, subject, self._scales, self._calendar))
        self._timeline.begin(talks(one, placement_id, self._calendar, self._today))
        self._timeline.begin(attendance(one, placement_id, self._calendar, self._today))
        self._timeline.begin(good_news(one, placement_id, self._calendar, self._today))
        self._timeline.begin(plan_story(one, placement_id, self._calendar, self._today))
        if one.asks is not None:
            self._timeline.begin(self._question(one.keyworker, placement_id, *one.asks))
        if one.leaves is not None:
            self._timeline.begin(leaving(one.leaves, placement_id, one.keyworker, self._calendar, self._today))
        if one.ends is not None:
            agree_end((yield Moment(one.starts, "omar", FOUR)), placement_id, one.ends)
        if one.mornings is not None:
            since, until = one.mornings
            agree_mornings((yield Moment(since, one.keyworker, FOUR)), placement_id, until)

    def _refer(self, child: Child, day: date, excluded_on: date | None = None, office: str = "helen") -> Part:
        """Refer a pupil. The Head keeps the first steps or gives them to `office`. Ends with the placement's id."""
        change = yield Moment(day, "omar", BEFORE_EIGHT)
        placement_id = refer(change, as_referred(child, excluded_on), self._pupils.get(child.name))
        self._pupils[child.name] = change.get(Placement, placement_id).pupil_id
        if office != "helen":
            change = yield Moment(day, "helen", BEFORE_EIGHT)
            for kind in (DutyKind.FAMILY, DutyKind.PROFESSIONALS, DutyKind.BOOK):
                duty = open_duty(change.session, kind, placement_id)
                assign_duty(change, duty.id if duty else "", f"U{office.upper()}")
        return placement_id

    def _book(self, placement_id: str, booked_on: date, day: date) -> Storyline:
        """Book the planning meeting."""
        change = yield Moment(booked_on, "helen", THREE)
        place, at = PLACES[day.day % len(PLACES)], TIMES[day.day % len(TIMES)]
        given = MeetingInput(day, at, place, staff=("UHELEN", "UPRIYA"), others="Somebody from the home school")
        book_meeting(change, placement_id, given)

    def _meet(self, child: Child, placement_id: str, day: date, home: Home, agreed: str | None) -> Storyline:
        """Hold the planning meeting. An action that was agreed is done in time."""
        by_when = self._calendar.add_school_days(day, ACTION_DAYS)
        actions = (NewAction(agreed, "UOMAR", by_when),) if agreed else ()
        hold_meeting((yield Moment(day, "helen", FOUR)), placement_id, as_met(child, home, day, actions), None)
        if actions and by_when < self._today:
            self._timeline.begin(_tick(placement_id, by_when))

    def _allocation(self, one: Taught, placement_id: str, day: date) -> Storyline:
        """Allocate the pupil, with the first day that is planned."""
        change = yield Moment(day, "helen", THREE)
        ids = {handle: actor.staff_id for handle, actor in self._timeline.actors.items()}
        teachers = [f"{ids[teacher_of(one, subject)]}:{subject}" for subject in one.courses]
        allocate(change, placement_id, ids[one.keyworker] or "", teachers, one.starts)

    def _question(self, keyworker: str, placement_id: str, subject: str, asked: str) -> Storyline:
        """Ask the colleague who set a target about it, in the last week before today."""
        change = yield Moment(self._ago(2), keyworker, FOUR)
        target = standing_target(change.session, placement_id, subject)
        ask_question(change, f"target:{target.id if target else ''}", asked)

    def _ago(self, days: int) -> date:
        return back(self._calendar, self._today, days)


def _taught_elsewhere(change: Change, placement_id: str, home_school: str) -> None:
    """Say that the home school goes on teaching an excluded pupil until the first day here."""
    duty = open_duty(change.session, DutyKind.PROVIDE, placement_id)
    why = f"Taught full-time at {home_school}'s own unit until they start here"
    end_as_not_needed(change, duty.id if duty else "", why)


def _ask_a_colleague(change: Change, name: str) -> None:
    """Ask a colleague to take on what the actor owes first, with a note."""
    mine = select(Duty.id).where(Duty.owner_id == change.staff.id, Duty.done_on.is_(None), Duty.kind.in_(BY_SUBJECT))
    duty_id = change.session.scalar(mine.order_by(Duty.due_on, Duty.id).limit(1))
    colleague = change.session.scalars(select(Staff).where(Staff.name == name)).one()
    if duty_id is not None:
        offer_duty(change, duty_id, colleague.id, "You see them on Tuesdays anyway. I can do your cover on Friday.")


def _pass_on(change: Change, slack_id: str) -> None:
    """Give a colleague the contact with professionals that the actor has owed longest."""
    owed = select(Duty.id).where(Duty.kind == DutyKind.PROFESSIONALS, Duty.owner_id == change.staff.id)
    duty_id = change.session.scalar(owed.where(Duty.done_on.is_(None)).order_by(Duty.due_on, Duty.id).limit(1))
    if duty_id is not None:
        assign_duty(change, duty_id, slack_id)


def _put_right(change: Change, placement_id: str) -> None:
    """Correct in the notes of the planning meeting who came."""
    before = meeting_notes_prefill(change, placement_id)
    notes = MeetingNotes(before.on or change.today, f"{before.came}, the teacher of the ward")
    hold_meeting(change, placement_id, notes, before.version, "The teacher of the ward was on the telephone")


def _write(change: Change, placement_id: str, none_involved: str | None = None) -> None:
    """Log an e-mail to the home school, which answers; or say how it is known that no professional is involved."""
    if none_involved is not None:
        owed = open_duty(change.session, DutyKind.PROFESSIONALS, placement_id)
        say_none_involved(change, owed.id if owed else "", none_involved)
        return
    whom, said = f"{ANYBODY}{Side.PROFESSIONAL}", "They will send the pupil's file."
    log_attempt(change, placement_id, NewAttempt(whom, Way.EMAIL, Outcome.SPOKE, change.today, said))


def _tick(placement_id: str, day: date) -> Storyline:
    change = yield Moment(day, "omar", FOUR)
    owed = select(Duty.id).where(Duty.placement_id == placement_id, Duty.kind == DutyKind.ACTION)
    for duty_id in change.session.scalars(owed).all():
        tick_off(change, duty_id)

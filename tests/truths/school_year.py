"""A school year of a whole invented school: who acts, forgets, is refused, declines or leaves is drawn from a seed.

Every act goes through the rule that the form behind it calls, by the person who owes it, so that what the year leaves
in the record is what staff could have put there. `tests/truths/test_school_year.py` says what must be true of it.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from random import Random

from sqlalchemy import select

from models.actor import SYSTEM, Actor
from models.administration.staff_list import remove_staff
from models.allocations.allocate import allocate
from models.allocations.first_day import Lateness, Start, record_start, set_first_day
from models.assessments.decide import AssessmentInput, DecisionInput, decide
from models.assessments.follow import chase, record_outcome, withdraw
from models.attempts.log import ANYBODY, NewAttempt, log_attempt
from models.attempts.none_involved import say_none_involved
from models.change import Change
from models.duties.hand_over import SNOOZES, accept_offer, offer_duty, snooze
from models.duties.kinds import MISSING, STATUTORY
from models.duties.missing import ask_for_missing
from models.duties.not_needed import end_as_not_needed
from models.errors import Absent, Refused
from models.leaving.check_ins import check_in
from models.leaving.checklist import ITEMS, record_item
from models.leaving.destination import Destination
from models.leaving.endings import end_past_stays
from models.leaving.leave import LeavingInput, confirm_destination, leave
from models.leaving.own_assessment import save_own_assessment
from models.meetings.actions import NewAction, add_action, tick_off
from models.meetings.book import MeetingInput, book_meeting
from models.meetings.record import Hopes, MeetingNotes, hold_meeting
from models.missing.supply import Supplied, supply
from models.plans.aim import OUTREACH, add_criterion, set_aim
from models.plans.hand_in import hand_in, missing, sign_or_send_back
from models.plans.needs import NeedsInput, VoiceInput, add_voice, write_needs
from models.plans.objectives import (
    ObjectiveInput,
    ObjectiveReviewInput,
    add_objective,
    next_objective,
    review_objective,
)
from models.plans.provision import ProvisionInput, add_provision
from models.plans.provision_end import end_provision, extend_provision
from models.profiles.headings import PARTS
from models.profiles.reading import record_reading, seen_now
from models.profiles.write import PartInput, part_prefill, save_part
from models.progress.results import ResultInput, add_result, say_not_yet
from models.progress.set_target import TargetInput, set_target, usual_target_day
from models.pupils.agreement import AgreementInput, agreement_values, set_agreement
from models.pupils.barriers import BarrierInput, set_barrier
from models.pupils.record import set_exclusion_date
from models.referrals.refer import NewReferral, refer
from models.reviews.ask_pupil import PupilAnswer, save_pupil_half
from models.reviews.commissioner import ViewInput, save_view
from models.reviews.family import save_family_review
from models.reviews.feedback import tell_pupils
from models.reviews.save import Formality, ReviewInput, save_review
from models.statutory.owed import follow_all_legal_dates
from models.statutory.record import ENDS_BY, FactInput, record_facts
from models.tables.assessment import Choice
from models.tables.barrier import BarrierKind, BarrierStatus
from models.tables.contact import Outcome, Side, Way
from models.tables.duty import Duty, DutyKind
from models.tables.leaving import Asked, CheckInOutcome, DestinationKind, LeavingReason
from models.tables.placement import (
    CommissionerKind,
    Consent,
    Placement,
    PlacementType,
    Registration,
    SenStatus,
    Timetable,
)
from models.tables.plans.objective import Area, Decision
from models.tables.plans.objective import Outcome as Found
from models.tables.plans.plan import PlanKind, Whose
from models.tables.plans.provision import Effect
from models.tables.profile import Voice
from models.tables.pupil import LegalFactKind
from models.tables.result import Source
from models.tables.review import FAMILY, ViewOutcome
from models.tables.staff import Staff, active_staff
from models.topic import Topic
from models.upn import check_letter

Act = Callable[[Change, Duty, Placement], object]

# Chances on a school day: a referral, a pupil comes at last, a pupil goes, a duty is let lie, a colleague goes.
ARRIVE, COME, GO, FORGET, LEAVE = 0.35, 0.2, 0.01, 0.4, 0.01
AHEAD = timedelta(days=7)
OUTCOMES = (Outcome.SPOKE, Outcome.NO_ANSWER, Outcome.MESSAGE_LEFT, Outcome.WRONG_DETAILS, Outcome.REFUSED)
SUBJECTS = ("Maths", "English", "Science")
LATE = Lateness("No transport was to be had", "The local authority, by email")


@dataclass
class SchoolYear:
    """What is drawn for one school; `acts` and `refusals` count what came of it."""

    seed: int
    most_pupils: int
    acts: Counter[str] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.draw = Random(self.seed)  # noqa: S311 - a year that can be told again, not a secret
        self.pupils = 0

    def live_a_day(self, change: Change, day: date) -> None:
        """Do what the staff do on one school day, at two in the afternoon."""
        at = datetime.combine(day, time(14), tzinfo=change.zone)
        end_past_stays(Change(change.session, SYSTEM, at, change.zone))  # as every night
        ask_for_missing(Change(change.session, SYSTEM, at, change.zone))  # as every morning
        follow_all_legal_dates(Change(change.session, SYSTEM, at, change.zone))  # as every night
        staff = active_staff(change.session)
        head = next(one for one in staff if one.slack_id == "UHELEN")
        if self.pupils < self.most_pupils and self.draw.random() < ARRIVE:
            self._act("refer", change, head, at, self._refer)
        if self.draw.random() < LEAVE:
            leaver = self.draw.choice([one for one in staff if one.slack_id not in ("UHELEN", "UHUGO", "UOMAR")])
            self._act("remove", change, head, at, lambda now: remove_staff(now, leaver.id))
        waiting = select(Placement).where(Placement.in_school_on.is_(None)).order_by(Placement.added_at)
        for placement in change.session.scalars(waiting).all():
            if self.draw.random() < COME:
                self._act("start", change, head, at, lambda now, placement=placement: self._start(now, None, placement))
        here = select(Placement).where(Placement.in_school_on.is_not(None), Placement.left_on.is_(None))
        for placement in change.session.scalars(here.order_by(Placement.added_at)).all():
            if self.draw.random() < GO:
                self._act("leave", change, head, at, lambda now, placement=placement: self._leave(now, placement))
        soon = select(Duty.id).where(Duty.done_on.is_(None), Duty.due_on <= day + AHEAD)
        soon = soon.order_by(Duty.due_on, Duty.added_at, Duty.kind, Duty.about)
        for duty_id in change.session.scalars(soon).all():
            if self.draw.random() > FORGET:
                self._meet(change, at, duty_id)

    def _meet(self, change: Change, at: datetime, duty_id: str) -> None:
        duty = change.get(Duty, duty_id)
        if duty.done_on is not None or duty.placement_id is None:
            return
        owner, placement = change.get(Staff, duty.owner_id), change.get(Placement, duty.placement_id)
        chance = self.draw.random()
        if duty.offered_to_id is not None:
            colleague = change.get(Staff, duty.offered_to_id)
            self._act("accept", change, colleague, at, lambda now: accept_offer(now, duty_id))
        elif chance < 0.03:
            self._act("snooze", change, owner, at, lambda now: snooze(now, duty_id, SNOOZES[0]))
        elif chance < 0.05:
            other = self.draw.choice(active_staff(change.session))
            self._act("offer", change, owner, at, lambda now: offer_duty(now, duty_id, other.id))
        elif chance < 0.06:
            head = change.session.scalars(select(Staff).where(Staff.slack_id == "UHELEN")).one()
            end = say_none_involved if duty.kind is DutyKind.PROFESSIONALS else end_as_not_needed
            self._act("not needed", change, head, at, lambda now: end(now, duty_id, "Done elsewhere"))
        else:
            do = self._what_it_waits_for[duty.kind]
            self._act(duty.kind.value, change, owner, at, lambda now: do(now, duty, placement))

    def _act(self, what: str, change: Change, by: Staff, at: datetime, do: Callable[[Change], object]) -> None:
        """Let somebody do something; what is refused leaves nothing."""
        now = Change(change.session, Actor(by.id, by.slack_id), at, change.zone)
        try:
            with change.session.begin_nested():
                do(now)
                change.session.flush()
        except (Refused, Absent):
            self.refusals[what] += 1
        else:
            self.acts[what] += 1

    @property
    def _what_it_waits_for(self) -> Mapping[DutyKind, Act]:
        return {
            DutyKind.FAMILY: lambda now, duty, _: self._ring(now, duty, Side.FAMILY),
            DutyKind.PROFESSIONALS: lambda now, duty, _: self._ring(now, duty, Side.PROFESSIONAL),
            DutyKind.BOOK: self._book,
            DutyKind.HOLD: self._hold,
            DutyKind.ALLOCATE: self._allocate,
            DutyKind.EXCLUSION_DATE: self._find_the_date,
            DutyKind.PROVIDE: self._start,
            DutyKind.BASELINE: self._assess,
            DutyKind.TARGET: self._aim,
            DutyKind.REVIEW: self._review,
            DutyKind.FAMILY_REVIEW: self._meet_the_family,
            DutyKind.PUPIL_VIEW: self._ask_the_pupil,
            DutyKind.ASSESSMENT: self._decide,
            DutyKind.SUSPICION: self._decide,
            DutyKind.UNDERTAKE: lambda now, duty, _: record_outcome(now, duty.id, now.today, "Reading age 9-2"),
            DutyKind.CHASE: self._chase,
            DutyKind.TELL: lambda now, duty, _: tell_pupils(now, [duty.id], now.today, "After the lesson"),
            DutyKind.PROFILE: self._write_profile,
            DutyKind.READ_PROFILE: self._read_profile,
            DutyKind.ACTION: lambda now, duty, _: tick_off(now, duty.id),
            DutyKind.PLANNED_END: self._agree,
            DutyKind.FIND_DESTINATION: lambda now, duty, _: confirm_destination(now, duty.id, self._somewhere(now)),
            DutyKind.DESTINATION: lambda now, duty, _: confirm_destination(now, duty.id, self._somewhere(now)),
            DutyKind.OWN_ASSESSMENT: self._ask_how_it_was,
            DutyKind.CHECK_IN_2: self._ask_after,
            DutyKind.CHECK_IN_6: self._ask_after,
            **dict.fromkeys(ITEMS, self._record_item),
            DutyKind.COMMISSIONER_VIEW: self._ask_the_commissioner,
            **dict.fromkeys(MISSING, self._supply),
            DutyKind.AGREEMENT: self._agree,
            DutyKind.PART_TIME: self._agree,
            DutyKind.PLAN: self._write_plan,
            DutyKind.PLAN_SIGN: lambda now, duty, _: sign_or_send_back(now, duty.id, self.draw.random() < 0.8, "More"),
            DutyKind.PLAN_REVIEW: self._review_objective,
            DutyKind.PROVISION: self._end_or_extend,
            **dict.fromkeys(STATUTORY, self._record_legal_fact),
            DutyKind.NUMBER: lambda now, duty, _: end_as_not_needed(now, duty.id, "They have no other number"),
        }

    def _record_legal_fact(self, now: Change, duty: Duty, placement: Placement) -> None:  # noqa: ARG002 - as every act
        kind = ENDS_BY[duty.kind]
        on = now.today + AHEAD if kind is LegalFactKind.MEETING else self._lately(now)
        if kind in (LegalFactKind.PLAN, LegalFactKind.CARE):
            on = now.today - timedelta(days=self.draw.randrange(20, 400))
        until = on + AHEAD if kind is LegalFactKind.OFF_SITE else None
        record_facts(now, duty.id, FactInput(kind, on, until=until))

    def _refer(self, now: Change) -> None:
        self.pupils += 1
        why = self.draw.choice((PlacementType.EXCLUDED, PlacementType.MEDICAL, None))
        excluded = why is PlacementType.EXCLUDED and self.draw.random() < 0.7
        refer(
            now,
            NewReferral(
                f"{_letters(self.pupils)} Ashworth",
                date(2011, 9, 1) + timedelta(days=self.draw.randrange(700)),
                "Northbrook Academy",
                Registration.SINGLE,
                "Out of school",
                type=why,
                excluded_on=now.today - timedelta(days=self.draw.randrange(12)) if excluded else None,
                looked_after=self.draw.random() < 0.2,
            ),
        )

    def _ring(self, now: Change, duty: Duty, side: Side, view: str | None = None) -> None:
        outcome = self.draw.choice(OUTCOMES)
        said = view if outcome is Outcome.SPOKE else None
        log_attempt(now, duty.id, NewAttempt(f"{ANYBODY}{side}", Way.CALL, outcome, now.today, said))

    def _book(self, now: Change, duty: Duty, placement: Placement) -> None:  # noqa: ARG002 - as every act
        day = now.calendar.add_school_days(now.today, 2)
        book_meeting(now, placement.id, MeetingInput(day, time(15), "Room 4"))

    def _hold(self, now: Change, duty: Duty, placement: Placement) -> None:  # noqa: ARG002 - as every act
        hold_meeting(now, placement.id, MeetingNotes(now.today, "Mother, keyworker", Hopes("To be a chef")), None)
        status = self.draw.choice((BarrierStatus.SUSPECTED, BarrierStatus.NOT_A_CONCERN))
        set_barrier(now, placement.id, BarrierKind.LEARNING, BarrierInput(status, None, None), None, "As agreed")
        add_action(now, placement.id, NewAction("Order the books", now.actor.slack_id, now.today + AHEAD))

    def _ask_the_commissioner(self, now: Change, duty: Duty, placement: Placement) -> None:  # noqa: ARG002 - as every act
        outcome = self.draw.choice(tuple(ViewOutcome))
        said = "Content so far" if outcome.is_heard else None
        save_view(now, placement.id, ViewInput(outcome, now.today, "The head of year" if said else None, said))

    def _supply(self, now: Change, duty: Duty, placement: Placement) -> None:  # noqa: ARG002 - as every act
        if self.draw.random() < 0.4:
            supply(now, duty.id, Supplied(asked_of="The home school", asked_on=now.today))
            return
        line, digits = "Jo Reed, aunt, 01632 960078", f"{self.draw.randrange(10**12):012}"
        upn = check_letter(f"A{digits}") + digits
        said = {"consent": Consent.GIVEN, "consent_by": "The mother", "consent_on": now.today}
        prior = {"prior_scale": "gcse", "prior": "2", "prior_on": self._lately(now)}
        asked = {"asked_of": "The home school", "asked_on": now.today}  # for a contact that is missing still
        supply(now, duty.id, Supplied(upn, line, SenStatus.SUPPORT, **said, **prior, **asked))

    def _agree(self, now: Change, duty: Duty, placement: Placement) -> None:  # noqa: ARG002 - as every act
        part_time = self.draw.random() < 0.3
        known = AgreementInput(**agreement_values(now, placement))  # type: ignore[arg-type]  # the same fields
        agreed = replace(
            known,
            commissioner_kind=CommissionerKind.SCHOOL,
            commissioner="Northbrook Academy",
            longest_weeks=self.draw.choice((20, 60)),
            timetable=Timetable.PART_TIME if part_time else Timetable.FULL_TIME,
            part_time_from=now.today if part_time else None,
            part_time_until=now.today + timedelta(days=28) if part_time and self.draw.random() < 0.7 else None,
        )
        set_agreement(now, placement.id, agreed)

    def _allocate(self, now: Change, duty: Duty, placement: Placement) -> None:  # noqa: ARG002 - as every act
        staff = active_staff(now.session)
        teachers = {subject: one for one in staff for subject in one.subjects if subject in SUBJECTS}
        taught = [f"{one.id}:{subject}" for subject, one in sorted(teachers.items()) if self.draw.random() < 0.8]
        allocate(now, placement.id, self.draw.choice(staff).id, taught, placement.first_day)

    def _find_the_date(self, now: Change, duty: Duty, placement: Placement) -> None:  # noqa: ARG002 - as every act
        set_exclusion_date(now, placement.id, now.today - timedelta(days=self.draw.randrange(3, 10)), None)

    def _start(self, now: Change, duty: Duty | None, placement: Placement) -> None:  # noqa: ARG002 - as every act
        if placement.first_day is None or placement.first_day > now.today:
            set_first_day(now, placement.id, now.calendar.add_school_days(now.today, self.draw.randrange(1, 4)), LATE)
        else:
            record_start(now, placement.id, self.draw.choice(tuple(Start)), now.today, LATE)

    def _assess(self, now: Change, duty: Duty, placement: Placement) -> None:
        topic = Topic(placement.id, duty.about)
        if self.draw.random() < 0.2:
            say_not_yet(now, topic, "Ill this week", now.today + AHEAD)
        else:
            given = ResultInput(Source.BASELINE, "gcse", str(self.draw.randint(1, 4)), self._lately(now))
            add_result(now, topic, given)

    def _aim(self, now: Change, duty: Duty, placement: Placement) -> None:
        by_when = usual_target_day(now.calendar, now.today)
        grade = str(self.draw.randint(2, 6))
        programme = TargetInput("gcse", None, grade, by_when, "Small group", [BarrierKind.LEARNING], "As agreed")
        set_target(now, Topic(placement.id, duty.about), programme)

    def _review(self, now: Change, duty: Duty, placement: Placement) -> None:
        given = ReviewInput(
            now.today,
            Formality.FORMAL,
            "Check the units",
            str(self.draw.randint(1, 6)),
            told_on=now.today if self.draw.random() < 0.5 else None,
            told_how="In the lesson",
            assessed_on=self._lately(now),
        )
        given = given if given.told_on else ReviewInput(**(vars(given) | {"told_how": None}))
        save_review(now, Topic(placement.id, duty.about), given)

    def _meet_the_family(self, now: Change, duty: Duty, placement: Placement) -> None:
        if self.draw.random() < 0.5:
            self._ring(now, duty, Side.FAMILY, "She settles well")
            return
        held = ReviewInput(now.today, Formality.FORMAL, None, parent_view="She settles well", pupil_view="It is quiet")
        save_family_review(now, Topic(placement.id, FAMILY), held)

    def _decide(self, now: Change, duty: Duty, placement: Placement) -> None:  # noqa: ARG002 - as every act
        due_on = now.calendar.add_school_days(now.today, self.draw.randrange(5, 30))
        choice, asked = self.draw.choice(tuple(Choice)), None
        if choice is Choice.UNDERTAKE:
            colleague = self.draw.choice(active_staff(now.session))
            asked = AssessmentInput("Reading test", None, due_on, done_by_id=colleague.id)
        elif choice is Choice.REQUEST:
            asked = AssessmentInput("Speech and language", now.today, due_on, asked_of="The health trust")
        decide(now, duty.id, DecisionInput(choice, "The baselines say so", asked))

    def _chase(self, now: Change, duty: Duty, placement: Placement) -> None:  # noqa: ARG002 - as every act
        chance = self.draw.random()
        if chance < 0.2:
            record_outcome(now, duty.id, now.today, "No difficulty found")
        elif chance < 0.25:
            withdraw(now, duty.id, "Done by the home school")
        else:
            chase(now, duty.id, now.today, "Still waiting")

    def _ask_the_pupil(self, now: Change, duty: Duty, placement: Placement) -> None:  # noqa: ARG002 - as every act
        said = "I like the workshop" if self.draw.random() < 0.6 else None
        save_pupil_half(now, duty.id, PupilAnswer(now.today, said, None, None if said else now.today + AHEAD))

    def _write_profile(self, now: Change, duty: Duty, placement: Placement) -> None:  # noqa: ARG002 - as every act
        part = self.draw.choice(tuple(PARTS))
        before = part_prefill(now, placement.id, part)
        texts = {
            heading: said or self.draw.choice((None, "A walk", "Not aloud")) for heading, said in before.texts.items()
        }
        save_part(now, placement.id, part, PartInput(texts, Voice.PUPIL, self._lately(now), "His mother"))

    def _read_profile(self, now: Change, duty: Duty, placement: Placement) -> None:  # noqa: ARG002 - as every act
        record_reading(now, placement.id, seen_now(now, placement))

    def _leave(self, now: Change, placement: Placement) -> None:
        last_day = now.calendar.add_school_days(now.today, self.draw.randrange(8))
        leave(now, placement.id, LeavingInput(last_day, self.draw.choice(tuple(LeavingReason)), self._somewhere(now)))

    def _somewhere(self, now: Change) -> Destination:
        if self.draw.random() < 0.4:
            return Destination(DestinationKind.UNKNOWN)
        return Destination(DestinationKind.COLLEGE, "Northbrook College", None, now.today, "Their admissions office")

    def _record_item(self, now: Change, duty: Duty, placement: Placement) -> None:  # noqa: ARG002 - as every act
        record_item(now, duty.id, now.today, "Northbrook Academy", "The office was ill")

    def _ask_after(self, now: Change, duty: Duty, placement: Placement) -> None:  # noqa: ARG002 - as every act
        check_in(now, duty.id, self.draw.choice(tuple(CheckInOutcome)), now.today, None)

    def _ask_how_it_was(self, now: Change, duty: Duty, placement: Placement) -> None:  # noqa: ARG002 - as every act
        asked = self.draw.choice(tuple(Asked))
        save_own_assessment(now, duty.id, asked, now.today, "It was quiet" if asked is Asked.SAID else None)

    def _write_plan(self, now: Change, duty: Duty, placement: Placement) -> None:
        said = "As at the meeting"
        if missing(now, placement):
            write_needs(now, duty.id, NeedsInput(*[said] * 5), why="It has changed")
            for whose in Whose:
                add_voice(now, duty.id, VoiceInput(whose, now.today, None, "Did not want to say"))
            add_objective(now, duty.id, ObjectiveInput(said, said, said, now.today + 8 * AHEAD))
            reading = ProvisionInput("Reading", "Sue", 30, 3, 1, None, now.today + 4 * AHEAD, said)
            add_provision(now, duty.id, reading)
            set_aim(now, duty.id, PlanKind.OUTREACH, dict.fromkeys(OUTREACH, said))
            add_criterion(now, duty.id, self.draw.choice(tuple(Area)), said)
        hand_in(now, placement.id)

    def _end_or_extend(self, now: Change, duty: Duty, placement: Placement) -> None:  # noqa: ARG002 - as every act
        if self.draw.random() < 0.5:
            extend_provision(now, duty.about, now.today + 4 * AHEAD, "It helps")
        else:
            end_provision(now, duty.about, self.draw.choice(tuple(Effect)), "Seen in lessons", self._lately(now))

    def _review_objective(self, now: Change, duty: Duty, placement: Placement) -> None:  # noqa: ARG002 - as every act
        if (known := next_objective(now, duty.id)) is not None:
            outcome, decision = self.draw.choice(tuple(Found)), self.draw.choice(tuple(Decision))
            ahead = None if decision is Decision.STOP else now.today + 8 * AHEAD
            given = ObjectiveReviewInput(now.today, "Seen in lessons", outcome, decision, "Each lesson", ahead)
            review_objective(now, known.objective_id, given)

    def _lately(self, now: Change) -> date:
        return now.today - timedelta(days=self.draw.randrange(3))


def _letters(number: int) -> str:
    """Return a name of letters for a number, since a name of a pupil holds no digits."""
    return "Kai" + "".join(chr(ord("a") + int(digit)) for digit in str(number))

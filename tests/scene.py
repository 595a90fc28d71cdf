"""A pupil of whom everything is known, and one person's relation to them: what a row of the matrix is tried on."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update

from bot.forms.fields import clean_lines
from models.actor import Actor
from models.administration.days import DayAs, change_day
from models.allocations.meeting import open_meeting
from models.assessments.decide import AssessmentInput, DecisionInput, decide
from models.attempts.log import NewAttempt, log_attempt
from models.attendance.rate import monday_of
from models.change import Change, Read
from models.contacts.lines import ContactInput
from models.contacts.numbers import mark_wrong
from models.documents.given import GivenInput, Recipient, give_document
from models.duplicates.merge import Keep, merge
from models.duties.cover import set_away
from models.duties.not_needed import end_as_not_needed
from models.duties.profiles import mark_of
from models.leaving.checklist import record_item
from models.leaving.destination import Destination
from models.leaving.leave import LeavingInput, leave
from models.leaving.withdraw import ReferralEnding, end_referral
from models.meetings.actions import MOST_LETTERS, NewAction, agree, carry_over, tick_off
from models.permission import Role
from models.plans.needs import WIDER, WORKS
from models.profiles.agree import said_now
from models.profiles.reading import seen_now
from models.referrals.refer import NewReferral, refer
from models.statutory.owed import follow_legal_dates
from models.statutory.record import FactInput, record_facts
from models.tables.assessment import Assessment, AssessmentDecision, Choice, Informant, Measure, Screening
from models.tables.audit import Audit
from models.tables.barrier import Barrier, BarrierKind, BarrierStatus
from models.tables.base import Base, new_id
from models.tables.contact import Attempt, Contact, Outcome, Reason, Way
from models.tables.correction import Question
from models.tables.document import DocumentKind, GivenDocument
from models.tables.duty import Duty, DutyKind, Ending, open_duty
from models.tables.leaving import (
    Asked,
    CheckIn,
    CheckInOutcome,
    Departure,
    DestinationKind,
    Leaving,
    LeavingReason,
    OwnAssessment,
)
from models.tables.meeting import Action, PlanningMeeting
from models.tables.message import Message, MessageState
from models.tables.placement import Agreement, AttendanceWeek, Placement, Registration, SenStatus, Teaching
from models.tables.plans.objective import Area, Criterion, Decision, Objective, ObjectiveReview
from models.tables.plans.objective import Outcome as ReviewedAs
from models.tables.plans.plan import PlanKind, PlanVersion, PlanVoice, SupportPlan, Whose
from models.tables.plans.provision import Effect, Provision, SessionCount
from models.tables.profile import Agreeing, ProfileAgreement, ProfileAnswer, ProfileHeading, Voice
from models.tables.pupil import LegalFact, LegalFactKind
from models.tables.requests.draft import Draft
from models.tables.result import Result, Source
from models.tables.review import FAMILY, CommissionerView, Review, ViewOutcome
from models.tables.staff import Staff, by_slack_id
from models.tables.target import Target
from models.text import clean
from tests.promises.matrix import ASKED, COVER, INVITED, KEYWORKER, ONCE, OWNER, TEACHES

SOON = date(2026, 9, 10)
SNOW = date(2026, 11, 16)
LONG_AGO = date(2026, 3, 1)
SPARE = "Spare Person"
KEPT = {"staff", "setting", "slot"}
DUTIES = {
    "family": DutyKind.FAMILY,
    "professionals": DutyKind.PROFESSIONALS,
    "book": DutyKind.BOOK,
    "hold": DutyKind.HOLD,
    "allocate": DutyKind.ALLOCATE,
    "provide": DutyKind.PROVIDE,
    "action": DutyKind.ACTION,
}

# Scenes in which more is owed, which is the owner's too.
OWES_MORE = ("leaving", "gone", "profiled", "assessed", "planned", "handed in")


def set_scene(
    change: Change, who: str, slack_id: str, setting: str, *, spice: str = "", aloud: bool = False
) -> dict[str, Any]:
    """Set the scene and return all its ids; `who` says what the person of this Slack id is to the pupil.

    With `aloud`, the messages about what led here go out; `spice` is put at the end of every text.
    """
    _wipe(change)
    me = by_slack_id(change.session, slack_id)
    placement = _pupil(change, "Canary name", spice)
    ids: dict[str, Any] = {"today": change.today.isoformat(), "soon": SOON.isoformat(), "new": new_id()}
    ids["closing"] = f"{SNOW.isoformat()}@{change.now.isoformat()}"
    ids |= _past(change) | _spares(change) | _messages(change, placement, me if who == OWNER else None)
    _notes(change, placement, spice)
    helen = change.session.scalars(select(Staff).where(Staff.name == "Helen Marsh")).one()
    action = agree(change, placement, NewAction(f"Canary action {clean(spice)}"[:MOST_LETTERS], helen.slack_id, SOON))
    if me is not None:
        _relate(change, placement, who, me)
    ids |= _put(change, placement, setting, action, me if who == INVITED else None)
    ids |= _end(change, placement, setting)
    ids |= _assessed(change, placement) if setting == "assessed" else {}
    if setting in ("planned", "handed in"):
        ids |= _planned(change, placement, spice, is_handed_in=setting == "handed in")
    if me is not None and who == OWNER and setting in OWES_MORE:
        _relate(change, placement, who, me)  # what these owe is theirs too
    if me is not None and who == ONCE:
        _had(change, placement, me)
    if setting == "profiled":
        reader = Read(change.session, Actor(None if me is None else me.id), change.now, change.zone)
        ids["reading"] = f"{placement.id}:{seen_now(reader, placement)}"
    if setting == "away":
        ids["away"] = _away(change, placement)
    if not aloud:
        _hush(change)
    return ids | _ids(change, placement)


def _wipe(change: Change) -> None:
    """Begin with the staff and their settings alone."""
    for table in reversed(Base.metadata.sorted_tables):
        if table.name not in KEPT:
            change.session.execute(delete(table))
    change.session.execute(
        update(Staff).values(home_shows=None, home_table=None, away_until=None, away_since=None, cover_id=None)
    )
    change.session.execute(delete(Staff).where(Staff.name == SPARE))


def _pupil(change: Change, name: str, spice: str = "") -> Placement:
    """As the form would give it, so cleaned: what the form does with such texts is tried by itself."""
    short, long = clean(spice)[:60], clean_lines(spice)[:2900]
    mother = ContactInput(f"Canary mother {short}", relation=f"mother {short}"[:80], phone="01632 960077")
    given = NewReferral(
        full_name=f"{name} {short} {new_id()}",
        born_on=date(2012, 5, 14),
        home_school=f"Northbrook Academy {short}",
        registration=Registration.SINGLE,
        reason=f"Canary reason {long}",
        contacts=(mother,),
        excluded_on=change.today,
        medical_need=f"Canary medical {long}",
    )
    return change.get(Placement, refer(change, given))


def _notes(change: Change, placement: Placement, spice: str) -> None:
    long = clean_lines(spice)[:1400]
    placement.helps = f"Canary helps {long}"
    placement.pupil.emergency = "Canary emergency"
    placement.hopes_pupil = placement.hopes_parents = f"Canary hope {long}"
    notes = ((BarrierKind.MEDICAL, f"Canary medical {long}"), (BarrierKind.ATTENDANCE, f"Canary note {long}"))
    for kind, note in notes:
        barrier = Barrier(placement_id=placement.id, kind=kind, status=BarrierStatus.SUSPECTED, note=note)
        barrier.restricted_note, barrier.changed_at = f"Canary restricted {long}", change.now
        change.add(barrier)
    agreed = Agreement(placement_id=placement.id, objectives=f"Canary agreement {clean(spice)[:900]}")
    agreed.added_at = change.now
    change.add(agreed)
    placement.pupil.upn = "B801200005001"
    week = monday_of(change.today - timedelta(weeks=1))
    marked = AttendanceWeek(placement_id=placement.id, week=week, offered=14, attended=10)
    marked.added_at = change.now
    change.add(marked)


def _past(change: Change) -> dict[str, Any]:
    past, other = _pupil(change, "Canary past"), _pupil(change, "Other")
    past.left_on = LONG_AGO
    change.session.execute(delete(Duty).where(Duty.placement_id == past.id))
    change.session.flush()
    names = {"past": past.id, "past_pupil": past.pupil_id, "past_reference": past.pupil.reference}
    return names | {"other_pupil": other.pupil_id, "other_version": other.pupil.version}


def _spares(change: Change) -> dict[str, Any]:
    spare = Staff(slack_id="USPARE", name=SPARE, role=Role.SUPPORT, added_at=change.now)
    return {"spare": change.add(spare).id}


def _messages(change: Change, placement: Placement, drafter: Staff | None) -> dict[str, Any]:
    helen = change.session.scalars(select(Staff).where(Staff.name == "Helen Marsh")).one()
    stuck = Message(kind="trouble", to_id=helen.id, state=MessageState.PAUSED, problem="x", added_at=change.now)
    doubt = {"state": MessageState.UNKNOWN, "problem": "outcome_unknown", "added_at": change.now}
    doubtful = Message(kind="nudge", to_id=helen.id, claimed_at=change.now, **doubt)
    gesture = {"actions": [{"action_id": "contact.attempt", "value": placement.id}]}
    waiting = Draft(id=new_id(), staff_id=(drafter or helen).id, form="form.waiting", typed={"gesture": gesture})
    waiting.context, waiting.labels, waiting.kept_at = {}, {}, change.now
    kept = {"stuck": stuck, "doubtful": doubtful, "waiting": waiting}
    return {name: change.add(row).id for name, row in kept.items()}


def _relate(change: Change, placement: Placement, who: str, me: Staff) -> None:
    if who == TEACHES:
        change.add(Teaching(placement_id=placement.id, staff_id=me.id, subject="Maths"))
    if who == KEYWORKER:
        placement.keyworker_id = me.id
    if who == COVER:
        sue = change.session.scalars(select(Staff).where(Staff.name == "Sue Pell")).one()
        placement.keyworker_id = sue.id
        set_away(change, sue.id, SOON, me.id)
    owed = update(Duty).where(Duty.placement_id == placement.id)
    if who == OWNER:
        change.session.execute(owed.values(owner_id=me.id))
    if who == ASKED:
        change.session.execute(owed.values(offered_to_id=me.id))
    change.session.flush()
    change.session.expire_all()


def _had(change: Change, placement: Placement, me: Staff) -> None:
    """Have somebody be keyworker and teacher of every earlier stay, of this pupil and of others."""
    earlier = select(Placement).where(Placement.left_on.is_not(None), Placement.id != placement.id)
    for over in change.session.scalars(earlier).all():
        over.keyworker_id = me.id
        change.add(Teaching(placement_id=over.id, staff_id=me.id, subject="Maths"))


def _put(change: Change, placement: Placement, setting: str, action: Action, invited: Staff | None) -> dict[str, Any]:
    """Add what the setting needs besides, and return its ids."""
    match setting:
        case "not needed":
            rows = select(Duty.id).where(Duty.placement_id == placement.id, Duty.kind == DutyKind.FAMILY)
            end_as_not_needed(change, change.session.scalars(rows).one(), "Canary reason")
        case "booked" | "called off":
            return {"meeting": _meeting(change, placement, invited, is_off=setting == "called off").id}
        case "removed":
            gone = update(Contact).where(Contact.pupil_id == placement.pupil_id)
            change.session.execute(gone.values(removed_at=change.now))
        case "logged" | "given" | "wrong number":
            return _of_contact(change, placement, setting)
        case "ticked" | "carried":
            _press_action(change, action, setting)
        case "merged":
            other = _pupil(change, "Canary name", "")
            done = merge(change, placement.pupil_id, other.pupil_id, Keep(), (placement.pupil.version, 1))
            return {"merge": done}
        case "reviewed":
            return _reviewed(change, placement)
        case "digest" | "closed" | "in school":
            _of_school(change, setting, placement)
    return {}


def _of_contact(change: Change, placement: Placement, setting: str) -> dict[str, Any]:
    """Log a contact, a document that was given or a wrong number, as the setting has it, and return its id."""
    if setting == "logged":
        return {"attempt": _logged(change, placement)}
    if setting == "given":
        return {"given": _given(change, placement)}
    return {"number": _wrong_number(change, placement)}


def _of_school(change: Change, setting: str, placement: Placement) -> None:
    """Post the digest, close a day, or have the pupil in school."""
    if setting == "digest":
        open_meeting(change, change.today)
    elif setting == "closed":
        change_day(change, SNOW, DayAs.CLOSED, None)
    else:
        placement.first_day = placement.in_school_on = change.today


def _end(change: Change, placement: Placement, setting: str) -> dict[str, Any]:
    """End the placement, plan its end or complete its profile, as the setting has it, and return what is about that."""
    match setting:
        case "leaving" | "gone":
            return _leaving(change, placement, is_over=setting == "gone")
        case "withdrawn":
            given = ReferralEnding(Departure.WITHDRAWN, change.today, "Canary aunt", "Canary reason")
            end_referral(change, placement.id, given)
            return {"leaving": _nobodys_leaving(change, placement).id}
        case "expected":  # no session says that they were here before
            change.session.execute(delete(AttendanceWeek))
        case "missing":
            return {"missing": _missing(change, placement)}
        case "profiled":
            return _profiled(change, placement)
        case "returned":
            placement.helps = None
            before = Placement(pupil_id=placement.pupil_id, home_school="Northbrook", helps="Canary before")
            before.registration, before.left_on = placement.registration, LONG_AGO
            before.added_at = change.now - timedelta(days=300)
            return {"before": f"helps:{change.add(before).id}"}
    return {}


def _leaving(change: Change, placement: Placement, *, is_over: bool) -> dict[str, Any]:
    """Record that the pupil leaves soon or, with `is_over`, left long ago, with the pack sent and a check-in tried."""
    leave(change, placement.id, LeavingInput(SOON, LeavingReason.MOVES, Destination(DestinationKind.UNKNOWN)))
    leaving = _nobodys_leaving(change, placement)
    owed = change.session.execute(select(Duty.kind, Duty.id).where(Duty.placement_id == placement.id))
    ids = {row.kind.removeprefix("leave:"): row.id for row in owed if row.kind.startswith("leave:")}
    asked = CheckIn(placement_id=placement.id, weeks=2, on=change.today, outcome=CheckInOutcome.NO_ANSWER)
    asked.added_at = change.now
    answer = OwnAssessment(placement_id=placement.id, on=change.today, outcome=Asked.SAID, words="Canary view of it")
    answer.added_at = change.now
    if is_over:
        leaving.on = placement.left_on = LONG_AGO
        record_item(change, ids["pack"], change.today, None, None)
    return ids | {
        "leaving": leaving.id,
        "destination": ids["find_destination"],
        "check_in": ids["check_in_2"],
        "asked": change.add(asked).id,
        "answer": change.add(answer).id,
    }


def _missing(change: Change, placement: Placement) -> str:
    """Ask for a second contact, whoever owes the call to the family, and return the duty's id."""
    call = change.session.scalars(
        select(Duty).where(Duty.placement_id == placement.id, Duty.kind == DutyKind.FAMILY)
    ).one()
    return change.owe(DutyKind.MISSING_RECORDS, placement, change.get(Staff, call.owner_id), SOON).id


def _nobodys_leaving(change: Change, placement: Placement) -> Leaving:
    """Return how the placement ends, as recorded by nobody, so that whoever may record it may undo it."""
    leaving = change.session.scalars(select(Leaving).where(Leaving.placement_id == placement.id)).one()
    leaving.by_id = None
    return leaving


def _away(change: Change, placement: Placement) -> str:
    """Have whoever owes the call to the family be away, covered by whoever was asked to take it on; return their id."""
    duty = change.session.scalars(
        select(Duty).where(Duty.placement_id == placement.id, Duty.kind == DutyKind.FAMILY)
    ).one()
    owner = change.get(Staff, duty.owner_id)
    owner.away_until, owner.cover_id = SOON, duty.offered_to_id
    return owner.id


def _press_action(change: Change, action: Action, setting: str) -> None:
    """Tick the action off, or carry it over."""
    duty_id = change.session.scalars(select(Duty.id).where(Duty.about == action.id)).one()
    if setting == "ticked":
        tick_off(change, duty_id)
    else:
        carry_over(change, duty_id, date(2026, 9, 14))


def _logged(change: Change, placement: Placement) -> str:
    """Log that the keyworker rang the mother and what she said, and return the id of that attempt."""
    mother = change.session.scalars(select(Contact).where(Contact.pupil_id == placement.pupil_id)).one()
    said = NewAttempt(mother.id, Way.CALL, Outcome.SPOKE, change.today, "Canary view", Reason.GOOD_NEWS)
    log_attempt(change, placement.id, said)
    attempt = change.session.scalars(select(Attempt).where(Attempt.placement_id == placement.id)).one()
    attempt.by_id = placement.keyworker_id or attempt.by_id
    return attempt.id


def _given(change: Change, placement: Placement) -> str:
    """Record that the keyworker gave the pupil a card, and return the id of that."""
    given = GivenInput(DocumentKind.CARD, Recipient.PUPIL, None, change.today, Way.MEETING)
    row = change.get(GivenDocument, give_document(change, placement.id, given))
    row.by_id = placement.keyworker_id or row.by_id
    return row.id


def _wrong_number(change: Change, placement: Placement) -> str:
    """Mark the mother's number as wrong, and return the id of the duty to get a right one."""
    mother = change.session.scalars(select(Contact).where(Contact.pupil_id == placement.pupil_id)).one()
    mark_wrong(change, placement, mother, change.today)
    return change.session.scalars(select(Duty.id).where(Duty.kind == DutyKind.NUMBER)).one()


def _reviewed(change: Change, placement: Placement) -> dict[str, Any]:
    """Add a result, a target and a review in Maths, by whoever teaches it; the pupil has not been told of it yet."""
    taught = change.session.scalar(select(Teaching.staff_id).where(Teaching.placement_id == placement.id))
    by, about = change.get(Staff, taught or change.actor.staff_id), {"placement_id": placement.id, "subject": "Maths"}
    about |= {"by_id": by.id, "added_at": change.now}
    grade = {"source": Source.FURTHER, "scale": "gcse", "on": change.today}
    result, start = (change.add(Result(**about, **grade, value=value)) for value in "43")
    aim = {"from_result_id": start.id, "value": "6", "by_when": SOON, "programme": "Small group"}
    target = change.add(Target(**about, **aim, scale="gcse", set_on=change.today))
    review = change.add(Review(**about, formal=False, on=change.today, why="Canary note", next_step="Read each day"))
    tell = change.owe(DutyKind.TELL, placement, by, SOON, about="Maths")
    family = change.add(Review(**about | {"subject": FAMILY}, formal=False, on=change.today, pupil_view="Canary hope"))
    asked_by = {"by_id": placement.keyworker_id or by.id, "added_at": change.now, "on": change.today}
    view = CommissionerView(
        placement_id=placement.id, outcome=ViewOutcome.GIVEN, view="Canary commissioner", **asked_by
    )
    head = change.session.scalars(select(Staff).where(Staff.name == "Helen Marsh")).one()
    asker = placement.keyworker_id or head.id
    refusal = change.add(Review(**about | {"subject": FAMILY, "by_id": asker}, formal=False, on=change.today))
    refusal.declined, refusal.ask_again_on = True, SOON
    talked = change.owe(DutyKind.FAMILY_REVIEW, placement, head, SOON)
    change.close_duty(talked, Ending.DECLINED)
    half = change.owe(DutyKind.PUPIL_VIEW, placement, head, SOON, about=talked.id)
    asked = Question(placement_id=placement.id, thing="target", thing_id=target.id, asked="Canary hope")
    asked.by_id, asked.at = head.id, change.now
    answer = change.owe(DutyKind.QUESTION, placement, by, SOON, about=change.add(asked).id)
    kept = {
        "question": answer,
        "half": half,
        "result": result,
        "target": target,
        "review": review,
        "family_review": family,
        "refusal": refusal,
        "view": change.add(view),
        "tell": tell,
    }
    return {name: row.id for name, row in kept.items()}


def _profiled(change: Change, placement: Placement) -> dict[str, Any]:
    """Answer each heading of the profile but what helps; a Head is to complete it, and the pupil has agreed."""
    head = change.session.scalars(select(Staff).where(Staff.name == "Helen Marsh")).one()
    for heading in ProfileHeading:
        if heading is not ProfileHeading.HELPS:
            answer = ProfileAnswer(placement_id=placement.id, heading=heading, text="Canary matters")
            answer.voice = Voice.PARENTS
            answer.said_on, answer.by_id, answer.saved_at = change.today, head.id, change.now
            change.add(answer)
    change.owe(DutyKind.PROFILE, placement, head, SOON)
    agreed = ProfileAgreement(placement_id=placement.id, who=Agreeing.PARENTS, name="Canary mother", on=change.today)
    agreed.said, agreed.added_at = {"Triggers": {"text": "Canary matters", "family": True}}, change.now
    return {"agreement": change.add(agreed).id, "said": mark_of(said_now(change, placement))}


def _assessed(change: Change, placement: Placement) -> dict[str, Any]:
    """Ask for an assessment and have another carried out here, decided by nobody, so that whoever may undoes it."""
    asked = AssessmentInput("Canary test", change.today, SOON, "Canary outcome", asked_of="Canary outcome")
    given = AssessmentInput("Canary test", None, SOON, done_by_id=change.actor.staff_id)
    ids = {}
    for name, choice, what in (("asked", Choice.REQUEST, asked), ("given", Choice.UNDERTAKE, given)):
        ids["decision"] = decide(change, placement.id, DecisionInput(choice, "Canary outcome", what))
        change.get(AssessmentDecision, ids["decision"]).by_id = None
        rows = select(Assessment).where(Assessment.decision_id == ids["decision"])
        (assessment,) = change.session.scalars(rows)
        ids[name], assessment.by_id = assessment.id, None
    found = Screening(
        placement_id=placement.id, measure=Measure.SDQ, informant=Informant.PARENT, scores={"Total": "24"}
    )
    found.on, found.note, found.added_at = change.today, "Canary outcome", change.now
    ids["screening"] = change.add(found).id
    owed = change.session.execute(select(Duty.kind, Duty.id).where(Duty.about.in_((ids["asked"], ids["given"]))))
    ids |= _legal(change, placement)
    return ids | {row.kind.removeprefix("assessment:"): row.id for row in owed}


def _legal(change: Change, placement: Placement) -> dict[str, Any]:
    """Record since when the pupil was looked after, and owe the date of an EHC plan."""
    record_facts(change, f"{placement.id}:care", FactInput(LegalFactKind.CARE, LONG_AGO, who="Canary authority"))
    placement.sen = SenStatus.PLAN
    follow_legal_dates(change, placement)
    owed = open_duty(change.session, DutyKind.EHC_DATE, placement.id)
    fact = change.session.scalars(select(LegalFact.id).where(LegalFact.pupil_id == placement.pupil_id)).one()
    return {"legal": owed.id if owed else None, "legal_fact": fact}


def _planned(change: Change, placement: Placement, spice: str, *, is_handed_in: bool) -> dict[str, Any]:
    """Write a support plan that was signed once, with an objective, a criterion and a provision."""
    said, about = f"Canary plan {clean_lines(spice)[:900]}", {"placement_id": placement.id, "added_at": change.now}
    helen = change.session.scalars(select(Staff).where(Staff.name == "Helen Marsh")).one()
    placement.first_day = change.today
    plan = change.add(SupportPlan(**about, kind=PlanKind.REINTEGRATION, signed_on=change.today))
    for name in (*WIDER, *WORKS, "target_school", "who_decides", "fallback"):
        setattr(plan, name, said[:200])
    for whose in (Whose.PARENTS, Whose.PUPIL):
        voice = change.add(PlanVoice(**about, whose=whose, on=change.today, words=said))
    signed = {"number": 1, "on": change.today, "handed_in_on": change.today, "said": {"parts": []}}
    change.add(PlanVersion(**about, **signed))
    aim = {"what": said, "baseline": said, "criterion": said, "by_when": SOON, "set_on": change.today}
    often = {"minutes": 30, "times": 3, "group_size": 1, "starts_on": change.today, "ends_on": SOON}
    kept = {
        "objective": change.add(Objective(**about, **aim)),
        "criterion": change.add(Criterion(**about, area=Area.SCHOOL, what=said[:300])),
        "provision": change.add(Provision(**about, what="Reading", by_whom="Sue", wanted=said, barriers=[], **often)),
    }
    looked = {"outcome": ReviewedAs.PARTLY, "decision": Decision.KEEP, "by_when_before": SOON}
    of_aim = {"objective_id": kept["objective"].id, "on": change.today, "evidence": said}
    counted = {"provision_id": kept["provision"].id, "given": 1, "until": change.today}
    kept |= {
        "plan_voice": voice,
        "plan_review": change.add(ObjectiveReview(**about, **of_aim, **looked)),
        "plan_count": change.add(SessionCount(**about, **counted)),
    }
    over = {"effect": Effect.ABOVE, "note": said, "ended_on": change.today}  # by nobody, so that whoever may undoes it
    ended = change.add(Provision(**about, what="Art", by_whom="Sue", wanted=said, barriers=[], **often, **over))
    kept["ended"] = ended
    line = Audit(at=change.now, verb="plan:provision_end", pupil_id=placement.pupil_id, thing=ended.__tablename__)
    line.thing_id = ended.id
    change.session.add(line)
    plan.handed_in_on = change.today if is_handed_in else None
    for kind in (DutyKind.PLAN, DutyKind.PLAN_REVIEW, *([DutyKind.PLAN_SIGN] if is_handed_in else [])):
        change.owe(kind, placement, helen, SOON)
    return {name: row.id for name, row in kept.items()}


def _meeting(change: Change, placement: Placement, invited: Staff | None, *, is_off: bool) -> PlanningMeeting:
    meeting = PlanningMeeting(placement_id=placement.id, place="Room 1", added_at=change.now)
    meeting.starts_at = datetime.combine(SOON, datetime.min.time(), tzinfo=change.zone) + timedelta(hours=14)
    meeting.invited_staff = [invited.id] if invited else []
    meeting.cancelled_at = change.now if is_off else None
    return change.add(meeting)


def _hush(change: Change) -> None:
    """Nothing of what led here is told to anybody: only what is tried counts."""
    change.session.flush()
    told = update(Message).where(Message.problem.is_(None))
    change.session.execute(told.values(state=MessageState.CANCELLED, live_until=None))


def _ids(change: Change, placement: Placement) -> dict[str, Any]:
    change.session.flush()
    owed = change.session.execute(select(Duty.kind, Duty.id).where(Duty.placement_id == placement.id))
    by_kind = {row.kind: row.id for row in owed}
    contact = change.session.scalars(select(Contact.id).where(Contact.pupil_id == placement.pupil_id)).first()
    change.session.refresh(placement)
    owed_by = change.get(Duty, by_kind[DutyKind.FAMILY]).owner_id
    return {name: by_kind[kind] for name, kind in DUTIES.items()} | {
        "owed_by": owed_by,
        "placement": placement.id,
        "pupil": placement.pupil_id,
        "reference": placement.pupil.reference,
        "version": placement.version,
        "pupil_version": placement.pupil.version,
        "contact": contact,
    }

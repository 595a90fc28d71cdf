"""What is compared of each kind of thing that can be corrected: the word before its values, and how they are read."""

from collections.abc import Callable, Mapping

from models.change import Read
from models.corrections.of_record import OF_RECORD
from models.corrections.values import Compared, Shown, day, label_of, yes
from models.permission import Permission
from models.progress.challenge_words import label
from models.scales.catalogue import find_scale
from models.tables.assessment import Informant
from models.tables.barrier import BarrierKind, BarrierStatus
from models.tables.contact import Contact, Outcome, Reason, Side, Way
from models.tables.document import DocumentKind
from models.tables.leaving import Asked, CheckInOutcome, Departure, DestinationKind, LeavingReason, Readiness
from models.tables.placement import CommissionerKind, Consent, Timetable
from models.tables.plans.objective import Decision
from models.tables.plans.objective import Outcome as ObjectiveOutcome
from models.tables.plans.plan import PlanKind, Whose
from models.tables.plans.provision import Effect
from models.tables.profile import Agreeing, Voice
from models.tables.result import Source
from models.tables.review import TrackStatus, ViewOutcome
from models.tables.staff import Staff


def _formality(read: Read, value: bool) -> str:  # noqa: ARG001 - one signature for all
    return "formal" if value else "informal"


def _labels_of(called: Callable[[str], str]) -> Shown:
    return lambda read, values: ", ".join(map(called, values)) or "nothing"


def _scale(read: Read, key: str) -> str:
    return find_scale(read.session, key).label


def _colleague(read: Read, staff_id: str) -> str:
    return read.get(Staff, staff_id).name


def _contact(read: Read, contact_id: str) -> str:
    return read.get(Contact, contact_id).name


COMPARED: Mapping[str, Mapping[str, Compared]] = {
    "result": {
        "value": Compared(""),
        "scale": Compared("scale ", _scale),
        "on": Compared("assessed on ", day),
        "source": Compared("", label_of(Source)),
    },
    "target": {
        "value": Compared(""),
        "by_when": Compared("by ", day),
        "programme": Compared("programme "),
        "barriers": Compared("barriers ", _labels_of(lambda kind: BarrierKind(kind).label)),
        "doubts": Compared("questioned as ", _labels_of(label), Permission.AMBITION_SEE),
        "reason": Compared("reason for a low target ", right=Permission.AMBITION_SEE),
    },
    "review": {
        "on": Compared("held on ", day),
        "formal": Compared("kind ", _formality),
        "grade": Compared("grade "),
        "assessed_on": Compared("assessed on ", day),
        "track": Compared("", label_of(TrackStatus)),
        "why": Compared("what is helping or getting in the way "),
        "next_step": Compared("next step "),
        "told_on": Compared("told on ", day),
        "told_how": Compared("told how "),
        "pupil_took_part": Compared("the pupil took part ", yes),
        "parents_took_part": Compared("parents or carers took part ", yes),
        "pupil_view": Compared("the pupil says "),
        "ask_again_on": Compared("ask the pupil again on ", day),
        "parent_view": Compared("parents or carers say "),
        "hopes_pupil": Compared("the pupil hopes "),
        "hopes_parents": Compared("parents or carers hope "),
    },
    "commissioner_view": {
        "on": Compared("asked on ", day),
        "outcome": Compared("", label_of(ViewOutcome)),
        "whom": Compared("said by "),
        "view": Compared("they say "),
    },
    "attempt": {
        "on": Compared("on ", day),
        "side": Compared("with ", label_of(Side)),
        "contact_id": Compared("with ", _contact),
        "way": Compared("", label_of(Way)),
        "outcome": Compared("", label_of(Outcome)),
        "reason": Compared("about ", label_of(Reason)),
        "view": Compared("they said "),
    },
    "leaving": {
        "how": Compared("", label_of(Departure)),
        "on": Compared("last day ", day),
        "by_whom": Compared("by "),
        "reason": Compared("reason ", label_of(LeavingReason)),
        "destination_kind": Compared("going on to ", label_of(DestinationKind)),
        "destination": Compared("destination "),
        "starts_on": Compared("starts there ", day),
        "confirmed_on": Compared("confirmed on ", day),
        "confirmed_with": Compared("confirmed by "),
        "readiness": Compared("", label_of(Readiness)),
        "why": Compared("why "),
    },
    "given_document": {
        "kind": Compared("", label_of(DocumentKind)),
        "to": Compared("to ", lambda read, value: str(value).replace("_", " ")),
        "contact_id": Compared("to ", _contact),
        "on": Compared("on ", day),
        "way": Compared("", label_of(Way)),
    },
    "profile_agreement": {
        "who": Compared("by ", label_of(Agreeing)),
        "name": Compared("name ", right=Permission.CONTACT_SEE),
        "on": Compared("on ", day),
    },
    "assessment_decision": {"why": Compared("why ")},
    "check_in": {
        "outcome": Compared("", label_of(CheckInOutcome)),
        "on": Compared("asked on ", day),
        "note": Compared("they said "),
    },
    "own_assessment": {
        "outcome": Compared("", label_of(Asked)),
        "on": Compared("asked on ", day),
        "words": Compared("they said "),
    },
    "assessment": {
        "kind": Compared(""),
        "asked_of": Compared("asked of "),
        "done_by_id": Compared("by ", _colleague),
        "asked_on": Compared("asked on ", day),
        "due_on": Compared("due ", day),
        "meanwhile": Compared("meanwhile "),
        "outcome_on": Compared("outcome on ", day),
        "outcome": Compared("outcome "),
    },
    "screening": {
        "name": Compared("with "),
        "on": Compared("filled in on ", day),
        "informant": Compared("by ", label_of(Informant)),
        "informant_name": Compared("by "),
        "scores": Compared("", lambda read, scores: ", ".join(f"{name} {score}" for name, score in scores.items())),
        "note": Compared("note "),
    },
    "planning_meeting": {"held_on": Compared("held on ", day), "came": Compared("who came ")},
    "barrier": {
        "status": Compared("", label_of(BarrierStatus)),
        "note": Compared("note "),
        "decided": Compared("decided "),
        "restricted_note": Compared("restricted note ", right=Permission.RESTRICTED_SEE),
    },
    "agreement": {
        "commissioner_kind": Compared("commissioned by ", label_of(CommissionerKind)),
        "commissioner": Compared("commissioner "),
        "commissioner_person": Compared("named person "),
        "commissioner_contact": Compared("their contact "),
        "objectives": Compared("objectives "),
        "longest_weeks": Compared("weeks at most "),
        "hours": Compared("hours a week "),
        "timetable": Compared("", label_of(Timetable)),
        "part_time_from": Compared("part-time from ", day),
        "part_time_why": Compared("part-time because "),
        "part_time_until": Compared("part-time until ", day),
        "part_time_look_on": Compared("next look on ", day),
        "transport": Compared("transport "),
        "consent": Compared("consent to share ", label_of(Consent)),
        "consent_by": Compared("consent by "),
        "consent_on": Compared("consent asked on ", day),
        "risk_plan": Compared("risk plan "),
        "exam_entries": Compared("exam entries "),
    },
    "attendance_week": {"offered": Compared("sessions offered "), "attended": Compared("sessions attended ")},
    "profile_answer": {
        "text": Compared(""),
        "voice": Compared("in ", label_of(Voice)),
        "said_on": Compared("said on ", day),
        "asked_of": Compared("not known, asked of "),
    },
    "support_plan": {
        "health": Compared("health "),
        "family": Compared("family "),
        "social": Compared("social "),
        "works_here": Compared("what works here "),
        "works_at_home": Compared("what works at home "),
        "kind": Compared("", label_of(PlanKind)),
        "target_school": Compared("target school "),
        "link_person": Compared("link person "),
        "timetable": Compared("phased timetable "),
        "trial": Compared("trial period "),
        "who_decides": Compared("who decides "),
        "fallback": Compared("if it does not work out "),
        "where_taught": Compared("where taught "),
        "hours": Compared("hours "),
        "home_contact": Compared("contact between home and school "),
        "home_school_does": Compared("what the home school does "),
    },
    "plan_criterion": {"evidence": Compared("evidence "), "shown_on": Compared("shown on ", day)},
    "plan_objective": {
        "what": Compared(""),
        "baseline": Compared("how it was "),
        "criterion": Compared("met when "),
        "by_when": Compared("by ", day),
    },
    "plan_provision": {
        "what": Compared(""),
        "by_whom": Compared("by "),
        "minutes": Compared("minutes "),
        "times": Compared("times a week "),
        "group_size": Compared("group of "),
        "starts_on": Compared("starts ", day),
        "ends_on": Compared("planned end ", day),
        "wanted": Compared("wanted "),
        "effect": Compared("outcome ", lambda read, value: Effect(value).label),
        "note": Compared("what was seen "),
        "ended_on": Compared("judged on ", day),
    },
    "legal_fact": {
        "on": Compared("on ", day),
        "until": Compared("until ", day),
        "days": Compared("school days "),
        "who": Compared("from "),
        "said": Compared("what was said "),
    },
    "objective_review": {
        "on": Compared("reviewed on ", day),
        "evidence": Compared("evidence "),
        "outcome": Compared("", label_of(ObjectiveOutcome)),
        "decision": Compared("what follows ", label_of(Decision)),
        "changes": Compared("new criterion or added support "),
    },
    "plan_session_count": {
        "given": Compared("sessions given "),
        "until": Compared("up to ", day),
        "why": Compared("why fewer "),
    },
    "plan_voice": {
        "whose": Compared("said by ", label_of(Whose)),
        "on": Compared("said on ", day),
        "words": Compared(""),
        "why_not": Compared("why there are none "),
    },
    **OF_RECORD,
}

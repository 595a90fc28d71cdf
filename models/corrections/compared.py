"""What is compared of each kind of thing that can be corrected: the word before its values, and how they are read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from models.change import Read
from models.permission import Permission
from models.progress.challenge_words import label
from models.scales.catalogue import find_scale
from models.tables.assessment import Informant
from models.tables.barrier import BarrierKind, BarrierStatus
from models.tables.contact import Contact, Outcome, Reason, Side, Way
from models.tables.leaving import Departure, DestinationKind, LeavingReason, Readiness
from models.tables.placement import CommissionerKind, Consent, PlacementType, Timetable
from models.tables.plans.objective import Decision
from models.tables.plans.objective import Outcome as ObjectiveOutcome
from models.tables.plans.plan import PlanKind, Whose
from models.tables.profile import Voice
from models.tables.result import Source
from models.tables.review import TrackStatus, ViewOutcome
from models.tables.staff import Staff

# How a value that JSON holds is shown: as text, or as a day.
Shown = Callable[[Read, Any], str | date]


@dataclass(frozen=True)
class Compared:
    """One value: the word before it, how it is shown, and whether it takes a right of its own to see it."""

    word: str
    shown: Shown = lambda read, value: str(value)
    right: Permission | None = None


def _day(read: Read, value: str) -> date:  # noqa: ARG001 - one signature for all
    return date.fromisoformat(value)


def _yes(read: Read, value: bool) -> str:  # noqa: ARG001 - one signature for all
    return "yes" if value else "no"


def _formality(read: Read, value: bool) -> str:  # noqa: ARG001 - one signature for all
    return "formal" if value else "informal"


def _label_of(kind: type[Any]) -> Shown:
    """Return the words of an enum for the middle of a line."""
    return lambda read, value: kind(value).label[0].lower() + kind(value).label[1:]


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
        "on": Compared("assessed on ", _day),
        "source": Compared("", _label_of(Source)),
    },
    "target": {
        "value": Compared(""),
        "by_when": Compared("by ", _day),
        "programme": Compared("programme "),
        "barriers": Compared("barriers ", _labels_of(lambda kind: BarrierKind(kind).label)),
        "doubts": Compared("questioned as ", _labels_of(label), Permission.AMBITION_SEE),
        "reason": Compared("reason for a low target ", right=Permission.AMBITION_SEE),
    },
    "review": {
        "on": Compared("held on ", _day),
        "formal": Compared("kind ", _formality),
        "grade": Compared("grade "),
        "assessed_on": Compared("assessed on ", _day),
        "track": Compared("", _label_of(TrackStatus)),
        "why": Compared("what is helping or getting in the way "),
        "next_step": Compared("next step "),
        "told_on": Compared("told on ", _day),
        "told_how": Compared("told how "),
        "pupil_took_part": Compared("the pupil took part ", _yes),
        "parents_took_part": Compared("parents or carers took part ", _yes),
        "pupil_view": Compared("the pupil says "),
        "ask_again_on": Compared("ask the pupil again on ", _day),
        "parent_view": Compared("parents or carers say "),
        "hopes_pupil": Compared("the pupil hopes "),
        "hopes_parents": Compared("parents or carers hope "),
    },
    "commissioner_view": {
        "on": Compared("asked on ", _day),
        "outcome": Compared("", _label_of(ViewOutcome)),
        "whom": Compared("said by "),
        "view": Compared("they say "),
    },
    "attempt": {
        "on": Compared("on ", _day),
        "side": Compared("with ", _label_of(Side)),
        "contact_id": Compared("with ", _contact),
        "way": Compared("", _label_of(Way)),
        "outcome": Compared("", _label_of(Outcome)),
        "reason": Compared("about ", _label_of(Reason)),
        "view": Compared("they said "),
    },
    "leaving": {
        "how": Compared("", _label_of(Departure)),
        "on": Compared("last day ", _day),
        "by_whom": Compared("by "),
        "reason": Compared("reason ", _label_of(LeavingReason)),
        "destination_kind": Compared("going on to ", _label_of(DestinationKind)),
        "destination": Compared("destination "),
        "starts_on": Compared("starts there ", _day),
        "confirmed_on": Compared("confirmed on ", _day),
        "confirmed_with": Compared("confirmed by "),
        "readiness": Compared("", _label_of(Readiness)),
        "why": Compared("why "),
    },
    "assessment": {
        "kind": Compared(""),
        "asked_of": Compared("asked of "),
        "done_by_id": Compared("by ", _colleague),
        "asked_on": Compared("asked on ", _day),
        "due_on": Compared("due ", _day),
        "meanwhile": Compared("meanwhile "),
        "outcome_on": Compared("outcome on ", _day),
        "outcome": Compared("outcome "),
    },
    "screening": {
        "name": Compared("with "),
        "on": Compared("filled in on ", _day),
        "informant": Compared("by ", _label_of(Informant)),
        "informant_name": Compared("by "),
        "scores": Compared("", lambda read, scores: ", ".join(f"{name} {score}" for name, score in scores.items())),
        "note": Compared("note "),
    },
    "planning_meeting": {"held_on": Compared("held on ", _day), "came": Compared("who came ")},
    "barrier": {
        "status": Compared("", _label_of(BarrierStatus)),
        "note": Compared("note "),
        "decided": Compared("decided "),
        "restricted_note": Compared("restricted note ", right=Permission.RESTRICTED_SEE),
    },
    "placement": {
        "type": Compared("reason for placement ", _label_of(PlacementType)),
        "planned_end": Compared("planned end ", _day),
        "excluded_on": Compared("excluded on ", _day),
        "hopes_pupil": Compared("the pupil hopes "),
        "hopes_parents": Compared("parents or carers hope "),
        "helps": Compared("what helps "),
        "medical_need": Compared("medical need ", right=Permission.MEDICAL_SEE),
    },
    "agreement": {
        "commissioner_kind": Compared("commissioned by ", _label_of(CommissionerKind)),
        "commissioner": Compared("commissioner "),
        "commissioner_person": Compared("named person "),
        "commissioner_contact": Compared("their contact "),
        "objectives": Compared("objectives "),
        "longest_weeks": Compared("weeks at most "),
        "hours": Compared("hours a week "),
        "timetable": Compared("", _label_of(Timetable)),
        "part_time_from": Compared("part-time from ", _day),
        "part_time_why": Compared("part-time because "),
        "part_time_until": Compared("part-time until ", _day),
        "part_time_look_on": Compared("next look on ", _day),
        "transport": Compared("transport "),
        "consent": Compared("consent to share ", _label_of(Consent)),
        "consent_by": Compared("consent by "),
        "consent_on": Compared("consent asked on ", _day),
        "risk_plan": Compared("risk plan "),
        "exam_entries": Compared("exam entries "),
    },
    "attendance_week": {"offered": Compared("sessions offered "), "attended": Compared("sessions attended ")},
    "profile_answer": {
        "text": Compared(""),
        "voice": Compared("in ", _label_of(Voice)),
        "said_on": Compared("said on ", _day),
        "asked_of": Compared("not known, asked of "),
    },
    "support_plan": {
        "health": Compared("health "),
        "family": Compared("family "),
        "social": Compared("social "),
        "works_here": Compared("what works here "),
        "works_at_home": Compared("what works at home "),
        "kind": Compared("", _label_of(PlanKind)),
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
    "plan_criterion": {"evidence": Compared("evidence "), "shown_on": Compared("shown on ", _day)},
    "plan_objective": {
        "what": Compared(""),
        "baseline": Compared("how it was "),
        "criterion": Compared("met when "),
        "by_when": Compared("by ", _day),
    },
    "plan_provision": {
        "what": Compared(""),
        "by_whom": Compared("by "),
        "minutes": Compared("minutes "),
        "times": Compared("times a week "),
        "group_size": Compared("group of "),
        "starts_on": Compared("starts ", _day),
        "ends_on": Compared("planned end ", _day),
        "wanted": Compared("wanted "),
    },
    "legal_fact": {
        "on": Compared("on ", _day),
        "until": Compared("until ", _day),
        "days": Compared("school days "),
        "who": Compared("from "),
        "said": Compared("what was said "),
    },
    "objective_review": {
        "on": Compared("reviewed on ", _day),
        "evidence": Compared("evidence "),
        "outcome": Compared("", _label_of(ObjectiveOutcome)),
        "decision": Compared("what follows ", _label_of(Decision)),
        "changes": Compared("new criterion or added support "),
    },
    "plan_session_count": {
        "given": Compared("sessions given "),
        "until": Compared("up to ", _day),
        "why": Compared("why fewer "),
    },
    "plan_voice": {
        "whose": Compared("said by ", _label_of(Whose)),
        "on": Compared("said on ", _day),
        "words": Compared(""),
        "why_not": Compared("why there are none "),
    },
    "referral": {"received_on": Compared("received on ", _day), "reason": Compared("reason ")},
}

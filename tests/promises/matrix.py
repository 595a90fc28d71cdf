"""Who may do what, written by hand from the product's own table and held against the app, not against its code."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

HEAD = "a Head"
ADMINISTRATOR = "the administrator"
SENCO = "the SENCo"
DSL = "the DSL"
TEACHER = "a teacher"
SUPPORT = "support staff"
TEACHES = "the pupil's teacher"
KEYWORKER = "the pupil's keyworker"
OWNER = "whose step it is"
ASKED = "who was asked to take it on"
INVITED = "who is invited"
COVER = "who covers for the keyworker"
ONCE = "who had the pupil until a stay ended"
STRANGER = "a stranger"
GUEST = "a guest"
LEAVER = "who has left"
ELSEWHERE = "somebody of another workspace"

# Who stands behind each, by handle; what they are to the pupil is in the name.
HANDLES = {
    HEAD: "hugo",
    ADMINISTRATOR: "omar",
    SENCO: "priya",
    DSL: "dan",
    TEACHER: "ann",
    SUPPORT: "sue",
    TEACHES: "ann",
    KEYWORKER: "sue",
    OWNER: "ben",
    ASKED: "ben",
    INVITED: "ann",
    COVER: "ann",
    ONCE: "ann",
    STRANGER: "nobody",
    GUEST: "gus",
    LEAVER: "ben",
    ELSEWHERE: "elsa",
}
GIVING = (HEAD, ADMINISTRATOR, SENCO, DSL)  # the roles and duties that give something
ROLES = (*GIVING, TEACHER, SUPPORT)
# What somebody may be to the pupil, and the role of whoever it is here; anybody of another role may be it too.
RELATIONS = {TEACHES: TEACHER, KEYWORKER: SUPPORT, OWNER: TEACHER, ASKED: TEACHER, INVITED: TEACHER}
# What gives no right at all, whatever it looks like.
BESIDE = {COVER: TEACHER, ONCE: TEACHER}
OUTSIDE = frozenset({STRANGER, GUEST, LEAVER, ELSEWHERE})
STAFF = frozenset(HANDLES) - OUTSIDE
OFFICE = frozenset({HEAD, ADMINISTRATOR, SENCO})
AROUND = OFFICE | {TEACHES, KEYWORKER}
READING = AROUND | {DSL}
RECORD = OFFICE | {KEYWORKER}
KEEPERS = RECORD | {OWNER}
DOING = OFFICE | {OWNER}
# Who still has something to do for a pupil who has left: the keyworker, whoever else owes it, and the DSL for the file.
AFTER_LEAVING = KEEPERS | {DSL}
# Results, targets and reviews of Maths.
SETTING = frozenset({HEAD, SENCO, TEACHES, KEYWORKER})
LEADING = SETTING - {TEACHES}
# What Ann, who teaches it, has saved herself.
CORRECTING = SETTING - {KEYWORKER}
CORRECTING_FAMILY = frozenset({HEAD, SENCO})
ASSESSING = frozenset({HEAD, SENCO})
MERGING = frozenset({HEAD, ADMINISTRATOR})
HEADS = frozenset({HEAD})
FILING = frozenset({HEAD, DSL})
# The support plan: `OWNER` has a step of it.
PLAN_READING = READING | {OWNER}
PLAN_WRITING = frozenset({HEAD, SENCO, KEYWORKER, OWNER})
SIGNING = frozenset({HEAD, SENCO})

# What may be read of a pupil, by whom; the words stand in the scene.
READERS: Mapping[str, frozenset[str]] = {
    "Canary name": STAFF,
    "Canary helps": STAFF,
    "Canary emergency": STAFF,
    "Canary note": STAFF,
    "Canary reason": READING,
    "Canary medical": READING,
    "Canary mother": READING,
    "01632 960077": READING,
    "Canary view": READING,
    "Canary hope": READING | {OWNER},  # whoever was given the meeting writes these down
    "Canary agreement": READING,
    "Canary commissioner": READING,
    "Canary matters": READING | {OWNER},  # whoever is to complete the profile writes these down
    "Canary action": READING | {OWNER, ASKED},
    "Canary test": READING | {OWNER},  # whoever carries it out reads what it is
    "Canary outcome": READING,
    "Canary authority": READING,
    "Canary restricted": frozenset({HEAD, SENCO, DSL, KEYWORKER}),
    "71.4%": READING,  # of the sessions
    "Canary past": OFFICE,
    "Canary plan": PLAN_READING,
    "B801200005001": OFFICE | {DSL},
}

# Whoever has a step of a pupil reads what it takes where the step is done, and need not on the pages for all staff.
BY_STEP = frozenset({OWNER, ASKED})

# Whoever was given the call reads whom to ring where the call is logged, and nowhere else.
WHOM_TO_RING = frozenset({"Canary mother", "01632 960077"})
CALLING = frozenset({"contact.log", "contact.attempt", "lookup.contact", "form.open", "leave.check_in"})


@dataclass(frozen=True)
class Case:
    """One gesture in one scene: the words of `value`, `values` and `context` are filled in with the scene's ids.

    `who` may do it, by role or by relation; where it takes two rights, who is one of `also` by either, too.
    Of a pupil who has left, only `whole` are shown the record; the others see the name and what their step takes.
    It was allowed if a form `opens`, an audit line `wrote`, a text is `shown` or an option `offered`; else refused.
    """

    who: frozenset[str]
    value: str = ""
    opens: str = ""
    wrote: str = ""
    shows: str = ""
    how: str = "button"
    scene: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    context: Mapping[str, Any] = field(default_factory=dict)
    version: str = ""
    also: frozenset[str] = frozenset()
    whole: frozenset[str] = frozenset()

    def allows(self, names: Set[str]) -> bool:
        """Return whether somebody of these names may do it."""
        return bool(names & self.who) and (not self.also or bool(names & self.also))


COMMANDS: Mapping[str, tuple[Case, ...]] = {
    "/refer": (Case(STAFF, opens="refer"),),
    "/pupil": (
        Case(STAFF, opens="pupil.find"),
        Case(STAFF, "{reference}", wrote="pupil:view"),
        Case(OFFICE, "{past_reference}", wrote="pupil:view"),
    ),
    "/allocations": (Case(OFFICE, wrote="digest:post"),),
    "/target": (Case(STAFF, opens="target.whom"),),
    "/review": (
        Case(STAFF, opens="review.choose"),
        Case(SETTING, "{reference}", wrote="pupil:view"),
    ),
    "/halfterm": (Case(STAFF, shows="/refer"), Case(HEADS, shows="Days for each step")),
}

SHORTCUTS: Mapping[str, tuple[Case, ...]] = {
    "refer.shortcut": (Case(STAFF, opens="refer"),),
    "refer.message": (Case(STAFF, opens="refer"),),
}

ACTIONS: Mapping[str, tuple[Case, ...]] = {
    "refer.open": (Case(STAFF, opens="refer"),),
    "refer.past": (Case(OFFICE, "{past_pupil}", wrote="pupil:past_view"),),
    "merge.open": (Case(MERGING, "{placement}", opens="merge.other"),),
    "import.open": (Case(OFFICE, opens="import.files"),),
    "import.headings": (Case(HEADS, opens="import.headings"),),
    "import.templates": (Case(OFFICE, shows="come as a direct message"),),
    "import.confirm": (Case(OFFICE, "FNOTHING||1 pupil", wrote="import:check"),),
    "merge.undo": (Case(MERGING, "{merge}", wrote="pupil:unmerge", scene="merged"),),
    "merge.apart": (Case(MERGING, "{placement}", wrote="pupil:told_apart"),),
    "contact.log": (Case(STAFF, "{family}", opens="contact.attempt"),),
    "contact.attempt": (Case(STAFF, "{placement}", opens="contact.attempt"),),
    "contact.none_involved": (Case(KEEPERS, "{professionals}", opens="contact.none_involved"),),
    "contact.add": (Case(OFFICE, "{placement}", opens="contact.add"),),
    "contact.edit": (
        Case(OFFICE, "{contact}", opens="contact.edit"),
        Case(OFFICE, "{number}", opens="contact.edit", scene="wrong number"),
    ),
    "contact.mend": (Case(RECORD, "{contact}", opens="contact.mend"),),
    "contact.earlier": (Case(READING, "{placement}:0", shows="Canary view", scene="logged"),),
    "contact.later": (Case(READING, "{placement}:0", shows="Canary view", scene="logged"),),
    "contact.correct": (Case(RECORD, "{attempt}", opens="contact.correct", scene="logged"),),
    "contact.undo": (Case(frozenset({KEYWORKER}), "{attempt}", wrote="attempt:undo", how="in a form", scene="logged"),),
    "contact.remove": (Case(OFFICE, "{contact}", wrote="contact:remove", how="in a form"),),
    "contact.restore": (Case(OFFICE, "{contact}", wrote="contact:restore", how="in a form", scene="removed"),),
    "meeting.book": (Case(KEEPERS, "{book}", opens="meeting.book"),),
    "meeting.change": (Case(KEEPERS, "{placement}", opens="meeting.change", scene="booked"),),
    "meeting.cancel": (Case(KEEPERS, "{meeting}", wrote="meeting:cancel", how="in a form", scene="booked"),),
    "meeting.restore": (Case(KEEPERS, "{meeting}", wrote="meeting:restore", how="in a form", scene="called off"),),
    "meeting.file": (Case(KEEPERS | {INVITED}, "{meeting}", wrote="meeting:file", scene="booked"),),
    "meeting.hold": (Case(KEEPERS, "{hold}", opens="meeting.hold"),),
    "allocate.open": (Case(OFFICE, "{allocate}", opens="allocate.save"),),
    "allocate.first_day": (Case(KEEPERS, "{provide}", opens="allocate.first_day_set"),),
    "start.full_time": (Case(KEEPERS, "{provide}", wrote="placement:full_time", scene="expected"),),
    "start.part_time": (Case(KEEPERS, "{provide}", wrote="placement:part_time", scene="expected"),),
    "start.absent": (Case(KEEPERS, "{provide}", wrote="placement:absent"),),
    "allocate.another_day": (Case(KEEPERS, "{provide}", opens="allocate.first_day_set"),),
    "attendance.open": (Case(RECORD, "{placement}", opens="attendance.week"),),
    "leave.open": (
        Case(RECORD, "{placement}", opens="leave.save"),
        Case(KEEPERS, "{placement}", opens="leave.correct", scene="leaving"),
    ),
    "leave.undo": (Case(KEEPERS, "{leaving}", wrote="leaving:undo", how="in a form", scene="leaving"),),
    "leave.stays": (Case(KEEPERS, "{leaving}", wrote="leaving:undo", how="in a form", scene="leaving"),),
    "leave.confirm": (Case(KEEPERS, "{destination}", opens="leave.confirm", scene="leaving"),),
    "leave.item": (
        Case(OFFICE, "{ctf}", opens="leave.item", scene="leaving"),
        Case(FILING, "{cp_file}", opens="leave.file", scene="gone"),
    ),
    "leave.item_undo": (Case(KEEPERS, "{pack}", wrote="leaving:item_undo", scene="gone"),),
    "leave.own_assessment": (Case(KEEPERS, "{own_assessment}", opens="leave.own_assessment", scene="gone"),),
    "leave.own_assessment_undo": (
        Case(RECORD, "{answer}", wrote="own_assessment:undo", how="in a form", scene="gone"),
    ),
    "leave.check_in": (Case(KEEPERS, "{check_in}", opens="leave.check_in", scene="gone"),),
    # Nobody is named for these in the scene, so that whoever may record how a pupil leaves puts them right.
    "leave.own_assessment_correct": (Case(RECORD, "{answer}", opens="leave.own_assessment_correct", scene="gone"),),
    "leave.check_in_correct": (Case(RECORD, "{asked}", opens="leave.check_in_correct", scene="gone"),),
    "leave.check_in_undo": (Case(RECORD, "{asked}", wrote="check_in:undo", how="in a form", scene="gone"),),
    "referral.end": (
        Case(OFFICE, "{placement}", opens="referral.end"),
        Case(OFFICE, "{placement}", opens="referral.end_correct", scene="withdrawn"),
    ),
    "referral.end_undo": (Case(OFFICE, "{leaving}", wrote="leaving:undo", how="in a form", scene="withdrawn"),),
    "stay.carry": (Case(OFFICE, "{placement}", opens="stay.carry", also=LEADING),),
    "document.make": (Case(READING, "{placement}", opens="document.make"),),
    "document.given": (Case(READING, "{placement}", opens="document.given"),),
    "template.list": (Case(HEADS, shows="Document templates"),),
    "template.give": (Case(HEADS, "letter", opens="template.give"),),
    "template.send": (Case(HEADS, "letter", shows="as a direct message"),),
    "template.drop": (Case(HEADS, "letter", shows="Document templates"),),
    "document.several": (Case(STAFF, opens="document.several"),),
    "document.several_given": (Case(STAFF, opens="document.several_given"),),
    "document.given_today": (Case(READING, "{placement}:card:", wrote="document:give"),),
    "document.given_correct": (
        Case(frozenset({HEAD, SENCO, KEYWORKER}), "{given}", opens="document.given_correct", scene="given"),
    ),
    "document.undo": (
        Case(frozenset({KEYWORKER}), "{given}", wrote="given_document:undo", how="in a form", scene="given"),
    ),
    "assessment.decide": (Case(ASSESSING, "{placement}", opens="assessment.decide"),),
    "legal.open": (
        Case(READING, "{placement}", wrote="legal:view"),
        Case(READING, "{placement}", shows="Canary authority", scene="assessed"),
    ),
    "legal.record": (
        Case(OFFICE, "{placement}:pep", opens="legal.fact"),
        Case(OFFICE | {OWNER}, "{legal}", opens="legal.plan", scene="assessed"),
    ),
    "legal.wrong": (Case(OFFICE, "{legal_fact}", opens="legal.wrong", scene="assessed"),),
    "legal.correct": (Case(OFFICE, "{legal_fact}", opens="legal.correct", scene="assessed"),),
    "legal.undo": (Case(OFFICE, "{legal_fact}", shows="Correct it instead", how="in a form", scene="assessed"),),
    "settings.legal": (Case(HEADS, opens="settings.legal"),),
    "assessment.decide_correct": (Case(ASSESSING, "{decision}", opens="assessment.decide_correct", scene="assessed"),),
    "assessment.undo": (
        Case(ASSESSING, "{decision}", wrote="assessment_decision:undo", how="in a form", scene="assessed"),
    ),
    "assessment.outcome": (Case(ASSESSING | {OWNER}, "{undertake}", opens="assessment.outcome", scene="assessed"),),
    "assessment.chase": (Case(ASSESSING, "{chase}", opens="assessment.chase", scene="assessed"),),
    "assessment.withdraw": (Case(ASSESSING, "{asked}", opens="assessment.withdraw", scene="assessed"),),
    "assessment.correct": (
        Case(ASSESSING, "{asked}", opens="assessment.correct_request", scene="assessed"),
        Case(ASSESSING, "{given}", opens="assessment.correct", scene="assessed"),
    ),
    "assessment.list": (Case(ASSESSING | {DSL}, "all", shows="Canary test", scene="assessed"),),
    "plan.open": (
        Case(READING, "{placement}", wrote="plan:view"),
        Case(PLAN_READING, "{placement}", shows="Canary plan", scene="planned"),
        Case(OFFICE, "{past}", wrote="plan:view"),
    ),
    "plan.changes": (Case(PLAN_READING, "{placement}", shows="Canary plan", scene="planned"),),
    "plan.page_earlier": (Case(PLAN_READING, "{placement}:0", shows="Canary plan", scene="planned"),),
    "plan.page_more": (Case(PLAN_READING, "{placement}:0", shows="Canary plan", scene="planned"),),
    "plan.changes_earlier": (Case(PLAN_READING, "{placement}:0", shows="Canary plan", scene="planned"),),
    "plan.changes_more": (Case(PLAN_READING, "{placement}:0", shows="Canary plan", scene="planned"),),
    "plan.gaps": (Case(SIGNING, "0", wrote="plan:view", scene="planned"),),
    "plan.gaps_earlier": (Case(SIGNING, "0", wrote="plan:view", scene="planned"),),
    "plan.gaps_more": (Case(SIGNING, "0", wrote="plan:view", scene="planned"),),
    "plan.needs": (Case(PLAN_WRITING, "{placement}", opens="plan.needs", scene="planned"),),
    "plan.voice": (Case(PLAN_WRITING, "{placement}", opens="plan.voice", scene="planned"),),
    "plan.reintegration": (Case(PLAN_WRITING, "{placement}", opens="plan.reintegration", scene="planned"),),
    "plan.outreach": (Case(PLAN_WRITING, "{placement}", opens="plan.outreach", scene="planned"),),
    "plan.criterion": (Case(PLAN_WRITING, "{placement}", opens="plan.criterion", scene="planned"),),
    "plan.shown": (Case(PLAN_WRITING, "{criterion}", opens="plan.shown", scene="planned"),),
    "plan.objective": (Case(PLAN_WRITING, "{placement}", opens="plan.objective", scene="planned"),),
    "plan.objective_edit": (Case(PLAN_WRITING, "{objective}", opens="plan.objective_edit", scene="planned"),),
    "plan.objective_review": (Case(PLAN_WRITING, "{objective}", opens="plan.objective_review", scene="planned"),),
    "plan.provision": (Case(PLAN_WRITING, "{placement}", opens="plan.provision", scene="planned"),),
    "plan.provision_edit": (Case(PLAN_WRITING, "{provision}", opens="plan.provision_edit", scene="planned"),),
    "plan.sessions": (Case(PLAN_WRITING, "{provision}", opens="plan.sessions", scene="planned"),),
    "plan.effect": (Case(PLAN_WRITING, "{provision}", opens="plan.effect", scene="planned"),),
    "plan.effect_correct": (Case(PLAN_WRITING, "{ended}", opens="plan.effect_correct", scene="planned"),),
    "plan.extend": (Case(PLAN_WRITING, "{provision}", opens="plan.extend", scene="planned"),),
    "plan.provision_undo": (
        Case(PLAN_WRITING, "{ended}", wrote="plan:provision_undo", how="in a form", scene="planned"),
    ),
    # Nobody is named for these in the scene, so that whoever may write in the plan puts them right.
    "plan.objective_review_correct": (
        Case(PLAN_WRITING, "{plan_review}", opens="plan.objective_review_correct", scene="planned"),
    ),
    "plan.objective_review_undo": (
        Case(PLAN_WRITING, "{plan_review}", wrote="objective_review:undo", how="in a form", scene="planned"),
    ),
    "plan.sessions_correct": (Case(PLAN_WRITING, "{plan_count}", opens="plan.sessions_correct", scene="planned"),),
    "plan.sessions_undo": (
        Case(PLAN_WRITING, "{plan_count}", wrote="plan_session_count:undo", how="in a form", scene="planned"),
    ),
    "plan.voice_correct": (Case(PLAN_WRITING, "{plan_voice}", opens="plan.voice_correct", scene="planned"),),
    "plan.voice_undo": (Case(PLAN_WRITING, "{plan_voice}", wrote="plan_voice:undo", how="in a form", scene="planned"),),
    "plan.criterion_drop": (Case(PLAN_WRITING, "{criterion}", wrote="plan:criterion_drop", scene="planned"),),
    "plan.hand_in": (Case(PLAN_WRITING, "{placement}", wrote="plan:hand_in", scene="planned"),),
    "plan.sign": (Case(SIGNING, "{placement}", opens="plan.sign", scene="handed in"),),
    "screening.add": (Case(LEADING, "{placement}", opens="screening.add"),),
    "screening.correct": (Case(LEADING, "{screening}", opens="screening.correct", scene="assessed"),),
    "screening.undo": (Case(LEADING, "{screening}", wrote="screening:undo", how="in a form", scene="assessed"),),
    "step.give": (Case(OFFICE, "{family}", opens="step.give"),),
    "step.not_needed": (Case(OFFICE, "{family}", opens="step.not_needed"),),
    "step.needed": (Case(OFFICE, "{family}", wrote="duty:needed", scene="not needed"),),
    "assess.open": (Case(SETTING, "{placement}:Maths", opens="assess.result"),),
    "attendance.alarms": (Case(OFFICE, "{today}", shows="Only you can see this"),),
    "target.kept": (Case(frozenset({HEAD, SENCO}), "{today}", shows="Only you can see this"),),
    "cohort.open": (Case(OFFICE, wrote="cohort:view"),),
    "cohort.subject": (Case(OFFICE, "=Maths", wrote="cohort:view", how="select"),),
    "cohort.stage": (Case(OFFICE, "=KS3", wrote="cohort:view", how="select"),),
    "cohort.track": (Case(OFFICE, "=behind", wrote="cohort:view", how="select"),),
    "cohort.turn": (Case(OFFICE, "1", wrote="cohort:view"),),
    "cohort.back": (Case(OFFICE, "0", wrote="cohort:view"),),
    "cohort.words": tuple(Case(OFFICE, value, wrote="cohort:view") for value in ("1", "0")),
    "cohort.export": (Case(OFFICE, wrote="cohort:export"),),
    "cohort.file": tuple(
        Case(OFFICE, value, wrote="cohort:export", how="select") for value in ("xlsx", "ksm", "changed", "attendance")
    ),
    "cohort.totals": tuple(Case(OFFICE, view, wrote="cohort:view") for view in ("totals", "governors")),
    "cohort.totals_file": tuple(
        Case(OFFICE, f"{view}|{kind}", wrote="cohort:export", how="select")
        for view in ("totals", "governors")
        for kind in ("xlsx", "csv")
    ),
    "inspection.open": (Case(OFFICE, wrote="inspection:view"),),
    "inspection.half_term": (Case(OFFICE, "2026-09-01|all|0", wrote="inspection:view", how="select"),),
    "inspection.show": (
        Case(OFFICE, "2026-09-01|late|0", wrote="inspection:view", how="select"),
        Case(OFFICE, "|kept|0", wrote="inspection:view", how="select"),
    ),
    "inspection.earlier": (Case(OFFICE, "|all|0", wrote="inspection:view"),),
    "inspection.later": (Case(OFFICE, "|all|1", wrote="inspection:view"),),
    "inspection.file": tuple(
        Case(OFFICE, f"2026-09-01|{kind}", wrote="inspection:export", how="select") for kind in ("xlsx", "csv", "docx")
    ),
    "review.open": (
        Case(SETTING, "{placement}:Maths", opens="review.one"),
        Case(LEADING, "{placement}:", opens="review.family_one"),
    ),
    "review.start": (Case(STAFF, opens="review.choose"),),
    "review.skip": (Case(STAFF, "{family}:0", how="in a form"),),
    "review.other": (Case(STAFF, opens="review.choose"),),
    "review.pupil": (Case(LEADING, "{half}", opens="review.pupil", scene="reviewed"),),
    "review.pupil_correct": (
        Case(CORRECTING_FAMILY | {KEYWORKER}, "{refusal}", opens="review.pupil_correct", scene="reviewed"),
    ),
    "review.pupil_undo": (
        Case(frozenset({KEYWORKER}), "{refusal}", wrote="review:undo", how="in a form", scene="reviewed"),
    ),
    "review.commissioner": (Case(LEADING, "{placement}", opens="review.commissioner"),),
    "review.commissioner_correct": (Case(LEADING, "{view}", opens="review.commissioner_correct", scene="reviewed"),),
    "review.commissioner_undo": (
        Case(frozenset({KEYWORKER}), "{view}", wrote="commissioner_view:undo", how="in a form", scene="reviewed"),
    ),
    "review.tell": (Case(SETTING, "{tell}", opens="review.tell", scene="reviewed"),),
    "review.correct": (
        Case(CORRECTING, "{review}", opens="review.correct", scene="reviewed"),
        Case(CORRECTING_FAMILY, "{family_review}", opens="review.family_correct", scene="reviewed"),
    ),
    "question.ask": (Case(frozenset({KEYWORKER}), "target:{target}", opens="question.ask", scene="reviewed"),),
    "question.answer": (Case(frozenset({TEACHES}), "{question}", opens="question.answer", scene="reviewed"),),
    "correction.all": (Case(READING, "{placement}:0", wrote="pupil:view"),),
    "correction.earlier": (Case(READING, "{placement}:5", wrote="pupil:view"),),
    "correction.later": (Case(READING, "{placement}:0", wrote="pupil:view"),),
    "review.earlier": (
        Case(READING, "{placement}:0", wrote="pupil:view"),
        Case(OFFICE, "{past}:0", wrote="pupil:view"),
    ),
    "review.later": (Case(READING, "{placement}:0", wrote="pupil:view"),),
    "review.undo": (Case(frozenset({TEACHES}), "{review}", wrote="review:undo", how="in a form", scene="reviewed"),),
    "assess.correct": (Case(CORRECTING, "{result}", opens="assess.correct", scene="reviewed"),),
    "assess.undo": (Case(frozenset({TEACHES}), "{result}", wrote="result:undo", how="in a form", scene="reviewed"),),
    "target.correct": (Case(CORRECTING, "{target}", opens="target.correct", scene="reviewed"),),
    "target.undo": (Case(frozenset({TEACHES}), "{target}", wrote="target:undo", how="in a form", scene="reviewed"),),
    "target.open": (Case(SETTING, "{placement}:Maths", opens="target.set"),),
    "action.add": (
        Case(KEEPERS, "{placement}", opens="action.add"),
        Case(OFFICE, "service", opens="action.add"),
    ),
    "action.tick": (Case(DOING, "{action}", wrote="action:tick"),),
    "action.undo": (Case(DOING, "{action}", wrote="action:untick", scene="ticked"),),
    "action.carry": (Case(DOING, "{action}", opens="action.carry_to"),),
    "action.uncarry": (Case(DOING, "{action}", wrote="action:uncarry", scene="carried"),),
    "nudge.snooze": (Case(frozenset({OWNER}), "{family}:1", wrote="duty:snooze", how="select"),),
    "nudge.snooze_reviews": (Case(STAFF, "1", how="select"),),  # their own, or none
    "nudge.hand": (Case(frozenset({OWNER}), "{family}", opens="nudge.hand_over"),),
    "nudge.accept": (Case(frozenset({ASKED}), "{family}", wrote="duty:accept"),),
    "nudge.accept_all": (Case(frozenset({ASKED}), "{owed_by}", wrote="duty:accept"),),
    "nudge.decline_all": (Case(frozenset({ASKED}), "{owed_by}", wrote="duty:decline"),),
    "cover.take": (Case(frozenset({ASKED}), "{away}", wrote="duty:accept", scene="away"),),
    "nudge.decline": (Case(frozenset({ASKED}), "{family}", wrote="duty:decline"),),
    "pupil.open": (
        Case(STAFF, "{placement}", wrote="pupil:view"),
        Case(OFFICE, "{past}", wrote="pupil:view"),
        Case(AFTER_LEAVING, "{placement}", wrote="pupil:view", scene="gone", whole=OFFICE),
    ),
    "pupil.jump": (
        Case(STAFF, "{placement}", wrote="pupil:view", how="select"),
        Case(OFFICE, "{past}", wrote="pupil:view", how="select"),
        Case(AFTER_LEAVING, "{placement}", wrote="pupil:view", how="select", scene="gone", whole=OFFICE),
    ),
    "pupil.mine": (
        Case(STAFF, "{placement}", wrote="pupil:view", how="select"),
        Case(OFFICE, "{past}", wrote="pupil:view", how="select"),
        Case(AFTER_LEAVING, "{placement}", wrote="pupil:view", how="select", scene="gone", whole=OFFICE),
    ),
    "pupil.choose": (
        Case(STAFF, "{placement}", wrote="pupil:view", how="select"),
        Case(OFFICE, "{past}", wrote="pupil:view", how="select"),
        Case(AFTER_LEAVING, "{placement}", wrote="pupil:view", how="select", scene="gone", whole=OFFICE),
    ),
    "pupil.go": (Case(STAFF, "home"),),
    "pupil.needs": (
        Case(STAFF, "{placement}", wrote="needs:view"),
        Case(OFFICE, "{past}", wrote="needs:view"),
    ),
    "pupil.edit": (Case(RECORD, "{placement}", opens="pupil.edit"),),
    "placement.edit": (Case(RECORD, "{placement}", opens="placement.edit"),),
    "missing.supply": (Case(DOING, "{missing}", opens="missing.supply", scene="missing"),),
    "placement.agree": (Case(RECORD, "{placement}", opens="placement.edit"),),
    "placement.timetable": (Case(RECORD, "{placement}", opens="placement.edit"),),
    "placement.exclusion_date": (Case(RECORD, "{placement}", opens="placement.exclusion_date"),),
    "barrier.set": (
        Case(RECORD, "{placement}:medical", opens="barrier.set*", how="select"),
        Case(RECORD - {ADMINISTRATOR}, "{placement}:medical", opens="barrier.set_guarded", how="select"),
    ),
    "profile.open": (
        Case(STAFF, "{placement}", wrote="profile:view", scene="profiled"),
        Case(OFFICE, "{past}", wrote="profile:view", scene="profiled"),
    ),
    "profile.have_read": (Case(STAFF, "{reading}", wrote="profile:read", how="in a form", scene="profiled"),),
    "profile.unread": (Case(frozenset({HEAD, SENCO}), "all", shows="Only you can see this"),),
    "profile.write": (
        Case(KEEPERS, "{placement}", opens="profile.do", scene="profiled"),
        Case(KEEPERS, "{placement}:me", opens="profile.me", scene="profiled"),
    ),
    "profile.agree": (Case(KEEPERS, "{placement}", opens="profile.agree", scene="profiled"),),
    "profile.agree_correct": (Case(KEEPERS, "{agreement}", opens="profile.agree_correct", scene="profiled"),),
    "profile.agree_undo": (
        Case(KEEPERS, "{agreement}", wrote="profile_agreement:undo", how="in a form", scene="profiled"),
    ),
    "profile.changes": (Case(STAFF, "{agreement}", wrote="profile:view", scene="profiled"),),
    "home.duties": (Case(STAFF),),
    "digest.post": (Case(OFFICE, "{today}", wrote="digest:post"),),
    "digest.recap": (Case(OFFICE, "{today}", wrote="digest:recap", scene="digest"),),
    "digest.actions": (
        Case(STAFF, "{today}", shows="{reference}", scene="digest"),
        Case(READING | {OWNER}, "{today}", shows="Canary action", scene="digest"),
    ),
    "settings.channel": (Case(HEADS, opens="settings.channel"),),
    "settings.term_dates": (Case(HEADS, opens="settings.term_dates"),),
    "settings.day": (Case(HEADS, opens="settings.day"),),
    "settings.day_undo": (Case(HEADS, "{closing}", wrote="day:undo", how="in a form", scene="closed"),),
    "settings.hours": (Case(HEADS, opens="settings.hours"),),
    "settings.days": (Case(HEADS, opens="settings.days"),),
    "scale.add": (Case(HEADS, opens="scale.add"),),
    "staff.list": (Case(HEADS, shows="Helen Marsh"),),
    "staff.add": (Case(HEADS, opens="staff.add"),),
    "staff.change": (Case(HEADS, "{spare}", opens="staff.change"),),
    "staff.find": (Case(HEADS, "{spare}", opens="staff.change", how="select"),),
    "staff.remove": (Case(HEADS, "{spare}", opens="staff.end", how="in a form"),),
    "trouble.there": (Case(HEADS, "{doubtful}", wrote="message:there"),),
    "trouble.again": (Case(HEADS, "{stuck}", wrote="message:again"),),
    "form.open": (Case(frozenset({OWNER}), "{waiting}", opens="contact.attempt"),),
    "form.home": (Case(STAFF),),
    "form.ask_dsl": (Case(STAFF, wrote="dsl:ask", how="in a form"),),
}

ATTEMPT = {"way": "call", "outcome": "no_answer", "on": "{today}"}
ASKED_FOR = {"kind": "Canary test", "asked_of": "Canary outcome", "asked_on": "{today}", "due_on": "{soon}"}
SCREENED = {"on": "{today}", "informant": "parent", "scores": "24", "note": "Canary outcome"}
ATTEMPT_ABOUT = {"about": "{placement}:fami", "placement": "{placement}", "side": "family"}
MEETING = {"day": "{soon}", "at": "14:00", "place": "Room 2"}
PERSON = {"side": "family", "full_name": "Canary aunt"}
STAY = {"home_school": "Northbrook", "registration": "single", "received_on": "{today}", "reason": "Canary reason"}
AIM = {"scale": "gcse", "latest": "4", "latest_on": "{today}", "grade": "6", "programme": "Small group"}
REVIEW = {"why": "Canary note", "next_step": "Read each day", "formality": "formal", "on": "{today}"}
REVIEW_ABOUT = {"about": "{placement}:Maths", "value": "{placement}:Maths", "duty": "", "sitting": "", "saved": "0"}
FAMILY_REVIEW = {"parent_view": "Canary hope", "formality": "formal", "on": "{today}"}
FAMILY_ABOUT = REVIEW_ABOUT | {"about": "{placement}:", "value": "{placement}:"}
KEEP = {"full_name": "a", "preferred_name": "a", "born_on": "a", "upn": "a"}
PAIR = {"a": ["{pupil}", "{pupil_version}"], "b": ["{other_pupil}", "{other_version}"]}
ABOUT = {"about": "{placement}"}
LEAVING = {"last_day": "{soon}", "reason": "moves", "destination_kind": "unknown"}
REFERRAL_END = {"how": "declined", "on": "{today}", "by_whom": "The Head", "why": "No place"}
GIVEN_TO_ALL = {"kind": "card", "whose": "all", "to": "pupil", "on": "{today}", "way": "letter"}
GIVEN = {"kind": "card", "to": "pupil", "on": "{today}", "way": "meeting"}
CHANGED = {"changed": "Typed wrongly"}
WRITTEN: Mapping[str, Mapping[str, str]] = {
    "profile.do": {"helps": "Canary helps", "dont": "Never shout", "whose": "staff"},
    "profile.signs": {"triggers": "Noise", "signs": "Taps", "calms": "A walk", "whose": "pupil", "said_on": "{today}"},
    "profile.me": {"strengths": "Bikes", "matters": "Canary matters", "whose": "pupil", "said_on": "{today}"},
    "profile.learning": {"assessed": "In short tasks", "access": "A reader", "whose": "staff"},
    "profile.school": {"sen": "Speech", "eal": "English at home", "timetable": "Mornings"},
}
OBJECTIVE = {"what": "Canary plan", "baseline": "Canary plan", "criterion": "Asks", "by_when": "{soon}"}
REVIEWED = {"evidence": "Canary plan", "outcome": "met", "decision": "stop", "on": "{today}"}
SHOWN = {"standing": "shown", "evidence": "Canary plan", "on": "{today}"}
BACK, OUT = {"fallback": "Canary plan"}, {"home_contact": "Canary plan"}
PROVISION = {
    "what": "Reading",
    "by_whom": "Sue",
    "minutes": 30,
    "times": 3,
    "group_size": 1,
    "wanted": "Canary plan",
    "starts_on": "{today}",
    "ends_on": "{soon}",
}
EXTENDED = {"ends_on": "2026-12-11", "why": "Canary plan"}
EFFECT = {"effect": "1", "note": "Canary plan", "on": "{today}"}
OF_OBJECTIVE, OF_CRITERION, OF_PROVISION = (
    {"about": f"{{{name}}}", "placement": "{placement}"} for name in ("objective", "criterion", "provision")
)
BARRIER = {"about": "{placement}:medical", "placement": "{placement}", "kind": "medical"}

FORMS: Mapping[str, tuple[Case, ...]] = {
    "refer": (
        Case(
            STAFF,
            wrote="referral:make",
            values=STAY | {"full_name": "{new} Quill", "born_on": "2012-05-14", "first_contact": "none known"},
        ),
    ),
    "contact.attempt": (
        Case(STAFF, wrote="attempt:log", values=ATTEMPT | {"whom": "side:family"}, context=ATTEMPT_ABOUT),
        Case(READING | {OWNER}, wrote="attempt:log", values=ATTEMPT | {"whom": "{contact}"}, context=ATTEMPT_ABOUT),
    ),
    "contact.none_involved": (
        Case(
            KEEPERS,
            wrote="duty:none_involved",
            values={"why": "The mother says so"},
            context={"about": "{professionals}"},
        ),
    ),
    "contact.add": (Case(OFFICE, wrote="contact:add", values=PERSON, context=ABOUT),),
    "contact.edit": (
        Case(OFFICE, wrote="contact:change", values=PERSON, context={"about": "{contact}"}, version="pupil_version"),
    ),
    "contact.mend": (
        Case(
            RECORD,
            wrote="contact:mend",
            values={"phone": "01632 960078", "prefers": "Ring after four"},
            context={"about": "{contact}"},
            version="pupil_version",
        ),
    ),
    "contact.correct": (
        Case(
            RECORD,
            wrote="attempt:correct",
            values=ATTEMPT | {"whom": "side:family", "reason": "good_news", "changed": "Canary reason"},
            context=ATTEMPT_ABOUT | {"about": "{attempt}"},
            scene="logged",
        ),
    ),
    "meeting.book": (Case(KEEPERS, wrote="meeting:book", values=MEETING, context=ABOUT),),
    "meeting.change": (
        Case(KEEPERS, wrote="meeting:move", values=MEETING, context={"about": "{meeting}"}, scene="booked"),
    ),
    "meeting.hold": (Case(KEEPERS, wrote="meeting:hold", values={"on": "{today}", "came": "All"}, context=ABOUT),),
    "allocate.save": (Case(OFFICE, wrote="placement:allocate", values={"keyworker": "{spare}"}, context=ABOUT),),
    "allocate.first_day_set": (
        Case(KEEPERS, wrote="placement:first_day", values={"first_day": "{soon}"}, context=ABOUT),
    ),
    "assess.result": (
        Case(
            SETTING,
            wrote="result:add",
            values={"source": "baseline", "scale": "gcse", "grade": "4", "on": "{today}"},
            context={"about": "{placement}:Maths"},
        ),
    ),
    "target.whom": (Case(SETTING, opens="target.set*", values={"placement": "{placement}", "subject": "Maths"}),),
    "target.set": (
        Case(
            SETTING,
            wrote="target:set",
            values=AIM | {"by_when": "{soon}"},
            context={"about": "{placement}:Maths"},
        ),
    ),
    "review.choose": (Case(SETTING, opens="review.one*", values={"review": "{placement}:Maths"}),),
    "review.next": (Case(SETTING, wrote="review:save", values=REVIEW, context=REVIEW_ABOUT),),
    "review.one": (Case(SETTING, wrote="review:save", values=REVIEW, context=REVIEW_ABOUT),),
    "review.family_next": (Case(LEADING, wrote="review:save", values=FAMILY_REVIEW, context=FAMILY_ABOUT),),
    "review.family_one": (Case(LEADING, wrote="review:save", values=FAMILY_REVIEW, context=FAMILY_ABOUT),),
    "assess.correct": (
        Case(
            CORRECTING,
            wrote="result:correct",
            values={"source": "further", "scale": "gcse", "grade": "5", "on": "{today}", "changed": "Typed wrongly"},
            context={"about": "{result}"},
            scene="reviewed",
        ),
    ),
    "target.correct": (
        Case(
            CORRECTING,
            wrote="target:correct",
            values={"grade": "7", "by_when": "{soon}", "programme": "Small group", "changed": "Typed wrongly"},
            context={"about": "{target}"},
            scene="reviewed",
        ),
    ),
    "review.pupil_correct": (
        Case(
            CORRECTING_FAMILY | {KEYWORKER},
            wrote="review:correct",
            values={"on": "{today}", "ask_again_on": "{soon}", "changed": "Typed wrongly"},
            context={"about": "{refusal}"},
            scene="reviewed",
        ),
    ),
    "review.correct": (
        Case(
            CORRECTING,
            wrote="review:correct",
            values=REVIEW | {"changed": "Typed wrongly"},
            context={"about": "{review}"},
            scene="reviewed",
        ),
    ),
    "review.family_correct": (
        Case(
            CORRECTING_FAMILY,
            wrote="review:correct",
            values=FAMILY_REVIEW | {"changed": "Typed wrongly"},
            context={"about": "{family_review}"},
            scene="reviewed",
        ),
    ),
    "question.ask": (
        Case(
            frozenset({KEYWORKER}),
            wrote="question:ask",
            values={"asked": "Canary hope"},
            context={"about": "target:{target}"},
            scene="reviewed",
        ),
    ),
    "question.answer": (
        Case(
            frozenset({TEACHES}),
            wrote="question:answer",
            values={"answer": "Canary hope"},
            context={"about": "{question}"},
            scene="reviewed",
        ),
    ),
    "review.pupil": (
        Case(
            LEADING,
            wrote="review:save",
            values={"on": "{today}", "pupil_view": "Canary hope"},
            context={"about": "{half}"},
            scene="reviewed",
        ),
    ),
    "review.commissioner": (
        Case(LEADING, wrote="review:commissioner", values={"outcome": "declined", "on": "{today}"}, context=ABOUT),
    ),
    "review.commissioner_correct": (
        Case(
            LEADING,
            wrote="commissioner_view:correct",
            values={"outcome": "given", "on": "{today}", "said": "Canary commissioner"} | CHANGED,
            context={"about": "{view}"},
            scene="reviewed",
        ),
    ),
    "review.tell": (
        Case(
            SETTING,
            wrote="review:tell",
            values={"whom": ["{tell}"], "told_on": "{today}", "told_how": "In a chat"},
            scene="reviewed",
        ),
    ),
    "allocate.start": (
        Case(
            KEEPERS,
            wrote="placement:full_time",
            values={"how": "full_time", "on": "{today}"},
            context=ABOUT,
            scene="expected",
        ),
    ),
    "attendance.week": (
        Case(
            RECORD,
            wrote="attendance:set",
            values={"week": "{today}", "offered": "2", "attended": "1"},
            context=ABOUT,
            scene="in school",
        ),
    ),
    "leave.save": (Case(RECORD, wrote="placement:leave", values=LEAVING, context=ABOUT),),
    "leave.correct": (
        Case(
            KEEPERS,
            wrote="leaving:correct",
            values=LEAVING | CHANGED,
            context={"about": "{leaving}"},
            scene="leaving",
        ),
    ),
    "leave.confirm": (
        Case(
            KEEPERS,
            wrote="leaving:confirm",
            values={"destination_kind": "home_school"},
            context={"about": "{destination}"},
            scene="leaving",
        ),
    ),
    "leave.item": (
        Case(OFFICE, wrote="leaving:item", values={"on": "{today}"}, context={"about": "{ctf}"}, scene="leaving"),
    ),
    "leave.file": (
        Case(FILING, wrote="leaving:item", values={"on": "{today}"}, context={"about": "{cp_file}"}, scene="leaving"),
    ),
    "leave.own_assessment": (
        Case(
            KEEPERS,
            wrote="leaving:own_assessment",
            values={"outcome": "declined", "on": "{today}"},
            context={"about": "{own_assessment}"},
            scene="gone",
        ),
    ),
    "leave.check_in": (
        Case(
            KEEPERS,
            wrote="leaving:check_in",
            values={"outcome": "attending", "on": "{today}"},
            context={"about": "{check_in}"},
            scene="gone",
        ),
    ),
    "leave.own_assessment_correct": (
        Case(
            RECORD,
            wrote="own_assessment:correct",
            values={"outcome": "declined", "on": "{today}"} | CHANGED,
            context={"about": "{answer}"},
            scene="gone",
        ),
    ),
    "leave.check_in_correct": (
        Case(
            RECORD,
            wrote="check_in:correct",
            values={"outcome": "attending", "on": "{today}"} | CHANGED,
            context={"about": "{asked}"},
            scene="gone",
        ),
    ),
    "stay.carry": (
        Case(
            OFFICE,
            wrote="placement:carry_on",
            values={"chosen": ["{before}"]},
            context={"about": "{placement}"},
            scene="returned",
            also=LEADING,
        ),
    ),
    "document.make": (Case(READING, wrote="document:make", values={"kind": "letter"}, context=ABOUT),),
    "document.several": (
        Case(OFFICE, wrote="document:make", values={"kind": "letter", "whose": "all"}),
        Case(frozenset({KEYWORKER}), wrote="document:make", values={"kind": "card", "whose": "keyworker"}),
    ),
    "document.several_given": (
        Case(OFFICE, wrote="document:give", values=GIVEN_TO_ALL),
        Case(frozenset({TEACHES}), wrote="document:give", values=GIVEN_TO_ALL | {"whose": "taught"}),
    ),
    "document.invite": (
        Case(READING, wrote="document:make", values={"day": "{soon}", "at": "09:00", "place": "Room"}, context=ABOUT),
    ),
    "document.given": (Case(READING, wrote="document:give", values=GIVEN, context=ABOUT),),
    "document.given_correct": (
        Case(
            frozenset({HEAD, SENCO, KEYWORKER}),
            wrote="given_document:correct",
            values=GIVEN | CHANGED,
            context={"about": "{given}", "placement": "{placement}", "side": ""},
            scene="given",
        ),
    ),
    "plan.needs": (
        Case(
            PLAN_WRITING, wrote="plan:needs", values={"health": "Canary plan"} | CHANGED, context=ABOUT, scene="planned"
        ),
    ),
    "plan.voice": (
        Case(
            PLAN_WRITING,
            wrote="plan:voice",
            values={"whose": "pupil", "on": "{today}", "words": "Canary plan"},
            context=ABOUT,
            scene="planned",
        ),
    ),
    "plan.reintegration": (
        Case(PLAN_WRITING, wrote="plan:aim", values=BACK | CHANGED, context=ABOUT, scene="planned"),
    ),
    "plan.outreach": (Case(PLAN_WRITING, wrote="plan:aim", values=OUT | CHANGED, context=ABOUT, scene="planned"),),
    "plan.criterion": (
        Case(
            PLAN_WRITING,
            wrote="plan:criterion",
            values={"area": "social", "what": "Canary plan"},
            context=ABOUT,
            scene="planned",
        ),
    ),
    "plan.shown": (
        Case(PLAN_WRITING, wrote="plan:shown", values=SHOWN | CHANGED, context=OF_CRITERION, scene="planned"),
    ),
    "plan.objective": (Case(PLAN_WRITING, wrote="plan:objective", values=OBJECTIVE, context=ABOUT, scene="planned"),),
    "plan.objective_edit": (
        Case(PLAN_WRITING, wrote="plan:objective", values=OBJECTIVE | CHANGED, context=OF_OBJECTIVE, scene="planned"),
    ),
    "plan.objective_review": (
        Case(PLAN_WRITING, wrote="plan:objective_review", values=REVIEWED, context=OF_OBJECTIVE, scene="planned"),
    ),
    "plan.provision": (Case(PLAN_WRITING, wrote="plan:provision", values=PROVISION, context=ABOUT, scene="planned"),),
    "plan.provision_edit": (
        Case(PLAN_WRITING, wrote="plan:provision", values=PROVISION | CHANGED, context=OF_PROVISION, scene="planned"),
    ),
    "plan.sessions": (
        Case(
            PLAN_WRITING,
            wrote="plan:sessions",
            values={"given": 3, "until": "{today}"},
            context=OF_PROVISION,
            scene="planned",
        ),
    ),
    "plan.objective_review_correct": (
        Case(
            PLAN_WRITING,
            wrote="objective_review:correct",
            values=REVIEWED | CHANGED,
            context={"about": "{plan_review}", "placement": "{placement}"},
            scene="planned",
        ),
    ),
    "plan.sessions_correct": (
        Case(
            PLAN_WRITING,
            wrote="plan_session_count:correct",
            values={"given": 3, "until": "{today}"} | CHANGED,
            context={"about": "{plan_count}", "placement": "{placement}"},
            scene="planned",
        ),
    ),
    "plan.voice_correct": (
        Case(
            PLAN_WRITING,
            wrote="plan_voice:correct",
            values={"whose": "pupil", "on": "{today}", "words": "Canary plan"} | CHANGED,
            context={"about": "{plan_voice}", "placement": "{placement}"},
            scene="planned",
        ),
    ),
    "plan.effect": (
        Case(PLAN_WRITING, wrote="plan:provision_end", values=EFFECT, context=OF_PROVISION, scene="planned"),
    ),
    "plan.effect_correct": (
        Case(
            PLAN_WRITING,
            wrote="plan:outcome_correct",
            values=EFFECT | CHANGED,
            context={"about": "{ended}", "placement": "{placement}"},
            scene="planned",
        ),
    ),
    "plan.extend": (
        Case(PLAN_WRITING, wrote="plan:provision", values=EXTENDED, context=OF_PROVISION, scene="planned"),
    ),
    "plan.sign": (
        Case(SIGNING, wrote="plan:sign", values={"verdict": "sign"}, context=ABOUT, scene="handed in"),
        Case(
            SIGNING,
            wrote="plan:send_back",
            values={"verdict": "send_back", "why": "Canary plan"},
            context=ABOUT,
            scene="handed in",
        ),
    ),
    "referral.end": (Case(OFFICE, wrote="referral:end", values=REFERRAL_END, context=ABOUT),),
    "referral.end_correct": (
        Case(
            OFFICE,
            wrote="leaving:correct",
            values=REFERRAL_END | CHANGED,
            context={"about": "{leaving}"},
            scene="withdrawn",
        ),
    ),
    "placement.exclusion_date": (
        Case(RECORD, wrote="placement:change", values={"excluded_on": "{today}"}, context=ABOUT),
        Case(
            OFFICE,
            wrote="placement:change",
            values={"excluded_on": "2026-09-04", "changed": "Typed wrongly"},
            context=ABOUT,
        ),
    ),
    "legal.plan": (
        Case(OFFICE, wrote="legal:record", values={"plan_on": "{today}"}, context={"about": "{placement}:ehc:plan"}),
    ),
    "legal.care": (
        Case(OFFICE, wrote="legal:record", values={"on": "{today}"}, context={"about": "{placement}:care"}),
    ),
    "legal.absent": (
        Case(OFFICE, wrote="legal:record", values={"on": "{today}"}, context={"about": "{placement}:health:absent"}),
    ),
    "legal.suspended": (
        Case(
            OFFICE,
            wrote="legal:record",
            values={"on": "{today}", "days": 5},
            context={"about": "{placement}:suspension"},
        ),
    ),
    "legal.off_site": (
        Case(
            OFFICE,
            wrote="legal:record",
            values={"on": "{today}", "until": "{soon}"},
            context={"about": "{placement}:off_site"},
        ),
    ),
    "legal.correct": (
        Case(
            OFFICE,
            wrote="legal:correct",
            values={"on": "{today}", "said": "Canary authority"} | CHANGED,
            context={"about": "{legal_fact}"},
            scene="assessed",
        ),
    ),
    "legal.correct_span": (
        Case(
            OFFICE,
            wrote="legal:correct",
            values={"on": "{today}", "until": "{today}"} | CHANGED,
            context={"about": "{legal_fact}"},
            scene="assessed",
        ),
    ),
    "legal.correct_days": (
        Case(
            OFFICE,
            wrote="legal:correct",
            values={"on": "{today}", "days": 3} | CHANGED,
            context={"about": "{legal_fact}"},
            scene="assessed",
        ),
    ),
    "legal.fact": (
        Case(
            OFFICE,
            wrote="legal:record",
            values={"on": "{today}", "said": "Canary authority"},
            context={"about": "{placement}:pep", "kind": "pep"},
        ),
    ),
    "legal.wrong": (
        Case(
            OFFICE,
            wrote="legal:wrong",
            values={"why": "A draft"},
            context={"about": "{legal_fact}"},
            scene="assessed",
        ),
    ),
    "assessment.decide": (
        Case(
            ASSESSING,
            wrote="assessment:decide",
            values={"choice": "none_needed", "why": "Canary outcome"},
            context=ABOUT,
        ),
    ),
    "assessment.undertake": (
        Case(
            ASSESSING,
            wrote="assessment:decide",
            values={"kind": "Canary test", "done_by": "{spare}", "due_on": "{soon}"},
            context=ABOUT,
        ),
    ),
    "assessment.decide_correct": (
        Case(
            ASSESSING,
            wrote="assessment_decision:correct",
            values={"why": "Canary outcome"} | CHANGED,
            context={"about": "{decision}"},
            scene="assessed",
        ),
    ),
    "assessment.request": (Case(ASSESSING, wrote="assessment:decide", values=ASKED_FOR, context=ABOUT),),
    "assessment.outcome": (
        Case(
            ASSESSING | {OWNER},
            wrote="assessment:outcome",
            values={"on": "{today}", "outcome": "Canary outcome"},
            context={"about": "{given}"},
            scene="assessed",
        ),
    ),
    "assessment.chase": (
        Case(
            ASSESSING,
            wrote="assessment:chase",
            values={"on": "{today}", "said": "Canary outcome"},
            context={"about": "{asked}"},
            scene="assessed",
        ),
    ),
    "screening.add": (Case(LEADING, wrote="screening:add", values={"measure": "sdq"} | SCREENED, context=ABOUT),),
    "screening.correct": (
        Case(
            LEADING,
            wrote="screening:correct",
            values=SCREENED | CHANGED,
            context={"about": "{screening}"},
            scene="assessed",
        ),
    ),
    "assessment.withdraw": (
        Case(
            ASSESSING,
            wrote="assessment:withdraw",
            values={"why": "Canary outcome"},
            context={"about": "{asked}"},
            scene="assessed",
        ),
    ),
    "assessment.correct": (
        Case(
            ASSESSING,
            wrote="assessment:correct",
            values={"kind": "Canary test", "done_by": "{spare}", "due_on": "{soon}"} | CHANGED,
            context={"about": "{given}"},
            scene="assessed",
        ),
    ),
    "assessment.correct_request": (
        Case(
            ASSESSING,
            wrote="assessment:correct",
            values=ASKED_FOR | CHANGED,
            context={"about": "{asked}"},
            scene="assessed",
        ),
    ),
    "step.not_needed": (
        Case(OFFICE, wrote="duty:not_needed", values={"why": "Back at school"}, context={"about": "{family}"}),
    ),
    "step.give": (Case(OFFICE, wrote="duty:assign", values={"to": "UDAN"}, context={"about": "{family}"}),),
    "action.add": (
        Case(
            KEEPERS,
            wrote="action:add",
            values={"what": "Canary action", "who": "UDAN", "by_when": "{soon}"},
            context=ABOUT,
        ),
        Case(
            OFFICE,
            wrote="action:add",
            values={"what": "Order paper", "who": "UDAN", "by_when": "{soon}"},
            context={"about": "service"},
        ),
    ),
    "action.carry_to": (Case(DOING, wrote="action:carry", values={"to": "2026-09-14"}, context={"about": "{action}"}),),
    "nudge.hand_over": (
        Case(frozenset({OWNER}), wrote="duty:offer", values={"colleague": "{spare}"}, context={"about": "{family}"}),
    ),
    "pupil.find": (
        Case(STAFF, wrote="pupil:view", values={"pupil": "{placement}"}),
        Case(OFFICE, wrote="pupil:view", values={"pupil": "{past}"}),
        Case(AFTER_LEAVING, wrote="pupil:view", values={"pupil": "{placement}"}, scene="gone", whole=OFFICE),
    ),
    "pupil.edit": (
        Case(
            RECORD,
            wrote="pupil:change",
            values={"forenames": "Canary name", "born_on": "2012-05-14"},
            context=ABOUT,
            version="pupil_version",
        ),
    ),
    "missing.supply": (
        Case(
            DOING,
            wrote="missing:asked",
            values={"asked_of": "Northbrook", "asked_on": "{today}"},
            context={"about": "{missing}"},
            scene="missing",
        ),
    ),
    "placement.edit": (
        Case(
            RECORD,
            wrote="placement:change",
            values=STAY,
            context=ABOUT,
            version="version",
        ),
    ),
    "barrier.set": (
        Case(RECORD, wrote="barrier:set", values={"status": "identified"}, context=BARRIER, version="version"),
    ),
    "barrier.set_guarded": (
        Case(
            RECORD,
            wrote="barrier:set",
            values={"status": "identified", "restricted_note": "Canary restricted"},
            context=BARRIER,
            version="version",
        ),
    ),
    "merge.other": (
        Case(MERGING, opens="merge.keep*", values={"other": "{other_pupil}"}, context={"placement": "{placement}"}),
    ),
    "merge.keep": (Case(MERGING, wrote="pupil:merge", values=KEEP, context=PAIR),),
    "merge.keep_stays": (Case(MERGING, wrote="pupil:merge", values=KEEP | {"stays": "both"}, context=PAIR),),
    **{
        name: (Case(KEEPERS, wrote="profile:save", values=said, context=ABOUT, scene="profiled"),)
        for name, said in WRITTEN.items()
    },
    "profile.agree": (
        Case(
            KEEPERS,
            wrote="profile:agree",
            values={"who": "pupil", "on": "{today}"},
            context=ABOUT | {"said": "{said}"},
            scene="profiled",
        ),
    ),
    "profile.agree_correct": (
        Case(
            KEEPERS,
            wrote="profile_agreement:correct",
            values={"who": "pupil", "on": "{today}"} | CHANGED,
            context={"about": "{agreement}"},
            scene="profiled",
        ),
    ),
    "import.files": (Case(OFFICE, shows="This is needed"),),
    "template.give": (Case(HEADS, shows="This is needed"),),
    "import.headings": (Case(HEADS, wrote="setting:change", values={"lines": "Sname {new} = Surname"}),),
    "settings.channel": (Case(HEADS, wrote="setting:change", values={"channel": "GALLOC"}),),
    "settings.term_dates": (
        Case(HEADS, opens="settings.term_dates_checked*", values={"dates": "1 Sep 2026 - 23 Oct 2026"}),
    ),
    "settings.term_dates_checked": (
        Case(
            HEADS,
            wrote="setting:change",
            values={"dates": "1 Sep 2026 - 23 Oct 2026", "sure": True},
            context={"shown": sha256(b"1 Sep 2026 - 23 Oct 2026").hexdigest()[:16]},
        ),
    ),
    "settings.day": (Case(HEADS, wrote="day:change", values={"day": "2026-11-16", "kind": "closed"}),),
    "settings.legal": (
        Case(
            HEADS,
            wrote="setting:change",
            values={"early": 10, "book": 8, "pep": 10, "suspended": 30, "off_site": 4, "document_days": 7},
        ),
    ),
    "settings.hours": (
        Case(
            HEADS,
            wrote="setting:change",
            values={
                "digest_weekday": "0",
                "digest_at": "08:00",
                "nudge_at": "08:15",
                "day_starts": "07:30",
                "day_ends": "18:00",
            },
        ),
    ),
    "settings.days": (
        Case(
            HEADS,
            wrote="setting:change",
            values={"family": 2, "professionals": 3, "book": 5, "hold": 10, "missing": 10}
            | {"baseline": 10, "target": 15, "profile": 10, "assessment": 15, "plan": 20},
        ),
    ),
    "scale.add": (
        Case(HEADS, wrote="scale:add", values={"label": "Steps {new}", "grades": "low\nhigh", "direction": "higher"}),
    ),
    "staff.end": (Case(HEADS, wrote="staff:end", context={"about": "{spare}"}),),
    "staff.add": (Case(HEADS, wrote="staff:save", values={"person": "UNEW", "role": "teacher"}),),
    "staff.change": (Case(HEADS, wrote="staff:save", values={"role": "teacher"}, context={"about": "{spare}"}),),
}

# Letters typed into a look-up: `shows` is what is offered to those who may see it.
OPTIONS: Mapping[str, tuple[Case, ...]] = {
    "lookup.pupil": (Case(STAFF, "{reference}", shows="{reference}"),),
    "lookup.anyone": (
        Case(STAFF, "{reference}", shows="{reference}"),
        Case(OFFICE, "{past_reference}", shows="{past_reference}"),
    ),
    "pupil.jump": (
        Case(STAFF, "{reference}", shows="{reference}"),
        Case(OFFICE, "{past_reference}", shows="{past_reference}"),
    ),
    "pupil.mine": (Case(frozenset({TEACHES, KEYWORKER}), "", shows="{reference}"),),
    "lookup.staff": (Case(STAFF, "Helen", shows="Helen Marsh"),),
    "staff.find": (Case(STAFF, "Helen", shows="Helen Marsh"),),
    "lookup.teaching": (Case(STAFF, "Maths", shows="Ann Lister"),),
    "lookup.contact": (
        Case(READING | {OWNER}, "", shows="Canary mother", context=ATTEMPT_ABOUT, how="in a form"),
        Case(STAFF, "", shows="Someone in the family", context=ATTEMPT_ABOUT, how="in a form"),
    ),
    "lookup.reviewable": (
        Case(frozenset({TEACHES}), "{reference}", shows="Maths"),
        Case(LEADING, "{reference}", shows="family review"),
    ),
    "lookup.untold": (Case(frozenset({TEACHES}), "{reference}", shows="Maths", scene="reviewed"),),
    "lookup.carried": (
        Case(OFFICE, "", shows="Canary before", context=ABOUT, how="in a form", scene="returned", also=LEADING),
    ),
    "lookup.scale": (Case(STAFF, "GCSE", shows="GCSE"),),
    "lookup.assessment": (Case(STAFF, "dysl", shows="Dyslexia screening"),),
    "lookup.subject": (Case(STAFF, "", shows="Maths"),),
    "lookup.record": (Case(MERGING, "{reference}", shows="{reference}"),),
}

# Nobody's gesture: Slack tells of these by itself. The Home is somebody's.
EVENTS = frozenset(
    {"user_change", "group_archive", "group_left", "member_joined_channel", "member_left_channel"}
    | {"tokens_revoked", "app_uninstalled"}
)
HOME_EVENT = "app_home_opened"
# Inside a form: they touch only the presser's own draft, whatever key the form carries.
PAGING = frozenset({"form.next", "form.back", "form.fresh", "form.typed"})

"""A default is never evidence: a form opens with what somebody decided, never with what must be seen or heard."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from bot.app import EVERYTHING
from bot.forms.render import NEXT
from bot.slack.blocks import Block
from bot.workspace import Client
from models.change import Change
from models.tables.contact import Attempt, Outcome, Side, Way
from models.tables.duty import Duty, DutyKind
from models.tables.meeting import PlanningMeeting
from models.tables.placement import Placement
from models.tables.result import Result, Source
from models.tables.review import FAMILY, Review
from models.tables.staff import by_slack_id
from tests.handlers.pressing import press
from tests.promises import matrix
from tests.scene import SOON, set_scene
from tests.school import STAFF, Service

HEAD = "hugo"
BARRIERS = ("attendance", "learning", "behavioural", "emotional", "medical", "disengaged")
FOUND = tuple(f"{barrier}_{part}" for barrier in BARRIERS for part in ("status", "note", "decided"))
AGREED = tuple(f"{part}_{number}" for number in range(1, 5) for part in ("what", "who", "by"))


@dataclass(frozen=True)
class Fields:
    """The fields of a form: *decided* may be filled in, *seen* (or heard) never is when something new is recorded."""

    decided: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()


def fields(decided: str = "", seen: str = "") -> Fields:
    return Fields(tuple(decided.split()), tuple(seen.split()))


REVIEWED = "took_part pupil_view parent_view next_step on hopes_pupil hopes_parents"
GRADED = f"grade same assessed_on why told_on told_how {REVIEWED}"
PERSON = "full_name relation phone email flags interpreter prefers address"
# What kind of thing every field of every form holds.
CLASSED: Mapping[str, Fields] = {
    "action.add": fields("what who by_when"),
    "action.carry_to": fields("to"),
    "allocate.first_day_set": fields("first_day late_why late_told"),
    "allocate.save": fields("keyworker teachers first_day"),
    "allocate.start": fields("late_why late_told", "how on"),
    "assess.correct": fields("source scale", "grade on changed"),
    "assess.result": fields("source scale", "grade on why look_again_on"),
    "attendance.week": fields("week", "offered attended changed"),
    "assessment.chase": fields("", "on said"),
    "assessment.correct": fields("kind done_by due_on", "outcome on changed"),
    "assessment.correct_request": fields("kind asked_of asked_on due_on meanwhile", "outcome on changed"),
    "assessment.decide": fields("choice why"),
    "assessment.decide_correct": fields("why", "changed"),
    "legal.plan": fields("", "plan_on reviewed_on who"),
    "legal.care": fields("", "on who pep_on"),
    "legal.absent": fields("", "on until who"),
    "legal.suspended": fields("", "on days who"),
    "legal.fact": fields("", "on who said"),
    "legal.off_site": fields("", "on until who"),
    "legal.correct": fields("", "on who said changed"),
    "legal.correct_span": fields("", "on until who changed"),
    "legal.correct_days": fields("", "on days who changed"),
    "settings.legal": fields("early book pep suspended off_site document_days"),
    "legal.wrong": fields("", "why"),
    "assessment.outcome": fields("", "on outcome"),
    "assessment.request": fields("kind asked_of due_on meanwhile why", "asked_on"),
    "assessment.undertake": fields("kind done_by due_on why"),
    "assessment.withdraw": fields("", "why"),
    "barrier.set": fields("", "status note decided changed"),
    "barrier.set_guarded": fields("", "status note decided changed restricted_note"),
    "contact.add": fields("side", PERSON),
    "contact.attempt": fields("", "whom way outcome reason on said"),
    "contact.correct": fields("", "whom way outcome reason on said changed"),
    "contact.edit": fields("side", PERSON),
    "contact.mend": fields("", "phone email prefers"),
    "import.files": fields("files registration"),
    "import.headings": fields("lines"),
    "leave.check_in": fields("", "outcome on note"),
    "leave.check_in_correct": fields("", "outcome on note changed"),
    "leave.own_assessment": fields("", "outcome on words"),
    "leave.own_assessment_correct": fields("", "outcome on words changed"),
    "leave.confirm": fields("destination destination_kind starts_on", "confirmed_on confirmed_with"),
    "leave.correct": fields(
        "last_day destination destination_kind starts_on reason",
        "readiness confirmed_on confirmed_with why changed",
    ),
    "leave.file": fields("", "on why"),
    "leave.item": fields("", "on told why"),
    "leave.save": fields(
        "last_day destination destination_kind starts_on reason", "readiness confirmed_on confirmed_with why"
    ),
    "meeting.book": fields("day at place staff others"),
    "meeting.change": fields("day at place staff others"),
    "meeting.hold": Fields(AGREED, ("on", "came", "hopes_pupil", "hopes_parents", "helps", "changed", *FOUND)),
    "merge.keep": fields("full_name preferred_name born_on upn", "changed"),
    "merge.keep_stays": fields("full_name preferred_name born_on upn stays", "changed"),
    "merge.other": fields("other"),
    "missing.supply": fields(
        "", "upn contact sen consent consent_by consent_on prior_scale prior prior_on asked_of asked_on"
    ),
    "nudge.hand_over": fields("colleague how_much", "note"),
    "placement.exclusion_date": fields("", "excluded_on changed"),
    "placement.edit": fields(
        "type helps planned_end commissioner_kind commissioner commissioner_person commissioner_contact objectives "
        "longest_weeks hours timetable part_time_from part_time_until part_time_look_on part_time_why transport "
        "risk_plan exam_entries",
        "home_school registration received_on referrer reason excluded_on changed attendance sen looked_after "
        "medical_need emergency consent consent_by consent_on",
    ),
    "profile.agree": fields("", "who on called"),
    "profile.agree_correct": fields("", "who on called changed"),
    "profile.do": fields("", "helps dont whose said_on asked"),
    "profile.learning": fields("", "assessed access whose said_on asked"),
    "profile.me": fields("", "strengths matters whose said_on asked"),
    "profile.school": fields("", "sen eal timetable asked"),
    "profile.signs": fields("", "triggers signs calms whose said_on asked"),
    "pupil.edit": fields("nc_year_override", "forenames surname preferred_name born_on upn changed"),
    "pupil.find": fields("pupil"),
    "refer": fields(
        "type",
        "full_name born_on home_school registration reason first_contact preferred_name upn sen looked_after "
        "attendance medical_need referrer received_on excluded_on barriers first_email first_flags first_interpreter "
        "others team second_name second_relation second_phone second_email second_flags second_interpreter before",
    ),
    "plan.criterion": fields("area what"),
    "plan.effect": fields("", "effect note on"),
    "plan.effect_correct": fields("", "effect note on changed"),
    "plan.extend": fields("ends_on", "why"),
    "plan.needs": fields("", "health family social works_here works_at_home changed"),
    "plan.objective": fields("what criterion by_when", "baseline"),
    "plan.objective_edit": fields("what criterion by_when", "baseline changed"),
    "plan.objective_review": fields("", "evidence outcome decision changes by_when on"),
    "plan.objective_review_correct": fields("", "evidence outcome decision changes by_when on changed"),
    "plan.outreach": fields("where_taught hours home_contact home_school_does", "changed"),
    "plan.provision": fields("what by_whom minutes times group_size starts_on ends_on wanted barriers"),
    "plan.provision_edit": fields("what by_whom minutes times group_size starts_on ends_on wanted barriers", "changed"),
    "plan.reintegration": fields("target_school link_person timetable trial who_decides fallback", "changed"),
    "plan.sessions": fields("", "given until why"),
    "plan.sessions_correct": fields("", "given until why changed"),
    "plan.shown": fields("", "standing evidence on changed"),
    "plan.sign": fields("", "verdict why"),
    "plan.voice": fields("", "whose on words why_not"),
    "plan.voice_correct": fields("", "whose on words why_not changed"),
    "review.choose": fields("review"),
    "review.commissioner": fields("", "outcome on whom said"),
    "review.commissioner_correct": fields("", "outcome on whom said changed"),
    "review.correct": fields("formality", f"{GRADED} changed".replace("same ", "")),
    "review.family_correct": fields("formality", f"{REVIEWED} changed"),
    "review.family_next": fields("formality", REVIEWED),
    "review.family_one": fields("formality", REVIEWED),
    "review.next": fields("formality", GRADED),
    "review.one": fields("formality", GRADED),
    "question.answer": fields("", "answer"),
    "question.ask": fields("", "asked"),
    "review.pupil": fields("", "on pupil_view hopes_pupil ask_again_on"),
    "review.pupil_correct": fields("", "on pupil_view hopes_pupil ask_again_on changed"),
    "referral.end": fields("how", "by_whom on why"),
    "referral.end_correct": fields("how", "by_whom on why changed"),
    "document.given": fields("", "kind to whom on way"),
    "document.given_correct": fields("", "kind to whom on way changed"),
    "document.make": fields("kind"),
    "document.several": fields("kind whose colleague"),
    "document.several_given": fields("", "kind whose colleague to on way"),
    "document.invite": fields("day at place who_comes about"),
    "stay.carry": fields("chosen"),
    "review.tell": fields("whom", "told_on told_how"),
    "scale.add": fields("label grades direction"),
    "screening.add": fields("measure called", "on informant informant_name scores note"),
    "screening.correct": fields("called", "on informant informant_name scores note changed"),
    "settings.channel": fields("channel"),
    "settings.day": fields("day", "kind why"),
    "settings.days": fields("family professionals book hold baseline target missing profile assessment plan"),
    "settings.hours": fields("digest_weekday digest_at nudge_at day_starts day_ends"),
    "settings.term_dates": fields("dates"),
    "settings.term_dates_checked": fields("dates", "sure"),
    "staff.add": fields("person role special subjects"),
    "staff.end": fields("keyworker teacher rest"),
    "staff.change": fields("role special subjects back_on cover"),
    "step.give": fields("to"),
    "contact.none_involved": fields("", "why"),
    "step.not_needed": fields("", "why"),
    "target.correct": fields("grade by_when programme barriers", "changed reason"),
    "target.set": fields("scale grade by_when programme barriers", "latest latest_on reason"),
    "target.whom": fields("placement subject"),
    "template.give": fields("file"),
}
# These show a record that somebody saved, to be put right: they may show what it says.
PUT_RIGHT = frozenset(
    {
        *("assess.correct", "barrier.set", "barrier.set_guarded", "contact.edit", "pupil.edit", "placement.edit"),
        *("review.correct", "review.family_correct", "target.correct", "contact.correct", "contact.mend"),
        *("leave.check_in_correct", "leave.own_assessment_correct", "document.given_correct"),
        *("profile.agree_correct", "assessment.decide_correct", "plan.effect_correct"),
        *("leave.correct", "referral.end_correct", "review.pupil_correct", "review.commissioner_correct"),
        *("profile.do", "profile.signs", "profile.me", "profile.learning", "profile.school"),
        *("assessment.correct", "assessment.correct_request", "screening.correct"),
        *("plan.needs", "plan.objective_edit", "plan.provision_edit"),
        *("legal.correct", "legal.correct_span", "legal.correct_days"),
        *("plan.objective_review_correct", "plan.sessions_correct", "plan.voice_correct"),
    }
)
# Opens only once another form was checked: test_calendar.py tries it.
AFTER_A_CHECK = frozenset({"settings.term_dates_checked"})
# Opens only once another was chosen: test_assessments.py tries the first, test_merge.py the others.
AFTER_A_CHOICE = frozenset({"assessment.request", "merge.keep", "merge.keep_stays"})
# By which button each form that records something new opens; the ids are those of `last_time`.
DOORS: Mapping[str, tuple[str, str]] = {
    "allocate.start": ("allocate.first_day", "{provide}"),
    "assess.result": ("assess.open", "{placement}:Maths"),
    "attendance.week": ("attendance.open", "{placement}"),
    "contact.add": ("contact.add", "{placement}"),
    "document.given": ("document.given", "{placement}"),
    "document.several_given": ("document.several_given", "new"),
    "contact.attempt": ("contact.log", "{family}"),
    "legal.plan": ("legal.record", "{placement}:ehc:plan"),
    "legal.care": ("legal.record", "{placement}:care"),
    "legal.absent": ("legal.record", "{placement}:health:absent"),
    "legal.suspended": ("legal.record", "{placement}:suspension"),
    "legal.fact": ("legal.record", "{placement}:pep"),
    "legal.off_site": ("legal.record", "{placement}:off_site"),
    "meeting.hold": ("meeting.hold", "{hold}"),
    "nudge.hand_over": ("nudge.hand", "{review_owed}"),
    "placement.exclusion_date": ("placement.exclusion_date", "{placement}"),
    "refer": ("refer.open", "new"),
    "review.family_next": ("review.open", "{family_review_owed}"),
    "review.family_one": ("review.open", "{placement}:"),
    "review.next": ("review.open", "{review_owed}"),
    "review.one": ("review.open", "{placement}:Maths"),
    "question.answer": ("question.answer", "{question}"),
    "question.ask": ("question.ask", "target:{target}"),
    "review.pupil": ("review.pupil", "{half}"),
    "review.commissioner": ("review.commissioner", "{placement}"),
    "review.tell": ("review.tell", "{tell}"),
    "contact.none_involved": ("contact.none_involved", "{professionals}"),
    "step.not_needed": ("step.not_needed", "{family}"),
    "settings.day": ("settings.day", "new"),
    "screening.add": ("screening.add", "{placement}"),
    "target.set": ("target.open", "{placement}:Maths"),
}
# The same for what is recorded in another scene, as when a placement ends, each with that scene.
IN_A_SCENE: Mapping[str, tuple[str, str, str]] = {
    "assessment.chase": ("assessment.chase", "{chase}", "assessed"),
    "assessment.outcome": ("assessment.outcome", "{undertake}", "assessed"),
    "assessment.withdraw": ("assessment.withdraw", "{asked}", "assessed"),
    "legal.wrong": ("legal.wrong", "{legal_fact}", "assessed"),
    "leave.check_in": ("leave.check_in", "{check_in}", "gone"),
    "leave.own_assessment": ("leave.own_assessment", "{own_assessment}", "gone"),
    "plan.effect": ("plan.effect", "{provision}", "planned"),
    "plan.extend": ("plan.extend", "{provision}", "planned"),
    "plan.objective": ("plan.objective", "{placement}", "planned"),
    "plan.objective_review": ("plan.objective_review", "{objective}", "planned"),
    "plan.outreach": ("plan.outreach", "{placement}", "planned"),
    "plan.reintegration": ("plan.reintegration", "{placement}", "planned"),
    "plan.sessions": ("plan.sessions", "{provision}", "planned"),
    "plan.shown": ("plan.shown", "{criterion}", "planned"),
    "plan.sign": ("plan.sign", "{placement}", "handed in"),
    "plan.voice": ("plan.voice", "{placement}", "planned"),
    "leave.confirm": ("leave.confirm", "{destination}", "leaving"),
    "leave.file": ("leave.item", "{cp_file}", "gone"),
    "leave.item": ("leave.item", "{ctf}", "leaving"),
    "leave.save": ("leave.open", "{placement}", "reviewed"),
    "profile.agree": ("profile.agree", "{placement}", "profiled"),
    "referral.end": ("referral.end", "{placement}", "reviewed"),
    "missing.supply": ("missing.supply", "{missing}", "missing"),
}


def test_every_field_of_every_form_is_classed_as_decided_or_as_seen_or_heard() -> None:
    there = {form.name: sorted(form.shape.kinds) for capability in EVERYTHING for form in capability.forms}
    assert {name: sorted(each.decided + each.seen) for name, each in CLASSED.items()} == there


def test_every_form_that_records_something_seen_or_heard_is_opened_here() -> None:
    assert {*DOORS, *IN_A_SCENE} == {
        name for name, each in CLASSED.items() if each.seen
    } - PUT_RIGHT - AFTER_A_CHECK - AFTER_A_CHOICE


async def test_nothing_that_must_be_seen_or_heard_is_filled_in(service: Service, workspace: Client) -> None:
    filled = {}
    for form, (action_id, value) in DOORS.items():
        ids = await service.change(last_time, by="helen")
        await press(service, action_id, value.format_map(ids), by=HEAD)
        assert workspace.modal(by=HEAD).view["callback_id"] == form
        if evidence := [name async for name in filled_in(workspace) if name in CLASSED[form].seen]:
            filled[form] = evidence
        await workspace.close(by=HEAD, everything=True)
    assert filled == {}


async def test_nothing_that_must_be_seen_or_heard_is_filled_in_of_assessments_or_when_a_placement_ends(
    service: Service, workspace: Client
) -> None:
    for form, (action_id, value, scene) in IN_A_SCENE.items():
        ids = await service.change(set_scene, matrix.HEAD, STAFF[HEAD][0], scene, by="helen")
        await press(service, action_id, value.format_map(ids), by=HEAD)
        assert workspace.modal(by=HEAD).view["callback_id"] == form
        assert [name async for name in filled_in(workspace) if name in CLASSED[form].seen] == [], form
        await workspace.close(by=HEAD, everything=True)


async def filled_in(workspace: Client) -> Any:
    """Yield the fields that hold something, page by page."""
    while True:
        view = workspace.modal(by=HEAD).view
        for name in on_page(view["blocks"]):
            yield name
        further = [element for block in view["blocks"] for element in block.get("elements", ()) if is_next(element)]
        if not further:
            return
        await workspace.click(further[0]["text"]["text"], by=HEAD)


def on_page(shown: list[Block]) -> Iterator[str]:
    for block in shown:
        if block["type"] == "input" and any(key.startswith("initial_") for key in block["element"]):
            yield block["block_id"].partition(":")[0]


def is_next(element: dict[str, Any]) -> bool:
    return element.get("action_id") == NEXT


def last_time(change: Change) -> dict[str, Any]:
    """Set a scene in which every form has something that it could open with, and return its ids."""
    ids = set_scene(change, matrix.HEAD, STAFF[HEAD][0], "reviewed")
    placement, me = change.get(Placement, ids["placement"]), by_slack_id(change.session, STAFF[HEAD][0])
    assert me is not None
    placement.first_day, placement.keyworker_id = change.today, me.id
    change.get(Duty, ids["question"]).owner_id = me.id
    about = {"placement_id": placement.id, "by_id": me.id, "added_at": change.now}
    grade = {"subject": "Maths", "source": Source.REVIEW, "scale": "gcse", "value": "4", "on": change.today}
    result = change.add(Result(**about, **grade))
    for review in change.session.scalars(select(Review).where(Review.placement_id == placement.id)):
        review.result_id = result.id if review.subject else None
        review.pupil_took_part = review.parents_took_part = True
        review.why = review.next_step = review.pupil_view = review.parent_view = "As last time"
        review.hopes_pupil = review.hopes_parents = "A grade 6"
    spoke = {"way": Way.CALL, "outcome": Outcome.SPOKE, "side": Side.FAMILY, "view": "He likes to come"}
    change.add(Attempt(**about, **spoke, on=change.today, contact_id=ids["contact"]))
    meeting = PlanningMeeting(placement_id=placement.id, place="Room 1", added_at=change.now)
    meeting.starts_at = change.now - timedelta(minutes=20)
    change.add(meeting)
    owed = {name: change.owe(kind, placement, me, SOON, about=of) for name, kind, of in REVIEWS_OWED}
    return ids | {name: duty.id for name, duty in owed.items()}


REVIEWS_OWED = (
    ("review_owed", DutyKind.REVIEW, "Maths"),
    ("family_review_owed", DutyKind.FAMILY_REVIEW, FAMILY),
)

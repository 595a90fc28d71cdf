"""Handing a support plan in once every heading is answered, signing it, and sending it back with what it lacks."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from models.change import Change, Read
from models.duties.reopen import reopen_duty
from models.errors import Refused
from models.permission import Permission
from models.plans.access import log_look, placement_to_set, plan_to_write
from models.plans.aim import criteria_of
from models.plans.owed import owe_writing_again, standing, update_owed_plan
from models.plans.versions import snapshot
from models.stays import placement_of
from models.tables.duty import Duty, DutyKind, Ending, open_duty
from models.tables.placement import Placement
from models.tables.plans.plan import PlanKind, PlanVersion, PlanVoice, SupportPlan, Whose, plan_of
from models.tables.staff import Staff

HANDED_IN = "plan:hand_in"
HEADINGS = {
    "health": "health",
    "family": "family",
    "social": "social",
    "works_here": "what works here",
    "works_at_home": "what works at home",
}
OF_KIND = {
    PlanKind.REINTEGRATION: {"target_school": "target school", "who_decides": "who decides", "fallback": "fallback"},
    PlanKind.OUTREACH: {"where_taught": "where taught", "hours": "hours", "home_school_does": "what the school does"},
}


@dataclass(frozen=True)
class SignPrefill:
    """A plan that was handed in, for the form that signs it."""

    placement_id: str
    first_name: str
    reference: str
    version: int
    handed_in_on: date
    handed_in_by: str


def missing(read: Read, placement: Placement) -> list[str]:
    """Return the headings of the plan that nobody has answered yet."""
    plan = plan_of(read.session, placement.id) or SupportPlan()
    asked = select(PlanVoice.whose).where(PlanVoice.placement_id == placement.id)
    heard = set(read.session.scalars(asked.distinct()))
    lacks = [word for name, word in HEADINGS.items() if getattr(plan, name) is None]
    lacks += [f"what {whose.label[0].lower()}{whose.label[1:]} said" for whose in Whose if whose not in heard]
    lacks += [] if standing(read, placement.id) else ["an objective"]
    if plan.kind is None:
        return [*lacks, "what the plan is for"]
    lacks += [word for name, word in OF_KIND[plan.kind].items() if getattr(plan, name) is None]
    return lacks if criteria_of(read, placement.id) else [*lacks, "a criterion"]


def hand_in(change: Change, value: str) -> None:
    """Hand the plan in to be signed. Raises Refused, with what is missing, until every heading is answered."""
    placement = placement_to_set(change, value)
    if lacks := missing(change, placement):
        raise Refused(f"Still to answer before the plan can be handed in: {', '.join(lacks)}.")
    plan = plan_to_write(change, placement)
    if plan.handed_in_on is None:
        plan.handed_in_on, plan.handed_in_by_id, plan.sent_back = change.today, change.actor.staff_id, None
        change.record(HANDED_IN, plan, pupil_id=placement.pupil_id)
    update_owed_plan(change, placement)


def sign_prefill(change: Change, value: str) -> SignPrefill:
    """Prepare the form that signs a plan, and log the look. Raises Refused if none was handed in, or without right."""
    plan, placement = _handed_in(change, value)
    log_look(change, placement, "sign")
    by = change.session.get(Staff, plan.handed_in_by_id) if plan.handed_in_by_id else None
    pupil, on = placement.pupil, plan.handed_in_on or change.today
    return SignPrefill(placement.id, pupil.first_name, pupil.reference, plan.version, on, by.name if by else "")


def sign_or_send_back(change: Change, value: str, signs: bool, why: str | None, version: int | None = None) -> None:
    """Sign the plan, or send it back with what it lacks. Raises Refused if that is not said."""
    if signs:
        return sign(change, value, version)
    if why is None:
        raise Refused("Say what it still needs.", field="why")
    return send_back(change, value, why)


def sign(change: Change, value: str, version: int | None = None) -> None:
    """Sign the plan as it stands, which is kept as a version. Raises Conflict if it was changed since it was opened."""
    plan, placement = _handed_in(change, value)
    change.touch(plan, version)
    change.touch(placement)
    last = select(func.max(PlanVersion.number)).where(PlanVersion.placement_id == placement.id)
    kept = PlanVersion(placement_id=placement.id, number=(change.session.scalar(last) or 0) + 1, on=change.today)
    kept.handed_in_on, kept.written_by_id = plan.handed_in_on or change.today, plan.handed_in_by_id
    kept.by_id, kept.added_at, kept.said = change.actor.staff_id, change.now, snapshot(change, placement)
    change.add(kept)
    plan.signed_on, plan.handed_in_on, plan.sent_back = change.today, None, None
    change.finish(DutyKind.PLAN_SIGN, placement)
    change.record("plan:sign", kept, pupil_id=placement.pupil_id)
    update_owed_plan(change, placement)


def send_back(change: Change, value: str, why: str) -> None:
    """Send a plan back with what it lacks; what handing it in had ended is owed again, late as it was."""
    plan, placement = _handed_in(change, value)
    plan_to_write(change, placement)
    handed_in_on, plan.handed_in_on, plan.sent_back = plan.handed_in_on, None, why
    change.finish(DutyKind.PLAN_SIGN, placement, ending=Ending.DROPPED)
    change.session.flush()
    signed = select(PlanVersion.id).where(
        PlanVersion.placement_id == placement.id, PlanVersion.handed_in_on == handed_in_on
    )
    written = select(Duty).where(Duty.placement_id == placement.id, Duty.kind == DutyKind.PLAN)
    written = written.where(Duty.ending == Ending.DONE, Duty.done_on == handed_in_on, ~signed.exists())
    duty = change.session.scalar(written.order_by(Duty.added_at.desc()).limit(1))
    if duty is not None:
        reopen_duty(change, duty)
    elif open_duty(change.session, DutyKind.PLAN, placement.id) is None:
        owe_writing_again(change, placement)
    change.record("plan:send_back", plan, pupil_id=placement.pupil_id)
    update_owed_plan(change, placement)


def _handed_in(read: Read, value: str) -> tuple[SupportPlan, Placement]:
    placement = placement_of(read, value)
    read.require(Permission.PLAN_SIGN, placement)
    plan = plan_of(read.session, placement.id)
    if plan is None or plan.handed_in_on is None:
        raise Refused("There is nothing to sign: the plan was signed or sent back already, or not handed in yet.")
    return plan, placement

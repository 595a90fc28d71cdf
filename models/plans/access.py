"""Who may see and change a support plan, and the row of the plan, which is made when somebody first writes in it."""

from models.change import Change, Read
from models.duties.kinds import OF_PLAN
from models.permission import Permission
from models.rights import access_reason
from models.stays import placement_of, visible
from models.tables.duty import Duty, open_duties
from models.tables.placement import Placement
from models.tables.plans.plan import SupportPlan, plan_of

NO_PLAN = 0  # the version of a plan that is not there yet


def placement_to_see(read: Read, value: str) -> Placement:
    """Return the placement of a button's value, over or not, whose plan the actor may see. Raises Refused if not."""
    placement = visible(read, value)
    read.require(Permission.PLAN_SEE, placement, own=owns_step(read, placement))
    return placement


def placement_to_set(read: Read, value: str, *, own: bool = False) -> Placement:
    """Return the open placement of a button's value whose plan the actor may change. Raises Refused if not.

    `own`: a step of it was the actor's, until they did what is in question.
    """
    placement = placement_of(read, value)
    read.require(Permission.PLAN_SET, placement, own=own or owns_step(read, placement))
    return placement


def log_look(change: Change, placement: Placement, why: str | None = None) -> None:
    """Log that the actor looked at the plan, or at a form that shows part of it."""
    standing = change.relation(placement, own=owns_step(change, placement))
    change.record("plan:view", placement, pupil_id=placement.pupil_id, why=why or access_reason(standing))


def owns_step(read: Read, placement: Placement) -> bool:
    """Return whether a step of the plan is the actor's own."""
    mine = open_duties(placement.id, *OF_PLAN).with_only_columns(Duty.id).where(Duty.owner_id == read.actor.staff_id)
    return read.session.scalar(mine.limit(1)) is not None


def plan_to_write(change: Change, placement: Placement, version: int | None = None) -> SupportPlan:
    """Return the plan of a placement, a new one if there is none. Raises Conflict if a form was opened on an older one.

    A form that was opened on no plan carries NO_PLAN, and another's plan may have been made since.
    The placement's version is raised too: a merge can be undone only until somebody works on the pupil.
    """
    plan = plan_of(change.session, placement.id)
    if plan is None:
        plan = change.add(SupportPlan(placement_id=placement.id, added_at=change.now))
        version = None if version == NO_PLAN else version
    change.touch(plan, version)
    change.touch(placement)
    return plan

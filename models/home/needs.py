"""What every member of staff may know of a pupil's needs; that somebody looked is noted."""

from dataclasses import dataclass

from models.change import Change
from models.home.pupil_page import BarrierSeen, Who, barriers, names_of_staff, who
from models.permission import because, rights
from models.stays import visible


@dataclass(frozen=True)
class Needs:
    """The summary behind the Needs button."""

    who: Who
    barriers: tuple[BarrierSeen, ...]


def view_needs(change: Change, placement_id: str) -> Needs:
    """The summary of needs, as far as it is for the actor, logged with the reason for access."""
    placement = visible(change, placement_id)
    standing = change.standing(placement)
    change.record("needs:view", placement, pupil_id=placement.pupil_id, why=because(standing))
    return Needs(who(change, placement, names_of_staff(change)), barriers(change, placement, rights(standing)))

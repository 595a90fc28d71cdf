"""Correcting or undoing the last count of the sessions given of a provision."""

from dataclasses import dataclass
from datetime import date

from models.change import Change, Read
from models.corrections.history import UndoWindow, correcting, require_correcting, take_back, undo_window_of
from models.errors import Refused
from models.plans.access import log_look, placement_to_set, plan_to_write
from models.plans.provision import check_count, last_counts
from models.tables.placement import Placement
from models.tables.plans.provision import Provision, SessionCount


@dataclass(frozen=True)
class CountToCorrect:
    """A count of sessions for the form that corrects it; `what` is the provision."""

    undo_window: UndoWindow
    placement_id: str
    first_name: str
    reference: str
    what: str
    given: int
    until: date
    why: str | None


def count_to_correct(change: Change, count_id: str) -> CountToCorrect:
    """Prepare the form that corrects a count, and log the look. Raises Refused if there is a later one."""
    count, placement = _count(change, count_id)
    log_look(change, placement, "correct")
    pupil, what = placement.pupil, change.get(Provision, count.provision_id).what
    who = (undo_window_of(change, count), placement.id, pupil.first_name, pupil.reference, what)
    return CountToCorrect(*who, count.given, count.until, count.why)


def correct_count(
    change: Change, count_id: str, given: int, until: date, fewer: str | None, why: str | None, version: int | None
) -> None:
    """Correct a count. One that is smaller than the count before it still needs the reason, `fewer`."""
    count, placement = _count(change, count_id)
    before = last_counts(change, placement.id, but=count.id).get(count.provision_id)
    check_count(change, change.get(Provision, count.provision_id), before, given, until, fewer)
    plan_to_write(change, placement)
    with correcting(change, count, why, version):
        count.given, count.until, count.why = given, until, fewer


def undo_count(change: Change, count_id: str) -> None:
    """Undo a count within ten minutes, so that the one before it holds again. Raises Refused after that."""
    count, placement = _count(change, count_id)
    plan_to_write(change, placement)
    take_back(change, count)


def _count(read: Read, count_id: str) -> tuple[SessionCount, Placement]:
    count = read.get(SessionCount, count_id)
    placement = placement_to_set(read, count.placement_id)
    require_correcting(read, placement, count)
    if last_counts(read, placement.id)[count.provision_id].id != count.id:
        raise Refused("There is a later count already. Correct that one.")
    return count, placement

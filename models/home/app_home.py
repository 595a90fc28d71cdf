"""The App Home, which shows a pupil, the table of all pupils or one's own page; each look at a pupil is logged."""

from dataclasses import dataclass

from sqlalchemy import func, select, update

from models.change import Change
from models.errors import Absent
from models.progress.table import is_open, show_again
from models.pupils.leavers import openable
from models.rights import access_reason
from models.tables.audit import Audit
from models.tables.message import HOME, Message
from models.tables.placement import Placement

VIEWED = "pupil:view"


@dataclass(frozen=True)
class OpenedPupil:
    """The pupil whom the App Home shows now, with as much as a message may hold."""

    first_name: str
    reference: str


def show_pupil(change: Change, placement_id: str) -> OpenedPupil:
    """Open a pupil in the actor's App Home, and log the look with its reason."""
    placement = openable(change, placement_id)
    change.show_home(change.staff, placement)
    _log_view(change, placement)
    return OpenedPupil(placement.pupil.first_name, placement.pupil.reference)


def show_duties(change: Change) -> None:
    """Show the actor's own page in their App Home."""
    change.show_home(change.staff, None)


def open_home(change: Change, is_blank: bool) -> None:
    """Refresh the App Home when its tab is opened. What was opened today stays; a new day begins with the actor's page.

    `is_blank` says that Slack shows nothing there, whatever was published before.
    """
    placement = _opened_today(change)
    if placement is None and is_open(change):
        show_again(change)
    else:
        change.show_home(change.staff, placement)
    if placement is not None:
        _log_view(change, placement)
        change.pupils.discard(placement.pupil_id)  # a look alters no Home, and nobody has chosen in a menu
    if is_blank:
        home = update(Message).where(Message.key == f"{HOME}:{change.staff.id}")
        change.session.execute(home.values(shown=None))


def _log_view(change: Change, placement: Placement) -> None:
    why = access_reason(change.relation(placement))
    change.record(VIEWED, placement, pupil_id=placement.pupil_id, why=why)


def _opened_today(change: Change) -> Placement | None:
    try:
        placement = openable(change, change.staff.home_shows or "")
    except Absent:
        return None
    views = select(func.max(Audit.at)).where(Audit.actor_id == change.staff.id, Audit.verb == VIEWED)
    last = change.session.scalar(views.where(Audit.pupil_id == placement.pupil_id))
    return placement if last and last.astimezone(change.zone).date() == change.today else None

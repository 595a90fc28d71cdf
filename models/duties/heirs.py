"""Who should own a duty unless it was assigned by hand, and how a duty passes from one owner to another."""

from collections.abc import Collection, Mapping, Sequence

from models.change import Change
from models.duties.kinds import is_waiting
from models.tables.duty import Duty, DutyKind
from models.tables.meeting import Action

Teachers = Mapping[str, Sequence[str]]  # staff ids by subject


def heir(owner_id: str, heirs: Sequence[str], by_default: Collection[str | None]) -> str:
    """Return who should own a duty: the first heir, unless its owner is an heir or was given it by hand.

    `by_default` are those who own duties because of their role: a Head, or the former keyworker or teachers.
    """
    stays = not heirs or owner_id in heirs or owner_id not in by_default
    return owner_id if stays else heirs[0]


def inherit(change: Change, duty: Duty, heirs: Sequence[str], by_default: Collection[str | None]) -> None:
    """Pass a duty to the person who should own it, as `heir` decides."""
    owner_id = heir(duty.owner_id, heirs, by_default)
    if owner_id != duty.owner_id:
        reassign(change, duty, owner_id)


def reassign(change: Change, duty: Duty, owner_id: str) -> None:
    """Give a duty, and the agreed action that it is for, to a new owner.

    It is no longer offered, nor put off unless it is too early to do it. The note stays only for whoever it was written
    to, if they are the new owner.
    """
    seen_by = (duty.owner_id, duty.offered_to_id, owner_id)
    if duty.offered_to_id != owner_id:
        duty.offer_note = None
    duty.pass_to(owner_id, change.today)
    duty.offered_to_id = None
    if duty.kind is DutyKind.ACTION and (action := change.session.get(Action, duty.about)) is not None:
        action.owner_id = owner_id
    duty.snoozed_until = duty.snoozed_until if is_waiting(duty) else None
    change.refresh(*seen_by)

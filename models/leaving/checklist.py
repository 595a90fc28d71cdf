"""What somebody does when a pupil leaves: the pack and the records, each with the day on which it was done."""

from dataclasses import dataclass
from datetime import date

from models.change import Change, Read
from models.duties.kinds import KINDS
from models.duties.reopen import reopen_duty
from models.errors import Absent, Refused
from models.stays import check_day_of
from models.tables.duty import Duty, DutyKind, Ending
from models.tables.leaving import Leaving, leaving_of
from models.tables.placement import Placement, Registration

# Items that end by a day on which somebody did them; those of the law must say why they are late.
STATUTORY = (DutyKind.DELETION, DutyKind.CTF, DutyKind.CP_FILE)
ITEMS = (DutyKind.PACK, *STATUTORY)


@dataclass(frozen=True)
class ItemPrefill:
    """One thing to do when a pupil leaves, for the form that records the day on which it was done."""

    duty_id: str
    kind: DutyKind
    first_name: str
    reference: str
    home_school: str
    is_dual: bool
    last_day: date
    due_on: date


def item_prefill(read: Read, duty_id: str) -> ItemPrefill:
    """Return one thing to do for the form that records it. Raises Refused without the right, or once it has ended."""
    duty, placement, leaving = _item(read, duty_id)
    pupil, is_dual = placement.pupil, placement.registration is Registration.SUBSIDIARY
    return ItemPrefill(
        duty.id,
        duty.kind,
        pupil.first_name,
        pupil.reference,
        placement.home_school,
        is_dual,
        leaving.on,
        duty.due_on,
    )


def record_item(change: Change, duty_id: str, on: date, told: str | None, why: str | None) -> None:
    """Record the day on which something was done, to whom it went and, after the day of the law, why so late."""
    duty, placement, _ = _item(change, duty_id)
    check_day_of(change, placement, on, "That date is in the future. Record it once it is done.")
    if duty.kind in STATUTORY and on > duty.due_on and why is None:
        raise Refused("That is after the day it was due. Say why.", field="why")
    if duty.kind is not DutyKind.CP_FILE:
        duty.told = told
    duty.why = why
    change.close_duty(duty, on=on)
    change.record("leaving:item", duty, pupil_id=placement.pupil_id)


def take_back_item(change: Change, duty_id: str) -> None:
    """Owe something again that was recorded by mistake. Raises Refused without the right to do it."""
    duty = change.get(Duty, duty_id)
    placement = change.get(Placement, duty.placement_id)
    _require(change, duty, placement)
    if duty.kind not in ITEMS or duty.ending is not Ending.DONE:
        raise Refused("There is nothing here to take back. Open the pupil's page again to see how it stands.")
    duty.why, duty.told = None, None
    reopen_duty(change, duty)
    change.record("leaving:item_undo", duty, pupil_id=placement.pupil_id)


def _item(read: Read, duty_id: str) -> tuple[Duty, Placement, Leaving]:
    duty = read.get(Duty, duty_id)
    placement = read.get(Placement, duty.placement_id)
    leaving = leaving_of(read.session, placement.id)
    if duty.kind not in ITEMS or leaving is None:
        raise Absent
    _require(read, duty, placement)
    if duty.done_on is not None:
        raise Refused("This has ended already. Open the pupil's page to see how.")
    return duty, placement, leaving


def _require(read: Read, duty: Duty, placement: Placement) -> None:
    read.require(KINDS[duty.kind].right, placement, own=duty.owner_id == read.actor.staff_id)

"""What a new referral has started: who takes which step by when, and what is still to be found out."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from models.change import Read
from models.duties.kinds import KINDS
from models.permission import Permission
from models.referrals.earlier_stays import before_it, is_return
from models.referrals.returning import open_possible_duplicates
from models.tables.duty import Duty, DutyKind
from models.tables.placement import Placement, PlacementType
from models.tables.pupil import Pupil
from models.tables.staff import Staff

_LEADS = select(Staff.name).where(Staff.dsl, Staff.left_at.is_(None)).order_by(Staff.name)


@dataclass(frozen=True)
class StepOwed:
    """One open duty of a placement, with its owner and due date."""

    id: str
    kind: DutyKind
    owner: str
    due_on: date

    @property
    def label(self) -> str:
        """What is to be done."""
        return KINDS[self.kind].label


@dataclass(frozen=True)
class ReferralSummary:
    """A placement as shown to the person who referred it and to the owner of its first step."""

    placement_id: str
    first_name: str
    reference: str
    steps: tuple[StepOwed, ...]
    in_doubt: bool
    is_return: bool
    lacks_exclusion: bool
    may_add: bool

    def step(self, kind: str) -> StepOwed | None:
        """Return the open duty of this kind, or None."""
        return next((step for step in self.steps if step.kind == kind), None)


def read_referred(read: Read, placement_id: str) -> ReferralSummary:
    """Return what is owed for a placement, the most pressing first."""
    placement = read.get(Placement, placement_id)
    read.require(Permission.SUMMARY_SEE, placement)
    pupil: Pupil = placement.pupil
    is_excluded = placement.type in (PlacementType.EXCLUDED, PlacementType.SUSPENDED)
    before = read.session.execute(select(*before_it()).select_from(Placement).where(Placement.id == placement.id)).one()
    return ReferralSummary(
        placement.id,
        pupil.first_name,
        pupil.reference,
        _steps(read, placement.id),
        in_doubt=bool(open_possible_duplicates(read, pupil.id)),
        is_return=is_return(read, placement.added_at, before.ended_on, before.merged_at),
        lacks_exclusion=is_excluded and placement.excluded_on is None,
        may_add=read.may(Permission.PUPIL_CHANGE, placement),
    )


def still_referred(read: Read, placement_id: str) -> ReferralSummary | None:
    """Return what is owed for a placement, or None if the placement is gone."""
    return read_referred(read, placement_id) if read.session.get(Placement, placement_id) else None


def safeguarding_leads(read: Read) -> list[str]:
    """Return the names of the DSLs, to whom child protection concerns go instead of into a form."""
    return list(read.session.connection().scalars(_LEADS))


def _steps(read: Read, placement_id: str) -> tuple[StepOwed, ...]:
    owed = select(Duty.id, Duty.kind, Staff.name, Duty.due_on).join(Staff, Staff.id == Duty.owner_id)
    rows = owed.where(Duty.placement_id == placement_id, Duty.done_on.is_(None)).order_by(Duty.due_on, Duty.kind)
    return tuple(StepOwed(row.id, row.kind, row.name, row.due_on) for row in read.session.execute(rows))

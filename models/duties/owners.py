"""Who is given a duty of a kind by default, where nobody owns it yet."""

from models.change import Read
from models.duties.kind import Heir
from models.duties.kinds import KINDS
from models.permission import Role
from models.tables.duty import DutyKind
from models.tables.placement import Placement
from models.tables.staff import Staff, active_staff, first_head


def default_owner(read: Read, kind: DutyKind, placement: Placement) -> Staff:
    """Return the active colleague whose kind of duty this is; a Head, where there is nobody else."""
    return next(iter(_able(read, KINDS[kind].heir, placement)), None) or first_head(read.session) or read.staff


def sencos(read: Read) -> list[Staff]:
    """Return the active SENCos, by name."""
    return [one for one in active_staff(read.session) if one.senco]


def _able(read: Read, heir: Heir, placement: Placement) -> list[Staff]:
    if heir is Heir.OFFICE:
        return active_staff(read.session, Role.ADMINISTRATOR)
    here = active_staff(read.session)
    if heir is Heir.DSL:
        return [one for one in here if one.dsl]
    if heir is Heir.SENCO:
        return sencos(read)
    return [one for one in here if heir is Heir.KEYWORKER and one.id == placement.keyworker_id]

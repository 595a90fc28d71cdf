"""The right that it takes to do each kind of thing that is owed."""

from collections.abc import Mapping

from models.permission import Permission
from models.tables.duty import DutyKind

DOING: Mapping[DutyKind, Permission] = {
    DutyKind.FAMILY: Permission.ATTEMPT_LOG,
    DutyKind.PROFESSIONALS: Permission.ATTEMPT_LOG,
    DutyKind.BOOK: Permission.MEETING_CHANGE,
    DutyKind.HOLD: Permission.MEETING_CHANGE,
    DutyKind.ALLOCATE: Permission.ALLOCATE,
    DutyKind.PROVIDE: Permission.PUPIL_CHANGE,
    DutyKind.BASELINE: Permission.PROGRESS_SET,
    DutyKind.TARGET: Permission.PROGRESS_SET,
    DutyKind.REVIEW: Permission.PROGRESS_SET,
    DutyKind.FAMILY_REVIEW: Permission.PROGRESS_SET,
    DutyKind.TELL: Permission.PROGRESS_SET,
    DutyKind.ACTION: Permission.DUTY_TICK,
}

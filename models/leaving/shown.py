"""What was asked of a pupil who leaves, and after they left, for the page of the pupil."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.change import Read
from models.leaving.check_ins import check_ins_of
from models.permission import Permission
from models.progress.subject import may_correct
from models.tables.leaving import CheckIn, OwnAssessment, own_assessments
from models.tables.placement import Placement


@dataclass(frozen=True)
class AtTheEnd:
    """The check-ins and what the pupil said of the placement; `correctable` are ids of what the reader may correct."""

    check_ins: tuple[CheckIn, ...] = ()
    own_assessments: Sequence[OwnAssessment] = ()
    correctable: frozenset[str] = frozenset()


def at_the_end(read: Read, placement: Placement) -> AtTheEnd:
    """Return what was asked at the end of a placement; nothing to those who may not see that."""
    if not read.may(Permission.STAY_SEE, placement):
        return AtTheEnd()
    check_ins, answers = check_ins_of(read, placement.id), own_assessments(read.session, [placement.id])
    found = {one.id: one.by_id for one in check_ins} | {one.id: one.by_id for one in answers}
    return AtTheEnd(check_ins, answers, frozenset(one for one, by_id in found.items() if may_correct(read, by_id)))

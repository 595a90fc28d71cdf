"""What a service still lacks before it can run: a list on a Head's own page that shrinks to nothing."""

from enum import StrEnum

from sqlalchemy import exists, select

from models.change import Read
from models.permission import Role
from models.tables.placement import Placement
from models.tables.staff import active_staff


class FirstStep(StrEnum):
    """Something that only a Head can put right, in the order in which it is best done."""

    SECOND_HEAD = "second_head"
    SENCO = "senco"
    DSL = "dsl"
    DEPUTY_DSL = "deputy_dsl"
    SUBJECTS = "subjects"
    PUPILS = "pupils"


def steps_left(read: Read) -> tuple[FirstStep, ...]:
    """Return what the staff list still lacks, and whether the first pupil does."""
    staff = active_staff(read.session)
    leads = sum(one.dsl for one in staff)
    lacks = {
        FirstStep.SECOND_HEAD: sum(one.role is Role.HEAD for one in staff) < 2,
        FirstStep.SENCO: not any(one.senco for one in staff),
        FirstStep.DSL: leads == 0,
        FirstStep.DEPUTY_DSL: leads == 1,
        FirstStep.SUBJECTS: not any(one.subjects for one in staff),
        FirstStep.PUPILS: not read.session.scalar(select(exists().select_from(Placement))),
    }
    return tuple(step for step, is_lacking in lacks.items() if is_lacking)

"""The checklist of baselines: for each subject that is taught, what the record has, "not yet", or nothing."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from models.change import Read
from models.scales.catalogue import all_scales
from models.tables.placement import Placement, teachers_by_subject
from models.tables.result import NotYet, Result, Source


@dataclass(frozen=True)
class BaselineShown:
    """One subject: its latest baseline with scale and day, or why not yet and when to look again, or neither."""

    subject: str
    grade: str | None = None
    scale: str | None = None
    on: date | None = None
    why: str | None = None
    look_again_on: date | None = None


def baselines(read: Read, placement: Placement) -> tuple[BaselineShown, ...]:
    """Return the checklist of a placement, by subject."""
    labels = {scale.key: scale.label for scale in all_scales(read.session)}
    put_off = select(NotYet).where(NotYet.placement_id == placement.id).order_by(NotYet.added_at)
    found = {
        one.subject: BaselineShown(one.subject, why=one.why, look_again_on=one.look_again_on)
        for one in read.session.scalars(put_off)
    }
    based = select(Result).where(Result.placement_id == placement.id, Result.source == Source.BASELINE)
    for one in read.session.scalars(based.order_by(Result.on, Result.added_at)):
        found[one.subject] = BaselineShown(one.subject, one.value, labels.get(one.scale, one.scale), one.on)
    subjects = sorted({*teachers_by_subject(read.session, placement.id), *found})
    return tuple(found.get(subject, BaselineShown(subject)) for subject in subjects)

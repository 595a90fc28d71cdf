"""The hopes that were told last: for each subject at its reviews, and for the stay as a whole."""

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select

from models.change import Look
from models.progress.hopes import Hope, TalkingPoint, said, talking_points
from models.progress.subject import Known
from models.tables.placement import Placement
from models.tables.review import FAMILY, Review


def hopes_in_subjects(look: Look, placement: Placement) -> Mapping[str, tuple[Hope, ...]]:
    """Those of the newest review of each subject."""
    place = func.row_number().over(partition_by=Review.subject, order_by=(Review.on.desc(), Review.added_at.desc()))
    rows = select(Review.subject, Review.hopes_pupil, Review.hopes_parents, place.label("place"))
    newest = rows.where(Review.placement_id == placement.id, Review.subject != FAMILY).subquery()
    found = look.session.execute(select(newest).where(newest.c.place == 1))
    return {row.subject: said(row.hopes_pupil, row.hopes_parents, of_subject=True) for row in found}


def points_in(known: Known, hopes: Sequence[Hope], placement: Placement) -> tuple[TalkingPoint, ...]:
    """On the scale of the target, or else of the newest result; of the stay's hopes those that name the subject."""
    newest = known.last_on(known.target.scale) if known.target else known.last
    if newest is None:
        return ()
    of_stay = said(placement.hopes_pupil, placement.hopes_parents, of_subject=False)
    return talking_points(known.subject, newest[1].scale, known.aim, newest[1], (*hopes, *of_stay))

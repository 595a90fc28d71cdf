"""What documents about the progress of several pupils take from the record, in a fixed number of statements."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from models.attendance.rate import Week
from models.attendance.weeks import weeks_by_placement
from models.change import Read
from models.progress.summary import Progress, progress_of
from models.pupils.summary import names_of_staff
from models.reviews.latest import ReviewShown, read_newest_of
from models.tables.duty import Duty, DutyKind
from models.tables.leaving import Asked, Leaving, OwnAssessment, own_assessments
from models.tables.placement import Agreement, Placement, Teaching
from models.tables.review import FAMILY, Review
from models.tables.staff import Staff


@dataclass(frozen=True)
class Said:
    """What the pupil and the parents said at one family review; `refused` is the pupil, on their own."""

    on: date
    pupil: str | None
    parents: str | None
    refused: bool


@dataclass(frozen=True)
class Known:
    """The record of several placements by their ids, as documents take it."""

    staff: Mapping[str, str]
    agreements: Mapping[str, Agreement]
    leavings: Mapping[str, Leaving]
    at_the_end: Mapping[str, OwnAssessment]
    weeks: Mapping[str, list[Week]]
    subjects: Mapping[str, tuple[Progress, ...]]
    reviews: Mapping[str, tuple[ReviewShown, ...]]
    said: Mapping[str, list[Said]]
    next_reviews: Mapping[str, date]

    @classmethod
    def of(cls, read: Read, placements: Sequence[Placement]) -> "Known":
        """Read all of it. The caller has checked the right to see it."""
        ids = [one.id for one in placements]
        agreements = read.session.scalars(select(Agreement).where(Agreement.placement_id.in_(ids)))
        left = read.session.scalars(select(Leaving).where(Leaving.placement_id.in_(ids)))
        leavings = {one.placement_id: one for one in left}
        teachers = teachers_of(read, ids)
        return cls(
            staff=names_of_staff(read),
            agreements={one.placement_id: one for one in agreements},
            leavings=leavings,
            at_the_end=_at_the_end(read, leavings),
            weeks=weeks_by_placement(read, ids),
            subjects=progress_of(read, {one: teachers.get(one, {}) for one in ids}),
            reviews=read_newest_of(read, ids),
            said=_said(read, ids),
            next_reviews=_next_reviews(read, ids),
        )


def teachers_of(read: Read, ids: Collection[str]) -> dict[str, dict[str, list[str]]]:
    """Return the staff ids of the teachers by placement and subject, in alphabetical order."""
    rows = select(Teaching.placement_id, Teaching.subject, Teaching.staff_id)
    rows = rows.join(Staff, Staff.id == Teaching.staff_id).where(Teaching.placement_id.in_(ids))
    found: dict[str, dict[str, list[str]]] = {}
    for placement_id, subject, staff_id in read.session.execute(rows.order_by(Teaching.subject, Staff.name)):
        found.setdefault(placement_id, {}).setdefault(subject, []).append(staff_id)
    return found


def _said(read: Read, ids: Collection[str]) -> dict[str, list[Said]]:
    """Return what was said at family reviews, the newest first."""
    rows = select(Review.placement_id, Review.on, Review.pupil_view, Review.parent_view)
    rows = rows.add_columns((Review.formal.is_(False) & Review.declined).label("refused"))
    rows = rows.where(Review.placement_id.in_(ids), Review.subject == FAMILY)
    found: dict[str, list[Said]] = {}
    for row in read.session.execute(rows.order_by(Review.on.desc(), Review.added_at.desc())):
        said = Said(row.on, row.pupil_view, row.parent_view, row.refused)
        found.setdefault(row.placement_id, []).append(said)
    return found


def _at_the_end(read: Read, leavings: Mapping[str, Leaving]) -> dict[str, OwnAssessment]:
    """Return what came last of asking each pupil how the placement was; an answer comes before a day in vain.

    What was said before an earlier leaving, which was undone, was not said at the end.
    """
    asked = own_assessments(read.session, list(leavings))
    given = [one for one in asked if one.added_at >= leavings[one.placement_id].added_at]
    in_vain = {one.placement_id: one for one in given if one.outcome is Asked.UNREACHED}
    return in_vain | {one.placement_id: one for one in given if one.outcome is not Asked.UNREACHED}


def _next_reviews(read: Read, ids: Collection[str]) -> dict[str, date]:
    rows = select(Duty.placement_id, func.min(Duty.due_on)).where(Duty.placement_id.in_(ids))
    due = rows.where(Duty.kind == DutyKind.FAMILY_REVIEW, Duty.done_on.is_(None)).group_by(Duty.placement_id)
    return {placement_id or "": due_on for placement_id, due_on in read.session.execute(due)}

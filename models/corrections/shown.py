"""Corrections as all who may read the thing see them: what it said, what it says, who changed it, when and why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from models.change import Read
from models.corrections.history import KINDS, values_of
from models.permission import Permission
from models.tables.correction import Correction
from models.tables.placement import Placement
from models.tables.review import Review
from models.tables.staff import Staff

MOST_READ = 60
DAYS = frozenset({"on", "by_when", "told_on"})
# What has no subject, in the words of the message about it.
TOLD_AS = {"attempt": "entry in the contact log"}
# What is compared of each kind of thing, with the word that stands before the two values.
COMPARED: Mapping[str, Mapping[str, str]] = {
    "result": {"value": "", "on": "assessed on "},
    "target": {"value": "", "by_when": "by ", "programme": "programme "},
    "review": {
        "on": "held on ",
        "why": "what is helping or getting in the way ",
        "next_step": "next step ",
        "told_on": "told on ",
        "told_how": "told how ",
        "pupil_view": "the pupil says ",
        "parent_view": "parents or carers say ",
        "hopes_pupil": "the pupil hopes ",
        "hopes_parents": "parents or carers hope ",
    },
}


@dataclass(frozen=True)
class Difference:
    """One value before and after a correction; None if there was, or is, none."""

    word: str
    old: str | date | None
    new: str | date | None


@dataclass(frozen=True)
class CorrectionShown:
    """One correction: `what` is a result, target or review, `set_by` who had set it, `by` who corrected it."""

    subject: str
    what: str
    set_by: str | None
    differences: tuple[Difference, ...]
    by: str | None
    at: datetime
    why: str | None


@dataclass(frozen=True)
class CorrectionTold:
    """A correction as whoever had set the thing is told of it, without any grade: `what` as in "Maths target"."""

    placement_id: str
    first_name: str
    reference: str
    what: str
    by: str


def show_corrections(read: Read, placement: Placement, staff: Mapping[str, str]) -> tuple[CorrectionShown, ...]:
    """Return the corrections of a placement, newest first; none if the reader may not see progress.

    `staff` are the names of colleagues by id. What was undone counts as never saved.
    """
    if not read.may(Permission.PROGRESS_SEE, placement):
        return ()
    of_progress = (Correction.placement_id == placement.id, Correction.thing.in_(COMPARED))
    rows = select(Correction).where(*of_progress).order_by(Correction.at.desc())
    found = read.session.scalars(rows.limit(MOST_READ)).all()
    if not found:
        return ()
    after, grades = _now(read, found), _grades_of_reviews(read, found)
    shown = []
    for one in found:
        now, after[one.thing_id] = after.get(one.thing_id), one.before
        if not one.undone and now is not None and (differences := _differences(one, now, one.thing_id in grades)):
            what = "review" if one.thing_id in grades else one.thing
            by, set_by = staff.get(one.by_id or ""), staff.get(one.before.get("by_id") or "")
            shown.append(CorrectionShown(one.before["subject"], what, set_by, differences, by, one.at, one.why))
    return tuple(shown)


def correction_told(read: Read, correction_id: str) -> CorrectionTold | None:
    """Return a correction for the message about it; None once it is gone."""
    one = read.session.get(Correction, correction_id)
    staff = read.session.get(Staff, one.by_id) if one and one.by_id else None
    if one is None or staff is None:
        return None
    placement = read.get(Placement, one.placement_id)
    pupil, what = placement.pupil, TOLD_AS.get(one.thing) or f"{one.before['subject'] or 'family'} {one.thing}"
    return CorrectionTold(placement.id, pupil.first_name, pupil.reference, what, staff.name)


def _now(read: Read, found: Iterable[Correction]) -> dict[str, Mapping[str, Any]]:
    """Return what each corrected thing says now, by its id."""
    ids: dict[str, set[str]] = {}
    for one in found:
        ids.setdefault(one.thing, set()).add(one.thing_id)
    rows = [
        row
        for thing, of in ids.items()
        for row in read.session.scalars(select(KINDS[thing]).where(KINDS[thing].id.in_(of)))
    ]
    return {row.id: values_of(row) for row in rows}


def _grades_of_reviews(read: Read, found: Iterable[Correction]) -> set[str | None]:
    """Return the ids of those results that are the grades of reviews."""
    ids = {one.thing_id for one in found if one.thing == "result"}
    return set(read.session.scalars(select(Review.result_id).where(Review.result_id.in_(ids)))) if ids else set()


def _differences(one: Correction, now: Mapping[str, Any], is_grade: bool) -> tuple[Difference, ...]:
    return tuple(
        Difference(
            "grade " if is_grade and name == "value" else word,
            _read(name, one.before.get(name)),
            _read(name, now[name]),
        )
        for name, word in COMPARED[one.thing].items()
        if one.before.get(name) != now[name]
    )


def _read(name: str, value: str | None) -> str | date | None:
    return date.fromisoformat(value) if name in DAYS and value else value

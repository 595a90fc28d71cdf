"""What was corrected of the reviews of a half-term: a day that an inspector may have been shown as another one."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import select

from models.change import Read
from models.inspection.half_terms import HalfTerm
from models.inspection.lines import Corrected, DayChanged, ReviewLine
from models.tables.correction import Correction
from models.tables.review import Review
from models.tables.staff import Staff

DAYS: Mapping[str, str] = {"on": "held on", "told_on": "told on"}
Subject = tuple[str, str]  # a placement and a subject of it


def with_corrections(read: Read, term: HalfTerm, lines: Iterable[ReviewLine]) -> Iterator[ReviewLine]:
    """Yield the lines, each with the corrections of its days: of the review held, or of one no longer of that day."""
    found = _corrections(read, term)
    for line in lines:
        known = found.get((line.who.placement_id, line.subject), [])
        yield replace(line, corrected=tuple(each for on, each in known if _is_of(line, on, each, term)))


def _is_of(line: ReviewLine, on: date, corrected: Corrected, term: HalfTerm) -> bool:
    """Return whether a correction of a review, which now is `on` a day, is told in this line."""
    if line.is_held:
        return on == line.ended_on
    moved = [each.was for each in corrected.changes if each.word == DAYS["on"]]
    return line.due_on is not None and any(day and term.period.starts_on <= day <= term.until for day in moved)


def _corrections(read: Read, term: HalfTerm) -> dict[Subject, list[tuple[date, Corrected]]]:
    """Return the corrections of days since a half-term began, by subject, each with the day of the review now."""
    rows = select(Review.placement_id, Review.subject, Review.on, Correction.before, Correction.after)
    rows = rows.add_columns(Correction.at, Correction.why, Staff.name.label("by"))
    rows = rows.join(Correction, Correction.thing_id == Review.id).outerjoin(Staff, Staff.id == Correction.by_id)
    since, _ = term.moments(read)
    rows = rows.where(Correction.thing == Review.__tablename__, Correction.undone.is_(False), Correction.at >= since)
    found: dict[Subject, list[tuple[date, Corrected]]] = {}
    for row in read.session.execute(rows.order_by(Correction.at)):
        if changes := tuple(_changes(row.before, row.after or row.before)):
            one = Corrected(row.at.astimezone(read.zone).date(), row.by, row.why, changes)
            found.setdefault((row.placement_id, row.subject), []).append((row.on, one))
    return found


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[DayChanged]:
    for name, word in DAYS.items():
        was, now = (date.fromisoformat(said[name]) if said.get(name) else None for said in (before, after))
        if was != now:
            yield DayChanged(word, was, now)

"""What somebody can review: their own due reviews, one after another, and all others that they may hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, false, func, literal, or_, select, true

from models.change import Read
from models.duties.kinds import REVIEWS
from models.names import used_name
from models.permission import Permission
from models.reviews.due_date import open_until
from models.reviews.owed import is_answered, last_held
from models.school.school_year import year_in_line
from models.tables.duty import Duty
from models.tables.placement import Placement, Teaching, current
from models.tables.pupil import LINE, Pupil, named
from models.tables.review import FAMILY
from models.text import folded
from models.topic import Topic

MOST_IN_ONE_SITTING, MOST_FOUND = 300, 20
WITH_THE_FAMILY = "family review"


@dataclass(frozen=True)
class Reviewable:
    """A review that the actor may hold: of one subject of a pupil, or with the family."""

    placement_id: str
    subject: str
    name: str
    more: str

    @property
    def topic(self) -> Topic:
        """The placement and subject, as a menu option carries them."""
        return Topic(self.placement_id, self.subject)

    @property
    def what(self) -> str:
        """The subject as the screen shows it, or words for the family review."""
        return self.subject or WITH_THE_FAMILY


def due_reviews(read: Read) -> list[str]:
    """Return the ids of the reviews that the actor owes and can hold now, those of subjects before family reviews.

    The order is by due date, subject and name. A review is due from the first day on which it answers what is owed; one
    that would be due after the last day goes with the pupil.
    """
    until = open_until(read.calendar, read.today)
    rows = (
        select(Duty.id)
        .join(Placement, Placement.id == Duty.placement_id)
        .join(Pupil, Pupil.id == Placement.pupil_id)
        .where(Duty.owner_id == read.actor.staff_id, Duty.kind.in_(REVIEWS), Duty.done_on.is_(None))
        .where(Duty.due_on <= func.coalesce(Placement.left_on, until), Duty.due_on <= until)
        .order_by(Duty.about == FAMILY, Duty.due_on, Duty.about, Pupil.surname, Pupil.forenames, Duty.id)
    )
    return list(read.session.scalars(rows.limit(MOST_IN_ONE_SITTING)))


def next_due(read: Read, after: str | None, answered: str | None = None) -> tuple[str | None, int]:
    """Return the id of the review to go on with, and how many are due besides the open one, `after`.

    Reviews that were skipped come again at the end. `answered` is about to be saved, so it does not count.
    """
    due = due_reviews(read)
    place = due.index(after) if after in due else -1
    others = [one for one in (*due[place + 1 :], *due[: max(place, 0)]) if one != answered]
    return (others[0] if others else None), len(others)


def will_answer(read: Read, duty_id: str, on: date) -> bool:
    """Return whether a formal review held on this day would answer a duty; one that is not owed any more it does."""
    duty = read.session.get(Duty, duty_id)
    if duty is None or duty.done_on is not None:
        return True
    placement = read.get(Placement, duty.placement_id)
    last = last_held(read, placement.id).get(duty.about)
    return is_answered(read, placement, duty, max(on, last) if last else on)


def count_due(read: Read, answered: str | None) -> int:
    """Count the reviews that the actor can hold now, without the one that is about to be `answered`."""
    return sum(one != answered for one in due_reviews(read))


def find_reviewable(read: Read, typed: str) -> list[Reviewable]:
    """Return what the actor may review now, if each word typed begins a name of the pupil or a word of the subject."""
    words = folded(typed).split()
    found = [*_reviewables(read, _subjects(read, words)), *_reviewables(read, _families(read, words))]
    return sorted(found, key=lambda one: (one.name, one.subject))[:MOST_FOUND]


def find_meant(read: Read, typed: str) -> Topic | None:
    """Return the one review that typed words mean: the only one they fit, or of several the only one the actor owes."""
    found = [one.topic for one in find_reviewable(read, typed)]
    if len(found) > 1:
        due = select(Duty.placement_id, Duty.about).where(Duty.id.in_(due_reviews(read)))
        owed = {Topic(row.placement_id or "", row.about) for row in read.session.execute(due)}
        found = [one for one in found if one in owed]
    return found[0] if len(found) == 1 else None


def _subjects(read: Read, words: Sequence[str]) -> Any:
    mine = or_(Teaching.staff_id == read.actor.staff_id, _may_review_all(read))
    subject = literal(" ") + func.lower(Teaching.subject)
    fits = [or_(*named(word), subject.contains(f" {word}", autoescape=True)) for word in words]
    return _pupils(read, Teaching.subject.label("subject")).join(Teaching).where(mine, *fits).distinct()


def _families(read: Read, words: Sequence[str]) -> Any:
    said = folded(WITH_THE_FAMILY).split()
    fits = named(" ".join(word for word in words if not any(each.startswith(word) for each in said)))
    return _pupils(read, literal(FAMILY).label("subject")).where(_may_review_all(read), *fits)


def _pupils(read: Read, subject: Any) -> Any:
    columns = (Placement.id, *LINE)
    return (
        select(*columns, subject)
        .join(Pupil, Pupil.id == Placement.pupil_id)
        .where(current(read.today))
        .order_by(Pupil.surname, Pupil.forenames, Placement.id)
    )


def _may_review_all(read: Read) -> ColumnElement[bool]:
    """Return the condition that the actor may review every subject of a pupil: as keyworker, Head or SENCo."""
    everywhere = true() if read.may(Permission.PROGRESS_SET) else false()
    return or_(everywhere, and_(Placement.keyworker_id.is_not(None), Placement.keyworker_id == read.actor.staff_id))


def _reviewables(read: Read, rows: Any) -> list[Reviewable]:
    return [_reviewable(read, row) for row in read.session.execute(rows.limit(MOST_FOUND))]


def _reviewable(read: Read, row: Row[Any]) -> Reviewable:
    name, year = used_name(row.preferred_name, row.forenames, row.surname), year_in_line(row, read.today)
    return Reviewable(row.id, row.subject, name, f"{year} · {row.reference}")

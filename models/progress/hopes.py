"""What a pupil and the parents hope for in a subject; a hope below the target is worth talking about."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import bindparam, select

from models.change import Read
from models.progress.subject import SubjectRecord
from models.scales.scale import Scale, Value, compare
from models.tables.placement import Placement
from models.tables.review import FAMILY, Review, newest_reviews
from models.text import folded

CLAUSES = re.compile(r"[.;\n]+|,(?=\s)|\b(?:and|but)\b", re.IGNORECASE)
# Words around a grade that do not change it. Any other word may, as in "better than a 4", so then no grade is read.
# fmt: off
SMALL_WORDS = frozenset((
    "a", "an", "the", "at", "least", "get", "gets", "getting", "to", "would", "be", "is", "nice", "good", "great",
    "fine", "enough", "happy", "with", "want", "wants", "hope", "hopes", "hoping", "for", "in", "her", "his",
    "their", "my", "i", "he", "she", "they", "we", "just", "please",
))
# fmt: on

_HOPES = select(Review.subject, Review.hopes_pupil, Review.hopes_parents).where(
    Review.subject != FAMILY, Review.id.in_(newest_reviews(bindparam("placements", expanding=True)))
)


class Hoper(StrEnum):
    """Who expressed a hope."""

    PUPIL = "pupil"
    PARENTS = "parents"


@dataclass(frozen=True)
class Hope:
    """A hope in the person's own words. If `of_subject` is False, it counts only for subjects that it names."""

    who: Hoper
    text: str
    of_subject: bool


@dataclass(frozen=True)
class TalkingPoint:
    """A hope lower than `beside`, which is the target, or the last result if `is_target` is False."""

    subject: str
    who: Hoper
    hope: str
    beside: str
    is_target: bool


def hopes_expressed(pupil: str | None, parents: str | None, *, of_subject: bool) -> tuple[Hope, ...]:
    """Return the hopes that were expressed, leaving out empty ones."""
    both = ((Hoper.PUPIL, pupil), (Hoper.PARENTS, parents))
    return tuple(Hope(who, text, of_subject) for who, text in both if text)


def talking_points(
    subject: str, scale: Scale, target: Value | None, last: Value | None, hopes: Iterable[Hope]
) -> tuple[TalkingPoint, ...]:
    """Return at most one talking point a person. A hope for the subject itself takes precedence over a general one."""
    if not scale.ordered:
        return ()
    counted = {hope.who: hope for hope in sorted(hopes, key=lambda hope: hope.of_subject)}
    read = ((who, value_hoped_for(counted[who], subject, scale)) for who in Hoper if who in counted)
    found = (_point(subject, who, hope, target, last) for who, hope in read if hope is not None)
    return tuple(point for point in found if point)


def value_hoped_for(hope: Hope, subject: str, scale: Scale) -> Value | None:
    """Return the value of the scale that a hope names, read as teachers type it; None if it names no single value."""
    if hope.of_subject:
        return _value(hope.text, subject, scale)
    name = f" {folded(subject)} "
    naming = [clause for clause in CLAUSES.split(hope.text) if name in f" {folded(clause)} "]
    values = {value for clause in naming if (value := _value(clause, subject, scale))}
    return values.pop() if len(values) == 1 else None


def _value(text: str, subject: str, scale: Scale) -> Value | None:
    names = folded(subject).split()
    words = [word for word in text.replace(",", " ").rstrip(".!").split() if folded(word) not in (*names, *SMALL_WORDS)]
    for candidate in (text, " ".join(words)):
        try:
            return scale.parse(candidate)
        except ValueError:
            continue
    return None


def _point(subject: str, who: Hoper, hope: Value, target: Value | None, last: Value | None) -> TalkingPoint | None:
    for beside, is_target in ((target, True), (last, False)):
        if beside is not None and beside.scale == hope.scale and compare(hope, beside) < 0:
            return TalkingPoint(subject, who, hope.text, beside.text, is_target)
    return None


def hopes_in_subjects(read: Read, placement: Placement) -> Mapping[str, tuple[Hope, ...]]:
    """Return the hopes in the newest review of each subject, by subject."""
    found = read.session.execute(_HOPES, {"placements": [placement.id]})
    return {row.subject: hopes_expressed(row.hopes_pupil, row.hopes_parents, of_subject=True) for row in found}


def points_in(known: SubjectRecord, hopes: Sequence[Hope], placement: Placement) -> tuple[TalkingPoint, ...]:
    """Return the talking points of a subject: hopes below its target, or else below its last result.

    The placement's general hopes count too if they name the subject. Without a result on the target's scale there are
    no points.
    """
    newest = known.last_on(known.target.scale) if known.target else known.last
    if newest is None:
        return ()
    of_stay = hopes_expressed(placement.hopes_pupil, placement.hopes_parents, of_subject=False)
    return talking_points(known.subject, newest[1].scale, known.target_value, newest[1], (*hopes, *of_stay))

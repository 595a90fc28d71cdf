"""The targets of a half-term that were questioned and kept, raised, or questioned by a colleague."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from models.change import Read
from models.inspection.half_terms import HalfTerm
from models.inspection.lines import Whom
from models.permission import Permission
from models.progress.challenge_words import label
from models.scales.catalogue import all_scales
from models.scales.scale import Scale, Value, compare
from models.tables.audit import Audit
from models.tables.correction import Correction, Question
from models.tables.placement import Placement
from models.tables.pupil import LINE, Pupil
from models.tables.staff import Staff
from models.tables.target import Target, TargetDoubt

TARGET, SEEN = Target.__tablename__, "target:view"


class TargetEvent(StrEnum):
    """What became of a target in a half-term."""

    KEPT = "kept"
    RAISED = "raised"
    RETHOUGHT = "rethought"
    ASKED = "asked"

    @property
    def label(self) -> str:
        """The words that staff see on the screen and in the file."""
        return {
            "kept": "questioned and kept",
            "raised": "raised",
            "rethought": "questioned, raised before saving",
            "asked": "questioned by a colleague",
        }[self.value]


@dataclass(frozen=True)
class TargetLine:
    """One event of a target, `on` a day, `by` a colleague. `target_id` is the target's.

    `before` is what it was raised from, or what was questioned before it was saved. If it was kept, there are the
    `doubts`, the `reason`, and who has `read` that on which day; if a colleague questioned it, what was `asked`, of
    whom (`set_by`), and the answer once there is one.
    """

    who: Whom
    target_id: str
    event: TargetEvent
    subject: str
    value: str
    scale: str
    on: date
    by: str | None
    before: str | None = None
    doubts: tuple[str, ...] = ()
    reason: str | None = None
    read: tuple[tuple[str, date], ...] = ()
    asked: str | None = None
    set_by: str | None = None
    answer: str | None = None
    answered_on: date | None = None

    @property
    def order(self) -> tuple[Any, ...]:
        """The place of the line: by name, subject and day."""
        who = (self.who.surname, self.who.forenames, self.who.reference, self.who.placement_id)
        return (*who, self.subject, self.on, self.event, self.target_id)


def target_lines(read: Read, term: HalfTerm) -> tuple[TargetLine, ...]:
    """Return a line for each event. Reasons are left out for those who may not see questioned targets."""
    scales = {scale.key: scale for scale in all_scales(read.session)}
    found = [*_kept(read, term, scales), *_set_higher(read, term, scales), *_corrected_up(read, term, scales)]
    found += [*_rethought(read, term, scales), *_asked(read, term, scales)]
    return tuple(sorted(found, key=lambda one: one.order))


def _rows(author: Any) -> Select[Any]:
    """Select targets with their pupils and, under the name `by`, this colleague."""
    return (
        select(Target.id, Target.subject, Target.scale, Target.value, Target.set_on, Target.doubts, Target.reason)
        .add_columns(author.name.label("by"), Placement.id.label("placement_id"), Placement.pupil_id, *LINE)
        .join(Placement, Placement.id == Target.placement_id)
        .join(Pupil, Pupil.id == Placement.pupil_id)
    )


def _set_in(term: HalfTerm) -> Any:
    return Target.set_on.between(term.period.starts_on, term.until)


def _kept(read: Read, term: HalfTerm, scales: dict[str, Scale]) -> Iterator[TargetLine]:
    """Yield the targets that were kept, as they were set: a correction later does not unsay that."""
    corrected = Target.id.in_(select(Correction.thing_id).where(Correction.thing == TARGET))
    rows = _rows(Staff).outerjoin(Staff, Staff.id == Target.by_id)
    rows = rows.where(_set_in(term), or_(Target.reason.is_not(None), corrected))
    looks, first = _looks(read, term), _as_set(read, term)
    may_read = read.may(Permission.AMBITION_SEE)
    for row in read.session.execute(rows):
        said = first.get(row.id, {})
        said = said if said.get("reason") else {"value": row.value, "doubts": row.doubts, "reason": row.reason}
        if said["reason"]:
            line = replace(_line(read, row, TargetEvent.KEPT, scales, row.set_on), value=said["value"])
            doubts, seen = tuple(map(label, said["doubts"])), looks.get(row.id, ())
            yield replace(line, doubts=doubts, reason=said["reason"], read=seen) if may_read else line


def _as_set(read: Read, term: HalfTerm) -> dict[str, dict[str, Any]]:
    """Return what the targets of a half-term said before they were first corrected, for those that were."""
    rows = select(Correction.thing_id, Correction.before).join(Target, Target.id == Correction.thing_id)
    rows = rows.where(Correction.thing == TARGET, Correction.undone.is_(False), _set_in(term))
    return {row.thing_id: row.before for row in read.session.execute(rows.order_by(Correction.at.desc()))}


def _looks(read: Read, term: HalfTerm) -> dict[str, tuple[tuple[str, date], ...]]:
    """Return who has read why a target was kept, and on which day first."""
    rows = select(Audit.thing_id, Staff.name, func.min(Audit.at).label("at")).join(Staff, Staff.id == Audit.actor_id)
    rows = rows.where(Audit.verb == SEEN, Audit.thing_id.in_(select(Target.id).where(_set_in(term))))
    rows = rows.group_by(Audit.thing_id, Staff.id, Staff.name).order_by(func.min(Audit.at))
    found: dict[str, tuple[tuple[str, date], ...]] = {}
    for row in read.session.execute(rows):
        found[row.thing_id] = (*found.get(row.thing_id, ()), (row.name, _day(read, row.at)))
    return found


def _set_higher(read: Read, term: HalfTerm, scales: dict[str, Scale]) -> Iterator[TargetLine]:
    """Yield the targets that, as they were set, asked for more than the one that they replaced at that moment."""
    before, first = aliased(Target), _as_set(read, term)
    same = and_(before.placement_id == Target.placement_id, before.subject == Target.subject)
    rows = _rows(Staff).add_columns(before.value.label("before"), before.scale.label("before_scale"))
    replaced = and_(same, before.replaced_at == Target.added_at)
    rows = rows.outerjoin(Staff, Staff.id == Target.by_id).join(before, replaced)
    for row in read.session.execute(rows.where(_set_in(term), before.id != Target.id)):
        value = first.get(row.id, {}).get("value", row.value)
        if row.scale == row.before_scale and _is_more(scales[row.scale], row.before, value):
            line = _line(read, row, TargetEvent.RAISED, scales, row.set_on)
            yield replace(line, before=row.before, value=value)


def _rethought(read: Read, term: HalfTerm, scales: dict[str, Scale]) -> Iterator[TargetLine]:
    """Yield the targets that asked for more, as they were set, than what was questioned when it was typed."""
    first = _as_set(read, term)
    rows = _rows(Staff).add_columns(TargetDoubt.value.label("before"), TargetDoubt.doubts.label("asked"))
    rows = rows.join(TargetDoubt, TargetDoubt.target_id == Target.id).outerjoin(Staff, Staff.id == Target.by_id)
    rows = rows.where(_set_in(term), TargetDoubt.scale == Target.scale).order_by(TargetDoubt.added_at)
    may_read, lines = read.may(Permission.AMBITION_SEE), dict[str, TargetLine]()
    for row in read.session.execute(rows):
        value = first.get(row.id, {}).get("value", row.value)
        if row.id not in lines and _is_more(scales[row.scale], row.before, value):
            line = _line(read, row, TargetEvent.RETHOUGHT, scales, row.set_on)
            doubts = tuple(map(label, row.asked)) if may_read else ()
            lines[row.id] = replace(line, before=row.before, value=value, doubts=doubts)
    yield from lines.values()


def _corrected_up(read: Read, term: HalfTerm, scales: dict[str, Scale]) -> Iterator[TargetLine]:
    since, until = term.moments(read)
    rows = _rows(Staff).add_columns(Correction.before, Correction.after, Correction.at)
    rows = rows.join(Correction, Correction.thing_id == Target.id).outerjoin(Staff, Staff.id == Correction.by_id)
    rows = rows.where(Correction.thing == TARGET, Correction.at >= since, Correction.at < until)
    for row in read.session.execute(rows.where(Correction.undone.is_(False)).order_by(Correction.at)):
        old, new = row.before["value"], (row.after or row.before)["value"]
        if _is_more(scales[row.scale], old, new):
            line = _line(read, row, TargetEvent.RAISED, scales, _day(read, row.at))
            yield replace(line, before=old, value=new)


def _asked(read: Read, term: HalfTerm, scales: dict[str, Scale]) -> Iterator[TargetLine]:
    since, until = term.moments(read)
    author = aliased(Staff)
    rows = _rows(Staff).add_columns(Question.asked, Question.at, Question.answer, Question.answered_at)
    rows = rows.add_columns(author.name.label("set_by")).join(Question, Question.thing_id == Target.id)
    rows = rows.join(Staff, Staff.id == Question.by_id).outerjoin(author, author.id == Target.by_id)
    rows = rows.where(Question.thing == TARGET, Question.at >= since, Question.at < until)
    for row in read.session.execute(rows):
        line = _line(read, row, TargetEvent.ASKED, scales, _day(read, row.at))
        answered_on = _day(read, row.answered_at) if row.answered_at else None
        line = replace(line, asked=row.asked, set_by=row.set_by)
        yield replace(line, answer=row.answer, answered_on=answered_on)


def _line(read: Read, row: Any, event: TargetEvent, scales: dict[str, Scale], on: date) -> TargetLine:
    return TargetLine(Whom.of(read, row), row.id, event, row.subject, row.value, scales[row.scale].label, on, row.by)


def _day(read: Read, at: datetime) -> date:
    return at.astimezone(read.zone).date()


def _is_more(scale: Scale, old: str, new: str) -> bool:
    """Return whether a target asks for more than another one on an ordered scale."""
    return scale.ordered and compare(Value(scale, new), Value(scale, old)) > 0

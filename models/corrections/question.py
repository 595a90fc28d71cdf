"""Questioning a result, target or review that a colleague set: the colleague is told, and answers in their own name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, union

from models.change import Change, Read
from models.duties.kinds import KINDS
from models.errors import Absent, Refused
from models.permission import Permission
from models.stays import placement_of
from models.tables.correction import Correction, Question
from models.tables.duty import Duty, DutyKind
from models.tables.placement import Placement
from models.tables.result import Result
from models.tables.review import FAMILY, Review
from models.tables.staff import Staff, first_head
from models.tables.target import Target

Questionable = Result | Target | Review
ASKED, ANSWERED = "question.asked", "question.answered"
MOST_SHOWN = 20
THINGS: Mapping[str, type[Questionable]] = {"result": Result, "target": Target, "review": Review}
_THEIR_IDS = union(*(select(kind.id).where(kind.placement_id == bindparam("placement_id")) for kind in THINGS.values()))
_QUESTIONS = (
    select(Question)
    .where(Question.thing_id.in_(_THEIR_IDS))
    .order_by(Question.at.desc(), Question.id)
    .limit(MOST_SHOWN)
)


@dataclass(frozen=True)
class Questioned:
    """What is questioned, in the words of forms and messages: `what` as in "Maths target", `set_by` who set it."""

    placement_id: str
    first_name: str
    reference: str
    what: str
    says: str | None
    set_by: str


@dataclass(frozen=True)
class QuestionShown:
    """One question as all who may read the thing see it; `answer` is None until somebody has answered."""

    what: str
    says: str | None
    set_by: str | None
    asked: str
    by: str | None
    at: datetime
    answer: str | None
    answered_by: str | None
    answered_at: datetime | None


@dataclass(frozen=True)
class QuestionTold:
    """A question as a message tells of it: by its duty, without its words and without any grade."""

    about: Questioned
    duty_id: str
    by: str
    answered_by: str | None


def thing_to_question(change: Change, value: str) -> Questioned:
    """Return what `value`, "thing:id", names, for the form that asks, and log the look."""
    placement, row = _thing(change, value)
    change.record("pupil:view", placement, pupil_id=placement.pupil_id, why="question")
    return _questioned(change, placement, row)


def ask_question(change: Change, value: str, asked: str) -> None:
    """Ask the colleague who set a thing about it. A Head is asked if the colleague has left."""
    placement, row = _thing(change, value)
    question = Question(placement_id=placement.id, thing=row.__tablename__, thing_id=row.id, asked=asked)
    question.by_id, question.at = change.staff.id, change.now
    change.add(question)
    author = change.get(Staff, row.by_id)
    owner = author if author.active else first_head(change.session) or change.staff
    days = KINDS[DutyKind.QUESTION].days or 0
    due_on = change.calendar.add_school_days(change.today, days)
    what = f"Answer {change.staff.name} about the {_what(row)}"
    change.owe(DutyKind.QUESTION, placement, owner, due_on, since=change.today, days=days, about=question.id, what=what)
    change.record("question:ask", question, pupil_id=placement.pupil_id)
    change.say(ASKED, owner, about=question.id, pupils=[placement.pupil_id])


def question_to_answer(change: Change, duty_id: str) -> tuple[Questioned, Question]:
    """Return a question with what it is about, for the form that answers it, and log the look."""
    _, question = _asked(change, duty_id)
    row = _row(change, question)
    if row is None:
        raise Absent
    placement = placement_of(change, row.placement_id)
    change.record("pupil:view", placement, pupil_id=placement.pupil_id, why="question")
    return _questioned(change, placement, row, question.at), question


def answer_question(change: Change, duty_id: str, answer: str) -> None:
    """Save the answer, and tell whoever asked. What is questioned stays as it is until somebody corrects it."""
    duty, question = _asked(change, duty_id)
    question.answer, question.answered_by_id, question.answered_at = answer, change.staff.id, change.now
    change.close_duty(duty)
    pupil_id = change.get(Placement, question.placement_id).pupil_id
    change.record("question:answer", question, pupil_id=pupil_id)
    asker = change.get(Staff, question.by_id)
    if asker.active:
        change.say(ANSWERED, asker, about=question.id, pupils=[pupil_id])


def show_questions(read: Read, placement: Placement, staff: Mapping[str, str]) -> tuple[QuestionShown, ...]:
    """Return the latest questions about what is recorded of a placement, for those who may see progress."""
    if not read.may(Permission.PROGRESS_SEE, placement):
        return ()
    rows = read.session.scalars(_QUESTIONS, {"placement_id": placement.id})
    found = [(one, _row(read, one)) for one in rows]
    return tuple(_shown(read, one, row, staff) for one, row in found if row is not None)


def question_told(read: Read, question_id: str) -> QuestionTold | None:
    """Return a question for the messages about it; None once what it is about is gone."""
    question = read.session.get(Question, question_id)
    row = _row(read, question) if question else None
    if question is None or row is None:
        return None
    duty_id = read.session.scalars(select(Duty.id).where(Duty.about == question.id)).one()
    names = [read.get(Staff, one).name if one else None for one in (question.by_id, question.answered_by_id)]
    placement = read.get(Placement, row.placement_id)
    return QuestionTold(_questioned(read, placement, row, question.at), duty_id, names[0] or "", names[1])


def _thing(read: Read, value: str) -> tuple[Placement, Questionable]:
    """Return what may be questioned. Raises Refused for the actor's own, which they can correct."""
    kind, _, thing_id = value.partition(":")
    if kind not in THINGS:
        raise Absent
    row = read.get(THINGS[kind], thing_id)
    placement = placement_of(read, row.placement_id)
    read.require(Permission.PROGRESS_QUESTION, placement)
    if row.by_id in (None, read.actor.staff_id):
        raise Refused("This is yours, so you can correct it.")
    return placement, row


def _asked(read: Read, duty_id: str) -> tuple[Duty, Question]:
    duty = read.get(Duty, duty_id)
    if duty.kind is not DutyKind.QUESTION:
        raise Absent
    read.require(Permission.QUESTION_ANSWER, own=duty.owner_id == read.actor.staff_id)
    if duty.done_on is not None:
        raise Refused("This needs no answer any more: see the pupil's page.")
    return duty, read.get(Question, duty.about)


def _questioned(read: Read, placement: Placement, row: Questionable, asked_at: datetime | None = None) -> Questioned:
    pupil, author = placement.pupil, read.session.get(Staff, row.by_id) if row.by_id else None
    says = _says(read, row, asked_at)
    return Questioned(
        placement.id, pupil.first_name, pupil.reference, _what(row), says, author.name if author else "Halfterm"
    )


def _row(read: Read, question: Question) -> Questionable | None:
    row = read.session.get(THINGS[question.thing], question.thing_id)
    return row if isinstance(row, Questionable) else None


def _shown(read: Read, one: Question, row: Questionable, staff: Mapping[str, str]) -> QuestionShown:
    return QuestionShown(
        _what(row),
        _says(read, row, one.at),
        staff.get(row.by_id or ""),
        one.asked,
        staff.get(one.by_id),
        one.at,
        one.answer,
        staff.get(one.answered_by_id or ""),
        one.answered_at,
    )


def _what(row: Questionable) -> str:
    return f"{row.subject} {row.__tablename__}" if row.subject != FAMILY else "family review"


def _says(read: Read, row: Questionable, asked_at: datetime | None) -> str | None:
    """Return the grade that is questioned, if there is one: as it was when it was asked about, and as it is now."""
    grade: Result | Target | None = row if not isinstance(row, Review) else None
    if isinstance(row, Review) and row.result_id:
        grade = read.session.get(Result, row.result_id)
    now = grade.value if grade else None
    if asked_at is None:
        return now
    rows = select(Correction.before).where(Correction.thing_id == row.id, Correction.at > asked_at)
    before = read.session.scalar(rows.order_by(Correction.at).limit(1))
    then = before.get("grade" if isinstance(row, Review) else "value") if before else now
    return now if then == now else f"{then or 'no grade'}, now {now or 'none'}"

"""Carrying on after a return: what a colleague chooses of an earlier placement is copied, and nothing else ever is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select

from models.change import Change, Read
from models.duties.assessing import follow_suspicion
from models.duties.profiles import follow_profile, said_elsewhere
from models.errors import Absent, Refused
from models.permission import Permission
from models.progress.owed import update_owed_target
from models.progress.results import ResultInput, keep_result
from models.progress.subject import ResultRow, newest_results, with_values
from models.stays import placement_of
from models.tables.barrier import Barrier
from models.tables.placement import Placement
from models.tables.profile import ProfileAnswer, ProfileHeading, Voice
from models.tables.result import Result, Source

MOST_RESULTS = 60
HELPS, ANSWER, BARRIER, RESULT = "helps", "profile", "barrier", "result"
SHOWN = 60  # letters of what the profile says
# Hours and timetable are agreed anew for each placement.
OF_ITS_TIME = (ProfileHeading.TIMETABLE,)


@dataclass(frozen=True)
class Carried:
    """One thing of an earlier placement that can be carried on; `value` stands for it in a form."""

    value: str
    label: str


@dataclass(frozen=True)
class CarryOnPrefill:
    """A pupil who is back, for the form that asks what to carry on."""

    placement_id: str
    first_name: str
    reference: str
    is_any: bool


def carry_on_prefill(change: Change, placement_id: str) -> CarryOnPrefill:
    """Prepare the form, and log the look. Raises Refused for those who may not both see past pupils and set results."""
    placement = _placement(change, placement_id)
    pupil = placement.pupil
    change.record("pupil:view", placement, pupil_id=placement.pupil_id, why="carry_on")
    is_any = any(True for _ in _offered(change, placement))
    return CarryOnPrefill(placement.id, pupil.first_name, pupil.reference, is_any)


def carried_offered(read: Read, placement_id: str) -> list[Carried]:
    """Return what the last placement knew and this one does not.

    That is what helps, the profile in staff's words, barriers, and the newest result on a scale.
    """
    return list(_offered(read, _placement(read, placement_id)))


def carry_on(change: Change, placement_id: str, chosen: Sequence[str]) -> None:
    """Copy what was chosen: results as prior attainment, on the day on which they were assessed. Words stay behind.

    What the pupil, the parents or a review said then is not said again; targets are set anew.
    """
    placement = _placement(change, placement_id)
    if not set(chosen) <= {one.value for one in _offered(change, placement)}:
        raise Refused("Something here has been carried on already. Open the form again.", field="chosen")
    said = said_elsewhere(placement)
    for value in chosen:
        what, _, thing_id = value.partition(":")
        if what == HELPS:
            placement.helps = change.get(Placement, thing_id).helps
        elif what == ANSWER:
            _copy_answer(change, placement, change.get(ProfileAnswer, thing_id))
        elif what == BARRIER:
            _copy_barrier(change, placement, change.get(Barrier, thing_id))
        else:
            _copy_result(change, placement, change.get(Result, thing_id))
    change.touch(placement)
    follow_profile(change, placement, said)
    change.record("placement:carry_on", placement, pupil_id=placement.pupil_id)
    change.refresh()


def _offered(read: Read, placement: Placement) -> Iterator[Carried]:
    before = _last_placement(read, placement)
    if before is None:
        return
    if before.helps and not placement.helps:
        yield Carried(f"{HELPS}:{before.id}", f"What helps: {before.helps[:SHOWN]}")
    yield from _answers(read, placement, before)
    known = set(read.session.scalars(select(Barrier.kind).where(Barrier.placement_id == placement.id)))
    barriers = select(Barrier).where(Barrier.placement_id == before.id).order_by(Barrier.kind)
    for barrier in read.session.scalars(barriers):
        if barrier.kind not in known:
            yield Carried(f"{BARRIER}:{barrier.id}", f"{barrier.kind.label}: {barrier.status.label.lower()}")
    here = {(row.subject, row.scale, row.on) for row in newest_results(read, MOST_RESULTS, _of(placement))}
    newest: dict[tuple[str, str], ResultRow] = {}
    for row in newest_results(read, MOST_RESULTS, _of(before)):
        newest[row.subject, row.scale] = row
    left = [row for row in newest.values() if (row.subject, row.scale, row.on) not in here]
    for row, value in with_values(read.session, left):
        yield Carried(f"{RESULT}:{row.id}", f"{row.subject}: {value.text}, {row.on.day} {row.on:%b %Y}")


def _answers(read: Read, placement: Placement, before: Placement) -> Iterator[Carried]:
    """Yield what staff wrote in the last profile, under the headings of which this one says nothing yet."""
    here = set(read.session.scalars(select(ProfileAnswer.heading).where(ProfileAnswer.placement_id == placement.id)))
    written = select(ProfileAnswer).where(ProfileAnswer.placement_id == before.id, ProfileAnswer.voice == Voice.STAFF)
    found = {one.heading: one for one in read.session.scalars(written.where(ProfileAnswer.text.is_not(None)))}
    for heading in ProfileHeading:
        if heading in found and heading not in here and heading not in OF_ITS_TIME:
            one = found[heading]
            yield Carried(f"{ANSWER}:{one.id}", f"{heading.label}: {(one.text or '')[:SHOWN]}")


def _last_placement(read: Read, placement: Placement) -> Placement | None:
    rows = select(Placement).where(Placement.pupil_id == placement.pupil_id, Placement.added_at < placement.added_at)
    earlier = rows.where(Placement.left_on < read.today)
    return read.session.scalar(earlier.order_by(Placement.added_at.desc()).limit(1))


def _of(placement: Placement) -> ColumnElement[bool]:
    return Result.placement_id == placement.id


def _copy_answer(change: Change, placement: Placement, known: ProfileAnswer) -> None:
    """Copy an answer with the day on which it was written; whoever chooses it stands behind it now."""
    copied = ProfileAnswer(placement_id=placement.id, by_id=change.actor.staff_id, saved_at=change.now)
    for name in ("heading", "text", "voice", "said_on"):
        setattr(copied, name, getattr(known, name))
    change.add(copied)


def _copy_barrier(change: Change, placement: Placement, known: Barrier) -> None:
    names = ("kind", "status", "note", "restricted_note", "decided")
    copied = Barrier(placement_id=placement.id, **{name: getattr(known, name) for name in names})
    copied.changed_at = change.now
    change.record("barrier:set", change.add(copied), pupil_id=placement.pupil_id)
    follow_suspicion(change, placement, copied)


def _copy_result(change: Change, placement: Placement, known: Result) -> None:
    given = ResultInput(Source.PRIOR, known.scale, known.value, known.on)
    keep_result(change, placement, known.subject, given, field="chosen", day_field="chosen")
    update_owed_target(change, placement, known.subject)


def _placement(read: Read, placement_id: str) -> Placement:
    placement = placement_of(read, placement_id)
    if not read.may(Permission.PAST_SEE):
        raise Absent
    read.require(Permission.PROGRESS_SET, placement)
    return placement

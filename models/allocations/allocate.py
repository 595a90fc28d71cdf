"""Allocating a pupil: a keyworker, subject teachers and a planned first day, and the duties that pass to them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from models.allocations.first_day import plan_first_day
from models.allocations.team import KEYWORKER, TeamRoles, roles_in, tell
from models.change import Change, Read
from models.duties.assessing import owe_decision
from models.duties.due_dates import legal_day, next_allocations_meeting
from models.duties.heirs import inherit
from models.duties.kinds import KEYWORKERS
from models.duties.missing import pass_on_prior
from models.duties.profiles import follow_profile
from models.errors import Refused
from models.permission import Permission
from models.plans.owed import owe_plan
from models.progress.owed import owe_assessments
from models.reviews.owed import owe_reviews
from models.school.calendar import moved
from models.stays import end_teaching, placement_of
from models.tables.duty import DutyKind, open_duties, open_duty
from models.tables.placement import Placement, Teaching, teachers_by_subject
from models.tables.staff import LONGEST_SUBJECT, Staff, active_staff, first_head, first_head_id
from models.text import begins_words_of

MOST_TEACHERS = 20
MOST_OFFERED = 50


@dataclass(frozen=True)
class Teacher:
    """A member of staff and a subject that they teach; `value` stands for both in a menu."""

    staff_id: str
    name: str
    subject: str

    @property
    def value(self) -> str:
        return f"{self.staff_id}:{self.subject}"

    @property
    def label(self) -> str:
        """The label on the screen."""
        return f"{self.subject} – {self.name}"


@dataclass(frozen=True)
class AllocatePrefill:
    """A placement as the allocation form shows it; `keyworker` is an id and a name."""

    placement_id: str
    version: int
    first_name: str
    reference: str
    keyworker: tuple[str, str] | None
    teachers: tuple[Teacher, ...]
    first_day: date | None
    legal_day: date | None


def allocate_prefill(read: Read, value: str) -> AllocatePrefill:
    """Prepare the allocation form for the id of a duty or a placement. Raises Refused without the right to allocate."""
    placement = placement_of(read, value)
    read.require(Permission.ALLOCATE, placement)
    return _shown(read, placement)


def allocate(
    change: Change,
    placement_id: str,
    keyworker_id: str,
    teachers: Sequence[str],
    first_day: date | None,
    version: int | None = None,
) -> None:
    """Give a pupil a keyworker, teachers (each "staff id:subject") and a first day, and tell the staff concerned.

    Without a teacher, what lacks stays owed.
    """
    placement = placement_of(change, placement_id)
    change.require(Permission.ALLOCATE, placement)
    change.touch(placement, version)
    here = {one.id: one for one in active_staff(change.session)}  # as long as they are held, none is read again
    keyworker = _here(here, keyworker_id, "keyworker")
    taught_before = teachers_by_subject(change.session, placement.id)
    before = roles_in(placement, taught_before)
    added, ended = _changed(teachers, {role for role in before if role[1] != KEYWORKER})
    for staff_id, _ in added:
        _here(here, staff_id, "teachers")
    _set_teachers(change, placement, added, ended)
    if first_day != placement.first_day:
        plan_first_day(change, placement, first_day)
    _hand_over(change, placement, keyworker)
    placement.keyworker_id = keyworker.id
    owe_assessments(change, placement, taught_before)
    owe_plan(change, placement)
    owe_reviews(change, placement, taught_before)
    pass_on_prior(change, placement, taught_before)
    follow_profile(change, placement)
    owe_decision(change, placement)
    _end_allocating(change, placement, is_whole=bool(teachers))
    change.record("placement:allocate", placement, pupil_id=placement.pupil_id)
    change.refresh()
    tell(change, placement, before)


def _end_allocating(change: Change, placement: Placement, *, is_whole: bool) -> None:
    """End the duty to allocate a pupil with a keyworker and teachers, or owe it again for one left without any."""
    if is_whole:
        if change.finish(DutyKind.ALLOCATE, placement) or placement.allocated_on is None:
            placement.allocated_on = change.today
    elif placement.allocated_on is not None and open_duty(change.session, DutyKind.ALLOCATE, placement.id) is None:
        soon = next_allocations_meeting(moved(change.today, 1), change.school.digest_weekday, change.calendar)
        owner = first_head(change.session) or change.staff
        change.owe(DutyKind.ALLOCATE, placement, owner, change.calendar.on_or_after(soon))


def teachers_offered(read: Read, letters: str) -> list[Teacher]:
    """Return the subjects with their teachers, if each word typed begins a word of the subject or the name."""
    offered = [
        Teacher(staff.id, staff.name, subject)
        for staff in active_staff(read.session)
        for subject in staff.subjects
        if len(subject) <= LONGEST_SUBJECT
    ]
    found = [teacher for teacher in offered if begins_words_of(letters, teacher.label)]
    return sorted(found, key=lambda teacher: (teacher.subject.casefold(), teacher.name))[:MOST_OFFERED]


def _shown(read: Read, placement: Placement) -> AllocatePrefill:
    keyworker = read.session.get(Staff, placement.keyworker_id) if placement.keyworker_id else None
    rows = select(Staff.id, Staff.name, Teaching.subject).join(Teaching, Teaching.staff_id == Staff.id)
    teachers = read.session.execute(rows.where(Teaching.placement_id == placement.id).order_by(Teaching.subject))
    return AllocatePrefill(
        placement.id,
        placement.version,
        placement.pupil.first_name,
        placement.pupil.reference,
        (keyworker.id, keyworker.name) if keyworker else None,
        tuple(Teacher(*row) for row in teachers),
        placement.first_day,
        legal_day(read.calendar, placement.excluded_on),
    )


def _changed(teachers: Sequence[str], kept: TeamRoles) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return who teaches what from now on, and who no longer does."""
    if len(teachers) > MOST_TEACHERS:
        raise Refused(f"At most {MOST_TEACHERS} subjects.", field="teachers")
    wanted = {_teaching(teacher) for teacher in teachers}
    return sorted(wanted - kept), sorted(kept - wanted)


def _set_teachers(
    change: Change, placement: Placement, added: Iterable[tuple[str, str]], ended: Iterable[tuple[str, str]]
) -> None:
    for staff_id, subject in ended:
        of_them = (Teaching.placement_id == placement.id, Teaching.staff_id == staff_id)
        end_teaching(change, *of_them, Teaching.subject == subject)
    for staff_id, subject in added:
        change.add(Teaching(placement_id=placement.id, staff_id=staff_id, subject=subject, since=change.today))


def _teaching(value: str) -> tuple[str, str]:
    staff_id, _, subject = value.partition(":")
    if not 0 < len(subject) <= LONGEST_SUBJECT:
        raise Refused("Choose subjects from the list.", field="teachers")
    return staff_id, subject


def _here(here: Mapping[str, Staff], staff_id: str, field: str) -> Staff:
    if staff_id not in here:
        raise Refused("Choose someone who is on the staff now.", field=field)
    return here[staff_id]


def _hand_over(change: Change, placement: Placement, keyworker: Staff) -> None:
    """Pass the keyworker's duties to the new keyworker, but not those that somebody was given by hand."""
    by_default = {placement.keyworker_id, first_head_id(change.session)}
    for duty in change.session.scalars(open_duties(placement.id, *KEYWORKERS)):
        inherit(change, duty, [keyworker.id], by_default)

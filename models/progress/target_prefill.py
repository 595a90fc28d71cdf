"""What the target form opens with: the results so far, their scale, the current target and the hopes."""

from dataclasses import dataclass
from datetime import date

from models.change import Change, Read
from models.progress.hopes import Hope, hopes_in_subjects
from models.progress.set_target import usual_target_day
from models.progress.subject import SubjectRecord, may_correct, scale_of, view_subject_record, why_no_target
from models.pupils.search import find_pupils
from models.scales.scale import Value
from models.tables.placement import Placement


@dataclass(frozen=True)
class TargetPrefill:
    """What the target form opens with: `scale` is a key and a label, `target` the value of the current target.

    `may_correct` says whether the actor may correct the current target instead.
    """

    known: SubjectRecord
    scale: tuple[str, str] | None
    target: Value | None
    by_when: date
    hopes: tuple[Hope, ...]
    may_correct: bool


@dataclass(frozen=True)
class ChoicePrefill:
    """What is known before a pupil and a subject are chosen. `pupil` is the placement's id and the pupil's label."""

    pupil: tuple[str, str] | None
    subject: str | None


def target_prefill(change: Change, about: str) -> TargetPrefill:
    """Prepare the target form on the scale of the current target, or else of the last result, and log the look."""
    now = view_subject_record(change, about, "target")
    standing = Value(scale_of(change, now.target.scale), now.target.value) if now.target else None
    newest = standing or (now.last[1] if now.last else None)
    scale = newest.scale if newest else None
    shown = (scale.key, scale.label) if scale and why_no_target(scale) is None else None
    hopes = hopes_in_subjects(change, change.get(Placement, now.placement_id)).get(now.subject, ())
    corrects = now.target is not None and may_correct(change, now.target.by_id)
    return TargetPrefill(now, shown, standing, usual_target_day(change.calendar, change.today), hopes, corrects)


def choice_prefill(read: Read, typed: str) -> ChoicePrefill:
    """Return the pupil if only one fits the typed name, and the subject if the actor teaches only one."""
    found = find_pupils(read, typed, most=2) if typed else []
    subjects = read.staff.subjects
    pupil = (found[0].id, f"{found[0].name} · {found[0].more}") if len(found) == 1 else None
    return ChoicePrefill(pupil, subjects[0] if len(subjects) == 1 else None)

"""Results against targets, subject by subject, for a pupil's page, in a fixed number of statements."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select

from models.change import Read, own_undo_until
from models.permission import Permission
from models.progress.hopes import Hope, TalkingPoint, hopes_in_subjects, points_in
from models.progress.subject import (
    TARGET_COLUMNS,
    ResultRow,
    SubjectRecord,
    TargetRow,
    entered_results,
    may_correct,
    newest_results,
    with_values,
)
from models.progress.track import Track, place_of_baseline, track_of, trajectory_of
from models.progress.trend import Trajectory
from models.scales.scale import Value
from models.tables.placement import Placement, teachers_by_subject
from models.tables.result import NotYet, Result, Source
from models.tables.target import Target
from models.topic import Topic

MOST_SUBJECTS, MOST_RESULTS, MOST_TO_CORRECT = 20, 400, 2


@dataclass(frozen=True)
class Correctable:
    """An entered result, or the current target (`on` is None), that can be corrected.

    `undo_until` is given only to the colleague who has just saved it, `scale` only if the subject has several scales.
    """

    id: str
    value: str
    undo_until: datetime | None
    on: date | None = None
    scale: str | None = None


@dataclass(frozen=True)
class ResultOnOtherScale:
    """The newest result on a scale other than the one on which the subject is shown."""

    value: str
    scale: str
    on: date


@dataclass(frozen=True)
class Progress:
    """One subject as a pupil's page shows it, on the scale of the target, or else of the newest result.

    `baseline` is what the target was set from, `trajectory` the progress since then. `not_yet` is until when and why a
    subject without results is not assessed. `kept` is what the actor can correct, `by_others` what they cannot.
    `others` are results on other scales.
    """

    topic: Topic
    subject: str
    scale: str | None
    baseline: str | None
    latest: str | None
    latest_on: date | None
    target: str | None
    by_when: date | None
    programme: str | None
    answers: tuple[str, ...]
    track: Track | None
    not_yet: tuple[date, str] | None
    may_set: bool
    hopes: tuple[Hope, ...] = ()
    points: tuple[TalkingPoint, ...] = ()
    kept: tuple[Correctable, ...] = ()
    by_others: tuple[Correctable, ...] = ()
    others: tuple[ResultOnOtherScale, ...] = ()
    trajectory: Trajectory = ()


def progress(read: Read, placement: Placement) -> tuple[Progress, ...]:
    """Summarise every subject that is taught or has a result or a target; none if the actor may not see progress."""
    if not read.may(Permission.PROGRESS_SEE, placement):
        return ()
    taught, later = teachers_by_subject(read.session, placement.id), _not_yet(read, placement)
    may_all, hopes = read.may(Permission.PROGRESS_SET, placement), hopes_in_subjects(read, placement)
    found = []
    for about in _records(read, {placement.id: taught})[placement.id]:
        subject = about.subject
        may_set = may_all or read.actor.staff_id in taught.get(subject, ())
        one, hoped = progress_in(read, about, later.get(subject), may_set=may_set), hopes.get(subject, ())
        points, trajectory = points_in(about, hoped, placement), trajectory_of(about)
        one = replace(one, kept=_entered(read, about, own=True), by_others=_entered(read, about, own=False))
        found.append(replace(one, hopes=hoped, points=points, trajectory=trajectory))
    return tuple(found)


def progress_of(read: Read, taught: Mapping[str, Mapping[str, list[str]]]) -> dict[str, tuple[Progress, ...]]:
    """Summarise the subjects of several placements, given their teachers by subject, in a fixed number of statements.

    The caller has checked the right to see them. What can be corrected, hopes and trajectories are left out.
    """
    return {
        placement_id: tuple(progress_in(read, one) for one in records)
        for placement_id, records in _records(read, taught).items()
    }


def _records(read: Read, taught: Mapping[str, Mapping[str, list[str]]]) -> dict[str, list[SubjectRecord]]:
    """Return every subject of each placement that is taught or has a result or a target."""
    results, targets = _results(read, taught), _targets(read, taught)
    found: dict[str, list[SubjectRecord]] = {}
    for placement_id, subjects in taught.items():
        graded, aimed = results.get(placement_id, {}), targets.get(placement_id, {})
        found[placement_id] = [
            SubjectRecord(placement_id, subject, "", "", tuple(graded.get(subject, ())), aimed.get(subject))
            for subject in sorted({*subjects, *graded, *aimed})[:MOST_SUBJECTS]
        ]
    return found


def _entered(read: Read, known: SubjectRecord, *, own: bool) -> tuple[Correctable, ...]:
    """Return the two newest results and the target: those that the actor may correct, or else those of colleagues."""
    labels = {result.scale: value.scale.label for result, value in known.results}
    named = labels if len(labels) > 1 else {}
    results = tuple(
        Correctable(one.id, one.value, own_undo_until(read, one.by_id, one.added_at), one.on, named.get(one.scale))
        for one, _ in entered_results(read, known, own=own)[:MOST_TO_CORRECT]
    )
    if known.target is None or may_correct(read, known.target.by_id) != own:
        return results
    until = own_undo_until(read, known.target.by_id, known.target.added_at)
    return (*results, Correctable(known.target.id, known.target.value, until))


def unanswered(found: Iterable[Progress], barriers: Iterable[str]) -> list[str]:
    """Return those barriers that no subject's programme answers."""
    answered = {kind for one in found for kind in one.answers}
    return [kind for kind in barriers if kind not in answered]


def progress_in(
    read: Read, known: SubjectRecord, later: tuple[date, str] | None = None, *, may_set: bool = False
) -> Progress:
    """Summarise one subject. `later` is until when and why it is not assessed."""
    target = known.target
    newest = known.last_on(target.scale) if target else known.last
    scale = newest[1].scale if newest else None
    return Progress(
        topic=known.topic,
        subject=known.subject,
        scale=scale.label if scale else None,
        baseline=_baseline(known, scale.key) if scale else None,
        latest=newest[1].text if newest else None,
        latest_on=newest[0].on if newest else None,
        target=target.value if target else None,
        by_when=target.by_when if target else None,
        programme=target.programme if target else None,
        answers=tuple(target.barriers) if target else (),
        track=track_of(known, read.today, read.calendar),
        not_yet=later if not known.results and later and later[0] > read.today else None,
        may_set=may_set,
        others=_others(known, scale.key if scale else None),
    )


def _others(known: SubjectRecord, shown: str | None) -> tuple[ResultOnOtherScale, ...]:
    """Return the newest result on each scale that is not shown, newest first."""
    newest = {result.scale: (result, value) for result, value in known.results if result.scale != shown}
    found = (ResultOnOtherScale(value.text, value.scale.label, result.on) for result, value in newest.values())
    return tuple(sorted(found, key=lambda one: one.on, reverse=True))


def _baseline(known: SubjectRecord, scale: str) -> str | None:
    """Return the value that the target was set from, else the first baseline on the scale, else the first result."""
    place = place_of_baseline(known)
    if place is not None:
        return known.results[place][1].text
    on_scale = [one for one in known.results if one[0].scale == scale]
    baselines = [value.text for result, value in on_scale if result.source is Source.BASELINE]
    return next(iter([*baselines, *(value.text for _, value in on_scale)]), None)


def _results(read: Read, ids: Collection[str]) -> dict[str, dict[str, list[tuple[ResultRow, Value]]]]:
    """Return the newest results by placement and subject, oldest first."""
    found: dict[str, dict[str, list[tuple[ResultRow, Value]]]] = {}
    newest = newest_results(read, MOST_RESULTS * len(ids), Result.placement_id.in_(list(ids)))
    for result, value in with_values(read.session, newest):
        found.setdefault(result.placement_id, {}).setdefault(result.subject, []).append((result, value))
    return found


def _targets(read: Read, ids: Collection[str]) -> dict[str, dict[str, TargetRow]]:
    rows = select(Target.placement_id, Target.subject, *TARGET_COLUMNS)
    found: dict[str, dict[str, TargetRow]] = {}
    for row in read.session.execute(rows.where(Target.placement_id.in_(list(ids)), Target.replaced_at.is_(None))):
        found.setdefault(row[0], {})[row[1]] = TargetRow(*row[2:])
    return found


def _not_yet(read: Read, placement: Placement) -> dict[str, tuple[date, str]]:
    """Return for each subject the latest day to look again, and why."""
    rows = select(NotYet.subject, NotYet.look_again_on, NotYet.why).where(NotYet.placement_id == placement.id)
    found = read.session.execute(rows.order_by(NotYet.added_at))
    return {subject: (look_again_on, why) for subject, look_again_on, why in found}

"""How far a pupil has come from baseline to target, compared with how much of the time has gone."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from models.progress.subject import ResultRow, SubjectRecord, TargetRow
from models.progress.trend import Trajectory
from models.scales.scale import Value, counted, steps_between
from models.school.calendar import Calendar
from models.tables.result import Source
from models.tables.review import TrackStatus

ON_WITHIN_STEPS = 1
ON_WITHIN_SHARE = Fraction(10, 100)  # ten percentage points, since on a long scale one step is little


@dataclass(frozen=True)
class Track:
    """The track of a target, with its numbers. Steps are ranks, points or months, below 0 if the pupil fell back."""

    word: TrackStatus
    steps_done: int | None  # None without a result since the baseline
    steps_wanted: int  # 0 if the target is the baseline, less if it is below the baseline
    start: date  # from when the time counts
    time_gone: int  # per cent of the school days from the start to the date of the target
    step: str  # the name of one step

    @property
    def numbers(self) -> str:
        """The numbers in words, such as "2 of 5 steps made, 50% of the time gone (from Mon 7 Sep)"."""
        return f"{self._steps}, {self._time}"

    @property
    def sentence(self) -> str:
        """The numbers and the track in words: "2 of 5 steps made, 50% of the time gone (from Mon 7 Sep): on track"."""
        is_told = self.steps_done is not None or self.word is TrackStatus.MET
        return f"{self.numbers}: {self.word.label}" if is_told else self.numbers

    @property
    def _steps(self) -> str:
        done, wanted = self.steps_done, self.steps_wanted
        if done is None:
            return "no result since the baseline"
        if done > wanted:
            return f"{self._counted(done - wanted)} past the target"
        if done < 0 and wanted > 0:
            return f"{self._counted(-done)} back from the baseline"
        if wanted <= 0:
            return f"{self._counted(wanted - done)} short of the target" if done < wanted else "at the target"
        return f"{done} of {self._counted(wanted)} made"

    @property
    def _time(self) -> str:
        return f"{self.time_gone}% of the time gone (from {self.start:%a} {self.start.day} {self.start:%b})"

    def _counted(self, steps: int) -> str:
        return counted(steps, self.step)


def track(
    baseline: Value, target: Value, latest: Value | None, start: date, by_when: date, today: date, calendar: Calendar
) -> Track:
    """Work out a track. `latest` is the newest result since the baseline. Raises NotComparable across scales.

    On its last day a target may be a step away and on track. After that it is met or behind, unless the change is too
    small for its scale to tell.
    """
    wanted = steps_between(baseline, target)
    done = None if latest is None else steps_between(baseline, latest)
    gone = share_of_time_gone(start, by_when, today, calendar)
    word = _word(done, wanted, gone, baseline.scale.margin, over=today > by_when)
    return Track(word, done, wanted, start, _per_cent(gone), baseline.scale.step)


def share_of_way(done: int, wanted: int) -> int | None:
    """Return the share of the way in per cent; None if there are no steps to go."""
    return _per_cent(Fraction(done, wanted)) if wanted > 0 else None


def share_of_time_gone(start: date, by_when: date, today: date, calendar: Calendar) -> Fraction:
    """Return the share of school days gone between the start and the date of the target, from 0 to 1."""
    if today >= by_when:
        return Fraction(1)
    in_all = calendar.school_days_between(start, by_when)
    return Fraction(calendar.school_days_between(start, today), in_all) if in_all else Fraction(0)


def _word(done: int | None, wanted: int, gone: Fraction, margin: int, *, over: bool) -> TrackStatus:
    """Return the word for a track. Without any progress it is never on track, however little time has gone.

    A target that the baseline reaches is met from the start, unless on its scale staying the same is progress.
    """
    if done is None:
        return TrackStatus.MET if wanted <= 0 and not margin else TrackStatus.NOT_YET
    if done >= wanted:
        return TrackStatus.MET
    if abs(done) < margin:
        return TrackStatus.NO_CLEAR_CHANGE
    if done <= 0:
        is_due = gone * wanted >= 1  # the first step
        return TrackStatus.BEHIND if done < 0 or is_due else TrackStatus.NOT_YET
    from_the_line = done - gone * wanted
    if over or from_the_line < -_leeway(wanted):
        return TrackStatus.BEHIND
    return TrackStatus.AHEAD if from_the_line > _leeway(wanted) else TrackStatus.ON


def _leeway(wanted: int) -> Fraction:
    return max(Fraction(ON_WITHIN_STEPS), abs(wanted) * ON_WITHIN_SHARE)


def _per_cent(share: Fraction) -> int:
    """Round a share to per cent, but to 0 or 100 only if it is exactly that."""
    rounded = round(share * 100)
    return min(max(rounded, 1), 99) if 0 < share < 1 else rounded


def track_of(known: SubjectRecord, today: date, calendar: Calendar) -> Track | None:
    """Work out the track of a subject's target; None without a result on its scale, or if the scale has no order.

    Time counts from the day on which the target was set.
    """
    target, place = known.target, place_of_baseline(known)
    if target is None or place is None:
        return None
    baseline = known.results[place][1]
    if not baseline.scale.ordered:
        return None
    since = [value for result, value in known.results[place + 1 :] if result.scale == target.scale]
    latest = since[-1] if since else None
    return track(baseline, Value(baseline.scale, target.value), latest, target.set_on, target.by_when, today, calendar)


def trajectory_of(known: SubjectRecord) -> Trajectory:
    """Return how far along the way each result on the target's scale is; results below the baseline are negative.

    Prior attainment from before the baseline is left out. The trajectory is empty if there are no steps to go.
    """
    target, place = known.target, place_of_baseline(known)
    if target is None or place is None or not known.results[place][1].scale.ordered:
        return ()
    baseline = known.results[place][1]
    wanted = steps_between(baseline, Value(baseline.scale, target.value))
    shares = (
        (result.on, share_of_way(steps_between(baseline, value), wanted))
        for at, (result, value) in enumerate(known.results)
        if result.scale == target.scale and (at >= place or result.source is not Source.PRIOR)
    )
    return tuple((on, share) for on, share in shares if share is not None)


def place_of_baseline(known: SubjectRecord) -> int | None:
    """Return the index of the result that the target starts from; None without a target or a result on its scale.

    That is the result that the target was set from, else the last one before it was set, else the first one.
    """
    target = known.target
    return None if target is None else _place(known.results, target)


def _place(results: tuple[tuple[ResultRow, Value], ...], target: TargetRow) -> int | None:
    fitting = [place for place, (result, _) in enumerate(results) if result.scale == target.scale]
    exact = [place for place in fitting if results[place][0].id == target.from_result_id]
    before = [place for place in fitting if results[place][0].on <= target.set_on]
    return next(iter([*exact, *reversed(before), *fitting]), None)

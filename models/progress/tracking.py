"""The track of a pupil in a subject: from the result that the target was set from, to the newest on its scale."""

from datetime import date

from models.progress.subject import Known
from models.progress.track import Track, share_of_way, track
from models.progress.trend import Way
from models.scales.scale import Value, steps_between
from models.school.calendar import Calendar
from models.tables.result import Result, Source
from models.tables.target import Target


def track_of(known: Known, today: date, calendar: Calendar) -> Track | None:
    """None without a target, or where no result on its scale came before it; what is on other scales says nothing.

    Time counts from the day that the target was set.
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


def way_of(known: Known) -> Way:
    """How far along each result on the scale of the target is; those before its baseline are short of nought.

    What was known before the stay is no part of it. Empty where there is no way to go.
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


def place_of_baseline(known: Known) -> int | None:
    """Of the result that the target was set from, else of the last one before it was set, else of the first."""
    target = known.target
    return None if target is None else _place(known.results, target)


def _place(results: tuple[tuple[Result, Value], ...], target: Target) -> int | None:
    fitting = [place for place, (result, _) in enumerate(results) if result.scale == target.scale]
    exact = [place for place in fitting if results[place][0].id == target.from_result_id]
    before = [place for place in fitting if results[place][0].on <= target.set_on]
    return next(iter([*exact, *reversed(before), *fitting]), None)

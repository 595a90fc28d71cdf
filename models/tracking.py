"""The track of a pupil in a subject: from the result that the target was set from, to the newest on its scale."""

from datetime import date

from models.attainment import Known
from models.calendar import Calendar
from models.scales import Value
from models.target import Target
from models.track import Track, track


def track_of(known: Known, today: date, calendar: Calendar) -> Track | None:
    """None without a target, or where no result on its scale came before it; what is on other scales says nothing.

    Time counts from the day that the target was set.
    """
    target = known.target
    on_scale = [value for result, value in known.results if target is not None and result.scale == target.scale]
    if target is None or not on_scale or not on_scale[0].scale.ordered:
        return None
    place = _place_of_baseline(known, target)
    if place is None:
        return None
    baseline = known.results[place][1]
    since = [value for result, value in known.results[place + 1 :] if result.scale == target.scale]
    latest = since[-1] if since else None
    return track(baseline, Value(baseline.scale, target.value), latest, target.set_on, target.by_when, today, calendar)


def _place_of_baseline(known: Known, target: Target) -> int | None:
    """Of the result that the target was set from, else of the last one before it was set, else of the first."""
    fitting = [place for place, (result, _) in enumerate(known.results) if result.scale == target.scale]
    exact = [place for place in fitting if known.results[place][0].id == target.from_result_id]
    before = [place for place in fitting if known.results[place][0].on <= target.set_on]
    return next(iter([*exact, *reversed(before), *fitting]), None)

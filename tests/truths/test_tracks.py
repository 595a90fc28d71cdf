"""No progress is never "on track", a change within the margin of a test is none, and met is met."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.workspace import Client
from models.progress.track import Track, share_of_time_gone, track
from models.scales.scale import Scale, Value, steps_between
from models.scales.standard import STANDARD_SCALES, STANDARDISED
from models.tables.result import Source
from models.tables.review import TrackStatus
from tests.handlers.pressing import press
from tests.handlers.teaching import a_result, a_taught_pupil
from tests.models.school.calendars import two_years
from tests.school import Service

START, BY_WHEN = date(2025, 11, 3), date(2025, 12, 18)
AHEAD, ON, BEHIND, MET = TrackStatus.AHEAD, TrackStatus.ON, TrackStatus.BEHIND, TrackStatus.MET
NOT_YET, NO_CLEAR_CHANGE = TrackStatus.NOT_YET, TrackStatus.NO_CLEAR_CHANGE
ordered = st.sampled_from([scale for scale in STANDARD_SCALES if scale.ordered])
by_rank = st.sampled_from([scale for scale in STANDARD_SCALES if scale.ordered and not scale.norm_referenced])
moments = st.dates(START - timedelta(days=5), BY_WHEN + timedelta(days=5))


def value(data: st.DataObject, scale: Scale) -> Value:
    return Value(scale, data.draw(st.sampled_from(scale.values)))


def tracked(baseline: Value, target: Value, latest: Value | None, today: date) -> Track:
    return track(baseline, target, latest, START, BY_WHEN, today, two_years)


@given(ordered, st.data(), moments)
def test_no_progress_is_never_on_track_or_ahead(scale: Scale, data: st.DataObject, today: date) -> None:
    baseline, target, latest = (value(data, scale) for _ in range(3))
    if steps_between(baseline, latest) <= 0:
        assert tracked(baseline, target, latest, today).word not in (ON, AHEAD)


@given(by_rank, st.data(), moments)
def test_without_progress_it_is_not_yet_until_the_first_step_is_due_and_behind_from_then_on(
    scale: Scale, data: st.DataObject, today: date
) -> None:
    baseline, target = value(data, scale), value(data, scale)
    wanted = steps_between(baseline, target)
    if wanted > 0:
        is_due = share_of_time_gone(START, BY_WHEN, today, two_years) * wanted >= 1
        assert tracked(baseline, target, baseline, today).word is (BEHIND if is_due else NOT_YET)


@given(by_rank, st.data(), moments)
def test_whoever_fell_back_is_behind_unless_the_target_is_met_all_the_same(
    scale: Scale, data: st.DataObject, today: date
) -> None:
    baseline, target, latest = (value(data, scale) for _ in range(3))
    if steps_between(baseline, latest) < 0 and steps_between(latest, target) > 0:
        assert tracked(baseline, target, latest, today).word is BEHIND


@given(st.data(), moments)
def test_a_change_smaller_than_the_margin_of_a_test_is_no_clear_change(data: st.DataObject, today: date) -> None:
    baseline, target, latest = (value(data, STANDARDISED) for _ in range(3))
    change, is_met = steps_between(baseline, latest), steps_between(target, latest) >= 0
    word = tracked(baseline, target, latest, today).word
    assert (word is NO_CLEAR_CHANGE) == (abs(change) < 5 and not is_met)


@given(by_rank, st.data(), moments)
def test_on_other_scales_every_step_counts(scale: Scale, data: st.DataObject, today: date) -> None:
    baseline, target, latest = (value(data, scale) for _ in range(3))
    assert tracked(baseline, target, latest, today).word is not NO_CLEAR_CHANGE


@given(ordered, st.data(), moments)
def test_met_is_met_on_every_scale_and_nothing_else_is(scale: Scale, data: st.DataObject, today: date) -> None:
    baseline, target, latest = (value(data, scale) for _ in range(3))
    is_met = steps_between(target, latest) >= 0
    assert (tracked(baseline, target, latest, today).word is MET) == is_met


@given(ordered, st.data(), moments)
def test_the_day_from_which_the_time_counts_stands_beside_the_numbers(
    scale: Scale, data: st.DataObject, today: date
) -> None:
    baseline, target, latest = (value(data, scale) for _ in range(3))
    assert tracked(baseline, target, latest, today).numbers.endswith("of the time gone (from Mon 3 Nov)")


async def test_every_surface_says_not_yet_while_nothing_is_due_and_behind_once_it_is(
    service: Service, workspace: Client
) -> None:
    placement = await a_taught_pupil(service, first_day=date(2026, 9, 7))
    await a_result(service, placement, "4")
    await press(service, "target.open", f"{placement}:Maths", by="ann")
    assert await workspace.submit(by="ann", target_grade_or_level="6", programme="Small group") == {}
    for day, word in ((date(2026, 9, 14), "not yet"), (date(2026, 11, 9), "behind")):
        service.skip_to(day.year, day.month, day.day, 18, 30)
        await a_result(service, placement, "4", source=Source.FURTHER, on=day)
        await press(service, "pupil.open", placement, by="ann")
        page = await workspace.home(by="ann")
        assert f"of the time gone (from Mon 7 Sep): {word}" in page.text
        await press(service, "review.open", f"{placement}:Maths", by="ann")
        assert f"of the time gone (from Mon 7 Sep): {word}" in workspace.modal(by="ann").text
        await workspace.close(by="ann", everything=True)
        await press(service, "cohort.open", "-", by="omar")
        assert word in (await workspace.home(by="omar")).text


async def test_a_small_change_of_a_standardised_score_is_no_clear_change_and_can_be_filtered(
    service: Service, workspace: Client
) -> None:
    placement = await a_taught_pupil(service, first_day=date(2026, 9, 7))
    await a_result(service, placement, "84", scale="standardised")
    await press(service, "target.open", f"{placement}:Maths", by="ann")
    assert await workspace.submit(by="ann", target_grade_or_level="92", programme="Small group") == {}
    service.skip_to(2026, 11, 9, 18, 30)
    await a_result(service, placement, "87", scale="standardised", source=Source.FURTHER, on=date(2026, 11, 9))
    await press(service, "cohort.open", "-", by="omar")
    await workspace.home(by="omar")
    await workspace.choose("All tracks", "No clear change", by="omar")
    shown = (await workspace.home(by="omar")).text
    assert "Kai Ashworth" in shown
    assert "no clear change" in shown
    await workspace.choose("All tracks", "On track", by="omar")
    assert "Kai Ashworth" not in (await workspace.home(by="omar")).text

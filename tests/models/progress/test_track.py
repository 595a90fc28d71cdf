"""Track: progress in steps of its scale beside the time that has gone, and the word that it comes to."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.progress.track import Track, share_of_time_gone, share_of_way, track
from models.scales.scale import NotComparable, Scale, Value
from models.scales.standard import (
    COMBINED_SCIENCE,
    ENGAGEMENT,
    GCSE,
    NC_LEVEL,
    READING_AGE,
    SDQ,
    STANDARD_SCALES,
    STANDARDISED,
)
from models.tables.review import TrackStatus
from tests.models.school.calendars import two_years

START, QUARTER, HALFWAY, BY_WHEN = date(2025, 11, 3), date(2025, 11, 13), date(2025, 11, 25), date(2025, 12, 18)
SINCE = "(from Mon 3 Nov)"
RANKED = (TrackStatus.BEHIND, TrackStatus.NOT_YET, TrackStatus.ON, TrackStatus.AHEAD, TrackStatus.MET)
RANK = {word: rank for rank, word in enumerate(RANKED)}
UPWARD = Scale.of("Upward", tuple(map(str, range(30))))
DOWNWARD = Scale.of("Downward", reversed(UPWARD.values), higher_is_better=False)
places = st.integers(0, 29)
moments = st.dates(START - timedelta(days=5), BY_WHEN + timedelta(days=5))


def tracked(
    scale: Scale, baseline: str, target: str, latest: str | None, today: date, by_when: date = BY_WHEN
) -> Track:
    result = scale.parse(latest) if latest else None
    return track(scale.parse(baseline), scale.parse(target), result, START, by_when, today, two_years)


def upward(baseline: int, target: int, latest: int, today: date) -> Track:
    return tracked(UPWARD, str(baseline), str(target), str(latest), today)


def test_two_of_five_steps_with_half_of_the_time_gone_is_on_track() -> None:
    on = tracked(GCSE, "2", "7", "4", HALFWAY)
    assert (on.steps_done, on.steps_wanted, on.time_gone) == (2, 5, 50)
    assert share_of_way(2, 5) == 40
    assert on.numbers == "2 of 5 steps made, 50% of the time gone (from Mon 3 Nov)"
    assert on.sentence == "2 of 5 steps made, 50% of the time gone (from Mon 3 Nov): on track"


@pytest.mark.parametrize(
    ("scale", "baseline", "target", "latest", "today", "sentence"),
    [
        (GCSE, "3", "5", "3", START, "0 of 2 steps made, 0% of the time gone: not yet"),
        (GCSE, "3", "5", "4", QUARTER, "1 of 2 steps made, 25% of the time gone: on track"),
        (GCSE, "3", "5", "5", QUARTER, "2 of 2 steps made, 25% of the time gone: met"),
        (GCSE, "3", "5", "7", QUARTER, "2 steps past the target, 25% of the time gone: met"),
        (GCSE, "3", "5", "2", QUARTER, "1 step back from the baseline, 25% of the time gone: behind"),
        (GCSE, "3", "5", None, QUARTER, "no result since the baseline, 25% of the time gone"),
        (GCSE, "3", "4", "3", BY_WHEN, "0 of 1 step made, 100% of the time gone: behind"),
        (
            NC_LEVEL,
            "3c",
            "4a",
            "3a",
            date(2025, 11, 18),
            "2 of 5 steps made, 34% of the time gone: on track",
        ),
        (
            COMBINED_SCIENCE,
            "3-3",
            "5-5",
            "5-4",
            QUARTER,
            "3 of 4 steps made, 25% of the time gone: ahead",
        ),
        (
            READING_AGE,
            "7-0",
            "8-0",
            "7-7",
            HALFWAY,
            "7 of 12 months made, 50% of the time gone: on track",
        ),
        (
            READING_AGE,
            "7-0",
            "8-0",
            "7-8",
            HALFWAY,
            "8 of 12 months made, 50% of the time gone: ahead",
        ),
        (SDQ, "24", "12", "20", HALFWAY, "4 of 12 points made, 50% of the time gone: behind"),
        (
            SDQ,
            "24",
            "12",
            "27",
            HALFWAY,
            "3 points back from the baseline, 50% of the time gone: behind",
        ),
        (SDQ, "24", "12", "10", HALFWAY, "2 points past the target, 50% of the time gone: met"),
    ],
)
def test_a_track_is_said_with_its_numbers(
    scale: Scale, baseline: str, target: str, latest: str | None, today: date, sentence: str
) -> None:
    assert tracked(scale, baseline, target, latest, today).sentence == sentence.replace("gone", f"gone {SINCE}")


@pytest.mark.parametrize(
    ("latest", "word"),
    [
        (2, TrackStatus.BEHIND),
        (3, TrackStatus.ON),
        (4, TrackStatus.ON),
        (5, TrackStatus.ON),
        (6, TrackStatus.AHEAD),
        (8, TrackStatus.MET),
    ],
)
def test_one_step_from_the_line_is_on(latest: int, word: TrackStatus) -> None:
    assert upward(0, 8, latest, HALFWAY).word == word  # the line is at four of eight


def test_on_a_long_scale_ten_points_from_the_line_are_on() -> None:
    words = {
        months: tracked(READING_AGE, "8-0", "10-6", f"{96 + months} months", HALFWAY).word
        for months in (11, 12, 18, 19)  # the line is at 15 of 30 months
    }
    assert words == {11: TrackStatus.BEHIND, 12: TrackStatus.ON, 18: TrackStatus.ON, 19: TrackStatus.AHEAD}


def test_no_result_since_the_baseline_is_not_yet_known_even_when_the_time_is_over() -> None:
    for today in (START, BY_WHEN, date(2026, 2, 2)):
        unknown = tracked(GCSE, "3", "5", None, today)
        assert (unknown.word, unknown.steps_done) == (TrackStatus.NOT_YET, None)


def test_after_its_date_a_target_is_met_or_behind() -> None:
    assert tracked(GCSE, "3", "5", "4", BY_WHEN).word == TrackStatus.ON
    assert tracked(GCSE, "3", "5", "4", BY_WHEN + timedelta(days=1)).word == TrackStatus.BEHIND
    assert tracked(GCSE, "3", "5", "5", date(2026, 2, 2)).word == TrackStatus.MET
    assert tracked(GCSE, "3", "5", "4", date(2026, 2, 2)).time_gone == 100


def test_a_steady_score_that_was_to_be_kept_is_met() -> None:
    kept = tracked(STANDARDISED, "92", "92", "92", HALFWAY)
    assert (kept.word, kept.steps_wanted) == (TrackStatus.MET, 0)
    assert share_of_way(0, 0) is None
    assert kept.numbers.startswith("at the target, ")


@pytest.mark.parametrize(
    ("latest", "word"),
    [("93", TrackStatus.MET), ("88", TrackStatus.NO_CLEAR_CHANGE), ("87", TrackStatus.BEHIND)],
)
def test_a_score_that_was_to_be_kept_may_be_off_by_less_than_its_margin(latest: str, word: TrackStatus) -> None:
    assert tracked(STANDARDISED, "92", "92", latest, HALFWAY).word == word


def test_a_target_below_the_baseline_has_no_share_of_the_way() -> None:
    lowered = tracked(GCSE, "6", "4", "3", HALFWAY)
    assert (lowered.word, lowered.steps_wanted) == (TrackStatus.BEHIND, -2)
    assert share_of_way(-3, -2) is None
    assert lowered.numbers == "1 step short of the target, 50% of the time gone (from Mon 3 Nov)"
    assert tracked(GCSE, "6", "4", "4", HALFWAY).sentence == "at the target, 50% of the time gone (from Mon 3 Nov): met"


@pytest.mark.parametrize(
    ("today", "gone"),
    [
        (date(2025, 10, 20), Fraction(0)),
        (START, Fraction(0)),
        (date(2025, 11, 4), Fraction(1, 32)),
        (date(2025, 11, 8), Fraction(4, 32)),  # a Saturday
        (date(2025, 11, 25), Fraction(16, 32)),
        (date(2025, 11, 26), Fraction(16, 32)),  # an INSET day
        (date(2025, 11, 27), Fraction(17, 32)),
        (BY_WHEN, Fraction(1)),
        (date(2026, 3, 3), Fraction(1)),
    ],
)
def test_time_goes_by_school_days(today: date, gone: Fraction) -> None:
    assert share_of_time_gone(START, BY_WHEN, today, two_years) == gone


@pytest.mark.parametrize(
    ("start", "by_when", "today", "gone"),
    [
        (BY_WHEN, BY_WHEN, BY_WHEN, 1),
        (BY_WHEN, START, HALFWAY, 1),  # dated before it was set
        (date(2025, 12, 20), date(2025, 12, 31), date(2025, 12, 24), 0),  # a holiday only
        (date(2025, 12, 20), date(2025, 12, 31), date(2025, 12, 31), 1),
    ],
)
def test_where_there_is_no_school_day_the_time_goes_with_the_date(
    start: date, by_when: date, today: date, gone: int
) -> None:
    assert share_of_time_gone(start, by_when, today, two_years) == gone


def test_none_and_all_of_the_time_are_said_only_where_it_is_so() -> None:
    three_years = date(2028, 6, 1)
    first = tracked(GCSE, "3", "5", "3", date(2025, 11, 4), by_when=three_years)
    last = tracked(GCSE, "3", "5", "3", date(2028, 5, 31), by_when=three_years)
    assert (first.time_gone, last.time_gone) == (1, 99)


def test_nothing_is_tracked_across_scales_or_without_an_order() -> None:
    five, score = GCSE.parse("5"), STANDARDISED.parse("100")
    for baseline, target, latest in ((score, five, None), (five, score, None), (five, five, score)):
        with pytest.raises(NotComparable):
            track(baseline, target, latest, START, BY_WHEN, HALFWAY, two_years)
    area = ENGAGEMENT.parse("Initiation")
    with pytest.raises(NotComparable):
        track(area, area, None, START, BY_WHEN, HALFWAY, two_years)


@given(places, places, places, moments)
def test_met_is_at_the_target_or_past_it(baseline: int, target: int, latest: int, today: date) -> None:
    assert (upward(baseline, target, latest, today).word == TrackStatus.MET) == (latest >= target)


@given(places, places, places, places, moments)
def test_a_better_result_never_has_a_worse_word(baseline: int, target: int, one: int, other: int, today: date) -> None:
    worse, better = sorted((one, other))
    assert RANK[upward(baseline, target, worse, today).word] <= RANK[upward(baseline, target, better, today).word]


@given(places, places, places, moments, moments)
def test_time_alone_never_improves_the_word(baseline: int, gain: int, latest: int, one: date, other: date) -> None:
    target = min(baseline + gain, 29)
    earlier, later = sorted((one, other))
    assert RANK[upward(baseline, target, latest, later).word] <= RANK[upward(baseline, target, latest, earlier).word]


@given(places, places, places, moments)
def test_a_scale_on_which_lower_is_better_turns_round(baseline: int, target: int, latest: int, today: date) -> None:
    turned = tracked(DOWNWARD, str(baseline), str(target), str(latest), today)
    assert turned == upward(baseline, target, latest, today)


@given(st.sampled_from([scale for scale in STANDARD_SCALES if scale.ordered]), st.data(), moments)
def test_every_track_can_be_said(scale: Scale, data: st.DataObject, today: date) -> None:
    baseline, target, latest = (Value(scale, data.draw(st.sampled_from(scale.values))) for _ in range(3))
    found = track(baseline, target, latest, START, BY_WHEN, today, two_years)
    assert 0 <= found.time_gone <= 100
    assert found.sentence.endswith(f"of the time gone (from Mon 3 Nov): {found.word.label}")
    share = share_of_way(found.steps_done or 0, found.steps_wanted)
    assert share is None or (share >= 100) == (found.word == TrackStatus.MET)

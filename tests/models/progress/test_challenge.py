"""The four challenges of a target, and where each must stay silent."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.progress.challenge import (
    AFTER_BARRIER,
    Challenge,
    ChallengeReason,
    PreviousTarget,
    Typed,
    challenges,
    lowered_after_barrier,
    met_not_raised,
    not_above_last,
    same_for_pupils,
    same_for_subjects,
)
from models.scales.scale import Scale, Value, compare
from models.scales.standard import (
    ENGAGEMENT,
    ENTRY_LEVEL,
    GCSE,
    KS2_SCALED,
    READING_AGE,
    SDQ,
    STANDARD_SCALES,
    STANDARDISED,
)
from models.school.calendar import Calendar
from tests.models.school.calendars import calendars, days, two_years

WEDNESDAY = date(2025, 11, 19)
BARRIER = date(2025, 11, 12)
SUBJECTS = ("Maths", "English", "Science", "Art", "History")
PUPILS = ("kai", "mia", "leo", "zoe", "sam")


def typed(
    text: str = "5",
    *,
    pupil: str = "kai",
    subject: str = "Maths",
    by: str = "ann",
    on: date = WEDNESDAY,
    scale: Scale = GCSE,
) -> Typed:
    return Typed(pupil, subject, by, on, scale.parse(text))


def result(scale: Scale, text: str | None) -> Value | None:
    return scale.parse(text) if text else None


def doubts(*found: Challenge | None) -> list[ChallengeReason]:
    return [challenge.doubt for challenge in found if challenge]


@pytest.mark.parametrize(
    ("scale", "target", "last"),
    [
        (GCSE, "5", "5"),
        (GCSE, "4", "5"),
        (READING_AGE, "8-4", "8-4"),
        (SDQ, "14", "14"),
        (SDQ, "16", "14"),  # lower is better
        (STANDARDISED, "91", "92"),
        (STANDARDISED, "159", "160"),
    ],
)
def test_a_target_at_or_below_the_last_result_is_challenged(scale: Scale, target: str, last: str) -> None:
    found = not_above_last(scale.parse(target), scale.parse(last))
    shown = {"target": scale.parse(target).text, "last": scale.parse(last).text}
    assert found == Challenge(ChallengeReason.NOT_ABOVE_LAST, shown)


@pytest.mark.parametrize(
    ("scale", "target", "last"),
    [
        (GCSE, "6", "5"),
        (GCSE, "1", "U"),
        (SDQ, "12", "14"),
        (STANDARDISED, "92", "92"),  # a steady score is normal progress
        (GCSE, "9", "9"),  # there is nothing above
        (SDQ, "0", "0"),
        (GCSE, "1", None),
        (ENGAGEMENT, "Exploration", "Exploration"),  # no area is above another
    ],
)
def test_a_target_above_the_last_result_is_not_challenged(scale: Scale, target: str, last: str | None) -> None:
    assert not_above_last(scale.parse(target), result(scale, last)) is None


def test_a_result_on_another_scale_challenges_nothing() -> None:
    assert not_above_last(GCSE.parse("1"), ENTRY_LEVEL.parse("3")) is None
    assert met_not_raised(GCSE.parse("1"), ENTRY_LEVEL.parse("1"), ENTRY_LEVEL.parse("3")) is None
    assert met_not_raised(GCSE.parse("1"), GCSE.parse("3"), ENTRY_LEVEL.parse("3")) is None
    assert lowered_after_barrier(typed("1"), ENTRY_LEVEL.parse("3"), BARRIER, two_years) is None


@pytest.mark.parametrize(
    ("scale", "target", "previous", "last"),
    [
        (GCSE, "5", "5", "5"),
        (GCSE, "5", "5", "7"),
        (GCSE, "4", "5", "5"),
        (SDQ, "14", "14", "10"),
        (STANDARDISED, "95", "96", "96"),
    ],
)
def test_a_met_target_that_is_not_raised_is_challenged(scale: Scale, target: str, previous: str, last: str) -> None:
    found = met_not_raised(scale.parse(target), scale.parse(previous), scale.parse(last))
    assert found == Challenge(ChallengeReason.MET_NOT_RAISED, {"target": target, "previous": previous, "last": last})


@pytest.mark.parametrize(
    ("scale", "target", "previous", "last"),
    [
        (GCSE, "6", "5", "5"),
        (GCSE, "5", "5", "4"),  # not met yet: it may well stay
        (GCSE, "4", "5", "4"),
        (GCSE, "5", None, "5"),
        (GCSE, "5", "5", None),
        (GCSE, "9", "9", "9"),
        (SDQ, "9", "10", "10"),
        (STANDARDISED, "96", "96", "97"),
        (ENGAGEMENT, "Initiation", "Initiation", "Initiation"),
    ],
)
def test_a_met_target_that_is_raised_or_one_not_met_is_not_challenged(
    scale: Scale, target: str, previous: str | None, last: str | None
) -> None:
    assert met_not_raised(scale.parse(target), result(scale, previous), result(scale, last)) is None


def test_the_same_grade_for_four_subjects_of_a_pupil_is_challenged_whoever_typed_them() -> None:
    others = [typed(subject=subject, by=f"teacher of {subject}") for subject in SUBJECTS[1:4]]
    assert same_for_subjects(typed(), others) == Challenge(
        ChallengeReason.SAME_FOR_SUBJECTS, {"target": "5", "subjects": 4}
    )
    assert same_for_pupils(typed(), others) is None


def test_the_same_grade_for_four_pupils_of_a_teacher_is_challenged_in_whichever_subject() -> None:
    others = [typed(pupil=pupil, subject=subject) for pupil, subject in zip(PUPILS[1:], SUBJECTS[1:], strict=True)]
    assert same_for_pupils(typed(), others) == Challenge(ChallengeReason.SAME_FOR_PUPILS, {"target": "5", "pupils": 5})
    assert same_for_subjects(typed(), others) is None


@pytest.mark.parametrize(("scale", "best"), [(GCSE, "9"), (ENTRY_LEVEL, "Entry 3"), (SDQ, "0")])
def test_at_the_top_of_a_scale_the_same_for_many_is_no_low_expectation(scale: Scale, best: str) -> None:
    same = [typed(best, subject=subject, scale=scale) for subject in SUBJECTS]
    many = [typed(best, pupil=pupil, scale=scale) for pupil in PUPILS]
    assert doubts(same_for_subjects(same[0], same), same_for_pupils(many[0], many)) == []


def four(*, fourth: Typed) -> list[Typed]:
    """With `typed()` itself, as many pupils of one teacher, of whom this last may be unlike the others."""
    return [
        *(typed(pupil=pupil, subject=subject) for pupil, subject in zip(PUPILS[1:3], SUBJECTS[1:3], strict=True)),
        fourth,
    ]


@pytest.mark.parametrize(
    "fourth",
    [
        typed(pupil="zoe", on=WEDNESDAY - timedelta(days=7)),  # a week ago
        typed(pupil="zoe", on=WEDNESDAY + timedelta(days=1)),  # after it
        typed(pupil="zoe", by="bob"),  # another teacher's
        typed("6", pupil="zoe"),
        typed(pupil="mia", subject="Art"),  # another subject of the same pupil
        typed(),  # the same target, typed once more
    ],
)
def test_four_pupils_are_not_counted_where_one_is_not_like_the_others(fourth: Typed) -> None:
    assert same_for_pupils(typed(), four(fourth=fourth)) is None
    assert same_for_pupils(typed(), four(fourth=typed(pupil="zoe")))


@pytest.mark.parametrize(
    "fourth",
    [
        typed(subject="Art", on=WEDNESDAY - timedelta(days=7)),
        typed("6", subject="Art"),
        typed(subject="Art", pupil="zoe"),  # another pupil's
        typed(subject="English", by="bob"),  # the same subject, typed by two
    ],
)
def test_four_subjects_are_not_counted_where_one_is_not_like_the_others(fourth: Typed) -> None:
    others = [typed(subject="English"), typed(subject="Science")]
    assert same_for_subjects(typed(), [*others, fourth]) is None
    assert same_for_subjects(typed(), [*others, typed(subject="Art", on=WEDNESDAY - timedelta(days=6))])


def test_the_same_figure_on_two_scales_is_not_the_same_grade() -> None:
    others = [typed("100", pupil=pupil, scale=STANDARDISED) for pupil in PUPILS[1:]]
    assert same_for_pupils(typed("100", scale=KS2_SCALED), others) is None
    assert same_for_pupils(typed("100", scale=STANDARDISED), others)


def test_a_grade_that_was_corrected_since_is_not_counted() -> None:
    others = [typed(pupil=pupil) for pupil in PUPILS[1:4]]
    assert same_for_pupils(typed(), [*others, typed("6", pupil="zoe")]) is None
    assert same_for_pupils(typed("4"), others) is None
    assert same_for_pupils(typed(), [*others, typed("6")])  # what is typed now takes the place of what was


def test_a_target_lowered_soon_after_a_new_behavioural_barrier_is_challenged() -> None:
    found = lowered_after_barrier(typed("4"), GCSE.parse("5"), BARRIER, two_years)
    facts = {"target": "4", "previous": "5", "since": BARRIER, "days": 5}
    assert found == Challenge(ChallengeReason.LOWERED_AFTER_BARRIER, facts)


def test_soon_is_twenty_school_days_and_a_holiday_does_not_count() -> None:
    before_half_term = date(2025, 10, 20)
    last = two_years.add_school_days(before_half_term, AFTER_BARRIER)
    assert last == date(2025, 11, 25)
    assert lowered_after_barrier(typed("4", on=last), GCSE.parse("5"), before_half_term, two_years)
    too_late = two_years.add_school_days(last, 1)
    assert lowered_after_barrier(typed("4", on=too_late), GCSE.parse("5"), before_half_term, two_years) is None


@pytest.mark.parametrize(
    ("target", "previous", "since"),
    [
        ("5", "5", BARRIER),  # kept
        ("6", "5", BARRIER),  # raised
        ("4", None, BARRIER),  # the first there is
        ("4", "5", None),  # no such barrier
        ("4", "5", date(2025, 9, 8)),  # an old one
        ("4", "5", date(2025, 11, 20)),  # only after the target
    ],
)
def test_a_target_that_the_barrier_did_not_lower_is_not_challenged(
    target: str, previous: str | None, since: date | None
) -> None:
    assert lowered_after_barrier(typed(target), result(GCSE, previous), since, two_years) is None


def test_on_a_scale_where_lower_is_better_a_higher_target_is_the_lowered_one() -> None:
    assert lowered_after_barrier(typed("14", scale=SDQ), SDQ.parse("12"), BARRIER, two_years)
    assert lowered_after_barrier(typed("10", scale=SDQ), SDQ.parse("12"), BARRIER, two_years) is None


def test_all_that_is_doubtful_is_said_at_once() -> None:
    others = [typed("4", pupil=pupil) for pupil in PUPILS[1:]] + [
        typed("4", subject=one, by="bob") for one in SUBJECTS[1:]
    ]
    found = challenges(typed("4"), PreviousTarget(GCSE.parse("5"), GCSE.parse("5"), BARRIER), others, two_years)
    assert sorted(doubts(*found)) == sorted({*ChallengeReason} - {ChallengeReason.OUT_OF_REACH})


def test_a_challenging_target_is_saved_without_a_word() -> None:
    before = PreviousTarget(GCSE.parse("5"), GCSE.parse("5"), BARRIER)
    assert challenges(typed("6"), before, [typed("6", pupil="mia")], two_years) == ()
    assert challenges(typed("1"), PreviousTarget(), [], two_years) == ()


@given(st.sampled_from(STANDARD_SCALES), st.data(), calendars, days, days)
def test_the_best_of_a_scale_is_never_doubted_and_what_has_no_order_neither(
    scale: Scale, data: st.DataObject, calendar: Calendar, on: date, since: date
) -> None:
    values = st.sampled_from([Value(scale, text) for text in scale.values])
    target, last, previous = data.draw(values), data.draw(values), data.draw(values)
    found = challenges(Typed("kai", "Maths", "ann", on, target), PreviousTarget(last, previous, since), (), calendar)
    if not scale.ordered or target == scale.best:
        assert found == ()
    elif compare(target, last) < 0:
        assert ChallengeReason.NOT_ABOVE_LAST in doubts(*found)

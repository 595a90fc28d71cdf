"""Scales: their order, what teachers may type for them, and that nothing ever crosses from one to another."""

import operator
import re
from collections.abc import Callable
from itertools import pairwise, permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.scales.scale import NotComparable, Scale, Value, compare, steps_between
from models.scales.standard import (
    BY_KEY,
    COMBINED_SCIENCE,
    ENGAGEMENT,
    ENTRY_LEVEL,
    FUNCTIONAL_SKILLS,
    GCSE,
    KS2,
    KS2_SCALED,
    NC_LEVEL,
    P_SCALE,
    PRE_KEY_STAGE_1,
    PRE_KEY_STAGE_2,
    READING_AGE,
    SDQ,
    STANDARD_SCALES,
    STANDARDISED,
    VOCATIONAL,
)

BOXALL_A, BOXALL_Q = BY_KEY["boxall_a"], BY_KEY["boxall_q"]
EFFORT = Scale.of("Effort", ("Refuses", "Tries", "Works hard"))
ORDERED = tuple(scale for scale in STANDARD_SCALES if scale.ordered)
scales = st.sampled_from([*STANDARD_SCALES, EFFORT])


@st.composite
def two_of_one_scale(draw: st.DrawFn) -> tuple[Value, Value]:
    scale = draw(st.sampled_from(ORDERED))
    first, second = draw(st.tuples(st.sampled_from(scale.values), st.sampled_from(scale.values)))
    return Value(scale, first), Value(scale, second)


def outcome(scale: Scale, typed: str) -> str:
    try:
        return scale.parse(typed).text
    except ValueError as refusal:
        return str(refusal)


@pytest.mark.parametrize(
    ("scale", "typed", "shown"),
    [
        (GCSE, "5", "5"),
        (GCSE, "grade 5", "5"),
        (GCSE, "Gr 5", "5"),
        (GCSE, "Gr. 5", "5"),
        (GCSE, "GCSE grade: 9", "9"),
        (GCSE, "u", "U"),
        (GCSE, "ungraded", "U"),
        (COMBINED_SCIENCE, "5-5", "5-5"),
        (COMBINED_SCIENCE, "65", "6-5"),
        (COMBINED_SCIENCE, "6/5", "6-5"),
        (COMBINED_SCIENCE, "Grade 9 – 9", "9-9"),
        (COMBINED_SCIENCE, "U", "U"),
        (ENTRY_LEVEL, "2", "Entry 2"),
        (ENTRY_LEVEL, "e2", "Entry 2"),
        (ENTRY_LEVEL, "Entry Level 3", "Entry 3"),
        (FUNCTIONAL_SKILLS, "E2", "E2"),
        (FUNCTIONAL_SKILLS, "entry level 2", "E2"),
        (FUNCTIONAL_SKILLS, "L1", "L1"),
        (FUNCTIONAL_SKILLS, "Level 2", "L2"),
        (FUNCTIONAL_SKILLS, "FS L1", "L1"),
        (VOCATIONAL, "pass", "P"),
        (VOCATIONAL, "m", "M"),
        (VOCATIONAL, "D*", "D*"),
        (VOCATIONAL, "Distinction star", "D*"),
        (VOCATIONAL, "BTEC Dist", "D"),
        (KS2, "working towards", "WTS"),
        (KS2, "Working towards the expected standard", "WTS"),
        (KS2, "wts", "WTS"),
        (KS2, "Expected", "EXS"),
        (KS2, "greater depth", "GDS"),
        (NC_LEVEL, "4b", "4b"),
        (NC_LEVEL, "Level 4B", "4b"),
        (NC_LEVEL, "L 4 b", "4b"),
        (NC_LEVEL, "w", "W"),
        (NC_LEVEL, "working towards", "W"),
        (P_SCALE, "P1i", "P1i"),
        (P_SCALE, "p1(ii)", "P1ii"),
        (P_SCALE, "P 7", "P7"),
        (P_SCALE, "8", "P8"),
        (PRE_KEY_STAGE_1, "standard 4", "PK4"),
        (PRE_KEY_STAGE_2, "PKS 6", "PK6"),
        (PRE_KEY_STAGE_2, "Pre-key stage 5", "PK5"),
        (KS2_SCALED, "scaled 104", "104"),
        (KS2_SCALED, "Scaled score: 80", "80"),
        (STANDARDISED, "92", "92"),
        (STANDARDISED, "SAS 092", "92"),
        (READING_AGE, "8y4m", "8y4m"),
        (READING_AGE, "8-4", "8y4m"),
        (READING_AGE, "8:04", "8y4m"),
        (READING_AGE, "8 years 4 months", "8y4m"),
        (READING_AGE, "8 yrs and 4 mths", "8y4m"),
        (READING_AGE, "RA 11 y", "11y0m"),
        (READING_AGE, "100 months", "8y4m"),
        (SDQ, "SDQ 12", "12"),
        (SDQ, "0", "0"),
        (BOXALL_A, "Boxall A: 14", "14"),
        (ENGAGEMENT, "initiation", "Initiation"),
        (ENGAGEMENT, "realization", "Realisation"),
        (EFFORT, "works  HARD", "Works hard"),
    ],
)
def test_a_value_is_read_as_teachers_type_it(scale: Scale, typed: str, shown: str) -> None:
    assert str(scale.parse(typed)) == shown


@pytest.mark.parametrize(
    ("scale", "typed"),
    [
        *((GCSE, typed) for typed in ("", "0", "10", "A*", "5-5", "-5", "5+", "4b", "5.5", "²", "٥", "5 or 6", "W")),
        *((COMBINED_SCIENCE, typed) for typed in ("5", "5-6", "5.5", "7-5", "9-9-9", "0-0")),
        *((ENTRY_LEVEL, typed) for typed in ("4", "L1", "Level 1", "")),
        *((FUNCTIONAL_SKILLS, typed) for typed in ("1", "2", "E4", "L3", "")),
        *((VOCATIONAL, typed) for typed in ("D**", "fail", "5")),
        *((KS2, typed) for typed in ("GCSE", "100", "below")),
        *((NC_LEVEL, typed) for typed in ("4", "4d", "9c", "0a", "b4")),
        *((P_SCALE, typed) for typed in ("P1", "P4i", "P9", "P1iii", "P")),
        *((PRE_KEY_STAGE_1, typed) for typed in ("5", "0")),
        *((PRE_KEY_STAGE_2, typed) for typed in ("7", "expected")),
        *((KS2_SCALED, typed) for typed in ("79", "121", "100.5", "-90", "9" * 5_000)),
        *((STANDARDISED, typed) for typed in ("39", "161", "92%")),
        *((READING_AGE, typed) for typed in ("8", "8-", "2-11", "21-0", "8 years 4 months ish", "35 months")),
        *((SDQ, typed) for typed in ("41", "-1", "12/40")),
        *((BOXALL_A, typed) for typed in ("21", "B 12")),
        *((ENGAGEMENT, typed) for typed in ("exploration, persistence", "3")),
        (EFFORT, "Hard"),
    ],
)
def test_a_wrong_value_is_refused_with_what_is_possible(scale: Scale, typed: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(scale.possible)}$"):
        scale.parse(typed)


def test_the_refusal_of_a_gcse_grade_is_plain() -> None:
    with pytest.raises(ValueError, match=r"^GCSE grades run from 1 to 9, or U\.$"):
        GCSE.parse("B")


@pytest.mark.parametrize("typed", ["8.4", "8.04", "8,4", "RA 8.4", "8.4 years"])
def test_a_decimal_reading_age_is_refused_with_the_reason(typed: str) -> None:
    with pytest.raises(ValueError, match=r"never a decimal: 8\.4 could be 8 years 4 months, or 8 years and 4 tenths"):
        READING_AGE.parse(typed)


def test_a_reading_age_has_at_most_eleven_months_beside_its_years() -> None:
    with pytest.raises(ValueError, match="The months in a reading age run from 0 to 11, so 8-12 is not possible"):
        READING_AGE.parse("8-12")


@pytest.mark.parametrize("scale", [*STANDARD_SCALES, EFFORT], ids=lambda scale: scale.key)
def test_what_is_shown_can_be_typed_again(scale: Scale) -> None:
    assert [scale.parse(value).text for value in scale.values] == list(scale.values)
    assert [scale.parse(f"  {value.upper()} ").text for value in scale.values] == list(scale.values)


@given(scales, st.text(max_size=40))
def test_whatever_is_typed_is_a_value_or_a_plain_refusal(scale: Scale, typed: str) -> None:
    assert outcome(scale, typed) in (*scale.values, scale.possible) or scale.beyond


@pytest.mark.parametrize(
    ("scale", "order"),
    [
        (GCSE, "U 1 2 3 4 5 6 7 8 9"),
        (COMBINED_SCIENCE, "U 1-1 2-1 2-2 3-2 3-3 4-3 4-4 5-4 5-5 6-5 6-6 7-6 7-7 8-7 8-8 9-8 9-9"),
        (FUNCTIONAL_SKILLS, "E1 E2 E3 L1 L2"),
        (VOCATIONAL, "P M D D*"),
        (KS2, "PKS WTS EXS GDS"),
        (NC_LEVEL, "W 1c 1b 1a 2c 2b 2a 3c 3b 3a 4c 4b 4a 5c 5b 5a 6c 6b 6a 7c 7b 7a 8c 8b 8a"),
        (P_SCALE, "P1i P1ii P2i P2ii P3i P3ii P4 P5 P6 P7 P8"),
        (PRE_KEY_STAGE_1, "PK1 PK2 PK3 PK4"),
        (PRE_KEY_STAGE_2, "PK1 PK2 PK3 PK4 PK5 PK6"),
    ],
    ids=lambda given: given.key if isinstance(given, Scale) else "",
)
def test_the_values_stand_in_this_order(scale: Scale, order: str) -> None:
    assert " ".join(scale.values) == order
    in_order = [Value(scale, text) for text in order.split()]
    assert all(compare(better, worse) == 1 for worse, better in pairwise(in_order))


def test_a_is_the_highest_sub_level_and_w_the_lowest_of_all() -> None:
    assert steps_between(NC_LEVEL.parse("4c"), NC_LEVEL.parse("4a")) == 2
    assert steps_between(NC_LEVEL.parse("4a"), NC_LEVEL.parse("5c")) == 1
    assert compare(NC_LEVEL.parse("W"), NC_LEVEL.parse("1c")) == -1


@pytest.mark.parametrize(
    ("scale", "worse", "better", "steps"),
    [
        (GCSE, "3", "5", 2),
        (READING_AGE, "7y11m", "8y1m", 2),
        (KS2_SCALED, "97", "104", 7),
        (SDQ, "20", "12", 8),
        (BOXALL_A, "6", "10", 4),
        (BOXALL_Q, "10", "6", 4),
        (Scale.of("Incidents a week", ("none", "few", "many"), higher_is_better=False), "many", "few", 1),
    ],
)
def test_steps_are_more_than_none_towards_the_better(scale: Scale, worse: str, better: str, steps: int) -> None:
    assert steps_between(scale.parse(worse), scale.parse(better)) == steps
    assert steps_between(scale.parse(better), scale.parse(worse)) == -steps
    assert (compare(scale.parse(better), scale.parse(worse)), compare(scale.parse(worse), scale.parse(better))) == (
        1,
        -1,
    )


@given(two_of_one_scale())
def test_a_value_is_better_exactly_where_it_is_steps_ahead(two: tuple[Value, Value]) -> None:
    first, second = two
    assert steps_between(first, second) == -steps_between(second, first)
    assert compare(first, second) == -compare(second, first)
    assert (compare(first, second) == 0) == (first == second)
    assert compare(first.scale.best, second) >= 0


@given(two_of_one_scale())
def test_a_place_leads_back_to_its_value(two: tuple[Value, Value]) -> None:
    scale = two[0].scale
    assert all(scale.at(scale.place(value)) == value for value in two)


def test_a_number_stands_at_itself_and_a_rank_at_how_many_are_below_it() -> None:
    assert STANDARDISED.place(STANDARDISED.parse("92")) == 92
    assert READING_AGE.place(READING_AGE.parse("8-4")) == 100
    assert GCSE.place(GCSE.parse("U")) == 0
    with pytest.raises(ValueError, match="GCSE grades run"):
        GCSE.at(10)
    with pytest.raises(ValueError, match="from 80 to 120"):
        KS2_SCALED.at(79)


@pytest.mark.parametrize("act", [compare, steps_between, lambda a, b: a.scale.place(b)])
def test_nothing_is_compared_across_scales(act: Callable[[Value, Value], int]) -> None:
    firsts = [Value(scale, scale.values[0]) for scale in (*STANDARD_SCALES, EFFORT)]
    for first, second in permutations(firsts, 2):
        with pytest.raises(NotComparable):
            act(first, second)


def test_the_same_letters_on_two_scales_are_two_values() -> None:
    assert PRE_KEY_STAGE_1.parse("2") != PRE_KEY_STAGE_2.parse("2")
    assert STANDARDISED.parse("100") != KS2_SCALED.parse("100")
    assert len({PRE_KEY_STAGE_1.parse("2"), PRE_KEY_STAGE_2.parse("2"), PRE_KEY_STAGE_2.parse("PK2")}) == 2


@pytest.mark.parametrize(
    "act",
    [
        *(operator.add, operator.sub, operator.mul, operator.truediv),
        *(operator.lt, operator.le, operator.gt, operator.ge),
        lambda a, _: sum([a]),
        lambda a, _: int(a),
        lambda a, b: max(a, b),
    ],
)
def test_a_value_has_no_arithmetic_and_no_order_of_its_own(act: Callable[[Any, Any], object]) -> None:
    with pytest.raises(TypeError):
        act(GCSE.parse("5"), GCSE.parse("4"))
    with pytest.raises(TypeError):
        act(GCSE.parse("5"), 1)


def test_the_types_forbid_it_too(tmp_path: Path) -> None:
    from mypy import api

    wrong = ("five - four", "five + 1", "five < four", "int(five)", "sorted([five, four])")
    right = ("steps_between(five, four)", "compare(five, four)")
    imports = "from models.scales.scale import Value, compare, steps_between"
    opening = imports + "\n\ndef f(five: Value, four: Value) -> None:\n    "
    module = tmp_path / "across.py"
    module.write_text(opening + "\n    ".join((*wrong, *right)) + "\n")
    said, complaint, _ = api.run(["--strict", "--config-file=", f"--cache-dir={tmp_path}", str(module)])
    assert not complaint
    complained_of = {int(line.split(":")[1]) for line in said.splitlines() if " error: " in line}
    assert complained_of == set(range(4, 4 + len(wrong))), said


def test_the_areas_of_engagement_have_no_order() -> None:
    exploration, initiation = ENGAGEMENT.parse("Exploration"), ENGAGEMENT.parse("Initiation")
    for act in (compare, steps_between):
        with pytest.raises(NotComparable, match="Engagement model has no order"):
            act(exploration, initiation)
    with pytest.raises(NotComparable):
        compare(exploration, exploration)
    with pytest.raises(ValueError, match="The areas"):
        _ = ENGAGEMENT.best


def test_a_value_is_always_one_of_its_scale() -> None:
    with pytest.raises(ValueError, match="GCSE grades run"):
        Value(GCSE, "grade 5")


def test_the_direction_and_the_norm_are_those_of_the_scale() -> None:
    lower = {scale.key for scale in STANDARD_SCALES if not scale.higher_is_better}
    assert lower == {"sdq", *(f"boxall_{letter}" for letter in "qrstuvwxyz")}
    assert [scale.key for scale in STANDARD_SCALES if scale.norm_referenced] == ["standardised"]
    assert [scale.key for scale in STANDARD_SCALES if not scale.ordered] == ["engagement"]
    assert (str(GCSE.best), str(SDQ.best), str(NC_LEVEL.best)) == ("9", "0", "8a")


def test_every_scale_has_a_key_and_a_name_of_its_own() -> None:
    assert len(BY_KEY) == len(STANDARD_SCALES) == len({scale.label for scale in STANDARD_SCALES})
    assert len([key for key in BY_KEY if key.startswith("boxall_")]) == 20
    assert all(len(scale.label) <= 75 for scale in STANDARD_SCALES)  # an option of a select menu


def test_a_scale_of_ones_own_is_cleaned_and_says_what_is_possible() -> None:
    scale = Scale.of("  Swimming\u200b badge ", ("None ", "10  metres", "25 metres"), key="7f3a")
    assert (scale.key, scale.label, scale.values) == ("7f3a", "Swimming badge", ("None", "10 metres", "25 metres"))
    assert steps_between(scale.parse("none"), scale.parse("25 metres")) == 2
    with pytest.raises(ValueError, match=r"^Swimming badge must be one of: None, 10 metres, 25 metres\.$"):
        scale.parse("50 metres")


def test_a_scale_of_ones_own_that_was_changed_is_another_scale() -> None:
    longer = Scale.of("Effort", (*EFFORT.values, "Shines"))
    with pytest.raises(NotComparable):
        compare(EFFORT.parse("Tries"), longer.parse("Tries"))


@pytest.mark.parametrize(
    ("label", "values", "why"),
    [
        (" ", ("low", "high"), "Give the scale a name"),
        ("\u200b", ("low", "high"), "Give the scale a name"),
        ("x" * 61, ("low", "high"), "up to 60 characters"),
        ("Effort", (), "needs 2 to 300 grades"),
        ("Effort", ("low",), "needs 2 to 300 grades"),
        ("Effort", tuple(map(str, range(301))), "needs 2 to 300 grades"),
        ("Effort", ("low", " ", "high"), "have 1 to 30 characters"),
        ("Effort", ("low", "h" * 31), "have 1 to 30 characters"),
        ("Effort", ("Low", "high", "l o w"), "“l o w” is there twice"),
    ],
)
def test_a_scale_that_makes_no_sense_is_refused(label: str, values: tuple[str, ...], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        Scale.of(label, values)


def test_a_scale_of_numbers_with_gaps_counts_in_the_numbers_whichever_way_it_was_given() -> None:
    for values, sign in ((("0", "10", "50", "100"), 1), (("100", "50", "10", "0"), -1)):
        points = Scale.of("Points", values)
        assert points.numbers is not None
        assert steps_between(points.parse("0"), points.parse("10")) == 10 * sign
        assert steps_between(points.parse("10"), points.parse("100")) == 90 * sign
        assert points.best == points.parse(values[-1])
    assert Scale.of("Points", ("1", "3", "2")).numbers is None
    assert Scale.of("Points", ("01", "02")).numbers is None

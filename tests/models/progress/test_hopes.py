"""Hopes as people say them, read on the scale of the target and on no other."""

import pytest

from models.progress.hopes import Hope, Hoper, hopes_expressed, talking_points, value_hoped_for
from models.scales.scale import Value
from models.scales.standard import ENGAGEMENT, GCSE, READING_AGE, SDQ, VOCATIONAL


@pytest.mark.parametrize(
    ("text", "grade"),
    [("4", "4"), ("Grade 4", "4"), ("a 4 would be nice", "4"), ("at least a 4", "4"), ("A 4 in Maths, please", "4")],
)
def test_a_grade_is_read_out_of_how_people_say_it(text: str, grade: str) -> None:
    assert value_hoped_for(Hope(Hoper.PUPIL, text, True), "Maths", GCSE) == Value(GCSE, grade)


@pytest.mark.parametrize("text", ["college", "better than a 4", "not a 4", "4 or 5", "to like it again", "", "4b"])
def test_what_may_mean_something_else_is_left_as_words(text: str) -> None:
    assert value_hoped_for(Hope(Hoper.PUPIL, text, True), "Maths", GCSE) is None


def test_a_pass_is_a_grade_where_the_scale_has_one() -> None:
    assert value_hoped_for(Hope(Hoper.PARENTS, "pass", True), "Art", VOCATIONAL) == Value(VOCATIONAL, "P")
    assert value_hoped_for(Hope(Hoper.PARENTS, "pass", True), "Maths", GCSE) is None


def test_a_hope_for_everything_counts_in_the_subject_that_it_names_and_nowhere_else() -> None:
    hope = Hope(Hoper.PARENTS, "A 4 in Maths and a 6 in Art, then college.", False)
    assert value_hoped_for(hope, "Maths", GCSE) == Value(GCSE, "4")
    assert value_hoped_for(hope, "Art", GCSE) == Value(GCSE, "6")
    assert value_hoped_for(hope, "English", GCSE) is None
    assert value_hoped_for(Hope(Hoper.PUPIL, "4", False), "Maths", GCSE) is None


def test_a_hope_below_the_target_is_a_talking_point_and_one_at_it_is_none() -> None:
    target, last = Value(GCSE, "5"), Value(GCSE, "3")
    (point,) = talking_points("Maths", GCSE, target, last, hopes_expressed("4", "5", of_subject=True))
    assert (point.who, point.hope, point.beside, point.is_target) == (Hoper.PUPIL, "4", "5", True)


def test_a_hope_below_the_last_result_is_one_even_without_a_target() -> None:
    (point,) = talking_points("Maths", GCSE, None, Value(GCSE, "5"), hopes_expressed(None, "4", of_subject=True))
    assert (point.who, point.beside, point.is_target) == (Hoper.PARENTS, "5", False)


def test_where_lower_is_better_the_higher_hope_is_the_lower_one() -> None:
    target = Value(SDQ, "10")
    assert talking_points("Feelings", SDQ, target, None, hopes_expressed("8", None, of_subject=True)) == ()
    assert len(talking_points("Feelings", SDQ, target, None, hopes_expressed("14", None, of_subject=True))) == 1


def test_nothing_is_compared_across_scales_or_without_an_order() -> None:
    hopes = hopes_expressed("4", None, of_subject=True)
    assert talking_points("Maths", GCSE, Value(VOCATIONAL, "M"), Value(READING_AGE, "8y4m"), hopes) == ()
    areas = hopes_expressed("persistence", None, of_subject=True)
    assert talking_points("Play", ENGAGEMENT, Value(ENGAGEMENT, "Initiation"), None, areas) == ()


def test_what_was_said_of_the_subject_stands_before_what_was_said_of_all() -> None:
    of_all = hopes_expressed("a 4 in Maths", None, of_subject=False)
    assert len(talking_points("Maths", GCSE, Value(GCSE, "5"), None, of_all)) == 1
    for text in ("6", "to like it again"):
        hopes = (*hopes_expressed(text, None, of_subject=True), *of_all)
        assert talking_points("Maths", GCSE, Value(GCSE, "5"), None, hopes) == ()

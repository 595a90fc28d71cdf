"""A target further away than any pupil here has come in that time is asked about, and nothing is without a history."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.workspace import Client
from models.progress.challenge import ChallengeReason, out_of_reach
from models.progress.reach import most_steps
from models.scales.scale import Value
from models.scales.standard import GCSE
from models.tables.result import Source
from models.tables.target import Target
from tests.handlers.pressing import press
from tests.handlers.teaching import a_result, a_taught_pupil, kept
from tests.school import Service

START = date(2026, 9, 7)
AIM = {"programme": "Small group", "by_when": date(2026, 12, 18)}
grades = st.sampled_from([Value(GCSE, text) for text in GCSE.values])
courses = st.lists(st.tuples(st.integers(0, 200), grades), min_size=1, max_size=5).map(
    lambda found: sorted(((START + timedelta(days=after), grade) for after, grade in found), key=lambda one: one[0])
)


@given(st.lists(courses, max_size=4), st.integers(1, 200))
def test_a_target_as_far_as_somebody_came_is_never_questioned(known: list[list[tuple[date, Value]]], days: int) -> None:
    most = most_steps(known, days)
    assert most is None or most > 0
    for steps in range(len(GCSE.values)):
        found = out_of_reach(GCSE.at(steps), GCSE.at(0), most)
        assert (found is not None) == (most is not None and steps > most)
        assert found is None or found.doubt is ChallengeReason.OUT_OF_REACH


@given(courses, st.integers(1, 200), st.integers(1, 200))
def test_more_time_never_makes_less_possible(course: list[tuple[date, Value]], one: int, other: int) -> None:
    shorter, longer = (most_steps([course], days) for days in sorted((one, other)))
    assert shorter is None or longer is None or shorter <= longer


async def a_class_seen_for_a_term(service: Service) -> str:
    """Mia came one grade further in ten weeks; Kai begins with a 3. Kai's placement."""
    seen = await a_taught_pupil(service, "Mia Bell", keyworker="sue", first_day=START)
    await a_result(service, seen, "4")
    service.skip_to(2026, 11, 16, 18, 30)
    await a_result(service, seen, "5", source=Source.FURTHER, on=date(2026, 11, 16))
    placement = await a_taught_pupil(service, "Kai Ashworth", keyworker="sue", first_day=date(2026, 11, 16))
    await a_result(service, placement, "3", on=date(2026, 11, 16))
    return placement


async def test_a_target_out_of_reach_is_kept_with_a_reason(service: Service, workspace: Client) -> None:
    placement = await a_class_seen_for_a_term(service)
    await press(service, "target.open", f"{placement}:Maths", by="ann")
    days = AIM | {"by_when": date(2027, 2, 11)}
    await workspace.submit(by="ann", target_grade_or_level="5", **days)
    asked = workspace.modal(by="ann").text
    assert "5 is 2 steps from the last result, 3. In that time no pupil here has come further than 1 step." in asked
    assert "Could it be higher?" not in asked
    assert await kept(service, Target) == []
    assert await workspace.submit(by="ann", reason="He was a year ahead before he was ill") == {}
    assert [one.doubts for one in await kept(service, Target)] == [["target:out_of_reach"]]


async def test_a_target_within_reach_is_saved_without_a_word(service: Service, workspace: Client) -> None:
    placement = await a_class_seen_for_a_term(service)
    await press(service, "target.open", f"{placement}:Maths", by="ann")
    days = AIM | {"by_when": date(2027, 2, 11)}
    assert await workspace.submit(by="ann", target_grade_or_level="4", **days) == {}
    assert [one.doubts for one in await kept(service, Target)] == [[]]


async def test_without_a_history_nothing_is_out_of_reach(service: Service, workspace: Client) -> None:
    placement = await a_taught_pupil(service, first_day=START)
    await a_result(service, placement, "1")
    await press(service, "target.open", f"{placement}:Maths", by="ann")
    assert await workspace.submit(by="ann", target_grade_or_level="9", **AIM) == {}

"""A target that was met or whose day has come: a new one is owed, so that no pupil is without a challenging target."""

from datetime import date

import pytest

from models.tables.duty import DutyKind, Ending
from models.tables.result import Result, Source
from models.tables.review import Review
from models.tables.target import Target
from tests.handlers.pressing import duty, press
from tests.handlers.teaching import a_result, a_taught_pupil, kept, owed
from tests.school import Service

TARGET = (DutyKind.TARGET, "Maths")


async def aimed(service: Service, grade: str = "5", first: str = "3", scale: str = "gcse", **more: object) -> str:
    """Taught, with a first result and a target; the placement's id."""
    placement = await a_taught_pupil(service, keyworker="sue")
    await a_result(service, placement, first, scale=scale)
    await press(service, "target.open", f"{placement}:Maths", by="ann")
    await service.workspace.submit(by="ann", target_grade_or_level=grade, programme="Small group", **more)
    assert await owed(service, DutyKind.TARGET) == {}
    return placement


async def review(service: Service, placement: str, grade: str) -> None:
    await press(service, "review.open", f"{placement}:Maths", by="ann")
    day = date(2026, 9, 14)
    given = {"grade_or_score_now": grade, "assessed_on": day, "held_on": day, "next_step": "On"}
    await service.workspace.submit(by="ann", **given)


async def test_a_review_that_finds_a_target_met_asks_for_the_next(service: Service) -> None:
    placement = await aimed(service)
    await service.go_to(2026, 9, 14, 18, 30)
    await review(service, placement, "4")
    assert await owed(service, DutyKind.TARGET) == {}
    await review(service, placement, "5")
    ann = (await service.actor("ann")).staff_id
    assert await owed(service, DutyKind.TARGET) == {TARGET: (ann, date(2026, 10, 5))}
    await press(service, "target.open", (await duty(service, DutyKind.TARGET))[0], by="ann")
    assert await service.workspace.submit(by="ann", target_grade_or_level="6") == {}
    assert await owed(service, DutyKind.TARGET) == {}


async def test_once_the_review_is_undone_no_new_target_is_owed(service: Service) -> None:
    placement = await aimed(service)
    await service.go_to(2026, 9, 14, 18, 30)
    await review(service, placement, "5")
    (kept_review,) = await kept(service, Review)
    await press(service, "review.undo", kept_review.id, by="ann")
    assert await owed(service, DutyKind.TARGET) == {}
    assert (await duty(service, DutyKind.TARGET))[2] is Ending.DONE  # the mistake leaves no trace of another


async def test_a_baseline_corrected_above_the_target_asks_for_a_new_one(service: Service) -> None:
    await aimed(service)
    (result,) = await kept(service, Result)
    for grade, is_owed in (("7", True), ("4", False)):
        await press(service, "assess.correct", result.id, by="ann")
        assert await service.workspace.submit(by="ann", grade_or_score=grade) == {}
        assert (TARGET in await owed(service, DutyKind.TARGET)) == is_owed


async def test_a_target_whose_day_has_come_gives_way_at_the_next_review_also_without_a_grade(service: Service) -> None:
    placement = await aimed(service, by_when=date(2026, 9, 30))
    await service.go_to(2026, 10, 1, 18, 30)
    await press(service, "review.open", f"{placement}:Maths", by="ann")
    why = "what_is_helping_or_getting_in_the_way"
    await service.workspace.submit(by="ann", held_on=date(2026, 10, 1), next_step="Begin again", **{why: "Ill"})
    assert TARGET in await owed(service, DutyKind.TARGET)


@pytest.mark.parametrize(
    ("first", "grade", "scale"), [("8", "9", "gcse"), ("92", "92", "standardised")], ids=["the best", "a steady score"]
)
async def test_where_no_more_can_be_asked_a_target_stands_until_its_day(
    service: Service, first: str, grade: str, scale: str
) -> None:
    placement = await aimed(service, grade, first, scale)
    await a_result(service, placement, grade, scale=scale, source=Source.FURTHER)
    assert await owed(service, DutyKind.TARGET) == {}


async def test_a_target_kept_with_a_reason_stands_against_the_result_that_it_was_set_from(service: Service) -> None:
    placement = await a_taught_pupil(service, keyworker="sue")
    await a_result(service, placement, "4")
    await press(service, "target.open", f"{placement}:Maths", by="ann")
    await service.workspace.submit(by="ann", target_grade_or_level="4", programme="Small group")
    await service.workspace.submit(by="ann", reason="Two operations this term")
    await a_result(service, placement, "100", scale="standardised", source=Source.FURTHER)
    assert [one.value for one in await kept(service, Target)] == ["4"]
    assert await owed(service, DutyKind.TARGET) == {}

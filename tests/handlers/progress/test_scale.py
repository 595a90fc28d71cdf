"""A grading scale of the service's own: added by a Head, then read, compared and shown like any other."""

from datetime import date

from models.tables.own_scale import OwnScale
from models.tables.result import Result
from models.tables.target import Target
from tests.handlers.pressing import last_private, press
from tests.handlers.teaching import a_taught_pupil, kept
from tests.school import Service

AIM = {"assessed_on": date(2026, 9, 7), "programme": "Small group"}
STEPS = "Beginning\nGrowing\nSecure\nFlying"


async def add(service: Service, name: str, grades: str = STEPS, **more: str) -> dict[str, str]:
    await press(service, "scale.add", "-", by="helen")
    errors: dict[str, str] = await service.workspace.submit(
        by="helen", name_of_the_scale=name, grades_one_per_line=grades, **more
    )
    return errors


async def test_a_scale_of_ones_own_is_offered_read_and_questioned_like_any_other(service: Service) -> None:
    assert await add(service, "Northbrook steps") == {}
    placement = await a_taught_pupil(service)
    await press(service, "target.open", f"{placement}:Maths", by="ann")
    fields = {"scale": "Northbrook steps", "latest_result_if_not_shown_above": "GROWING"} | AIM
    await service.workspace.submit(by="ann", target_grade_or_level="beginning", **fields)
    assert "The last result is already Growing, and the target is Beginning." in service.workspace.modal(by="ann").text
    await service.workspace.click("Back: the target", by="ann")
    assert await service.workspace.submit(by="ann", target_grade_or_level="secure") == {}
    (result,), (target,) = await kept(service, Result), await kept(service, Target)
    assert (result.value, target.value, target.scale == result.scale) == ("Growing", "Secure", True)


async def test_where_lower_is_better_a_lower_target_is_not_questioned(service: Service) -> None:
    assert await add(service, "Incidents a week", "0\n1\n2\n3\n4\n5", which_grade_is_best="The first one is best") == {}
    placement = await a_taught_pupil(service)
    await press(service, "target.open", f"{placement}:Maths", by="ann")
    fields = {"scale": "Incidents a week", "latest_result_if_not_shown_above": "4"} | AIM
    assert await service.workspace.submit(by="ann", target_grade_or_level="1", **fields) == {}
    assert [target.doubts for target in await kept(service, Target)] == [[]]


async def test_a_range_of_numbers_is_given_in_one_line_and_counted_in_numbers(service: Service) -> None:
    assert await add(service, "Percentage", "0 – 100") == {}
    assert "with its 101 grades" in service.workspace.modal(by="helen").text
    placement = await a_taught_pupil(service, keyworker="sue")
    await press(service, "target.open", f"{placement}:Maths", by="ann")
    fields = {"scale": "Percentage", "latest_result_if_not_shown_above": "40%"} | AIM
    errors = await service.workspace.submit(by="ann", target_grade_or_level="101", **fields)
    assert errors["Target grade or level"].startswith("Percentage must be a whole number from 0 to 100.")
    assert await service.workspace.submit(by="ann", target_grade_or_level="60") == {}
    await service.go_to(2026, 9, 21, 18, 30)
    await press(service, "review.open", f"{placement}:Maths", by="ann")
    day = date(2026, 9, 21)
    given = {"grade_or_score_now": "45", "assessed_on": day, "held_on": day, "next_step": "On"}
    await service.workspace.submit(by="ann", **given)
    await press(service, "review.open", f"{placement}:Maths", by="ann")
    assert "5 of 20 points" in service.workspace.modal(by="ann").text


async def test_a_range_that_is_too_long_is_refused(service: Service) -> None:
    errors = await add(service, "Points", "0-1000")
    assert errors == {"Grades, one per line": "A scale needs 2 to 300 grades, one per line."}


async def test_a_name_that_is_taken_and_a_grade_that_stands_twice_are_refused_beside_their_fields(
    service: Service,
) -> None:
    assert await add(service, "gcse") == {
        "Name of the scale": "There is already a scale with that name. Choose another."
    }
    await service.workspace.close(by="helen")
    errors = await add(service, "Northbrook steps", "Low\nlow\nHigh")
    assert "is there twice" in errors["Grades, one per line"]
    assert await kept(service, OwnScale) == []


async def test_a_teacher_is_told_to_ask_a_head(service: Service) -> None:
    await press(service, "scale.add", "-", by="ann")
    assert not service.workspace.has_modal(by="ann")
    assert "Only a Head" in last_private(service)

"""A grade is of the day on which somebody looked: nothing of last time becomes a result of today by itself."""

from datetime import date

import pytest

from bot.workspace import Client
from models.tables.result import Result, Source
from models.tables.review import Review
from tests.handlers.pressing import press
from tests.handlers.teaching import a_result, a_taught_pupil, kept
from tests.school import Service

FIRST_DAY, TUESDAY = date(2026, 9, 7), date(2026, 9, 15)
TICK, DAY, GRADE = "Or the last grade again", "Assessed on", "Grade or score now"
SAID = {"next_step": "I check my units at the end", "held_on": date(2026, 9, 16)}


async def a_reviewed_pupil(service: Service, name: str = "Kai Ashworth") -> str:
    """Reviewed in Maths with a 4 on the first day; a week has gone since."""
    placement = await a_taught_pupil(service, name, first_day=FIRST_DAY)
    await a_result(service, placement, "3")
    await press(service, "review.open", f"{placement}:Maths", by="ann")
    given = {"grade_or_score_now": "4", "assessed_on": FIRST_DAY, "what_is_helping": "A quiet room"}
    assert await service.workspace.submit(by="ann", **SAID | given | {"held_on": FIRST_DAY}) == {}
    service.skip_to(2026, 9, 16, 18, 30)
    return placement


async def grades(service: Service) -> list[tuple[str, date]]:
    reviewed = [one for one in await kept(service, Result) if one.source is Source.REVIEW]
    return sorted((one.value, one.on) for one in reviewed)


async def open_review(service: Service, placement: str) -> None:
    await press(service, "review.open", f"{placement}:Maths", by="ann")


async def test_saving_the_form_as_it_opens_records_nothing(service: Service, workspace: Client) -> None:
    placement = await a_reviewed_pupil(service)
    await open_review(service, placement)
    assert list(await workspace.submit(by="ann", **SAID)) == [GRADE]
    assert await grades(service) == [("4", FIRST_DAY)]


async def test_what_was_said_last_time_stands_above_the_fields_with_its_day(
    service: Service, workspace: Client
) -> None:
    placement = await a_reviewed_pupil(service)
    await open_review(service, placement)
    form = workspace.modal(by="ann")
    assert "*Last time* (Monday 7 September, formal)" in form.text
    assert "Grade: *4* (review, Mon 7 Sep)" in form.text
    assert "Next step: “I check my units at the end”" in form.text
    assert "What was helping or getting in the way: A quiet room" in form.text
    assert not any(form.fields[label] for label in (GRADE, TICK, DAY, "Next step, in the pupil's words"))


async def test_the_grade_is_a_result_of_the_day_of_assessment_and_not_of_saving(
    service: Service, workspace: Client
) -> None:
    placement = await a_reviewed_pupil(service)
    await open_review(service, placement)
    assert await workspace.submit(by="ann", grade_or_score_now="5", assessed_on=TUESDAY, **SAID) == {}
    assert await grades(service) == [("4", FIRST_DAY), ("5", TUESDAY)]
    await press(service, "pupil.open", placement, by="ann")
    assert "Grade 5, assessed on Tue 15 Sep" in (await workspace.home(by="ann")).text


async def test_a_grade_without_its_day_is_refused(service: Service, workspace: Client) -> None:
    placement = await a_reviewed_pupil(service)
    await open_review(service, placement)
    assert await workspace.submit(by="ann", grade_or_score_now="5", **SAID) == {DAY: "Give the day of this grade."}


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2026, 9, 17), "That date is in the future."),
        (date(2026, 9, 4), "That is before the referral came in. Check the date."),
    ],
)
async def test_a_day_of_assessment_that_cannot_be_right_is_refused(
    service: Service, workspace: Client, day: date, why: str
) -> None:
    placement = await a_reviewed_pupil(service)
    await open_review(service, placement)
    assert await workspace.submit(by="ann", grade_or_score_now="5", assessed_on=day, **SAID) == {DAY: why}


async def test_nobody_is_assessed_here_before_the_first_day(service: Service, workspace: Client) -> None:
    placement = await a_taught_pupil(service, first_day=date(2026, 9, 8))
    await a_result(service, placement, "3")
    service.skip_to(2026, 9, 9, 18, 30)
    await open_review(service, placement)
    held = SAID | {"held_on": date(2026, 9, 9)}
    errors = await workspace.submit(by="ann", grade_or_score_now="5", assessed_on=FIRST_DAY, **held)
    assert errors == {DAY: "That is before the pupil's first day here."}


async def test_the_last_grade_is_recorded_again_only_where_somebody_says_that_they_looked(
    service: Service, workspace: Client
) -> None:
    placement = await a_reviewed_pupil(service)
    await open_review(service, placement)
    assert await workspace.submit(by="ann", or_the_last_grade_again="Same as", **SAID) == {
        DAY: "Give the day of this grade."
    }
    assert await workspace.submit(by="ann", assessed_on=date(2026, 9, 16)) == {}
    assert await grades(service) == [("4", FIRST_DAY), ("4", date(2026, 9, 16))]


async def test_a_grade_and_the_tick_are_two_answers(service: Service, workspace: Client) -> None:
    placement = await a_reviewed_pupil(service)
    await open_review(service, placement)
    both = {"grade_or_score_now": "5", "or_the_last_grade_again": "Same as", "assessed_on": TUESDAY}
    assert await workspace.submit(by="ann", **both, **SAID) == {GRADE: "Give a grade or tick the box below, not both."}


async def test_a_day_without_a_grade_is_asked_about(service: Service, workspace: Client) -> None:
    placement = await a_reviewed_pupil(service)
    await open_review(service, placement)
    why = {"what_is_helping": "In for two days only"}
    errors = await workspace.submit(by="ann", assessed_on=TUESDAY, **why, **SAID)
    assert errors == {DAY: "Give the grade of that day too, or leave the day blank."}


async def test_the_tick_has_nothing_to_repeat_before_the_first_grade(service: Service, workspace: Client) -> None:
    placement = await a_taught_pupil(service, first_day=FIRST_DAY)
    await open_review(service, placement)
    held = SAID | {"held_on": FIRST_DAY}
    errors = await workspace.submit(by="ann", or_the_last_grade_again="Same as", assessed_on=FIRST_DAY, **held)
    assert list(errors) == [TICK]


async def test_the_tick_means_the_grade_that_stood_above_it(service: Service, workspace: Client) -> None:
    placement = await a_reviewed_pupil(service)
    await open_review(service, placement)
    await a_result(service, placement, "6", source=Source.FURTHER, on=TUESDAY)
    errors = await workspace.submit(by="ann", or_the_last_grade_again="Same as", assessed_on=TUESDAY, **SAID)
    assert len(errors) == 1
    assert await grades(service) == [("4", FIRST_DAY)]


async def test_in_one_sitting_each_grade_and_day_is_typed_anew(service: Service, workspace: Client) -> None:
    for name in ("Kai Ashworth", "Mia Bell"):
        await a_result(service, await a_taught_pupil(service, name), "3")
    service.skip_to(2026, 10, 19, 18, 30)
    await workspace.command("/review", by="ann")
    said = SAID | {"held_on": date(2026, 10, 19)}
    given = {"grade_or_score_now": "4", "assessed_on": date(2026, 10, 19)}
    assert await workspace.submit(by="ann", **given, **said) == {}
    assert "Mia Bell" in workspace.modal(by="ann").text
    assert list(await workspace.submit(by="ann", **said)) == [GRADE]
    assert await workspace.submit(by="ann", **given) == {}
    assert len(await kept(service, Review)) == 2


async def test_a_correction_shows_the_grade_and_its_day_and_moves_them(service: Service, workspace: Client) -> None:
    placement = await a_reviewed_pupil(service)
    await open_review(service, placement)
    await workspace.submit(by="ann", grade_or_score_now="5", assessed_on=TUESDAY, **SAID)
    await press(service, "pupil.open", placement, by="ann")
    await workspace.home(by="ann")
    await workspace.choose("Correct a review", "Maths, Wed 16 Sep", by="ann")
    assert workspace.modal(by="ann").fields[DAY] == "2026-09-15"
    assert await workspace.submit(by="ann", assessed_on=date(2026, 9, 14)) == {}
    assert await grades(service) == [("4", FIRST_DAY), ("5", date(2026, 9, 14))]

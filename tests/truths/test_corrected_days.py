"""A day that is corrected is the day on which a thing was done: late reads late, and what was in time reads so."""

from datetime import date

from models.assessments.decide import AssessmentInput, DecisionInput, decide
from models.assessments.follow import Outcome, correct_assessment, record_outcome
from models.corrections.result import correct_result
from models.corrections.review import correct_review
from models.progress.results import ResultInput
from models.reviews.family import save_any_review
from models.reviews.save import Formality, ReviewInput
from models.tables.assessment import Assessment, Choice
from models.tables.duty import Duty, DutyKind, Ending
from models.tables.result import Result, Source
from models.tables.review import FAMILY, Review
from models.topic import Topic
from tests.handlers.pressing import press
from tests.handlers.teaching import a_result, a_taught_pupil, kept
from tests.school import Service

DUE, LATE = date(2026, 10, 22), date(2026, 11, 5)
IN_TIME = DUE
WHY = "Another week"


def a_review(on: date, subject: str = "Maths", formality: Formality = Formality.FORMAL) -> ReviewInput:
    if subject == FAMILY:
        return ReviewInput(on, formality, None, parent_view="He likes it here", pupil_view="It is calm")
    return ReviewInput(on, formality, None, why="In for two days", told_on=on, told_how="After the lesson")


async def reviewed(service: Service, on: date, subject: str = "Maths") -> str:
    placement = await a_taught_pupil(service)
    service.skip_to(on.year, on.month, on.day, 18)
    by = "ben" if subject == FAMILY else "ann"
    await service.change(save_any_review, Topic(placement, subject), a_review(on, subject), by=by)
    service.skip_to(2026, 11, 9, 9)
    return placement


async def corrected(service: Service, given: ReviewInput, by: str = "helen") -> None:
    (review,) = await kept(service, Review)
    await service.change(correct_review, review.id, given, WHY, None, by=by)


async def ended(service: Service, kind: DutyKind) -> list[tuple[date, Ending | None, date | None]]:
    """Return each duty of a kind that has ended, but for what was dropped: its due date, its ending and its day."""
    rows = [one for one in await kept(service, Duty) if one.kind is kind and one.ending not in (None, Ending.DROPPED)]
    return [(one.due_on, one.ending, one.done_on) for one in rows]


async def test_a_review_that_was_in_time_after_all_is_not_late_and_the_other_way_round(service: Service) -> None:
    placement = await reviewed(service, LATE)
    assert "Review progress in Maths: done on Thu 5 Nov – 4 school days late" in await page(service, placement)
    await corrected(service, a_review(IN_TIME))
    assert await ended(service, DutyKind.REVIEW) == [(DUE, Ending.DONE, IN_TIME)]
    assert "4 school days late" not in await page(service, placement)
    await corrected(service, a_review(LATE))
    assert await ended(service, DutyKind.REVIEW) == [(DUE, Ending.DONE, LATE)]


async def test_a_family_review_follows_its_day_too(service: Service) -> None:
    await reviewed(service, LATE, FAMILY)
    await corrected(service, a_review(IN_TIME, FAMILY))
    assert await ended(service, DutyKind.FAMILY_REVIEW) == [(DUE, Ending.DONE, IN_TIME)]


async def test_the_day_on_which_the_pupil_was_told_is_the_day_on_which_that_was_done(service: Service) -> None:
    placement = await a_taught_pupil(service)
    service.skip_to(2026, 10, 22, 18)
    untold = ReviewInput(IN_TIME, Formality.FORMAL, None, why="In for two days")
    await service.change(save_any_review, Topic(placement, "Maths"), untold, by="ann")
    service.skip_to(2026, 11, 9, 9)
    await corrected(service, a_review(IN_TIME))
    (told,) = await ended(service, DutyKind.TELL)
    assert told[1:] == (Ending.DONE, IN_TIME)
    later = ReviewInput(IN_TIME, Formality.FORMAL, None, why="In for two days", told_on=LATE, told_how="At lunch")
    await corrected(service, later)
    (told,) = await ended(service, DutyKind.TELL)
    assert told[1:] == (Ending.DONE, LATE)


async def test_a_review_that_was_no_formal_one_has_ended_nothing(service: Service) -> None:
    await reviewed(service, IN_TIME)
    (first,) = await kept(service, Review)
    service.skip_to(2026, 12, 15, 18)
    placement = first.placement_id
    await service.change(save_any_review, Topic(placement, "Maths"), a_review(date(2026, 12, 15)), by="ann")
    informal = a_review(IN_TIME, formality=Formality.INFORMAL)
    await service.change(correct_review, first.id, informal, WHY, None, by="helen")
    assert [one[0] for one in await ended(service, DutyKind.REVIEW)] == [date(2026, 12, 18)]


async def test_a_baseline_whose_day_was_wrong_is_late_if_it_was(service: Service) -> None:
    placement = await a_taught_pupil(service)
    await a_result(service, placement, "4", on=date(2026, 9, 7))
    service.skip_to(2026, 10, 5, 9)
    (result,) = await kept(service, Result)
    given = ResultInput(Source.BASELINE, "gcse", "4", date(2026, 9, 30))
    await service.change(correct_result, result.id, given, WHY, None, by="ann")
    assert [one[1:] for one in await ended(service, DutyKind.BASELINE)] == [(Ending.DONE, date(2026, 9, 30))]


async def test_an_assessment_ends_on_the_day_of_its_outcome_as_it_is_now(service: Service) -> None:
    placement = await a_taught_pupil(service)
    asked = AssessmentInput("Reading", None, date(2026, 9, 14), done_by_id=(await service.actor("ann")).staff_id)
    await service.change(decide, placement, DecisionInput(Choice.UNDERTAKE, asked=asked), by="priya")
    service.skip_to(2026, 9, 21, 9)
    (row,) = await kept(service, Assessment)
    await service.change(record_outcome, row.id, date(2026, 9, 21), "Reads at 8 years", by="ann")
    outcome = Outcome(date(2026, 9, 11), "Reads at 8 years")
    await service.change(correct_assessment, row.id, asked, outcome, WHY, None, by="priya")
    assert await ended(service, DutyKind.UNDERTAKE) == [(date(2026, 9, 14), Ending.DONE, date(2026, 9, 11))]


async def page(service: Service, placement: str) -> str:
    await press(service, "pupil.open", placement, by="helen")
    return (await service.workspace.home(by="helen")).text.replace("*", "")

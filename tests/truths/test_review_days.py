"""What was late stays shown as late, and no day of a review or an assessment is filled in by silence."""

from datetime import date

import pytest

from bot.workspace import Client
from models.progress.set_target import TargetInput, set_target
from models.reviews.family import save_any_review
from models.reviews.save import Formality, ReviewInput
from models.tables.duty import DutyKind, Ending
from models.tables.result import Result, Source
from models.tables.review import FAMILY, Review
from models.topic import Topic
from tests.handlers.pressing import duty, press
from tests.handlers.teaching import a_result, a_taught_pupil, kept, owed
from tests.school import Service

FIRST_DAY, REVIEWED_ON, LATE = date(2026, 9, 7), date(2026, 10, 19), date(2026, 11, 4)
SAID = {"next_step": "I check my units at the end"}


async def page(service: Service, placement: str, reader: str = "ann") -> str:
    await press(service, "pupil.open", placement, by=reader)
    return (await service.workspace.home(by=reader)).text


async def review(service: Service, placement: str, subject: str, on: date, *, by: str) -> None:
    said = {"parent_view": "He likes to come"} if subject == FAMILY else {"why": "In for two days"}
    given = ReviewInput(on, Formality.FORMAL, "I check my units", **said)
    await service.change(save_any_review, Topic(placement, subject), given, by=by)


# The day on which it was held.


@pytest.mark.parametrize("subject", ["Maths", FAMILY])
async def test_no_review_was_held_today_because_nobody_said_when(
    service: Service, workspace: Client, subject: str
) -> None:
    placement = await a_taught_pupil(service, keyworker="ann", first_day=FIRST_DAY)
    await press(service, "review.open", f"{placement}:{subject}", by="ann")
    assert not workspace.modal(by="ann").fields["Held on"]
    said = SAID | ({"what_is_helping": "A quiet room"} if subject else {"what_the_parents_or_carers_say": "Fine"})
    assert list(await workspace.submit(by="ann", **said)) == ["Held on"]
    assert await kept(service, Review) == []
    assert await workspace.submit(by="ann", held_on=FIRST_DAY) == {}


async def test_a_review_entered_later_says_when_it_was_recorded(service: Service) -> None:
    placement = await a_taught_pupil(service, first_day=FIRST_DAY)
    service.skip_to(2026, 10, 22, 18, 30)
    await review(service, placement, "Maths", REVIEWED_ON, by="ann")
    assert "Maths* · Monday 19 October, formal · Ann Lister · recorded on Thu 22 Oct" in await page(service, placement)


# The same grade again.


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (FIRST_DAY, "The last grade is of that day or later. Give the day on which you looked again."),
        (date(2026, 10, 20), "That was before this half-term. Give the day in it on which you looked again."),
    ],
)
async def test_a_grade_stands_again_only_if_somebody_looked_again_in_this_half_term(
    service: Service, workspace: Client, day: date, why: str
) -> None:
    placement = await a_taught_pupil(service, first_day=FIRST_DAY)
    await a_result(service, placement, "4")
    service.skip_to(2026, 11, 4, 18, 30)
    await press(service, "review.open", f"{placement}:Maths", by="ann")
    again = {"or_the_last_grade_again": "Same as", "held_on": LATE} | SAID
    assert await workspace.submit(by="ann", assessed_on=day, **again) == {"Assessed on": why}
    assert await workspace.submit(by="ann", assessed_on=date(2026, 11, 3)) == {}
    assert [one.on for one in await kept(service, Result) if one.source is Source.REVIEW] == [date(2026, 11, 3)]


# Late.


async def test_what_ended_after_its_day_says_so_on_the_page(service: Service) -> None:
    placement = await a_taught_pupil(service, keyworker="sue", first_day=FIRST_DAY)
    service.skip_to(2026, 11, 4, 18, 30)
    await a_result(service, placement, "4", on=LATE)
    aim = TargetInput("gcse", None, "6", date(2026, 12, 18), "Small group", (), None)
    await service.change(set_target, Topic(placement, "Maths"), aim, by="ann")
    await review(service, placement, "Maths", LATE, by="ann")
    await review(service, placement, FAMILY, LATE, by="sue")
    for reader in ("ann", "sue", "omar"):
        shown = await page(service, placement, reader)
        assert "Do the baseline assessment in Maths: done on Wed 4 Nov – *26 school days late*" in shown
        assert "Set a target in Maths: done on Wed 4 Nov – *21 school days late*" in shown
        assert "Review progress in Maths: done on Wed 4 Nov – *3 school days late*" in shown
        assert "Hold the family review: done on Wed 4 Nov – *3 school days late*" in shown


async def test_what_was_late_stays_shown_when_the_next_one_is_not(service: Service) -> None:
    placement = await a_taught_pupil(service, first_day=FIRST_DAY)
    service.skip_to(2026, 11, 4, 18, 30)
    await review(service, placement, "Maths", LATE, by="ann")
    service.skip_to(2026, 12, 17, 18, 30)
    await review(service, placement, "Maths", date(2026, 12, 17), by="ann")
    shown = await page(service, placement)
    assert "Review progress in Maths: done on Wed 4 Nov – *3 school days late*" in shown
    assert "done on Thu 17 Dec" not in shown


async def test_what_happened_in_time_is_not_late_because_it_was_typed_in_later(service: Service) -> None:
    placement = await a_taught_pupil(service, first_day=FIRST_DAY)
    service.skip_to(2026, 11, 4, 18, 30)
    await a_result(service, placement, "4", on=date(2026, 9, 10))
    await review(service, placement, "Maths", REVIEWED_ON, by="ann")
    assert (await duty(service, DutyKind.BASELINE))[2] is Ending.DONE
    shown = await page(service, placement)
    assert "Do the baseline assessment" not in shown
    assert "Review progress in Maths: done" not in shown


async def test_what_another_school_found_is_no_baseline_of_ours(service: Service, workspace: Client) -> None:
    placement = await a_taught_pupil(service, first_day=FIRST_DAY)
    await press(service, "assess.open", f"{placement}:Maths", by="ann")
    given = {"kind_of_result": "Baseline", "scale": "GCSE", "grade_or_score": "4", "assessed_on": date(2026, 9, 4)}
    errors = await workspace.submit(by="ann", **given)
    assert errors == {"Kind of result": "That was before the referral came in: choose Prior attainment."}
    assert await workspace.submit(by="ann", kind_of_result="Prior attainment") == {}
    assert (DutyKind.BASELINE, "Maths") in await owed(service, DutyKind.BASELINE)

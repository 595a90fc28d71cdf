"""What is decided, not held, early or in its day's grace is said so that nobody reads it as something else."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.workspace import Client
from models.progress.track import track
from models.reviews.family import save_any_review
from models.reviews.save import Formality, ReviewInput
from models.scales.scale import Scale, Value
from models.scales.standard import STANDARD_SCALES, STANDARDISED
from models.tables.duty import DutyKind
from models.tables.review import TrackStatus
from models.topic import Topic
from tests.handlers.pressing import duty, press
from tests.models.school.calendars import two_years
from tests.school import Service, a_pupil
from tests.truths.test_inspection import lines, opened
from tests.truths.test_leaving import a_pupil_in_school
from tests.truths.test_none_involved import say

MONDAY, START, BY_WHEN = date(2026, 9, 14), date(2025, 11, 3), date(2025, 12, 18)
by_rank = st.sampled_from([scale for scale in STANDARD_SCALES if scale.ordered and not scale.norm_referenced])


async def test_the_recap_has_what_was_said_to_be_not_needed_and_that_none_is_involved(
    service: Service, workspace: Client
) -> None:
    await a_pupil(service)
    await service.go_to(2026, 9, 14, 8, 5)
    await say(service)
    await press(service, "step.not_needed", (await duty(service, DutyKind.BOOK))[0], by="helen")
    await workspace.submit(by="helen", why_is_it_not_needed="They met on the ward")
    await press(service, "digest.recap", MONDAY.isoformat(), by="helen")
    await workspace.quiet()
    recap = [one for one in workspace.in_room("allocations") if one.text.startswith("Recap")][-1].plain
    decided = recap.split("*Decided at the meeting or since*")[1].split("*Helen Marsh*")[0]
    assert "contact the professionals – none involved" in decided
    assert "book the planning meeting – not needed" in decided
    assert "ward" not in recap


async def test_a_formal_review_long_before_the_day_is_told_so_before_it_is_sent(
    service: Service, workspace: Client
) -> None:
    placement = await a_pupil_in_school(service)
    await press(service, "review.open", str(Topic(placement, "Maths")), by="ann")
    said = "A formal review counts as this one from Friday 9 October"
    assert said in workspace.modal(by="ann").text
    await workspace.close(by="ann")
    service.skip_to(2026, 10, 9, 9)
    await press(service, "review.open", str(Topic(placement, "Maths")), by="ann")
    assert "counts as this one" not in workspace.modal(by="ann").text


async def test_a_day_s_grace_is_named_on_the_home_and_in_the_half_term_record(
    service: Service, workspace: Client
) -> None:
    placement = await a_pupil_in_school(service)
    early = ReviewInput(date(2026, 9, 8), Formality.FORMAL, None, why="A first look")
    service.skip_to(2026, 9, 8, 12)
    await service.change(save_any_review, Topic(placement, "Maths"), early, by="ann")
    await service.go_to(2026, 11, 2, 9)
    await press(service, "home.duties", "here", by="ann")
    await workspace.quiet()
    assert "was due on Thu 22 Oct, a day's grace after the break" in (await workspace.home(by="ann")).text
    found = lines(await opened(service, term="2026-09-01"))["Kai Ashworth"]
    assert "Maths: due Thu 22 Oct · not held yet, a day's grace after the break" in found
    text = workspace.modal(by="helen").text
    assert "1 held in addition to those due" in text
    await service.go_to(2026, 11, 3, 9)
    assert "not held, due in an earlier half-term" in await opened(service, term="2026-11-02")


@given(by_rank, st.data())
def test_a_target_that_its_baseline_has_reached_is_met_with_and_without_a_further_result(
    scale: Scale, data: st.DataObject
) -> None:
    baseline, target = (Value(scale, data.draw(st.sampled_from(scale.values))) for _ in range(2))
    found = [track(baseline, target, latest, START, BY_WHEN, START, two_years) for latest in (None, baseline)]
    if found[0].steps_wanted <= 0:
        assert {one.word for one in found} == {TrackStatus.MET}


@pytest.mark.parametrize(("latest", "word"), [(None, TrackStatus.NOT_YET), ("92", TrackStatus.MET)])
def test_where_staying_the_same_is_progress_it_takes_a_result(latest: str | None, word: TrackStatus) -> None:
    steady = Value(STANDARDISED, "92")
    result = Value(STANDARDISED, latest) if latest else None
    assert track(steady, steady, result, START, BY_WHEN, START, two_years).word is word

"""All reviews and results of a stay are read page by page, newest first, and from there those of earlier stays."""

import re
from datetime import date

import pytest

from models.change import Change
from models.reviews.family import save_any_review
from models.reviews.history import MOST_ON_A_PAGE
from models.reviews.save import Formality, ReviewInput
from models.tables.audit import Audit
from models.tables.placement import Placement
from models.tables.result import Result, Source
from models.tables.review import FAMILY, Review
from models.topic import Topic
from tests.handlers.pressing import last_private, press
from tests.handlers.teaching import a_result, a_taught_pupil, kept
from tests.school import Service

FIRST_DAY = date(2026, 9, 7)
SEE_ALL = "All reviews and results"


async def a_long_stay(service: Service, reviews: int) -> str:
    """Add a baseline, as many reviews in Maths, one a day from the first day on, and one with the family."""
    placement = await a_taught_pupil(service, keyworker="sue", first_day=FIRST_DAY)
    await a_result(service, placement, "3")
    await service.change(_reviewed, placement, reviews)
    service.skip_to(2026, 11, 2, 18)
    said = ReviewInput(date(2026, 11, 2), Formality.INFORMAL, None, pupil_view="It is calm")
    await service.change(save_any_review, Topic(placement, FAMILY), said, by="sue")
    return placement


def _reviewed(change: Change, placement: str, reviews: int) -> None:
    for day in range(reviews):
        on = date(2026, 9, 7 + day)
        about = {"placement_id": placement, "subject": "Maths", "added_at": change.now, "on": on}
        grade = change.add(Result(**about, source=Source.REVIEW, scale="gcse", value="4"))
        change.add(Review(**about, formal=False, result_id=grade.id, next_step=f"Step {day}"))


async def opened(service: Service, placement: str, by: str) -> str:
    await press(service, "pupil.open", placement, by=by)
    if service.workspace.has_modal(by=by):
        await service.workspace.close(by=by)
    await service.workspace.home(by=by)
    await service.workspace.click(SEE_ALL, by=by)
    return service.workspace.modal(by=by).text


def days(text: str) -> list[str]:
    return re.findall(r"^\*(?:Maths|Family review)\* · (\w+ \d+ \w+)", text, re.MULTILINE)


async def test_every_review_and_result_is_there_once_newest_first(service: Service) -> None:
    placement = await a_long_stay(service, 2 * MOST_ON_A_PAGE)
    text, seen = await opened(service, placement, "ann"), []
    while True:
        seen += days(text)
        if "Earlier" not in service.workspace.modal(by="ann").buttons:
            break
        await service.workspace.click("Earlier", by="ann")
        text = service.workspace.modal(by="ann").text
    expected = [date(2026, 11, 2), *(date(2026, 9, 7 + day) for day in reversed(range(2 * MOST_ON_A_PAGE))), FIRST_DAY]
    assert seen == [f"{day:%A} {day.day} {day:%B}" for day in expected]
    assert "*Maths* · Monday 7 September · Baseline 3 (GCSE)" in text
    await service.workspace.click("Later", by="ann")
    assert len(days(service.workspace.modal(by="ann").text)) == MOST_ON_A_PAGE


async def test_the_grade_of_a_review_is_no_second_line_and_an_imported_review_grade_is_one(service: Service) -> None:
    placement = await a_long_stay(service, 1)
    await service.change(_imported, placement)
    text = await opened(service, placement, "ann")
    assert len(days(text)) == 4
    assert "*Maths* · Friday 1 May · Review 2 (GCSE)" in text
    assert "1 to 4 of 4" in text


def _imported(change: Change, placement: str) -> None:
    about = {"placement_id": placement, "subject": "Maths", "on": date(2026, 5, 1), "added_at": change.now}
    change.add(Result(**about, source=Source.REVIEW, scale="gcse", value="2"))


async def test_whoever_may_see_past_placements_goes_on_to_those_of_earlier_stays(service: Service) -> None:
    placement = await a_long_stay(service, 1)
    await service.change(_earlier, placement)
    assert "Placement until 3 July 2026" not in await opened(service, placement, "ann")
    await opened(service, placement, "omar")
    await service.workspace.choose("Other placements", "Placement until 3 July 2026", by="omar")
    shown = service.workspace.modal(by="omar")
    assert days(shown.text) == ["Monday 1 June"]
    await service.workspace.choose("Other placements", "Present placement", by="omar")
    assert len(days(service.workspace.modal(by="omar").text)) == 3


def _earlier(change: Change, placement: str) -> None:
    now = change.get(Placement, placement)
    stay = Placement(pupil_id=now.pupil_id, home_school="Northbrook", registration=now.registration)
    stay.added_at, stay.left_on = change.now, date(2026, 7, 3)
    about = {"placement_id": change.add(stay).id, "subject": "Maths", "on": date(2026, 6, 1), "added_at": change.now}
    change.add(Result(**about, source=Source.PRIOR, scale="gcse", value="2"))


@pytest.mark.parametrize(("by", "may"), [("ann", True), ("sue", True), ("dan", True), ("omar", True), ("ben", False)])
async def test_those_around_the_pupil_read_it_and_each_look_is_logged(service: Service, by: str, may: bool) -> None:
    placement = await a_long_stay(service, 1)
    await press(service, "review.earlier", f"{placement}:0", by=by)
    if may:
        assert len(days(service.workspace.modal(by=by).text)) == 3
        assert "history" in {row.why for row in await kept(service, Audit) if row.verb == "pupil:view"}
    else:
        assert "Results, targets and reviews are for" in last_private(service)

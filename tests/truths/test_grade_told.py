"""The pupil was told of the grade that stood that day: a grade that was corrected since is still to be told."""

from dataclasses import replace
from datetime import date

from bot.workspace import Client
from models.corrections.review import correct_review
from models.reviews.family import save_any_review
from models.reviews.save import Formality, ReviewInput
from models.tables.duty import DutyKind, Ending
from models.tables.review import Review
from models.topic import Topic
from tests.handlers.pressing import duty, press
from tests.handlers.teaching import a_result, a_taught_pupil, kept, owed
from tests.school import Service

MON, TUE = date(2026, 9, 7), date(2026, 9, 8)
WHY = "Marked twice"
REVIEWED = ReviewInput(
    MON, Formality.FORMAL, "I check my units", "5", told_on=MON, told_how="At lunch", assessed_on=MON
)
TELL = DutyKind.TELL
STILL = "was told *5* on Mon 7 Sep: At lunch. The grade has been corrected since, and they have not been told yet"


async def a_told_pupil(service: Service) -> tuple[str, str]:
    """Reviewed by Ann in Maths on Monday with a 5, and told at lunch; returns the placement and the review."""
    placement = await a_taught_pupil(service, keyworker="sue", first_day=MON)
    await a_result(service, placement, "4")
    await service.change(save_any_review, Topic(placement, "Maths"), REVIEWED, by="ann")
    (review,) = await kept(service, Review)
    return placement, review.id


async def corrected(service: Service, review: str, by: str = "helen", why: str = WHY, **given: object) -> None:
    await service.change(correct_review, review, replace(REVIEWED, **given), why, None, by=by)


async def the_page(service: Service, placement: str, *, by: str = "ann") -> str:
    await press(service, "pupil.open", placement, by=by)
    return (await service.workspace.home(by=by)).text


async def test_the_page_says_which_grade_the_pupil_was_told_and_the_corrected_one_is_owed(service: Service) -> None:
    placement, review = await a_told_pupil(service)
    assert "The pupil was told on Mon 7 Sep: At lunch" in await the_page(service, placement)
    service.skip_to(2026, 9, 8, 9)
    await corrected(service, review, grade="4")
    assert STILL in await the_page(service, placement)
    ann = (await service.actor("ann")).staff_id
    (who, due_on) = (await owed(service, TELL))[TELL, "Maths"]
    assert who == ann
    assert due_on > TUE
    await corrected(service, review, by="priya", grade="3")
    assert STILL in await the_page(service, placement)
    assert (await owed(service, TELL))[TELL, "Maths"] == (ann, due_on)


async def test_once_the_corrected_grade_is_told_the_page_says_so(service: Service) -> None:
    placement, review = await a_told_pupil(service)
    service.skip_to(2026, 9, 8, 9)
    await corrected(service, review, grade="4")
    await press(service, "review.tell", (await duty(service, TELL))[0], by="ann")
    shown = service.workspace.modal(by="ann").text
    assert "Told *5* on Mon 7 Sep" in shown
    assert "*4*" in shown
    assert await service.workspace.submit(by="ann", told_on=TUE, how="After the lesson") == {}
    shown = await the_page(service, placement)
    assert "The pupil was told on Tue 8 Sep: After the lesson" in shown
    assert "told on Mon 7 Sep → Tue 8 Sep" in shown
    assert "told how At lunch → After the lesson" in shown
    assert await owed(service, TELL) == {}


async def test_nothing_is_to_be_told_if_the_grade_is_again_the_one_that_the_pupil_was_told(service: Service) -> None:
    placement, review = await a_told_pupil(service)
    service.skip_to(2026, 9, 8, 9)
    await corrected(service, review, grade="4")
    await corrected(service, review, grade="5")
    assert "The pupil was told on Mon 7 Sep: At lunch" in await the_page(service, placement)
    assert (await duty(service, TELL))[2] is Ending.DROPPED
    assert await owed(service, TELL) == {}


async def test_a_slip_of_ones_own_put_right_at_once_is_not_told_again(service: Service) -> None:
    placement, review = await a_told_pupil(service)
    await corrected(service, review, by="ann", grade="4")
    assert "The pupil was told on Mon 7 Sep: At lunch" in await the_page(service, placement)
    assert await owed(service, TELL) == {}


async def test_other_corrections_leave_it_told(service: Service) -> None:
    placement, review = await a_told_pupil(service)
    await corrected(service, review, next_step="I check my units twice")
    assert "The pupil was told on Mon 7 Sep: At lunch" in await the_page(service, placement)
    assert await owed(service, TELL) == {}


async def test_what_somebody_said_is_in_no_message_and_no_reason_beside_it(service: Service, workspace: Client) -> None:
    _, review = await a_told_pupil(service)
    await corrected(service, review, by="priya", why="She was in hospital", parent_view="She is ill")
    await workspace.quiet()
    (told,) = [one for one in workspace.direct_messages(to="ann") if "corrected" in one.plain]
    assert "hospital" not in told.plain
    assert "She is ill" not in told.plain


async def test_the_half_term_record_does_not_count_it_as_told(service: Service) -> None:
    _, review = await a_told_pupil(service)
    await corrected(service, review, grade="4")
    await press(service, "inspection.open", "all", by="helen")
    assert "pupil told 5 on Mon 7 Sep: At lunch, not the corrected grade" in service.workspace.modal(by="helen").text

"""The commissioner's view at each half-term: owed with the family review, and kept as it was given, or was not."""

from datetime import date

import pytest

from bot.workspace import Client
from models.corrections.view import correct_view, undo_view
from models.errors import Refused
from models.pupils.agreement import AgreementInput, set_agreement
from models.reviews.commissioner import ViewInput, save_view
from models.reviews.family import save_family_review
from models.reviews.save import Formality, ReviewInput
from models.tables.duty import DutyKind, Ending
from models.tables.placement import CommissionerKind
from models.tables.review import FAMILY, CommissionerView, ViewOutcome
from models.topic import Topic
from tests.handlers.pressing import duty, press
from tests.handlers.teaching import a_taught_pupil, kept, owed
from tests.school import Service

FIRST_DAY, DUE = date(2026, 9, 7), date(2026, 10, 22)
AGREED = AgreementInput(
    commissioner_kind=CommissionerKind.SCHOOL,
    commissioner="Hollins High School",
    commissioner_person="Rae Holt",
    commissioner_contact="01632 960011",
    longest_weeks=30,
)


async def a_commissioned_pupil(service: Service) -> str:
    """Kai, whose family review is due on 22 October; Ben is the keyworker, Hollins High School pays."""
    placement = await a_taught_pupil(service, first_day=FIRST_DAY)
    await service.change(set_agreement, placement, AGREED, by="ben")
    return placement


async def ask(service: Service, placement: str, outcome: ViewOutcome, on: date, view: str | None = None) -> str:
    given = ViewInput(outcome, on, "Rae Holt" if view else None, view)
    return str(await service.change(save_view, placement, given, by="ben"))


async def page(service: Service, placement: str, *, by: str = "helen") -> str:
    await press(service, "pupil.open", placement, by=by)
    return (await service.workspace.home(by=by)).text.replace("*", "")


async def test_it_is_owed_with_the_family_review_once_a_commissioner_is_known(service: Service) -> None:
    placement = await a_taught_pupil(service, first_day=FIRST_DAY)
    assert await owed(service, DutyKind.COMMISSIONER_VIEW) == {}
    await service.change(set_agreement, placement, AGREED, by="ben")
    ((owner, due_on),) = (await owed(service, DutyKind.COMMISSIONER_VIEW)).values()
    assert (owner, due_on) == ((await service.actor("ben")).staff_id, DUE)


async def test_it_is_asked_for_with_nothing_filled_in_and_stands_on_the_page_and_at_the_next_review(
    service: Service, workspace: Client
) -> None:
    placement = await a_commissioned_pupil(service)
    service.skip_to(2026, 10, 20, 9)
    await press(service, "review.commissioner", (await duty(service, DutyKind.COMMISSIONER_VIEW))[0], by="ben")
    assert "Hollins High School" in workspace.modal(by="ben").text
    assert "Rae Holt, 01632 960011" in workspace.modal(by="ben").text
    assert await workspace.submit(
        by="ben", what_happened="They took part in the review", on_which_day=date(2026, 10, 20)
    ) == {"What they say": "Write down what they say."}
    assert await workspace.submit(by="ben", what_they="He is missed in the choir", who_said="Rae Holt") == {}
    assert (await duty(service, DutyKind.COMMISSIONER_VIEW))[2] is Ending.DONE
    await workspace.close(by="ben")
    shown = await page(service, placement)
    assert "Tuesday 20 October, took part: He is missed in the choir (Rae Holt)" in shown
    assert "missed in the choir" not in await page(service, placement, by="sue")
    await press(service, "review.open", f"{placement}:", by="ben")
    assert "He is missed in the choir" in workspace.modal(by="ben").text


async def test_no_answer_on_two_days_and_a_refusal_end_it_as_what_they_were(service: Service) -> None:
    placement = await a_commissioned_pupil(service)
    service.skip_to(2026, 10, 21, 9)
    for day in (19, 19):
        await ask(service, placement, ViewOutcome.NO_ANSWER, date(2026, 10, day))
    assert (await duty(service, DutyKind.COMMISSIONER_VIEW))[2] is None
    last = await ask(service, placement, ViewOutcome.NO_ANSWER, date(2026, 10, 21))
    assert (await duty(service, DutyKind.COMMISSIONER_VIEW))[2] is Ending.UNREACHABLE
    await service.change(undo_view, last, by="ben")
    assert (await duty(service, DutyKind.COMMISSIONER_VIEW))[1:] == (DUE, None)
    await ask(service, placement, ViewOutcome.DECLINED, date(2026, 10, 21))
    assert (await duty(service, DutyKind.COMMISSIONER_VIEW))[2] is Ending.DECLINED


async def test_words_that_come_later_take_the_place_of_no_answer(service: Service) -> None:
    placement = await a_commissioned_pupil(service)
    service.skip_to(2026, 11, 3, 9)
    for day in (20, 21):
        await ask(service, placement, ViewOutcome.NO_ANSWER, date(2026, 10, day))
    await ask(service, placement, ViewOutcome.GIVEN, date(2026, 11, 3), "Content with his progress")
    assert (await duty(service, DutyKind.COMMISSIONER_VIEW))[2] is Ending.DONE


async def test_one_that_was_asked_long_before_does_not_answer_the_half_term_s(service: Service) -> None:
    placement = await a_commissioned_pupil(service)
    service.skip_to(2026, 9, 15, 9)
    await ask(service, placement, ViewOutcome.GIVEN, date(2026, 9, 15), "Glad that he has started")
    assert (await duty(service, DutyKind.COMMISSIONER_VIEW))[1:] == (DUE, None)


async def test_the_next_one_is_owed_with_the_next_family_review_and_not_twice(service: Service) -> None:
    placement = await a_commissioned_pupil(service)
    service.skip_to(2026, 10, 22, 9)
    held = ReviewInput(DUE, Formality.FORMAL, None, parent_view="Happier", pupil_view="Quiet here")
    await service.change(save_family_review, Topic(placement, FAMILY), held, by="ben")
    assert len(await owed(service, DutyKind.COMMISSIONER_VIEW)) == 1
    assert (await duty(service, DutyKind.COMMISSIONER_VIEW))[1] == DUE
    service.skip_to(2026, 11, 4, 9)
    await ask(service, placement, ViewOutcome.GIVEN, date(2026, 11, 4), "Content")
    ((_, due_on),) = (await owed(service, DutyKind.COMMISSIONER_VIEW)).values()
    ((_, family_due),) = (await owed(service, DutyKind.FAMILY_REVIEW)).values()
    assert due_on == family_due > DUE


async def test_a_view_is_corrected_with_a_reason_and_keeps_what_it_said(service: Service) -> None:
    placement = await a_commissioned_pupil(service)
    service.skip_to(2026, 10, 20, 9)
    view = await ask(service, placement, ViewOutcome.GIVEN, date(2026, 10, 20), "Wants him back by Easter")
    given = ViewInput(ViewOutcome.GIVEN, date(2026, 10, 20), "Rae Holt", "Wants him back by summer")
    with pytest.raises(Refused, match="Give a short reason"):
        await service.change(correct_view, view, given, None, 0, by="helen")
    await service.change(correct_view, view, given, "Misheard", 0, by="helen")
    (row,) = await kept(service, CommissionerView)
    assert row.view == "Wants him back by summer"
    shown = await page(service, placement)
    assert "Wants him back by Easter → Wants him back by summer" in shown
    assert "Misheard" in shown


async def test_nobody_asks_for_a_day_to_come_or_says_what_nobody_said(service: Service) -> None:
    placement = await a_commissioned_pupil(service)
    with pytest.raises(Refused, match="in the future"):
        await ask(service, placement, ViewOutcome.DECLINED, date(2026, 9, 8))
    with pytest.raises(Refused, match="Nobody answered"):
        await ask(service, placement, ViewOutcome.NO_ANSWER, FIRST_DAY, "Fine")
    with pytest.raises(Exception, match="Only the subject teacher, the keyworker"):
        await service.change(save_view, placement, ViewInput(ViewOutcome.DECLINED, FIRST_DAY), by="sue")

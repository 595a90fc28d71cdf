"""A family review has two halves: what the pupil says is still asked for when the parents decline or do not answer."""

from datetime import date
from typing import Any

import pytest

from bot.workspace import Client
from models.attempts.log import NewAttempt, log_attempt
from models.reviews.family import save_any_review
from models.reviews.save import Formality, ReviewInput
from models.tables.contact import Attempt, Outcome, Way
from models.tables.duty import Duty, DutyKind, Ending
from models.tables.review import FAMILY, Review
from models.topic import Topic
from tests.handlers.pressing import duty, press
from tests.handlers.teaching import a_taught_pupil, kept, owed
from tests.school import Service

FIRST_DAY, DUE = date(2026, 9, 7), date(2026, 10, 22)
MON, TUE, WED, THU = (date(2026, 10, day) for day in (12, 13, 14, 15))
REFUSED, SILENT, SPOKE = Outcome.REFUSED, Outcome.NO_ANSWER, Outcome.SPOKE
UNREACHED, HALF = "The family could not be reached", "Ask for the pupil's view"
WAYS_TO_END = [[(MON, REFUSED)], [(MON, SILENT), (TUE, SILENT)]]


async def a_family(service: Service, *calls: tuple[date, Outcome], by: str = "sue") -> str:
    """With a family review due on 22 October; the calls are logged on Wednesday 14 October."""
    placement = await a_taught_pupil(service, keyworker="sue", first_day=FIRST_DAY)
    service.skip_to(2026, 10, 14, 18, 30)
    for on, outcome in calls:
        await ring(service, placement, on, outcome, by=by)
    return placement


async def ring(
    service: Service, placement: str, on: date, outcome: Outcome, view: str | None = None, *, by: str = "sue"
) -> None:
    await service.change(log_attempt, placement, NewAttempt("side:family", Way.CALL, outcome, on, view), by=by)


async def review(service: Service, placement: str, *, on: date = WED, **said: Any) -> None:
    formality = Formality.FORMAL if "parent_view" in said else Formality.INFORMAL
    given = ReviewInput(on, formality, None, **said)
    await service.change(save_any_review, Topic(placement, FAMILY), given, by="sue")


async def page(service: Service, placement: str) -> str:
    await press(service, "pupil.open", placement, by="sue")
    return (await service.workspace.home(by="sue")).text


async def halves(service: Service) -> list[tuple[date, Ending | None, date | None]]:
    found = [one for one in await kept(service, Duty) if one.kind is DutyKind.PUPIL_VIEW]
    return sorted(((one.due_on, one.ending, one.done_on) for one in found), key=lambda one: one[0])


# The pupil's half.


@pytest.mark.parametrize("calls", WAYS_TO_END)
async def test_the_pupil_is_still_asked_when_the_parents_are_not_heard(
    service: Service, calls: list[tuple[date, Outcome]]
) -> None:
    placement = await a_family(service, *calls)
    assert await halves(service) == [(DUE, None, None)]
    assert f"{HALF}* – due Thu 22 Oct\nSue Pell" in await page(service, placement)


async def test_the_pupil_is_still_asked_when_the_parents_alone_were_heard(service: Service) -> None:
    await review(service, await a_family(service), parent_view="He likes to come")
    assert await halves(service) == [(DUE, None, None)]


@pytest.mark.parametrize("calls", WAYS_TO_END)
async def test_nothing_more_is_asked_of_a_pupil_who_was_heard_first(
    service: Service, calls: list[tuple[date, Outcome]]
) -> None:
    placement = await a_family(service)
    await review(service, placement, pupil_view="It is calm here")
    assert (await owed(service, DutyKind.FAMILY_REVIEW))[DutyKind.FAMILY_REVIEW, ""][1] == DUE
    for on, outcome in calls:
        await ring(service, placement, on, outcome)
    assert await halves(service) == []


async def test_both_heard_in_one_review_end_both_halves(service: Service) -> None:
    await review(service, await a_family(service), parent_view="Fine", pupil_view="Calm")
    assert await halves(service) == []
    assert (await owed(service, DutyKind.FAMILY_REVIEW))[DutyKind.FAMILY_REVIEW, ""][1] > DUE


async def test_what_the_pupil_says_ends_the_pupils_half_and_leaves_the_parents_as_it_ended(
    service: Service, workspace: Client
) -> None:
    placement = await a_family(service, (MON, SILENT), (TUE, SILENT))
    await press(service, "review.pupil", (await duty(service, DutyKind.PUPIL_VIEW))[0], by="sue")
    assert not any(workspace.modal(by="sue").fields.values())
    assert await workspace.submit(by="sue", asked_on=WED, what_the_pupil_says="It is calm here") == {}
    assert await halves(service) == [(DUE, Ending.DONE, WED)]
    shown = await page(service, placement)
    assert "The pupil says: It is calm here" in shown
    assert UNREACHED in shown


async def test_a_pupil_who_did_not_want_to_is_asked_again_on_a_day(service: Service, workspace: Client) -> None:
    placement = await a_family(service, (MON, REFUSED))
    await press(service, "review.pupil", (await duty(service, DutyKind.PUPIL_VIEW))[0], by="sue")
    again = "Did not want to: ask again on"
    assert list(await workspace.submit(by="sue", asked_on=WED)) == ["What the pupil says"]
    assert list(await workspace.submit(by="sue", did_not_want_to=WED)) == [again]
    assert await workspace.submit(by="sue", did_not_want_to=date(2026, 11, 3)) == {}
    assert await halves(service) == [(date(2026, 11, 3), None, None)]
    shown = await page(service, placement)
    assert "The pupil did not want to say" in shown
    assert "The parents or carers declined on Monday 12 October" in shown
    assert f"{HALF}* – due Tue 3 Nov" in shown


async def test_that_a_pupil_did_not_want_to_can_be_undone_for_ten_minutes(service: Service, workspace: Client) -> None:
    placement = await a_refusal(service)
    assert await halves(service) == [(date(2026, 11, 3), None, None)]
    assert "Undo review: family" in str((await workspace.home(by="sue")).buttons)
    await press(service, "review.pupil_undo", await the_refusal(service), by="sue")
    assert await halves(service) == [(DUE, None, None)]
    await workspace.close(by="sue")
    assert "did not want to say" not in await page(service, placement)


async def test_that_a_pupil_did_not_want_to_is_corrected_with_a_reason_after(
    service: Service, workspace: Client
) -> None:
    placement = await a_refusal(service)
    service.skip_to(2026, 10, 15, 12)
    await press(service, "review.pupil_correct", await the_refusal(service), by="sue")
    errors = await workspace.submit(by="sue", did_not_want_to=None, what_the_pupil_says="It is calm here")
    assert list(errors) == ["Reason for the change"]
    assert await workspace.submit(by="sue", reason_for_the_change="Kai did answer") == {}
    assert await halves(service) == [(date(2026, 11, 3), Ending.DONE, WED)]
    shown = await page(service, placement)
    assert "The pupil says: It is calm here" in shown
    assert "did not want to say" not in shown


async def test_another_day_to_ask_again_moves_what_is_due(service: Service, workspace: Client) -> None:
    await a_refusal(service)
    await press(service, "review.pupil_correct", await the_refusal(service), by="sue")
    assert await workspace.submit(by="sue", did_not_want_to=date(2026, 11, 5)) == {}
    assert await halves(service) == [(date(2026, 11, 5), None, None)]


async def a_refusal(service: Service) -> str:
    """Have the parents decline, and the pupil not want to, on Wednesday: asked again on 3 November."""
    placement = await a_family(service, (MON, REFUSED))
    await press(service, "review.pupil", (await duty(service, DutyKind.PUPIL_VIEW))[0], by="sue")
    await service.workspace.submit(by="sue", asked_on=WED, did_not_want_to=date(2026, 11, 3))
    await page(service, placement)
    return placement


async def the_refusal(service: Service) -> str:
    return next(str(one.id) for one in await kept(service, Review) if one.declined and not one.formal)


async def test_what_was_asked_too_late_says_so(service: Service, workspace: Client) -> None:
    placement = await a_family(service, (MON, REFUSED))
    service.skip_to(2026, 11, 4, 18, 30)
    await press(service, "review.pupil", (await duty(service, DutyKind.PUPIL_VIEW))[0], by="sue")
    assert await workspace.submit(by="sue", asked_on=date(2026, 11, 4), what_the_pupil_says="Fine") == {}
    assert f"{HALF}: done on Wed 4 Nov – *3 school days late*" in await page(service, placement)


async def test_undoing_what_the_pupil_said_owes_it_again(service: Service, workspace: Client) -> None:
    await a_family(service, (MON, REFUSED))
    await press(service, "review.pupil", (await duty(service, DutyKind.PUPIL_VIEW))[0], by="sue")
    await workspace.submit(by="sue", asked_on=WED, what_the_pupil_says="It is calm here")
    said = next(one.id for one in await kept(service, Review) if one.pupil_view)
    await press(service, "review.undo", said, by="sue")
    assert await halves(service) == [(DUE, None, None)]


async def test_undoing_the_review_leaves_one_thing_owed_and_not_two(service: Service) -> None:
    await review(service, await a_family(service), parent_view="Fine")
    (row,) = await kept(service, Review)
    await press(service, "review.undo", row.id, by="sue")
    assert [one[1] for one in await halves(service)] == [Ending.DROPPED]
    assert (await owed(service, DutyKind.FAMILY_REVIEW))[DutyKind.FAMILY_REVIEW, ""][1] == DUE


@pytest.mark.parametrize(("reader", "may"), [("helen", True), ("priya", True), ("sue", True), ("ann", False)])
async def test_the_keyworker_the_heads_and_the_senco_ask(
    service: Service, workspace: Client, reader: str, may: bool
) -> None:
    await a_family(service, (MON, REFUSED))
    await press(service, "review.pupil", (await duty(service, DutyKind.PUPIL_VIEW))[0], by=reader)
    assert workspace.has_modal(by=reader) == may


# The parents' half.


@pytest.mark.parametrize(
    "calls",
    [
        [(MON, SPOKE), (TUE, SILENT), (WED, SILENT)],
        [(MON, SILENT), (TUE, SPOKE), (WED, SILENT)],
        [(MON, SILENT), (WED, SILENT), (TUE, SPOKE)],
        [(MON, SILENT), (TUE, SILENT), (TUE, SPOKE)],
    ],
)
async def test_whoever_was_spoken_to_could_be_reached(
    service: Service, workspace: Client, calls: list[tuple[date, Outcome]]
) -> None:
    placement = await a_family(service, *calls)
    assert UNREACHED not in await page(service, placement)
    assert (await owed(service, DutyKind.FAMILY_REVIEW))[DutyKind.FAMILY_REVIEW, ""][1] == DUE
    assert await owed(service, DutyKind.PUPIL_VIEW) == {}
    await press(service, "review.open", f"{placement}:", by="sue")
    assert "so days without an answer do not close this" in workspace.modal(by="sue").text


@pytest.mark.parametrize("calls", WAYS_TO_END)
@pytest.mark.parametrize("on", [MON, WED])
async def test_words_that_are_logged_later_take_the_place_of_the_label(
    service: Service, calls: list[tuple[date, Outcome]], on: date
) -> None:
    placement = await a_family(service, *calls)
    await ring(service, placement, on, SPOKE, "He likes to come")
    shown = await page(service, placement)
    assert "Parents or carers say: He likes to come" in shown
    assert UNREACHED not in shown
    assert "carers declined" not in shown
    assert (await duty_of_the_review(service))[1:] == (Ending.DONE, on)


async def test_words_take_the_place_of_the_label_after_the_pupil_was_heard_too(service: Service) -> None:
    placement = await a_family(service, (MON, SILENT), (TUE, SILENT))
    await review(service, placement, pupil_view="It is calm here")
    await ring(service, placement, WED, SPOKE, "He likes to come")
    shown = await page(service, placement)
    assert "Parents or carers say: He likes to come" in shown
    assert "The pupil says: It is calm here" in shown
    assert UNREACHED not in shown


async def duty_of_the_review(service: Service) -> tuple[date, Ending | None, date | None]:
    found = [one for one in await kept(service, Duty) if one.kind is DutyKind.FAMILY_REVIEW and one.due_on == DUE]
    return found[0].due_on, found[0].ending, found[0].done_on


async def test_an_attempt_put_right_names_the_ending_anew(service: Service, workspace: Client) -> None:
    placement = await a_family(service, (MON, SILENT), (TUE, SILENT))
    attempt = next(one.id for one in await kept(service, Attempt) if one.on == TUE)
    await press(service, "contact.correct", attempt, by="sue")
    assert await workspace.submit(by="sue", what_happened="We spoke", reason_for_the_change="Wrong tick") == {}
    assert UNREACHED not in await page(service, placement)
    assert (await duty_of_the_review(service))[1] is None
    assert await owed(service, DutyKind.PUPIL_VIEW) == {}

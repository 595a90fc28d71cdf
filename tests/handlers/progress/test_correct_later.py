"""What was saved is corrected once the world has moved on: other teachers, another target, colleagues gone."""

from datetime import date
from typing import Any

from sqlalchemy import select

from bot.workspace import Client
from models.administration.leavers import follow_slack
from models.allocations.allocate import allocate
from models.change import Change, Read
from models.corrections.result import correct_result, undo_result
from models.corrections.review import correct_review, undo_review
from models.corrections.target import correct_target
from models.duties.hand_over import offer_duty
from models.progress.news import view_targets_kept_low
from models.progress.results import ResultInput
from models.progress.set_target import TargetInput, set_target
from models.reviews.family import save_any_review
from models.reviews.feedback import MOST_AT_ONCE, find_untold
from models.reviews.save import Formality, ReviewInput
from models.tables.duty import Duty, DutyKind, Ending
from models.tables.message import Message, MessageState
from models.tables.placement import Placement
from models.tables.requests.draft import Draft
from models.tables.result import Result, Source
from models.tables.review import Review, TrackStatus
from models.tables.staff import Staff
from models.tables.target import Target
from models.topic import Topic
from tests.handlers.pressing import duty, last_private, press
from tests.handlers.reviews.test_owed import allocate_to
from tests.handlers.teaching import a_result, a_taught_pupil, kept, owed
from tests.school import STAFF, Service

FIRST_DAY = date(2026, 9, 7)
BASELINE, REVIEW, TELL = DutyKind.BASELINE, DutyKind.REVIEW, DutyKind.TELL
AT_THE_END = date(2026, 10, 19)
WHY = "It was another pupil's"
PRIOR = ResultInput(Source.PRIOR, "gcse", "3", FIRST_DAY)


def held(formality: Formality = Formality.FORMAL, on: date = FIRST_DAY, **said: Any) -> ReviewInput:
    return ReviewInput(on, formality, "I check my units", **{"grade": "4", "assessed_on": FIRST_DAY} | said)


def aimed(grade: str, reason: str | None = None) -> TargetInput:
    return TargetInput("gcse", None, grade, date(2026, 12, 18), "Small group", (), reason)


async def a_pupil_of_ann(service: Service) -> str:
    return await a_taught_pupil(service, keyworker="sue", first_day=FIRST_DAY)


async def the(service: Service, kind: type[Any], **like: Any) -> str:
    (row,) = [one for one in await kept(service, kind) if all(getattr(one, name) == to for name, to in like.items())]
    return str(row.id)


async def whose(service: Service, handle: str) -> str:
    return str((await service.actor(handle)).staff_id)


async def test_a_baseline_that_was_none_is_owed_by_whoever_teaches_the_subject_now(service: Service) -> None:
    placement = await a_pupil_of_ann(service)
    await a_result(service, placement, "3")
    await allocate_to(service, placement, "sue", "dan:Maths")
    await service.change(correct_result, await the(service, Result), PRIOR, WHY, 0, by="priya")
    assert (await owed(service, BASELINE))[BASELINE, "Maths"][0] == await whose(service, "dan")


async def test_a_review_that_was_none_is_owed_by_whoever_teaches_the_subject_now(service: Service) -> None:
    placement = await a_pupil_of_ann(service)
    await a_result(service, placement, "3")
    service.skip_to(2026, 10, 19, 18, 30)
    await service.change(save_any_review, Topic(placement, "Maths"), held(on=AT_THE_END), by="ann")
    await allocate_to(service, placement, "sue", "dan:Maths")
    informal = held(Formality.INFORMAL, AT_THE_END)
    await service.change(correct_review, await the(service, Review), informal, WHY, 0, by="priya")
    assert (await owed(service, REVIEW))[REVIEW, "Maths"][0] == await whose(service, "dan")


async def test_the_last_baseline_that_goes_is_owed_whenever_the_first_was_entered(service: Service) -> None:
    placement = await a_pupil_of_ann(service)
    await a_result(service, placement, "3")
    await service.go_to(2026, 9, 9, 9)
    await a_result(service, placement, "4")
    await service.change(correct_result, await the(service, Result, value="3"), PRIOR, WHY, 0, by="ann")
    await service.change(undo_result, await the(service, Result, value="4"), by="ann")
    assert (BASELINE, "Maths") in await owed(service, BASELINE)


async def test_a_baseline_from_before_the_first_day_is_owed_once_it_proves_to_be_none(service: Service) -> None:
    placement = await a_taught_pupil(service, first_day=None)
    await a_result(service, placement, "3")
    teachers = [f"{await whose(service, 'ann')}:Maths"]
    await service.change(allocate, placement, await whose(service, "sue"), teachers, date(2026, 9, 9), by="helen")
    assert (BASELINE, "Maths") not in await owed(service, BASELINE)
    await service.change(correct_result, await the(service, Result), PRIOR, None, 0, by="ann")
    assert (BASELINE, "Maths") in await owed(service, BASELINE)


async def test_nobody_who_has_left_owes_it_to_tell_the_pupil(service: Service) -> None:
    placement = await a_pupil_of_ann(service)
    await a_result(service, placement, "3")
    told = held(told_on=FIRST_DAY, told_how="In a chat")
    await service.change(save_any_review, Topic(placement, "Maths"), told, by="ann")
    await service.change(follow_slack, ["UANN"], {})
    await service.change(correct_review, await the(service, Review), held(), WHY, 0, by="priya")
    assert (await owed(service, TELL))[TELL, "Maths"][0] == await whose(service, "priya")


async def test_a_target_set_since_says_nothing_about_the_track_of_a_review(service: Service) -> None:
    placement = await a_pupil_of_ann(service)
    await a_result(service, placement, "3")
    await service.change(set_target, Topic(placement, "Maths"), aimed("4"), by="ann")
    await service.change(save_any_review, Topic(placement, "Maths"), held(), by="ann")
    await service.go_to(2026, 9, 9, 9)
    await service.change(set_target, Topic(placement, "Maths"), aimed("8"), by="ann")
    said = held(on=FIRST_DAY, why="He worked hard")
    await service.change(correct_review, await the(service, Review), said, WHY, 0, by="ann")
    (review,) = await kept(service, Review)
    assert (review.track, review.why) == (TrackStatus.MET, "He worked hard")


async def test_the_track_of_a_review_follows_the_result_and_the_target_that_are_put_right(service: Service) -> None:
    placement = await a_pupil_of_ann(service)
    await a_result(service, placement, "3")
    baseline, higher = await the(service, Result), ResultInput(Source.BASELINE, "gcse", "5", FIRST_DAY)
    await service.change(set_target, Topic(placement, "Maths"), aimed("6"), by="ann")
    service.skip_to(2026, 11, 2, 12)
    await service.change(save_any_review, Topic(placement, "Maths"), held(on=date(2026, 11, 2)), by="ann")
    review, target = await the(service, Review), await the(service, Target)
    assert await track(service, review) is TrackStatus.ON
    await service.change(correct_target, target, aimed("4", WHY), WHY, 0, by="ann")
    assert await track(service, review) is TrackStatus.MET
    await service.change(correct_target, target, aimed("6"), WHY, 1, by="ann")
    await service.change(correct_result, baseline, higher, WHY, 0, by="ann")
    assert await track(service, review) is TrackStatus.BEHIND


async def track(service: Service, review_id: str) -> TrackStatus | None:
    found: TrackStatus | None = await service.read(lambda read: read.get(Review, review_id).track)
    return found


async def test_a_better_reason_for_the_same_low_target_is_kept(service: Service) -> None:
    placement = await a_pupil_of_ann(service)
    await a_result(service, placement, "4")
    await service.change(set_target, Topic(placement, "Maths"), aimed("4", "Two operations"), by="ann")
    better = aimed("4", "Two operations, and back part-time")
    await service.change(correct_target, await the(service, Target), better, None, 0, by="ann")
    (target,) = await kept(service, Target)
    assert (target.reason, target.doubts) == ("Two operations, and back part-time", ["target:not_above_last"])


async def test_a_hope_that_was_nobodys_is_not_that_of_the_stay_any_more(service: Service) -> None:
    placement = await a_pupil_of_ann(service)
    await service.change(
        save_any_review, Topic(placement, ""), held(parent_view="Glad", hopes_parents="College"), by="sue"
    )
    await service.change(
        save_any_review, Topic(placement, ""), held(parent_view="Glad", hopes_parents="The army"), by="sue"
    )
    wrong = await the(service, Review, hopes_parents="The army")
    await service.change(correct_review, wrong, held(parent_view="Glad"), None, 0, by="sue")

    def hopes(read: Read) -> str | None:
        return read.get(Placement, placement).hopes_parents

    assert await service.read(hopes) == "College"


async def test_a_colleague_who_was_asked_for_the_next_review_reads_that_it_is_over(
    service: Service, workspace: Client
) -> None:
    placement = await a_pupil_of_ann(service)
    await a_result(service, placement, "3")
    service.skip_to(2026, 10, 19, 12)
    await service.change(save_any_review, Topic(placement, "Maths"), held(on=AT_THE_END), by="ann")
    await service.change(offer_duty, (await duty(service, REVIEW))[0], await whose(service, "dan"), by="ann")
    await workspace.quiet()
    await service.change(undo_review, await the(service, Review), by="ann")
    await workspace.quiet()
    await service.change(_draw_again, "dan")
    await workspace.quiet()
    assert [one.state for one in await kept(service, Message) if one.kind == "nudge.offer"] == [MessageState.SENT]
    assert (await owed(service, REVIEW))[REVIEW, "Maths"] == (await whose(service, "ann"), date(2026, 10, 22))


def _draw_again(change: Change, handle: str) -> None:
    """As whatever else becomes theirs would."""
    change.refresh(change.session.scalar(select(Staff.id).where(Staff.slack_id == STAFF[handle][0])))


async def test_who_lost_the_subject_may_tell_what_they_found_and_set_nothing_more(
    service: Service, workspace: Client
) -> None:
    placement = await a_pupil_of_ann(service)
    await a_result(service, placement, "3")
    await service.change(save_any_review, Topic(placement, "Maths"), held(), by="ann")
    await allocate_to(service, placement, "sue", "dan:Maths")
    await press(service, "target.open", f"{placement}:Maths", by="ann")
    assert not workspace.has_modal(by="ann")
    assert "Only the subject teacher" in last_private(service)
    await press(service, "review.tell", (await duty(service, TELL))[0], by="ann")
    assert await workspace.submit(by="ann", told_on=FIRST_DAY, how="In a chat") == {}
    assert await owed(service, TELL) == {}


async def test_a_result_is_not_entered_as_a_reviews_which_nobody_could_correct(service: Service) -> None:
    placement = await a_pupil_of_ann(service)
    await press(service, "assess.open", f"{placement}:Maths", by="ann")
    view = service.slack.modals(STAFF["ann"][0])[-1]
    (kinds,) = [one for one in view["blocks"] if (one.get("label") or {}).get("text") == "Kind of result"]
    offered = [one["text"]["text"] for one in kinds["element"]["options"]]
    assert offered == ["Prior attainment", "Baseline", "Further assessment"]


async def test_of_many_who_are_to_be_told_each_is_found_by_name(service: Service) -> None:
    names = [f"Kai {chr(65 + place // 26)}{chr(97 + place % 26)}" for place in range(MOST_AT_ONCE)] + ["Zoe Last"]
    for name in names:
        placement = await a_taught_pupil(service, name, keyworker="sue", first_day=FIRST_DAY)
        await service.change(
            save_any_review, Topic(placement, "Maths"), held(grade=None, assessed_on=None, why="Away"), by="ann"
        )
    (found,) = await service.read(find_untold, "zoe", by="ann")
    assert found.name == "Zoe Last"


async def test_a_target_that_is_lowered_after_the_meeting_is_shown_to_the_head_too(service: Service) -> None:
    placement = await a_pupil_of_ann(service)
    await a_result(service, placement, "4")
    await service.change(set_target, Topic(placement, "Maths"), aimed("6"), by="ann")
    await service.go_to(2026, 9, 21, 12)
    lower = aimed("3", "Two operations this term")
    await service.change(correct_target, await the(service, Target), lower, WHY, 0, by="ann")
    shown = await service.change(view_targets_kept_low, "2026-09-28", by="helen")
    assert [(one.value, one.reason) for one in shown.lines] == [("3", "Two operations this term")]


async def test_a_review_whose_day_was_wrong_leaves_nobody_to_be_told_of_another(service: Service) -> None:
    placement = await a_pupil_of_ann(service)
    await a_result(service, placement, "3")
    told = held(Formality.INFORMAL, told_on=FIRST_DAY, told_how="In a chat")
    await service.change(save_any_review, Topic(placement, "Maths"), told, by="ann")
    await service.go_to(2026, 9, 9, 12)
    today = held(Formality.INFORMAL, date(2026, 9, 9))
    await service.change(save_any_review, Topic(placement, "Maths"), today, by="ann")
    wrong = await the(service, Review, told_on=None)
    await service.change(correct_review, wrong, held(Formality.INFORMAL, on=date(2026, 9, 7)), None, 0, by="ann")
    assert (await owed(service, TELL)) != {}
    other = await the(service, Review, told_on=FIRST_DAY)
    late = held(Formality.INFORMAL, on=date(2026, 9, 8), told_on=date(2026, 9, 8), told_how="In a chat")
    await service.change(correct_review, other, late, WHY, 0, by="ann")
    assert await owed(service, TELL) == {}


async def test_what_was_typed_to_correct_it_goes_with_what_is_undone(service: Service, workspace: Client) -> None:
    placement = await a_pupil_of_ann(service)
    await a_result(service, placement, "3")
    result = await the(service, Result)
    await press(service, "assess.correct", result, by="ann")
    await workspace.fill(by="ann", grade_or_score="5")
    await workspace.close(by="ann")
    assert len(await kept(service, Draft)) == 1
    await service.change(undo_result, result, by="ann")
    assert await kept(service, Draft) == []


async def test_a_second_undo_says_that_it_is_not_there_any_more(service: Service, workspace: Client) -> None:
    placement = await a_pupil_of_ann(service)
    await a_result(service, placement, "3")
    result = await the(service, Result)
    await press(service, "assess.correct", result, by="ann")
    await service.change(undo_result, result, by="ann")
    await workspace.click("Undo", by="ann")
    assert "This is no longer here" in workspace.modal(by="ann").text


async def test_one_pupil_after_another_can_be_chosen_without_an_end(service: Service, workspace: Client) -> None:
    for name in ("Kai Ashworth", "Zoe Bell", "Leo Carter", "Mia Dunn"):
        placement = await a_taught_pupil(service, name, keyworker="sue", first_day=FIRST_DAY)
    await press(service, "review.open", f"{placement}:Maths", by="ann")
    for name in ("Kai", "Zoe", "Leo", "Kai"):
        await workspace.click("Another pupil", by="ann")
        (offered,) = await workspace.suggest("Pupil and subject", name, by="ann")
        await workspace.fill(by="ann", pupil_and_subject=offered)
        assert await workspace.submit(by="ann") == {}
        assert name in workspace.modal(by="ann").text


async def test_a_review_whose_day_is_put_right_answers_what_was_owed_then(service: Service) -> None:
    placement = await a_pupil_of_ann(service)
    await a_result(service, placement, "3")
    service.skip_to(2026, 10, 19, 12)
    await service.change(save_any_review, Topic(placement, "Maths"), held(on=FIRST_DAY), by="ann")
    assert (await owed(service, REVIEW))[REVIEW, "Maths"][1] == date(2026, 10, 22)
    right = held(on=date(2026, 10, 19))
    await service.change(correct_review, await the(service, Review), right, None, 0, by="ann")
    assert (await owed(service, REVIEW))[REVIEW, "Maths"][1] == date(2026, 12, 18)
    ended = [(one.due_on, one.ending) for one in await kept(service, Duty) if one.kind is REVIEW and one.done_on]
    assert ended == [(date(2026, 10, 22), Ending.DONE)]

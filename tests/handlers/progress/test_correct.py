"""Results, targets and reviews that were saved wrongly: undone within ten minutes, corrected with a reason after."""

from datetime import date

from bot.workspace import Client
from models.change import Read
from models.tables.audit import Audit
from models.tables.correction import Correction
from models.tables.duty import DutyKind
from models.tables.placement import Placement
from models.tables.result import Result, Source
from models.tables.review import Review, TrackStatus
from models.tables.target import Target
from tests.handlers.pressing import last_private, press
from tests.handlers.teaching import a_result, a_taught_pupil, kept, owed
from tests.school import Service

FIRST_DAY = date(2026, 9, 7)
LAST_DAY = date(2026, 10, 22)
BASELINE, TARGET, REVIEW, FAMILY, TELL = (
    *(DutyKind.BASELINE, DutyKind.TARGET),
    *(DutyKind.REVIEW, DutyKind.FAMILY_REVIEW, DutyKind.TELL),
)
WHY = "Reason for the change"
GOOD = {
    "grade_or_score_now": "4",
    "assessed_on": FIRST_DAY,
    "held_on": FIRST_DAY,
    "next_step": "I check my units at the end",
}


async def a_pupil_with(service: Service, *grades: str) -> str:
    placement = await a_taught_pupil(service, keyworker="sue", first_day=FIRST_DAY)
    for place, grade in enumerate(grades):
        await a_result(service, placement, grade, source=Source.FURTHER if place else Source.BASELINE)
    return placement


async def aim(service: Service, placement: str, grade: str) -> None:
    await press(service, "target.open", f"{placement}:Maths", by="ann")
    assert await service.workspace.submit(by="ann", target_grade_or_level=grade, programme="Small group") == {}


async def review(service: Service, placement: str, **more: object) -> None:
    await press(service, "review.open", f"{placement}:Maths", by="ann")
    assert await service.workspace.submit(by="ann", **GOOD | more) == {}


async def the_only(service: Service, kind: type[Result | Target | Review]) -> str:
    (row,) = await kept(service, kind)
    return str(row.id)


async def undo(service: Service, what: str, row_id: str, *, by: str = "ann") -> None:
    await press(service, f"{what}.correct", row_id, by=by)
    await service.workspace.click("Undo", by=by)


async def later(service: Service, minute: int = 45) -> None:
    """More than ten minutes after half past eight."""
    await service.go_to(2026, 9, 7, 8, minute)


async def test_a_result_that_is_undone_is_gone_and_its_baseline_is_owed_again(service: Service) -> None:
    await a_pupil_with(service, "3")
    before = await the_only(service, Result)
    await undo(service, "assess", before)
    assert "It has been removed. Anything it completed" in service.workspace.modal(by="ann").text
    assert await kept(service, Result) == []
    assert (BASELINE, "Maths") in await owed(service, BASELINE)
    (history,) = await kept(service, Correction)
    assert (history.thing_id, history.undone, history.before["value"]) == (before, True, "3")


async def test_after_ten_minutes_it_is_corrected_with_a_reason_and_the_audit_holds_no_word_of_it(
    service: Service, workspace: Client
) -> None:
    placement = await a_pupil_with(service, "3")
    await later(service)
    await press(service, "pupil.open", placement, by="ann")
    await workspace.home(by="ann")
    await workspace.choose("Correct", "Maths: result 3, Mon 7 Sep", by="ann")
    shown = workspace.modal(by="ann")
    assert "Currently: *3*, GCSE (baseline, Mon 7 Sep)" in shown.text
    assert "Undo" not in shown.buttons
    assert list(await workspace.submit(by="ann", grade_or_score="5")) == [WHY]
    assert await workspace.submit(by="ann", reason_for_the_change="Two papers were mixed up") == {}
    (result,), (history,) = await kept(service, Result), await kept(service, Correction)
    assert (result.value, history.before["value"], history.why) == ("5", "3", "Two papers were mixed up")
    lines = [row for row in await kept(service, Audit) if row.verb == "result:correct"]
    assert [(row.thing_id, row.why) for row in lines] == [(result.id, None)]


async def test_undo_after_ten_minutes_says_what_to_do_instead(service: Service) -> None:
    await a_pupil_with(service, "3")
    await press(service, "assess.correct", await the_only(service, Result), by="ann")
    await later(service)
    await service.workspace.click("Undo", by="ann")
    assert "Correct it instead, and say why" in service.workspace.modal(by="ann").text
    assert len(await kept(service, Result)) == 1


async def test_a_result_from_which_a_target_was_set_is_not_taken_from_under_it(
    service: Service, workspace: Client
) -> None:
    placement = await a_pupil_with(service, "3")
    await aim(service, placement, "5")
    await undo(service, "assess", await the_only(service, Result))
    assert "The target 5 was set from this result" in workspace.modal(by="ann").text
    assert len(await kept(service, Result)) == 1
    await workspace.close(by="ann", everything=True)
    await undo(service, "target", await the_only(service, Target))
    await workspace.close(by="ann", everything=True)
    await undo(service, "assess", await the_only(service, Result))
    assert await kept(service, Result) == []


async def test_a_result_keeps_its_scale_while_a_target_stands_on_it(service: Service, workspace: Client) -> None:
    placement = await a_pupil_with(service, "3")
    await aim(service, placement, "5")
    await press(service, "assess.correct", await the_only(service, Result), by="ann")
    errors = await workspace.submit(by="ann", scale="Functional Skills", grade_or_score="L1")
    assert errors == {"Scale": "The target 5 was set from this result. Keep the scale."}
    assert [one.scale for one in await kept(service, Result)] == ["gcse"]


async def test_a_review_is_not_undone_while_a_target_stands_on_its_grade(service: Service, workspace: Client) -> None:
    placement = await a_pupil_with(service, "3")
    await review(service, placement)
    await aim(service, placement, "6")
    await undo(service, "review", await the_only(service, Review))
    assert "The target 6 was set from this result" in workspace.modal(by="ann").text
    assert len(await kept(service, Review)) == 1


async def test_a_target_that_is_undone_lets_the_one_before_stand_again(service: Service, workspace: Client) -> None:
    placement = await a_pupil_with(service, "3")
    await aim(service, placement, "5")
    await later(service)
    await aim(service, placement, "6")
    (six,) = [one.id for one in await kept(service, Target) if one.value == "6"]
    await press(service, "target.correct", six, by="ann")
    assert "the target goes back to *5*" in workspace.modal(by="ann").text
    await workspace.click("Undo", by="ann")
    assert [(one.value, one.replaced_at) for one in await kept(service, Target)] == [("5", None)]
    assert await owed(service, TARGET) == {}


async def test_without_one_before_it_a_target_is_owed_again_on_its_old_day(service: Service) -> None:
    placement = await a_pupil_with(service, "3")
    due = await owed(service, TARGET)
    await aim(service, placement, "5")
    assert await owed(service, TARGET) == {}
    await undo(service, "target", await the_only(service, Target))
    assert await owed(service, TARGET) == due


async def test_a_corrected_target_is_questioned_as_a_new_one_is(service: Service, workspace: Client) -> None:
    placement = await a_pupil_with(service, "4")
    await aim(service, placement, "6")
    await later(service)
    await press(service, "target.correct", await the_only(service, Target), by="ann")
    await workspace.submit(by="ann", target_grade_or_level="3", reason_for_the_change="A slip of the hand")
    assert "The last result is already 4, and the target is 3." in workspace.modal(by="ann").text
    assert await workspace.submit(by="ann", reason="Two operations this term") == {}
    (target,) = await kept(service, Target)
    assert (target.value, target.doubts, target.set_on) == ("3", ["target:not_above_last"], FIRST_DAY)


async def test_the_administrator_reads_the_corrected_target_not_the_wrong_one(service: Service) -> None:
    placement = await a_pupil_with(service, "3")
    await aim(service, placement, "9")
    await service.go_to(2026, 9, 7, 16, 1)
    (told,) = [one for one in service.workspace.direct_messages(to="omar") if "target" in one.text]
    assert "9" in told.plain
    await press(service, "target.correct", await the_only(service, Target), by="ann")
    fields = {"target_grade_or_level": "5", "reason_for_the_change": "A slip of the hand"}
    assert await service.workspace.submit(by="ann", **fields) == {}
    await service.workspace.quiet()
    (told,) = [one for one in service.workspace.direct_messages(to="omar") if "target" in one.text]
    assert "*5*" in told.plain
    await service.go_to(2026, 9, 8, 16, 1)
    first, second = [one for one in service.workspace.direct_messages(to="omar") if "target" in one.text]
    assert "corrected" not in first.plain
    assert "*5*, GCSE, by Fri 18 Dec · Ann Lister · corrected" in second.plain


async def test_a_review_that_is_undone_takes_its_grade_along_and_is_owed_again(service: Service) -> None:
    placement = await a_pupil_with(service, "3")
    service.skip_to(2026, 10, 19, 18, 30)
    due = await owed(service, REVIEW, TELL)
    await review(service, placement, held_on=date(2026, 10, 19))
    assert (await owed(service, REVIEW))[REVIEW, "Maths"][1] == date(2026, 12, 18)
    await undo(service, "review", await the_only(service, Review))
    assert await kept(service, Review) == []
    assert [one.source for one in await kept(service, Result)] == [Source.BASELINE]
    assert await owed(service, REVIEW, TELL) == due
    assert due[REVIEW, "Maths"][1] == LAST_DAY


async def test_the_grade_of_a_review_is_corrected_with_the_review_and_its_track_follows(
    service: Service, workspace: Client
) -> None:
    placement = await a_pupil_with(service, "3")
    await aim(service, placement, "5")
    await review(service, placement)
    (grade,) = [one for one in await kept(service, Result) if one.source is Source.REVIEW]
    await press(service, "assess.correct", grade.id, by="ann")
    assert "correct or undo that review" in last_private(service)
    await press(service, "review.correct", await the_only(service, Review), by="ann")
    assert workspace.modal(by="ann").fields["Grade or score now"] == "4"
    told = {"told_the_pupil_on": FIRST_DAY, "how_the_pupil_was_told": "After the lesson"}
    await workspace.fill(by="ann", grade_or_score_now="5")
    await workspace.click("Next: the pupil and the family", by="ann")
    await workspace.click("Next: what the pupil was told", by="ann")
    assert await workspace.submit(by="ann", **told) == {}
    (row,) = await kept(service, Review)
    assert (row.track, row.told_on, row.next_step) == (TrackStatus.MET, FIRST_DAY, GOOD["next_step"])
    (grade,) = [one for one in await kept(service, Result) if one.source is Source.REVIEW]
    assert grade.value == "5"
    assert await owed(service, TELL) == {}


async def test_a_review_corrected_to_an_informal_one_answers_nothing(service: Service, workspace: Client) -> None:
    placement = await a_pupil_with(service, "3")
    service.skip_to(2026, 10, 19, 18, 30)
    await review(service, placement, held_on=date(2026, 10, 19))
    await press(service, "review.correct", await the_only(service, Review), by="ann")
    assert await workspace.submit(by="ann", kind_of_review="Informal: in between") == {}
    assert (await owed(service, REVIEW))[REVIEW, "Maths"][1] == LAST_DAY


async def test_a_family_review_that_is_undone_gives_the_hopes_back(service: Service, workspace: Client) -> None:
    placement = await a_pupil_with(service)
    for hope in ("A place at college", "To pass everything"):
        await press(service, "review.open", f"{placement}:", by="sue")
        await workspace.fill(by="sue", held_on=FIRST_DAY, what_the_parents_or_carers_say="He likes to come")
        await workspace.click("Next: hopes", by="sue")
        assert await workspace.submit(by="sue", what_the_parents_or_carers_hope_for=hope) == {}
    (last,) = [one.id for one in await kept(service, Review) if one.hopes_parents == "To pass everything"]
    await undo(service, "review", last, by="sue")

    def hopes(read: Read) -> str | None:
        return read.get(Placement, placement).hopes_parents

    assert await service.read(hopes) == "A place at college"


async def test_who_saves_second_is_told_and_sees_both_texts(service: Service, workspace: Client) -> None:
    await a_pupil_with(service, "3")
    result = await the_only(service, Result)
    for handle in ("ann", "priya"):
        await press(service, "assess.correct", result, by=handle)
    assert await workspace.submit(by="ann", grade_or_score="4") == {}
    errors = await workspace.submit(by="priya", grade_or_score="5", reason_for_the_change="Two papers were mixed up")
    assert "Ann Lister changed this while you had it open" in next(iter(errors.values()))
    await workspace.close(by="priya")
    await press(service, "assess.correct", result, by="priya")
    shown = workspace.modal(by="priya")
    assert "Currently: *4*" in shown.text
    assert shown.fields["Grade or score"] == "5"
    assert await workspace.submit(by="priya") == {}
    assert [one.value for one in await kept(service, Result)] == ["5"]


async def test_a_teacher_of_another_subject_corrects_nothing(service: Service, workspace: Client) -> None:
    placement = await a_pupil_with(service, "3")
    await press(service, "assess.correct", await the_only(service, Result), by="dan")
    assert not workspace.has_modal(by="dan")
    await press(service, "pupil.open", placement, by="dan")
    assert "Correct" not in (await workspace.home(by="dan")).text


async def test_the_forms_that_set_lead_to_what_was_set_before(service: Service, workspace: Client) -> None:
    placement = await a_pupil_with(service, "3")
    await aim(service, placement, "5")
    await press(service, "assess.open", f"{placement}:Maths", by="ann")
    await workspace.choose("Correct a result", "3, Mon 7 Sep", by="ann")
    assert workspace.modal(by="ann").title == "Correct a result"
    await workspace.close(by="ann", everything=True)
    await press(service, "target.open", f"{placement}:Maths", by="ann")
    await workspace.click("Correct the current target", by="ann")
    assert workspace.modal(by="ann").fields["Target grade or level"] == "5"


async def test_what_was_just_saved_can_be_undone_on_the_pupils_page_by_whoever_saved_it(
    service: Service, workspace: Client
) -> None:
    placement = await a_pupil_with(service, "3")
    await aim(service, placement, "5")
    await press(service, "pupil.open", placement, by="helen")
    assert not [one for one in (await workspace.home(by="helen")).buttons if one.startswith("Undo")]
    await press(service, "pupil.open", placement, by="ann")
    await workspace.home(by="ann")
    await workspace.click("Undo Maths: target 5, until 08:40", by="ann")
    assert "It has been removed. Anything it completed" in workspace.modal(by="ann").text
    assert await kept(service, Target) == []
    await workspace.close(by="ann")
    await review(service, placement)
    await workspace.click("Undo review: Maths, until 08:40", by="ann")
    assert await kept(service, Review) == []
    await workspace.close(by="ann")
    await later(service)
    assert not [one for one in (await workspace.home(by="ann")).buttons if one.startswith("Undo")]

"""Setting a target: from a result, on its scale, questioned where it is low."""

from datetime import date

import pytest

from models.administration.add_scale import add_scale
from models.progress.set_target import usual_target_day
from models.pupils.barriers import BarrierInput, set_barrier
from models.tables.audit import Audit
from models.tables.barrier import BarrierKind, BarrierStatus
from models.tables.duty import DutyKind, Ending
from models.tables.result import Result, Source
from models.tables.target import Target
from tests.handlers.pressing import duty, last_private, press
from tests.handlers.teaching import a_result, a_taught_pupil, kept
from tests.school import Service

AIM = {"programme": "Small group"}
GRADE = "Target grade or level"
WHY = "Reason"


async def begin(service: Service, placement: str, subject: str = "Maths", *, by: str = "ann") -> None:
    await press(service, "target.open", f"{placement}:{subject}", by=by)


async def test_the_command_asks_for_pupil_and_subject_and_goes_on_in_the_same_window(service: Service) -> None:
    placement = await a_taught_pupil(service)
    await a_result(service, placement, "4")
    workspace = service.workspace
    await workspace.command("/target kai", by="ann")
    assert workspace.modal(by="ann").fields["Subject"] == "Maths"
    assert await workspace.submit(by="ann") == {}
    shown = workspace.modal(by="ann")
    assert "Mon 7 Sep: *4*, GCSE (baseline)" in shown.text
    assert shown.fields["Scale"] == "GCSE"
    assert shown.fields["By when"] == "2026-12-18"
    assert await workspace.submit(by="ann", target_grade_or_level="grade 6", **AIM) == {}
    (target,) = await kept(service, Target)
    assert (target.subject, target.scale, target.value, target.by_when) == ("Maths", "gcse", "6", date(2026, 12, 18))
    assert (target.doubts, target.reason, target.programme) == ([], None, "Small group")
    assert (await duty(service, DutyKind.TARGET))[2] is Ending.DONE


async def test_a_target_on_a_saturday_is_refused_beside_the_field(service: Service) -> None:
    placement = await a_taught_pupil(service)
    await a_result(service, placement, "4")
    await begin(service, placement)
    errors = await service.workspace.submit(by="ann", target_grade_or_level="6", by_when=date(2026, 12, 12), **AIM)
    assert errors == {"By when": "There are no pupils in school that day."}
    assert await kept(service, Target) == []


async def test_a_target_more_than_two_school_years_ahead_is_refused_beside_the_field(service: Service) -> None:
    placement = await a_taught_pupil(service)
    await a_result(service, placement, "4")
    await begin(service, placement)
    errors = await service.workspace.submit(by="ann", target_grade_or_level="6", by_when=date(2036, 9, 30), **AIM)
    assert errors == {"By when": "That is more than two school years ahead. Check the date."}
    assert await service.workspace.submit(by="ann", by_when=date(2029, 7, 20)) == {}


async def test_of_two_who_set_one_target_at_once_the_second_is_told_and_loses_nothing(service: Service) -> None:
    placement = await a_taught_pupil(service, keyworker="sue")
    await a_result(service, placement, "4")
    await begin(service, placement, by="ann")
    await begin(service, placement, by="sue")
    assert await service.workspace.submit(by="ann", target_grade_or_level="6", **AIM) == {}
    errors = await service.workspace.submit(by="sue", target_grade_or_level="5", **AIM)
    assert "Ann Lister changed this while you had it open" in str(errors)
    assert [target.value for target in await kept(service, Target)] == ["6"]
    await service.workspace.close(by="sue")
    await begin(service, placement, by="sue")
    shown = service.workspace.modal(by="sue")
    assert shown.fields[GRADE] == "5"
    assert "6" in shown.text
    assert await service.workspace.submit(by="sue") == {}
    assert {target.value for target in await kept(service, Target) if target.replaced_at is None} == {"5"}


async def test_without_a_result_the_latest_is_asked_for_and_becomes_the_baseline(service: Service) -> None:
    placement = await a_taught_pupil(service)
    await begin(service, placement)
    errors = await service.workspace.submit(by="ann", scale="GCSE", target_grade_or_level="6", **AIM)
    assert errors == {
        "Latest result, if not shown above": "A target needs a result to start from. Give the latest one here."
    }
    no_day = await service.workspace.submit(by="ann", latest_result_if_not_shown_above="4")
    assert no_day == {"Assessed on": "Give the latest result and the day it was assessed, or leave both blank."}
    assert await service.workspace.submit(by="ann", assessed_on=date(2026, 9, 7)) == {}
    (result,), (target,) = await kept(service, Result), await kept(service, Target)
    assert (result.source, result.value, result.on) == (Source.BASELINE, "4", date(2026, 9, 7))
    assert target.from_result_id == result.id
    assert (await duty(service, DutyKind.BASELINE))[2] is Ending.DONE


async def test_what_was_assessed_before_the_referral_is_no_baseline_of_ours(service: Service) -> None:
    placement = await a_taught_pupil(service)
    await begin(service, placement)
    latest = {"latest_result_if_not_shown_above": "4", "assessed_on": date(2026, 9, 4)}
    given = {"scale": "GCSE", "target_grade_or_level": "6", **latest, **AIM}
    assert await service.workspace.submit(by="ann", **given) == {}
    (result,) = await kept(service, Result)
    assert result.source is Source.PRIOR
    assert (await duty(service, DutyKind.BASELINE))[2] is None


async def test_a_target_on_another_scale_than_the_results_is_refused(service: Service) -> None:
    placement = await a_taught_pupil(service)
    await a_result(service, placement, "4")
    await begin(service, placement)
    errors = await service.workspace.submit(by="ann", scale="Functional Skills", target_grade_or_level="L1", **AIM)
    assert "another scale (GCSE)" in errors["Scale"]
    assert await kept(service, Target) == []


async def test_the_next_target_is_on_the_scale_of_the_one_before_whatever_was_tested_since(service: Service) -> None:
    placement = await a_taught_pupil(service)
    await a_result(service, placement, "3")
    await begin(service, placement)
    await service.workspace.submit(by="ann", target_grade_or_level="5", **AIM)
    await a_result(service, placement, "88", scale="standardised", source=Source.FURTHER)
    await begin(service, placement)
    form = service.workspace.modal(by="ann").text
    assert "Current target: *5*, GCSE, by Fri 18 Dec. The new one replaces it, even on another scale" in form
    assert await service.workspace.submit(by="ann", target_grade_or_level="6") == {}
    assert {(target.scale, target.value) for target in await kept(service, Target)} == {("gcse", "5"), ("gcse", "6")}


@pytest.mark.parametrize(
    ("today", "by_when"),
    [
        (date(2026, 9, 8), date(2026, 12, 18)),
        (date(2027, 6, 8), date(2027, 7, 21)),  # the dates of next year are not in yet
        (date(2027, 7, 21), date(2027, 10, 13)),
        (date(2028, 3, 7), date(2028, 5, 30)),  # no dates at all: the 29th is a bank holiday
    ],
)
async def test_a_target_is_offered_for_a_day_in_school_also_where_the_next_dates_are_not_in(
    service: Service, today: date, by_when: date
) -> None:
    assert await service.read(lambda read: usual_target_day(read.calendar, today)) == by_when
    assert await service.read(lambda read: read.calendar.is_pupil_day(by_when))


async def test_a_target_no_higher_than_the_last_result_is_questioned_and_can_be_raised(service: Service) -> None:
    placement = await a_taught_pupil(service)
    await a_result(service, placement, "4")
    await begin(service, placement)
    workspace = service.workspace
    await workspace.submit(by="ann", target_grade_or_level="4", **AIM)
    asked = workspace.modal(by="ann")
    assert "Not saved yet.\nThe last result is already 4, and the target is 4." in asked.text
    assert list(asked.fields) == [WHY]
    assert await kept(service, Target) == []
    await workspace.fill(by="ann", reason="Let me see")
    await workspace.click("Back: the target", by="ann")
    assert workspace.modal(by="ann").fields["Programme"] == "Small group"
    assert await workspace.submit(by="ann", target_grade_or_level="5") == {}
    (target,) = await kept(service, Target)
    assert (target.value, target.doubts, target.reason) == ("5", [], None)


async def test_where_a_lower_score_is_the_better_one_a_lower_target_is_asked_for(service: Service) -> None:
    placement = await a_taught_pupil(service)
    scale = await service.change(add_scale, "Incidents a week", ["0-30"], False, by="helen")
    await a_result(service, placement, "20", scale=scale)
    await begin(service, placement)
    await service.workspace.submit(by="ann", target_grade_or_level="22", **AIM)
    asked = service.workspace.modal(by="ann").text
    assert "Could it be lower? Go back and lower it," in asked
    assert "reason for this target" in asked.casefold()
    assert "higher" not in asked
    assert "raise" not in asked


async def test_nobody_sees_the_page_for_a_reason_before_it_is_asked_for(service: Service) -> None:
    placement = await a_taught_pupil(service)
    await a_result(service, placement, "4")
    await begin(service, placement)
    workspace = service.workspace
    shown = workspace.modal(by="ann")
    assert "Page 1 of 2" in shown.text
    assert WHY not in shown.fields
    assert shown.buttons == ["Next: barriers"]
    await workspace.submit(by="ann", target_grade_or_level="4", **AIM)
    assert workspace.modal(by="ann").buttons == ["Back: the target"]
    await workspace.fill(by="ann", reason="Two operations this term")
    await workspace.close(by="ann")
    await begin(service, placement)
    assert workspace.modal(by="ann").fields[WHY] == "Two operations this term"
    assert await workspace.submit(by="ann") == {}
    (target,) = await kept(service, Target)
    assert (target.value, target.programme, target.reason) == ("4", "Small group", "Two operations this term")


async def test_a_questioned_target_can_be_kept_with_a_reason(service: Service) -> None:
    placement = await a_taught_pupil(service)
    await a_result(service, placement, "4")
    await begin(service, placement)
    workspace = service.workspace
    await workspace.submit(by="ann", target_grade_or_level="3", **AIM)
    assert await workspace.submit(by="ann", reason="Two operations this term") == {}
    (target,) = await kept(service, Target)
    assert (target.value, target.doubts) == ("3", ["target:not_above_last"])
    assert target.reason == "Two operations this term"


async def test_a_new_target_takes_the_place_of_the_one_before(service: Service) -> None:
    placement = await a_taught_pupil(service)
    await a_result(service, placement, "4")
    for grade in ("5", "6"):
        await begin(service, placement)
        assert await service.workspace.submit(by="ann", target_grade_or_level=grade, **AIM) == {}
    standing = [target.value for target in await kept(service, Target) if target.replaced_at is None]
    assert standing == ["6"]


async def test_lowering_it_soon_after_a_behavioural_barrier_is_questioned(service: Service) -> None:
    placement = await a_taught_pupil(service)
    await a_result(service, placement, "4")
    await begin(service, placement)
    await service.workspace.submit(by="ann", target_grade_or_level="7", **AIM)
    barrier = BarrierInput(BarrierStatus.IDENTIFIED, "Left the room twice", None)
    await service.change(set_barrier, placement, BarrierKind.BEHAVIOURAL, barrier, by="helen")
    await begin(service, placement)
    await service.workspace.submit(by="ann", target_grade_or_level="6")
    assert "lowers the target from 7 to 6" in service.workspace.modal(by="ann").text


async def test_the_same_grade_for_the_fourth_pupil_in_a_week_is_questioned_and_for_the_third_is_not(
    service: Service,
) -> None:
    for number, name in enumerate(("Kai Ashworth", "Zoe Bell", "Max Crane", "Ivy Dale")):
        placement = await a_taught_pupil(service, name)
        await a_result(service, placement, "3")
        await begin(service, placement)
        assert await service.workspace.submit(by="ann", target_grade_or_level="5", **AIM) == {}
        assert len(await kept(service, Target)) == min(number + 1, 3)
    assert "You have set 5 for 4 pupils within a week." in service.workspace.modal(by="ann").text


async def test_a_teacher_of_another_subject_is_refused_and_the_administrator_too(service: Service) -> None:
    placement = await a_taught_pupil(service, subjects=("Maths", "Art"))
    for handle in ("dan", "omar"):
        await begin(service, placement, by=handle)
        assert not service.workspace.has_modal(by=handle)
        assert "Only the subject teacher" in last_private(service)


async def test_a_target_sent_twice_is_stored_once(service: Service) -> None:
    placement = await a_taught_pupil(service)
    await a_result(service, placement, "4")
    await begin(service, placement)
    service.slack.faults.redeliver_everything = True
    assert await service.workspace.submit(by="ann", target_grade_or_level="6", **AIM) == {}
    assert len(await kept(service, Target)) == 1


async def test_a_target_begun_and_left_is_gone_on_with_from_the_home(service: Service) -> None:
    placement = await a_taught_pupil(service)
    await a_result(service, placement, "4")
    await begin(service, placement)
    await service.workspace.fill(by="ann", target_grade_or_level="6")
    await service.workspace.close(by="ann")
    home = await service.workspace.home(by="ann")
    assert "a target, last worked on" in home.text
    await service.workspace.click("Continue", by="ann")
    assert service.workspace.modal(by="ann").fields[GRADE] == "6"


async def test_a_look_at_the_results_is_noted(service: Service) -> None:
    placement = await a_taught_pupil(service)
    await begin(service, placement)
    await press(service, "assess.open", f"{placement}:Maths", by="ben")
    looks = [row.why for row in await kept(service, Audit) if row.verb == "pupil:view"]
    assert sorted(looks) == ["assess", "target"]

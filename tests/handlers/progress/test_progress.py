"""Results against targets on a pupil's page: the table, the chart, and the same in words."""

from datetime import date
from typing import Any

import pytest

from bot.workspace.state.faults import Fault
from bot.workspace.types import Place
from models.home.app_home import show_pupil
from models.progress.results import say_not_yet
from models.progress.set_target import TargetInput, set_target
from models.pupils.barriers import BarrierInput, set_barrier
from models.tables.barrier import BarrierKind, BarrierStatus
from models.tables.result import Source
from models.topic import Topic
from tests.handlers.pressing import press
from tests.handlers.teaching import TEACHERS, a_result, a_taught_pupil
from tests.school import STAFF, Service


async def aim(
    service: Service, placement: str, grade: str, *, subject: str = "Maths", scale: str = "gcse", **more: Any
) -> None:
    """Set a target for the end of the next half-term."""
    barriers = more.get("barriers", ())
    given = TargetInput(scale, None, grade, date(2026, 12, 18), "Small group", barriers, more.get("reason"))
    await service.change(set_target, Topic(placement, subject), given, by=TEACHERS[subject])


async def page(service: Service, placement: str, *, by: str) -> Any:
    """Show the pupil's page in somebody's Home, and return that Home."""
    await service.workspace.home(by=by)
    await service.change(show_pupil, placement, by=by)
    await service.workspace.quiet()
    return await service.workspace.home(by=by)


def blocks_of(screen: Any, kind: str) -> list[dict[str, Any]]:
    return [block for block in screen.view["blocks"] if block["type"] == kind]


def rows_of(screen: Any) -> list[list[str]]:
    (table,) = blocks_of(screen, "table")
    return [[cell["text"] for cell in row] for row in table["rows"]]


async def a_pupil_on_the_way(service: Service) -> str:
    """From 3 to 7 in Maths, and at 5 a week later."""
    placement = await a_taught_pupil(service, subjects=("Maths", "English"), keyworker="priya")
    await a_result(service, placement, "3")
    await aim(service, placement, "7")
    await service.go_to(2026, 9, 14, 9)
    await a_result(service, placement, "5", source=Source.FURTHER, on=date(2026, 9, 14))
    return placement


async def test_each_subject_stands_with_baseline_latest_target_and_track(service: Service) -> None:
    placement = await a_pupil_on_the_way(service)
    shown = await page(service, placement, by="ann")
    assert rows_of(shown)[1:] == [
        ["English", "–", "–", "–", "–", "–", "–"],
        ["Maths", "GCSE", "3", "5 (Mon 14 Sep)", "7", "Fri 18 Dec", "ahead"],
    ]
    assert "Maths: 2 of 4 steps made, 7% of the time gone (from Mon 7 Sep): ahead · Small group" in shown.text
    assert "English: no result yet" in shown.text


async def test_many_results_of_one_subject_push_no_other_subject_from_the_page(service: Service) -> None:
    placement = await a_taught_pupil(service, subjects=("Maths", "English"), keyworker="priya")
    await a_result(service, placement, "3", subject="English")
    for _ in range(61):
        await a_result(service, placement, "5", source=Source.FURTHER)
    shown = await page(service, placement, by="priya")
    assert rows_of(shown)[1] == ["English", "GCSE", "3", "3 (Mon 7 Sep)", "–", "–", "–"]


async def test_the_chart_shows_the_way_from_the_start_over_each_half_term_until_now(service: Service) -> None:
    placement = await a_pupil_on_the_way(service)
    service.skip_to(2026, 11, 9, 9)
    await a_result(service, placement, "6", source=Source.FURTHER, on=date(2026, 11, 9))
    shown = await page(service, placement, by="ann")
    (chart,) = blocks_of(shown, "data_visualization")
    drawn = {
        one["name"]: [(point["label"], point["value"]) for point in one["data"]] for one in chart["chart"]["series"]
    }
    assert chart["chart"]["type"] == "line"
    assert drawn == {
        "Target": [("Start", 100), ("Thu 22 Oct", 100), ("Now", 100)],
        "Maths": [("Start", 0), ("Thu 22 Oct", 50), ("Now", 75)],
    }
    assert "Start, Thu 22 Oct, Now: Maths 0, 50, 75" in shown.text


async def test_one_result_alone_is_no_line(service: Service) -> None:
    placement = await a_taught_pupil(service)
    await a_result(service, placement, "3")
    await aim(service, placement, "5")
    shown = await page(service, placement, by="ann")
    assert blocks_of(shown, "data_visualization") == []
    assert "Maths: no result since the baseline" in shown.text


async def test_the_baseline_in_the_table_is_the_one_that_the_track_counts_from(service: Service) -> None:
    placement = await a_pupil_on_the_way(service)
    await aim(service, placement, "8")
    shown = await page(service, placement, by="ann")
    assert rows_of(shown)[2][:5] == ["Maths", "GCSE", "5", "5 (Mon 14 Sep)", "8"]
    assert "Maths: no result since the baseline" in shown.text
    (chart,) = blocks_of(shown, "data_visualization")
    assert [point["value"] for point in chart["chart"]["series"][1]["data"]] == [0, 0]


async def test_where_slack_refuses_the_chart_the_page_goes_with_the_table_alone(service: Service) -> None:
    placement = await a_pupil_on_the_way(service)
    await service.workspace.home(by="ann")
    service.slack.faults.next("views.publish", Fault.ERROR("invalid_blocks"))
    await service.change(show_pupil, placement, by="ann")
    await service.workspace.quiet()
    shown = service.slack.home(STAFF["ann"][0])
    assert shown is not None
    kinds = [block["type"] for block in shown["blocks"]]
    assert "data_visualization" not in kinds
    assert "table" in kinds
    assert "2 of 4 steps made" in str(shown)


async def test_where_slack_refuses_tables_too_every_grade_stands_in_a_line(service: Service) -> None:
    placement = await a_pupil_on_the_way(service)
    service.slack.refused_blocks = {"data_visualization", "table"}
    shown = await page(service, placement, by="ann")
    assert "Maths · GCSE · 3 · 5 (Mon 14 Sep) · 7" in shown.text
    assert "2 of 4 steps made" in shown.text


async def test_where_slack_drops_tables_and_charts_without_a_word_the_figures_stand_in_words(service: Service) -> None:
    placement = await a_pupil_on_the_way(service)
    service.slack.dropped_blocks = {"data_visualization", "data_table", "table"}
    shown = await page(service, placement, by="ann")
    assert "2 of 4 steps made" in shown.text


async def test_grades_of_two_scales_never_meet_in_one_row(service: Service) -> None:
    placement = await a_taught_pupil(service)
    await a_result(service, placement, "95", scale="standardised", source=Source.PRIOR, on=date(2026, 7, 1))
    await a_result(service, placement, "3")
    await aim(service, placement, "5")
    await a_result(service, placement, "110", scale="standardised", source=Source.FURTHER)
    shown = await page(service, placement, by="ann")
    assert rows_of(shown)[1][1:5] == ["GCSE", "3", "3 (Mon 7 Sep)", "5"]


async def test_the_newest_result_on_each_other_scale_stands_below_with_its_scale(service: Service) -> None:
    placement = await a_taught_pupil(service)
    await a_result(service, placement, "97", scale="ks2_scaled", source=Source.PRIOR, on=date(2026, 7, 1))
    await a_result(service, placement, "3")
    await aim(service, placement, "5")
    assert "on another scale: 97, KS2 scaled score (Wed 1 Jul)" in (await page(service, placement, by="ann")).text
    for score in ("88", "90"):
        await a_result(service, placement, score, scale="standardised", source=Source.FURTHER)
    shown = (await page(service, placement, by="ann")).text
    assert "Maths, on other scales: 90, Standardised score (Mon 7 Sep); 97, KS2 scaled score (Wed 1 Jul)" in shown
    assert "Maths: result 90, Mon 7 Sep (Standardised score)" in shown
    await press(service, "review.open", f"{placement}:Maths", by="ann")
    form = service.workspace.modal(by="ann").text
    assert "97, KS2 scaled score (prior attainment, Wed 1 Jul); 3, GCSE (baseline, Mon 7 Sep)" in form


async def test_colleagues_who_do_not_teach_the_pupil_see_no_grades(service: Service) -> None:
    placement = await a_pupil_on_the_way(service)
    shown = await page(service, placement, by="sue")
    assert blocks_of(shown, "table") == []
    assert "Results against targets" not in shown.text
    assert "2 of 4 steps made" not in shown.text


async def test_a_teacher_is_offered_their_own_subject_and_the_administrator_none(service: Service) -> None:
    placement = await a_pupil_on_the_way(service)
    assert offered(await page(service, placement, by="ann")) == [["Maths"], ["Maths"]]
    assert offered(await page(service, placement, by="helen")) == [["English", "Maths"], ["English", "Maths"]]
    assert offered(await page(service, placement, by="omar")) == []


def offered(screen: Any) -> list[list[str]]:
    menus = [one for block in blocks_of(screen, "actions") for one in block["elements"]]
    mine = [one for one in menus if one["action_id"] in ("assess.open", "target.open") and "options" in one]
    return [[option["text"]["text"] for option in menu["options"]] for menu in mine]


async def test_not_yet_says_until_when_and_why(service: Service) -> None:
    placement = await a_taught_pupil(service)
    await service.change(say_not_yet, Topic(placement, "Maths"), "Settling in", date(2026, 10, 12), by="ann")
    shown = await page(service, placement, by="ann")
    assert "Maths: not assessed yet. Look again on Monday 12 October: Settling in" in shown.text


async def test_barriers_that_no_programme_answers_are_named(service: Service) -> None:
    placement = await a_taught_pupil(service)
    await a_result(service, placement, "3")
    for kind in (BarrierKind.ATTENDANCE, BarrierKind.LEARNING):
        given = BarrierInput(BarrierStatus.IDENTIFIED, None, None)
        await service.change(set_barrier, placement, kind, given, by="helen")
    await aim(service, placement, "5", barriers=(BarrierKind.LEARNING,))
    assert "Barriers not yet addressed by a programme: Attendance" in (await page(service, placement, by="ann")).text


@pytest.mark.parametrize(
    ("menu", "choice"),
    [("Enter a result", "Maths"), ("Review", "Maths"), ("Correct", "Maths: result 5, Mon 14 Sep")],
)
async def test_what_was_chosen_in_a_menu_can_be_chosen_again_once_the_form_was_closed(
    service: Service, menu: str, choice: str
) -> None:
    workspace = service.workspace
    await page(service, await a_pupil_on_the_way(service), by="ann")
    before = menus_of(service)
    await workspace.choose(menu, choice, by="ann")
    assert workspace.modal(by="ann").title
    await workspace.close(by="ann")
    after = menus_of(service)
    assert len(after) == len(before)
    assert not set(after) & set(before)
    assert not any("Maths" in str(chosen) for chosen in after.values())


async def test_a_button_of_a_home_that_was_drawn_anew_meanwhile_can_still_be_pressed(service: Service) -> None:
    placement = await a_pupil_on_the_way(service)
    await page(service, placement, by="ann")
    user = STAFF["ann"][0]
    seen = service.slack.home(user)
    assert seen is not None
    block, button = next(
        (block, one) for block in seen["blocks"] for one in block.get("elements", ()) if one["type"] == "button"
    )
    await a_result(service, placement, "6")
    await service.workspace.quiet()
    drawn = service.slack.home(user)
    assert drawn is not None
    assert drawn["hash"] != seen["hash"]
    outcome = await service.slack.act(user, Place("home"), block["block_id"], button["action_id"])
    assert outcome.ok


def menus_of(service: Service) -> dict[str, Any]:
    """Return what is chosen in the menus of Ann's Home, by the id of their block."""
    shown = service.slack.home(STAFF["ann"][0])
    assert shown is not None
    menus = [block["block_id"] for block in shown["blocks"] if "static_select" in str(block)]
    assert menus
    return {block_id: shown["state"]["values"][block_id] for block_id in menus}

"""What leaves Halfterm is what it holds: read back by the import, nothing differs."""

import asyncio
import csv
import io
from dataclasses import replace
from datetime import date
from functools import partial

import pytest

from bot.files.sheets import read_sheets
from bot.workspace.state.store import StoredFile
from models.attendance.weeks import set_week
from models.change import Change
from models.corrections.result import correct_result
from models.corrections.target import correct_target
from models.importing.parse import Reading, parse
from models.importing.plan import Plan, plan_import
from models.importing.save import save_import
from models.progress.ksm import result_set
from models.progress.results import ResultInput
from models.progress.set_target import TargetInput, set_target
from models.school.term_dates import parse_term_dates
from models.tables.audit import Audit
from models.tables.duty import Duty, DutyKind
from models.tables.placement import Placement
from models.tables.result import Result, Source
from models.tables.target import Target
from models.topic import Topic
from tests.handlers.teaching import a_result, a_taught_pupil, kept
from tests.raw import Raw
from tests.school import Service

HEADINGS = "Surname,Forename,DOB,Subject,Scale,Result,Result date,Source"
KAI = "Ashworth,Kai,14/05/2012"


async def exported(service: Service, value: str) -> dict[str, bytes]:
    """Ask for other files of the table, and return the new ones by the end of their names."""
    known = set(service.slack.store.files)
    await Raw(service.slack).press("cohort.file", value, user="UOMAR", how="select")
    wanted = 1 if value == "xlsx" else 2

    def new() -> list[StoredFile]:
        files = service.slack.store.files.items()
        return [file for file_id, file in files if file_id not in known and file.channel]

    async with asyncio.timeout(30):
        while len(new()) < wanted:  # noqa: ASYNC110 - Slack has no event for it
            await asyncio.sleep(0.02)
    return {file.name.rpartition(".")[2]: file.content for file in new()}


def rows_of(files: dict[str, bytes]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files["csv"].decode("utf-8-sig"), newline="")))


async def planned(service: Service, name: str, content: bytes) -> Plan:
    today = service.clock.today()
    return await service.read(plan_import, parse(read_sheets(name, content), Reading(today)), by="omar")


async def imported(service: Service, *lines: str) -> Plan:
    plan = await planned(service, "results.csv", "\n".join([HEADINGS, *lines]).encode())
    assert plan.wrong == []

    def save(change: Change) -> None:
        save_import(change, plan)

    await service.change(partial(save), by="omar")
    return plan


async def test_the_file_for_ksm_says_what_is_held_as_text(service: Service) -> None:
    placement = await a_taught_pupil(service, first_day=date(2026, 9, 7))
    await a_result(service, placement, "3")
    (row,) = rows_of(await exported(service, "ksm"))
    assert row == {
        "UPN": "",
        "Legal surname": "Ashworth",
        "Legal forenames": "Kai",
        "Date of birth": "14/05/2012",
        "Sex": "",
        "NC year": "10",
        "Subject": "Maths",
        "Scale": "GCSE",
        "Result set": "2026-27 Aut 1",
        "Result": "3",
        "Result date": "07/09/2026",
        "Source": "Baseline",
        "Target": "",
        "Target date": "",
        "Entered by": "Ann Lister",
    }


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
async def test_the_import_reads_the_export_back_without_a_difference(service: Service, kind: str) -> None:
    placement = await a_taught_pupil(service, subjects=("Maths", "Science"), first_day=date(2026, 9, 7))
    await a_result(service, placement, "3")
    await a_result(service, placement, "4-4", scale="combined_science", subject="Science")
    await a_result(service, placement, "8-4", scale="reading_age", source=Source.PRIOR, on=date(2026, 7, 1))
    files = await exported(service, "ksm")
    plan = await planned(service, f"results.{kind}", files[kind])
    assert (plan.is_empty, plan.same, plan.findings) == (True, 3, [])


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
async def test_attendance_is_read_back_without_a_difference(service: Service, kind: str) -> None:
    placement = await a_taught_pupil(service, first_day=date(2026, 9, 7))
    service.skip_to(2026, 9, 21, 9)
    for week, offered, attended in ((date(2026, 9, 7), 10, 9), (date(2026, 9, 14), 0, 0)):
        await service.change(set_week, placement, week, offered, attended, None, by="omar")
    files = await exported(service, "attendance")
    plan = await planned(service, f"attendance.{kind}", files[kind])
    assert (plan.is_empty, plan.same, plan.findings) == (True, 2, [])


async def test_changed_since_the_last_is_what_was_corrected_or_aimed_at_as_before_too(service: Service) -> None:
    placement = await a_taught_pupil(service, first_day=date(2026, 9, 7))
    await a_result(service, placement, "3")
    aim = TargetInput("gcse", None, "5", date(2026, 10, 22), "Small group", [], None)
    await service.change(set_target, Topic(placement, "Maths"), aim, by="ann")
    await exported(service, "changed")
    service.skip_to(2026, 9, 9, 9)
    (result,), (target,) = await kept(service, Result), await kept(service, Target)
    given = ResultInput(result.source, result.scale, "4", result.on)
    await service.change(correct_result, result.id, given, "It was a 4", None, by="ann")
    assert [row["Result"] for row in rows_of(await exported(service, "changed"))] == ["4"]
    service.skip_to(2026, 9, 10, 9)
    await service.change(correct_target, target.id, replace(aim, grade="6"), "Ready for more", None, by="ann")
    assert [row["Target"] for row in rows_of(await exported(service, "changed"))] == ["6"]
    service.skip_to(2026, 9, 11, 9)
    assert rows_of(await exported(service, "changed")) == []


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        ("xlsx", "Targets and results (1 line)"),
        ("ksm", "Every result, for KSM (0 lines)"),
        ("changed", "For KSM: changed since the last (0 lines)"),
        ("attendance", "Weekly attendance (1 line)"),
    ],
)
async def test_each_file_is_called_what_it_holds(service: Service, kind: str, title: str) -> None:
    placement = await a_taught_pupil(service, first_day=date(2026, 9, 7))
    service.skip_to(2026, 9, 14, 9)
    await service.change(set_week, placement, date(2026, 9, 7), 10, 9, None, by="omar")
    await exported(service, kind)
    assert {file.title for file in service.slack.store.files.values()} == {title}


async def test_new_since_the_last_is_what_was_entered_since(service: Service) -> None:
    placement = await a_taught_pupil(service, first_day=date(2026, 9, 7))
    await a_result(service, placement, "3")
    assert len(rows_of(await exported(service, "changed"))) == 1  # there was no last
    service.skip_to(2026, 9, 9, 9)
    assert rows_of(await exported(service, "changed")) == []
    service.skip_to(2026, 9, 10, 9)
    await a_result(service, placement, "4", source=Source.FURTHER)
    service.skip_to(2026, 9, 11, 9)
    assert [row["Result"] for row in rows_of(await exported(service, "changed"))] == ["4"]
    assert {line.why for line in await kept(service, Audit) if line.verb == "cohort:export"} == {"ksm"}


async def test_results_of_a_file_are_entered_once_and_a_baseline_ends_its_duty(service: Service) -> None:
    await a_taught_pupil(service, first_day=date(2026, 9, 7))
    lines = (f"{KAI},Maths,GCSE,3,07/09/2026,baseline", f"{KAI},Maths,KS2 scaled score,97,01/07/2025,prior")
    assert len((await imported(service, *lines)).results) == 2
    assert (await imported(service, *lines)).is_empty
    assert sorted((one.value, one.on) for one in await kept(service, Result)) == [
        ("3", date(2026, 9, 7)),
        ("97", date(2025, 7, 1)),
    ]
    assert [one.done_on is None for one in await kept(service, Duty) if one.kind is DutyKind.BASELINE] == [False]


async def test_what_no_scale_knows_and_whom_nobody_knows_is_wrong(service: Service) -> None:
    await a_taught_pupil(service, first_day=date(2026, 9, 7))
    lines = [
        f"{KAI},Maths,GCSE,11,07/09/2026,baseline",
        f"{KAI},Maths,Stars,3,07/09/2026,baseline",
        "Bell,Mia,14/05/2012,Maths,GCSE,3,07/09/2026,baseline",
        f"{KAI},Maths,GCSE,3,07/09/2027,baseline",
        f"{KAI},Maths,GCSE,3,07/09/2026,guess",
    ]
    plan = await planned(service, "results.csv", "\n".join([HEADINGS, *lines]).encode())
    assert [(one.row, one.field) for one in plan.wrong] == [
        (5, "Result date"),
        (6, "Source"),
        (2, "Result"),
        (3, "Scale"),
        (4, "UPN"),
    ]


async def test_the_table_comes_as_a_workbook_whose_cells_are_text(service: Service) -> None:
    placement = await a_taught_pupil(service, "=Kai Ashworth", first_day=date(2026, 9, 7))
    await a_result(service, placement, "3")
    (sheet,) = read_sheets("table.xlsx", (await exported(service, "xlsx"))["xlsx"])
    line = dict(zip(*sheet.rows, strict=True))
    assert (line["Forenames"], line["Baseline"], line["Latest result on"]) == ("=Kai", "3", "2026-09-07")


async def test_a_year_group_that_was_set_by_hand_is_one_more_each_september(service: Service) -> None:
    placement = await a_taught_pupil(service, first_day=date(2026, 9, 7))
    await a_result(service, placement, "3")

    def hold_back(change: Change) -> None:
        pupil = change.get(Placement, placement).pupil
        pupil.nc_year_override, pupil.nc_year_since = 8, 2025

    await service.change(hold_back)
    (row,) = rows_of(await exported(service, "ksm"))
    assert row["NC year"] == "9"


def test_a_result_set_is_that_of_its_half_term_also_where_school_begins_in_august() -> None:
    calendar = parse_term_dates(
        "Summer term: 13 April 2026 to 17 July 2026\nHalf-term holiday: 25 May 2026 to 29 May 2026\n"
        "Autumn term: 26 August 2026 to 18 December 2026\nHalf-term holiday: 19 October 2026 to 23 October 2026\n"
        "Spring term: 4 January 2027 to 25 March 2027\nHalf-term holiday: 15 February 2027 to 19 February 2027"
    )
    sets = {
        date(2026, 7, 20): "2025-26 Sum 2",
        date(2026, 8, 26): "2026-27 Aut 1",
        date(2026, 9, 7): "2026-27 Aut 1",
        date(2026, 10, 20): "2026-27 Aut 1",
        date(2026, 11, 2): "2026-27 Aut 2",
        date(2027, 3, 1): "2026-27 Spr 2",
        date(2027, 9, 1): "2027-28",
        date(2025, 9, 1): "2025-26",
    }
    assert {day: result_set(calendar, day) for day in sets} == sets

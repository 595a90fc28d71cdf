"""The administrator's table counts every current pupil, and its totals add up; governors' version names nobody."""

import asyncio
import csv
import io
import re
from datetime import date
from typing import Any

from bot.files.sheets import read_sheets
from bot.workspace.state.store import StoredFile
from models.change import Change
from models.tables.audit import Audit
from models.tables.placement import Placement, SenStatus, Teaching
from models.tables.staff import active_staff
from tests.big_school import add_pupils
from tests.handlers.progress.test_news import aim
from tests.handlers.progress.test_table import opened, table_of, whom
from tests.handlers.teaching import a_result, a_taught_pupil, kept
from tests.raw import Raw
from tests.school import Service, a_pupil

FOR_GOVERNORS = ["Group", "Pupils", "Subjects", "No target", "On track, ahead or met", "Behind", "Not yet clear"]
HEADING = [
    "Group",
    "Pupils",
    "Subjects",
    "No target",
    "Ahead",
    "On track",
    "Behind",
    "Met",
    "Not yet",
    "No clear change",
]
HEADINGS = {"totals": HEADING, "governors": FOR_GOVERNORS}


async def a_school(service: Service) -> None:
    """Kai taught Maths and English with a target in one, Zoe referred only, Leo allocated without teachers."""
    kai = await a_taught_pupil(service, "Kai Ashworth", subjects=("Maths", "English"))
    await a_result(service, kai, "4")
    await aim(service, kai, "6")
    await a_pupil(service, "Zoe Bell", born_on=date(2015, 9, 1))
    leo = await a_taught_pupil(service, "Leo Carter", subjects=())
    await service.change(_facts, kai, SenStatus.SUPPORT, True)
    await service.change(_facts, leo, SenStatus.SUPPORT, False)


def _facts(change: Change, placement: str, sen: SenStatus, looked_after: bool) -> None:
    found = change.get(Placement, placement)
    found.sen, found.looked_after = sen, looked_after


async def totals(service: Service, which: str = "totals") -> dict[str, list[str]]:
    """Return the cells of each group."""
    await Raw(service.slack).press("cohort.totals", which, user="UOMAR")
    await service.workspace.quiet()
    heading, *rows = table_of(service)
    assert heading == HEADINGS[which]
    return {row[0]: row[1:] for row in rows}


async def test_every_current_pupil_is_in_the_table_allocated_or_not(service: Service) -> None:
    await a_school(service)
    found = await opened(service)
    assert whom(found) == [
        ("Kai Ashworth", "English"),
        ("Kai Ashworth", "Maths"),
        ("Zoe Bell", "no subject yet"),
        ("Leo Carter", "no subject yet"),
    ]
    assert "*4 lines* about 3 pupils" in (await service.workspace.home(by="omar")).text
    await service.workspace.choose("cohort.stage", "KS2", by="omar")
    assert whom(table_of(service)) == [("Zoe Bell", "no subject yet")]
    await service.workspace.choose("cohort.subject", "Maths", by="omar")
    await service.workspace.choose("cohort.stage", "All key stages", by="omar")
    assert whom(table_of(service)) == [("Kai Ashworth", "Maths")]


async def test_totals_stand_by_subject_key_stage_sen_and_looked_after(service: Service) -> None:
    await a_school(service)
    await opened(service)
    await service.workspace.click("Totals", by="omar")
    found = await totals(service)
    nothing = ["0"] * 6
    assert found["All current pupils"] == ["3", "2", "1", "0", "0", "0", "0", "1", "0"]
    assert found["Without a subject yet"] == ["2", "0", *nothing, "0"]
    assert found["Subject: Maths"] == ["1", "1", "0", "0", "0", "0", "0", "1", "0"]
    assert found["Subject: English"] == ["1", "1", "1", *nothing]
    assert (found["Key stage: KS4"][0], found["Key stage: KS2"][0]) == ("2", "1")
    assert [found[f"SEN: {one}"][0] for one in ("SEN support (K)", "Not known")] == ["2", "1"]
    assert [found[f"Looked after: {one}"][0] for one in ("Yes", "No", "Not known")] == ["1", "1", "1"]


async def test_each_dimension_adds_up_to_all_pupils_at_any_size(service: Service) -> None:
    await service.change(add_pupils, 60)
    await service.change(_vary)
    found = {name: [int(cell) for cell in cells] for name, cells in (await totals(service)).items()}
    every = found["All current pupils"]
    assert every[0] == 60
    assert all(cells[1] == sum(cells[2:]) for cells in found.values())
    for dimension in ("Key stage", "SEN", "Looked after"):
        of_it = [cells for name, cells in found.items() if name.startswith(f"{dimension}: ")]
        assert [sum(column) for column in zip(*of_it, strict=True)] == every
    of_subjects = [cells for name, cells in found.items() if name.startswith("Subject: ")]
    assert [sum(column) for column in zip(*of_subjects, strict=True)][1:] == every[1:]


def _vary(change: Change) -> None:
    """Give some pupils a plan, some a parent in the state, and a few another subject."""
    art = active_staff(change.session)[0].id
    for n in range(60):
        stay = change.get(Placement, f"l{n}")
        stay.sen = (SenStatus.PLAN, SenStatus.SUPPORT, None)[n % 3 if n < 50 else 2]
        stay.looked_after = {0: True, 1: True}.get(n, False) if n < 40 else None
        if n < 3:
            change.add(Teaching(placement_id=stay.id, staff_id=art, subject="Art"))


async def test_governors_see_no_figure_of_fewer_than_five_pupils_nor_any_name(service: Service) -> None:
    await service.change(add_pupils, 60)
    await service.change(_vary)
    all_of_it, found = await totals(service), await totals(service, "governors")
    for name, cells in all_of_it.items():
        pupils, subjects, none, ahead, on, behind, met, not_yet, unclear = map(int, cells)
        fewer = (pupils, subjects, none, ahead + on + met, behind, not_yet + unclear)
        for full, shown in zip(map(str, fewer), found[name], strict=True):
            assert shown in (full, "not shown")
            assert shown == "not shown" or int(shown) >= 5
    assert found["Looked after: Yes"][0] == "not shown"
    assert "not shown" in (found["Looked after: No"][0], found["Looked after: Not known"][0])
    assert found["All current pupils"][0] == "60"
    page = (await service.workspace.home(by="omar")).text
    assert "fewer than five pupils" in page
    assert not re.search("Ashworth|Bell|Carter", page)


async def test_both_go_out_as_files_with_the_same_figures(service: Service) -> None:
    await service.change(add_pupils, 60)
    await service.change(_vary)
    for which in ("totals", "governors"):
        shown = await totals(service, which)
        for kind in ("csv", "xlsx"):
            heading, *rows = await sent(service, f"{which}|{kind}")
            assert heading == HEADINGS[which]
            assert {row[0]: row[1:] for row in rows if row[0] in shown} == shown
    assert any("fewer than five pupils" in row[0] for row in rows)
    looks = [row for row in await kept(service, Audit) if row.verb == "cohort:export"]
    assert [row.why for row in looks] == ["totals", "totals", "governors", "governors"]


async def sent(service: Service, value: str) -> list[list[str]]:
    """Ask for the file of totals, and return its rows."""
    known = set(service.slack.store.files)
    await Raw(service.slack).press("cohort.totals_file", value, user="UOMAR", how="select")

    def new() -> list[StoredFile]:
        return [file for key, file in service.slack.store.files.items() if key not in known and file.channel]

    async with asyncio.timeout(30):
        while not new():  # noqa: ASYNC110 - Slack has no event for it
            await asyncio.sleep(0.02)
    (file,) = new()
    if file.name.endswith("csv"):
        return list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"), newline="")))
    (sheet,) = read_sheets("totals", file.content)
    rows: list[Any] = [list(row) for row in sheet.rows]
    return rows


async def test_totals_stay_open_for_the_day_and_a_filter_leads_back_to_the_lines(service: Service) -> None:
    await a_school(service)
    await opened(service)
    await totals(service)
    await service.workspace.home(by="omar")
    assert table_of(service)[0] == HEADING
    await service.workspace.click("Targets and results", by="omar")
    assert whom(table_of(service))

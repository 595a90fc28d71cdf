"""Attendance is what somebody marked: sessions of weeks, beside the pupil's own rate; a week off is no absence."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import partial

import pytest

from bot.files.csv_file import csv_file
from bot.files.sheets import read_sheets
from bot.workspace import Client
from models.attendance.weeks import set_week
from models.change import Change
from models.duplicates.merge import Keep, Stays, merge, undo_merge
from models.errors import Denied, Outdated, Refused
from models.importing.parse import Reading, parse
from models.importing.plan import Plan, plan_import
from models.importing.report import counts
from models.importing.save import save_import
from models.importing.templates import TEMPLATES
from models.leaving.destination import Destination
from models.leaving.leave import LeavingInput, leave
from models.tables.audit import Audit
from models.tables.correction import Correction
from models.tables.leaving import DestinationKind, LeavingReason
from models.tables.placement import AttendanceWeek, Placement
from tests.handlers.pressing import last_private, press
from tests.handlers.teaching import a_taught_pupil, kept
from tests.school import Service, a_pupil

HEADINGS = "Surname,Forename,DOB,Week beginning,Possible sessions,Sessions attended"
KAI = "Ashworth,Kai,14/05/2012"
WEEK = date(2026, 9, 7)  # the pupil's first
FULL = ((0, 10, 9), (1, 10, 8), (2, 10, 9), (3, 10, 9))


async def pupils_with(service: Service, at_entry: Mapping[str, float | None]) -> list[str]:
    """Let pupils start on Monday the 7th, each with the rate that the referral said; it becomes Monday 12 October."""
    placements = [await a_taught_pupil(service, name, first_day=WEEK) for name in at_entry]
    for placement, rate in zip(placements, at_entry.values(), strict=True):
        await service.change(partial(_said, placement, rate))
    service.skip_to(2026, 10, 12, 8, 30)
    return placements


async def a_pupil_with(service: Service, at_entry: float | None = None) -> str:
    return (await pupils_with(service, {"Kai Ashworth": at_entry}))[0]


def _said(placement: str, at_entry: float | None, change: Change) -> None:
    change.get(Placement, placement).attendance = at_entry


async def enter(service: Service, placement: str, *weeks: tuple[int, int, int], by: str = "omar") -> None:
    for number, offered, attended in weeks:
        monday = WEEK + timedelta(weeks=number)
        await service.change(set_week, placement, monday, offered, attended, None, by=by)


async def page(service: Service, placement: str, *, by: str) -> str:
    await press(service, "pupil.open", placement, by=by)
    return (await service.workspace.home(by=by)).text.replace("*", "")


async def planned(service: Service, *lines: str) -> Plan:
    content = "\n".join([HEADINGS, *lines]).encode()
    how = Reading(service.clock.today())
    return await service.read(plan_import, parse(read_sheets("attendance.csv", content), how), by="omar")


async def imported(service: Service, *lines: str) -> Plan:
    plan = await planned(service, *lines)
    assert plan.wrong == []
    await service.change(partial(_saved, plan), by="omar")
    return plan


def _saved(plan: Plan, change: Change) -> None:
    save_import(change, plan)


def numbers(weeks: Sequence[AttendanceWeek]) -> list[tuple[date, int, int]]:
    return sorted((one.week, one.offered, one.attended) for one in weeks)


async def test_before_and_after_stand_in_words_on_the_pupils_page(service: Service) -> None:
    placement = await a_pupil_with(service, 62.5)
    await enter(service, placement, *FULL, (4, 0, 0))
    text = await page(service, placement, by="ben")
    assert (
        "Attendance here: 87.5% in the last weeks with sessions (35 of 40, Mon 7 Sep to Fri 2 Oct) · before they came "
        "62.5%: up 25 points" in text
    )
    assert "Since Mon 7 Sep: 87.5% (35 of 40 sessions)" in text
    assert "Severe" not in text


async def test_a_week_off_alone_is_no_attendance_at_all(service: Service) -> None:
    placement = await a_pupil_with(service, 80)
    await enter(service, placement, (0, 0, 0))
    assert "Attendance here" not in await page(service, placement, by="ben")


async def test_support_staff_who_do_not_work_with_the_pupil_read_no_attendance(service: Service) -> None:
    placement = await a_pupil_with(service, 80)
    await enter(service, placement, *FULL)
    assert "87.5%" not in await page(service, placement, by="sue")
    with pytest.raises(Denied):
        await enter(service, placement, (0, 10, 10), by="ann")


async def test_a_week_is_entered_on_the_pupils_page_and_put_right_with_old_and_new(
    service: Service, workspace: Client
) -> None:
    placement = await a_pupil_with(service)
    await page(service, placement, by="ben")
    await workspace.click("Attendance", by="ben")
    given = {"sessions_offered": "10", "sessions_attended": "11"}
    assert await workspace.submit(by="ben", week="2026-09-09", **given) == {
        "Sessions attended": "More sessions attended than were offered. Check both."
    }
    assert await workspace.submit(by="ben", sessions_attended="6") == {}
    assert numbers(await kept(service, AttendanceWeek)) == [(WEEK, 10, 6)]
    with pytest.raises(Refused, match="short reason"):
        await enter(service, placement, (0, 10, 7))
    await service.change(set_week, placement, WEEK, 10, 7, "The register says so", by="omar")
    (one,) = await kept(service, Correction)
    assert (one.before["attended"], one.after["attended"], one.why) == (6, 7, "The register says so")
    assert "sessions attended 6 → 7" in await page(service, placement, by="ben")
    await workspace.quiet()
    told = [one.plain for one in workspace.direct_messages(to="ben")]
    assert any("corrected your entry of attendance" in text for text in told)


async def test_no_more_sessions_are_entered_than_the_days_of_a_week_have(service: Service) -> None:
    placement = await a_taught_pupil(service, first_day=date(2026, 9, 7))
    service.skip_to(2026, 11, 3, 9)
    holiday, whole = date(2026, 10, 26), date(2026, 10, 12)
    for monday, offered, said in ((holiday, 2, "there was no school that week"), (whole, 12, "only 10 sessions")):
        with pytest.raises(Refused, match=said):
            await service.change(set_week, placement, monday, offered, 0, None, by="omar")
    await service.change(set_week, placement, whole, 10, 9, None, by="omar")


@pytest.mark.parametrize(
    ("day", "offered", "why"),
    [
        (date(2026, 8, 31), 10, "They came later, on Monday 7 September 2026"),
        (date(2026, 10, 19), 10, "That week has not begun"),
        (date(2026, 9, 12), 10, "That is a weekend"),
        (date(2026, 9, 14), 15, "at most 14 sessions"),
    ],
)
async def test_what_cannot_be_is_refused(service: Service, day: date, offered: int, why: str) -> None:
    placement = await a_pupil_with(service)
    with pytest.raises(Refused, match=why):
        await service.change(set_week, placement, day, offered, 5, None, by="omar")


async def test_a_file_of_weeks_is_read_once_and_a_changed_one_says_what_would_change(service: Service) -> None:
    await a_pupil_with(service)
    lines = (f"{KAI},07/09/2026,10,9", f"{KAI},14/09/2026,0,0", f"{KAI},23/09/2026,10,4")
    assert counts(await imported(service, *lines)) == ["3 weeks of attendance"]
    held = [(WEEK, 10, 9), (date(2026, 9, 14), 0, 0), (date(2026, 9, 21), 10, 4)]
    assert numbers(await kept(service, AttendanceWeek)) == held
    again = await imported(service, *lines)
    assert (again.is_empty, again.same, again.findings) == (True, 3, [])
    plan = await planned(service, f"{KAI},07/09/2026,10,8")
    assert [(one.row, one.field, one.weight) for one in plan.findings] == [(2, "Sessions attended", "change")]
    assert counts(plan) == ["1 week of attendance, whose numbers change"]
    await imported(service, f"{KAI},07/09/2026,10,8")
    assert numbers(await kept(service, AttendanceWeek))[0] == (WEEK, 10, 8)
    assert [(one.before["attended"], one.after["attended"]) for one in await kept(service, Correction)] == [(9, 8)]


async def test_bad_rows_are_named_without_their_values_and_nothing_is_saved(service: Service) -> None:
    await a_pupil_with(service)
    plan = await planned(
        service,
        f"{KAI},07/09/2026,10,9",
        f"{KAI},14/09/2026,10,12",
        f"{KAI},21/09/2026,eleven,9",
        f"{KAI},next week,10,9",
        f"{KAI},28/09/2026,10,",
        "Bell,Mia,15/05/2012,07/09/2026,10,9",
        f"{KAI},07/09/2026,10,8",
        f"{KAI},31/08/2026,10,8",
    )
    assert [(one.row, one.field) for one in plan.wrong] == [
        (3, "Sessions attended"),
        (4, "Possible sessions"),
        (5, "Week beginning"),
        (6, "Sessions attended"),
        (7, "UPN"),
        (8, "Week beginning"),
        (9, "Week beginning"),
    ]
    assert not any(
        value in one.why for one in plan.wrong for value in ("12", "eleven", "next week", "Bell", "Mia", "14/09")
    )
    with pytest.raises(Refused, match="nothing was saved"):
        await service.change(partial(_saved, plan), by="omar")
    assert await kept(service, AttendanceWeek) == []


async def test_a_file_of_new_and_changed_weeks_is_one_line_of_audit_for_each_pupil(service: Service) -> None:
    placement = await a_pupil_with(service)
    await enter(service, placement, (0, 10, 9))
    await imported(service, f"{KAI},07/09/2026,10,8", f"{KAI},14/09/2026,10,9")
    assert [one.verb for one in await kept(service, Audit)].count("attendance:import") == 1


async def test_what_somebody_entered_since_the_comparison_is_compared_again(service: Service) -> None:
    placement = await a_pupil_with(service)
    plan = await planned(service, f"{KAI},07/09/2026,10,9")
    await enter(service, placement, (0, 10, 5))
    with pytest.raises(Outdated):
        await service.change(partial(_saved, plan), by="omar")


async def test_the_last_week_of_a_pupil_who_left_meanwhile_is_still_theirs(service: Service) -> None:
    placement = await a_pupil_with(service)
    given = LeavingInput(date(2026, 10, 9), LeavingReason.MOVES, Destination(DestinationKind.UNKNOWN))
    await service.change(leave, placement, given, by="ben")
    await imported(service, f"{KAI},05/10/2026,10,9")
    assert len(await kept(service, AttendanceWeek)) == 1
    assert [one.field for one in (await planned(service, f"{KAI},12/10/2026,2,1")).wrong] == ["Week beginning"]


async def test_the_template_is_read_by_the_import(service: Service) -> None:
    await a_pupil_with(service)
    row = ("", "Ashworth", "Kai", "14/05/2012", "07/09/2026", "10", "9")
    content = csv_file([TEMPLATES["Attendance"], row])
    parsed = parse(read_sheets("attendance.csv", content), Reading(service.clock.today()))
    assert ([one.week.attended for one in parsed.attendance], parsed.unread) == ([9], ())


async def test_a_rate_before_has_one_decimal(service: Service) -> None:
    await a_pupil(service, attendance=92.5)
    assert [one.attendance for one in await kept(service, Placement)] == [92.5]


async def test_severe_absence_and_a_fall_are_counted_in_the_digest_and_named_in_private_only(
    service: Service, workspace: Client
) -> None:
    rates = {"Kai Ashworth": 30.0, "Mia Bell": 92.5, "Leo Carter": 80.0, "Zoe Dent": None}
    for placement, attended in zip(await pupils_with(service, rates), (5, 8, 8, 6), strict=True):
        await enter(service, placement, (3, 10, attended))
    await workspace.command("/allocations", by="helen")
    await workspace.quiet()
    digest = workspace.in_room("allocations")[-1].plain
    assert "1 pupil with severe absence · 1 attending much less than before they came" in digest
    assert "sessions missed" not in digest
    assert "*Absence (private)*" in digest, "where those who are counted stand"
    assert not any(word in digest for word in ("Kai", "Ashworth", "50%", "80%", "92.5"))
    await press(service, "attendance.alarms", "2026-09-14", by="helen")
    shown = workspace.modal(by="helen").text
    assert "Kai Ashworth* · Year 10" in shown
    assert "severe absence*: half or more of their sessions missed" in shown
    assert "Mia Bell" in shown
    assert not any(name in shown for name in ("Leo", "Zoe"))
    await press(service, "attendance.alarms", "2026-09-14", by="sue")
    assert "for the office, the SENCo and Heads" in last_private(service)


async def test_attendance_stands_above_the_fields_of_a_review_and_fills_none(
    service: Service, workspace: Client
) -> None:
    placement = await a_pupil_with(service, 92.5)
    await enter(service, placement, *FULL[:3], (3, 10, 5))
    await press(service, "review.open", f"{placement}:", by="ben")
    assert "77.5% in the last weeks with sessions" in workspace.modal(by="ben").text
    assert "Ten points or more below" in workspace.modal(by="ben").text
    await workspace.close(by="ben", everything=True)
    await press(service, "review.open", f"{placement}:Maths", by="ann")
    assert "down 15 points" in workspace.modal(by="ann").text


async def test_a_merge_carries_the_weeks_over_and_gives_them_back(service: Service) -> None:
    kept_stay, gone_stay = await pupils_with(service, {"Kai Ashworth": None, "Kai James Ashworth": None})
    await enter(service, kept_stay, (0, 10, 9))
    await enter(service, gone_stay, (0, 10, 5), (1, 10, 6))
    pupils = {one.id: one.pupil_id for one in await kept(service, Placement)}
    ids = (pupils[kept_stay], pupils[gone_stay])
    done = await service.change(merge, *ids, Keep(stays=Stays.A), (1, 1), by="helen")
    owned = {(one.placement_id, one.week, one.attended) for one in await kept(service, AttendanceWeek)}
    assert owned == {(kept_stay, WEEK, 9), (gone_stay, WEEK, 5), (kept_stay, date(2026, 9, 14), 6)}
    await service.change(undo_merge, done, by="helen")
    owned = {(one.placement_id, one.week, one.attended) for one in await kept(service, AttendanceWeek)}
    assert owned == {(kept_stay, WEEK, 9), (gone_stay, WEEK, 5), (gone_stay, date(2026, 9, 14), 6)}

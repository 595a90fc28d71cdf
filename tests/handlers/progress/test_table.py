"""The table of all pupils in the App Home: who sees it, filters, pages, scales kept apart, and the file."""

import asyncio
import csv
import io
import re
from collections import Counter
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.workspace import Fault
from handlers.progress.table import file_of
from models.change import Change
from models.permission import Role
from models.progress.table import open_table
from models.tables.audit import Audit
from models.tables.document import SharedFile
from models.tables.own_scale import OwnScale
from models.tables.placement import Placement, Registration, Teaching
from models.tables.pupil import Pupil, unused_reference
from models.tables.result import Result, Source
from models.tables.staff import Staff
from models.tables.target import Target
from tests.handlers.pressing import file_from, last_private, press
from tests.handlers.progress.test_news import aim
from tests.handlers.teaching import a_result, a_taught_pupil, kept
from tests.school import STAFF, Service

OFFICE = ("helen", "omar", "priya")
OTHERS = ("ann", "dan", "sue")
OCTOBER = (2026, 10, 5, 8)


def view_of(service: Service, who: str) -> dict[str, Any]:
    view = service.slack.home(STAFF[who][0])
    assert view is not None
    return view


def table_of(service: Service, who: str = "omar") -> list[list[str]]:
    """Return the cells, heading first; none if there is no table."""
    found = [block for block in view_of(service, who)["blocks"] if block["type"] in ("table", "data_table")]
    return [[cell["text"].replace("\u00a0", " ") for cell in row] for block in found for row in block["rows"]]


async def opened(service: Service, who: str = "omar") -> list[list[str]]:
    await service.workspace.home(by=who)
    await service.workspace.click("Targets and results", by=who)
    return table_of(service, who)


async def chosen(service: Service, menu: str, choice: str) -> list[list[str]]:
    await service.workspace.choose(f"cohort.{menu}", choice, by="omar")
    return table_of(service)


async def a_small_school(service: Service) -> None:
    """Kai on his way in Maths and untested in English, Zoe with a result and no target."""
    kai = await a_taught_pupil(service, "Kai Ashworth", subjects=("Maths", "English"))
    await a_result(service, kai, "4")
    await aim(service, kai, "6")
    zoe = await a_taught_pupil(service, "Zoe Bell", subjects=("Maths",))
    await a_result(service, zoe, "E3", scale="functional_skills")
    await service.change(_born, zoe, date(2015, 9, 1))


def _born(change: Change, placement: str, born_on: date) -> None:
    change.get(Placement, placement).pupil.born_on = born_on


def whom(rows: list[list[str]]) -> list[tuple[str, str]]:
    return [(row[0].partition(" (")[0], row[2]) for row in rows[1:]]


async def test_each_subject_of_each_pupil_is_a_line_with_its_grades_and_track(service: Service) -> None:
    await a_small_school(service)
    service.skip_to(*OCTOBER)
    heading, english, maths, zoe = await opened(service)
    assert heading == ["Pupil", "Year", "Subject", "Scale", "Baseline", "Latest", "Target", "By", "Track"]
    assert re.fullmatch(r"Kai Ashworth \(\w{4}\)", english[0])
    assert english[1:] == ["10 · KS4", "English", "–", "–", "–", "–", "–", "no target"]
    assert maths[1:] == ["10 · KS4", "Maths", "GCSE", "4", "4 (7 Sep)", "6", "18 Dec", "not yet"]
    assert zoe[1:] == ["6 · KS2", "Maths", "Functional Skills", "E3", "E3 (7 Sep)", "–", "–", "no target"]


async def test_the_office_finds_the_button_on_its_home_and_in_the_help_and_others_do_not(service: Service) -> None:
    for who in (*OFFICE, *OTHERS):
        home = await service.workspace.home(by=who)
        assert ("Targets and results" in home.buttons) == (who in OFFICE), who
        answer = await service.workspace.command("/halfterm", by=who)
        assert ("*Targets and results* for all pupils" in str(answer.response)) == (who in OFFICE), who


async def test_others_who_press_an_old_button_are_told_whose_table_it_is(service: Service) -> None:
    await a_small_school(service)
    for who in OTHERS:
        for action_id, value in (("cohort.open", "x"), ("cohort.turn", "1"), ("cohort.export", "x")):
            await press(service, action_id, value, by=who)
            assert last_private(service) == "What is about all pupils is for the office, the SENCo and Heads."
        await service.workspace.home(by=who)
        assert table_of(service, who) == []
    assert [message for message in service.workspace.messages if message.files] == []


async def test_who_is_no_longer_of_the_office_finds_their_own_page(service: Service) -> None:
    await a_small_school(service)
    assert await opened(service) != []
    await service.change(_teach)
    await service.workspace.home(by="omar")
    assert table_of(service) == []


def _teach(change: Change) -> None:
    change.session.execute(update(Staff).where(Staff.slack_id == "UOMAR").values(role=Role.TEACHER))


async def test_filters_by_subject_key_stage_and_track_add_up_and_are_let_go(service: Service) -> None:
    await a_small_school(service)
    await opened(service)
    assert whom(await chosen(service, "subject", "Maths")) == [("Kai Ashworth", "Maths"), ("Zoe Bell", "Maths")]
    assert whom(await chosen(service, "stage", "KS4")) == [("Kai Ashworth", "Maths")]
    assert whom(await chosen(service, "track", "No target")) == []
    assert "Nothing matches all of that." in (await service.workspace.home(by="omar")).text
    await service.workspace.click("Show all", by="omar")
    assert len(table_of(service)) == 4
    assert whom(await chosen(service, "track", "Not yet")) == [("Kai Ashworth", "Maths")]
    assert len(await chosen(service, "track", "All tracks")) == 4
    assert whom(await chosen(service, "stage", "KS2")) == [("Zoe Bell", "Maths")]


async def test_a_year_set_by_hand_decides_the_key_stage(service: Service) -> None:
    await a_small_school(service)
    await service.change(_hold_back)
    await opened(service)
    assert {name for name, _ in whom(await chosen(service, "stage", "KS3"))} == {"Kai Ashworth"}
    assert await chosen(service, "stage", "KS4") == []


def _hold_back(change: Change) -> None:
    change.session.execute(update(Pupil).where(Pupil.surname == "Ashworth").values(nc_year_override=9))


async def test_a_day_of_another_school_year_is_told_with_its_year(service: Service) -> None:
    kai = await a_taught_pupil(service, "Kai Ashworth")
    await a_result(service, kai, "4", source=Source.PRIOR, on=date(2026, 5, 4))
    (_, line) = await opened(service)
    assert line[5] == "4 (4 May 2026)"


async def test_a_result_on_another_scale_is_never_set_beside_the_target(service: Service) -> None:
    kai = await a_taught_pupil(service, "Kai Ashworth")
    await a_result(service, kai, "4")
    await aim(service, kai, "6")
    service.skip_to(*OCTOBER)
    await a_result(service, kai, "L2", scale="functional_skills", source=Source.FURTHER, on=date(2026, 10, 1))
    (_, line) = await opened(service)
    assert line[3:] == ["GCSE", "4", "4 (7 Sep)", "6", "18 Dec", "not yet"]


async def test_a_target_on_a_scale_without_results_is_shown_on_that_scale_and_has_no_track(service: Service) -> None:
    kai = await a_taught_pupil(service, "Kai Ashworth")
    await a_result(service, kai, "4")
    await aim(service, kai, "6")
    await service.change(_other_scale)
    (_, line) = await opened(service)
    assert line[3:] == ["Functional Skills", "–", "–", "L1", "18 Dec", "not yet"]


def _other_scale(change: Change) -> None:
    change.session.execute(update(Target).values(scale="functional_skills", value="L1"))


async def test_the_track_is_that_of_the_pupils_own_page(service: Service) -> None:
    kai = await a_taught_pupil(service, "Kai Ashworth")
    await a_result(service, kai, "4")
    await aim(service, kai, "6")
    service.skip_to(*OCTOBER)
    await a_result(service, kai, "3", source=Source.FURTHER, on=date(2026, 10, 1))
    (_, line) = await opened(service)
    await press(service, "pupil.open", kai, by="ann")
    (_, own) = table_of(service, "ann")
    assert line[-1] == own[-1] == "behind"
    assert whom(await chosen(service, "track", "Behind")) == [("Kai Ashworth", "Maths")]
    assert whom(await chosen(service, "track", "Ahead")) == []


async def test_who_has_left_is_not_in_it(service: Service) -> None:
    await a_small_school(service)
    await service.change(_let_go)
    assert {name for name, _ in whom(await opened(service))} == {"Zoe Bell"}


def _let_go(change: Change) -> None:
    gone = select(Pupil.id).where(Pupil.surname == "Ashworth")
    change.session.execute(update(Placement).where(Placement.pupil_id.in_(gone)).values(left_on=date(2026, 9, 4)))


async def test_more_than_a_page_is_turned_and_a_page_that_is_gone_gives_way_to_the_last(service: Service) -> None:
    await service.change(_many, 90)
    first = await opened(service)
    assert len(first) == 41
    assert "Lines *1 to 40* of 90" in (await service.workspace.home(by="omar")).text
    await service.workspace.click("Next", by="omar")
    second = table_of(service)
    await service.workspace.click("Next", by="omar")
    third = table_of(service)
    lines = [*whom(first), *whom(second), *whom(third)]
    assert len(lines) == len(set(lines)) == 90
    assert lines == sorted(lines, key=lambda line: line[0].split()[1])
    assert "Next" not in (await service.workspace.home(by="omar")).buttons
    await service.change(_fewer)
    await service.workspace.click("Refresh", by="omar")
    assert len(table_of(service)) == 11
    assert whom(await chosen(service, "track", "Behind")) == []
    await service.workspace.click("Show all", by="omar")
    assert len(table_of(service)) == 41


def _many(change: Change, count: int) -> None:
    teacher = change.session.scalars(select(Staff.id).where(Staff.slack_id == "UANN")).one()
    for number in range(count):
        child = Pupil(forenames="Kai", surname=f"A{number:03}", born_on=date(2012, 5, 14), added_at=change.now)
        child.reference = unused_reference(change.session)
        stay = Placement(pupil_id=change.add(child).id, home_school="Northbrook", added_at=change.now)
        stay.registration = Registration.SINGLE
        change.add(Teaching(placement_id=change.add(stay).id, staff_id=teacher, subject="Maths"))


async def test_the_longest_lines_that_can_be_still_fit_into_one_table(service: Service) -> None:
    await service.change(_many, 45)
    await service.change(_lengthen)
    assert len(await opened(service)) == 41


def _lengthen(change: Change) -> None:
    """Every text as long as it may be, a result and a target for each, of another school year."""
    low, high, subject = "w" * 29 + "1", "w" * 29 + "2", "W" * 60
    change.add(OwnScale(key="own:w", label="W" * 60, grades=[low, high], added_at=change.now))
    change.session.execute(update(Pupil).values(forenames="W" * 120, surname="W" * 120))
    change.session.execute(update(Teaching).values(subject=subject))
    long_ago = {"subject": subject, "scale": "own:w", "added_at": change.now}
    for stay in change.session.scalars(select(Placement.id)).all():
        source, on = Source.BASELINE, date(2025, 12, 30)
        result = change.add(Result(placement_id=stay, source=source, value=low, on=on, **long_ago))
        aim = Target(placement_id=stay, value=high, by_when=date(2027, 9, 30), set_on=on, **long_ago)
        aim.from_result_id = result.id
        change.add(aim)


def _fewer(change: Change) -> None:
    some = select(Placement.id).order_by(Placement.id).limit(40)
    change.session.execute(update(Placement).where(Placement.id.in_(some)).values(left_on=date(2026, 9, 4)))


async def test_the_table_stays_for_the_day_and_the_next_begins_with_ones_own_page(service: Service) -> None:
    await a_small_school(service)
    await opened(service)
    await chosen(service, "subject", "English")
    await service.workspace.home(by="omar")
    assert whom(table_of(service)) == [("Kai Ashworth", "English")]
    await service.go_to(2026, 9, 8, 7)
    await service.workspace.home(by="omar")
    assert table_of(service) == []


async def test_a_pupil_is_opened_from_it_and_the_way_back_leads_to_ones_own_page(service: Service) -> None:
    await a_small_school(service)
    await opened(service)
    await service.workspace.choose("Find a pupil", "Zoe", by="omar")
    assert "Zoe Bell" in (await service.workspace.home(by="omar")).text
    await service.workspace.click("Back to my to-do list", by="omar")
    assert (await service.workspace.home(by="omar")).text.startswith("My to-do list")


async def test_each_look_is_logged_with_its_reason_and_never_whom_it_was_narrowed_to(service: Service) -> None:
    await a_small_school(service)
    await opened(service)
    await chosen(service, "subject", "Maths")
    await a_file(service)
    lines = [row for row in await kept(service, Audit) if row.verb.startswith("cohort:")]
    of_the_table = [(row.verb, row.why) for row in lines if row.pupil_id is None]
    viewed, exported = ("cohort:view", "administrator"), ("cohort:export", "lines:2")
    assert of_the_table == [viewed, viewed, exported]
    pupils = {row.pupil_id for row in lines} - {None}
    of_pupils = Counter((row.verb, row.why, row.pupil_id) for row in lines if row.pupil_id is not None)
    assert of_pupils == Counter({(*look, pupil): n for look, n in ((viewed, 2), (exported, 1)) for pupil in pupils})
    assert len(pupils) == 2


async def test_where_slack_refuses_the_new_table_the_page_goes_with_a_plain_one(service: Service) -> None:
    await a_small_school(service)
    await service.workspace.home(by="omar")
    service.slack.faults.next("views.publish", Fault.ERROR("invalid_blocks"))
    rows = await opened(service)
    kinds = [block["type"] for block in view_of(service, "omar")["blocks"]]
    assert ("table" in kinds, "data_table" in kinds) == (True, False)
    assert whom(rows) == [("Kai Ashworth", "English"), ("Kai Ashworth", "Maths"), ("Zoe Bell", "Maths")]


async def test_where_slack_drops_tables_without_a_word_the_page_says_where_the_figures_are(service: Service) -> None:
    await a_small_school(service)
    service.slack.dropped_blocks = {"data_table", "table"}
    await service.workspace.home(by="omar")
    for pressed in ("Targets and results", "Totals"):
        shown = await service.workspace.click(pressed, by="omar")
        assert shown.ok
        assert "No table above?" in (await service.workspace.home(by="omar")).text


async def test_each_figure_of_the_table_stands_in_text_for_whoever_wants_it_so(service: Service) -> None:
    await service.change(_many, 60)
    await a_small_school(service)
    await opened(service)
    await service.workspace.click("Next", by="omar")
    cells = {cell for row in table_of(service)[1:] for cell in row if cell != "–"}
    assert {"4 (7 Sep)", "6", "E3 (7 Sep)", "6 · KS2"} < cells
    for pressed in ("Show as text", "Previous", "Next"):
        await service.workspace.click(pressed, by="omar")
    assert table_of(service) == []
    text = (await service.workspace.home(by="omar")).text.replace("\u00a0", " ")
    assert [cell for cell in cells if cell not in text] == []
    assert "*Zoe Bell" in text
    await service.workspace.click("Show as a table", by="omar")
    assert len(table_of(service)) == 24


async def test_the_file_holds_all_that_the_filters_leave_and_not_the_page_alone(service: Service) -> None:
    await service.change(_many, 60)
    await a_small_school(service)
    await opened(service)
    assert len(await a_file(service)) == 64
    await chosen(service, "stage", "KS2")
    heading, zoe = await a_file(service)
    line = dict(zip(heading, zoe, strict=True))
    assert (line["Surname"], line["Forenames"], line["Year"], line["Key stage"]) == ("Bell", "Zoe", "6", "KS2")
    assert (line["Scale"], line["Latest result"], line["Latest result on"]) == ("Functional Skills", "E3", "2026-09-07")
    assert (line["Target"], line["Track"]) == ("", "no target")


async def test_the_file_holds_the_newest_result_on_each_other_scale(service: Service) -> None:
    placement = await a_taught_pupil(service)
    await a_result(service, placement, "97", scale="ks2_scaled", source=Source.PRIOR, on=date(2026, 7, 1))
    await a_result(service, placement, "3")
    await opened(service)
    heading, kai = await a_file(service)
    line = dict(zip(heading, kai, strict=True))
    assert (line["Latest result"], line["Other results"]) == ("3", "97, KS2 scaled score (2026-07-01)")


async def test_the_file_comes_as_a_direct_message_that_names_nobody(service: Service) -> None:
    await a_small_school(service)
    await opened(service)
    await a_file(service)
    (message,) = [one for one in service.workspace.direct_messages(to="omar") if one.files]
    assert message.files == ["targets-and-results-2026-09-07.csv"]
    assert "Ashworth" not in message.text + message.plain
    assert service.workspace.in_room("allocations") == []


@pytest.mark.nights
async def test_the_file_is_deleted_in_slack_overnight(service: Service) -> None:
    await a_small_school(service)
    await opened(service)
    await a_file(service)
    await service.go_to(2026, 9, 8, 3, 1)
    assert [one.files for one in service.workspace.direct_messages(to="omar") if one.files] == []
    assert [file.content for file in service.slack.store.files.values()] == [b""]
    (file,) = await kept(service, SharedFile)
    assert file.to_id == (await service.actor("omar")).staff_id
    assert file.deleted_at is not None
    assert "file:delete" in [row.verb for row in await kept(service, Audit)]


@pytest.mark.nights
@pytest.mark.parametrize("wrong", ["file_deleted", "file_not_found"])
async def test_a_file_that_somebody_deleted_before_is_not_asked_for_again(service: Service, wrong: str) -> None:
    await a_small_school(service)
    await opened(service)
    await a_file(service)
    service.slack.faults.next("files.delete", Fault.ERROR(wrong))
    await service.go_to(2026, 9, 8, 3, 1)
    assert [file.deleted_at is None for file in await kept(service, SharedFile)] == [False]


@pytest.mark.nights
async def test_a_file_that_slack_does_not_delete_tonight_goes_the_next_night(service: Service) -> None:
    await service.go_to(2026, 9, 7, 12)
    await a_small_school(service)
    await opened(service)
    await a_file(service)
    service.slack.faults.next("files.delete", Fault.ERROR("internal_error"))
    await service.go_to(2026, 9, 8, 3, 1)
    assert [file.deleted_at for file in await kept(service, SharedFile)] == [None]
    await service.go_to(2026, 9, 9, 3, 1)
    assert [file.deleted_at is None for file in await kept(service, SharedFile)] == [False]


async def test_nothing_in_the_file_is_run_by_a_spreadsheet_and_a_grade_stays_as_it_is(service: Service) -> None:
    kai = await a_taught_pupil(service, "=HYPERLINK(1) -Ashworth", subjects=("Science",))
    await a_result(service, kai, "4-4", scale="combined_science", subject="Science")
    await opened(service)
    heading, kai_line = await a_file(service)
    line = dict(zip(heading, kai_line, strict=True))
    assert (line["Forenames"], line["Surname"]) == ("'=HYPERLINK(1)", "'-Ashworth")
    assert (line["Baseline"], line["Latest result on"]) == ("4-4", "2026-09-07")


async def test_a_file_that_slack_will_not_have_is_told_by_direct_message_once_it_is_too_late_for_an_answer(
    service: Service,
) -> None:
    await a_small_school(service)
    await opened(service)
    service.slack.triggers.patience = 0.0
    service.slack.faults.next("files.completeUploadExternal", Fault.ERROR("internal_error"))
    await service.workspace.click("Send me this as a file", by="omar")
    async with asyncio.timeout(30):  # it comes after the answer, in the background
        while not (said := service.workspace.direct_messages(to="omar")):  # noqa: ASYNC110 - Slack has no event for it
            await asyncio.sleep(0.01)
    assert "nothing was saved. Try again" in said[0].plain


async def test_the_file_is_the_one_that_was_logged_whatever_is_chosen_meanwhile(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    await a_small_school(service)
    await opened(service)
    await chosen(service, "stage", "KS2")
    desk, read = service.bot.desk, service.bot.desk.read

    async def read_late(fn: Any, *args: Any, **by: Any) -> Any:
        if fn is file_of:
            await desk.change(open_table, **by)
        return await read(fn, *args, **by)

    monkeypatch.setattr(desk, "read", read_late)
    _, *lines = await a_file(service)
    logged = {row.why for row in await kept(service, Audit) if row.verb == "cohort:export"}
    assert (logged, len(lines)) == ({"lines:1"}, 1)


async def test_the_file_comes_however_long_slack_takes_for_it(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    await a_small_school(service)
    await opened(service)
    monkeypatch.setattr("bot.requests.dispatch.ANSWER_WITHIN", 0.5)
    service.slack.faults.next("files.getUploadURLExternal", Fault.HANG(0.6))
    assert len(await a_file(service)) == 4
    assert len(await kept(service, SharedFile)) == 1


async def a_file(service: Service) -> list[list[str]]:
    """Ask for it, and read the newest."""
    content = await file_from(service, service.workspace.click("Send me this as a file", by="omar"))
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))

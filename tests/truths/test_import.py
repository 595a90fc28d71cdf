"""An import says what the files say: nothing is owed that is over, nothing done that nobody saw, and all or nothing."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.files.sheets import read_sheets
from bot.files.xlsx_file import xlsx_file
from bot.workspace import Client
from models.allocations.allocate import allocate
from models.allocations.first_day import Lateness, Start, record_start, set_first_day
from models.change import Change, Read
from models.errors import Outdated, Refused
from models.importing.parse import Parsed, Reading, parse
from models.importing.plan import Plan, plan_import
from models.importing.save import save_import
from models.importing.sheet import Weight
from models.importing.templates import TEMPLATES
from models.pupils.record import PlacementInput, change_placement
from models.tables.base import Base
from models.tables.contact import Contact
from models.tables.duty import Duty, DutyKind
from models.tables.leaving import Leaving
from models.tables.placement import Placement, PlacementType, Registration
from models.tables.pupil import Pupil, take_upn
from models.tables.referral import Referral
from tests.handlers.pressing import press
from tests.handlers.teaching import kept
from tests.school import LONDON, Service, a_pupil, a_service
from tests.truths.test_leaving import a_leaver

HEADINGS = "Legal Surname,Legal Forename,DOB,Enrolment Status,Admission Date"
# From the middle of half-term 2 of 2026-27.
NOVEMBER = datetime(2026, 11, 16, 9, 0, tzinfo=LONDON)


def parsed(text: str, today: date, registration: Registration | None = None) -> Parsed:
    return parse(read_sheets("pupils.csv", text.encode()), Reading(today, registration=registration))


async def planned(service: Service, text: str, by: str = "omar") -> Plan:
    return await service.read(plan_import, parsed(text, service.clock.today()), by=by)


async def imported(service: Service, text: str, by: str = "omar") -> Plan:
    plan = await planned(service, text, by)
    assert plan.wrong == []
    await service.change(partial(lambda plan, change: save_import(change, plan), plan), by=by)
    return plan


def a_school(*, entered: Callable[[int], date], pupils: int = 30) -> str:
    rows = [f"Ashworth{n},Kai,{1 + n % 28:02}/05/2012,C,{entered(n):%d/%m/%Y}" for n in range(pupils)]
    return "\n".join([HEADINGS, *rows])


async def overdue(service: Service) -> list[DutyKind]:
    today = service.clock.today()
    return [duty.kind for duty in await kept(service, Duty) if duty.done_on is None and duty.due_on < today]


async def everything(service: Service) -> dict[str, Any]:
    def look(read: Read) -> dict[str, Any]:
        return {
            table.name: read.session.scalar(select(func.count()).select_from(table))
            for table in Base.metadata.sorted_tables
        }

    return await service.read(look)


async def test_thirty_pupils_who_are_here_already_give_no_false_overdue(database_url: str) -> None:
    """Not on the day of the import, not the day after, not once they are allocated, and not when a review comes due."""
    async with a_service(database_url, at=NOVEMBER) as service:
        await imported(service, a_school(entered=lambda n: date(2026, 11, 13) - timedelta(days=25 * n)))
        assert len(await kept(service, Placement)) == 30
        assert await overdue(service) == []
        ann = next(one for one in await kept(service, Placement)), (await service.actor("ann")).staff_id
        for placement in await kept(service, Placement):
            await service.change(allocate, placement.id, ann[1], [f"{ann[1]}:Maths"], placement.first_day, by="helen")
        assert await overdue(service) == []
        reviews = [duty for duty in await kept(service, Duty) if duty.kind is DutyKind.FAMILY_REVIEW]
        assert len(reviews) == 30
        assert all(duty.due_on >= date(2026, 12, 18) for duty in reviews)


async def test_a_pupil_of_long_ago_is_reviewed_at_the_end_of_this_half_term(database_url: str) -> None:
    async with a_service(database_url, at=NOVEMBER) as service:
        text = f"{HEADINGS},Keyworker\nAshworth,Kai,14/05/2012,C,07/09/2025,Ann Lister"
        await imported(service, text)
        (review,) = [duty for duty in await kept(service, Duty) if duty.kind is DutyKind.FAMILY_REVIEW]
        assert review.due_on == date(2026, 12, 18)
        assert (await service.actor("ann")).staff_id == review.owner_id


async def test_of_what_a_referral_owes_only_what_is_ahead_is_owed(database_url: str) -> None:
    async with a_service(database_url, at=NOVEMBER) as service:
        await imported(service, f"{HEADINGS}\nAshworth,Kai,14/05/2012,C,10/11/2026")
        owed = {duty.kind: duty.due_on for duty in await kept(service, Duty)}
        assert owed == {
            DutyKind.BOOK: date(2026, 11, 17),
            DutyKind.HOLD: date(2026, 11, 24),
            DutyKind.ALLOCATE: date(2026, 11, 23),
            DutyKind.ASSESSMENT: date(2026, 12, 1),
            DutyKind.PLAN: date(2026, 12, 9),
            DutyKind.PROFILE: date(2026, 11, 30),  # counted from the import on
        }


async def test_a_pupil_still_to_come_owes_every_step_and_none_of_them_late(database_url: str) -> None:
    async with a_service(database_url, at=NOVEMBER) as service:
        text = f"{HEADINGS},Referral date\nAshworth,Kai,14/05/2012,C,30/11/2026,01/09/2026"
        await imported(service, text)
        assert {duty.kind for duty in await kept(service, Duty)} >= {DutyKind.FAMILY, DutyKind.HOLD, DutyKind.ALLOCATE}
        assert await overdue(service) == []
        (placement,) = await kept(service, Placement)
        assert placement.first_day == date(2026, 11, 30)
        assert placement.in_school_on is None


async def test_the_entry_date_of_a_roll_is_no_day_on_which_somebody_saw_the_pupil(service: Service) -> None:
    await imported(service, f"{HEADINGS}\nAshworth,Kai,14/05/2012,C,01/12/2025")
    (placement,) = await kept(service, Placement)
    assert (placement.in_school_on, placement.entered_on) == (None, date(2025, 12, 1))
    await press(service, "pupil.open", placement.id, by="omar")
    text = (await service.workspace.home(by="omar")).text.replace("*", "")
    assert "On roll since Monday 1 December 2025, as the imported file says" in text
    assert "Planned first day" not in text
    assert "Withdraw or decline" not in text
    with pytest.raises(Refused, match="on roll since Monday 1 December 2025"):
        await service.change(set_first_day, placement.id, date(2026, 9, 14), Lateness(), by="omar")
    await service.change(record_start, placement.id, Start.FULL_TIME, date(2026, 9, 7), Lateness(), by="omar")
    (placement,) = await kept(service, Placement)
    assert (placement.in_school_on, placement.first_day) == (date(2026, 9, 7), date(2025, 12, 1))


async def test_a_column_that_says_when_the_pupil_was_in_school_is_believed_unless_it_cannot_be(
    service: Service,
) -> None:
    headings = f"{HEADINGS},First attended"
    for day, why in (("08/09/2026", "in the future"), ("30/11/2025", "before the entry date")):
        plan = await planned(service, f"{headings}\nAshworth,Kai,14/05/2012,C,01/12/2025,{day}")
        assert [(one.field, why in one.why) for one in plan.wrong] == [("First attended", True)]
    text = f"{headings}\nAshworth,Kai,14/05/2012,C,01/12/2025,03/12/2025\nBell,Mia,15/05/2012,C,01/12/2025,"
    await imported(service, text)
    assert {one.in_school_on for one in await kept(service, Placement)} == {date(2025, 12, 3), None}
    assert (await imported(service, text)).findings == []


async def test_a_leaving_date_is_a_plan_that_owes_what_leaving_owes_and_nothing_that_is_over(
    database_url: str,
) -> None:
    async with a_service(database_url, at=datetime(2026, 11, 21, 9, 0, tzinfo=LONDON)) as service:  # a Saturday
        rows = (
            "Ashworth,Kai,14/05/2012,C,07/09/2026,04/12/2026",
            "Bell,Mia,15/05/2012,C,07/09/2026,22/11/2026",  # a Sunday
        )
        text = "\n".join([f"{HEADINGS},Leaving date", *rows])
        await imported(service, text)
        stays = {one.left_on: one.id for one in await kept(service, Placement)}
        owed = await kept(service, Duty)
        of_kai = {one.kind for one in owed if one.placement_id == stays[date(2026, 12, 4)]}
        assert of_kai >= {DutyKind.FIND_DESTINATION, DutyKind.PACK, DutyKind.CTF, DutyKind.CHECK_IN_6}
        of_mia = {one.kind for one in owed if one.placement_id == stays[date(2026, 11, 22)]}
        assert DutyKind.CHECK_IN_6 in of_mia
        assert DutyKind.PACK not in of_mia
        assert await overdue(service) == []
        assert [one.reason for one in await kept(service, Leaving)] == [None, None]
        assert (await imported(service, text)).is_empty
        await press(service, "leave.open", stays[date(2026, 12, 4)], by="omar")
        assert not service.workspace.modal(by="omar").fields["Why they leave"]
        await service.workspace.close(by="omar", everything=True)
        await press(service, "pupil.open", stays[date(2026, 12, 4)], by="omar")
        assert "No reason recorded yet" in (await service.workspace.home(by="omar")).text


async def test_an_exclusion_of_long_ago_owes_nothing_and_one_whose_day_is_ahead_owes_the_start(
    database_url: str,
) -> None:
    async with a_service(database_url, at=NOVEMBER) as service:
        rows = [
            "Ashworth,Kai,14/05/2012,C,10/11/2025,Permanent exclusion,03/11/2025",
            "Bell,Mia,15/05/2012,C,16/11/2026,Permanent exclusion,12/11/2026",
            "Carter,Leo,16/05/2012,C,10/11/2025,Permanent exclusion,",
        ]
        await imported(service, "\n".join([f"{HEADINGS},Placement reason,Exclusion date", *rows]))
        owed = [duty for duty in await kept(service, Duty) if duty.kind in (DutyKind.PROVIDE, DutyKind.EXCLUSION_DATE)]
        assert [(duty.kind, duty.due_on) for duty in owed] == [(DutyKind.PROVIDE, date(2026, 11, 19))]


async def test_a_record_that_is_edited_afterwards_owes_nothing_late_either(database_url: str) -> None:
    async with a_service(database_url, at=NOVEMBER) as service:
        await imported(service, f"{HEADINGS}\nAshworth,Kai,14/05/2012,C,07/09/2026")
        (placement,) = await kept(service, Placement)
        given = PlacementInput(
            "Hollins", Registration.SINGLE, None, None, date(2026, 9, 1), None, "A fight", *[None] * 5
        )
        await service.change(change_placement, placement.id, given, placement.version, "As the letter says", by="omar")
        assert await overdue(service) == []


async def test_the_digest_calls_nobody_new_who_has_been_here_for_weeks(service: Service, workspace: Client) -> None:
    await imported(service, f"{HEADINGS}\nAshworth,Kai,14/05/2012,C,01/12/2025")
    await service.go_to(2026, 9, 14, 8)
    digest = workspace.in_room("allocations")[-1]
    assert "1 to allocate" in digest.plain
    assert "new" not in digest.plain.split()


async def test_one_bad_row_and_nothing_at_all_is_saved(service: Service) -> None:
    before = await everything(service)
    plan = await planned(service, f"{HEADINGS}\nAshworth,Kai,14/05/2012,C,01/12/2025\nBell,Mia,31/02/2012,C,01/12/2025")
    assert [(finding.row, finding.field, finding.why) for finding in plan.wrong] == [
        (3, "DOB", "There is no such day. Write day/month/year.")
    ]
    with pytest.raises(Exception, match="nothing was saved"):
        await service.change(partial(lambda plan, change: save_import(change, plan), plan), by="omar")
    assert await everything(service) == before


async def test_the_same_file_twice_changes_nothing(service: Service) -> None:
    text = (
        f"{HEADINGS},UPN,Main School,SEN Status,Contact 1 Name,Contact 1 Relationship,Contact 1 Mobile\n"
        "Ashworth,Kai,14/05/2012,C,01/12/2025,B801200005001,Hollins,K,Jo Reed,Mother,07700 900123\n"
        "O'Brien,Zoë,15/05/2012,M,01/12/2025,,,,,,"
    )
    await imported(service, text)
    before = await everything(service)
    again = await imported(service, text)
    assert again.is_empty
    assert (again.same, again.findings) == (2, [])
    assert {name: count for name, count in (await everything(service)).items() if name != "message"} == {
        name: count for name, count in before.items() if name != "message"
    }


async def test_a_changed_file_says_what_would_change_and_changes_only_that(service: Service) -> None:
    text = f"{HEADINGS},UPN,Main School,Contact 1 Name,Contact 1 Mobile\nAshworth,Kai,14/05/2012,C,01/12/2025,"
    text += "B801200005001,{}"
    await imported(service, text.format("Hollins,Jo Reed,07700 900123"))
    plan = await planned(service, text.format("Eastfield,Jo Reed,07700 900124"))
    assert [(finding.row, finding.field) for finding in plan.findings] == [(2, "Home school"), (2, "Contacts")]
    await imported(service, text.format("Eastfield,Jo Reed,07700 900124"))
    assert [one.home_school for one in await kept(service, Placement)] == ["Eastfield"]
    assert [one.phone for one in await kept(service, Contact)] == ["07700 900124"]


async def test_an_empty_cell_takes_nothing_away(service: Service) -> None:
    await imported(service, f"{HEADINGS},Main School,SEN Status\nAshworth,Kai,14/05/2012,C,01/12/2025,Hollins,E")
    await imported(service, f"{HEADINGS},Main School,SEN Status\nAshworth,Kai,14/05/2012,M,01/12/2025,,")
    (placement,) = await kept(service, Placement)
    assert (placement.home_school, placement.sen, placement.registration) == ("Hollins", "E", Registration.MAIN)


async def test_a_pupil_who_was_referred_in_slack_is_no_second_child(service: Service) -> None:
    await a_pupil(service, "Kai Ashworth", born_on=date(2012, 5, 14), home_school="Hollins")
    plan = await planned(service, f"{HEADINGS},Main School\nASHWORTH,Kai,14/05/2012,C,01/12/2025,Hollins")
    assert (list(plan.new), len(plan.changes)) == ([], 1)


@pytest.mark.parametrize("entered", ["01/09/2026", "18/09/2026"])
async def test_a_roll_that_still_lists_a_leaver_brings_nobody_back(service: Service, entered: str) -> None:
    await a_leaver(service)
    service.skip_to(2026, 9, 21, 9)
    plan = await imported(service, f"{HEADINGS}\nAshworth,Kai,14/05/2012,C,{entered}")
    assert plan.is_empty
    (finding,) = plan.findings
    assert finding.weight is Weight.LEFT
    assert "left on Friday 18 September 2026" in finding.why
    assert len(await kept(service, Placement)) == 1


async def test_an_entry_date_after_the_last_day_is_a_return(service: Service) -> None:
    await a_leaver(service)
    service.skip_to(2026, 9, 21, 9)
    await imported(service, f"{HEADINGS}\nAshworth,Kai,14/05/2012,C,21/09/2026")
    stays = await kept(service, Placement)
    assert [(one.entered_on, one.left_on) for one in stays if one.left_on is None] == [(date(2026, 9, 21), None)]
    assert len({one.pupil_id for one in stays}) == 1


async def test_what_was_compared_and_has_moved_since_is_compared_again(service: Service) -> None:
    plan = await planned(service, f"{HEADINGS}\nAshworth,Kai,14/05/2012,C,01/12/2025")
    await a_pupil(service, "Kai Ashworth", born_on=date(2012, 5, 14))
    with pytest.raises(Outdated):
        await service.change(partial(lambda plan, change: save_import(change, plan), plan), by="omar")
    assert len(await kept(service, Pupil)) == 1


async def test_a_namesake_of_the_same_day_is_asked_about_and_never_joined(service: Service, workspace: Client) -> None:
    await a_pupil(service, "Kay Ashworth", born_on=date(2012, 5, 14))
    await imported(service, f"{HEADINGS}\nAshworth,Kai,14/05/2012,C,01/12/2025")
    assert len(await kept(service, Pupil)) == 2
    await workspace.quiet()
    assert "may have been here before" in workspace.direct_messages(to="omar")[-1].plain


async def test_two_lines_about_one_pupil_are_one_pupil_with_two_contacts(service: Service) -> None:
    text = (
        f"{HEADINGS},Contact Name,Contact Relationship\n"
        'Ashworth,Kai,14/05/2012,C,01/12/2025,"Reed, Jo",Mother\n'
        "Ashworth,Kai,14/05/2012,C,01/12/2025,Mark Reed,Father"
    )
    await imported(service, text)
    assert len(await kept(service, Pupil)) == 1
    assert {(one.name, one.relation) for one in await kept(service, Contact)} == {
        ("Jo Reed", "Mother"),
        ("Mark Reed", "Father"),
    }


async def test_who_must_not_be_contacted_is_marked_and_a_warning_in_doubt_stops_the_import(service: Service) -> None:
    await imported(
        service, f"{HEADINGS},Contact 1 Name\nAshworth,Kai,14/05/2012,C,01/12/2025,Mark Reed (do not contact)"
    )
    assert [(one.name, one.do_not_contact) for one in await kept(service, Contact)] == [("Mark Reed", True)]
    plan = await planned(
        service, f"{HEADINGS},Contact 1 Name\nBell,Mia,14/05/2012,C,01/12/2025,Mark Reed no direct contact"
    )
    assert [finding.field for finding in plan.wrong] == ["Contact 1 Name"]


async def test_a_plain_teacher_imports_nothing(service: Service) -> None:
    with pytest.raises(Exception, match="Only a Head"):
        await planned(service, f"{HEADINGS}\nAshworth,Kai,14/05/2012,C,01/12/2025", by="ann")


async def test_where_a_pupil_is_on_roll_is_never_guessed(service: Service) -> None:
    text = "Surname,Forename,DOB,Entry date\nAshworth,Kai,14/05/2012,01/12/2025"
    plan = await planned(service, text)
    assert [finding.why for finding in plan.wrong] == [
        "The registration is missing. Write single, main, subsidiary or none."
    ]
    told = parsed(text, service.clock.today(), Registration.SUBSIDIARY)
    assert [row.registration for row in told.pupils] == [Registration.SUBSIDIARY]


async def test_the_reason_of_a_referral_is_what_the_file_says_or_that_it_says_none(service: Service) -> None:
    await imported(
        service, f"{HEADINGS},Reason\nAshworth,Kai,14/05/2012,C,01/12/2025,A fight\nBell,Mia,15/05/2012,C,01/12/2025,"
    )
    assert sorted(one.reason for one in await kept(service, Referral)) == [
        "A fight",
        "Already here when Halfterm began. The file gave no reason.",
    ]


async def test_a_type_that_comes_with_a_file_owes_what_it_would_owe_on_the_form(service: Service) -> None:
    await imported(service, f"{HEADINGS}\nAshworth,Kai,14/05/2012,C,14/09/2026")
    await imported(service, f"{HEADINGS},Placement reason\nAshworth,Kai,14/05/2012,C,14/09/2026,excluded")
    (placement,) = await kept(service, Placement)
    assert placement.type is PlacementType.EXCLUDED
    assert DutyKind.EXCLUSION_DATE in {duty.kind for duty in await kept(service, Duty)}


async def test_who_was_in_school_before_the_import_is_not_said_to_be_part_time(service: Service) -> None:
    await imported(service, f"{HEADINGS},First attended\nAshworth,Kai,14/05/2012,C,01/12/2025,03/12/2025")
    (placement,) = await kept(service, Placement)
    await press(service, "pupil.open", placement.id, by="omar")
    shown = (await service.workspace.home(by="omar")).text.replace("*", "")
    assert "In school since Wednesday 3 December 2025; no full-time start is recorded here" in shown
    assert "part-time" not in shown
    await press(service, "allocate.first_day", placement.id, by="omar")
    assert "part-time since" not in service.workspace.modal(by="omar").text


async def test_templates_that_nobody_wrote_into_are_passed_over(service: Service) -> None:
    pupils = [TEMPLATES["Pupils"], ["Ashworth", "Kai", "", "14/05/2012", *[""] * 3, "single", "01/12/2025"]]
    content = xlsx_file({name: pupils if name == "Pupils" else [headings] for name, headings in TEMPLATES.items()})
    sheets = read_sheets("halfterm-import.xlsx", content)
    assert "halfterm-import.xlsx (Term dates)" in {sheet.name for sheet in sheets}
    found = parse(sheets, Reading(service.clock.today()))
    assert (found.findings, len(found.pupils), found.term_dates) == ([], 1, None)


async def test_a_number_that_cannot_be_a_upn_is_kept_for_nobody(service: Service) -> None:
    await a_pupil(service, "Kai Ashworth")

    def take(change: Change) -> None:
        take_upn(change.session, change.session.scalars(select(Pupil)).one(), "A801200005001")

    with pytest.raises(ValueError, match="check letter"):
        await service.change(take)


async def test_an_exclusion_after_the_start_that_it_led_to_is_wrong_in_a_file_too(service: Service) -> None:
    began, later = date(2026, 9, 3), date(2026, 9, 10)
    placement = await a_pupil(service, type=PlacementType.EXCLUDED, excluded_on=began)
    await service.change(record_start, placement, Start.FULL_TIME, date(2026, 9, 7), Lateness(), by="helen")
    file = HEADINGS + ",Exclusion date\nAshworth,Kai,14/05/2012,C,07/09/2026,{:%d/%m/%Y}"
    (wrong,) = (await planned(service, file.format(later))).wrong
    assert "in school full-time since Monday 7 September 2026" in wrong.why
    await imported(service, file.format(date(2026, 9, 4)))
    assert (await kept(service, Placement))[0].excluded_on == date(2026, 9, 4)


async def test_an_excluded_pupil_with_a_medical_need_counts_as_excluded_in_a_file_too(service: Service) -> None:
    file = HEADINGS + ",Reason for placement,Exclusion date\nAshworth,Kai,14/05/2012,C,07/09/2026,{},{}"
    (wrong,) = (await planned(service, file.format("Medical needs", "03/09/2026"))).wrong
    assert "counts as excluded" in wrong.why
    await a_pupil(service, type=PlacementType.EXCLUDED, excluded_on=date(2026, 9, 3))
    (wrong,) = (await planned(service, file.format("Medical needs", ""))).wrong
    assert "counts as excluded" in wrong.why

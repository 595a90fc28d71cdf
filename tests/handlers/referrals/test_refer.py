"""/refer, as staff meet it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from bot.workspace import Client
from models.change import Read
from models.tables.barrier import Barrier, BarrierKind, BarrierStatus
from models.tables.contact import Contact, Side
from models.tables.duty import Duty, DutyKind
from models.tables.placement import Placement, SenStatus
from models.tables.pupil import Pupil
from models.tables.referral import Referral
from tests.school import Service

KAI: Mapping[str, Any] = {
    "full_name": "Kai Ashworth",
    "date_of_birth": "2012-05-14",
    "home_school": "Northbrook Academy",
    "registration": "On roll here only",
    "reason": "Permanently excluded after a fight",
    "first_contact": "Rosa Ashworth, mother, 07700 900123",
}


async def fill_page_one(workspace: Client, by: str = "helen", **other: Any) -> dict[str, str]:
    """Type page one and press Refer."""
    return await workspace.submit(by=by, **(KAI | other))


def stored(read: Read, what: type[Any]) -> list[Any]:
    """Every row of a table."""
    return list(read.session.scalars(select(what)))


async def rows(service: Service, what: type[Any]) -> list[Any]:
    """Every row of a table, at the desk."""
    return list(await service.read(stored, what))


async def test_page_one_alone_saves(service: Service, workspace: Client) -> None:
    await workspace.command("/refer", by="ann")
    assert await fill_page_one(workspace, by="ann") == {}
    [pupil], [placement], [referral] = [await rows(service, what) for what in (Pupil, Placement, Referral)]
    assert (pupil.forenames, pupil.surname, pupil.born_on) == ("Kai", "Ashworth", date(2012, 5, 14))
    assert (placement.home_school, placement.pupil_id) == ("Northbrook Academy", pupil.id)
    assert (referral.reason, referral.received_on) == (KAI["reason"], date(2026, 9, 7))
    [mother] = await rows(service, Contact)
    assert (mother.name, mother.relation, mother.phone) == ("Rosa Ashworth", "mother", "07700 900123")


async def test_the_answer_says_who_contacts_the_family_and_by_when(workspace: Client) -> None:
    await workspace.command("/refer", by="ann")
    await fill_page_one(workspace, by="ann")
    shown = workspace.modal(by="ann")
    assert shown.title == "Referred"
    assert "Helen Marsh contacts the family by Wednesday 9 September." in shown.text
    assert shown.buttons == ["Open the pupil's page"]


async def test_the_head_hears_of_a_referral_by_first_name_and_reference_alone(
    service: Service, workspace: Client
) -> None:
    await workspace.command("/refer", by="ann")
    await fill_page_one(workspace, by="ann")
    [pupil] = await rows(service, Pupil)
    [told] = workspace.direct_messages(to="helen")
    assert f"Kai ({pupil.reference})" in told.plain
    assert not any(word in told.plain for word in ("Ashworth", "excluded", "fight", "Rosa", "07700"))
    assert told.text == "New referral: 5 steps to take"
    assert told.buttons == ["Log a contact", "Hand over", "Open the pupil's page"]
    assert workspace.in_room("allocations") == []


async def test_a_name_after_the_command_is_filled_in(workspace: Client) -> None:
    await workspace.command("/refer Kai Ashworth", by="ann")
    assert workspace.modal(by="ann").fields["Full name"] == "Kai Ashworth"


async def test_the_global_shortcut_opens_the_same_form(workspace: Client) -> None:
    await workspace.shortcut("refer.shortcut", by="sue")
    assert workspace.modal(by="sue").title == "Refer a pupil"


async def test_a_message_becomes_the_reason_as_it_was_typed(service: Service, workspace: Client) -> None:
    await service.slack.post("UANN", "GALLOC", "Out of school since 3 May & <not coping>")
    [posted] = [message for message in service.slack.history("UANN", "GALLOC") if message["user"] == "UANN"]
    await service.slack.shortcut("UANN", "refer.message", ("GALLOC", posted["ts"]))
    await workspace.quiet()
    reason = workspace.modal(by="ann").fields["Reason for referral"]
    assert reason == "Out of school since 3 May & <not coping>"


async def test_a_referral_begun_from_a_message_is_gone_on_with_from_home(service: Service, workspace: Client) -> None:
    await service.slack.post("UANN", "GALLOC", "Out of school since May")
    [posted] = [message for message in service.slack.history("UANN", "GALLOC") if message["user"] == "UANN"]
    await service.slack.shortcut("UANN", "refer.message", ("GALLOC", posted["ts"]))
    await workspace.fill(by="ann", home_school="Northbrook Academy")
    await workspace.close(by="ann")
    await workspace.home(by="ann")
    await workspace.click("Continue", by="ann")
    fields = workspace.modal(by="ann").fields
    assert fields["Home school"] == "Northbrook Academy"
    assert fields["Reason for referral"] == "Out of school since May"


async def test_who_may_not_change_the_record_is_told_whom_to_tell(workspace: Client) -> None:
    for by, said in (("ann", "tell a Head or the office"), ("helen", "You can add the rest on the pupil's page")):
        await workspace.command("/refer", by=by)
        await fill_page_one(
            workspace, by=by, full_name={"ann": "Kai Ashworth", "helen": "Mia Berry"}[by], date_of_birth="2012-05-14"
        )
        assert said in workspace.modal(by=by).text
        await workspace.close(by=by)


async def test_the_form_keeps_child_protection_out_and_names_the_dsl(workspace: Client) -> None:
    await workspace.command("/refer", by="ann")
    shown = workspace.modal(by="ann").text
    assert "to the DSL (Dan Frost)" in shown
    assert "You can refer with this page alone" in shown


async def test_nobody_known_to_ring_is_an_answer(service: Service, workspace: Client) -> None:
    await workspace.command("/refer", by="ann")
    assert await fill_page_one(workspace, by="ann", first_contact="None known") == {}
    assert await rows(service, Contact) == []


async def test_all_pages_are_kept(service: Service, workspace: Client) -> None:
    await workspace.command("/refer", by="ann")
    await workspace.fill(by="ann", **KAI, excluded_or_suspended="2026-09-02")
    await workspace.click("Next: more about the pupil", by="ann")
    await workspace.fill(by="ann", preferred_name="Kay", upn="b801200005001", sen_status="EHC plan", looked_after="Yes")
    await workspace.fill(by="ann", attendance="42", medical_need="Asthma: inhaler in the office")
    await workspace.click("Next: the referral", by="ann")
    await workspace.fill(by="ann", referred_by="Jo Hall, panel", received_on="2026-09-03")
    await workspace.fill(by="ann", reason_for_placement="Permanent exclusion")
    await workspace.fill(by="ann", barriers=["Attendance", "Behaviour"])
    await workspace.click("Next: first contact and others", by="ann")
    await workspace.fill(
        by="ann", first_contact_s_email="rosa@example.org", important_notes=["Has parental responsibility"]
    )
    await workspace.fill(
        by="ann",
        others_in_the_family="Lee Ashworth, father, do not contact\nNan, 01632 960777",
        professionals="Ms Okoro, social worker, 01632 960111",
    )
    await workspace.click("Next: a second contact", by="ann")
    second = {"relation": "aunt", "phone": "01632 960222", "interpreter_language": "Polish"}
    assert await workspace.submit(by="ann", name="Ola Nowak", important_notes=["Address confidential"], **second) == {}
    await check_everything(service)


async def check_everything(service: Service) -> None:
    """Check that what `test_all_pages_are_kept` typed is in the database."""
    [pupil], [placement], [referral] = [await rows(service, what) for what in (Pupil, Placement, Referral)]
    assert (pupil.preferred_name, pupil.upn) == ("Kay", "B801200005001")
    assert (placement.sen, placement.looked_after, placement.attendance) == (SenStatus.PLAN, True, 42)
    assert (placement.medical_need, placement.excluded_on) == ("Asthma: inhaler in the office", date(2026, 9, 2))
    assert (referral.referrer, referral.received_on) == ("Jo Hall, panel", date(2026, 9, 3))
    barriers = {barrier.kind: barrier.status for barrier in await rows(service, Barrier)}
    assert barriers == dict.fromkeys([BarrierKind.ATTENDANCE, BarrierKind.BEHAVIOURAL], BarrierStatus.REFERRER_SAYS)
    people = {person.name: person for person in await rows(service, Contact)}
    assert set(people) == {"Rosa Ashworth", "Lee Ashworth", "Nan", "Ms Okoro", "Ola Nowak"}
    assert people["Rosa Ashworth"].parental_responsibility
    assert people["Rosa Ashworth"].email == "rosa@example.org"
    assert people["Lee Ashworth"].do_not_contact
    assert (people["Ms Okoro"].side, people["Ms Okoro"].relation) == (Side.PROFESSIONAL, "social worker")
    assert (people["Ola Nowak"].address_withheld, people["Ola Nowak"].interpreter) == (True, "Polish")
    [provide] = [duty for duty in await rows(service, Duty) if duty.kind is DutyKind.PROVIDE]
    assert provide.due_on == date(2026, 9, 7)  # a looked-after child: at once, as day one is over


async def test_the_sixth_day_stands_out_in_the_answer(workspace: Client) -> None:
    await workspace.command("/refer", by="ann")
    await workspace.submit(by="ann", **KAI, excluded_or_suspended="2026-09-02")
    assert "must start by *Wednesday 9 September*" in workspace.modal(by="ann").text


async def test_an_exclusion_without_its_day_is_asked_for_afterwards(workspace: Client) -> None:
    await workspace.command("/refer", by="ann")
    await workspace.fill(by="ann", **KAI)
    await workspace.click("Next: more about the pupil", by="ann")
    await workspace.click("Next: the referral", by="ann")
    await workspace.submit(by="ann", reason_for_placement="Permanent exclusion")
    assert "Add the first day of the exclusion" in workspace.modal(by="ann").text


async def test_a_wrong_check_letter_is_explained_beside_the_upn(service: Service, workspace: Client) -> None:
    await workspace.command("/refer", by="ann")
    await workspace.fill(by="ann", **KAI)
    await workspace.click("Next: more about the pupil", by="ann")
    errors = await workspace.submit(by="ann", upn="Q207000016049")
    assert errors == {"UPN": "The check letter should be P. Check the UPN for a typing mistake."}
    assert await rows(service, Pupil) == []


@pytest.mark.parametrize("born_on", ["2026-09-08", "2024-01-01", "2001-01-01"])
async def test_a_date_of_birth_that_no_pupil_has_is_refused_beside_the_field(
    service: Service, workspace: Client, born_on: str
) -> None:
    await workspace.command("/refer", by="ann")
    errors = await fill_page_one(workspace, by="ann", date_of_birth=born_on)
    assert errors == {"Date of birth": "Check the date of birth: no pupil is that age."}
    assert workspace.modal(by="ann").fields["Full name"] == "Kai Ashworth"
    assert await rows(service, Placement) == []


async def test_an_error_on_an_earlier_page_leads_back_to_it_with_everything_typed(
    service: Service, workspace: Client
) -> None:
    await workspace.command("/refer Kai Ashworth", by="ann")  # a name that Slack never tells of again
    await workspace.fill(by="ann", **{key: value for key, value in KAI.items() if key != "full_name"})
    await workspace.fill(by="ann", date_of_birth="2001-01-01")
    await workspace.click("Next: more about the pupil", by="ann")
    await workspace.submit(by="ann", medical_need="Asthma")
    shown = workspace.modal(by="ann")
    assert "Check the date of birth" in shown.text
    assert shown.fields["Full name"] == "Kai Ashworth"
    assert await workspace.submit(by="ann", date_of_birth="2012-05-14") == {}
    [placement] = await rows(service, Placement)
    assert placement.medical_need == "Asthma"


async def test_something_said_of_a_second_contact_without_a_name_is_asked_for(workspace: Client) -> None:
    await workspace.command("/refer", by="ann")
    await workspace.fill(by="ann", **KAI)
    for page in ("more about the pupil", "the referral", "first contact and others", "a second contact"):
        await workspace.click(f"Next: {page}", by="ann")
    errors = await workspace.submit(by="ann", phone="01632 960222")
    assert errors == {"Name": "Who is this? Their relationship will do, if that is all you know."}


async def test_a_stranger_cannot_refer(service: Service, workspace: Client) -> None:
    await workspace.command("/refer", by="nobody")
    assert not workspace.has_modal(by="nobody")
    assert await rows(service, Pupil) == []


async def test_who_is_not_to_be_contacted_is_read_so_and_is_not_filled_in_as_whom_to_ring(
    workspace: Client,
) -> None:
    await workspace.command("/refer", by="ann")
    said = "Mark Reed, father. Do not contact. 07700 900123"
    assert await fill_page_one(workspace, by="ann", first_contact=said) == {}
    await workspace.click("Log a contact", by="helen")
    form = workspace.modal(by="helen")
    assert "Mark Reed, father: 07700 900123 · *do not contact*" in form.text
    assert not form.fields["Who did you contact?"]


async def test_a_warning_that_cannot_be_read_surely_is_refused_beside_the_field(workspace: Client) -> None:
    await workspace.command("/refer", by="ann")
    errors = await fill_page_one(workspace, by="ann", first_contact="Jo Reed, mother, no contact with Mark Reed")
    assert 'Write "do not contact" or "address withheld" between commas' in errors["First contact"]
    assert await fill_page_one(workspace, by="ann", first_contact="Jo Reed, mother, ring after 9") == {}


async def test_nobody_known_at_present_is_no_contact(service: Service, workspace: Client) -> None:
    await workspace.command("/refer", by="ann")
    assert await fill_page_one(workspace, by="ann", first_contact="None known at present") == {}
    assert await rows(service, Contact) == []


@pytest.mark.parametrize(
    ("field", "day", "problem"),
    [
        ("received_on", "2025-09-04", "That is nearly a year ago, or longer. Check the year."),
        ("excluded_or_suspended", "2025-09-04", "That is nearly a year ago, or longer. Check the year."),
        ("excluded_or_suspended", "2027-09-04", "That is more than 60 days ahead. Check the date."),
    ],
)
async def test_a_mistyped_year_is_refused_beside_its_field(
    workspace: Client, field: str, day: str, problem: str
) -> None:
    await workspace.command("/refer", by="ann")
    await workspace.fill(by="ann", **KAI)
    if field == "received_on":
        await workspace.click("Next: more about the pupil", by="ann")
        await workspace.click("Next: the referral", by="ann")
    assert list((await workspace.submit(by="ann", **{field: day})).values()) == [problem]

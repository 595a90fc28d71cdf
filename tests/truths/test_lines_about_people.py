"""A line about a person keeps every number whole and takes no date for one; who has died is never to be rung."""

from datetime import date

import pytest

from bot.workspace import Client
from models.attempts.log import ANYBODY, NewAttempt, log_attempt
from models.contacts.lines import ContactInput, read_line
from models.contacts.people import add_person
from models.contacts.phones import phones_alone
from models.errors import Refused
from models.tables.contact import Contact, Outcome, Way
from tests.handlers.pressing import press
from tests.handlers.referrals.test_refer import fill_page_one, rows
from tests.school import Service, a_pupil

SARA = "01632 960002"


@pytest.mark.parametrize(
    ("line", "relation", "phone"),
    [
        ("Jo Reed, mother, 07700 900123 / 01632 960001", "mother", "07700 900123 or 01632 960001"),
        ("Jo Reed, mother, 07700 900123 07700 900124", "mother", "07700 900123 or 07700 900124"),
        ("Jo Reed, mother, 07700900123/07700900124", "mother", "07700900123 or 07700900124"),
        ("Jo Reed, mother, 07700 900123-07700 900124", "mother", "07700 900123 or 07700 900124"),
        ("Jo Reed, mother, 07700 900123; 01632 960001 x12", "mother", "07700 900123 or 01632 960001 x12"),
        ("Jo Reed, mother, 01234 123123 or 07700 900123", "mother", "01234 123123 or 07700 900123"),
        ("Jo Reed, mother, 07700 900123 and 01632 960001", "mother", "07700 900123 or 01632 960001"),
        ("Jo Reed, mother, 01632 960001 960002", "mother", "01632 960001 or 960002"),
        ("Jo Reed, mother, +44 7700 900123 01632 960001", "mother", "+44 7700 900123 or 01632 960001"),
        ("Jo Reed, mother, (+44) (0)1234 123456", "mother", "(+44) (0)1234 123456"),
        ("Jo Reed, mother, 01234–123123", "mother", "01234–123123"),
        ("Jo Reed, mother, 01234—123123", "mother", "01234—123123"),
        ("Jo Reed, mother, 01234−123123", "mother", "01234−123123"),
        ("Jo Reed, mother, 020-7946-0958", "mother", "020-7946-0958"),
        ("Jo Reed, mother, 07700 900123 x 2 children", "mother, x 2 children", "07700 900123"),
        ("Jo Reed, mother, (01632)960001", "mother", "(01632)960001"),
        ("Jo Reed, mother, 01632/960001", "mother", "01632/960001"),
        ("Jo Reed, mother, dob 12/05/1980, 07700 900123", "mother, dob 12/05/1980", "07700 900123"),
        ("Jo Reed, mother, DOB: 12.5.80 07700 900123", "mother, DOB: 12.5.80", "07700 900123"),
        ("Jo Reed, mother, born 12 05 1980, 07700 900123", "mother, born 12 05 1980", "07700 900123"),
        ("Jo Reed, mother, 1980-05-12", "mother, 1980-05-12", None),
        ("Jo Reed, mother, 12th May 1980", "mother, 12th May 1980", None),
        ("Jo Reed, mother, works 8.30 - 16.30", "mother, works 8.30, 16.30", None),
        ("Jo Reed, mother, 07700 900123 (mobile) 01632 960001 (home)", "mother, home", "07700 900123 or 01632 960001"),
    ],
)
def test_every_number_of_a_line_is_kept_whole_and_a_date_is_none(line: str, relation: str, phone: str | None) -> None:
    (person,) = read_line(line)
    assert (person.name, person.relation, person.phone, person.deceased) == ("Jo Reed", relation, phone, False)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("(+44) (0)1234 123456", "(+44) (0)1234 123456"),
        ("01234–123123", "01234–123123"),
        ("01234 123123 or 07700 900123", "01234 123123 or 07700 900123"),
        ("07700 900123 / 01632 960001", "07700 900123 or 01632 960001"),
        ("07700 900123, 01632 960001 ext 5", "07700 900123 or 01632 960001 ext 5"),
        ("work 01632 960001", "work 01632 960001"),
        ("12/05/1980", None),
        ("call me", None),
        ("07700 900123 after six", None),
    ],
)
def test_the_phone_field_takes_what_a_line_takes(typed: str, kept: str | None) -> None:
    assert phones_alone(typed) == kept


@pytest.mark.parametrize(
    ("line", "people"),
    [
        (
            "Dad (deceased). Aunt Sara Reed 01632 960002",
            [("Dad", None, None, True), ("Sara Reed", "Aunt", SARA, False)],
        ),
        ("Jo Reed, mother, deceased", [("Jo Reed", "mother", None, True)]),
        ("Jo Reed (d. 2019), mother", [("Jo Reed", "mother", None, True)]),
        ("Jo Reed, late mother", [("Jo Reed", "mother", None, True)]),
        (
            "Mother: deceased. Aunt: Sara Reed 01632 960002",
            [("Mother", None, None, True), ("Sara Reed", "Aunt", SARA, False)],
        ),
        (
            "Jo Reed, mother 07700 900123. Lee Reed, father 07700 900124",
            [("Jo Reed", "mother", "07700 900123", False), ("Lee Reed", "father", "07700 900124", False)],
        ),
        ("Mark Reed, father, died 2019", [("Mark Reed", "father, died 2019", None, True)]),
        ("Mum has passed away", [("Mum", None, None, True)]),
        ("the late Mark Reed, father", [("Mark Reed", "father", None, True)]),
        (
            "Mother dec'd, aunt Sara Reed 01632 960002",
            [("Mother", None, None, True), ("Sara Reed", "aunt", SARA, False)],
        ),
        (
            "Mum Jo Reed 07700 900123 and dad Lee Reed 07700 900124",
            [("Jo Reed", "Mum", "07700 900123", False), ("Lee Reed", "dad", "07700 900124", False)],
        ),
        (
            "Jo Reed (mother) 07700 900123, Lee Reed (father) 07700 900124",
            [("Jo Reed", "mother", "07700 900123", False), ("Lee Reed", "father", "07700 900124", False)],
        ),
        (
            "Ms. Lee, tutor, 01632 960001; Dr. Hall, psychologist, 01632 960002",
            [("Ms. Lee", "tutor", "01632 960001", False), ("Dr. Hall", "psychologist", SARA, False)],
        ),
        ("Jo and Lee Reed, parents, 07700 900123", [("Jo and Lee Reed", "parents", "07700 900123", False)]),
        ("Jo Reed, mother, works the late shift", [("Jo Reed", "mother, works the late shift", None, False)]),
    ],
)
def test_two_people_of_a_line_are_two_and_who_has_died_is_flagged(
    line: str, people: list[tuple[str, str | None, str | None, bool]]
) -> None:
    assert [(one.name, one.relation, one.phone, one.deceased) for one in read_line(line)] == people


@pytest.mark.parametrize(
    "line",
    [
        "Mother died. Lives with nan Pat Smith 01632 960001",
        "Jo Reed, mother, her partner died in May",
        "Jo Reed, mother, husband died 2020",
        "Jo Reed, mother, dad, deceased",
    ],
)
def test_whoever_may_be_meant_as_dead_is_asked_about(line: str) -> None:
    with pytest.raises(ValueError, match="Who has died"):
        read_line(line)


def test_whose_number_is_whose_is_asked() -> None:
    with pytest.raises(ValueError, match="Whose number is whose"):
        read_line("mum jo reed 07700 900123, dad lee reed 07700 900124")


async def test_a_referral_keeps_both_people_and_proposes_only_who_is_alive(service: Service, workspace: Client) -> None:
    await workspace.command("/refer", by="helen")
    line = "Dad (deceased). Aunt Sara Reed 01632 960002 / 07700 900123"
    assert await fill_page_one(workspace, first_contact=line) == {}
    kept = {one.name: (one.relation, one.phone, one.deceased) for one in await rows(service, Contact)}
    assert kept == {"Dad": (None, None, True), "Sara Reed": ("Aunt", "01632 960002 or 07700 900123", False)}
    await workspace.click("Open the pupil's page", by="helen")
    await workspace.close(by="helen", everything=True)
    page = (await workspace.home(by="helen")).text
    assert "Has died" in page.split("Dad")[1].split("Contact log")[0]
    await workspace.click("Log a contact", by="helen")
    assert "Dad · has died" in workspace.modal(by="helen").text
    offered = await workspace.suggest("Who did you contact?", "", by="helen")
    assert offered[:2] == ["Sara Reed (Aunt)", "Someone in the family, or a carer"]


async def test_what_is_said_of_the_first_contact_is_said_of_one_who_is_alive(
    service: Service, workspace: Client
) -> None:
    await workspace.command("/refer", by="helen")
    await workspace.fill(by="helen", first_contact="Dad (deceased). Aunt Sara Reed 01632 960002")
    for _ in range(3):
        await workspace.click(next(b for b in workspace.modal(by="helen").buttons if b.startswith("Next")), by="helen")
    await workspace.fill(by="helen", first_contact_s_email="sara@example.org")
    for _ in range(3):
        await workspace.click(workspace.modal(by="helen").buttons[0], by="helen")
    assert await fill_page_one(workspace, first_contact="Dad (deceased). Aunt Sara Reed 01632 960002") == {}
    kept = {one.name: one.email for one in await rows(service, Contact)}
    assert kept == {"Dad": None, "Sara Reed": "sara@example.org"}


async def test_no_call_to_somebody_who_has_died_is_logged(service: Service) -> None:
    placement = await a_pupil(service)
    dad = await service.change(add_person, placement, ContactInput("Lee Reed", deceased=True), by="helen")
    for whom, fine in ((dad, False), (f"{ANYBODY}family", True)):
        call = NewAttempt(whom, Way.CALL, Outcome.SPOKE, date(2026, 9, 7))
        if fine:
            await service.change(log_attempt, placement, call, by="helen")
        else:
            with pytest.raises(Refused, match="Lee Reed has died"):
                await service.change(log_attempt, placement, call, by="helen")


async def test_who_has_died_is_ticked_and_a_number_is_owed_for_them_no_longer(
    service: Service, workspace: Client
) -> None:
    placement = await a_pupil(service)
    dad = await service.change(add_person, placement, ContactInput("Lee Reed", phone="07700 900124"), by="helen")
    await service.change(log_attempt, placement, wrong(dad), by="helen")
    await press(service, "contact.edit", dad, by="omar")
    await workspace.fill(by="omar", phone="(+44) (0)1234 123456 / 01234–123123")
    await workspace.click("Next: important notes", by="omar")
    given = {"important_notes": ["Has died", "Address confidential: do not disclose"], "address": "12 Mill Lane"}
    assert await workspace.submit(by="omar", **given) == {}
    (kept,) = await rows(service, Contact)
    assert (kept.phone, kept.deceased) == ("(+44) (0)1234 123456 or 01234–123123", True)
    await press(service, "pupil.open", placement, by="omar")
    page = (await workspace.home(by="omar")).text
    assert "Has died" in page
    assert "12 Mill Lane" not in page
    assert "Get a right number" not in page


def wrong(contact_id: str) -> NewAttempt:
    return NewAttempt(contact_id, Way.CALL, Outcome.WRONG_DETAILS, date(2026, 9, 7))


async def test_of_several_numbers_one_that_does_not_work_does_not_speak_for_all(
    service: Service, workspace: Client
) -> None:
    placement = await a_pupil(service)
    jo = ContactInput("Jo Reed", phone="07700 900123 or 01632 960001", address="12 Mill Lane")
    await service.change(log_attempt, placement, wrong(await service.change(add_person, placement, jo)), by="helen")
    await press(service, "pupil.open", placement, by="helen")
    page = (await workspace.home(by="helen")).text
    assert "07700 900123 or 01632 960001 (one of these does not work)" in page
    assert "12 Mill Lane" in page

"""Logging attempts, as staff do it."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from bot.workspace import Client
from models.change import Read
from models.contacts.lines import ContactInput
from models.contacts.people import add_person
from models.duties.assign import assign_duty
from models.tables.audit import Audit
from models.tables.contact import Contact, Side
from models.tables.duty import DutyKind, Ending
from tests.handlers.pressing import duty, last_private, press
from tests.school import Service, a_pupil

VIEWED = "contact:view"
MOTHER = ContactInput("Rosa Ashworth", relation="mother", phone="07700 900123", parental_responsibility=True)

MONDAY = date(2026, 9, 7)
VISIT = {"who_did_you_contact": "Rosa", "how": "Visit", "what_happened": "We spoke"}


async def log(service: Service, by: str = "helen", kind: DutyKind = DutyKind.FAMILY, **fields: Any) -> dict[str, str]:
    """Log a contact of today from the step's button."""
    await press(service, "contact.log", (await duty(service, kind))[0], by=by)
    return await service.workspace.submit(by=by, **{"when": service.clock.today()} | fields)


async def try_to_call(service: Service, **fields: Any) -> dict[str, str]:
    """Log a call to the mother that nobody answers."""
    return await log(
        service, **{"who_did_you_contact": "Rosa", "how": "Phone call", "what_happened": "No answer"} | fields
    )


async def ending(service: Service, kind: DutyKind = DutyKind.FAMILY) -> Ending | None:
    """How the step ended."""
    return (await duty(service, kind))[2]


async def test_speaking_with_the_mother_finishes_the_step(service: Service, workspace: Client) -> None:
    await a_pupil(service, contacts=(MOTHER,))
    await press(service, "contact.log", (await duty(service, DutyKind.FAMILY))[0], by="helen")
    form = workspace.modal(by="helen")
    assert "07700 900123" in form.text
    assert not form.fields["Who did you contact?"]
    assert not form.fields["When"]
    given = {"who_did_you_contact": "Rosa", "how": "Phone call", "when": MONDAY, "what_they_said": "He misses art"}
    assert await workspace.submit(by="helen", **given, what_happened="We spoke") == {}
    assert "Book the meeting" in workspace.modal(by="helen").buttons
    assert await ending(service) is Ending.DONE
    assert await ending(service, DutyKind.PROFESSIONALS) is None


async def test_a_call_that_nobody_answers_is_an_attempt_and_not_contact(service: Service) -> None:
    await a_pupil(service, contacts=(MOTHER,))
    assert await try_to_call(service) == {}
    assert await ending(service) is None


async def test_three_days_without_an_answer_are_shown_as_could_not_be_reached(
    service: Service, workspace: Client
) -> None:
    await a_pupil(service, contacts=(MOTHER,))
    for day in (7, 7, 8):
        await service.go_to(2026, 9, day, 9)
        await try_to_call(service)
    assert await ending(service) is None
    await service.go_to(2026, 9, 9, 9)
    await try_to_call(service)
    assert "could not be reached" in workspace.modal(by="helen").text
    assert await ending(service) is Ending.UNREACHABLE


async def test_a_family_that_is_reached_after_all_counts_as_contacted(service: Service, workspace: Client) -> None:
    placement = await a_pupil(service, contacts=(MOTHER,))
    for day in (7, 8, 9):
        await service.go_to(2026, 9, day, 9)
        await try_to_call(service)
    await workspace.close(by="helen")
    await press(service, "contact.attempt", placement, by="helen")
    assert await workspace.submit(by="helen", **VISIT, when=date(2026, 9, 9)) == {}
    assert await ending(service) is Ending.DONE


async def test_what_was_tried_stands_above_the_next_attempt(service: Service, workspace: Client) -> None:
    await a_pupil(service, contacts=(MOTHER,))
    await try_to_call(service)
    await press(service, "contact.log", (await duty(service, DutyKind.FAMILY))[0], by="helen")
    assert "Mon 7 Sep: Phone call to Rosa Ashworth – no answer (Helen Marsh)" in workspace.modal(by="helen").text


@pytest.mark.parametrize(
    ("on", "problem"),
    [
        (date(2026, 9, 8), "That date is in the future. Log a contact once you have made it."),
        (date(2026, 9, 4), "That is before the referral came in. Check the date."),
    ],
)
async def test_an_attempt_has_a_day_on_which_it_can_have_been(service: Service, on: date, problem: str) -> None:
    await a_pupil(service, contacts=(MOTHER,))
    assert await try_to_call(service, when=on) == {"When": problem}


async def test_somebody_who_is_not_among_the_contacts_can_be_chosen(service: Service, workspace: Client) -> None:
    await a_pupil(service)
    await press(service, "contact.log", (await duty(service, DutyKind.PROFESSIONALS))[0], by="helen")
    assert "no professional is recorded yet" in workspace.modal(by="helen").text
    assert await workspace.suggest("Who did you contact?", "", by="helen") == ["Another professional"]
    given = {"who_did_you_contact": "Another", "how": "Email", "what_happened": "We spoke", "when": MONDAY}
    await workspace.submit(by="helen", **given)
    assert await ending(service, DutyKind.PROFESSIONALS) is Ending.DONE
    assert await ending(service) is None


async def test_who_may_not_see_contacts_can_still_log_and_learns_no_name(service: Service, workspace: Client) -> None:
    await a_pupil(service, contacts=(MOTHER,))
    await press(service, "contact.log", (await duty(service, DutyKind.FAMILY))[0], by="sue")
    form = workspace.modal(by="sue")
    assert "Rosa" not in str(form.view)
    assert "07700" not in str(form.view)
    assert await workspace.suggest("Who did you contact?", "", by="sue") == ["Someone in the family, or a carer"]
    spoke = {"who_did_you_contact": "Someone", "how": "In person", "what_happened": "We spoke", "when": MONDAY}
    assert await workspace.submit(by="sue", **spoke) == {}
    assert await ending(service) is Ending.DONE


async def test_whoever_is_given_the_call_is_given_the_number_of_that_side_and_it_is_noted(
    service: Service, workspace: Client
) -> None:
    tutor = ContactInput("Tessa Canary", Side.PROFESSIONAL, phone="07700 900999")
    placement = await a_pupil(service, contacts=(MOTHER, tutor))
    call = (await duty(service, DutyKind.FAMILY))[0]
    await service.change(assign_duty, call, "USUE", by="helen")
    await press(service, "contact.log", call, by="sue")
    assert "Rosa Ashworth, mother: 07700 900123" in workspace.modal(by="sue").text
    assert await service.read(lambda read: read.session.scalar(select(Audit.why).where(Audit.verb == VIEWED))) == "step"
    await workspace.close(by="sue")
    await press(service, "contact.attempt", placement, by="sue")
    assert "07700 900123" in workspace.modal(by="sue").text
    assert "Canary" not in str(workspace.modal(by="sue").view)
    offered = await workspace.suggest("Who did you contact?", "", by="sue")
    assert "Rosa Ashworth (mother)" in offered
    assert not [name for name in offered if "Tessa" in name]
    given = {"who_did_you_contact": "Rosa", "how": "Phone call", "what_happened": "We spoke", "when": MONDAY}
    assert await workspace.submit(by="sue", **given) == {}
    assert await ending(service) is Ending.DONE


async def test_the_number_is_seen_no_more_once_the_call_is_somebody_elses_or_was_made_yesterday(
    service: Service, workspace: Client
) -> None:
    await a_pupil(service, contacts=(MOTHER,))
    call = (await duty(service, DutyKind.FAMILY))[0]
    for who in ("USUE", "UBEN"):
        await service.change(assign_duty, call, who, by="helen")
    await press(service, "contact.log", call, by="sue")
    assert "07700" not in str(workspace.modal(by="sue").view)
    await log(service, by="ben", who_did_you_contact="Rosa", how="Phone call", what_happened="We spoke")
    await service.go_to(2026, 9, 8, 9)
    await press(service, "contact.log", call, by="ben")
    assert "07700" not in str(workspace.modal(by="ben").view)


async def test_who_is_not_to_be_contacted_is_refused_but_to_head_and_senco(service: Service) -> None:
    placement = await a_pupil(service)
    father = ContactInput("Viktor Ashworth", do_not_contact=True)
    await service.change(add_person, placement, father, by="helen")
    errors = await log(service, by="omar", who_did_you_contact="DO NOT", how="Phone call", what_happened="We spoke")
    assert errors["Who did you contact?"].startswith('This person is marked "do not contact".')
    given = {"who_did_you_contact": "DO NOT", "how": "Phone call", "what_happened": "We spoke"}
    assert await log(service, by="priya", **given) == {}


async def test_a_contact_is_added_changed_taken_away_and_put_back(service: Service, workspace: Client) -> None:
    placement = await a_pupil(service)
    await press(service, "contact.add", placement, by="omar")
    await workspace.fill(by="omar", who_they_are="Family", name="Rosa Ashworth", relation="mother")
    await workspace.click("Next: important notes", by="omar")
    assert await workspace.submit(by="omar", important_notes=["Has parental"], interpreter="Polish") == {}
    contact = await service.read(only_contact)
    assert (contact["name"], contact["interpreter"], contact["parental_responsibility"]) == (
        "Rosa Ashworth",
        "Polish",
        True,
    )
    await press(service, "contact.edit", contact["id"], by="omar")
    assert await workspace.submit(by="omar", phone="07700 900123") == {}
    assert (await service.read(only_contact))["phone"] == "07700 900123"
    await press(service, "contact.edit", contact["id"], by="omar")
    await workspace.click("Remove this contact", by="omar")
    assert (await service.read(only_contact))["removed_at"] is not None
    await workspace.click("Put back", by="omar")
    assert (await service.read(only_contact))["removed_at"] is None


async def test_two_who_change_one_contact_are_told_of_each_other(service: Service, workspace: Client) -> None:
    await a_pupil(service, contacts=(MOTHER,))
    contact = await service.read(only_contact)
    for who in ("omar", "helen"):
        await press(service, "contact.edit", contact["id"], by=who)
    assert await workspace.submit(by="omar", phone="07700 900999") == {}
    errors = await workspace.submit(by="helen", phone="07700 900111")
    assert "changed this while you had it open" in errors["Who they are"]
    assert (await service.read(only_contact))["phone"] == "07700 900999"


async def test_a_teacher_is_told_who_changes_contacts(service: Service, workspace: Client) -> None:
    placement = await a_pupil(service)
    await press(service, "contact.add", placement, by="ann")
    assert not workspace.has_modal(by="ann")
    assert "Only the office" in last_private(service)


async def test_a_look_at_contacts_is_logged(service: Service) -> None:
    await a_pupil(service, contacts=(MOTHER,))
    await press(service, "contact.log", (await duty(service, DutyKind.FAMILY))[0], by="helen")
    assert await service.read(lambda read: read.session.scalar(select(Audit.why).where(Audit.verb == "contact:view")))


def only_contact(read: Read) -> dict[str, Any]:
    """Return the columns of the one contact there is."""
    contact = read.session.scalars(select(Contact)).one()
    return {column.key: getattr(contact, column.key) for column in Contact.__table__.columns}


async def test_who_is_written_down_as_not_to_be_contacted_is_not_filled_in_though_nothing_is_ticked(
    service: Service, workspace: Client
) -> None:
    await a_pupil(service, contacts=(ContactInput("Mark Reed", relation="father, do not contact at home"),))
    await press(service, "contact.log", (await duty(service, DutyKind.FAMILY))[0], by="helen")
    assert not workspace.modal(by="helen").fields["Who did you contact?"]


async def test_no_contact_and_no_word_is_cut_however_much_there_is(service: Service, workspace: Client) -> None:
    how = {"relation": "aunt " * 15, "email": "a" * 100 + "@home.example", "prefers": "after four " * 18}
    aunts = [ContactInput(f"Aunt {number}", **how, do_not_contact=True) for number in range(8)]
    placement = await a_pupil(service, contacts=aunts, reason="fights " * 427 + "the end")
    await press(service, "contact.attempt", placement, by="helen")
    assert workspace.modal(by="helen").text.count("do not contact") == len(aunts)
    given = {"who_did_you_contact": "Someone in the family", "how": "Visit", "when": MONDAY}
    said = "well, " * 498 + "the end"
    assert await workspace.submit(by="helen", **given, what_happened="We spoke", what_they_said=said) == {}
    for action_id, value in (("contact.earlier", f"{placement}:0"), ("pupil.needs", placement)):
        await workspace.close(by="helen", everything=True)
        await press(service, action_id, value, by="helen")
        assert "the end" in workspace.modal(by="helen").text

"""What is missing of a pupil is asked of the one person who can supply it, in one form, and of nobody else."""

from datetime import date, datetime

import pytest
from sqlalchemy import select

from bot.workspace import Client
from models.allocations.allocate import allocate
from models.change import Change
from models.contacts.lines import ContactInput
from models.contacts.people import add_person
from models.duties.kinds import MISSING
from models.duties.missing import ask_for_missing
from models.errors import Refused
from models.missing.supply import Supplied, supply
from models.tables.duty import Duty, DutyKind, Ending, Enquiry
from models.tables.placement import Agreement, Consent, Placement, SenStatus
from models.tables.pupil import Pupil
from models.tables.result import Result, Source
from tests.handlers.pressing import duty, press
from tests.handlers.teaching import a_result, a_taught_pupil, kept, owed
from tests.school import LONDON, Service, a_service
from tests.truths.test_import import HEADINGS, imported

DUE = date(2026, 9, 21)  # ten school days after the referral of Monday the 7th
MOTHER = ContactInput("Donna Ashworth", relation="mother", phone="01632 960077")
AUNT = ContactInput("Jo Reed", relation="aunt", phone="01632 960078")


async def asked(service: Service) -> str:
    """Ask what is missing of Kai a week before it is due: Ben is the keyworker, Ann teaches Maths."""
    placement = await a_taught_pupil(service)
    service.skip_to(2026, 9, 14, 8)
    await service.change(ask_for_missing)
    return placement


async def owners(service: Service) -> dict[DutyKind, str]:
    return {kind: owner for (kind, _), (owner, _) in (await owed(service, *MISSING)).items()}


async def test_each_question_is_asked_of_one_person_who_can_answer_it(service: Service) -> None:
    placement = await a_taught_pupil(service)
    await service.change(ask_for_missing)
    assert await owners(service) == {}  # not on the first day
    service.skip_to(2026, 9, 14, 8)
    await service.change(ask_for_missing)
    who = {handle: (await service.actor(handle)).staff_id for handle in ("omar", "priya", "ben", "ann")}
    assert await owners(service) == {
        DutyKind.MISSING_RECORDS: who["omar"],
        DutyKind.MISSING_SEN: who["priya"],
        DutyKind.MISSING_CONSENT: who["ben"],
        DutyKind.MISSING_PRIOR: who["ann"],
    }
    assert {due_on for _, due_on in (await owed(service, *MISSING)).values()} == {DUE}
    await service.change(ask_for_missing)
    assert len(await kept(service, Duty)) == len({(one.kind, one.about) for one in await kept(service, Duty)})
    assert placement


async def test_one_form_from_the_reminder_holds_only_what_this_person_can_supply(
    service: Service, workspace: Client
) -> None:
    placement = await asked(service)
    keyworker = str((await service.actor("priya")).staff_id)
    teacher = f"{(await service.actor('ann')).staff_id}:Maths"
    await service.change(allocate, placement, keyworker, [teacher], date(2026, 9, 8), by="helen")
    await press(service, "missing.supply", (await duty(service, DutyKind.MISSING_SEN))[0], by="priya")
    shown = workspace.modal(by="priya").text  # the SENCo is the keyworker too: one form for both
    assert "SEN status" in shown
    assert "Consent to share information" in shown
    assert "UPN" not in shown
    happened = {"sen_status": "SEN support (K)", "consent_to": "Given", "who_gave": "Donna Ashworth"}
    assert await workspace.submit(by="priya", **happened, on_which_day=date(2026, 9, 14)) == {}
    assert {one.sen for one in await kept(service, Placement)} == {SenStatus.SUPPORT}
    assert {one.consent for one in await kept(service, Agreement)} == {Consent.GIVEN}
    assert set(await owners(service)) == {DutyKind.MISSING_RECORDS, DutyKind.MISSING_PRIOR}


async def test_the_office_supplies_upn_and_second_contact_and_the_teacher_the_prior_attainment(
    service: Service,
) -> None:
    placement = await asked(service)
    await service.change(add_person, placement, MOTHER, by="omar")
    records, prior = (
        (await duty(service, DutyKind.MISSING_RECORDS))[0],
        (await duty(service, DutyKind.MISSING_PRIOR))[0],
    )
    given = Supplied(upn="B801200005001", contact="Jo Reed, aunt, 01632 960078")
    await service.change(supply, records, given, by="omar")
    assert {one.upn for one in await kept(service, Pupil)} == {"B801200005001"}
    grade = Supplied(prior_scale="ks2_scaled", prior="94", prior_on=date(2026, 5, 12))
    await service.change(supply, prior, grade, by="ann")
    assert [(one.source, one.value) for one in await kept(service, Result)] == [(Source.PRIOR, "94")]
    assert set(await owners(service)) == {DutyKind.MISSING_SEN, DutyKind.MISSING_CONSENT}


async def test_not_known_asked_of_somebody_puts_it_off_and_never_ends_it(service: Service, workspace: Client) -> None:
    await asked(service)
    records = (await duty(service, DutyKind.MISSING_RECORDS))[0]
    with pytest.raises(Refused, match="Say whom you asked"):
        await service.change(supply, records, Supplied(upn="B801200005001"), by="omar")
    later = Supplied(asked_of="Northbrook's office", asked_on=date(2026, 9, 15))
    with pytest.raises(Refused, match="in the future"):
        await service.change(supply, records, later, by="omar")
    not_yet = Supplied(asked_of="Northbrook's office", asked_on=date(2026, 9, 14))
    await service.change(supply, records, not_yet, by="omar")
    (row,) = [one for one in await kept(service, Duty) if one.id == records]
    assert (row.done_on, row.due_on, row.snoozed_until) == (None, DUE, DUE)  # asked again five school days later
    assert [(one.asked_of, one.on) for one in await kept(service, Enquiry)] == [(not_yet.asked_of, not_yet.asked_on)]
    await press(service, "pupil.open", row.placement_id, by="omar")
    assert "Not known yet, asked of Northbrook's office on Mon 14 Sep" in (await workspace.home(by="omar")).text


async def test_whom_somebody_asked_is_noted_only_under_what_waits_for_nobody_yet(service: Service) -> None:
    placement = await asked(service)
    priya = str((await service.actor("priya")).staff_id)
    teacher = f"{(await service.actor('ann')).staff_id}:Maths"
    await service.change(allocate, placement, priya, [teacher], date(2026, 9, 8), by="helen")
    sen, consent = [(await duty(service, kind))[0] for kind in (DutyKind.MISSING_SEN, DutyKind.MISSING_CONSENT)]
    await service.change(supply, sen, Supplied(asked_of="Northbrook", asked_on=date(2026, 9, 14)), by="priya")
    assert {one.duty_id for one in await kept(service, Enquiry)} == {sen, consent}
    service.skip_to(2026, 9, 15, 8)
    mother = Supplied(asked_of="His mother", asked_on=date(2026, 9, 15))
    await service.change(supply, consent, mother, by="priya")
    assert [one.duty_id for one in await kept(service, Enquiry) if one.asked_of == "His mother"] == [consent]


async def test_nothing_is_noted_under_questions_of_whoever_was_asked_meanwhile(
    service: Service, workspace: Client
) -> None:
    placement = await asked(service)
    prior = (await duty(service, DutyKind.MISSING_PRIOR))[0]
    await press(service, "missing.supply", prior, by="helen")
    ben = str((await service.actor("ben")).staff_id)
    await service.change(allocate, placement, ben, [f"{ben}:Maths"], date(2026, 9, 8), by="helen")
    errors = await workspace.submit(by="helen", not_known="Northbrook", when_did_you=date(2026, 9, 14))
    assert "Somebody else is asked for this by now" in str(errors or workspace.modal(by="helen").text)
    assert await kept(service, Enquiry) == []


async def test_what_becomes_known_elsewhere_ends_the_question(service: Service) -> None:
    placement = await asked(service)
    await a_result(service, placement, "3", source=Source.PRIOR, on=date(2026, 5, 12))
    assert (await duty(service, DutyKind.MISSING_PRIOR))[2] is Ending.DONE
    await service.change(add_person, placement, MOTHER, by="omar")
    await service.change(add_person, placement, AUNT, by="omar")
    assert (await duty(service, DutyKind.MISSING_RECORDS))[2] is None
    await press(service, "pupil.edit", placement, by="omar")
    assert await service.workspace.submit(by="omar", upn="B801200005001") == {}
    assert (await duty(service, DutyKind.MISSING_RECORDS))[2] is Ending.DONE
    await press(service, "placement.edit", placement, by="omar")
    await service.workspace.click("Next: placement", by="omar")
    assert await service.workspace.submit(by="omar", sen_status="EHC plan (E)") == {}
    assert (await duty(service, DutyKind.MISSING_SEN))[2] is Ending.DONE


async def test_an_assessment_of_ours_leaves_no_question_for_prior_attainment(service: Service) -> None:
    placement = await asked(service)
    await a_result(service, placement, "3", on=date(2026, 9, 9))
    assert (await duty(service, DutyKind.MISSING_PRIOR))[2] is Ending.DROPPED


async def test_an_imported_pupil_who_is_here_already_is_asked_about_later_and_never_late(database_url: str) -> None:
    async with a_service(database_url, at=datetime(2026, 11, 16, 9, tzinfo=LONDON)) as service:
        await imported(service, f"{HEADINGS}\nAshworth,Kai,14/05/2012,C,10/11/2025")
        await service.change(ask_for_missing)
        assert await owners(service) == {}
        service.skip_to(2026, 11, 23, 8)
        await service.change(ask_for_missing)
        assert {due_on for _, due_on in (await owed(service, *MISSING)).values()} == {date(2026, 11, 30)}


async def test_nobody_else_answers_it(service: Service) -> None:
    await asked(service)
    about = (await duty(service, DutyKind.MISSING_SEN))[0]
    with pytest.raises(Exception, match="whoever was asked"):
        await service.change(supply, about, Supplied(sen=SenStatus.NONE), by="sue")


async def test_what_is_unknown_again_is_asked_for_again(service: Service) -> None:
    placement = await asked(service)
    for person in (MOTHER, AUNT):
        await service.change(add_person, placement, person, by="omar")
    for upn in ("B801200005001", None):
        await press(service, "pupil.edit", placement, by="omar")
        assert await service.workspace.submit(by="omar", upn=upn) == {}
        await service.change(ask_for_missing)
        assert (DutyKind.MISSING_RECORDS in await owners(service)) is (upn is None)
    about = (await duty(service, DutyKind.MISSING_CONSENT))[0]
    given = Supplied(consent=Consent.GIVEN, consent_by="Donna Ashworth", consent_on=date(2026, 9, 14))
    await service.change(supply, about, given, by="ben")
    await service.change(ask_for_missing)
    assert DutyKind.MISSING_CONSENT not in await owners(service)
    await service.change(_clear_consent)
    await service.change(ask_for_missing)
    assert DutyKind.MISSING_CONSENT in await owners(service)


def _clear_consent(change: Change) -> None:
    (agreement,) = change.session.scalars(select(Agreement))
    agreement.consent = None

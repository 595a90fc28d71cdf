"""A pupil who may have been here before: asked about, never joined unasked, nothing lost."""

import asyncio
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event

from bot.workspace import Client
from models.change import Change, Read
from models.contacts.lines import ContactInput
from models.permission import Role
from models.referrals.refer import NewReferral
from models.referrals.returning import show_possible_matches
from models.school.calendar import moved
from models.tables.audit import Audit
from models.tables.contact import Contact
from models.tables.duplicate import PossibleDuplicate
from models.tables.placement import Placement, Registration
from models.tables.pupil import Pupil
from models.tables.staff import by_slack_id
from tests.handlers.referrals.test_refer import KAI, fill_page_one, rows
from tests.school import Service, a_pupil

ASKED = "This pupil may have been here before."
QUESTION = "Has this pupil been here before?"
UPN = "B801200005001"


def leave(change: Change, placement_id: str) -> None:
    """End the stay yesterday: the last day still belongs to it."""
    change.get(Placement, placement_id).left_on = moved(change.today, -1)


async def an_earlier_stay(service: Service, name: str = "Kai Ashworth", **given: Any) -> str:
    """Add a pupil who was here and has left, and return the id of that earlier placement."""
    placement_id = await a_pupil(service, name, **given)
    await service.change(leave, placement_id)
    return placement_id


async def refer_kai(workspace: Client, by: str = "ann", **other: Any) -> dict[str, str]:
    """Refer him by page one."""
    await workspace.command("/refer", by=by)
    return await fill_page_one(workspace, by=by, **other)


async def refer_with_upn(workspace: Client, upn: str, by: str = "ann", **other: Any) -> dict[str, str]:
    """Refer somebody by the first two pages."""
    await workspace.command("/refer", by=by)
    await workspace.fill(by=by, **(KAI | other))
    await workspace.click("Next: more about the pupil", by=by)
    return await workspace.submit(by=by, upn=upn)


async def answer(workspace: Client, said: str, by: str = "ann") -> dict[str, str]:
    """Answer the question."""
    return await workspace.submit(by=by, has_this_pupil_been_here_before=said)


@pytest.mark.parametrize("name", ["Kai Ashworth", "Ashworth Kai", "Kay Ashworth", "KAI ASHWORTH", "Kai Ashwort"])
async def test_the_same_birthday_and_a_near_name_are_asked_about(
    service: Service, workspace: Client, name: str
) -> None:
    await an_earlier_stay(service)
    await refer_kai(workspace, full_name=name)
    shown = workspace.modal(by="ann")
    assert ASKED in shown.text
    assert QUESTION in shown.fields
    assert len(await rows(service, Placement)) == 1


async def test_whoever_may_not_see_past_pupils_learns_no_detail(service: Service, workspace: Client) -> None:
    await an_earlier_stay(service, "Kay Ashworth", home_school="Southgate School")
    [pupil] = await rows(service, Pupil)
    await refer_kai(workspace)
    shown = workspace.modal(by="ann")
    assert not any(word in shown.text for word in ("Kay", "Southgate", pupil.reference))
    assert "View earlier placement" not in shown.buttons


async def test_whoever_may_see_past_pupils_looks_at_the_earlier_stay_and_it_is_noted(
    service: Service, workspace: Client
) -> None:
    await an_earlier_stay(service, "Kay Ashworth", home_school="Southgate School")
    await refer_kai(workspace, by="omar")
    await workspace.click("View earlier placement", by="omar")
    shown = workspace.modal(by="omar")
    assert "Kay Ashworth" in shown.text
    assert "Southgate School" in shown.text
    [read] = [line for line in await rows(service, Audit) if line.verb == "pupil:past_view"]
    omar = await service.actor("omar")
    assert (read.actor_id, read.why) == (omar.staff_id, "may_be_back")


async def test_the_button_to_look_is_no_use_to_who_may_not(service: Service, workspace: Client) -> None:
    await an_earlier_stay(service)
    await refer_kai(workspace, by="omar")
    await service.change(become_teacher, "UOMAR")
    await workspace.click("View earlier placement", by="omar")
    assert "Past pupils are for Heads" in workspace.modal(by="omar").text


def become_teacher(change: Change, slack_id: str) -> None:
    """Somebody's role changes while a form is open."""
    staff = by_slack_id(change.session, slack_id)
    assert staff is not None
    staff.role = Role.TEACHER


async def test_the_same_child_gets_a_new_stay_on_the_earlier_record(service: Service, workspace: Client) -> None:
    mother = ContactInput("Rosa Ashworth", phone="07700 900123", do_not_contact=True)
    earlier = await an_earlier_stay(service, contacts=(mother,))
    await refer_kai(workspace, full_name="Kay Ashworth")
    await answer(workspace, "Yes, the same child")
    [pupil] = await rows(service, Pupil)
    assert (pupil.forenames, len(await rows(service, Placement))) == ("Kai", 2)
    assert {placement.pupil_id for placement in await rows(service, Placement)} == {pupil.id}
    assert "This is a new placement for a returning pupil." in workspace.modal(by="ann").text
    assert "Has been here before" in workspace.direct_messages(to="helen")[-1].plain
    [contact] = await rows(service, Contact)
    assert (contact.relation, contact.do_not_contact) == ("mother", True)
    assert earlier in {placement.id for placement in await rows(service, Placement)}


async def test_a_different_child_gets_a_record_of_their_own(service: Service, workspace: Client) -> None:
    await an_earlier_stay(service)
    await refer_kai(workspace)
    await answer(workspace, "No, a different child")
    assert len(await rows(service, Pupil)) == 2
    assert await rows(service, PossibleDuplicate) == []
    assert workspace.direct_messages(to="omar") == []


async def test_not_sure_is_saved_as_new_and_the_office_is_told(service: Service, workspace: Client) -> None:
    await an_earlier_stay(service)
    await refer_kai(workspace)
    await answer(workspace, "Not sure")
    assert len(await rows(service, Pupil)) == 2
    assert "The office has been asked" in workspace.modal(by="ann").text
    [told] = workspace.direct_messages(to="omar")
    assert "Kai" in told.plain
    assert "Ashworth" not in told.plain
    assert told.buttons == ["Compare and merge", "Different children", "Open the pupil's page"]


async def test_the_office_says_that_they_are_different_children(service: Service, workspace: Client) -> None:
    await an_earlier_stay(service)
    await refer_kai(workspace)
    await answer(workspace, "Not sure")
    await workspace.click("Different children", by="omar")
    [told] = workspace.direct_messages(to="omar")
    assert "is settled" in told.plain
    assert told.buttons == []


async def test_no_answer_asks_again_and_loses_nothing(service: Service, workspace: Client) -> None:
    await an_earlier_stay(service)
    await workspace.command("/refer Kai Ashworth", by="ann")  # filled in by us: Slack never tells of it
    await workspace.submit(by="ann", **{name: value for name, value in KAI.items() if name != "full_name"})
    await workspace.click("Refer", by="ann")
    assert ASKED in workspace.modal(by="ann").text
    await answer(workspace, "No, a different child")
    assert {pupil.forenames for pupil in await rows(service, Pupil)} == {"Kai"}
    assert len(await rows(service, Placement)) == 2


async def test_the_same_upn_is_asked_about_whatever_the_name(service: Service, workspace: Client) -> None:
    await an_earlier_stay(service, "Someone Else", upn=UPN, born_on=date(2011, 1, 2))
    await refer_with_upn(workspace, UPN)
    assert ASKED in workspace.modal(by="ann").text


async def test_a_upn_that_another_pupil_has_loses_no_input_and_is_looked_into(
    service: Service, workspace: Client
) -> None:
    await an_earlier_stay(service, "Someone Else", upn=UPN, born_on=date(2011, 1, 2))
    await refer_with_upn(workspace, UPN)
    await answer(workspace, "No, a different child")
    new = next(pupil for pupil in await rows(service, Pupil) if pupil.surname == "Ashworth")
    [doubt] = await rows(service, PossibleDuplicate)
    assert (new.upn, doubt.upn, doubt.pupil_id) == (None, UPN, new.id)
    assert len(workspace.direct_messages(to="omar")) == 1


async def test_a_temporary_upn_becomes_the_former_one_when_the_lasting_one_is_known(
    service: Service, workspace: Client
) -> None:
    await an_earlier_stay(service, upn="X00180001701A")
    await refer_with_upn(workspace, UPN)
    await answer(workspace, "Yes, the same child")
    [pupil] = await rows(service, Pupil)
    assert (pupil.upn, pupil.former_upn) == (UPN, "X00180001701A")


async def test_a_temporary_upn_that_comes_after_the_lasting_one_does_not_replace_it(
    service: Service, workspace: Client
) -> None:
    await an_earlier_stay(service, upn=UPN)
    await refer_with_upn(workspace, "X00180001701A")
    await answer(workspace, "Yes, the same child")
    [pupil] = await rows(service, Pupil)
    assert (pupil.upn, pupil.former_upn) == (UPN, "X00180001701A")


async def test_a_former_upn_is_recognised(service: Service, workspace: Client) -> None:
    earlier = await an_earlier_stay(service, "Someone Else", upn=UPN, born_on=date(2011, 1, 2))
    await service.change(make_former, earlier)
    await refer_with_upn(workspace, "X00180001701A")
    assert ASKED in workspace.modal(by="ann").text


def make_former(change: Change, placement_id: str) -> None:
    """Give the pupil a former temporary UPN."""
    change.get(Placement, placement_id).pupil.former_upn = "X00180001701A"


async def test_a_pupil_who_is_here_now_is_named_and_gets_no_second_stay(service: Service, workspace: Client) -> None:
    await a_pupil(service)
    [pupil] = await rows(service, Pupil)
    await refer_kai(workspace)
    shown = workspace.modal(by="ann")
    assert f"*Kai* (Year 10, {pupil.reference}) is here now" in shown.text
    assert "Open the pupil's page" in shown.buttons
    errors = await answer(workspace, "Yes, the same child")
    assert f"Kai ({pupil.reference}) is here now, so a new placement cannot be started." in errors[QUESTION]
    assert len(await rows(service, Placement)) == 1
    await workspace.close(by="ann")
    await workspace.command("/refer", by="ann")
    assert "You were working on this on" in workspace.modal(by="ann").text


async def test_yes_without_an_earlier_record_is_refused_beside_the_question(workspace: Client) -> None:
    await workspace.command("/refer", by="ann")
    await workspace.fill(by="ann", **KAI)
    for page in ("more about the pupil", "the referral", "first contact and others"):
        await workspace.click(f"Next: {page}", by="ann")
    await workspace.click("Next: a second contact", by="ann")
    await workspace.click("Next: been here before?", by="ann")
    errors = await answer(workspace, "Yes, the same child")
    assert errors[QUESTION].startswith("No earlier placement was found.")


async def test_several_who_could_be_meant_are_left_to_the_office(service: Service, workspace: Client) -> None:
    await an_earlier_stay(service)
    await service.change(leave, await a_pupil(service, "Kay Ashworth"))
    await refer_kai(workspace)
    await answer(workspace, "Yes, the same child")
    assert len(await rows(service, Pupil)) == 3
    assert len(await rows(service, PossibleDuplicate)) == 2


async def test_of_two_who_refer_the_same_child_at_once_the_second_is_asked(service: Service, workspace: Client) -> None:
    for by in ("ann", "ben"):
        await workspace.command("/refer", by=by)
        await workspace.fill(by=by, **KAI)
    slack = service.slack
    await asyncio.gather(*(slack.submit(user, slack.modals(user)[-1]["id"]) for user in ("UANN", "UBEN")))
    await workspace.quiet()
    assert len(await rows(service, Placement)) == 1
    titles = sorted(workspace.modal(by=by).title for by in ("ann", "ben"))
    assert titles == ["Refer a pupil", "Referred"]
    asked = next(by for by in ("ann", "ben") if workspace.modal(by=by).title == "Refer a pupil")
    assert ASKED in workspace.modal(by=asked).text
    await answer(workspace, "No, a different child", by=asked)
    assert len(await rows(service, Placement)) == 2


async def test_a_namesake_with_another_birthday_is_not_asked_about(service: Service, workspace: Client) -> None:
    await an_earlier_stay(service, born_on=date(2010, 11, 30), home_school="Hollins High School")
    assert await refer_kai(workspace) == {}
    assert workspace.modal(by="ann").title == "Referred"


async def test_the_question_takes_as_many_statements_in_a_large_school(service: Service) -> None:
    await a_pupil(service)
    few = await service.read(statements_to_ask, by="helen")
    for letter in "abcdefghijkl":
        await a_pupil(service, f"Kai Ashwor{letter}")
    assert await service.read(statements_to_ask, by="helen") == few > 0


def statements_to_ask(read: Read) -> int:
    """How many it takes to find who may be back."""
    seen: list[str] = []
    connection = read.session.connection()
    event.listen(connection, "before_cursor_execute", lambda *told: seen.append(told[2]))
    show_possible_matches(
        read, NewReferral("Kai Ashworth", date(2012, 5, 14), "Northbrook", Registration.SINGLE, "Moved"), "key"
    )
    return len(seen)

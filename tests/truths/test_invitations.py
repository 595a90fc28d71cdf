"""An invitation says when, where, who comes and what is asked, as it was booked, and names nobody who is barred."""

from datetime import date, time
from typing import Any

import pytest

from bot.workspace import Client
from models.change import Change
from models.contacts.lines import ContactInput
from models.contacts.people import add_person
from models.documents.invitation import InvitationInput, invite_to_review, topics_of_review
from models.documents.own_templates import keep_template
from models.errors import Denied, Refused
from models.meetings.book import MeetingInput, book_meeting
from models.plans.objectives import ObjectiveInput, add_objective
from models.pupils.agreement import AgreementInput, set_agreement
from models.pupils.barriers import BarrierInput, set_barrier
from models.tables.audit import Audit
from models.tables.barrier import BarrierKind, BarrierStatus
from models.tables.document import DocumentKind
from models.tables.placement import Placement, SenStatus, Timetable
from tests.handlers.pressing import press
from tests.handlers.teaching import a_taught_pupil, kept
from tests.school import Service
from tests.truths.test_documents import made, words_of
from tests.truths.test_own_templates import a_template

THURSDAY = date(2026, 9, 10)


async def booked(service: Service, placement: str, **more: Any) -> None:
    given = MeetingInput(THURSDAY, time(14, 30), "Room 2", ("UPRIYA",), **more)
    await service.change(book_meeting, placement, given, by="helen")


async def test_an_invitation_to_the_planning_meeting_is_what_was_booked(service: Service) -> None:
    placement = await a_taught_pupil(service)
    await booked(service, placement, others="Dana Ashworth\nA social worker")
    said = await made(service, placement, DocumentKind.INVITATION)
    assert "Day: Thursday 10 September 2026" in said
    assert "Time: 14:30" in said
    assert "Place: Room 2" in said
    assert "Also invited: Ben Okafor, Priya Nair, Dana Ashworth, A social worker" in said
    talk = ("What Kai finds hard, and what helps", "The first day, Tuesday 8 September 2026", "Lessons in Maths")
    assert [one for one in (*talk, "What you and Kai hope for") if one not in said] == []


async def test_without_a_booking_there_is_no_invitation(service: Service, workspace: Client) -> None:
    placement = await a_taught_pupil(service)
    await press(service, "document.make", placement, by="helen")
    errors = await workspace.submit(by="helen", which_document=DocumentKind.INVITATION.label)
    assert errors == {"Which document?": "No planning meeting is booked. Book the meeting first."}


async def test_an_invitation_to_a_review_asks_when_and_where_and_keeps_it_nowhere_else(
    service: Service, workspace: Client
) -> None:
    placement = await a_taught_pupil(service)
    await press(service, "document.make", placement, by="ben")
    await workspace.submit(by="ben", which_document=DocumentKind.REVIEW_INVITATION.label)
    assert not any(workspace.modal(by="ben").fields.values())
    asked = {"day": date(2026, 9, 12), "time": "15:45", "place": "The library"}
    assert await workspace.submit(by="ben", **asked) == {"Day": "There is no school that day. Choose another."}
    assert "How Kai is doing in Maths" in workspace.modal(by="ben").text
    talk = {"what_else_you_would_like_to_talk_about": "Reading at home"}
    assert await workspace.submit(by="ben", day=THURSDAY, **talk) == {}
    (file,) = service.slack.store.files.values()
    said = words_of(file.content)
    assert [one for one in ("15:45", "The library", "Reading at home", "Ben Okafor") if one not in said] == []
    assert "How Kai is doing in Maths" in said
    assert "support plan" not in said  # there is none
    assert "Also invited" not in said
    views = [one for one in await kept(service, Audit) if one.verb == "document:make"]
    assert [one.why for one in views] == ["review_invitation"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"place": "12 Canary Row, Northbrook"}, "place"),
        ({"who_comes": "Dana and rex ashworth"}, "who_comes"),
        ({"about": "What Rex Ashworth said"}, "about"),
    ],
)
async def test_no_invitation_names_who_is_barred_nor_a_confidential_address(
    service: Service, given: dict[str, str], field: str
) -> None:
    placement = await a_taught_pupil(service)
    barred = ContactInput("Rex Ashworth", do_not_contact=True)
    hidden = ContactInput("Dana Ashworth", address="12 Canary Row", address_withheld=True)
    for one in (barred, hidden):
        await service.change(add_person, placement, one, by="omar")
    invitation = InvitationInput(THURSDAY, time(9), **({"place": "Room 2"} | given))
    with pytest.raises(Refused) as refused:
        await service.change(invite_to_review, placement, invitation, by="helen")
    assert refused.value.field == field
    await booked(service, placement, others="Rex  Ashworth")
    await press(service, "document.make", placement, by="helen")
    errors = await service.workspace.submit(by="helen", which_document=DocumentKind.INVITATION.label)
    assert "in the booking" in errors["Which document?"]


async def test_only_those_around_the_pupil_invite(service: Service) -> None:
    placement = await a_taught_pupil(service)
    with pytest.raises(Denied):
        await service.change(invite_to_review, placement, InvitationInput(THURSDAY, time(9), "Room 2"), by="sue")


async def test_it_lists_what_the_record_gives_to_talk_about_and_no_need_nor_reason(service: Service) -> None:
    placement = await a_taught_pupil(service, subjects=("Maths", "English"))

    def known(change: Change) -> None:
        row = change.get(Placement, placement)
        row.medical_need, row.looked_after, row.sen = "Epilepsy", True, SenStatus.PLAN
        row.planned_end = date(2026, 12, 11)

    await service.change(known)
    aim = ObjectiveInput("Comes by bus alone", "With an adult", "Alone, twice", date(2026, 10, 22))
    await service.change(add_objective, placement, aim, by="ben")
    seizures = BarrierInput(BarrierStatus.IDENTIFIED, "Seizures", None)
    await service.change(set_barrier, placement, BarrierKind.MEDICAL, seizures, by="ben")
    agreed = AgreementInput(timetable=Timetable.PART_TIME, part_time_from=THURSDAY, part_time_why="Builds up")
    await service.change(set_agreement, placement, agreed, by="omar")
    said = [one.text for one in await service.read(topics_of_review, placement, by="ben")]
    assert said == [
        "How Kai is doing in English and Maths",
        "The next steps, and what helps",
        "The aims in the support plan: which to keep, and which to change",
        "The days and hours in school",
        "What comes after Friday 11 December 2026, when the time here is to end",
        "What you and Kai hope for next",
    ]


async def test_what_a_template_of_the_service_s_own_lists_is_not_promised(service: Service, workspace: Client) -> None:
    placement = await a_taught_pupil(service)

    async def asked() -> str:
        await press(service, "document.make", placement, by="ben")
        await workspace.submit(by="ben", which_document=DocumentKind.REVIEW_INVITATION.label)
        text = workspace.modal(by="ben").text
        await workspace.close(by="ben", everything=True)
        return text

    assert "The letter lists what you will talk about" in await asked()
    own = a_template("{{ name }}: {{ day }}")
    await service.change(keep_template, DocumentKind.REVIEW_INVITATION, "ours.docx", own, by="helen")
    assert "Your own template can list what you will talk about" in await asked()

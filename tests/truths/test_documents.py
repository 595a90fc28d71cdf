"""A document says what the record says today and nothing else, and what was given to whom is a fact with a day."""

import io
from datetime import date, time
from typing import Any

import pytest
from docx import Document
from sqlalchemy import select

from bot.workspace import Client
from models.allocations.first_day import Lateness, Start, record_start
from models.change import Change
from models.contacts.lines import ContactInput
from models.contacts.people import add_person
from models.documents.facts import ProgressFacts, progress_facts
from models.documents.given import GivenInput, Recipient, give_document
from models.errors import Refused
from models.meetings.book import MeetingInput, book_meeting
from models.pupils.agreement import AgreementInput, set_agreement
from models.tables.base import Base
from models.tables.contact import Attempt, Outcome, Way
from models.tables.document import DocumentKind, GivenDocument, SharedFile
from models.tables.placement import Consent, Placement
from models.tables.profile import ProfileAnswer, ProfileHeading, Voice
from models.tables.review import FAMILY, Review
from tests.handlers.pressing import press
from tests.handlers.teaching import a_result, a_taught_pupil
from tests.school import STAFF, Service, a_pupil

LETTER = DocumentKind.LETTER.label


async def kept(service: Service, table: type[Base]) -> list[Any]:
    return list(await service.read(lambda read: read.session.scalars(select(table)).all()))


async def made(service: Service, placement: str, kind: DocumentKind, by: str = "helen") -> str:
    """Make a document, and return all its words."""
    await press(service, "document.make", placement, by=by)
    assert await service.workspace.submit(by=by, which_document=kind.label) == {}
    if kind is DocumentKind.REVIEW_INVITATION:
        asked = {"day": date(2026, 9, 10), "time": "14:30", "place": "Room 2"}
        assert await service.workspace.submit(by=by, **asked) == {}
    await service.workspace.close(by=by, everything=True)
    (file,) = list(service.slack.store.files.values())[-1:]
    return words_of(file.content)


async def progress(service: Service, placement: str) -> ProgressFacts:
    """Return what documents say of a pupil's progress."""
    (facts,) = await service.read(lambda read: progress_facts(read, [read.get(Placement, placement)]))
    return facts


def words_of(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


async def test_a_letter_says_what_the_record_says_and_of_the_rest_that_it_is_not_recorded(service: Service) -> None:
    placement = await a_taught_pupil(service)
    await a_result(service, placement, "4")
    said = await made(service, placement, DocumentKind.LETTER, by="ben")
    assert "How Kai is getting on" in said
    assert "4 (7 Sep 2026)" in said
    assert "not recorded" in said
    assert f"Kai’s keyworker: {STAFF['ben'][1]}." in said


@pytest.mark.parametrize("kind", DocumentKind)
async def test_no_document_holds_why_a_pupil_was_referred_nor_an_address_nor_a_medical_note(
    service: Service, kind: DocumentKind
) -> None:
    placement = await a_taught_pupil(service)
    mother = ContactInput("Dana Ashworth", address="12 Canary Row", phone="01632 960011", address_withheld=True)
    await service.change(add_person, placement, mother, by="omar")
    await service.change(lambda change: setattr(change.get(Placement, placement), "medical_need", "Canary medical"))
    booked = MeetingInput(date(2026, 9, 10), time(14, 30), "Room 2")
    await service.change(book_meeting, placement, booked, by="helen")
    said = await made(service, placement, kind)
    assert "Kai" in said
    assert [one for one in ("fight", "Canary", "Dana", "01632") if one in said] == []


async def test_what_people_typed_is_text_and_never_run(service: Service) -> None:
    placement = await a_taught_pupil(service, "Kai {{ 7 * 7 }} <w:p/> & Sons")
    said = await made(service, placement, DocumentKind.REPORT)
    assert "Kai {{ 7 * 7 }} <w:p/> & Sons" in said


async def test_slacks_copy_is_deleted_after_a_week_and_not_before(service: Service) -> None:
    placement = await a_taught_pupil(service)
    await made(service, placement, DocumentKind.CARD)
    (file,) = await kept(service, SharedFile)
    assert (file.stays_until - file.handed_at).days == 7


async def test_the_name_and_title_of_the_file_say_nothing_of_the_pupil(service: Service) -> None:
    placement = await a_taught_pupil(service)
    await made(service, placement, DocumentKind.LETTER)
    (file,) = service.slack.store.files.values()
    assert (file.name, file.title) == ("letter-2026-09-07.docx", LETTER)


async def test_what_a_parent_was_given_counts_as_contact_and_is_undone_with_it(
    service: Service, workspace: Client
) -> None:
    placement = await a_taught_pupil(service)
    mother = ContactInput("Dana Ashworth", phone="01632 960011")
    await service.change(add_person, placement, mother, by="omar")
    await press(service, "document.given", placement, by="ben")
    filled = {"which_document": LETTER, "who_was_given_it": "Somebody around the pupil", "how": "In person"}
    errors = await workspace.submit(by="ben", **filled, when=date(2026, 9, 7))
    assert errors == {"By name, if somebody around the pupil": "Choose by name whom it was given to."}
    assert await workspace.submit(by="ben", by_name_if_somebody_around_the_pupil="Dana Ashworth") == {}
    (attempt,) = await kept(service, Attempt)
    assert (attempt.outcome, attempt.on, attempt.view) == (Outcome.SPOKE, date(2026, 9, 7), None)
    await workspace.command("/pupil Kai", by="ben")
    assert "letter to the family to Dana Ashworth, in person" in (await workspace.home(by="ben")).text
    await workspace.click("Undo", by="ben")
    assert [await kept(service, table) for table in (GivenDocument, Attempt)] == [[], []]


async def test_what_was_given_in_person_today_is_recorded_in_two_taps(service: Service, workspace: Client) -> None:
    placement = await a_taught_pupil(service)
    await service.change(add_person, placement, ContactInput("Dana Ashworth"), by="omar")
    barred = ContactInput("Rob Ashworth", do_not_contact=True)
    await service.change(add_person, placement, barred, by="omar")
    await press(service, "pupil.open", placement, by="ben")
    assert "Rob Ashworth – letter" not in str((await workspace.home(by="ben")).view)
    await workspace.choose("Given in person today", "Dana Ashworth – letter to the family", by="ben")
    (row,), (attempt,) = await kept(service, GivenDocument), await kept(service, Attempt)
    assert (row.kind, row.way, row.on) == (DocumentKind.LETTER, Way.MEETING, date(2026, 9, 7))
    assert (attempt.outcome, row.attempt_id) == (Outcome.SPOKE, attempt.id)
    await workspace.click("Undo", by="ben")
    await workspace.close(by="ben", everything=True)
    assert [await kept(service, table) for table in (GivenDocument, Attempt)] == [[], []]
    await workspace.choose("Given in person today", "Kai – the pupil's own card", by="ben")
    assert [one.to for one in await kept(service, GivenDocument)] == [Recipient.PUPIL]


async def test_a_letter_that_asks_for_no_answer_is_no_day_without_one(service: Service) -> None:
    placement = await a_taught_pupil(service)
    whom = await service.change(add_person, placement, ContactInput("Dana Ashworth"), by="omar")
    given = GivenInput(DocumentKind.LETTER, Recipient.CONTACT, whom, date(2026, 9, 7), Way.LETTER)
    await service.change(give_document, placement, given, by="ben")
    assert (len(await kept(service, GivenDocument)), await kept(service, Attempt)) == (1, [])


async def test_a_first_day_on_paper_is_planned_until_somebody_has_seen_the_pupil_here(service: Service) -> None:
    placement = await a_taught_pupil(service)
    assert (await progress(service, placement)).first_day == "planned for Tuesday 8 September 2026"
    await service.go_to(2026, 9, 9, 9)
    await service.change(record_start, placement, Start.FULL_TIME, date(2026, 9, 9), Lateness(), by="ben")
    assert (await progress(service, placement)).first_day == "Wednesday 9 September 2026"


async def test_what_is_made_of_a_pupil_who_left_is_about_their_last_half_term(service: Service) -> None:
    placement = await a_taught_pupil(service)

    def left(change: Change) -> None:
        change.get(Placement, placement).left_on = date(2026, 9, 18)

    its_days = (await progress(service, placement)).half_term
    await service.change(left)
    service.skip_to(2026, 11, 9, 9)
    assert (await progress(service, placement)).half_term == its_days


async def test_words_leave_the_house_only_with_consent_and_are_the_newest_there_are(service: Service) -> None:
    placement = await a_taught_pupil(service)
    views = {"pupil_view": "I like bikes", "parent_view": "Canary parents"}

    def review(change: Change) -> None:
        about = {"placement_id": placement, "added_at": change.now, "subject": FAMILY}
        change.add(Review(on=date(2026, 9, 2), **about, **views))
        change.add(Review(on=date(2026, 9, 4), unreached=True, **about))

    await service.change(review)
    said = await made(service, placement, DocumentKind.REPORT)
    assert "not shared: consent to share is not recorded" in said
    assert "Canary" not in said
    agreed = AgreementInput(consent=Consent.GIVEN, consent_by="The mother", consent_on=date(2026, 9, 7))
    await service.change(set_agreement, placement, agreed, by="helen")
    said = await made(service, placement, DocumentKind.REPORT)
    assert "“I like bikes” (Wednesday 2 September 2026)" in said
    assert "“Canary parents”" in said
    assert "Canary" not in await made(service, placement, DocumentKind.LETTER)


async def test_nothing_is_given_to_whom_nobody_may_contact_nor_before_the_day(service: Service) -> None:
    placement = await a_taught_pupil(service)
    barred = ContactInput("Rex Ashworth", do_not_contact=True)
    whom = await service.change(add_person, placement, barred, by="omar")
    told = [(whom, date(2026, 9, 7), "Nothing may be given"), (None, date(2026, 9, 8), "in the future")]
    for contact, on, why in told:
        to = Recipient.CONTACT if contact else Recipient.PUPIL
        given = GivenInput(DocumentKind.LETTER, to, contact, on, Way.LETTER)
        with pytest.raises(Refused, match=why):
            await service.change(give_document, placement, given, by="helen")
    assert await kept(service, GivenDocument) == []


async def test_a_profile_on_paper_holds_what_all_staff_may_know_and_not_the_parents_words(service: Service) -> None:
    placement = await a_taught_pupil(service)
    mother = {"heading": ProfileHeading.TRIGGERS, "text": "Canary parents", "voice": Voice.PARENTS}
    pupil = {"heading": ProfileHeading.CALMS, "text": "A walk", "voice": Voice.PUPIL}
    nan = {"heading": ProfileHeading.MATTERS, "text": "Canary nan", "voice": Voice.PUPIL}

    def write(change: Change) -> None:
        for each in (mother, pupil, nan):
            change.add(ProfileAnswer(placement_id=placement, saved_at=change.now, said_on=change.today, **each))

    await service.change(write, by="ben")
    said = await made(service, placement, DocumentKind.PROFILE, by="ben")
    assert "A walk (in the pupil's own words)" in said
    assert "Canary" not in said
    for heading, whose in {"Triggers": "parents' or carers'", "What matters to me": "pupil's"}.items():
        assert f"{heading}: in the {whose} own words, which are not printed. Ask the keyworker or a teacher." in said
    assert "Do not: not known yet" in said


async def test_without_a_keyworker_no_document_takes_not_decided_for_a_name(service: Service) -> None:
    placement = await a_pupil(service, "Kai Ashworth")
    said = [
        await made(service, placement, kind) for kind in (DocumentKind.CARD, DocumentKind.LETTER, DocumentKind.PACK)
    ]
    assert [text for text in said if "not decided yet is" in text or "is not decided yet" in text] == []
    assert "My keyworker: not decided yet" in said[0]
    assert "First day: not recorded. Last day: not recorded." in said[2]


async def test_a_plan_on_paper_says_that_nobody_has_signed_it(service: Service) -> None:
    placement = await a_taught_pupil(service)
    said = await made(service, placement, DocumentKind.PLAN)
    assert "This plan is not signed." in said

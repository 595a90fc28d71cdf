"""One press makes a document for all of a colleague's pupils: each on its own pages, each look counted."""

import io
from datetime import date
from typing import Any

import pytest
from docx import Document
from sqlalchemy import Engine, event

from bot.workspace import Client
from models.change import Change
from models.contacts.lines import ContactInput
from models.contacts.people import add_person
from models.documents.own_templates import keep_template
from models.documents.several import Pupils, Receivers, Whose, documents_of, give_to_several
from models.errors import Denied, Refused
from models.tables.audit import Audit
from models.tables.contact import Way
from models.tables.document import DocumentKind, GivenDocument
from models.tables.profile import ProfileAnswer, ProfileHeading
from models.tables.review import FAMILY, Review
from tests.handlers.pressing import file_from, press
from tests.handlers.teaching import a_result, a_taught_pupil, kept
from tests.school import Service

NAMES = ("Kai Ashworth", "Mia Bell", "Zoë O'Brien")
BENS = Pupils(Whose.KEYWORKER)
TODAY = date(2026, 9, 7)


def statements(change: Change, kind: DocumentKind) -> int:
    """Return how many statements of this change it takes to gather Ben's documents."""
    mine, sent = change.session.connection(), list[str]()

    def tell(connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if connection is mine:
            sent.append(statement)

    event.listen(Engine, "before_cursor_execute", tell)
    try:
        documents_of(change, kind, BENS)
        change.session.flush()
    finally:
        event.remove(Engine, "before_cursor_execute", tell)
    return len(sent)


async def pupils(service: Service, *names: str) -> list[str]:
    return [await a_taught_pupil(service, name) for name in names]


async def test_one_press_makes_one_file_in_which_each_pupil_has_pages_of_their_own(
    service: Service, workspace: Client
) -> None:
    placements = await pupils(service, *NAMES)
    await a_result(service, placements[1], "4")
    await press(service, "document.several", "new", by="ben")
    filled = {"which_document": DocumentKind.LETTER.label, "for_which_pupils": Whose.KEYWORKER.label}
    content = await file_from(service, workspace.submit(by="ben", **filled))
    document = Document(io.BytesIO(content))
    headings = [one.text for one in document.paragraphs if one.style and one.style.name == "Title"]
    assert headings == [f"How {name} is getting on" for name in ("Kai", "Mia", "Zoë")]
    assert len(document.sections) == 3
    tables = ["".join(cell.text for row in table.rows for cell in row.cells) for table in document.tables]
    assert ["4 (7 Sep 2026)" in one for one in tables] == [False, True, False]
    views = [one.pupil_id for one in await kept(service, Audit) if one.verb == "document:make"]
    assert len(views) == len(set(views)) == 3
    (file,) = service.slack.store.files.values()
    assert file.name == "letter-3-2026-09-07.docx"


@pytest.mark.parametrize("kind", [DocumentKind.REPORT, DocumentKind.PROFILE])
async def test_it_takes_as_many_statements_for_many_pupils_as_for_two(service: Service, kind: DocumentKind) -> None:
    taken = []
    for names in (("A One", "B Two"), ("C Three", "D Four", "E Five", "F Six")):
        for placement in await pupils(service, *names):
            await a_result(service, placement, "4")
            await service.change(a_review_and_an_answer, placement)
        taken.append(await service.change(statements, kind, by="ben"))
    assert taken[0] == taken[1] > 5


def a_review_and_an_answer(change: Change, placement: str) -> None:
    about = {"placement_id": placement, "added_at": change.now, "subject": FAMILY}
    change.add(Review(on=TODAY, pupil_view="Bikes", **about))
    said = {"heading": ProfileHeading.CALMS, "text": "A walk"}
    change.add(ProfileAnswer(placement_id=placement, saved_at=change.now, said_on=TODAY, **said))


async def test_a_colleagues_pupils_and_all_pupils_are_for_the_office(service: Service) -> None:
    await pupils(service, NAMES[0])
    bens = Pupils(Whose.KEYWORKER, (await service.actor("ben")).staff_id)
    for whose in (bens, Pupils(Whose.ALL)):
        assert len(await service.change(documents_of, DocumentKind.CARD, whose, by="omar")) == 1
        with pytest.raises(Denied):
            await service.change(documents_of, DocumentKind.CARD, whose, by="ann")
    assert len(await service.change(documents_of, DocumentKind.CARD, Pupils(Whose.TAUGHT), by="ann")) == 1
    with pytest.raises(Refused, match="no such pupils"):
        await service.change(documents_of, DocumentKind.CARD, BENS, by="sue")
    with pytest.raises(Refused, match="one pupil at a time"):
        await service.change(documents_of, DocumentKind.PLAN, Pupils(Whose.ALL), by="omar")


async def test_what_all_families_were_sent_is_recorded_at_once_and_never_for_who_is_barred(
    service: Service, workspace: Client
) -> None:
    kai, mia, _ = await pupils(service, *NAMES)
    people = (
        (kai, ContactInput("Dana Ashworth", parental_responsibility=True)),
        (kai, ContactInput("Rex Ashworth", parental_responsibility=True, do_not_contact=True)),
        (kai, ContactInput("Nan Ashworth")),
        (mia, ContactInput("Pat Bell", parental_responsibility=True, address="1 Row", address_withheld=True)),
    )
    for placement, person in people:
        await service.change(add_person, placement, person, by="omar")
    await press(service, "document.several_given", "new", by="ben")
    filled = {"which_document": DocumentKind.LETTER.label, "for_which_pupils": Whose.KEYWORKER.label, "when": TODAY}
    filled["who_was_given_it"] = Receivers.FAMILY.label
    errors = await workspace.submit(by="ben", **filled, how="In person")
    assert "counts as contact" in errors["How"]
    await workspace.submit(by="ben", how="Letter")
    shown = workspace.modal(by="ben").text
    assert "1 given on Monday 7 September" in shown
    assert "Nobody was recorded for" in shown  # Mia, whose mother's address is confidential, and Zoë
    await workspace.close(by="ben", everything=True)
    (row,) = await kept(service, GivenDocument)
    assert (row.placement_id, row.kind, row.way) == (kai, DocumentKind.LETTER, Way.LETTER)
    await press(service, "pupil.open", kai, by="ben")
    assert "letter to the family to Dana Ashworth" in (await workspace.home(by="ben")).text
    with pytest.raises(Refused, match="in the future"):
        await service.change(
            give_to_several, DocumentKind.CARD, BENS, Receivers.PUPIL, date(2026, 9, 8), Way.MEETING, by="ben"
        )
    given = await service.change(
        give_to_several, DocumentKind.CARD, BENS, Receivers.PUPIL, TODAY, Way.MEETING, by="ben"
    )
    assert given == {"count": 3, "without": []}


def a_template_that_needs_two_subjects() -> bytes:
    document, written = Document(), io.BytesIO()
    document.add_paragraph("{{ name }}: {{ subjects[1].subject }}")
    document.save(written)
    return written.getvalue()


async def test_a_message_says_how_far_it_is_and_a_document_that_fails_is_named_and_loses_no_other(
    service: Service, workspace: Client
) -> None:
    await a_taught_pupil(service, "Kai Ashworth")
    for name in NAMES[1:]:
        await a_taught_pupil(service, name, subjects=("Maths", "English"))
    content = a_template_that_needs_two_subjects()
    await service.change(keep_template, DocumentKind.LETTER, "ours.docx", content, by="helen")
    before = len(workspace.direct_messages(to="ben"))
    await press(service, "document.several", "new", by="ben")
    filled = {"which_document": DocumentKind.LETTER.label, "for_which_pupils": Whose.KEYWORKER.label}
    document = Document(io.BytesIO(await file_from(service, workspace.submit(by="ben", **filled))))
    assert [one.text for one in document.paragraphs if one.text] == ["Mia: Maths", "Zoë: Maths"]
    (told,) = (one for one in workspace.direct_messages(to="ben")[before:] if "Letter" in one.plain)
    assert "2 of 3 made" in told.plain
    assert "Not made: Kai (" in told.plain
    assert "Kai" not in told.text

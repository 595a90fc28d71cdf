"""Every document says what it says at its emptiest and at its longest, and never shows how it is made."""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

import pytest
from docx import Document

from bot.files.docx_file import docx_file
from handlers.documents.make import TEMPLATES
from models.change import Change, Read
from models.documents.make import gather
from models.documents.plan_page import plan_facts
from models.plans.objectives import add_objective
from models.plans.provision import add_provision, count_sessions
from models.tables.document import DocumentKind
from models.tables.placement import Placement
from tests.handlers.teaching import a_taught_pupil
from tests.paper import INVITATIONS, emptiest, longest
from tests.school import Service
from tests.truths.test_plans import HELP, READING, a_pupil_in_school

HOW_IT_IS_MADE = re.compile(r"\{\{|\{%|\bNone\b|\(\)|\.\.|: *$|: *\.", re.MULTILINE)


def faults(content: bytes) -> Iterator[str]:
    """Yield what nobody should read: marks of the template, a heading without a word, a table without a row."""
    document = Document(io.BytesIO(content))
    before = None
    for element in document.element.body:
        kind = element.tag.rpartition("}")[2]
        if kind == "p":
            text = "".join(element.itertext()).strip()
            style = element.pPr.pStyle.val if element.pPr is not None and element.pPr.pStyle is not None else ""
            if style.startswith("Heading") and before is not None:
                yield f"nothing stands under {before}"
            before = text if style.startswith("Heading") else None if text else before
        elif kind == "tbl":
            before = None
    if before is not None:
        yield f"nothing stands under {before}"
    for table in document.tables:
        if len(table.rows) < 2 or not all(cell.text.strip() for row in table.rows for cell in row.cells):
            yield "a table is empty, or a cell of it"
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    footers = (one.text for section in document.sections for one in section.footer.paragraphs)
    for text in (*(one.text for one in document.paragraphs), *cells, *footers):
        if found := HOW_IT_IS_MADE.search(text.replace("…", "")):
            yield f"{found.group()!r} in {text!r}"


@pytest.mark.parametrize("kind", DocumentKind)
@pytest.mark.parametrize("facts", [emptiest, longest])
def test_no_document_shows_how_it_is_made(
    kind: DocumentKind, facts: Callable[[DocumentKind], dict[str, object]]
) -> None:
    assert list(faults(docx_file(TEMPLATES / f"{kind}.docx", facts(kind)))) == []


async def test_of_a_pupil_of_whom_nothing_is_known_each_document_says_so(service: Service) -> None:
    placement = await a_taught_pupil(service, subjects=())

    def made(change: Read) -> dict[DocumentKind, list[str]]:
        about = [change.get(Placement, placement)]
        kinds = [kind for kind in DocumentKind if kind not in INVITATIONS]
        return {
            kind: list(faults(docx_file(TEMPLATES / f"{kind}.docx", gather(change, kind, about)[0]))) for kind in kinds
        }

    found = await service.change(made, by="helen")
    assert [fault for each in found.values() for fault in each] == []


async def test_what_is_typed_with_a_full_stop_has_one_in_a_plan(service: Service) -> None:
    placement = await a_pupil_in_school(service)
    await service.change(add_provision, placement, replace(READING, wanted="Reads aloud."), by="ben")
    await service.change(add_objective, placement, replace(HELP, criterion="Asks twice."), by="ben")
    plan = await service.read(lambda read: plan_facts(read, read.get(Placement, placement)))
    assert plan.provisions[0].text.endswith("Wanted: Reads aloud.")
    assert "Met when: Asks twice. By " in plan.objectives[0].text


async def test_the_sessions_of_a_provision_are_those_planned_so_far(service: Service) -> None:
    placement = await a_pupil_in_school(service)
    provision = await service.change(add_provision, placement, READING, by="ben")
    service.skip_to(2026, 9, 28, 9)

    def last_day(change: Change, day: date | None) -> None:
        change.get(Placement, placement).left_on = day

    async def text() -> str:
        return (await service.read(lambda read: plan_facts(read, read.get(Placement, placement)))).provisions[0].text

    when = "Monday 14 September 2026 to Thursday 22 October 2026"
    assert await text() == (
        f"3 × 30 minutes a week, by Sue Pell, {when}. Wanted: Reads a page a day. "
        "Given: not counted yet, of 6 planned sessions so far."
    )
    await service.change(lambda change: last_day(change, date(2026, 9, 18)))
    assert (await text()).endswith("Given: not counted yet, of 3 planned sessions so far.")
    await service.change(lambda change: last_day(change, None))
    await service.change(count_sessions, provision, 1, date(2026, 9, 18), by="ben")
    assert (await text()).endswith("Given: 1 of 3 planned sessions, up to Friday 18 September 2026.")

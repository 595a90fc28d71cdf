"""What left the house says nothing that was not to be shared, and the record says if it was corrected since."""

from datetime import date
from typing import Any

import pytest

from models.change import Change
from models.corrections.result import correct_result, undo_result
from models.documents.facts import ProgressFacts, progress_facts
from models.documents.given import GivenInput, Recipient, give_document, given_of
from models.documents.own_templates import keep_template
from models.duplicates.merge import undo_merge
from models.leaving.leave import undo_leaving
from models.leaving.own_assessment import save_own_assessment
from models.progress.results import ResultInput
from models.pupils.agreement import set_agreement
from models.tables.contact import Way
from models.tables.document import DocumentKind
from models.tables.leaving import Asked, Leaving
from models.tables.placement import Placement
from models.tables.result import Result
from models.tables.review import FAMILY, Review
from tests.handlers.teaching import a_result, a_taught_pupil, kept
from tests.school import Service, a_pupil
from tests.truths.test_agreement import AGREED, page
from tests.truths.test_documents import made
from tests.truths.test_leaving import a_leaver
from tests.truths.test_own_templates import a_template
from tests.truths.test_provisions import merged

WORDS = "I like the workshop"


async def facts(service: Service, placement: str) -> ProgressFacts:
    def find(read: Any) -> ProgressFacts:
        (found,) = progress_facts(read, [read.get(Placement, placement)])
        return found

    found: ProgressFacts = await service.read(find)
    return found


async def give(service: Service, placement: str, kind: DocumentKind, on: date) -> None:
    given = GivenInput(kind, Recipient.HOME_SCHOOL, None, on, Way.EMAIL)
    await service.change(give_document, placement, given, by="ben")


async def corrected_on(service: Service, placement: str) -> dict[DocumentKind, date | None]:
    found = await service.read(lambda read: given_of(read, read.get(Placement, placement)), by="ben")
    return {one.kind: one.corrected_on for one in found}


@pytest.mark.parametrize("kind", [DocumentKind.REPORT, DocumentKind.PACK])
async def test_no_template_gets_the_pupils_words_out_of_the_house_without_consent(
    service: Service, kind: DocumentKind
) -> None:
    placement = await a_taught_pupil(service, first_day=date(2026, 9, 7))

    def hear(change: Change) -> None:
        said = Review(placement_id=placement, subject=FAMILY, on=change.today, formal=True, pupil_view=WORDS)
        said.added_at = change.now
        change.add(said)

    await service.change(hear)
    await service.change(keep_template, kind, "ours.docx", a_template("{{ name }}: {{ own_words }}"), by="helen")
    assert await made(service, placement, kind) == "Kai: not shared: consent to share is not recorded"
    await service.change(set_agreement, placement, AGREED, by="helen")
    assert WORDS in await made(service, placement, kind)


async def test_a_letter_names_no_day_that_is_past_as_that_of_the_next_review(service: Service) -> None:
    placement = await a_taught_pupil(service, first_day=date(2026, 9, 7))
    assert (await facts(service, placement)).next_review == "Thursday 22 October 2026"
    service.skip_to(2026, 11, 3, 9)
    late = "to be arranged; it was due by Thursday 22 October 2026"
    assert (await facts(service, placement)).next_review == late


async def test_who_stays_after_all_has_not_said_how_the_placement_was_at_its_end(service: Service) -> None:
    placement = await a_leaver(service)
    await service.change(save_own_assessment, placement, Asked.SAID, date(2026, 9, 7), WORDS, by="ben")
    await service.change(set_agreement, placement, AGREED, by="helen")
    assert WORDS in (await facts(service, placement)).at_the_end
    (leaving,) = await kept(service, Leaving)
    await service.change(undo_leaving, leaving.id, by="ben")
    assert (await facts(service, placement)).at_the_end == ""


async def test_what_was_given_says_that_the_record_was_corrected_since(service: Service) -> None:
    placement = await a_taught_pupil(service, first_day=date(2026, 9, 7))
    await a_result(service, placement, "4")
    (row,) = await kept(service, Result)
    await give(service, placement, DocumentKind.REPORT, date(2026, 9, 7))
    await give(service, placement, DocumentKind.PROFILE, date(2026, 9, 7))
    service.skip_to(2026, 9, 9, 9)
    await service.change(
        correct_result, row.id, ResultInput(row.source, row.scale, "3", row.on), "The wrong sheet", None, by="ann"
    )
    await give(service, placement, DocumentKind.LETTER, date(2026, 9, 8))
    await give(service, placement, DocumentKind.CARD, date(2026, 9, 9))
    wednesday = date(2026, 9, 9)
    assert await corrected_on(service, placement) == {
        DocumentKind.REPORT: wednesday,
        DocumentKind.PROFILE: None,  # it holds no grades
        DocumentKind.LETTER: wednesday,  # it was given before, and recorded later
        DocumentKind.CARD: None,
    }
    said = "home school, email (Ben Okafor) – what it says was corrected on Wed 9 Sep, after that"
    assert said in await page(service, placement, by="ben")


async def test_a_merge_hides_no_correction_of_what_was_given(service: Service) -> None:
    placement, first = await a_taught_pupil(service, first_day=date(2026, 9, 7)), await a_pupil(service, "Kai Ashworth")
    service.skip_to(2026, 9, 7, 9)
    await a_result(service, placement, "4")
    await give(service, placement, DocumentKind.REPORT, date(2026, 9, 7))
    service.skip_to(2026, 9, 7, 9, 5)
    (row,) = await kept(service, Result)
    await service.change(undo_result, row.id, by="ann")
    done = await merged(service, first, placement)
    monday = {DocumentKind.REPORT: date(2026, 9, 7)}
    assert await corrected_on(service, first) == monday
    await service.change(undo_merge, done, by="helen")
    assert await corrected_on(service, placement) == monday

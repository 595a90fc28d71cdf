"""What a family is given can be read at the age of eleven: the fixed words are measured, and the whole is shown."""

import re
from pathlib import Path

import pytest

from bot.files.docx_file import text_of
from bot.workspace import Client
from handlers.documents.make import FOR_FAMILY, TEMPLATES
from models.documents.reading_age import HIGHEST, reading_age, syllables
from models.tables.document import DocumentKind
from tests.handlers.pressing import press
from tests.handlers.teaching import a_taught_pupil
from tests.school import Service


def fixed_words(template: Path) -> list[str]:
    lines = text_of(template.read_bytes())
    return [re.sub(r"\{\{.*?\}\}", "Sam", line) for line in lines if not line.startswith("{%")]


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("We sat and had tea by the sea.", 5),
        # A grade of 11.3, as published for this sentence.
        ("The Australian platypus is seemingly a hybrid of a mammal and reptilian creature.", 16),
        ("Maths", None),
        ("4 (7 Sep 2026)", None),
    ],
)
def test_the_reading_age_is_the_grade_of_flesch_and_kincaid_and_five_years(text: str, age: int | None) -> None:
    assert reading_age([text]) == age


def test_syllables_are_groups_of_vowels_without_a_silent_e() -> None:
    words = ("the", "made", "called", "reading", "family", "table", "interpreter")
    assert [syllables(word) for word in words] == [1, 1, 1, 2, 3, 2, 4]


@pytest.mark.parametrize("kind", FOR_FAMILY)
def test_the_fixed_words_of_what_a_family_is_given_are_easy(kind: DocumentKind) -> None:
    age = reading_age(fixed_words(TEMPLATES / f"{kind}.docx"))
    assert age is not None
    assert age <= HIGHEST


async def test_the_reading_age_of_the_whole_is_shown_to_who_makes_it(service: Service, workspace: Client) -> None:
    placement = await a_taught_pupil(service)
    await press(service, "document.make", placement, by="ben")
    await workspace.submit(by="ben", which_document=DocumentKind.LETTER.label)
    assert "Reading age of the whole: " in workspace.modal(by="ben").text

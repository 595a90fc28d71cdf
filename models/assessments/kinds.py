"""What assessments are usually called: suggestions for a field in which anything can be typed."""

from models.text import begins_words_of

USUAL = (
    "Reading test",
    "Spelling test",
    "Maths diagnostic",
    "Cognitive ability (CAT)",
    "Dyslexia screening",
    "Dyscalculia screening",
    "Access arrangements",
    "EAL assessment",
    "Educational psychologist",
    "Speech and language",
    "Occupational therapy",
    "CAMHS",
    "Hearing or eyesight check",
    "EHC needs assessment",
)


def kinds_offered(letters: str) -> list[str]:
    """Return the usual assessments whose words begin so and, unless it is one of them, what was typed."""
    found = [kind for kind in USUAL if begins_words_of(letters, kind)]
    is_usual = not letters.strip() or letters.casefold() in (kind.casefold() for kind in USUAL)
    return found if is_usual else [*found, letters]

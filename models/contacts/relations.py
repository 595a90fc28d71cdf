"""The words for what somebody is to a pupil, such as "foster carer", at either end of a name."""

from collections.abc import Sequence

MOST_WORDS_OF_A_NAME = 5
# fmt: off
RELATIONS = frozenset((
    "mother", "mum", "mam", "mom", "father", "dad", "parent", "stepmother", "stepmum", "stepfather", "stepdad",
    "carer", "guardian", "grandmother", "gran", "granny", "nan", "nana", "grandma", "grandfather", "grandad",
    "grandparent", "aunt", "auntie", "uncle", "sister", "brother", "cousin", "partner", "friend", "neighbour",
    "worker", "senco", "psychologist", "officer", "teacher", "tutor", "headteacher", "doctor", "nurse", "gp",
    "therapist", "counsellor",
))
ABOUT_RELATIONS = frozenset((
    "his", "her", "their", "birth", "step", "foster", "adoptive", "maternal", "paternal", "legal", "older",
    "elder", "social", "family", "school", "key", "youth", "education", "support", "attendance", "class", "form",
    "head", "deputy", "educational", "clinical", "and", "or", "the", "of", "for",
))
# fmt: on


def is_relation(part: str) -> bool:
    """Return whether a part of a line is nothing but what somebody is to the pupil."""
    words = part.casefold().rstrip(":").replace("-", " ").split()
    return bool(RELATIONS & set(words)) and all(word in RELATIONS | ABOUT_RELATIONS for word in words)


def mentions_relation(part: str) -> bool:
    """Return whether a part of a line names what somebody is to the pupil, among other words."""
    return not RELATIONS.isdisjoint(part.casefold().replace("-", " ").split())


def split_relation(part: str) -> tuple[str, str]:
    """Split a part into name and relation, as in "Jo Reed foster carer" and "Aunt Sara Reed"; either may be empty.

    Before a single name it is part of that: Nan Smith may be called so.
    """
    words = part.split()
    for start in range(1, len(words)):
        if is_relation(" ".join(words[start:])):
            return " ".join(words[:start]), " ".join(words[start:])
    for end in range(len(words) - 2, 0, -1):
        if is_relation(" ".join(words[:end])) and is_named(words[end:]):
            return " ".join(words[end:]), " ".join(words[:end]).rstrip(":")
    return ("", part) if is_relation(part) else (part, "")


def is_named(words: Sequence[str]) -> bool:
    """Return whether these words may be a name: a few, each with a capital."""
    return 0 < len(words) <= MOST_WORDS_OF_A_NAME and all(word[:1].isupper() for word in words)

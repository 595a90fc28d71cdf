"""People's names: split, capitalised, shortened to initials, and compared."""

import re
from collections.abc import Iterator

from models.text import clean, folded
from models.variants import are_variants

NEAR = 0.9
# fmt: off
PARTICLES = frozenset((
    "abu", "af", "al", "ap", "av", "bin", "bint", "da", "dal", "das", "de", "del", "della", "der", "di", "do",
    "dos", "du", "el", "ibn", "la", "las", "le", "los", "mac", "mc", "ní", "nic", "ó", "o'", "ou", "san", "st",
    "st.", "te", "ten", "ter", "van", "vander", "von", "y", "zu", "zur",
))
# fmt: on
SMALL = frozenset(("da", "de", "del", "den", "der", "di", "du", "la", "le", "van", "von", "y", "zu"))
_BEGINS = re.compile(r"(?:^|(?<=[-'’]))\w")


def split(full: str) -> tuple[str, str]:
    """Split a name, also one such as "Cruz, Kai", into forenames and surname; particles belong to the surname.

    A single word is a forename.
    """
    surname, comma, forenames = map(str.strip, clean(full).partition(","))
    if comma and surname and forenames:
        return forenames, surname
    words = clean(full).split()
    start = max(len(words) - 1, 1)
    while start > 1 and words[start - 1].casefold() in PARTICLES:
        start -= 1
    return " ".join(words[:start]), " ".join(words[start:])


def capitalised(name: str) -> str:
    """Capitalise a name that was typed all in small letters, except for particles such as "van" inside it."""
    if name != name.lower():
        return name
    words = name.split(" ")
    return " ".join(word if place and word in SMALL else _BEGINS.sub(_raised, word) for place, word in enumerate(words))


def full_name(forenames: str | None, surname: str | None) -> str:
    """Join forenames and surname as a line shows them; the result is empty where both are missing."""
    return f"{forenames or ''} {surname or ''}".strip()


def used_name(preferred: str | None, forenames: str | None, surname: str | None) -> str:
    """Return the name that lists show: the preferred name, or else the forenames, and the surname."""
    return full_name(preferred or forenames, surname)


def first_name(preferred: str | None, forenames: str | None) -> str:
    """Return what a pupil is called in direct messages: the preferred name, or else the first forename."""
    return preferred or (forenames or "").split(" ")[0]


def initials(forenames: str, surname: str) -> str:
    """Return the initials of the first forename and the surname, such as "KA", or "?" where there is no letter."""
    return "".join(map(_first_letter, (forenames, surname))) or "?"


def is_near(a: str, b: str) -> bool:
    """Return whether two names may belong to one person, in either order of forename and surname (Jaro-Winkler)."""
    from jellyfish import jaro_winkler_similarity

    first, second = folded(a), folded(b)
    if not first or not second:
        return False
    pairs = [*((first, turned) for turned in _turned(second)), *((turned, second) for turned in _turned(first))]
    return any(jaro_winkler_similarity(*pair) >= NEAR for pair in pairs)


def is_related(one: str, other: str) -> bool:
    """Return whether two full names may be one person's: near, or with a forename or a part of the surname in common.

    A forename has its usual variants: Ellie Reed may be Eleanor Marsh.
    """
    return is_near(one, other) or any(are_variants(a, b) for a in _words(one) for b in _words(other))


def _words(name: str) -> list[str]:
    """Return the words of a name that tell people apart, so neither particles nor single letters."""
    return [word for word in folded(name).split() if len(word) > 1 and word not in PARTICLES]


def _raised(letter: re.Match[str]) -> str:
    return letter[0].upper()


def _first_letter(name: str) -> str:
    return next((sign.upper()[0] for sign in name if sign.isalnum()), "")


def _turned(name: str) -> Iterator[str]:
    """Yield every rotation of the words, so that a surname written first is matched too."""
    words = name.split()
    return (" ".join(words[place:] + words[:place]) for place in range(len(words)))

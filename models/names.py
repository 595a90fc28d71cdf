"""People's names: cleaned, taken apart, shortened to initials, compared."""

import re
import unicodedata
from collections.abc import Iterator

NEAR = 0.9
# Letters and marks by class, yet blank on the screen.
UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
VARIATION_SELECTORS = frozenset(map(chr, [*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)]))
STRIPPED_CLASSES = frozenset({"Cc", "Cf", "Cs"})  # control and C1, bidi and zero-width, half a character
# fmt: off
PARTICLES = frozenset((
    "abu", "af", "al", "ap", "av", "bin", "bint", "da", "dal", "das", "de", "del", "della", "der", "di", "do",
    "dos", "du", "el", "ibn", "la", "las", "le", "los", "mac", "mc", "ní", "nic", "ó", "o'", "ou", "san", "st",
    "st.", "te", "ten", "ter", "van", "vander", "von", "y", "zu", "zur",
))
# fmt: on
SMALL = frozenset(("da", "de", "del", "den", "der", "di", "du", "la", "le", "van", "von", "y", "zu"))
_BEGINS = re.compile(r"(?:^|(?<=[-'’]))\w")
PLAIN_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
JOINED = str.maketrans({"'": "", "’": "", "‘": "", "`": "", ".": "", "-": " ", "‐": " ", "‑": " ", "–": " "})


def clean(text: str) -> str:
    """One line of text as people see it: NFC, nothing invisible, single spaces."""
    seen = "".join(sign for sign in text if not _is_invisible(sign))
    return " ".join(unicodedata.normalize("NFC", seen).split())


def split(full: str) -> tuple[str, str]:
    """Forenames and surname, particles kept with the surname; a lone name is a forename. "Cruz, Kai" is understood."""
    surname, comma, forenames = map(str.strip, clean(full).partition(","))
    if comma and surname and forenames:
        return forenames, surname
    words = clean(full).split()
    start = max(len(words) - 1, 1)
    while start > 1 and words[start - 1].casefold() in PARTICLES:
        start -= 1
    return " ".join(words[:start]), " ".join(words[start:])


def capitalised(name: str) -> str:
    """A name that was typed without any capitals gets them, but for what stays small inside a name."""
    if name != name.lower():
        return name
    words = name.split(" ")
    return " ".join(word if place and word in SMALL else _BEGINS.sub(_raised, word) for place, word in enumerate(words))


def full_name(forenames: str | None, surname: str | None) -> str:
    """As a line shows it; empty where it is about nobody."""
    return f"{forenames or ''} {surname or ''}".strip()


def first_name(preferred: str | None, forenames: str | None) -> str:
    """What somebody is called: for direct messages and talk."""
    return preferred or (forenames or "").split(" ")[0]


def initials(forenames: str, surname: str) -> str:
    """Of the first forename and the surname: "KA"; "?" where there is no letter, so that a line never lacks it."""
    return "".join(map(_first_letter, (forenames, surname))) or "?"


def is_near(a: str, b: str) -> bool:
    """Whether two names may be one person's, in either order of forename and surname (Jaro-Winkler)."""
    from jellyfish import jaro_winkler_similarity

    first, second = folded(a), folded(b)
    if not first or not second:
        return False
    pairs = [*((first, turned) for turned in _turned(second)), *((turned, second) for turned in _turned(first))]
    return any(jaro_winkler_similarity(*pair) >= NEAR for pair in pairs)


def _is_invisible(sign: str) -> bool:
    if sign.isspace():
        return False  # folded to a space afterwards, or two lines would run together
    return unicodedata.category(sign) in STRIPPED_CLASSES or sign in UNSEEN or sign in VARIATION_SELECTORS


def _raised(letter: re.Match[str]) -> str:
    return letter[0].upper()


def _first_letter(name: str) -> str:
    return next((sign.upper()[0] for sign in name if sign.isalnum()), "")


def folded(name: str) -> str:
    """As it is compared and looked for: small letters without accents, apostrophes or hyphens."""
    decomposed = unicodedata.normalize("NFKD", clean(name).casefold())
    plain = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return " ".join(plain.translate(PLAIN_LETTERS).translate(JOINED).replace(",", " ").split())


def begins_words_of(typed: str, text: str) -> bool:
    """Whether each word typed begins one of the text; before a letter is typed, every text fits."""
    words = f" {folded(text)}"
    return all(f" {word}" in words for word in folded(typed).split())


def _turned(name: str) -> Iterator[str]:
    """The name from each of its words on: surname first, wherever it begins."""
    words = name.split()
    return (" ".join(words[place:] + words[:place]) for place in range(len(words)))

"""Text as people type it: cleaned of what cannot be seen, and folded for comparing."""

import unicodedata

# Letters and marks by class, yet blank on the screen.
UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
VARIATION_SELECTORS = frozenset(map(chr, [*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)]))
STRIPPED_CLASSES = frozenset({"Cc", "Cf", "Cs"})  # control and C1, bidi and zero-width, half a character
PLAIN_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
JOINED = str.maketrans({"'": "", "’": "", "‘": "", "`": "", ".": "", "-": " ", "‐": " ", "‑": " ", "–": " "})


def clean(text: str) -> str:
    """One line of text as people see it: NFC, nothing invisible, single spaces."""
    seen = "".join(sign for sign in text if not _is_invisible(sign))
    return " ".join(unicodedata.normalize("NFC", seen).split())


def _is_invisible(sign: str) -> bool:
    if sign.isspace():
        return False  # folded to a space afterwards, or two lines would run together
    return unicodedata.category(sign) in STRIPPED_CLASSES or sign in UNSEEN or sign in VARIATION_SELECTORS


def folded(name: str) -> str:
    """As it is compared and looked for: small letters without accents, apostrophes or hyphens."""
    decomposed = unicodedata.normalize("NFKD", clean(name).casefold())
    plain = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return " ".join(plain.translate(PLAIN_LETTERS).translate(JOINED).replace(",", " ").split())


def begins_words_of(typed: str, text: str) -> bool:
    """Whether each word typed begins one of the text; before a letter is typed, every text fits."""
    words = f" {folded(text)}"
    return all(f" {word}" in words for word in folded(typed).split())

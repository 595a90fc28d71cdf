"""Text as people type it: cleaned of invisible characters, and folded for comparison."""

import unicodedata

# Unicode classes these as letters and marks, but they are blank on the screen.
UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
VARIATION_SELECTORS = frozenset(map(chr, [*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)]))
STRIPPED_CLASSES = frozenset({"Cc", "Cf", "Cs"})  # control characters, bidi and zero-width marks, lone surrogates
PLAIN_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
APOSTROPHES = "'’‘‛`´ʼʻʹʿʾ′＇"
HYPHENS = "-‐‑‒–—−﹣－"
JOINED = str.maketrans(dict.fromkeys(APOSTROPHES + ".", "") | dict.fromkeys(HYPHENS, " "))
APART = str.maketrans(dict.fromkeys(APOSTROPHES, " "))
# What people put around a name that they type.
AROUND = str.maketrans(dict.fromkeys('"“”„‟«»‹›?!', " "))


def clean(text: str) -> str:
    """Return the text as one line in NFC, without invisible characters and with single spaces."""
    if text.isascii() and text.isprintable():  # as most text is: nothing to compose, and nothing invisible
        return " ".join(text.split())
    seen = "".join(sign for sign in text if not _is_invisible(sign))
    return " ".join(unicodedata.normalize("NFC", seen).split())


def _is_invisible(sign: str) -> bool:
    if sign.isspace():
        return False  # `clean` makes a space of it; without it two lines would run together
    return unicodedata.category(sign) in STRIPPED_CLASSES or sign in UNSEEN or sign in VARIATION_SELECTORS


def folded(name: str) -> str:
    """Return the text for comparison and search: small letters without accents, apostrophes, hyphens or commas."""
    # Before anything is taken apart: of an acute accent in the place of an apostrophe a space would be left.
    plain = clean(name).translate(JOINED).casefold()
    if not plain.isascii():
        plain = "".join(sign for sign in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(sign))
    return " ".join(plain.translate(PLAIN_LETTERS).translate(JOINED).replace(",", " ").split())


def search_words(text: str) -> list[str]:
    """Return the folded words by which a text is found: "Sean O'Brien" by obrien and brien, "Al-Sayed" by alsayed."""
    apart = folded(text.translate(APART)).split()
    joined = ("".join(apart[start:]) for start in range(len(apart) - 1))
    return list(dict.fromkeys([*folded(text).split(), *apart, *joined]))


def typed_words(typed: str) -> list[str]:
    """Return the folded words that somebody typed to find something, without quotes around them."""
    return folded(typed.translate(AROUND)).split()


def unquoted(typed: str) -> str:
    """Return what somebody typed without quotes around it."""
    return clean(typed.translate(AROUND))


def begins_words_of(typed: str, text: str) -> bool:
    """Return whether each typed word, or all together, begins a word of the text; nothing typed fits every text."""
    searched, words = "".join(f" {word}" for word in search_words(text)), typed_words(typed)
    return all(f" {word}" in searched for word in words) or f" {''.join(words)}" in searched

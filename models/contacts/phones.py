"""Phone numbers as people write them: several in a line, each kept whole, and no date or time taken for one."""

import re
from collections.abc import Iterator

MOST = 120
SEVERAL = " or "
FEWEST_DIGITS, DIGITS_OF_A_WHOLE_ONE = 6, 9
DASHES = r"\-‐‑‒–—−"
_DAY, _MONTH, _YEAR = r"(?:3[01]|[12]\d|0?[1-9])", r"(?:1[0-2]|0?[1-9])", r"(?:(?:19|20)?\d\d)"
_NAMED = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
DATE = re.compile(
    rf"\b(?:d\.?o\.?b\.?|date of birth|born(?: on)?)\W{{0,3}}"
    rf"(?:(?:19|20)\d\d-\d\d-\d\d|{_DAY}[ ./{DASHES}]?{_MONTH}[ ./{DASHES}]?{_YEAR})(?!\d)"
    rf"|(?<![\d./{DASHES}]){_DAY}(?P<mark>[./{DASHES}]){_MONTH}(?P=mark){_YEAR}(?!\d|[./{DASHES}]\d)"
    rf"|(?<![\d./{DASHES}])(?:19|20)\d\d-\d\d-\d\d(?!\d)"
    rf"|(?<![\d.]){_DAY} {_MONTH} (?:19|20)\d\d(?! ?\d)"
    rf"|(?<!\d){_DAY}(?:st|nd|rd|th)? {_NAMED}\.? {_YEAR}(?!\d)"
    r"|(?<![\d.])(?:[01]?\d|2[0-3])[.:][0-5]\d(?![\d.])",
    re.IGNORECASE,
)
PHONES = re.compile(
    r"(?:\b(?:tel|phone|mob|mobile)\.?:? ?)?"
    rf"(?<![\w@])(?P<run>[+(]{{0,2}}\d(?:[\d ()./+{DASHES}]*\d)?)"
    r"(?P<more>,? ?(?:x(?:\d{1,6}| \d{2,6})|(?:ext\.?|extension) ?\d{1,6}))?(?!\w)",
    re.ASCII | re.IGNORECASE,
)
_PIECE = re.compile(r"([\s/]*)([^\s/]+)")
_TWO_JOINED = re.compile(rf"(?<=\d{{3}})([{DASHES}])(?=\+|0\d{{3}})")
_BEGINS = re.compile(r"\(?(?:\+|0)")
_SHORT = re.compile(r"\d{3,5}")
# The digits of a date while numbers are looked for: signs that are nothing else.
_HIDE = str.maketrans("0123456789", "".join(map(chr, range(0xE000, 0xE00A))))
_SHOW = {hidden: digit for digit, hidden in _HIDE.items()}
JOINERS = frozenset(("or", "and", "&", "also", "tel", "phone", "mob", "mobile"))
PLACES = frozenset(("home", "work", "landline"))


def pull_phones(text: str) -> tuple[str, str | None]:
    """Return the text with a comma in place of each phone number, and the numbers joined by SEVERAL, or None."""
    found: list[str] = []

    def taken(match: re.Match[str]) -> str:
        numbers = _numbers(match["run"])
        whole = [number for number in numbers if _digits(number) >= FEWEST_DIGITS]
        if not whole:
            return match.group()
        if match["more"]:
            whole[-1] += match["more"]
        found.extend(whole)
        return "".join("," if _digits(number) >= FEWEST_DIGITS else f" {number} " for number in numbers)

    hidden = DATE.sub(lambda date: date.group().translate(_HIDE), text)
    rest = PHONES.sub(taken, hidden).translate(_SHOW)
    return rest, SEVERAL.join(found)[:MOST] or None


def phones_alone(text: str) -> str | None:
    """Return a text that holds nothing but numbers and words such as "or" and "work"; None for any other."""
    rest, phones = pull_phones(text)
    if phones is None:
        return text if _SHORT.fullmatch(text) else None
    words = {word for word in re.split(r"[\s,;:()./]+", rest.casefold()) if word}
    if words - JOINERS - PLACES:
        return None
    return text if words & PLACES else phones


def digits_of(phones: str | None) -> set[str]:
    """Return the last digits of each number, which are the same however it is written."""
    found = ("".join(filter(str.isdigit, number)) for number in (phones or "").split(SEVERAL))
    return {digits[-DIGITS_OF_A_WHOLE_ONE:] for digits in found if len(digits) >= DIGITS_OF_A_WHOLE_ONE}


def _numbers(run: str) -> list[str]:
    """Split a run of digits and signs into numbers: a new one begins where the last is whole."""
    numbers = [""]
    apart = _TWO_JOINED.sub(lambda dash: f" {dash[1]} " if _is_whole(run[: dash.start()]) else dash[1], run)
    for gap, piece in _PIECE.findall(apart):
        if numbers[-1] and _begins_anew(numbers[-1], piece):
            numbers.append("")
        numbers[-1] += (gap if numbers[-1] else "") + piece
    return list(_trimmed(numbers))


def _begins_anew(number: str, piece: str) -> bool:
    begins, digits = _BEGINS.match(piece) is not None, _digits(number)
    if begins and (_is_whole(number) or not _BEGINS.match(number)):
        return True
    return digits + _digits(piece) > _longest(number)


def _is_whole(number: str) -> bool:
    return _digits(number) >= DIGITS_OF_A_WHOLE_ONE


def _longest(number: str) -> int:
    """Return how many digits a number can have: 11 in the United Kingdom, 15 with the code of a country."""
    return 15 if re.match(r"\(?\+|00", number) else 11


def _trimmed(numbers: list[str]) -> Iterator[str]:
    for number in numbers:
        bare = number.strip(" ./-‐‑‒–—−")
        yield bare if "(" in bare or not bare.endswith(")") else bare.rstrip(") ")


def _digits(text: str) -> int:
    return sum(sign.isdigit() for sign in text)

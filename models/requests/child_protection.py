"""Whether a text sounds like child protection: the signs of `signs.txt`, read sentence by sentence, with negations.

It only decides whether somebody is asked. What is said in school every day ("hit his target") is meant to pass. Both
kinds of sentence are tried in tests/models/requests; what the signs do not know is caught by nobody but the writer.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

Sign = tuple[re.Pattern[str], ...]

_SENTENCE = re.compile(r"[.!?;\n]+")
_SHORT_FORMS = {"\u2019": "'", "won't": "will not", "can't": "cannot", "n't": " not", ",": "", '"': ""}
# "no history of abuse or neglect": the words that may stand between a negation and what it denies.
_DENIED = re.compile(
    r"\b(?:no|never|not|nor|without|denies|denied)"
    r"(?: (?:a|an|any|the|been|on|more|longer|further|signs?|history|evidence|concerns?|about|of|or|and|abuse|neglect|"
    r"self-harm|violence))* $"
)
_INJURIES = "injuries and marks"


@dataclass(frozen=True)
class Signs:
    """The signs by kind, and what excuses a sentence from them."""

    by_kind: Mapping[str, tuple[Sign, ...]]
    everyday: re.Pattern[str]
    accidents: re.Pattern[str]
    topics: re.Pattern[str]
    told: re.Pattern[str]
    odd: re.Pattern[str]


def sounds_like_child_protection(text: str) -> bool:
    """Return whether a sentence of the text tells of harm to a child, and does not deny it."""
    plain = text.casefold()
    for short, full in _SHORT_FORMS.items():
        plain = plain.replace(short, full)
    return any(_tells_of_harm(sentence) for sentence in _SENTENCE.split(plain))


def _tells_of_harm(sentence: str) -> bool:
    signs = _signs()
    plain = " ".join(signs.everyday.sub("", " ".join(sentence.split())).split())
    if signs.topics.search(plain) and not signs.told.search(plain):
        return False
    said = cache(lambda part: _is_said(part, plain))
    accident = signs.accidents.search(plain) and not signs.odd.search(plain)
    return any(
        all(map(said, sign))
        for kind, of_kind in signs.by_kind.items()
        if not (accident and kind == _INJURIES)
        for sign in of_kind
    )


def _is_said(part: re.Pattern[str], sentence: str) -> bool:
    return any(not _DENIED.search(sentence[: one.start()]) for one in part.finditer(sentence))


@cache
def _signs() -> Signs:
    """Read the table of signs, once."""
    sections = _sections()
    words = {name: "|".join(lines) for name, lines in sections.items() if name.startswith("<")}
    excuses = ("everyday", "accidents", "topics")
    patterns = {name: _as_pattern("|".join(sections[name]), words) for name in excuses}
    kinds = [name for name in sections if name not in excuses and name not in words]
    return Signs(
        {kind: tuple(_as_signs(sections[kind], words)) for kind in kinds},
        **patterns,
        told=_as_pattern("<tells>|<close>|<silent>", words),
        odd=_as_pattern("<tells>|<silent>|again|noticed|saw", words),
    )


def _sections() -> dict[str, list[str]]:
    sections: dict[str, list[str]] = defaultdict(list)
    name = ""
    for line in Path(__file__).with_name("signs.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith(" "):
            sections[name].append(line.strip())
        elif line.endswith(":") and not line.startswith("#"):
            name = line[:-1]
    return sections


def _as_signs(lines: list[str], words: Mapping[str, str]) -> Iterator[Sign]:
    """Yield a sign of one pattern for all lines without "&", then one for each other line."""
    yield (_as_pattern("|".join(line for line in lines if " & " not in line), words),)
    for line in lines:
        if " & " in line:
            yield tuple(_as_pattern(part, words) for part in line.split(" & "))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})(?!\w)")


def _as_pattern(sign: str, words: Mapping[str, str]) -> re.Pattern[str]:
    while any(name in sign for name in words):
        for name, group in words.items():
            sign = sign.replace(name, f"(?:{group})")
    return _compiled(sign.replace("*", r"\w*").replace("~", r"(?:[\w']+ ){0,3}"))

"""People as a referrer writes them down in one line - "Jo Reed, mother, 07700 900123" - read without losing a word."""

import re
from dataclasses import dataclass

from models.contact import Side
from models.names import clean

MOST, MOST_PEOPLE = 120, 20
NOBODY = frozenset(
    {"none", "none known", "not known", "unknown", "nobody", "no one", "no contact known", "n/a", "na", "-"}
)
EMAIL = re.compile(r"[^@\s,;<>()]+@[^@\s,;<>()]+\.[^@\s,;<>().]+")
PHONE = re.compile(
    r"(?:\b(?:tel|phone|mob|mobile)\.?:? ?)?"
    r"(?<![\w@])(?=(?:[ ().\-/+]*\d){6})(\+?\(?\d[\d ().\-/]{5,18}\d(?:,? ?(?:x|ext\.?|extension) ?\d{1,6})?)(?!\w)",
    re.ASCII | re.IGNORECASE,
)
BETWEEN = re.compile(r"[,;()]| [-–] ")
INTERPRETER = re.compile(
    r"(?:needs an? )?(?:interpreter(?: needed)?(?: for|:)? ?(?P<after>\w{0,60})|(?P<before>\w{1,60}) interpreter)",
    re.IGNORECASE,
)
# Only where they are all that stands between two commas: "do not contact before 9" is something else.
FLAGS = {
    "do not contact": "do_not_contact",
    "don't contact": "do_not_contact",
    "do not ring": "do_not_contact",
    "do not call": "do_not_contact",
    "no contact": "do_not_contact",
    "address withheld": "address_withheld",
    "withhold address": "address_withheld",
    "parental responsibility": "parental_responsibility",
    "has parental responsibility": "parental_responsibility",
    "pr": "parental_responsibility",
}
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


@dataclass(frozen=True)
class ContactGiven:
    """A person around the pupil, as a form names them."""

    name: str
    side: Side = Side.FAMILY
    relation: str | None = None
    phone: str | None = None
    email: str | None = None
    parental_responsibility: bool = False
    do_not_contact: bool = False
    address_withheld: bool = False
    interpreter: str | None = None


def read_person(text: str, side: Side = Side.FAMILY) -> ContactGiven | None:
    """One line as one person; None for "none known". What is not understood stays with the name or the relation."""
    line = clean(text)
    if line.casefold().rstrip(".") in NOBODY or not line:
        return None
    rest, email = _pulled(EMAIL, line)
    rest, phone = _pulled(PHONE, rest)
    parts = [part for piece in BETWEEN.split(rest) if (part := piece.strip(" :.-–"))]
    flags = {FLAGS[part.casefold()]: True for part in parts if part.casefold() in FLAGS}
    parts = [part for part in parts if part.casefold() not in FLAGS]
    parts, interpreter = _without_interpreter(parts)
    name, relation = _name_and_relation(parts)
    if len(relation) > 80:
        name, relation = line, ""
    return ContactGiven(
        name=name or email or phone or line,
        side=side,
        relation=relation or None,
        phone=phone,
        email=email,
        interpreter=interpreter,
        **flags,
    )


def read_people(text: str, side: Side = Side.FAMILY) -> tuple[ContactGiven, ...]:
    """A line each. ValueError, in words for the screen, where a line is no one person or there are too many."""
    people: list[ContactGiven] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if len(clean(line)) > MOST:
            raise ValueError(f"Line {number} has more than {MOST} letters. Give each person a line of their own.")
        person = read_person(line, side)
        people += [person] if person else []
        if len(people) > MOST_PEOPLE:
            raise ValueError(f"That is more than {MOST_PEOPLE} people. Add the others on the pupil's page.")
    return tuple(people)


def _pulled(what: re.Pattern[str], text: str) -> tuple[str, str | None]:
    """The text with the first match taken out, and the match."""
    found = what.search(text)
    if found is None:
        return text, None
    return f"{text[: found.start()]},{text[found.end() :]}", (found.group(1) if what.groups else found.group()).strip()


def _without_interpreter(parts: list[str]) -> tuple[list[str], str | None]:
    for part in parts:
        found = INTERPRETER.fullmatch(part)
        if found and part.casefold() != "no interpreter":
            return [other for other in parts if other != part], found["after"] or found["before"] or "needed"
    return parts, None


def _name_and_relation(parts: list[str]) -> tuple[str, str]:
    relations = [part for part in parts if _is_relation(part)]
    others = [part for part in parts if part not in relations]
    if not others:
        return (relations[0] if relations else ""), ", ".join(relations[1:])
    name, *more = others
    if not relations:
        name, found = _split_at_relation(name)
        relations = [found] if found else []
    return name, ", ".join([*relations, *more])


def _is_relation(part: str) -> bool:
    words = part.casefold().replace("-", " ").split()
    return bool(RELATIONS & set(words)) and all(word in RELATIONS | ABOUT_RELATIONS for word in words)


def _split_at_relation(name: str) -> tuple[str, str]:
    """ "Jo Reed foster carer" - the relation at the end, if there is one and a name before it."""
    words = name.split()
    for start in range(1, len(words)):
        if _is_relation(" ".join(words[start:])):
            return " ".join(words[:start]), " ".join(words[start:])
    return name, ""

"""Reading people from lines such as "Jo Reed, mother, 07700 900123", without losing a word."""

import re
from dataclasses import dataclass

from models.contacts.phones import JOINERS, SEVERAL, pull_phones
from models.contacts.relations import is_relation, mentions_relation, split_relation
from models.contacts.several import BETWEEN, EMAIL, separate
from models.contacts.warnings import SAY_PLAINLY, WHOSE, pull_death, pull_warnings
from models.tables.contact import Side
from models.text import clean

MOST, MOST_PEOPLE = 120, 20
NOBODY = frozenset(
    {"none", "none known", "not known", "unknown", "nobody", "no one", "no contact known", "n/a", "na", "-"}
)
# A line that begins so and holds neither number nor e-mail is not a name: "not known - ask the school".
NOBODY_YET = re.compile(
    r"(?:none|not|nobody|no one|no contacts?) known\b"
    r"|(?:none|nobody|no one|unknown) (?:yet|so far|at present|at the moment|at this time|currently|for now)\b",
    re.IGNORECASE,
)
INTERPRETER = re.compile(
    r"(?:needs an? )?(?:interpreter(?: needed)?(?: for|:)? ?(?P<after>\w{0,60})|(?P<before>\w{1,60}) interpreter)",
    re.IGNORECASE,
)
FLAGS = {
    "parental responsibility": "parental_responsibility",
    "has parental responsibility": "parental_responsibility",
    "pr": "parental_responsibility",
}


@dataclass(frozen=True)
class ContactInput:
    """A person around the pupil, as a form gives them."""

    name: str
    side: Side = Side.FAMILY
    relation: str | None = None
    phone: str | None = None
    email: str | None = None
    parental_responsibility: bool = False
    do_not_contact: bool = False
    address_withheld: bool = False
    deceased: bool = False
    interpreter: str | None = None
    prefers: str | None = None
    address: str | None = None


def read_person(text: str, side: Side = Side.FAMILY) -> ContactInput | None:
    """Read one line as one person; None for "none known". Words not understood stay in the name or the relation.

    Raises ValueError, in words for the screen, if the line may hold a warning that cannot be read for certain.
    """
    line = clean(text)
    if line.casefold().rstrip(".") in NOBODY or not line:
        return None
    email = EMAIL.search(line)
    rest, phone = pull_phones(EMAIL.sub(",", line, count=1))
    if NOBODY_YET.match(line) and not (email or phone):
        return None
    rest, flags = pull_warnings(rest)
    rest, died = pull_death(rest)
    parts = [clean(part) for piece in BETWEEN.split(rest) if (part := piece.strip(" :.!-–"))]
    flags |= {FLAGS[part.casefold()]: True for part in parts if part.casefold() in FLAGS}
    parts = [part for part in parts if part.casefold() not in FLAGS and part.casefold() not in JOINERS]
    parts, interpreter = _without_interpreter(parts)
    if phone and SEVERAL in phone and sum(map(mentions_relation, parts)) > 1:
        raise ValueError(WHOSE)
    name, relation = _name_and_relation(parts)
    relation = ", ".join(filter(None, (relation, died)))
    if len(relation) > 80:
        name, relation = ", ".join(parts), ""
    address = email.group() if email else None
    if (flags.get("do_not_contact") or died is not None) and not (name or address or phone):
        raise ValueError(SAY_PLAINLY)
    return ContactInput(
        name=name or address or phone or line,
        side=side,
        relation=relation or None,
        phone=phone,
        email=address,
        deceased=died is not None,
        interpreter=interpreter,
        prefers=None,
        address=None,
        **flags,
    )


def read_line(text: str, side: Side = Side.FAMILY) -> list[ContactInput]:
    """Read a line that may hold several people. Raises ValueError as `read_person` does."""
    people = (read_person(part, side) for part in separate(clean(text)))
    return [person for person in people if person is not None]


def read_people(text: str, side: Side = Side.FAMILY) -> tuple[ContactInput, ...]:
    """Read the people of each line. Raises ValueError, in words for the screen, for a bad line or too many people."""
    people: list[ContactInput] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if len(clean(line)) > MOST:
            raise ValueError(f"Line {number} has more than {MOST} characters. Put each person on a separate line.")
        try:
            people += read_line(line, side)
        except ValueError as wrong:
            raise ValueError(f"Line {number}: {wrong}") from None
        if len(people) > MOST_PEOPLE:
            raise ValueError(f"That is more than {MOST_PEOPLE} people. Add the rest on the pupil's page.")
    return tuple(people)


def _without_interpreter(parts: list[str]) -> tuple[list[str], str | None]:
    for part in parts:
        found = INTERPRETER.fullmatch(part)
        if found and part.casefold() != "no interpreter":
            return [other for other in parts if other != part], found["after"] or found["before"] or "needed"
    return parts, None


def _name_and_relation(parts: list[str]) -> tuple[str, str]:
    relations = [part for part in parts if is_relation(part)]
    others = [part for part in parts if part not in relations]
    if not others:
        return (relations[0] if relations else ""), ", ".join(relations[1:])
    name, *more = others
    if not relations:
        name, found = split_relation(name)
        relations = [found] if found else []
    return name, ", ".join([*relations, *more])

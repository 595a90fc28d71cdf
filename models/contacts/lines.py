"""Reading people from lines such as "Jo Reed, mother, 07700 900123", without losing a word."""

import re
from dataclasses import dataclass

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
# They count only at the end of a part of the line: "do not contact before 9" means something else.
MINDED = re.compile(
    r"(?<!\w)(?:(?P<do_not_contact>(?:please )?(?:(?:do not|don['’]?t|never) (?:contact|ring|call|phone|text|approach)"
    r"(?: (?:him|her|them))?|(?:(?:he|she|they|who) )?(?:(?:must|should|may) not be|(?:is |are )?not to be)"
    r" (?:contacted|rung|called|phoned|texted|approached)|no contact(?: (?:is )?(?:allowed|permitted))?)"
    r"(?: (?:please|at all|ever|under any circumstances))?)"
    r"|(?P<address_withheld>(?:withhold (?:the |his |her |their )?address|address (?:is |to be |must be )?withheld)))"
    r"(?=\s*(?:[,;:()/!?]|\.(?:\s|$)|[-–]\s|$))",
    re.IGNORECASE,
)
# Words that may be such a warning but were not read as one: nobody must be rung because of how a line is worded.
DOUBTFUL = re.compile(
    r"(?:\b(?:not|never|dont|cannot)|n['’]t)"
    r"(?: (?:be|to|ever|make|have|attempt|try|directly|please|under|any|circumstances))*"
    r" (?:(?:contact|ring|call|phone|text|approach|e-?mail)(?:ed)?|rung|(?:speak|write) (?:to|with)|disclose|share)\b"
    r"|\b(?:no|non|avoid|without)(?: (?:direct|further|any|more|court|unsupervised))*[ -]"
    r"(?:contact(?! (?:number|detail|info))|(?:phone )?calls)"
    r"|\bcontact\w*(?: (?:is|are|was|has|been))* (?:not (?!known)|barred|forbidden|prohibited|banned|refused)"
    r"|\bwithh[eo]ld|\baddress\w*(?: (?:is|to|be|must|kept))* (?:secret|confidential|hidden|private)"
    r"|\b(?:secret|confidential) address",
    re.IGNORECASE,
)
SAY_PLAINLY = (
    'Must nobody contact this person, or is their address confidential? Write "do not contact" or '
    '"address withheld" between commas after the name, for example: Mark Reed, father, do not contact. '
    "If neither, use other words, for example: ring after 9."
)
# With one of these words before it, a warning may be about somebody else: "the boy has no contact".
# fmt: off
CLAUSE = frozenset((
    "has", "have", "had", "is", "are", "was", "were", "be", "with", "and", "or", "but", "if", "when", "until",
    "unless", "says", "said", "asks", "asked", "wants", "to", "not", "who",
))
# fmt: on
FLAGS = {
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
    interpreter: str | None = None
    prefers: str | None = None


def read_person(text: str, side: Side = Side.FAMILY) -> ContactInput | None:
    """Read one line as one person; None for "none known". Words not understood stay in the name or the relation.

    Raises ValueError, in words for the screen, if the line may hold a warning that cannot be read for certain.
    """
    line = clean(text)
    if line.casefold().rstrip(".") in NOBODY or not line:
        return None
    rest, email = _pulled(EMAIL, line)
    rest, phone = _pulled(PHONE, rest)
    if NOBODY_YET.match(line) and not (email or phone):
        return None
    rest, flags = _minded(rest)
    parts = [part for piece in BETWEEN.split(rest) if (part := piece.strip(" :.!-–"))]
    flags |= {FLAGS[part.casefold()]: True for part in parts if part.casefold() in FLAGS}
    parts = [part for part in parts if part.casefold() not in FLAGS]
    parts, interpreter = _without_interpreter(parts)
    name, relation = _name_and_relation(parts)
    if len(relation) > 80:
        name, relation = ", ".join(parts), ""
    if flags.get("do_not_contact") and not (name or email or phone):
        raise ValueError(SAY_PLAINLY)
    return ContactInput(
        name=name or email or phone or line,
        side=side,
        relation=relation or None,
        phone=phone,
        email=email,
        interpreter=interpreter,
        prefers=None,
        **flags,
    )


def read_people(text: str, side: Side = Side.FAMILY) -> tuple[ContactInput, ...]:
    """Read a person from each line. Raises ValueError, in words for the screen, for a bad line or too many people."""
    people: list[ContactInput] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if len(clean(line)) > MOST:
            raise ValueError(f"Line {number} has more than {MOST} characters. Put each person on a separate line.")
        try:
            person = read_person(line, side)
        except ValueError as wrong:
            raise ValueError(f"Line {number}: {wrong}") from None
        people += [person] if person else []
        if len(people) > MOST_PEOPLE:
            raise ValueError(f"That is more than {MOST_PEOPLE} people. Add the rest on the pupil's page.")
    return tuple(people)


def _pulled(what: re.Pattern[str], text: str) -> tuple[str, str | None]:
    """Return the text with a comma in place of the first match, and the match or None."""
    found = what.search(text)
    if found is None:
        return text, None
    return f"{text[: found.start()]},{text[found.end() :]}", (found.group(1) if what.groups else found.group()).strip()


def _minded(text: str) -> tuple[str, dict[str, bool]]:
    """Return the text without its plain warnings, and the warnings. Raises ValueError if one is in doubt."""
    flags: dict[str, bool] = {}

    def taken(found: re.Match[str]) -> str:
        if not _is_said_of_the_person(text[: found.start()]):
            return found.group()
        flags[str(found.lastgroup)] = True
        return ","

    left = MINDED.sub(taken, text)
    if DOUBTFUL.search(left):
        raise ValueError(SAY_PLAINLY)
    return left, flags


def _is_said_of_the_person(before: str) -> bool:
    """Return whether a warning after this text is about the line's person, not about somebody else.

    That is so after a comma, the name or the relation.
    """
    *earlier, last = (piece.strip(" :.-–") for piece in re.split(r"[,;:()/!?]|\. | [-–] ", before))
    named = [piece for piece in earlier if piece]
    if not last:
        return True
    if _is_relation(last):
        return not any(RELATIONS & set(piece.casefold().split()) for piece in named)
    return all(map(_is_relation, named)) and not CLAUSE & set(last.casefold().split())


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
    """Split the relation off the end of a name, as in "Jo Reed foster carer"; it is empty if there is none."""
    words = name.split()
    for start in range(1, len(words)):
        if _is_relation(" ".join(words[start:])):
            return " ".join(words[:start]), " ".join(words[start:])
    return name, ""

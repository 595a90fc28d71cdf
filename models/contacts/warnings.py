"""What a line says that nobody may overlook: do not contact, address withheld, and that somebody has died."""

import re

from models.contacts.relations import RELATIONS, is_relation

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
DIED = re.compile(
    r"(?<!\w)(?:(?:is|was|are|has|have|had|now|sadly|recently|since) )*"
    r"(?:deceased|dec['’]?d|died|dead|passed (?:away|on)|r\.?i\.?p)(?!\w)\.?(?P<when>[^,;:.()]*)"
    r"|(?<!\w)the late (?=(?-i:[A-Z]))|(?<!\w)late (?=(?:mother|father|mum|dad|gran|nan)(?!\w))"
    r"|(?<=\()d\. ?(?:19|20)\d\d(?=\))",
    re.IGNORECASE,
)
WHO_DIED = (
    'Who has died? Write each person on their own, with "deceased" after the name, for example: Mark Reed, father, '
    "deceased. If nobody has, use other words."
)
WHOSE = "Whose number is whose? Write each person on a separate line, with their own number."


def pull_warnings(text: str) -> tuple[str, dict[str, bool]]:
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
    if is_relation(last):
        return not any(RELATIONS & set(piece.casefold().split()) for piece in named)
    return all(map(is_relation, named)) and not CLAUSE & set(last.casefold().split())


def pull_death(text: str) -> tuple[str, str | None]:
    """Return the text without a plain word that its person has died, and what it says of when; None if it has none.

    Raises ValueError if it may be said of somebody else.
    """
    found = DIED.search(text)
    if found is None:
        return text, None
    before, when = text[: found.start()].rstrip(" ("), (found["when"] or "").strip(" -–")
    others = RELATIONS & set(re.findall(r"\w+", f"{before} {when} {text[found.end() :]}".casefold()))
    if len(others) > 1 or not _is_said_of_the_person(before) or DIED.search(text, found.end()):
        raise ValueError(WHO_DIED)
    return f"{text[: found.start()]},{text[found.end() :]}", found.group().strip() if when else ""

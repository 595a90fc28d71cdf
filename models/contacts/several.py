"""Where one person of a line ends and the next begins, as in "Dad (deceased). Aunt Sara Reed 01632 960002"."""

import re
from collections.abc import Iterator

from models.contacts.phones import pull_phones
from models.contacts.relations import is_named, is_relation, split_relation
from models.contacts.warnings import DIED

EMAIL = re.compile(r"[^@\s,;<>()]+@[^@\s,;<>()]+\.[^@\s,;<>().]+")
BETWEEN = re.compile(r"[,;()]| [-–] ")
# After a comma, or nothing but a space, somebody else begins only once the first is known well enough to be rung.
BOUNDARY = re.compile(
    r"(?P<plain>\s*;\s*|(?<=[\w)])(?<!\bMr)(?<!\bMs)(?<!\bMrs)(?<!\bDr)(?<!\bSt)\.\s+|\s+(?:and|&|/|or)\s+|\s*\+\s+|\s*\|\s*)|\s*,\s*|(?<=\))\s+",
    re.IGNORECASE,
)


def separate(line: str) -> Iterator[str]:
    """Yield the part of a line that each person has."""
    start = 0
    for boundary in BOUNDARY.finditer(line):
        known = line[start : boundary.start()]
        if _is_complete(known, is_plain=bool(boundary["plain"])) and _begins_somebody(line[boundary.end() :]):
            yield known
            start = boundary.end()
    yield line[start:]


def _is_complete(text: str, *, is_plain: bool) -> bool:
    """Return whether a text has a person in it: what they are to the pupil, and a name or how to reach them."""
    rest, is_known = _bare(text)
    parts = [split_relation(part) for part in _parts(rest)]
    has_relation = any(relation for _, relation in parts)
    has_name = any(is_named(name.split()) for name, _ in parts)
    return has_relation and (is_known or (has_name and is_plain))


def _begins_somebody(text: str) -> bool:
    """Return whether a text begins with a name beside a relation, or with a relation that can be reached or died."""
    parts = _parts(BOUNDARY.sub(", ", text))
    first, second = (*parts[:2], "", "")[:2]
    bare, is_known = _bare(first)
    name, relation = split_relation(next(iter(_parts(bare)), ""))
    if relation and not name:
        return is_known or DIED.fullmatch(second) is not None
    return is_named(name.split()) and bool(relation or is_relation(_bare(second)[0].strip(" ,")))


def _bare(text: str) -> tuple[str, bool]:
    """Return a text without numbers, addresses and "deceased", and whether it had one of them."""
    rest, phone = pull_phones(EMAIL.sub(",", text))
    bare = DIED.sub(",", rest)
    return bare, phone is not None or bare != rest or EMAIL.search(text) is not None


def _parts(text: str) -> list[str]:
    return [part for piece in BETWEEN.split(text) if (part := piece.strip(" :.!-–"))]

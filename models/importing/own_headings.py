"""The headings that a service adds to those that every import knows, a line for each."""

from collections.abc import Mapping

from models.errors import Refused
from models.importing.headings import KINDS, field_of, plain


def parse_headings(text: str) -> dict[str, str]:
    """Read lines such as "Legal Sname = Surname" into fields by heading. Raises Refused for a line that names none."""
    found: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        theirs, _, ours = map(plain, line.partition("="))
        if not line.strip():
            continue
        field = next((name for kind in KINDS if (name := field_of(kind, ours))), None)
        if not theirs or field is None:
            raise Refused(f"Line {number} does not end in a heading of the templates.", field="lines")
        found[theirs] = field
    return found


def written(headings: Mapping[str, str]) -> str:
    """Return headings as the lines from which they are read."""
    return "\n".join(f"{theirs} = {_heading(field)}" for theirs, field in sorted(headings.items()))


def _heading(field: str) -> str:
    name, _, number = field.partition(":")
    for kind in KINDS:
        if name in kind.headings:
            return kind.headings[name][0]
        if name in kind.parts:
            return f"contact {number} {kind.parts[name][0]}".replace("  ", " ")
    return field

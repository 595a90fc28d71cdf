"""Error messages for a form, in plain English, by field."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from models.errors import Refused

NEEDED = "This is needed."
UNCLEAR = "This could not be read. Try again."

_TEXTS = {
    "missing": NEEDED,
    "string_too_long": "At most {max_length} characters.",
    "string_too_short": "At least {min_length} characters.",
    "greater_than_equal": "At least {ge}.",
    "less_than_equal": "At most {le}.",
    "greater_than": "More than {gt}.",
    "less_than": "Less than {lt}.",
    "too_long": "At most {max_length}.",
    "too_short": "At least {min_length}.",
    "int_from_float": "Give a whole number.",
    "enum": "Choose one from the list.",
    "literal_error": "Choose one from the list.",
}
_BY_START = {
    "date": "Give a date.",
    "time": "Give a time, for example 09:30.",
    "int": "Give a whole number.",
    "float": "Give a number.",
    "decimal": "Give a number.",
    "finite": "Give a number.",
    "bool": "Answer yes or no.",
    "string": "Write something here.",
}


class NotOurs(Refused, ValueError):
    """A view does not carry what our forms carry: the form is out of date, or somebody has altered it."""

    def __init__(self) -> None:
        super().__init__("This form is out of date. Close it and open it again.")


class FieldError(ValueError):
    """A rule between fields is broken. Raised in a model_validator; the text is shown under `field`."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field
        self.text = text


def explain(error: ValidationError, first: str) -> dict[str, str]:
    """Return the first error of each field as text; an error of no field goes to the field `first`."""
    texts: dict[str, str] = {}
    for found in error.errors(include_url=False, include_input=False):
        texts.setdefault(_field(found) or first, _text(found))
    return texts


def _cause(found: ErrorDetails) -> object:
    return found.get("ctx", {}).get("error")


def _field(found: ErrorDetails) -> str:
    cause = _cause(found)
    if isinstance(cause, FieldError):
        return cause.field
    return str(found["loc"][0]) if found["loc"] else ""


def _text(found: ErrorDetails) -> str:
    cause, kind = _cause(found), found["type"]
    if isinstance(cause, ValueError):
        return str(cause) or UNCLEAR
    if kind in _TEXTS:
        return _filled(_TEXTS[kind], found.get("ctx", {}))
    return _BY_START.get(kind.partition("_")[0], UNCLEAR)


def _filled(text: str, facts: Mapping[str, Any]) -> str:
    return text.format_map(facts)

"""Kinds of field, from Slack's element to a checked value and back; and the kinds that hold text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import NoneType
from typing import Any, ClassVar, Self, get_args

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from models.contacts.phones import MOST as MOST_OF_PHONES
from models.contacts.phones import phones_alone
from models.text import clean

Stored = str | bool | list[str] | None
Labels = dict[str, str]
TYPED = "form.typed"


@dataclass(frozen=True)
class Field:
    """A kind of field, declared in a form as `Annotated[type, Kind("Label")]`. `hint` is shown below the input."""

    label: str
    hint: str = field(default="", kw_only=True)
    takes_focus: ClassVar[bool] = True
    is_written: ClassVar[bool] = False  # typed letter by letter; Slack reports each letter

    @property
    def action_id(self) -> str:
        return TYPED

    def bound(self, annotation: object) -> Self:  # noqa: ARG002 - choices read their options from the type
        """Return the kind completed with what the annotation of its field says, such as the options of an enum."""
        return self

    def element(self, raw: Stored, labels: Labels) -> dict[str, Any]:  # noqa: ARG002 - look-ups alone need labels
        """Return Slack's element, filled with `raw`; `labels` are the texts of looked-up ids."""
        return self.showing(raw)

    def showing(self, raw: Stored) -> dict[str, Any]:
        """Return Slack's element, filled with `raw` unless Slack would refuse it as an initial value."""
        raise NotImplementedError

    def typed(self, state: dict[str, Any]) -> Stored:
        """Return what was typed or chosen, from Slack's state of the element, fit for JSON and for a database."""
        raise NotImplementedError

    def labels(self, state: dict[str, Any]) -> Labels:  # noqa: ARG002 - only look-ups show texts for the ids they hold
        """Return the texts of looked-up ids, from Slack's state of the element."""
        return {}

    def raw(self, value: object) -> Stored:
        """Return a value of the field's type in the form that a draft stores."""
        return None if value is None else str(value)

    def said(self, raw: Stored, labels: Labels) -> str:  # noqa: ARG002 - look-ups alone need labels
        """Return a stored value in words for the screen; "" if it has none."""
        return raw if isinstance(raw, str) else ""

    def is_empty(self, raw: Stored) -> bool:
        return raw is None or raw == []

    def parse(self, value: object) -> object:
        """Clean or check a stored value before pydantic converts it. Raises ValueError with words for the screen."""
        return value

    def check(self, value: Any) -> Any:
        """Check a value that pydantic has converted. Raises ValueError with words for the screen."""
        return value

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        parsed = core_schema.no_info_before_validator_function(self.parse, handler(source))
        return core_schema.no_info_after_validator_function(self._check_given, parsed)

    def _check_given(self, value: object) -> object:
        return None if value is None else self.check(value)


def opened(element: Mapping[str, Any]) -> dict[str, Any]:
    """Return Slack's state of an element that nobody has touched since it was shown."""
    return {
        name if name == "value" else f"selected_{name}": shown
        for key, shown in element.items()
        if (name := key.removeprefix("initial_")) != key
    }


def is_optional(annotation: object) -> bool:
    return NoneType in get_args(annotation)


def storable(text: object) -> str | None:
    """Return `text` without what a database or UTF-8 cannot hold: NUL and half characters; None if nothing is left."""
    if not isinstance(text, str):
        return None
    return text.replace("\x00", "").encode("utf-8", "ignore").decode() or None


def clean_lines(text: str) -> str:
    """Clean each line of a text, keep the line breaks, and drop empty lines at the start and the end."""
    return "\n".join(clean(line) for line in text.splitlines()).strip("\n")


@dataclass(frozen=True)
class Text(Field):
    """A line of text, or several lines with `long`."""

    long: bool = field(default=False, kw_only=True)
    max_length: int = field(default=0, kw_only=True)
    placeholder: str = field(default="", kw_only=True)
    is_written: ClassVar[bool] = True

    @property
    def most(self) -> int:
        return self.max_length or (3000 if self.long else 200)

    def showing(self, raw: Stored) -> dict[str, Any]:
        shown: dict[str, Any] = {"type": "plain_text_input", "action_id": self.action_id, "multiline": self.long}
        shown["max_length"] = self.most
        if self.placeholder:
            shown["placeholder"] = {"type": "plain_text", "text": self.placeholder}
        text = (storable(raw) or "")[: self.most]
        return shown | ({"initial_value": text} if text else {})

    def typed(self, state: dict[str, Any]) -> Stored:
        return storable(state.get("value"))

    def is_empty(self, raw: Stored) -> bool:
        return not isinstance(raw, str) or not clean(raw)

    def parse(self, value: object) -> object:
        if not isinstance(value, str):
            return value
        return clean_lines(value) if self.long else clean(value)

    def check(self, value: Any) -> Any:
        if len(value) > self.most:
            raise ValueError(f"At most {self.most} characters.")
        return value


@dataclass(frozen=True)
class Email(Text):
    """A single e-mail address."""

    def showing(self, raw: Stored) -> dict[str, Any]:
        shown = {"type": "email_text_input", "action_id": self.action_id}
        text = storable(raw)
        return shown | ({"initial_value": text[: self.most]} if text else {})

    def check(self, value: Any) -> Any:
        if not re.fullmatch(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]+", value):
            raise ValueError("Give one email address, for example name@example.org.")
        return super().check(value)


@dataclass(frozen=True)
class Phone(Text):
    """A telephone number as people write it, with an extension if need be; or several."""

    max_length: int = field(default=MOST_OF_PHONES, kw_only=True)

    def check(self, value: Any) -> Any:
        phones = phones_alone(value)
        if phones is None:
            raise ValueError("Give a phone number: digits and spaces.")
        return super().check(phones)

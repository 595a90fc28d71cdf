"""Kinds of field that are typed: text, numbers, dates, each from Slack's element to a checked value and back."""

import re
from dataclasses import dataclass, field, replace
from datetime import date, time
from decimal import Decimal
from types import NoneType
from typing import Any, ClassVar, Self, get_args

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from models.names import clean

Raw = str | bool | list[str] | None
Labels = dict[str, str]
TYPED = "form.typed"


@dataclass(frozen=True)
class Kind:
    """`Annotated[type, Kind("Label")]` in a form. `hint` stands below the input."""

    label: str
    hint: str = field(default="", kw_only=True)
    is_written: ClassVar[bool] = False  # letter by letter, so that the bot is told of every one

    @property
    def action_id(self) -> str:
        return TYPED

    def bound(self, annotation: object) -> Self:  # noqa: ARG002 - choices read their options from the type
        """The kind with what only the field's type can tell it."""
        return self

    def element(self, raw: Raw, labels: Labels) -> dict[str, Any]:  # noqa: ARG002 - look-ups alone need labels
        """Slack's element, showing `raw`."""
        return self.showing(raw)

    def showing(self, raw: Raw) -> dict[str, Any]:
        """Slack's element; what Slack would refuse as an initial value is left out."""
        raise NotImplementedError

    def typed(self, state: dict[str, Any]) -> Raw:
        """What Slack's state of the element says, fit for JSON and for a database."""
        raise NotImplementedError

    def labels(self, state: dict[str, Any]) -> Labels:  # noqa: ARG002 - only look-ups show other than they hold
        return {}

    def raw(self, value: object) -> Raw:
        """A typed value as Slack's state would have it."""
        return None if value is None else str(value)

    def is_empty(self, raw: Raw) -> bool:
        return raw is None or raw == []

    def parse(self, value: object) -> object:
        """Before pydantic sees it; ValueError says what to do, in words for the screen."""
        return value

    def check(self, value: Any) -> Any:  # noqa: ANN401 - whatever type the field has
        """After pydantic made it the field's type."""
        return value

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:  # noqa: ANN401 - pydantic's own
        parsed = core_schema.no_info_before_validator_function(self.parse, handler(source))
        return core_schema.no_info_after_validator_function(self._check_given, parsed)

    def _check_given(self, value: object) -> object:
        return None if value is None else self.check(value)


def is_optional(annotation: object) -> bool:
    return NoneType in get_args(annotation)


def storable(text: object) -> str | None:
    """`text` without what a database or UTF-8 cannot hold: NUL and halves of characters."""
    if not isinstance(text, str):
        return None
    return text.replace("\x00", "").encode("utf-8", "ignore").decode() or None


def clean_lines(text: str) -> str:
    """Each line cleaned as a name is, the line breaks kept, no empty lines around."""
    return "\n".join(clean(line) for line in text.splitlines()).strip("\n")


@dataclass(frozen=True)
class Text(Kind):
    """One line, or with `long` several."""

    long: bool = field(default=False, kw_only=True)
    min_length: int = field(default=0, kw_only=True)
    max_length: int = field(default=0, kw_only=True)
    placeholder: str = field(default="", kw_only=True)
    is_written: ClassVar[bool] = True

    @property
    def most(self) -> int:
        return self.max_length or (3000 if self.long else 200)

    def showing(self, raw: Raw) -> dict[str, Any]:
        shown: dict[str, Any] = {"type": "plain_text_input", "action_id": self.action_id, "multiline": self.long}
        shown["max_length"] = self.most
        if self.min_length:
            shown["min_length"] = self.min_length
        if self.placeholder:
            shown["placeholder"] = {"type": "plain_text", "text": self.placeholder}
        text = storable(raw)
        return shown | ({"initial_value": text[: self.most]} if text else {})

    def typed(self, state: dict[str, Any]) -> Raw:
        return storable(state.get("value"))

    def is_empty(self, raw: Raw) -> bool:
        return not isinstance(raw, str) or not clean(raw)

    def parse(self, value: object) -> object:
        if not isinstance(value, str):
            return value
        return clean_lines(value) if self.long else clean(value)

    def check(self, value: Any) -> Any:  # noqa: ANN401 - of the field's type
        if len(value) > self.most:
            raise ValueError(f"At most {self.most} characters.")
        if len(value) < self.min_length:
            raise ValueError(f"At least {self.min_length} characters.")
        return value


@dataclass(frozen=True)
class Email(Text):
    """One e-mail address."""

    def showing(self, raw: Raw) -> dict[str, Any]:
        shown = {"type": "email_text_input", "action_id": self.action_id}
        text = storable(raw)
        return shown | ({"initial_value": text[:254]} if text else {})

    def check(self, value: Any) -> Any:  # noqa: ANN401 - of the field's type
        if len(value) > 254 or not re.fullmatch(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]+", value):
            raise ValueError("Give one e-mail address, please, such as name@example.org.")
        return value


@dataclass(frozen=True)
class Phone(Text):
    """A telephone number as people write it, with an extension if need be."""

    max_length: int = field(default=40, kw_only=True)

    def check(self, value: Any) -> Any:  # noqa: ANN401 - of the field's type
        if not re.fullmatch(
            r"\+?[\d ().\-/]{3,30}(,? ?(x|ext\.?|extension) ?\d{1,6})?", value, re.ASCII | re.IGNORECASE
        ):
            raise ValueError("Give a phone number, please: digits and spaces.")
        return super().check(value)


@dataclass(frozen=True)
class Number(Kind):
    """A whole number where the field is an int; else decimals are allowed."""

    min: int | None = field(default=None, kw_only=True)
    max: int | None = field(default=None, kw_only=True)
    decimals: bool = field(default=False, kw_only=True)
    is_written: ClassVar[bool] = True

    def bound(self, annotation: object) -> Self:
        return replace(self, decimals=int not in (get_args(annotation) or (annotation,)))

    def showing(self, raw: Raw) -> dict[str, Any]:
        shown: dict[str, Any] = {"type": "number_input", "action_id": self.action_id}
        shown["is_decimal_allowed"] = self.decimals
        limits = {"min_value": self.min, "max_value": self.max}
        shown |= {name: str(limit) for name, limit in limits.items() if limit is not None}
        return shown | ({"initial_value": raw} if self._is_shown(raw) else {})

    def _is_shown(self, raw: Raw) -> bool:
        pattern = r"-?\d{1,15}(\.\d{1,6})?" if self.decimals else r"-?\d{1,15}"
        if not isinstance(raw, str) or not re.fullmatch(pattern, raw, re.ASCII):
            return False
        return self._problem(Decimal(raw)) is None

    def _problem(self, number: Any) -> str | None:  # noqa: ANN401 - int, float or Decimal
        if self.min is not None and number < self.min:
            return f"At least {self.min}, please."
        if self.max is not None and number > self.max:
            return f"At most {self.max}, please."
        return None

    def typed(self, state: dict[str, Any]) -> Raw:
        return storable(state.get("value"))

    def is_empty(self, raw: Raw) -> bool:
        return not isinstance(raw, str) or not raw.strip()

    def check(self, value: Any) -> Any:  # noqa: ANN401 - of the field's type
        if problem := self._problem(value):
            raise ValueError(problem)
        return value


@dataclass(frozen=True)
class Day(Kind):
    """A date."""

    def showing(self, raw: Raw) -> dict[str, Any]:
        shown = {"type": "datepicker", "action_id": self.action_id}
        return shown | ({"initial_date": raw} if self._is_iso(raw) else {})

    def _is_iso(self, raw: object) -> bool:
        if not isinstance(raw, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", raw, re.ASCII):
            return False
        try:
            date.fromisoformat(raw)
        except ValueError:
            return False
        return True

    def typed(self, state: dict[str, Any]) -> Raw:
        return storable(state.get("selected_date"))

    def parse(self, value: object) -> object:
        if isinstance(value, str) and not self._is_iso(value):  # pydantic would take "1700000000" for a date
            raise ValueError("Give a date, please.")
        return value


@dataclass(frozen=True)
class Time(Kind):
    """A time of day, in school time."""

    def showing(self, raw: Raw) -> dict[str, Any]:
        shown = {"type": "timepicker", "action_id": self.action_id}
        return shown | ({"initial_time": raw} if self._is_time(raw) else {})

    def _is_time(self, raw: object) -> bool:
        return isinstance(raw, str) and re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", raw, re.ASCII) is not None

    def raw(self, value: object) -> Raw:
        return f"{value:%H:%M}" if isinstance(value, time) else super().raw(value)

    def typed(self, state: dict[str, Any]) -> Raw:
        return storable(state.get("selected_time"))

    def parse(self, value: object) -> object:
        if isinstance(value, str) and not self._is_time(value):
            raise ValueError("Give a time, please, such as 09:30.")
        return value

"""Kinds of field that hold a number, a date or a time of day."""

import re
from dataclasses import dataclass, field, replace
from datetime import date, time
from decimal import Decimal
from math import isfinite
from typing import Any, ClassVar, Self, get_args

from bot.forms.fields import Field, Labels, Stored, storable
from models.school.calendar import in_full


@dataclass(frozen=True)
class Number(Field):
    """A number within limits: a whole number if the field is an int, otherwise decimals are allowed."""

    min: int | None = field(default=None, kw_only=True)
    max: int | None = field(default=None, kw_only=True)
    decimals: bool = field(default=False, kw_only=True)
    is_written: ClassVar[bool] = True

    def bound(self, annotation: object) -> Self:
        """Return the kind, which allows decimals unless the type of its field is int."""
        return replace(self, decimals=int not in (get_args(annotation) or (annotation,)))

    def showing(self, raw: Stored) -> dict[str, Any]:
        shown: dict[str, Any] = {"type": "number_input", "action_id": self.action_id}
        shown["is_decimal_allowed"] = self.decimals
        if not self._is_number(raw):
            return shown | self._limits()
        if self._problem(Decimal(str(raw))):  # Slack shows no value outside its limits: check here instead
            return shown | {"initial_value": raw}
        return shown | self._limits() | {"initial_value": raw}

    def _limits(self) -> dict[str, str]:
        limits = {"min_value": self.min, "max_value": self.max}
        return {name: str(limit) for name, limit in limits.items() if limit is not None}

    def _is_number(self, raw: Stored) -> bool:
        pattern = r"-?\d{1,15}(\.\d{1,6})?" if self.decimals else r"-?\d{1,15}"
        return isinstance(raw, str) and re.fullmatch(pattern, raw, re.ASCII) is not None

    def _problem(self, number: Any) -> str | None:
        if self.min is not None and number < self.min:
            return f"At least {self.min}."
        if self.max is not None and number > self.max:
            return f"At most {self.max}."
        return None

    def raw(self, value: object) -> Stored:
        return str(int(value)) if isinstance(value, float) and value.is_integer() else super().raw(value)

    def typed(self, state: dict[str, Any]) -> Stored:
        return storable(state.get("value"))

    def is_empty(self, raw: Stored) -> bool:
        return not isinstance(raw, str) or not raw.strip()

    def check(self, value: Any) -> Any:
        if not isfinite(value):
            raise ValueError("Give a number.")
        if problem := self._problem(value):
            raise ValueError(problem)
        return value


@dataclass(frozen=True)
class Day(Field):
    """A date."""

    def showing(self, raw: Stored) -> dict[str, Any]:
        shown = {"type": "datepicker", "action_id": self.action_id}
        return shown | ({"initial_date": raw} if self._is_iso(raw) else {})

    def said(self, raw: Stored, labels: Labels) -> str:  # noqa: ARG002 - look-ups alone need labels
        day = date.fromisoformat(raw) if isinstance(raw, str) and self._is_iso(raw) else None
        return in_full(day) if day else ""

    def _is_iso(self, raw: object) -> bool:
        if not isinstance(raw, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", raw, re.ASCII):
            return False
        try:
            date.fromisoformat(raw)
        except ValueError:
            return False
        return True

    def typed(self, state: dict[str, Any]) -> Stored:
        return storable(state.get("selected_date"))

    def parse(self, value: object) -> object:
        if isinstance(value, str) and not self._is_iso(value):  # pydantic would take "1700000000" for a date
            raise ValueError("Give a date.")
        return value


@dataclass(frozen=True)
class Time(Field):
    """A time of day, in school time."""

    def showing(self, raw: Stored) -> dict[str, Any]:
        shown = {"type": "timepicker", "action_id": self.action_id}
        return shown | ({"initial_time": raw} if self._is_time(raw) else {})

    def _is_time(self, raw: object) -> bool:
        return isinstance(raw, str) and re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", raw, re.ASCII) is not None

    def raw(self, value: object) -> Stored:
        return f"{value:%H:%M}" if isinstance(value, time) else super().raw(value)

    def typed(self, state: dict[str, Any]) -> Stored:
        return storable(state.get("selected_time"))

    def parse(self, value: object) -> object:
        if isinstance(value, str) and not self._is_time(value):
            raise ValueError("Give a time, for example 09:30.")
        return value

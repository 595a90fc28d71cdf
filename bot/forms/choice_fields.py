"""Kinds of field that are chosen: options of ours, and records looked up."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, ClassVar, Self, get_args

from bot.forms.fields import Field, Labels, Stored, storable
from bot.slack import blocks

Options = tuple[tuple[str, str], ...]
CHOSEN_BEFORE = "Chosen before"


def _enum_in(annotation: object) -> type[StrEnum] | None:
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return annotation
    return next((found for part in get_args(annotation) if (found := _enum_in(part))), None)


def _options_of(annotation: object) -> Options:
    kinds = _enum_in(annotation)
    return () if kinds is None else tuple((kind.value, getattr(kind, "label", kind.value)) for kind in kinds)


def texts_in(raw: object) -> list[str]:
    """Each once, whether one stands there or a list."""
    listed = raw if isinstance(raw, (list, tuple, set, frozenset)) else [raw]
    return list(dict.fromkeys(text for each in listed if (text := storable(each))))


def _values(options: object) -> list[str]:
    """Of the options in Slack's state."""
    chosen = options if isinstance(options, list) else [options]
    return texts_in([option.get("value") for option in chosen if isinstance(option, dict)])


def several(value: object) -> Stored:
    """As a draft holds them."""
    return [str(each) for each in value] if isinstance(value, Iterable) and not isinstance(value, str) else None


@dataclass(frozen=True)
class _ChoiceField(Field):
    """`options` are (value, text); without them, the members of the field's StrEnum and their `label`."""

    options: Options = field(default=(), kw_only=True)
    placeholder: str = field(default="Choose", kw_only=True)
    most: ClassVar[int] = 100

    def bound(self, annotation: object) -> Self:
        bound = replace(self, options=tuple(self.options) or _options_of(annotation))
        if not 1 <= len(bound.options) <= self.most:
            raise ValueError(f"{self.label}: 1 to {self.most} options, and these are {len(bound.options)}.")
        if any(len(text) > 75 for _, text in bound.options):
            raise ValueError(f"{self.label}: an option has more than 75 letters.")
        return bound

    def offered(self) -> list[blocks.Option]:
        return [blocks.option(text, value) for value, text in self.options]

    def chosen(self, raw: Stored) -> list[blocks.Option]:
        """Only what is offered: Slack refuses any other."""
        offered = self.offered()
        return [found for value in texts_in(raw) if (found := blocks.option_named(offered, value))]

    def said(self, raw: Stored, labels: Labels) -> str:  # noqa: ARG002 - its options are its own
        return ", ".join(option["text"]["text"] for option in self.chosen(raw))

    def _check_offered(self, value: object) -> None:
        if str(value) not in {offered for offered, _ in self.options or ((str(value), ""),)}:
            raise ValueError("Choose one of those offered, please.")


@dataclass(frozen=True)
class Pick(_ChoiceField):
    """One of a few: a menu, or with `style="radio"` all in view."""

    style: str = field(default="menu", kw_only=True)

    def showing(self, raw: Stored) -> dict[str, Any]:
        initial = next(iter(self.chosen(raw)), None)
        if self.style == "radio" and len(self.options) <= 10:
            shown = {"type": "radio_buttons", "action_id": self.action_id, "options": self.offered()}
            return shown | ({"initial_option": initial} if initial else {})
        return blocks.static_select(self.action_id, self.offered(), placeholder=self.placeholder, initial=initial)

    def typed(self, state: dict[str, Any]) -> Stored:
        return next(iter(_values(state.get("selected_option"))), None)

    def check(self, value: Any) -> Any:
        self._check_offered(value)
        return value


@dataclass(frozen=True)
class YesOrNo(Pick):
    """For a `bool | None`: left open, nobody knows."""

    options: Options = field(default=(("yes", "Yes"), ("no", "No")), kw_only=True)

    def raw(self, value: object) -> Stored:
        return ("yes" if value else "no") if isinstance(value, bool) else super().raw(value)

    def check(self, value: Any) -> Any:
        return value


@dataclass(frozen=True)
class PickMany(_ChoiceField):
    """Any of a few: boxes to tick, or a menu where they are more than ten."""

    def showing(self, raw: Stored) -> dict[str, Any]:
        shown: dict[str, Any] = {"type": "checkboxes", "action_id": self.action_id, "options": self.offered()}
        if len(self.options) > 10:
            shown["type"] = "multi_static_select"
            shown["placeholder"] = blocks.plain_text(self.placeholder, 150)
        chosen = self.chosen(raw)
        return shown | ({"initial_options": chosen} if chosen else {})

    def typed(self, state: dict[str, Any]) -> Stored:
        return _values(state.get("selected_options"))

    def raw(self, value: object) -> Stored:
        return several(value)

    def check(self, value: Any) -> Any:
        for each in value:
            self._check_offered(each)
        return value


@dataclass(frozen=True)
class Tick(Field):
    """Yes or no: one box, with `text` beside it."""

    text: str = field(default="Yes", kw_only=True)

    def showing(self, raw: Stored) -> dict[str, Any]:
        yes = blocks.option(self.text, "yes")
        shown = {"type": "checkboxes", "action_id": self.action_id, "options": [yes]}
        return shown | ({"initial_options": [yes]} if raw is True else {})

    def typed(self, state: dict[str, Any]) -> Stored:
        return "yes" in _values(state.get("selected_options"))

    def raw(self, value: object) -> Stored:
        return value is True

    def said(self, raw: Stored, labels: Labels) -> str:  # noqa: ARG002 - it has one text
        return self.text if raw is True else ""

    def is_empty(self, raw: Stored) -> bool:
        return not isinstance(raw, bool)


@dataclass(frozen=True)
class Lookup(Field):
    """Records found as people type, by the handler of `lookup.<source>`; the value is an id, with `many` a list.

    `least` is how many letters it takes; with 0 everything is offered at once, where it is only a few.
    """

    source: str
    many: bool = field(default=False, kw_only=True)
    least: int = field(default=1, kw_only=True)
    placeholder: str = field(default="Type to search", kw_only=True)

    @property
    def action_id(self) -> str:
        return f"lookup.{self.source}"

    def element(self, raw: Stored, labels: Labels) -> dict[str, Any]:
        ids = [each for each in texts_in(raw) if len(each) <= 75]
        chosen = [blocks.option(labels.get(each) or CHOSEN_BEFORE, each) for each in ids]
        if not self.many:
            return blocks.external_select(
                self.action_id, placeholder=self.placeholder, initial=next(iter(chosen), None), least=self.least
            )
        one = blocks.external_select(self.action_id, placeholder=self.placeholder, least=self.least)
        shown = one | {"type": "multi_external_select"}
        return shown | ({"initial_options": chosen} if chosen else {})

    def typed(self, state: dict[str, Any]) -> Stored:
        return _values(state.get("selected_options")) if self.many else next(iter(self.labels(state)), None)

    def labels(self, state: dict[str, Any]) -> Labels:
        """What the person saw for each id that was chosen, so that it can be shown again on the way back."""
        options = state.get("selected_options") if self.many else [state.get("selected_option")]
        shown = [option for option in options or () if isinstance(option, dict) and storable(option.get("value"))]
        return {option["value"]: storable(option.get("text", {}).get("text")) or CHOSEN_BEFORE for option in shown}

    def said(self, raw: Stored, labels: Labels) -> str:
        return ", ".join(labels.get(each) or CHOSEN_BEFORE for each in texts_in(raw))

    def raw(self, value: object) -> Stored:
        return several(value) if self.many else super().raw(value)

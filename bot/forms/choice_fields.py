"""Kinds of field in which people choose: from options that the form declares, or from records found by a search."""

from collections.abc import Iterable, Mapping
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
    """Return the texts in a value or in a list of values, each once and in order."""
    listed = raw if isinstance(raw, (list, tuple, set, frozenset)) else [raw]
    return list(dict.fromkeys(text for each in listed if (text := storable(each))))


def things_in(state: object) -> list[dict[str, Any]]:
    """Return the options or files that a part of Slack's state holds, one or a list, and nothing else that is there."""
    return [each for each in (state if isinstance(state, list) else [state]) if isinstance(each, dict)]


def _values(options: object) -> list[str]:
    return texts_in([option.get("value") for option in things_in(options)])


def _text_of(option: Mapping[str, Any]) -> str | None:
    text = option.get("text")
    return storable(text.get("text")) if isinstance(text, dict) else None


def several(value: object) -> Stored:
    """Return several values as the list of texts that a draft holds; None for anything that is not several."""
    return [str(each) for each in value] if isinstance(value, Iterable) and not isinstance(value, str) else None


@dataclass(frozen=True)
class _ChoiceField(Field):
    """A choice from fixed options, given as (value, text); without them, those of the field's StrEnum."""

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
        """Return the options that were chosen, without any that is not offered: Slack refuses those."""
        offered = self.offered()
        return [found for value in texts_in(raw) if (found := blocks.option_named(offered, value))]

    def said(self, raw: Stored, labels: Labels) -> str:  # noqa: ARG002 - the options hold their own texts
        return ", ".join(option["text"]["text"] for option in self.chosen(raw))

    def _check_offered(self, value: object) -> None:
        if str(value) not in {offered for offered, _ in self.options or ((str(value), ""),)}:
            raise ValueError("Choose one from the list.")


@dataclass(frozen=True)
class Pick(_ChoiceField):
    """A choice of one option, from a menu; with `style="radio"` up to ten options are all in view."""

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
    """A choice of yes or no, for a `bool | None`; an empty field means that nobody knows."""

    options: Options = field(default=(("yes", "Yes"), ("no", "No")), kw_only=True)

    def raw(self, value: object) -> Stored:
        return ("yes" if value else "no") if isinstance(value, bool) else super().raw(value)

    def check(self, value: Any) -> Any:
        return value


@dataclass(frozen=True)
class PickMany(_ChoiceField):
    """A choice of any number of options: boxes to tick, or a menu for more than ten."""

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
    """A single box to tick, with `text` next to it."""

    text: str = field(default="Yes", kw_only=True)

    def showing(self, raw: Stored) -> dict[str, Any]:
        yes = blocks.option(self.text, "yes")
        shown = {"type": "checkboxes", "action_id": self.action_id, "options": [yes]}
        return shown | ({"initial_options": [yes]} if raw is True else {})

    def typed(self, state: dict[str, Any]) -> Stored:
        return "yes" in _values(state.get("selected_options"))

    def raw(self, value: object) -> Stored:
        return value is True

    def said(self, raw: Stored, labels: Labels) -> str:  # noqa: ARG002 - a tick has one text
        return self.text if raw is True else "not ticked"

    def is_empty(self, raw: Stored) -> bool:
        return not isinstance(raw, bool)


@dataclass(frozen=True)
class Lookup(Field):
    """A search for records, answered by the listener of `lookup.<source>`. The value is an id, or a list with `many`.

    `least` is the number of letters before the search begins; with 0 everything is offered at once.
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
        """Return the text that the person saw for each chosen id, so that the form can show it again."""
        options = things_in(state.get("selected_options" if self.many else "selected_option"))
        known = [(storable(option.get("value")), _text_of(option)) for option in options]
        return {value: text or CHOSEN_BEFORE for value, text in known if value}

    def said(self, raw: Stored, labels: Labels) -> str:
        return ", ".join(labels.get(each) or CHOSEN_BEFORE for each in texts_in(raw))

    def raw(self, value: object) -> Stored:
        return several(value) if self.many else super().raw(value)

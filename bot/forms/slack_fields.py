"""Kinds of field that Slack itself fills: people and channels, and files that are uploaded, by their Slack ids."""

import re
from dataclasses import dataclass, field
from typing import Any, ClassVar

from bot.forms.choice_fields import several, texts_in, things_in
from bot.forms.fields import Field, Labels, Stored, storable
from bot.slack import blocks


@dataclass(frozen=True)
class _SlackField(Field):
    """A choice that Slack itself offers; the value is a Slack id."""

    placeholder: str = field(default="Choose", kw_only=True)
    element_type: ClassVar[str]
    state_name: ClassVar[str]
    initial_name: ClassVar[str]
    ids: ClassVar[str] = r"[UW][A-Za-z0-9_-]{1,40}"
    other: ClassVar[str] = "another person"

    def _known(self, raw: Stored) -> list[str]:
        return [each for each in texts_in(raw) if re.fullmatch(self.ids, each, re.ASCII)]

    def showing(self, raw: Stored) -> dict[str, Any]:
        shown: dict[str, Any] = {"type": self.element_type, "action_id": self.action_id}
        shown["placeholder"] = blocks.plain_text(self.placeholder, 150)
        known = self._known(raw)
        return shown | ({self.initial_name: self._shown(known)} if known else {})

    def _shown(self, known: list[str]) -> str | list[str]:
        return known[0]

    def said(self, raw: Stored, labels: Labels) -> str:  # noqa: ARG002 - Slack alone knows their names
        return self.other if self._known(raw) else ""

    def typed(self, state: dict[str, Any]) -> Stored:
        return storable(state.get(self.state_name))


@dataclass(frozen=True)
class Person(_SlackField):
    """A choice of one person in the workspace; the value is a Slack user id."""

    placeholder: str = field(default="Choose a person", kw_only=True)
    element_type: ClassVar[str] = "users_select"
    state_name: ClassVar[str] = "selected_user"
    initial_name: ClassVar[str] = "initial_user"


@dataclass(frozen=True)
class People(_SlackField):
    """A choice of several people in the workspace; the value is a list of Slack user ids."""

    placeholder: str = field(default="Choose people", kw_only=True)
    element_type: ClassVar[str] = "multi_users_select"
    state_name: ClassVar[str] = "selected_users"
    initial_name: ClassVar[str] = "initial_users"

    def _shown(self, known: list[str]) -> str | list[str]:
        return known

    def said(self, raw: Stored, labels: Labels) -> str:  # noqa: ARG002 - Slack alone knows their names
        count = len(self._known(raw))
        return f"{count} {'person' if count == 1 else 'people'}" if count else ""

    def typed(self, state: dict[str, Any]) -> Stored:
        return texts_in(state.get(self.state_name) or [])

    def raw(self, value: object) -> Stored:
        return several(value)


@dataclass(frozen=True)
class Room(_SlackField):
    """A choice of channel. Public channels are offered too, so that the refusal can say why they are not allowed."""

    placeholder: str = field(default="Choose a channel", kw_only=True)
    element_type: ClassVar[str] = "conversations_select"
    state_name: ClassVar[str] = "selected_conversation"
    initial_name: ClassVar[str] = "initial_conversation"
    ids: ClassVar[str] = r"[CG][A-Za-z0-9_-]{1,40}"
    other: ClassVar[str] = "another channel"

    def showing(self, raw: Stored) -> dict[str, Any]:
        wanted = {"include": ["private", "public"], "exclude_bot_users": True}
        return super().showing(raw) | {"filter": wanted}


@dataclass(frozen=True)
class Files(Field):
    """Files that a person uploads (docs.slack.dev, file input element); the value is a list of Slack's file ids.

    A view with one needs the scope files:read. Slack takes no initial value, so such a form keeps no draft.
    """

    takes_focus: ClassVar[bool] = False
    types: tuple[str, ...] = field(default=(), kw_only=True)
    most: int = field(default=1, kw_only=True)

    def showing(self, raw: Stored) -> dict[str, Any]:  # noqa: ARG002 - Slack takes no initial value
        shown = {"type": "file_input", "action_id": self.action_id, "max_files": self.most}
        return shown | ({"filetypes": list(self.types)} if self.types else {})

    def typed(self, state: dict[str, Any]) -> Stored:
        return texts_in([file.get("id") for file in things_in(state.get("files"))])

    def raw(self, value: object) -> Stored:
        return several(value)

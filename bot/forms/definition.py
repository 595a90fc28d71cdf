"""The definition of a form, which is always the same, and the state that one opening of the form carries."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from bot.forms.fields import Field, storable
from bot.forms.messages import NotOurs

MOST_INPUTS = 7  # a longer page is not read
MOST_METADATA = 3000
LONGEST_ID = 255


@dataclass(frozen=True, init=False)
class Page:
    """One page of a form, as in `Page("The pupil", "full_name", "born_on", note="Only this page is needed")`.

    No button leads to an `asked` page: it opens when a save is refused because of a field on it. Of a `sparse` page
    only some fields are shown at a time.
    """

    title: str
    fields: tuple[str, ...]
    note: str = ""
    asked: bool = False
    sparse: bool = False

    def __init__(self, title: str, *fields: str, note: str = "", asked: bool = False, sparse: bool = False) -> None:
        object.__setattr__(self, "title", title)
        object.__setattr__(self, "fields", fields)
        object.__setattr__(self, "note", note)
        object.__setattr__(self, "asked", asked)
        object.__setattr__(self, "sparse", sparse)


@dataclass(frozen=True)
class FormDefinition:
    """Everything about a form that is the same each time it opens."""

    name: str
    title: str
    submit: str
    close: str
    pages: tuple[Page, ...]
    keep_draft: bool
    kinds: Mapping[str, Field]
    needed: frozenset[str]

    @property
    def turned(self) -> tuple[Page, ...]:
        """The pages that the Back and Next buttons lead through."""
        return tuple(page for page in self.pages if not page.asked)

    def page_before(self, number: int) -> int:
        """Return the index of the page that Back leads to: from an asked page the first, where most can be mended."""
        return 0 if self.pages[number].asked else number - 1

    def page_of(self, field_name: str) -> int:
        """Return the index of the page that holds a field; 0 for a field that is on no page."""
        return next((number for number, page in enumerate(self.pages) if field_name in page.fields), 0)

    def check(self) -> None:
        """Refuse, with a ValueError at import, a form that Slack or our own rules would not allow."""
        for text in (self.title, self.submit, self.close):
            if not 0 < len(text) <= 24:
                raise ValueError(f"{self.name}: {text!r} is not 1 to 24 letters.")
        placed = [name for page in self.pages for name in page.fields]
        if sorted(placed) != sorted(self.kinds):
            raise ValueError(f"{self.name}: every field is on one page: {sorted(set(placed) ^ set(self.kinds))}")
        if self.pages[: len(self.turned)] != self.turned:
            raise ValueError(f"{self.name}: a page that is only asked for comes last.")
        if any(len(page.fields) > MOST_INPUTS for page in self.pages if not page.sparse):
            raise ValueError(f"{self.name}: at most {MOST_INPUTS} inputs a page.")
        if len(self.pages) > 1 and not self.keep_draft:
            raise ValueError(f"{self.name}: pages are carried by the draft, so keep_draft it must.")
        for name, kind in self.kinds.items():
            kind.element(None, {})
            if not 0 < len(kind.label) <= 150 or len(name) > 60:
                raise ValueError(f"{self.name}: {name} needs a label, and both need to be short.")


@dataclass(frozen=True)
class FormState:
    """The content of private_metadata: `version` is the record's version at opening, `context` holds a few ids."""

    key: str
    page: int = 0
    version: int | None = None
    context: dict[str, Any] = field(default_factory=dict)

    def packed(self) -> str:
        """Return the state as text. Raises ValueError above Slack's 3,000 characters: the context is for ids alone."""
        carried = {"k": self.key, "p": self.page, "v": self.version, "c": self.context}
        text = orjson.dumps(carried).decode()
        if len(text) > MOST_METADATA:
            raise ValueError(f"private_metadata holds {MOST_METADATA} characters and this has {len(text)}.")
        return text

    @classmethod
    def unpacked(cls, text: str) -> "FormState":
        """Read the state from the text of private_metadata. Raises NotOurs for any other text."""
        try:
            carried = orjson.loads(text)
        except orjson.JSONDecodeError:
            raise NotOurs from None
        match carried:
            case {"k": str(key), "p": int(page), "v": int() | None as version, "c": dict(context)}:
                if all(map(_is_id, (key, *context.values()))):
                    return cls(key, page, version, Context(context))
        raise NotOurs


class Context(dict[str, Any]):
    """The ids that a form carries, by name. Raises NotOurs for a name that is missing."""

    def __missing__(self, name: str) -> Any:
        raise NotOurs


def _is_id(value: object) -> bool:
    """Return whether a value is short text, as an id is, or a pair of a record's id and its version."""
    match value:
        case str():
            return len(value) <= LONGEST_ID and (storable(value) or "") == value
        case [str(record), int()]:
            return _is_id(record)
    return False


def new_key() -> str:
    """Return a random form id, under which a submission is stored once however often Slack sends it."""
    return secrets.token_urlsafe(16)


def block_id(field_name: str, key: str) -> str:
    """Return a field's block id, different for each key: Slack keeps typed text while the block ids are the same."""
    return f"{field_name}:{key[:6]}"

"""A rule of Block Kit: a name, the kind of thing that the rule is about, and what it finds wrong there.

Most rules are a line in a table made with the builders below; their names are "kind.path.what", as in
"header.text.text.longest". A rule that is switched off by its name refuses nothing.
"""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from bot.workspace.types import Given, Json

MISSING: Any = object()
Found = Iterable[tuple[str, str]]


@dataclass(frozen=True)
class Node:
    """A place in a payload. `kinds` are the kinds of rule that apply there."""

    kinds: tuple[str, ...]
    value: Json
    pointer: str
    surface: str


@dataclass(frozen=True)
class Problem:
    """A broken rule and where it was broken: `pointer` is a JSON pointer, `error` Slack's code if unusual."""

    rule: str
    message: str
    pointer: str
    error: str = ""

    def words(self) -> str:
        return f"{self.message} [json-pointer:{self.pointer}]"


@dataclass(frozen=True)
class Rule:
    """A rule. `error` is Slack's code, if it is not the usual invalid_blocks or invalid_arguments."""

    name: str
    kind: str
    find: Callable[[Node], Found]
    error: str = ""

    def problems(self, node: Node) -> list[Problem]:
        return [Problem(self.name, words, node.pointer + path, self.error) for path, words in self.find(node)]


def at(value: Given, path: str) -> Given:
    """Return the value at a path such as "text.text", or MISSING."""
    for key in path.split("."):
        if not isinstance(value, dict) or value.get(key) is None:
            return MISSING
        value = value[key]
    return value


def pointer(path: str) -> str:
    return "/" + path.replace(".", "/")


def needs(kind: str, path: str) -> Rule:
    """Return a rule that the field must be there, if the object around it is."""

    def find(node: Node) -> Found:
        holder, _, last = path.rpartition(".")
        inside = at(node.value, holder) if holder else node.value
        if isinstance(inside, dict) and at(inside, last) is MISSING:
            yield pointer(holder) if holder else "", f"missing required field: {last}"

    return Rule(f"{kind}.{path}.needed", kind, find)


def longest(kind: str, path: str, most: int, error: str = "") -> Rule:
    """Return a rule that a text has at most so many characters."""

    def find(node: Node) -> Found:
        text = at(node.value, path)
        if isinstance(text, str) and len(text) > most:
            yield pointer(path), f"must be less than {most + 1} characters"

    return Rule(f"{kind}.{path}.longest", kind, find, error)


def filled(kind: str, path: str) -> Rule:
    """Return a rule that a text is not empty."""

    def find(node: Node) -> Found:
        if at(node.value, path) == "":
            yield pointer(path), "must be more than 0 characters"

    return Rule(f"{kind}.{path}.filled", kind, find)


def most(kind: str, path: str, limit: int) -> Rule:
    """Return a rule that a list has at most so many items."""

    def find(node: Node) -> Found:
        items = at(node.value, path)
        if isinstance(items, list) and len(items) > limit:
            yield pointer(path), f"no more than {limit} items allowed"

    return Rule(f"{kind}.{path}.most", kind, find)


def fewest(kind: str, path: str, limit: int = 1) -> Rule:
    """Return a rule that a list has at least so many items."""

    def find(node: Node) -> Found:
        items = at(node.value, path)
        if isinstance(items, list) and len(items) < limit:
            yield pointer(path), f"no fewer than {limit} items allowed"

    return Rule(f"{kind}.{path}.fewest", kind, find)


def plain(kind: str, path: str) -> Rule:
    """Return a rule that a text object is plain_text and not mrkdwn."""

    def find(node: Node) -> Found:
        text = at(node.value, path)
        if isinstance(text, dict) and text.get("type") != "plain_text":
            yield pointer(path), "must be of type plain_text"

    return Rule(f"{kind}.{path}.plain", kind, find)


def one_of(kind: str, path: str, allowed: Collection[Any]) -> Rule:
    def find(node: Node) -> Found:
        value = at(node.value, path)
        if value is not MISSING and value not in allowed:
            yield pointer(path), f"must be one of {', '.join(map(str, sorted(allowed)))}"

    return Rule(f"{kind}.{path}.one_of", kind, find)


def between(kind: str, path: str, low: int, high: int) -> Rule:
    def find(node: Node) -> Found:
        value = at(node.value, path)
        if isinstance(value, int) and not low <= value <= high:
            yield pointer(path), f"must be between {low} and {high}"

    return Rule(f"{kind}.{path}.between", kind, find)


def like(kind: str, path: str, pattern: str, words: str) -> Rule:
    def find(node: Node) -> Found:
        value = at(node.value, path)
        if value is not MISSING and not re.fullmatch(pattern, str(value)):
            yield pointer(path), words

    return Rule(f"{kind}.{path}.like", kind, find)


def options_or_groups(node: Node) -> Found:
    """Demand options or groups of options, but not both."""
    given = [key for key in ("options", "option_groups") if isinstance(node.value.get(key), list)]
    if len(given) != 1:
        yield "", "one of options and option_groups is required"


def only(kind: str, *allowed: str) -> Rule:
    """Return a rule that a kind has no other fields, so that a misspelt field is refused and not ignored."""

    def find(node: Node) -> Found:
        for key in node.value.keys() - {*allowed, "type"}:
            yield "", f"invalid additional property: {key}"

    return Rule(f"{kind}.only", kind, find)

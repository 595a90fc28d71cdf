"""The validator checks every place of a message, a view or a list of options against every rule of Slack's."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from bot.workspace.rules.blocks import BLOCKS
from bot.workspace.rules.elements import ELEMENTS
from bot.workspace.rules.field_types import SHAPES
from bot.workspace.rules.rule import Problem, Rule
from bot.workspace.rules.surfaces import SURFACES
from bot.workspace.rules.tables import TABLES
from bot.workspace.rules.traverse import walk
from bot.workspace.types import Given, Json

LIMITS: tuple[Rule, ...] = (*SURFACES, *BLOCKS, *ELEMENTS, *TABLES)
RULES = (*SHAPES, *LIMITS)


def _by_kind(rules: Sequence[Rule]) -> dict[str, list[Rule]]:
    found: defaultdict[str, list[Rule]] = defaultdict(list)
    for rule in rules:
        found[rule.kind].append(rule)
    return dict(found)


STAGES = (_by_kind(SHAPES), _by_kind(LIMITS))


def check_message(payload: Json, without: Collection[str] = ()) -> list[Problem]:
    """Return every problem in a message's blocks and metadata; `without` names rules to leave out."""
    return _check(payload, "message", "", without)


def check_view(view: Given, surface: str, without: Collection[str] = ()) -> list[Problem]:
    """Return every problem in a view; `surface` is "modal" or "home"."""
    if not isinstance(view, dict):
        return [Problem("view.object", "must be an object", "/view")]
    return _check(view, surface, "/view", without)


def check_options(answer: Json, without: Collection[str] = ()) -> list[Problem]:
    """Return every problem in the answer to a block_suggestion."""
    return _check(answer, "options", "", without)


def check_drawn(payload: Json, base: str, refused: Collection[str]) -> list[Problem]:
    """Return a problem for every block of a kind that the workspace does not draw."""
    shown = enumerate(payload.get("blocks") or ()) if refused else ()
    return [
        Problem("payload.blocks.known", f"unsupported type: {block['type']}", f"{base}/blocks/{place}")
        for place, block in shown
        if block.get("type") in refused
    ]


def _check(payload: Json, surface: str, base: str, without: Collection[str]) -> list[Problem]:
    """Return the problems of type or, if every field has the right type, those of the other rules."""
    nodes = list(walk(payload, surface, base))
    for rules in STAGES:
        problems = [
            problem
            for node in nodes
            for kind in dict.fromkeys(node.kinds)
            for rule in rules.get(kind, ())
            if rule.name not in without
            for problem in rule.problems(node)
        ]
        if problems:
            return problems
    return []

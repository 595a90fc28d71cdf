"""The rules of the house, each a function that finds where one module breaks it."""

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from handlers import CAPABILITIES

ROOT = Path(__file__).parent.parent
ROOMS = ("bot", "handlers", "models")

MOST_LINES_OF_A_FUNCTION = 40
MOST_LINES_OF_A_MODULE = 260
MOST_MODULES_OF_A_FOLDER = 25
MOST_LETTERS_OF_A_LABEL = 100

# The rooms of a package from the ground up: each imports only from floors below its own.
FLOORS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "models": (
        ("actor", "errors", "permission", "text"),
        ("rights", "variants"),
        ("names", "topic", "upn"),
        ("tables",),
        ("scales", "school"),
        ("change",),
        ("duties", "kept", "outbox", "requests", "stays"),
        ("attendance", "contacts", "meetings", "statutory"),
        ("referrals",),
        ("pupils",),
        ("progress",),
        ("plans",),
        ("reviews",),
        ("attempts",),
        ("administration", "allocations", "corrections", "duplicates", "inspection", "missing"),
        ("assessments", "leaving", "profiles"),
        ("documents", "importing"),
        ("home",),
    ),
    "bot": (
        ("config", "files", "slack", "workspace"),
        ("forms", "manifest", "runtime"),
        ("demo", "requests"),
        ("delivery",),
        ("app",),
        ("samples",),
        ("audit", "backup", "check", "health", "import_files", "local", "restore"),
        ("serve",),
        ("cli",),
        ("__main__",),
    ),
}
# Alembic runs them, and nothing else does.
BESIDE_THE_HOUSE = ("models.migrations",)

# May import the handlers: where the parts are put together.
COMPOSES = {"bot.app"}
# May ask what time it is; the rest is told.
CLOCKS = ("bot/runtime/clock.py", "bot/workspace/")
REAL_TIME: Mapping[str, str] = {
    "bot/runtime/backups.py::back_up": "a backup is named after the real moment that it is made",
    "models/migrations/versions/0016_assessments.py::_owe_decisions": "an upgrade is made at a real moment",
    "models/migrations/versions/0023_own_assessment.py::_owe_asking": "an upgrade is made at a real moment",
}
SLEEPERS: Mapping[str, str] = {
    "bot/runtime/wal.py::turn_to_wal": "two that turn a new file to WAL at once fail without any wait",
    "bot/runtime/desk.py::_patiently": "on a thread of the desk's own, which only waits for the database",
    "bot/runtime/copies.py::others_connected": "a command of its own, with no loop to hold up",
}
# Statements in the order in which they must run: to cut them up would hide it.
ONE_AFTER_THE_OTHER = ("models/migrations/versions/",)
# Edges of the process, where anything at all may arrive and nothing may get past: "path::function" and why.
EDGES: Mapping[str, str] = {
    "bot/delivery/send.py::_render": "one message without words must not keep the others from going",
    "bot/requests/dispatch.py::_respond": "whatever a listener stumbles over, Slack is answered and the person is told",
    "bot/requests/dispatch.py::_finish": "what goes on after its answer has nobody else to raise to",
    "bot/delivery/send.py::_try": "what goes wrong with one message must not end the delivery of all",
    "bot/runtime/scheduler.py::tick": "one job that fails must not keep the others from running",
    "bot/workspace/page/page.py::_move": "whatever a move of the clock does, the page must come free again",
}

Finding = tuple[int, str]
Placed = ast.stmt | ast.expr | ast.excepthandler


@dataclass(frozen=True)
class Module:
    """One file of source: its path from the root, its dotted name, its text and its syntax tree."""

    path: str
    text: str

    @property
    def name(self) -> str:
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def room(self) -> str:
        return self.path.split("/")[0]

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    def imports(self) -> Iterator[tuple[int, str]]:
        """Each module that this one names in an import, wherever it stands, with its line."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((node.lineno, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                source = self._absolute(node)
                yield from ((node.lineno, f"{source}.{alias.name}") for alias in node.names)

    def _absolute(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        parts = self.name.split(".")
        package = parts if self.path.endswith("__init__.py") else parts[:-1]
        base = package[: len(package) - (node.level - 1)]
        return ".".join([*base, *([node.module] if node.module else [])])


Rule = Callable[[Module], Iterator[Finding]]


@cache
def modules(*rooms: str) -> list[Module]:
    """Every module of ours in these rooms."""
    paths = [path for room in rooms for path in sorted((ROOT / room).rglob("*.py"))]
    return [Module(path.relative_to(ROOT).as_posix(), path.read_text()) for path in paths]


def imports_go_one_way(module: Module) -> Iterator[Finding]:
    for line, name in module.imports():
        parts = name.split(".")
        if parts[0] in ROOMS and not _may_import(module, parts):
            yield line, f"may not import {name}"


def _may_import(module: Module, wanted: list[str]) -> bool:
    own = module.name.split(".")
    if own[:2] == ["bot", "workspace"]:
        return wanted[:2] == ["bot", "workspace"]
    if wanted[0] == "handlers":
        return module.name in COMPOSES or module.name == "handlers" or own[:2] == wanted[:2]
    return wanted[0] in {"models": ("models",), "bot": ("bot", "models"), "handlers": ("bot", "models")}[module.room]


def rooms_import_from_lower_floors(module: Module) -> Iterator[Finding]:
    own = floor_of(module.name)
    for line, name in module.imports():
        is_of_another_room = name.split(".")[0] == module.room and name.split(".")[1:2] != module.name.split(".")[1:2]
        if own is not None and is_of_another_room and (floor_of(name) or 0) >= own:
            yield line, f"imports {name}, which is not on a lower floor"


def floor_of(name: str) -> int | None:
    """Return the floor of a module's room from 0 up; None for a package itself and for what is beside the house."""
    package, _, rest = name.partition(".")
    if not rest or package not in FLOORS or name.startswith(BESIDE_THE_HOUSE):
        return None
    return next(floor for floor, rooms in enumerate(FLOORS[package]) if rest.split(".")[0] in rooms)


def opens_with_a_sentence(module: Module) -> Iterator[Finding]:
    first = (ast.get_docstring(module.tree) or "").partition("\n")[0]
    if not first.endswith("."):
        yield 1, "does not open with a sentence that says what it is"


def modules_are_short(module: Module) -> Iterator[Finding]:
    lines = module.text.count("\n")
    if lines > MOST_LINES_OF_A_MODULE and not module.path.startswith(ONE_AFTER_THE_OTHER):
        yield 1, f"has {lines} lines"


def functions_are_short(module: Module) -> Iterator[Finding]:
    for function in _functions(module):
        lines = (function.end_lineno or function.lineno) - function.lineno + 1
        if lines > MOST_LINES_OF_A_FUNCTION and not module.path.startswith(ONE_AFTER_THE_OTHER):
            yield function.lineno, f"{function.name} has {lines} lines"


def functions_are_annotated(module: Module) -> Iterator[Finding]:
    for function in _functions(module):
        given = function.args
        named = [*given.posonlyargs, *given.args, *given.kwonlyargs, *filter(None, (given.vararg, given.kwarg))]
        bare = [one.arg for one in named if one.annotation is None and one.arg not in ("self", "cls")]
        if function.returns is None:
            bare.append("what it returns")
        if bare:
            yield function.lineno, f"{function.name} does not annotate {', '.join(bare)}"


def errors_are_caught_by_name(module: Module) -> Iterator[Finding]:
    for function, node in _inside_functions(module.tree):
        broad = (isinstance(node, ast.ExceptHandler) and _is_broad(node.type) and not _raises_again(node)) or (
            isinstance(node, ast.Call) and _called(node) == "suppress" and any(map(_is_broad, node.args))
        )
        if broad and f"{module.path}::{function}" not in EDGES:
            yield node.lineno, f"{function or 'the module'} catches whatever comes"


def time_is_told(module: Module) -> Iterator[Finding]:
    if module.path.startswith(CLOCKS):
        return
    asks = {
        "datetime.now",
        "datetime.utcnow",
        "datetime.today",
        "date.today",
        "time.time",
        "func.now",
        "func.current_date",
    }
    for function, node in _inside_functions(module.tree):
        asked = isinstance(node, ast.Attribute) and ".".join(_dotted(node)[-2:]) in asks
        if asked and f"{module.path}::{function}" not in REAL_TIME:
            yield node.lineno, f"asks the time by {ast.unparse(node)}"


def nobody_sleeps(module: Module) -> Iterator[Finding]:
    for function, node in _inside_functions(module.tree):
        sleeps = isinstance(node, ast.Attribute) and _dotted(node) == ["time", "sleep"]
        if sleeps and f"{module.path}::{function}" not in SLEEPERS:
            yield node.lineno, "blocks by time.sleep"
        if (
            isinstance(node, ast.ImportFrom)
            and node.module == "time"
            and any(one.name == "sleep" for one in node.names)
        ):
            yield node.lineno, "blocks by time.sleep"


def exceptions_to_a_tool_give_a_reason(module: Module) -> Iterator[Finding]:
    pattern = re.compile(r"#\s*(?:type:\s*ignore|noqa|mypy:|ruff:|pragma:)(?P<rest>.*)")
    for number, line in enumerate(module.text.splitlines(), start=1):
        found = pattern.search(line)
        if found and not re.search(r"[\w\]]\s+(?:#|-)\s*\S+(?: \S+)+$", found["rest"]):
            yield number, "silences a tool without saying why"


def each_test_names_both_engines_or_neither(module: Module) -> Iterator[Finding]:
    """Find a test whose id says SQLite and that has no twin: HALFTERM_REQUIRE fails on it at the end of a run."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and _dotted(node.func)[-1:] in (["parametrize"], ["fixture"]):
            texts = {
                one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str)
            }
            parts = (text.split("-") for text in texts)
            twins = {"-".join("postgresql" if part == "sqlite" else part for part in each) for each in parts}
            if not twins <= texts:
                yield (
                    node.lineno,
                    "runs on SQLite alone by its id, which HALFTERM_REQUIRE=postgresql refuses at its end",
                )


def handlers_ask_no_database(module: Module) -> Iterator[Finding]:
    for line, name in module.imports():
        if module.room == "handlers" and name.split(".")[0] in ("sqlalchemy", "sqlite3", "psycopg", "alembic"):
            yield line, f"imports {name}"


def handlers_build_no_json(module: Module) -> Iterator[Finding]:
    for node in ast.walk(module.tree):
        if module.room == "handlers" and isinstance(node, ast.Dict):
            inner = [one for value in node.values for one in ast.walk(value) if isinstance(one, ast.Dict)]
            if inner:
                yield node.lineno, "holds a dict literal within another: use a function of bot.slack.blocks"


def handlers_hold_labels_and_templates_hold_sentences(module: Module) -> Iterator[Finding]:
    for line, text in _texts(module):
        if module.room == "handlers" and (len(text) > MOST_LETTERS_OF_A_LABEL or "\n" in text.strip()):
            yield line, "holds a text that belongs into a template"


def bot_names_nothing_of_handlers(module: Module) -> Iterator[Finding]:
    for line, text in _texts(module):
        if module.room == "bot" and module.name not in COMPOSES and _is_of_handlers(text):
            yield line, f"names {text}, which is of handlers"


@cache
def _names_of_handlers() -> frozenset[str]:
    return frozenset(
        name for each in CAPABILITIES for names in (each.actions, each.options, each.messages) for name in names
    )


def _is_of_handlers(text: str) -> bool:
    folder, _, rest = text.partition("/")
    is_template = bool(folder and rest) and (ROOT / "handlers/templates" / folder).is_dir()
    return is_template or ("." in text and text in _names_of_handlers())


def _texts(module: Module) -> Iterator[tuple[int, str]]:
    """Yield each text of a module that is not a docstring, with its line."""
    tree = module.tree
    sayings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in sayings:
            yield node.lineno, node.value


RULES: tuple[Rule, ...] = (
    imports_go_one_way,
    rooms_import_from_lower_floors,
    opens_with_a_sentence,
    modules_are_short,
    functions_are_short,
    functions_are_annotated,
    errors_are_caught_by_name,
    time_is_told,
    nobody_sleeps,
    exceptions_to_a_tool_give_a_reason,
    each_test_names_both_engines_or_neither,
    handlers_ask_no_database,
    handlers_build_no_json,
    handlers_hold_labels_and_templates_hold_sentences,
    bot_names_nothing_of_handlers,
)


# What holds in tests too.
RULES_OF_TESTS = (exceptions_to_a_tool_give_a_reason, each_test_names_both_engines_or_neither)


def dependencies(every: list[Module]) -> dict[str, set[str]]:
    """Which of these modules imports which."""
    known = {module.name for module in every}
    return {module.name: {_nearest(name, known) for _, name in module.imports()} & known for module in every}


def _nearest(name: str, known: set[str]) -> str:
    return name if name in known else name.rpartition(".")[0]


def _functions(module: Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(module.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def _inside_functions(node: ast.AST, function: str = "") -> Iterator[tuple[str, Placed]]:
    """Each node that stands on a line, with the name of the function around it."""
    for child in ast.iter_child_nodes(node):
        name = child.name if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) else function
        if isinstance(child, Placed):
            yield name, child
        yield from _inside_functions(child, name)


def _is_broad(caught: ast.expr | None) -> bool:
    if isinstance(caught, ast.Tuple):
        return any(map(_is_broad, caught.elts))
    return caught is None or (isinstance(caught, ast.Name) and caught.id in ("Exception", "BaseException"))


def _raises_again(handler: ast.ExceptHandler) -> bool:
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def _called(call: ast.Call) -> str:
    return _dotted(call.func)[-1] if _dotted(call.func) else ""


def _dotted(node: ast.expr) -> list[str]:
    if isinstance(node, ast.Attribute):
        return [*_dotted(node.value), node.attr]
    return [node.id] if isinstance(node, ast.Name) else []

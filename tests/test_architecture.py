"""The rules of the house hold in every module, and each rule is able to catch what it forbids."""

import fnmatch
from collections import Counter
from graphlib import CycleError, TopologicalSorter

import pytest

from tests import house
from tests.house import ROOMS, ROOT, RULES, Module, Rule, dependencies, modules

TOP_LEVEL = {
    *("bot", "handlers", "models", "tests", "docs"),
    *("pyproject.toml", "manifest.yml", "Makefile"),
    *("README.md", "LICENSE", "CHANGELOG.md", "SECURITY.md"),
    *("Dockerfile", "compose.yaml"),
    *(f"requirements{of}.{kind}" for of in ("", "-dev", "-campaigns") for kind in ("in", "txt")),
}

BROKEN = [
    (house.imports_go_one_way, "models/tables/pupil.py", "from bot.runtime import desk"),
    (house.imports_go_one_way, "models/tables/pupil.py", "def f():\n    import handlers.referrals"),
    (house.imports_go_one_way, "bot/runtime/desk.py", "from handlers import referrals"),
    (house.imports_go_one_way, "handlers/referrals/refer.py", "from handlers.contacts import log"),
    (house.imports_go_one_way, "handlers/referrals/refer.py", "from .. import contacts"),
    (house.imports_go_one_way, "bot/workspace/state/core.py", "from bot.runtime.clock import Clock"),
    (house.imports_go_one_way, "bot/workspace/state/core.py", "from ... import config"),
    (house.imports_go_one_way, "handlers/duties/reminder.py", "from handlers.reviews.form import ReviewForm"),
    (house.rooms_import_from_lower_floors, "models/duties/kinds.py", "from models.home.own_page import my_page"),
    (house.rooms_import_from_lower_floors, "models/contacts/people.py", "from models.meetings import book"),
    (house.rooms_import_from_lower_floors, "bot/runtime/desk.py", "from bot.requests.request import Request"),
    (house.opens_with_a_sentence, "bot/runtime/desk.py", "x = 1"),
    (house.opens_with_a_sentence, "bot/runtime/desk.py", '"""Desk"""'),
    (house.modules_are_short, "bot/runtime/desk.py", "\n" * 261),
    (house.functions_are_short, "bot/runtime/desk.py", "def f() -> None:\n" + "    x = 1\n" * 40),
    (house.functions_are_annotated, "bot/runtime/desk.py", "def f(x) -> None: ..."),
    (house.functions_are_annotated, "bot/runtime/desk.py", "async def f(self, *, x: int, **rest: int): ..."),
    (house.errors_are_caught_by_name, "bot/runtime/desk.py", "try: ...\nexcept: ..."),
    (
        house.errors_are_caught_by_name,
        "bot/runtime/desk.py",
        "def f():\n    try: ...\n    except (KeyError, Exception): ...",
    ),
    (house.errors_are_caught_by_name, "bot/runtime/desk.py", "with contextlib.suppress(BaseException): ..."),
    (house.time_is_told, "models/tables/pupil.py", "now = datetime.now(UTC)"),
    (house.time_is_told, "handlers/referrals/refer.py", "x = datetime.date.today()"),
    (house.time_is_told, "bot/delivery/send.py", "claimed = time.time()"),
    (house.nobody_sleeps, "bot/runtime/desk.py", "time.sleep(1)"),
    (house.nobody_sleeps, "bot/runtime/desk.py", "from time import sleep"),
    (house.exceptions_to_a_tool_give_a_reason, "bot/runtime/desk.py", "x = 1  # noqa"),
    (house.exceptions_to_a_tool_give_a_reason, "bot/runtime/desk.py", "x = 1  # noqa: S603"),
    (house.exceptions_to_a_tool_give_a_reason, "bot/runtime/desk.py", "x = 1  # type: ignore[attr-defined]"),
    *(
        (house.each_test_names_both_engines_or_neither, "tests/test_bounds.py", f"@pytest.{mark}\ndef f(): ...")
        for mark in (
            "mark.parametrize('database_url', ['sqlite'], indirect=True)",
            "mark.parametrize('database_url', [pytest.param('sqlite', id='sqlite-one')])",
            "mark.parametrize('n', [1, 2], ids=['sqlite-one', 'postgresql-two'])",
            "fixture(params=['sqlite'])",
        )
    ),
    (house.handlers_ask_no_database, "handlers/referrals/refer.py", "from sqlalchemy import select"),
    (house.handlers_build_no_json, "handlers/referrals/refer.py", "view = {'blocks': [{'type': 'divider'}]}"),
    (
        house.handlers_hold_labels_and_templates_hold_sentences,
        "handlers/reviews/form.py",
        f"hint = '{'Say a word about it. ' * 6}'",
    ),
    (house.handlers_hold_labels_and_templates_hold_sentences, "handlers/reviews/form.py", r"hint = 'One.\nTwo.'"),
    (house.bot_names_nothing_of_handlers, "bot/requests/undo.py", "words('reviews/form.lead')"),
    (house.bot_names_nothing_of_handlers, "bot/requests/undo.py", "button('Open', 'pupil.open')"),
]

SOUND = [
    (
        house.imports_go_one_way,
        "bot/app.py",
        "from handlers import CAPABILITIES\nfrom models.tables.staff import Staff",
    ),
    (house.imports_go_one_way, "handlers/__init__.py", "from handlers import contacts, referrals"),
    (house.imports_go_one_way, "bot/workspace/state/core.py", "from .people import Person\nimport aiohttp"),
    (house.rooms_import_from_lower_floors, "models/home/own_page.py", "from models.duties.kinds import KINDS"),
    (house.rooms_import_from_lower_floors, "models/duties/kinds.py", "from models.duties.kind import Kind"),
    (
        house.opens_with_a_sentence,
        "bot/runtime/desk.py",
        '"""The desk, given to handlers.\n\nIt has one writer. It locks.\n"""',
    ),
    (house.functions_are_annotated, "bot/runtime/desk.py", "def f(self, x: int, *rest: str) -> None: ..."),
    (house.errors_are_caught_by_name, "bot/runtime/desk.py", "try: ...\nexcept BaseException:\n    close()\n    raise"),
    (house.time_is_told, "bot/runtime/clock.py", "now = datetime.now(UTC)"),
    (house.exceptions_to_a_tool_give_a_reason, "bot/runtime/desk.py", "x = 1  # noqa: S603 - the path is ours"),
    (
        house.exceptions_to_a_tool_give_a_reason,
        "bot/runtime/desk.py",
        "x = 1  # type: ignore[misc]  # the library says Any",
    ),
    *(
        (house.each_test_names_both_engines_or_neither, "tests/test_bounds.py", f"@pytest.{mark}\ndef f(): ...")
        for mark in ("mark.parametrize('engine', ['sqlite', 'postgresql'])", "mark.parametrize('url', ['sqlite:///x'])")
    ),
    (house.handlers_build_no_json, "handlers/referrals/refer.py", "facts = {'name': name, 'days': [1, 2]}"),
]


def called(rule: Rule) -> str:
    return rule.__name__


@pytest.mark.parametrize("rule", RULES, ids=called)
def test_every_module_keeps_to(rule: Rule) -> None:
    rooms = (*ROOMS, "tests") if rule in house.RULES_OF_TESTS else ROOMS
    every = [module for module in modules(*rooms) if module.path != "tests/test_architecture.py"]
    found = [f"{module.path}:{line} {what}" for module in every for line, what in rule(module)]
    assert not found, "\n".join(["", *found])


def test_no_module_imports_itself_through_others() -> None:
    assert find_cycle(modules(*ROOMS)) == []


def test_no_folder_has_more_modules_than_can_be_looked_over() -> None:
    counts = Counter(module.path.rpartition("/")[0] for module in modules(*ROOMS))
    counts.pop("models/migrations/versions")
    assert {folder for folder, count in counts.items() if count > house.MOST_MODULES_OF_A_FOLDER} == set()


def test_every_room_stands_on_one_floor_and_every_floor_stands() -> None:
    for package, floors in house.FLOORS.items():
        declared = [room for floor in floors for room in floor]
        found = {module.name.split(".")[1] for module in modules(package) if "." in module.name}
        beside = {name.split(".")[1] for name in house.BESIDE_THE_HOUSE if name.startswith(package)}
        assert sorted(declared) == sorted(found - beside)


def test_nothing_new_lies_at_the_top() -> None:
    ignored = [line.strip("/") for line in (ROOT / ".gitignore").read_text().splitlines()]
    names = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    known = {name for name in names if any(fnmatch.fnmatch(name, pattern) for pattern in ignored)}
    assert names - known - TOP_LEVEL == set()


@pytest.mark.parametrize("place", [*house.EDGES, *house.REAL_TIME, *house.SLEEPERS])
def test_an_exception_to_a_rule_is_still_needed(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for exceptions in ("EDGES", "REAL_TIME", "SLEEPERS"):
        monkeypatch.setattr(house, exceptions, {})
    module = next(module for module in modules(*ROOMS) if module.path == place.partition("::")[0])
    assert [rule for rule in RULES if list(rule(module))]


@pytest.mark.parametrize(("rule", "path", "text"), BROKEN)
def test_what_a_rule_forbids_is_caught(rule: Rule, path: str, text: str) -> None:
    assert list(rule(Module(path, text)))


@pytest.mark.parametrize(("rule", "path", "text"), SOUND)
def test_what_a_rule_allows_is_let_through(rule: Rule, path: str, text: str) -> None:
    assert list(rule(Module(path, text))) == []


@pytest.mark.parametrize("path", sorted({path for _, path, _ in (*BROKEN, *SOUND)}))
def test_a_sample_is_of_a_module_that_there_is(path: str) -> None:
    assert (ROOT / path).is_file()


def test_every_rule_has_been_seen_to_catch_something() -> None:
    assert {rule for rule, _, _ in BROKEN} == set(RULES)


def test_a_cycle_is_found_wherever_its_imports_stand() -> None:
    circle = [
        Module("bot/a.py", "from bot import b"),
        Module("bot/b.py", "from bot.c import f"),
        Module("bot/c.py", "def f() -> None:\n    from bot.a import x"),
    ]
    assert set(find_cycle(circle)) == {"bot.a", "bot.b", "bot.c"}


def find_cycle(every: list[Module]) -> list[str]:
    try:
        TopologicalSorter(dependencies(every)).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []

"""Every promise of docs/promises.md names the tests that hold it, and each of these is there."""

import ast
import re

import pytest

from tests.house import ROOT

ROW = re.compile(r"^\| (?!promise \||---)(.+?) \| (.*) \|$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/.]+)::(\w+)`")
TABLE = (ROOT / "docs/promises.md").read_text().partition("\n## ")[0]


def written_in(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text())
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


@pytest.mark.parametrize(("promise", "held_by"), ROW.findall(TABLE))
def test_a_promise_is_held_by_tests_that_are_there(promise: str, held_by: str) -> None:
    named = TEST.findall(held_by)
    assert named, f"nothing holds: {promise}"
    assert [f"{path}::{name}" for path, name in named if name not in written_in(path)] == []


def test_the_table_has_every_promise() -> None:
    assert len(ROW.findall(TABLE)) >= 12

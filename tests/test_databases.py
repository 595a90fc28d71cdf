"""The databases that tests are given: both kinds, each its own; a run that needs both cannot lose one quietly."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.databases import ENGINES, Databases
from tests.required import Attendance


def run(url: str, *statements: str) -> list[object]:
    """Run statements in one transaction; the first column of the last one's rows."""
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            results = [connection.execute(text(statement)) for statement in statements]
            return list(results[-1].scalars()) if results[-1].returns_rows else []
    finally:
        engine.dispose()


def make_terms(url: str) -> None:
    run(url, "CREATE TABLE term (name VARCHAR PRIMARY KEY)", "INSERT INTO term VALUES ('Autumn')")


@pytest.fixture(scope="module")
def shelf(databases: Databases) -> Iterator[Databases]:
    """Databases that are brought up to date by `make_terms` alone."""
    made = Databases(databases.folder, make_terms, template="terms")
    yield made
    made.close()


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, shelf: Databases, tmp_path: Path) -> Iterator[str]:
    with shelf.copy(request.param, tmp_path) as made:
        yield made


def test_a_test_named_after_an_engine_runs_on_that_engine(url: str, request: pytest.FixtureRequest) -> None:
    version = {"sqlite": "SELECT sqlite_version()", "postgresql": "SHOW server_version_num"}
    assert run(url, version[request.node.callspec.params["url"]])


def test_a_database_comes_up_to_date_and_can_be_written(url: str) -> None:
    assert run(url, "INSERT INTO term VALUES ('Spring')", "SELECT name FROM term ORDER BY name") == ["Autumn", "Spring"]


@pytest.mark.parametrize("engine", ENGINES)
def test_what_one_test_writes_no_other_sees(engine: str, shelf: Databases, tmp_path: Path) -> None:
    with shelf.copy(engine, tmp_path) as mine, shelf.copy(engine, tmp_path) as theirs:
        run(mine, "DELETE FROM term")
        assert run(theirs, "SELECT name FROM term") == ["Autumn"]


@pytest.mark.parametrize("engine", ENGINES)
def test_an_empty_database_has_no_tables(engine: str, shelf: Databases, tmp_path: Path) -> None:
    with shelf.copy(engine, tmp_path, migrated=False) as url:
        make_terms(url)
        assert run(url, "SELECT name FROM term") == ["Autumn"]


@pytest.mark.parametrize(
    ("passed", "missing"),
    [
        ({"a[sqlite]", "a[postgresql]", "b"}, 0),
        ({"a[sqlite]"}, 1),
        ({"a[sqlite-ann]", "a[postgresql-ben]"}, 1),
        ({"b"}, 1),
    ],
)
def test_a_required_postgresql_that_ran_less_than_sqlite_is_missed(passed: set[str], missing: int) -> None:
    attendance = Attendance(frozenset({"postgresql"}))
    attendance.passed = passed
    assert len(attendance.missing()) == missing


@pytest.mark.parametrize(("passed", "missing"), [({"test_page_browser.py::a"}, 0), ({"test_page.py::test_browser"}, 1)])
def test_a_required_browser_that_no_test_used_is_missed(passed: set[str], missing: int) -> None:
    attendance = Attendance(frozenset({"chromium"}))
    attendance.passed = passed
    assert len(attendance.missing()) == missing

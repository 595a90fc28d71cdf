"""A pytest plugin for the tests of mutants: they use the databases that the campaign made, as workers of one run do."""

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    config.workerinput = {}  # type: ignore[attr-defined]  # by this, tests/databases.py knows a worker

"""Parts of the suite that a bare machine may skip, but that `HALFTERM_REQUIRE=postgresql,chromium` insists on."""

import os
from typing import NoReturn

import pytest


def required() -> frozenset[str]:
    return frozenset(filter(None, os.environ.get("HALFTERM_REQUIRE", "").split(",")))


def absent(part: str, why: str) -> NoReturn:
    """Skip this test since `part` is not to be had here, or fail it where that part is required."""
    if part in required():
        pytest.fail(f"{part} is required here, but {why}", pytrace=False)
    pytest.skip(f"no {part}: {why}")


class Attendance:
    """Sees which tests passed, so that a required part which silently dropped out fails the run.

    A test on a database says which in its id, as `database_url` makes it; a test in the browser lies in a file whose
    name says so (test_page_browser.py).
    """

    def __init__(self, parts: frozenset[str]) -> None:
        self.parts = parts
        self.passed: set[str] = set()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" and report.passed:
            self.passed.add(report.nodeid)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.missing() and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for line in self.missing():
            terminalreporter.write_line(f"REQUIRED: {line}", red=True)

    def missing(self) -> list[str]:
        lines: list[str] = []
        if "postgresql" in self.parts:
            on_sqlite = {node for node in self.passed if _runs_on(node, "sqlite")}
            alone = {node for node in on_sqlite if _on_the_other(node) not in self.passed}
            if alone or not on_sqlite:
                names = ", ".join(sorted(alone))
                lines.append(f"{len(alone)} of {len(on_sqlite)} tests passed on SQLite, not on PostgreSQL: {names}")
        if "chromium" in self.parts and not any("browser" in node.partition("::")[0] for node in self.passed):
            lines.append("no test in the browser passed")
        return lines


def pytest_configure(config: pytest.Config) -> None:
    if required() and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Attendance(required()))


def _parameters(node: str) -> list[str]:
    return node.partition("[")[2].removesuffix("]").split("-")


def _runs_on(node: str, database: str) -> bool:
    return database in _parameters(node)


def _on_the_other(node: str) -> str:
    name = node.partition("[")[0]
    there = ["postgresql" if part == "sqlite" else part for part in _parameters(node)]
    return f"{name}[{'-'.join(there)}]"

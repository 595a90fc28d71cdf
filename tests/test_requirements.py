"""What is installed is pinned by hash, the same for running as for testing, and says nothing of where it came from."""

import re
from importlib.metadata import distributions

import pytest

from tests.house import ROOT

FILES = ("requirements", "requirements-dev", "requirements-campaigns")


def pins(name: str) -> dict[str, str]:
    """Each package of a pinned file with its version."""
    return dict(re.findall(r"^([\w.-]+)(?:\[[\w,]+\])?==(\S+)", (ROOT / f"{name}.txt").read_text(), re.MULTILINE))


def wanted(name: str) -> set[str]:
    lines = (ROOT / f"{name}.in").read_text().splitlines()
    return {re.split(r"[\[<>=~!]", line)[0].lower().replace("_", "-") for line in lines if not line.startswith("-")}


@pytest.mark.parametrize("name", FILES)
def test_everything_asked_for_is_pinned(name: str) -> None:
    assert wanted(name) <= {package.lower() for package in pins(name)}


@pytest.mark.parametrize("name", FILES)
def test_every_pin_has_its_hashes(name: str) -> None:
    blocks = re.split(r"\n(?=[\w.-]+(?:\[[\w,]+\])?==)", (ROOT / f"{name}.txt").read_text())[1:]
    assert len(blocks) == len(pins(name))
    assert [block for block in blocks if "--hash=sha256:" not in block] == []


@pytest.mark.parametrize("name", FILES)
def test_no_pin_says_where_packages_come_from(name: str) -> None:
    assert re.findall(r"https?:|file:|index-url|find-links| @ ", (ROOT / f"{name}.txt").read_text()) == []


def test_the_tests_run_on_what_is_shipped() -> None:
    assert pins("requirements").items() <= pins("requirements-dev").items()


def test_what_the_campaigns_need_changes_nothing_that_the_tests_run_on() -> None:
    tests, campaigns = pins("requirements-dev"), pins("requirements-campaigns")
    assert {name: tests.get(name, version) for name, version in campaigns.items()} == campaigns


def test_an_extra_that_a_package_asks_for_is_part_of_the_pin() -> None:
    """Else pip looks for the newest release that has the extra, and refuses it for want of a hash."""
    text = (ROOT / "requirements-dev.txt").read_text()
    asked = {
        re.split(r"[ ;<>=~!]", line)[0]
        for package in distributions()
        if package.name in pins("requirements-dev")
        for line in package.requires or ()
        if "[" in line and "extra ==" not in line
    }
    assert asked
    assert {requirement for requirement in asked if f"\n{requirement}==" not in text} == set()

"""A form that has saved says so in one way: under one title, with what follows."""

import re

from tests.house import ROOT

OTHERWISE = re.compile(r"notice\((?:request\.)?words\([^)]*\), (?:request\.)?words\(\"[a-z_/]+\.saved\"")
TITLES = re.compile(r"\{% block (?:\w+_)?title %\}\s*Saved\s*\{% endblock %\}")


def test_every_form_that_says_that_it_saved_says_it_under_the_same_title() -> None:
    modules = {path: path.read_text() for path in (ROOT / "handlers").rglob("*.py")}
    assert [path.name for path, text in modules.items() if OTHERWISE.search(text)] == []
    templates = {path: path.read_text() for path in (ROOT / "handlers/templates").rglob("*.j2")}
    assert [path.name for path, text in templates.items() if TITLES.search(text)] == []

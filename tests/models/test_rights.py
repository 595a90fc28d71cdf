"""Whoever is refused reads of everybody who is not."""

from pathlib import Path

import pytest

from models.permission import Permission, Relation, Role
from models.rights import RULES

CALLED = {
    "Head": Relation(Role.HEAD),
    "office": Relation(Role.ADMINISTRATOR),
    "SENCo": Relation(Role.TEACHER, senco=True),
    "DSL": Relation(Role.TEACHER, dsl=True),
    "keyworker": Relation(Role.TEACHER, keyworker=True),
    "teacher": Relation(Role.TEACHER, teacher=True),
}


@pytest.mark.parametrize("permission", [one for one, (_, refusal) in RULES.items() if refusal])
def test_a_refusal_names_everybody_who_would_not_be_refused(permission: Permission) -> None:
    may, refusal = RULES[permission]
    assert [name for name, who in CALLED.items() if may(who) and name not in refusal] == []


def test_whatever_is_for_the_office_and_the_dsl_names_the_senco_too() -> None:
    files = [one for one in Path("handlers").rglob("*") if one.suffix in (".py", ".j2")]
    lines = [line for one in files for line in one.read_text().splitlines() if "the office" in line]
    told = [line for line in lines if "DSL" in line]
    assert told
    assert [line for line in told if "SENCo" not in line] == []

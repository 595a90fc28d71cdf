"""Whoever is refused reads of everybody who is not."""

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

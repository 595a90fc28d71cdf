"""A field that is marked optional may be left empty; where another answer makes it needed, its hint says so."""

import re
from typing import Any

import pytest

from bot.forms.fields import Field
from tests.promises import matrix
from tests.promises.doors import FORMS, ROWS, enter, filled, quiet
from tests.promises.matrix import Case
from tests.promises.test_rights import Stage
from tests.raw import Raw
from tests.school import Service

WHEN = re.compile(r"\b(Needed|Only (if|for|once)|If)\b")
# In the scene something stands there, which its form shows: this takes it away, and is no field that was left empty.
EMPTIED = {("profile.do", "helps")}
CASES = [(name, case) for kind, name, case in ROWS if kind == "form" and matrix.HEAD in case.who]


def said(kind: Field) -> str:
    return f"{kind.label}. {kind.hint}"


async def refused(stage: Stage, name: str, case: Case, left_out: set[str]) -> list[str]:
    """Send the form without these fields, and return those of them at which it was refused."""
    await stage.set(case.scene)
    case = filled(case, stage.ids)
    version = int(case.version) if case.version else None
    given = {field: value for field, value in case.values.items() if field not in left_out}
    answer = await Raw(stage.service.slack).submit(FORMS[name], given, case.context, user=stage.user, version=version)
    await quiet(stage.service)
    await stage.changed()
    blocks: dict[str, Any] = (answer.ack or {}).get("errors", {})
    return sorted({block.split(":")[0] for block in blocks} & left_out)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_is_marked_optional_is_not_asked_for_unless_its_hint_says_when(service: Service) -> None:
    stage = Stage(service, matrix.HEAD, await enter(service, matrix.HEAD))
    wrong = []
    for name, case in CASES:
        shape = FORMS[name].shape
        optional = set(shape.kinds) - shape.needed
        if not optional:
            continue
        found = await refused(stage, name, case, optional)
        for one in sorted(optional & set(case.values)):
            found += await refused(stage, name, case, {one})
        wrong += [
            f"{name}: {one}"
            for one in sorted(set(found))
            if (name, one) not in EMPTIED and not WHEN.search(said(shape.kinds[one]))
        ]
    assert wrong == [], "\n".join(wrong)

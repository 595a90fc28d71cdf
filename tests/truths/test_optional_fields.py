"""A field that is marked optional may be left empty; where another answer makes it needed, it says "Needed if"."""

import re
from dataclasses import replace
from typing import Any

from bot.forms.fields import Field
from tests.promises import matrix
from tests.promises.doors import FORMS, ROWS, in_scenes
from tests.promises.matrix import Case
from tests.promises.stage import Stage, a_stage
from tests.school import Service

WHEN = re.compile(r"\bNeeded\b")
# In the scene something stands there, which its form shows: this takes it away, and is no field that was left empty.
EMPTIED = {("profile.do", "helps")}
CASES = [(name, case) for kind, name, case in in_scenes(ROWS) if kind == "form" and matrix.HEAD in case.who]


def said(kind: Field) -> str:
    return f"{kind.label}. {kind.hint}"


async def refused(stage: Stage, name: str, case: Case, left_out: set[str]) -> list[str]:
    """Send the form without these fields, and return those of them at which it was refused."""
    await stage.set(matrix.HEAD, case.scene)
    given = {field: value for field, value in case.values.items() if field not in left_out}
    answer = await stage.gesture("form", name, replace(case, values=given))
    blocks: dict[str, Any] = (answer.ack or {}).get("errors", {})
    return sorted({block.split(":")[0] for block in blocks} & left_out)


async def test_what_is_marked_optional_is_not_asked_for_unless_its_hint_says_when(service: Service) -> None:
    with a_stage(service) as stage:
        wrong = [fault for name, case in CASES for fault in await in_vain(stage, name, case)]
    assert wrong == [], "\n".join(wrong)


async def in_vain(stage: Stage, name: str, case: Case) -> list[str]:
    """Return the optional fields of a form that it asked for, though their hint does not say when."""
    shape = FORMS[name].shape
    optional = set(shape.kinds) - shape.needed
    found = await refused(stage, name, case, optional) if optional else []
    for one in sorted(optional & set(case.values)):
        found += await refused(stage, name, case, {one})
    return [
        f"{name}: {one}"
        for one in sorted(set(found))
        if (name, one) not in EMPTIED and not WHEN.search(said(shape.kinds[one]))
    ]

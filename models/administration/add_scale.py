"""Adding a scale of the service's own, with values from the lowest to the highest that never change afterwards."""

import re
from collections.abc import Sequence

from models.change import Change
from models.errors import Refused
from models.permission import Permission
from models.scales.catalogue import all_scales
from models.scales.parsing import folded as squeezed
from models.scales.scale import MOST_VALUES, Scale
from models.tables.base import new_id
from models.tables.own_scale import OwnScale
from models.text import folded

RANGE = re.compile(r"(\d{1,4})(?:-|to)(\d{1,4})", re.ASCII)


def add_scale(change: Change, label: str, values: Sequence[str], higher_is_better: bool) -> str:
    """Add a scale and return its key. Raises Refused without the right to change settings, or if a field is wrong."""
    change.require(Permission.SETTING_CHANGE)
    scale = _made(label, values_in(values), higher_is_better)
    known = {folded(one.label).replace(" ", "") for one in all_scales(change.session)}
    if folded(scale.label).replace(" ", "") in known:
        raise Refused("There is already a scale with that name. Choose another.", field="label")
    row = OwnScale(
        key=scale.key,
        label=scale.label,
        grades=list(scale.values),
        higher_is_better=higher_is_better,
        by_id=change.actor.staff_id,
        added_at=change.now,
    )
    change.record("scale:add", change.add(row))
    return scale.key


def values_in(lines: Sequence[str]) -> Sequence[str]:
    """Return the values, one a line. A single line such as "0-100" stands for all whole numbers in that range."""
    found = RANGE.fullmatch(squeezed(lines[0])) if len(lines) == 1 else None
    if found is None:
        return lines
    first, last = int(found[1]), int(found[2])
    step = 1 if last >= first else -1
    return tuple(map(str, range(first, last + step, step)))[: MOST_VALUES + 1]


def _made(label: str, values: Sequence[str], higher_is_better: bool) -> Scale:
    """Build the scale under a random key. Raises Refused at the field that is wrong, the label or the grades."""
    field = "label"
    try:
        Scale.of(label, ("1", "2"))
        field = "grades"
        return Scale.of(label, values, higher_is_better, key=f"own:{new_id()}")
    except ValueError as wrong:
        raise Refused(str(wrong), field=field) from None

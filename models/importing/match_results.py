"""Results of a file, compared with what is held: new, the same, or wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from models.change import Read
from models.importing.known import Known
from models.importing.results import ResultLine
from models.importing.sheet import Finding
from models.importing.whom import NOBODY_HERE
from models.progress.results import ResultInput
from models.scales.catalogue import all_scales
from models.scales.scale import Scale
from models.tables.placement import Placement, current
from models.tables.result import Result
from models.text import folded

NO_SCALE = "Halfterm has no scale of this name. Write it as in Halfterm; a Head can add one."


@dataclass(frozen=True)
class NewResult:
    """A result that is not held yet."""

    placement_id: str
    subject: str
    given: ResultInput


def match_results(
    read: Read, known: Known, lines: Sequence[ResultLine], findings: list[Finding]
) -> tuple[list[NewResult], int]:
    """Return the results that are new, and how many are held already."""
    scales = {folded(name): scale for scale in all_scales(read.session) for name in (scale.label, scale.key)}
    held, new, same = _held(read) if lines else set(), [], 0
    for line in lines:
        placement, scale = _placement(known, line), scales.get(folded(line.scale))
        if placement is None:
            findings.append(Finding(line.sheet, line.number, "UPN", NOBODY_HERE))
        if scale is None:
            findings.append(Finding(line.sheet, line.number, "Scale", NO_SCALE))
        if placement is None or scale is None:
            continue
        grade = _grade(scale, line, findings)
        key = (placement, line.subject.casefold(), scale.key, grade, line.on, line.source)
        if key in held:
            same += 1
        elif grade is not None:
            held.add(key)
            new.append(NewResult(placement, line.subject, ResultInput(line.source, scale.key, grade, line.on)))
    return new, same


def _held(read: Read) -> set[tuple[Any, ...]]:
    columns = (Result.placement_id, Result.subject, Result.scale, Result.value, Result.on, Result.source)
    here = select(Placement.id).where(current(read.today))
    rows = read.session.execute(select(*columns).where(Result.placement_id.in_(here)))
    return {(row.placement_id, row.subject.casefold(), row.scale, row.value, row.on, row.source) for row in rows}


def _placement(known: Known, line: ResultLine) -> str | None:
    pupils = {known.by_upn[line.upn]} if line.upn in known.by_upn else set()
    if not pupils and line.identity is not None:
        pupils = known.by_identity.get(line.identity, set())
    placement = known.placements.get(next(iter(pupils))) if len(pupils) == 1 else None
    return str(placement.id) if placement is not None else None


def _grade(scale: Scale, line: ResultLine, findings: list[Finding]) -> str | None:
    try:
        return scale.parse(line.grade).text
    except ValueError as why:
        findings.append(Finding(line.sheet, line.number, "Result", str(why)))
        return None

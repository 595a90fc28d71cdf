"""Results of a file, compared with what is held: new, the same, or wrong."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from models.change import Read
from models.importing.known import STAYS, Known, put_right
from models.importing.results import ResultLine
from models.importing.sheet import Finding, Weight
from models.importing.whom import NOBODY_HERE
from models.progress.results import ResultInput, why_not_assessed, why_not_used
from models.scales.catalogue import all_scales
from models.scales.scale import Scale
from models.tables.placement import Placement, current
from models.tables.referral import Referral
from models.tables.result import Result
from models.text import folded

NO_SCALE = "Halfterm has no scale of this name. Write it as in Halfterm; a Head can add one."


@dataclass(frozen=True)
class NewResult:
    """A result that is not held yet."""

    placement_id: str
    pupil_id: str
    subject: str
    given: ResultInput


def match_results(
    read: Read, known: Known, lines: Sequence[ResultLine], findings: list[Finding]
) -> tuple[list[NewResult], int]:
    """Return the results that are new, and how many are held already."""
    if not lines:
        return [], 0
    scales = {folded(name): scale for scale in all_scales(read.session) for name in (scale.label, scale.key)}
    held, mended, received = _held(read), _mended(read), _received(read)
    new: list[NewResult] = []
    same = 0
    for line in lines:
        placement, scale = _placement(known, line), scales.get(folded(line.scale))
        if placement is None:
            findings.append(Finding(line.sheet, line.number, "UPN", NOBODY_HERE))
        if scale is None:
            findings.append(Finding(line.sheet, line.number, "Scale", NO_SCALE))
        if placement is None or scale is None:
            continue
        grade = _grade(scale, line, findings)
        key = (placement.id, line.subject.casefold(), scale.key, grade, line.on, line.source)
        if key in held:
            same += 1
            continue
        if key in mended:
            findings.append(Finding(line.sheet, line.number, "Result", STAYS, Weight.LEFT))
            continue
        born_on = known.pupils[placement.pupil_id].born_on
        findings += _wrong(line, scale, born_on, received.get(placement.id), read.today)
        if grade is not None:
            held.add(key)
            given = ResultInput(line.source, scale.key, grade, line.on)
            new.append(NewResult(placement.id, placement.pupil_id, line.subject, given))
    return new, same


def _wrong(line: ResultLine, scale: Scale, born_on: date, received_on: date | None, today: date) -> Iterator[Finding]:
    """Yield what the form would refuse, too."""
    if (why := why_not_used(scale, line.source)) is not None:
        yield Finding(line.sheet, line.number, "Scale", why)
    if (wrong := why_not_assessed(line.source, line.on, born_on, received_on, today)) is not None:
        yield Finding(line.sheet, line.number, {"on": "Result date"}.get(wrong[0], "Source"), wrong[1])


def _received(read: Read) -> dict[str, date]:
    rows = select(Referral.placement_id, Referral.received_on).join(Placement).where(current(read.today))
    return {row.placement_id: row.received_on for row in read.session.execute(rows)}


def _held(read: Read) -> set[tuple[Any, ...]]:
    columns = (Result.placement_id, Result.subject, Result.scale, Result.value, Result.on, Result.source)
    here = select(Placement.id).where(current(read.today))
    rows = read.session.execute(select(*columns).where(Result.placement_id.in_(here)))
    return {(row.placement_id, row.subject.casefold(), row.scale, row.value, row.on, row.source) for row in rows}


def _mended(read: Read) -> set[tuple[Any, ...]]:
    """Return what results said before people put them right, as a line would say it."""
    before = [said for rows in put_right(read, Result).values() for said, _ in rows]
    return {
        (
            one["placement_id"],
            one["subject"].casefold(),
            one["scale"],
            one["value"],
            date.fromisoformat(one["on"]),
            one["source"],
        )
        for one in before
    }


def _placement(known: Known, line: ResultLine) -> Any:
    pupils = {known.by_upn[line.upn]} if line.upn in known.by_upn else set()
    if not pupils and line.identity is not None:
        pupils = known.by_identity.get(line.identity, set())
    return known.placements.get(next(iter(pupils))) if len(pupils) == 1 else None


def _grade(scale: Scale, line: ResultLine, findings: list[Finding]) -> str | None:
    try:
        return scale.parse(line.grade).text
    except ValueError as why:
        findings.append(Finding(line.sheet, line.number, "Result", str(why)))
        return None

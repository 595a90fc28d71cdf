"""A pupil who is in school and is taught: what tests of results, targets and reviews begin with."""

from datetime import date
from typing import Any

from sqlalchemy import select

from models.allocations.allocate import allocate
from models.change import Read
from models.progress.results import ResultInput, add_result
from models.tables.duty import Duty, DutyKind
from models.tables.result import Source
from models.topic import Topic
from tests.school import Service, a_pupil

TUESDAY = date(2026, 9, 8)
TEACHERS = {"Maths": "ann", "English": "ben", "Science": "priya", "Art": "dan"}


async def a_taught_pupil(
    service: Service,
    name: str = "Kai Ashworth",
    *,
    subjects: tuple[str, ...] = ("Maths",),
    keyworker: str = "ben",
    first_day: date | None = TUESDAY,
) -> str:
    """Refer and allocate a pupil, with the usual teacher of each subject, and return the placement's id."""
    placement = await a_pupil(service, name)
    teachers = [f"{(await service.actor(TEACHERS[subject])).staff_id}:{subject}" for subject in subjects]
    keyworker_id = str((await service.actor(keyworker)).staff_id)
    await service.change(allocate, placement, keyworker_id, teachers, first_day, by="helen")
    return placement


async def a_result(
    service: Service,
    placement: str,
    grade: str,
    *,
    subject: str = "Maths",
    scale: str = "gcse",
    source: Source = Source.BASELINE,
    on: date = date(2026, 9, 7),
    by: str | None = None,
) -> None:
    """Add a result as a form would."""
    given = ResultInput(source, scale, grade, on)
    await service.change(add_result, Topic(placement, subject), given, by=by or TEACHERS[subject])


async def owed(service: Service, *kinds: DutyKind) -> dict[tuple[DutyKind, str], tuple[str, date]]:
    """Return what is open of these kinds, by kind and subject, as the owner's id and the due date."""

    def find(read: Read) -> dict[tuple[DutyKind, str], tuple[str, date]]:
        rows = select(Duty).where(Duty.kind.in_(kinds), Duty.done_on.is_(None))
        return {(one.kind, one.about): (one.owner_id, one.due_on) for one in read.session.scalars(rows)}

    found: dict[tuple[DutyKind, str], tuple[str, date]] = await service.read(find)
    return found


async def kept(service: Service, kind: type[Any]) -> list[Any]:
    """Every row of a table."""

    def find(read: Read) -> list[Any]:
        rows = list(read.session.scalars(select(kind)))
        read.session.expunge_all()
        return rows

    found: list[Any] = await service.read(find)
    return found

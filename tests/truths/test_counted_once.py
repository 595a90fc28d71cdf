"""Nothing counts twice, and nothing counts on a day on which it cannot have been."""

from dataclasses import replace
from datetime import date

import pytest

from models.change import Read
from models.duplicates.merge import Keep, Stays, merge
from models.errors import Refused
from models.plans.provision import add_provision, correct_provision, count_sessions, given_of
from models.statutory.correct import CorrectedFact, correct_fact
from models.statutory.record import FactInput, record_facts
from models.statutory.shown import open_legal_dates
from models.tables.duty import Duty, DutyKind
from models.tables.placement import Placement
from models.tables.plans.provision import Provision
from models.tables.pupil import LegalFact
from models.tables.pupil import LegalFactKind as K
from tests.handlers.teaching import kept
from tests.school import Service, a_pupil
from tests.truths.test_plans import READING, a_pupil_in_school


async def suspend(service: Service, placement: str, on: date, days: int) -> None:
    given = FactInput(K.SUSPENDED, on, days=days)
    await service.change(record_facts, f"{placement}:{K.SUSPENDED}", given, by="helen")


async def test_days_of_suspension_that_overlap_are_recorded_once(service: Service) -> None:
    placement = await a_pupil(service)
    service.skip_to(2026, 9, 28, 9)
    await suspend(service, placement, date(2026, 9, 8), 5)  # until Monday the 14th
    for on, days in ((date(2026, 9, 8), 5), (date(2026, 9, 14), 1), (date(2026, 9, 7), 2)):
        with pytest.raises(Refused, match="overlaps"):
            await suspend(service, placement, on, days)
    await suspend(service, placement, date(2026, 9, 15), 3)
    (first, second) = sorted(await kept(service, LegalFact), key=lambda one: one.on)
    with pytest.raises(Refused, match="overlaps"):
        await service.change(correct_fact, first.id, CorrectedFact(first.on, days=6), "Six days", by="helen")
    await service.change(correct_fact, second.id, CorrectedFact(second.on, days=4), "Four", by="helen")


async def test_a_suspension_that_two_records_of_one_child_hold_counts_once(service: Service) -> None:
    both = [await a_pupil(service, "Kai Ashworth") for _ in range(2)]
    service.skip_to(2026, 10, 26, 9)
    for placement in both:
        await suspend(service, placement, date(2026, 9, 8), 20)

    def pupils(read: Read) -> list[tuple[str, int]]:
        return [(one.pupil_id, one.pupil.version) for one in (read.get(Placement, each) for each in both)]

    (kept_id, first), (gone_id, second) = await service.read(pupils)
    await service.change(merge, kept_id, gone_id, Keep(stays=Stays.A), (first, second), by="helen")
    assert (await service.change(open_legal_dates, both[0], by="helen")).suspended == 20
    assert DutyKind.SUSPENSIONS not in {one.kind for one in await kept(service, Duty)}


async def test_a_provision_does_not_start_after_its_sessions_were_counted(service: Service) -> None:
    placement = await a_pupil_in_school(service)
    provision = await service.change(add_provision, placement, READING, by="ben")
    service.skip_to(2026, 9, 15, 9)
    await service.change(count_sessions, provision, 4, date(2026, 9, 14), by="ben")
    (row,) = await kept(service, Provision)
    for day in (date(2026, 9, 15), date(2026, 10, 5)):
        with pytest.raises(Refused, match="Sessions were counted until Monday 14 September 2026"):
            await service.change(correct_provision, row.id, replace(given_of(row), starts_on=day), "Typo", by="ben")
    moved = replace(given_of(row), starts_on=date(2026, 9, 14))
    await service.change(correct_provision, row.id, moved, "Typo", by="ben")

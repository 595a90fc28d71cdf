"""An import of many rows is staged before its turn: whole or not at all, and nobody waits long for it."""

from datetime import date
from functools import partial
from typing import Any

import pytest
from sqlalchemy import event, select

from models.administration.legal_days import set_legal_days
from models.administration.settings import set_term_dates
from models.change import Change, Read
from models.errors import Outdated
from models.importing.additions import Additions
from models.importing.plan import Plan
from models.importing.save import save_import, work_out
from models.school.calendar import Calendar
from models.statutory.days import LegalDays
from models.statutory.owed import follow_all_legal_dates
from models.tables.audit import Audit
from models.tables.duty import Duty, DutyKind
from models.tables.placement import Placement
from models.tables.result import Result
from models.tables.staff import Staff
from tests.handlers.teaching import kept
from tests.school import Service
from tests.truths.test_import import HEADINGS, a_school, everything, imported, planned

RESULTS = "Surname,Forename,DOB,Subject,Scale,Result,Result date,Source"


def saved(plan: Plan, added: Additions | None, change: Change) -> None:
    save_import(change, plan, added)


async def staged(service: Service, text: str) -> Plan:
    """Import as both doors do it."""
    plan = await planned(service, text)
    assert plan.wrong == []
    added = await service.read(work_out, plan, by="omar")
    actor = await service.actor("omar")
    await service.bot.desk.change(partial(saved, plan, added), by=actor, rows=added.rows if added else None)
    return plan


def owed(read: Read) -> list[tuple[Any, ...]]:
    rows = select(Duty.kind, Duty.due_on, Duty.since, Duty.days, Duty.owner_id, Duty.about, Duty.done_on, Duty.ending)
    return sorted(map(tuple, read.session.execute(rows)), key=repr)


def some_results(pupils: int, source: str = "prior", on: str = "01/07/2026") -> str:
    rows = [f"Ashworth{n},Kai,{1 + n % 28:02}/05/2012,Maths,gcse,4,{on},{source}" for n in range(pupils)]
    return "\n".join([RESULTS, *rows])


async def test_what_is_staged_owes_what_it_owes_when_it_comes_with_staff_or_term_dates(service: Service) -> None:
    text = a_school(entered=lambda n: date(2026, 9, 7), pupils=4).splitlines()
    text[0] += ",SEN Status,Looked after,Keyworker"
    text[1:] = [f"{line},{sen},{care},Ann Lister" for line, sen, care in zip(text[1:], "EKNE", "YNNY", strict=True)]
    plan = await planned(service, "\n".join(text))

    def save_and_look(change: Change) -> list[tuple[Any, ...]]:
        save_import(change, plan)
        change.session.flush()
        found = owed(change)
        change.session.rollback()
        return found

    at_once = await service.change(save_and_look, by="omar")
    assert {DutyKind.PROFILE, DutyKind.FAMILY_REVIEW} <= {row[0] for row in at_once}
    await staged(service, "\n".join(text))
    assert await service.read(owed) == at_once


async def test_what_the_law_owes_for_an_imported_pupil_is_what_each_night_finds(service: Service) -> None:
    await service.change(set_legal_days, LegalDays(early=3), 7, by="helen")
    text = a_school(entered=lambda n: date(2026, 9, 4), pupils=2).splitlines()
    text[0] += ",Placement type,SEN Status"
    text[1:] = [f"{text[1]},Off-site direction,", f"{text[2]},At risk,E"]
    await staged(service, "\n".join(text))
    at_once = await service.read(owed)
    assert {DutyKind.OFF_SITE_DATE, DutyKind.EHC_EARLY} <= {row[0] for row in at_once}
    await service.change(follow_all_legal_dates)
    assert await service.read(owed) == at_once


async def test_a_pupil_who_came_meanwhile_or_term_dates_that_changed_outdate_what_is_staged(service: Service) -> None:
    text = a_school(entered=lambda n: date(2026, 9, 7), pupils=2)
    plan = await planned(service, text)
    added = await service.read(work_out, plan, by="omar")
    assert added is not None
    await imported(service, f"{HEADINGS}\nBell,Mia,15/05/2012,C,01/12/2025")
    before, actor = await everything(service), await service.actor("omar")
    with pytest.raises(Outdated):
        await service.bot.desk.change(partial(saved, plan, added), by=actor, rows=added.rows)
    plan = await planned(service, text)
    added = await service.read(work_out, plan, by="omar")
    assert added is not None
    await service.change(set_term_dates, Calendar(), by="helen")
    with pytest.raises(Outdated):
        await service.bot.desk.change(partial(saved, plan, added), by=actor, rows=added.rows)
    assert (await everything(service))["placement"] == before["placement"] == 1


async def test_results_are_logged_and_end_what_they_answer(service: Service) -> None:
    await staged(service, a_school(entered=lambda n: date(2026, 6, 1), pupils=3))
    (first, *_) = stays = await kept(service, Placement)
    teacher = (await service.actor("ann")).staff_id

    def ask(change: Change) -> None:
        for kind in (DutyKind.BASELINE, DutyKind.MISSING_PRIOR):
            owner = change.get(Staff, teacher)
            change.owe(kind, change.get(Placement, first.id), owner, date(2026, 9, 21), about="Maths")

    await service.change(ask)
    await staged(service, some_results(3))
    assert {one.placement_id for one in await kept(service, Result)} == {one.id for one in stays}
    assert [one.verb for one in await kept(service, Audit)].count("result:add") == 3
    ended = {one.kind: one.ending for one in await kept(service, Duty) if one.about == "Maths"}
    assert ended == {DutyKind.BASELINE: None, DutyKind.MISSING_PRIOR: "done"}


async def test_a_result_that_cannot_be_right_is_named_by_its_row(service: Service) -> None:
    await staged(service, a_school(entered=lambda n: date(2026, 8, 31), pupils=2))
    text = f"{some_results(2, 'baseline')}\nAshworth0,Kai,01/05/2012,Maths,gcse,4,01/05/2014,prior"
    plan = await planned(service, text)
    assert [(one.row, one.field) for one in plan.wrong] == [(2, "Source"), (3, "Source"), (4, "Result date")]
    plan = await planned(service, some_results(1, "baseline", "07/09/2026").replace("gcse,4", "nc,4b"))
    assert [(one.row, one.field) for one in plan.wrong] == [(2, "Scale")]


async def test_the_statements_that_hold_up_others_are_as_many_for_few_rows_as_for_many(service: Service) -> None:
    counted: list[int] = []

    async def count(text: str) -> None:
        plan = await planned(service, text)
        assert plan.wrong == []
        added = await service.read(work_out, plan, by="omar")
        statements: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
            statements.append(statement)

        engine = service.bot.desk.database.engines[0]

        def save(change: Change) -> None:
            event.listen(engine, "before_cursor_execute", note)
            save_import(change, plan, added)
            change.session.flush()
            event.remove(engine, "before_cursor_execute", note)

        await service.bot.desk.change(save, by=await service.actor("omar"), rows=added.rows if added else None)
        counted.append(len(statements))

    for pupils in (5, 25):
        await count(a_school(entered=lambda n: date(2026, 6, 1), pupils=pupils))
        await count(some_results(pupils))
    assert counted[:2] == counted[2:]

"""The invented school: on a Monday in term, with everybody and everything that can be tried."""

from collections.abc import AsyncIterator
from datetime import date, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import func, select

from bot import demo
from bot.clock import Clock
from bot.config import Settings
from bot.database import Database, migrate
from bot.local import Travel, a_workspace, invent, joined
from bot.workspace import Client
from models.change import SYSTEM, Look
from models.duty import Duty, DutyKind, Ending
from models.meeting import PlanningMeeting
from models.permission import Role
from models.placement import Placement
from models.staff import Staff, active_staff
from tests.school import LONDON


@pytest.fixture(scope="module")
def look(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Look]:
    url = f"sqlite:///{tmp_path_factory.mktemp('school')}/school.db"
    invent(url, LONDON)
    database = Database(url)
    with database.reading() as session:
        yield Look(session, SYSTEM, demo.opens_at(LONDON), LONDON)
    database.close()


def count(look: Look, *what: object) -> int:
    return look.session.scalar(select(func.count()).select_from(Placement).where(*what)) or 0  # type: ignore[arg-type]  # any condition will do


def test_it_opens_on_a_monday_with_pupils_in(look: Look) -> None:
    assert look.today.weekday() == 0
    assert look.calendar.is_pupil_day(look.today)
    assert look.school.channel == demo.CHANNEL


def test_it_has_twelve_staff_in_every_role(look: Look) -> None:
    staff = active_staff(look.session)
    assert len(staff) == 12
    assert {one.role for one in staff} == set(Role)
    assert any(one.senco for one in staff)
    assert any(one.dsl for one in staff)


def test_it_has_thirty_pupils_and_one_of_them_is_back(look: Look) -> None:
    assert count(look, Placement.left_on.is_(None)) == 30
    assert count(look, Placement.left_on.is_not(None)) == 3
    stays = select(Placement.pupil_id).group_by(Placement.pupil_id).having(func.count() > 1)
    assert len(look.session.scalars(stays).all()) == 1


def test_every_stage_of_a_stay_is_there(look: Look) -> None:
    def owed(kind: DutyKind, *more: object) -> int:
        return look.session.scalar(select(func.count()).where(Duty.kind == kind, *more)) or 0  # type: ignore[arg-type]  # any condition will do

    is_open = Duty.done_on.is_(None)
    for kind in DutyKind:
        assert owed(kind, is_open), kind
    for kind in (DutyKind.FAMILY, DutyKind.BOOK, DutyKind.HOLD, DutyKind.ALLOCATE):
        assert owed(kind, Duty.ending == Ending.DONE), kind
    assert owed(DutyKind.FAMILY, Duty.ending == Ending.UNREACHABLE) == 2
    assert owed(DutyKind.FAMILY, is_open, Duty.due_on < date(2026, 9, 28))
    assert look.session.scalar(select(func.count()).where(PlanningMeeting.starts_at > look.now)) or 0 >= 3
    assert count(look, Placement.keyworker_id.is_not(None), Placement.left_on.is_(None)) == 7


def test_nobody_owes_anything_for_a_stay_that_is_over(look: Look) -> None:
    over = select(Duty.id).join(Placement, Placement.id == Duty.placement_id).where(Placement.left_on.is_not(None))
    assert look.session.scalars(over.where(Duty.done_on.is_(None))).all() == []


def test_what_falls_to_nobody_falls_to_helen(look: Look) -> None:
    owners = select(Staff.name).join(Duty, Duty.owner_id == Staff.id).where(Duty.kind == DutyKind.ALLOCATE)
    assert set(look.session.scalars(owners.where(Duty.done_on.is_(None)))) == {"Helen Marsh"}


async def test_its_clock_moves_to_the_next_digest_and_reminder_through_the_ordinary_tick(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/school.db"
    migrate(url)
    invent(url, LONDON)
    clock, travel = Clock(LONDON, starts=demo.opens_at(LONDON)), Travel()
    slack = a_workspace(Settings(database_url=SecretStr(url)), clock, travel)
    await slack.start()
    try:
        async with joined(slack, url, clock) as travel.bot:
            client = Client(slack, also_busy=lambda: travel.bot is not None and travel.bot.delivery.is_busy)
            moves = {move.label: move.run for move in slack.moves}
            assert list(moves) == ["Tomorrow 08:00", "Next reminders", "Next allocations meeting", "Next half-term"]
            await moves["Tomorrow 08:00"]()
            assert f"{clock.now().astimezone(LONDON):%a %d %b %H:%M}" == "Tue 06 Oct 08:00"
            await moves["Next reminders"]()
            await client.quiet(60)
            assert f"{clock.now().astimezone(LONDON):%a %d %b %H:%M}" == "Tue 06 Oct 08:15"
            assert any("eminder" in message.text for message in client.direct_messages(to="omar"))
            await moves["Next allocations meeting"]()
            assert f"{clock.now().astimezone(LONDON):%a %d %b %H:%M}" == "Mon 12 Oct 08:00"
            await moves["Next half-term"]()
            assert f"{clock.now().astimezone(LONDON):%a %d %b %H:%M}" == "Mon 02 Nov 08:00"
            told = [each for each in client.direct_messages(to="helen") if "eminder" in each.text]
            days = [datetime.fromtimestamp(float(each.ts), LONDON).day for each in told]
            assert [day for day in days if day > 5] == [6, 7, 8, 9, 12, 13, 14, 15, 16, 19, 20, 21, 22]
    finally:
        await slack.stop()

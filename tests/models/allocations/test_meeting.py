"""The weekly meeting: its day in any school year, and a digest that stays small however large the school is."""

from collections.abc import Sequence
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, func, insert, select

from bot.app import EVERYTHING
from bot.delivery.render import Renderer
from models.allocations.agenda import FIRST_PAGE, LATER_PAGE
from models.allocations.digest import MOST_PUPILS, digest_of
from models.allocations.meeting import (
    LAST_MINUTE,
    MOST_MESSAGES,
    digest_at,
    digest_until,
    open_meeting,
    recap_at,
)
from models.allocations.recap import recap_of
from models.change import Change, Read
from models.school.calendar import Calendar
from models.school.settings import School
from models.tables.base import new_id
from models.tables.duty import Duty, DutyKind
from models.tables.message import Message
from models.tables.placement import Placement, Registration
from models.tables.pupil import Pupil
from models.tables.staff import Staff
from tests.models.school.calendars import calendars, days
from tests.school import Service

MONDAY = date(2026, 9, 7)


def school(calendar: Calendar, weekday: int = 0) -> School:
    """Make a school with these term dates."""
    half_terms = tuple((period.starts_on, period.ends_on) for period in calendar.half_terms)
    return School(
        half_terms=half_terms,
        inset_days=tuple(calendar.inset_days),
        closed_days=tuple(calendar.closed_days),
        digest_weekday=weekday,
    )


@given(calendars, days, st.integers(0, 4))
def test_a_week_has_one_digest_if_staff_are_in_and_none_in_the_holidays(
    calendar: Calendar, day: date, weekday: int
) -> None:
    monday = day - timedelta(days=day.weekday())
    week = [monday + timedelta(days=offset) for offset in range(7)]
    posted = [one for one in week if digest_at(school(calendar, weekday), one) is not None]
    assert len(posted) == any(calendar.is_school_day(one) for one in week[:5])
    assert all(calendar.is_school_day(one) for one in posted)
    if calendar.is_school_day(week[weekday]):
        assert posted == [week[weekday]]


@given(st.times(), st.times(), st.times())
def test_the_window_of_a_digest_is_open_at_its_hour_and_the_recap_comes_no_earlier(
    at: time, noon: time, evening: time
) -> None:
    its = School(digest_at=at, morning_ends=noon, day_ends=evening)
    assert digest_until(its) > at or at >= LAST_MINUTE
    assert (recap_at(its, MONDAY) or time.min) >= at


def statements(read: Read) -> list[str]:
    """Return the SQL statements that a digest and its recap take."""
    asked: list[str] = []
    event.listen(read.session.connection(), "before_cursor_execute", lambda *told: asked.append(told[2]))
    digest_of(read, MONDAY)
    recap_of(read, MONDAY)
    return asked


def fill(change: Change, pupils: int) -> None:
    """Add so many pupils, all of them to be allocated and with calls overdue, spread over the staff."""
    owners = change.session.scalars(select(Staff.id)).all()
    before = change.session.scalar(select(func.count(Pupil.id))) or 0
    facts = {"forenames": "Canary", "surname": "Name", "born_on": date(2012, 1, 1), "added_at": change.now}
    children = [Pupil(reference=f"{before + number:04}", **facts) for number in range(pupils)]
    change.session.add_all(children)
    change.session.flush()
    stays = [
        Placement(pupil_id=child.id, home_school="Northbrook", registration=Registration.SINGLE, added_at=change.now)
        for child in children
    ]
    change.session.add_all(stays)
    change.session.flush()
    if not stays:
        return
    owed = {"about": "", "added_at": change.now}
    change.session.execute(
        insert(Duty),
        [
            owed | {"id": new_id(), "kind": kind, "placement_id": stay.id} | due(owners, place)
            for place, stay in enumerate(stays)
            for kind in (DutyKind.FAMILY, DutyKind.PROFESSIONALS, DutyKind.ALLOCATE)
        ],
    )


def due(owners: Sequence[str], place: int) -> dict[str, object]:
    """By whom and when, spread over the staff and a few days."""
    return {"owner_id": owners[place % len(owners)], "due_on": MONDAY - timedelta(days=4 - place % 3)}


def rendered(read: Read, service: Service) -> list[int]:
    """Every message in the channel, rendered; how many blocks each has."""
    channel = read.session.scalars(select(Message).where(Message.to_id.is_(None))).all()
    render = Renderer(EVERYTHING, service.bot.desk.words)
    posts = [render(read, message) for message in channel]
    return [len(post.blocks) for post in posts if post is not None]


async def test_the_digest_asks_as_often_and_stays_as_small_for_3000_pupils_as_for_30(service: Service) -> None:
    asked = {}
    for pupils in (30, 2_970):
        await service.change(fill, pupils)
        asked[pupils] = await service.read(statements)
    assert len(asked[30]) == len(asked[2_970]) > 0
    digest = await service.read(digest_of, MONDAY)
    assert len(digest.lines) == MOST_PUPILS
    assert digest.counts["new"] == digest.counts["allocate"] == 3_000
    assert digest.hidden(MOST_MESSAGES)["allocate"] == 3_000 - MOST_PUPILS
    assert [len(page) for page in digest.pages(MOST_MESSAGES)] == [FIRST_PAGE, *[LATER_PAGE] * 5]
    await service.change(open_meeting, MONDAY)
    sizes = await service.read(rendered, service)
    assert len(sizes) == 6
    assert max(sizes) <= 50


@pytest.mark.parametrize("pupils", [0, 1, FIRST_PAGE, FIRST_PAGE + 1, FIRST_PAGE + LATER_PAGE + 1])
async def test_every_pupil_stands_in_one_page(service: Service, pupils: int) -> None:
    await service.change(fill, pupils)
    digest = await service.read(digest_of, MONDAY)
    assert sum(len(page) for page in digest.pages(MOST_MESSAGES)) == len(digest.lines) == pupils
    assert not digest.hidden(MOST_MESSAGES)

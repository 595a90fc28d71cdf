"""A day that a Head opens or closes: nothing is posted when nobody is in, what was due moves, the half-term goes on."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from models.attempts.log import NewAttempt, log_attempt
from models.change import Change
from models.meetings.actions import NewAction, agree, tick_off
from models.school.calendar import Period
from models.school.settings import DayKind, write_settings
from models.tables.audit import Audit
from models.tables.contact import Outcome, Way
from models.tables.duty import Duty, DutyKind
from models.tables.meeting import Action
from models.tables.placement import Placement
from tests.handlers.pressing import duty, press
from tests.handlers.teaching import a_taught_pupil
from tests.school import CHANNEL, STAFF, Service, a_pupil

TUESDAY, WEDNESDAY = date(2026, 9, 15), date(2026, 9, 9)
CLOSED, INSET, OPEN, PLANNED = (
    "Nobody is in: closed",
    "Staff only: INSET",
    "Pupils and staff are in",
    "As the term dates say",
)


async def make(service: Service, day: date, kind: str, why: str | None = None) -> dict[str, str]:
    """Open or close a day with the form, as a Head."""
    await close(service)
    await press(service, "settings.day", day.isoformat(), by="helen")
    given: dict[str, Any] = {"which_day": day, "who_is_in": kind} | ({"why": why} if why else {})
    return await service.workspace.submit(by="helen", **given)


async def close(service: Service) -> None:
    if service.workspace.has_modal(by="helen"):
        await service.workspace.close(by="helen", everything=True)


def shown(service: Service) -> str:
    return service.workspace.modal(by="helen").text.replace("*", "")


async def due(service: Service, kind: DutyKind, about: str | None = None) -> date:
    rows = select(Duty.due_on).where(Duty.kind == kind, Duty.done_on.is_(None))
    rows = rows if about is None else rows.where(Duty.about == about)
    return date.fromisoformat(str(await service.read(lambda read: read.session.scalars(rows).first())))


def an_action(change: Change, placement_id: str) -> str:
    placement = change.get(Placement, placement_id)
    return agree(change, placement, NewAction("Ring the tutor", STAFF["dan"][0], WEDNESDAY)).id


async def posted(service: Service) -> int:
    return len(service.workspace.messages)


async def test_closed_at_seven_nothing_is_posted_that_day_and_all_of_it_goes_out_on_the_next(service: Service) -> None:
    await a_pupil(service)
    await service.go_to(2026, 9, 14, 7)
    assert await make(service, date(2026, 9, 14), CLOSED, "Snow") == {}
    before = await posted(service)
    await service.go_to(2026, 9, 14, 23)
    assert await posted(service) == before
    await service.go_to(2026, 9, 15, 9)
    assert len(service.workspace.in_room("allocations")) > 0
    assert len(service.workspace.direct_messages(to="helen")) > 0


async def test_what_was_due_on_a_closed_day_moves_to_the_next_that_is_open_counted_or_set_by_hand(
    service: Service,
) -> None:
    placement = await a_pupil(service)
    action = await service.change(an_action, placement, by="helen")
    assert await due(service, DutyKind.FAMILY) == WEDNESDAY
    assert await make(service, WEDNESDAY, CLOSED) == {}
    assert "due dates moved" in shown(service)
    assert await due(service, DutyKind.FAMILY) == WEDNESDAY + timedelta(days=1)
    assert await due(service, DutyKind.ACTION, action) == WEDNESDAY + timedelta(days=1)
    assert await service.read(lambda read: read.get(Action, action).due_on) == WEDNESDAY + timedelta(days=1)


async def test_undone_within_ten_minutes_all_is_as_before(service: Service) -> None:
    placement = await a_pupil(service)
    action = await service.change(an_action, placement, by="helen")
    before = await every_due_date(service)
    await make(service, WEDNESDAY, CLOSED)
    assert await every_due_date(service) != before
    await service.workspace.click("Undo", by="helen")
    assert await every_due_date(service) == before
    assert await service.read(lambda read: read.get(Action, action).due_on) == WEDNESDAY
    assert await service.read(lambda read: read.school.changed_days) == {}


async def do_both(service: Service, placement: str) -> None:
    """On Thursday the 10th, ring the family and tick off the action that was agreed for Wednesday."""
    service.skip_to(2026, 9, 10, 10)
    spoke = NewAttempt("side:family", Way.CALL, Outcome.SPOKE, date(2026, 9, 10))
    await service.change(log_attempt, placement, spoke, by="helen")
    await service.change(tick_off, (await duty(service, DutyKind.ACTION))[0], by="dan")


async def page(service: Service, placement: str) -> str:
    await close(service)
    await press(service, "pupil.open", placement, by="helen")
    return (await service.workspace.home(by="helen")).text.replace("*", "")


async def test_what_was_done_by_the_day_that_counts_is_not_late_although_the_closure_was_entered_afterwards(
    service: Service,
) -> None:
    placement = await a_pupil(service)
    await service.change(an_action, placement, by="helen")
    await do_both(service, placement)
    assert (await page(service, placement)).count("Thu 10 Sep – 1 school day late") == 2
    await make(service, WEDNESDAY, CLOSED)
    assert "Contact the family: done on Thu 10 Sep\n" in await page(service, placement)
    assert "late" not in await page(service, placement)


async def test_what_was_done_after_its_day_is_late_once_a_closure_that_never_was_is_taken_back(
    service: Service,
) -> None:
    placement = await a_pupil(service)
    await service.change(an_action, placement, by="helen")
    await make(service, WEDNESDAY, CLOSED)
    await close(service)
    await do_both(service, placement)
    assert "late" not in await page(service, placement)
    await make(service, WEDNESDAY, PLANNED)
    assert (await page(service, placement)).count("Thu 10 Sep – 1 school day late") == 2


async def every_due_date(service: Service) -> dict[str, date]:
    rows = select(Duty.id, Duty.due_on)
    return {row.id: row.due_on for row in await service.read(lambda read: read.session.execute(rows).all())}


async def test_undo_undoes_the_change_that_it_stood_under_and_no_later_one(service: Service) -> None:
    await make(service, TUESDAY, CLOSED)
    await press(service, "settings.day", TUESDAY.isoformat(), by="hugo")
    await service.workspace.submit(by="hugo", which_day=TUESDAY, who_is_in=INSET)
    await service.workspace.click("Undo", by="helen")
    assert "Hugo Bright has changed that day since" in service.workspace.modal(by="helen").text
    assert await service.read(lambda read: read.calendar.is_school_day(TUESDAY)), "it is an INSET day still"
    assert (await service.read(lambda read: read.school.changed_days[TUESDAY])).kind == DayKind.INSET


async def test_a_button_of_an_earlier_version_undoes_only_what_the_same_head_changed(service: Service) -> None:
    await make(service, TUESDAY, CLOSED)
    await close(service)
    await press(service, "settings.day_undo", TUESDAY.isoformat(), by="hugo")
    assert await service.read(lambda read: TUESDAY in read.school.changed_days)
    await press(service, "settings.day_undo", TUESDAY.isoformat(), by="helen")
    assert await service.read(lambda read: read.school.changed_days) == {}


async def test_after_ten_minutes_it_is_put_right_with_the_form(service: Service) -> None:
    await make(service, TUESDAY, CLOSED)
    await close(service)
    await service.go_to(2026, 9, 7, 9)
    await press(service, "settings.day_undo", TUESDAY.isoformat(), by="helen")
    assert "ten minutes to undo this are over" in str(service.workspace.messages[-1].plain)
    assert await make(service, TUESDAY, PLANNED) == {}
    assert await service.read(lambda read: read.calendar.is_pupil_day(TUESDAY))
    assert await make(service, TUESDAY, PLANNED) == {
        "Who is in?": "Nobody opened or closed that day: it is as the term dates say."
    }


async def test_the_half_term_does_not_end_and_no_review_moves(service: Service) -> None:
    await a_taught_pupil(service, first_day=date(2026, 9, 8))
    review = await due(service, DutyKind.REVIEW)
    assert review == date(2026, 10, 22)
    for day in (TUESDAY, date(2026, 10, 20)):
        await make(service, day, CLOSED)
    assert await due(service, DutyKind.REVIEW) == review
    autumn = await service.read(lambda read: read.calendar.half_term_of(TUESDAY))
    assert autumn == Period(date(2026, 9, 1), date(2026, 10, 23))
    await make(service, review, CLOSED)
    assert await due(service, DutyKind.REVIEW) == date(2026, 11, 2)


@pytest.mark.parametrize(
    ("day", "is_pupil_day", "is_school_day", "kind"),
    [
        (date(2027, 5, 3), True, True, OPEN),  # a bank holiday
        (date(2026, 10, 28), True, True, OPEN),  # in the holidays
        (date(2026, 12, 4), True, True, OPEN),  # INSET by the term dates
        (date(2026, 9, 16), False, True, INSET),
        (date(2026, 12, 4), False, False, CLOSED),
    ],
)
async def test_a_head_can_make_any_day_one_of_the_three_kinds(
    service: Service, day: date, is_pupil_day: bool, is_school_day: bool, kind: str
) -> None:
    assert await make(service, day, kind) == {}
    found = await service.read(lambda read: (read.calendar.is_pupil_day(day), read.calendar.is_school_day(day)))
    assert found == (is_pupil_day, is_school_day)


async def test_who_closed_a_day_and_why_is_shown_and_written_down(service: Service) -> None:
    await make(service, TUESDAY, CLOSED, "No heating")
    await press(service, "settings.day", "again", by="hugo")
    said = service.workspace.modal(by="hugo").text
    assert "15 September: Nobody is in: closed – No heating (Helen Marsh)" in said
    lines = select(Audit.verb, Audit.why).where(Audit.verb.like("day:%"))
    written = await service.read(lambda read: [tuple(row) for row in read.session.execute(lines)])
    assert written == [("day:change", "2026-09-15:closed")]


async def test_new_term_dates_leave_the_days_that_a_head_closed(service: Service) -> None:
    await make(service, TUESDAY, CLOSED)
    await close(service)
    await press(service, "settings.term_dates", "new", by="helen")
    assert "15 Sep" not in service.workspace.modal(by="helen").fields["Half-terms and INSET days"]
    await service.workspace.submit(by="helen")
    assert await service.workspace.submit(by="helen") == {}
    assert not await service.read(lambda read: read.calendar.is_school_day(TUESDAY))


async def test_a_meeting_that_is_booked_for_a_closed_day_is_named(service: Service) -> None:
    placement = await a_pupil(service)
    await press(service, "meeting.book", placement, by="helen")
    assert await service.workspace.submit(by="helen", day=TUESDAY, time="14:00", place="Room 2") == {}
    await make(service, TUESDAY, CLOSED)
    assert "1 planning meeting is still booked for that day" in shown(service)


async def test_only_a_head_opens_or_closes_a_day(service: Service) -> None:
    await press(service, "settings.day", "today", by="priya")
    assert not service.workspace.has_modal(by="priya")
    assert "Only a Head can change settings" in service.workspace.messages[-1].plain


async def test_terms_kept_before_there_were_closed_days_are_kept(service: Service) -> None:
    def old(change: Change) -> None:
        write_settings(change.session, {"half_terms": [["2026-09-01", "2026-10-23"]], "inset_days": ["2026-09-01"]})

    await service.change(old)
    found = await service.read(lambda read: (read.calendar.half_terms, read.calendar.closed_days, read.school.channel))
    assert found == ((Period(date(2026, 9, 1), date(2026, 10, 23)),), frozenset(), CHANNEL)

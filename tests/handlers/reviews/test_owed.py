"""What is to be reviewed moves with teachers, keyworker, first day, term dates and leaving, and is never lost."""

from datetime import date, datetime

import pytest
from sqlalchemy import select

from bot.workspace import Client
from models.administration.leavers import follow_slack
from models.administration.settings import set_term_dates
from models.allocations.allocate import allocate
from models.allocations.first_day import Lateness, Start, record_start, set_first_day
from models.change import Change
from models.duties.assign import assign_duty
from models.reviews.owed import owe_reviews
from models.school.calendar import Calendar
from models.school.term_dates import parse_term_dates
from models.tables.duty import Duty, DutyKind, Ending
from models.tables.placement import Placement
from tests.handlers.pressing import duty, press
from tests.handlers.teaching import a_result, a_taught_pupil, owed
from tests.models.school.calendars import two_years
from tests.school import LONDON, STAFF, Service, a_service

GOOD = {
    "grade_or_score_now": "4",
    "assessed_on": date(2026, 10, 20),
    "held_on": date(2026, 10, 20),
    "next_step": "I check my units",
}
LAST_DAY = date(2026, 10, 22)
MATHS, FAMILY = (DutyKind.REVIEW, "Maths"), (DutyKind.FAMILY_REVIEW, "")


async def who_and_when(service: Service, *what: tuple[DutyKind, str]) -> list[tuple[str, date]]:
    """Handle of the owner and day of what is owed."""
    found = await owed(service, DutyKind.REVIEW, DutyKind.FAMILY_REVIEW)
    handles = {(await service.actor(handle)).staff_id: handle for handle, entry in STAFF.items() if entry[2]}
    return [(handles[found[one][0]], found[one][1]) for one in what if one in found]


async def allocate_to(service: Service, placement: str, keyworker: str, *teachers: str) -> None:
    """Each teacher as "handle:subject"."""
    ids = {handle: (await service.actor(handle)).staff_id for handle in STAFF}
    named = [f"{ids[one.partition(':')[0]]}:{one.partition(':')[2]}" for one in teachers]
    first_day = await service.read(lambda read: read.get(Placement, placement).first_day)
    await service.change(allocate, placement, str(ids[keyworker]), named, first_day, by="helen")


async def test_with_another_teacher_it_is_theirs(service: Service) -> None:
    placement = await a_taught_pupil(service, keyworker="sue")
    await allocate_to(service, placement, "dan", "ben:Maths")
    assert await who_and_when(service, MATHS, FAMILY) == [("ben", LAST_DAY), ("dan", LAST_DAY)]


async def test_what_was_given_to_a_colleague_stays_with_them(service: Service) -> None:
    placement = await a_taught_pupil(service, keyworker="sue")
    await service.change(assign_duty, (await duty(service, DutyKind.REVIEW))[0], "UBEN", by="helen")
    await allocate_to(service, placement, "sue", "ann:Maths", "dan:Art")
    assert await who_and_when(service, MATHS) == [("ben", LAST_DAY)]


async def test_a_subject_that_nobody_teaches_any_more_is_not_reviewed(service: Service) -> None:
    placement = await a_taught_pupil(service, subjects=("Maths", "Art"), keyworker="sue")
    await allocate_to(service, placement, "sue", "dan:Art")
    assert await who_and_when(service, MATHS) == []
    assert (await duty(service, DutyKind.REVIEW, "Maths"))[2] is Ending.DROPPED


async def test_of_a_subject_allocated_in_mid_stay_it_counts_from_that_day(service: Service) -> None:
    placement = await a_taught_pupil(service, keyworker="sue")
    await service.go_to(2026, 11, 9, 18, 30)
    await allocate_to(service, placement, "sue", "ann:Maths", "dan:Art")
    art = (DutyKind.REVIEW, "Art")
    assert await who_and_when(service, MATHS, art) == [("ann", LAST_DAY), ("dan", date(2026, 12, 18))]
    await service.change(record_start, placement, Start.FULL_TIME, date(2026, 9, 9), Lateness(), by="helen")
    longer = parse_term_dates("1 Sep 2026 - 23 Oct 2026\n2 Nov 2026 - 21 Dec 2026")
    await service.change(set_term_dates, longer, by="helen")
    assert await who_and_when(service, art) == [("dan", date(2026, 12, 21))]


async def test_of_a_teacher_who_leaves_it_falls_to_the_head_and_then_to_whoever_is_next(service: Service) -> None:
    placement = await a_taught_pupil(service, keyworker="sue")
    await service.change(follow_slack, ["UANN"], {})
    await service.change(set_first_day, placement, date(2026, 9, 9), Lateness(), by="helen")
    assert await who_and_when(service, MATHS) == [("helen", LAST_DAY)]
    await allocate_to(service, placement, "sue", "ben:Maths")
    assert await who_and_when(service, MATHS) == [("ben", LAST_DAY)]


async def test_of_a_teacher_who_leaves_it_passes_to_the_colleague_who_still_teaches_it(service: Service) -> None:
    placement = await a_taught_pupil(service, keyworker="sue")
    await allocate_to(service, placement, "sue", "ann:Maths", "dan:Maths")
    await service.change(follow_slack, ["UANN"], {})
    assert await who_and_when(service, MATHS) == [("dan", LAST_DAY)]
    in_maths = await owed(service, DutyKind.BASELINE, DutyKind.TARGET)
    assert {owner for owner, _ in in_maths.values()} == {(await service.actor("dan")).staff_id}
    assert await owed(service, DutyKind.ALLOCATE) == {}
    await service.workspace.quiet()
    told = service.workspace.direct_messages(to="hugo")[-1].plain
    assert "3 things passed to colleagues" in told
    assert "They had nothing left to do" not in told


async def test_a_subject_that_lost_its_only_teacher_is_to_be_allocated_anew(service: Service) -> None:
    await a_taught_pupil(service, subjects=("Maths", "Art"), keyworker="sue")
    await service.change(follow_slack, ["UANN"], {})
    assert list(await owed(service, DutyKind.ALLOCATE)) == [(DutyKind.ALLOCATE, "")]
    await service.workspace.quiet()
    assert "1 pupil no longer has a keyworker, or a teacher" in service.workspace.direct_messages(to="hugo")[-1].plain


async def test_the_reviews_after_one_that_fell_to_the_head_are_owed_by_the_head_until_somebody_is_allocated(
    service: Service,
) -> None:
    placement = await a_taught_pupil(service, keyworker="sue")
    await a_result(service, placement, "3")
    for gone in ("UANN", "USUE"):
        await service.change(follow_slack, [gone], {})
    await service.go_to(2026, 10, 20, 18, 30)
    await press(service, "review.open", (await duty(service, DutyKind.FAMILY_REVIEW))[0], by="helen")
    said = {"held_on": GOOD["held_on"], "what_the_parents_or_carers_say": "He likes to come"}
    await service.workspace.submit(by="helen", **said)
    await service.workspace.submit(by="helen", **GOOD)
    next_time = date(2026, 12, 18)
    assert await who_and_when(service, MATHS, FAMILY) == [("helen", next_time), ("helen", next_time)]
    await allocate_to(service, placement, "dan", "ben:Maths")
    assert await who_and_when(service, MATHS, FAMILY) == [("ben", next_time), ("dan", next_time)]


async def test_of_a_keyworker_who_leaves_too(service: Service) -> None:
    placement = await a_taught_pupil(service, keyworker="sue")
    await service.change(follow_slack, ["USUE"], {})
    assert await who_and_when(service, FAMILY) == [("helen", LAST_DAY)]
    await allocate_to(service, placement, "dan", "ann:Maths")
    assert await who_and_when(service, FAMILY) == [("dan", LAST_DAY)]


async def test_changed_term_dates_move_it(service: Service) -> None:
    await a_taught_pupil(service, keyworker="sue")
    shorter = parse_term_dates("1 Sep 2026 - 16 Oct 2026\n2 Nov 2026 - 18 Dec 2026")
    await service.change(set_term_dates, shorter, by="helen")
    assert await who_and_when(service, MATHS, FAMILY) == [("ann", date(2026, 10, 16)), ("sue", date(2026, 10, 16))]


async def test_a_later_first_day_moves_it(service: Service) -> None:
    placement = await a_taught_pupil(service, keyworker="sue")
    await service.change(set_first_day, placement, date(2026, 10, 12), Lateness(), by="helen")
    assert await who_and_when(service, MATHS) == [("ann", date(2026, 12, 16))]


async def test_a_review_comes_before_leaving_and_none_after(service: Service) -> None:
    placement = await a_taught_pupil(service, keyworker="sue")

    def go(change: Change, day: date) -> None:
        stay = change.get(Placement, placement)
        stay.left_on = day
        owe_reviews(change, stay)

    await service.change(go, date(2026, 9, 25))
    assert await who_and_when(service, MATHS) == [("ann", date(2026, 9, 25))]
    await service.change(go, date(2026, 9, 4))
    assert await who_and_when(service, MATHS) == []


@pytest.mark.parametrize(
    ("begins", "ends", "after"),
    [
        (datetime(2025, 9, 8, 8, 30, tzinfo=LONDON), date(2025, 10, 23), date(2025, 12, 19)),
        (datetime(2026, 9, 7, 8, 30, tzinfo=LONDON), date(2026, 10, 22), date(2026, 12, 18)),
    ],
    ids=["2025-26", "2026-27"],
)
async def test_in_both_school_years_a_half_term_ends_with_a_review(
    database_url: str, begins: datetime, ends: date, after: date
) -> None:
    async with a_service(database_url, at=begins) as service:
        await service.change(set_term_dates, two_years, by="helen")
        placement = await a_taught_pupil(service, keyworker="sue", first_day=begins.date())
        await a_result(service, placement, "3", on=begins.date())
        assert await who_and_when(service, MATHS) == [("ann", ends)]
        await service.go_to(ends.year, ends.month, ends.day, 18, 30)
        await press(service, "review.open", (await duty(service, DutyKind.REVIEW))[0], by="ann")
        assert await service.workspace.submit(by="ann", **GOOD | {"assessed_on": ends, "held_on": ends}) == {}
        assert await who_and_when(service, MATHS) == [("ann", after)]


async def test_without_term_dates_it_is_due_after_forty_school_days(service: Service) -> None:
    await a_taught_pupil(service, keyworker="sue")
    await service.change(set_term_dates, Calendar(), by="helen")
    assert await who_and_when(service, MATHS) == [("ann", date(2026, 11, 3))]


async def test_a_whole_class_is_one_line_of_the_reminder_and_of_the_home(service: Service, workspace: Client) -> None:
    for name in ("Kai Ashworth", "Mia Bell", "Leo Carter", "Ava Dunn", "Sam Ellis"):
        await a_result(service, await a_taught_pupil(service, name, keyworker="sue"), "3", on=date(2026, 9, 7))
    await service.change(only_reviews)
    service.skip_to(2026, 10, 21, 7)
    await service.go_to(2026, 10, 21, 8, 20)
    told = workspace.direct_messages(to="ann")[-1]
    assert "5 reviews" in told.plain
    assert "Kai" not in told.plain
    home = await workspace.home(by="ann")
    assert "5 reviews can be done now" in home.text
    await workspace.click("Start", by="ann", within="reviews can be done now")
    assert "Kai Ashworth" in workspace.modal(by="ann").text


def only_reviews(change: Change) -> None:
    """Everything else is done."""
    for one in change.session.scalars(select(Duty).where(Duty.kind != DutyKind.REVIEW, Duty.done_on.is_(None))).all():
        change.close_duty(one)


async def test_the_digest_counts_what_is_to_be_reviewed_and_gives_no_grade(service: Service, workspace: Client) -> None:
    for name in ("Kai Ashworth", "Mia Bell"):
        await a_result(service, await a_taught_pupil(service, name, keyworker="sue"), "3", on=date(2026, 9, 7))
    await service.change(only_reviews)
    service.skip_to(2026, 10, 19, 7)
    await service.go_to(2026, 10, 19, 8, 5)
    digest = next(message for message in workspace.in_room("allocations") if "2 reviews to hold" in message.text)
    assert "*Reviews to hold before Monday 2 November*\n• Ann Lister: 2 reviews\n" in digest.plain
    assert "Maths" not in digest.plain
    assert "Kai" not in digest.plain
    assert "GCSE" not in digest.plain


async def test_a_review_that_is_overdue_has_its_own_line_at_the_meeting(service: Service, workspace: Client) -> None:
    for name in ("Kai Ashworth", "Mia Bell"):
        await a_taught_pupil(service, name, keyworker="sue")
    await service.change(only_reviews)
    service.skip_to(2026, 11, 2, 7)
    await service.go_to(2026, 11, 2, 8, 5)  # the first morning after a holiday, on which nothing is called overdue
    await service.go_to(2026, 11, 3, 8, 35)
    digest = next(
        message
        for message in workspace.in_room("allocations")
        if message.plain.startswith("Allocations meeting, Monday 2 N")
    )
    assert "*1 overdue*: review progress in Maths" in digest.plain
    assert "2 overdue" in digest.plain
    assert "• Ann Lister: 2 reviews" in digest.plain
    await workspace.click("Review progress in Maths", by="ann", room="allocations")
    assert workspace.has_modal(by="ann")

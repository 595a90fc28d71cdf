"""Baselines by subject: owed from the first day, entered on a scale, or put off with a reason."""

from datetime import date

from sqlalchemy import select

from bot.workspace.testing.screen import Message
from models.administration.leavers import follow_slack
from models.administration.settings import set_term_dates
from models.allocations.allocate import allocate
from models.allocations.first_day import Lateness, set_first_day
from models.change import Read
from models.progress.results import say_not_yet
from models.school.term_dates import parse_term_dates
from models.tables.duty import Duty, DutyKind, Ending
from models.tables.result import NotYet, Result, Source
from models.tables.staff import Staff
from models.topic import Topic
from tests.handlers.pressing import duty, last_private, press
from tests.handlers.teaching import a_taught_pupil, kept, owed
from tests.school import Service

MONDAY = date(2026, 9, 7)
BASELINE, TARGET = DutyKind.BASELINE, DutyKind.TARGET


async def test_each_subject_owes_a_baseline_and_a_target_counted_from_the_first_day(service: Service) -> None:
    await a_taught_pupil(service, subjects=("Maths", "English"))
    ann, ben = [(await service.actor(handle)).staff_id for handle in ("ann", "ben")]
    assert await owed(service, BASELINE, TARGET) == {
        (BASELINE, "Maths"): (ann, date(2026, 9, 22)),
        (BASELINE, "English"): (ben, date(2026, 9, 22)),
        (TARGET, "Maths"): (ann, date(2026, 9, 29)),
        (TARGET, "English"): (ben, date(2026, 9, 29)),
    }


async def test_nothing_is_owed_before_there_is_a_first_day_and_it_moves_with_it(service: Service) -> None:
    placement = await a_taught_pupil(service, first_day=None)
    assert await owed(service, BASELINE, TARGET) == {}
    await service.change(set_first_day, placement, date(2026, 9, 8), Lateness(), by="helen")
    assert (await duty(service, BASELINE))[1] == date(2026, 9, 22)
    await service.change(set_first_day, placement, date(2026, 9, 10), Lateness(), by="helen")
    assert (await duty(service, BASELINE))[1] == date(2026, 9, 24)
    assert (await duty(service, TARGET))[1] == date(2026, 10, 1)


async def test_it_moves_to_a_new_teacher_and_is_dropped_with_the_subject(service: Service) -> None:
    placement = await a_taught_pupil(service, subjects=("Maths", "English"))
    await press(service, "allocate.open", placement, by="helen")
    await service.workspace.submit(by="helen", subject_teachers=["English – Ben Okafor"])
    assert set(await owed(service, BASELINE, TARGET)) == {(BASELINE, "English"), (TARGET, "English")}
    assert (await duty(service, BASELINE, "Maths"))[2] is Ending.DROPPED


async def test_changed_term_dates_move_a_baseline(service: Service) -> None:
    await a_taught_pupil(service)
    later = parse_term_dates("1 Sep 2026 - 23 Oct 2026\n2 Nov 2026 - 18 Dec 2026\nINSET 1 Sep 2026, 14 Sep 2026")
    await service.change(set_term_dates, later, by="helen")
    assert (await duty(service, BASELINE))[1] == date(2026, 9, 23)


async def test_a_baseline_is_read_as_teachers_write_it_and_finishes_what_is_owed(service: Service) -> None:
    await a_taught_pupil(service)
    await press(service, "assess.open", (await duty(service, BASELINE))[0], by="ann")
    assert await service.workspace.submit(by="ann", scale="GCSE", grade_or_score="grade 5", assessed_on=MONDAY) == {}
    (result,) = await kept(service, Result)
    assert (result.scale, result.value, result.source) == ("gcse", "5", Source.BASELINE)
    assert (await duty(service, BASELINE))[2] is Ending.DONE
    assert (await duty(service, TARGET))[2] is None


async def test_a_grade_that_the_scale_does_not_know_is_refused_with_what_is_possible(service: Service) -> None:
    await a_taught_pupil(service)
    await press(service, "assess.open", (await duty(service, BASELINE))[0], by="ann")
    errors = await service.workspace.submit(by="ann", scale="Reading age", grade_or_score="8.4", assessed_on=MONDAY)
    assert "never a decimal" in errors["Grade or score"]
    assert await kept(service, Result) == []


async def test_not_yet_is_silent_until_its_day_and_takes_the_target_with_it(service: Service) -> None:
    await a_taught_pupil(service)
    await press(service, "assess.open", (await duty(service, BASELINE))[0], by="ann")
    fields = {"not_yet_why": "Settling in", "not_yet_look_again_on": date(2026, 10, 12)}
    assert await service.workspace.submit(by="ann", **fields) == {}
    (not_yet,) = await kept(service, NotYet)
    assert (not_yet.why, not_yet.look_again_on) == ("Settling in", date(2026, 10, 12))
    assert (await duty(service, BASELINE))[1] == date(2026, 10, 12)
    assert (await duty(service, TARGET))[1] == date(2026, 10, 19)
    await service.go_to(2026, 10, 9, 9)
    assert not [one for one in reminders(service) if "baseline" in one.plain]
    await service.go_to(2026, 10, 12, 9)
    (said,) = [one for one in reminders(service) if "baseline" in one.plain]
    assert "Do the baseline assessment in Maths" in said.plain
    assert "Settling" not in said.plain


def reminders(service: Service) -> list[Message]:
    return [one for one in service.workspace.direct_messages(to="ann") if one.text.startswith("Reminder")]


async def until(service: Service) -> set[tuple[DutyKind, str, date, date | None]]:
    """Return each open baseline or target duty: its kind, its owner, when it is due, and until when it is put off."""

    def find(read: Read) -> set[tuple[DutyKind, str, date, date | None]]:
        rows = select(Duty.kind, Staff.slack_id, Duty.due_on, Duty.snoozed_until).join(Staff, Staff.id == Duty.owner_id)
        rows = rows.where(Duty.kind.in_((BASELINE, TARGET)), Duty.done_on.is_(None))
        return {tuple(row) for row in read.session.execute(rows)}

    found: set[tuple[DutyKind, str, date, date | None]] = await service.read(find)
    return found


async def test_what_it_is_too_early_for_rests_with_the_next_teacher_and_with_the_head_as_well(service: Service) -> None:
    placement = await a_taught_pupil(service, keyworker="sue")
    again, target = date(2026, 10, 12), date(2026, 10, 19)
    await service.change(say_not_yet, Topic(placement, "Maths"), "Settling in", again, by="ann")
    sue, dan = [(await service.actor(handle)).staff_id for handle in ("sue", "dan")]
    await service.change(allocate, placement, sue, [f"{dan}:Maths"], date(2026, 9, 8), by="helen")
    assert await until(service) == {(BASELINE, "UDAN", again, again), (TARGET, "UDAN", target, again)}
    await service.change(follow_slack, ["UDAN"], {})
    assert await until(service) == {(BASELINE, "UHELEN", again, again), (TARGET, "UHELEN", target, again)}


async def test_with_changed_term_dates_the_day_to_look_again_is_one_in_school(service: Service) -> None:
    placement = await a_taught_pupil(service, keyworker="sue")
    await service.change(say_not_yet, Topic(placement, "Maths"), "Settling in", date(2026, 10, 20), by="ann")
    shorter = parse_term_dates("1 Sep 2026 - 16 Oct 2026\n2 Nov 2026 - 18 Dec 2026")
    await service.change(set_term_dates, shorter, by="helen")
    monday, target = date(2026, 11, 2), date(2026, 11, 4)
    assert await until(service) == {(BASELINE, "UANN", monday, monday), (TARGET, "UANN", target, monday)}


async def test_a_result_from_before_the_pupil_was_four_is_refused_also_in_a_correction(service: Service) -> None:
    placement = await a_taught_pupil(service)
    await press(service, "assess.open", f"{placement}:Maths", by="ann")
    wrong = {"Assessed on": "The pupil was under four then. Check the date."}
    grade = {"scale": "GCSE", "grade_or_score": "5"}
    assert await service.workspace.submit(by="ann", **grade, assessed_on=date(1926, 9, 7)) == wrong
    assert await service.workspace.submit(by="ann", assessed_on=date(2026, 9, 7)) == {}
    (result,) = await kept(service, Result)
    await press(service, "assess.correct", result.id, by="ann")
    assert await service.workspace.submit(by="ann", assessed_on=date(1926, 9, 7)) == wrong


async def test_a_grade_and_not_yet_at_once_are_refused(service: Service) -> None:
    await a_taught_pupil(service)
    await press(service, "assess.open", (await duty(service, BASELINE))[0], by="ann")
    errors = await service.workspace.submit(by="ann", scale="GCSE", grade_or_score="5", not_yet_why="Settling in")
    assert errors == {"Grade or score": "Give a grade or say why not yet, not both."}


async def test_another_teacher_is_told_whose_it_is(service: Service) -> None:
    await a_taught_pupil(service)
    await press(service, "assess.open", (await duty(service, BASELINE))[0], by="dan")
    assert not service.workspace.has_modal(by="dan")
    assert "Only the subject teacher" in last_private(service)


async def test_the_keyworker_may_enter_it_in_every_subject(service: Service) -> None:
    placement = await a_taught_pupil(service, keyworker="ben")
    await press(service, "assess.open", f"{placement}:Maths", by="ben")
    assert await service.workspace.submit(by="ben", scale="GCSE", grade_or_score="5", assessed_on=MONDAY) == {}
    assert len(await kept(service, Result)) == 1

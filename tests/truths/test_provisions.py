"""A provision whose planned end has come is owed an answer: what came of it, or a later end with the reason."""

from datetime import date

import pytest
from sqlalchemy import delete

from bot.workspace import Client
from models.change import Read
from models.duplicates.merge import Keep, Stays, merge, undo_merge
from models.duties.heirs import reassign
from models.errors import Refused
from models.leaving.destination import Destination
from models.leaving.leave import LeavingInput, leave
from models.plans.provision import add_provision
from models.plans.provision_end import correct_outcome, end_provision, extend_provision, undo_provision_end
from models.tables.duty import Duty, DutyKind, Ending
from models.tables.leaving import DestinationKind, LeavingReason
from models.tables.placement import Placement
from models.tables.plans.provision import Effect, Provision
from tests.handlers.pressing import duty, press
from tests.handlers.teaching import kept
from tests.school import Service, a_pupil
from tests.truths.test_days import CLOSED, make
from tests.truths.test_plans import READING, a_pupil_in_school, duties, opened

PLANNED_END, CHRISTMAS = date(2026, 10, 22), date(2026, 12, 11)


async def a_provision(service: Service) -> tuple[str, str]:
    """Kai reads with Sue until the 22nd of October, the last day before the half-term; Ben is his keyworker."""
    placement = await a_pupil_in_school(service)
    return placement, await service.change(add_provision, placement, READING, by="ben")


async def merged(service: Service, kept_stay: str, ended_stay: str) -> str:
    """Merge two pupils whose stays are both open, and go on with the first one; returns the merge."""

    def pupils(read: Read) -> list[tuple[str, int]]:
        stays = (read.get(Placement, each) for each in (kept_stay, ended_stay))
        return [(one.pupil_id, one.pupil.version) for one in stays]

    (kept_id, kept_version), (gone_id, gone_version) = await service.read(pupils)
    both = (kept_version, gone_version)
    return str(await service.change(merge, kept_id, gone_id, Keep(stays=Stays.A), both, by="helen"))


async def test_its_planned_end_is_owed_by_the_keyworker_and_reads_overdue_once_it_has_passed(
    service: Service, workspace: Client
) -> None:
    placement, _ = await a_provision(service)
    assert await duties(service, DutyKind.PROVISION) == [(PLANNED_END, None, None)]
    await service.go_to(2026, 11, 4, 8, 20)
    told = [one for one in workspace.direct_messages(to="ben") if "End or extend a provision" in one.plain][-1]
    assert "Reading" not in told.plain + told.text
    await press(service, "pupil.open", placement, by="ben")
    assert "End or extend a provision – 3 school days overdue" in (await workspace.home(by="ben")).text.replace("*", "")
    assert await duties(service, DutyKind.PROVISION) == [(PLANNED_END, None, None)]  # the day itself ends nothing


async def test_what_came_of_it_ends_the_duty_on_the_day_of_that_judgement(service: Service, workspace: Client) -> None:
    await a_provision(service)
    service.skip_to(2026, 11, 3, 9)
    await press(service, "plan.effect", (await duty(service, DutyKind.PROVISION))[0], by="ben")
    assert "Reads a page a day" in workspace.modal(by="ben").text
    seen = {"what_was_seen": "Reads to the dog", "compared_with_the_outcome_wanted": Effect.ABOVE.label}
    assert await workspace.submit(by="ben", **seen, judged_on=date(2026, 11, 2)) == {}
    assert await duties(service, DutyKind.PROVISION) == [(PLANNED_END, Ending.DONE, date(2026, 11, 2))]


async def test_whoever_took_it_on_can_undo_the_end_that_they_recorded(service: Service) -> None:
    _, provision = await a_provision(service)
    sue, owed = (await service.actor("sue")).staff_id, (await duty(service, DutyKind.PROVISION))[0]
    await service.change(lambda change: reassign(change, change.get(Duty, owed), str(sue)), by="helen")
    service.skip_to(2026, 11, 3, 9)
    await service.change(end_provision, provision, Effect.ABOVE, "Reads to the dog", date(2026, 11, 3), by="sue")
    await service.change(undo_provision_end, provision, by="sue")
    assert await duties(service, DutyKind.PROVISION) == [(PLANNED_END, None, None)]


async def test_a_later_end_needs_its_reason_is_the_answer_and_is_owed_in_its_turn(
    service: Service, workspace: Client
) -> None:
    placement, provision = await a_provision(service)
    service.skip_to(2026, 11, 3, 9)
    await press(service, "plan.effect", (await duty(service, DutyKind.PROVISION))[0], by="ben")
    await workspace.click("It goes on", by="ben")
    assert await workspace.submit(by="ben", new_planned_end=CHRISTMAS) == {
        "Why it goes on": "Please complete this required field."
    }
    assert await workspace.submit(by="ben", new_planned_end=date(2026, 10, 30), why_it_goes_on="He asks for it") == {
        "New planned end": "Choose a day to come."
    }
    assert await workspace.submit(by="ben", new_planned_end=CHRISTMAS, why_it_goes_on="He asks for it") == {}
    assert await duties(service, DutyKind.PROVISION) == [
        (PLANNED_END, Ending.DONE, date(2026, 11, 3)),
        (CHRISTMAS, None, None),
    ]
    said = "Planned end moved from Thu 22 Oct to Fri 11 Dec (Ben Okafor, Tue 3 Nov): He asks for it"
    assert said in await opened(service, placement, by="ann")
    with pytest.raises(Refused, match="later than the planned end"):
        await service.change(extend_provision, provision, date(2026, 12, 10), "A day less", by="ben")


async def test_an_end_that_is_moved_before_it_is_due_moves_the_duty(service: Service) -> None:
    _, provision = await a_provision(service)
    await service.change(extend_provision, provision, CHRISTMAS, "Sue was ill for a week", by="priya")
    assert await duties(service, DutyKind.PROVISION) == [(CHRISTMAS, None, None)]


async def test_term_dates_that_change_move_it_to_a_day_of_pupils(service: Service) -> None:
    await a_provision(service)
    assert await make(service, PLANNED_END, CLOSED) == {}
    assert await duties(service, DutyKind.PROVISION) == [(date(2026, 11, 2), None, None)]


async def test_an_outcome_that_is_undone_is_owed_again_as_late_as_it_was(service: Service) -> None:
    _, provision = await a_provision(service)
    service.skip_to(2026, 11, 3, 9)
    await service.change(end_provision, provision, Effect.BELOW, "The wrong row", date(2026, 11, 3), by="ben")
    await service.change(undo_provision_end, provision, by="ben")
    assert await duties(service, DutyKind.PROVISION) == [(PLANNED_END, None, None)]


async def test_one_that_was_there_before_an_upgrade_is_owed_and_not_yet_late(service: Service) -> None:
    await a_provision(service)
    forgotten = delete(Duty).where(Duty.kind == DutyKind.PROVISION)
    await service.change(lambda change: change.session.execute(forgotten) and None)
    service.skip_to(2026, 11, 2, 8)
    await service.go_to(2026, 11, 2, 9)
    assert await duties(service, DutyKind.PROVISION) == [(date(2026, 11, 2), None, None)]


async def test_it_ends_with_the_last_day_and_a_merge_takes_it_over(service: Service) -> None:
    written, provision = await a_provision(service)
    other = await a_pupil(service, "Kai Ashworth")

    async def owed_for() -> list[str | None]:
        open_ones = (one for one in await kept(service, Duty) if one.done_on is None and one.about == provision)
        return [one.placement_id for one in open_ones]

    done = await merged(service, other, written)
    assert await owed_for() == [other]
    await service.change(undo_merge, done, by="helen")
    assert await owed_for() == [written]
    given = LeavingInput(date(2026, 9, 18), LeavingReason.MOVES, Destination(DestinationKind.UNKNOWN))
    await service.change(leave, written, given, by="ben")
    await service.go_to(2026, 9, 21, 9)
    assert [ending for _, ending, _ in await duties(service, DutyKind.PROVISION)] == [Ending.LEFT]
    (row,) = await kept(service, Provision)
    assert row.ended_on is None  # nobody has said what came of it


async def test_an_outcome_can_be_undone_when_the_records_were_merged_since(service: Service) -> None:
    written, provision = await a_provision(service)
    other = await a_pupil(service, "Kai Ashworth")
    service.skip_to(2026, 11, 3, 9)
    await service.change(end_provision, provision, Effect.BELOW, "The wrong row", date(2026, 11, 3), by="ben")
    done = await merged(service, other, written)
    await service.change(undo_provision_end, provision, by="ben")
    owed = [one for one in await kept(service, Duty) if one.kind is DutyKind.PROVISION]
    assert [(one.placement_id, one.due_on, one.done_on) for one in owed] == [(other, PLANNED_END, None)]
    with pytest.raises(Refused):  # somebody has worked on the pupil since
        await service.change(undo_merge, done, by="helen")


async def test_an_outcome_can_be_corrected_and_a_later_end_read_when_the_records_were_merged_since(
    service: Service,
) -> None:
    written, provision = await a_provision(service)
    other = await a_pupil(service, "Kai Ashworth")
    await service.change(extend_provision, provision, date(2026, 11, 3), "Sue was ill", by="ben")
    service.skip_to(2026, 11, 4, 9)
    await service.change(end_provision, provision, Effect.BELOW, "A little", date(2026, 11, 4), by="ben")
    await merged(service, other, written)
    third = date(2026, 11, 3)
    await service.change(correct_outcome, provision, Effect.BELOW, "A little", third, "Heard on Tuesday", by="ben")
    owed = [one for one in await kept(service, Duty) if one.kind is DutyKind.PROVISION]
    assert [(one.ending, one.done_on) for one in owed] == [(Ending.DONE, third)]
    assert "Sue was ill" in await opened(service, other, by="ben")

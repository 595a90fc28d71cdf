"""Whoever is away hears nothing: what is due is offered to their cover in one gesture, and comes back after."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from bot.workspace import Client
from models.administration.holdings import holdings
from models.administration.leavers import follow_slack
from models.administration.staff_list import save_staff
from models.attempts.log import NewAttempt, log_attempt
from models.change import Change, Read
from models.corrections.attempt import correct_attempt
from models.duties.assign import assign_duty
from models.duties.kinds import MISSING
from models.errors import Refused
from models.home.app_home import show_duties
from models.home.heads_line import head_line
from models.meetings.actions import NewAction, add_action
from models.permission import Role
from models.tables.contact import Attempt, Outcome, Way
from models.tables.duty import Duty, DutyKind
from models.tables.meeting import Action
from models.tables.placement import Placement
from models.tables.staff import Staff, active_staff, by_slack_id
from tests.handlers.pressing import press
from tests.handlers.teaching import kept
from tests.school import Service, a_pupil
from tests.truths.test_leaving import page

BACK = date(2026, 9, 21)


async def owners(service: Service) -> dict[DutyKind, str]:
    """Return who owes each open duty, but for allocating and for what is asked of the one who can supply it."""

    def find(read: Read) -> dict[DutyKind, str]:
        rows = select(Duty.kind, Staff.name).join(Staff, Staff.id == Duty.owner_id)
        rows = rows.where(Duty.done_on.is_(None), Duty.kind.not_in((DutyKind.ALLOCATE, *MISSING)))
        return {row.kind: row.name for row in read.session.execute(rows)}

    found: dict[DutyKind, str] = await service.read(find)
    return found


async def all_is_ann_s(service: Service) -> None:
    """Have Ann owe every step of a pupil that a teacher can do."""
    await a_pupil(service)

    def give(change: Change) -> None:
        ann = by_slack_id(change.session, "UANN")
        assert ann is not None
        for duty in change.session.scalars(select(Duty).where(Duty.kind != DutyKind.ALLOCATE)):
            duty.owner_id = ann.id

    await service.change(give)


async def send_away(workspace: Client, *, cover: str | None = "Ben Okafor") -> dict[str, str]:
    await workspace.command("/halfterm", by="helen")
    await workspace.click("Staff", by="helen")
    await workspace.click("Edit", by="helen", within="Ann")
    errors = await workspace.submit(by="helen", away=BACK, cover=cover)
    await workspace.quiet()
    return errors


def reminders(workspace: Client, handle: str) -> int:
    return sum("Take it all on" not in one.buttons for one in workspace.direct_messages(to=handle))


async def test_whoever_is_away_is_not_reminded_and_is_when_back(service: Service, workspace: Client) -> None:
    await all_is_ann_s(service)
    assert await send_away(workspace) == {}
    for day in range(8, 19):
        await service.go_to(2026, 9, day, 9)
    assert reminders(workspace, "ann") == 0
    await service.go_to(2026, 9, 21, 9)
    assert reminders(workspace, "ann") == 1


async def test_what_nobody_covered_is_overdue_with_nobody_by_name(service: Service, workspace: Client) -> None:
    await all_is_ann_s(service)
    assert await send_away(workspace, cover=None) == {}
    await service.go_to(2026, 9, 17, 9)
    told = workspace.direct_messages(to="helen")[-1].plain
    assert "fell due while a colleague was away, and nobody covered" in told
    assert "Ann Lister" not in told
    line = await service.read(head_line)
    assert line.uncovered == line.count > 0
    home = (await workspace.home(by="helen")).text
    assert "Ann Lister (away, back on Mon 21 Sep: nobody covers)" in home


async def test_what_nobody_covered_is_late_with_who_is_back_from_that_day_on_every_screen(
    service: Service, workspace: Client
) -> None:
    await all_is_ann_s(service)
    await send_away(workspace, cover=None)
    await workspace.close(by="helen", everything=True)
    await service.go_to(2026, 9, 17, 9)
    said = "overdue, nobody covered until Mon 21 Sep"
    assert "nobody covered" not in await home(service, "helen")  # somebody still may
    await service.go_to(2026, 9, 21, 9)
    assert said in workspace.direct_messages(to="ann")[-1].plain.replace("*", "")
    assert said in await home(service, "ann")
    (placement,) = [one.id for one in await kept(service, Placement)]
    assert said in await page(service, placement, by="ben")
    line = await service.read(head_line)
    assert ("Ann Lister" not in dict(line.owed), line.uncovered > 0, line.passed) == (True, True, 0)
    ann = await service.actor("ann")
    held = await service.read(holdings, ann.staff_id, by="helen")
    assert (held.late, held.uncovered > 0, held.late_when_passed) == (0, True, 0)
    await service.go_to(2026, 9, 28, 9)
    line = await service.read(head_line)
    assert ("Ann Lister" in dict(line.owed), line.uncovered) == (True, 0)
    assert said in await page(service, placement, by="ben")


async def home(service: Service, handle: str) -> str:
    await service.change(show_duties, by=handle)
    await service.workspace.quiet()
    text: str = (await service.workspace.home(by=handle)).text.replace("*", "")
    return text


async def test_what_is_due_is_taken_on_in_one_gesture_and_what_is_open_comes_back(
    service: Service, workspace: Client
) -> None:
    await all_is_ann_s(service)
    await send_away(workspace)
    await service.go_to(2026, 9, 8, 9)
    offered = [one for one in workspace.direct_messages(to="ben") if "Take it all on" in one.buttons]
    assert len(offered) == 1
    assert "Ann Lister is away and back on Monday 21 September" in offered[0].plain
    assert "Kai" not in offered[0].text
    await workspace.click("Take it all on", by="ben", to="Ben Okafor")
    assert (await owners(service))[DutyKind.FAMILY] == "Ben Okafor"
    assert (await owners(service))[DutyKind.HOLD] == "Ann Lister"  # not due yet
    await service.go_to(2026, 9, 21, 9)
    assert set((await owners(service)).values()) == {"Ann Lister"}
    staff = await service.read(lambda read: by_slack_id(read.session, "UANN"))
    assert (staff.away_until, staff.cover_id) == (None, None)


async def test_an_agreed_action_that_is_covered_is_its_cover_s_everywhere(service: Service, workspace: Client) -> None:
    placement = await a_pupil(service)
    action = await service.change(
        add_action, placement, NewAction("Ring the tutor", "UANN", date(2026, 9, 8)), by="helen"
    )
    await send_away(workspace)
    await service.go_to(2026, 9, 8, 9)
    await workspace.click("Take it all on", by="ben", to="Ben Okafor")
    owner = await service.read(lambda read: read.get(Action, action).owner_id)
    assert owner == (await service.actor("ben")).staff_id


async def test_what_falls_due_meanwhile_is_offered_on_its_day(service: Service, workspace: Client) -> None:
    await all_is_ann_s(service)
    await send_away(workspace)
    for day in range(8, 16):
        await service.go_to(2026, 9, day, 9)
    assert sum("is away and back on" in one.plain for one in workspace.direct_messages(to="ben")) > 1


async def test_nothing_is_handed_to_somebody_who_is_away(service: Service, workspace: Client) -> None:
    await a_pupil(service)
    await send_away(workspace)
    await workspace.close(by="helen", everything=True)
    family = await service.read(
        lambda read: read.session.scalars(select(Duty.id).where(Duty.kind == DutyKind.FAMILY)).one()
    )
    await press(service, "nudge.hand", family, by="helen")
    errors = await workspace.submit(by="helen", colleague="Ann Lister")
    assert errors == {"Colleague": "Ann Lister is away, and back on Monday 21 September 2026."}
    with pytest.raises(Refused, match="Ann Lister is away"):
        await service.change(assign_duty, family, "UANN", by="helen")


async def test_who_is_back_early_gets_it_all_back(service: Service, workspace: Client) -> None:
    await all_is_ann_s(service)
    await send_away(workspace)
    await service.go_to(2026, 9, 8, 9)
    await workspace.click("Take it all on", by="ben", to="Ben Okafor")
    assert "Away, back on Monday 21 September" in workspace.modal(by="helen").text
    await workspace.click("Edit", by="helen", within="Ann")
    assert await workspace.submit(by="helen", away=None, cover=None) == {}
    assert set((await owners(service)).values()) == {"Ann Lister"}


async def test_what_a_cover_did_and_was_not_done_is_owed_by_whoever_is_back(
    service: Service, workspace: Client
) -> None:
    await all_is_ann_s(service)
    (placement,) = [one.id for one in await kept(service, Placement)]
    await send_away(workspace)
    await service.go_to(2026, 9, 8, 9)
    await workspace.click("Take it all on", by="ben", to="Ben Okafor")
    spoke = NewAttempt("side:family", Way.CALL, Outcome.SPOKE, date(2026, 9, 8))
    await service.change(log_attempt, placement, spoke, by="ben")
    await service.go_to(2026, 9, 21, 9)
    (attempt,) = await kept(service, Attempt)
    silent = replace(spoke, outcome=Outcome.NO_ANSWER)
    await service.change(correct_attempt, attempt.id, silent, "Somebody else", None, by="helen")
    assert (await owners(service))[DutyKind.FAMILY] == "Ann Lister"


async def test_nothing_goes_back_to_somebody_who_has_left_and_is_on_the_list_again(
    service: Service, workspace: Client
) -> None:
    await all_is_ann_s(service)
    await send_away(workspace)
    await service.go_to(2026, 9, 8, 9)
    await workspace.click("Take it all on", by="ben", to="Ben Okafor")
    await service.change(follow_slack, ["UANN"], {})
    await service.change(save_staff, "UANN", "Ann Lister", Role.SUPPORT, False, False, [], by="helen")
    await service.go_to(2026, 9, 21, 9)
    assert (await owners(service))[DutyKind.FAMILY] == "Ben Okafor"
    assert "Ann Lister" not in (await owners(service)).values()


async def test_a_day_that_is_no_absence_and_a_cover_who_is_away_are_refused(
    service: Service, workspace: Client
) -> None:
    await workspace.command("/halfterm", by="helen")
    await workspace.click("Staff", by="helen")
    await workspace.click("Edit", by="helen", within="Ann")
    errors = await workspace.submit(by="helen", away=date(2026, 9, 7))
    assert "Choose a day after today" in errors["Away: back on"]
    errors = await workspace.submit(by="helen", away=date(2036, 9, 21))
    assert "more than a year away" in errors["Away: back on"]
    assert await workspace.submit(by="helen", away=BACK, cover="Ann Lister") == {
        "Cover": "Choose a colleague who is here."
    }
    assert all(one.away_until is None for one in await service.read(lambda read: active_staff(read.session)))

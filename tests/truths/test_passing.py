"""What passes to somebody else when it is overdue says so: lateness stays with nobody who was not there."""

import ast
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import models
from bot.workspace import Client
from models.administration.staff_list import end_staff, ensure_heads, remove_staff, save_staff
from models.administration.succession import Heirs
from models.allocations.allocate import allocate
from models.change import Change, Read
from models.duties.assign import assign_duty
from models.duties.cover import follow_absences, set_away, take_cover
from models.duties.hand_over import accept_offer, offer_duty
from models.duties.hand_over_all import accept_all, offer_all
from models.duties.overdue import overdue_when_passed
from models.home.app_home import show_duties, show_pupil
from models.home.heads_line import head_line
from models.permission import Role
from models.tables.duty import Duty, DutyKind
from models.tables.staff import Staff
from tests.handlers.pressing import duty, press
from tests.handlers.teaching import a_taught_pupil, kept
from tests.school import STAFF, Service, a_pupil
from tests.truths.test_inspection import AUTUMN_1

# The family of a pupil who was referred on Monday 7 September is to be contacted by Wednesday the 9th.
WED_16 = date(2026, 9, 16)
SAID = "5 school days overdue, overdue when handed over on Wed 16 Sep"


async def whose(service: Service, handle: str) -> str:
    return str((await service.actor(handle)).staff_id)


async def late_pupil(service: Service) -> str:
    """Return a pupil whose family the Head should have contacted a week ago."""
    placement = await a_pupil(service)
    service.skip_to(2026, 9, 16, 9)
    return placement


async def family(service: Service) -> str:
    return (await duty(service, DutyKind.FAMILY))[0]


async def give(service: Service, handle: str) -> None:
    """Let a colleague have owed all but the allocation from the first day, without anything having passed."""
    owner_id = await whose(service, handle)

    def change_all(change: Change) -> None:
        for one in change.session.query(Duty).where(Duty.kind != DutyKind.ALLOCATE):
            one.owner_id = owner_id

    await service.change(change_all)


async def by_assigning(service: Service) -> None:
    await service.change(assign_duty, await family(service), STAFF["ann"][0], by="helen")


async def by_an_offer(service: Service) -> None:
    await service.change(offer_duty, await family(service), await whose(service, "ann"), by="helen")
    await service.change(accept_offer, await family(service), by="ann")


async def by_an_offer_of_all(service: Service) -> None:
    await service.change(offer_all, await family(service), await whose(service, "ann"), by="helen")
    await service.change(accept_all, await whose(service, "helen"), by="ann")


async def by_cover(service: Service) -> None:
    await give(service, "ben")
    ben = await whose(service, "ben")
    await service.change(set_away, ben, date(2026, 9, 21), await whose(service, "ann"), by="helen")
    await service.change(take_cover, ben, by="ann")


async def by_coming_back(service: Service) -> None:
    await give(service, "ann")
    ann = await whose(service, "ann")
    await service.change(set_away, ann, date(2026, 9, 21), await whose(service, "ben"), by="helen")
    await service.change(take_cover, ann, by="ben")
    await service.change(set_away, ann, None, None, by="helen")


async def by_allocation(service: Service) -> None:
    (owed,) = [one for one in await kept(service, Duty) if one.kind is DutyKind.FAMILY]
    await service.change(allocate, owed.placement_id, await whose(service, "ann"), [], None, by="helen")


async def by_succession(service: Service) -> None:
    await give(service, "ben")
    rest = Heirs(None, None, await whose(service, "ann"))
    await service.change(remove_staff, await whose(service, "ben"), rest, by="helen")


async def by_a_lesser_role(service: Service) -> None:
    await service.change(save_staff, "UANN", "Ann Lister", Role.HEAD, False, False, [], by="helen")
    for handle in ("hugo", "helen"):
        name = STAFF[handle][1]
        await service.change(save_staff, STAFF[handle][0], name, Role.TEACHER, False, False, [], by="ann")


async def by_a_new_head(service: Service) -> None:
    def leave(change: Change) -> None:
        for handle in ("hugo", "helen"):
            end_staff(change, change.session.query(Staff).filter_by(slack_id=STAFF[handle][0]).one())

    await service.change(leave)
    await service.change(ensure_heads, {"UANN": "Ann Lister"})


WAYS = (
    by_assigning,
    by_an_offer,
    by_an_offer_of_all,
    by_cover,
    by_allocation,
    by_succession,
    by_a_lesser_role,
    by_a_new_head,
)


@pytest.mark.parametrize("passing", WAYS, ids=lambda passing: passing.__name__)
async def test_whichever_way_it_passes_the_day_is_kept_and_its_lateness_is_nobodys_who_was_not_there(
    service: Service, passing: Callable[[Service], Awaitable[None]]
) -> None:
    placement = await late_pupil(service)
    await passing(service)
    (owed,) = [one for one in await kept(service, Duty) if one.kind is DutyKind.FAMILY]
    assert (owed.owner_id, owed.passed_on) == (await whose(service, "ann"), WED_16)
    await service.change(show_pupil, placement, by="ann")
    await service.workspace.quiet()
    assert SAID in (await service.workspace.home(by="ann")).text.replace("*", "")


def test_nothing_else_gives_a_duty_an_owner() -> None:
    """Each way goes through `Duty.pass_to`; only an agreed action has an owner of its own, which follows."""
    for path in sorted(Path(models.__path__[0]).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            for target in _targets(node):
                if isinstance(target, ast.Attribute) and target.attr == "owner_id":
                    assert ast.unparse(target) in ("self.owner_id", "action.owner_id"), path


def _targets(node: ast.AST) -> list[Any]:
    targets = node.targets if isinstance(node, ast.Assign) else []
    return [one for each in targets for one in (each.elts if isinstance(each, ast.Tuple) else [each])]


async def test_what_never_passed_or_passed_in_time_says_nothing(service: Service) -> None:
    placement = await a_pupil(service)
    await by_assigning(service)
    service.skip_to(2026, 9, 16, 9)
    await service.change(show_pupil, placement, by="ann")
    await service.workspace.quiet()
    shown = (await service.workspace.home(by="ann")).text.replace("*", "")
    assert "5 school days overdue" in shown
    assert "when handed over" not in shown


async def test_on_the_day_of_grace_after_a_holiday_nothing_was_overdue_but_a_legal_date(service: Service) -> None:
    before, back = date(2026, 10, 22), date(2026, 11, 2)  # an INSET day is the last before the holiday

    def passed(read: Read, kind: DutyKind, done_on: date | None = None, on: date | None = back) -> date | None:
        found = overdue_when_passed(read, Duty(kind=kind, due_on=before, passed_on=on), done_on)
        return found.on if found else None

    assert await service.read(passed, DutyKind.PROVIDE) is None  # that day is still to come
    service.skip_to(2026, 11, 2, 9)
    assert await service.read(passed, DutyKind.TARGET) is None
    assert await service.read(passed, DutyKind.PROVIDE) == back
    assert await service.read(passed, DutyKind.PROVIDE, date(2026, 10, 30)) is None  # it had ended by then
    assert await service.read(passed, DutyKind.TARGET, None, None) is None


async def test_the_reminder_the_own_page_and_what_is_stuck_say_it_and_the_channel_names_nobody(
    service: Service, workspace: Client
) -> None:
    await late_pupil(service)
    await by_assigning(service)
    await service.go_to(2026, 9, 17, 9)
    (reminder,) = [one for one in workspace.direct_messages(to="ann") if "Reminder" in one.text][-1:]
    said = "overdue when handed over on Wed 16 Sep"
    assert said in reminder.plain
    await service.change(show_duties, by="ann")
    await workspace.quiet()
    assert f"6 school days overdue*, {said}" in (await workspace.home(by="ann")).text
    await service.change(show_duties, by="helen")
    await workspace.quiet()
    assert f"6 school days overdue*, {said} · Ann Lister" in (await workspace.home(by="helen")).text
    assert not any("when handed over" in one.plain for one in workspace.messages if one.room)


async def test_a_colleagues_figures_count_lateness_only_from_that_day(service: Service, workspace: Client) -> None:
    await late_pupil(service)
    await by_assigning(service)
    await service.go_to(2026, 9, 17, 9)
    assert await figures(workspace) == "1 thing to do, 1 overdue"
    (told,) = [one for one in workspace.direct_messages(to="hugo") if "long overdue" in one.text][-1:]
    assert "*2 things are five or more school days overdue" in told.plain
    assert "(Helen Marsh 1). 1 of them was overdue when handed over" in told.plain
    await service.go_to(2026, 9, 23, 9)
    (told,) = [one for one in workspace.direct_messages(to="hugo") if "long overdue" in one.text][-1:]
    assert "Ann Lister 1" in told.plain


async def test_on_the_day_itself_nothing_is_overdue_of_theirs(service: Service, workspace: Client) -> None:
    await late_pupil(service)
    await by_assigning(service)
    assert await figures(workspace) == "1 thing to do, 1 overdue when handed over"


async def figures(workspace: Client) -> str:
    await workspace.command("/halfterm", by="helen")
    await workspace.click("Staff", by="helen")
    await workspace.click("Edit", by="helen", within="Ann")
    shown = workspace.modal(by="helen").text.replace("*", "")
    await workspace.close(by="helen", everything=True)
    return next(line.partition(".")[0] for line in shown.split("\n") if "to do" in line)


async def test_the_record_of_the_half_term_says_it_of_an_overdue_review(service: Service, workspace: Client) -> None:
    await a_taught_pupil(service)
    service.skip_to(2026, 11, 3, 9)
    review = (await duty(service, DutyKind.REVIEW))[0]
    await service.change(assign_duty, review, STAFF["priya"][0], by="helen")
    service.skip_to(2026, 11, 4, 9)
    await press(service, "inspection.show", f"{AUTUMN_1}|all|0", by="helen")
    shown = workspace.modal(by="helen").text.replace("*", "")
    assert "Maths: due Thu 22 Oct · not held, 3 school days overdue, overdue when handed over on Tue 3 Nov" in shown


# To and fro.


async def assign(service: Service, handle: str) -> None:
    await service.change(assign_duty, await family(service), STAFF[handle][0], by="omar")


async def shown_to(service: Service, placement: str, handle: str) -> str:
    await service.change(show_pupil, placement, by=handle)
    await service.workspace.quiet()
    text: str = (await service.workspace.home(by=handle)).text.replace("*", "")
    return text


async def test_whoever_gives_it_away_and_gets_it_back_is_as_late_as_before(service: Service) -> None:
    placement = await late_pupil(service)
    for handle in ("ann", "helen", "ben", "helen"):
        await assign(service, handle)
    shown = await shown_to(service, placement, "helen")
    assert "5 school days overdue" in shown
    assert "when handed over" not in shown
    assert (await service.read(head_line)).owed == (("Helen Marsh", 1),)


async def test_whoever_gets_it_overdue_again_got_it_overdue_on_the_first_day(service: Service) -> None:
    placement = await late_pupil(service)
    await assign(service, "ann")
    service.skip_to(2026, 9, 18, 9)
    await assign(service, "ben")
    assert "7 school days overdue, overdue when handed over on Fri 18 Sep" in await shown_to(service, placement, "ben")
    service.skip_to(2026, 9, 21, 9)
    await assign(service, "ann")
    assert "8 school days overdue, overdue when handed over on Wed 16 Sep" in await shown_to(service, placement, "ann")


async def test_what_became_overdue_with_a_colleague_is_not_late_with_who_had_it_before(service: Service) -> None:
    placement = await a_pupil(service)
    await assign(service, "ann")
    service.skip_to(2026, 9, 16, 9)
    await assign(service, "helen")
    assert "overdue when handed over on Wed 16 Sep" in await shown_to(service, placement, "helen")


async def test_who_was_away_for_less_than_a_day_comes_back_to_their_own_lateness(service: Service) -> None:
    placement = await late_pupil(service)
    await by_coming_back(service)
    shown = await shown_to(service, placement, "ann")
    assert "5 school days overdue" in shown
    assert "when handed over" not in shown


async def test_what_fell_due_while_somebody_was_away_is_not_late_with_them_once_they_are_back(service: Service) -> None:
    placement = await a_pupil(service)
    await give(service, "ann")
    ann = await whose(service, "ann")
    await service.change(set_away, ann, date(2026, 9, 21), await whose(service, "ben"), by="helen")
    service.skip_to(2026, 9, 16, 9)
    await service.change(follow_absences, by="helen")
    await service.change(take_cover, ann, by="ben")
    await service.change(set_away, ann, None, None, by="helen")
    assert "overdue when handed over on Wed 16 Sep" in await shown_to(service, placement, "ann")

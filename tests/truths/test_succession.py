"""Before a colleague goes, a Head sees what hangs on them and who could take it over; one gesture passes it on."""

from typing import Any

from sqlalchemy import select

from bot.workspace import Client
from models.administration.staff_list import remove_staff
from models.administration.succession import Heirs
from models.change import Read
from models.duties.kinds import KEYWORKERS
from models.tables.duty import Duty, DutyKind
from models.tables.meeting import Action
from models.tables.placement import Placement, Teaching
from models.tables.staff import Staff
from tests.handlers.teaching import a_taught_pupil, kept
from tests.school import Service


async def owners(service: Service, *kinds: DutyKind) -> dict[DutyKind, str]:
    """Return who owes each open duty of these kinds, or of all."""

    def find(read: Read) -> dict[DutyKind, str]:
        rows = select(Duty.kind, Staff.name).join(Staff, Staff.id == Duty.owner_id).where(Duty.done_on.is_(None))
        return {row.kind: row.name for row in read.session.execute(rows) if row.kind in kinds or not kinds}

    found: dict[DutyKind, str] = await service.read(find)
    return found


async def whose(service: Service, handle: str) -> Any:
    return (await service.actor(handle)).staff_id


async def edit(workspace: Client, name: str) -> str:
    await workspace.command("/halfterm", by="helen")
    await workspace.click("Staff", by="helen")
    await workspace.click("Edit", by="helen", within=name)
    return workspace.modal(by="helen").text


async def test_what_hangs_on_a_colleague_and_who_could_cover_stands_above_the_form_that_sends_them_away(
    service: Service, workspace: Client
) -> None:
    await a_taught_pupil(service, keyworker="ann", subjects=("Maths", "English"))
    shown = await edit(workspace, "Ann")
    assert "things to do." in shown
    assert "Keyworker for 1 pupil: Kai" in shown
    assert "Teaches Maths (1 pupil)" in shown
    assert "Could cover: Ben Okafor" in shown


async def test_nobody_is_removed_before_the_figures_and_the_proposed_successors_were_shown(
    service: Service, workspace: Client
) -> None:
    await a_taught_pupil(service, keyworker="ann", subjects=("Maths", "English"))
    await edit(workspace, "Ann")
    await workspace.click("Remove from staff", by="helen")
    form = workspace.modal(by="helen")
    assert "Keyworker for 1 pupil: Kai" in form.text
    assert form.fields["Keyworker of their pupils"] == "Ben Okafor", "who teaches the pupil"
    assert (await kept(service, Placement))[0].keyworker_id == await whose(service, "ann")
    assert await workspace.submit(by="helen") == {}
    assert (await kept(service, Placement))[0].keyworker_id == await whose(service, "ben")
    assert set((await owners(service, *KEYWORKERS)).values()) == {"Ben Okafor"}


async def test_each_thing_goes_to_whom_it_fits_and_they_are_told_what_and_by_when(
    service: Service, workspace: Client
) -> None:
    await a_taught_pupil(service, keyworker="ann")
    heirs = Heirs(await whose(service, "ben"), await whose(service, "priya"), await whose(service, "omar"))
    await service.change(remove_staff, await whose(service, "ann"), heirs, by="helen")
    await workspace.quiet()
    assert (await owners(service, DutyKind.TARGET)) == {DutyKind.TARGET: "Priya Nair"}
    assert (await owners(service, DutyKind.HOLD)) == {DutyKind.HOLD: "Ben Okafor"}
    assert [(one.staff_id, one.subject) for one in await kept(service, Teaching)] == [
        (await whose(service, "priya"), "Maths")
    ]
    assert DutyKind.ALLOCATE not in await owners(service)
    (told,) = [one for one in workspace.direct_messages(to="priya") if "Ann Lister" in one.plain]
    assert "Set a target in Maths · Kai" in told.plain
    assert "due Tue 29 Sep" in told.plain
    assert "Kai" not in told.text
    assert "Ann" not in told.text


async def test_without_anybody_named_pupils_are_allocated_again_and_the_rest_is_the_heads(service: Service) -> None:
    await a_taught_pupil(service, keyworker="ann")
    await service.change(remove_staff, await whose(service, "ann"), by="helen")
    assert DutyKind.ALLOCATE in await owners(service)
    assert (await owners(service, DutyKind.HOLD)) == {DutyKind.HOLD: "Helen Marsh"}
    assert await kept(service, Teaching) == []


async def test_what_a_successor_may_not_do_goes_to_a_head(service: Service) -> None:
    await a_taught_pupil(service, keyworker="omar")
    sue = await whose(service, "sue")
    await service.change(remove_staff, await whose(service, "omar"), Heirs(None, None, sue), by="helen")
    assert "Omar Desai" not in (await owners(service)).values()
    assert await kept(service, Action) == []


async def test_a_successor_who_is_away_or_goes_too_is_refused_beside_the_field(
    service: Service, workspace: Client
) -> None:
    await a_taught_pupil(service, keyworker="ann")
    await edit(workspace, "Ann")
    await workspace.click("Remove from staff", by="helen")
    errors = await workspace.submit(by="helen", keyworker="Ann Lister")
    assert errors == {"Keyworker of their pupils": "Choose somebody else: Ann Lister is the one who goes."}

"""The staff list: who can be on it, who keeps it, and what becomes of a leaver's work."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import select

from bot.workspace import Client, Fault, Person
from models.administration.staff_list import ensure_heads, remove_staff, save_staff, slack_ids
from models.change import Change, Read
from models.permission import Role
from models.tables.duty import Duty, DutyKind
from models.tables.placement import Placement
from models.tables.staff import Staff, by_slack_id
from tests.school import CHANNEL, LONDON, Service, a_pupil, a_service


async def open_list(workspace: Client, by: str = "helen") -> None:
    await workspace.command("/halfterm", by=by)
    await workspace.click("Staff", by=by)


async def staff_named(service: Service, handle: str) -> Staff | None:
    found: Staff | None = await service.read(lambda read: by_slack_id(read.session, f"U{handle.upper()}"))
    return found


async def owners(service: Service) -> set[str]:
    def names(read: Read) -> set[str]:
        return set(read.session.scalars(select(Staff.name).join(Duty, Duty.owner_id == Staff.id)))

    found: set[str] = await service.read(names)
    return found


async def test_a_head_adds_a_colleague_who_can_work_at_once(service: Service) -> None:
    await open_list(service.workspace)
    await service.workspace.click("Add a colleague", by="helen")
    added = {"person_in_slack": "nobody", "role": "Teacher", "additional_roles": ["SENCo"]}
    added |= {"subjects": "Maths, Music,, Maths"}
    assert await service.workspace.submit(by="helen", **added) == {}
    assert "Noel Body" in service.workspace.modal(by="helen").text
    staff = await staff_named(service, "nobody")
    assert staff is not None
    assert (staff.role, staff.senco, staff.dsl, staff.subjects) == ("teacher", True, False, ["Maths", "Music"])
    assert "Your role: Teacher" in str(await service.workspace.command("/halfterm", by="nobody"))


async def test_whoever_is_on_the_list_is_not_added_over_but_who_had_left_may_come_back(service: Service) -> None:
    await open_list(service.workspace)
    await service.workspace.click("Add a colleague", by="helen")
    errors = await service.workspace.submit(by="helen", person_in_slack="priya")
    assert errors == {"Person in Slack": "Priya Nair is already on the list: use Edit."}
    staff = await staff_named(service, "priya")
    assert staff is not None
    assert (staff.senco, staff.subjects) == (True, ["Science"])
    await service.change(remove_staff, staff.id, by="hugo")
    assert await service.workspace.submit(by="helen", additional_roles=["SENCo"]) == {}
    staff = await staff_named(service, "priya")
    assert staff is not None
    assert (staff.active, staff.senco) == (True, True)


async def test_a_name_and_subjects_typed_without_capitals_get_them(service: Service) -> None:
    service.slack.people["UNOBODY"] = replace(service.slack.people["UNOBODY"], real_name="noel o'body")
    await open_list(service.workspace)
    await service.workspace.click("Add a colleague", by="helen")
    added = {"person_in_slack": "nobody", "role": "Teacher", "subjects": "maths, Music, Maths"}
    assert await service.workspace.submit(by="helen", **added) == {}
    staff = await staff_named(service, "nobody")
    assert staff is not None
    assert (staff.name, staff.subjects) == ("Noel O'Body", ["Maths", "Music"])


async def test_a_subject_without_a_capital_is_spelt_as_a_colleague_has_it(service: Service) -> None:
    await open_list(service.workspace)
    await change_subjects(service, "Ann", "PE, Maths")
    await change_subjects(service, "Ben", "pe, Pe, science")
    staff = await staff_named(service, "ben")
    assert staff is not None
    assert staff.subjects == ["PE", "Science"]


async def test_a_subject_too_long_to_be_allocated_is_refused_beside_the_field(service: Service) -> None:
    await open_list(service.workspace)
    errors = await change_subjects(service, "Ann", "Maths, " + "m" * 51)
    assert errors == {"Subjects": "A subject can have 50 characters at most."}


async def change_subjects(service: Service, name: str, subjects: str) -> dict[str, str]:
    await service.workspace.click("Edit", by="helen", within=name)
    return await service.workspace.submit(by="helen", subjects=subjects)


@pytest.mark.parametrize(
    ("person", "why"),
    [
        (Person("UX", "x", "Xenia Guest", is_restricted=True), "guest"),
        (Person("UX", "x", "Xenia Guest", is_restricted=True, is_ultra_restricted=True), "guest"),
        (Person("UX", "x", "Xenia Stranger", is_stranger=True, team_id="TOTHER"), "another organisation"),
        (Person("UX", "x", "Xenia Else", team_id="TOTHER"), "another organisation"),
        (Person("UX", "x", "Xenia Bot", is_bot=True), "an app"),
        (Person("UX", "x", "Xenia Gone", deleted=True), "deactivated"),
    ],
    ids=lambda value: value.real_name if isinstance(value, Person) else "",
)
async def test_whoever_cannot_be_staff_is_refused_beside_the_field(service: Service, person: Person, why: str) -> None:
    service.slack.people["UX"] = replace(person, deleted=False, is_bot=False, is_stranger=False)
    await open_list(service.workspace)
    await service.workspace.click("Add a colleague", by="helen")
    await service.workspace.fill(by="helen", person_in_slack="x", role="Teacher")
    service.slack.people["UX"] = person
    errors = await service.workspace.submit(by="helen")
    assert why in errors["Person in Slack"]
    assert await staff_named(service, "x") is None


async def test_the_only_head_cannot_be_made_something_else(service: Service) -> None:
    await open_list(service.workspace)
    await service.workspace.click("Edit", by="helen", within="Hugo")
    assert await service.workspace.submit(by="helen", role="Teacher") == {}
    await service.workspace.click("Edit", by="helen", within="Helen")
    errors = await service.workspace.submit(by="helen", role="Teacher")
    assert errors == {"Role": "This is the only Head. Make someone else a Head first."}


async def give_everything_to(service: Service, handle: str) -> None:
    def give(change: Change) -> None:
        staff = by_slack_id(change.session, f"U{handle.upper()}")
        assert staff is not None
        for duty in change.session.scalars(select(Duty)):
            duty.owner_id = staff.id
        for placement in change.session.scalars(select(Placement)):
            placement.keyworker_id = staff.id
            change.finish(DutyKind.ALLOCATE, placement)

    await service.change(give)


async def test_a_leavers_work_passes_to_a_head_who_is_told_how_much_it_is(service: Service) -> None:
    await a_pupil(service)
    await give_everything_to(service, "ann")
    await service.slack.announce_user_change(replace(service.slack.people["UANN"], deleted=True))
    await service.workspace.quiet()
    told = service.workspace.direct_messages(to="hugo")[-1]
    assert "Ann Lister has been removed from staff" in told.plain
    assert "4 things they still had to do are now on" in told.plain
    assert "1 pupil no longer has a keyworker" in told.plain
    assert "Ann" not in told.text
    assert await owners(service) <= {"Helen Marsh", "Hugo Bright", "Ann Lister"}
    still = (
        select(Duty.kind)
        .join(Staff, Staff.id == Duty.owner_id)
        .where(Duty.done_on.is_(None), Staff.name == "Ann Lister")
    )
    assert await service.read(lambda read: read.session.scalars(still).all()) == []
    owed = select(Duty.kind).where(Duty.done_on.is_(None), Duty.kind == DutyKind.ALLOCATE)
    assert len(await service.read(lambda read: read.session.scalars(owed).all())) == 1


async def open_duties_of(service: Service, name: str) -> list[DutyKind]:
    owed = select(Duty.kind).join(Staff, Staff.id == Duty.owner_id).where(Duty.done_on.is_(None), Staff.name == name)
    found: list[DutyKind] = await service.read(lambda read: sorted(read.session.scalars(owed)))
    return found


async def test_what_a_head_owed_as_head_passes_to_the_other_who_is_told(service: Service) -> None:
    await a_pupil(service, excluded_on=date(2026, 9, 7))
    owed = await open_duties_of(service, "Helen Marsh")
    assert {DutyKind.ALLOCATE, DutyKind.PROVIDE, DutyKind.FAMILY} <= set(owed)
    await service.workspace.command("/halfterm", by="hugo")
    await service.workspace.click("Staff", by="hugo")
    await service.workspace.click("Edit", by="hugo", within="Helen")
    assert await service.workspace.submit(by="hugo", role="Teacher") == {}
    assert await open_duties_of(service, "Helen Marsh") == []
    assert await open_duties_of(service, "Hugo Bright") == owed
    told = service.workspace.direct_messages(to="hugo")[-1]
    assert "Helen Marsh's role is now Teacher" in told.plain
    assert "6 things that went with the old role are now on your" in told.plain
    assert "Helen" not in told.text


async def test_who_is_the_senco_no_more_keeps_what_a_teacher_can_do(service: Service) -> None:
    await a_pupil(service)
    await give_everything_to(service, "priya")
    await service.change(lambda change: setattr(change.session.scalars(ALLOCATING).one(), "done_on", None))
    await service.change(save_staff, "UPRIYA", "Priya Nair", Role.TEACHER, False, False, ["Science"], by="helen")
    assert await open_duties_of(service, "Helen Marsh") == [DutyKind.ALLOCATE]
    assert DutyKind.FAMILY in await open_duties_of(service, "Priya Nair")


ALLOCATING = select(Duty).where(Duty.kind == DutyKind.ALLOCATE)


async def test_a_colleague_who_becomes_a_guest_is_staff_no_more(service: Service) -> None:
    await service.slack.announce_user_change(replace(service.slack.people["UANN"], is_restricted=True))
    await service.workspace.quiet()
    staff = await staff_named(service, "ann")
    assert staff is not None
    assert not staff.active
    assert "staff of this service" in str(await service.workspace.command("/pupil", by="ann")).lower()


async def test_a_new_surname_makes_nobody_a_leaver(service: Service) -> None:
    await service.slack.announce_user_change(replace(service.slack.people["UANN"], real_name="Ann Newname"))
    await service.workspace.quiet()
    staff = await staff_named(service, "ann")
    assert staff is not None
    assert staff.active


@pytest.mark.nights
async def test_the_nightly_look_finds_whoever_left_unheard(service: Service) -> None:
    service.slack.people["UANN"] = replace(service.slack.people["UANN"], deleted=True)
    del service.slack.people["UBEN"]
    await service.go_to(2026, 9, 8, 4)
    active = await names_of_staff(service)
    assert "Ann Lister" not in active
    assert "Ben Okafor" not in active
    assert len(active) == 6


@pytest.mark.nights
async def test_whom_slack_would_not_be_asked_about_in_one_night_is_looked_at_the_next(service: Service) -> None:
    service.slack.people["UANN"] = replace(service.slack.people["UANN"], deleted=True)
    service.slack.faults.next("users.info", Fault.RATE_LIMIT)
    await service.go_to(2026, 9, 7, 9)  # the night's look, caught up
    assert "Ann Lister" in await names_of_staff(service)
    await service.go_to(2026, 9, 8, 4)
    assert "Ann Lister" not in await names_of_staff(service)


async def names_of_staff(service: Service) -> list[str]:
    return await service.read(
        lambda read: list(read.session.scalars(select(Staff.name).where(Staff.left_at.is_(None))))
    )


def told_of_ann(service: Service) -> bool:
    messages = service.workspace.direct_messages(to="helen")
    return any("Ann Lister has been removed from staff" in one.plain for one in messages)


@pytest.mark.parametrize(
    ("starts", "silent", "heard"),
    [
        ((2026, 9, 7, 23), (2026, 9, 8, 7, 29), (2026, 9, 8, 7, 31)),
        ((2026, 9, 11, 23), (2026, 9, 14, 7, 29), (2026, 9, 14, 7, 31)),
        ((2026, 10, 23, 23), (2026, 11, 2, 7, 29), (2026, 11, 2, 7, 31)),
    ],
    ids=["a weekday", "a weekend", "half-term"],
)
async def test_what_the_nightly_look_finds_is_told_when_staff_are_in_again(
    database_url: str, starts: tuple[int, ...], silent: tuple[int, ...], heard: tuple[int, ...]
) -> None:
    async with a_service(database_url, at=datetime(*starts, tzinfo=LONDON), nights=True) as service:
        service.slack.people["UANN"] = replace(service.slack.people["UANN"], deleted=True)
        await service.go_to(*silent)
        staff = await staff_named(service, "ann")
        assert staff is not None
        assert not staff.active
        assert not told_of_ann(service)
        await service.go_to(*heard)
        assert told_of_ann(service)


async def test_a_colleague_is_removed_only_by_a_head_and_after_a_question(service: Service) -> None:
    await open_list(service.workspace)
    await service.workspace.click("Edit", by="helen", within="Ann")
    await service.workspace.click("Remove from staff", by="helen")
    staff = await staff_named(service, "ann")
    assert staff is not None
    assert staff.active
    await service.workspace.submit(by="helen")
    staff = await staff_named(service, "ann")
    assert staff is not None
    assert not staff.active
    await service.workspace.close(by="helen")
    assert "Ann Lister" not in service.workspace.modal(by="helen").text


async def test_the_last_head_stays_on_the_list_until_another_takes_them_off(service: Service) -> None:
    await a_pupil(service)
    for handle in ("hugo", "helen"):
        await service.slack.announce_user_change(replace(service.slack.people[f"U{handle.upper()}"], deleted=True))
        await service.workspace.quiet()
    assert await owners(service) == {"Helen Marsh"}
    await service.change(ensure_heads, {"UPRIYA": "Priya Nair"})
    await open_list(service.workspace, by="priya")
    await service.workspace.click("Edit", by="priya", within="Helen")
    await service.workspace.click("Remove from staff", by="priya")
    await service.workspace.submit(by="priya")
    assert await owners(service) == {"Priya Nair"}


async def test_a_stranger_in_the_channel_who_is_put_on_the_list_lets_the_digest_go(service: Service) -> None:
    service.slack.rooms[CHANNEL].members.append("UNOBODY")
    await a_pupil(service)
    await service.go_to(2026, 9, 14, 9)
    assert service.workspace.in_room("allocations") == []
    told = service.workspace.direct_messages(to="helen")[-1]
    assert any("in the staff channel" in one.plain for one in service.workspace.direct_messages(to="helen"))
    assert "Noel" not in told.text
    await open_list(service.workspace)
    await service.workspace.click("Add a colleague", by="helen")
    await service.workspace.submit(by="helen", person_in_slack="nobody", role="Support (assistant, tutor, supply)")
    await service.workspace.quiet()
    assert len(service.workspace.in_room("allocations")) >= 1


async def test_a_leaver_who_is_still_in_the_channel_is_named_and_the_digest_goes_out_once_they_are_out(
    service: Service,
) -> None:
    await a_pupil(service)
    ann = await staff_named(service, "ann")
    assert ann is not None
    await service.change(remove_staff, ann.id, by="helen")
    await service.go_to(2026, 9, 14, 9)
    assert service.workspace.in_room("allocations") == []
    told = next(one for one in service.workspace.direct_messages(to="hugo") if "on the staff list" in one.plain)
    assert "@ann" in told.plain
    assert "ann" not in told.text.casefold()
    await service.slack.leave("UANN", CHANNEL)
    await service.workspace.quiet()
    assert len(service.workspace.in_room("allocations")) >= 1
    assert any("This is sorted" in one.plain for one in service.workspace.direct_messages(to="hugo"))


async def test_who_cannot_be_on_the_staff_is_not_made_head_by_the_environment_either(database_url: str) -> None:
    async with a_service(database_url, opened=False, heads=("UHELEN", "UGUS", "UNOSUCH")) as service:
        assert await service.read(slack_ids) == ["UHELEN"]

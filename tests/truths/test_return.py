"""Who comes back begins a new placement; the earlier one stays as it was, and only what is chosen is carried on."""

from datetime import date

from bot.workspace import Client
from models.change import Change
from models.leaving.destination import Destination
from models.leaving.leave import LeavingInput, leave
from models.referrals.refer import NewReferral
from models.referrals.returning import EarlierStayAnswer, refer_or_ask_first
from models.tables.barrier import Barrier, BarrierKind, BarrierStatus
from models.tables.duty import Duty
from models.tables.leaving import DestinationKind, Leaving, LeavingReason
from models.tables.placement import Placement, Registration
from models.tables.profile import ProfileAnswer, ProfileHeading, Voice
from models.tables.result import Result, Source
from tests.handlers.pressing import press
from tests.handlers.profiling import write
from tests.handlers.teaching import a_result, a_taught_pupil, kept
from tests.school import Service

FIRST_DAY, LAST_DAY = date(2026, 9, 7), date(2026, 9, 18)
AGAIN = NewReferral("Kai Ashworth", date(2012, 5, 14), "Northbrook Academy", Registration.SINGLE, "Excluded again")


async def a_stay_that_is_over(service: Service) -> str:
    """Kai was here for two weeks, with a result in Maths, what helped, and a barrier."""
    placement = await a_taught_pupil(service, first_day=FIRST_DAY)
    await a_result(service, placement, "4")

    def note(change: Change) -> None:
        stay = change.get(Placement, placement)
        stay.helps, stay.hopes_pupil = "Short tasks", "To be a mechanic"
        barrier = Barrier(placement_id=placement, kind=BarrierKind.ATTENDANCE, status=BarrierStatus.IDENTIFIED)
        barrier.changed_at, barrier.note = change.now, "Late on Mondays"
        change.add(barrier)

    await service.change(note)
    given = LeavingInput(LAST_DAY, LeavingReason.RETURNS, Destination(DestinationKind.HOME_SCHOOL))
    await service.change(leave, placement, given, by="ben")
    await service.go_to(2026, 11, 3, 9)
    return placement


async def back_again(service: Service) -> tuple[str, str]:
    """Return the earlier placement and the new one."""
    before = await a_stay_that_is_over(service)
    return before, str(await service.change(refer_or_ask_first, AGAIN, EarlierStayAnswer.SAME, by="helen"))


async def page(service: Service, placement: str, *, by: str) -> str:
    await press(service, "pupil.open", placement, by=by)
    return (await service.workspace.home(by=by)).text.replace("*", "")


async def test_a_return_is_a_new_placement_of_the_same_pupil_and_takes_nothing_with_it(service: Service) -> None:
    before, now = await back_again(service)
    assert now != before
    stays = {one.id: one for one in await kept(service, Placement)}
    assert stays[now].pupil_id == stays[before].pupil_id
    assert stays[before].left_on == LAST_DAY
    assert (stays[now].helps, stays[now].hopes_pupil, stays[now].keyworker_id) == (None, None, None)
    assert {one.placement_id for one in await kept(service, Result)} == {before}
    assert {one.placement_id for one in await kept(service, Barrier)} == {before}
    assert [one.placement_id for one in await kept(service, Leaving)] == [before]


async def test_the_earlier_placement_is_readable_by_those_who_may_see_past_pupils(
    service: Service, workspace: Client
) -> None:
    before, now = await back_again(service)
    assert "Earlier placement, until Friday 18 September 2026" in await page(service, now, by="omar")
    assert "Short tasks" in await page(service, before, by="omar")
    assert "Earlier placement" not in await page(service, now, by="ann")
    await press(service, "pupil.open", before, by="ben")
    assert "Short tasks" not in (await workspace.home(by="ben")).text


async def test_results_and_plans_are_carried_on_by_choice_and_words_never(service: Service, workspace: Client) -> None:
    _, now = await back_again(service)
    await press(service, "stay.carry", now, by="omar")
    assert not workspace.has_modal(by="omar")
    await press(service, "stay.carry", now, by="helen")
    offered = await workspace.suggest("What to carry on", "", by="helen")
    assert offered == ["What helps: Short tasks", "Attendance: identified", "Maths: 4, 7 Sep 2026"]
    assert (
        await workspace.submit(by="helen", what_to_carry_on=["Maths: 4, 7 Sep 2026", "What helps: Short tasks"]) == {}
    )
    stay = next(one for one in await kept(service, Placement) if one.id == now)
    assert (stay.helps, stay.hopes_pupil) == ("Short tasks", None)
    (carried,) = [one for one in await kept(service, Result) if one.placement_id == now]
    assert (carried.source, carried.value, carried.on) == (Source.PRIOR, "4", FIRST_DAY)
    await press(service, "stay.carry", now, by="helen")
    assert await workspace.suggest("What to carry on", "", by="helen") == ["Attendance: identified"]


async def test_the_profile_is_carried_on_by_choice_in_staff_s_words_and_hours_are_agreed_anew(
    service: Service, workspace: Client
) -> None:
    before = await a_taught_pupil(service, first_day=FIRST_DAY)
    await write(service, before, ProfileHeading.DONT, ProfileHeading.CALMS, ProfileHeading.TIMETABLE)
    await write(service, before, ProfileHeading.TRIGGERS, voice=Voice.PUPIL)
    given = LeavingInput(LAST_DAY, LeavingReason.RETURNS, Destination(DestinationKind.HOME_SCHOOL))
    await service.change(leave, before, given, by="ben")
    await service.go_to(2026, 11, 3, 9)
    now = str(await service.change(refer_or_ask_first, AGAIN, EarlierStayAnswer.SAME, by="helen"))
    assert {one.placement_id for one in await kept(service, ProfileAnswer)} == {before}, "nothing comes by itself"
    await press(service, "stay.carry", now, by="helen")
    offered = await workspace.suggest("What to carry on", "", by="helen")
    assert offered == ["Do not: Do not raise your voice", "What calms: A walk with Sue"]
    assert await workspace.submit(by="helen", what_to_carry_on=["Do not: Do not raise your voice"]) == {}
    (carried,) = [one for one in await kept(service, ProfileAnswer) if one.placement_id == now]
    assert (carried.text, carried.voice, carried.said_on) == ("Do not raise your voice", Voice.STAFF, FIRST_DAY)
    assert carried.by_id == (await service.actor("helen")).staff_id
    await press(service, "stay.carry", now, by="helen")
    assert await workspace.suggest("What to carry on", "", by="helen") == ["What calms: A walk with Sue"]


async def test_past_pupils_are_found_by_the_office_heads_and_whoever_owes_something_and_by_nobody_else(
    service: Service, workspace: Client
) -> None:
    before = await a_stay_that_is_over(service)
    for who, is_found in (("omar", True), ("hugo", True), ("ben", True), ("dan", True), ("ann", False)):
        await workspace.command("/pupil Kai", by=who)
        assert ("Left on" in (await workspace.home(by=who)).text) == is_found
        await workspace.command("/pupil", by=who)
        offered = await workspace.suggest("Pupil", "kai", by=who)
        assert bool([one for one in offered if "left September 2026" in one]) == is_found
        await workspace.close(by=who)
    assert before


async def test_who_is_back_is_found_once_by_the_placement_that_is_open(service: Service, workspace: Client) -> None:
    await back_again(service)
    await workspace.command("/pupil Kai", by="omar")
    assert "Left on" not in (await workspace.home(by="omar")).text


async def test_what_the_earlier_leaving_still_owes_stays_with_the_earlier_placement(service: Service) -> None:
    before, now = await back_again(service)
    kinds = {one.kind for one in await kept(service, Duty) if one.placement_id == now}
    assert not [kind for kind in kinds if kind.startswith("leave:")]
    assert [one for one in await kept(service, Duty) if one.placement_id == before and one.done_on is None]

"""After an exclusion: education has started once somebody saw the pupil here and not before, and late stays late."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from models.allocations.first_day import Lateness, Start, record_start, set_first_day
from models.change import Change, Read
from models.duties.exclusion import owe_education
from models.duties.not_needed import end_as_not_needed, take_back
from models.errors import Refused
from models.home.app_home import show_pupil
from models.home.own_page import MyPage, my_page
from models.pupils.record import PlacementInput, change_placement, placement_prefill, set_exclusion_date
from models.tables.duty import Duty, DutyKind, Ending
from models.tables.placement import Placement, PlacementType
from tests.handlers.pressing import press
from tests.school import Service, a_pupil

THURSDAY = date(2026, 9, 3)  # the exclusion: the sixth school day is Thursday the 10th
SIXTH, FRIDAY = date(2026, 9, 10), date(2026, 9, 11)
PLACE, TOLD = "No place at the hospital school", "Northbrook and the mother"


async def an_excluded_pupil(service: Service, kind: PlacementType = PlacementType.EXCLUDED, **given: Any) -> str:
    return await a_pupil(service, "Kai Ashworth", type=kind, **{"excluded_on": THURSDAY, **given})


async def owed(service: Service, kind: DutyKind = DutyKind.PROVIDE) -> Duty:
    """Return the newest duty of this kind."""

    def find(read: Read) -> Duty:
        duty = read.session.scalars(select(Duty).where(Duty.kind == kind).order_by(Duty.added_at.desc())).first()
        assert duty is not None
        return duty

    found: Duty = await service.read(find)
    return found


async def page(service: Service, placement: str, *, by: str = "helen") -> str:
    await service.change(show_pupil, placement, by=by)
    await service.workspace.quiet()
    return (await service.workspace.home(by=by)).text.replace("*", "")


async def start(service: Service, placement: str, how: Start, on: date, late: Lateness | None = None) -> None:
    await service.change(record_start, placement, how, on, late or Lateness(), by="helen")


async def test_what_comes_up_is_in_the_order_of_its_days_and_what_is_due_begins_with_the_date_of_the_law(
    service: Service,
) -> None:
    await an_excluded_pupil(service)
    coming: MyPage = await service.read(my_page, by="helen")
    days = [one.due_on for one in coming.later.lines]
    assert days == sorted(days)
    assert SIXTH in days[1:]
    await service.go_to(2026, 9, 10, 9)
    due: MyPage = await service.read(my_page, by="helen")
    assert due.due.lines[0].kind is DutyKind.PROVIDE


async def test_a_first_day_that_is_set_ends_nothing_even_when_it_has_come(service: Service) -> None:
    placement = await an_excluded_pupil(service)
    await service.change(set_first_day, placement, SIXTH, Lateness(), by="helen")
    await service.go_to(2026, 9, 10, 12)
    assert (await owed(service)).done_on is None
    shown = await page(service, placement)
    assert "Planned first day: Thursday 10 September" in shown
    assert "In school" not in shown


async def test_whether_they_came_is_asked_once_the_planned_day_is_here_with_nothing_filled_in(service: Service) -> None:
    placement = await an_excluded_pupil(service)
    await service.change(set_first_day, placement, SIXTH, Lateness(), by="helen")
    duty = await owed(service)
    await press(service, "allocate.first_day", duty.id, by="helen")
    assert service.workspace.modal(by="helen").title == "Plan the first day"
    await service.workspace.close(by="helen")
    await service.go_to(2026, 9, 10, 12)
    await press(service, "allocate.first_day", duty.id, by="helen")
    form = service.workspace.modal(by="helen")
    assert form.title == "Did they start?"
    assert not any(form.fields.values())
    assert (
        await service.workspace.submit(by="helen", did_they_come="Yes, started full-time", which_day_was_that=SIXTH)
        == {}
    )
    duty = await owed(service)
    assert (duty.ending, duty.done_on) == (Ending.DONE, SIXTH)
    assert "In school since Thursday 10 September" in await page(service, placement)


async def test_a_start_is_dated_on_the_day_of_the_start_and_never_in_the_future(service: Service) -> None:
    placement = await an_excluded_pupil(service)
    await press(service, "allocate.first_day", placement, by="helen")
    await service.workspace.submit(by="helen", planned_first_day=date(2026, 9, 8))
    await service.go_to(2026, 9, 9, 12)
    await press(service, "allocate.first_day", placement, by="helen")
    errors = await service.workspace.submit(
        by="helen", did_they_come="Yes, started full-time", which_day_was_that=SIXTH
    )
    assert errors == {"Which day was that?": "That date is in the future. Record it once the pupil has come."}
    assert await service.workspace.submit(by="helen", which_day_was_that=date(2026, 9, 8)) == {}
    assert (await owed(service)).done_on == date(2026, 9, 8)


async def test_part_time_is_in_school_and_still_owes_full_time_education(service: Service) -> None:
    placement = await an_excluded_pupil(service)
    await service.go_to(2026, 9, 8, 12)
    await start(service, placement, Start.PART_TIME, date(2026, 9, 8))
    assert (await owed(service)).done_on is None
    shown = await page(service, placement)
    assert "In school part-time since Tuesday 8 September" in shown
    assert "Full-time education must start by Thursday 10 September" in shown
    await service.go_to(2026, 9, 9, 12)
    await start(service, placement, Start.FULL_TIME, date(2026, 9, 9))
    assert (await owed(service)).done_on == date(2026, 9, 9)
    assert "full-time since Wednesday 9 September" in await page(service, placement)


async def test_a_pupil_who_did_not_come_is_said_not_to_have_come_and_the_duty_stays(service: Service) -> None:
    placement = await an_excluded_pupil(service)
    await service.change(set_first_day, placement, date(2026, 9, 8), Lateness(), by="helen")
    await service.go_to(2026, 9, 8, 12)
    await start(service, placement, Start.ABSENT, date(2026, 9, 8))
    assert (await owed(service)).done_on is None
    assert "did not come on Tuesday 8 September" in await page(service, placement)


async def test_a_start_that_was_recorded_by_mistake_is_taken_back(service: Service) -> None:
    placement = await an_excluded_pupil(service)
    await start(service, placement, Start.FULL_TIME, date(2026, 9, 7))
    assert (await owed(service)).done_on == date(2026, 9, 7)
    await start(service, placement, Start.ABSENT, date(2026, 9, 7))
    assert (await owed(service)).done_on is None
    assert "In school" not in await page(service, placement)


async def test_on_the_day_one_press_on_the_page_says_that_they_started(service: Service) -> None:
    placement = await an_excluded_pupil(service)
    await service.change(set_first_day, placement, date(2026, 9, 8), Lateness(), by="helen")
    assert "Started full-time today" not in await page(service, placement)
    await service.go_to(2026, 9, 8, 12)
    await page(service, placement)
    await service.workspace.click("Started full-time today", by="helen")
    assert (await owed(service)).done_on == date(2026, 9, 8)


async def test_a_press_on_a_late_day_asks_why_before_anything_is_saved(service: Service) -> None:
    placement = await an_excluded_pupil(service)
    await service.change(set_first_day, placement, SIXTH, Lateness(), by="helen")
    await service.go_to(2026, 9, 11, 12)
    await page(service, placement)
    await service.workspace.click("Started full-time today", by="helen")
    assert (await owed(service)).done_on is None
    assert await service.workspace.submit(by="helen", why_it_is_late=PLACE, who_has_been_told=TOLD) == {}
    assert (await owed(service)).done_on == FRIDAY


async def test_late_is_asked_why_and_who_was_told_and_is_shown_as_late_for_ever(service: Service) -> None:
    placement = await an_excluded_pupil(service)
    await press(service, "allocate.first_day", placement, by="helen")
    errors = await service.workspace.submit(by="helen", planned_first_day=date(2026, 9, 14))
    assert set(errors) == {"Why it is late"}
    await service.workspace.submit(by="helen", why_it_is_late=PLACE, who_has_been_told=TOLD)
    assert f"Why it is late: {PLACE} · Told: {TOLD}" in await page(service, placement)
    await service.go_to(2026, 9, 14, 12)
    assert "2 school days overdue" in await page(service, placement)
    await start(service, placement, Start.FULL_TIME, date(2026, 9, 14))
    await service.go_to(2026, 12, 7, 12)
    shown = await page(service, placement)
    assert f"done on Mon 14 Sep – 2 school days late: {PLACE} (told: {TOLD})" in shown


async def test_a_start_that_was_in_time_after_all_gives_no_reason_for_being_late(service: Service) -> None:
    placement = await an_excluded_pupil(service)
    await service.change(set_first_day, placement, date(2026, 9, 14), Lateness(PLACE, TOLD), by="helen")
    await service.go_to(2026, 9, 9, 12)
    await start(service, placement, Start.FULL_TIME, date(2026, 9, 9))
    shown = await page(service, placement)
    assert "Start full-time education: done on Wed 9 Sep\n" in shown
    assert PLACE not in shown


async def test_an_exclusion_without_a_day_owes_a_head_that_day_today(service: Service) -> None:
    await an_excluded_pupil(service, excluded_on=None)
    duty = await owed(service, DutyKind.EXCLUSION_DATE)
    assert (duty.due_on, duty.owner_id) == (date(2026, 9, 7), (await service.actor("helen")).staff_id)
    await press(service, "placement.exclusion_date", duty.id, by="helen")
    given = {"first_day_of_the_exclusion_or_suspension": THURSDAY}
    assert await service.workspace.submit(by="helen", **given) == {}
    assert (await owed(service, DutyKind.EXCLUSION_DATE)).ending is Ending.DONE
    assert (await owed(service)).due_on == SIXTH


async def test_a_day_that_is_learnt_later_corrects_what_is_due_although_a_start_is_planned(
    service: Service,
) -> None:
    placement = await an_excluded_pupil(service)
    await service.change(set_first_day, placement, date(2026, 9, 8), Lateness(), by="helen")
    await service.change(set_exclusion_date, placement, date(2026, 9, 4), None, "The letter says so", by="helen")
    assert (await owed(service)).due_on == FRIDAY


async def test_the_family_is_contacted_and_the_pupil_allocated_before_the_start_is_due(service: Service) -> None:
    await an_excluded_pupil(service, excluded_on=date(2026, 9, 2))  # the sixth school day is Wednesday the 9th
    assert (await owed(service, DutyKind.ALLOCATE)).due_on == date(2026, 9, 8)
    assert (await owed(service, DutyKind.FAMILY)).due_on <= date(2026, 9, 8)


async def test_a_looked_after_child_is_to_start_on_day_one(service: Service) -> None:
    placement = await an_excluded_pupil(service, excluded_on=date(2026, 9, 9), looked_after=True)
    assert (await owed(service)).due_on == date(2026, 9, 9)
    assert "because they are looked after" in await page(service, placement)


@pytest.mark.parametrize(
    ("kind", "whose"),
    [
        (PlacementType.EXCLUDED, "The local authority must arrange it"),
        (PlacementType.SUSPENDED, "The governing body of Northbrook Academy must arrange it"),
    ],
)
async def test_whose_duty_it_is_stands_beside_it(service: Service, kind: PlacementType, whose: str) -> None:
    assert whose in await page(service, await an_excluded_pupil(service, kind))


async def test_what_is_not_needed_says_why_and_can_be_needed_after_all(service: Service) -> None:
    placement = await an_excluded_pupil(service)
    duty = await owed(service)
    await press(service, "step.not_needed", duty.id, by="ann")
    assert not service.workspace.has_modal(by="ann")
    await press(service, "step.not_needed", duty.id, by="helen")
    assert await service.workspace.submit(by="helen", why_is_it_not_needed="Back at Northbrook") == {}
    assert (await owed(service)).ending is Ending.NOT_NEEDED
    assert "not needed, Mon 7 Sep: Back at Northbrook – decided by Helen Marsh" in await page(service, placement)
    await press(service, "step.needed", duty.id, by="helen")
    duty = await owed(service)
    assert (duty.done_on, duty.why) == (None, None)


async def test_a_referral_asks_on_its_first_page_since_when_a_pupil_is_excluded(service: Service) -> None:
    await service.workspace.command("/refer", by="ann")
    form = service.workspace.modal(by="ann")
    assert "Excluded or suspended? First day of it" in form.fields
    assert "Page 1 of 6" in form.text


async def test_a_start_that_is_recorded_is_not_moved_to_an_earlier_day(service: Service) -> None:
    placement = await an_excluded_pupil(service)
    await service.go_to(2026, 9, 14, 12)
    await start(service, placement, Start.FULL_TIME, date(2026, 9, 14), Lateness(PLACE, TOLD))
    with pytest.raises(Refused, match="recorded since Monday 14 September"):
        await start(service, placement, Start.FULL_TIME, date(2026, 9, 8))
    await start(service, placement, Start.PART_TIME, date(2026, 9, 14))
    duty = await owed(service)
    assert (duty.done_on, duty.why, duty.told) == (None, PLACE, TOLD)


async def test_nobody_starts_before_the_exclusion(service: Service) -> None:
    placement = await an_excluded_pupil(service, excluded_on=date(2026, 9, 9))
    with pytest.raises(Refused, match="began later"):
        await start(service, placement, Start.FULL_TIME, date(2026, 9, 7))


async def test_looked_after_moves_no_legal_day_that_is_past(service: Service) -> None:
    placement = await an_excluded_pupil(service)
    await service.go_to(2026, 9, 14, 12)
    await service.change(make_looked_after, placement)
    assert (await owed(service)).due_on == SIXTH


def make_looked_after(change: Change, placement_id: str) -> None:
    placement = change.get(Placement, placement_id)
    placement.looked_after = True
    owe_education(change, placement)


async def test_late_is_shown_for_whatever_ending(service: Service) -> None:
    placement = await an_excluded_pupil(service)
    await service.go_to(2026, 9, 14, 12)
    await service.change(end_as_not_needed, (await owed(service)).id, "Back at Northbrook", by="helen")
    assert "not needed, Mon 14 Sep – 2 school days late: Back at Northbrook" in await page(service, placement)


async def test_on_the_day_one_press_in_the_reminder_says_that_they_started(service: Service) -> None:
    placement = await an_excluded_pupil(service)
    await service.change(set_first_day, placement, SIXTH, Lateness(), by="helen")
    await service.go_to(2026, 9, 10, 8, 16)
    assert "Started full-time today" in service.workspace.direct_messages(to="helen")[-1].buttons
    await service.workspace.click("Started full-time today", by="helen")
    duty = await owed(service)
    assert (duty.ending, duty.done_on) == (Ending.DONE, SIXTH)


async def test_on_the_day_one_press_in_the_digest_says_that_they_did_not_come(service: Service) -> None:
    await service.bot.ticker.tick()
    placement = await an_excluded_pupil(service, excluded_on=date(2026, 9, 9))
    await service.change(set_first_day, placement, date(2026, 9, 14), Lateness(), by="helen")
    await service.go_to(2026, 9, 14, 8, 1)
    await service.workspace.click("Did not come today", by="omar", room="allocations")
    assert (await owed(service)).done_on is None
    assert "did not come on Monday 14 September" in await page(service, placement)


LETTER = "The letter of the school has another date"


async def change_date(
    service: Service,
    placement: str,
    excluded_on: date | None,
    why: str | None = LETTER,
    *,
    by: str = "omar",
    **more: object,
) -> None:
    """Change the date with the form of the placement, as it opens now."""

    def save(change: Change) -> None:
        known: dict[str, Any] = placement_prefill(change, placement).values
        given = PlacementInput(**known | {"excluded_on": excluded_on} | more)
        change_placement(change, placement, given, None, why)

    await service.change(save, by=by)


async def test_a_date_that_was_recorded_is_changed_by_the_office_with_a_reason(service: Service) -> None:
    placement = await an_excluded_pupil(service)
    await service.change(give_keyworker, placement, (await service.actor("ann")).staff_id)
    for given in (date(2026, 9, 4), None):
        with pytest.raises(Refused, match="Only the office, the SENCo or a Head"):
            await change_date(service, placement, given, by="ann")
        with pytest.raises(Refused, match="Give the reason"):
            await change_date(service, placement, given, None)
    await change_date(service, placement, THURSDAY, None, by="ann")  # the rest of the form is theirs
    assert (await owed(service)).done_on is None


async def test_a_keyworker_gives_a_date_that_nobody_knew(service: Service) -> None:
    placement = await an_excluded_pupil(service, excluded_on=None)
    await service.change(give_keyworker, placement, (await service.actor("ann")).staff_id)
    await service.change(set_exclusion_date, placement, THURSDAY, None, by="ann")
    assert (await owed(service)).due_on == SIXTH


async def test_another_date_measures_a_recorded_start_anew_and_is_shown_and_told(service: Service) -> None:
    placement = await an_excluded_pupil(service)
    await service.go_to(2026, 9, 10, 12)
    await start(service, placement, Start.FULL_TIME, SIXTH)
    await change_date(service, placement, date(2026, 9, 2))
    duty = await owed(service)
    assert (duty.ending, duty.due_on, duty.done_on) == (Ending.DONE, date(2026, 9, 9), SIXTH)
    shown = await page(service, placement)
    assert "Start full-time education: done on Thu 10 Sep – 1 school day late" in shown
    assert "Placement: excluded on Thu 3 Sep → Wed 2 Sep" in shown
    assert f"Omar Desai, Thu 10 Sep: {LETTER}" in shown
    for head in ("helen", "hugo"):
        told = service.workspace.direct_messages(to=head)[-1].plain.replace("*", "")
        assert "Omar Desai changed the first day of the exclusion for Kai" in told
        assert "it was Thursday 3 September, and is Wednesday 2 September now" in told


async def test_a_date_that_is_learnt_after_the_start_shows_that_the_start_was_late(service: Service) -> None:
    placement = await an_excluded_pupil(service, excluded_on=None)
    await service.go_to(2026, 9, 14, 12)
    await start(service, placement, Start.FULL_TIME, date(2026, 9, 14))
    await service.change(set_exclusion_date, placement, THURSDAY, None, by="helen")
    duty = await owed(service)
    assert (duty.ending, duty.due_on, duty.done_on) == (Ending.DONE, SIXTH, date(2026, 9, 14))
    assert "2 school days late" in await page(service, placement)


async def test_a_later_date_gives_back_the_usual_days_before_it(service: Service) -> None:
    placement = await an_excluded_pupil(service, excluded_on=date(2026, 9, 2))
    assert (await owed(service, DutyKind.FAMILY)).due_on == date(2026, 9, 8)
    await change_date(service, placement, date(2026, 9, 7))
    assert (await owed(service, DutyKind.FAMILY)).due_on == date(2026, 9, 9)
    assert (await owed(service, DutyKind.ALLOCATE)).due_on == date(2026, 9, 11)


async def test_no_change_of_date_washes_out_that_the_family_was_contacted_late(service: Service) -> None:
    placement = await an_excluded_pupil(service, excluded_on=date(2026, 9, 2))
    await service.go_to(2026, 9, 14, 12)
    assert (await owed(service, DutyKind.FAMILY)).due_on == date(2026, 9, 8)
    await change_date(service, placement, date(2026, 9, 1))
    assert (await owed(service, DutyKind.FAMILY)).due_on == date(2026, 9, 8)


async def test_a_date_that_is_removed_and_given_again_is_one_duty(service: Service) -> None:
    placement = await an_excluded_pupil(service)
    await change_date(service, placement, None, "There was no exclusion")
    assert (await owed(service)).ending is Ending.DROPPED
    assert (await owed(service, DutyKind.EXCLUSION_DATE)).done_on is None
    await change_date(service, placement, THURSDAY, None)
    assert (await owed(service)).done_on is None
    assert (await owed(service, DutyKind.EXCLUSION_DATE)).ending is Ending.DONE


async def test_an_excluded_pupil_with_a_medical_need_counts_as_excluded(service: Service) -> None:
    with pytest.raises(Refused, match="counts as excluded"):
        await an_excluded_pupil(service, PlacementType.MEDICAL)
    placement = await an_excluded_pupil(service)
    with pytest.raises(Refused, match="counts as excluded"):
        await change_date(service, placement, THURSDAY, type=PlacementType.MEDICAL)
    assert (await owed(service)).done_on is None
    await change_date(service, placement, None, "There was no exclusion", type=PlacementType.MEDICAL)
    assert (await owed(service)).ending is Ending.DROPPED
    assert (await owed(service, DutyKind.HEALTH_DATE)).done_on is None
    with pytest.raises(Refused, match="counts as excluded"):
        await service.change(set_exclusion_date, placement, THURSDAY, None, by="omar")


async def test_no_exclusion_begins_after_the_start_that_it_led_to(service: Service) -> None:
    placement = await an_excluded_pupil(service)
    await start(service, placement, Start.FULL_TIME, date(2026, 9, 7))
    with pytest.raises(Refused, match="in school full-time since Monday 7 September"):
        await change_date(service, placement, date(2026, 9, 9))


async def test_another_day_of_receipt_measures_the_steps_anew_and_asks_why(service: Service) -> None:
    placement = await a_pupil(service)
    await service.go_to(2026, 9, 14, 12)
    assert (await owed(service, DutyKind.BOOK)).due_on == date(2026, 9, 14)

    def receive(change: Change, why: str | None) -> None:
        known: dict[str, Any] = placement_prefill(change, placement).values
        given = PlacementInput(**known | {"received_on": date(2026, 9, 9)})
        change_placement(change, placement, given, None, why)

    with pytest.raises(Refused, match="Give the reason"):
        await service.change(receive, None, by="omar")
    await service.change(receive, "It came on Wednesday", by="omar")
    assert (await owed(service, DutyKind.BOOK)).due_on == date(2026, 9, 16)
    assert "received on Mon 7 Sep → Wed 9 Sep" in await page(service, placement)
    assert "the day on which the referral came in" in service.workspace.direct_messages(to="helen")[-1].plain


def give_keyworker(change: Change, placement_id: str, staff_id: str) -> None:
    change.get(Placement, placement_id).keyworker_id = staff_id


def told(service: Service, handle: str) -> str:
    """Return the last reminder of somebody, in words."""
    return [one for one in service.workspace.direct_messages(to=handle) if "Reminder" in one.text][-1].plain


async def test_after_two_school_days_every_other_head_is_told_whose_duty_it_is(service: Service) -> None:
    await an_excluded_pupil(service)
    await service.go_to(2026, 9, 11, 8, 30)
    assert "Kai" not in told(service, "hugo")
    await service.go_to(2026, 9, 14, 8, 30)
    said = told(service, "hugo").replace("*", "")
    assert "Start full-time education · Kai" in said
    assert "2 school days overdue, with Helen Marsh" in said
    assert "The local authority must arrange it" in said
    assert "with Helen Marsh" not in told(service, "helen"), "she has a line of her own with its button"
    await service.go_to(2026, 9, 15, 8, 30)
    assert "3 school days overdue, with Helen Marsh" in told(service, "hugo").replace("*", "")


async def test_a_reminder_to_the_heads_does_not_say_that_a_pupil_is_looked_after(service: Service) -> None:
    await an_excluded_pupil(service, looked_after=True)
    await service.go_to(2026, 9, 14, 8, 30)
    said = told(service, "hugo")
    assert "with Helen Marsh" in said
    assert "The local authority must arrange it" in said
    assert "looked after" not in said


async def test_why_it_was_late_stays_when_it_is_not_needed_and_needed_after_all(service: Service) -> None:
    placement = await an_excluded_pupil(service)
    await service.change(set_first_day, placement, FRIDAY, Lateness(PLACE, TOLD), by="helen")
    for _ in range(2):
        await service.change(end_as_not_needed, (await owed(service)).id, "Back at Northbrook", by="helen")
        shown = await page(service, placement)
        assert f"Back at Northbrook. Why it was late: {PLACE} (told: {TOLD})" in shown
        await service.change(take_back, (await owed(service)).id, by="helen")
        shown = await page(service, placement)
        assert f"Why it is late: {PLACE} · Told: {TOLD}" in shown
        assert "Back at Northbrook" not in shown

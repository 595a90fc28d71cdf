"""A placement ends as it ended: planned until the last day, then everything owed ends so, and nothing is lost."""

from datetime import date, time
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.workspace import Client
from models.allocations.first_day import Lateness, Start, record_start
from models.change import Change, Read
from models.duties.kinds import OF_LEAVING, in_words
from models.duties.leaving import CHECK_INS
from models.errors import Refused
from models.home.own_page import MyPage, OwnDuty, my_page
from models.leaving.check_ins import check_in
from models.leaving.checklist import record_item
from models.leaving.destination import Destination
from models.leaving.leave import LeavingInput, confirm_destination, correct_leaving, drop_plan, leave, undo_leaving
from models.meetings.book import MeetingInput, book_meeting
from models.pupils.agreement import AgreementInput, set_agreement
from models.tables.contact import Contact, Side
from models.tables.duty import Duty, DutyKind, Ending
from models.tables.leaving import CheckIn, CheckInOutcome, DestinationKind, Leaving, LeavingReason
from models.tables.meeting import PlanningMeeting
from models.tables.placement import CommissionerKind, Placement
from models.tables.pupil import Pupil
from tests.handlers.pressing import duty, press
from tests.handlers.teaching import a_taught_pupil, kept
from tests.school import Service

FIRST_DAY, LAST_DAY = date(2026, 9, 7), date(2026, 9, 18)
COLLEGE = Destination(DestinationKind.COLLEGE, "Riverside College")
NOWHERE = Destination(DestinationKind.UNKNOWN)


async def a_pupil_in_school(service: Service) -> str:
    """Kai, in school since Monday the 7th: Ann teaches Maths, Ben is the keyworker."""
    placement = await a_taught_pupil(service, first_day=FIRST_DAY)
    await service.change(record_start, placement, Start.FULL_TIME, FIRST_DAY, Lateness(), by="helen")
    return placement


async def a_leaver(service: Service, last_day: date = LAST_DAY, to: Destination = COLLEGE, by: str = "ben") -> str:
    placement = await a_pupil_in_school(service)
    await service.change(leave, placement, LeavingInput(last_day, LeavingReason.MOVES, to), by=by)
    return placement


async def a_reference(service: Service) -> str:
    (pupil,) = await kept(service, Pupil)
    return str(pupil.reference)


async def lines_of(service: Service, by: str) -> tuple[OwnDuty, ...]:
    """Return what somebody still has to do, as their Home tab has it, the most urgent first."""
    found: MyPage = await service.read(my_page, by=by)
    return found.later.lines


async def owed(service: Service, *, leaving: bool = False) -> dict[DutyKind, Duty]:
    """Return what is open, that of leaving or all the rest, by kind."""

    def find(read: Read) -> dict[DutyKind, Duty]:
        rows = select(Duty).where(Duty.done_on.is_(None))
        rows = rows.where(Duty.kind.in_(OF_LEAVING) if leaving else Duty.kind.not_in(OF_LEAVING))
        return {one.kind: one for one in read.session.scalars(rows)}

    found: dict[DutyKind, Duty] = await service.read(find)
    return found


async def endings(service: Service, kind: DutyKind) -> list[tuple[Ending | None, date | None]]:
    return [(one.ending, one.done_on) for one in await kept(service, Duty) if one.kind is kind]


async def home(service: Service, *, by: str) -> str:
    await press(service, "home.duties", "here", by=by)
    await service.workspace.quiet()
    return (await service.workspace.home(by=by)).text


async def page(service: Service, placement: str, *, by: str = "helen") -> str:
    await press(service, "pupil.open", placement, by=by)
    return (await service.workspace.home(by=by)).text.replace("*", "")


# A plan until the day has come.


async def test_a_last_day_to_come_ends_nothing_and_is_shown_as_a_plan(service: Service) -> None:
    placement = await a_leaver(service)
    assert {DutyKind.TARGET, DutyKind.BASELINE, DutyKind.HOLD} <= set(await owed(service))
    assert "Leaving: planned last day Friday 18 September 2026" in await page(service, placement)
    await service.go_to(2026, 9, 18, 16)
    assert DutyKind.TARGET in await owed(service)


async def test_what_is_due_after_the_last_day_says_that_it_ends_with_it(service: Service) -> None:
    placement = await a_leaver(service)
    shown = await page(service, placement)
    assert "Write the support plan (ends with the last day) – due Mon 5 Oct" in shown
    assert "Send the leaving pack – due Fri 18 Sep" in shown
    assert "Check in after 2 weeks – due Fri 2 Oct" in shown
    await service.go_to(2026, 9, 19, 9)
    assert "ends with the last day" not in await page(service, placement)


async def test_the_reviews_are_owed_by_the_last_day(service: Service) -> None:
    await a_leaver(service)
    reviews = await owed(service)
    assert reviews[DutyKind.REVIEW].due_on == LAST_DAY
    assert reviews[DutyKind.FAMILY_REVIEW].due_on == LAST_DAY


async def test_once_the_last_day_is_over_everything_else_ends_as_the_pupil_left_dated_on_that_day(
    service: Service,
) -> None:
    await a_leaver(service)
    await service.go_to(2026, 9, 19, 9)
    assert await owed(service) == {}
    assert await endings(service, DutyKind.TARGET) == [(Ending.LEFT, LAST_DAY)]
    assert await endings(service, DutyKind.HOLD) == [(Ending.LEFT, LAST_DAY)]


async def test_a_last_day_that_is_past_ends_everything_at_once(service: Service) -> None:
    placement = await a_pupil_in_school(service)
    service.skip_to(2026, 9, 21, 9)
    await service.change(leave, placement, LeavingInput(LAST_DAY, LeavingReason.MOVES, COLLEGE), by="ben")
    assert await owed(service) == {}
    assert await endings(service, DutyKind.REVIEW) == [(Ending.LEFT, LAST_DAY)]


async def test_a_meeting_that_was_booked_for_later_is_called_off(service: Service) -> None:
    placement = await a_pupil_in_school(service)
    given = MeetingInput(date(2026, 9, 24), time(14), "Room 2", staff=("UANN",))
    await service.change(book_meeting, placement, given, by="helen")
    service.skip_to(2026, 9, 21, 9)
    await service.change(leave, placement, LeavingInput(LAST_DAY, LeavingReason.MOVES, COLLEGE), by="omar")
    assert (await kept(service, PlanningMeeting))[0].cancelled_at is not None
    assert await owed(service) == {}


async def test_how_things_ended_stands_on_the_page_and_late_as_late(service: Service) -> None:
    placement = await a_leaver(service)
    await service.go_to(2026, 9, 19, 9)
    shown = await page(service, placement, by="omar")
    assert "Left on Friday 18 September 2026. This is a past placement." in shown
    assert "Contact the family: ended as the pupil left, Fri 18 Sep – 7 school days late" in shown
    assert "Open at the end, besides the steps above (5): ended as the pupil left" in shown
    assert "Set a target in Maths" in shown


async def test_a_leaver_is_on_nobody_s_list_and_in_no_reminder_but_for_what_leaving_owes(service: Service) -> None:
    await a_leaver(service)
    await service.go_to(2026, 9, 21, 8, 20)
    assert "Kai" not in await home(service, by="ann")
    assert not [
        one for one in service.workspace.direct_messages(to="ann") if "Reminder for Monday 21 September" in one.plain
    ]
    helen = await home(service, by="helen")
    assert "Kai" not in helen
    (reminder,) = [
        one for one in service.workspace.direct_messages(to="omar") if "Reminder for Monday 21 September" in one.plain
    ]
    assert "Tell the local authority (deletion return)" in reminder.plain


# Who may, and what cannot be right.


@pytest.mark.parametrize(
    ("who", "may"), [("ben", True), ("omar", True), ("priya", True), ("ann", False), ("sue", False)]
)
async def test_the_keyworker_and_the_office_record_leaving_and_a_teacher_does_not(
    service: Service, who: str, may: bool
) -> None:
    placement = await a_pupil_in_school(service)
    shown = str((await _open_page(service, placement, who)).view)
    assert ("leave.open" in shown) == may
    if may:
        await service.change(leave, placement, LeavingInput(LAST_DAY, LeavingReason.MOVES, COLLEGE), by=who)
    else:
        with pytest.raises(Refused, match="Only the keyworker"):
            await service.change(leave, placement, LeavingInput(LAST_DAY, LeavingReason.MOVES, COLLEGE), by=who)


async def _open_page(service: Service, placement: str, who: str) -> Any:
    await press(service, "pupil.open", placement, by=who)
    return await service.workspace.home(by=who)


@pytest.mark.parametrize(
    ("last_day", "to", "field"),
    [
        (date(2026, 9, 4), COLLEGE, "last_day"),
        (date(2026, 9, 19), COLLEGE, "last_day"),
        (date(2028, 9, 18), COLLEGE, "last_day"),
        (LAST_DAY, Destination(DestinationKind.COLLEGE), "destination"),
        (LAST_DAY, Destination(DestinationKind.COLLEGE, "R", None, date(2026, 9, 8), "Jo"), "confirmed_on"),
        (LAST_DAY, Destination(DestinationKind.UNKNOWN, None, None, FIRST_DAY, "Jo"), "confirmed_on"),
        (LAST_DAY, Destination(DestinationKind.COLLEGE, "R", None, FIRST_DAY), "confirmed_with"),
    ],
)
async def test_what_cannot_be_right_is_refused_beside_its_field(
    service: Service, last_day: date, to: Destination, field: str
) -> None:
    placement = await a_pupil_in_school(service)
    with pytest.raises(Refused) as refused:
        await service.change(leave, placement, LeavingInput(last_day, LeavingReason.MOVES, to), by="ben")
    assert refused.value.field == field
    assert await kept(service, Leaving) == []


async def test_the_form_asks_by_the_last_day_for_all_that_is_due_then(service: Service, workspace: Client) -> None:
    placement = await a_pupil_in_school(service)
    agreed = AgreementInput(CommissionerKind.AUTHORITY, "Northbridge Council")
    await service.change(set_agreement, placement, agreed, by="helen")
    await press(service, "leave.open", placement, by="ben")
    before, after = workspace.modal(by="ben").text.replace("*", "").split("Still open")
    await service.change(leave, placement, LeavingInput(LAST_DAY, LeavingReason.MOVES, COLLEGE), by="ben")
    with_the_end = [one for one in (await owed(service)).values() if one.due_on == LAST_DAY]
    assert DutyKind.COMMISSIONER_VIEW in {one.kind for one in with_the_end}
    for one in with_the_end:
        assert in_words(one.kind, one.about) in before
        assert in_words(one.kind, one.about) not in after


async def test_the_form_shows_what_is_still_owed_and_is_filled_with_nothing(
    service: Service, workspace: Client
) -> None:
    placement = await a_pupil_in_school(service)
    await press(service, "leave.open", placement, by="ben")
    form = workspace.modal(by="ben")
    assert not any(form.fields.values())
    said = form.text.replace("*", "")
    assert "To do by the last day\n• Review progress in Maths – Ann Lister" in said
    assert "Set a target in Maths – Ann Lister" in said.split("Still open")[1]
    assert (
        await workspace.submit(
            by="ben", last_day=LAST_DAY, why_they_leave="Moving to another school or provision", where_to="Not known"
        )
        == {}
    )
    saved = workspace.modal(by="ben").text.replace("*", "")
    assert "No destination is known, so the Heads have been told" in saved
    for one in (await owed(service, leaving=True)).values():
        assert in_words(one.kind, one.about) in saved
    assert "• Tell the local authority (deletion return) – Omar Desai, due Fri 18 Sep" in saved


# Where to.


async def test_no_known_destination_is_no_refusal_but_every_head_is_warned_without_a_word_in_the_preview(
    service: Service, workspace: Client
) -> None:
    await a_leaver(service, to=NOWHERE)
    await workspace.quiet()
    for head in ("helen", "hugo"):
        (told,) = [one for one in workspace.direct_messages(to=head) if "No destination" in one.plain]
        assert told.text == "A pupil has no destination yet."
        assert "Ben Okafor is to find out by Fri 18 Sep" in told.plain
        assert "Omar Desai is to tell the local authority by Fri 18 Sep" in told.plain
        assert "Kai" in told.plain
        assert "Ashworth" not in told.plain
    stands = "last day Fri 18 Sep – Ben Okafor is to find out by Fri 18 Sep"
    assert f"• Kai Ashworth ({await a_reference(service)}), {stands}" in (await workspace.home(by="hugo")).text
    await service.change(confirm_destination, (await duty(service, DutyKind.FIND_DESTINATION))[0], COLLEGE, by="ben")
    await workspace.quiet()
    assert any("A destination is now recorded" in one.plain for one in workspace.direct_messages(to="helen"))
    assert stands not in (await workspace.home(by="hugo")).text


async def test_a_second_plan_without_a_destination_is_news_to_the_heads(service: Service, workspace: Client) -> None:
    placement = await a_leaver(service, to=NOWHERE)
    (leaving,) = await kept(service, Leaving)
    await workspace.quiet()
    await service.change(drop_plan, leaving.id, by="ben")
    await workspace.quiet()
    await service.change(leave, placement, LeavingInput(LAST_DAY, LeavingReason.MOVES, NOWHERE), by="ben")
    await workspace.quiet()
    told = [one.plain.replace("*", "") for one in workspace.direct_messages(to="helen") if "Kai" in one.plain]
    assert "is staying after all" in told[-2]
    assert "No destination is known" in told[-1]


async def test_while_no_destination_is_known_it_is_to_be_found_out_and_only_then_to_be_confirmed(
    service: Service, workspace: Client
) -> None:
    placement = await a_leaver(service, to=NOWHERE)
    found = await owed(service, leaving=True)
    assert (found[DutyKind.FIND_DESTINATION].due_on, DutyKind.DESTINATION in found) == (LAST_DAY, False)
    assert "Find out where they go on to – due Fri 18 Sep" in await page(service, placement, by="ben")
    on_the_day = (one.kind for one in await lines_of(service, "ben") if one.due_on == LAST_DAY)
    assert next(on_the_day) is DutyKind.FIND_DESTINATION
    await press(service, "leave.confirm", found[DutyKind.FIND_DESTINATION].id, by="ben")
    assert "Nobody knows yet where they go on to" in workspace.modal(by="ben").text
    given = {"where_to": "College or sixth form", "name_of_the_school_college_or_employer": "Riverside College"}
    assert await workspace.submit(by="ben", **given) == {}
    assert await endings(service, DutyKind.FIND_DESTINATION) == [(Ending.DONE, FIRST_DAY)]
    assert DutyKind.DESTINATION in await owed(service, leaving=True)
    (leaving,) = await kept(service, Leaving)
    lost = LeavingInput(LAST_DAY, LeavingReason.MOVES, NOWHERE)
    await service.change(correct_leaving, leaving.id, lost, "The college has no place", None, by="omar")
    assert {DutyKind.FIND_DESTINATION, DutyKind.DESTINATION} & set(await owed(service, leaving=True)) == {
        DutyKind.FIND_DESTINATION
    }
    assert await endings(service, DutyKind.DESTINATION) == [(Ending.DROPPED, FIRST_DAY)]


@pytest.mark.parametrize(
    ("to", "said"),
    [
        (NOWHERE, "destination not known"),
        (COLLEGE, "destination known, not confirmed yet"),
        (Destination(DestinationKind.COLLEGE, "Riverside", None, FIRST_DAY, "Jo"), "destination confirmed"),
    ],
)
async def test_the_digest_says_of_leavers_whether_the_destination_is_known_and_no_more(
    service: Service, workspace: Client, to: Destination, said: str
) -> None:
    await a_leaver(service, to=to)
    await service.go_to(2026, 9, 14, 8, 1)
    digest = workspace.in_room("allocations")[-1].plain.replace("*", "")
    leavers = digest.split("Leavers")[1]
    assert f"KA · Year 10 · {(await _reference(service))} · last day Fri 18 Sep · {said}" in leavers
    assert "Riverside" not in digest


async def _reference(service: Service) -> str:
    (placement,) = await kept(service, Placement)
    return str(placement.pupil.reference)


async def test_a_destination_that_was_decided_is_owed_until_they_themselves_confirm_it(
    service: Service, workspace: Client
) -> None:
    placement = await a_leaver(service)
    await service.go_to(2026, 9, 21, 9)
    assert DutyKind.DESTINATION in await owed(service, leaving=True)
    await press(service, "leave.confirm", (await duty(service, DutyKind.DESTINATION))[0], by="ben")
    form = workspace.modal(by="ben")
    assert form.fields["Name of the school, college or employer"] == "Riverside College"
    assert not form.fields["Confirmed by them on"]
    assert await workspace.submit(by="ben", first_day_there=date(2026, 9, 22)) == {}
    assert DutyKind.DESTINATION in await owed(service, leaving=True)
    await press(service, "leave.confirm", (await duty(service, DutyKind.DESTINATION))[0], by="ben")
    told = {"confirmed_by_them_on": date(2026, 9, 21), "who_there_confirmed_it": "Jo Reed"}
    assert await workspace.submit(by="ben", **told) == {}
    assert await endings(service, DutyKind.DESTINATION) == [(Ending.DONE, date(2026, 9, 21))]
    shown = await page(service, placement, by="omar")
    assert "Riverside College (college or sixth form), from Tuesday 22 September 2026" in shown
    assert "confirmed on Monday 21 September by Jo Reed" in shown


# The checklist.


async def test_the_checklist_has_its_days_and_its_owners(service: Service) -> None:
    await a_leaver(service)
    found = await owed(service, leaving=True)
    names = {str((await service.actor(handle)).staff_id): handle for handle in ("ben", "omar", "dan")}
    assert {kind: (names[one.owner_id], one.due_on) for kind, one in found.items()} == {
        DutyKind.DESTINATION: ("ben", LAST_DAY),
        DutyKind.OWN_ASSESSMENT: ("ben", LAST_DAY),
        DutyKind.PACK: ("ben", LAST_DAY),
        DutyKind.DELETION: ("omar", LAST_DAY),
        DutyKind.CP_FILE: ("dan", date(2026, 9, 25)),
        DutyKind.CTF: ("omar", date(2026, 10, 9)),
        DutyKind.CHECK_IN_2: ("ben", date(2026, 10, 2)),
        DutyKind.CHECK_IN_6: ("ben", date(2026, 11, 2)),
    }


async def test_who_holds_no_roll_owes_no_transfer_file(service: Service) -> None:
    placement = await a_pupil_in_school(service)
    await service.change(lambda change: _dual(change, placement))
    await service.change(leave, placement, LeavingInput(LAST_DAY, LeavingReason.MOVES, COLLEGE), by="ben")
    assert DutyKind.CTF not in await owed(service, leaving=True)


async def test_a_registration_put_right_later_owes_the_transfer_file_or_owes_it_no_more(service: Service) -> None:
    placement = await a_leaver(service)
    for label, is_owed in (("Dual registered: subsidiary here", False), ("On roll here only", True)):
        await press(service, "placement.edit", placement, by="omar")
        assert await service.workspace.submit(by="omar", registration=label) == {}
        assert (DutyKind.CTF in await owed(service, leaving=True)) is is_owed


def _dual(change: Change, placement: str) -> None:
    change.get(Placement, placement).registration = "subsidiary"  # type: ignore[assignment]  # as a form would give it


async def test_the_day_by_law_is_met_or_late_and_then_says_why(service: Service, workspace: Client) -> None:
    placement = await a_leaver(service)
    await service.go_to(2026, 9, 22, 9)
    await press(service, "leave.item", (await duty(service, DutyKind.DELETION))[0], by="omar")
    assert "before the name is deleted from the register, or on that day" in workspace.modal(by="omar").text
    day = {"on_which_day_was_it_sent": date(2026, 9, 22)}
    assert await workspace.submit(by="omar", **day) == {"Why it is late": "That is after the day it was due. Say why."}
    assert await workspace.submit(by="omar", why_it_is_late="The form came back") == {}
    shown = await page(service, placement, by="omar")
    assert (
        "Tell the local authority (deletion return): done on Tue 22 Sep – 2 school days late: The form came back"
        in shown
    )


async def test_of_the_child_protection_file_only_the_dsl_or_a_head_keeps_a_date_and_nothing_else(
    service: Service, workspace: Client
) -> None:
    await a_leaver(service)
    await service.go_to(2026, 9, 21, 9)
    file = (await duty(service, DutyKind.CP_FILE))[0]
    await press(service, "leave.item", file, by="ben")
    assert not workspace.has_modal(by="ben")
    await press(service, "leave.item", file, by="dan")
    assert set(workspace.modal(by="dan").fields) == {"On which day was it settled?", "Why it is late"}
    assert await workspace.submit(by="dan", on_which_day_was_it_settled=date(2026, 9, 21)) == {}
    assert await endings(service, DutyKind.CP_FILE) == [(Ending.DONE, date(2026, 9, 21))]


async def test_nothing_on_the_checklist_is_done_in_the_future_and_a_mistake_is_taken_back(service: Service) -> None:
    placement = await a_leaver(service)
    pack = (await duty(service, DutyKind.PACK))[0]
    with pytest.raises(Refused, match="in the future"):
        await service.change(record_item, pack, LAST_DAY, None, None, by="ben")
    await service.change(record_item, pack, FIRST_DAY, "By post", None, by="ben")
    assert "Send the leaving pack: done on Mon 7 Sep (to: By post)" in await page(service, placement, by="ben")
    await press(service, "leave.item_undo", pack, by="ben")
    assert DutyKind.PACK in await owed(service, leaving=True)


# Undone and corrected.


async def test_for_ten_minutes_it_is_undone_and_everything_is_owed_as_before(
    service: Service, workspace: Client
) -> None:
    placement = await a_pupil_in_school(service)
    before = {kind: (one.id, one.due_on) for kind, one in (await owed(service)).items()}
    service.skip_to(2026, 9, 21, 9)
    await press(service, "leave.open", placement, by="ben")
    given = {"last_day": LAST_DAY, "why_they_leave": "Moving to another school or provision", "where_to": "Not known"}
    assert await workspace.submit(by="ben", **given) == {}
    saved = workspace.modal(by="ben").text
    assert "Everything else has ended as the pupil left." in saved
    assert "Until the last day is over" not in saved
    await workspace.close(by="ben")
    assert "Left on Friday 18 September 2026." in await page(service, placement, by="ben")
    await workspace.click("Correct leaving", by="ben")
    await workspace.click("Undo", by="ben")
    assert {kind: (one.id, one.due_on) for kind, one in (await owed(service)).items()} == before
    assert await owed(service, leaving=True) == {}
    assert await kept(service, Leaving) == []
    assert (await kept(service, Placement))[0].left_on is None


async def test_it_is_corrected_openly_and_what_follows_moves_with_it(service: Service, workspace: Client) -> None:
    placement = await a_leaver(service)
    await service.go_to(2026, 9, 21, 9)
    await press(service, "leave.open", placement, by="omar")
    assert list(await workspace.submit(by="omar", last_day=date(2026, 9, 17))) == ["Reason for the change"]
    assert await workspace.submit(by="omar", reason_for_the_change="He was ill on the Friday") == {}
    assert await endings(service, DutyKind.TARGET) == [(Ending.LEFT, date(2026, 9, 17))]
    assert (await owed(service, leaving=True))[DutyKind.CTF].due_on == date(2026, 10, 8)
    shown = await page(service, placement, by="helen")
    assert "Leaving, set by Ben Okafor: last day Fri 18 Sep → Thu 17 Sep" in shown
    assert "Omar Desai, Mon 21 Sep: He was ill on the Friday" in shown


async def test_check_ins_move_with_the_last_day(service: Service) -> None:
    await a_leaver(service)
    (leaving,) = await kept(service, Leaving)
    later = LeavingInput(date(2026, 9, 25), LeavingReason.MOVES, COLLEGE)
    await service.change(correct_leaving, leaving.id, later, "A week longer", None, by="omar")
    found = await owed(service, leaving=True)
    assert [found[kind].due_on for kind in CHECK_INS] == [date(2026, 10, 9), date(2026, 11, 6)]


async def test_a_check_in_before_the_last_day_as_it_is_known_now_is_asked_for_again(service: Service) -> None:
    await a_leaver(service)
    await service.go_to(2026, 10, 2, 9)
    about = (await owed(service, leaving=True))[DutyKind.CHECK_IN_2].id
    await service.change(check_in, about, CheckInOutcome.ATTENDING, date(2026, 10, 2), None, by="ben")
    (leaving,) = await kept(service, Leaving)
    later = LeavingInput(date(2026, 10, 9), LeavingReason.MOVES, COLLEGE)
    await service.change(correct_leaving, leaving.id, later, "The last day was moved", None, by="omar")
    found = await owed(service, leaving=True)
    assert [found[kind].due_on for kind in CHECK_INS] == [date(2026, 11, 2), date(2026, 11, 20)]


async def test_a_last_day_moved_into_the_future_is_a_plan_again(service: Service) -> None:
    placement = await a_leaver(service)
    await service.go_to(2026, 9, 21, 9)
    (leaving,) = await kept(service, Leaving)
    later = LeavingInput(date(2026, 9, 25), LeavingReason.MOVES, COLLEGE)
    await service.change(correct_leaving, leaving.id, later, "A week longer", None, by="omar")
    assert (await owed(service))[DutyKind.REVIEW].due_on == date(2026, 9, 25)
    assert "planned last day Friday 25 September" in await page(service, placement)


async def test_a_plan_is_dropped_at_any_time_until_the_day_is_over(service: Service, workspace: Client) -> None:
    await a_leaver(service)
    (leaving,) = await kept(service, Leaving)
    service.skip_to(2026, 9, 16, 9)
    await press(service, "leave.open", leaving.placement_id, by="omar")
    await workspace.click("Not leaving after all", by="omar")
    assert (await kept(service, Placement))[0].left_on is None
    assert await owed(service, leaving=True) == {}
    assert (await owed(service))[DutyKind.REVIEW].due_on == date(2026, 10, 22)


async def test_what_is_over_is_not_dropped(service: Service) -> None:
    await a_leaver(service)
    (leaving,) = await kept(service, Leaving)
    await service.go_to(2026, 9, 21, 9)
    with pytest.raises(Refused, match="refer them again"):
        await service.change(drop_plan, leaving.id, by="omar")


# Check-ins.


async def a_check_in(service: Service) -> str:
    """Return the duty of the check-in that is due, for a pupil who left two weeks ago."""
    await a_leaver(service)
    await service.go_to(2026, 10, 2, 9)
    return (await duty(service, DutyKind.CHECK_IN_2))[0]


async def test_a_check_in_stands_on_the_home_of_the_keyworker_who_may_open_what_it_takes(
    service: Service, workspace: Client
) -> None:
    owes = await a_check_in(service)
    shown = await workspace.home(by="ben") if await home(service, by="ben") else None
    assert shown is not None
    assert "Check in after 2 weeks" in shown.text
    assert "pupil.open" in str(shown.view)
    await press(service, "leave.check_in", owes, by="ben")
    form = workspace.modal(by="ben")
    assert not any(form.fields.values())
    assert "left on Friday 18 September for Riverside College" in form.text
    day = {"when_did_you_ask": date(2026, 10, 2)}
    assert await workspace.submit(by="ben", are_they_attending="Attending", **day) == {}
    assert await endings(service, DutyKind.CHECK_IN_2) == [(Ending.DONE, date(2026, 10, 2))]
    await workspace.click("Undo", by="ben")
    assert await endings(service, DutyKind.CHECK_IN_2) == [(None, None)]
    assert await kept(service, CheckIn) == []


async def test_a_check_in_shows_everybody_whom_to_ring_however_much_is_known_of_them(
    service: Service, workspace: Client
) -> None:
    owes = await a_check_in(service)
    (placement,) = await kept(service, Placement)

    def know(change: Change) -> None:
        for number in range(6):
            known = {"name": f"Aunt {number}", "side": Side.FAMILY, "relation": "a" * 80, "prefers": "b" * 200}
            found = {"phone": "1" * 120, "email": "c" * 200, "added_at": change.now}
            change.session.add(Contact(pupil_id=placement.pupil_id, **known, **found))

    await service.change(know)
    await press(service, "leave.check_in", owes, by="ben")
    form = workspace.modal(by="ben").text
    assert [number for number in range(6) if f"Aunt {number}" not in form] == []
    assert "…" not in form


async def test_who_attends_nowhere_is_told_to_the_heads_and_stands_on_the_page(
    service: Service, workspace: Client
) -> None:
    await press(service, "leave.check_in", await a_check_in(service), by="ben")
    given = {"are_they_attending": "Not attending anywhere", "when_did_you_ask": date(2026, 10, 2)}
    assert await workspace.submit(by="ben", **given, what_they_said_and_what_was_offered="Went twice") == {}
    await workspace.quiet()
    (told,) = [one for one in workspace.direct_messages(to="hugo") if "not attending" in one.plain]
    assert "Went twice" not in told.plain
    (placement,) = await kept(service, Placement)
    shown = await page(service, placement.id)
    assert "2 weeks on, asked on Fri 2 Oct: not attending anywhere (Ben Okafor): Went twice" in shown


async def test_without_an_answer_it_stays_owed_and_after_three_days_could_not_be_reached(
    service: Service, workspace: Client
) -> None:
    owes = await a_check_in(service)
    for day in (2, 5, 6):
        assert await endings(service, DutyKind.CHECK_IN_2) == [(None, None)]
        await service.go_to(2026, 10, day, 12)
        await press(service, "leave.check_in", owes, by="ben")
        given = {"are_they_attending": "Nobody could tell us yet", "when_did_you_ask": date(2026, 10, day)}
        assert await workspace.submit(by="ben", **given) == {}
        await workspace.close(by="ben")
    assert await endings(service, DutyKind.CHECK_IN_2) == [(Ending.UNREACHABLE, date(2026, 10, 6))]


async def test_nobody_checks_in_on_a_pupil_who_is_still_here(service: Service, workspace: Client) -> None:
    await a_leaver(service)
    await press(service, "leave.check_in", (await duty(service, DutyKind.CHECK_IN_2))[0], by="ben")
    given = {"are_they_attending": "Attending", "when_did_you_ask": FIRST_DAY}
    errors = await workspace.submit(by="ben", **given)
    assert errors == {"When did you ask?": "Their last day is Friday 18 September 2026: ask after that."}


async def test_nothing_can_become_due_again_for_a_pupil_who_has_left(service: Service) -> None:
    placement = await a_pupil_in_school(service)
    family = (await duty(service, DutyKind.FAMILY))[0]
    await press(service, "step.not_needed", family, by="omar")
    await service.workspace.submit(by="omar", why_is_it_not_needed="He is eighteen")
    await service.change(leave, placement, LeavingInput(LAST_DAY, LeavingReason.MOVES, COLLEGE), by="ben")
    await service.go_to(2026, 9, 21, 9)
    await press(service, "step.needed", family, by="omar")
    assert await owed(service) == {}
    count = await service.read(lambda read: read.session.scalar(select(func.count()).select_from(Duty)))
    assert count > 0


# A last day that was wrong.


async def tried(service: Service, kind: DutyKind, *days: date, outcome: CheckInOutcome) -> None:
    for day in days:
        await service.change(check_in, (await duty(service, kind))[0], outcome, day, None, by="ben")


async def test_nobody_was_asked_after_a_pupil_who_was_still_here(service: Service) -> None:
    """Two tries before the true last day are none, and a check-in that ended then is owed by the true day."""
    placement = await a_pupil_in_school(service)
    service.skip_to(2026, 10, 12, 9)
    await service.change(leave, placement, LeavingInput(LAST_DAY, LeavingReason.MOVES, COLLEGE), by="ben")
    days = (date(2026, 9, 28), date(2026, 9, 29))
    await tried(service, DutyKind.CHECK_IN_2, *days, outcome=CheckInOutcome.NO_ANSWER)
    await tried(service, DutyKind.CHECK_IN_6, days[0], outcome=CheckInOutcome.ATTENDING)
    (leaving,) = await kept(service, Leaving)
    later = LeavingInput(date(2026, 10, 2), LeavingReason.MOVES, COLLEGE)
    await service.change(correct_leaving, leaving.id, later, "Another week", None, by="ben")
    await tried(service, DutyKind.CHECK_IN_2, date(2026, 10, 12), outcome=CheckInOutcome.NO_ANSWER)
    found = await owed(service, leaving=True)
    assert {kind: found[kind].due_on for kind in CHECK_INS} == {
        DutyKind.CHECK_IN_2: date(2026, 10, 16),
        DutyKind.CHECK_IN_6: date(2026, 11, 13),
    }
    shown = await page(service, placement)
    assert shown.count("weeks on, asked on") == 1
    assert "Check in after 6 weeks: done" not in shown


async def test_a_leaving_that_is_undone_takes_the_check_ins_with_it(service: Service) -> None:
    placement = await a_pupil_in_school(service)
    service.skip_to(2026, 10, 12, 9)
    await service.change(leave, placement, LeavingInput(LAST_DAY, LeavingReason.MOVES, COLLEGE), by="ben")
    await tried(service, DutyKind.CHECK_IN_2, date(2026, 9, 28), outcome=CheckInOutcome.ATTENDING)
    (leaving,) = await kept(service, Leaving)
    await service.change(undo_leaving, leaving.id, by="ben")
    shown = await page(service, placement)
    assert "Check in after 2 weeks: no longer needed" in shown
    assert "weeks on, asked on" not in shown


async def test_a_review_before_leaving_is_not_late_by_a_last_day_that_was_wrong(service: Service) -> None:
    placement = await a_leaver(service)
    await service.go_to(2026, 9, 21, 9)
    (leaving,) = await kept(service, Leaving)
    later = LeavingInput(date(2026, 10, 2), LeavingReason.MOVES, COLLEGE)
    service.skip_to(2026, 10, 5, 9)
    await service.change(correct_leaving, leaving.id, later, "Two weeks more", None, by="ben")
    shown = await page(service, placement)
    at_the_end = shown.split("Open at the end")[1]
    assert "• Hold the family review\n" in at_the_end
    assert "• Review progress in Maths\n" in at_the_end

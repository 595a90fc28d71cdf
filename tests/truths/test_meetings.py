"""What a planning meeting found stays what was found: a correction is signed, and what it replaced is shown."""

from datetime import date, time

import pytest
from sqlalchemy import select

from models.administration.staff_list import remove_staff
from models.change import Change, Read
from models.duties.assign import assign_duty
from models.duties.not_needed import end_as_not_needed, take_back
from models.errors import Refused
from models.meetings.actions import NewAction, add_action
from models.meetings.book import MeetingInput, book_meeting, cancel_meeting, move_meeting
from models.meetings.record import BarrierFinding, Hopes, MeetingNotes, hold_meeting, meeting_notes_prefill
from models.pupils.barriers import BarrierInput, set_barrier
from models.tables.barrier import BarrierKind, BarrierStatus
from models.tables.correction import Correction
from models.tables.duty import Duty, DutyKind, open_duties
from models.tables.meeting import PlanningMeeting
from models.tables.staff import first_head
from tests.handlers.pressing import press
from tests.handlers.teaching import a_taught_pupil
from tests.school import STAFF, Service, a_pupil
from tests.truths.test_lateness import page, the

MONDAY, WHY = date(2026, 9, 7), "The social worker rang: it was the other uncle"
LEARNING = BarrierKind.LEARNING
SUSPECTED = BarrierFinding(BarrierStatus.SUSPECTED, "Reads slowly")


async def hold(
    service: Service, placement: str, notes: MeetingNotes, *, by: str = "helen", why: str | None = None
) -> None:
    """Save the notes with the form as it opens now."""

    def save(change: Change) -> None:
        hold_meeting(change, placement, notes, meeting_notes_prefill(change, placement).version, why)

    await service.change(save, by=by)


async def a_held_meeting(service: Service) -> str:
    """Have Helen record a meeting, and return the placement's id."""
    placement = await a_pupil(service)
    notes = MeetingNotes(MONDAY, "Kai and his uncle", Hopes("To be a chef", "A quiet start"), {LEARNING: SUSPECTED})
    await hold(service, placement, notes)
    return placement


async def test_a_colleague_corrects_the_notes_with_a_reason_and_both_stand_on_the_page(service: Service) -> None:
    placement = await a_held_meeting(service)
    changed = MeetingNotes(MONDAY, "Kai alone", Hopes("To be left alone"), {})
    with pytest.raises(Refused, match="saved by a colleague"):
        await hold(service, placement, changed, by="omar")
    await hold(service, placement, changed, by="omar", why=WHY)
    shown = await page(service, placement)
    assert "Who came: Kai alone" in shown
    assert "Planning meeting, set by Helen Marsh: who came Kai and his uncle → Kai alone" in shown
    assert "the pupil hopes To be a chef → To be left alone" in shown
    assert f"Omar Desai, Mon 7 Sep: {WHY}" in shown
    told = service.workspace.direct_messages(to="helen")[-1]
    assert "Omar Desai corrected your" in told.plain.replace("*", "")
    assert "uncle" not in told.plain


async def test_what_one_wrote_oneself_is_corrected_freely_for_ten_minutes_and_kept_then_too(service: Service) -> None:
    placement = await a_held_meeting(service)
    await hold(service, placement, MeetingNotes(MONDAY, "Kai and his aunt"))
    assert "who came Kai and his uncle → Kai and his aunt" in await page(service, placement)
    service.skip_to(2026, 9, 7, 9)
    with pytest.raises(Refused, match="more than ten minutes ago"):
        await hold(service, placement, MeetingNotes(MONDAY, "Kai"))


async def test_the_form_asks_why_beside_the_field(service: Service) -> None:
    placement = await a_held_meeting(service)
    await press(service, "meeting.hold", placement, by="omar")
    errors = await service.workspace.submit(by="omar", who_came="Kai")
    assert errors == {"Reason for the change": "This was saved by a colleague. Give a short reason for the change."}
    assert await service.workspace.submit(by="omar", reason_for_the_change=WHY) == {}


async def test_the_day_that_is_put_right_moves_the_steps_that_it_ended(service: Service) -> None:
    placement = await a_pupil(service)
    service.skip_to(2026, 9, 23, 9)
    await hold(service, placement, MeetingNotes(date(2026, 9, 22), "Kai"))
    assert "Hold the planning meeting: done on Tue 22 Sep – 1 school day late" in await page(service, placement)
    await hold(service, placement, MeetingNotes(date(2026, 9, 21), "Kai"), by="omar", why=WHY)
    for kind in (DutyKind.BOOK, DutyKind.HOLD):
        assert (await the(service, kind)).done_on == date(2026, 9, 21)
    assert "held on Tue 22 Sep → Mon 21 Sep" in await page(service, placement)


async def test_no_meeting_was_held_before_the_day_for_which_it_is_booked(service: Service) -> None:
    placement = await a_pupil(service)
    meeting = await service.change(
        book_meeting, placement, MeetingInput(date(2026, 9, 9), time(9), "Room 2"), by="helen"
    )
    service.skip_to(2026, 9, 8, 9)
    with pytest.raises(Refused, match="booked for Wednesday 9 September 2026"):
        await hold(service, placement, MeetingNotes(MONDAY, "Kai"))
    await service.change(cancel_meeting, meeting, by="helen")
    await hold(service, placement, MeetingNotes(MONDAY, "Kai"))
    assert (await the(service, DutyKind.HOLD)).done_on == MONDAY


async def test_no_meeting_was_held_before_the_referral(service: Service) -> None:
    placement = await a_pupil(service)
    with pytest.raises(Refused, match="before the referral came in"):
        await hold(service, placement, MeetingNotes(date(2026, 9, 4), "Kai"))


async def test_a_barrier_that_a_colleague_described_is_changed_with_a_reason_and_the_colleague_is_told(
    service: Service,
) -> None:
    placement = await a_held_meeting(service)
    given = BarrierInput(BarrierStatus.NOT_A_CONCERN, "Reads well", None)
    with pytest.raises(Refused, match="saved by a colleague"):
        await service.change(set_barrier, placement, LEARNING, given, by="omar")
    await service.change(set_barrier, placement, LEARNING, given, None, "Tested today", by="omar")
    shown = await page(service, placement)
    assert "Learning difficulties (barrier), set by Helen Marsh: suspected → not a concern" in shown
    assert "note Reads slowly → Reads well" in shown
    assert "Tested today" in shown
    assert "Omar Desai corrected your" in service.workspace.direct_messages(to="helen")[-1].plain.replace("*", "")


async def test_what_is_added_to_a_barrier_needs_no_reason(service: Service) -> None:
    placement = await a_held_meeting(service)
    given = BarrierInput(BarrierStatus.SUSPECTED, "Reads slowly", "Ask the educational psychologist")
    await service.change(set_barrier, placement, LEARNING, given, by="omar")
    assert await service.read(lambda read: read.session.scalars(select(Correction)).all()) == []


async def test_a_restricted_note_that_was_changed_is_shown_to_those_who_may_read_it(service: Service) -> None:
    placement = await a_pupil(service)
    for note, why in (("Lives with the aunt", None), ("Lives with the uncle", "She moved")):
        given = BarrierInput(BarrierStatus.IDENTIFIED, None, None, note)
        by = "helen" if why is None else "priya"
        await service.change(set_barrier, placement, BarrierKind.EMOTIONAL, given, None, why, by=by)
    assert "restricted note Lives with the aunt → Lives with the uncle" in await page(service, placement, by="priya")
    assert "Lives with" not in await page(service, placement, by="omar")


async def test_what_the_meeting_finds_beyond_what_the_referrer_said_is_no_correction(service: Service) -> None:
    placement = await a_pupil(service, barriers=frozenset({LEARNING}))
    await hold(service, placement, MeetingNotes(MONDAY, "Kai", barriers={LEARNING: SUSPECTED}))
    assert "Corrected" not in await page(service, placement)


async def test_a_second_recording_leaves_one_step_ended_once(service: Service) -> None:
    placement = await a_held_meeting(service)
    await hold(service, placement, MeetingNotes(MONDAY, "Kai"), by="omar", why=WHY)

    def ended(read: Read) -> int:
        return len(read.session.scalars(select(Duty.id).where(Duty.kind == DutyKind.HOLD)).all())

    assert await service.read(ended) == 1


async def test_whoever_is_to_hold_the_meeting_stays_invited_when_it_is_moved(service: Service) -> None:
    placement = await a_pupil(service)
    given = MeetingInput(date(2026, 9, 10), time(10), "Library", (STAFF["ann"][0],))
    meeting = await service.change(book_meeting, placement, given, by="omar")
    moved = MeetingInput(date(2026, 9, 11), time(10), "Library", (STAFF["ann"][0],))
    await service.change(move_meeting, meeting, moved, None, by="omar")
    helen = (await service.actor("helen")).staff_id
    assert helen in await service.read(lambda read: read.get(PlanningMeeting, meeting).invited_staff)


async def test_a_step_that_a_head_was_given_by_hand_stays_with_the_head_when_it_is_due_again(service: Service) -> None:
    placement = await a_taught_pupil(service, keyworker="ben")

    def give_and_end(change: Change) -> str:
        duty = next(iter(change.session.scalars(open_duties(placement, DutyKind.PROFILE))))
        duty.owner_id = first_head(change.session).id  # type: ignore[union-attr]  # Helen is one
        assign_duty(change, duty.id, STAFF["ben"][0])
        assign_duty(change, duty.id, STAFF["helen"][0])
        end_as_not_needed(change, duty.id, "Mum is abroad")
        return duty.id

    duty_id = await service.change(give_and_end, by="hugo")
    await service.change(take_back, duty_id, by="hugo")
    owner = await service.read(lambda read: read.get(Duty, duty_id).owner_id)
    assert owner == (await service.actor("helen")).staff_id


async def test_what_was_given_to_a_colleague_who_has_left_goes_to_the_keyworker_when_it_is_due_again(
    service: Service,
) -> None:
    placement = await a_taught_pupil(service, keyworker="ben")

    def give_and_end(change: Change) -> str:
        duty = next(iter(change.session.scalars(open_duties(placement, DutyKind.PROFILE))))
        assign_duty(change, duty.id, STAFF["ann"][0])
        end_as_not_needed(change, duty.id, "Mum is abroad")
        return duty.id

    duty_id = await service.change(give_and_end, by="hugo")
    await service.change(remove_staff, (await service.actor("ann")).staff_id, by="hugo")
    await service.change(take_back, duty_id, by="hugo")
    owner = await service.read(lambda read: read.get(Duty, duty_id).owner_id)
    assert owner == (await service.actor("ben")).staff_id


async def test_an_action_that_is_too_long_is_refused_and_not_cut(service: Service) -> None:
    placement = await a_pupil(service)
    agreed = NewAction("Ring the tutor " * 30, STAFF["dan"][0], date(2026, 9, 9))
    with pytest.raises(Refused, match="300 characters"):
        await service.change(add_action, placement, agreed, by="helen")

"""The App Home: what is mine, most pressing first, and the same amount of work however many pupils there are."""

from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import event, select

from bot.workspace import Client
from models.administration.staff_list import remove_staff, save_staff
from models.allocations.allocate import allocate
from models.allocations.first_day import Lateness, Start, record_start
from models.attempts.log import NewAttempt, log_attempt
from models.change import Change, Read
from models.home.own_page import MOST_DUE, my_page
from models.home.pupil_page import read_page
from models.home.stuck import is_stuck, stuck_since
from models.meetings.actions import NewAction, add_action
from models.permission import Role
from models.school.settings import write_settings
from models.tables.contact import Outcome, Reason, Way
from models.tables.duty import Duty, DutyKind, Enquiry
from models.tables.placement import Placement, PlacementType
from models.tables.staff import Staff
from tests.handlers.pressing import press
from tests.handlers.teaching import a_taught_pupil
from tests.school import LONDON, STAFF, Service, a_pupil, a_service


def staff_id(read: Read, handle: str) -> str:
    return str(read.session.scalar(select(Staff.id).where(Staff.slack_id == STAFF[handle][0])))


async def give(service: Service, handle: str, **changes: Any) -> None:
    """Let every open duty be this person's, or otherwise changed."""

    def change_all(change: Change) -> None:
        for duty in change.session.scalars(select(Duty)):
            duty.owner_id = staff_id(change, handle)
            for name, value in changes.items():
                setattr(duty, name, value)
        change.refresh(staff_id(change, handle))

    await service.change(change_all)


async def test_somebody_new_reads_what_halfterm_does_and_that_nothing_waits(workspace: Client) -> None:
    home = await workspace.home(by="sue")
    assert "Welcome to Halfterm" in home.text
    assert "Nothing needs doing at the moment." in home.text
    assert "Refer a pupil" in home.buttons


async def test_who_has_done_something_is_not_welcomed_again(service: Service, workspace: Client) -> None:
    await a_pupil(service, by="sue")
    assert "Welcome" not in (await workspace.home(by="sue")).text


async def test_a_leavers_home_shows_no_pupil_any_more_and_comes_back_with_them(
    service: Service, workspace: Client
) -> None:
    def come_back(change: Change) -> None:
        save_staff(change, "UANN", "Ann Lister", Role.TEACHER, False, False, [])

    await a_pupil(service, "Kai Ashworth")
    await give(service, "ann")
    assert "Kai" in (await workspace.home(by="ann")).text
    await service.change(remove_staff, await service.read(staff_id, "ann"), by="helen")
    await workspace.quiet()
    assert "Kai" not in str(service.slack.home("UANN"))
    assert "not on the staff list" in str(service.slack.home("UANN"))
    await service.change(come_back, by="helen")
    await give(service, "ann")
    assert "Kai" in (await workspace.home(by="ann")).text


async def test_what_is_overdue_stands_first_and_says_so_in_words(service: Service, workspace: Client) -> None:
    await a_pupil(service, "Kai Ashworth")
    await service.go_to(2026, 9, 14, 9)
    text = (await workspace.home(by="helen")).text
    late = text.index("Contact the family – *3 school days overdue*")
    assert late < text.index("due *today*") < text.index("*Coming up*") < text.index("Hold the planning meeting")
    assert "Monday 14 September · 4 due · 2 coming up" in text


async def test_what_is_due_for_one_pupil_stands_together_each_with_its_button_beside_it(
    service: Service, workspace: Client
) -> None:
    await a_pupil(service, "Kai Ashworth")
    await a_pupil(service, "Zoe Birch")
    await give(service, "helen", due_on=date(2026, 9, 7))
    blocks = (await workspace.home(by="helen")).view["blocks"]
    lines = [(block["text"]["text"], block["accessory"]["text"]["text"]) for block in blocks if "accessory" in block]
    kai, zoe = (next(i for i, (text, _) in enumerate(lines) if name in text) for name in ("Kai", "Zoe"))
    assert [lines[kai][1], lines[zoe][1]] == ["Open", "Open"]
    assert abs(kai - zoe) == 6  # a name and its five steps
    assert ("Book the planning meeting – due *today*", "Book the meeting") in lines


async def test_a_call_that_nobody_answered_shows_where_it_is_owed(service: Service, workspace: Client) -> None:
    await a_pupil(service, "Kai Ashworth")
    await give(service, "sue", due_on=date(2026, 9, 7))
    await service.go_to(2026, 9, 8, 9)
    await workspace.home(by="sue")
    await workspace.click("Log a contact", by="sue")
    given = {"who_did_you_contact": "Someone in the family", "how": "Phone call", "what_happened": "No answer"}
    given |= {"when": date(2026, 9, 8)}
    assert await workspace.submit(by="sue", **given) == {}
    await workspace.quiet()
    assert (
        "Contact the family – *1 school day overdue* · tried on 1 day so far" in (await workspace.home(by="sue")).text
    )
    reminder = workspace.direct_messages(to="sue")[-1].plain
    assert reminder.count("tried on 1 day so far") == 1
    await workspace.click("Log a contact", by="sue")
    assert await workspace.submit(by="sue", **given) == {}
    await workspace.command("/pupil kai", by="sue")
    assert "tried on 1 day so far" in (await workspace.home(by="sue")).text  # two calls, one day


async def test_what_falls_on_a_day_without_pupils_is_not_called_late(service: Service, workspace: Client) -> None:
    await a_pupil(service, "Kai Ashworth")
    await give(service, "helen", due_on=date(2026, 9, 11))
    await service.go_to(2026, 9, 12, 9)
    assert "was due on Fri 11 Sep" in (await workspace.home(by="helen")).text


async def test_what_was_put_off_waits_below(service: Service, workspace: Client) -> None:
    await a_pupil(service, "Kai Ashworth")
    await give(service, "sue", snoozed_until=date(2026, 9, 9))
    home = await workspace.home(by="sue")
    assert "*Put off* (5)" in home.text
    assert "until Wed 9 Sep: Contact the family for Kai Ashworth" in home.text
    assert "Log a contact" not in home.buttons
    await service.go_to(2026, 9, 9, 9)
    assert "*Due now*" in (await workspace.home(by="sue")).text


async def test_the_day_that_the_law_sets_stands_before_all_else(service: Service, workspace: Client) -> None:
    await a_pupil(service, "Mia Bell")
    service.skip_to(2026, 9, 11, 9)
    await a_pupil(service, "Kai Ashworth", excluded_on=date(2026, 9, 4))
    service.skip_to(2026, 9, 15, 9)
    home = (await workspace.home(by="helen")).text
    assert home.index("Kai Ashworth") < home.index("Mia Bell")


async def test_what_is_asked_of_me_can_be_answered(service: Service, workspace: Client) -> None:
    await a_pupil(service, "Kai Ashworth")

    def offer(change: Change) -> None:
        duty = change.session.scalars(select(Duty).where(Duty.kind == DutyKind.FAMILY)).one()
        duty.offered_to_id = staff_id(change, "sue")

    await service.change(offer)
    home = await workspace.home(by="sue")
    assert "Helen Marsh asks if you can take this on." in home.text
    assert {"Take it on", "Sorry, I can't"} <= set(home.buttons)


async def test_a_button_that_would_be_refused_is_not_shown(service: Service, workspace: Client) -> None:
    await a_pupil(service, "Kai Ashworth")
    await give(service, "sue", due_on=date(2026, 9, 7))
    buttons = (await workspace.home(by="sue")).buttons
    assert "Log a contact" in buttons
    assert "Book the meeting" in buttons
    assert "Allocate" not in buttons


async def test_a_pupil_found_in_the_home_opens_there_and_a_button_leads_back(
    service: Service, workspace: Client
) -> None:
    await a_pupil(service, "Kai Ashworth")
    await workspace.home(by="sue")
    await workspace.choose("Find a pupil", "Kai Ashworth", by="sue")
    assert "Next steps" in (await workspace.home(by="sue")).text
    await workspace.click("Back to my to-do list", by="sue")
    assert "My to-do list" in (await workspace.home(by="sue")).text


async def test_an_emergency_and_the_sixth_day_stand_first_and_then_what_helps(
    service: Service, workspace: Client
) -> None:
    placement_id = await a_pupil(service, "Kai Ashworth", type=PlacementType.EXCLUDED, excluded_on=date(2026, 9, 4))

    def help_with(change: Change) -> None:
        placement = change.get(Placement, placement_id)
        placement.helps, placement.pupil.emergency = "A quiet start", "Asthma: blue inhaler"

    await service.change(help_with)
    await workspace.command("/pupil kai", by="sue")
    text = (await workspace.home(by="sue")).text
    parts = ("Asthma", "Full-time education must start by", "A quiet start", "Keyworker", "Barriers", "Next steps")
    assert sorted(parts, key=text.index) == list(parts)


async def test_a_pupil_stays_open_that_day_and_not_the_next(service: Service, workspace: Client) -> None:
    await a_pupil(service, "Kai Ashworth")
    await workspace.command("/pupil kai", by="sue")
    assert "Next steps" in (await workspace.home(by="sue")).text
    await service.go_to(2026, 9, 8, 7, 55)
    assert "My to-do list" in (await workspace.home(by="sue")).text


async def test_the_page_follows_what_others_do(service: Service, workspace: Client) -> None:
    placement_id = await a_pupil(service, "Kai Ashworth")
    await workspace.command("/pupil kai", by="sue")
    await workspace.home(by="sue")

    def finish(change: Change) -> None:
        placement = change.get(Placement, placement_id)
        change.finish(DutyKind.FAMILY, placement)
        change.record("attempt:log", placement, pupil_id=placement.pupil_id)

    await service.change(finish)
    await workspace.quiet()
    shown = service.slack.home("USUE")
    assert shown is not None
    assert "Contact the family: done on Mon 7 Sep" in str(shown["blocks"])


async def test_a_head_sees_who_is_stuck_and_a_teacher_does_not(service: Service, workspace: Client) -> None:
    await a_pupil(service, "Kai Ashworth")
    await give(service, "ben", due_on=date(2026, 9, 7))
    await service.go_to(2026, 9, 11, 9)
    assert "Stuck" not in (await workspace.home(by="helen")).text
    await service.go_to(2026, 9, 14, 9)
    text = (await workspace.home(by="helen")).text
    assert "*Stuck* (5 things)" in text
    assert "5 things, the oldest *5 school days overdue* · Ben Okafor" in text
    assert "Stuck" not in (await workspace.home(by="ann")).text


async def test_what_is_stuck_says_why_as_far_as_it_is_recorded(service: Service, workspace: Client) -> None:
    placement = await a_pupil(service, "Kai Ashworth")
    await give(service, "ben", due_on=date(2026, 9, 7))
    await service.go_to(2026, 9, 14, 9)

    async def ring(day: int, outcome: Outcome) -> str:
        attempt = NewAttempt("side:family", Way.CALL, outcome, date(2026, 9, day), None)
        await service.change(log_attempt, placement, attempt, by="ann")
        return (await workspace.home(by="helen")).text

    assert "last contact logged Wed 9 Sep by Ann Lister: no answer" in await ring(9, Outcome.NO_ANSWER)
    assert "last contact logged Thu 10 Sep by Ann Lister: no answer on 2 days" in await ring(10, Outcome.NO_ANSWER)

    def ask(change: Change) -> None:
        duty = next(iter(change.session.scalars(select(Duty).where(is_stuck(change), Duty.kind != DutyKind.FAMILY))))
        note = Enquiry(duty_id=duty.id, placement_id=placement, asked_of="the home school", on=date(2026, 9, 11))
        note.added_at = change.now
        change.add(note)

    await service.change(ask)
    text = await ring(11, Outcome.REFUSED)
    assert "last contact logged Fri 11 Sep by Ann Lister: they declined" in text
    assert "waiting for an answer from the home school since Fri 11 Sep" in text


async def test_the_morning_after_the_meeting_a_head_reads_in_one_line_what_came_of_it(
    service: Service, workspace: Client
) -> None:
    placement = await a_pupil(service, "Kai Ashworth")
    await give(service, "ben", due_on=date(2026, 9, 7))
    await service.go_to(2026, 9, 14, 8, 1)
    await service.change(add_action, placement, NewAction("Ring", "UANN", date(2026, 9, 16)), by="helen")
    keyworker = await service.read(staff_id, "ann")
    await service.change(allocate, placement, keyworker, [f"{keyworker}:Maths"], date(2026, 9, 15), by="helen")
    assert "After the allocations meeting" not in (await workspace.home(by="helen")).text
    await service.go_to(2026, 9, 15, 8, 30)
    assert (
        "*After the allocations meeting on Monday 14 September*: 1 action agreed, 1 pupil allocated; "
        "first day planned for Kai Ashworth; 4 things stuck, listed below."
    ) in (await workspace.home(by="helen")).text
    await service.change(record_start, placement, Start.FULL_TIME, date(2026, 9, 15), Lateness(), by="helen")
    rung = NewAttempt("side:family", Way.CALL, Outcome.NO_ANSWER, date(2026, 9, 15), None, Reason.STEP)
    await service.change(log_attempt, placement, rung, by="ann")
    text = (await workspace.home(by="helen")).text
    assert "1 pupil allocated; started: Kai Ashworth; " in text
    assert "last contact logged Tue 15 Sep by Ann Lister" in text
    assert "After the allocations meeting" not in (await workspace.home(by="ann")).text
    await service.go_to(2026, 9, 16, 8, 30)
    assert "After the allocations meeting" not in (await workspace.home(by="helen")).text


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ((2027, 6, 18), None),
        ((2027, 6, 25), "Term dates run out on Wednesday 21 July 2027. Add the next ones"),
        ((2027, 8, 4), "The term dates do not cover today."),
        ((2027, 9, 6), "The term dates do not cover today."),
    ],
)
async def test_a_head_is_told_when_the_term_dates_run_out_and_when_they_are_over(
    database_url: str, day: tuple[int, int, int], said: str | None
) -> None:
    async with a_service(database_url, at=datetime(*day, 9, tzinfo=LONDON)) as service:
        text = (await service.workspace.home(by="helen")).text.replace("*", "")
        assert ("term dates" in text.lower()) is (said is not None)
        assert (said or "") in text
        assert "term dates" not in (await service.workspace.home(by="omar")).text.lower()


async def test_a_head_is_told_what_is_missing(service: Service, workspace: Client) -> None:
    await service.change(lambda change: write_settings(change.session, {"channel": None}) and None)
    assert "No staff channel has been chosen" in (await workspace.home(by="helen")).text
    assert "No staff channel" not in (await workspace.home(by="omar")).text


async def test_without_term_dates_a_head_is_told(database_url: str) -> None:
    async with a_service(database_url, term_dates=False) as service:
        assert "There are no term dates" in (await service.workspace.home(by="helen")).text


async def test_five_school_days_are_counted_over_weekends_and_inset_days(service: Service) -> None:
    await service.go_to(2026, 9, 14, 9)
    since = await service.read(stuck_since)
    between = await service.read(lambda read: read.calendar.school_days_between(since, read.today))
    later = await service.read(lambda read: read.calendar.school_days_between(date(2026, 9, 8), read.today))
    assert (since, between, later) == (date(2026, 9, 7), 5, 4)


async def test_a_blank_home_is_filled_again(service: Service, workspace: Client) -> None:
    await workspace.home(by="sue")
    service.slack.store.homes.clear()
    assert "My to-do list" in (await workspace.home(by="sue")).text


async def statements(service: Service, fn: Any, *args: Any, by: str) -> int:
    """How many a read sends, whatever else is going on."""

    def counted(read: Read) -> int:
        seen: list[Any] = []
        event.listen(read.session.connection(), "before_cursor_execute", lambda *said: seen.append(said[2]))
        fn(read, *args)
        return len(seen)

    return int(await service.read(counted, by=by))


async def test_a_full_page_keeps_within_slacks_blocks_and_the_work_stays_the_same(
    service: Service, workspace: Client
) -> None:
    first = await a_pupil(service, "Kai Ashworth")
    await service.go_to(2026, 9, 28, 9)
    few = await statements(service, my_page, by="helen"), await statements(service, read_page, first, by="helen")
    for number in range(12):
        await a_pupil(service, f"Kai Bell{number}")
    service.skip_to(2026, 10, 12, 9)
    home = await workspace.home(by="helen")
    assert len(home.view["blocks"]) <= 100
    assert home.text.count("Log a contact") <= MOST_DUE
    assert "more, less urgent" in home.text
    assert few == (
        await statements(service, my_page, by="helen"),
        await statements(service, read_page, first, by="helen"),
    )


@pytest.mark.parametrize("by", ["helen", "ann", "sue"])
async def test_no_look_of_the_system_leaks_into_a_home(service: Service, workspace: Client, by: str) -> None:
    """A Home is drawn inside the delivery's own transaction, which may do anything: it must use its owner's eyes."""
    await a_pupil(service, "Kai Ashworth", medical_need="Canary epilepsy")
    await workspace.command("/pupil kai", by=by)
    text = (await workspace.home(by=by)).text
    assert ("Canary" in text) == (by == "helen")


async def test_who_is_put_out_by_leaving_sees_their_own_page(service: Service, workspace: Client) -> None:
    placement_id = await a_pupil(service, "Kai Ashworth")
    await workspace.command("/pupil kai", by="sue")

    def leave(change: Change) -> None:
        placement = change.get(Placement, placement_id)
        placement.left_on = date(2026, 9, 4)
        change.record("placement:leave", placement, pupil_id=placement.pupil_id)

    await service.change(leave)
    await workspace.quiet()
    assert "My to-do list" in str(service.slack.home("USUE"))


async def test_a_referral_that_was_begun_can_be_gone_on_with(workspace: Client) -> None:
    await workspace.command("/refer Kai Ashworth", by="sue")
    await workspace.fill(by="sue", home_school="Northbrook Academy")
    await workspace.close(by="sue")
    home = await workspace.home(by="sue")
    assert "*Not saved yet*: a referral, last worked on Monday 7 September at 08:30" in home.text
    await workspace.click("Continue", by="sue")
    assert workspace.modal(by="sue").fields["Home school"] == "Northbrook Academy"


async def test_an_allocation_that_was_begun_can_be_gone_on_with(service: Service, workspace: Client) -> None:
    placement = await a_pupil(service, "Kai Ashworth")
    await press(service, "allocate.open", placement, by="helen")
    await workspace.fill(by="helen", planned_first_day="2026-09-15")
    await workspace.close(by="helen")
    assert "*Not saved yet*: an allocation" in (await workspace.home(by="helen")).text
    await workspace.click("Continue", by="helen")
    assert workspace.modal(by="helen").fields["Planned first day"] == "2026-09-15"


async def test_a_form_that_was_saved_is_no_draft_any_more(workspace: Client) -> None:
    await workspace.command("/refer Kai Ashworth", by="sue")
    await workspace.fill(
        by="sue", home_school="Northbrook Academy", date_of_birth="2012-05-14", registration="On roll here only"
    )
    given = {"reason_for_referral": "Excluded", "first_contact": "none known"}
    assert await workspace.submit(by="sue", **given) == {}
    assert "Not saved yet" not in (await workspace.home(by="sue")).text


async def test_the_steps_of_a_stay_are_done_from_its_page(service: Service, workspace: Client) -> None:
    await a_pupil(service, "Kai Ashworth")
    await workspace.command("/pupil kai", by="helen")
    await workspace.home(by="helen")
    await workspace.click("Book the meeting", by="helen")
    assert await workspace.submit(by="helen", day="2026-09-10", time="10:00", place="Room 4") == {}
    home = await workspace.home(by="helen")
    assert "Book the planning meeting: done on Mon 7 Sep" in home.text
    assert "booked for Thursday 10 September at 10:00" in home.text
    await workspace.click("Move or cancel meeting", by="helen")
    assert workspace.has_modal(by="helen")


@pytest.mark.parametrize(
    "button",
    [
        "Merge duplicate records",
        "Hand over",
        "Add contact details",
        "Add an agreed action",
        "Allocate",
        "Record the meeting",
    ],
)
async def test_every_button_of_the_page_opens_its_form(service: Service, workspace: Client, button: str) -> None:
    await a_pupil(service, "Kai Ashworth")
    await workspace.command("/pupil kai", by="helen")
    await workspace.home(by="helen")
    await workspace.click(button, by="helen")
    assert workspace.has_modal(by="helen")


async def test_a_home_that_shows_what_it_should_is_not_published_again_when_it_is_opened(service: Service) -> None:
    placement = await a_taught_pupil(service)
    await press(service, "pupil.open", placement, by="ann")
    await service.workspace.home(by="ann")

    def published() -> int:
        return sum(call.method == "views.publish" for call in service.slack.calls)

    before = published()
    await service.workspace.home(by="ann")
    assert published() == before
    await service.change(lambda change: setattr(change.get(Placement, placement).pupil, "preferred_name", "Kit"))
    assert "Kit" in (await service.workspace.home(by="ann")).text

"""Reminders: who gets one and when, what it says, and what can be done from it."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import event, select, update

from bot.app import EVERYTHING
from bot.delivery.render import Renderer
from bot.workspace import Client
from models.change import Change, Read
from models.home.reminder import remind
from models.tables.duty import Duty, DutyKind
from models.tables.message import Message, MessagePupil, MessageState
from models.tables.pupil import Pupil
from models.tables.staff import Staff, by_slack_id
from tests.handlers.pressing import press
from tests.handlers.teaching import a_taught_pupil
from tests.school import LONDON, Service, a_pupil, a_service


async def give(service: Service, placement_id: str, kind: DutyKind, to: str, due_on: date | None = None) -> str:
    """Make somebody the owner of a step; the duty's id."""

    def move(change: Change) -> str:
        found = select(Duty).where(Duty.placement_id == placement_id, Duty.kind == kind, Duty.done_on.is_(None))
        duty = change.session.scalars(found).one()
        staff = by_slack_id(change.session, f"U{to.upper()}")
        assert staff is not None
        duty.owner_id, duty.due_on = staff.id, due_on or duty.due_on
        return duty.id

    return str(await service.change(move))


async def finish(service: Service, duty_id: str) -> None:
    await service.change(lambda change: change.close_duty(change.get(Duty, duty_id)))
    await service.workspace.quiet()


def reminders(workspace: Client, to: str) -> list[str]:
    return [message.plain for message in workspace.direct_messages(to=to) if "eminder" in message.text]


async def test_what_is_due_arrives_once_in_the_morning_most_pressing_first(service: Service) -> None:
    kai, zoe = await a_pupil(service, "Kai Ashworth"), await a_pupil(service, "Zoe Birch")
    await give(service, kai, DutyKind.FAMILY, "ann")
    await give(service, zoe, DutyKind.FAMILY, "ann", due_on=date(2026, 9, 7))
    await give(service, kai, DutyKind.HOLD, "ann")
    for day in (7, 8, 9):
        await service.go_to(2026, 9, day, 9)
    today = reminders(service.workspace, "ann")[-1]
    assert "Zoe" in today
    assert "2 school days overdue" in today
    assert "Due Wednesday 9 September" in today
    assert today.index("Zoe") < today.index("Kai")
    assert "Hold the planning meeting" not in today
    assert len(reminders(service.workspace, "ann")) == 3  # one a day


async def test_the_head_line_says_how_much_of_each(service: Service) -> None:
    kai = await a_pupil(service, "Kai Ashworth")
    await give(service, kai, DutyKind.FAMILY, "ann", due_on=date(2026, 9, 7))
    await give(service, kai, DutyKind.BOOK, "ann", due_on=date(2026, 9, 9))
    await service.go_to(2026, 9, 8, 9)
    assert (
        "*Reminder for Tuesday 8 September*: 1 overdue and 1 due next school day."
        in reminders(service.workspace, "ann")[-1]
    )


async def test_the_preview_and_the_lines_hold_no_more_than_they_may(service: Service) -> None:
    placement = await a_pupil(service, "Kai Ashworth", medical_need="Canary asthma")
    await give(service, placement, DutyKind.FAMILY, "ann")
    await service.go_to(2026, 9, 9, 9)
    message = service.workspace.direct_messages(to="ann")[-1]
    assert message.text == "Reminder: 1 due."
    for secret in ("Ashworth", "Canary", "excluded"):
        assert secret not in message.plain


@pytest.mark.parametrize("day", [(2026, 9, 12), (2026, 10, 23), (2026, 10, 28), (2026, 12, 4)])
async def test_nobody_is_reminded_when_no_pupils_are_in(service: Service, day: tuple[int, ...]) -> None:
    placement = await a_pupil(service)
    await give(service, placement, DutyKind.FAMILY, "ann")
    service.skip_to(*day, 7)
    before = len(reminders(service.workspace, "ann"))
    await service.go_to(*day, 18)
    assert len(reminders(service.workspace, "ann")) == before


async def test_a_bot_that_starts_late_still_reminds_until_the_day_ends(database_url: str) -> None:
    async with a_service(database_url) as service:
        await give(service, await a_pupil(service), DutyKind.FAMILY, "ann")
        service.clock.move_to(service.clock.now() + timedelta(days=1, hours=9))  # Tuesday at 17:30, without a tick
        await service.bot.ticker.tick()
        await service.workspace.quiet()
        assert len(reminders(service.workspace, "ann")) == 1
        service.clock.move_to(service.clock.now() + timedelta(hours=24, minutes=31))  # Wednesday at 18:01
        await service.bot.ticker.tick()
        await service.workspace.quiet()
        assert len(reminders(service.workspace, "ann")) == 1


async def test_a_line_goes_when_the_thing_is_done_and_the_last_says_so(service: Service) -> None:
    placement = await a_pupil(service)
    family = await give(service, placement, DutyKind.FAMILY, "ann", due_on=date(2026, 9, 8))
    others = await give(service, placement, DutyKind.PROFESSIONALS, "ann", due_on=date(2026, 9, 8))
    await service.go_to(2026, 9, 8, 9)
    before = len(reminders(service.workspace, "ann"))
    await finish(service, family)
    assert "Contact the family" not in reminders(service.workspace, "ann")[-1]
    assert "Contact the professionals" in reminders(service.workspace, "ann")[-1]
    await finish(service, others)
    assert "all done" in reminders(service.workspace, "ann")[-1]
    assert len(reminders(service.workspace, "ann")) == before


async def test_what_is_put_off_is_silent_for_so_many_school_days_even_after_a_restart(database_url: str) -> None:
    async with a_service(database_url) as service:
        duty = await give(service, await a_pupil(service), DutyKind.FAMILY, "ann")
        await service.go_to(2026, 9, 10, 9)
        await service.workspace.choose("Remind me in", "3 school days", by="ann", within="Kai")
        assert "1 thing put off, 1 overdue" in reminders(service.workspace, "ann")[-1]
        assert await service.read(lambda read: read.get(Duty, duty).snoozed_until) == date(2026, 9, 15)
    async with a_service(database_url, at=service.clock.now(), opened=False) as service:
        await service.change(forget_rooms)
        await service.go_to(2026, 9, 14, 9)
        assert reminders(service.workspace, "ann") == []
        await service.go_to(2026, 9, 15, 9)
        assert "4 school days overdue" in reminders(service.workspace, "ann")[0]


def forget_rooms(change: Change) -> None:
    """Forget the staff's conversations with the bot, since the test's second Slack has its own."""
    change.session.execute(update(Staff).values(dm=None))


async def test_many_reviews_in_one_line_are_put_off_together_and_handed_over_one_by_one(service: Service) -> None:
    for name in ("Kai Ashworth", "Mia Bell", "Leo Carter", "Ava Dunn"):
        await a_taught_pupil(service, name, keyworker="sue")
    workspace = service.workspace
    await service.go_to(2026, 10, 21, 9)
    told = workspace.direct_messages(to="ann")[-1]
    assert "4 reviews" in told.plain
    await workspace.click("Start", by="ann")
    await workspace.click("Hand over", by="ann")
    await workspace.submit(by="ann", colleague="Ben Okafor")
    assert "Review progress in Maths" in workspace.direct_messages(to="ben")[-1].plain
    await workspace.close(by="ann", everything=True)
    await workspace.choose("Remind me in", "3 school days", by="ann", within="4 reviews")
    assert "4 reviews" not in workspace.direct_messages(to="ann")[-1].plain
    put_off = select(Duty.snoozed_until).where(Duty.kind == DutyKind.REVIEW)
    assert set(await service.read(lambda read: read.session.scalars(put_off).all())) == {date(2026, 11, 3)}
    await service.go_to(2026, 10, 22, 9)
    assert "reviews" not in reminders(workspace, "ann")[-1]
    await service.go_to(2026, 11, 3, 9)
    assert "4 reviews, 4 overdue" in reminders(workspace, "ann")[-1]


async def test_the_sixth_day_cannot_be_put_off(service: Service) -> None:
    await a_pupil(service, excluded_on=date(2026, 9, 7))
    await service.go_to(2026, 9, 14, 9)
    blocks = [one for one in service.workspace.direct_messages(to="helen") if "eminder" in one.text][-1].blocks
    place = next(n for n, block in enumerate(blocks) if "full-time" in str(block.get("text", {}).get("text")))
    assert [element["action_id"] for element in blocks[place + 1]["elements"]] == ["allocate.first_day", "nudge.hand"]


async def test_a_colleague_who_accepts_owns_it_and_the_owner_is_told(service: Service) -> None:
    duty = await give(service, await a_pupil(service), DutyKind.FAMILY, "ann")
    await service.go_to(2026, 9, 9, 9)
    await service.workspace.click("Hand over", by="ann", within="Kai")
    assert await service.workspace.submit(by="ann", colleague="Ben") == {}
    assert "Ben Okafor has been asked" in reminders(service.workspace, "ann")[-1]
    assert "asks if you can take this on" in service.workspace.direct_messages(to="ben")[-1].plain
    await service.workspace.click("Take it on", by="ben")
    assert "You have taken this on" in service.workspace.direct_messages(to="ben")[-1].plain
    assert "Ben Okafor has taken this on" in service.workspace.direct_messages(to="ann")[-1].plain
    assert "all done" in reminders(service.workspace, "ann")[-1]
    owner = await service.read(lambda read: read.get(Staff, read.get(Duty, duty).owner_id).name)
    assert owner == "Ben Okafor"


async def test_a_colleague_who_cannot_leaves_it_where_it_is(service: Service) -> None:
    await give(service, await a_pupil(service), DutyKind.FAMILY, "ann")
    await service.go_to(2026, 9, 9, 9)
    await service.workspace.click("Hand over", by="ann", within="Kai")
    await service.workspace.submit(by="ann", colleague="Ben")
    await service.workspace.click("Sorry, I can't", by="ben")
    assert "Ben Okafor can't take this on" in service.workspace.direct_messages(to="ann")[-1].plain
    assert "Contact the family" in reminders(service.workspace, "ann")[-1]
    assert "has been asked" not in reminders(service.workspace, "ann")[-1]


async def test_a_colleague_who_was_asked_reads_that_it_is_done_already(service: Service) -> None:
    duty = await give(service, await a_pupil(service), DutyKind.FAMILY, "ann")
    await service.go_to(2026, 9, 9, 9)
    await service.workspace.click("Hand over", by="ann", within="Kai")
    await service.workspace.submit(by="ann", colleague="Ben")
    await finish(service, duty)
    await service.workspace.quiet()
    asked = service.workspace.direct_messages(to="ben")[-1]
    assert "This has since been done" in asked.plain
    assert asked.buttons == []


async def test_what_the_colleague_may_not_do_is_not_handed_to_them(service: Service) -> None:
    await give(service, await a_pupil(service), DutyKind.ALLOCATE, "helen")
    await service.go_to(2026, 9, 14, 9)
    await service.workspace.click("Hand over", by="helen", within="Allocate")
    errors = await service.workspace.submit(by="helen", colleague="Ben")
    assert errors == {"Colleague": "Only a Head, the SENCo or the office can allocate pupils."}


async def test_a_button_of_yesterday_about_what_is_not_mine_any_more_says_so(service: Service) -> None:
    duty = await give(service, await a_pupil(service), DutyKind.FAMILY, "ann")
    await service.go_to(2026, 9, 9, 9)
    await give_away(service, duty, "ben")
    await service.workspace.choose("Remind me in", "1 school day", by="ann")
    assert "Ben Okafor has this now" in service.workspace.messages[-1].plain


async def give_away(service: Service, duty_id: str, to: str) -> None:
    """Without a word, so that the old message still has its buttons."""

    def move(change: Change) -> None:
        staff = by_slack_id(change.session, f"U{to.upper()}")
        assert staff is not None
        change.get(Duty, duty_id).owner_id = staff.id

    await service.change(move)


async def test_the_head_hears_what_is_five_school_days_overdue_and_whose_it_is(service: Service) -> None:
    placement = await a_pupil(service)
    for kind in (DutyKind.FAMILY, DutyKind.PROFESSIONALS, DutyKind.BOOK, DutyKind.HOLD, DutyKind.ALLOCATE):
        await give(service, placement, kind, "ann", due_on=date(2026, 9, 8))
    await service.go_to(2026, 9, 14, 9)
    assert reminders(service.workspace, "hugo") == []
    await service.go_to(2026, 9, 15, 9)
    assert (
        "*5 things are five or more school days overdue, or past a day set by law*"
        in reminders(service.workspace, "hugo")[0]
    )
    assert "Ann Lister 5). They stand on your Home tab, under *Stuck*" in reminders(service.workspace, "hugo")[0]
    assert "five or more school days overdue" not in reminders(service.workspace, "ann")[-1]


async def test_heads_hear_daily_that_there_are_no_term_dates(database_url: str) -> None:
    evening = datetime(2026, 9, 7, 18, 30, tzinfo=LONDON)  # that day's own reminder is over
    async with a_service(database_url, at=evening, term_dates=False) as service:
        for day in (8, 9, 10):
            await service.go_to(2026, 9, day, 9)
        heard = [message.plain for message in service.workspace.direct_messages(to="hugo")]
        assert [said[:12] for said in heard[:-1]] == ["Replaced by "] * 2
        assert "no term dates" in heard[-1]
        assert service.workspace.direct_messages(to="ann") == []


async def test_a_reminder_that_could_not_go_out_in_time_never_does(service: Service) -> None:
    await give(service, await a_pupil(service), DutyKind.FAMILY, "ann", due_on=date(2026, 9, 7))

    def remind_late(change: Change) -> None:
        remind(change)
        for message in change.session.scalars(select(Message).where(Message.kind == "nudge")):
            message.not_before = change.now + timedelta(hours=12)

    await service.change(remind_late)
    service.clock.move_to(service.clock.now() + timedelta(hours=13))
    service.bot.delivery.wake()
    await service.workspace.quiet()
    states = await service.read(
        lambda read: list(read.session.scalars(select(Message.state).where(Message.kind == "nudge")))
    )
    assert set(states) == {MessageState.CANCELLED}
    assert reminders(service.workspace, "ann") == []


async def test_more_than_a_message_holds_is_on_the_home_tab(service: Service) -> None:
    for number in range(10):
        placement = await a_pupil(service, f"Pupil Number{number}", born_on=date(2012, 1, 1 + number))
        await give(service, placement, DutyKind.FAMILY, "ann")
        await give(service, placement, DutyKind.PROFESSIONALS, "ann")
    await service.go_to(2026, 9, 10, 9)
    message = service.workspace.direct_messages(to="ann")[-1]
    assert len(message.blocks) <= 50
    assert "And 8 more" in message.plain
    assert message.text == "Reminder: 10 overdue and 10 due."


async def test_many_pupils_to_allocate_are_one_line_and_a_legal_date_stands_first(service: Service) -> None:
    for number in range(5):
        placement = await a_pupil(service, f"Pupil Number{number}", born_on=date(2012, 1, 1 + number))
        await give(service, placement, DutyKind.ALLOCATE, "helen", due_on=date(2026, 9, 7 + number % 2))
    late = await a_pupil(service, "Zoe Birch", excluded_on=date(2026, 9, 1))
    await give(service, late, DutyKind.PROVIDE, "helen")
    await give(service, late, DutyKind.FAMILY, "helen", due_on=date(2026, 9, 7))
    await service.go_to(2026, 9, 8, 9)
    said = reminders(service.workspace, "helen")[-1]
    assert "6 pupils, 3 overdue" in said
    assert said.count("Allocate keyworker") == 1
    assert said.index("Start full-time education") < said.index("Contact the family")


async def link_all(service: Service) -> None:
    """Reminders are about everybody there is."""

    def link(change: Change) -> None:
        linked = set(change.session.scalars(select(MessagePupil.pupil_id)))
        message = change.session.scalars(select(Message).where(Message.kind == "nudge")).first()
        for pupil_id in set(change.session.scalars(select(Pupil.id))) - linked:
            change.add(MessagePupil(message_id=message.id if message else "", pupil_id=pupil_id))

    await service.change(link)


async def test_the_number_of_statements_does_not_grow_with_the_pupils(service: Service) -> None:
    async def statements() -> int:
        seen: list[str] = []

        def render(read: Read) -> None:
            message = read.session.scalars(select(Message).where(Message.kind == "nudge", Message.to_id == helen)).one()
            event.listen(read.session.connection(), "before_cursor_execute", lambda *args: seen.append(str(args[2])))
            assert Renderer(EVERYTHING, service.bot.desk.words)(read, message) is not None

        await service.read(render)
        return len(seen)

    helen = (await service.actor("helen")).staff_id
    await give(service, await a_pupil(service), DutyKind.FAMILY, "helen", due_on=date(2026, 9, 7))
    await service.change(remind)
    few = await statements()
    for number in range(15):
        placement = await a_pupil(service, f"Pupil Number{number}", born_on=date(2012, 1, 1 + number))
        await give(service, placement, DutyKind.FAMILY, "helen", due_on=date(2026, 9, 7))
    await link_all(service)
    assert await statements() == few


async def test_yesterdays_reminder_shrinks_to_one_line_when_todays_goes(service: Service) -> None:
    await give(service, await a_pupil(service, "Kai Ashworth"), DutyKind.FAMILY, "ann")
    await service.go_to(2026, 9, 8, 9)
    assert "*Reminder for Tuesday 8 September*" in reminders(service.workspace, "ann")[-1]
    for day in (9, 10):
        await service.go_to(2026, 9, day, 9)
    *older, today = reminders(service.workspace, "ann")
    assert older == [
        "Replaced by today's reminder, Wednesday 9 September.",
        "Replaced by today's reminder, Thursday 10 September.",
    ]
    assert "*Reminder for Thursday 10 September*" in today
    assert [len(message.blocks) for message in service.workspace.direct_messages(to="ann")][:-1] == [1, 1]


async def test_a_press_on_what_is_done_says_when(service: Service) -> None:
    duty = await give(service, await a_pupil(service, "Kai Ashworth"), DutyKind.FAMILY, "ann")
    await finish(service, duty)
    await press(service, "nudge.hand", duty, by="ann")
    said = "This was done on Monday 7 September 2026, when it was with Ann Lister."
    assert said in service.workspace.messages[-1].plain

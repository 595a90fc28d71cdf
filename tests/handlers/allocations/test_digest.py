"""The weekly digest: posted once, worked from in the channel by two Heads at once, and silent about who a pupil is."""

import asyncio
from datetime import date

from bot.workspace.testing.screen import Message
from models.change import Change
from models.tables.duty import Duty, DutyKind
from models.tables.meeting import Action
from models.tables.placement import Placement
from models.tables.staff import Staff
from tests.handlers.pressing import press
from tests.school import Service, a_pupil

NAMES = ("Kai", "Ashworth", "Marlowe", "Quill", "Zephyrine")


def digests(service: Service) -> list[Message]:
    """Return the digests in the channel, the newest last."""
    return [message for message in service.workspace.in_room("allocations") if "Allocations meeting:" in message.text]


async def meet(service: Service) -> Message:
    """Go to the next Monday, and return its digest."""
    await service.bot.ticker.tick()
    await service.go_to(2026, 9, 14, 8, 1)
    return digests(service)[-1]


async def agree(service: Service, placement_id: str, owner: str, what: str, due_on: date) -> str:
    """Add an agreed action as the planning meeting leaves it, and return its duty's id."""
    actor = await service.actor(owner)

    def add(change: Change) -> str:
        staff = change.get(Staff, actor.staff_id)
        action = Action(placement_id=placement_id, what=what, owner_id=staff.id, due_on=due_on, added_at=change.now)
        change.add(action)
        placement = change.get(Placement, placement_id)
        return change.owe(DutyKind.ACTION, placement, staff, due_on, about=action.id, what=what).id

    return str(await service.change(add))


async def test_it_is_posted_on_monday_at_eight_with_what_is_due(service: Service) -> None:
    await service.bot.ticker.tick()
    await a_pupil(service, "Kai Ashworth")
    await service.go_to(2026, 9, 14, 8)
    digest = digests(service)[-1]
    assert "Allocations meeting, Monday 14 September" in digest.plain
    assert "KA · Year 10 ·" in digest.plain
    owed = "*2 overdue*: contact the family, contact the professionals · 1 due: book the planning meeting by Mon 14 Sep"
    assert f" · to allocate · {owed}" in digest.plain
    assert {"Needs", "Allocate", "Log family contact", "Add an action", "Post the recap"} <= set(digest.buttons)
    assert (
        digest.text
        == "Allocations meeting: 1 new referral · 1 to allocate · 1 pupil with something due · 1 with something overdue"
    )


async def test_what_is_not_due_before_the_next_meeting_is_left_out(service: Service) -> None:
    await a_pupil(service, "Kai Ashworth")
    digest = await meet(service)
    assert "Hold the planning meeting" not in digest.plain


async def test_a_week_in_which_nothing_waits_says_so(service: Service) -> None:
    digest = await meet(service)
    assert digest.text == "Allocations meeting: nothing on the agenda"
    assert "no step, target or review due before Monday 21 September" in digest.plain


async def test_it_is_never_posted_twice_for_one_meeting(service: Service) -> None:
    await meet(service)
    before = len(digests(service))
    for minute in (2, 3, 30):
        await service.go_to(2026, 9, 14, 8, minute)
    await asyncio.gather(*(service.workspace.command("/allocations", by=by) for by in ("helen", "hugo", "omar", "ann")))
    assert len(digests(service)) == before


async def test_the_command_posts_it_early_and_the_hour_brings_no_second(service: Service) -> None:
    await service.bot.ticker.tick()
    await service.go_to(2026, 9, 14, 7, 31)
    before = len(digests(service))
    outcome = await service.workspace.command("/allocations", by="omar")
    assert outcome.response is not None
    assert "on its way to the staff channel" in outcome.response["text"]
    await service.go_to(2026, 9, 14, 8, 1)
    assert len(digests(service)) == before + 1


async def test_a_teacher_cannot_post_it_but_is_shown_where_it_is(service: Service) -> None:
    refused = await service.workspace.command("/allocations", by="ann")
    assert refused.response is not None
    assert "Only a Head, the SENCo or the office can post" in refused.response["text"]
    assert digests(service) == []
    digest = await meet(service)
    shown = await service.workspace.command("/allocations", by="ann")
    assert shown.response is not None
    assert f"p{digest.ts.replace('.', '')}|the staff channel>" in shown.response["text"]
    assert shown.response["response_type"] == "ephemeral"


async def test_two_heads_work_from_it_at_once_and_neither_loses_the_others_work(service: Service) -> None:
    for name in ("Kai Ashworth", "Bea Marlowe"):
        await a_pupil(service, name)
    await meet(service)
    workspace = service.workspace
    await workspace.click("Allocate", within="KA ·", by="helen")
    await workspace.click("Allocate", within="BM ·", by="hugo")
    answers = await asyncio.gather(
        workspace.submit(by="helen", keyworker="Ann Lister", subject_teachers=["Maths – Ann Lister"]),
        workspace.submit(by="hugo", keyworker="Ben Okafor", subject_teachers=["Maths – Ann Lister"]),
    )
    assert answers == [{}, {}]
    digest = digests(service)[-1]
    assert "keyworker Ann Lister" in digest.plain
    assert "keyworker Ben Okafor" in digest.plain
    assert "Allocate" not in digest.buttons
    assert digest.edited


async def test_two_heads_with_the_same_pupil_are_told_and_the_first_stands(service: Service) -> None:
    await a_pupil(service, "Kai Ashworth")
    await meet(service)
    workspace = service.workspace
    await workspace.click("Allocate", by="helen")
    await workspace.click("Allocate", by="hugo")
    assert await workspace.submit(by="helen", keyworker="Ann Lister") == {}
    errors = await workspace.submit(by="hugo", keyworker="Ben Okafor")
    assert "Helen Marsh changed this" in errors["Keyworker"]
    assert "keyworker Ann Lister" in digests(service)[-1].plain


async def test_the_second_of_two_heads_finds_both_choices_and_can_save_after_all(service: Service) -> None:
    placement = await a_pupil(service)
    await meet(service)
    workspace = service.workspace
    await workspace.click("Allocate", by="helen")
    await workspace.click("Allocate", by="hugo")
    await workspace.submit(by="helen", keyworker="Ann Lister", planned_first_day=date(2026, 9, 15))
    await workspace.submit(by="hugo", keyworker="Ben Okafor", subject_teachers=["English – Ben Okafor"])
    await workspace.close(by="hugo")
    await press(service, "allocate.open", placement, by="hugo")
    form = workspace.modal(by="hugo")
    assert "Keyworker now: Ann Lister" in form.text
    assert form.fields["Planned first day"] == "2026-09-15"
    assert (form.fields["Keyworker"], form.fields["Subject teachers"]) == (
        "Ben Okafor · Teacher",
        ["English – Ben Okafor"],
    )
    assert await workspace.submit(by="hugo", planned_first_day=date(2026, 9, 15)) == {}
    assert "keyworker Ben Okafor" in digests(service)[-1].plain


async def test_no_name_and_no_need_of_a_pupil_reaches_the_channel(service: Service) -> None:
    placement = await a_pupil(service, "Zephyrine Marlowe", preferred_name="Quill", reason="Quill set fire to a bin")
    await agree(service, placement, "ann", "Ring Mrs Marlowe about the asthma plan", date(2026, 9, 11))
    await meet(service)
    await service.workspace.click("Post the recap", by="helen")
    said = [message for message in service.workspace.messages if message.room]
    assert any("QM ·" in message.plain for message in said)
    for message in said:
        whole = f"{message.text} {message.blocks}"
        assert not [word for word in (*NAMES, "asthma", "fire", "Northbrook") if word in whole]
        assert "QM" not in message.text


async def test_agreed_actions_are_shown_with_what_became_of_them(service: Service) -> None:
    placement = await a_pupil(service, "Kai Ashworth")
    await service.bot.ticker.tick()
    open_one = await agree(service, placement, "ann", "Ask the college for a taster day", date(2026, 9, 11))
    done = await agree(service, placement, "ben", "Send the timetable", date(2026, 9, 10))

    def finish(change: Change) -> None:
        change.close_duty(change.get(Duty, done))
        change.get(Action, change.get(Duty, open_one).about).carried = 2

    await service.change(finish)
    await service.go_to(2026, 9, 14, 8, 1)
    digest = digests(service)[-1]
    assert "Ann Lister, agreed for Fri 11 Sep, carried over 2 times" in digest.plain
    assert "Ben Okafor, done on Mon 7 Sep" in digest.plain
    assert digest.buttons.count("Tick off") == digest.buttons.count("Carry over") == 1


async def test_two_heads_tick_off_and_carry_over_at_once_and_the_message_follows(service: Service) -> None:
    placement = await a_pupil(service, "Kai Ashworth")
    await agree(service, placement, "ann", "Ask the college for a taster day", date(2026, 9, 10))
    await agree(service, placement, "ben", "Send the timetable", date(2026, 9, 11))
    await meet(service)
    await asyncio.gather(
        service.workspace.click("Tick off", within="Ann Lister, agreed for", by="helen"),
        service.workspace.click("Carry over", within="Ben Okafor, agreed for", by="hugo"),
    )
    before = [line for line in digests(service)[-1].plain.splitlines() if ", agreed for" in line or "done on" in line]
    assert await service.workspace.submit(by="hugo") == {}
    after = [line for line in digests(service)[-1].plain.splitlines() if ", agreed for" in line or "done on" in line]
    assert [line.partition(",")[0] for line in after] == [line.partition(",")[0] for line in before]
    digest = digests(service)[-1]
    assert "Ann Lister, done on Mon 14 Sep" in digest.plain
    assert "Ben Okafor, agreed for Mon 21 Sep, carried over once" in digest.plain
    assert digest.buttons.count("Tick off") == 1


async def test_an_action_is_added_during_the_meeting_and_stands_in_the_digest_without_its_words(
    service: Service,
) -> None:
    await a_pupil(service, "Kai Ashworth")
    await meet(service)
    await service.workspace.click("Add an action", by="helen")
    answer = await service.workspace.submit(by="helen", what="Ring the clinic", who="ann", by_when=date(2026, 9, 16))
    assert answer == {}
    digest = digests(service)[-1]
    assert "Ann Lister, agreed for Wed 16 Sep" in digest.plain
    assert "clinic" not in digest.plain
    await service.workspace.click("Add a general action", by="helen")
    await service.workspace.submit(by="helen", what="Order chairs", who="ben", by_when=date(2026, 9, 17))
    assert "*The service* · Ben Okafor, agreed for Thu 17 Sep" in digests(service)[-1].plain


async def test_needs_open_privately_for_any_member_of_staff(service: Service) -> None:
    await a_pupil(service, "Kai Ashworth")
    await meet(service)
    await service.workspace.click("Needs", by="sue")
    assert "Kai Ashworth" in service.workspace.modal(by="sue").text


async def test_a_call_is_logged_from_the_digest_and_drops_out_as_done(service: Service) -> None:
    await a_pupil(service, "Kai Ashworth")
    await meet(service)
    await service.workspace.click("Log family contact", by="helen")
    given = {"who_did_you_contact": "Someone in the family", "how": "Phone call", "what_happened": "We spoke"}
    await service.workspace.submit(by="helen", **given, when=service.clock.today())
    digest = digests(service)[-1]
    assert "contact the family: done" in digest.plain
    assert "Log family contact" not in digest.buttons
    assert "Log professional contact" in digest.buttons


async def test_a_pupil_takes_one_line_the_button_to_allocate_and_a_menu_of_the_rest(service: Service) -> None:
    await a_pupil(service, "Kai Ashworth", excluded_on=date(2026, 9, 7))
    digest = await meet(service)
    rows = [block["elements"] for block in digest.blocks if block["type"] == "actions"]
    assert [element["type"] for element in rows[0]] == ["button", "overflow"]
    assert (rows[0][0]["accessibility_label"], rows[0][0]["style"]) == ("Allocate: KA", "primary")
    entries = [one["text"]["text"] for one in rows[0][1]["options"]]
    assert entries == ["Needs", "First day", "Log family contact", "Log professional contact", "Add an action"]
    (pupil,) = [one for one in digest.blocks if one["type"] == "section" and "KA · Year" in one["text"]["text"]]
    assert len(pupil["text"]["text"].splitlines()) == 1


async def test_ten_pupils_take_few_buttons_and_are_divided_from_each_other(service: Service) -> None:
    for number in range(10):
        await a_pupil(service, f"Pupil Number{number}", born_on=date(2012, 1, 1 + number))
    digest = await meet(service)
    elements = [one for block in digest.blocks if block["type"] == "actions" for one in block["elements"]]
    assert sum(one["type"] == "button" for one in elements) <= 20
    assert sum(block["type"] == "divider" for block in digest.blocks) == 9


async def test_the_most_pressing_pupils_stand_on_top_the_legal_date_first(service: Service) -> None:
    await a_pupil(service, "Bea Marlowe")
    await a_pupil(service, "Kai Ashworth", excluded_on=date(2026, 9, 9))
    plain = (await meet(service)).plain
    top = plain[plain.index("Urgent") : plain.index("To allocate")]
    assert top.index("• *KA · ") < top.index("• *BM · ")
    assert plain.index("*KA · Year 10") < plain.index("*BM · Year 10")
    assert "*full-time education by Wed 16 Sep*" in top
    assert ": contact the family, *3 school days overdue*" in top
    assert "*full-time education must start by Wednesday 16 September*" in plain


async def test_what_is_done_about_the_most_pressing_pupil_takes_it_from_the_top(service: Service) -> None:
    await a_pupil(service, "Kai Ashworth", excluded_on=date(2026, 9, 9))
    await meet(service)
    await service.workspace.click("First day", by="helen")
    await service.workspace.submit(by="helen", planned_first_day=date(2026, 9, 14))
    assert "full-time education" in urgent(service)
    await service.workspace.click("First day", by="helen")
    given = {"did_they_come": "Yes, started full-time", "which_day_was_that": date(2026, 9, 14)}
    await service.workspace.submit(by="helen", **given)
    assert "full-time education" not in urgent(service)


def urgent(service: Service) -> str:
    """Return what the digest says is urgent."""
    plain = digests(service)[-1].plain
    return plain[plain.index("Urgent") : plain.index("To allocate")]


async def test_with_nothing_overdue_the_digest_has_no_list_to_look_at_first(service: Service) -> None:
    assert "Urgent" not in (await meet(service)).plain


async def test_what_was_agreed_is_read_in_private_by_those_around_the_pupil(service: Service) -> None:
    placement = await a_pupil(service, "Kai Ashworth")
    await agree(service, placement, "ann", "Ask the college for a taster day", date(2026, 9, 11))
    await meet(service)
    for by, sees in (("helen", True), ("ann", True), ("sue", False)):
        await service.workspace.click("Agreed actions (private)", by=by)
        screen = service.workspace.modal(by=by)
        assert ("taster day" in screen.text) is sees
        assert ("1 action* whose details are for the pupil's keyworker and teachers" in screen.text) is not sees


async def test_what_was_agreed_and_is_not_theirs_is_said_once_below_what_is(service: Service) -> None:
    for number, name in enumerate(("Kai Ashworth", "Zoe Birch", "Lee Cole")):
        placement = await a_pupil(service, name)
        await agree(service, placement, "ann" if number == 1 else "ben", f"Words {number}", date(2026, 9, 11 - number))
    await meet(service)
    await service.workspace.click("Agreed actions (private)", by="ann")
    text = service.workspace.modal(by="ann").text
    assert text.index("Words 1") < text.index("2 actions* whose details are for")
    assert text.count("whose details are for") == 1


async def test_more_pupils_than_fifty_blocks_hold_go_on_in_the_thread_in_order(service: Service) -> None:
    for number in range(45):
        await a_pupil(service, f"Pupil Number{number}", born_on=date(2012, 1, 1 + number % 28))
    digest = await meet(service)
    room = service.workspace.in_room("allocations")
    thread = [message for message in room if message.thread_ts == digest.ts]
    assert [message.text for message in thread] == [
        "More of the allocations digest: 14 lines",
        "More of the allocations digest: 14 lines",
        "More of the allocations digest: 7 lines",
    ]
    assert all(len(message.blocks) <= 50 for message in room)
    assert sum(message.plain.count("PN · Year") for message in (digest, *thread)) == 45
    assert "The list continues in the thread below." in digest.plain
    await service.workspace.click("Allocate", by="helen", room="allocations")
    assert await service.workspace.submit(by="helen", keyworker="Ann Lister") == {}
    said = "".join(message.plain for message in service.workspace.in_room("allocations"))
    assert "keyworker Ann Lister" in said


async def test_a_pupil_who_has_been_here_before_is_marked_and_a_leaver_named(service: Service) -> None:
    first, second = await a_pupil(service, "Kai Ashworth"), await a_pupil(service, "Zoe Lark")

    def leave(change: Change) -> str:
        for stay in (first, second):
            change.get(Placement, stay).left_on = date(2026, 9, 9)
        return change.get(Placement, first).pupil_id

    pupil = await service.change(leave)
    await service.bot.ticker.tick()
    await service.go_to(2026, 9, 10, 9)

    def come_back(change: Change) -> None:
        old = change.get(Placement, first)
        change.add(
            Placement(pupil_id=pupil, home_school=old.home_school, registration=old.registration, added_at=change.now)
        )

    await service.change(come_back)
    await service.go_to(2026, 9, 14, 8, 1)
    plain = digests(service)[-1].plain
    assert "· returning" in plain
    assert "*Leavers*" in plain
    assert "1 leaver" in plain

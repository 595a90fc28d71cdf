"""Agreed actions: added, ticked off, carried over."""

import re
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from bot.workspace import Client
from models.change import Change
from models.duties.assign import assign_duty
from models.meetings.actions import SERVICE, NewAction, add_action
from models.tables.duty import Duty, DutyKind, Ending
from models.tables.meeting import Action
from tests.handlers.pressing import duty, last_private, press
from tests.school import CHANNEL, Service, a_pupil
from tests.truths.test_leaving import page


async def agree(service: Service, value: str = "", *, by: str = "helen", **fields: Any) -> dict[str, str]:
    """Add an action as a member of staff."""
    await press(service, "action.add", value or await a_pupil(service), by=by)
    given = {"what": "Ring the tutor", "who": "ann", "by_when": date(2026, 9, 11)}
    return await service.workspace.submit(by=by, **(given | fields))


async def owed(service: Service) -> tuple[str, date, Ending | None]:
    """Return the id, due date and ending of the action's duty."""
    return await duty(service, DutyKind.ACTION)


async def test_an_action_is_owed_by_whoever_does_it(service: Service, workspace: Client) -> None:
    assert await agree(service) == {}
    assert (await owed(service))[1:] == (date(2026, 9, 11), None)
    assert "You have a new agreed action" in workspace.direct_messages(to="ann")[-1].plain


async def test_an_action_of_the_service_names_no_pupil(service: Service, workspace: Client) -> None:
    assert await agree(service, "service") == {}
    assert "*You have a new agreed action*, by Friday 11 September" in workspace.direct_messages(to="ann")[-1].plain


async def test_an_action_needs_a_school_day_to_come_and_somebody_on_the_staff(service: Service) -> None:
    placement = await a_pupil(service)
    assert await agree(service, placement, by_when=date(2026, 9, 4)) == {
        "By when": "That date has passed. Choose a later one."
    }
    assert await service.workspace.submit(by="helen", by_when=date(2026, 9, 12)) == {
        "By when": "There is no school that day. Choose another."
    }
    errors = await service.workspace.submit(by="helen", by_when=date(2026, 9, 11), who="gus")
    assert errors == {"Who": "Choose someone on the staff."}


async def test_an_action_due_on_an_inset_day_is_due_on_the_last_pupil_day_before(service: Service) -> None:
    assert await agree(service, by_when=date(2026, 10, 23)) == {}
    assert (await owed(service))[1] == date(2026, 10, 22)


async def test_its_owner_ticks_it_off_and_can_undo_that(service: Service, workspace: Client) -> None:
    await agree(service)
    await workspace.click("Tick off", by="ann")
    assert (await owed(service))[2] is Ending.DONE
    await workspace.click("Undo", by="ann")
    assert (await owed(service))[2] is None
    assert await service.read(lambda read: read.session.scalar(select(Action.done_on))) is None


async def test_where_slack_takes_no_more_answers_beside_the_message_a_modal_says_it_and_undoes_it(
    service: Service, workspace: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    await agree(service)
    monkeypatch.setattr("bot.workspace.server.responses.MOST_USES", 0)
    await workspace.click("Tick off", by="ann")
    assert workspace.modal(by="ann").text.startswith("Ticked off:")
    await workspace.click("Undo", by="ann")
    assert workspace.modal(by="ann").text.startswith("This action is open again.")
    assert (await owed(service))[2] is None


async def test_what_is_overtaken_ends_as_not_needed_with_the_reason_and_is_never_called_done(
    service: Service, workspace: Client
) -> None:
    placement = await a_pupil(service)
    await agree(service, placement)
    action = (await owed(service))[0]
    await press(service, "step.not_needed", action, by="helen")
    assert "Ring the tutor" in workspace.modal(by="helen").text
    assert await workspace.submit(by="helen", why_is_it_not_needed="She rang us") == {}
    await press(service, "action.tick", action, by="ann")
    assert "This was ended as not needed" in last_private(service)
    assert (await owed(service))[2] is Ending.NOT_NEEDED
    assert "Ring the tutor – Ann Lister, not needed, Mon 7 Sep: She rang us" in await page(service, placement)
    assert "Ring the tutor" not in await page(service, placement, by="sue")
    await press(service, "step.needed", action, by="helen")
    assert (await owed(service))[2] is None


async def test_an_action_of_the_service_can_be_not_needed_from_the_digest(service: Service, workspace: Client) -> None:
    await agree(service, "service", by_when=date(2026, 9, 14))
    await service.go_to(2026, 9, 14, 8, 30)
    await workspace.click("Not needed", within="Ann Lister, agreed for", by="helen")
    assert "taken back" not in workspace.modal(by="helen").text
    assert await workspace.submit(by="helen", why_is_it_not_needed="It is settled") == {}
    await workspace.quiet()
    assert (await owed(service))[2] is Ending.NOT_NEEDED
    digest = next(one for one in workspace.messages if one.channel == CHANNEL).plain
    assert "1 not needed" in digest
    assert "done" not in digest


async def test_what_was_ticked_off_yesterday_stays_so(service: Service, workspace: Client) -> None:
    await agree(service)
    await workspace.click("Tick off", by="ann")
    await service.go_to(2026, 9, 8, 9)
    await workspace.click("Undo", by="ann")
    assert (await owed(service))[2] is Ending.DONE


async def test_somebody_else_cannot_tick_it_off(service: Service) -> None:
    await agree(service)
    await press(service, "action.tick", (await owed(service))[0], by="ben")
    assert (await owed(service))[2] is None
    assert "This is someone else's." in last_private(service)


async def test_two_heads_who_carry_it_over_carry_it_once(service: Service) -> None:
    await agree(service)
    for who in ("helen", "hugo"):
        await press(service, "action.carry", (await owed(service))[0], by=who)
        assert service.workspace.modal(by=who).fields["To which day"] == "2026-09-14"
    for who in ("helen", "hugo"):
        assert await service.workspace.submit(by=who) == {}
        said = service.workspace.modal(by=who).text
        assert re.search(r"^Carried over to Monday 14 September: KA · \w{4}, Ann Lister", said)
    assert (await owed(service))[1] == date(2026, 9, 14)
    assert await service.read(lambda read: read.session.scalar(select(Action.carried))) == 1


async def test_it_is_carried_over_to_a_day_of_choice_and_back_again(service: Service, workspace: Client) -> None:
    await agree(service)
    await press(service, "action.carry", (await owed(service))[0], by="ann")
    assert await workspace.submit(by="ann", to=date(2026, 9, 10)) == {
        "To which day": "This is due later than that already. Choose a later day."
    }
    assert await workspace.submit(by="ann", to=date(2026, 9, 16)) == {}
    assert (await owed(service))[1] == date(2026, 9, 16)
    await workspace.click("Undo", by="ann")
    assert workspace.modal(by="ann").text.startswith("Due again on Friday 11 September")
    assert (await owed(service))[1] == date(2026, 9, 11)
    assert await service.read(lambda read: read.session.scalar(select(Action.carried))) == 0


async def test_what_was_carried_over_some_time_ago_is_not_moved_back(service: Service, workspace: Client) -> None:
    await agree(service)
    duty_id = (await owed(service))[0]
    await press(service, "action.carry", duty_id, by="ann")
    await workspace.submit(by="ann")
    await workspace.close(by="ann")
    service.skip_to(2026, 9, 7, 9)
    await press(service, "action.uncarry", duty_id, by="ann")
    assert "more than ten minutes ago" in last_private(service)
    assert (await owed(service))[1] == date(2026, 9, 14)


async def test_two_heads_who_tick_it_off_at_once_are_both_content(service: Service) -> None:
    await agree(service)
    for who in ("helen", "hugo"):
        await press(service, "action.tick", (await owed(service))[0], by=who)
        assert re.search(r"^Ticked off: KA · \w{4}, Ann Lister", last_private(service))
    assert (await owed(service))[2] is Ending.DONE


async def test_a_step_is_no_action_to_be_ticked_off(service: Service) -> None:
    await a_pupil(service)
    await press(service, "action.tick", (await duty(service, DutyKind.FAMILY))[0], by="helen")
    assert (await duty(service, DutyKind.FAMILY))[2] is None


async def test_who_has_it_no_more_is_not_told_that_it_is_theirs(service: Service, workspace: Client) -> None:
    placement = await a_pupil(service)

    def agree_and_give(change: Change) -> None:
        action = add_action(change, placement, NewAction("Ring the tutor", "UANN", date(2026, 9, 11)))
        assign_duty(change, change.session.scalars(select(Duty.id).where(Duty.about == action)).one(), "UBEN")

    await service.change(agree_and_give, by="helen")
    await workspace.quiet()
    assert not any("agreed action" in message.plain.lower() for message in workspace.direct_messages(to="ann"))
    assert "Handed over to you: Agreed action" in workspace.direct_messages(to="ben")[-1].plain


async def test_a_teacher_who_adds_an_action_for_the_whole_school_is_told_who_can(service: Service) -> None:
    await press(service, "action.add", SERVICE, by="ann")
    assert "Only a Head, the SENCo or the office can hand over" in last_private(service)

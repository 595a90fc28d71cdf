"""Handing over says what is handed over, one thing or all of it, with a note that only the colleague asked reads."""

from sqlalchemy import update

from bot.workspace import Client
from models.change import Change
from models.tables.duty import Duty, DutyKind
from models.tables.staff import by_slack_id
from tests.handlers.pressing import duty, press
from tests.handlers.teaching import a_taught_pupil, kept
from tests.school import Service, a_pupil

NOTE = "Rosa is best after four"


async def all_is_ann_s(service: Service, *, allocated: bool = True) -> int:
    """Have Ann owe all that is open; how much it is."""
    await (a_taught_pupil(service, keyworker="ann") if allocated else a_pupil(service))

    def give(change: Change) -> int:
        ann = by_slack_id(change.session, "UANN")
        assert ann is not None
        change.session.execute(update(Duty).where(Duty.done_on.is_(None)).values(owner_id=ann.id))
        return len([one for one in change.session.query(Duty) if one.done_on is None])

    return int(await service.change(give))


async def owned_by(service: Service, handle: str) -> set[DutyKind]:
    mine = (await service.actor(handle)).staff_id
    return {one.kind for one in await kept(service, Duty) if one.owner_id == mine and one.done_on is None}


async def hand_over(service: Service, **fields: str) -> dict[str, str]:
    await press(service, "nudge.hand", (await duty(service, DutyKind.HOLD))[0], by="ann")
    errors = await service.workspace.submit(by="ann", **fields)
    await service.workspace.quiet()
    return errors


async def test_the_form_names_what_it_hands_over(service: Service, workspace: Client) -> None:
    in_all = await all_is_ann_s(service)
    await press(service, "nudge.hand", (await duty(service, DutyKind.HOLD))[0], by="ann")
    shown = workspace.modal(by="ann").text
    assert "Hold the planning meeting" in shown
    assert "Kai" in shown
    assert "due on Monday 21 September" in shown
    assert f"You can hand over {in_all} things in all." in shown


async def test_the_note_is_read_by_the_colleague_alone_and_is_kept(service: Service, workspace: Client) -> None:
    await all_is_ann_s(service)
    assert await hand_over(service, colleague="Ben Okafor", note=NOTE) == {}
    (asked,) = [one for one in workspace.direct_messages(to="ben") if "Take it on" in one.buttons]
    assert NOTE in asked.plain
    assert NOTE not in asked.text
    await workspace.click("Sorry, I can't", by="ben")
    heard = [one for one in workspace.messages if one.to != "Ben Okafor" or one.room]
    assert not any(NOTE in one.plain for one in heard)
    assert [one.offer_note for one in await kept(service, Duty) if one.kind is DutyKind.HOLD] == [NOTE]


async def test_whoever_was_asked_before_does_not_read_the_note_to_the_next(service: Service, workspace: Client) -> None:
    await all_is_ann_s(service)
    await hand_over(service, colleague="Ben Okafor", note="For Ben")
    await hand_over(service, colleague="Priya Nair", note="For Priya")
    assert not any("For Priya" in one.plain for one in workspace.direct_messages(to="ben"))


async def test_all_of_ones_list_is_offered_in_one_gesture_and_taken_in_one(service: Service, workspace: Client) -> None:
    in_all = await all_is_ann_s(service)
    assert await hand_over(service, colleague="Hugo Bright", what="Everything on my list", note=NOTE) == {}
    (asked,) = [one for one in workspace.direct_messages(to="hugo") if "Take it all on" in one.buttons]
    assert f"{in_all} things" in asked.plain
    assert NOTE in asked.plain
    assert "Kai" not in asked.text
    assert await owned_by(service, "hugo") == set()
    await workspace.click("Take it all on", by="hugo")
    assert await owned_by(service, "ann") == set()
    assert len(await owned_by(service, "hugo")) == in_all
    assert any("Hugo Bright has taken on" in one.plain for one in workspace.direct_messages(to="ann"))


async def test_all_of_it_is_declined_in_one_gesture_and_stays(service: Service, workspace: Client) -> None:
    in_all = await all_is_ann_s(service)
    await hand_over(service, colleague="Hugo Bright", what="Everything on my list")
    await workspace.click("Sorry, I can't", by="hugo")
    assert len(await owned_by(service, "ann")) == in_all
    assert {one.offered_to_id for one in await kept(service, Duty)} == {None}
    said = f"*Hugo Bright can't take on your {in_all} things*, so they stay with you."
    assert said in [one.plain for one in workspace.direct_messages(to="ann")]


async def test_what_the_colleague_may_not_do_stays_and_is_said(service: Service, workspace: Client) -> None:
    await all_is_ann_s(service, allocated=False)
    assert await hand_over(service, colleague="Sue Pell", what="Everything on my list") == {}
    assert "they may not do" in workspace.modal(by="ann").text
    offered = {one.kind for one in await kept(service, Duty) if one.offered_to_id}
    assert DutyKind.ALLOCATE not in offered
    assert DutyKind.FAMILY in offered


async def test_each_button_of_the_reminder_is_read_out_with_the_pupil(service: Service, workspace: Client) -> None:
    await all_is_ann_s(service)
    await service.go_to(2026, 9, 9, 9)
    (reminder,) = [one for one in workspace.direct_messages(to="ann") if "Reminder" in one.text][-1:]
    labels = [
        element.get("accessibility_label", "") for block in reminder.blocks for element in block.get("elements", ())
    ]
    assert any(label.startswith("Hand over: Kai (") for label in labels)
    assert any(label.startswith("Log a contact: Kai (") for label in labels)

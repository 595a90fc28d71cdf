"""The administrator's one message a day of new targets, and what Heads see of those that were kept low."""

from bot.workspace.testing.screen import Message
from models.tables.audit import Audit
from tests.handlers.pressing import last_private, press
from tests.handlers.teaching import a_result, a_taught_pupil, kept
from tests.school import CHANNEL, Service


async def aim(service: Service, placement: str, grade: str, *, reason: str = "", subject: str = "Maths") -> None:
    """Ann sets a target; where it is questioned she gives a reason."""
    await press(service, "target.open", f"{placement}:{subject}", by="ann")
    await service.workspace.submit(by="ann", target_grade_or_level=grade, programme="Small group")
    if reason:
        assert await service.workspace.submit(by="ann", reason=reason) == {}


def news(service: Service) -> list[Message]:
    return [one for one in service.workspace.direct_messages(to="omar") if "new target" in one.text]


async def test_a_day_of_targets_is_one_message_to_the_administrator(service: Service) -> None:
    for name in ("Kai Ashworth", "Zoe Bell"):
        placement = await a_taught_pupil(service, name)
        await a_result(service, placement, "4")
        await aim(service, placement, "6")
    assert news(service) == []
    await service.go_to(2026, 9, 7, 16, 1)
    (message,) = news(service)
    assert message.text == "2 new targets"
    assert "Kai (" in message.plain
    assert "Maths: *6*, GCSE, by Fri 18 Dec · Ann Lister" in message.plain
    assert "Ashworth" not in message.plain


async def test_what_comes_after_the_message_is_in_the_next_days_and_a_day_without_has_none(service: Service) -> None:
    placement = await a_taught_pupil(service)
    await a_result(service, placement, "4")
    await aim(service, placement, "6")
    await service.go_to(2026, 9, 7, 16, 30)
    await aim(service, placement, "7")
    await service.go_to(2026, 9, 8, 16, 30)
    await service.go_to(2026, 9, 9, 16, 30)
    first, second = news(service)
    assert ("*6*" in first.plain, "*7*" in second.plain, "*6*" in second.plain) == (True, True, False)


async def test_a_target_kept_low_shows_in_the_digest_as_a_button_and_nothing_more(service: Service) -> None:
    placement = await a_taught_pupil(service)
    await a_result(service, placement, "4")
    await aim(service, placement, "4", reason="Two operations this term")
    await service.go_to(2026, 9, 14, 8)
    digest = [one for one in service.workspace.messages if one.channel == CHANNEL and "meeting" in one.text][-1]
    assert "Questioned targets (private)" in digest.buttons
    assert "operations" not in digest.plain
    await press(service, "target.kept", "2026-09-14", by="helen")
    shown = service.workspace.modal(by="helen").text
    assert "Maths: *4*, GCSE, by Fri 18 Dec · Ann Lister" in shown
    assert "no better than the last result" in shown
    assert "Two operations this term" in shown
    assert [row.why for row in await kept(service, Audit) if row.verb == "target:view"] == ["kept_low"]


async def test_without_a_low_target_the_digest_has_no_such_button(service: Service) -> None:
    placement = await a_taught_pupil(service)
    await a_result(service, placement, "4")
    await aim(service, placement, "6")
    await service.go_to(2026, 9, 14, 8)
    digest = [one for one in service.workspace.messages if one.channel == CHANNEL and "meeting" in one.text][-1]
    assert "Questioned targets (private)" not in digest.buttons


async def test_a_teacher_is_not_shown_what_others_kept_low(service: Service) -> None:
    placement = await a_taught_pupil(service)
    await a_result(service, placement, "4")
    await aim(service, placement, "4", reason="Two operations this term")
    await press(service, "target.kept", "2026-09-07", by="dan")
    assert not service.workspace.has_modal(by="dan")
    assert "are for Heads and the SENCo" in last_private(service)

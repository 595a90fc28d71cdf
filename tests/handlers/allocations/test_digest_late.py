"""A digest that Slack could not take in time, and one that was posted before the database was restored."""

import pytest
from sqlalchemy import delete, select, update

from bot.workspace import Client, Fault
from models.change import Change
from models.outbox.undelivered import STUCK
from models.tables.job_run import JobRun
from models.tables.meeting import AllocationsMeeting
from models.tables.message import Message
from tests.bot.delivery.test_send import until
from tests.school import CHANNEL, Service, a_pupil


def digests(service: Service) -> list[str]:
    return [one.text for one in service.workspace.in_room("allocations") if one.text.startswith("Allocations")]


def heads_heard(service: Service, what: str) -> bool:
    return any(what in one.plain for one in service.workspace.direct_messages(to="helen"))


@pytest.mark.parametrize("when", [(14, 18, 0), (15, 9, 0), (19, 23, 30)])
async def test_a_digest_that_slack_could_not_take_in_its_window_is_not_posted_later_and_the_heads_are_asked(
    service: Service, workspace: Client, when: tuple[int, int, int]
) -> None:
    await a_pupil(service, "Kai Ashworth")
    await workspace.quiet()
    service.slack.faults.always(lambda method: Fault.RATE_LIMIT if method == "conversations.info" else None)
    await service.go_to(2026, 9, 14, 8, 1)
    service.skip_to(2026, 9, *when)
    service.slack.faults.clear()
    service.bot.delivery.wake()
    await until(lambda: heads_heard(service, "too late"))
    assert digests(service) == []


async def test_a_head_who_is_asked_can_have_it_posted_after_all(service: Service, workspace: Client) -> None:
    await a_pupil(service, "Kai Ashworth")
    await workspace.quiet()
    service.slack.faults.always(lambda method: Fault.RATE_LIMIT if method == "conversations.info" else None)
    await service.go_to(2026, 9, 14, 8, 1)
    service.skip_to(2026, 9, 14, 18)
    service.slack.faults.clear()
    service.bot.delivery.wake()
    await until(lambda: heads_heard(service, "too late"))
    await workspace.click("Try again", by="helen")
    await until(lambda: len(digests(service)) == 1)


async def test_a_channel_that_is_mended_days_later_gets_no_digest_of_monday(
    service: Service, workspace: Client
) -> None:
    await a_pupil(service, "Kai Ashworth")
    await workspace.quiet()
    service.slack.rooms[CHANNEL].is_private = False
    await service.go_to(2026, 9, 14, 8, 1)
    await until(lambda: heads_heard(service, "not private"))
    service.skip_to(2026, 9, 19, 23, 30)
    service.slack.rooms[CHANNEL].is_private = True
    await workspace.command("/halfterm", by="helen")
    await workspace.click("Choose a channel", by="helen")
    await workspace.submit(by="helen")
    await workspace.quiet()
    assert digests(service) == []


async def test_a_digest_that_was_posted_before_a_restore_is_found_and_not_posted_again(
    service: Service, workspace: Client
) -> None:
    await a_pupil(service, "Kai Ashworth")
    await workspace.quiet()
    await service.go_to(2026, 9, 14, 8, 20)
    assert len(digests(service)) == 1
    reminders = len(workspace.direct_messages(to="helen"))

    def restore_half_past_seven(change: Change) -> None:
        """Have the database know nothing of what came after."""
        session = change.session
        session.execute(delete(JobRun).where(JobRun.job.in_(("digest", "nudge"))))
        session.execute(delete(AllocationsMeeting))
        old = select(Message.id).where(Message.kind.in_(("digest", "digest.more", "nudge")))
        for each in session.scalars(old).all():
            session.execute(
                update(Message).where(Message.id == each).values(key=None, state="cancelled", live_until=None)
            )

    await service.change(restore_half_past_seven)
    await service.go_to(2026, 9, 14, 10)
    await workspace.quiet()
    assert len(digests(service)) == 1
    assert len(workspace.direct_messages(to="helen")) == reminders
    stuck = select(Message.kind).where(Message.state.in_(STUCK))
    assert await service.read(lambda read: read.session.scalars(stuck).all()) == []

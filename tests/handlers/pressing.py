"""A button of ours in a direct message, pressed: so a capability is tested without the screens that show its button."""

import asyncio
from collections.abc import Awaitable
from datetime import date
from typing import Any

from sqlalchemy import select

from bot.slack import blocks
from bot.workspace.types import Outcome
from models.change import Read
from models.tables.duty import Duty, DutyKind, Ending
from tests.school import STAFF, Service


async def press(service: Service, action_id: str, value: str, *, by: str) -> Outcome:
    """Let `by` press a button with this action and value."""
    client, label = service.bot.client, f"{action_id} {value}"[:75]
    room = (await client.conversations_open(users=[STAFF[by][0]]))["channel"]["id"]
    button = blocks.actions(blocks.button(label, action_id, value=value))
    await client.chat_postMessage(channel=room, text="A button", blocks=[button])
    return await service.workspace.click(label, by=by)


async def duty(service: Service, kind: DutyKind, about: str = "") -> tuple[str, date, Ending | None]:
    """Return the id, due date and ending of the newest duty of this kind."""

    def find(read: Read) -> tuple[str, date, Ending | None]:
        rows = select(Duty.id, Duty.due_on, Duty.ending).where(Duty.kind == kind)
        rows = rows.where(Duty.about == about) if about else rows
        found = read.session.execute(rows.order_by(Duty.added_at.desc(), Duty.done_on.is_not(None))).first()
        assert found is not None
        return found[0], found[1], found[2]

    found: tuple[str, date, Ending | None] = await service.read(find)
    return found


async def file_from(service: Service, pressed: Awaitable[Any]) -> bytes:
    """Press a button that gives a file, and return its content: a large file comes after the answer."""
    files = service.slack.store.files
    before = set(files)
    await pressed
    async with asyncio.timeout(30):
        while not (new := [file for key, file in files.items() if key not in before and file.channel]):  # noqa: ASYNC110 - Slack has no event for it
            await asyncio.sleep(0.01)
    await service.workspace.quiet()
    return new[0].content


def last_private(service: Service) -> str:
    """Return the last answer that only the person who pressed could see."""
    return next(message.plain for message in reversed(service.workspace.messages) if message.ephemeral_for)

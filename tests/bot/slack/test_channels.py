"""Pupils may be written about in a private channel of the staff alone, by what Slack says of it."""

from types import SimpleNamespace
from typing import Any

import pytest

from bot.delivery.room import problem_of_room
from bot.slack.channels import room_problem
from models.tables.message import CHANNEL

SOUND = {"is_private": True, "is_channel": True}
SHARED = ("is_ext_shared", "is_pending_ext_shared", "is_org_shared")


def test_a_private_channel_is_sound() -> None:
    assert room_problem(SOUND) is None
    assert room_problem(SOUND | dict.fromkeys((*SHARED, "is_archived", "is_mpim", "is_im"), False)) is None


@pytest.mark.parametrize("flag", SHARED)
def test_a_channel_that_is_shared_in_any_way_is_not(flag: str) -> None:
    assert room_problem(SOUND | {flag: True}) == "shared_channel"


@pytest.mark.parametrize("info", [{}, {"is_private": False}, SOUND | {"is_mpim": True}, SOUND | {"is_im": True}])
def test_neither_is_a_public_one_or_a_conversation_of_a_few(info: dict[str, bool]) -> None:
    assert room_problem(info) == "public_channel"


def test_an_archived_one_is_said_to_be_archived_first_of_all() -> None:
    assert room_problem({"is_archived": True, "is_ext_shared": True}) == "is_archived"


class Slack:
    """As much of Slack's client as looks at a channel; its members come on two pages."""

    def __init__(self, info: dict[str, bool], *pages: list[str]) -> None:
        self.info, self.pages, self.asked = info, pages, list[dict[str, Any]]()

    async def conversations_info(self, **asked: Any) -> dict[str, Any]:
        self.asked.append(asked)
        return {"channel": self.info}

    async def conversations_members(self, **asked: Any) -> dict[str, Any]:
        self.asked.append(asked)
        turn = int(asked.get("cursor") or 0)
        following = str(turn + 1) if turn + 1 < len(self.pages) else ""
        return {"members": self.pages[turn], "response_metadata": {"next_cursor": following}}


async def problem(slack: Slack, recipient: str = CHANNEL) -> str | None:
    claimed = SimpleNamespace(recipient=recipient, room="GALLOC", staff=frozenset({"UANN", "UBEN"}))
    return await problem_of_room(slack, claimed, "UBOT")  # type: ignore[arg-type]  # what it needs of both


async def test_whoever_is_in_it_must_be_on_the_staff_on_every_page_of_its_members() -> None:
    assert await problem(Slack(SOUND, ["UANN", "UBOT"], ["UBEN"])) is None
    assert await problem(Slack(SOUND, ["UANN"], ["UGUS"])) == "strangers_in_channel:UGUS"
    many = [f"U{letter}" for letter in "FEDCBA"]
    assert await problem(Slack(SOUND, many)) == "strangers_in_channel:UA,UB,UC,UD"
    assert await problem(Slack(SOUND | {"is_mpim": True}, ["UANN"])) == "public_channel"


async def test_the_channel_itself_is_asked_about_and_a_direct_message_is_not() -> None:
    slack = Slack(SOUND, ["UANN"])
    assert await problem(slack, "ann") is None
    assert slack.asked == []
    await problem(slack)
    assert {asked["channel"] for asked in slack.asked} == {"GALLOC"}

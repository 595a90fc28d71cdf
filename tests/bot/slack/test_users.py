"""Who can be on the staff is decided by what Slack says of them, and what it does not say decides nothing."""

from typing import Any, cast

import pytest
from slack_sdk.errors import SlackApiError

from bot.slack.users import REASONS, about, colleague, has_left, name_of, staff_directory, why_not_staff
from models.errors import Refused

OURS = "TOURS"
ERRORS = ("user_not_found", "user_not_visible", "internal_error")
ANN = {"id": "UANN", "team_id": OURS, "real_name": "Ann Lister", "profile": {"email": "Ann@School.example"}}


def grid(*teams: str) -> dict[str, Any]:
    """Return somebody of an Enterprise Grid, who has an organisation for a team."""
    return {"id": "UEVE", "team_id": "E1", "enterprise_user": {"teams": list(teams)}}


@pytest.mark.parametrize(
    ("user", "why"),
    [
        (ANN, None),
        (ANN | {"deleted": True, "is_bot": True}, "gone"),
        (ANN | {"is_bot": True}, "bot"),
        (ANN | {"id": "USLACKBOT"}, "bot"),
        (ANN | {"team_id": "TELSEWHERE"}, "stranger"),
        (ANN | {"team_id": "TELSEWHERE", "is_restricted": True}, "stranger"),
        (ANN | {"is_restricted": True}, "guest"),
        (ANN | {"is_ultra_restricted": True}, "guest"),
        ({"id": "UEVE"}, "unknown"),
        ({"id": "UEVE", "team_id": "E1"}, "unknown"),
        ({"id": "UEVE", "team_id": "E1", "is_stranger": True}, "stranger"),
        (grid(OURS, "TELSEWHERE"), None),
        (grid("TELSEWHERE"), "stranger"),
        (grid(), "unknown"),
        (grid(OURS) | {"is_restricted": True}, "guest"),
    ],
)
def test_whoever_is_an_active_full_member_of_this_workspace_can_be_staff(user: dict[str, Any], why: str | None) -> None:
    assert why_not_staff(user, OURS) == why
    assert has_left(user, OURS) == (why not in (None, "unknown"))


def test_whom_slack_does_not_know_has_left() -> None:
    assert has_left(None, OURS)


@pytest.mark.parametrize(
    ("user", "name"),
    [
        ({"id": "U1", "real_name": "ann lister", "name": "al"}, "Ann Lister"),
        ({"id": "U1", "real_name": " \u200b", "profile": {"real_name": "Ann Lister"}, "name": "al"}, "Ann Lister"),
        ({"id": "U1", "profile": None, "name": "Al"}, "Al"),
        ({"id": "U1", "real_name": None}, "U1"),
        ({"id": "U1", "real_name": "A" * 200}, "A" * 120),
    ],
)
def test_colleagues_have_the_name_by_which_they_are_known(user: dict[str, Any], name: str) -> None:
    assert name_of(user) == name


class Slack:
    """As much of Slack's client as says who somebody is."""

    def __init__(self, *users: dict[str, Any], error: str = "user_not_found") -> None:
        self.users, self.error = users, error

    async def users_info(self, *, user: str) -> dict[str, Any]:
        for one in self.users:
            if one["id"] == user:
                return {"user": one}
        raise SlackApiError("no", {"ok": False, "error": self.error})

    async def users_list(self, **asked: Any) -> dict[str, Any]:
        assert asked["limit"] == 200  # as many as Slack recommends
        turn = int(asked.get("cursor") or 0)
        following = str(turn + 1) if turn + 1 < len(self.users) else ""
        return {"members": [self.users[turn]], "response_metadata": {"next_cursor": following}}


async def test_a_colleague_is_taken_by_name_and_anybody_else_refused_beside_the_field() -> None:
    guest, unsure = ANN | {"id": "UGUS", "is_restricted": True}, {"id": "UEVE", "real_name": "Eve Grid"}
    slack: Any = Slack(ANN, guest, unsure)
    assert await colleague(slack, "UANN", OURS, "person") == "Ann Lister"
    for user, why in (("UGUS", "guest"), ("UEVE", "unknown"), ("UNOBODY", "stranger")):
        with pytest.raises(Refused) as refused:
            await colleague(slack, user, OURS, "person")
        assert (str(refused.value), refused.value.field) == (REASONS[why], "person")
    assert await colleague(slack, "UEVE", OURS, "person", is_listed=True) == "Eve Grid"
    with pytest.raises(Refused):
        await colleague(slack, "UGUS", OURS, "person", is_listed=True)


async def test_what_slack_hides_is_not_taken_for_somebody_who_is_gone() -> None:
    unknown, hidden, broken = cast("list[Any]", [Slack(error=error) for error in ERRORS])
    assert await about(unknown, "UEVE") is None
    assert await about(hidden, "UEVE") == {"id": "UEVE"}
    with pytest.raises(SlackApiError):
        await about(broken, "UEVE")


async def test_the_directory_holds_whoever_can_be_staff_by_id_and_by_address() -> None:
    nameless = {"id": "UBEN", "team_id": OURS, "profile": None}
    guest = ANN | {"id": "UGUS", "is_restricted": True, "profile": {"email": "gus@school.example"}}
    slack: Any = Slack(ANN, guest, nameless)
    directory = await staff_directory(slack, OURS)
    assert directory.by_email == {"ann@school.example": "UANN"}
    assert directory.ids == {"UANN", "UBEN"}


async def test_a_directory_in_which_everybody_has_an_address_is_whole() -> None:
    slack: Any = Slack(ANN)
    assert (await staff_directory(slack, OURS)).by_email == {"ann@school.example": "UANN"}

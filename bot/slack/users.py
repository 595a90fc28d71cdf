"""Who in Slack can be staff: no guest, bot, stranger or leaver, by the flags of users.info."""

from collections.abc import Mapping
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.api_errors import reason
from bot.slack.pagination import pages
from models.errors import Refused
from models.importing.staff import Directory
from models.names import capitalised

GONE, BOT, STRANGER, GUEST = "gone", "bot", "stranger", "guest"
SLACKBOT = "USLACKBOT"

REASONS: Mapping[str, str] = {
    GONE: "That Slack account has been deactivated, so it cannot be on the staff.",
    BOT: "That is an app, not a person.",
    STRANGER: "That person belongs to another organisation. Halfterm is for your own staff.",
    GUEST: "That person is a guest in Slack. Ask whoever runs your Slack to make them a full member first.",
}


def why_not_staff(user: Mapping[str, Any], team_id: str) -> str | None:
    """Return why a Slack user cannot be on the staff of the workspace, as a key of REASONS; None if they can."""
    if user.get("deleted"):
        return GONE
    if user.get("is_bot") or user.get("id") == SLACKBOT:
        return BOT
    if user.get("is_stranger") or user.get("team_id", team_id) != team_id:
        return STRANGER
    return GUEST if user.get("is_restricted") or user.get("is_ultra_restricted") else None


def name_of(user: Mapping[str, Any]) -> str:
    """Return the name by which colleagues know a Slack user, or else the user's id."""
    profile = user.get("profile") or {}
    given = user.get("real_name") or profile.get("real_name") or user.get("name")
    return capitalised(str(given))[:120] if given else str(user["id"])


async def colleague(client: AsyncWebClient, slack_id: str, team_id: str, field: str) -> str:
    """Return the name of a Slack user who can be on the staff. Raises Refused at `field` for anybody else."""
    user = await about(client, slack_id)
    why_not = STRANGER if user is None else why_not_staff(user, team_id)
    if user is None or why_not is not None:
        raise Refused(REASONS[why_not or STRANGER], field=field)
    return name_of(user)


async def about(client: AsyncWebClient, slack_id: str) -> dict[str, Any] | None:
    """Return what Slack says about a user; None if it knows nobody by this id."""
    try:
        user: dict[str, Any] = (await client.users_info(user=slack_id))["user"]
    except SlackApiError as unknown:
        if reason(unknown) not in ("user_not_found", "user_not_visible"):
            raise
        return None
    return user


async def staff_directory(client: AsyncWebClient, team_id: str) -> Directory:
    """Return who in Slack can be on the staff, by id and by email; emails need the scope users:read.email."""
    turned = pages(client.users_list, limit=200)
    users = [user async for page in turned for user in page["members"] if why_not_staff(user, team_id) is None]
    emails = {str((user.get("profile") or {}).get("email") or "").casefold(): str(user["id"]) for user in users}
    emails.pop("", None)
    return Directory(emails, frozenset(str(user["id"]) for user in users))

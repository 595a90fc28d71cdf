"""Who in Slack can be staff: no guest, bot, stranger or leaver, by what users.info says."""

from collections.abc import Mapping
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.api_errors import reason
from bot.slack.pagination import pages
from models.errors import Refused
from models.importing.staff import Directory
from models.names import capitalised
from models.text import clean

GONE, BOT, STRANGER, GUEST, UNKNOWN = "gone", "bot", "stranger", "guest", "unknown"
SLACKBOT = "USLACKBOT"
WORKSPACE = "T"  # what the id of a workspace begins with; that of an Enterprise Grid, which has many, with an E

REASONS: Mapping[str, str] = {
    GONE: "That Slack account has been deactivated, so it cannot be on the staff.",
    BOT: "That is an app, not a person.",
    STRANGER: "That person belongs to another organisation. Halfterm is for your own staff.",
    GUEST: "That person is a guest in Slack. Ask whoever runs your Slack to make them a full member first.",
    UNKNOWN: "Slack does not say which workspace that person belongs to. Try again later, or ask whoever runs it.",
}


def why_not_staff(user: Mapping[str, Any], team_id: str) -> str | None:
    """Return why a Slack user cannot be on the staff of the workspace, as a key of REASONS; None if they can."""
    if user.get("deleted"):
        return GONE
    if user.get("is_bot") or user.get("id") == SLACKBOT:
        return BOT
    is_ours = _belongs(user, team_id)
    if is_ours is None:
        return STRANGER if user.get("is_stranger") else UNKNOWN
    if not is_ours:
        return STRANGER
    return GUEST if user.get("is_restricted") or user.get("is_ultra_restricted") else None


def _belongs(user: Mapping[str, Any], team_id: str) -> bool | None:
    """Return whether a user belongs to the workspace; None if Slack does not say (docs.slack.dev, Enterprise Grid)."""
    teams = (user.get("enterprise_user") or {}).get("teams")
    if teams:
        return team_id in teams
    own = user.get("team_id")
    return own == team_id if own and own.startswith(WORKSPACE) else None


def has_left(user: Mapping[str, Any] | None, team_id: str) -> bool:
    """Return whether it is certain that somebody can be staff no longer; `user` is None if Slack knows nobody."""
    return user is None or why_not_staff(user, team_id) not in (None, UNKNOWN)


def name_of(user: Mapping[str, Any]) -> str:
    """Return the name by which colleagues know a Slack user, or else the user's id."""
    profile = user.get("profile") or {}
    given = (clean(str(name or "")) for name in (user.get("real_name"), profile.get("real_name"), user.get("name")))
    return next((capitalised(name)[:120] for name in given if name), str(user["id"]))


async def colleague(client: AsyncWebClient, slack_id: str, team_id: str, field: str, *, is_listed: bool = False) -> str:
    """Return the name of a Slack user who can be on the staff. Raises Refused at `field` for anybody else.

    Whoever `is_listed` already stays where Slack does not say where they belong.
    """
    user = await about(client, slack_id)
    why_not = STRANGER if user is None else why_not_staff(user, team_id)
    if user is None or (why_not is not None and not (is_listed and why_not == UNKNOWN)):
        raise Refused(REASONS[why_not or STRANGER], field=field)
    return name_of(user)


async def about(client: AsyncWebClient, slack_id: str) -> dict[str, Any] | None:
    """Return what Slack says about a user, which may be only the id; None if it knows nobody by this id."""
    try:
        user: dict[str, Any] = (await client.users_info(user=slack_id))["user"]
    except SlackApiError as unknown:
        if reason(unknown) == "user_not_visible":
            return {"id": slack_id}
        if reason(unknown) != "user_not_found":
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

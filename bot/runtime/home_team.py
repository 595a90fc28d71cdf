"""The workspace whose database it is: another one's tokens stop the start before anything is read as leavers."""

from slack_sdk.web.async_client import AsyncWebClient

from bot.runtime.desk import Desk
from bot.runtime.instance import CannotStart
from bot.slack.users import about, has_left
from models.administration.home_team import home_team, remember_team
from models.administration.staff_list import slack_ids


async def claim_database(desk: Desk, client: AsyncWebClient, team_id: str) -> None:
    """Make the database this workspace's at its first start. Raises CannotStart if it is another's."""
    kept = await desk.read(home_team)
    if kept is None:
        await _know_somebody(desk, client, team_id)
        kept = await desk.change(remember_team, team_id)
    if kept != team_id:
        raise CannotStart(
            f"The database belongs to another Slack workspace ({kept}; the tokens are of {team_id}). "
            "Use that workspace's tokens, or another DATABASE_URL."
        )


async def _know_somebody(desk: Desk, client: AsyncWebClient, team_id: str) -> None:
    """Raise CannotStart if there are staff, from before the database remembered its workspace, and all are unknown."""
    everybody = await desk.read(slack_ids)
    for slack_id in everybody:
        user = await about(client, slack_id)
        if not has_left(user, team_id) or (user is not None and user.get("team_id") == team_id):
            return  # a leaver of this workspace is known to it too
    if everybody:
        raise CannotStart(
            f"This Slack workspace ({team_id}) knows none of the {len(everybody)} people on the staff list. "
            "Use the tokens of the school's workspace, or another DATABASE_URL."
        )

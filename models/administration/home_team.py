"""The Slack workspace to which the database belongs, from its first start on."""

from sqlalchemy import select

from models.change import Change, Read
from models.tables.setting import Setting

TEAM = "team_id"


def home_team(read: Read) -> str | None:
    """Return the Slack id of the workspace to which the database belongs, or None before the first start."""
    kept = read.session.scalar(select(Setting.value).where(Setting.name == TEAM))
    return str(kept) if kept else None


def remember_team(change: Change, team_id: str) -> str:
    """Remember whose the database is, unless that is known, and return whose it is."""
    kept = home_team(change)
    if kept is None:
        change.add(Setting(name=TEAM, value=team_id))
    return kept or team_id

"""People and rooms as Slack describes them."""

from zoneinfo import ZoneInfo

from bot.workspace.state.core import GRID, Core
from bot.workspace.types import Json, Person, Room


def user_body(core: Core, person: Person) -> Json:
    team_id = (person.team_id or None) if person.teams else core.team_id if person.team_id is None else person.team_id
    first, _, last = person.real_name.partition(" ")
    profile = {
        "real_name": person.real_name,
        "real_name_normalized": person.real_name,
        "display_name": person.name,
        "display_name_normalized": person.name,
        "first_name": first,
        "last_name": last,
        "title": "",
        "team": team_id,
    }
    if "users:read.email" in core.scopes and not person.is_bot:
        profile["email"] = f"{person.name}@school.example"
    return _flagged(
        core,
        person,
        {
            "id": person.id,
            "team_id": team_id,
            "name": person.name,
            "deleted": person.deleted,
            "profile": profile,
            "is_bot": person.is_bot,
            "is_app_user": False,
            "updated": int(core.now().timestamp()),
        },
    )


def _flagged(core: Core, person: Person, body: Json) -> Json:
    """Add what sets a person apart; a deactivated one has no more than that."""
    if person.teams:
        body["enterprise_user"] = {"id": person.id, "enterprise_id": GRID, "teams": list(person.teams)}
    if person.is_stranger:
        body["is_stranger"] = True
    if person.deleted:
        return body
    offset = core.now().astimezone(ZoneInfo(core.timezone)).utcoffset()
    return body | {
        "real_name": person.real_name,
        "tz": core.timezone,
        "tz_label": core.timezone,
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "is_admin": False,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": person.is_restricted or person.is_ultra_restricted,
        "is_ultra_restricted": person.is_ultra_restricted,
    }


def room_body(core: Core, room: Room) -> Json:
    if room.with_user:
        return {
            "id": room.id,
            "is_im": True,
            "user": room.with_user,
            "is_archived": False,
            "is_org_shared": False,
            "context_team_id": core.team_id,
        }
    shared = room.is_ext_shared or room.is_org_shared
    return {
        "id": room.id,
        "name": room.name,
        "name_normalized": room.name,
        "is_channel": not room.is_group,
        "is_group": room.is_private and not room.is_group,
        "is_im": False,
        "is_mpim": room.is_group,
        "is_private": room.is_private,
        "is_archived": room.is_archived,
        "is_general": False,
        "is_shared": shared,
        "is_ext_shared": room.is_ext_shared,
        "is_org_shared": room.is_org_shared,
        "is_pending_ext_shared": room.is_pending_ext_shared,
        "pending_shared": [],
        "pending_connected_team_ids": [],
        "context_team_id": core.team_id,
        "is_member": core.bot_user_id in room.members,
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
        "unlinked": 0,
        "previous_names": [],
    }

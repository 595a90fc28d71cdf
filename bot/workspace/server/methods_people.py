"""auth.test, apps.connections.open, users.info and users.list."""

from bot.workspace.server.arguments import page, required
from bot.workspace.state.core import Core
from bot.workspace.state.people import user_body
from bot.workspace.types import Json


def auth_test(core: Core, _args: Json) -> Json:
    return {
        "url": core.url,
        "team": "Local",
        "user": core.bot_name.lower(),
        "team_id": core.team_id,
        "user_id": core.bot_user_id,
        "bot_id": core.bot_id,
        "is_enterprise_install": False,
    }


def connections_open(core: Core, _args: Json) -> Json:
    base = core.url.replace("http://", "ws://")
    return {"url": f"{base}link/?ticket={core.link.issue_ticket()}&app_id={core.app_id}"}


def users_info(core: Core, args: Json) -> Json:
    return {"user": user_body(core, core.person(required(args, "user")))}


def users_list(core: Core, args: Json) -> Json:
    members, metadata = page(list(core.people.values()), args, most=1000)
    found = [user_body(core, person) for person in members]
    return {"members": found, "cache_ts": int(core.now().timestamp()), "response_metadata": metadata}

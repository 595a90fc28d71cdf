"""views.open, views.push, views.update and views.publish."""

from bot.workspace.server.arguments import required
from bot.workspace.state import view_stack
from bot.workspace.state.core import Core
from bot.workspace.state.payloads import view_body
from bot.workspace.state.store import OpenView
from bot.workspace.types import Json, SlackError


def open_(core: Core, args: Json) -> Json:
    view = required(args, "view")
    trigger = core.triggers.exchange(str(required(args, "trigger_id")))
    return {"view": _view(core, view_stack.open_view(core, trigger.user, view, trigger.within))}


def push(core: Core, args: Json) -> Json:
    view = required(args, "view")
    trigger = core.triggers.exchange(str(required(args, "trigger_id")))
    return {"view": _view(core, view_stack.push_view(core, trigger.user, view))}


def update(core: Core, args: Json) -> Json:
    given = required(args, "view")
    if args.get("external_id"):
        view = core.store.view_by_external_id(str(args["external_id"]))
    else:
        view = core.store.view(str(required(args, "view_id")))
    if view is None:
        raise SlackError("not_found")
    return {"view": _view(core, view_stack.replace_view(core, view, given, args.get("hash")))}


def publish(core: Core, args: Json) -> Json:
    user = str(required(args, "user_id"))
    given = required(args, "view")
    if not core.app_home("home_tab_enabled"):
        raise SlackError("not_enabled")
    if user not in core.people or core.people[user].is_bot:
        raise SlackError("invalid_arguments", ["invalid `user_id` [json-pointer:/user_id]"])
    return {"view": _view(core, view_stack.publish_home(core, user, given, args.get("hash")))}


def _view(core: Core, view: OpenView) -> Json:
    """Return a view as Slack answers it, without what was typed."""
    return view_body(core, view, with_state=False)

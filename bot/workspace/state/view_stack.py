"""The views on people's screens: opened, pushed (three at most), replaced, or published to a Home."""

import orjson

from bot.workspace.rules.validator import check_drawn, check_view
from bot.workspace.state import values
from bot.workspace.state.core import Core, random_id, with_ids
from bot.workspace.state.store import OpenView
from bot.workspace.types import Json, SlackError

DEEPEST = 3
LARGEST = 250_000
PLAIN: Json = {
    "private_metadata": "",
    "callback_id": "",
    "external_id": "",
    "clear_on_close": False,
    "notify_on_close": False,
}


def open_view(core: Core, user: str, given: Json, within: str | None = None) -> OpenView:
    """Open a view as a new root, or on top if it was asked for from `within` an open view."""
    if within and any(view.id == within for view in core.store.stacks[user]):
        return push_view(core, user, given)
    view = _new(core, user, given)
    core.store.stacks[user][:] = [view]
    core.changed(user)
    return view


def push_view(core: Core, user: str, given: Json) -> OpenView:
    """Open a view on top of the stack. Raises SlackError if the stack is empty or already three deep."""
    stack = core.store.stacks[user]
    if not stack:
        raise SlackError("not_found")
    if len(stack) >= DEEPEST:
        raise SlackError("push_limit_reached")
    view = _new(core, user, given)
    view.root_id, view.previous_id = stack[0].id, stack[-1].id
    stack.append(view)
    core.changed(user)
    return view


def replace_view(core: Core, view: OpenView, given: Json, given_hash: str | None = None) -> OpenView:
    """Replace the content of a view. Raises SlackError if `given_hash` is not the view's hash: it changed meanwhile."""
    if given_hash and given_hash != view.hash:
        raise SlackError("hash_conflict")
    _show(core, view, given)
    core.changed(view.user)
    return view


def publish_home(core: Core, user: str, given: Json, given_hash: str | None = None) -> OpenView:
    view = core.store.homes.get(user)
    if view:
        return replace_view(core, view, given, given_hash)
    view = _new(core, user, given, "home")
    core.store.homes[user] = view
    core.changed(user)
    return view


def pop_view(core: Core, view: OpenView) -> None:
    """Close a view and those on top; the view below is seen again."""
    stack = core.store.stacks[view.user]
    if view in stack:
        del stack[stack.index(view) :]
    core.changed(view.user)


def clear_stack(core: Core, user: str) -> None:
    core.store.stacks[user].clear()
    core.changed(user)


def _new(core: Core, user: str, given: Json, kind: str = "modal") -> OpenView:
    view_id = random_id("V")
    view = OpenView(view_id, user, {"type": kind}, "", root_id=view_id)
    _show(core, view, given)
    return view


def _show(core: Core, view: OpenView, given: Json) -> None:
    _refuse_invalid(core, given, view.body["type"])
    external_id = given.get("external_id")
    other = core.store.view_by_external_id(external_id) if external_id else None
    if other is not None and other is not view:
        raise SlackError("duplicate_external_id")
    drawn = [block for block in given["blocks"] if block["type"] not in core.dropped_blocks]
    view.body = PLAIN | given | {"blocks": with_ids(drawn)}
    view.typed = values.settle(view.body["blocks"], view.typed)
    view.hash = core.new_hash()


def _refuse_invalid(core: Core, given: Json, kind: str) -> None:
    problems = check_view(given, kind, core.without_rules) or check_drawn(given, "/view", core.refused_blocks)
    if problems:
        error = problems[0].error or "invalid_arguments"
        raise SlackError(error, [problem.words() for problem in problems])
    if "view_too_large" not in core.without_rules and len(orjson.dumps(given)) > LARGEST:
        raise SlackError("view_too_large")

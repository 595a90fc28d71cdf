"""A person's gestures in a modal or on Home: typing and choosing, submitting, cancelling."""

import logging

from bot.workspace.person import field_checks, interactions
from bot.workspace.state import payloads, values, view_stack
from bot.workspace.state.core import Core, random_id
from bot.workspace.state.socket_server import NotAnsweredError
from bot.workspace.state.store import OpenView, StoredFile
from bot.workspace.types import Given, Json, Outcome, Place, SlackError

log = logging.getLogger(__name__)

TROUBLE = "We had some trouble connecting. Try again?"
GONE = Outcome(False, "This is no longer open.")
MOST_FILES = 10  # docs.slack.dev, file input element


async def fill(core: Core, user: str, view_id: str, block_id: str, action_id: str, value: Given) -> Outcome | None:
    view = core.store.view(view_id, user)
    found = interactions.find(view, block_id, action_id, value) if view else None
    if view is None or found is None:
        return Outcome(False, "This is no longer there.")
    block, element = found
    if element["type"] == "file_input":
        value = [payloads.file_body(core, core.store.files[one]) for one in value or []]
        if len(value) > element.get("max_files", MOST_FILES):
            return Outcome(False, f"No more than {element.get('max_files', MOST_FILES)} can be uploaded.")
    most = element.get("max_selected_items")
    if most and isinstance(value, list) and len(value) > most:
        return Outcome(False, f"No more than {most} can be chosen.")
    if _tells_the_app(block, element):
        place = Place.home() if view.body["type"] == "home" else Place.view(view_id)
        return await interactions.act(core, user, place, block_id, action_id, value)
    try:
        offered = core.store.offered.get((user, block_id, action_id), [])
        view.typed[block["block_id"], action_id] = values.chosen(element, value, offered)
    except values.NotOfferedError:
        return Outcome(False, "That is not one of the options.")
    core.changed(user)
    return None


def upload(core: Core, user: str, name: str, content: bytes) -> str:
    file = StoredFile(random_id("F"), name, name, content, uploaded=True, length=len(content), owner=user)
    core.store.files[file.id] = file
    return file.id


async def submit(core: Core, user: str, view_id: str) -> Outcome:
    """Submit a modal, which stays open if the client or the app refuses, or nobody answers in time."""
    view = core.store.view(view_id, user)
    if view is None or view.body["type"] != "modal":
        return GONE
    errors = field_checks.refusals(view.body["blocks"], view.typed)
    if errors:
        return Outcome(False, errors=errors)
    try:
        answer = await core.link.send("interactive", payloads.view_submission(core, view))
    except NotAnsweredError:
        return Outcome(False, TROUBLE)
    try:
        return _obey(core, view, answer or {})
    except SlackError as refusal:
        log.warning("the answer to a submission was refused: %s %s", refusal.code, refusal.messages)
        return Outcome(False, TROUBLE, response=refusal.answer())


async def close(core: Core, user: str, view_id: str, everything: bool) -> Outcome:
    view = core.store.view(view_id, user)
    if view is None or view.body["type"] != "modal":
        return GONE
    told = core.store.stacks[user][0] if everything else view
    clears = everything or bool(view.body.get("clear_on_close"))
    if clears:
        view_stack.clear_stack(core, user)
    else:
        view_stack.pop_view(core, view)
    if told.body.get("notify_on_close"):
        try:
            await core.link.send("interactive", payloads.view_closed(core, told, clears))
        except NotAnsweredError:
            return Outcome(True)
    return Outcome(True)


def _tells_the_app(block: Json, element: Json) -> bool:
    if block["type"] != "input":
        return True
    if not block.get("dispatch_action"):
        return False
    config = element.get("dispatch_action_config") or {}
    asked = config.get("trigger_actions_on", ["on_enter_pressed"])
    return element["type"] not in values.TEXTS or "on_character_entered" in asked


def _obey(core: Core, view: OpenView, answer: Json) -> Outcome:
    action = answer.get("response_action")
    match action:
        case None:
            view_stack.pop_view(core, view)
        case "clear":
            view_stack.clear_stack(core, view.user)
        case "update":
            view_stack.replace_view(core, view, answer.get("view") or {})
        case "push":
            view_stack.push_view(core, view.user, answer.get("view") or {})
        case "errors":
            return _with_errors(view, answer.get("errors"))
        case _:
            raise SlackError("invalid_arguments", ["unknown response_action [json-pointer:/response_action]"])
    return Outcome(True, response=answer or None)


def _with_errors(view: OpenView, errors: Given) -> Outcome:
    inputs = {block["block_id"] for block in view.body["blocks"] if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or set(errors) - inputs:
        raise SlackError("invalid_arguments", ["errors must name input blocks of the view [json-pointer:/errors]"])
    return Outcome(False, errors={block_id: str(words) for block_id, words in errors.items()})

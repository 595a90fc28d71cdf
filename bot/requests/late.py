"""A form that came too late for Slack's trigger: what was pressed or typed is kept, and done again when asked for."""

from collections.abc import Mapping
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.slack.api_errors import reason

# The documented error, and one that was seen in practice (docs.slack.dev, views.open, errors).
TOO_LATE = ("expired_trigger_id", "trigger_expired")


def is_too_late(error: SlackApiError) -> bool:
    """Return whether Slack no longer opens a modal for what was pressed."""
    return reason(error) in TOO_LATE or "trigger_id expired" in str(error)


def gesture_of(body: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the part of a request that says what its author did; None for what can open no form by itself."""
    match body:
        case {"command": str(name)}:
            return {"command": name, "text": body.get("text") or ""}
        case {"type": "block_actions", "actions": [action, *_]}:
            return {"actions": [{"action_id": action["action_id"], "value": _value(action)}]}
        case {"type": "shortcut", "callback_id": str(name)}:
            return {"type": "shortcut", "callback_id": name}
        case {"type": "message_action", "callback_id": str(name), "message": {"ts": ts, **message}}:
            said = {"ts": ts, "text": message.get("text") or ""}
            return {"type": "message_action", "callback_id": name, "message": said}
    return None


def repeated(body: Mapping[str, Any], gesture: Mapping[str, Any]) -> dict[str, Any]:
    """Return the request by which somebody does again what they did; `body` is their press of the button for it."""
    pressed = body["actions"][0]
    rest = {**{name: part for name, part in body.items() if name != "actions"}, **gesture}
    if "actions" in gesture:
        rest["actions"] = [{"type": "button", **pressed, **action} for action in gesture["actions"]]
    return rest


def _value(action: Mapping[str, Any]) -> str:
    return str((action.get("selected_option") or action).get("value") or "")

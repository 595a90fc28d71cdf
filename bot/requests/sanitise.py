"""Sanitising what arrives from Slack before a handler reads it: nothing that comes over the wire is trusted."""

from typing import Any

from models.errors import Absent


def sanitise(body: dict[str, Any]) -> None:
    """Make every value a text without NUL, which databases cannot hold. Raises Absent for a malformed menu choice."""
    for action in body.get("actions") or ():
        option = action.get("selected_option")
        if (option is None and action.get("type") == "overflow") or not isinstance(option, dict | None):
            raise Absent
        if option is not None:
            option["value"] = _text(option.get("value"))
        action["value"] = _text(action.get("value"))
    for name in ("value", "text"):
        if name in body:
            body[name] = _text(body[name])


def _text(given: object) -> str:
    return given.replace("\x00", "") if isinstance(given, str) else ""

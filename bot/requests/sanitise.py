"""Sanitising what arrives from Slack before a handler reads it: nothing that comes over the wire is trusted."""

from typing import Any

from bot.forms.fields import storable
from models.errors import Absent


def sanitise(body: dict[str, Any]) -> None:
    """Make every value a text that a database can hold. Raises Absent for a malformed menu choice."""
    for action in body.get("actions") or ():
        option = action.get("selected_option")
        if (option is None and action.get("type") == "overflow") or not isinstance(option, dict | None):
            raise Absent
        if option is not None:
            option["value"] = storable(option.get("value")) or ""
        action["value"] = storable(action.get("value")) or ""
    for name in ("value", "text"):
        if name in body:
            body[name] = storable(body[name]) or ""

"""What arrives is made whole before a handler could stumble over it: nothing that came over the wire is trusted."""

from typing import Any

from models.errors import Absent


def sanitise(body: dict[str, Any]) -> None:
    """Give each action a value that is text; Absent where a choice is none. Databases hold no NUL, so none gets in."""
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

"""The checks that Slack's client makes before it tells the app: required fields, lengths, numbers, addresses."""

import re
from decimal import Decimal, InvalidOperation

from bot.workspace.state.store import Typed
from bot.workspace.state.values import is_empty
from bot.workspace.types import Json

EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
URL = re.compile(r"(https?://)[^\s/]+\.[^\s]+|https?://localhost\S*")


def refusals(blocks: list[Json], typed: Typed) -> dict[str, str]:
    """Return the errors of the fields, as {block_id: text}."""
    found = {}
    for block in blocks:
        if block["type"] == "input":
            words = _refusal(block, typed[block["block_id"], block["element"]["action_id"]])
            if words:
                found[block["block_id"]] = words
    return found


def _refusal(block: Json, state: Json) -> str:
    if is_empty(state):
        return "" if block.get("optional") else "Please complete this required field."
    value = state.get("value")
    if not isinstance(value, str):
        return ""
    element = block["element"]
    match element["type"]:
        case "plain_text_input":
            return _length(element, value)
        case "number_input":
            return _number(element, value)
        case "email_text_input":
            return "" if EMAIL.fullmatch(value) else "Please enter a valid email address."
        case _:
            return "" if URL.fullmatch(value) else "Please enter a valid URL."


def _length(element: Json, value: str) -> str:
    low, high = element.get("min_length", 0), element.get("max_length", 3000)
    if len(value) < low:
        return f"Please enter at least {low} characters."
    return f"Please enter no more than {high} characters." if len(value) > high else ""


def _number(element: Json, value: str) -> str:
    try:
        number = Decimal(value)
    except InvalidOperation:
        return "Please enter a number."
    if not number.is_finite() or (not element.get("is_decimal_allowed") and number != number.to_integral_value()):
        return "Please enter a whole number."
    low, high = element.get("min_value"), element.get("max_value")
    if low is not None and number < Decimal(low):
        return f"Please enter a number of at least {low}."
    return f"Please enter a number of at most {high}." if high is not None and number > Decimal(high) else ""

"""The state of interactive elements in Slack's shapes, before and after a person's choice."""

from collections.abc import Iterator

from bot.workspace.rules.allowed import options_of
from bot.workspace.state.store import Typed
from bot.workspace.types import Given, Json

TEXTS = {"plain_text_input", "email_text_input", "url_text_input", "number_input"}
SINGLE: dict[str, tuple[str, str]] = {
    "users_select": ("selected_user", "initial_user"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
}
SEVERAL: dict[str, tuple[str, str]] = {
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
}
ONE_OPTION = {"static_select", "external_select", "radio_buttons"}
SOME_OPTIONS = {"multi_static_select", "multi_external_select", "checkboxes"}
EXTERNAL = {"external_select", "multi_external_select"}
BUTTONS = {"button", "workflow_button"}
STATEFUL = TEXTS | SINGLE.keys() | SEVERAL.keys() | ONE_OPTION | SOME_OPTIONS | {"rich_text_input", "file_input"}


class NotOfferedError(Exception):
    """The choice is not among the element's options."""


def elements_of(block: Json) -> list[Json]:
    if block.get("type") == "input":
        return [block["element"]]
    if block.get("type") in ("actions", "context_actions"):
        return list(block["elements"])
    accessory = block.get("accessory")
    return [accessory] if isinstance(accessory, dict) and accessory.get("type") != "image" else []


def stateful(blocks: list[Json]) -> Iterator[tuple[str, Json]]:
    for block in blocks:
        for element in elements_of(block):
            if element["type"] in STATEFUL:
                yield block["block_id"], element


def find(blocks: list[Json], block_id: str, action_id: str) -> tuple[Json, Json] | None:
    """Return a block and its element by their ids; None if they are not there."""
    for block in blocks:
        if block.get("block_id") == block_id:
            for element in elements_of(block):
                if element.get("action_id") == action_id:
                    return block, element
    return None


def find_again(blocks: list[Json], action_id: str, value: Given) -> tuple[Json, Json] | None:
    """Return the block and element where the same action can be done with this value, whatever the block's id."""
    for block in blocks:
        for element in elements_of(block):
            if element.get("action_id") == action_id and _says_all(element, value):
                return block, element
    return None


def _says_all(element: Json, value: Given) -> bool:
    """Return whether `value` says all that is asked for: a date, for one, does not say of whom."""
    if element["type"] in BUTTONS:
        return bool(element.get("value") == value)
    return element["type"] in EXTERNAL or any(option.get("value") == value for option in options_of(element))


def first_state(element: Json) -> Json:
    """Return the state of an element that nobody has touched."""
    kind = element["type"]
    if kind in TEXTS:
        return {"type": kind, "value": element.get("initial_value")}
    if kind in SINGLE:
        selected, initial = SINGLE[kind]
        return {"type": kind, selected: element.get(initial)}
    if kind in SEVERAL:
        selected, initial = SEVERAL[kind]
        return {"type": kind, selected: list(element.get(initial, []))}
    if kind in ONE_OPTION:
        return {"type": kind, "selected_option": element.get("initial_option")}
    if kind in SOME_OPTIONS:
        return {"type": kind, "selected_options": list(element.get("initial_options", []))}
    if kind == "rich_text_input":
        return {"type": kind, "rich_text_value": element.get("initial_value")}
    return {"type": kind, "files": []}


def settle(blocks: list[Json], typed: Typed) -> Typed:
    """Return the state after an update: values stay under the same ids, and other elements begin untouched."""
    settled: Typed = {}
    for block_id, element in stateful(blocks):
        key = (block_id, element["action_id"])
        before = typed.get(key)
        keeps = before is not None and before["type"] == element["type"] and _still_offered(element, before)
        settled[key] = before if before is not None and keeps else first_state(element)
    return settled


def state_of(blocks: list[Json], typed: Typed) -> Json:
    values: dict[str, Json] = {}
    for block_id, element in stateful(blocks):
        state = typed.get((block_id, element["action_id"])) or first_state(element)
        values.setdefault(block_id, {})[element["action_id"]] = state
    return {"values": values}


def chosen(element: Json, value: Given, offered: list[Json]) -> Json:
    """Return the state after `value` was typed or chosen. Raises NotOfferedError if a select has no such option."""
    kind = element["type"]
    if kind in TEXTS:
        return {"type": kind, "value": None if value in (None, "") else str(value)}
    if kind in SINGLE:
        return {"type": kind, SINGLE[kind][0]: value or None}
    if kind in SEVERAL:
        return {"type": kind, SEVERAL[kind][0]: list(value or [])}
    options = [*flat_options(offered), *_initial(element)] if kind in EXTERNAL else options_of(element)
    if kind in ONE_OPTION or kind == "overflow":
        return {"type": kind, "selected_option": None if value is None else _pick(options, value)}
    if kind in SOME_OPTIONS:
        return {"type": kind, "selected_options": [_pick(options, one) for one in value or []]}
    if kind == "rich_text_input":
        return {"type": kind, "rich_text_value": value}
    return {"type": kind, "files": list(value or [])}


def _initial(element: Json) -> list[Json]:
    """Return the options that an external select was filled with at first."""
    one = element.get("initial_option")
    return [*([one] if one else []), *element.get("initial_options", [])]


def flat_options(offered: list[Json]) -> list[Json]:
    """Return the options, with those of option groups unpacked."""
    return [option for one in offered for option in one.get("options", [one])]


def is_empty(state: Json) -> bool:
    return all(value in (None, "", []) for key, value in state.items() if key != "type")


def _pick(options: list[Json], value: Given) -> Json:
    wanted = value.get("value") if isinstance(value, dict) else value
    for option in options:
        if option.get("value") == wanted:
            return {key: option[key] for key in ("text", "value", "description") if key in option}
    raise NotOfferedError(str(wanted))


def _still_offered(element: Json, before: Json) -> bool:
    if element["type"] in EXTERNAL or not (options := options_of(element)):
        return True
    offered = {option.get("value") for option in options}
    picked = before.get("selected_options") or [before.get("selected_option")]
    return all(option is None or option["value"] in offered for option in picked)

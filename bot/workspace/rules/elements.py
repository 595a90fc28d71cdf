"""Rules about elements: buttons, selects, pickers, inputs, their options and confirms."""

import re
from datetime import date

from bot.workspace.rules.allowed import MULTI_SELECTS, SELECTS, options_of
from bot.workspace.rules.rule import (  # fmt: skip
    MISSING,
    Found,
    Node,
    Rule,
    at,
    between,
    fewest,
    filled,
    like,
    longest,
    most,
    needs,
    one_of,
    only,
    options_or_groups,
    plain,
)
from bot.workspace.types import Given

STYLES = ("primary", "danger")
NUMBER = r"-?\d+(\.\d+)?"
COMMON = ("action_id", "confirm", "focus_on_load")
HINTED = (*COMMON, "placeholder")


def initial_is_offered(node: Node) -> Found:
    one, several = node.value.get("initial_option"), node.value.get("initial_options")
    for path, option in [("/initial_option", one)] + [("/initial_options", one) for one in several or []]:
        if option is not None and option not in options_of(node.value):
            yield path, "must exactly match one of the options"


def initial_several_not_empty(node: Node) -> Found:
    if node.value.get("initial_options") == []:
        yield "/initial_options", "no fewer than 1 items allowed"


def initial_fits(node: Node) -> Found:
    value = node.value.get("initial_value")
    if isinstance(value, str):
        low, high = node.value.get("min_length") or 0, node.value.get("max_length") or 3000
        if not low <= len(value) <= high:
            yield "/initial_value", f"must be between {low} and {high} characters"


def lengths_in_order(node: Node) -> Found:
    low, high = node.value.get("min_length"), node.value.get("max_length")
    if isinstance(low, int) and isinstance(high, int) and low > high:
        yield "/min_length", "must be less than or equal to max_length"


def numbers_are_strings(node: Node) -> Found:
    for key in ("min_value", "max_value", "initial_value"):
        value = node.value.get(key)
        if value is not None and not (isinstance(value, str) and re.fullmatch(NUMBER, value)):
            yield f"/{key}", "must be a number in a string"


def numbers_in_order(node: Node) -> Found:
    low, first, high = (_number(node.value.get(key)) for key in ("min_value", "initial_value", "max_value"))
    known = [value for value in (low, first, high) if value is not None]
    if known != sorted(known):
        yield "/min_value", "min_value, initial_value and max_value must be in order"


def real_date(node: Node) -> Found:
    value = node.value.get("initial_date")
    if value is not None and not _is_date(value):
        yield "/initial_date", "must be a date in the format YYYY-MM-DD"


def ten_digits(node: Node) -> Found:
    value = node.value.get("initial_date_time")
    if value is not None and (not isinstance(value, int) or len(str(value)) != 10):
        yield "/initial_date_time", "must be 10 digits of seconds"


def triggers_known(node: Node) -> Found:
    asked = at(node.value, "dispatch_action_config.trigger_actions_on")
    if asked is not MISSING and (
        not isinstance(asked, list) or set(asked) - {"on_enter_pressed", "on_character_entered"}
    ):
        yield "/dispatch_action_config/trigger_actions_on", "unknown trigger"


def _menus() -> tuple[Rule, ...]:
    rules: list[Rule] = []
    for kind in sorted(SELECTS | MULTI_SELECTS):
        rules += [plain(kind, "placeholder"), longest(kind, "placeholder.text", 150)]
    rules += [between(kind, "max_selected_items", 1, 100) for kind in sorted(MULTI_SELECTS)]
    return tuple(rules)


ELEMENTS = (
    longest("element", "action_id", 255),
    needs("button", "text"),
    plain("button", "text"),
    longest("button", "text.text", 75),
    longest("button", "value", 2000),
    longest("button", "url", 3000),
    longest("button", "accessibility_label", 75),
    one_of("button", "style", STYLES),
    only("button", "action_id", "text", "value", "url", "style", "confirm", "accessibility_label"),
    needs("confirm", "title"),
    needs("confirm", "text"),
    needs("confirm", "confirm"),
    needs("confirm", "deny"),
    plain("confirm", "title"),
    longest("confirm", "title.text", 100),
    longest("confirm", "text.text", 300),
    plain("confirm", "confirm"),
    plain("confirm", "deny"),
    longest("confirm", "confirm.text", 30),
    longest("confirm", "deny.text", 30),
    one_of("confirm", "style", STYLES),
    needs("option", "text"),
    needs("option", "value"),
    filled("option", "value"),
    longest("option", "value", 150),
    longest("option", "text.text", 75),
    longest("option", "description.text", 75),
    plain("select_option", "text"),
    plain("select_option", "description"),
    only("option", "text", "value", "description", "url"),
    Rule("static.options.given", "static", options_or_groups),
    fewest("static", "options"),
    most("static", "options", 100),
    most("static", "option_groups", 100),
    Rule("element.initial.offered", "static", initial_is_offered),
    Rule("element.initial.filled", "element", initial_several_not_empty),
    between("external", "min_query_length", 0, 75),
    *_menus(),
    needs("overflow", "options"),
    fewest("overflow", "options"),
    most("overflow", "options", 5),
    needs("checkboxes", "options"),
    fewest("checkboxes", "options"),
    most("checkboxes", "options", 10),
    Rule("checkboxes.initial.offered", "checkboxes", initial_is_offered),
    needs("radio_buttons", "options"),
    fewest("radio_buttons", "options"),
    most("radio_buttons", "options", 10),
    Rule("radio_buttons.initial.offered", "radio_buttons", initial_is_offered),
    between("plain_text_input", "min_length", 0, 3000),
    between("plain_text_input", "max_length", 1, 3000),
    longest("plain_text_input", "placeholder.text", 150),
    plain("plain_text_input", "placeholder"),
    Rule("plain_text_input.lengths", "plain_text_input", lengths_in_order),
    Rule("plain_text_input.initial_value.fits", "plain_text_input", initial_fits),
    Rule("element.trigger_actions_on", "element", triggers_known),
    needs("number_input", "is_decimal_allowed"),
    Rule("number_input.strings", "number_input", numbers_are_strings),
    Rule("number_input.order", "number_input", numbers_in_order),
    Rule("datepicker.initial_date", "datepicker", real_date),
    like("timepicker", "initial_time", r"([01]\d|2[0-3]):[0-5]\d", "must be a time in the format HH:mm"),
    Rule("datetimepicker.initial_date_time", "datetimepicker", ten_digits),
    between("file_input", "max_files", 1, 10),
    only("file_input", "action_id", "filetypes", "max_files"),
    only("overflow", "action_id", "options", "confirm"),
    only("checkboxes", *COMMON, "options", "initial_options"),
    only("radio_buttons", *COMMON, "options", "initial_option"),
    only("datepicker", *HINTED, "initial_date"),
    only("timepicker", *HINTED, "initial_time", "timezone"),
    only("static_select", *HINTED, "options", "option_groups", "initial_option"),
    only("external_select", *HINTED, "initial_option", "min_query_length"),
    only("users_select", *HINTED, "initial_user"),
    only("multi_static_select", *HINTED, "options", "option_groups", "initial_options", "max_selected_items"),
    only("multi_external_select", *HINTED, "initial_options", "min_query_length", "max_selected_items"),
    only("multi_users_select", *HINTED, "initial_users", "max_selected_items"),
    only(
        "plain_text_input", "action_id", "placeholder", "focus_on_load", "initial_value", "multiline", "min_length",
        "max_length", "dispatch_action_config",
    ),
)  # fmt: skip


def _number(value: Given) -> float | None:
    return float(value) if isinstance(value, str) and re.fullmatch(NUMBER, value) else None


def _is_date(value: Given) -> bool:
    try:
        return bool(re.fullmatch(r"\d{4}-\d\d-\d\d", str(value))) and bool(date.fromisoformat(str(value)))
    except ValueError:
        return False

"""What is allowed where: blocks on surfaces and elements in blocks; and the texts and options of a payload."""

from collections.abc import Iterator

from bot.workspace.types import Given, Json

EVERYWHERE = {"section", "divider", "header", "image", "context", "actions", "input", "rich_text", "video"}
TABLES = {"table", "data_table", "data_visualization"}
GROUPS = {"card", "carousel", "container"}
BLOCKS_ON = {
    "message": EVERYWHERE | TABLES | GROUPS | {"markdown", "context_actions", "file"},
    "home": EVERYWHERE | TABLES | GROUPS,
    "modal": EVERYWHERE | {"alert"},
    "options": set[str](),
}

SELECTS = {f"{kind}_select" for kind in ("static", "external", "users", "conversations", "channels")}
MULTI_SELECTS = {f"multi_{kind}" for kind in SELECTS}
PICKERS = {"datepicker", "timepicker", "radio_buttons", "checkboxes"}
CHOICES = SELECTS | MULTI_SELECTS | PICKERS
TEXT_INPUTS = {"plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input"}
ELEMENTS_IN = {
    "section": CHOICES | {"button", "overflow", "image", "workflow_button"},
    "actions": CHOICES | {"button", "overflow", "datetimepicker", "workflow_button"},
    "input": CHOICES | TEXT_INPUTS | {"datetimepicker", "file_input"},
    "context": {"image", "plain_text", "mrkdwn"},
    "context_actions": {"feedback_buttons", "icon_button"},
}


def texts_in(value: Given) -> Iterator[str]:
    """Yield every string under a "text" key, at any depth."""
    if isinstance(value, list):
        for item in value:
            yield from texts_in(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key == "text" and isinstance(item, str):
                yield item
            else:
                yield from texts_in(item)


def options_of(element: Json) -> list[Json]:
    grouped = [option for group in element.get("option_groups", []) for option in group.get("options", [])]
    return [*element.get("options", []), *grouped]

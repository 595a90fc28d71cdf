"""Rules about the type of value in each field, which come first, so that the other rules can trust what they read."""

from collections.abc import Callable

from bot.workspace.rules.rule import Found, Node, Rule
from bot.workspace.types import Given


def _is_whole(value: Given) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _list_of(kind: type) -> Callable[[Given], bool]:
    return lambda value: isinstance(value, list) and all(isinstance(item, kind) for item in value)


FITS: dict[str, Callable[[Given], bool]] = {
    "a string": lambda value: isinstance(value, str),
    "an object": lambda value: isinstance(value, dict),
    "a boolean": lambda value: isinstance(value, bool),
    "an integer": _is_whole,
    "an array of objects": _list_of(dict),
    "an array of strings": _list_of(str),
    "an array of arrays": _list_of(list),
}
STRING, OBJECT, BOOLEAN, INTEGER, OBJECTS, STRINGS, ARRAYS = FITS


def shape(kind: str, **fields: str) -> Rule:
    """Return a rule for the types of a kind's fields. null is wrong for every type: leave the field out instead."""

    def find(node: Node) -> Found:
        for key, wanted in fields.items():
            if key in node.value and not FITS[wanted](node.value[key]):
                yield f"/{key}", f"must be {wanted}"

    return Rule(f"{kind}.shape", kind, find)


ELEMENTS_INSIDE = ("context", "actions", "context_actions", "rich_text", "carousel")

SHAPES = (
    shape("message", blocks=OBJECTS),
    shape(
        "view", type=STRING, blocks=OBJECTS, title=OBJECT, submit=OBJECT, close=OBJECT, private_metadata=STRING,
        callback_id=STRING, external_id=STRING, clear_on_close=BOOLEAN, notify_on_close=BOOLEAN,
    ),
    shape("options", options=OBJECTS, option_groups=OBJECTS),
    shape("block", type=STRING, block_id=STRING),
    shape("text", type=STRING, text=STRING, emoji=BOOLEAN, verbatim=BOOLEAN),
    shape("section", text=OBJECT, fields=OBJECTS, accessory=OBJECT, expand=BOOLEAN),
    shape("header", text=OBJECT),
    *(shape(kind, elements=OBJECTS) for kind in ELEMENTS_INSIDE),
    shape("input", label=OBJECT, element=OBJECT, hint=OBJECT, optional=BOOLEAN, dispatch_action=BOOLEAN),
    shape("image", image_url=STRING, alt_text=STRING, slack_file=OBJECT),
    shape("markdown", text=STRING),
    shape("alert", text=OBJECT, level=STRING),
    shape("card", title=OBJECT, subtitle=OBJECT, body=OBJECT, hero_image=OBJECT, icon=OBJECT, actions=OBJECTS),
    shape("container", child_blocks=OBJECTS, title=OBJECT, subtitle=OBJECT),
    shape("table", rows=ARRAYS, column_settings=OBJECTS),
    shape("data_table", rows=ARRAYS, caption=STRING, page_size=INTEGER, row_header_column_index=INTEGER),
    shape("data_visualization", title=STRING, chart=OBJECT),
    shape(
        "element", type=STRING, action_id=STRING, text=OBJECT, placeholder=OBJECT, confirm=OBJECT, options=OBJECTS,
        option_groups=OBJECTS, initial_option=OBJECT, initial_options=OBJECTS, initial_date=STRING,
        initial_time=STRING, initial_user=STRING, initial_users=STRINGS, initial_conversation=STRING,
        initial_conversations=STRINGS, initial_channel=STRING, initial_channels=STRINGS, focus_on_load=BOOLEAN,
        value=STRING, url=STRING, style=STRING, accessibility_label=STRING, multiline=BOOLEAN, min_length=INTEGER,
        max_length=INTEGER, min_query_length=INTEGER, max_selected_items=INTEGER, max_files=INTEGER,
        is_decimal_allowed=BOOLEAN, dispatch_action_config=OBJECT,
    ),
    shape("plain_text_input", initial_value=STRING),
    shape("file_input", filetypes=STRINGS),
    shape("option", text=OBJECT, value=STRING, description=OBJECT),
    shape("option_group", label=OBJECT, options=OBJECTS),
    shape("confirm", title=OBJECT, text=OBJECT, confirm=OBJECT, deny=OBJECT, style=STRING),
)  # fmt: skip

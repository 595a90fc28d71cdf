"""The known-bad selects, pickers, inputs and options."""

from tests.bot.workspace.bad_payloads import (
    FEW,
    PLAIN,
    actions,
    choice,
    field,
    group,
    in_message,
    items,
    less,
    missing,
    mrkdwn,
    option,
    options,
    plain,
    select,
    text_input,
    without,
)  # fmt: skip

MENUS = [f"{kind}_select" for kind in ("static", "external", "users", "conversations", "channels")]
MULTI = [f"multi_{kind}" for kind in MENUS]
NUMBER = {"type": "number_input", "action_id": "n", "is_decimal_allowed": False}

CHOICES = [
    field("option.shape", select(options=[option(value=5)]), "must be a string"),
    field("option_group.shape", select(option_groups=[group(label="Year 10")]), "must be an object"),
    field("element.shape", select(options=["a"]), "must be an array of objects"),
    field("plain_text_input.shape", text_input(initial_value=5), "must be a string"),
    field("option.text.needed", select(options=[{"value": "a"}]), missing("text")),
    field("option.value.needed", select(options=[{"text": plain()}]), missing("value")),
    field("option.value.filled", select(options=[option(value="")]), "must be more than 0 characters"),
    field("option.value.longest", select(options=[option(value="a" * 151)]), less(150)),
    field("option.text.text.longest", select(options=[option("a" * 76)]), less(75)),
    field("option.description.text.longest", select(options=[option(description=plain("a" * 76))]), less(75)),
    field("select_option.text.plain", select(options=[option() | {"text": mrkdwn()}]), PLAIN),
    field("select_option.description.plain", select(options=[option(description=mrkdwn())]), PLAIN),
    field("option.only", select(options=[option(hint="a")]), "invalid additional property: hint"),
    field("static.options.given", without(select(), "options"), "one of options and option_groups"),
    field("static.options.given", select(options=[option()], option_groups=[group()]), "one of options"),
    field("static.options.fewest", select(options=[]), FEW),
    field("static.options.most", select(options=options(101)), items(100)),
    field("static.option_groups.most", select(option_groups=[group()] * 101), items(100)),
    field("element.initial.offered", select(initial_option=option("No", "no")), "must exactly match"),
    field("element.initial.offered", select("multi_static_select", initial_options=[option("No", "no")]), "exactly"),
    field("element.initial.filled", select("multi_static_select", initial_options=[]), FEW),
    field("external.min_query_length.between", select("external_select", min_query_length=-1), "between 0 and"),
    *(field(f"{kind}.placeholder.plain", select(kind, placeholder=mrkdwn()), PLAIN) for kind in MENUS + MULTI),
    *(
        field(f"{kind}.placeholder.text.longest", select(kind, placeholder=plain("a" * 151)), less(150))
        for kind in MENUS + MULTI
    ),
    *(field(f"{kind}.max_selected_items.between", select(kind, max_selected_items=0), "between 1") for kind in MULTI),
    in_message("overflow.options.needed", actions({"type": "overflow"}), missing("options")),
    in_message("overflow.options.fewest", actions(choice("overflow", options=[])), FEW),
    in_message("overflow.options.most", actions(choice("overflow", options=options(6))), items(5)),
    *(
        bad
        for kind in ("checkboxes", "radio_buttons")
        for bad in (
            field(f"{kind}.options.needed", without(choice(kind), "options"), missing("options")),
            field(f"{kind}.options.fewest", choice(kind, options=[]), FEW),
            field(f"{kind}.options.most", choice(kind, options=options(11)), items(10)),
        )
    ),
    field("checkboxes.initial.offered", choice("checkboxes", initial_options=[option("No", "no")]), "exactly"),
    field("radio_buttons.initial.offered", choice("radio_buttons", initial_option=option("No", "no")), "must exactly"),
    *(
        field(f"{kind}.only", select(kind, colour="red"), "invalid additional property: colour")
        for kind in (*MENUS[:3], *MULTI[:3], "datepicker", "timepicker")
    ),
    *(
        field(f"{kind}.only", choice(kind, colour="red"), "invalid additional property: colour")
        for kind in ("checkboxes", "radio_buttons")
    ),
]  # fmt: skip

INPUTS = [
    field("plain_text_input.min_length.between", text_input(min_length=-1), "between 0 and 3000"),
    field("plain_text_input.max_length.between", text_input(max_length=3001), "between 1 and 3000"),
    field("plain_text_input.placeholder.text.longest", text_input(placeholder=plain("a" * 151)), less(150)),
    field("plain_text_input.placeholder.plain", text_input(placeholder=mrkdwn()), PLAIN),
    field("plain_text_input.lengths", text_input(min_length=5, max_length=4), "less than or equal to max_length"),
    field("plain_text_input.initial_value.fits", text_input(initial_value="abc", max_length=2), "between 0 and 2"),
    field("plain_text_input.initial_value.fits", text_input(initial_value="a" * 3001), "between 0 and 3000"),
    field("plain_text_input.only", text_input(value="a"), "invalid additional property: value"),
    field(
        "element.trigger_actions_on", text_input(dispatch_action_config={"trigger_actions_on": ["on_blur"]}),
        "unknown trigger",
    ),
    field(
        "number_input.is_decimal_allowed.needed", without(NUMBER, "is_decimal_allowed"), missing("is_decimal_allowed")
    ),
    field("number_input.strings", NUMBER | {"min_value": 1}, "must be a number in a string"),
    field("number_input.order", NUMBER | {"min_value": "3", "max_value": "2"}, "must be in order"),
    field("number_input.order", NUMBER | {"initial_value": "3", "max_value": "2"}, "must be in order"),
    field("datepicker.initial_date", select("datepicker", initial_date="2026-02-30"), "YYYY-MM-DD"),
    field("datepicker.initial_date", select("datepicker", initial_date="1/2/2026"), "YYYY-MM-DD"),
    field("timepicker.initial_time.like", select("timepicker", initial_time="24:00"), "HH:mm"),
    field("datetimepicker.initial_date_time", select("datetimepicker", initial_date_time=1), "10 digits"),
    field("file_input.max_files.between", {"type": "file_input", "action_id": "f", "max_files": 11}, "1 and 10"),
    field("file_input.only", {"type": "file_input", "action_id": "f", "initial_value": "a"}, "additional property"),
    field("file_input.shape", {"type": "file_input", "action_id": "f", "filetypes": "csv"}, "an array of strings"),
]  # fmt: skip

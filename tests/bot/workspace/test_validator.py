"""Every rule refuses what Slack refuses, and is the only thing that does."""

from collections import Counter
from collections.abc import Collection
from typing import Any

import pytest

from bot.workspace.rules.rule import Problem
from bot.workspace.rules.validator import RULES, check_message, check_options, check_view
from tests.bot.workspace import bad_blocks, bad_elements
from tests.bot.workspace.bad_payloads import (
    Bad,
    actions,
    bars,
    button,
    cell,
    chart,
    choice,
    confirm,
    group,
    home,
    input_of,
    message,
    modal,
    mrkdwn,
    option,
    options,
    plain,
    section,
    select,
    series,
    table,
    text_input,
)  # fmt: skip

KNOWN_BAD = [
    *bad_blocks.SURFACES, *bad_blocks.PARTS, *bad_blocks.SHAPES, *bad_blocks.TABLES, *bad_blocks.BUTTONS,
    *bad_elements.CHOICES, *bad_elements.INPUTS,
]  # fmt: skip

GOOD_MESSAGE = message(
    {"type": "header", "text": plain("a" * 150)},
    section(fields=[mrkdwn("a" * 200)] * 10, accessory=button(confirm=confirm(), style="danger", value="a" * 2000)),
    {"type": "context", "elements": [mrkdwn(), {"type": "image", "image_url": "https://a.example", "alt_text": "a"}]},
    {"type": "divider"},
    actions(*[button(action_id=str(n)) for n in range(25)]),
    actions(select("users_select"), choice("overflow", action_id="more")),
    actions(select("multi_static_select", options=options(100))),
    {"type": "markdown", "text": "# a"},
    table([[cell()] * 20] * 100),
    table([[cell()] * 20] * 2, "data_table", page_size=100),
    chart(bars(*[series(20)] * 6, points=20)),
    chart({"type": "pie", "segments": [{"label": "a" * 20, "value": 1}] * 6}),
    metadata={"event_type": "sent", "event_payload": {"key": "abc"}},
)
GOOD_MODAL = modal(
    input_of(text_input(initial_value="abc", min_length=3, max_length=3)),
    input_of(select(option_groups=[group()], initial_option=option()), optional=True, hint=plain("a" * 2000)),
    input_of(select("external_select", min_query_length=0)),
    input_of(choice("checkboxes", options=[option() | {"text": mrkdwn()}])),
    input_of(select("datepicker", initial_date="2028-02-29")),
    input_of({"type": "number_input", "is_decimal_allowed": True, "min_value": "1", "max_value": "2.5"}),
    {"type": "alert", "text": plain(), "level": "warning"},
    private_metadata="a" * 3000,
    callback_id="a" * 255,
)


def problems_of(surface: str, payload: dict[str, Any], without: Collection[str] = ()) -> list[Problem]:
    if surface == "message":
        return check_message(payload, without)
    return check_options(payload, without) if surface == "options" else check_view(payload, surface, without)


@pytest.mark.parametrize("bad", KNOWN_BAD, ids=str)
def test_a_known_bad_payload_is_refused_by_one_rule_and_by_no_other(bad: Bad) -> None:
    found = problems_of(bad.surface, bad.payload)
    assert {problem.rule for problem in found} == {bad.rule}
    assert bad.says in found[0].words()
    assert "[json-pointer:" in found[0].words()
    assert problems_of(bad.surface, bad.payload, {bad.rule}) == []


def test_every_rule_has_a_payload_that_it_alone_refuses() -> None:
    assert {rule.name for rule in RULES} == {bad.rule for bad in KNOWN_BAD}


def test_no_two_rules_have_one_name() -> None:
    assert [name for name, times in Counter(rule.name for rule in RULES).items() if times > 1] == []


def test_a_message_at_its_limits_passes() -> None:
    assert check_message(GOOD_MESSAGE) == []


def test_a_modal_at_its_limits_passes() -> None:
    assert check_view(GOOD_MODAL, "modal") == []


def test_a_home_with_a_table_passes() -> None:
    assert check_view(home(section(), table([[cell()], [cell("a" * 9_999)]], "data_table")), "home") == []


def test_grouped_options_pass() -> None:
    assert check_options({"option_groups": [group()]}) == []


def test_the_pointer_leads_to_the_text_that_is_too_long() -> None:
    found = check_view(modal(section(), section(accessory=button(text=plain("a" * 76)))), "modal")
    assert [problem.pointer for problem in found] == ["/view/blocks/1/accessory/text/text"]


def test_what_is_no_view_at_all_is_refused() -> None:
    assert check_view("modal", "modal")[0].message == "must be an object"

"""Nothing reaches a listener that a database cannot hold, wherever in a request it came."""

import pytest

from bot.forms.definition import FormState
from bot.forms.messages import NotOurs
from bot.requests.sanitise import sanitise

HALF = "\ud83d"  # of a sign that takes two
ODD = f"a\x00b{HALF}"


def test_what_is_typed_or_pressed_loses_what_no_database_holds() -> None:
    chosen = {"type": "overflow", "selected_option": {"value": ODD}}
    body = {"text": ODD, "value": 5, "actions": [{"type": "button", "value": ODD}, chosen]}
    sanitise(body)
    assert body == {
        "text": "ab",
        "value": "",
        "actions": [
            {"type": "button", "value": "ab"},
            {"type": "overflow", "selected_option": {"value": "ab"}, "value": ""},
        ],
    }


def test_a_form_that_carries_it_is_not_ours() -> None:
    with pytest.raises(NotOurs):
        FormState.unpacked('{"k": "key", "p": 0, "v": null, "c": {"about": "a\\u0000b"}}')

"""The menu of what has no room in a row: an entry is answered as its button would be, and nothing else is touched."""

from typing import Any

from bot.requests.menus import expand_menu_choice, menu
from bot.slack import blocks


def chosen(value: str, action_id: str = "more") -> dict[str, Any]:
    """Return what Slack sends when an entry of an overflow menu is chosen."""
    option = {"text": {"type": "plain_text", "text": "Book it"}, "value": value}
    return {"type": "overflow", "action_id": action_id, "block_id": "b", "action_ts": "1.2", "selected_option": option}


def test_an_entry_becomes_the_press_of_its_button() -> None:
    made = menu([blocks.button("Book it", "meeting.book", value="d1"), blocks.button("Log", "contact.log", value="d2")])
    body = {"type": "block_actions", "actions": [chosen(made["options"][0]["value"])]}
    expand_menu_choice(body)
    assert body["actions"] == [
        {"type": "button", "action_id": "meeting.book", "value": "d1", "block_id": "b", "action_ts": "1.2"}
    ]


def test_a_menu_that_is_not_ours_to_expand_menu_choice_stays_as_it_is() -> None:
    body = {"type": "block_actions", "actions": [chosen("meeting.book d1", action_id="other")]}
    expand_menu_choice(body)
    assert body["actions"] == [chosen("meeting.book d1", action_id="other")]


def test_what_holds_no_action_stays_as_it_is() -> None:
    body = {"type": "view_submission", "view": {"id": "V1"}}
    expand_menu_choice(body)
    assert body == {"type": "view_submission", "view": {"id": "V1"}}

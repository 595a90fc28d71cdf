"""Whatever is sent is refused with Slack's words or can be kept, shown and read; nothing breaks the workspace."""

from copy import deepcopy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.workspace.rules.validator import check_message, check_options, check_view
from bot.workspace.state import values
from bot.workspace.state.core import with_ids
from bot.workspace.testing import screen, words
from tests.bot.workspace.bad_payloads import group, option
from tests.bot.workspace.test_validator import GOOD_MESSAGE, GOOD_MODAL

GARBAGE = st.sampled_from([None, 0, -1, True, "", "x", [], {}, ["x"], [None], {"type": "x"}, [[]], {"text": 1}, 1.5])


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the path to everything inside; of long lists only to the first two items."""
    inside: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        inside = list(value.items())
    elif isinstance(value, list):
        inside = list(enumerate(value[:2])) if len(value) > 12 else list(enumerate(value))
    return [path] * bool(path) + [found for key, item in inside for found in places(item, (*path, key))]


def spoilt(payload: dict[str, Any], path: tuple[Any, ...], garbage: Any) -> dict[str, Any]:
    copy = deepcopy(payload)
    holder: Any = copy
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = garbage
    return copy


def show(blocks: Any) -> None:
    """Do with the blocks of a passed payload what the workspace does with them."""
    kept = with_ids(blocks or [])
    typed = values.settle(kept, {})
    view = {"blocks": kept, "state": values.state_of(kept, typed)}
    screen.screen(view, str)
    words.of_blocks(kept, str)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(places(GOOD_MESSAGE)), GARBAGE)
def test_a_spoilt_message_is_refused_or_can_be_shown(path: tuple[Any, ...], garbage: Any) -> None:
    message = spoilt(GOOD_MESSAGE, path, garbage)
    if not check_message(message):
        show(message.get("blocks"))


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(places(GOOD_MODAL)), GARBAGE)
def test_a_spoilt_modal_is_refused_or_can_be_shown(path: tuple[Any, ...], garbage: Any) -> None:
    view = spoilt(GOOD_MODAL, path, garbage)
    if not check_view(view, "modal"):
        show(view["blocks"])


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(places({"options": [option()], "option_groups": [group()]})), GARBAGE)
def test_spoilt_options_are_refused_or_can_be_offered(path: tuple[Any, ...], garbage: Any) -> None:
    for good in ({"options": [option()]}, {"option_groups": [group()]}):
        if path[0] in good:
            answer = spoilt(good, path, garbage)
            if not check_options(answer):
                offered = values.flat_options(answer.get("options") or answer.get("option_groups") or [])
                assert all(isinstance(words.of_text(one["text"], str), str) for one in offered)

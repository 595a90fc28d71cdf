"""Whatever can be owed can be done from the line that says so."""

import pytest

from bot.requests.duty_buttons import ACTIONS, do_now
from handlers import CAPABILITIES
from models.tables.duty import DutyKind


@pytest.mark.parametrize("kind", list(DutyKind))
def test_every_kind_of_duty_has_a_button_and_somebody_who_answers_it(kind: DutyKind) -> None:
    button = do_now("duty", kind)
    answered = {action for capability in CAPABILITIES for action in capability.actions}
    assert button["action_id"] == ACTIONS[kind][0]
    assert button["action_id"] in answered

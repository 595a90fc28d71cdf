"""Whatever can be owed can be done from the line that says so."""

import pytest

from bot.app import EVERYTHING
from bot.requests.duty_buttons import DutyButton, DutyButtons
from models.tables.duty import DutyKind


@pytest.mark.parametrize("kind", list(DutyKind))
def test_every_kind_of_duty_has_a_button_and_somebody_who_answers_it(kind: DutyKind) -> None:
    button = DutyButtons(each.duties for each in EVERYTHING)("duty", kind)
    assert button["value"] == "duty"
    assert button["action_id"] in {action for capability in EVERYTHING for action in capability.actions}


def test_where_no_line_says_what_it_is_about_the_button_does() -> None:
    buttons = DutyButtons([{DutyKind.BOOK: DutyButton("book", "Book it", "Book the meeting")}])
    assert buttons("duty", DutyKind.BOOK)["text"]["text"] == "Book it"
    assert buttons("duty", DutyKind.BOOK, alone=True)["text"]["text"] == "Book the meeting"
    by_subject = DutyButtons([{DutyKind.TARGET: DutyButton("aim", "Set it")}])
    assert by_subject("duty", DutyKind.TARGET, "A target in Art", alone=True)["text"]["text"] == "A target in Art"


def test_two_capabilities_cannot_do_one_kind_of_duty() -> None:
    one = {DutyKind.BOOK: DutyButton("book", "Book it")}
    with pytest.raises(ValueError, match="meeting:book"):
        DutyButtons([one, one])

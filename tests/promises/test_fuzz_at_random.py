"""Some of the payloads of `make fuzz`, the same in every run: none is a fault, a mention or too much for Slack."""

import pytest

from bot.forms import Lookup
from bot.forms.slack_fields import Files
from tests.fuzz.app import go_through_app
from tests.fuzz.forms import go_through
from tests.school import Service

OPTION = {"value": "p1", "text": {"type": "plain_text", "text": "Kai"}}


def test_every_form_takes_whatever_is_in_it() -> None:
    books = go_through(400, 77)
    assert books.faults == []
    assert books.read > 20, "hardly any form could be read: the rest of the way was not tried"


async def test_the_app_takes_whatever_comes(service: Service) -> None:
    books = await go_through_app(service, 120, 5)
    assert books.faults == []
    assert books.payloads == 120


@pytest.mark.parametrize(
    ("chosen", "labels"),
    [
        (OPTION, {"p1": "Kai"}),
        (OPTION | {"value": "p\ud8001"}, {"p1": "Kai"}),
        (OPTION | {"text": None}, {"p1": "Chosen before"}),
        (OPTION | {"text": "Kai"}, {"p1": "Chosen before"}),
        (OPTION | {"value": 5}, {}),
        (2.5, {}),
        (True, {}),
        (None, {}),
        ("p1", {}),
    ],
)
def test_what_is_no_option_of_slacks_is_nothing_chosen(chosen: object, labels: dict[str, str]) -> None:
    one, several = Lookup("Pupil", "pupil"), Lookup("Pupils", "pupil", many=True)
    assert one.labels({"selected_option": chosen}) == labels
    assert several.labels({"selected_options": chosen}) == labels
    assert several.labels({"selected_options": [chosen, chosen]}) == labels
    assert one.typed({"selected_option": chosen}) == next(iter(labels), None)


@pytest.mark.parametrize("files", [2.5, True, "F1", None, [None, 5, {"id": None}]])
def test_what_is_no_file_of_slacks_is_no_file(files: object) -> None:
    assert Files("A file").typed({"files": files}) == []

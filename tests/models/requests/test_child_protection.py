"""What sounds like child protection is asked about, and what is said in school every day is not.

The first 200 sentences were invented before the signs, which were then fitted to them. The `unseen` and the `heldout`
ones were never fitted. The unseen were invented by somebody else than the signs, and tell best how much of what people
really write is caught; whoever wrote the signs had written the held out before, and knew what was in them.
"""

from pathlib import Path

import pytest

from models.requests.child_protection import sounds_like_child_protection

HERE = Path(__file__).parent


def share_asked_about(name: str) -> float:
    sentences = (HERE / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return sum(map(sounds_like_child_protection, sentences)) / len(sentences)


def test_at_least_nine_in_ten_concerns_are_caught() -> None:
    assert share_asked_about("concerns") >= 0.9


def test_hardly_any_sentence_of_everyday_school_life_is_asked_about() -> None:
    assert share_asked_about("everyday") <= 0.08


def test_at_least_eight_in_ten_of_the_concerns_that_the_signs_have_never_seen_are_caught() -> None:
    assert share_asked_about("concerns_unseen") >= 0.8
    assert share_asked_about("everyday_unseen") <= 0.1


def test_of_those_held_out_nine_in_ten_are_caught_and_hardly_any_wrongly() -> None:
    assert share_asked_about("concerns_heldout") >= 0.9
    assert share_asked_about("everyday_heldout") <= 0.08


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("His attendance is better.\nDad hits him.", True),
        ("DAD HITS HIM", True),
        ("There is no sign of neglect.", False),
        ("She has never self-harmed.", False),
        ("She doesn\u2019t feel safe at home.", True),
        ("", False),
    ],
)
def test_a_text_is_read_by_sentence_whatever_its_case_and_denials_do_not_count(text: str, asked: bool) -> None:
    assert sounds_like_child_protection(text) is asked


def test_a_long_text_is_read_in_no_time() -> None:
    """A pattern that backtracks would hold up the bot for everybody."""
    assert not sounds_like_child_protection("dad and mum and he asked not " * 300 + "no history of " * 300)

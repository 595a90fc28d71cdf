"""What sounds like child protection is asked about, and what is said in school every day is not.

The first 200 sentences were invented before the list of words, which was then fitted to them. The `unseen` ones were
invented after it and never fitted: they tell how much of what people really write is caught.
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


def test_more_than_half_of_the_concerns_that_the_list_has_never_seen_are_caught() -> None:
    assert share_asked_about("concerns_unseen") > 0.5
    assert share_asked_about("everyday_unseen") <= 0.1


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

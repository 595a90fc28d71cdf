"""Check letters: those that are right, the example that circulates and is not, and every slip of one character."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.upn import LETTERS, check_letter, is_temporary, parse_upn

digits = st.text("0123456789", min_size=11, max_size=11)
endings = st.sampled_from("0123456789" + LETTERS)


def test_a_permanent_number_is_read() -> None:
    upn = parse_upn("B801200005001")
    assert (upn, is_temporary(upn)) == ("B801200005001", False)


def test_a_temporary_number_ends_in_a_letter_that_counts_by_its_place() -> None:
    upn = parse_upn("X00180001701A")
    assert (upn, is_temporary(upn)) == ("X00180001701A", True)


def test_the_place_of_the_last_letter_counts_thirteen_times() -> None:
    steps = [LETTERS.index(check_letter(f"A00180001701{ending}")) for ending in "ABCDEFGHJKLMNPQRTUVWXYZ"]
    assert steps == [(LETTERS.index("X") + 13 * place) % 23 for place in range(23)]


def test_the_example_that_circulates_is_wrong_and_its_letter_is_named() -> None:
    with pytest.raises(ValueError, match=r"^The check letter should be P\. Check the UPN for a typing mistake\.$"):
        parse_upn("Q207000016049")
    assert parse_upn("P207000016049") == "P207000016049"


@pytest.mark.parametrize(
    "typed", ["b801200005001", " B801 2000 05001 ", "B\u200b801200005001\u202e", "B80120000 5001\n"]
)
def test_spaces_and_lower_case_are_forgiven(typed: str) -> None:
    assert parse_upn(typed) == "B801200005001"


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "has 13 characters; this one has 0"),
        ("B80120000500", "has 13 characters; this one has 12"),
        ("B8012000050011", "has 13 characters; this one has 14"),
        ("1801200005001", "a letter and 12 digits"),
        ("B80120000500S", "never in I, O or S"),
        ("B8012O0005001", "a letter and 12 digits"),
        ("B80120000500²", "a letter and 12 digits"),
        ("B80120000500\u0661", "a letter and 12 digits"),
    ],
)
def test_what_is_no_upn_is_told_why(typed: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        parse_upn(typed)


def test_a_first_letter_that_is_never_used_is_refused_with_the_right_one() -> None:
    with pytest.raises(ValueError, match="should be B"):
        parse_upn("S801200005001")


@given(digits, endings)
def test_the_right_letter_is_accepted_and_every_other_refused(body: str, ending: str) -> None:
    right = check_letter(f"A{body}{ending}")
    assert is_temporary(parse_upn(f"{right}{body}{ending}")) == ending.isalpha()
    for wrong in set("ABCDEFGHIJKLMNOPQRSTUVWXYZ") - {right}:
        with pytest.raises(ValueError, match=f"should be {right}"):
            parse_upn(f"{wrong}{body}{ending}")


@given(digits, endings, st.integers(0, 10), st.integers(1, 9))
def test_one_mistyped_digit_is_noticed(body: str, ending: str, place: int, shift: int) -> None:
    mistyped = body[:place] + str((int(body[place]) + shift) % 10) + body[place + 1 :]
    assert check_letter(f"A{body}{ending}") != check_letter(f"A{mistyped}{ending}")


@given(st.text())
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    try:
        assert len(parse_upn(text)) == 13
    except ValueError as refused:
        assert str(refused).endswith(".")  # noqa: PT017 - either way is right, so nothing need be raised

"""Names: nothing invisible stays, surnames keep their particles, spellings that are near are found."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.names import capitalised, initials, is_near, split
from models.text import clean


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("  Kai   Ashworth\n", "Kai Ashworth"),
        ("Kai\tAshworth", "Kai Ashworth"),
        ("Kai\r\nAshworth", "Kai Ashworth"),
        ("Kai\u00a0Ashworth", "Kai Ashworth"),
        ("K\u200bai \u202eAshworth\u2069", "Kai Ashworth"),
        ("Kai\x00 Ash\x9bworth\x7f", "Kai Ashworth"),
        ("Ka\u00adi\ufeff Ashworth\u3164", "Kai Ashworth"),
        ("Kai\ufe0f Ashworth\ud800", "Kai Ashworth"),
        ("Zoe\u0308", "Zoë"),
        ("\u2067\u200f", ""),
    ],
)
def test_a_name_is_cleaned_to_what_people_see(typed: str, seen: str) -> None:
    assert clean(typed) == seen


@given(st.text())
def test_what_is_clean_stays_as_it_is(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert not {unicodedata.category(sign) for sign in once} & {"Cc", "Cf", "Cs", "Zl", "Zp"}


@pytest.mark.parametrize(
    ("full", "forenames", "surname"),
    [
        ("Kai Ashworth", "Kai", "Ashworth"),
        ("Kai John Ashworth", "Kai John", "Ashworth"),
        ("Kai de la Cruz", "Kai", "de la Cruz"),
        ("Mila Van Der Berg", "Mila", "Van Der Berg"),
        ("Van Dyke", "Van", "Dyke"),
        ("Van der Berg", "Van", "der Berg"),
        ("Orla Ní Bhriain", "Orla", "Ní Bhriain"),
        ("Amira Ashworth-Lowe", "Amira", "Ashworth-Lowe"),
        ("Omar bin Said al Farsi", "Omar bin Said", "al Farsi"),
        ("de la Cruz, Kai John", "Kai John", "de la Cruz"),
        ("Ashworth,", "Ashworth,", ""),
        ("Kai", "Kai", ""),
        ("", "", ""),
    ],
)
def test_a_name_is_split_before_the_particles_of_its_surname(full: str, forenames: str, surname: str) -> None:
    assert split(full) == (forenames, surname)


@pytest.mark.parametrize(
    ("full", "short"),
    [
        ("Kai Ashworth", "KA"),
        ("kai john ashworth", "KA"),
        ("Ashworth, Kai", "KA"),
        ("Kai de la Cruz", "KD"),
        ("Élodie 'Abd", "ÉA"),
        ("Kai", "K"),
        ("<!channel>", "C"),
        ("*** ~~~", "?"),
        ("", "?"),
    ],
)
def test_initials_are_of_the_first_forename_and_the_surname(full: str, short: str) -> None:
    assert initials(*split(full)) == short


@given(st.text(), st.text())
def test_initials_never_say_more_than_two_letters_and_mark_nothing_up(forenames: str, surname: str) -> None:
    letters = initials(forenames, surname)
    assert letters == "?" or (len(letters) <= 2 and all(letter.isalnum() for letter in letters))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kai Ashworth", "Kai Ashworth"),
        ("Kai Ashworth", "Ashworth, Kai"),
        ("Kai John Ashworth", "Ashworth Kai John"),
        ("Kai Ashworth", "KAI ASHWORTH"),
        ("Kai Ashworth", "Kay Ashworth"),
        ("Kai Ashworth", "Ashwort Kai"),
        ("Zoë Núñez", "Zoe Nunez"),
        ("Søren Łuczak", "Soren Luczak"),
        ("Amira Ashworth-Lowe", "Amira Ashworth Lowe"),
        ("Sean O'Dell", "Seán O’Dell"),
    ],
)
def test_names_that_may_be_one_persons_are_near(one: str, other: str) -> None:
    assert is_near(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Kai Ashworth", "Mila Okafor"), ("Kai Ashworth", "Lena Ashworth"), ("", ""), ("", "Kai"), ("-", "-")],
)
def test_names_of_different_people_are_not_near(one: str, other: str) -> None:
    assert not is_near(one, other)


@given(st.text(max_size=40), st.text(max_size=40))
def test_nearness_goes_both_ways(one: str, other: str) -> None:
    assert is_near(one, other) == is_near(other, one)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("ann lister", "Ann Lister"),
        ("anne-marie o'brien", "Anne-Marie O'Brien"),
        ("luis van der berg", "Luis van der Berg"),
        ("zoë st john", "Zoë St John"),
        ("Ann McLister", "Ann McLister"),
        ("bell hooks (Maths)", "bell hooks (Maths)"),
        ("", ""),
    ],
)
def test_a_name_without_capitals_gets_them_and_any_other_stays_as_it_was_typed(typed: str, shown: str) -> None:
    assert capitalised(typed) == shown

"""People in one line, as referrers write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.contacts.lines import MOST, ContactInput, read_people, read_person
from models.tables.contact import Side


@pytest.mark.parametrize(
    ("line", "person"),
    [
        ("Jo Reed, mother, 07700 900123", ContactInput("Jo Reed", relation="mother", phone="07700 900123")),
        ("Jo Reed mum 07700900123", ContactInput("Jo Reed", relation="mum", phone="07700900123")),
        (
            "Mum, Jo Reed, tel: 01632 960001 ext 12",
            ContactInput("Jo Reed", relation="Mum", phone="01632 960001 ext 12"),
        ),
        ("Mum 07700 900123", ContactInput("Mum", phone="07700 900123")),
        (
            "Jo Reed (foster carer) jo@example.org",
            ContactInput("Jo Reed", relation="foster carer", email="jo@example.org"),
        ),
        ("Ms Lee, social worker", ContactInput("Ms Lee", relation="social worker")),
        ("Nan Smith", ContactInput("Nan Smith")),
        ("Jo Reed", ContactInput("Jo Reed")),
        ("07700 900123", ContactInput("07700 900123", phone="07700 900123")),
        ("Jo Reed, works nights, mother", ContactInput("Jo Reed", relation="mother, works nights")),
        ("Lee Reed, father, do not contact", ContactInput("Lee Reed", relation="father", do_not_contact=True)),
        (
            "Mark Reed, father. Do not contact. 07700 900123",
            ContactInput("Mark Reed", relation="father", phone="07700 900123", do_not_contact=True),
        ),
        (
            "Mark Reed (father) do not contact 07700 900123",
            ContactInput("Mark Reed", relation="father", phone="07700 900123", do_not_contact=True),
        ),
        ("Mark Reed father DO NOT CONTACT", ContactInput("Mark Reed", relation="father", do_not_contact=True)),
        ("Mark Reed, father, do not contact him", ContactInput("Mark Reed", relation="father", do_not_contact=True)),
        ("Father, must not be contacted", ContactInput("Father", do_not_contact=True)),
        ("Father, Mark Reed - he is violent", ContactInput("Mark Reed", relation="Father, he is violent")),
        ("Mark Reed, father, no contact allowed", ContactInput("Mark Reed", relation="father", do_not_contact=True)),
        ("Do not contact: Mark Reed, father", ContactInput("Mark Reed", relation="father", do_not_contact=True)),
        (
            "Mum - Jo Reed, address withheld!",
            ContactInput("Jo Reed", relation="Mum", address_withheld=True),
        ),
        (
            "Jo Reed, mum, no contact number, does not speak English",
            ContactInput("Jo Reed", relation="mum, no contact number, does not speak English"),
        ),
        ("Ola Nowak, aunt, Polish interpreter", ContactInput("Ola Nowak", relation="aunt", interpreter="Polish")),
        (
            "Ola Nowak, interpreter: Polish, PR",
            ContactInput("Ola Nowak", parental_responsibility=True, interpreter="Polish"),
        ),
        ("Ola Nowak, address withheld", ContactInput("Ola Nowak", address_withheld=True)),
    ],
)
def test_a_line_is_read_as_one_person(line: str, person: ContactInput) -> None:
    assert read_person(line) == person


@pytest.mark.parametrize(
    "line",
    [
        "Lee Reed, do not contact before 9",
        "Jo Reed, mother, no contact with father Mark Reed",
        "Jo Reed, mother, the boy has no contact",
        "Jo Reed, mum, dad do not contact",
        "Do not contact Mark Reed",
        "Mark Reed, father, not to be ever contacted by us",
        "Mark Reed, father, contact is forbidden",
        "Jo Reed, mother, please withhold where she lives",
        "Jo Reed, mother, her address is confidential",
        "Jo Reed, mother, you mustn't make contact or ring",
        "Mark Reed, father, we don’t ever ring him at work",
        "Do not contact",
    ],
)
def test_a_line_that_may_say_do_not_contact_and_is_not_plain_is_refused_with_how_to_write_it(line: str) -> None:
    with pytest.raises(ValueError, match='Write "do not contact" or "address withheld" between commas'):
        read_person(line)


def test_the_line_that_is_not_plain_is_named_among_several() -> None:
    with pytest.raises(ValueError, match=r"^Line 2: Must nobody contact this person"):
        read_people("Jo Reed, mother\nMark Reed, do not contact before 9")


@pytest.mark.parametrize("line", ["none known", "None known.", "none", "N/A", "not known", "", "   "])
def test_nobody_known_is_nobody(line: str) -> None:
    assert read_person(line) is None


@given(st.text(max_size=MOST))
def test_whatever_is_typed_fits_what_keeps_it(line: str) -> None:
    person = read_person(line[:MOST])
    if person is not None:
        assert 0 < len(person.name) <= 120
        assert len(person.relation or "") <= 80
        assert len(person.phone or "") <= 40
        assert len(person.interpreter or "") <= 60


TYPED = ("Jo", "Reed", "mother", "aunt", "the", "nights", "works", "42", "(after", "school)", ";", "-", ",", "and")
WORDS = st.lists(st.sampled_from(TYPED), max_size=12)


@pytest.mark.parametrize(
    "line",
    [
        "None known at present",
        "none known yet",
        "Not known - ask the school",
        "No contact known so far",
        "None at present",
    ],
)
def test_nobody_known_is_nobody_whatever_is_said_of_it(line: str) -> None:
    assert read_person(line) is None


def test_a_number_is_somebody_though_no_name_is_known() -> None:
    assert read_person("Not known - ring 01632 960001") == ContactInput(
        "Not known", relation="ring", phone="01632 960001"
    )


def words_of(person: ContactInput | None) -> str:
    """Join what was kept of a line; a phone number that also serves as the name appears only once."""
    if person is None:
        return ""
    number = "" if person.phone in (None, person.name) else person.phone
    return f"{person.name} {person.relation or ''} {number}"


@given(WORDS)
def test_no_word_is_lost(words: list[str]) -> None:
    line = " ".join(words)[:MOST]
    try:
        person = read_person(line)
    except ValueError:  # several numbers: the line goes back to who typed it, whole
        assert words.count("42") > 1
        return
    kept = words_of(person)
    for word in ("Jo", "Reed", "nights", "42", "school"):
        if person is not None:
            assert kept.count(word) == line.count(word)


WARNINGS = ("do not contact", "Do not contact.", "must not be contacted", "no contact", "address withheld!")


def test_a_relation_that_is_too_long_stays_beside_the_name_and_the_number_does_not() -> None:
    person = read_person(f"Jo Reed, 07700 900123, the mother of {'very ' * 15}many")
    assert person is not None
    assert person.name == f"Jo Reed, the mother of {'very ' * 15}many"
    assert person.phone == "07700 900123"


@given(WORDS, st.sampled_from(WARNINGS), WORDS)
def test_no_warning_is_lost_and_no_word_beside_it(before: list[str], warning: str, after: list[str]) -> None:
    line = " ".join([*before, warning, *after])
    try:
        person = read_person(line)
    except ValueError:
        return
    assert person is not None
    assert person.address_withheld if "address" in warning else person.do_not_contact
    kept = words_of(person)
    for word in ("Jo", "Reed", "nights", "42", "school"):
        assert kept.count(word) == line.count(word)


def test_a_few_digits_are_no_phone_number() -> None:
    person = read_person("Jo 42 - 42")
    assert person is not None
    assert person.phone is None


def test_each_line_is_a_person_of_that_side() -> None:
    people = read_people("Ms Lee, social worker\n\nnone\nDr Hall, psychologist", Side.PROFESSIONAL)
    assert [(person.name, person.side) for person in people] == [
        ("Ms Lee", Side.PROFESSIONAL),
        ("Dr Hall", Side.PROFESSIONAL),
    ]


def test_a_line_too_long_for_one_person_is_named() -> None:
    with pytest.raises(ValueError, match="Line 2 has more than 120 characters"):
        read_people("Jo Reed\n" + "x" * 121)


def test_more_people_than_a_form_is_for_are_refused() -> None:
    assert len(read_people("\n".join(["Jo Reed"] * 20))) == 20
    with pytest.raises(ValueError, match="more than 20 people"):
        read_people("\n".join(["Jo Reed"] * 21))

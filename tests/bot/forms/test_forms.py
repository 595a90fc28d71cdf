"""A form is declared once: its modal, its values and its errors come from the same lines."""

from datetime import date, time
from typing import Annotated, Any, ClassVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from slack_sdk.models.views import View

from bot.forms import Day, Form, FormState, Invalid, Lookup, Page, Pick, Text, errors_response
from bot.forms.fields import storable
from bot.forms.opening import Filled
from bot.workspace.rules.validator import check_view
from models.errors import Refused
from tests.bot.forms.forms_at_hand import EveryKind, Note, Registration, filled

FIRST = {"full_name": "Kai Ashworth", "born_on": "2011-03-04", "registration": "single"}
PAGES = range(len(EveryKind.pages))


def errors_of(form: type[Form], view: dict[str, Any], draft: dict[str, Any] | None = None) -> dict[str, str]:
    with pytest.raises(Invalid) as found:
        form.read(view, draft)
    return found.value.errors


def test_the_first_page_is_read_into_typed_values() -> None:
    view = EveryKind.view(version=3, context={"about": "p1"})
    form = EveryKind.read(
        filled(EveryKind, view, {**FIRST, "full_name": " Kai \u200b Ashworth\u202e ", "school": "n1"})
    )
    assert (form.full_name, form.born_on, form.registration) == ("Kai Ashworth", date(2011, 3, 4), Registration.SINGLE)
    assert (form.school, form.reason, form.known, form.attendance) == ("n1", "", False, None)
    assert (form.key, form.version, form.context) == (EveryKind.meta(view).key, 3, {"about": "p1"})
    assert len(form.key) > 20


def test_other_pages_come_from_the_draft_and_the_page_shown_counts_over_it() -> None:
    view = EveryKind.view(page=1)
    typed = {"reason": " Moved\u00a0here \n\n  in May ", "attendance": "45", "score": "-2.5", "barriers": ["main"]}
    typed |= {"subjects": ["s3", "s11"], "starts_at": "09:30"}
    form = EveryKind.read(
        filled(EveryKind, view, typed), {**FIRST, "attendance": "90", "others": ["a", "b"], "gone": 1}
    )
    assert (form.full_name, form.others, form.reason) == ("Kai Ashworth", ("a", "b"), "Moved here\n\nin May")
    assert (form.attendance, form.score, form.barriers) == (45, -2.5, (Registration.MAIN,))
    assert (form.subjects, form.starts_at) == (("s3", "s11"), time(9, 30))


def test_people_and_rooms_are_read_by_their_slack_ids() -> None:
    typed = {"email": "jo@example.org", "phone": "0161 496 0000 ext 12", "keyworker": "UBEN", "teachers": ["UANN"]}
    view = filled(EveryKind, EveryKind.view(page=2), {**typed, "room": "C1", "known": ["yes"]})
    form = EveryKind.read(view, FIRST)
    assert (form.email, form.phone, form.keyworker) == ("jo@example.org", "0161 496 0000 ext 12", "UBEN")
    assert (form.teachers, form.room, form.known) == (("UANN",), "C1", True)


def test_a_form_shows_the_values_of_another_and_reads_them_back() -> None:
    form = EveryKind.read(
        filled(EveryKind, EveryKind.view(), FIRST), {"starts_at": "08:05", "others": ["a"], "known": True}
    )
    for page in PAGES:
        draft = {name: kind.raw(getattr(form, name)) for name, kind in EveryKind.shape.kinds.items()}
        again = EveryKind.read(filled(EveryKind, EveryKind.view(form, page=page)), draft)
        assert again.model_dump() == form.model_dump()


def test_nothing_filled_in_says_what_is_needed_beside_each_field() -> None:
    errors = errors_of(EveryKind, filled(EveryKind, EveryKind.view(), {"full_name": " \u200b "}))
    assert errors == dict.fromkeys(["full_name", "born_on", "registration"], "This is needed.")


def test_a_refusal_on_a_sparse_page_stands_beside_a_field_that_can_be_seen() -> None:
    view = EveryKind.view(FIRST, hidden=["full_name"])
    seen = [block["block_id"] for block in view["blocks"] if block["type"] == "input"]
    answer = errors_response(Refused("Not now."), EveryKind, view)
    assert answer == {"response_action": "errors", "errors": {seen[0]: "Not now."}}
    hidden = errors_response(Refused("Too long.", field="full_name"), EveryKind, view)
    assert hidden["response_action"] == "update"  # Slack takes no error for what is not there
    assert "Too long." in str(hidden["view"])


@pytest.mark.parametrize(
    ("page", "typed", "errors"),
    [
        (0, {"full_name": "x" * 121}, {"full_name": "At most 120 characters."}),
        (1, {"attendance": "101"}, {"attendance": "At most 100."}),
        (1, {"attendance": "-1"}, {"attendance": "At least 0."}),
        (1, {"attendance": "4.5"}, {"attendance": "Give a whole number."}),
        (1, {"attendance": "many"}, {"attendance": "Give a whole number."}),
        (1, {"score": "x"}, {"score": "Give a number."}),
        (1, {"score": "nan"}, {"score": "Give a number."}),
        (1, {"starts_at": "25:00"}, {"starts_at": "Give a time, for example 09:30."}),
        (1, {"reason": "Kai Ashworth"}, {"reason": "The reason is not the name."}),
        (2, {"email": "a@b"}, {"email": "Give one email address, for example name@example.org."}),
        (2, {"phone": "call me"}, {"phone": "Give a phone number: digits and spaces."}),
        (0, {"born_on": "1700000000"}, {"born_on": "Give a date."}),
        (0, {"born_on": "2011-02-29"}, {"born_on": "Give a date."}),
    ],
)
def test_each_mistake_is_told_in_plain_words(page: int, typed: dict[str, Any], errors: dict[str, str]) -> None:
    given_first = {**FIRST, **typed} if page == 0 else typed
    assert errors_of(EveryKind, filled(EveryKind, EveryKind.view(page=page), given_first), FIRST) == errors


@pytest.mark.parametrize("field", ["registration", "barriers", "subjects"])
def test_a_choice_that_was_not_offered_is_refused(field: str) -> None:
    draft = {**FIRST, field: "x" if field == "registration" else ["x"]}
    view = filled(EveryKind, EveryKind.view(page=3))
    assert errors_of(EveryKind, view, draft) == {field: "Choose one from the list."}


def test_errors_of_the_page_shown_stand_beside_their_blocks() -> None:
    view = EveryKind.view()
    with pytest.raises(Invalid) as found:
        EveryKind.read(filled(EveryKind, view, {**FIRST, "full_name": None}))
    block = f"full_name:{EveryKind.meta(view).key[:6]}"
    assert errors_response(found.value) == {"response_action": "errors", "errors": {block: "This is needed."}}
    assert block in [shown["block_id"] for shown in view["blocks"]]


def test_an_error_on_another_page_shows_that_page_with_everything_that_was_typed() -> None:
    lead = [{"type": "divider"}]
    view = EveryKind.view(page=1, version=2, context={"about": "p"}, lead=lead)
    draft = {"full_name": "Kai", "school": "n1", "reason": "old"}
    with pytest.raises(Invalid) as found:
        EveryKind.read(filled(EveryKind, view, {"reason": "New reason"}), draft, {"school": {"n1": "Northbrook"}})
    answer = errors_response(found.value)
    shown = answer["view"]
    assert answer["response_action"] == "update"
    assert check_view(shown, "modal") == []
    assert EveryKind.meta(shown) == FormState(EveryKind.meta(view).key, 0, 2, {"about": "p"})
    assert shown["blocks"][0]["text"]["text"] == (
        "Not saved yet.\nDate of birth: This is needed.\nRegistration: This is needed."
    )
    assert shown["blocks"][1]["type"] == "divider"
    assert EveryKind.typed(filled(EveryKind, shown))["full_name"] == "Kai"
    assert EveryKind.labels(filled(EveryKind, shown)) == {"school": {"n1": "Northbrook"}}
    assert found.value.typed["reason"] == "New reason"


@pytest.mark.parametrize(("field", "beside"), [("born_on", "born_on"), (None, "full_name"), ("unknown", "full_name")])
def test_a_refusal_stands_beside_its_field_or_the_first(field: str | None, beside: str) -> None:
    view = filled(EveryKind, EveryKind.view(key="abcdefghij"), FIRST)
    answer = errors_response(Refused("Not that day.", field=field), EveryKind, view)
    assert answer == {"response_action": "errors", "errors": {f"{beside}:abcdef": "Not that day."}}


def test_a_refusal_of_another_page_turns_to_it() -> None:
    view = filled(EveryKind, EveryKind.view(page=1), {"reason": "x"})
    shown = errors_response(Refused("Too young.", field="born_on"), EveryKind, view, Filled(FIRST))["view"]
    assert shown["blocks"][0]["text"]["text"] == "Not saved yet.\nDate of birth: Too young."
    assert EveryKind.typed(filled(EveryKind, shown))["full_name"] == "Kai Ashworth"


def test_what_was_typed_is_in_no_error_message() -> None:
    with pytest.raises(Invalid) as found:
        EveryKind.read(filled(EveryKind, EveryKind.view(), {"full_name": "Secret " * 30}))
    assert "Secret" not in str(found.value)
    assert found.value.__cause__ is None


TYPED = st.dictionaries(
    st.sampled_from(sorted(EveryKind.shape.kinds)),
    st.none() | st.booleans() | st.text(max_size=4000) | st.lists(st.text(max_size=200), max_size=120) | st.integers(),
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(TYPED, st.sampled_from(PAGES), st.text(max_size=300).map(str.strip))
def test_views_of_all_pages_are_what_slack_takes_whatever_the_values(
    values: dict[str, Any], page: int, label: str
) -> None:
    labels = {"school": {str(values.get("school")): label}}
    view = EveryKind.view(values, page=page, notice=label or None, fresh=True, labels=labels)
    assert check_view(view, "modal") == []
    View(**view).validate_json()


@given(st.text(max_size=3000), st.text(max_size=3000))
def test_any_typed_text_comes_back_from_a_view_that_shows_it(reason: str, number: str) -> None:
    view = filled(EveryKind, EveryKind.view({"reason": reason, "attendance": number}, page=1))
    typed = EveryKind.typed(view)
    assert typed["reason"] == storable(reason)
    again = filled(EveryKind, EveryKind.view(typed, page=1, key="other-key"))
    assert EveryKind.typed(again) == typed


@given(st.integers(-(10**15) + 1, 10**15 - 1))
def test_a_number_outside_its_limits_is_not_lost_on_the_way_back(number: int) -> None:
    view = EveryKind.view({"attendance": str(number)}, page=1)
    assert check_view(view, "modal") == []
    assert EveryKind.typed(filled(EveryKind, view))["attendance"] == str(number)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(TYPED, TYPED, st.sampled_from(PAGES))
def test_invalid_input_gives_errors_for_existing_fields_and_nothing_else(
    draft: dict[str, Any], typed: dict[str, Any], page: int
) -> None:
    view = filled(EveryKind, EveryKind.view(typed, page=page))
    invalid = invalid_of(view, draft)
    if invalid is None:
        return
    assert invalid.errors
    assert invalid.errors.keys() <= EveryKind.shape.kinds.keys()
    assert all(text.strip() for text in invalid.errors.values())
    answer = errors_response(invalid)
    assert answer["response_action"] == "errors" or check_view(answer["view"], "modal") == []


def invalid_of(view: dict[str, Any], draft: dict[str, Any]) -> Invalid | None:
    try:
        EveryKind.read(view, draft)
    except Invalid as invalid:
        return invalid
    return None


def test_a_form_that_keeps_no_draft_hears_of_nothing_before_it_is_submitted() -> None:
    view = Note.view()
    assert not any(block.get("dispatch_action") for block in view["blocks"])
    assert view["notify_on_close"] is False
    assert [block["optional"] for block in view["blocks"]] == [False, True, True]


def test_an_empty_box_is_a_no() -> None:
    note = Note.read(filled(Note, Note.view(), {"text": "Longer"}))
    assert (note.sure, note.on) == (False, None)


def test_too_much_context_is_refused() -> None:
    with pytest.raises(ValueError, match="3000"):
        Note.view(context={"about": "x" * 3000})


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"k":1,"p":0,"v":null,"c":{}}', '{"k":"k","p":9,"v":null,"c":{}}'])
def test_a_private_metadata_that_is_not_ours_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        Note.meta(Note.view() | {"private_metadata": text})


def test_what_slack_would_refuse_is_refused_when_the_form_is_declared() -> None:
    with pytest.raises(ValueError, match="24"):

        class LongTitle(Form):
            name: ClassVar[str] = "long"
            title: ClassVar[str] = "A title that is far too long"
            text: Annotated[str, Text("Text")]

    with pytest.raises(ValueError, match="inputs a page"):

        class EightInputs(Form):
            name: ClassVar[str] = "eight"
            title: ClassVar[str] = "Eight"
            a: Annotated[date, Day("A")]
            b: Annotated[date, Day("B")]
            c: Annotated[date, Day("C")]
            d: Annotated[date, Day("D")]
            e: Annotated[date, Day("E")]
            f: Annotated[date, Day("F")]
            g: Annotated[date, Day("G")]
            h: Annotated[date, Day("H")]


def test_a_page_that_is_only_asked_for_comes_after_those_that_everybody_turns() -> None:
    with pytest.raises(ValueError, match="comes last"):

        class AskedFirst(Form):
            name: ClassVar[str] = "asked"
            title: ClassVar[str] = "Asked"
            keep_draft: ClassVar[bool] = True
            pages: ClassVar[tuple[Page, ...]] = (Page("Why", "a", asked=True), Page("What", "b"))
            a: Annotated[str | None, Text("A")] = None
            b: Annotated[date, Day("B")]


def test_a_field_on_no_page_or_without_a_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="on one page"):

        class Homeless(Form):
            name: ClassVar[str] = "homeless"
            title: ClassVar[str] = "Homeless"
            pages: ClassVar[tuple[Page, ...]] = (Page("One", "a"),)
            a: Annotated[str, Text("A")]
            b: Annotated[str, Lookup("B", "things")]

    with pytest.raises(TypeError, match="one kind"):

        class Unkind(Form):
            name: ClassVar[str] = "unkind"
            title: ClassVar[str] = "Unkind"
            a: str

    with pytest.raises(ValueError, match="options"):

        class NoChoice(Form):
            name: ClassVar[str] = "no.choice"
            title: ClassVar[str] = "No choice"
            a: Annotated[str, Pick("A")]

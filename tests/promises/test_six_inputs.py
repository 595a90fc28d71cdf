"""A page asks for six things at most: whoever fills it in stands in a corridor."""

from collections.abc import Mapping

from handlers import CAPABILITIES

MOST = 6
WHY_CHANGED = "changed"  # a correction asks for its reason beside the six
# The seventh of a form, and why it is there.
SEVENTH: Mapping[str, tuple[str, str]] = {
    "refer": ("excluded_on", "the law counts from it, and many fill in the first page alone"),
    "review.next": ("same", "a tick, shown only where there was a grade last time"),
    "review.one": ("same", "a tick, shown only where there was a grade last time"),
    "screening.add": ("note", "the last of the page, and seldom needed"),
}


def test_a_page_asks_for_six_things_or_for_a_seventh_with_a_reason() -> None:
    pages = [
        (form.name, set(page.fields) - {WHY_CHANGED})
        for each in CAPABILITIES
        for form in each.forms
        for page in form.shape.pages
        if not page.sparse
    ]
    long = {name: fields for name, fields in pages if len(fields) > MOST}
    assert long.keys() == SEVENTH.keys()
    assert {name for name, fields in long.items() if len(fields - {SEVENTH[name][0]}) > MOST} == set()

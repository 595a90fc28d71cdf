"""Words are escaped Slack's way, every one of them, and none goes missing unnoticed."""

from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jinja2 import TemplateAssertionError, UndefinedError
from jinja2.exceptions import SecurityError

from bot.slack.words import Mrkdwn, Words, listed, plural

LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "refer").mkdir()
    return tmp_path


def words_of(folder: Path, text: str) -> Words:
    (folder / "refer" / "saved.j2").write_text(text, encoding="utf-8")
    return Words(folder, LONDON)


def test_a_block_of_a_file_is_rendered_by_its_name(folder: Path) -> None:
    words = words_of(
        folder, "{% block text %}\n  Saved *{{ who }}*.\n{% endblock %}\n{% block title %}A & B{% endblock %}"
    )
    assert words("refer/saved.text", who="K.A.") == "Saved *K.A.*."
    assert words("refer/saved.title") == "A & B"
    assert words("refer/saved", who="K.A.") == "Saved *K.A.*.\nA & B"
    assert words.parts("refer/saved") == ("text", "title")
    assert words.names() == ("refer/saved",)


def test_a_block_that_is_not_there_is_an_error_that_names_those_that_are(folder: Path) -> None:
    with pytest.raises(LookupError, match="it has: text"):
        words_of(folder, "{% block text %}x{% endblock %}")("refer/saved.other")


@pytest.mark.parametrize("text", ["{{ who }}", "{{ who.name }}", "{% if who %}x{% endif %}", "{{ who | day }}"])
def test_a_missing_fact_is_an_error(folder: Path, text: str) -> None:
    with pytest.raises((UndefinedError, AttributeError)):
        words_of(folder, text)("refer/saved")


EVERY_WAY = """{% macro line(x) %}[{{ x }}]{% endmacro %}{% set kept %}{{ who }}{% endset -%}
{{ who }} {{ line(who) }} {{ kept }} {{ who ~ "" }} {{ "" ~ line(who) }} {{ [who, who] | listed }}
{{ [who] | join(",") }} {{ who | upper }} {{ who | replace("a", who) }} {{ who | title }} {{ who | trim }}
{{ "%s" | format(who) }} {{ 2 | plural(who) }} {{ {"a": who} }} {{ [who] }} {{ who | truncate(7) }}
{{ who if who else who }} {{ who | default("x") }}"""


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.text(alphabet=st.sampled_from("<>!@#&;|'\"aU 1lt") | st.characters(codec="utf-8"), max_size=30))
def test_whatever_was_typed_no_mention_or_link_is_live(folder: Path, typed: str) -> None:
    shown = words_of(folder, EVERY_WAY)("refer/saved", who=typed)
    assert "<" not in shown
    assert ">" not in shown


def test_quotes_stay_as_they_are_and_nothing_is_escaped_twice(folder: Path) -> None:
    words = words_of(
        folder, "{% macro m(x) %}*{{ x }}*{% endmacro %}{{ m(who) }} {{ 'it\\'s' }} <@{{ id }}> {{ safe }}"
    )
    shown = words("refer/saved", who='O\'Neil & "Co" <b>', id="U1", safe=Mrkdwn("<!here>"))
    assert shown == "*O'Neil &amp; \"Co\" &lt;b&gt;* it's <@U1> <!here>"
    assert words_of(folder, "{{ x }}")("refer/saved", x=shown) == shown


@pytest.mark.parametrize("hole", ["safe", "escape", "e", "tojson", "urlize", "xmlattr", "forceescape"])
def test_filters_that_would_let_something_live_through_are_not_there(folder: Path, hole: str) -> None:
    with pytest.raises(TemplateAssertionError):
        words_of(folder, "{{ x | " + hole + " }}")("refer/saved", x="<!channel>")


def test_a_template_cannot_reach_into_python(folder: Path) -> None:
    with pytest.raises(SecurityError):
        words_of(folder, "{{ x.__class__.__mro__ }}")("refer/saved", x="a")


def test_text_can_be_added_to_what_is_safe() -> None:
    assert Mrkdwn("*{}*").format("<b> it's") == "*&lt;b&gt; it's*"
    assert Mrkdwn("<@U1> ") + "<@U2>" == "<@U1> &lt;@U2&gt;"


def test_dates_are_told_in_school_time(folder: Path) -> None:
    words = words_of(folder, "{{ d | day }} / {{ d | short_day }} / {{ m | day }} {{ m | time }} / {{ t | time }}")
    facts = {"d": date(2026, 9, 7), "m": datetime(2026, 6, 30, 23, 10, tzinfo=UTC), "t": time(8, 5)}
    assert words("refer/saved", **facts) == "Monday 7 September / Mon 7 Sep / Wednesday 1 July 00:10 / 08:05"


def test_a_moment_without_a_zone_is_refused(folder: Path) -> None:
    with pytest.raises(ValueError, match="time zone"):
        words_of(folder, "x").day(datetime(2026, 9, 7, 8))  # noqa: DTZ001 - the mistake that is refused


def test_things_are_counted_and_listed() -> None:
    assert [plural(1, "pupil"), plural(0, "pupil"), plural(2, "child", "children")] == [
        "1 pupil",
        "0 pupils",
        "2 children",
    ]
    assert [listed([]), listed(["a"]), listed(["a", "b"]), listed("abc")] == ["", "a", "a and b", "a, b and c"]
    assert listed(["<a>", Mrkdwn("<@U1>")], last="or") == "&lt;a&gt; or <@U1>"


def test_indented_tags_leave_no_white_space(folder: Path) -> None:
    assert words_of(folder, "a\n  {% if true %}\nb\n  {% endif %}\nc")("refer/saved") == "a\nb\nc"


def test_only_templates_are_named(folder: Path) -> None:
    (folder / "refer" / "notes.txt").write_text("no template", encoding="utf-8")
    assert words_of(folder, "x").names() == ("refer/saved",)


def test_a_file_that_changes_meanwhile_says_what_it_said_at_the_start(folder: Path) -> None:
    shared = folder / "refer" / "shared.j2"
    shared.write_text("before", encoding="utf-8")
    words = words_of(folder, "{% include 'refer/shared.j2' %}")
    assert words("refer/saved") == "before"
    shared.write_text("after", encoding="utf-8")
    assert words("refer/saved") == "before"

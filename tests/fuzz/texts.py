"""Hostile texts and states of fields, made at random and the same for the same seed."""

from random import Random
from typing import Any

PIECES = (
    *("<!channel>", "<!here>", "<@UHELEN>", "<#CGENERAL>", "<https://evil.example|x>", "<mailto:a@b.example>"),
    *("&", "<", ">", "&amp;", "&lt;!channel&gt;", "*_~`", "{{ 7*7 }}", "{% raw %}", "=1+1", "@SUM(A1)", "-2", "\t"),
    *("\x00", "\x1b[31m", "\u202e", "\u2066", "\u200b", "\ud800", "\ufeff", "\u3164", "\n", "\r\n", "\u2028"),
    *("שלום", "العربية", "👩‍👩‍👧‍👦", "é", "e\u0301", "ﬃ", "İ", "ß", "'", "’", '"', "\\", "%", "_", ";--", "../.."),
    *("Kai", "Ashworth", "2026-09-07", "2026-13-99", "99:99", "9", "-1", "1e999", "٣", "null", "{}", "[]", "x:y"),
)
LENGTHS = (0, 1, 2, 5, 20, 200, 3000)
FIELDS = (
    *("value", "selected_date", "selected_time", "selected_user", "selected_channel", "selected_conversation"),
    *("selected_option", "selected_options", "selected_users", "selected_channels", "files", "rich_text_value", "type"),
)


def a_text(chance: Random) -> str:
    """Make a text of up to some thousand characters."""
    if chance.random() < 0.2:
        return "".join(chr(chance.randrange(1, 0x10000)) for _ in range(chance.choice(LENGTHS[:5])))
    return chance.choice(("", " ", "x")).join(chance.choices(PIECES, k=chance.choice(LENGTHS)))[:6000]


def anything(chance: Random, depth: int = 2) -> Any:
    """Make any JSON, mostly of the kinds that Slack sends."""
    match chance.randrange(8 if depth else 5):
        case 0:
            return None
        case 1:
            return chance.choice((True, False, 0, -1, 5, 2**53, 2.5))
        case 5:
            return [anything(chance, depth - 1) for _ in range(chance.randrange(3))]
        case 6:
            return {"value": anything(chance, depth - 1), "text": anything(chance, depth - 1)}
        case 7:
            return {"value": a_text(chance), "text": {"type": "plain_text", "text": a_text(chance)}}
        case _:
            return a_text(chance)


def a_state(chance: Random) -> dict[str, Any]:
    """Make the state of a field: what is typed there, or what no field of Slack holds."""
    names = chance.sample(FIELDS, chance.randrange(1, 4))
    return {name: a_text(chance) if name == "value" and chance.random() < 0.7 else anything(chance) for name in names}

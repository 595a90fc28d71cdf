"""The question that a form asks before it saves a text that sounds like child protection: was the DSL told."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.forms import Form, Text
from bot.forms.fields import TYPED
from bot.forms.render import LEAD, lead_of
from bot.slack import blocks
from bot.slack.words import Words
from models.requests.child_protection import sounds_like_child_protection
from models.requests.dsl import DslAnswer
from models.tables.staff import Staff

ASK = "form.ask_dsl"
TEXT, ANSWER, TALK = PARTS = ("dsl.text", "dsl.answer", "dsl.talk")


def sounding_fields(form: Form) -> list[str]:
    """Return the long text fields of a form that sound like child protection, on all its pages."""
    long = [name for name, kind in form.shape.kinds.items() if isinstance(kind, Text) and kind.long]
    return [name for name in long if sounds_like_child_protection(getattr(form, name) or "")]


def is_asked_in(view: Mapping[str, Any]) -> bool:
    """Return whether a view asks the question."""
    return any(block.get("block_id") == LEAD + ANSWER for block in view["blocks"])


def answer_in(view: Mapping[str, Any]) -> DslAnswer | None:
    """Return the answer that was chosen in a view, or None."""
    state = (view.get("state") or {}).get("values", {}).get(LEAD + ANSWER, {}).get(TYPED, {})
    chosen = (state.get("selected_option") or {}).get("value")
    return next((answer for answer in DslAnswer if answer == chosen), None)


def question_over(view: Mapping[str, Any], to_ask: Sequence[Staff], words: Words) -> list[blocks.Block]:
    """Return the top of a view with the question, and a button that asks the DSL, or else the Heads, to come."""
    options = [blocks.option(answer.label, answer) for answer in DslAnswer]
    element = {"type": "radio_buttons", "action_id": TYPED, "options": options}
    asked = [
        blocks.plain(words("requests/child_protection.text"), block_id=TEXT),
        blocks.input_block(words("requests/child_protection.question"), element, block_id=ANSWER, optional=True),
    ]
    if to_ask:
        whom = "DSL" if any(one.dsl for one in to_ask) else "Heads"
        asked.append(blocks.actions(blocks.button(f"Ask the {whom} to come and talk", ASK), block_id=TALK))
    return asked + [block for block in lead_of(view) if block["block_id"] not in PARTS]


def asked_over(view: Mapping[str, Any], names: Sequence[str], words: Words) -> list[blocks.Block]:
    """Return the top of a view in which those with these names have been asked to come."""
    said = blocks.context(words("requests/child_protection.asked", names=names), block_id=TALK)
    return [said if block["block_id"] == TALK else block for block in lead_of(view)]

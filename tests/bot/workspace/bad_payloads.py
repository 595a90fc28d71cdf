"""Payloads that Slack refuses, each with the error that it documents and the one rule that ours refuses it by."""

from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Bad:
    """`says` is part of a line of response_metadata.messages."""

    rule: str
    surface: str
    payload: Json
    says: str
    error: str = ""

    def __str__(self) -> str:
        return f"{self.surface}-{self.rule}"


def plain(text: str = "Hello", **more: Any) -> Json:
    return {"type": "plain_text", "text": text, **more}


def mrkdwn(text: str = "*Hello*", **more: Any) -> Json:
    return {"type": "mrkdwn", "text": text, **more}


def section(**more: Any) -> Json:
    return {"type": "section", "text": mrkdwn(), **more}


def button(**more: Any) -> Json:
    return {"type": "button", "action_id": "go", "text": plain("Go"), **more}


def actions(*elements: Any, **more: Any) -> Json:
    return {"type": "actions", "elements": list(elements or [button()]), **more}


def text_input(**more: Any) -> Json:
    return {"type": "plain_text_input", "action_id": "said", **more}


def input_of(element: Any = None, **more: Any) -> Json:
    return {"type": "input", "label": plain("Name"), "element": element or text_input(), **more}


def option(text: str = "Yes", value: str = "yes", **more: Any) -> Json:
    return {"text": plain(text), "value": value, **more}


def select(kind: str = "static_select", **more: Any) -> Json:
    found: Json = {"type": kind, "action_id": "pick", **more}
    if kind in ("static_select", "multi_static_select") and "options" not in more and "option_groups" not in more:
        found["options"] = [option()]
    return found


def choice(kind: str, **more: Any) -> Json:
    return {"type": kind, "action_id": "pick", "options": [option()], **more}


def confirm(**more: Any) -> Json:
    base = {"title": plain("Sure?"), "text": plain("Really"), "confirm": plain("Yes"), "deny": plain("No")}
    return {key: value for key, value in (base | more).items() if value is not None}


def message(*blocks: Any, **more: Any) -> Json:
    return {"channel": "C1", "text": "Hello", "blocks": list(blocks), **more}


def modal(*blocks: Any, **more: Any) -> Json:
    view: Json = {"type": "modal", "title": plain("Refer"), "submit": plain("Save"), "blocks": list(blocks)}
    return {key: value for key, value in (view | more).items() if value is not None}


def home(*blocks: Any, **more: Any) -> Json:
    return {"type": "home", "blocks": list(blocks), **more}


def options(count: int, **more: Any) -> list[Json]:
    return [option(f"Option {number}", str(number), **more) for number in range(count)]


def group(**more: Any) -> Json:
    return {"label": plain("Year 10"), "options": [option()], **more}


def cell(text: str = "a") -> Json:
    return {"type": "raw_text", "text": text}


def table(rows: Any, kind: str = "table", **more: Any) -> Json:
    return {"type": kind, "rows": rows, **({"caption": "Pupils"} if kind == "data_table" else {}), **more}


def series(points: int = 2, **more: Any) -> Json:
    return {"name": "Maths", "data": [{"label": str(n), "value": n} for n in range(points)], **more}


def bars(*given: Json, points: int = 2, **axis: Any) -> Json:
    categories = [str(number) for number in range(points)]
    return {"type": "bar", "series": list(given or [series(points)]), "axis_config": {"categories": categories, **axis}}


def chart(body: Any = None, **more: Any) -> Json:
    return {"type": "data_visualization", "title": "Progress", "chart": body or bars(), **more}


def without(holder: Json, key: str) -> Json:
    return {name: value for name, value in holder.items() if name != key}


def in_message(rule: str, block: Any, says: str, error: str = "invalid_blocks") -> Bad:
    return Bad(rule, "message", message(block), says, error)


def in_modal(rule: str, block: Any, says: str) -> Bad:
    return Bad(rule, "modal", modal(block), says, "invalid_arguments")


def field(rule: str, element: Json, says: str) -> Bad:
    return in_modal(rule, input_of(element), says)


def less(most: int) -> str:
    return f"must be less than {most + 1} characters"


def missing(name: str) -> str:
    return f"missing required field: {name}"


def items(most: int) -> str:
    return f"no more than {most} items allowed"


FEW = "no fewer than"
PLAIN = "must be of type plain_text"

"""Rules about blocks: section, header, context, actions, input, image, rich text and the newer ones."""

from collections import Counter

from bot.workspace.rules.allowed import ELEMENTS_IN
from bot.workspace.rules.rule import Found, Node, Rule, at, fewest, filled, longest, most, needs, one_of, only, plain
from bot.workspace.types import Given

RICH_PARTS = {"rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote"}


def section_says_something(node: Node) -> Found:
    if not node.value.get("text") and not node.value.get("fields"):
        yield "", "missing required field: text or fields"


def elements_that_fit(node: Node) -> Found:
    allowed = ELEMENTS_IN.get(str(node.value.get("type")))
    for path, element in _elements(node.value):
        kind = element.get("type") if isinstance(element, dict) else None
        if allowed is not None and kind not in allowed:
            yield f"{path}/type", f"unsupported type: {kind}"


def unique_action_ids(node: Node) -> Found:
    ids = [element.get("action_id") for _, element in _elements(node.value) if isinstance(element, dict)]
    counted = Counter(action_id for action_id in ids if action_id)
    for path, element in _elements(node.value):
        if isinstance(element, dict) and counted[element.get("action_id")] > 1:
            yield f"{path}/action_id", f"action_id must be unique in its block: {element.get('action_id')}"


def text_is_known(node: Node) -> Found:
    if node.value.get("type") not in ("plain_text", "mrkdwn"):
        yield "/type", f"unsupported type: {node.value.get('type')}"


def emoji_in_plain_only(node: Node) -> Found:
    if node.value.get("type") == "mrkdwn" and "emoji" in node.value:
        yield "", "invalid additional property: emoji"


def image_has_source(node: Node) -> Found:
    if not node.value.get("image_url") and not node.value.get("slack_file"):
        yield "", "missing required field: image_url or slack_file"


def rich_parts(node: Node) -> Found:
    for number, part in enumerate(node.value.get("elements") or []):
        if isinstance(part, dict) and str(part.get("type")) not in RICH_PARTS:
            yield f"/elements/{number}", "unsupported type of rich text element"


def card_says_something(node: Node) -> Found:
    if not any(node.value.get(key) for key in ("title", "body", "hero_image", "actions")):
        yield "", "one of title, body, hero_image and actions is required"


BLOCKS = (
    longest("block", "block_id", 255),
    Rule("block.elements.fit", "block", elements_that_fit),
    Rule("block.action_id.unique", "block", unique_action_ids),
    Rule("text.type", "text", text_is_known),
    needs("text", "text"),
    filled("text", "text"),
    Rule("text.emoji", "text", emoji_in_plain_only),
    only("text", "text", "emoji", "verbatim"),
    Rule("section.text_or_fields", "section", section_says_something),
    longest("section", "text.text", 3000),
    most("section", "fields", 10),
    longest("field", "text", 2000),
    only("section", "block_id", "text", "fields", "accessory", "expand"),
    only("divider", "block_id"),
    needs("header", "text"),
    plain("header", "text"),
    longest("header", "text.text", 150),
    only("header", "block_id", "text", "level"),
    needs("context", "elements"),
    fewest("context", "elements"),
    most("context", "elements", 10),
    only("context", "block_id", "elements"),
    needs("actions", "elements"),
    fewest("actions", "elements"),
    most("actions", "elements", 25),
    only("actions", "block_id", "elements"),
    needs("input", "label"),
    needs("input", "element"),
    plain("input", "label"),
    plain("input", "hint"),
    longest("input", "label.text", 2000),
    longest("input", "hint.text", 2000),
    only("input", "block_id", "label", "element", "hint", "optional", "dispatch_action"),
    Rule("image.source", "image", image_has_source),
    needs("image", "alt_text"),
    longest("image", "image_url", 3000),
    longest("image", "alt_text", 2000),
    plain("image", "title"),
    longest("image", "title.text", 2000),
    needs("markdown", "text"),
    only("markdown", "block_id", "text"),
    needs("rich_text", "elements"),
    Rule("rich_text.elements.known", "rich_text", rich_parts),
    needs("alert", "text"),
    longest("alert", "text.text", 200),
    one_of("alert", "level", ("default", "info", "warning", "error", "success")),
    Rule("card.something", "card", card_says_something),
    longest("card", "title.text", 150),
    longest("card", "subtitle.text", 150),
    longest("card", "body.text", 200),
    needs("carousel", "elements"),
    fewest("carousel", "elements"),
    most("carousel", "elements", 10),
    needs("container", "child_blocks"),
    fewest("container", "child_blocks"),
    most("container", "child_blocks", 10),
    longest("container", "title.text", 150),
)


def _elements(block: Given) -> list[tuple[str, Given]]:
    kind = block.get("type")
    if kind in ("actions", "context", "context_actions"):
        given = block.get("elements")
        return [(f"/elements/{n}", item) for n, item in enumerate(given)] if isinstance(given, list) else []
    key = {"section": "accessory", "input": "element"}.get(str(kind), "")
    found = at(block, key) if key else None
    return [(f"/{key}", found)] if isinstance(found, dict) else []

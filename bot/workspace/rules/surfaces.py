"""Rules about a whole message, view or list of options."""

from collections import Counter
from typing import Any

from bot.workspace.rules.allowed import BLOCKS_ON, texts_in
from bot.workspace.rules.rule import (
    MISSING,
    Found,
    Node,
    Rule,
    at,
    fewest,
    filled,
    longest,
    most,
    needs,
    only,
    options_or_groups,
    plain,
)

MOST_MARKDOWN = 12_000
MOST_CHARACTERS = 13_200
MOST_CHARTS = 2


def submit_with_inputs(node: Node) -> Found:
    if any(block.get("type") == "input" for block in _blocks(node)) and "submit" not in node.value:
        yield "", "missing required field: submit"


def type_of_view(node: Node) -> Found:
    if node.value.get("type") != node.surface:
        yield "/type", f"must be {node.surface}"


def unique_block_ids(node: Node) -> Found:
    counted = Counter(block.get("block_id") for block in _blocks(node) if block.get("block_id"))
    for number, block in enumerate(_blocks(node)):
        if counted[block.get("block_id")] > 1:
            yield f"/blocks/{number}/block_id", f"block_id must be unique: {block.get('block_id')}"


def one_focus(node: Node) -> Found:
    holders = [block.get("element") for block in _blocks(node)] + [block.get("accessory") for block in _blocks(node)]
    if sum(isinstance(holder, dict) and holder.get("focus_on_load") is True for holder in holders) > 1:
        yield "/blocks", "only one element may have focus_on_load"


def all_markdown(node: Node) -> Found:
    texts = [block.get("text") for block in _blocks(node) if block.get("type") == "markdown"]
    if sum(len(text) for text in texts if isinstance(text, str)) > MOST_MARKDOWN:
        yield "/blocks", f"markdown blocks must be less than {MOST_MARKDOWN + 1} characters in all"


def all_characters(node: Node) -> Found:
    if sum(map(len, texts_in(_blocks(node)))) > MOST_CHARACTERS:
        yield "/blocks", f"must be less than {MOST_CHARACTERS + 1} characters in all"


def charts(node: Node) -> Found:
    if sum(block.get("type") == "data_visualization" for block in _blocks(node)) > MOST_CHARTS:
        yield "/blocks", f"no more than {MOST_CHARTS} data_visualization blocks allowed"


def metadata(node: Node) -> Found:
    given = at(node.value, "metadata")
    if given is MISSING or given == {}:
        return
    if not isinstance(given, dict) or not isinstance(given.get("event_type"), str):
        yield "/metadata", "missing required field: event_type"
    elif not isinstance(given.get("event_payload"), dict):
        yield "/metadata", "missing required field: event_payload"


def known_on_surface(node: Node) -> Found:
    for number, block in enumerate(_blocks(node)):
        if block.get("type") not in BLOCKS_ON[node.surface]:
            yield f"/blocks/{number}/type", f"unsupported type: {block.get('type')}"


SURFACES = (
    Rule("payload.blocks.known", "payload", lambda node: known_on_surface(node) if node.surface != "options" else ()),
    Rule("payload.block_id.unique", "payload", unique_block_ids),
    most("message", "blocks", 50),
    Rule("message.markdown.longest", "message", all_markdown, "msg_too_long"),
    Rule("message.blocks.longest", "message", all_characters, "msg_blocks_too_long"),
    Rule("message.charts.most", "message", charts),
    Rule("message.metadata.shape", "message", metadata, "invalid_metadata_format"),
    Rule("view.type", "view", type_of_view),
    needs("view", "blocks"),
    most("view", "blocks", 100),
    longest("view", "private_metadata", 3000),
    longest("view", "callback_id", 255),
    longest("view", "external_id", 255),
    Rule("view.focus_on_load.one", "view", one_focus),
    needs("modal", "title"),
    *(plain("modal", key) for key in ("title", "submit", "close")),
    *(longest("modal", f"{key}.text", 24) for key in ("title", "submit", "close")),
    Rule("modal.submit.needed", "modal", submit_with_inputs),
    only(
        "modal", "title", "blocks", "close", "submit", "private_metadata", "callback_id", "external_id",
        "clear_on_close", "notify_on_close", "submit_disabled",
    ),
    only("home", "blocks", "private_metadata", "callback_id", "external_id"),
    Rule("options.given", "options", options_or_groups),
    most("options", "options", 100),
    most("options", "option_groups", 100),
    fewest("option_group", "options"),
    most("option_group", "options", 100),
    needs("option_group", "label"),
    needs("option_group", "options"),
    plain("option_group", "label"),
    longest("option_group", "label.text", 75),
    filled("option_group", "label.text"),
)  # fmt: skip


def _blocks(node: Node) -> list[Any]:
    blocks = node.value.get("blocks")
    return [block for block in blocks if isinstance(block, dict)] if isinstance(blocks, list) else []

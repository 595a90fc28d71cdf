"""Whatever is typed, every view and message is one that Slack takes, and nobody is called by what somebody typed."""

import json
import re
import warnings
from collections.abc import Iterable, Iterator
from typing import Any

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.forms.fields import Text
from bot.workspace.rules.validator import check_message, check_options, check_view
from bot.workspace.state import payloads
from tests.promises.canaries import POSTS, Record, go_round, recording
from tests.promises.doors import FORMS, ROWS, filled, in_scenes
from tests.promises.matrix import Case
from tests.promises.stage import Stage
from tests.raw import Answer, Raw

CALLS_OUT = ("<!channel>", "<!here>", "<@UHELEN>", "<#CGENERAL>", "<https://evil.example|x>", "<mailto:a@b.example>")
BIDI = "\u202egnirts\u202c \u2066x\u2069 \u200b"
WRITTEN = "& &lt;!channel&gt; *_~`> {{ 7*7 }} {% raw %} =1+1 שלום العربية 👩‍👩‍👧‍👦"
HOSTILE = f"{' '.join(CALLS_OUT)} {WRITTEN} {BIDI}\n> x\n• y\n"
TEXTS = (
    HOSTILE,
    "&" * 3000,  # five letters each once they are escaped
    "👩‍👩‍👧‍👦" * 400,
    f"a\x00b\x1b[31m{BIDI}" * 100,
    "<!channel>" * 300,
    "\n" * 500 + "x",
    "שלום " * 300,
)
HARD = TEXTS[3:4]  # what PostgreSQL would not store; the rest never reaches it
REFUSED = ("invalid_arguments", "invalid_blocks", "msg_too_long", "view_too_large", "invalid_blocks_format")


async def test_every_view_and_message_is_one_that_slack_takes_whatever_stands_in_it(stage: Stage) -> None:
    with recording(stage.service) as record:
        await go_round(record, stage, HOSTILE + "&" * 900, refused=False)
    wrong = [*troubles(record), *misshapen(record), *live(record)]
    assert wrong == [], "\n".join(wrong[:20])
    assert len(list(surfaces(record))) > 60, "too little was shown to say so"


async def test_hostile_texts_in_every_field_are_answered_and_call_nobody(stage: Stage) -> None:
    tried = TEXTS if stage.service.bot.desk.database.is_sqlite else HARD
    with recording(stage.service) as record:
        for _, name, case in in_scenes(row for row in ROWS if row[0] == "form"):
            texts = [field for field, kind in FORMS[name].shape.kinds.items() if isinstance(kind, Text)]
            for text in tried if texts else ():
                await stage.set(min(case.who), case.scene)
                record.answers.append(await submitted(stage, name, case, dict.fromkeys(texts, text)))
        await stage.service.workspace.home(by="helen")
    wrong = [*troubles(record), *misshapen(record), *live(record)]
    assert wrong == [], "\n".join(wrong[:20])


def troubles(record: Record) -> Iterator[str]:
    """Yield what Slack refused, and what the bot could not make sense of."""
    for call in record.service.slack.calls:
        if call.answer.get("error") in REFUSED:
            yield f"{call.method} was refused: {call.answer}"
    for line in record.ours:
        if "unexpected error" in line or "cannot be rendered" in line or "stumbled" in line:
            yield line


# Slack draws these, and slack_sdk has no model of them yet (docs.slack.dev, reference/block-kit/blocks).
NEWER = frozenset({"data_table", "data_visualization"})


def misshapen(record: Record) -> Iterator[str]:
    """Yield what the local Slack or Slack's own models find wrong."""
    for kind, surface in surfaces(record):
        problems = check_message(surface) if kind == "message" else check_view(surface, kind)
        yield from (f"{kind}: {problem.words()}" for problem in problems)
        yield from (f"{kind}: {fault}" for fault in by_the_models(kind, surface))
    for ack in record.acks:
        yield from (f"options: {problem.words()}" for problem in (check_options(ack) if "options" in ack else ()))


def by_the_models(kind: str, surface: dict[str, Any]) -> Iterator[str]:
    """slack_sdk's own opinion."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns of blocks that it does not know yet
            for block in surface.get("blocks", []):
                parsed = Block.parse(block)
                if parsed is not None:
                    parsed.validate_json()
                elif block["type"] not in NEWER:
                    yield f"no such block: {block['type']}"
            if kind != "message":
                View(**surface).validate_json()
            elif len(surface.get("text", "")) > 4000:
                yield "a text of more than 4,000 letters"
    except Exception as refused:  # noqa: BLE001 - whatever the models raise is their no
        yield f"slack_sdk says {refused}"


def surfaces(record: Record) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every different message and view, with its kind."""
    seen = set()
    for kind, surface in _all(record):
        mark = json.dumps(surface, sort_keys=True)
        if mark not in seen:
            seen.add(mark)
            yield kind, surface


def _all(record: Record) -> Iterator[tuple[str, dict[str, Any]]]:
    for call in record.calls:
        if call.method in POSTS:
            yield "message", {name: call.args[name] for name in ("text", "blocks") if call.args.get(name)}
        else:
            yield ("home" if call.method == "views.publish" else "modal"), dict(call.args["view"])
    for ack in record.acks:
        if "view" in ack:
            yield "modal", ack["view"]
        elif "text" in ack or "blocks" in ack:
            yield "message", {name: ack[name] for name in ("text", "blocks") if ack.get(name)}
    for posts in record.service.slack.store.posts.values():
        for post in posts.values():
            if post.ephemeral_for:
                yield "message", {name: post.body[name] for name in ("text", "blocks") if post.body.get(name)}


def live(record: Record) -> Iterable[str]:
    """Yield what somebody typed that Slack would turn into a mention or a link."""
    for kind, surface in surfaces(record):
        for text in in_mrkdwn(surface, is_message=kind == "message"):
            if any(call in text for call in CALLS_OUT) or re.search(r"<!(channel|here|everyone)", text):
                yield f"{kind} calls out: {text[:200]}"


def in_mrkdwn(part: Any, *, is_message: bool = False) -> Iterator[str]:
    """Every text in which Slack looks for mentions."""
    if isinstance(part, dict):
        if part.get("type") == "mrkdwn" or (is_message and isinstance(part.get("text"), str)):
            yield str(part["text"])
        for each in part.values():
            yield from in_mrkdwn(each)
    elif isinstance(part, list):
        for each in part:
            yield from in_mrkdwn(each)


async def submitted(stage: Stage, name: str, case: Case, typed: dict[str, str]) -> Answer:
    """One of the forms, with these texts past Slack's own checks of length."""
    hand, case = Raw(stage.service.slack), filled(case, stage.ids)
    view = hand.put_up(stage.user, FORMS[name].view(case.values, context=case.context))
    for (block_id, action_id), state in view.typed.items():
        field = block_id.partition(":")[0]
        if field in typed and "value" in state:
            view.typed[block_id, action_id] = state | {"value": typed[field]}
    return await hand.send("interactive", payloads.view_submission(stage.service.slack, view), stage.user)

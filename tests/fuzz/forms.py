"""Every form, filled at random, read and shown again, without a database."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

from bot.forms import Form, Invalid
from bot.forms.messages import NotOurs
from bot.forms.responses import errors_response
from bot.slack import blocks
from bot.slack.plain_text import as_typed
from bot.slack.words import Mrkdwn
from bot.workspace.rules.validator import check_view
from models.text import begins_words_of, clean
from tests.fuzz.texts import a_state, a_text, anything
from tests.promises.doors import FORMS
from tests.promises.test_surfaces import CALLS_OUT, in_mrkdwn

LONGEST_ERROR = 2000  # of a line under a field


@dataclass
class Books:
    """How much was tried, and what went wrong: `unhandled`, `live` mentions, `over` what Slack takes."""

    payloads: int = 0
    texts: int = 0
    read: int = 0
    unhandled: list[str] = field(default_factory=list)
    live: list[str] = field(default_factory=list)
    over: list[str] = field(default_factory=list)

    @property
    def faults(self) -> list[str]:
        return [*self.unhandled, *self.live, *self.over]


def go_through(times: int, seed: int) -> Books:
    """Send `times` payloads through a form chosen at random."""
    books, chance = Books(), Random(seed)  # noqa: S311 - repeatable, not secret
    for _ in range(times):
        form = chance.choice(list(FORMS.values()))
        books.payloads += 1
        try:
            fill(form, chance, books)
        except Exception as failed:  # noqa: BLE001 - whatever is raised is what is looked for
            books.unhandled.append(f"{form.name}: {failed!r}"[:300])
    return books


def fill(form: type[Form], chance: Random, books: Books) -> None:
    """Show a form, fill it in, read it, and show what comes of that."""
    page = chance.randrange(len(form.shape.pages))
    values = {name: anything(chance) for name in form.shape.kinds if chance.random() < 0.5}
    words = a_text(chance)
    books.texts += 1 + len(values)
    lead = [blocks.section(Mrkdwn.escape(words))] if clean(words) else []
    view = form.view(values, page=page, context={"about": "x"}, lead=lead, notice=clean(as_typed(words)) or None)
    look_at(view, books)
    begins_words_of(words, as_typed(words))
    state = dict(states(view, chance))
    books.texts += len(state)
    sent = view | {"state": {"values": state}}
    if chance.random() < 0.05:
        sent["private_metadata"] = chance.choice(("", "null", "[]", "{", a_text(chance)))
    try:
        known = form.read(sent, values if chance.random() < 0.5 else None)
    except Invalid as invalid:
        answer = errors_response(invalid)
        if "view" in answer:
            look_at(answer["view"], books)
        books.over += [text for text in answer.get("errors", {}).values() if not 0 < len(text) <= LONGEST_ERROR]
    except NotOurs:
        return
    else:
        books.read += 1
        look_at(form.view(known, page=page), books)


def states(view: dict[str, Any], chance: Random) -> Iterator[tuple[str, Any]]:
    """Yield a state for each field of the page, sometimes of no known kind."""
    for block in view["blocks"]:
        if block["type"] == "input":
            yield block["block_id"], {block["element"]["action_id"]: a_state(chance)}


def look_at(view: dict[str, Any], books: Books) -> None:
    """Note what Slack would refuse, or turn into a mention."""
    books.over += [f"{view['callback_id']}: {problem.words()}"[:300] for problem in check_view(view, "modal")]
    books.live += [text[:200] for text in in_mrkdwn(view) if any(call in text for call in CALLS_OUT)]

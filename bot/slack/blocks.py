"""The few Slack blocks that we use, built as dicts: free text is cut to Slack's limits, and bad shapes are refused.

Text in mrkdwn comes from the templates, already escaped. Anything that people typed goes into plain or rich text here.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

from bot.slack.words import Mrkdwn

Block = dict[str, Any]
Element = dict[str, Any]
Option = dict[str, Any]
Style = Literal["primary", "danger"]

LONGEST_TEXT = 3000

_JOINERS = {"\u200d", "\ufe0e", "\ufe0f"}
_OPEN_AT_THE_END = re.compile(r"(&[a-z]{0,4}|<[^<>]*)$")


def clip(text: str, limit: int) -> str:
    """Cut text to `limit` characters, ending in "…" if it was cut, and never in the middle of an accented letter."""
    if len(text) <= limit:
        return text
    cut = limit - 1
    while cut > 0 and (_continues(text[cut]) or text[cut - 1] == "\u200d"):
        cut -= 1
    return text[:cut].rstrip() + "…"


def clip_mrkdwn(text: str, limit: int) -> str:
    """Cut mrkdwn as `clip` does, and never in the middle of an escape such as `&lt;` or of a link."""
    if len(text) <= limit:
        return text
    return _OPEN_AT_THE_END.sub("", clip(text, limit)[:-1]) + "…"


def _continues(character: str) -> bool:
    skin_tone = "\U0001f3fb" <= character <= "\U0001f3ff"
    return character in _JOINERS or skin_tone or unicodedata.combining(character) != 0


def plain_text(text: str, limit: int = LONGEST_TEXT) -> dict[str, str]:
    return {"type": "plain_text", "text": clip(_present(text), limit)}


def mrkdwn(text: str, limit: int = LONGEST_TEXT) -> dict[str, object]:
    """Build text in mrkdwn; `verbatim`, or Slack would make links of channel names and addresses that people typed."""
    return {"type": "mrkdwn", "text": clip_mrkdwn(_present(text), limit), "verbatim": True}


def _present(text: str) -> str:
    if not text.strip():
        raise ValueError("Slack refuses empty text; leave the block out.")
    return text


def _at_most(limit: int, things: Sequence[Any], what: str, least: int = 1) -> None:
    if not least <= len(things) <= limit:
        raise ValueError(f"{what} are {least} to {limit}, and these are {len(things)}.")


def _named(text: str, limit: int, what: str) -> str:
    """Return an identifier as it is. Raises ValueError if it is too long, since a cut one would be another's."""
    if not 0 < len(text) <= limit:
        raise ValueError(f"{what} is 1 to {limit} characters, and this has {len(text)}.")
    return text


def _given(**parts: object) -> dict[str, Any]:
    return {name: part for name, part in parts.items() if part is not None}


def header(text: str, *, block_id: str | None = None) -> Block:
    return {"type": "header", "text": plain_text(text, 150), **_given(block_id=block_id)}


def section(text: Mrkdwn, *, accessory: Element | None = None, block_id: str | None = None) -> Block:
    """Build a section; `text` is mrkdwn from a template."""
    return {"type": "section", "text": mrkdwn(text), **_given(accessory=accessory, block_id=block_id)}


def sections(lines: Iterable[Mrkdwn]) -> Iterator[Block]:
    """Yield as few sections as hold these lines of mrkdwn from templates, so that none is cut."""
    held: list[Mrkdwn] = []
    for line in lines:
        if held and sum(len(one) + 1 for one in held) + len(line) > LONGEST_TEXT:
            yield section(Mrkdwn("\n".join(held)))
            held = []
        held.append(line)
    if held:
        yield section(Mrkdwn("\n".join(held)))


def plain(text: str, *, accessory: Element | None = None, block_id: str | None = None) -> Block:
    """Build a section in plain text, in which nothing can be a link, a mention or bold."""
    return {"type": "section", "text": plain_text(text), **_given(accessory=accessory, block_id=block_id)}


def fields(texts: Sequence[Mrkdwn], *, accessory: Element | None = None, block_id: str | None = None) -> Block:
    """Build a section with two columns of mrkdwn."""
    _at_most(10, texts, "Fields of a section")
    columns = [mrkdwn(text, 2000) for text in texts]
    return {"type": "section", "fields": columns, **_given(accessory=accessory, block_id=block_id)}


def divider() -> Block:
    return {"type": "divider"}


def context(*texts: Mrkdwn | Element, block_id: str | None = None) -> Block:
    """Build small print; each text is mrkdwn, or an element such as `plain_text(...)`."""
    _at_most(10, texts, "Elements of a context")
    elements = [mrkdwn(text) if isinstance(text, str) else text for text in texts]
    return {"type": "context", "elements": elements, **_given(block_id=block_id)}


def actions(*elements: Element, block_id: str | None = None) -> Block:
    _at_most(25, elements, "Elements of an actions block")
    return {"type": "actions", "elements": list(elements), **_given(block_id=block_id)}


def quoted(text: str, *, block_id: str | None = None) -> Block:
    """Build a quotation of what somebody typed, as they typed it."""
    quote = {"type": "rich_text_quote", "elements": [{"type": "text", "text": clip(_present(text), LONGEST_TEXT)}]}
    return {"type": "rich_text", "elements": [quote], **_given(block_id=block_id)}


def table(rows: Sequence[Sequence[str]], *, block_id: str | None = None) -> Block:
    """Build a table; the first row is the heading. Slack takes it in messages and the Home, but not in a modal."""
    _at_most(100, rows, "Rows of a table")
    _at_most(20, rows[0], "Columns of a table")
    if any(len(row) != len(rows[0]) for row in rows):
        raise ValueError("Every row of a table has as many cells as its heading.")
    cells = [[{"type": "raw_text", "text": text if text.strip() else "–"} for text in row] for row in rows]
    return {"type": "table", "rows": cells, **_given(block_id=block_id)}


def data_table(rows: Sequence[Sequence[str | tuple[int, str]]], caption: str, *, page_size: int) -> Block:
    """Build a table that the reader can sort. A cell is text, or a number to sort by with the text that shows it."""
    cells = table([[cell if isinstance(cell, str) else cell[1] for cell in row] for row in rows])["rows"]
    for row, made in zip(rows, cells, strict=True):
        numbers = {place: cell[0] for place, cell in enumerate(row) if not isinstance(cell, str)}
        for place, number in numbers.items():
            made[place] |= {"type": "raw_number", "value": number}
    if sum(len(cell["text"]) for row in cells for cell in row) > 10_000:
        raise ValueError("The cells of a data table hold 10,000 characters: show fewer rows.")
    return {"type": "data_table", "caption": caption, "rows": cells, "page_size": page_size}


def input_block(
    label: str, element: Element, *, block_id: str, hint: str = "", optional: bool = False, dispatch: bool = False
) -> Block:
    """Build an input. With `dispatch`, the bot hears of every change before the form is submitted."""
    block: Block = {"type": "input", "block_id": _named(block_id, 255, "A block_id"), "element": element}
    block["label"] = plain_text(label, 2000)
    block["optional"] = optional
    if hint:
        block["hint"] = plain_text(hint, 2000)
    if dispatch:
        block["dispatch_action"] = True
    return block


def confirm(title: str, text: str, *, yes: str, no: str = "Cancel", style: Style | None = None) -> Element:
    asked = {"title": plain_text(title, 100), "text": plain_text(text, 300)}
    return asked | {"confirm": plain_text(yes, 30), "deny": plain_text(no, 30)} | _given(style=style)


def button(
    text: str,
    action_id: str,
    value: str | None = None,
    *,
    style: Style | None = None,
    confirm: Element | None = None,
    spoken: str | None = None,
) -> Element:
    """Build a button. `spoken` is read out in place of `text` if several buttons of a screen have the same text."""
    if value is not None:
        _named(value, 2000, "A button's value")
    pressed = {"type": "button", "text": plain_text(text, 75), "action_id": _named(action_id, 255, "An action_id")}
    label = None if spoken is None else clip(spoken, 75)
    return pressed | _given(value=value, style=style, confirm=confirm, accessibility_label=label)


def spoken_of(made: Element, what: str) -> Element:
    """Return the button with its subject in what is read out; on the screen, the line next to it names the subject."""
    return made | {"accessibility_label": clip(f"{made['text']['text']}: {what}", 75)}


def option(text: str, value: str, description: str | None = None) -> Option:
    made: Option = {"text": plain_text(text, 75), "value": _named(value, 75, "An option's value")}
    return made | ({"description": plain_text(description, 75)} if description else {})


def called(name: str, more: str) -> str:
    """Return a menu's text for a record. A long name is cut, so that there is room for what tells records apart."""
    return f"{clip(name, 72 - len(more))} · {more}"


def overflow(action_id: str, options: Sequence[Option]) -> Element:
    _at_most(5, options, "Options of an overflow menu")
    return {"type": "overflow", "action_id": action_id, "options": list(options)}


def _select(kind: str, action_id: str, placeholder: str, **more: object) -> Element:
    choosing = {
        "type": kind,
        "action_id": _named(action_id, 255, "An action_id"),
        "placeholder": plain_text(placeholder, 150),
    }
    return choosing | _given(**more)


def static_select(
    action_id: str, options: Sequence[Option], *, placeholder: str = "Choose", initial: Option | None = None
) -> Element:
    _at_most(100, options, "Options of a select menu")
    return _select("static_select", action_id, placeholder, options=list(options), initial_option=initial)


def external_select(
    action_id: str, *, placeholder: str = "Type to search", initial: Option | None = None, least: int = 1
) -> Element:
    """Build a menu that asks the bot for options once `least` letters are typed."""
    return _select("external_select", action_id, placeholder, min_query_length=least, initial_option=initial)


def modal(
    title: str,
    blocks: Sequence[Block],
    *,
    submit: str | None = None,
    close: str = "Close",
    callback_id: str = "",
    private_metadata: str = "",
    notify_on_close: bool = False,
) -> dict[str, Any]:
    _at_most(100, blocks, "Blocks of a modal")
    if len(private_metadata) > 3000:
        raise ValueError("private_metadata holds 3000 characters: keep ids in it and nothing else.")
    view: dict[str, Any] = {"type": "modal", "title": plain_text(title, 24), "close": plain_text(close, 24)}
    view |= {"blocks": list(blocks), "callback_id": callback_id, "private_metadata": private_metadata}
    view["notify_on_close"] = notify_on_close
    return view | ({"submit": plain_text(submit, 24)} if submit else {})


def home(blocks: Sequence[Block]) -> dict[str, Any]:
    _at_most(100, blocks, "Blocks of the Home")
    return {"type": "home", "blocks": list(blocks)}


def option_named(options: Iterable[Option], value: object) -> Option | None:
    """Return the option with this value if it is still offered: Slack refuses an initial option that is not listed."""
    by_value: Mapping[str, Option] = {offered["value"]: offered for offered in options}
    return by_value.get(value) if isinstance(value, str) else None

"""Rendering one page of a form as a Slack modal."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.forms.definition import FormDefinition, FormState, Page, block_id
from bot.forms.fields import Labels, Stored
from bot.slack import blocks

LEAD = "lead:"
FRESH = "form.fresh"
NEXT = "form.next"
BACK = "form.back"


@dataclass(frozen=True)
class Frame:
    """The parts of a modal around its inputs. `fresh` offers a button that throws away what was typed.

    `hidden` are fields of a sparse page that are not shown.
    """

    lead: Sequence[blocks.Block] = ()
    notice: str | None = None
    fresh: bool = False
    labels: Mapping[str, Labels] = field(default_factory=dict)
    hidden: Collection[str] = ()


def modal(shape: FormDefinition, values: Mapping[str, Stored], meta: FormState, around: Frame) -> dict[str, Any]:
    """Return the modal for the page that `meta` names, with the cursor in the first input."""
    page = shape.pages[meta.page]
    names = [name for name in page.fields if name not in around.hidden]
    inputs = [_input(shape, name, values.get(name), meta, around) for name in names]
    if inputs and shape.kinds[names[0]].takes_focus:
        inputs[0]["element"]["focus_on_load"] = True
    return blocks.modal(
        shape.title,
        [*_notice(around), *_lead(around.lead), *_progress(shape, meta.page), *inputs, *_turns(shape, meta.page)],
        submit=shape.submit,
        close=shape.close,
        callback_id=shape.name,
        private_metadata=meta.packed(),
        notify_on_close=shape.keep_draft,
    )


def lead_of(view: Mapping[str, Any]) -> list[blocks.Block]:
    """Return the blocks at the top of a view, with what was chosen in them, to be shown again on another page."""
    led = [block for block in view["blocks"] if str(block.get("block_id", "")).startswith(LEAD)]
    state = (view.get("state") or {}).get("values", {})
    return [_chosen(block, state) | {"block_id": block["block_id"].removeprefix(LEAD)} for block in led]


def _chosen(block: blocks.Block, state: Mapping[str, Any]) -> blocks.Block:
    """Return a block with the option that was chosen in it, if it asks something."""
    element = block.get("element", {})
    option = state.get(block["block_id"], {}).get(element.get("action_id"), {}).get("selected_option")
    return block | {"element": element | {"initial_option": option}} if option else block


def _lead(lead: Sequence[blocks.Block]) -> list[blocks.Block]:
    return [block | {"block_id": LEAD + str(block.get("block_id", number))} for number, block in enumerate(lead)]


def _notice(around: Frame) -> list[blocks.Block]:
    if not around.notice:
        return []
    fresh = blocks.button("Start again", FRESH) if around.fresh else None
    return [blocks.plain(around.notice, accessory=fresh, block_id="form.notice")]


def _progress(shape: FormDefinition, number: int) -> list[blocks.Block]:
    page, pages = shape.pages[number], len(shape.turned)
    if pages == 1 and not page.asked:
        return []
    told = ["" if page.asked else f"Page {number + 1} of {pages}", page.title, page.note]
    text = blocks.plain_text(" · ".join(part for part in told if part))
    return [blocks.context(text, block_id="form.progress")]


def _input(shape: FormDefinition, name: str, raw: Stored, meta: FormState, around: Frame) -> blocks.Block:
    kind = shape.kinds[name]
    element = kind.element(raw, around.labels.get(name, {}))
    if shape.keep_draft and kind.is_written:
        element["dispatch_action_config"] = {"trigger_actions_on": ["on_character_entered"]}
    return blocks.input_block(
        kind.label,
        element,
        block_id=block_id(name, meta.key),
        hint=kind.hint,
        optional=name not in shape.needed,
        dispatch=shape.keep_draft,
    )


def _turns(shape: FormDefinition, number: int) -> list[blocks.Block]:
    """Return the buttons to the previous and next page, each naming the page that it opens."""
    turns = []
    if number > 0:
        turns.append(blocks.button(f"Back: {_within(shape.pages[shape.page_before(number)])}", BACK))
    if number + 1 < len(shape.turned):
        turns.append(blocks.button(f"Next: {_within(shape.pages[number + 1])}", NEXT))
    return [blocks.actions(*turns, block_id="form.pages")] if turns else []


def _within(page: Page) -> str:
    """Return a page's title for the middle of a line, with a small first letter."""
    return page.title[:1].lower() + page.title[1:]

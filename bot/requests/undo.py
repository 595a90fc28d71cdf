"""The parts that forms of correction share: the reason for a change, and for ten minutes a button to undo."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.forms import Form, Text
from bot.forms.definition import new_key
from bot.forms.fields import Labels
from bot.forms.form import Values
from bot.forms.opening import draft_name
from bot.requests.answer import Answer
from bot.requests.capability import Listener
from bot.requests.notice import notice
from bot.requests.payload import View
from bot.requests.request import Request
from bot.slack import blocks
from bot.slack.words import Words
from models.change import Change
from models.corrections.history import UndoWindow
from models.errors import Refused
from models.requests.drafts import Typed, keep_draft


@dataclass(frozen=True)
class Retyped:
    """What was typed into a form that was saved.

    `about` is what the form was about, as its drafts are kept under it; a button with the action `opens` and this
    `value` opens it again.
    """

    form: type[Form]
    about: str
    opens: str
    value: str
    values: Values
    labels: Mapping[str, Labels] = field(default_factory=dict)


# Reads what was typed, before it is undone, unless it cannot be typed again.
Retype = Callable[[Change, str], Retyped | None]
# Opens the form below the blocks that say that it was undone.
OpenAgain = Callable[[Request, str, Sequence[blocks.Block]], Awaitable[View]]


def why_changed() -> Text:
    """Return the field for the reason of a correction; each form names the field `changed`."""
    return Text("Reason for the change", max_length=300, hint="Needed after ten minutes, and if a colleague saved it.")


def undo_blocks(window: UndoWindow, action_id: str, words: Words, what: str) -> list[blocks.Block]:
    """Return the line that says who saved something and, while there is time, a button to undo with the thing's id."""
    saved = blocks.context(words("requests/undo.saved", window=window))
    if window.undo_until is None:
        return [saved]
    return [saved, blocks.actions(undo_button("Undo", action_id, window.thing_id, words, what))]


def undo_button(text: str, action_id: str, thing_id: str, words: Words, what: str) -> blocks.Element:
    """Return the button that undoes what was saved, after asking whether the person is sure; `what` names it."""
    title = words("requests/undo.undo_title", what=what)
    sure = blocks.confirm(title, words("requests/undo.undo_sure"), yes="Undo", style="danger")
    return blocks.button(text, action_id, value=thing_id, confirm=sure)


def undo_and_retype(fn: Callable[[Change, str], None], retype: Retype, open_again: OpenAgain) -> Listener:
    """Return the listener of an undo button that opens the form again, with what was typed as its draft.

    If Slack opens no form any more, a message has a button for it: what was typed is in no record now.
    """

    def undo_and_keep(change: Change, thing_id: str) -> list[str] | None:
        typed = retype(change, thing_id)
        fn(change, thing_id)
        if typed is None:
            return None
        name, values = draft_name(typed.form), typed.form.held(typed.values)
        keep_draft(change, Typed(new_key(), name, 0, values, {"about": typed.about}, typed.labels))
        return [typed.opens, typed.value]

    async def undo(request: Request) -> Answer | None:
        kept = await request.press(undo_and_keep, request.value)
        if kept is None:
            return await _say_undone(request)
        request.expect_draft()
        opens, value = kept
        undone = blocks.section(request.words("requests/undo.again"))
        try:
            view = await open_again(request, value, [undone])
        except Refused:  # it is undone, and this form is not to be filled in just now
            return await _say_undone(request)
        return await request.replace(view, or_later={"actions": [{"action_id": opens, "value": value}]})

    return undo


async def _say_undone(request: Request) -> Answer | None:
    words = request.words
    return await request.replace(notice(words("requests/undo.undone_title"), words("requests/undo.undone")))

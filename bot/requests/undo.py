"""The parts that forms of correction share: the reason for a change, and for ten minutes a button to undo."""

from collections.abc import Callable

from bot.forms import Text
from bot.requests.answer import Answer
from bot.requests.capability import Listener
from bot.requests.notice import notice
from bot.requests.request import Request
from bot.slack import blocks
from bot.slack.words import Words
from models.change import Change
from models.corrections.history import UndoWindow


def why_changed() -> Text:
    """Return the field for the reason of a correction; each form names the field `changed`."""
    return Text("Reason for the change", max_length=300, hint="Needed after ten minutes, and if a colleague saved it.")


def undo_blocks(window: UndoWindow, action_id: str, words: Words, what: str = "this") -> list[blocks.Block]:
    """Return the line that says who saved something and, while there is time, a button to undo with the thing's id."""
    saved = blocks.context(words("requests/undo.saved", window=window))
    if window.undo_until is None:
        return [saved]
    return [saved, blocks.actions(undo_button("Undo", action_id, window.thing_id, words, what))]


def undo_button(text: str, action_id: str, thing_id: str, words: Words, what: str = "this") -> blocks.Element:
    """Return the button that undoes what was saved, after asking whether the person is sure; `what` names it."""
    title = words("requests/undo.undo_title", what=what)
    sure = blocks.confirm(title, words("requests/undo.undo_sure"), yes="Undo", style="danger")
    return blocks.button(text, action_id, value=thing_id, confirm=sure)


def undo_with(fn: Callable[[Change, str], None]) -> Listener:
    """Return the listener of an undo button: it undoes the thing with `fn`, and says so in the place of the form."""

    async def undo(request: Request) -> Answer | None:
        await request.press(fn, request.value)
        words = request.words
        return await request.replace(notice(words("requests/undo.undone_title"), words("requests/undo.undone")))

    return undo

"""The parts that forms of correction share: the reason for a change, and for ten minutes a button to undo."""

from bot.forms import Text
from bot.requests.answer import Answer
from bot.requests.notice import notice
from bot.requests.request import Request
from bot.slack import blocks
from bot.slack.words import Words
from models.corrections.history import UndoWindow


def why_changed() -> Text:
    """Return the field for the reason of a correction; each form names the field `changed`."""
    return Text("Reason for the change", max_length=300, hint="Needed after ten minutes.")


def undoing(chance: UndoWindow, action_id: str, words: Words) -> list[blocks.Block]:
    """Return the line that says who saved something and, while there is time, a button to undo with the thing's id."""
    told = blocks.context(words("requests/undo.chance", chance=chance))
    if chance.undo_until is None:
        return [told]
    return [told, blocks.actions(undo("Undo", action_id, chance.thing_id, words))]


def undo(text: str, action_id: str, thing_id: str, words: Words) -> blocks.Element:
    """Return the button that undoes what was saved, after asking whether the person is sure."""
    title = words("requests/undo.undo_title")
    sure = blocks.confirm(title, words("requests/undo.undo_sure"), yes="Undo", style="danger")
    return blocks.button(text, action_id, value=thing_id, confirm=sure)


async def say_undone(request: Request) -> Answer | None:
    """Say, in the place of the form, that the change was undone."""
    return await request.replace(
        notice(request.words("requests/undo.undone_title"), request.words("requests/undo.undone"))
    )

"""What could not be shown while the database was busy, and the button that tries it again."""

from bot.requests.answer import Answer
from bot.requests.payload import HOME_OPENED
from bot.requests.request import Request
from bot.runtime.desk import NotSaved
from bot.runtime.unwell import UNWELL, may_pass
from bot.slack import blocks

REOPEN_HOME = "form.home"


def could_not_show(error: Exception, request: Request) -> bool:
    """Return whether the database was busy until the deadline, and nothing was to be saved but the log of a look."""
    if request.is_saving:
        return False
    return isinstance(error, NotSaved) or (isinstance(error, UNWELL) and may_pass(error) and not request.is_submission)


def try_again(request: Request) -> blocks.Element | None:
    """Return a button that does again what was pressed; None where a command is typed again, or the form is there."""
    text = request.words("requests/error.try_again")
    if request.is_home_opened:
        return blocks.button(text, REOPEN_HOME)
    if request.action_id and request.form_class is None:
        return blocks.button(text, request.action_id, request.value or None)
    return None


async def reopen_home(request: Request) -> Answer | None:
    """Open the App Home again, in the place of the notice that it could not be shown."""
    return await request.again({"event": {"type": HOME_OPENED, "tab": "home", "user": request.actor.slack_id}})

"""The payload of a request, read in one way for every kind of control."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from bot.slack.plain_text import as_typed
from models.errors import Absent

T = TypeVar("T")
View = dict[str, Any]

HOME_OPENED = "app_home_opened"
NOTICE = "notice"  # the callback_id of a Home tab that only says something


class Payload:
    """A request as Slack sends it (docs.slack.dev, interaction payloads)."""

    def __init__(self, body: Mapping[str, Any]) -> None:
        self.body = body

    @property
    def text(self) -> str:
        """The text that was typed after a command, or so far in a menu that searches."""
        return as_typed(str(self.body.get("text") or "")) or str(self.body.get("value") or "").strip()

    @property
    def typed_command(self) -> str:
        """The command as it was typed, with its text; "" if none was."""
        return f"{self.body['command']} {self.text}".strip() if self.body.get("command") else ""

    @property
    def action_id(self) -> str:
        """The id of the button that was pressed, or of the menu that was used; "" if there was neither."""
        return str(self.action.get("action_id", ""))

    @property
    def value(self) -> str:
        """The value of the button that was pressed, or of the entry that was chosen; "" if it has none."""
        return str((self.action.get("selected_option") or self.action).get("value") or "")

    @property
    def view(self) -> View:
        """The modal or App Home in which the person acted; empty if they acted elsewhere."""
        return self.body.get("view") or {}

    @property
    def is_submission(self) -> bool:
        """Whether a form was submitted."""
        return self.body.get("type") == "view_submission"

    @property
    def is_suggestion(self) -> bool:
        """Whether somebody types into a menu that searches."""
        return self.body.get("type") == "block_suggestion"

    @property
    def is_notice(self) -> bool:
        """Whether Slack reports an event of the workspace, for which nobody waits. Opening the App Home is not one."""
        return bool(self.event) and not self.is_home_opened

    @property
    def is_in_home(self) -> bool:
        """Whether the person acted in the App Home, which updates itself after a change."""
        return self.view.get("type") == "home"

    @property
    def is_home_opened(self) -> bool:
        """Whether the person opened the App Home."""
        return bool(self.event.get("type") == HOME_OPENED)

    @property
    def is_home_blank(self) -> bool:
        """Whether the Home tab that was opened shows nothing yet, or only a notice."""
        return bool(self.event.get("view", {}).get("callback_id", NOTICE) == NOTICE)

    @property
    def event(self) -> Mapping[str, Any]:
        """The event that Slack reports; empty if somebody used a command, button, menu or form."""
        return self.body.get("event") or {}

    @property
    def message(self) -> Mapping[str, Any]:
        """The message from whose menu a shortcut was chosen; empty if none was."""
        return self.body.get("message") or {}

    @property
    def team_id(self) -> str:
        """The Slack id of the workspace in which the person acted."""
        return str(self.body.get("team_id") or self.body["team"]["id"])

    @property
    def app_id(self) -> str:
        """Slack's id of this app, for links to its App Home."""
        return str(self.body["api_app_id"])

    @property
    def trigger_id(self) -> str:
        """The id that lets the bot open one modal, within three seconds."""
        return str(self.body["trigger_id"])

    @property
    def action(self) -> Mapping[str, Any]:
        """Slack's account of the button or entry that was used; empty if there was none."""
        return next(iter(self.body.get("actions") or ()), {})


def parse_carried(kind: Callable[[str], T], text: str) -> T:
    """Convert a text that a button carries. Raises Absent if the text is not one that we wrote."""
    try:
        return kind(text)
    except ValueError:
        raise Absent from None

"""What Slack says of something that was done: read in one way, whichever control it was."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from models.errors import Absent

T = TypeVar("T")
View = dict[str, Any]

HOME_OPENED = "app_home_opened"


class Payload:
    """A request as Slack sends it (docs.slack.dev, interaction payloads)."""

    def __init__(self, body: Mapping[str, Any]) -> None:
        self.body = body

    @property
    def text(self) -> str:
        """What was typed behind a command, or so far into a menu that looks things up."""
        return str(self.body.get("text") or self.body.get("value") or "").strip()

    @property
    def action_id(self) -> str:
        """Which button was pressed, or from which menu something was chosen; "" where neither was."""
        return str(self.action.get("action_id", ""))

    @property
    def value(self) -> str:
        """The value of the button that was pressed, or of the entry that was chosen; "" where it has none."""
        return str((self.action.get("selected_option") or self.action).get("value") or "")

    @property
    def view(self) -> View:
        """The modal or Home in which it was done; empty where it was elsewhere."""
        return self.body.get("view") or {}

    @property
    def is_submission(self) -> bool:
        """Whether a form was submitted."""
        return self.body.get("type") == "view_submission"

    @property
    def is_notice(self) -> bool:
        """Whether it is an event of the workspace, for which nobody asked; opening the App Home is a person's."""
        return bool(self.event) and self.event.get("type") != HOME_OPENED

    @property
    def is_in_home(self) -> bool:
        """Whether it was done in the App Home, which follows by itself what changes."""
        return self.view.get("type") == "home"

    @property
    def event(self) -> Mapping[str, Any]:
        """What Slack tells of without anybody having asked; empty where somebody did something."""
        return self.body.get("event") or {}

    @property
    def message(self) -> Mapping[str, Any]:
        """The message from whose menu a shortcut was chosen; empty where none was."""
        return self.body.get("message") or {}

    @property
    def team_id(self) -> str:
        """The workspace in which it was done."""
        return str(self.body.get("team_id") or self.body["team"]["id"])

    @property
    def app_id(self) -> str:
        """Slack's id of this app, for links to its App Home."""
        return str(self.body["api_app_id"])

    @property
    def trigger_id(self) -> str:
        """What Slack lets a modal be opened with, once and for three seconds."""
        return str(self.body["trigger_id"])

    @property
    def action(self) -> Mapping[str, Any]:
        """What was pressed or chosen; empty where nothing was."""
        return next(iter(self.body.get("actions") or ()), {})


def parse_carried(kind: Callable[[str], T], text: str) -> T:
    """Read what a button carries beside an id. Raises Absent where it is none of ours."""
    try:
        return kind(text)
    except ValueError:
        raise Absent from None

"""Trigger ids, which open one view within three seconds of real time."""

import secrets
import time
from dataclasses import dataclass

from bot.workspace.types import SlackError

MOST_REMEMBERED = 5_000


@dataclass
class Trigger:
    """A trigger of one person's gesture; `within` is the view in which they clicked."""

    user: str
    within: str | None
    issued_at: float
    used: bool = False


class Triggers:
    """The triggers that were issued and not yet forgotten."""

    def __init__(self, patience: float) -> None:
        self.patience = patience
        self._issued: dict[str, Trigger] = {}

    def issue(self, user: str, within: str | None = None) -> str:
        name = f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        self._issued[name] = Trigger(user, within, time.monotonic())
        if len(self._issued) > MOST_REMEMBERED:
            del self._issued[next(iter(self._issued))]
        return name

    def exchange(self, name: str) -> Trigger:
        """Use up a trigger, even if the view is refused later. Raises SlackError if the trigger is not valid."""
        trigger = self._issued.get(name)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if time.monotonic() - trigger.issued_at > self.patience:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger

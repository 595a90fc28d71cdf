"""What Slack is told when a listener has done its work: nothing more, a view, options to choose from, or words."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

import orjson
from slack_bolt import BoltResponse

from bot.slack import blocks


@dataclass(frozen=True)
class Answer:
    """The acknowledgement of a request, given last. `afterwards` runs once Slack has it, for what takes too long."""

    body: Mapping[str, Any] = field(default_factory=dict)
    afterwards: Callable[[], Awaitable[None]] | None = None

    @classmethod
    def with_view(cls, view: Mapping[str, Any]) -> Self:
        """Put a view in the place of the modal that was submitted."""
        return cls({"response_action": "update", "view": view})

    @classmethod
    def with_options(cls, options: Sequence[blocks.Option]) -> Self:
        """Offer what was looked up, at most 100 options."""
        return cls({"options": list(options)})

    @classmethod
    def with_text(cls, text: str, shown: Sequence[blocks.Block] = ()) -> Self:
        """Answer a command where only the person who typed it can see it; `shown` stands in place of `text`."""
        return cls({"response_type": "ephemeral", "text": text} | ({"blocks": list(shown)} if shown else {}))

    def response(self) -> BoltResponse:
        """Return it as Bolt sends it: always with status 200, since a socket knows no other."""
        if not self.body:
            return BoltResponse(status=200, body="")
        body = orjson.dumps(self.body).decode()
        return BoltResponse(status=200, body=body, headers={"Content-Type": "application/json"})

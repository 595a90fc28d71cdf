"""The answer to Slack when a listener has finished: an empty acknowledgement, a view, options or text."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

import orjson
from slack_bolt import BoltResponse

from bot.slack import blocks


@dataclass(frozen=True)
class Answer:
    """The acknowledgement of a request, sent last. `afterwards` runs in the background, for work that takes long."""

    body: Mapping[str, Any] = field(default_factory=dict)
    afterwards: Callable[[], Awaitable[None]] | None = None

    @classmethod
    def with_view(cls, view: Mapping[str, Any]) -> Self:
        """Return the answer that puts a view in the place of the submitted modal."""
        return cls({"response_action": "update", "view": view})

    @classmethod
    def with_options(cls, options: Sequence[blocks.Option]) -> Self:
        """Return the answer that offers options found by a search; Slack takes at most 100."""
        return cls({"options": list(options)})

    @classmethod
    def with_text(cls, text: str, shown: Sequence[blocks.Block] = ()) -> Self:
        """Return an answer to a command that only its author sees; `shown` is displayed in the place of `text`."""
        return cls({"response_type": "ephemeral", "text": text} | ({"blocks": list(shown)} if shown else {}))

    def response(self) -> BoltResponse:
        """Return Bolt's response, always with status 200, since a socket sends no other."""
        if not self.body:
            return BoltResponse(status=200, body="")
        body = orjson.dumps(self.body).decode()
        return BoltResponse(status=200, body=body, headers={"Content-Type": "application/json"})

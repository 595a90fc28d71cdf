"""Reading the pages in which Slack gives a long list."""

from collections.abc import AsyncIterator, Awaitable, Callable
from itertools import count, islice

from slack_sdk.web.async_slack_response import AsyncSlackResponse


async def pages(
    ask: Callable[..., Awaitable[AsyncSlackResponse]], most: int | None = None, **asked: object
) -> AsyncIterator[AsyncSlackResponse]:
    """Yield each page of the answer. Raises TimeoutError if there are more than `most`."""
    cursor = ""
    for _ in islice(count(), most):
        page = await ask(cursor=cursor, **asked)
        yield page
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return
    raise TimeoutError("there is more than is looked through")

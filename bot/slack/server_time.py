"""Slack's own clock, as its answers tell it."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from slack_sdk.web.async_slack_response import AsyncSlackResponse

DRIFT = timedelta(minutes=1)


def clocks_apart(answer: AsyncSlackResponse, real_now: datetime) -> timedelta | None:
    """Return how far this machine's clock is from Slack's; None if the answer does not say what time it is."""
    named = {str(name).lower(): value for name, value in answer.headers.items()}
    told = named.get("date", "")
    try:
        theirs = parsedate_to_datetime(told[0] if isinstance(told, list) else told)
    except ValueError:
        return None
    return abs(theirs.astimezone(UTC) - real_now)

"""What a failed call of Slack's Web API means: it went, it did not, or nobody knows."""

import json

from aiohttp import ClientConnectorError, ClientError
from slack_sdk.errors import SlackApiError, SlackClientError

# Whatever a call of slack_sdk may end in; a reset, a timeout or a torn answer leave the outcome unknown.
FAILURES = (SlackClientError, ClientError, TimeoutError, OSError, json.JSONDecodeError)
# The post may stand all the same (docs.slack.dev, chat.postMessage, errors).
_UNKNOWN = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout"})
_PASSING = frozenset({"ratelimited", "rate_limited"})


def reason(failed: BaseException) -> str:
    """Slack's error code, or the name of what happened; never the text, which may quote what was sent."""
    if isinstance(failed, SlackApiError) and isinstance(getattr(failed.response, "data", None), dict):
        return str(failed.response.data.get("error") or "unknown")
    return type(failed).__name__


def never_went(failed: BaseException) -> bool:
    """It certainly did not go, and may later, as `retry_after` says: too much at once, or Slack cannot be reached."""
    return isinstance(failed, ClientConnectorError) or _status(failed) == 429 or reason(failed) in _PASSING


def is_unknown(failed: BaseException) -> bool:
    """It may have gone, or not."""
    return not isinstance(failed, SlackApiError) or _status(failed) != 200 or reason(failed) in _UNKNOWN


def retry_after(failed: BaseException) -> float:
    """How many seconds Slack wants to be left alone; 5 where it does not say."""
    headers = getattr(getattr(failed, "response", None), "headers", None) or {}
    return float(headers.get("Retry-After", 5))


def _status(failed: BaseException) -> int:
    # slack_sdk gives its own response, or aiohttp's where the body made no sense.
    response = getattr(failed, "response", None)
    return int(getattr(response, "status_code", None) or getattr(response, "status", None) or 0)

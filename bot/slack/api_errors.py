"""What a failed call to Slack's Web API means: it never got through, it was refused, or nobody knows."""

import json
import re

from aiohttp import ClientConnectorError, ClientError
from slack_sdk.errors import SlackApiError, SlackClientError

# All errors that a call of slack_sdk may end in. A reset, a timeout or a torn answer leaves the outcome unknown.
FAILURES = (SlackClientError, ClientError, TimeoutError, OSError, json.JSONDecodeError)
# With these, the message may have been posted all the same (docs.slack.dev, chat.postMessage, errors).
_UNKNOWN = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout"})
_PASSING = frozenset({"ratelimited", "rate_limited"})
# Slack does not let the app in, or not to this: nothing was done, and it will be once somebody has mended that.
SHUT_OUT = frozenset(
    {
        *("invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive", "missing_scope"),
        *("not_allowed_token_type", "accesslimited", "team_access_not_granted", "enterprise_is_restricted"),
        *("ekm_access_denied", "org_login_required", "two_factor_setup_required"),
    }
)
SHUT_OUT_FOR = 30.0
_POINTER = re.compile(r"\[json-pointer:(/[\w/]*)\]")


def reason(failed: BaseException) -> str:
    """Return Slack's error code or the exception's name, but not the text, which may quote what was sent."""
    data = getattr(failed.response, "data", failed.response) if isinstance(failed, SlackApiError) else None
    if isinstance(data, dict):
        return str(data.get("error") or "unknown")
    return type(failed).__name__


def refused_at(failed: BaseException) -> str:
    """Return where in a page Slack found what it refuses, as its JSON pointer; its other words may quote the page.

    "" if Slack names no place.
    """
    data = getattr(failed.response, "data", None) if isinstance(failed, SlackApiError) else None
    said = (data.get("response_metadata") or {}).get("messages") or () if isinstance(data, dict) else ()
    return next((found[1] for found in map(_POINTER.search, map(str, said)) if found), "")


def is_not_slack(failed: BaseException) -> bool:
    """Return whether something answered that is not Slack's API, as a proxy or an outage does."""
    data = getattr(failed.response, "data", failed.response) if isinstance(failed, SlackApiError) else {"error": ""}
    return not isinstance(data, dict) or "error" not in data


def in_words(failed: BaseException) -> str:
    """Return what came instead of a good answer, in a sentence for whoever runs the bot."""
    if is_not_slack(failed):
        return f"What answered is not Slack (HTTP status {_status(failed)}): a proxy or an outage. Check SLACK_API_URL."
    if isinstance(failed, SlackApiError):
        return f"Slack refused: {reason(failed)}. `python -m bot check` says what is missing."
    return f"Slack cannot be reached ({reason(failed)}). Check the network and SLACK_API_URL."


def is_away(failed: BaseException) -> bool:
    """Return whether Slack cannot be reached, or not now, so that waiting may help: no refusal, and no fault here."""
    if isinstance(failed, SlackApiError):
        return is_not_slack(failed) or is_unknown(failed) or reason(failed) in _PASSING
    return isinstance(failed, ClientError | TimeoutError | SlackClientError | json.JSONDecodeError)


def never_went(failed: BaseException) -> bool:
    """Return whether a call certainly did nothing and may be repeated: a rate limit, no connection, or no way in."""
    if isinstance(failed, ClientConnectorError) or _status(failed) == 429 or reason(failed) in _PASSING:
        return True
    return is_shut_out(failed)


def is_shut_out(failed: BaseException) -> bool:
    """Return whether Slack refuses the token, or what the token may do: only somebody can mend that."""
    return isinstance(failed, SlackApiError) and reason(failed) in SHUT_OUT


def is_unknown(failed: BaseException) -> bool:
    """Return whether a call may or may not have got through. To be asked after `never_went`."""
    return not isinstance(failed, SlackApiError) or _status(failed) != 200 or reason(failed) in _UNKNOWN


def retry_after(failed: BaseException) -> float:
    """Return for how many seconds Slack wants no calls; if it does not say, 5, or longer while it lets nobody in."""
    if is_shut_out(failed):
        return SHUT_OUT_FOR
    headers = getattr(getattr(failed, "response", None), "headers", None) or {}
    return float(headers.get("Retry-After", 5))


def _status(failed: BaseException) -> int | None:
    # slack_sdk gives its own response, or aiohttp's where the body made no sense.
    response = getattr(failed, "response", None)
    return getattr(response, "status_code", None) or getattr(response, "status", None)

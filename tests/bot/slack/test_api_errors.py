"""What a failed call to Slack means is read from what came back, and never from what was sent."""

import json

import pytest
from aiohttp import ClientConnectorError, ClientOSError
from aiohttp.client_reqrep import ConnectionKey
from slack_sdk.errors import SlackApiError, SlackRequestError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.slack import api_errors
from bot.slack.api_errors import (
    SHUT_OUT,
    in_words,
    is_away,
    is_not_slack,
    is_shut_out,
    is_unknown,
    never_went,
    reason,
    refused_at,
)


def refused(
    error: str | None, status: int = 200, headers: dict[str, str] | None = None, **more: object
) -> SlackApiError:
    """Return what slack_sdk raises when Slack answers so."""
    data = {"ok": False} | ({"error": error} if error else {}) | more
    whole = {"client": None, "http_verb": "POST", "api_url": "", "req_args": {}, "data": data}
    return SlackApiError("what was sent", AsyncSlackResponse(**whole, headers=headers or {}, status_code=status))


class Page:
    """aiohttp's own response, where the body was no JSON."""

    status = 502


NO_WAY = ClientConnectorError(ConnectionKey("slack", 443, True, True, None, None, None), OSError())
RESETS = [ClientOSError(), TimeoutError(), SlackRequestError("torn"), json.JSONDecodeError("", "", 0), OSError()]
IN_DOUBT = ["internal_error", "fatal_error", "service_unavailable", "request_timeout"]


@pytest.mark.parametrize("code", IN_DOUBT)
def test_an_error_of_slacks_own_is_no_plain_no(code: str) -> None:
    assert is_unknown(refused(code))
    assert not never_went(refused(code))


@pytest.mark.parametrize("code", ["channel_not_found", "msg_too_long", "is_archived", "user_disabled", None])
def test_a_plain_no_is_known_and_did_nothing_that_could_be_repeated(code: str | None) -> None:
    assert not is_unknown(refused(code))
    assert not never_went(refused(code))
    assert not is_shut_out(refused(code))


@pytest.mark.parametrize("failed", [*RESETS, refused("ok", 500), refused("x", 503), SlackApiError("x", Page())])
def test_what_broke_off_may_have_got_through(failed: BaseException) -> None:
    assert is_unknown(failed)
    assert not never_went(failed)


@pytest.mark.parametrize(
    "failed", [NO_WAY, refused("x", 429), refused("ratelimited"), refused("rate_limited"), *map(refused, SHUT_OUT)]
)
def test_what_did_not_get_in_may_be_repeated(failed: BaseException) -> None:
    assert never_went(failed)


def test_whoever_is_shut_out_waits_until_somebody_mends_it() -> None:
    assert {is_shut_out(refused(code)) for code in SHUT_OUT} == {True}
    assert not is_shut_out(TimeoutError())
    assert api_errors.retry_after(refused("token_revoked", headers={"Retry-After": "1"})) == 30


@pytest.mark.parametrize(
    ("failed", "seconds"),
    [
        (refused("ratelimited", 429, {"Retry-After": "17"}), 17),
        (refused("ratelimited", 429), 5),
        (SlackApiError("x", Page()), 5),
        (TimeoutError(), 5),
    ],
)
def test_slack_is_left_alone_for_as_long_as_it_says(failed: BaseException, seconds: float) -> None:
    assert api_errors.retry_after(failed) == seconds


def test_a_reason_is_slacks_word_or_the_kind_of_failure_and_nothing_that_was_sent() -> None:
    assert reason(refused("is_archived")) == "is_archived"
    assert reason(SlackApiError("Kai", {"error": "is_archived"})) == "is_archived"
    assert reason(refused(None)) == "unknown"
    assert reason(SlackApiError("Kai", Page())) == "SlackApiError"
    assert reason(TimeoutError("Kai")) == "TimeoutError"


def test_whoever_runs_the_bot_hears_who_answered_and_what_to_look_at() -> None:
    assert in_words(refused("not_authed")) == "Slack refused: not_authed. `python -m bot check` says what is missing."
    assert in_words(SlackApiError("Kai", Page())) == (
        "What answered is not Slack (HTTP status 502): a proxy or an outage. Check SLACK_API_URL."
    )
    assert in_words(refused(None, 404)).startswith("What answered is not Slack (HTTP status 404)")
    assert (
        in_words(TimeoutError("Kai")) == "Slack cannot be reached (TimeoutError). Check the network and SLACK_API_URL."
    )
    assert not is_not_slack(TimeoutError())
    assert not is_not_slack(SlackApiError("Kai", {"error": "x"}))


@pytest.mark.parametrize(
    "failed", [*RESETS[:-1], NO_WAY, SlackApiError("x", Page()), refused("x", 503), *map(refused, IN_DOUBT)]
)
def test_a_slack_that_is_away_may_be_waited_for(failed: BaseException) -> None:
    assert is_away(failed)


@pytest.mark.parametrize("code", ["ratelimited", "rate_limited"])
def test_a_slack_that_has_had_enough_for_now_may_be_waited_for(code: str) -> None:
    assert is_away(refused(code))


@pytest.mark.parametrize("failed", [refused("invalid_auth"), refused("channel_not_found"), ValueError(), OSError()])
def test_no_waiting_mends_a_refusal_or_what_is_wrong_on_this_machine(failed: BaseException) -> None:
    assert not is_away(failed)


def test_of_a_page_that_is_refused_only_the_place_is_told() -> None:
    said = ["[ERROR] failed to match Kai's [json-pointer:/blocks/3/text]", "[json-pointer:/blocks/4]"]
    assert refused_at(refused("invalid_blocks", response_metadata={"messages": ["no place", *said]})) == (
        "/blocks/3/text"
    )
    for nothing in ({}, {"response_metadata": None}, {"response_metadata": {"messages": None}}):
        assert refused_at(refused("invalid_blocks", **nothing)) == ""
    assert refused_at(refused("invalid_blocks", response_metadata={"messages": [7, "/blocks/3"]})) == ""
    for other in (TimeoutError("[json-pointer:/blocks/3]"), SlackApiError("x", Page()), SlackApiError("x", "proxy")):
        assert refused_at(other) == ""

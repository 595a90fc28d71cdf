"""`python -m bot check` against a Slack in which one thing at a time is not as it should be."""

from datetime import timedelta

import pytest
from pydantic import SecretStr

from bot import check as checking
from bot.check import check
from bot.config import Settings
from bot.runtime.clock import real_now
from bot.workspace import Fault
from models.change import Change
from models.school.settings import write_settings
from models.tables.staff import active_staff
from tests.school import CHANNEL, Service


def settings_of(service: Service) -> Settings:
    return Settings(
        slack_bot_token=SecretStr(service.slack.bot_token),
        slack_app_token=SecretStr(service.slack.app_token),
        slack_api_url=service.slack.api_url,
        database_url=SecretStr(service.bot.desk.database.url),
    )


async def missing(service: Service) -> list[str]:
    """Term dates apart: the invented ones need not cover the day on which this runs."""
    found = await check(settings_of(service))
    return [one.says for one in found if not one.is_fine and "do not cover today" not in one.says]


async def test_nothing_is_missing_where_nothing_is(service: Service) -> None:
    assert await missing(service) == []


async def test_a_scope_that_the_app_lacks_is_named(service: Service) -> None:
    service.slack.scopes.remove("groups:history")
    assert await missing(service) == [
        "The app lacks groups:history: paste in manifest.yml again and reinstall the app."
    ]


async def test_a_scope_that_is_lacking_sends_an_app_without_a_socket_to_its_own_manifest(service: Service) -> None:
    service.slack.scopes.remove("groups:history")
    by_http = {"slack_app_token": None, "slack_signing_secret": SecretStr("abc")}
    found = await check(settings_of(service).model_copy(update=by_http))
    assert [one.says for one in found if "The app lacks" in one.says] == [
        "The app lacks groups:history: paste in what `python -m bot manifest --http URL` prints again and reinstall "
        "the app."
    ]


async def test_a_server_that_names_no_permissions_is_no_reason_to_call_each_missing(service: Service) -> None:
    service.slack.scopes.clear()
    assert not [said for said in await missing(service) if "The app lacks" in said]


async def test_a_wrong_app_token_is_found_out(service: Service) -> None:
    settings = settings_of(service).model_copy(update={"slack_app_token": SecretStr("xapp-another")})
    says = [one.says for one in await check(settings) if not one.is_fine]
    assert "Slack does not accept SLACK_APP_TOKEN: invalid_auth." in says


async def test_an_app_without_a_socket_needs_no_app_token(service: Service) -> None:
    by_http = {"slack_app_token": None, "slack_signing_secret": SecretStr("abc")}
    found = await check(settings_of(service).model_copy(update=by_http))
    assert [one.says for one in found if "SLACK_APP_TOKEN" in one.says] == []
    assert found[0].says == "The bot's token and the signing secret are set: Slack comes to the bot by HTTP."


async def test_a_wrong_bot_token_ends_the_questions_to_slack(service: Service) -> None:
    settings = settings_of(service).model_copy(update={"slack_bot_token": SecretStr("xoxb-another")})
    says = [one.says for one in await check(settings) if not one.is_fine]
    assert "Slack does not accept SLACK_BOT_TOKEN: invalid_auth." in says


@pytest.mark.parametrize(
    "method", ["auth.test", "apps.connections.open", "conversations.info", "conversations.members"]
)
async def test_a_question_that_is_lost_on_the_way_is_told(service: Service, method: str) -> None:
    service.slack.faults.next(method, Fault.RESET, times=2)  # aiohttp itself repeats a GET once
    assert await missing(service) == [
        "Slack cannot be reached (ServerDisconnectedError). Check the network and SLACK_API_URL."
    ]


async def test_a_channel_that_became_public_or_holds_strangers_is_told(service: Service) -> None:
    service.slack.rooms[CHANNEL].members.append("UGUS")
    assert "1 in it are not on the staff" in (await missing(service))[0]
    service.slack.rooms[CHANNEL].is_private = False
    assert "public_channel" in (await missing(service))[0]


async def test_a_clock_that_is_wrong_is_told(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "real_now", lambda: real_now() + timedelta(minutes=6))
    assert any("clock and Slack's are" in one for one in await missing(service))


async def test_pages_that_this_slack_draws_in_part_are_named_and_are_no_fault(service: Service) -> None:
    assert "Slack takes all of" in str(await check(settings_of(service)))
    service.slack.refused_blocks = {"data_visualization", "data_table"}
    found = [one for one in await check(settings_of(service)) if "does not draw all of" in one.says]
    assert all(one.is_fine for one in found)
    assert [one.says.split(" (")[0] for one in found] == [
        "Slack does not draw all of the table of all pupils",
        "Slack does not draw all of a pupil's page",
    ]
    assert "failed_constraint at /view/blocks/" in found[0].says


async def test_pages_that_this_slack_refuses_are_named_with_the_place(service: Service) -> None:
    service.slack.refused_blocks = {"context"}
    told = [said for said in await missing(service) if "Slack refuses the Home tab" in said]
    assert "failed_constraint at /view/blocks/" in told[0]


async def test_a_slack_that_cannot_check_pages_or_wants_a_pause_is_no_fault(service: Service) -> None:
    for fault, said in ((Fault.ERROR("unknown_method"), "this Slack cannot say"), (Fault.RATE_LIMIT, "ratelimited")):
        service.slack.faults.next("blocks.validate", fault)
        found = await check(settings_of(service))
        assert [one.is_fine for one in found if f"Slack was shown 0: {said}" in one.says] == [True]


async def test_an_empty_service_has_no_head_no_channel_and_no_term_dates(service: Service) -> None:
    def empty(change: Change) -> None:
        for staff in active_staff(change.session):
            staff.left_at = change.now
        write_settings(change.session, {"channel": None, "half_terms": []})

    await service.change(empty)
    assert [one.split(":")[0] for one in await missing(service)] == [
        "There is no Head",
        "No staff channel has been chosen",
        "There are no term dates",
    ]

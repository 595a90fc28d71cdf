"""`manifest.yml` is what Slack accepts, and asks for what Halfterm does: no more, no less."""

import ast
import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator
from slack_sdk.web.async_client import AsyncWebClient

from bot.manifest import in_yaml, manifest
from tests.house import ROOT, modules
from tests.slack_manifest import EVENT_SCOPES, METHOD_SCOPES, RULES, Json

MANIFEST: Json = yaml.safe_load((ROOT / "manifest.yml").read_text())
PUBLISHED = ROOT.parent / "shared" / "slack-manifest.schema.json"  # Slack's own schema, where a copy lies beside us
SCHEMAS = {"documentation": RULES} | ({"published": json.loads(PUBLISHED.read_text())} if PUBLISHED.exists() else {})

Spoil = Callable[[Json], Any]

SPOILT: dict[str, Spoil] = {
    "no name": lambda it: it["display_information"].pop("name"),
    "a name of 36": lambda it: it["display_information"].update(name="x" * 36),
    "a description of 141": lambda it: it["display_information"].update(description="x" * 141),
    "a long description of 174": lambda it: it["display_information"].update(long_description="x" * 174),
    "a bot without a name": lambda it: it["features"]["bot_user"].pop("display_name"),
    "a bot's name of 81": lambda it: it["features"]["bot_user"].update(display_name="x" * 81),
    "an unknown feature": lambda it: it["features"].update(modals=True),
    "a command without its slash": lambda it: it["features"]["slash_commands"][0].update(command="refer"),
    "a command of 33": lambda it: it["features"]["slash_commands"][0].update(command="/" + "x" * 32),
    "a command that says nothing": lambda it: it["features"]["slash_commands"][0].pop("description"),
    "an empty usage hint": lambda it: it["features"]["slash_commands"][0].update(usage_hint=""),
    "a shortcut's name of 25": lambda it: it["features"]["shortcuts"][0].update(name="x" * 25),
    "a shortcut without an id": lambda it: it["features"]["shortcuts"][0].pop("callback_id"),
    "a shortcut of no kind": lambda it: it["features"]["shortcuts"][0].update(type="local"),
    "eleven shortcuts": lambda it: it["features"].update(shortcuts=it["features"]["shortcuts"][:1] * 11),
    "an event twice": lambda it: it["settings"]["event_subscriptions"]["bot_events"].append("user_change"),
    "interactivity neither on nor off": lambda it: it["settings"].update(interactivity={}),
    "socket mode by a word": lambda it: it["settings"].update(socket_mode_enabled="always"),
}


def problems(schema: Json, manifest: Json) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in Draft7Validator(schema).iter_errors(manifest)]


@pytest.mark.parametrize("schema", SCHEMAS.values(), ids=SCHEMAS.keys())
def test_slack_accepts_the_manifest(schema: Json) -> None:
    assert problems(schema, MANIFEST) == []


@pytest.mark.parametrize("schema", SCHEMAS.values(), ids=SCHEMAS.keys())
@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT.keys())
def test_slack_would_refuse(spoil: Spoil, schema: Json) -> None:
    spoilt = deepcopy(MANIFEST)
    spoil(spoilt)
    assert problems(schema, spoilt)


def test_every_door_has_a_name_of_its_own() -> None:
    features = MANIFEST["features"]
    commands = [command["command"] for command in features["slash_commands"]]
    shortcuts = [shortcut["callback_id"] for shortcut in features["shortcuts"]]
    names = [(shortcut["type"], shortcut["name"]) for shortcut in features["shortcuts"]]
    for doors in (commands, shortcuts, names):
        assert len(set(doors)) == len(doors)


def test_no_address_is_given_since_everything_comes_by_the_socket() -> None:
    assert MANIFEST["settings"]["socket_mode_enabled"] is True
    assert MANIFEST["settings"]["interactivity"] == {"is_enabled": True}
    assert "url" not in json.dumps(MANIFEST)


@pytest.mark.parametrize("schema", SCHEMAS.values(), ids=SCHEMAS.keys())
def test_slack_accepts_the_manifest_for_http_which_differs_in_its_addresses_alone(schema: Json) -> None:
    by_http: Json = yaml.safe_load(in_yaml("https://bot.school.example/"))
    assert problems(schema, by_http) == []
    url = "https://bot.school.example/slack/events"
    settings, commands = by_http["settings"], by_http["features"]["slash_commands"]
    assert settings["socket_mode_enabled"] is False
    assert settings["event_subscriptions"].pop("request_url") == url
    assert {settings["interactivity"].pop(name) for name in ("request_url", "message_menu_options_url")} == {url}
    assert {command.pop("url") for command in commands} == {url}
    assert by_http == MANIFEST | {"settings": MANIFEST["settings"] | {"socket_mode_enabled": False}}


def test_the_manifest_for_http_takes_the_address_as_somebody_has_it() -> None:
    ways = ("https://x.example", "https://x.example/", "https://x.example/slack/events")
    assert len({json.dumps(manifest(way)) for way in ways}) == 1
    assert "https://x.example/halfterm/slack/events" in in_yaml("https://x.example/halfterm/")


@pytest.mark.parametrize(
    "address", ["http://x.example", "x.example", "https://", "https://x.example/?a=1", "https://[x"]
)
def test_no_manifest_is_made_for_an_address_to_which_slack_would_not_come(address: str) -> None:
    with pytest.raises(ValueError, match=r"https://|IPv6"):
        in_yaml(address)


def test_the_manifest_in_this_folder_is_that_of_socket_mode() -> None:
    assert in_yaml(None) == (ROOT / "manifest.yml").read_text()


def test_the_home_tab_and_direct_messages_are_switched_on() -> None:
    home = MANIFEST["features"]["app_home"]
    assert home["home_tab_enabled"]
    assert home["messages_tab_enabled"]


def test_each_scope_is_needed_and_each_needed_scope_is_asked_for() -> None:
    needed = {"commands"}
    for event in MANIFEST["settings"]["event_subscriptions"]["bot_events"]:
        needed |= EVENT_SCOPES[event]
    for method in methods_called():
        needed |= METHOD_SCOPES[method]
    assert set(MANIFEST["oauth_config"]["scopes"]["bot"]) == needed


def test_the_methods_that_the_bot_calls_are_found_in_its_source() -> None:
    assert {"chat_postMessage", "views_open"} <= methods_called()


def test_the_manifest_names_the_commands_as_the_capabilities_do() -> None:
    from handlers import CAPABILITIES

    ours = {(one.name, one.does, one.usage) for capability in CAPABILITIES for one in capability.commands}
    theirs = {
        (one["command"], one["description"], one.get("usage_hint", ""))
        for one in MANIFEST["features"]["slash_commands"]
    }
    assert theirs == ours


def test_every_shortcut_of_the_manifest_has_a_listener() -> None:
    from handlers import CAPABILITIES

    ours = {callback_id for capability in CAPABILITIES for callback_id in capability.shortcuts}
    assert {one["callback_id"] for one in MANIFEST["features"]["shortcuts"]} == ours


def test_every_event_of_the_manifest_has_a_listener() -> None:
    from handlers import CAPABILITIES

    ours = {event for capability in CAPABILITIES for event in capability.events}
    assert set(MANIFEST["settings"]["event_subscriptions"]["bot_events"]) == ours


def methods_called() -> set[str]:
    """Find the methods of Slack's Web API that the bot and its handlers call on a client."""
    of_slack = {name for name in vars(AsyncWebClient) if "_" in name.strip("_")}
    called = set()
    for module in modules("bot", "handlers"):
        if not module.path.startswith("bot/workspace/"):
            nodes = ast.walk(module.tree)
            called |= {node.attr for node in nodes if isinstance(node, ast.Attribute) and node.attr in of_slack}
    return called

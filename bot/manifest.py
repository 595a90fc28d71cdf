"""The app's manifest: `manifest.yml` for Socket Mode, or made from it for an address to which Slack comes by HTTP."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from bot.config import DOOR_PATH

FILE = Path(__file__).parent.parent / "manifest.yml"


def manifest(address: str | None = None) -> dict[str, Any]:
    """Return the manifest; with an `address` of this bot, that of an app without a socket.

    Raises ValueError if the address is none that Slack would come to.
    """
    found: dict[str, Any] = yaml.safe_load(FILE.read_text())
    if address is None:
        return found
    url = _request_url(address)
    settings = found["settings"]
    for command in found["features"]["slash_commands"]:
        command["url"] = url
    settings["event_subscriptions"]["request_url"] = url
    settings["interactivity"] |= {"request_url": url, "message_menu_options_url": url}
    settings["socket_mode_enabled"] = False
    return found


def in_yaml(address: str | None) -> str:
    """Return the manifest as text to paste, and for Socket Mode with its comments. Raises ValueError as above."""
    if address is None:
        return FILE.read_text()
    return yaml.safe_dump(manifest(address), sort_keys=False, allow_unicode=True, width=120)


def _request_url(address: str) -> str:
    parts = urlsplit(address)
    if parts.scheme != "https" or not parts.hostname or parts.query or parts.fragment or parts.username:
        raise ValueError(
            "takes the https:// address at which Slack reaches this bot, such as https://bot.school.example"
        )
    return address.rstrip("/").removesuffix(DOOR_PATH) + DOOR_PATH

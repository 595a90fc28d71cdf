"""Settings from the environment and `.env`: nothing else configures the process."""

import os
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dotenv import dotenv_values
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator, model_validator
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

LOOPBACK = ("127.0.0.1", "::1", "localhost")
ENV_FILE = Path(".env")
DOOR_PATH = "/slack/events"  # where Slack's requests arrive if it comes to the bot by HTTP; Bolt's own default


class Misconfigured(Exception):
    """A setting is wrong or missing; the text is one line for the person who starts the bot."""


class Settings(BaseModel):
    """Everything that is decided before the start. Secrets are masked wherever the settings are printed."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_api_url: str = "https://slack.com/api/"
    halfterm_var: Path = Path("var")
    database_url: SecretStr = Field(default_factory=lambda known: _database_in(known.get("halfterm_var", Path("var"))))
    halfterm_listen: str = "127.0.0.1"
    port: int = Field(8765, ge=1, le=65535)
    halfterm_mode: Literal["slack"] | None = None
    halfterm_heads: tuple[str, ...] = ()
    halfterm_timezone: str = "Europe/London"
    halfterm_log: Literal["DEBUG", "INFO", "WARNING"] = "INFO"
    halfterm_log_format: Literal["text", "json"] = "text"
    halfterm_health_host: str = "127.0.0.1"
    halfterm_health_port: int | None = Field(None, ge=1, le=65535)
    halfterm_commands_a_minute: int = Field(30, ge=1)
    halfterm_exports_a_minute: int = Field(10, ge=1)
    halfterm_lookups_a_minute: int = Field(240, ge=1)
    halfterm_backups: Path | None = None
    halfterm_backups_kept: int = Field(14, ge=1, le=3650)
    halfterm_backup_key: SecretStr | None = None

    @field_validator("halfterm_heads", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part for part in value.replace(",", " ").split() if part) if isinstance(value, str) else value

    @field_validator("halfterm_heads")
    @classmethod
    def _are_user_ids(cls, heads: tuple[str, ...]) -> tuple[str, ...]:
        for head in heads:
            if not (head[:1] in ("U", "W") and head.isalnum() and head.isupper()):
                raise ValueError(
                    f"takes Slack user ids such as U012AB3CD (in Slack: profile, More, Copy member ID), not {head!r}"
                )
        return heads

    @field_validator("halfterm_timezone")
    @classmethod
    def _is_a_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(f"takes a time zone such as Europe/London, not {name!r}") from None
        return name

    @field_validator("slack_api_url")
    @classmethod
    def _is_an_address(cls, url: str) -> str:
        try:
            parts = urlsplit(url)
            is_here = parts.hostname in LOOPBACK
        except ValueError:  # a port or a bracket that is none
            raise ValueError("takes an https:// address") from None
        if not parts.hostname or parts.scheme not in ("https", *(["http"] if is_here else [])):
            raise ValueError("takes an https:// address")
        return url if url.endswith("/") else url + "/"

    @field_validator("database_url")
    @classmethod
    def _is_a_database(cls, url: SecretStr) -> SecretStr:
        text = url.get_secret_value()
        if text.startswith(("postgres://", "postgresql://")):
            text = "postgresql+psycopg://" + text.split("://", 1)[1]
        try:
            make_url(text)
        except (ArgumentError, ValueError):  # ValueError if the port is not a number
            text = ""
        if not text.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise ValueError("takes sqlite:///path or postgresql://user@host/name")
        return SecretStr(text)

    @field_validator("halfterm_backup_key")
    @classmethod
    def _is_a_key(cls, key: SecretStr | None) -> SecretStr | None:
        if key is not None and not key.get_secret_value().startswith(("age1", "AGE-SECRET-KEY-1")):
            raise ValueError("takes a key that `python -m bot backup-key` makes, age1... or AGE-SECRET-KEY-1...")
        return key

    @field_validator(
        "slack_bot_token",
        "slack_app_token",
        "slack_signing_secret",
        "halfterm_backups",
        "halfterm_backup_key",
        "halfterm_health_port",
        "halfterm_mode",
        mode="before",
    )
    @classmethod
    def _blank_is_missing(cls, value: object) -> object:
        return None if value == "" else value

    @model_validator(mode="after")
    def _joins_in_one_way(self) -> "Settings":
        for token, prefix, name in (
            (self.slack_bot_token, "xoxb-", "SLACK_BOT_TOKEN"),
            (self.slack_app_token, "xapp-", "SLACK_APP_TOKEN"),
        ):
            if token is not None and not token.get_secret_value().startswith(prefix):
                raise ValueError(f"{name} should begin with {prefix}")
        if self.slack_app_token is not None and self.slack_signing_secret is not None:
            raise ValueError("SLACK_APP_TOKEN is for Socket Mode, SLACK_SIGNING_SECRET for HTTP: set one of the two")
        has_way = self.slack_app_token is not None or self.slack_signing_secret is not None
        if has_way != (self.slack_bot_token is not None):
            missing = "SLACK_BOT_TOKEN" if has_way else "SLACK_APP_TOKEN"
            raise ValueError(
                f"{missing} is missing: set both tokens to join Slack, or neither for the local workspace "
                "(with HTTP, SLACK_SIGNING_SECRET takes the place of SLACK_APP_TOKEN)"
            )
        if self.halfterm_mode == "slack" and self.slack_bot_token is None:
            raise ValueError("HALFTERM_MODE=slack needs SLACK_BOT_TOKEN and SLACK_APP_TOKEN or SLACK_SIGNING_SECRET")
        if self.halfterm_log == "DEBUG" and self.slack_bot_token is not None:
            raise ValueError("HALFTERM_LOG=DEBUG is for the local workspace: it cannot be used with real tokens")
        return self

    @property
    def joins_slack(self) -> bool:
        """Whether Slack tokens are set; without them the local workspace is opened."""
        return self.slack_bot_token is not None

    @property
    def bot_token(self) -> str:
        """The bot's token in plain text; empty without one."""
        return self.slack_bot_token.get_secret_value() if self.slack_bot_token else ""

    @property
    def app_token(self) -> str:
        """The app-level token in plain text; empty without one."""
        return self.slack_app_token.get_secret_value() if self.slack_app_token else ""

    @property
    def signing_secret(self) -> str:
        """The secret with which Slack signs its requests, in plain text; empty with Socket Mode."""
        return self.slack_signing_secret.get_secret_value() if self.slack_signing_secret else ""

    @property
    def backup_key(self) -> str | None:
        """The key of backups in plain text; None if they are not encrypted."""
        return self.halfterm_backup_key.get_secret_value() if self.halfterm_backup_key else None

    @property
    def zone(self) -> ZoneInfo:
        """The school's time zone."""
        return ZoneInfo(self.halfterm_timezone)


def _database_in(folder: Path) -> SecretStr:
    return SecretStr(f"sqlite:///{folder}/halfterm.db")


def _given() -> Iterator[tuple[str, str | None]]:
    """Yield what `.env` says and then what the environment says, which counts more."""
    yield from dotenv_values(ENV_FILE).items()
    yield from os.environ.items()


def read_settings() -> Settings:
    """Read the settings. Raises Misconfigured, with one line of text, if one of them is wrong."""
    try:
        return Settings.model_validate({name.lower(): value for name, value in _given() if value is not None})
    except ValidationError as wrong:
        first = wrong.errors(include_input=False, include_url=False)[0]
        name = "_".join(str(part) for part in first["loc"]).upper()
        reason = str(first["msg"]).removeprefix("Value error, ")
        raise Misconfigured(f"{name} {reason}".strip()) from None


def oversights() -> Iterator[str]:
    """Yield a line for each name that is like a setting of ours and is none, and for a `.env` that others can read."""
    known = [name.upper() for name in Settings.model_fields]
    given = {name for name, _ in _given()}
    for name in sorted(name for name in given if name.upper().startswith("HALFTERM_") and name.upper() not in known):
        nearest = get_close_matches(name.upper(), known, n=1, cutoff=0.8)
        yield f"{name} is no setting of Halfterm{f': is {nearest[0]} meant?' if nearest else '.'}"
    if ENV_FILE.exists() and ENV_FILE.stat().st_mode & 0o077:
        yield f"{ENV_FILE} holds tokens, and can be read by others on this machine: chmod 600 {ENV_FILE}"

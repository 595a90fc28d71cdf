"""A wrong or missing setting stops the start with one clear line."""

from pathlib import Path

import pytest

from bot.config import Misconfigured, Settings, oversights, read_settings


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    """No setting of this machine, and no .env."""
    monkeypatch.chdir(str(tmp_path))
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def test_without_any_setting_the_local_workspace_is_meant() -> None:
    settings = read_settings()
    assert not settings.joins_slack
    assert settings.port == 8765
    assert settings.zone.key == "Europe/London"


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        ("SLACK_BOT_TOKEN", "xoxb-1", "SLACK_APP_TOKEN is missing"),
        ("SLACK_APP_TOKEN", "xapp-1", "SLACK_BOT_TOKEN is missing"),
        ("SLACK_SIGNING_SECRET", "abc", "SLACK_BOT_TOKEN is missing"),
        ("SLACK_BOT_TOKEN", "hello", "SLACK_BOT_TOKEN should begin with xoxb-"),
        ("HALFTERM_TIMEZONE", "Narnia/West", "HALFTERM_TIMEZONE takes a time zone"),
        ("HALFTERM_HEADS", "helen", "HALFTERM_HEADS takes Slack user ids"),
        ("SLACK_API_URL", "ftp://slack.example", "SLACK_API_URL takes an https:// address"),
        ("SLACK_API_URL", "http://localhost.evil.example/api", "SLACK_API_URL takes an https:// address"),
        ("SLACK_API_URL", "http://127.0.0.1@evil.example/", "SLACK_API_URL takes an https:// address"),
        ("SLACK_API_URL", "http://[", "SLACK_API_URL takes an https:// address"),
        ("DATABASE_URL", "mysql://x", "DATABASE_URL takes sqlite"),
        ("DATABASE_URL", "postgresql://u:canary@db:five/x", "DATABASE_URL takes sqlite"),
        ("PORT", "99999", "PORT"),
        ("HALFTERM_MODE", "slack", "HALFTERM_MODE=slack needs SLACK_BOT_TOKEN"),
        ("HALFTERM_BACKUP_KEY", "secret", "HALFTERM_BACKUP_KEY takes a key"),
        ("HALFTERM_LOG_FORMAT", "xml", "HALFTERM_LOG_FORMAT"),
    ],
)
def test_a_wrong_setting_is_one_line_with_its_name(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, line: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(Misconfigured) as wrong:
        read_settings()
    assert line in str(wrong.value)
    assert "\n" not in str(wrong.value)


def test_heads_may_be_parted_by_commas_or_spaces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HALFTERM_HEADS", "U01ABC, U02DEF U03GHI")
    assert read_settings().halfterm_heads == ("U01ABC", "U02DEF", "U03GHI")


def test_a_plain_postgresql_address_gets_its_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://halfterm@localhost/halfterm")
    assert read_settings().database_url.get_secret_value().startswith("postgresql+psycopg://halfterm@")


def test_secrets_do_not_show_when_settings_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-canary")
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:canary@h/d")
    for name, secret in {"SLACK_APP_TOKEN": "xapp-canary", "SLACK_SIGNING_SECRET": "canary"}.items():
        monkeypatch.setenv(name, secret)
        assert "canary" not in repr(read_settings())
        monkeypatch.delenv(name)


def test_slack_comes_by_a_socket_or_by_http_and_not_by_both(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    monkeypatch.setenv("SLACK_SIGNING_SECRET", "abc")
    by_http = read_settings()
    assert (by_http.joins_slack, by_http.signing_secret, by_http.halfterm_listen) == (True, "abc", "127.0.0.1")
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-1")
    with pytest.raises(Misconfigured, match="set one of the two"):
        read_settings()


def test_a_file_sets_what_the_environment_does_not(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("halfterm_heads=U01ABC\nPORT=1\nHALFTERM_LOG=WARNING\nHALFTERM_VAR\nOTHER=x\n")
    monkeypatch.setenv("PORT", "2")
    settings = read_settings()
    assert (settings.halfterm_heads, settings.port, settings.halfterm_log) == (("U01ABC",), 2, "WARNING")
    assert settings.halfterm_var == Path("var")


def test_empty_lines_in_the_environment_count_as_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "")
    monkeypatch.setenv("SLACK_APP_TOKEN", "")
    assert not read_settings().joins_slack


@pytest.mark.parametrize(
    "url", ["http://localhost:8080/api", "http://127.0.0.1/", "http://[::1]:1/", "https://slack-gov.com/api/"]
)
def test_slack_is_reached_over_tls_or_on_this_machine(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("SLACK_API_URL", url)
    assert read_settings().slack_api_url.startswith(url)


def test_a_name_that_is_mistyped_and_an_open_env_file_are_pointed_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("HALFTERM_TEST_DATABASES", "HALFTERM_REQUIRE"):  # settings of the tests
        monkeypatch.delenv(name, raising=False)
    assert list(oversights()) == []
    monkeypatch.setenv("HALFTERM_TIMZONE", "Europe/London")
    env = tmp_path / ".env"
    env.write_text("HALFTERM_HEADS=U012AB3CD\nHALFTERM_WHATEVER=1\n")
    env.chmod(0o644)
    assert list(oversights()) == [
        "HALFTERM_TIMZONE is no setting of Halfterm: is HALFTERM_TIMEZONE meant?",
        "HALFTERM_WHATEVER is no setting of Halfterm.",
        ".env holds tokens, and can be read by others on this machine: chmod 600 .env",
    ]
    env.chmod(0o600)
    monkeypatch.delenv("HALFTERM_TIMZONE")
    env.write_text("HALFTERM_HEADS=U012AB3CD\n")
    assert list(oversights()) == []

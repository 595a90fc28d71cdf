"""The container, its composition and the systemd unit set what the bot reads, and give it no more than it needs."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from bot.config import Settings
from tests.house import ROOT

KNOWN = {name.upper() for name in Settings.model_fields}
DOCKERFILE = (ROOT / "Dockerfile").read_text()
UNIT = ROOT / "docs" / "halfterm.service"


def instructions(name: str) -> list[str]:
    """Return what the Dockerfile's instructions of this name say, each in one line."""
    joined = DOCKERFILE.replace("\\\n", " ")
    return [" ".join(said.split()) for said in re.findall(rf"^{name} (.*)$", joined, re.MULTILINE)]


def ours(names: object) -> set[str]:
    return {name for name in re.findall(r"\b[A-Z][A-Z_]+\b", str(names)) if re.match("HALFTERM|SLACK|DATABASE", name)}


def test_the_image_holds_what_runs_and_is_let_through_by_dockerignore() -> None:
    copied = [said.split()[0] for said in instructions("COPY") if not said.startswith("--from")]
    assert set(copied) == {"requirements.txt", "manifest.yml", "bot", "handlers", "models"}
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert allowed == set(copied)
    assert all((ROOT / name).exists() for name in copied)


def test_the_image_runs_as_nobody_special_and_is_asked_whether_it_is_alive() -> None:
    assert instructions("USER") == ["halfterm"]
    assert "--require-hashes" in " ".join(instructions("RUN"))
    (health,) = instructions("HEALTHCHECK")
    (environment,) = instructions("ENV")
    port = dict(pair.split("=") for pair in environment.split())["HALFTERM_HEALTH_PORT"]
    assert f":{port}/healthz" in health
    assert instructions("EXPOSE") == []


def test_every_setting_that_is_given_is_one_that_the_bot_reads() -> None:
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text())
    given = ours(compose["services"]["bot"]["environment"]) | ours(instructions("ENV")) | ours(UNIT.read_text())
    assert given <= KNOWN
    assert {"SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "DATABASE_URL", "HALFTERM_VAR", "HALFTERM_BACKUPS"} <= given


def test_the_composition_opens_no_port_and_writes_only_where_the_image_has_folders() -> None:
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text())
    bot = compose["services"]["bot"]
    assert not any("ports" in service for service in compose["services"].values())
    assert bot["read_only"] is True
    assert bot["cap_drop"] == ["ALL"]
    assert {volume.partition(":")[2] for volume in bot["volumes"]} == set(
        re.findall(r"/\w+", instructions("VOLUME")[0])
    )
    assert {volume.partition(":")[0] for each in compose["services"].values() for volume in each["volumes"]} == set(
        compose["volumes"]
    )


def test_commands_under_systemd_have_the_user_the_folder_and_the_settings_of_the_service() -> None:
    unit = dict(line.split("=", 1) for line in UNIT.read_text().splitlines() if "=" in line and line[0] != "#")
    manual = (ROOT / "docs" / "operations.md").read_text()
    (command,) = re.findall(r"systemd-run (?:.*\\\n)*.*", manual)
    assert f"--uid={unit['User']} " in command
    for name in ("WorkingDirectory", "EnvironmentFile", "UMask"):
        assert f"-p {name}={unit[name]} " in command
    assert unit["ExecStart"].removesuffix("run") in command
    assert ours(unit["Environment"]) == {"HALFTERM_MODE"}  # what else is set here no command would see
    assert f"HALFTERM_VAR=/var/lib/{unit['StateDirectory']}\n" in manual
    assert f"HALFTERM_BACKUPS={unit['ReadWritePaths']}\n" in manual


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here")
def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    here = tmp_path / UNIT.name
    here.write_text(re.sub(r"/opt/halfterm/\S*python", "/usr/bin/env python", UNIT.read_text()))
    command = ["systemd-analyze", "verify", "--man=no", str(here)]
    said = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    assert [line for line in (said.stdout + said.stderr).splitlines() if UNIT.name in line] == []

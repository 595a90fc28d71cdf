"""Wherever the database lies, it and its copies are private, and the copies do not pile up."""

import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from bot.config import read_settings
from bot.runtime.backups import KEPT, back_up
from bot.runtime.instance import CannotStart, only_bot


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a database in a folder of its own."""
    file = tmp_path / "school" / "halfterm.db"
    file.parent.mkdir(mode=0o700)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE pupil (name)")
    return file


@pytest.mark.parametrize("mode", [0o755, 0o750, 0o711])
def test_a_database_in_an_open_folder_is_refused(file: Path, mode: int) -> None:
    file.parent.chmod(mode)
    with pytest.raises(CannotStart, match="chmod 700"), only_bot(f"sqlite:///{file}"):
        pass


def test_a_copy_is_private_whatever_the_umask(file: Path) -> None:
    before = os.umask(0o022)
    try:
        back_up(f"sqlite:///{file}", "0001")
    finally:
        os.umask(before)
    (copy,) = (file.parent / "backups").iterdir()
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert stat.S_IMODE(copy.parent.stat().st_mode) == 0o700


def test_copies_in_an_open_folder_are_refused(file: Path) -> None:
    (file.parent / "backups").mkdir()
    (file.parent / "backups").chmod(0o755)
    with pytest.raises(CannotStart, match="backups can be opened by others"):
        back_up(f"sqlite:///{file}", "0001")


def test_a_start_that_fails_again_and_again_makes_one_copy(file: Path) -> None:
    for _ in range(3):
        back_up(f"sqlite:///{file}", "0001")
    assert len(list((file.parent / "backups").iterdir())) == 1


def test_of_many_upgrades_the_last_copies_are_kept(file: Path) -> None:
    for number in range(KEPT + 3):
        back_up(f"sqlite:///{file}", f"{number:04}")
        for age, copy in enumerate(sorted((file.parent / "backups").iterdir())):
            os.utime(copy, (age, age))
    kept = sorted(copy.name[7:11] for copy in (file.parent / "backups").iterdir())
    assert kept == [f"{number:04}" for number in range(3, KEPT + 3)]


def test_the_folder_of_the_bot_moves_the_database_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("HALFTERM_VAR", "/srv/halfterm")
    assert read_settings().database_url.get_secret_value() == "sqlite:////srv/halfterm/halfterm.db"


def test_a_database_that_was_left_behind_is_no_reason_for_a_new_school(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    for folder in ("var", "moved"):
        (tmp_path / folder).mkdir(mode=0o700)
    (tmp_path / "var" / "halfterm.db").write_text("a school")
    with pytest.raises(CannotStart, match="still at"), only_bot(f"sqlite:///{tmp_path}/moved/halfterm.db"):
        pass

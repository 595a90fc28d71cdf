"""Backups are whole, private and can be put back; what was posted since then is not posted again."""

import asyncio
import os
import stat
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import psycopg
import pytest
from pydantic import SecretStr
from sqlalchemy import func, select, text

from bot.app import EVERYTHING, Bot, running
from bot.backup import back_up, nightly, prune
from bot.config import Settings
from bot.restore import restore
from bot.runtime.clock import Clock, real_now
from bot.runtime.copies import put_copy, refuse_broken
from bot.runtime.database import Database, make_engine
from bot.runtime.instance import CannotStart, only_bot
from bot.runtime.sealed import new_key, seal, sealed_name
from bot.workspace import Client, Workspace
from models.change import Change
from models.referrals.refer import NewReferral, refer
from models.tables.audit import Audit
from models.tables.job_run import JobRun, JobRunState
from models.tables.message import Message
from models.tables.placement import Registration
from models.tables.pupil import Pupil
from models.tables.staff import by_slack_id
from tests import postgres
from tests.databases import Databases
from tests.drill import Books, drill
from tests.school import CHANNEL, LONDON, MANIFEST, open_school, people, rooms

NIGHT = datetime(2026, 9, 14, 1, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def programs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", postgres.search_path())


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    var, backups = tmp_path / "var", tmp_path / "backups"
    for folder in (var, backups):
        folder.mkdir(mode=0o700)
    return Settings(database_url=SecretStr(database_url), halfterm_var=var, halfterm_backups=backups)


def folder(settings: Settings) -> Path:
    assert settings.halfterm_backups is not None
    return settings.halfterm_backups


def write(settings: Settings, forenames: str) -> None:
    database = Database(settings.database_url.get_secret_value())
    with database.writing(5.0) as session:
        facts = {"surname": "Ash", "born_on": date(2012, 5, 14), "added_at": datetime.now(UTC)}
        session.add(Pupil(forenames=forenames, reference=forenames.upper(), **facts))
        session.commit()
    database.close()


def execute(settings: Settings, statement: str) -> None:
    engine = make_engine(settings.database_url.get_secret_value())
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


def names(settings: Settings) -> list[str]:
    database = Database(settings.database_url.get_secret_value())
    try:
        with database.reading() as session:
            return sorted(session.scalars(select(Pupil.forenames)))
    finally:
        database.close()


@contextmanager
def a_bot_on(url: str) -> Iterator[None]:
    """Hold the database as a bot does: the lock beside a SQLite file, or a connection to PostgreSQL."""
    with only_bot(url) if url.startswith("sqlite") else psycopg.connect(url.replace("+psycopg", "")):
        yield


def test_a_backup_is_private_and_brings_everything_back(settings: Settings) -> None:
    write(settings, "Kai")
    copy = back_up(settings, folder(settings), NIGHT)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    write(settings, "Lee")
    with pytest.raises(CannotStart, match="There is a database already"):
        restore(settings, copy, real_now(), overwrite=False)
    assert names(settings) == ["Kai", "Lee"]
    kept = restore(settings, copy, real_now(), overwrite=True)
    assert names(settings) == ["Kai"]
    assert kept is not None
    refuse_broken(kept)
    restore(settings, kept, real_now(), overwrite=True)
    assert names(settings) == ["Kai", "Lee"]
    assert [path.name for path in folder(settings).iterdir()] == [copy.name]


def test_an_encrypted_backup_opens_with_its_secret_key_alone(settings: Settings) -> None:
    public, secret = new_key()
    write(settings, "Florence")
    with_public, with_secret, with_another = (
        settings.model_copy(update={"halfterm_backup_key": SecretStr(key)}) for key in (public, secret, new_key()[1])
    )
    copy = back_up(with_public, folder(settings) / "monday", NIGHT)
    assert copy.name == "monday.age"
    assert b"Florence" not in copy.read_bytes()
    for without in (settings, with_public, with_another):
        with pytest.raises(CannotStart, match="HALFTERM_BACKUP_KEY"):
            restore(without, copy, real_now(), overwrite=True)
    write(settings, "Lee")
    restore(with_secret, copy, real_now(), overwrite=True)
    assert names(settings) == ["Florence"]
    assert [path.name for path in folder(settings).iterdir()] == ["monday.age"]


def test_a_mistyped_key_and_a_sealed_backup_that_was_cut_short_are_one_clear_line(settings: Settings) -> None:
    _, secret = new_key()
    write(settings, "Kai")
    keyed, mistyped = (
        settings.model_copy(update={"halfterm_backup_key": SecretStr(key)}) for key in (secret, secret[:-1])
    )
    copy = back_up(keyed, folder(settings) / "monday", NIGHT)
    with pytest.raises(CannotStart, match="HALFTERM_BACKUP_KEY is no key, or is mistyped"):
        restore(mistyped, copy, real_now(), overwrite=True)
    copy.write_bytes(copy.read_bytes()[:-1])
    with pytest.raises(CannotStart, match="cannot be decrypted: it is damaged"):
        restore(keyed, copy, real_now(), overwrite=True)
    assert names(settings) == ["Kai"]


@pytest.mark.parametrize("size", [100, 1_000_000])
def test_a_full_disk_leaves_what_was_to_be_encrypted(tmp_path: Path, size: int) -> None:
    plain = tmp_path / "monday"
    plain.write_bytes(bytes(size))
    sealed_name(plain).symlink_to("/dev/full")
    with pytest.raises(CannotStart, match="cannot be encrypted"):
        seal(plain, new_key()[0])
    assert plain.stat().st_size == size
    assert not sealed_name(plain).is_symlink()


def test_a_backup_that_could_not_be_encrypted_leaves_no_plain_copy(settings: Settings) -> None:
    write(settings, "Kai")
    keyed = settings.model_copy(update={"halfterm_backup_key": SecretStr(new_key()[0])})
    (folder(settings) / "monday.part.age").symlink_to("/dev/full")
    with pytest.raises(CannotStart, match="cannot be encrypted"):
        back_up(keyed, folder(settings) / "monday", NIGHT)
    assert list(folder(settings).iterdir()) == []


def test_a_backup_goes_into_no_open_folder_and_over_no_file(settings: Settings) -> None:
    write(settings, "Kai")
    copy = back_up(settings, folder(settings) / "monday", NIGHT)
    with pytest.raises(CannotStart, match="exists already"):
        back_up(settings, copy, NIGHT)
    folder(settings).chmod(0o755)
    with pytest.raises(CannotStart, match="can be opened by others"):
        back_up(settings, folder(settings), NIGHT)
    with pytest.raises(CannotStart, match="does not exist"):
        back_up(settings, folder(settings) / "nowhere" / "tuesday", NIGHT)
    assert [path.name for path in folder(settings).iterdir()] == ["monday"]


@pytest.mark.parametrize("begins", [b"", b"SQLite format 3\x00", b"PGDMP", b"age-encryption.org/v1\n"])
def test_a_damaged_backup_is_refused_before_anything_is_changed(settings: Settings, begins: bytes) -> None:
    write(settings, "Kai")
    damaged = folder(settings) / "damaged"
    damaged.write_bytes(begins + b"nothing else")
    keyed = settings.model_copy(update={"halfterm_backup_key": SecretStr(new_key()[1])})
    with pytest.raises(CannotStart):
        restore(keyed, damaged, real_now(), overwrite=True)
    assert names(settings) == ["Kai"]


def test_a_backup_that_was_cut_short_is_refused_before_anything_is_changed(settings: Settings) -> None:
    write(settings, "Kai")
    copy = back_up(settings, folder(settings) / "monday", NIGHT)
    copy.write_bytes(copy.read_bytes()[:-100])
    with pytest.raises(CannotStart, match="damaged"):
        restore(settings, copy, real_now(), overwrite=True)
    assert names(settings) == ["Kai"]
    assert list(settings.halfterm_var.iterdir()) == []


def test_a_backup_of_the_other_kind_of_database_is_refused_before_anything_is_changed(settings: Settings) -> None:
    write(settings, "Kai")
    is_sqlite = settings.database_url.get_secret_value().startswith("sqlite")
    copy = folder(settings) / "monday"
    copy.write_bytes(b"PGDMP and more" if is_sqlite else b"SQLite format 3\x00 and more")
    with pytest.raises(CannotStart, match="is of PostgreSQL" if is_sqlite else "is of SQLite"):
        restore(settings, copy, real_now(), overwrite=True)
    assert names(settings) == ["Kai"]


def test_a_backup_of_a_newer_version_is_refused_and_a_newer_database_makes_way_for_an_older_backup(
    settings: Settings,
) -> None:
    write(settings, "Kai")
    older = back_up(settings, folder(settings) / "older", NIGHT)
    execute(settings, "UPDATE alembic_version SET version_num = '9999'")
    newer = back_up(settings, folder(settings) / "newer", NIGHT)
    kept = restore(settings, older, real_now(), overwrite=True)
    write(settings, "Lee")
    for copy in (newer, kept):
        assert copy is not None
        with pytest.raises(CannotStart, match="newer version of Halfterm"):
            restore(settings, copy, real_now(), overwrite=True)
    assert names(settings) == ["Kai", "Lee"]


def test_a_restore_that_fails_halfway_names_the_file_with_what_was_there(settings: Settings) -> None:
    write(settings, "Kai")
    execute(settings, "DROP TABLE screening")
    unfit = back_up(settings, folder(settings) / "unfit", NIGHT)
    with pytest.raises(CannotStart, match=r"the table screening is missing.*What was there before is in \S+replaced-"):
        restore(settings, unfit, real_now(), overwrite=True)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://halfterm:s3cret@database:5433/school",
        "postgresql+psycopg://halfterm@database:5433/school?password=s3cret",
        "postgresql+psycopg://halfterm:0ld@database:5433/school?password=s3cret",
    ],
)
def test_the_password_of_the_database_is_in_no_argument(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    given, program, copy = tmp_path / "given", tmp_path / "pg_restore", tmp_path / "copy"
    program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$PGPASSWORD" "$@" > {given}\n')
    program.chmod(0o700)
    copy.write_bytes(b"PGDMP")
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    put_copy(url, copy)
    password, *arguments = given.read_text().splitlines()
    assert password == "s3cret"
    assert "--dbname=postgresql://halfterm@database:5433/school" in arguments
    assert "s3cret" not in str(arguments)


def test_the_password_of_a_key_is_in_no_argument_but_in_a_file_that_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given, program, copy = tmp_path / "given", tmp_path / "pg_restore", tmp_path / "copy"
    program.write_text(
        f'#!/bin/sh\nstat -c "%n %a" "$PGSERVICEFILE" > {given}\ncat "$PGSERVICEFILE" >> {given}\n'
        f'printf "%s\\n" "$PGSERVICE" "$@" >> {given}\n'
    )
    program.chmod(0o700)
    copy.write_bytes(b"PGDMP")
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    put_copy("postgresql+psycopg://halfterm@database/school?sslmode=require&sslpassword=s3cret", copy)
    file, section, secret, service, *arguments = given.read_text().splitlines()
    assert (section, secret, service) == ("[halfterm]", "sslpassword=s3cret", "halfterm")
    assert "--dbname=postgresql://halfterm@database/school?sslmode=require" in arguments
    assert "s3cret" not in str(arguments)
    path, mode = file.split()
    assert mode == "600"
    assert not Path(path).exists()


def test_the_password_of_a_key_stands_beside_what_the_service_file_says_of_the_service(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given, program, copy = tmp_path / "given", tmp_path / "pg_restore", tmp_path / "copy"
    program.write_text(f'#!/bin/sh\ncat "$PGSERVICEFILE" > {given}\nprintf "%s\\n" "$PGSERVICE" "$@" >> {given}\n')
    program.chmod(0o700)
    copy.write_bytes(b"PGDMP")
    known = tmp_path / "services"
    known.write_text("[other]\nhost=elsewhere\n\n[school]\nhost=database\nport=5433\n[last]\nhost=nowhere\n")
    monkeypatch.setenv("PGSERVICEFILE", str(known))
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    put_copy("postgresql+psycopg:///?service=school&sslpassword=s3cret", copy)
    *said, service, _ = given.read_text().splitlines()[:6]
    assert [*said, service] == ["[school]", "sslpassword=s3cret", "host=database", "port=5433", "school"]
    assert "s3cret" not in str(given.read_text().splitlines()[5:])


def test_a_bot_that_is_at_work_keeps_a_restore_away(settings: Settings) -> None:
    url = settings.database_url.get_secret_value()
    copy = back_up(settings, folder(settings) / "monday", NIGHT)
    with a_bot_on(url), pytest.raises(CannotStart, match=r"Others are connected|Another Halfterm is running"):
        restore(settings, copy, real_now(), overwrite=True)


def test_only_what_is_older_than_is_kept_is_removed(tmp_path: Path) -> None:
    for name in ("halfterm-20260901T023000Z.db", "halfterm-20260915T023000Z.db.age", "before-0008.db", "monday"):
        (tmp_path / name).touch()
    assert prune(tmp_path, datetime(2026, 9, 10, tzinfo=UTC)) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "before-0008.db",
        "halfterm-20260915T023000Z.db.age",
        "monday",
    ]


class School:
    """A Slack that lives through several lives of the bot, on one clock."""

    def __init__(self) -> None:
        self.clock = Clock(LONDON, starts=datetime(2026, 9, 14, 7, 45, tzinfo=LONDON).astimezone(UTC))
        self.slack = Workspace(
            manifest=MANIFEST, people=people(), rooms=rooms(), now=self.clock.now, paced=False, patience=20
        )

    @asynccontextmanager
    async def bot(self, settings: Settings) -> AsyncIterator[Bot]:
        at_night = nightly(settings, folder(settings))
        async with running(
            Database(settings.database_url.get_secret_value()),
            api_url=self.slack.api_url,
            bot_token=self.slack.bot_token,
            app_token=self.slack.app_token,
            clock=self.clock,
            ticking=False,
            pace=0.0,
            capabilities=[*EVERYTHING, at_night],
        ) as bot:
            yield bot

    async def move(self, bot: Bot, *when: int) -> None:
        year, month, day, *time = when
        await bot.ticker.move(datetime(year, month, day, *time, tzinfo=LONDON), lambda: self.settle(bot))

    async def settle(self, bot: Bot) -> None:
        bot.delivery.wake()
        client = Client(self.slack, also_busy=lambda: bot.is_busy)
        await client.quiet()

    def posted(self) -> Counter[tuple[str, str]]:
        """Count each text that was posted in each room."""
        posts = [call.args for call in self.slack.calls if call.method == "chat.postMessage"]
        return Counter((str(one["channel"]), str(one["text"])) for one in posts)


@asynccontextmanager
async def a_school() -> AsyncIterator[School]:
    school = School()
    await school.slack.start()
    school.slack.rooms[CHANNEL].members.append(school.slack.bot_user_id)
    try:
        yield school
    finally:
        await school.slack.stop()


def queue_without_key(change: Change) -> None:
    """Queue what has no key of its own, to be sent at eight, at a school whose bot has posted digests before."""
    head = by_slack_id(change.session, "UHELEN")
    assert head is not None
    change.add(JobRun(job="digest", on=date(2026, 9, 7), state=JobRunState.RUN, at=change.now))
    eight = datetime(2026, 9, 14, 8, 0, tzinfo=LONDON)
    change.say("staff.left", head, about=f"{head.id}:{head.id}:1:1:1", not_before=eight)


@pytest.mark.parametrize("back_at", [(2026, 9, 14, 10), (2026, 9, 15, 10)], ids=["the same day", "a day later"])
async def test_what_was_posted_after_the_backup_is_found_in_slack_and_not_posted_again(
    settings: Settings, back_at: tuple[int, ...]
) -> None:
    async with a_school() as school:
        async with school.bot(settings) as bot:
            await bot.desk.change(open_school, True)
            new = NewReferral("Kai Ashworth", date(2012, 5, 14), "N", Registration.SINGLE, "x")
            await bot.desk.change(refer, new)
            await bot.desk.change(queue_without_key)
            await bot.ticker.tick()
            await school.settle(bot)
            copy = await asyncio.to_thread(back_up, settings, folder(settings) / "half-past-seven", NIGHT)
            await school.move(bot, 2026, 9, 14, 8, 20)
        before = school.posted()
        assert [text for (room, text) in before if room == CHANNEL and text.startswith("Allocations")]

        school.clock.move_to(datetime(*back_at, tzinfo=LONDON))
        restore(settings, copy, school.clock.now(), overwrite=True)
        async with school.bot(settings) as bot:
            await bot.ticker.tick()
            await school.settle(bot)
            missed = select(func.count()).where(Message.kind == "digest.missed")
            assert await bot.desk.read(lambda read: read.session.scalar(missed)) == 0
            noted = select(Audit.verb).where(Audit.verb == "database:restore")
            assert await bot.desk.read(lambda read: read.session.scalars(noted).all()) == ["database:restore"]
        new_posts = school.posted() - before
        again = [text for (room, text), _ in new_posts.items() if (room, text) in before and "Reminder" not in text]
        assert again == []
        if back_at[2] == 14:
            assert not new_posts


async def test_the_ticker_backs_up_every_night_and_a_failure_is_one_line_in_the_log_and_counted(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    async with a_school() as school, school.bot(settings) as bot:
        await bot.desk.change(open_school, True)
        await bot.ticker.tick()
        for killed in ("halfterm-20260913T013000Z.db.part", "halfterm-20260913T013000Z.dump.part.age"):
            (folder(settings) / killed).touch()
        await school.move(bot, 2026, 9, 15, 3, 0)
        copies = list(folder(settings).iterdir())
        assert len(copies) == 2  # at the start, and the night after
        for copy in copies:
            refuse_broken(copy)
        folder(settings).chmod(0o755)
        await school.move(bot, 2026, 9, 16, 3, 0)
        assert "job backup: failed: The folder" in caplog.text
        assert bot.ticker.outcomes["backup", "done"] == 2
        assert bot.ticker.outcomes["backup", "failed"] == 1


def test_backups_under_write_load_are_whole(settings: Settings) -> None:
    write(settings, "Kai")
    engine = make_engine(settings.database_url.get_secret_value())
    for number in range(3):
        with engine.connect() as busy:
            busy.execute(text("DELETE FROM pupil"))  # and never committed
            refuse_broken(back_up(settings, folder(settings) / f"copy-{number}", NIGHT))
            busy.rollback()
    engine.dispose()
    restore(settings, folder(settings) / "copy-2", real_now(), overwrite=True)
    assert names(settings) == ["Kai"]


def test_backups_made_while_the_school_writes_hold_everything_saved_before_and_no_half(
    settings: Settings, databases: Databases, tmp_path: Path
) -> None:
    url = settings.database_url.get_secret_value()
    engine = "sqlite" if url.startswith("sqlite") else "postgresql"
    with databases.copy(engine, tmp_path) as elsewhere:
        books = drill(url, elsewhere, folder(settings), 3)
    assert books == Books(backups=3, saved=books.saved)
    assert books.saved

"""Nothing that anybody typed reaches a log."""

import io
import logging
from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from bot.runtime.database import make_engine
from bot.runtime.logs import SafeFormatter

CANARY = "Zebedee Canarybird"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Yield what the root logger writes through our formatter."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(SafeFormatter())
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield out
    root.removeHandler(handler)
    root.setLevel(before)


def test_our_own_words_are_written_as_they_are(written: io.StringIO) -> None:
    logging.getLogger("bot.runtime.scheduler").warning("the job %s failed", "digest")
    assert "the job digest failed" in written.getvalue()


@pytest.mark.parametrize("library", ["slack_bolt.AsyncApp", "slack_sdk.web", "sqlalchemy.engine", "aiohttp.server"])
def test_a_library_is_named_but_not_quoted(written: io.StringIO, library: str) -> None:
    logging.getLogger(library).error("Unhandled request: %s", {"name": CANARY})
    assert library in written.getvalue()
    assert CANARY not in written.getvalue()


def test_an_exception_leaves_its_type_and_frames_but_not_its_text(written: io.StringIO) -> None:
    def stumble() -> None:
        try:
            raise KeyError(CANARY)
        except KeyError as cause:
            raise LookupError(f"no {CANARY}") from cause

    try:
        stumble()
    except LookupError:
        logging.getLogger("bot.requests.errors").exception("unexpected error, reference %s", "A1")
    assert "LookupError" in written.getvalue()
    assert "KeyError" in written.getvalue()
    assert "in stumble" in written.getvalue()
    assert CANARY not in written.getvalue()


def test_a_database_error_hides_what_was_being_saved(tmp_path: object) -> None:
    engine = make_engine(f"sqlite:///{tmp_path}/x.db")
    with pytest.raises(OperationalError) as error, engine.begin() as connection:
        connection.execute(text("INSERT INTO nowhere (name) VALUES (:name)"), {"name": CANARY})
    engine.dispose()
    assert CANARY not in str(error.value)
    open_book = create_engine("sqlite://")
    with pytest.raises(OperationalError) as twin, open_book.begin() as connection:
        connection.execute(text("INSERT INTO nowhere (name) VALUES (:name)"), {"name": CANARY})
    open_book.dispose()
    assert CANARY in str(twin.value), "the test would not notice"

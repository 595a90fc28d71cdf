"""What is wrong with the database, told in one line to whoever runs the bot."""

import pytest
from sqlalchemy.exc import DBAPIError, OperationalError

from bot.runtime.database import make_engine
from bot.runtime.unwell import database_trouble

URL = "postgresql+psycopg://halfterm:s3cret@"


@pytest.mark.parametrize(
    ("place", "says"),
    [
        ("nowhere.invalid/school", "The host nowhere.invalid is not known"),
        ("127.0.0.1:1/school", "PostgreSQL does not answer at 127.0.0.1, port 1: is it running?"),
        ("/school?host=/tmp/nowhere", "PostgreSQL does not answer at /tmp/nowhere, port 5432: is it running?"),
    ],
)
def test_a_server_that_cannot_be_reached_is_named_with_the_part_that_is_wrong(place: str, says: str) -> None:
    engine = make_engine(URL + place)
    with pytest.raises(DBAPIError) as failed:
        engine.connect()
    said = database_trouble(failed.value, URL + place)
    assert said.startswith(f"The database cannot be used. {says}")
    assert said.endswith("Check DATABASE_URL.")
    assert "s3cret" not in said


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_database_that_is_not_there_and_a_user_who_is_not_known_are_told_apart(database_url: str) -> None:
    place = database_url.partition("?")[2]
    for url, says in (
        (f"postgresql+psycopg://postgres@/nosuchschool?{place}", "no database of the name nosuchschool"),
        (f"postgresql+psycopg://nobody@/postgres?{place}", "does not take this user name and password"),
    ):
        engine = make_engine(url)
        with pytest.raises(DBAPIError) as failed:
            engine.connect()
        assert says in database_trouble(failed.value, url)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (
            'connection to server at "db", port 5432 failed: FATAL: password authentication failed for user "h"',
            "password",
        ),
        ('connection to server at "db", port 5432 failed: FATAL: no pg_hba.conf entry for host "10.0.0.1"', "pg_hba"),
        ('connection to server at "db", port 5432 failed: FATAL: sorry, too many clients already', "lets nobody in"),
        ('connection to server at "db", port 5432 failed: server does not support SSL', "lets nobody in"),
        ('FATAL: permission denied for database "school"', "lets nobody in"),
        ("disk image of Kai is malformed", "OperationalError"),
    ],
)
def test_what_the_server_says_is_never_repeated(words: str, says: str) -> None:
    said = database_trouble(OperationalError("", {}, OperationalError(words, {}, Exception())), URL + "db/school")
    assert says in said
    assert "Kai" not in said

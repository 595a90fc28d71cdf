"""No pupil's name and nothing of a family reaches a log, a lock screen, a channel or a table that may hold none."""

import json
from collections.abc import Iterable

import pytest

from bot.workspace.types import Call
from tests.promises.canaries import Record, go_round, recording
from tests.promises.matrix import READERS
from tests.promises.stage import Stage
from tests.raw import Raw

# The first name is "Canary", so a direct message may say it; whatever follows it, it may not.
FIRST_NAME = "Canary"
PRIVATE = (*READERS, "Northbrook", "2012-05-14", "14 May 2012")


async def test_everything_done_once_names_nobody_where_it_must_not(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    with recording(stage.service, libraries=True) as record:
        await go_round(record, stage)
        await break_something(record, monkeypatch)
    wrong = [*in_logs(record), *in_rows(record), *on_lock_screens(record), *in_rooms(record), *in_messages(record)]
    assert wrong == [], "\n".join(wrong[:20])
    assert len(record.posts) > 50, "nothing was said, so nothing was tried"
    assert any(FIRST_NAME in said(call) for call in record.posts), "no canary ever sang"


async def break_something(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a gesture fail with an error that quotes a name."""

    def stumble(*_given: object) -> None:
        raise RuntimeError("Canary name cannot be shown")

    monkeypatch.setattr("handlers.pupils.needs.view_needs", stumble)
    record.answers.append(await Raw(record.service.slack).press("pupil.needs", "Canary name", user="UHELEN"))
    assert "unexpected error" in "\n".join(record.ours)


def in_logs(record: Record) -> Iterable[str]:
    """Nothing of a child, whoever wrote the line and however it was written."""
    logs = "\n".join([record.formatted.getvalue(), *record.ours])
    if not has(logs, (FIRST_NAME, *PRIVATE)):  # line by line it would be most of the test
        return []
    return [f"a log says {line}" for line in logs.splitlines() if has(line, (FIRST_NAME, *PRIVATE))]


def in_rows(record: Record) -> Iterable[str]:
    """Audit, slots, keys and messages hold ids and codes."""
    return [f"a row says {row}" for row in record.rows if has(row, (FIRST_NAME, *PRIVATE))]


def on_lock_screens(record: Record) -> Iterable[str]:
    """`text` is what a telephone shows: counts and verbs; metadata can be read by every app."""
    for call in record.posts:
        shown = f"{call.args.get('text')} {json.dumps(call.args.get('metadata'))}"
        if has(shown, (FIRST_NAME, *PRIVATE)):
            yield f"a lock screen or metadata says {shown}"


def in_rooms(record: Record) -> Iterable[str]:
    """Find posts in rooms that say more than initials, year group and reference."""
    return [f"a room reads {said(call)}" for call in record.in_channels() if has(said(call), (FIRST_NAME, *PRIVATE))]


def in_messages(record: Record) -> Iterable[str]:
    """First name and reference; the word of a helper or a mother nowhere."""
    return [f"a message says {said(call)}" for call in record.posts if has(said(call), PRIVATE)]


def said(call: Call) -> str:
    """Return the text and blocks of a post as it went out."""
    return json.dumps([call.args.get("text"), call.args.get("blocks")], ensure_ascii=False)


def has(text: str, words: Iterable[str]) -> bool:
    return any(word in text for word in words)

"""A message goes to whom it is for, once it may, in its turn, and says what is true when it is claimed."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from models.change import Change
from models.outbox import queue, settle
from models.outbox.queue import CannotRender, Claimed, NeedsRoom, Post
from models.school.settings import write_settings
from models.tables.message import HOME, Message, MessageState
from models.tables.staff import Staff, by_slack_id
from tests.school import CHANNEL

REAL = datetime(2026, 9, 7, 8, 0, 5, tzinfo=UTC)
SOON = timedelta(minutes=5)


def render(_change: Change, message: Message) -> Post | None:
    """Say what it is about; nothing, if that is nothing."""
    if message.about == "broken":
        raise CannotRender
    return Post(message.about, [{"type": "divider"}]) if message.about else None


def staff(change: Change, handle: str) -> Staff:
    found = by_slack_id(change.session, f"U{handle.upper()}")
    assert found is not None
    return found


def say(change: Change, about: str, to: str | None = None, kind: str = "test", **more: Any) -> Message:
    return change.say(kind, staff(change, to) if to else None, about=about, **more)


def claim(change: Change, *busy: str) -> Claimed | NeedsRoom | None:
    change.session.flush()
    return queue.claim(change, render, busy, REAL)


def claimed(change: Change, *busy: str) -> Claimed:
    one = claim(change, *busy)
    assert isinstance(one, Claimed)
    return one


def warnings(change: Change) -> dict[str, str]:
    """Return what the Heads are told, by whom it is told to."""
    told = select(Staff.slack_id, Message.about).join(Staff, Staff.id == Message.to_id).where(Message.kind == "trouble")
    return {row.slack_id: row.about for row in change.session.execute(told)}


def test_a_claim_says_where_it_goes_and_what_and_who_may_be_there(change: Change) -> None:
    message = say(change, "3 due", key="digest:today")
    one = claimed(change)
    assert (one.id, one.kind, one.recipient, one.room) == (message.id, "test", "channel", CHANNEL)
    assert (one.post.text, one.ts, one.thread_ts) == ("3 due", None, None)
    assert (one.at, one.added_at, one.mark) == (REAL, change.now, queue.mark_of("digest:today"))
    assert one.staff == {"UHELEN", "UHUGO", "UOMAR", "UANN", "UBEN", "UPRIYA", "UDAN", "USUE"}
    assert (message.state, message.claimed_at, message.claimed_revision) == (MessageState.SENDING, REAL, 1)
    assert message.room == CHANNEL
    assert claim(change) is None


def test_a_person_is_written_to_in_their_own_room_once_it_is_known(change: Change) -> None:
    message, ann = say(change, "1 due", "ann"), staff(change, "ann")
    assert claim(change) == NeedsRoom(message.id, ann.id, "UANN")
    assert message.state is MessageState.PENDING
    queue.keep_room(change, ann.id, "DANN")
    one = claimed(change)
    assert (one.room, one.recipient, one.staff, one.mark) == ("DANN", ann.id, frozenset(), "")


def test_a_home_is_shown_to_the_person_and_needs_no_room(change: Change) -> None:
    say(change, "pupil", "ann", kind=HOME)
    assert claimed(change).room == "UANN"


def test_whoever_has_left_is_told_nothing_more_however_it_came_to_wait(change: Change) -> None:
    message, home = say(change, "1 due", "ann"), say(change, "nobody", "ann", kind=HOME)
    staff(change, "ann").left_at = change.now
    assert claimed(change).id == home.id
    assert claim(change) is None
    assert message.state is MessageState.CANCELLED
    queue.pause(change, home, "no_words")
    assert home.state is MessageState.CANCELLED
    assert warnings(change) == {}


def test_who_is_busy_or_whose_hour_has_not_come_waits(change: Change) -> None:
    say(change, "channel first")
    later = say(change, "ann later", "ann", not_before=change.now + SOON)
    assert claim(change, "channel") is None
    assert not queue.anything_waits(change, ["channel"])
    assert queue.anything_waits(change, [])
    assert claimed(change, staff(change, "ann").id).post.text == "channel first"
    later.not_before = change.now
    assert isinstance(claim(change), NeedsRoom)


def test_new_messages_go_before_updates_and_the_oldest_first(change: Change) -> None:
    update, newer, older = say(change, "update"), say(change, "newer"), say(change, "older")
    update.ts, older.added_at = "1.1", change.now - SOON
    assert [claimed(change).id for _ in range(3)] == [older.id, newer.id, update.id]


def test_a_reply_waits_for_what_it_replies_to(change: Change) -> None:
    head = say(change, "head")
    say(change, "reply", thread_of=head)
    assert claimed(change).id == head.id
    assert claim(change) is None
    settle.sent(change, head.id, "1.1", None, REAL)
    assert claimed(change).thread_ts == "1.1"


def test_what_would_say_nothing_or_the_same_again_is_not_sent(change: Change) -> None:
    empty, stands, emptied = say(change, ""), say(change, "same"), say(change, "")
    stands.ts, stands.wanted = "1.1", 4
    same = render(change, stands)
    assert same is not None
    stands.shown = same.fingerprint
    emptied.ts = "1.2"
    assert claim(change) is None
    assert (empty.state, stands.state, emptied.state) == ("cancelled", "sent", "sent")
    assert stands.posted == 4
    stands.state, stands.ts = MessageState.PENDING, None
    assert claimed(change).id == stands.id  # the same words, but they stand nowhere


def test_a_message_without_words_is_told_to_each_head_and_stops_no_other(change: Change) -> None:
    broken = say(change, "broken", "omar")
    queue.keep_room(change, staff(change, "omar").id, "DOMAR")
    assert isinstance(claim(change), NeedsRoom)
    assert (broken.state, broken.problem) == (MessageState.PAUSED, "no_words")
    assert warnings(change) == {"UHELEN": broken.id, "UHUGO": broken.id}


def test_a_school_without_a_channel_is_asked_for_one(change: Change) -> None:
    write_settings(change.session, {"channel": None})
    digest = say(change, "2 to allocate")
    assert isinstance(claim(change), NeedsRoom)  # of the warning
    assert (digest.state, digest.problem) == (MessageState.PAUSED, "no_channel")
    assert set(warnings(change).values()) == {digest.id}


def test_what_is_too_late_lapses_and_the_heads_decide_about_the_channel_alone(change: Change) -> None:
    digest, nudge = (say(change, "late", to, not_after=change.now - SOON) for to in (None, "ann"))
    stands = say(change, "stands", not_after=change.now - SOON)
    stands.ts, stands.room = "1.1", CHANNEL
    assert claimed(change, staff(change, "helen").id, staff(change, "hugo").id).id == stands.id
    assert (digest.state, digest.problem) == (MessageState.PAUSED, "too_late")
    assert nudge.state is MessageState.CANCELLED
    assert set(warnings(change).values()) == {digest.id}


def test_of_a_warning_that_fails_nobody_is_warned(change: Change) -> None:
    warning = say(change, "x", "helen", kind="trouble")
    queue.pause(change, warning, "no_words")
    assert warnings(change) == {"UHELEN": "x"}


def test_messages_that_a_token_held_up_go_again_from_the_beginning(change: Change) -> None:
    shut_out, other = say(change, "a", "ann"), say(change, "b", "ann")
    for message, problem in ((shut_out, "token_revoked"), (other, "no_words")):
        message.state, message.problem, message.tries, message.looks = MessageState.PAUSED, problem, 2, 3
    change.session.flush()
    assert queue.resume_shut_out(change, ["token_revoked", "invalid_auth"])
    assert (shut_out.state, shut_out.problem, shut_out.tries, shut_out.looks) == (MessageState.PENDING, None, 0, 0)
    assert other.state is MessageState.PAUSED
    assert not queue.resume_shut_out(change, ["token_revoked"])


def test_what_was_paused_for_the_channel_goes_to_the_one_chosen_now_unless_it_is_too_late(change: Change) -> None:
    live = {"live_until": change.now + SOON}
    fresh, stands, late = say(change, "a", **live), say(change, "b", **live), say(change, "c", **live)
    over, personal = say(change, "d", live_until=change.now), say(change, "e", "ann", **live)
    for message in (fresh, stands, late, over, personal):
        message.state, message.room, message.problem = MessageState.PAUSED, "GOLD", "is_archived"
    stands.ts, late.not_after = "1.1", change.now - SOON
    change.has_messages = False
    change.session.flush()
    queue.resume_paused(change)
    assert change.has_messages
    assert [message.state for message in (fresh, stands, over, personal)] == ["pending", "pending", "paused", "paused"]
    assert (fresh.room, stands.room) == (None, "GOLD")
    assert (late.state, late.problem) == (MessageState.PAUSED, "too_late")
    queue.resume(personal)
    assert personal.room == "GOLD"


def test_a_mark_is_the_same_for_the_same_key_and_none_for_no_key() -> None:
    assert (
        queue.mark_of("digest:2026-09-07") == queue.mark_of("digest:2026-09-07") != queue.mark_of("digest:2026-09-14")
    )
    assert len(queue.mark_of("digest:2026-09-07")) == 16
    assert queue.mark_of(None) == ""


@pytest.mark.parametrize("other", [Post("3 due", []), Post("2 due", [{"type": "divider"}])])
def test_other_words_have_another_fingerprint(other: Post) -> None:
    post = Post("3 due", [{"type": "divider"}])
    assert post.fingerprint == Post("3 due", [{"type": "divider"}]).fingerprint != other.fingerprint
    assert Post("", [{"a": 1, "b": 2}]).fingerprint == Post("", [{"b": 2, "a": 1}]).fingerprint

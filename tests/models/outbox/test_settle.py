"""What became of a claim in Slack is settled once, by what is known of it, and the Heads hear what is not."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.actor import Actor
from models.change import Change
from models.errors import Denied, Refused
from models.outbox import lost, settle, undelivered
from models.outbox.backlog import backlog
from models.outbox.lost import Stale
from models.outbox.restored import SETTLES_FOR, note_restore, restored
from models.outbox.undelivered import Undelivered
from models.tables.audit import Audit
from models.tables.job_run import JobRun, JobRunState
from models.tables.meeting import AllocationsMeeting
from models.tables.message import HOME, Message, MessageState
from tests.models.outbox.test_claim import REAL, SOON, claimed, say, staff, warnings
from tests.school import CHANNEL

PENDING, SENDING, SENT = MessageState.PENDING, MessageState.SENDING, MessageState.SENT
UNKNOWN, PAUSED, CANCELLED = MessageState.UNKNOWN, MessageState.PAUSED, MessageState.CANCELLED


def test_a_message_that_stands_is_sent_unless_more_is_wanted_since_it_was_claimed(change: Change) -> None:
    message = say(change, "3 due")
    one = claimed(change)
    message.problem, message.tries, message.looks = "outcome_unknown", 2, 3
    settle.sent(change, one.id, "1.1", "print", REAL)
    assert (message.state, message.ts, message.sent_at, message.shown) == (SENT, "1.1", REAL, "print")
    assert (message.posted, message.problem, message.tries, message.looks) == (1, None, 0, 0)
    message.request_update()
    claimed(change)
    message.request_update()
    settle.sent(change, one.id, "1.1", None, REAL + SOON)
    assert (message.state, message.posted, message.sent_at) == (PENDING, 2, REAL)


def test_what_certainly_did_not_go_waits_again(change: Change) -> None:
    message = say(change, "3 due")
    one = claimed(change)
    settle.later(change, one.id)
    assert message.state is PENDING
    again = claimed(change)
    change.has_messages = False
    settle.unsent(change, again)
    assert (message.state, change.has_messages) == (PENDING, True)


@pytest.mark.parametrize("state", [SENT, UNKNOWN, PENDING])
def test_a_claim_that_grew_old_puts_back_only_what_is_still_its_own(change: Change, state: MessageState) -> None:
    message = say(change, "3 due")
    one = claimed(change)
    message.state = state
    change.has_messages = False
    settle.unsent(change, one)
    assert (message.state, change.has_messages) == (state, False)
    message.state, message.claimed_at = SENDING, REAL + SOON
    settle.unsent(change, one)
    assert message.state is SENDING


def test_what_somebody_deletes_comes_back_once(change: Change) -> None:
    message = say(change, "3 due")
    message.ts = "1.1"
    settle.gone(change, message.id)
    assert (message.state, message.ts, message.reposts) == (PENDING, None, 1)
    message.ts = "1.2"
    settle.gone(change, message.id)
    assert (message.state, message.ts, message.problem) == (PAUSED, None, "message_deleted")
    assert set(warnings(change).values()) == {message.id}


def test_what_is_lost_a_third_time_is_paused_but_a_warning_never(change: Change) -> None:
    message, warning = say(change, "3 due"), say(change, "x", "helen", kind="trouble")
    for tries in (1, 2):
        message.looks, message.ts = 4, "1.1"
        settle.lost(change, message.id)
        assert (message.state, message.tries, message.looks, message.ts) == (PENDING, tries, 0, None)
    settle.lost(change, message.id)
    assert (message.state, message.problem, message.tries) == (PAUSED, "message_lost", 3)
    for _ in range(4):
        settle.lost(change, warning.id)
    assert warning.state is PENDING


def test_what_slack_does_not_allow_is_paused_and_told(change: Change) -> None:
    message = say(change, "3 due")
    settle.refused(change, message.id, "msg_too_long")
    assert (message.state, message.problem) == (PAUSED, "msg_too_long")
    assert set(warnings(change).values()) == {message.id}


def test_an_outcome_that_nobody_knows_is_told_once(change: Change) -> None:
    message = say(change, "3 due")
    settle.unknown(change, message.id)
    assert (message.state, message.problem) == (UNKNOWN, "outcome_unknown")
    assert set(warnings(change)) == {"UHELEN", "UHUGO"}
    message.problem = "known by now"
    settle.unknown(change, message.id)
    assert message.problem == "known by now"


def test_a_claim_is_stale_once_its_grace_is_over_and_an_unknown_one_once_it_may_be_asked_again(change: Change) -> None:
    sending, doubtful, sent, roomless, home = (say(change, str(n)) for n in range(5))
    for message in (sending, doubtful, sent, roomless, home):
        message.state, message.claimed_at, message.room = SENDING, REAL - SOON, CHANNEL
    doubtful.state, sent.state, roomless.room = UNKNOWN, SENT, None
    home.room, home.kind = None, HOME
    reply = say(change, "reply", thread_of=sent)
    reply.state, reply.claimed_at, reply.room, sent.ts = SENDING, REAL - SOON, CHANNEL, "1.1"
    change.session.flush()

    def found(*before: timedelta) -> set[str]:
        return {one.id for one in lost.stale(change, *(REAL - each for each in before))}

    assert found(SOON) == set()
    assert found(SOON / 2) == {sending.id, doubtful.id, home.id, reply.id}
    assert found(SOON / 2, 2 * SOON) == {sending.id, home.id, reply.id}
    (thread,) = (one for one in lost.stale(change, REAL) if one.id == reply.id)
    assert thread == Stale(reply.id, "test", CHANNEL, None, "1.1", change.now, REAL - SOON)
    assert next(one.room for one in lost.stale(change, REAL) if one.id == home.id) == ""


def a_stale_one(change: Change, state: MessageState = SENDING) -> tuple[Message, Stale]:
    message = say(change, "3 due")
    claimed(change)
    change.session.flush()
    (stale,) = lost.stale(change, REAL + SOON)
    message.state = state
    change.has_messages = False
    return message, stale


@pytest.mark.parametrize("state", [SENDING, UNKNOWN])
def test_a_stale_claim_is_settled_by_what_was_found(change: Change, state: MessageState) -> None:
    message, stale = a_stale_one(change, state)
    lost.settle_stale(change, stale, undelivered.settle_found, "1.1", REAL)
    assert (message.state, message.ts, change.has_messages) == (SENT, "1.1", True)


@pytest.mark.parametrize(("state", "at"), [(SENT, REAL), (PENDING, REAL), (SENDING, REAL + SOON)])
def test_a_look_that_ends_late_settles_nothing(change: Change, state: MessageState, at: object) -> None:
    message, stale = a_stale_one(change, state)
    message.claimed_at = at  # type: ignore[assignment]  # a moment, as parametrized
    lost.settle_stale(change, stale, settle.later)
    assert (message.state, change.has_messages) == (state, False)


def test_looks_in_vain_are_counted_and_each_puts_off_the_next(change: Change) -> None:
    message, _ = a_stale_one(change)
    assert [lost.count_look(change, message.id, REAL + SOON) for _ in range(3)] == [1, 2, 3]
    assert message.claimed_at == REAL + SOON
    lost.put_off(change, message.id, REAL + 2 * SOON)
    assert (message.claimed_at, message.looks) == (REAL + 2 * SOON, 3)


@pytest.mark.parametrize("found", [True, False])
@pytest.mark.parametrize("doubted", [True, False])
def test_the_heads_hear_of_what_is_sorted_if_they_had_heard_of_it(change: Change, found: bool, doubted: bool) -> None:
    message, _ = a_stale_one(change)
    if doubted:
        settle.unknown(change, message.id)
    told = say(change, message.id, "helen", kind="trouble")
    told.state, told.ts, told.posted = SENT, "1.9", 1
    change.has_messages = False
    change.session.flush()
    if found:
        undelivered.settle_found(change, message.id, "1.1", REAL)
    else:
        undelivered.settle_missing(change, message.id)
    assert message.state is (SENT if found else PENDING)
    assert (told.wanted, change.has_messages) == ((2, True) if doubted else (1, False))


def stuck(
    change: Change, to: str | None = "ann", problem: str | None = "no_words", state: MessageState = PAUSED
) -> Message:
    message = say(change, "3 due", to)
    message.state, message.problem = state, problem
    change.session.flush()
    return message


def by(change: Change, handle: str) -> Change:
    """Return a change in the same transaction by a member of staff."""
    acting = staff(change, handle)
    return Change(change.session, Actor(acting.id, acting.slack_id), change.now, change.zone)


def test_a_head_is_told_which_message_is_stuck_until_it_is_not(change: Change) -> None:
    message = stuck(change, problem="strangers_in_channel:UEVE,UGUS")
    told = say(change, message.id, "helen", kind="trouble")
    assert undelivered.undelivered(change, told) == Undelivered(
        message.id, "test", "Ann Lister", "strangers_in_channel", ("UEVE", "UGUS")
    )
    message.problem, message.to_id = "strangers_in_channel", None
    assert undelivered.undelivered(change, told) == Undelivered(message.id, "test", None, "strangers_in_channel")
    message.problem = None
    assert undelivered.undelivered(change, told) == Undelivered(message.id, "test", None, "unknown")
    message.problem, message.state = "a:b", UNKNOWN
    assert undelivered.undelivered(change, told) == Undelivered(message.id, "test", None, "a:b")
    message.state = SENT
    assert undelivered.undelivered(change, told) is None
    told.about = "nothing"
    assert undelivered.undelivered(change, told) is None
    assert Undelivered("x", "test", None, "outcome_unknown").is_in_doubt
    assert not Undelivered("x", "test", None, "no_words").is_in_doubt


def test_only_a_head_sends_again_and_only_what_is_stuck(change: Change) -> None:
    message = stuck(change)
    with pytest.raises(Denied):
        undelivered.send_again(by(change, "ann"), message.id)
    message.reposts, message.not_after = 1, change.now - SOON
    undelivered.send_again(by(change, "helen"), message.id)
    assert (message.state, message.problem, message.reposts, message.not_after) == (PENDING, None, 0, None)
    with pytest.raises(Refused, match=r"^It has gone out since\.$"):
        undelivered.send_again(by(change, "helen"), message.id)


def test_what_is_sent_again_in_the_channel_takes_the_others_along(change: Change) -> None:
    message, other, personal = stuck(change, None), stuck(change, None), stuck(change)
    other.live_until = personal.live_until = change.now + SOON
    change.session.flush()
    undelivered.send_again(by(change, "helen"), message.id)
    assert (message.state, other.state, personal.state) == (PENDING, PENDING, PAUSED)


def test_a_head_who_has_seen_it_is_believed_where_nobody_knew(change: Change) -> None:
    message = stuck(change, None, "outcome_unknown", UNKNOWN)
    message.live_until = change.now + SOON
    with pytest.raises(Denied):
        undelivered.is_there(by(change, "omar"), message.id)
    undelivered.is_there(by(change, "helen"), message.id)
    assert (message.state, message.problem, message.live_until, message.sent_at) == (SENT, None, None, change.now)
    with pytest.raises(Refused, match="known by now"):
        undelivered.is_there(by(change, "hugo"), message.id)


def test_the_heads_list_holds_the_last_weeks_newest_first_and_no_warnings(change: Change) -> None:
    old, older, newer, fine = (stuck(change, "ann") for _ in range(4))
    fine.state, old.added_at = SENT, change.now - timedelta(days=7)
    older.added_at = change.now - SOON
    newer.to_id = None
    stuck(change, "helen").kind = "trouble"
    doubtful = stuck(change, "ben", "outcome_unknown", UNKNOWN)
    doubtful.added_at = change.now - 2 * SOON
    change.session.flush()
    assert undelivered.stuck_messages(change) == [
        Undelivered(newer.id, "test", None, "no_words"),
        Undelivered(older.id, "test", "Ann Lister", "no_words"),
        Undelivered(doubtful.id, "test", "Ben Okafor", "outcome_unknown"),
    ]


def test_a_channel_that_somebody_has_left_is_tried_again(change: Change) -> None:
    message, other = stuck(change, None, "strangers_in_channel:UEVE"), stuck(change, None, "is_archived")
    message.live_until = other.live_until = change.now + SOON
    change.session.flush()
    undelivered.look_at_channel_again(change, "GOTHER")
    assert message.state is PAUSED
    undelivered.look_at_channel_again(change, CHANNEL)
    assert (message.state, other.state) == (PENDING, PENDING)
    other.state, other.problem = PAUSED, "is_archived"
    change.session.flush()
    undelivered.look_at_channel_again(change, CHANNEL)
    assert other.state is PAUSED


def test_each_head_hears_once_a_day_of_a_channel_that_is_gone(change: Change) -> None:
    undelivered.lose_channel(change, "GOTHER", "is_archived")
    for _ in range(2):
        undelivered.lose_channel(change, CHANNEL, "is_archived")
    undelivered.lose_channel(change, CHANNEL, "not_in_channel")
    change.session.flush()
    told = change.session.query(Message).where(Message.kind == "trouble.channel").all()
    assert sorted(message.about for message in told) == sorted(
        2 * [f"is_archived:{CHANNEL}"] + 2 * [f"not_in_channel:{CHANNEL}"]
    )
    assert len({message.to_id for message in told}) == 2


def test_the_backlog_counts_what_is_due_for_the_first_time_and_since_when(change: Change) -> None:
    nothing = backlog(change)
    assert (nothing.waiting, nothing.oldest, nothing.stuck, nothing.last_digest) == (0, timedelta(0), 0, None)
    due, sending, later, update, reply, home = (say(change, str(n)) for n in range(6))
    due.added_at, due.not_before = change.now - 3 * SOON, change.now - SOON
    sending.state, sending.added_at = SENDING, change.now - 2 * SOON
    later.not_before, update.ts, home.kind, reply.thread_of_id = change.now + SOON, "1.1", HOME, due.id
    stuck(change)
    stuck(change, state=UNKNOWN)
    digest = say(change, "digest", key="digest:2026-08-31")
    digest.state, digest.sent_at = SENT, change.now - timedelta(days=7)
    change.add(AllocationsMeeting(on=digest.sent_at.date(), opened_at=digest.sent_at))
    change.session.flush()
    found = backlog(change)
    assert (found.waiting, found.oldest, found.stuck) == (2, 2 * SOON, 2)
    assert found.last_digest == digest.sent_at


def test_a_database_that_was_put_back_knows_it_for_eight_days(change: Change) -> None:
    assert restored(change) is None
    for at in (change.now - SOON, change.now):
        change.session.add(Audit(at=at, verb="target:set", thing="target", thing_id="t"))
    note_restore(change)
    change.session.flush()
    found = restored(change)
    assert found is not None
    assert (found.at, found.unknown_since) == (change.now, change.now)
    change.now += SETTLES_FOR
    assert restored(change) is None


def test_what_was_due_before_a_database_was_put_back_is_not_caught_up_with(change: Change) -> None:
    today, yesterday, earlier = (change.today - timedelta(days=days) for days in range(3))
    for job, on in {"digest": earlier, "reminder": yesterday, "backup": today}.items():
        change.add(JobRun(job=job, on=on, state=JobRunState.RUN, at=change.now))
    note_restore(change)
    runs = select(JobRun.job, JobRun.on, JobRun.at).where(JobRun.state == JobRunState.SKIPPED)
    assert change.session.execute(runs).all() == [("digest", yesterday, change.now)]


def test_a_database_that_was_put_back_knows_what_was_done_until_the_backup_and_by_whom_it_was_put_back(
    change: Change,
) -> None:
    for at in (change.now - 2 * SOON, change.now - SOON, change.now + SOON):
        change.session.add(Audit(at=at, verb="target:set", thing="target", thing_id="t"))
    change.actor = Actor(staff(change, "helen").id, "UHELEN")
    note_restore(change)
    change.session.flush()
    found = restored(change)
    assert found is not None
    assert (found.at, found.unknown_since) == (change.now, change.now - SOON)
    line = change.session.scalars(select(Audit).where(Audit.at == change.now)).one()
    assert (line.verb, line.thing, line.actor_id) == ("database:restore", "database", change.actor.staff_id)

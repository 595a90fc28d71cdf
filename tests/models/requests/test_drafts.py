"""Drafts: what was typed last is what is kept, in whatever order Slack tells of it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.administration.staff_list import end_staff
from models.change import Change, Read
from models.errors import Absent, Refused
from models.requests.drafts import (
    KEYS_KEPT_FOR,
    Typed,
    draft_with,
    drop_draft,
    forget_old_drafts,
    is_kept,
    keep_draft,
    keep_for_later,
    late_key,
    newest_draft,
    waiting_gesture,
)
from models.tables.message import Message
from models.tables.requests.draft import Draft
from models.tables.requests.submission import Submission
from models.tables.staff import by_slack_id
from tests.school import Service


def keep(change: Change, name: str, acted_at: str | None) -> str:
    """Keep a name; what the draft holds then."""
    keep_draft(change, Typed("k1", "refer", 0, {"name": name}, {}, {}), acted_at)
    return str(change.get(Draft, "k1").typed["name"])


async def test_a_keystroke_that_comes_late_or_again_leaves_what_was_typed_after_it(service: Service) -> None:
    assert await service.change(keep, "Kai A", "1757231999.900000", by="ann") == "Kai A"
    assert await service.change(keep, "Kai Ashworth", "1757232000.100000", by="ann") == "Kai Ashworth"
    assert await service.change(keep, "Kai A", "1757231999.900000", by="ann") == "Kai Ashworth"
    assert await service.change(keep, "Kai Ashwort", "1757232000.200000", by="ann") == "Kai Ashwort"


async def test_a_submission_counts_whenever_it_comes_for_slack_gives_it_no_time(service: Service) -> None:
    await service.change(keep, "Kai A", "1757231999.900000", by="ann")
    assert await service.change(keep, "Kai Ashworth", None, by="ann") == "Kai Ashworth"


async def test_keys_are_forgotten_when_nothing_can_come_back_with_one(service: Service) -> None:
    def remember(change: Change) -> None:
        for key, age in (("old", KEYS_KEPT_FOR + timedelta(days=1)), ("new", timedelta(days=8))):
            change.add(Submission(id=key, said="", at=change.now - age))

    def known(change: Change) -> list[bool]:
        return [change.session.get(Submission, key) is not None for key in ("old", "new")]

    await service.change(remember)
    await service.change(forget_old_drafts)
    assert await service.change(known) == [False, True]


async def test_a_draft_is_read_and_written_and_dropped_by_whoever_typed_it_and_nobody_else(service: Service) -> None:
    def readable(read: Read) -> list[bool]:
        return [draft_with(read, "k1") is not None, newest_draft(read, "refer", "") is not None]

    await service.change(keep, "Kai A", None, by="ann")
    assert await service.read(readable, by="ann") == [True, True]
    assert await service.read(readable, by="ben") == [False, False]
    assert await service.change(keep, "Overwritten", None, by="ben") == "Kai A"
    await service.change(keep_draft, Typed("k2", "refer", 0, {"name": "Zoe"}, {}, {}), by="ann")
    await service.change(drop_draft, "k1", by="ben")
    assert await service.read(is_kept, "k1")
    await service.change(drop_draft, "k1", by="ann")
    assert [await service.read(is_kept, key) for key in ("k1", "k2")] == [False, True]


async def test_the_newest_draft_is_of_that_form_about_that_and_not_saved(service: Service) -> None:
    def fill(change: Change) -> None:
        for key, form, about in (("a", "refer", ""), ("b", "refer", ""), ("c", "refer", "p1"), ("d", "target.set", "")):
            keep_draft(change, Typed(key, form, 2, {"name": key}, {"about": about} if about else {}, {}))
            change.get(Draft, key).kept_at = change.now + timedelta(minutes=ord(key))
        keep_draft(change, Typed("e", "refer", 0, {"name": "e"}, {}, {}))
        change.get(Draft, "e").kept_at, change.get(Draft, "e").saved_at = change.now + timedelta(days=1), change.now
        keep_draft(change, Typed("nothing", "refer", 0, {}, {}, {}))

    def newest(read: Read, form: str, about: str) -> str | None:
        draft = newest_draft(read, form, about)
        return draft.id if draft else None

    await service.change(fill, by="ann")
    asked = (("refer", ""), ("refer", "p1"), ("target.set", ""), ("review.one", ""))
    assert [await service.read(newest, *each, by="ann") for each in asked] == ["b", "c", "d", None]
    assert not await service.read(is_kept, "nothing")


async def test_a_draft_gathers_what_was_typed_on_each_page_and_what_was_put_back(service: Service) -> None:
    def type_in(change: Change, page: int, values: dict[str, str], unchanged: dict[str, str], at: str | None) -> None:
        labels = {name: {value: value.title()} for name, value in values.items()}
        keep_draft(change, Typed("k1", "refer", page, values, {"version": page}, labels, unchanged), at)

    def held(read: Read) -> tuple[object, ...]:
        draft = read.get(Draft, "k1")
        return draft.page, draft.typed, draft.context, draft.labels, draft.about

    await service.change(type_in, 0, {"name": "kai", "school": "x"}, {}, "5.0", by="ann")
    await service.change(type_in, 1, {"reason": "y"}, {"school": "as it was", "year": "9"}, None, by="ann")
    page, typed, context, labels, about = await service.read(held, by="ann")
    assert (page, about) == (1, "")
    assert typed == {"name": "kai", "school": "as it was", "reason": "y"}
    assert context == {"version": 1, "acted_at": "5.0"}
    assert labels == {"name": {"kai": "Kai"}, "school": {"x": "X"}, "reason": {"y": "Y"}}


async def test_what_was_saved_is_no_draft_any_more_however_late_a_keystroke_comes(service: Service) -> None:
    def save(change: Change) -> None:
        change.add(Submission(id="k1", said="", at=change.now))
        keep_draft(change, Typed("k1", "refer", 0, {"name": "late"}, {}, {}))

    await service.change(save, by="ann")
    assert not await service.read(is_kept, "k1")


async def test_a_leavers_drafts_go_with_them(service: Service) -> None:
    def end(change: Change) -> None:
        leaver = by_slack_id(change.session, "UANN")
        assert leaver is not None
        end_staff(change, leaver)

    await service.change(keep, "Kai", None, by="ann")
    await service.change(end)
    assert not await service.read(is_kept, "k1")


async def test_a_gesture_that_waits_is_its_own_persons_until_the_form_is_saved(service: Service) -> None:
    def wait(change: Change) -> str:
        keep_for_later(change, {"command": "/refer"})
        waiting = change.session.scalars(select(Draft)).one()
        told = change.session.scalars(select(Message).where(Message.kind == "form.waiting")).one()
        assert (told.about, told.to_id) == (waiting.id, change.staff.id)
        return waiting.id

    waiting = await service.change(wait, by="ann")
    assert await service.read(waiting_gesture, waiting, by="ann") == {"command": "/refer"}
    for missing, who in ((waiting, "ben"), ("none", "ann")):
        with pytest.raises(Absent):
            await service.read(waiting_gesture, missing, by=who)
    saved = Submission(id=late_key(waiting), said="", at=service.clock.now())
    await service.change(lambda change: change.add(saved) and None)
    with pytest.raises(Refused, match=r"^This form has already been saved\."):
        await service.read(waiting_gesture, waiting, by="ann")


async def test_drafts_are_deleted_a_week_after_the_last_keystroke_or_half_a_day_after_they_were_saved(
    service: Service,
) -> None:
    ages = {"new": (6.9, None), "old": (7.1, None), "just saved": (1, 0.4), "saved": (1, 0.6)}

    def fill(change: Change) -> None:
        for key, (kept, saved) in ages.items():
            keep_draft(change, Typed(key, "refer", 0, {"name": key}, {}, {}))
            draft = change.get(Draft, key)
            draft.kept_at = change.now - timedelta(days=kept)
            draft.saved_at = change.now - timedelta(days=saved) if saved else None

    await service.change(fill, by="ann")
    await service.change(forget_old_drafts)
    assert [key for key in ages if await service.read(is_kept, key)] == ["new", "just saved"]

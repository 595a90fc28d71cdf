"""Drafts: what was typed last is what is kept, in whatever order Slack tells of it."""

from datetime import timedelta

from models.change import Change
from models.requests.drafts import KEYS_KEPT_FOR, Typed, forget_old_drafts, keep_draft
from models.tables.requests.draft import Draft
from models.tables.requests.submission import Submission
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

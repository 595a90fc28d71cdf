"""A conversation with every family each half-term: counted from what was said, good news too."""

from datetime import date

from models.allocations.conversations import conversations
from models.attempts.log import ANYBODY, NewAttempt, log_attempt
from models.tables.contact import Outcome, Reason, Side, Way
from tests.handlers.teaching import a_taught_pupil
from tests.school import CHANNEL, Service

FAMILY = f"{ANYBODY}{Side.FAMILY}"


async def ring(service: Service, placement: str, on: date, outcome: Outcome, reason: Reason | None = None) -> None:
    given = NewAttempt(FAMILY, Way.CALL, outcome, on, reason=reason)
    await service.change(log_attempt, placement, given, by="ben")


async def test_who_was_not_spoken_to_for_a_half_term_stands_in_the_digest_by_initials(service: Service) -> None:
    kai = await a_taught_pupil(service, "Kai Ashworth", first_day=date(2026, 9, 7))
    ben = await a_taught_pupil(service, "Zoe Barton", first_day=date(2026, 9, 7))
    service.skip_to(2027, 1, 8, 9)
    await ring(service, kai, date(2026, 9, 9), Outcome.SPOKE)
    await ring(service, kai, date(2026, 11, 10), Outcome.MESSAGE_LEFT)
    await ring(service, ben, date(2027, 1, 7), Outcome.SPOKE, Reason.GOOD_NEWS)
    found = await service.read(conversations)
    assert (found.families, found.spoken, found.good_news, found.in_all) == (2, 1, 1, 1)
    assert [initials for initials, _ in found.silent] == ["KA"]
    await service.go_to(2027, 1, 11, 8, 30)
    digest = [one for one in service.workspace.messages if one.channel == CHANNEL][-1].plain
    assert "1 of 2 spoken to this half-term, 1 with good news" in digest
    await ring(service, kai, date(2027, 1, 8), Outcome.SPOKE)
    assert (await service.read(conversations)).in_all == 0


async def test_the_digest_says_so_too_once_every_family_was_spoken_to(service: Service) -> None:
    kai = await a_taught_pupil(service, first_day=date(2026, 9, 7))
    await ring(service, kai, date(2026, 9, 7), Outcome.SPOKE, Reason.GOOD_NEWS)
    await service.go_to(2026, 9, 14, 8, 30)
    digest = [one for one in service.workspace.messages if one.channel == CHANNEL][-1].plain
    assert "1 of 1 spoken to this half-term, 1 with good news" in digest
    assert "Not spoken to" not in digest


async def test_who_came_in_the_course_of_a_half_term_was_not_left_out_of_a_whole_one(service: Service) -> None:
    await a_taught_pupil(service, first_day=date(2026, 9, 14))
    service.skip_to(2026, 11, 3, 9)
    assert (await service.read(conversations)).in_all == 0

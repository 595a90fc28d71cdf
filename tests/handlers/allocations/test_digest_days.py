"""On which days the digest comes, when it is late, and what happens where no term dates say that there is school."""

import asyncio
from datetime import date, datetime

import pytest

from bot.workspace.testing.screen import Message
from tests.school import LONDON, Service, a_pupil, a_service


def digests(service: Service) -> list[Message]:
    """Return the digests in the channel, the newest last."""
    return [message for message in service.workspace.in_room("allocations") if "Allocations meeting:" in message.text]


def told(service: Service, handle: str, start: str) -> list[Message]:
    """Return the direct messages to this Head that begin with `start`."""
    return [message for message in service.workspace.direct_messages(to=handle) if message.text.startswith(start)]


def posted_at(message: Message) -> datetime:
    """School time, to the minute."""
    return datetime.fromtimestamp(float(message.ts), tz=LONDON).replace(second=0, microsecond=0)


@pytest.mark.parametrize(
    ("starts", "day", "why"),
    [
        ((2026, 8, 31, 7), (2026, 9, 1), "a bank holiday, then an INSET day: staff are in on Tuesday"),
        ((2026, 10, 30, 7), (2026, 11, 2), "the first Monday after half-term and the end of summer time"),
        ((2027, 3, 19, 12), (2027, 3, 22), "the last Monday before the clocks go forward"),
        ((2027, 4, 9, 7), (2027, 4, 12), "the first Monday of summer time, after Easter"),
        ((2027, 4, 30, 12), (2027, 5, 4), "the Tuesday after a bank holiday"),
        ((2027, 6, 4, 7), (2027, 6, 7), "an INSET day: staff are in"),
    ],
)
async def test_it_comes_at_eight_school_time_on(
    database_url: str, starts: tuple[int, ...], day: tuple[int, int, int], why: str
) -> None:
    async with a_service(database_url, at=datetime(*starts, tzinfo=LONDON)) as service:
        await service.go_to(*day, 7, 59)
        assert digests(service) == [], why
        await service.go_to(*day, 8, 0)
        assert len(digests(service)) == 1, why
        year, month, date = day
        assert posted_at(digests(service)[0]) == datetime(year, month, date, 8, 0, tzinfo=LONDON)


async def test_it_is_silent_in_the_holidays(database_url: str) -> None:
    async with a_service(database_url, at=datetime(2026, 10, 23, 18, 30, tzinfo=LONDON)) as service:
        await a_pupil(service, "Kai Ashworth")
        await service.go_to(2026, 11, 1, 23)
        assert service.workspace.in_room("allocations") == []
        answer = await service.workspace.command("/allocations", by="helen")
        assert answer.response is not None
        assert "no allocations meeting this week. The next is on Monday 2 November." in answer.response["text"]


async def test_a_bot_that_starts_late_in_the_morning_still_posts_it(database_url: str) -> None:
    async with a_service(database_url, at=datetime(2026, 9, 7, 11, 30, tzinfo=LONDON)) as service:
        await service.bot.ticker.tick()
        await service.workspace.quiet()
        assert len(digests(service)) == 1


async def test_a_bot_that_was_away_all_morning_tells_the_heads_and_posts_it_only_when_asked(database_url: str) -> None:
    async with a_service(database_url, at=datetime(2026, 9, 4, 12, tzinfo=LONDON)) as service:
        await service.bot.ticker.tick()
        service.clock.move_to(datetime(2026, 9, 7, 12, 30, tzinfo=LONDON))
        await service.bot.ticker.tick()
        await service.workspace.quiet()
        assert digests(service) == []
        missed = told(service, "helen", "The allocations digest was not posted")
        assert len(missed) == 1
        assert "Monday 7 September" in missed[0].plain
        await service.workspace.click("Post the digest", by="helen", to="helen")
        assert len(digests(service)) == 1
        after = told(service, "hugo", "The allocations digest has been posted")
        assert after
        assert after[0].buttons == []


async def test_nobody_is_told_of_a_digest_whose_hour_was_before_the_bots_first_day_began(database_url: str) -> None:
    async with a_service(database_url, at=datetime(2026, 9, 7, 12, 30, tzinfo=LONDON)) as service:
        await service.bot.ticker.tick()
        await service.workspace.quiet()
        assert digests(service) == []
        assert told(service, "helen", "The allocations digest was not posted") == []


async def test_without_term_dates_the_heads_are_asked_and_nothing_is_posted_unasked(database_url: str) -> None:
    at = datetime(2026, 9, 4, 12, tzinfo=LONDON)
    async with a_service(database_url, at=at, term_dates=False) as service:
        await service.go_to(2026, 9, 7, 18, 30)
        assert service.workspace.in_room("allocations") == []
        assert not told(service, "omar", "Post the allocations digest?")
        for head in ("helen", "hugo"):
            assert len(told(service, head, "Post the allocations digest?")) == 1
        await service.workspace.click("Post the digest", by="hugo", to="hugo")
        assert len(digests(service)) == 1
        assert told(service, "helen", "The allocations digest has been posted")[0].buttons == []


async def test_two_heads_who_say_yes_at_once_get_one_digest(database_url: str) -> None:
    at = datetime(2026, 9, 4, 12, tzinfo=LONDON)
    async with a_service(database_url, at=at, term_dates=False) as service:
        await service.go_to(2026, 9, 7, 8)
        await asyncio.gather(
            *(service.workspace.click("Post the digest", by=head, to=head) for head in ("helen", "hugo"))
        )
        assert len(digests(service)) == 1


async def test_a_yes_after_the_week_is_over_is_refused(database_url: str) -> None:
    at = datetime(2026, 9, 4, 12, tzinfo=LONDON)
    async with a_service(database_url, at=at, term_dates=False) as service:
        await service.go_to(2026, 9, 7, 8)
        ask = told(service, "helen", "Post the")[0]
        service.clock.move_to(datetime(2026, 9, 15, 9, tzinfo=LONDON))
        outcome = await service.workspace.click("Post the digest", by="helen", to="helen")
        assert outcome.ok
        assert digests(service) == []
        said = service.workspace.direct_messages(to="helen")
        assert any("That meeting's week is over" in message.text for message in said if message.ts != ask.ts)


async def test_who_is_referred_the_day_after_the_meeting_is_in_its_digest_with_the_sixth_day_on_top(
    service: Service,
) -> None:
    await service.bot.ticker.tick()
    await service.go_to(2026, 9, 14, 8, 1)
    assert "Nothing on the agenda" in digests(service)[-1].plain
    await service.go_to(2026, 9, 15, 10)
    await a_pupil(service, "Kai Ashworth", excluded_on=date(2026, 9, 9))
    await service.workspace.command("/allocations", by="helen")
    digest = digests(service)[-1]
    assert "*full-time education must start by Wednesday 16 September*" in digest.plain
    assert "KA · Year 10" in digest.plain[digest.plain.index("New since the last meeting") :]
    assert {"Needs", "Allocate", "First day"} <= set(digest.buttons)


async def test_in_a_first_week_that_begins_on_a_thursday_the_command_shows_who_came_in_that_day(
    database_url: str,
) -> None:
    async with a_service(database_url, at=datetime(2026, 9, 10, 9, tzinfo=LONDON)) as service:
        await a_pupil(service, "Kai Ashworth")
        await service.workspace.command("/allocations", by="helen")
        assert "1 new referral · 1 to allocate" in digests(service)[-1].text


async def test_who_came_in_between_two_meetings_is_new_at_the_second_too(service: Service) -> None:
    await service.bot.ticker.tick()
    await service.go_to(2026, 9, 14, 8, 1)
    await service.go_to(2026, 9, 15, 10)
    await a_pupil(service, "Kai Ashworth")
    await service.go_to(2026, 9, 21, 8, 1)
    assert "1 new referral" in digests(service)[-1].text

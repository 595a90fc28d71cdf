"""Nobody meets a limit at work; who does is told kindly, loses nothing they typed, and may go on within a minute."""

from collections.abc import AsyncIterator

import pytest

from bot.app import EVERYTHING
from bot.requests.limits import Counted, Limiter, TooOften
from tests.school import Service, a_pupil, a_service

LIMITS = {Counted.COMMAND: 3, Counted.EXPORT: 2, Counted.LOOK_UP: 4}


@pytest.fixture
async def service(database_url: str) -> AsyncIterator[Service]:
    async with a_service(database_url, limits=LIMITS) as service:
        yield service


def test_a_minute_after_the_first_somebody_may_again_and_nobody_waits_for_another() -> None:
    limiter = Limiter({Counted.COMMAND: 2})
    for now in (0.0, 50.0):
        limiter.admit("ann", Counted.COMMAND, now)
    with pytest.raises(TooOften) as refused:
        limiter.admit("ann", Counted.COMMAND, 55.0)
    assert refused.value.wait == 5
    limiter.admit("ben", Counted.COMMAND, 55.0)
    limiter.admit("ann", Counted.EXPORT, 55.0)  # what has no limit
    limiter.admit("ann", Counted.COMMAND, 60.0)
    with pytest.raises(TooOften):
        limiter.admit("ann", Counted.COMMAND, 109.0)


async def test_who_types_too_many_commands_reads_what_they_typed_and_the_others_go_on(service: Service) -> None:
    await a_pupil(service, "Kai Ashworth")
    for _ in range(3):
        await service.workspace.command("/pupil Kai", by="ann")
    refused = await service.workspace.command("/refer Leila <!channel> Novak", by="ann")
    assert refused.response is not None
    assert "Nothing is lost: wait" in refused.response["text"]
    assert refused.response["text"].endswith("You typed: /refer Leila &lt;!channel&gt; Novak")
    assert not service.workspace.has_modal(by="ann")
    await service.workspace.command("/refer", by="ben")
    assert service.workspace.has_modal(by="ben")


async def test_who_asks_for_too_many_files_is_told_and_gets_those_that_they_asked_for(service: Service) -> None:
    await a_pupil(service, "Kai Ashworth")
    await service.workspace.home(by="omar")
    await service.workspace.click("Targets and results", by="omar")
    for _ in range(3):
        await service.workspace.click("Send me this as a file", by="omar")
    await service.workspace.quiet()
    assert len(service.slack.store.files) == 2
    assert "a lot of files in one minute" in service.workspace.modal(by="omar").text


async def test_who_searches_too_often_is_told_so_and_not_that_there_is_nobody(service: Service) -> None:
    await a_pupil(service, "Kai Ashworth")
    await service.workspace.home(by="ann")
    found = [await service.workspace.suggest("Find a pupil", "Kai", by="ann") for _ in range(5)]
    assert [len(each) for each in found] == [1] * 5
    assert "A lot of searches: try again in" in str(found[-1])
    assert "Kai" in str(found[0])


def test_what_is_counted_is_there_and_so_is_each_file_about_pupils() -> None:
    doors = {name for each in EVERYTHING for name in (*each.actions, *(form.name for form in each.forms))}
    known = {name: what for each in EVERYTHING for name, what in each.counted.items()}
    assert set(known) <= doors
    documents = {"document.make", "document.invite", "document.several"}
    files = {"cohort.export", "cohort.file", "cohort.totals_file", "inspection.file", *documents}
    assert {name for name, what in known.items() if what is Counted.EXPORT} == files

"""The digest counts what stands below it, and names every ending as it was."""

from datetime import date

from models.allocations.allocate import allocate
from models.allocations.digest import digest_of
from models.attempts.log import ANYBODY, NewAttempt, log_attempt
from models.change import Read
from models.duties.not_needed import end_as_not_needed
from models.tables.contact import Outcome, Side, Way
from models.tables.duty import DutyKind, Ending
from tests.handlers.allocations.test_digest import digests, meet
from tests.handlers.pressing import press
from tests.school import Service, a_pupil
from tests.truths.test_lateness import the

MONDAY = date(2026, 9, 14)


async def ring(service: Service, placement: str, outcome: Outcome) -> None:
    given = NewAttempt(f"{ANYBODY}{Side.FAMILY}", Way.CALL, outcome, MONDAY)
    await service.change(log_attempt, placement, given, by="helen")


async def end(service: Service, kind: DutyKind, why: str = "Nobody is involved") -> None:
    await service.change(end_as_not_needed, (await the(service, kind)).id, why, by="helen")


async def allocated(service: Service, placement: str, *teachers: str) -> None:
    ids = [f"{(await service.actor(one)).staff_id}:Maths" for one in teachers]
    keyworker = (await service.actor("ben")).staff_id
    await service.change(allocate, placement, keyworker, ids, None, by="helen")


async def test_each_ending_is_counted_under_its_own_name(service: Service) -> None:
    for name, outcome in (("Kai Ashworth", Outcome.SPOKE), ("Bea Marlowe", Outcome.REFUSED)):
        placement = await a_pupil(service, name)
        if name == "Kai Ashworth":
            await meet(service)
        await ring(service, placement, outcome)
        await end(service, DutyKind.PROFESSIONALS)
    await service.workspace.quiet()
    text = digests(service)[-1].text
    assert "1 done · 2 not needed · 1 declined" in text
    assert "Nobody is involved" not in digests(service)[-1].plain


async def test_what_the_headline_counts_stands_below_it(service: Service) -> None:
    placement = await a_pupil(service)
    await meet(service)
    await ring(service, placement, Outcome.SPOKE)
    await end(service, DutyKind.BOOK, "They met elsewhere")
    await end(service, DutyKind.ALLOCATE, "Here for one day")

    def counted(read: Read) -> tuple[dict[str, int], dict[str, int]]:
        digest = digest_of(read, MONDAY)
        listed = [one.ending.value for line in digest.lines for one in line.owed if one.ending is not None]
        return (
            {ending.value: digest.counts[ending.value] for ending in Ending},
            {ending.value: listed.count(ending.value) for ending in Ending},
        )

    headline, below = await service.read(counted)
    assert headline == below
    assert headline["not_needed"] == 2
    await service.workspace.quiet()
    assert "Not needed: allocate keyworker and teachers" in digests(service)[-1].plain


async def test_a_pupil_without_a_teacher_is_not_allocated_yet(service: Service) -> None:
    placement = await a_pupil(service)
    await meet(service)
    await allocated(service, placement)
    await service.workspace.quiet()
    assert (await the(service, DutyKind.ALLOCATE)).done_on is None
    said = digests(service)[-1]
    assert "keyworker Ben Okafor, teachers to allocate" in said.plain
    assert "1 to allocate" in said.text
    await allocated(service, placement, "ann")
    assert (await the(service, DutyKind.ALLOCATE)).ending is Ending.DONE
    await service.workspace.quiet()
    assert "\nAllocated: keyworker Ben Okafor" in digests(service)[-1].plain


async def test_a_pupil_who_loses_every_teacher_is_to_be_allocated_again(service: Service) -> None:
    placement = await a_pupil(service)
    await allocated(service, placement, "ann")
    assert (await the(service, DutyKind.ALLOCATE)).ending is Ending.DONE
    await allocated(service, placement)
    assert (await the(service, DutyKind.ALLOCATE)).done_on is None


async def test_the_recap_names_only_those_who_were_allocated_whole(service: Service) -> None:
    kai, bea = await a_pupil(service, "Kai Ashworth"), await a_pupil(service, "Bea Marlowe")
    await meet(service)
    await allocated(service, kai, "ann")
    await allocated(service, bea)
    await press(service, "digest.recap", MONDAY.isoformat(), by="helen")
    await service.workspace.quiet()
    recap = [one for one in service.workspace.in_room("allocations") if one.text.startswith("Recap")][-1]
    assert "1 allocated" in recap.text
    assert "BM · Year 10 · " not in recap.plain.partition("keyworker")[0]


async def test_needs_say_why_a_pupil_was_referred_to_those_who_may_read_it(service: Service) -> None:
    placement = await a_pupil(service, reason="Permanently excluded after a fight")
    for who, sees in (("helen", True), ("omar", True), ("ann", False)):
        await press(service, "pupil.needs", placement, by=who)
        assert ("after a fight" in service.workspace.modal(by=who).text) is sees, who

"""The page of a pupil says in one line what whoever reads it has to do next."""

from tests.handlers.pressing import press
from tests.handlers.teaching import a_taught_pupil
from tests.school import Service


async def page(service: Service, placement: str, *, by: str) -> str:
    await press(service, "pupil.open", placement, by=by)
    return (await service.workspace.home(by=by)).text.replace("*", "")


async def test_whoever_is_next_reads_it_in_one_line_and_does_it_with_one_button(service: Service) -> None:
    placement = await a_taught_pupil(service)
    assert "Next for you: Contact the family – due Wed 9 Sep\nThen: contact the professionals, book the" in (
        await page(service, placement, by="ben")
    )
    await service.workspace.click("Log a contact", by="ben")
    given = {"who_did_you_contact": "Someone in the family, or a carer", "how": "Phone", "when": "2026-09-07"}
    assert await service.workspace.submit(by="ben", what_happened="We spoke, or they replied", **given) == {}
    await service.workspace.quiet()
    shown = (await service.workspace.home(by="ben")).text.replace("*", "")
    assert "Next for you: Contact the professionals" in shown
    assert "Next for you: Do the baseline assessment in Maths" in await page(service, placement, by="ann")


async def test_whoever_owes_nothing_for_the_pupil_reads_no_such_line(service: Service) -> None:
    placement = await a_taught_pupil(service)
    assert "Next for you" not in await page(service, placement, by="dan")

"""The page of a pupil says in one line what whoever reads it has to do next, and cuts nothing."""

from html import unescape

from sqlalchemy import select

from models.change import Change
from models.tables.barrier import Barrier, BarrierKind, BarrierStatus
from models.tables.contact import Contact, Side
from models.tables.placement import Placement
from models.tables.referral import Referral
from models.tables.review import Review
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


def filled(length: int, name: str) -> str:
    """Return a text of this length, with the letters that Slack wants escaped."""
    return f"{name}: {'She walks & talks <quietly>, ' * length}"[:length].strip().ljust(length, "x")


async def test_nothing_is_cut_on_the_fullest_page_of_a_pupil(service: Service) -> None:
    placement = await a_taught_pupil(service)
    texts: list[str] = []

    def text(length: int, name: str) -> str:
        texts.append(filled(length, name))
        return texts[-1]

    def fill(change: Change) -> None:
        stay = change.get(Placement, placement)
        stay.helps, stay.medical_need = text(3000, "Helps"), text(3000, "Medical")
        stay.hopes_pupil, stay.hopes_parents = text(3000, "Own hopes"), text(3000, "Their hopes")
        change.session.scalars(select(Referral)).one().reason = text(3000, "Reason")
        for kind in BarrierKind:
            notes = {"note": text(1500, f"Seen {kind}"), "decided": text(1000, f"Decided {kind}")}
            seen = {"status": BarrierStatus.IDENTIFIED, "restricted_note": text(1500, f"Few {kind}"), **notes}
            change.session.add(Barrier(placement_id=placement, kind=kind, changed_at=change.now, **seen))
        for number in range(10):
            family = {"pupil_id": stay.pupil_id, "name": f"Aunt {number}", "side": Side.FAMILY}
            change.session.add(Contact(**family, added_at=change.now))
            held = {"subject": f"Subject {number}", "on": change.today, "next_step": filled(3000, "Next")}
            change.session.add(Review(placement_id=placement, added_at=change.now, **held))

    await service.change(fill)
    await page(service, placement, by="helen")
    home = await service.workspace.home(by="helen")
    assert len(home.view["blocks"]) <= 100
    sections = (one["text"]["text"] for one in home.view["blocks"] if one["type"] == "section")
    said = "".join(unescape("".join(sections)).split())
    assert [one[:20] for one in texts if "".join(one.split()) not in said] == []

"""What was done for a leaving goes with it when two records are merged, and is not asked for again."""

from datetime import date

from models.change import Read
from models.duplicates.merge import Keep, Stays, merge, undo_merge
from models.leaving.checklist import record_item
from models.leaving.leave import LeavingInput, correct_leaving
from models.leaving.own_assessment import save_own_assessment
from models.tables.duty import Duty, DutyKind, Ending
from models.tables.leaving import Asked, Leaving, LeavingReason
from models.tables.placement import Placement
from tests.handlers.pressing import duty
from tests.handlers.teaching import kept
from tests.school import Service, a_pupil
from tests.truths.test_leaving import COLLEGE, a_leaver, page

TODAY = date(2026, 9, 7)
DONE = (DutyKind.OWN_ASSESSMENT, DutyKind.PACK)


async def test_what_was_done_for_a_leaving_is_not_asked_for_again_after_a_merge(service: Service) -> None:
    gone, other = await a_leaver(service), await a_pupil(service, "Kai Ashworth")
    await service.change(save_own_assessment, gone, Asked.SAID, TODAY, "It helped", by="ben")
    await service.change(record_item, (await duty(service, DutyKind.PACK))[0], TODAY, None, None, by="ben")

    def pupils(read: Read) -> list[tuple[str, int]]:
        return [(one.pupil_id, one.pupil.version) for one in (read.get(Placement, each) for each in (other, gone))]

    async def owed() -> set[tuple[str | None, Ending | None, date | None]]:
        return {(one.placement_id, one.ending, one.done_on) for one in await kept(service, Duty) if one.kind in DONE}

    async def merged() -> str:
        (kept_id, one), (gone_id, two) = await service.read(pupils)
        done: str = await service.change(merge, kept_id, gone_id, Keep(stays=Stays.A), (one, two), by="helen")
        return done

    await service.change(undo_merge, await merged(), by="helen")
    assert await owed() == {(gone, Ending.DONE, TODAY)}
    await merged()
    (leaving,) = await kept(service, Leaving)
    later = LeavingInput(date(2026, 9, 25), LeavingReason.MOVES, COLLEGE)
    await service.change(correct_leaving, leaving.id, later, "A week more", None, by="helen")
    assert await owed() == {(other, Ending.DONE, TODAY)}
    assert "Send the leaving pack: done on Mon 7 Sep" in await page(service, other)

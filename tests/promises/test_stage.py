"""What is tried on a scene is found, whatever wrote it, and the scene stands again as it was set."""

from sqlalchemy import text

from models.change import Change, Read
from models.tables.placement import Placement
from models.tables.pupil import Pupil
from tests.promises import matrix
from tests.promises.stage import Stage


async def test_what_was_changed_is_found_and_put_back(stage: Stage) -> None:
    await stage.set(matrix.HEAD, "reviewed")

    def forenames(read: Read) -> str:
        return read.get(Pupil, stage.ids["pupil"]).forenames

    def change_and_delete(change: Change) -> None:
        change.get(Pupil, stage.ids["pupil"]).forenames = "Somebody Else"
        change.record("pupil:change", change.get(Placement, stage.ids["placement"]), pupil_id=stage.ids["pupil"])
        change.session.flush()
        change.session.execute(text("DELETE FROM review"))  # as no code of ours does it

    before = await stage.service.read(forenames)
    await stage.service.change(change_and_delete, by="helen")
    changes = stage.changed()
    assert (sorted(changes.tables), changes.verbs) == (["pupil", "review"], {"pupil:change"})
    stage.put_back()
    assert (stage.changed().tables, stage.changed().lines) == ([], [])
    assert await stage.service.read(forenames) == before
    assert await stage.service.read(lambda read: read.session.scalar(text("SELECT count(*) FROM review"))) == 3


async def test_rows_that_are_written_as_they_were_are_no_change(stage: Stage) -> None:
    await stage.set(matrix.HEAD, "")
    await stage.service.change(lambda change: change.session.execute(text("UPDATE pupil SET version = version")))
    assert stage.changed().tables == []


async def test_the_scene_is_set_once_for_all_who_are_nothing_to_the_pupil(stage: Stage) -> None:
    assert await stage.set(matrix.HEAD, "")
    pupil = stage.ids["pupil"]
    assert not await stage.set(matrix.LEAVER, "")
    assert not await stage.set(matrix.GUEST, "")
    assert stage.ids["pupil"] == pupil
    assert await stage.set(matrix.KEYWORKER, "")
    assert await stage.set(matrix.KEYWORKER, "booked")

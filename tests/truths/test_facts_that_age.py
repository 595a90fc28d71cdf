"""Facts that age are kept so that they age."""

from datetime import date

import pytest
from sqlalchemy import update

from bot.workspace import Client
from models.change import Change
from models.duplicates.merge import Keep, Which, merge, undo_merge
from models.errors import Refused
from models.pupils.search import find_pupils
from models.school.school_year import year_of
from models.tables.correction import Correction
from models.tables.pupil import Pupil
from tests.handlers.pressing import press
from tests.handlers.referrals.test_refer import rows
from tests.school import Service, a_pupil

BORN = date(2012, 5, 14)


@pytest.mark.parametrize(
    ("on", "year"),
    [
        (date(2026, 9, 7), 9),
        (date(2027, 8, 31), 9),
        (date(2027, 9, 1), 10),
        (date(2028, 9, 1), 11),
        (date(2026, 8, 31), 8),
    ],
)
def test_a_year_group_that_was_set_goes_up_each_september(on: date, year: int) -> None:
    assert year_of(BORN, on, 9, since=2026) == year


async def year_in_lists(service: Service) -> str:
    (found,) = await service.read(find_pupils, "kai", by="sue")
    return str(found.more.split(" · ")[0])


async def test_nine_set_in_2026_27_is_year_10_from_september_2027(service: Service, workspace: Client) -> None:
    placement = await a_pupil(service, born_on=BORN)
    await press(service, "pupil.edit", placement, by="omar")
    assert await workspace.submit(by="omar", year_group_if_different_from_their_age=9) == {}
    assert await year_in_lists(service) == "Year 9"
    service.skip_to(2027, 8, 31, 9)
    assert await year_in_lists(service) == "Year 9"
    service.skip_to(2027, 9, 1, 9)
    assert await year_in_lists(service) == "Year 10"
    await press(service, "pupil.edit", placement, by="omar")
    assert workspace.modal(by="omar").fields["Year group, if different from their age"] == "10"
    assert await workspace.submit(by="omar", preferred_name="Kit") == {}
    (pupil,) = await rows(service, Pupil)
    assert (pupil.nc_year_override, pupil.nc_year_since) == (9, 2026)


async def test_a_year_group_that_is_taken_away_is_by_age_again(service: Service, workspace: Client) -> None:
    placement = await a_pupil(service, born_on=BORN)

    def earlier(change: Change) -> None:
        change.session.execute(update(Pupil).values(nc_year_override=8))

    await service.change(earlier)
    assert await year_in_lists(service) == "Year 8"
    await press(service, "pupil.edit", placement, by="omar")
    assert await workspace.submit(by="omar", year_group_if_different_from_their_age=None) == {}
    assert await year_in_lists(service) == "Year 10"


async def change_birth(service: Service, placement: str, born_on: date) -> dict[str, str]:
    await press(service, "pupil.edit", placement, by="omar")
    return await service.workspace.submit(by="omar", date_of_birth=born_on)


async def test_another_date_of_birth_that_moves_the_year_group_is_asked_about_before_it_is_saved(
    service: Service, workspace: Client
) -> None:
    placement = await a_pupil(service, born_on=BORN)
    await change_birth(service, placement, date(2013, 5, 14))
    assert "By this date they are in Year 9, and not in Year 10 as before." in workspace.modal(by="omar").text
    assert [one.born_on for one in await rows(service, Pupil)] == [BORN]
    assert await workspace.submit(by="omar", reason_for_the_change="Their birth certificate") == {}
    assert [one.born_on for one in await rows(service, Pupil)] == [date(2013, 5, 14)]
    await press(service, "pupil.open", placement, by="helen")
    await workspace.quiet()
    shown = (await workspace.home(by="helen")).text.replace("*", "")
    assert "Pupil details: date of birth 14 May 2012 → 14 May 2013" in shown
    assert "Their birth certificate" in shown


async def test_one_that_is_out_of_school_age_is_asked_about_as_that(service: Service, workspace: Client) -> None:
    placement = await a_pupil(service, born_on=BORN)
    await change_birth(service, placement, date(2008, 5, 14))
    assert "By this date they are out of school age: Year 14, and not Year 10 as before." in (
        workspace.modal(by="omar").text
    )


async def test_one_in_the_same_year_group_is_kept_without_a_question(service: Service) -> None:
    placement = await a_pupil(service, born_on=BORN)
    assert await change_birth(service, placement, date(2012, 5, 15)) == {}
    (kept,) = await rows(service, Correction)
    assert (kept.before["born_on"], kept.after["born_on"]) == ("2012-05-14", "2012-05-15")


async def two_records(service: Service, born_on: date) -> tuple[str, str]:
    """Return the pupils of two records of one child, the older one first: the other has this date of birth."""
    await a_pupil(service, "Kai Ashworth", born_on=BORN)
    await a_pupil(service, "Kay Ashworth", born_on=born_on)
    older, newer = sorted(await rows(service, Pupil), key=lambda one: one.added_at)
    return older.id, newer.id


async def merged(service: Service, pair: tuple[str, str], keep: Which, why: str | None = None) -> str:
    by_id = {one.id: one.version for one in await rows(service, Pupil)}
    versions = (by_id[pair[0]], by_id[pair[1]])
    done: str = await service.change(merge, *pair, Keep(born_on=keep), versions, why, by="omar")
    return done


@pytest.mark.parametrize("keep", Which)
async def test_a_merge_asks_about_a_date_of_birth_that_moves_the_year_group_and_keeps_the_other(
    service: Service, keep: Which
) -> None:
    pair = await two_records(service, date(2013, 5, 14))
    with pytest.raises(Refused, match="and not in Year"):
        await merged(service, pair, keep)
    done = await merged(service, pair, keep, "Their birth certificate")
    (kept,) = await rows(service, Correction)
    dates = ["2012-05-14", "2013-05-14"] if keep is Which.B else ["2013-05-14", "2012-05-14"]
    assert [kept.before["born_on"], kept.after["born_on"]] == dates
    assert kept.why == "Their birth certificate"
    await service.change(undo_merge, done, by="omar")
    assert await rows(service, Correction) == []


async def test_a_merge_keeps_the_other_date_of_the_same_year_without_a_question(service: Service) -> None:
    await merged(service, await two_records(service, date(2012, 5, 15)), Which.B)
    (kept,) = await rows(service, Correction)
    assert (kept.before["born_on"], kept.after["born_on"]) == ("2012-05-14", "2012-05-15")

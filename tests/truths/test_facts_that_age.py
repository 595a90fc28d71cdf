"""Facts that age are kept so that they age."""

from datetime import date

import pytest
from sqlalchemy import update

from bot.workspace import Client
from models.change import Change
from models.pupils.search import find_pupils
from models.school.school_year import year_of
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

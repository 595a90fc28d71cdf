"""What somebody types finds the pupil they mean, and only those whom they may see."""

from datetime import date

import pytest

from models.change import Change, Read
from models.pupils.search import find_past, find_pupils, find_staff
from models.tables.placement import Placement
from tests.big_school import fill_school
from tests.school import Service, a_pupil


async def found(service: Service, typed: str, by: str = "sue") -> list[str]:
    return [one.name for one in await service.read(find_pupils, typed, by=by)]


@pytest.mark.parametrize("typed", ["zoe", "obrien", "O'B", "o’brien zoë", "ann", "Zoë Ann", "smith"])
async def test_any_part_of_a_name_finds_a_pupil_however_it_is_spelt(service: Service, typed: str) -> None:
    await a_pupil(service, "Zoë Ann O'Brien-Smith")
    await a_pupil(service, "Kai Ashworth")
    assert await found(service, typed) == ["Zoë Ann O'Brien-Smith"]


@pytest.mark.parametrize("typed", ["oe", "shworth", "kai obrien", "%", "_"])
async def test_the_inside_of_a_word_finds_nobody(service: Service, typed: str) -> None:
    await a_pupil(service, "Kai Ashworth")
    await a_pupil(service, "Zoë O'Brien")
    assert await found(service, typed) == []


async def test_a_reference_and_a_preferred_name_find_the_pupil(service: Service) -> None:
    placement_id = await a_pupil(service, "Kai Ashworth", preferred_name="Kit")
    reference = await service.read(lambda read: read.get(Placement, placement_id).pupil.reference)
    assert await found(service, reference.lower()) == await found(service, "kit") == ["Kit Ashworth"]


async def test_pupils_of_the_same_name_are_told_apart_by_year_and_reference(service: Service) -> None:
    await a_pupil(service, "Kai Ashworth", born_on=date(2012, 5, 14))
    await a_pupil(service, "Kai Ashworth", born_on=date(2011, 5, 14))
    more = {one.more for one in await service.read(find_pupils, "kai", by="sue")}
    assert len(more) == 2
    assert {line.split(" · ")[0] for line in more} == {"Year 10", "Year 11"}


async def test_who_has_left_is_found_by_the_office_alone(service: Service) -> None:
    placement_id = await a_pupil(service, "Kai Ashworth")

    def leave(change: Change) -> None:
        change.get(Placement, placement_id).left_on = date(2026, 9, 4)

    await service.change(leave)
    assert await found(service, "kai", by="helen") == []
    assert await service.read(find_past, "kai", by="ann") == []
    past = await service.read(find_past, "kai", by="omar")
    assert [one.name for one in past] == ["Kai Ashworth"]
    assert past[0].more.endswith("left September 2026")


async def test_no_more_are_offered_than_fit(service: Service) -> None:
    for number in range(4):
        await a_pupil(service, f"Kai Ashworth{number}")

    def first_three(read: Read) -> int:
        return len(find_pupils(read, "kai", most=3))

    assert await service.read(first_three) == 3


async def test_colleagues_are_found_by_any_part_of_their_name(service: Service) -> None:
    assert [one.name for one in await service.read(find_staff, "okaf", by="ann")] == ["Ben Okafor"]
    assert await service.read(find_staff, "kafor", by="ann") == []


async def test_pupils_who_are_put_in_by_the_thousand_are_found_like_others(service: Service) -> None:
    fill_school(service, 40)
    assert await found(service, "kai ashworth0") == ["Kai Ashworth0"]

"""Type-ahead offers pupils with what tells them apart."""

from bot.workspace import Client
from tests.school import Service, a_pupil


async def test_a_pupil_is_offered_with_year_group_and_reference(service: Service, workspace: Client) -> None:
    await a_pupil(service, "Zoë O'Brien")
    await workspace.home(by="sue")
    offered = await workspace.suggest("Find a pupil", "obr", by="sue")
    assert len(offered) == 1
    assert offered[0].startswith("Zoë O'Brien · Year 10 · ")


async def test_a_name_of_any_length_leaves_room_for_the_reference(service: Service, workspace: Client) -> None:
    await a_pupil(service, "Kai " + "Ashworth" * 12)
    await workspace.home(by="sue")
    (offered,) = await workspace.suggest("Find a pupil", "kai", by="sue")
    assert len(offered) == 75
    assert "… · Year 10 · " in offered

"""An exported file that Slack will not delete: the Heads are told whose it is, each day until it is gone."""

import pytest

from bot.workspace import Fault
from tests.raw import Raw
from tests.school import Service, a_pupil

pytestmark = pytest.mark.nights


def heard(service: Service, by: str = "helen") -> list[str]:
    return [one.plain for one in service.workspace.direct_messages(to=by) if "could not be deleted" in one.text]


async def exported(service: Service) -> None:
    await a_pupil(service, "Kai Ashworth")
    await Raw(service.slack).press("cohort.export", "x", user="UOMAR")
    await service.workspace.quiet()


async def test_a_file_that_stays_is_told_to_every_head_and_to_nobody_else(service: Service) -> None:
    await exported(service)
    stays = Fault.ERROR("cant_delete_file")
    service.slack.faults.always(lambda method: stays if method == "files.delete" else None)
    await service.go_to(2026, 9, 8, 9)
    for head in ("helen", "hugo"):
        told = heard(service, head)
        assert told != []
        assert all("1 file from Halfterm could" in one and "It was sent to Omar Desai" in one for one in told)
        assert all("Kai" not in one and "targets" not in one for one in told)
    assert heard(service, "omar") == []


async def test_a_file_that_is_gone_is_nobodys_trouble(service: Service) -> None:
    await exported(service)
    await service.go_to(2026, 9, 8, 9)
    assert heard(service) == []

"""After a sitting the form says what is still due, whether it was skipped or not answered by what was saved."""

from datetime import date

import pytest

from bot.workspace import Client
from tests.handlers.teaching import a_taught_pupil
from tests.school import Service

AT_THE_END = date(2026, 10, 19)
HELD = {"held_on": AT_THE_END, "what_is_helping": "In for two days", "next_step": "I come in each day"}


async def begin(service: Service, *names: str) -> None:
    """Open the first of Ann's reviews of these pupils."""
    for name in names:
        await a_taught_pupil(service, name, first_day=date(2026, 9, 7))
    service.skip_to(2026, 10, 19, 18, 30)
    await service.workspace.command("/review", by="ann")


async def test_when_all_were_held_no_other_is_due(service: Service, workspace: Client) -> None:
    await begin(service, "Kai Ashworth", "Mia Bell")
    for _ in range(2):
        await workspace.submit(by="ann", **HELD)
    assert "Saved: 2 reviews. No other reviews are due." in workspace.modal(by="ann").text


async def test_what_was_skipped_is_still_due(service: Service, workspace: Client) -> None:
    await begin(service, "Kai Ashworth", "Mia Bell")
    await workspace.click("Skip for now", by="ann")
    await workspace.submit(by="ann", **HELD)
    assert "Skip for now" not in workspace.modal(by="ann").buttons
    await workspace.submit(by="ann", **HELD | {"kind_of_review": "Informal"})
    shown = workspace.modal(by="ann").text
    assert "Saved: 2 reviews." in shown
    assert "1 review is still due" in shown
    assert "No other reviews are due" not in shown


@pytest.mark.parametrize("change", [{"kind_of_review": "Informal"}, {"held_on": date(2026, 9, 10)}])
async def test_what_answers_nothing_leaves_it_due(
    service: Service, workspace: Client, change: dict[str, object]
) -> None:
    await begin(service, "Kai Ashworth")
    await workspace.submit(by="ann", **HELD | change)
    assert "Saved: 1 review. 1 review is still due" in workspace.modal(by="ann").text

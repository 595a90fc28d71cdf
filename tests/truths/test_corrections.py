"""Who said it stays who said it: a colleague's entry is corrected by a Head or the SENCo, openly and with a reason."""

from datetime import date

import pytest

from bot.workspace import Client
from models.tables.result import Result
from models.tables.review import Review
from models.tables.target import Target
from tests.handlers.pressing import last_private, press
from tests.handlers.teaching import a_result, a_taught_pupil, kept
from tests.school import Service

FIRST_DAY = date(2026, 9, 7)
WHY = "Reason for the change"


async def a_pupil_of_ann(service: Service) -> str:
    """With a baseline, a target and a review in Maths, all by Ann; Sue is the keyworker."""
    placement = await a_taught_pupil(service, keyworker="sue", first_day=FIRST_DAY)
    await a_result(service, placement, "4")
    await press(service, "target.open", f"{placement}:Maths", by="ann")
    assert await service.workspace.submit(by="ann", target_grade_or_level="6", programme="Small group") == {}
    await press(service, "review.open", f"{placement}:Maths", by="ann")
    given = {"grade_or_score_now": "5", "assessed_on": FIRST_DAY, "held_on": FIRST_DAY, "next_step": "I check my units"}
    assert await service.workspace.submit(by="ann", **given) == {}
    return placement


async def ids(service: Service) -> dict[str, str]:
    results = [one.id for one in await kept(service, Result) if one.value == "4"]
    (target,), (review,) = await kept(service, Target), await kept(service, Review)
    return {"assess.correct": results[0], "target.correct": target.id, "review.correct": review.id}


@pytest.mark.parametrize("what", ["assess.correct", "target.correct", "review.correct"])
async def test_a_keyworker_corrects_nothing_that_a_teacher_entered_and_learns_who_can(
    service: Service, workspace: Client, what: str
) -> None:
    await a_pupil_of_ann(service)
    await press(service, what, (await ids(service))[what], by="sue")
    assert not workspace.has_modal(by="sue")
    assert "Only whoever saved this, the SENCo or a Head can correct it" in last_private(service)


async def test_a_colleagues_entry_is_not_offered_for_correction_on_the_page(
    service: Service, workspace: Client
) -> None:
    placement = await a_pupil_of_ann(service)
    for handle, is_offered in (("sue", False), ("ann", True), ("priya", True)):
        await press(service, "pupil.open", placement, by=handle)
        view = str((await workspace.home(by=handle)).view)
        assert all((what in view) == is_offered for what in ("assess.correct", "target.correct", "review.correct"))


async def test_a_head_corrects_it_with_a_reason_and_both_names_stand_on_the_page(
    service: Service, workspace: Client
) -> None:
    placement = await a_pupil_of_ann(service)
    await press(service, "target.correct", (await ids(service))["target.correct"], by="helen")
    assert "Undo" not in workspace.modal(by="helen").buttons
    assert list(await workspace.submit(by="helen", target_grade_or_level="7")) == [WHY]
    assert await workspace.submit(by="helen", reason_for_the_change="Agreed with his mother") == {}
    (target,) = await kept(service, Target)
    assert target.by_id == (await service.actor("ann")).staff_id
    for reader in ("ann", "sue", "omar"):
        await press(service, "pupil.open", placement, by=reader)
        page = (await workspace.home(by=reader)).text
        assert "Maths target, set by Ann Lister: 6 → 7" in page
        assert "Helen Marsh, Mon 7 Sep: Agreed with his mother" in page


async def test_whoever_set_it_is_told_what_was_changed_and_why(service: Service, workspace: Client) -> None:
    await a_pupil_of_ann(service)
    await press(service, "review.correct", (await ids(service))["review.correct"], by="priya")
    assert await workspace.submit(by="priya", grade_or_score_now="4", reason_for_the_change="Marked twice") == {}
    await workspace.quiet()
    (told,) = [one for one in workspace.direct_messages(to="ann") if "corrected" in one.plain]
    assert told.text == "A colleague corrected something that you entered."
    assert "*Priya Nair* corrected your Maths review for Kai" in told.plain
    assert "grade 5 → 4. Reason: Marked twice" in told.plain
    await workspace.click("Open the pupil's page", by="ann", to="ann")
    page = (await workspace.home(by="ann")).text
    assert "Maths review of Mon 7 Sep, set by Ann Lister: grade 5 → 4" in page
    assert "Priya Nair, Mon 7 Sep: Marked twice" in page


async def test_whoever_corrects_their_own_is_not_told_but_it_stands_on_the_page(
    service: Service, workspace: Client
) -> None:
    placement = await a_pupil_of_ann(service)
    await press(service, "assess.correct", (await ids(service))["assess.correct"], by="ann")
    assert await workspace.submit(by="ann", grade_or_score="3") == {}
    await press(service, "pupil.open", placement, by="ann")
    assert "Maths result of Mon 7 Sep, set by Ann Lister: 4 → 3" in (await workspace.home(by="ann")).text
    assert not [one for one in workspace.direct_messages(to="ann") if "corrected" in one.plain]


async def test_a_colleagues_entry_cannot_be_undone(service: Service) -> None:
    await a_pupil_of_ann(service)
    await press(service, "target.undo", (await ids(service))["target.correct"], by="helen")
    assert len(await kept(service, Target)) == 1


async def test_who_may_not_see_progress_reads_no_correction(service: Service, workspace: Client) -> None:
    placement = await a_pupil_of_ann(service)
    await press(service, "assess.correct", (await ids(service))["assess.correct"], by="ann")
    await workspace.submit(by="ann", grade_or_score="3")
    await press(service, "pupil.open", placement, by="ben")
    assert "set by Ann Lister" not in (await workspace.home(by="ben")).text


async def test_the_latest_grade_is_offered_first_though_a_review_gave_it(service: Service, workspace: Client) -> None:
    placement = await a_pupil_of_ann(service)
    await press(service, "pupil.open", placement, by="ann")
    view = str((await workspace.home(by="ann")).view)
    assert view.index("Maths: review 5, Mon 7 Sep") < view.index("Maths: result 4, Mon 7 Sep")
    await workspace.choose("Correct", "Maths: review 5, Mon 7 Sep", by="ann")
    assert await workspace.submit(by="ann", grade_or_score_now="6") == {}

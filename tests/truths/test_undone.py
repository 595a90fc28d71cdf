"""Undo names what it undoes, and opens the form again with what was typed, so that nobody types it twice."""

from datetime import date
from typing import Any

from models.tables.contact import Attempt
from models.tables.duty import DutyKind
from models.tables.requests.draft import Draft
from models.tables.result import Result
from models.tables.review import Review
from models.tables.target import Target
from tests.handlers.pressing import duty, press
from tests.handlers.progress.test_correct import GOOD, a_pupil_with, aim, review, the_only
from tests.handlers.teaching import a_taught_pupil, kept
from tests.school import Service
from tests.truths.test_commissioner import a_commissioned_pupil

MON = date(2026, 9, 7)
AGAIN = "What you typed is in the form again"


async def undone(service: Service, action_id: str, row_id: str, *, by: str = "ann") -> dict[str, Any]:
    """Undo something in the form that corrects it, and return what the form that opens again holds."""
    await press(service, action_id, row_id, by=by)
    await service.workspace.click("Undo", by=by)
    shown = service.workspace.modal(by=by)
    assert AGAIN in shown.text
    return shown.fields


async def test_a_result_can_be_entered_again_as_it_was_typed(service: Service) -> None:
    placement = await a_taught_pupil(service, keyworker="sue", first_day=MON)
    await press(service, "assess.open", f"{placement}:Maths", by="ann")
    given = {"scale": "GCSE", "grade_or_score": "3", "assessed_on": MON}
    assert await service.workspace.submit(by="ann", **given) == {}
    fields = await undone(service, "assess.correct", await the_only(service, Result))
    assert fields["Grade or score"] == "3"
    assert service.workspace.modal(by="ann").title == "Enter a result"
    assert await service.workspace.submit(by="ann", grade_or_score="5") == {}
    assert [one.value for one in await kept(service, Result)] == ["5"]
    assert [one for one in await kept(service, Draft) if one.saved_at is None] == []


async def test_a_target_can_be_set_again_as_it_was_typed(service: Service) -> None:
    placement = await a_pupil_with(service, "3")
    await aim(service, placement, "5")
    fields = await undone(service, "target.correct", await the_only(service, Target))
    assert (fields["Target grade or level"], fields["Programme"]) == ("5", "Small group")
    assert await service.workspace.submit(by="ann") == {}
    assert [one.value for one in await kept(service, Target)] == ["5"]


async def test_a_review_can_be_saved_again_as_it_was_typed_on_all_its_pages(service: Service) -> None:
    placement = await a_pupil_with(service, "3")
    await review(service, placement)
    fields = await undone(service, "review.correct", await the_only(service, Review))
    assert (fields["Grade or score now"], fields["Next step, in the pupil's words"]) == ("4", GOOD["next_step"])
    assert await service.workspace.submit(by="ann") == {}
    (row,) = await kept(service, Review)
    assert row.next_step == GOOD["next_step"]


async def test_a_family_review_can_be_saved_again_as_it_was_typed(service: Service) -> None:
    placement = await a_taught_pupil(service, keyworker="sue", first_day=MON)
    await press(service, "review.open", f"{placement}:", by="sue")
    given = {"what_the_pupil_says": "It is quiet", "what_the_parents_or_carers_say": "She sleeps", "held_on": MON}
    assert await service.workspace.submit(by="sue", **given) == {}
    fields = await undone(service, "review.correct", await the_only(service, Review), by="sue")
    assert fields["What the pupil says"] == "It is quiet"


async def test_a_contact_can_be_logged_again_as_it_was_typed(service: Service) -> None:
    await a_taught_pupil(service, keyworker="sue", first_day=MON)
    await press(service, "contact.log", (await duty(service, DutyKind.FAMILY))[0], by="ann")
    given = {"who_did_you_contact": "Someone in the family", "how": "Visit", "when": MON, "what_they_said": "Well"}
    assert await service.workspace.submit(by="ann", what_happened="We spoke, or they replied", **given) == {}
    (attempt,) = await kept(service, Attempt)
    fields = await undone(service, "contact.correct", attempt.id)
    assert (fields["How"], fields["What they said"]) == ("Visit", "Well")
    assert await service.workspace.submit(by="ann") == {}
    assert [one.view for one in await kept(service, Attempt)] == ["Well"]


async def test_a_commissioners_view_can_be_saved_again_as_it_was_typed(service: Service) -> None:
    await a_commissioned_pupil(service)
    service.skip_to(2026, 10, 20, 9)
    await press(service, "review.commissioner", (await duty(service, DutyKind.COMMISSIONER_VIEW))[0], by="ben")
    given = {"what_they_say": "He is missed", "on_which_day": date(2026, 10, 20)}
    assert await service.workspace.submit(by="ben", what_happened="They took part in the review", **given) == {}
    await service.workspace.click("Undo", by="ben")
    shown = service.workspace.modal(by="ben")
    assert AGAIN in shown.text
    assert shown.fields["What they say"] == "He is missed"


async def test_it_is_named_before_it_is_undone(service: Service) -> None:
    placement = await a_pupil_with(service, "3")
    await press(service, "assess.correct", await the_only(service, Result), by="ann")
    assert "Undo Kai's Maths result 3?" in str(service.workspace.modal(by="ann").view)
    await service.workspace.close(by="ann", everything=True)
    await press(service, "pupil.open", placement, by="ann")
    assert "Undo Maths: result 3?" in str((await service.workspace.home(by="ann")).view)

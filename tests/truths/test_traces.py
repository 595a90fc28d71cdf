"""A correction of what a colleague recorded is shown with old, new, who, when and why, and the colleague is told."""

from datetime import date
from typing import Any

import pytest

from bot.workspace import Client
from models.attempts.log import NewAttempt, log_attempt
from models.contacts.lines import ContactInput
from models.contacts.people import add_person
from models.tables.contact import Attempt, Outcome, Way
from models.tables.duty import DutyKind
from models.tables.result import Result
from models.tables.review import Review
from models.tables.target import Target
from tests.handlers.pressing import duty, press
from tests.handlers.teaching import a_result, a_taught_pupil, kept
from tests.school import Service

FIRST_DAY = date(2026, 9, 7)
WHY = {"reason_for_the_change": "Marked twice"}
TRACE = "Priya Nair, Mon 7 Sep: Marked twice"


async def a_review_of_ann(service: Service, **given: Any) -> str:
    """With a review in Maths by Ann, and the form that corrects it open for Priya, the SENCo."""
    placement = await a_taught_pupil(service, keyworker="sue", first_day=FIRST_DAY)
    await a_result(service, placement, "4", by="ann")
    await press(service, "review.open", f"{placement}:Maths", by="ann")
    said = {"held_on": FIRST_DAY, "next_step": "I check my units"} | given
    assert await service.workspace.submit(by="ann", **said) == {}
    (review,) = await kept(service, Review)
    await press(service, "review.correct", review.id, by="priya")
    return placement


async def page(service: Service, placement: str, reader: str = "ann") -> str:
    await press(service, "pupil.open", placement, by=reader)
    return (await service.workspace.home(by=reader)).text


async def told(service: Service, to: str = "ann") -> list[str]:
    await service.workspace.quiet()
    return [one.plain for one in service.workspace.direct_messages(to=to) if "corrected" in one.plain]


async def test_a_grade_that_is_added_to_a_colleagues_review_is_shown(service: Service, workspace: Client) -> None:
    placement = await a_review_of_ann(service, what_is_helping="In for two days")
    assert await workspace.submit(by="priya", grade_or_score_now="2", assessed_on=FIRST_DAY, **WHY) == {}
    for reader in ("ann", "sue", "omar"):
        shown = await page(service, placement, reader)
        assert "Maths review of Mon 7 Sep, set by Ann Lister: grade nothing → 2" in shown
        assert TRACE in shown
    (message,) = await told(service)
    assert "*Priya Nair* corrected your Maths review" in message


async def test_a_grade_that_is_taken_out_of_a_colleagues_review_is_shown(service: Service, workspace: Client) -> None:
    placement = await a_review_of_ann(service, grade_or_score_now="5", assessed_on=FIRST_DAY)
    given = {"grade_or_score_now": "", "assessed_on": "", "what_is_helping": "The paper was lost"}
    assert await workspace.submit(by="priya", **given, **WHY) == {}
    shown = await page(service, placement)
    assert "grade 5 → nothing; assessed on Mon 7 Sep → nothing" in shown
    assert "what is helping or getting in the way nothing → The paper was lost" in shown
    assert TRACE in shown
    assert len(await told(service)) == 1


async def test_what_kind_of_review_it_was_and_who_took_part_are_compared(service: Service, workspace: Client) -> None:
    placement = await a_review_of_ann(service, grade_or_score_now="5", assessed_on=FIRST_DAY)
    assert await workspace.fill(by="priya", kind_of_review="Informal: in between", **WHY) is None
    await workspace.click("Next: the pupil and the family", by="priya")
    assert await workspace.submit(by="priya", who_took_part=["The pupil"]) == {}
    shown = await page(service, placement)
    assert "kind formal → informal; the pupil took part no → yes" in shown


async def test_the_source_and_the_scale_of_a_result_are_compared(service: Service, workspace: Client) -> None:
    placement = await a_taught_pupil(service, keyworker="sue", first_day=FIRST_DAY)
    await a_result(service, placement, "4", by="ann")
    (result,) = await kept(service, Result)
    await press(service, "assess.correct", result.id, by="priya")
    changed = {"kind_of_result": "Prior attainment", "scale": "Combined Science", "grade_or_score": "4-4"}
    assert await workspace.submit(by="priya", **changed, **WHY) == {}
    shown = await page(service, placement)
    assert "Maths result of Mon 7 Sep, set by Ann Lister: 4 → 4-4" in shown
    assert "baseline → prior attainment" in shown
    assert "scale GCSE → GCSE Combined Science" in shown


async def a_low_target_of_ann(service: Service) -> str:
    placement = await a_taught_pupil(service, keyworker="sue", first_day=FIRST_DAY)
    await a_result(service, placement, "4", by="ann")
    await press(service, "target.open", f"{placement}:Maths", by="ann")
    aim = {"target_grade_or_level": "4", "programme": "Small group"}
    await service.workspace.submit(by="ann", **aim)
    assert await service.workspace.submit(by="ann", reason="Two operations") == {}
    (target,) = await kept(service, Target)
    await press(service, "target.correct", target.id, by="priya")
    return placement


async def test_the_barriers_of_a_target_are_compared(service: Service, workspace: Client) -> None:
    placement = await a_low_target_of_ann(service)
    assert await workspace.submit(by="priya", barriers_this_programme_addresses=["Medical"], **WHY) == {}
    assert "set by Ann Lister: barriers nothing → Medical" in await page(service, placement, "omar")


async def test_the_reason_for_a_low_target_is_shown_to_those_who_may_read_it(
    service: Service, workspace: Client
) -> None:
    placement = await a_low_target_of_ann(service)
    await workspace.fill(by="priya", **WHY)
    await workspace.click("Next: reason for this target", by="priya")
    assert await workspace.submit(by="priya", reason="Back part-time") == {}
    assert len(await told(service)) == 1
    for reader, reads in (("helen", True), ("priya", True), ("ann", True), ("sue", False), ("omar", False)):
        shown = await page(service, placement, reader)
        assert ("reason for a low target Two operations → Back part-time" in shown) == reads
        assert ("Two operations" in shown) == reads


async def test_what_came_after_a_correction_is_no_part_of_it(service: Service, workspace: Client) -> None:
    placement = await a_review_of_ann(service, grade_or_score_now="5", assessed_on=FIRST_DAY)
    assert await workspace.submit(by="priya", next_step="I show my working", **WHY) == {}
    await service.go_to(2026, 9, 8, 18, 30)
    await press(service, "review.tell", (await duty(service, DutyKind.TELL))[0], by="ann")
    assert await workspace.submit(by="ann", told_on=date(2026, 9, 8), how="In a chat") == {}
    shown = await page(service, placement)
    assert "next step I check my units → I show my working" in shown
    assert "told on nothing" not in shown


async def test_a_form_that_changed_nothing_is_no_correction(service: Service, workspace: Client) -> None:
    placement = await a_review_of_ann(service, grade_or_score_now="5", assessed_on=FIRST_DAY)
    assert await workspace.submit(by="priya", **WHY) == {}
    assert "Marked twice" not in await page(service, placement)
    assert await told(service) == []


async def test_no_correction_is_buried_below_others_or_cut_short(service: Service, workspace: Client) -> None:
    placement = await a_review_of_ann(service, grade_or_score_now="5", assessed_on=FIRST_DAY)
    long = "I check " + "again and " * 30
    assert await workspace.submit(by="priya", next_step=f"{long}last", **WHY) == {}
    (review,) = await kept(service, Review)
    for number in range(6):
        await press(service, "review.correct", review.id, by="ann")
        assert await workspace.submit(by="ann", next_step=f"Step {number}") == {}
    assert "and 2 earlier" in await page(service, placement, "sue")
    await workspace.click("All corrections", by="sue")
    assert "Step 5" in workspace.modal(by="sue").text
    await workspace.click("Earlier corrections", by="sue")
    assert f"I check my units → {long}last" in workspace.modal(by="sue").text
    assert TRACE in workspace.modal(by="sue").text


SPOKE = NewAttempt("side:family", Way.CALL, Outcome.SPOKE, FIRST_DAY, "She is glad he came")


async def a_corrected_contact(service: Service) -> str:
    """With a contact that Ann logged and Omar of the office corrected."""
    placement = await a_taught_pupil(service, keyworker="sue", first_day=FIRST_DAY)
    await service.change(log_attempt, placement, SPOKE, by="ann")
    (attempt,) = await kept(service, Attempt)
    await press(service, "contact.correct", attempt.id, by="omar")
    changed = {"what_happened": "No answer", "what_they_said": "", "how": "Letter", **WHY}
    assert await service.workspace.submit(by="omar", **changed) == {}
    return placement


@pytest.mark.parametrize("reader", ["ann", "sue", "omar"])
async def test_a_corrected_contact_is_shown_below_the_log(service: Service, reader: str) -> None:
    shown = await page(service, await a_corrected_contact(service), reader)
    below = shown[shown.index("*Contact log*") :]
    assert "Contact of Mon 7 Sep, logged by Ann Lister: phone call → letter" in below
    assert "we spoke, or they replied → no answer; they said She is glad he came → nothing" in below
    assert "Omar Desai, Mon 7 Sep: Marked twice" in below


async def test_whoever_may_not_see_contacts_reads_no_correction_of_one(service: Service, workspace: Client) -> None:
    placement = await a_corrected_contact(service)
    assert "She is glad" not in await page(service, placement, "ben")
    await press(service, "correction.all", f"{placement}:0", by="ben")
    assert not workspace.has_modal(by="ben")


async def test_a_contact_of_another_person_is_named(service: Service, workspace: Client) -> None:
    placement = await a_corrected_contact(service)
    rosa = ContactInput("Rosa Ashworth", relation="mother")
    await service.change(add_person, placement, rosa, by="omar")
    (attempt,) = await kept(service, Attempt)
    await press(service, "contact.correct", attempt.id, by="omar")
    assert await workspace.submit(by="omar", who_did_you_contact="Rosa", **WHY) == {}
    assert "with nothing → Rosa Ashworth" in await page(service, placement)


# The buttons.


async def test_no_form_offers_to_correct_what_a_colleague_saved(service: Service, workspace: Client) -> None:
    placement = await a_review_of_ann(service, grade_or_score_now="5", assessed_on=FIRST_DAY)
    await workspace.close(by="priya", everything=True)
    await press(service, "target.open", f"{placement}:Maths", by="ann")
    await workspace.submit(by="ann", target_grade_or_level="6", programme="Small group")
    for reader, offered in (("sue", False), ("ann", True), ("priya", True)):
        for action, correct in (
            ("review.open", "Correct the last review"),
            ("target.open", "Correct the current target"),
            ("assess.open", "assess.correct"),
        ):
            await press(service, action, f"{placement}:Maths", by=reader)
            assert (correct in str(workspace.modal(by=reader).view)) == offered
            await workspace.close(by=reader, everything=True)

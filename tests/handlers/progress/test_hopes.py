"""Hopes of pupil and parents: asked for at each review, beside the target, and talked about where they are low."""

from datetime import date

from bot.workspace import Client
from tests.handlers.pressing import press
from tests.handlers.teaching import a_result, a_taught_pupil
from tests.school import Service

GOOD = {
    "grade_or_score_now": "4",
    "assessed_on": date(2026, 9, 7),
    "held_on": date(2026, 9, 7),
    "next_step": "I check my units at the end",
}
POINT = "Kai hopes for 4 in Maths; the target is 6: worth talking about."


async def a_hopeful_pupil(service: Service, pupil: str, parents: str = "") -> str:
    """Reviewed in Maths, with a target of 6; the hopes as they were said then."""
    placement = await a_taught_pupil(service, keyworker="sue", first_day=date(2026, 9, 7))
    await a_result(service, placement, "3")
    await press(service, "target.open", f"{placement}:Maths", by="ann")
    await service.workspace.submit(by="ann", target_grade_or_level="6", programme="Small group")
    await press(service, "review.open", f"{placement}:Maths", by="ann")
    await service.workspace.fill(by="ann", **GOOD)
    await service.workspace.click("Next: the pupil and the family", by="ann")
    await service.workspace.click("Next: hopes", by="ann")
    hopes = {"grade_the_pupil_hopes_for": pupil, "grade_the_parents_or_carers_hope_for": parents}
    assert await service.workspace.submit(by="ann", **hopes) == {}
    return placement


async def test_a_hope_below_the_target_stands_on_the_page_beside_it(service: Service, workspace: Client) -> None:
    placement = await a_hopeful_pupil(service, "a 4 would be nice", "7, like his sister")
    await press(service, "pupil.open", placement, by="ann")
    page = await workspace.home(by="ann")
    assert "Maths: the pupil “a 4 would be nice”, the parents or carers “7, like his sister” (target 6)" in page.text
    assert POINT in page.text
    assert page.text.count("worth talking about") == 1


async def test_the_family_is_talked_with_about_it(service: Service, workspace: Client) -> None:
    placement = await a_hopeful_pupil(service, "4")
    await press(service, "review.open", f"{placement}:", by="sue")
    assert POINT in workspace.modal(by="sue").text


async def test_a_hope_of_the_family_that_names_the_subject_counts_there(service: Service, workspace: Client) -> None:
    placement = await a_hopeful_pupil(service, "")
    await press(service, "review.open", f"{placement}:", by="sue")
    await workspace.fill(by="sue", held_on=date(2026, 9, 7), what_the_parents_or_carers_say="He likes to come")
    await workspace.click("Next: hopes", by="sue")
    hope = "A 5 in Maths, then college"
    assert await workspace.submit(by="sue", what_the_parents_or_carers_hope_for=hope) == {}
    await press(service, "review.open", f"{placement}:Maths", by="ann")
    said = "The parents or carers hope for 5 in Maths; the target is 6: worth talking about."
    assert said in workspace.modal(by="ann").text


async def test_a_high_hope_and_one_in_words_are_shown_without_a_word_about_them(
    service: Service, workspace: Client
) -> None:
    placement = await a_hopeful_pupil(service, "7", "To be a chef")
    await press(service, "pupil.open", placement, by="ann")
    page = await workspace.home(by="ann")
    assert "the parents or carers “To be a chef”" in page.text
    assert "worth talking about" not in page.text


async def test_the_next_review_of_the_subject_shows_its_hopes_and_asks_again(
    service: Service, workspace: Client
) -> None:
    placement = await a_hopeful_pupil(service, "4", "college")
    await press(service, "review.open", f"{placement}:Maths", by="ann")
    assert "Hopes: the pupil “4”, the parents or carers “college”" in workspace.modal(by="ann").text
    await workspace.click("Next: the pupil and the family", by="ann")
    await workspace.click("Next: hopes", by="ann")
    assert not workspace.modal(by="ann").fields["Grade the pupil hopes for"]


async def test_a_teacher_of_other_pupils_reads_no_hope(service: Service, workspace: Client) -> None:
    placement = await a_hopeful_pupil(service, "4")
    await press(service, "pupil.open", placement, by="ben")
    assert "hopes for" not in (await workspace.home(by="ben")).text


async def test_whoever_sets_the_next_target_sees_the_hopes(service: Service, workspace: Client) -> None:
    placement = await a_hopeful_pupil(service, "8", "college")
    await press(service, "target.open", f"{placement}:Maths", by="ann")
    assert "Hopes: the pupil “8”, the parents or carers “college”" in workspace.modal(by="ann").text

"""Telling pupils what a review found: owed after it, kept with it, for one or for a class at once."""

from datetime import date

from bot.workspace import Client
from models.tables.duty import DutyKind
from models.tables.review import Review
from tests.handlers.pressing import duty, press
from tests.handlers.teaching import a_result, a_taught_pupil, kept, owed
from tests.school import Service

FIRST_DAY = date(2026, 9, 7)
TELL = DutyKind.TELL
GOOD = {
    "grade_or_score_now": "4",
    "assessed_on": date(2026, 9, 7),
    "held_on": date(2026, 9, 7),
    "next_step": "I check my units at the end",
}
TOLD = {"told_the_pupil_on": FIRST_DAY, "how_the_pupil_was_told": "After the lesson"}


async def a_review(service: Service, name: str = "Kai Ashworth", **more: object) -> str:
    """Of Maths, by Ann, in the evening of the first day; the placement."""
    placement = await a_taught_pupil(service, name, first_day=FIRST_DAY)
    await a_result(service, placement, "3")
    await press(service, "review.open", f"{placement}:Maths", by="ann")
    await save(service, **more)
    return placement


async def save(service: Service, **more: object) -> None:
    """Save the review that is open; whether the pupil was told stands on the second page."""
    await service.workspace.fill(by="ann", **GOOD)
    await service.workspace.click("Next: the pupil and the family", by="ann")
    assert await service.workspace.submit(by="ann", **more) == {}


async def test_a_review_of_which_the_pupil_was_not_told_is_owed_in_five_school_days(service: Service) -> None:
    await a_review(service)
    ann = (await service.actor("ann")).staff_id
    assert await owed(service, TELL) == {(TELL, "Maths"): (ann, date(2026, 9, 14))}
    home = await service.workspace.home(by="ann")
    assert "Tell the pupil about their review in Maths" in home.text


async def test_nothing_is_owed_where_the_pupil_was_told(service: Service) -> None:
    await a_review(service, **TOLD)
    assert await owed(service, TELL) == {}


async def test_the_button_asks_when_and_how_and_the_line_goes(service: Service, workspace: Client) -> None:
    placement = await a_review(service)
    await service.go_to(2026, 9, 9, 18, 30)
    await press(service, "review.tell", (await duty(service, TELL))[0], by="ann")
    shown = workspace.modal(by="ann")
    assert "*Next step*: I check my units at the end" in shown.text
    assert await workspace.submit(by="ann", told_on=date(2026, 9, 8), how="In the corridor") == {}
    (review,) = await kept(service, Review)
    assert (review.told_on, review.told_how) == (date(2026, 9, 8), "In the corridor")
    assert await owed(service, TELL) == {}
    await press(service, "pupil.open", placement, by="ann")
    page = await workspace.home(by="ann")
    assert "The pupil was told on Tue 8 Sep: In the corridor" in page.text


async def test_a_day_before_the_review_or_to_come_is_refused_beside_the_field(
    service: Service, workspace: Client
) -> None:
    await a_review(service)
    await press(service, "review.tell", (await duty(service, TELL))[0], by="ann")
    assert list(await workspace.submit(by="ann", told_on=date(2026, 9, 8), how="In a chat")) == ["Told on"]
    errors = await workspace.submit(by="ann", told_on=date(2026, 9, 4), how="In a chat")
    assert errors == {"Told on": "Kai's review was held after that date."}
    assert (await owed(service, TELL)) != {}


async def test_a_class_is_told_at_once(service: Service, workspace: Client) -> None:
    for name in ("Kai Ashworth", "Mia Bell", "Leo Carter", "Zoe Dunn"):
        await a_review(service, name)
    await service.go_to(2026, 9, 14, 9)
    (said,) = [one for one in workspace.direct_messages(to="ann") if "Reminder for " in one.plain][-1:]
    assert "4 still to tell" in said.plain
    assert "Tell the pupil about their review" not in said.plain
    await workspace.click("Told pupils", by="ann")
    offered = await workspace.suggest("Who was told", "", by="ann")
    assert len(offered) == 4
    assert (
        await workspace.submit(by="ann", who_was_told=offered[:3], told_on=date(2026, 9, 14), how="In the lesson") == {}
    )
    assert len([one for one in await kept(service, Review) if one.told_on == date(2026, 9, 14)]) == 3
    assert len(await owed(service, TELL)) == 1


async def test_the_next_review_of_which_the_pupil_is_told_stands_for_the_one_before(service: Service) -> None:
    placement = await a_review(service)
    await press(service, "review.open", f"{placement}:Maths", by="ann")
    await save(service, **TOLD)
    assert await owed(service, TELL) == {}


async def test_the_digest_says_nothing_of_it(service: Service, workspace: Client) -> None:
    await a_review(service)
    await service.go_to(2026, 9, 14, 9)
    for message in workspace.in_room("allocations"):
        assert "Tell the pupil" not in message.plain


async def test_a_teacher_of_another_subject_cannot_say_so(service: Service, workspace: Client) -> None:
    await a_review(service)
    await press(service, "review.tell", (await duty(service, TELL))[0], by="dan")
    assert not workspace.has_modal(by="dan")

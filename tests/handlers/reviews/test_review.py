"""Reviewing pupils: owed by the rule, one after another in one sitting, with the family or without."""

from datetime import date

from bot.workspace import Client
from models.allocations.allocate import allocate
from models.change import Change, Read
from models.reviews.queue import due_reviews
from models.tables.duty import DutyKind, Ending
from models.tables.result import Result, Source
from models.tables.review import Review, TrackStatus
from models.tables.target import Target
from tests.handlers.pressing import duty, press
from tests.handlers.teaching import a_result, a_taught_pupil, kept, owed
from tests.school import Service

FIRST_DAY = date(2026, 9, 7)
LAST_DAY = date(2026, 10, 22)  # the 23rd is an INSET day
GOOD = {
    "grade_or_score_now": "4",
    "assessed_on": FIRST_DAY,
    "held_on": FIRST_DAY,
    "next_step": "I check my units at the end",
}
AT_THE_END = date(2026, 10, 19)
LATER = GOOD | {"assessed_on": date(2026, 10, 8), "held_on": AT_THE_END}
NO_ANSWER = {"who_did_you_contact": "Someone in the family", "how": "Phone call", "what_happened": "No answer"}


async def go_to_the_end(service: Service) -> None:
    """Skip to the last week of the half-term, in the evening, when nothing is sent any more."""
    service.skip_to(2026, 10, 19, 18, 30)


async def test_a_pupil_with_a_first_day_is_reviewed_by_subject_and_with_the_family(service: Service) -> None:
    await a_taught_pupil(service, subjects=("Maths", "English"), keyworker="sue")
    ids = {name: (await service.actor(name)).staff_id for name in ("ann", "ben", "sue")}
    assert await owed(service, DutyKind.REVIEW, DutyKind.FAMILY_REVIEW) == {
        (DutyKind.REVIEW, "Maths"): (ids["ann"], LAST_DAY),
        (DutyKind.REVIEW, "English"): (ids["ben"], LAST_DAY),
        (DutyKind.FAMILY_REVIEW, ""): (ids["sue"], LAST_DAY),
    }


async def test_nothing_is_to_be_reviewed_before_there_is_a_first_day(service: Service) -> None:
    await a_taught_pupil(service, first_day=None)
    assert await owed(service, DutyKind.REVIEW, DutyKind.FAMILY_REVIEW) == {}


async def test_a_formal_review_keeps_the_grade_and_owes_the_next(service: Service, workspace: Client) -> None:
    placement = await a_taught_pupil(service, first_day=FIRST_DAY)
    await a_result(service, placement, "3")
    await go_to_the_end(service)
    await press(service, "review.open", (await duty(service, DutyKind.REVIEW))[0], by="ann")
    assert await workspace.submit(by="ann", **LATER) == {}
    (review,) = await kept(service, Review)
    assert (review.subject, review.formal, review.next_step) == ("Maths", True, GOOD["next_step"])
    grades = {(one.source, one.value, one.on) for one in await kept(service, Result)}
    assert (Source.REVIEW, "4", LATER["assessed_on"]) in grades
    assert (await owed(service, DutyKind.REVIEW))[DutyKind.REVIEW, "Maths"][1] == date(2026, 12, 18)


async def test_an_informal_review_is_kept_and_what_is_owed_stays_owed(service: Service, workspace: Client) -> None:
    await a_result(service, await a_taught_pupil(service), "3")
    await go_to_the_end(service)
    await press(service, "review.open", (await duty(service, DutyKind.REVIEW))[0], by="ann")
    await workspace.submit(by="ann", kind_of_review="Informal: in between", **LATER)
    assert [one.formal for one in await kept(service, Review)] == [False]
    assert (await owed(service, DutyKind.REVIEW))[DutyKind.REVIEW, "Maths"][1] == LAST_DAY


async def test_a_formal_review_weeks_before_the_end_does_not_stand_for_it(service: Service, workspace: Client) -> None:
    placement = await a_taught_pupil(service, first_day=FIRST_DAY)
    await a_result(service, placement, "3")
    await service.go_to(2026, 9, 21, 18, 30)
    await press(service, "review.open", f"{placement}:Maths", by="ann")
    assert await workspace.submit(by="ann", **GOOD) == {}
    assert (await owed(service, DutyKind.REVIEW))[DutyKind.REVIEW, "Maths"][1] == LAST_DAY


async def test_a_grade_of_another_scale_is_refused_beside_the_field(service: Service, workspace: Client) -> None:
    placement = await a_taught_pupil(service, first_day=FIRST_DAY)
    await a_result(service, placement, "3")
    await press(service, "review.open", f"{placement}:Maths", by="ann")
    given = {"assessed_on": FIRST_DAY, "held_on": FIRST_DAY, "next_step": "I check my units"}
    errors = await workspace.submit(by="ann", grade_or_score_now="4b", **given)
    assert errors["Grade or score now"].startswith("GCSE grades run from 1 to 9, or U.")
    assert await kept(service, Review) == []


async def test_without_a_grade_the_reason_is_needed_and_enough(service: Service, workspace: Client) -> None:
    placement = await a_taught_pupil(service, first_day=FIRST_DAY)
    await press(service, "review.open", f"{placement}:Maths", by="ann")
    errors = await workspace.submit(by="ann", held_on=FIRST_DAY, next_step="I come in each day")
    assert errors == {"Grade or score now": "Give a grade, or say below why there is none this time."}
    assert await workspace.submit(by="ann", what_is_helping_or_getting_in_the_way="In school for four days only") == {}
    assert [one.result_id for one in await kept(service, Review)] == [None]


async def test_when_and_how_the_pupil_was_told_belong_together(service: Service, workspace: Client) -> None:
    placement = await a_taught_pupil(service, first_day=FIRST_DAY)
    await a_result(service, placement, "3")
    await press(service, "review.open", f"{placement}:Maths", by="ann")
    await workspace.fill(by="ann", **GOOD)
    await workspace.click("Next: the pupil and the family", by="ann")
    errors = await workspace.submit(by="ann", told_the_pupil_on=date(2026, 9, 7))
    assert errors == {"How the pupil was told": "Say when and how the pupil was told, or leave both blank for now."}


async def test_whoever_does_not_teach_the_subject_cannot_review_it(service: Service, workspace: Client) -> None:
    placement = await a_taught_pupil(service, subjects=("Maths", "English"), keyworker="sue")
    await press(service, "review.open", f"{placement}:Maths", by="ben")
    assert not workspace.has_modal(by="ben")
    await press(service, "review.open", f"{placement}:Maths", by="sue")
    assert workspace.has_modal(by="sue")


async def test_a_teacher_who_presses_a_colleagues_button_gets_their_own(service: Service, workspace: Client) -> None:
    await a_taught_pupil(service, subjects=("Maths", "English"), keyworker="sue")
    await go_to_the_end(service)
    await press(service, "review.open", (await duty(service, DutyKind.REVIEW, "Maths"))[0], by="ben")
    assert "English" in workspace.modal(by="ben").text


async def test_a_class_is_reviewed_in_one_sitting_without_the_form_closing(service: Service, workspace: Client) -> None:
    for name in ("Kai Ashworth", "Mia Bell", "Leo Carter"):
        await a_result(service, await a_taught_pupil(service, name), "3")
    await go_to_the_end(service)
    await workspace.command("/review", by="ann")
    for name, more in (("Kai Ashworth", "2 more"), ("Mia Bell", "1 more"), ("Leo Carter", "2 saved")):
        shown = workspace.modal(by="ann").text
        assert name in shown
        assert more in shown
        assert await workspace.submit(by="ann", **LATER) == {}
    assert "Saved: 3 reviews" in workspace.modal(by="ann").text
    assert await service.read(mine_due, by="ann") == 0


def mine_due(read: Read) -> int:
    """How many reviews are due of the one who asks."""
    return len(due_reviews(read))


async def test_one_that_is_passed_over_comes_again_with_what_was_typed(service: Service, workspace: Client) -> None:
    for name in ("Kai Ashworth", "Mia Bell"):
        await a_result(service, await a_taught_pupil(service, name), "3")
    await go_to_the_end(service)
    await workspace.command("/review", by="ann")
    await workspace.fill(by="ann", next_step="I ask for help sooner")
    await workspace.click("Skip for now", by="ann")
    assert "Mia Bell" in workspace.modal(by="ann").text
    await workspace.submit(by="ann", **LATER)
    assert "Kai Ashworth" in workspace.modal(by="ann").text
    assert workspace.modal(by="ann").fields["Next step, in the pupil's words"] == "I ask for help sooner"


async def test_with_nothing_due_any_pupil_of_ones_own_can_be_chosen(service: Service, workspace: Client) -> None:
    await a_result(
        service, await a_taught_pupil(service, subjects=("Maths", "English"), keyworker="sue", first_day=FIRST_DAY), "3"
    )
    await workspace.command("/review", by="ann")
    offered = await workspace.suggest("Pupil and subject", "", by="ann")
    assert len(offered) == 1
    assert offered[0].endswith("· Maths")
    assert await workspace.suggest("Pupil and subject", "mat", by="ann") == offered
    assert await workspace.suggest("Pupil and subject", "ths", by="ann") == [], "what is typed begins a word"
    await workspace.submit(by="ann", pupil_and_subject=offered[0])
    assert await workspace.submit(by="ann", **GOOD) == {}
    assert not workspace.has_modal(by="ann")
    assert len(await kept(service, Review)) == 1


async def test_the_next_review_shows_what_the_last_one_said_above_empty_fields(
    service: Service, workspace: Client
) -> None:
    placement = await a_taught_pupil(service, first_day=FIRST_DAY)
    await a_result(service, placement, "3")
    await press(service, "review.open", f"{placement}:Maths", by="ann")
    await workspace.fill(by="ann", **GOOD)
    await workspace.click("Next: the pupil and the family", by="ann")
    await workspace.fill(by="ann", what_the_pupil_says="Fractions are hard")
    await workspace.click("Next: hopes", by="ann")
    assert await workspace.submit(by="ann", grade_the_pupil_hopes_for="A grade 6") == {}
    await service.go_to(2026, 9, 9, 18, 30)
    await press(service, "review.open", f"{placement}:Maths", by="ann")
    shown = workspace.modal(by="ann")
    assert "Grade: *4* (review, Mon 7 Sep)" in shown.text
    assert "Next step: “I check my units at the end”" in shown.text
    assert "The pupil said: “Fractions are hard”" in shown.text
    assert "Hopes: the pupil “A grade 6”" in shown.text
    assert not shown.fields["Grade or score now"]
    assert not shown.fields["Next step, in the pupil's words"]


async def test_a_family_review_closes_with_the_familys_views(service: Service, workspace: Client) -> None:
    await a_taught_pupil(service, keyworker="sue")
    await go_to_the_end(service)
    await press(service, "review.open", (await duty(service, DutyKind.FAMILY_REVIEW))[0], by="sue")
    label = "What the parents or carers say"
    errors = await workspace.submit(by="sue", held_on=AT_THE_END, what_the_pupil_says="It is calm here")
    assert list(errors) == [label]
    assert await workspace.submit(by="sue", what_the_parents_or_carers_say="He likes to come") == {}
    assert (await owed(service, DutyKind.FAMILY_REVIEW))[DutyKind.FAMILY_REVIEW, ""][1] == date(2026, 12, 18)


async def test_nobody_was_told_about_a_review_before_it_was_held(service: Service, workspace: Client) -> None:
    placement = await a_taught_pupil(service, first_day=FIRST_DAY)
    await a_result(service, placement, "3")
    await press(service, "review.open", f"{placement}:Maths", by="ann")
    told = {"told_the_pupil_on": date(2026, 1, 5), "how_the_pupil_was_told": "After the lesson"}
    await workspace.fill(by="ann", **GOOD)
    await workspace.click("Next: the pupil and the family", by="ann")
    assert await workspace.submit(by="ann", **told) == {"Told the pupil on": "That is before the review was held."}
    assert await kept(service, Review) == []


async def test_two_attempts_on_different_days_close_a_family_review(service: Service, workspace: Client) -> None:
    await a_taught_pupil(service, keyworker="sue")
    for day in (12, 13, 19):
        service.skip_to(2026, 10, day, 18, 30)
        await press(service, "review.open", (await duty(service, DutyKind.FAMILY_REVIEW))[0], by="sue")
        if day == 19:
            break
        await workspace.click("Could not reach them", by="sue")
        await workspace.submit(by="sue", **NO_ANSWER, when=service.clock.today())
        said = "Logged as day 1 of 2" if day == 12 else "family review is closed"
        assert said in workspace.modal(by="sue").text
        await workspace.close(by="sue", everything=True)
        line = "the family review – due Thu 22 Oct · tried on 1 day so far"
        assert (line in (await workspace.home(by="sue")).text) == (day == 12)
    assert [one.unreached for one in await kept(service, Review)] == [True]
    assert (await owed(service, DutyKind.FAMILY_REVIEW))[DutyKind.FAMILY_REVIEW, ""][1] == date(
        2026, 12, 17
    )  # 40 school days later


async def test_a_review_is_due_from_the_very_day_on_which_it_answers_what_is_owed(
    service: Service, workspace: Client
) -> None:
    placement = await a_taught_pupil(service, keyworker="sue")
    await a_result(service, placement, "3")
    await service.go_to(2026, 10, 8, 18, 30)
    assert await service.read(due_reviews, by="ann") == []
    await service.go_to(2026, 10, 9, 18, 30)
    assert len(await service.read(due_reviews, by="ann")) == 1
    await workspace.command("/review", by="ann")
    await workspace.submit(by="ann", **LATER | {"held_on": date(2026, 10, 9)})
    assert (await owed(service, DutyKind.REVIEW))[DutyKind.REVIEW, "Maths"][1] > LAST_DAY


async def test_attempts_count_from_the_day_on_which_a_review_would_and_the_second_closes_it(
    service: Service, workspace: Client
) -> None:
    await a_taught_pupil(service, keyworker="sue", first_day=date(2026, 11, 2))
    for day in (3, 4, 7, 8):  # the 4th is an INSET day
        await service.go_to(2026, 12, day, 17, 30)
        duty_id, due_on, _ = await duty(service, DutyKind.FAMILY_REVIEW)
        assert due_on == date(2026, 12, 18)
        await press(service, "review.open", duty_id, by="sue")
        assert ("counted from Mon 7 Dec" in workspace.modal(by="sue").text) == (day < 7)
        await workspace.click("Could not reach them", by="sue")
        await workspace.submit(by="sue", **NO_ANSWER, when=service.clock.today())
        while workspace.has_modal(by="sue"):
            await workspace.close(by="sue")
        assert len(await kept(service, Review)) == (day == 8)
    assert (await owed(service, DutyKind.FAMILY_REVIEW))[DutyKind.FAMILY_REVIEW, ""][1] > date(2026, 12, 18)


async def test_what_the_family_said_on_the_phone_stands_above_the_field_and_not_in_it(
    service: Service, workspace: Client
) -> None:
    await a_taught_pupil(service, keyworker="sue")
    await service.go_to(2026, 10, 19, 17, 30)
    duty_id = (await duty(service, DutyKind.FAMILY_REVIEW))[0]
    await press(service, "review.open", duty_id, by="sue")
    await workspace.click("Could not reach them", by="sue")
    spoke = NO_ANSWER | {"what_happened": "We spoke, or they replied"}
    await workspace.submit(by="sue", **spoke, when=service.clock.today(), what_they_said="He loves coming here")
    await workspace.close(by="sue", everything=True)
    await press(service, "review.open", duty_id, by="sue")
    form = workspace.modal(by="sue")
    assert not form.fields["What the parents or carers say"]
    assert not form.fields["Who took part"]
    assert "Parents or carers said on Monday 19 October: “He loves coming here”" in form.text
    said = {"held_on": AT_THE_END, "what_the_parents_or_carers_say": "He loves coming here"}
    assert await workspace.submit(by="sue", **said) == {}
    (row,) = await kept(service, Review)
    assert (row.parent_view, row.parents_took_part, row.unreached) == ("He loves coming here", True, False)
    assert (await duty(service, DutyKind.FAMILY_REVIEW))[0] != duty_id


async def test_attempts_of_the_first_weeks_are_none_for_the_review(service: Service, workspace: Client) -> None:
    placement = await a_taught_pupil(service, keyworker="sue")
    for day in (8, 9, 10):
        await service.go_to(2026, 9, day, 18, 30)
        await press(service, "contact.attempt", placement, by="sue")
        await workspace.submit(by="sue", **NO_ANSWER, when=service.clock.today())
        if workspace.has_modal(by="sue"):
            await workspace.close(by="sue")
    assert (await duty(service, DutyKind.FAMILY))[2] is Ending.UNREACHABLE
    assert (await owed(service, DutyKind.FAMILY_REVIEW))[DutyKind.FAMILY_REVIEW, ""][1] == LAST_DAY


async def test_the_track_is_kept_with_the_review(service: Service, workspace: Client) -> None:
    placement = await a_taught_pupil(service, first_day=FIRST_DAY)
    await a_result(service, placement, "3")
    await service.change(a_target, placement, by="ann")
    await go_to_the_end(service)
    await press(service, "review.open", f"{placement}:Maths", by="ann")
    assert "*Target*: 5 (GCSE)" in workspace.modal(by="ann").text
    await workspace.submit(by="ann", **LATER | {"grade_or_score_now": "grade 5"})
    assert [one.track for one in await kept(service, Review)] == [TrackStatus.MET]


def a_target(change: Change, placement: str) -> None:
    """Set a 5 in Maths as the target for the end of the half-term."""
    change.add(
        Target(
            placement_id=placement,
            subject="Maths",
            scale="gcse",
            value="5",
            by_when=LAST_DAY,
            set_on=change.today,
            added_at=change.now,
        )
    )


async def test_the_pupils_page_shows_the_last_review_and_leads_to_the_next(service: Service, workspace: Client) -> None:
    placement = await a_taught_pupil(service, first_day=FIRST_DAY)
    await a_result(service, placement, "3")
    await press(service, "review.open", f"{placement}:Maths", by="ann")
    told = {"told_the_pupil_on": FIRST_DAY, "how_the_pupil_was_told": "After the lesson"}
    await workspace.fill(by="ann", **GOOD)
    await workspace.click("Next: the pupil and the family", by="ann")
    await workspace.submit(by="ann", **told)
    await press(service, "pupil.open", placement, by="ann")
    page = await workspace.home(by="ann")
    assert "Grade 4" in page.text
    assert "Next step: I check my units at the end" in page.text
    assert "The pupil was told on Mon 7 Sep: After the lesson" in page.text
    await workspace.choose("Review", "Maths", by="ann")
    assert "Grade: *4* (review, Mon 7 Sep)" in workspace.modal(by="ann").text


async def test_hopes_that_were_told_at_a_review_are_those_of_the_page(service: Service, workspace: Client) -> None:
    placement = await a_taught_pupil(service, keyworker="sue", first_day=FIRST_DAY)
    await press(service, "review.open", f"{placement}:", by="sue")
    await workspace.fill(by="sue", held_on=FIRST_DAY, what_the_parents_or_carers_say="He likes to come")
    await workspace.click("Next: hopes", by="sue")
    assert await workspace.submit(by="sue", what_the_parents_or_carers_hope_for="A place at college") == {}
    await press(service, "pupil.open", placement, by="sue")
    page = await workspace.home(by="sue")
    assert "A place at college" in page.text
    assert "Parents or carers say: He likes to come" in page.text


async def test_nobody_else_sees_a_review(service: Service, workspace: Client) -> None:
    placement = await a_taught_pupil(service, keyworker="sue", first_day=FIRST_DAY)
    await press(service, "review.open", f"{placement}:", by="sue")
    await workspace.submit(by="sue", held_on=FIRST_DAY, what_the_parents_or_carers_say="He likes to come")
    await press(service, "pupil.open", placement, by="ben")
    assert "He likes to come" not in (await workspace.home(by="ben")).text


async def test_a_head_who_also_teaches_a_pupil_comes_by_the_name_to_the_review_that_they_owe(
    service: Service, workspace: Client
) -> None:
    placement = await a_taught_pupil(service, "Kai Ashworth", keyworker="sue")
    helen = (await service.actor("helen")).staff_id
    await service.change(
        allocate, placement, (await service.actor("sue")).staff_id, [f"{helen}:Art"], FIRST_DAY, by="helen"
    )
    await go_to_the_end(service)
    await workspace.command("/review kai", by="helen")
    assert "Kai Ashworth" in workspace.modal(by="helen").text
    assert "Art" in workspace.modal(by="helen").text


async def test_thirty_pupils_are_reviewed_in_one_sitting_and_the_form_never_closes(
    service: Service, workspace: Client
) -> None:
    for number in range(30):
        await a_result(service, await a_taught_pupil(service, f"Kai Ash{number:02}", keyworker="sue"), "3")
    await go_to_the_end(service)
    await workspace.command("/review", by="ann")
    view_id = service.slack.modals("UANN")[-1]["id"]
    for number in range(30):
        assert f"Kai Ash{number:02}" in workspace.modal(by="ann").text
        assert await workspace.submit(by="ann", **LATER) == {}
        assert [view["id"] for view in service.slack.modals("UANN")] == [view_id]
    assert "Saved: 30 reviews" in workspace.modal(by="ann").text
    assert len(await kept(service, Review)) == 30

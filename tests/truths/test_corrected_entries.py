"""Whatever is recorded can be corrected as well as undone: old, new, who and why stay readable."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.workspace import Client
from models.administration.staff_list import save_staff
from models.assessments.decide import DecisionInput, decide
from models.attempts.log import NewAttempt
from models.change import Change
from models.contacts.lines import ContactInput
from models.contacts.people import add_person
from models.corrections.attempt import correct_attempt
from models.corrections.result import correct_result
from models.corrections.review import correct_review
from models.corrections.target import correct_target
from models.documents.given import GivenInput, Recipient, give_document
from models.errors import Absent, Refused
from models.leaving.check_ins import check_in, correct_check_in, undo_check_in
from models.leaving.own_assessment import save_own_assessment
from models.permission import Role
from models.plans.provision import add_provision
from models.plans.provision_end import end_provision
from models.profiles.agree import agree
from models.progress.results import ResultInput, add_result
from models.progress.set_target import TargetInput, set_target
from models.reviews.family import save_any_review
from models.reviews.save import Formality, ReviewInput
from models.tables.assessment import Choice
from models.tables.contact import Attempt, Contact, Outcome, Reason, Way
from models.tables.document import DocumentKind, GivenDocument
from models.tables.duty import Duty, DutyKind, Ending
from models.tables.leaving import Asked, CheckIn, CheckInOutcome, OwnAssessment
from models.tables.plans.provision import Effect, Provision
from models.tables.profile import Agreeing
from models.tables.result import Result, Source
from models.tables.review import Review
from models.tables.target import Target
from models.topic import Topic
from tests.handlers.pressing import duty, press
from tests.handlers.teaching import a_taught_pupil, kept
from tests.school import Service
from tests.truths.test_leaving import a_check_in, a_leaver, endings
from tests.truths.test_plans import READING
from tests.truths.test_plans import a_pupil_in_school as pupil_with_plan
from tests.truths.test_profiles import write

TODAY = date(2026, 9, 7)
LEFT_FOR_TWO_WEEKS = date(2026, 10, 2)
WHY = {"reason_for_the_change": "A misheard name"}
LATE = {"Reason for the change": "This was saved by a colleague. Give a short reason for the change."}
ATTENDING, ABSENT, SILENCE = CheckInOutcome.ATTENDING, CheckInOutcome.NOT_ATTENDING, CheckInOutcome.NO_ANSWER


async def correct(service: Service, action_id: str, row_id: str, *, by: str, **typed: Any) -> dict[str, str]:
    """Correct a row without a reason, which is refused beside its field, and then with one."""
    await press(service, action_id, row_id, by=by)
    assert "Undo" not in service.workspace.modal(by=by).buttons
    assert await service.workspace.submit(by=by, **typed) == LATE
    return await service.workspace.submit(by=by, **WHY)


async def page(service: Service, placement: str, *, by: str = "helen") -> str:
    await press(service, "pupil.open", placement, by=by)
    return (await service.workspace.home(by=by)).text.replace("*", "")


# How the pupil found the placement.


async def test_their_words_are_corrected_openly_and_end_what_is_owed_as_they_were(
    service: Service, workspace: Client
) -> None:
    placement = await a_leaver(service)
    await service.change(save_own_assessment, placement, Asked.DECLINED, TODAY, None, by="ben")
    (row,) = await kept(service, OwnAssessment)
    said = {"what_happened": "They said how it was", "what_they_say_of_their_time_here": "It was quiet"}
    assert await correct(service, "leave.own_assessment_correct", row.id, by="helen", **said) == {}
    assert await endings(service, DutyKind.OWN_ASSESSMENT) == [(Ending.DONE, TODAY)]
    shown = await page(service, placement)
    assert "How the pupil found the placement, asked on Mon 7 Sep (Ben Okafor): “It was quiet”" in shown
    assert "How the placement was, asked on Mon 7 Sep, entered by Ben Okafor" in shown
    assert "they did not want to say → they said how it was" in shown
    assert "Helen Marsh, Mon 7 Sep: A misheard name" in shown
    (told,) = [one for one in workspace.direct_messages(to="ben") if "corrected your" in one.plain]
    assert "quiet" not in told.plain


async def test_an_answer_that_proves_to_be_silence_is_owed_again(service: Service) -> None:
    placement = await a_leaver(service)
    await service.change(save_own_assessment, placement, Asked.DECLINED, TODAY, None, by="ben")
    (row,) = await kept(service, OwnAssessment)
    lost = {"what_happened": "They could not be reached"}
    assert await correct(service, "leave.own_assessment_correct", row.id, by="priya", **lost) == {}
    assert await endings(service, DutyKind.OWN_ASSESSMENT) == [(None, None)]


async def test_whoever_saved_it_corrects_it_without_a_reason_for_ten_minutes(
    service: Service, workspace: Client
) -> None:
    placement = await a_leaver(service)
    await service.change(save_own_assessment, placement, Asked.SAID, TODAY, "Qiet", by="ben")
    assert "How it was, Mon 7 Sep" in str((await opened(service, placement, by="ben")).view)
    assert "How it was, Mon 7 Sep" not in str((await opened(service, placement, by="omar")).view)
    (row,) = await kept(service, OwnAssessment)
    await press(service, "leave.own_assessment_correct", row.id, by="ben")
    assert await workspace.submit(by="ben", what_they_say_of_their_time_here="Quiet") == {}
    assert [one.words for one in await kept(service, OwnAssessment)] == ["Quiet"]


async def opened(service: Service, placement: str, *, by: str) -> Any:
    await press(service, "pupil.open", placement, by=by)
    return await service.workspace.home(by=by)


# Check-ins after leaving.


async def test_a_check_in_that_was_wrong_is_corrected_and_owed_again(service: Service, workspace: Client) -> None:
    owes = await a_check_in(service)
    on = LEFT_FOR_TWO_WEEKS
    await service.change(check_in, owes, ABSENT, on, "Went twice", by="ben")
    await workspace.quiet()
    (row,) = await kept(service, CheckIn)
    silence = {"are_they_attending": "Nobody could tell us yet"}
    assert await correct(service, "leave.check_in_correct", row.id, by="helen", **silence) == {}
    assert await endings(service, DutyKind.CHECK_IN_2) == [(None, None)]
    shown = await page(service, row.placement_id)
    assert "Check-in of Fri 2 Oct, entered by Ben Okafor: not attending anywhere → nobody could tell us yet" in shown
    (told,) = [one for one in workspace.direct_messages(to="hugo") if "check-in" in one.plain]
    assert "corrected" in told.plain
    assert "not attending" not in told.text


async def test_a_check_in_corrected_to_attending_nowhere_tells_the_heads(service: Service, workspace: Client) -> None:
    owes = await a_check_in(service)
    on = LEFT_FOR_TWO_WEEKS
    row = await service.change(check_in, owes, ATTENDING, on, None, by="ben")
    await service.change(correct_check_in, row, ABSENT, on, None, "The other pupil", None, by="helen")
    await workspace.quiet()
    assert [one for one in workspace.direct_messages(to="hugo") if "not attending" in one.plain]
    assert await endings(service, DutyKind.CHECK_IN_2) == [(Ending.DONE, on)]


async def test_a_check_in_that_is_undone_leaves_no_head_believing_it(service: Service, workspace: Client) -> None:
    row = await service.change(check_in, await a_check_in(service), ABSENT, LEFT_FOR_TWO_WEEKS, None, by="ben")
    await workspace.quiet()
    await service.change(undo_check_in, row, by="ben")
    await workspace.quiet()
    (told,) = [one for one in workspace.direct_messages(to="hugo") if "check-in" in one.plain]
    assert "not attending" not in told.text


async def test_a_head_who_was_never_told_of_an_absence_hears_of_no_correction(
    service: Service, workspace: Client
) -> None:
    row = await service.change(check_in, await a_check_in(service), ABSENT, LEFT_FOR_TWO_WEEKS, None, by="ben")
    await workspace.quiet()
    await service.change(save_staff, "UANN", "Ann Lister", Role.HEAD, False, False, [], by="helen")
    await service.change(correct_check_in, row, ATTENDING, LEFT_FOR_TWO_WEEKS, None, "Misheard", None, by="helen")
    await workspace.quiet()
    assert not [one for one in workspace.direct_messages(to="ann") if "check-in" in one.plain]


async def test_a_check_in_is_not_corrected_to_a_day_that_cannot_be_right(service: Service) -> None:
    row = await service.change(check_in, await a_check_in(service), SILENCE, LEFT_FOR_TWO_WEEKS, None, by="ben")
    for on, said in ((date(2026, 10, 3), "in the future"), (TODAY, "Their last day is")):
        with pytest.raises(Refused, match=said):
            await service.change(correct_check_in, row, ATTENDING, on, None, "Why", None, by="helen")
    assert (await duty(service, DutyKind.CHECK_IN_2))[2] is None


# Grades, once the pupil has left.


async def test_a_grade_of_a_pupil_who_has_left_is_corrected_by_a_head_and_owes_nothing(service: Service) -> None:
    placement = await a_leaver(service)
    maths, seen = Topic(placement, "Maths"), ResultInput(Source.BASELINE, "gcse", "4", TODAY)
    aim = TargetInput("gcse", None, "5", date(2026, 10, 22), "Small group", [], None)
    held = ReviewInput(TODAY, Formality.FORMAL, "Asks for help", "4", assessed_on=TODAY)
    await service.change(add_result, maths, seen, by="ann")
    await service.change(set_target, maths, aim, by="ann")
    await service.change(save_any_review, maths, held, by="ann")
    (target,), (review,) = await kept(service, Target), await kept(service, Review)
    (baseline,) = [one for one in await kept(service, Result) if one.source is Source.BASELINE]
    await service.go_to(2026, 9, 21, 9)
    before = await owed_now(service)
    with pytest.raises(Absent):
        await service.change(correct_result, baseline.id, replace(seen, grade="3"), "A slip", None, by="ann")
    await service.change(correct_result, baseline.id, replace(seen, grade="3"), "A slip", None, by="helen")
    await service.change(correct_target, target.id, replace(aim, grade="6"), "A slip", None, by="priya")
    await service.change(correct_review, review.id, replace(held, grade="5"), "A slip", None, by="helen")
    assert await owed_now(service) == before
    shown = await page(service, placement)
    for said in ("4 → 3", "5 → 6", "grade 4 → 5"):
        assert said in shown
    assert await correct(service, "review.correct", review.id, by="helen", grade="4") == {}


async def owed_now(service: Service) -> set[DutyKind]:
    """Return the kinds of what is still to be done."""
    return {one.kind for one in await kept(service, Duty) if one.done_on is None}


# What somebody was given.


async def a_given_letter(service: Service, way: Way) -> tuple[str, str]:
    """Return the placement and the letter that Ben gave Dana Ashworth."""
    placement = await a_taught_pupil(service)
    whom = await service.change(add_person, placement, ContactInput("Dana Ashworth"), by="omar")
    given = GivenInput(DocumentKind.LETTER, Recipient.CONTACT, whom, TODAY, way)
    return placement, await service.change(give_document, placement, given, by="ben")


async def test_a_document_given_is_corrected_with_the_contact_that_it_counted_as(service: Service) -> None:
    placement, given = await a_given_letter(service, Way.MEETING)
    assert await correct(service, "document.given_correct", given, by="helen", how="Letter") == {}
    (row,) = await kept(service, GivenDocument)
    assert (row.way, row.attempt_id) == (Way.LETTER, None)
    assert await kept(service, Attempt) == []
    shown = await page(service, placement)
    assert "letter to the family to Dana Ashworth, letter (Ben Okafor)" in shown
    assert "Document given on Mon 7 Sep, recorded by Ben Okafor: in person → letter" in shown
    assert "Helen Marsh, Mon 7 Sep: A misheard name" in shown
    assert await correct_again(service, given, how="In person") == {}
    assert [one.on for one in await kept(service, Attempt)] == [TODAY]


async def test_a_document_given_is_corrected_and_what_was_said_at_its_contact_stays(service: Service) -> None:
    _, given = await a_given_letter(service, Way.MEETING)
    (spoken,) = await kept(service, Attempt)
    said = NewAttempt(spoken.contact_id, Way.MEETING, Outcome.SPOKE, TODAY, "He sleeps better", Reason.GOOD_NEWS)
    await service.change(correct_attempt, spoken.id, said, None, None, by="ben")
    service.skip_to(2026, 9, 8, 9)
    assert await correct(service, "document.given_correct", given, by="helen", when=date(2026, 9, 8)) == {}
    (after,) = await kept(service, Attempt)
    assert (after.on, after.view, after.reason) == (date(2026, 9, 8), "He sleeps better", Reason.GOOD_NEWS)


async def correct_again(service: Service, given: str, **typed: Any) -> dict[str, str]:
    await press(service, "document.given_correct", given, by="helen")
    return await service.workspace.submit(by="helen", **typed, **WHY)


async def test_a_correction_gives_nobody_barred_anything_either(service: Service) -> None:
    _, given = await a_given_letter(service, Way.LETTER)
    (row,) = await kept(service, GivenDocument)

    def bar(change: Change) -> None:
        change.get(Contact, row.contact_id).do_not_contact = True

    await service.change(bar, by="omar")
    assert "Nothing may be given" in str(await correct_again(service, given, how="Email"))


# Who agreed to a profile.


async def test_an_agreement_is_corrected_and_never_moved_before_what_was_agreed(
    service: Service, workspace: Client
) -> None:
    placement = await a_taught_pupil(service)
    service.skip_to(2026, 9, 8, 9)
    await write(service, placement)
    service.skip_to(2026, 9, 9, 9)
    agreed = await service.change(agree, placement, Agreeing.PUPIL, date(2026, 9, 9), None, by="ben")
    parents = {"who_agrees": "Parents or carers", "which_of_the_parents_or_carers": "Dana"}
    assert await correct(service, "profile.agree_correct", agreed, by="helen", **parents) == {}
    shown = await page(service, placement)
    assert "Agreement to the learning profile of Wed 9 Sep, recorded by Ben Okafor" in shown
    assert "by the pupil → parents or carers" in shown
    await press(service, "profile.agree_correct", agreed, by="helen")
    early = await workspace.submit(by="helen", on_which_day=TODAY, **WHY)
    assert "last changed on Tuesday 8 September" in early["On which day?"]


# Why none is needed, and what came of a provision.


async def test_the_reason_of_a_decision_on_assessment_is_corrected(service: Service) -> None:
    placement = await a_taught_pupil(service)
    given = DecisionInput(Choice.NONE_NEEDED, "The wrong pupil's reason")
    decision = await service.change(decide, placement, given, by="priya")
    assert await correct(service, "assessment.decide_correct", decision, by="helen", why="He reads well") == {}
    shown = await page(service, placement)
    assert "None needed – Priya Nair, Mon 7 Sep: He reads well" in shown
    said = "Decision on assessment of Mon 7 Sep, by Priya Nair: why the wrong pupil's reason → He reads well"
    assert said.lower() in shown.lower()
    await press(service, "assessment.decide_correct", decision, by="priya")
    errors = await service.workspace.submit(by="priya", why="", **WHY)
    assert errors == {"Why": "Say why none is needed."}


async def test_what_came_of_a_provision_is_corrected_with_a_reason(service: Service, workspace: Client) -> None:
    placement = await pupil_with_plan(service)
    provision = await service.change(add_provision, placement, READING, by="ben")
    service.skip_to(2026, 10, 5, 9)
    await service.change(end_provision, provision, Effect.ABOVE, "Reads aloud", date(2026, 10, 2), by="ben")
    typed = {"what_was_seen": "Reads a page aloud"}
    assert await correct(service, "plan.effect_correct", provision, by="priya", **typed) == {}
    await workspace.close(by="priya", everything=True)
    shown = await page(service, placement, by="priya")
    assert "Provision, set by Ben Okafor: what was seen Reads aloud → Reads a page aloud" in shown
    (row,) = await kept(service, Provision)
    assert (row.effect, row.ended_on) == (Effect.ABOVE, date(2026, 10, 2))
    assert [one.done_on for one in await kept(service, Duty) if one.about == provision] == [date(2026, 10, 2)]

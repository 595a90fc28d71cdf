"""What was reviewed, counted or said for a support plan is undone for ten minutes, then corrected with a reason."""

from datetime import date

import pytest

from bot.workspace import Client
from models.plans.needs import VoiceInput, add_voice
from models.plans.objectives import ObjectiveReviewInput, add_objective, review_objective
from models.plans.provision import add_provision, count_sessions
from models.tables.correction import Correction
from models.tables.duty import DutyKind, Ending
from models.tables.plans.objective import Decision, Objective, ObjectiveReview
from models.tables.plans.objective import Outcome as Found
from models.tables.plans.plan import PlanVoice, SupportPlan, Whose
from models.tables.plans.provision import SessionCount
from tests.handlers.pressing import last_private, press
from tests.handlers.teaching import kept
from tests.school import Service
from tests.truths.test_plans import (
    FIRST_DAY,
    HALF_TERM_ENDS,
    HELP,
    READING,
    a_pupil_in_school,
    a_signed_plan,
    duties,
    opened,
    shown,
)

NOW, CHRISTMAS = date(2026, 10, 19), date(2026, 12, 11)
LATE = {"Reason for the change": "This was saved more than ten minutes ago. Give a short reason for the change."}


async def reviewed(service: Service, decision: Decision) -> str:
    """Have the only objective of a signed plan reviewed, which ends the review of the plan, and return the review."""
    await a_signed_plan(service)
    service.skip_to(2026, 10, 19, 9)
    (objective,) = await kept(service, Objective)
    more = "Asks in every lesson" if decision in (Decision.CHANGE, Decision.STEP_UP) else None
    by_when = None if decision is Decision.STOP else CHRISTMAS
    given = ObjectiveReviewInput(NOW, "Asks Ann", Found.PARTLY, decision, more, by_when)
    review = await service.change(review_objective, objective.id, given, by="ben")
    assert [ending for _, ending, _ in await duties(service, DutyKind.PLAN_REVIEW)] == [Ending.DONE]
    return str(review)


async def correct(service: Service, action_id: str, row_id: str, *, by: str = "ben", **typed: object) -> object:
    await press(service, action_id, row_id, by=by)
    return await service.workspace.submit(by=by, **typed)


# The review of an objective.


@pytest.mark.parametrize("decision", list(Decision))
async def test_a_review_that_is_undone_leaves_the_objective_as_it_was_and_its_review_owed(
    service: Service, workspace: Client, decision: Decision
) -> None:
    review = await reviewed(service, decision)
    await press(service, "plan.objective_review_correct", review, by="ben")
    await workspace.click("Undo", by="ben")
    (objective,) = await kept(service, Objective)
    assert (objective.ended_on, objective.by_when, objective.criterion) == (None, HELP.by_when, HELP.criterion)
    assert await kept(service, ObjectiveReview) == []
    assert await duties(service, DutyKind.PLAN_REVIEW) == [(HALF_TERM_ENDS, None, None)]
    assert None not in [ending for _, ending, _ in await duties(service, DutyKind.PLAN_SIGN)]
    (plan,) = await kept(service, SupportPlan)
    assert plan.handed_in_on is None, "what the review had handed in by itself"
    assert "Asks Ann" in [one.before.get("evidence") for one in await kept(service, Correction) if one.undone]


async def test_a_review_is_corrected_with_a_reason_and_what_it_decides_follows(service: Service) -> None:
    review = await reviewed(service, Decision.STOP)
    service.skip_to(2026, 10, 19, 9, 11)
    kept_up = {"what_follows": "Keep it as it is", "new_date": CHRISTMAS}
    assert await correct(service, "plan.objective_review_correct", review, **kept_up) == LATE
    assert await service.workspace.submit(by="ben", reason_for_the_change="The wrong line") == {}
    (objective,) = await kept(service, Objective)
    assert (objective.ended_on, objective.by_when) == (None, CHRISTMAS)
    assert [ending for _, ending, _ in await duties(service, DutyKind.PLAN_REVIEW)] == [Ending.DONE]
    await service.workspace.close(by="ben", everything=True)
    await press(service, "pupil.open", objective.placement_id, by="ben")
    page = (await service.workspace.home(by="ben")).text.replace("*", "")
    assert "Review of an objective of Mon 19 Oct, set by Ben Okafor: what follows stop it → keep it as it is" in page


async def test_a_correction_of_words_alone_moves_nothing(service: Service) -> None:
    review = await reviewed(service, Decision.STEP_UP)
    before = await kept(service, Objective)
    assert await correct(service, "plan.objective_review_correct", review, evidence="Asks Ann and Dan") == {}
    (row,) = await kept(service, ObjectiveReview)
    assert row.evidence == "Asks Ann and Dan"
    assert [(one.id, one.by_when) for one in await kept(service, Objective)] == [(before[0].id, CHRISTMAS)]


async def test_what_was_built_on_a_review_keeps_its_decision_from_being_changed(service: Service) -> None:
    review = await reviewed(service, Decision.CHANGE)
    (after,) = (one for one in await kept(service, Objective) if one.follows_id)
    again = ObjectiveReviewInput(NOW, "Asks", Found.MET, Decision.KEEP, None, CHRISTMAS)
    await service.change(review_objective, after.id, again, by="ben")
    said = "The objective that followed has been changed or reviewed since. Correct that one."
    await press(service, "plan.objective_review_undo", review, by="ben")
    assert said in last_private(service)
    typed = {"what_follows": "Stop it", "new_date": ""}
    assert await correct(service, "plan.objective_review_correct", review, **typed) == {"What follows": said}
    await service.workspace.close(by="ben", everything=True)
    as_it_was = {"what_follows": "Change it", "new_date": CHRISTMAS, "evidence": "Asks Ann a lot"}
    assert await correct(service, "plan.objective_review_correct", review, **as_it_was) == {}
    assert after.baseline in [one.baseline for one in await kept(service, Objective)]


async def test_a_colleague_cannot_undo_and_the_keyworker_is_not_offered_what_a_colleague_saved(
    service: Service, workspace: Client
) -> None:
    placement = await a_signed_plan(service)
    await service.change(add_objective, placement, HELP, by="ben")
    one, other = (each.id for each in await kept(service, Objective))
    given = ObjectiveReviewInput(FIRST_DAY, "Asks", Found.PARTLY, Decision.KEEP)
    await service.change(review_objective, one, given, by="priya")
    await service.change(review_objective, other, given, by="ben")
    for by, offered in (("ben", 1), ("priya", 2)):
        await press(service, "plan.open", placement, by=by)
        assert str(workspace.modal(by=by).view).count("plan.objective_review_correct") == offered
        await workspace.close(by=by, everything=True)
    own = next(each for each in await kept(service, ObjectiveReview) if each.objective_id == other)
    await press(service, "plan.objective_review_correct", own.id, by="priya")
    assert "Undo" not in workspace.modal(by="priya").buttons
    assert await workspace.submit(by="priya", evidence="Asks twice", reason_for_the_change="Ann says so") == {}
    (told,) = (each for each in workspace.direct_messages(to="ben") if "corrected your" in each.plain)
    assert "review of an objective in the support plan" in told.plain


# The sessions given.


async def test_a_count_that_is_undone_leaves_the_one_before_and_one_too_high_is_corrected(
    service: Service, workspace: Client
) -> None:
    placement = await a_pupil_in_school(service)
    provision = await service.change(add_provision, placement, READING, by="ben")
    service.skip_to(2026, 10, 5, 9)
    await service.change(count_sessions, provision, 3, date(2026, 9, 25), by="ben")
    service.skip_to(2026, 10, 5, 10)
    await service.change(count_sessions, provision, 70, date(2026, 10, 2), by="ben")
    last = max(await kept(service, SessionCount), key=lambda one: one.added_at)
    await press(service, "plan.sessions_correct", last.id, by="ben")
    assert await workspace.submit(by="ben", sessions_given_so_far=7) == {}
    await workspace.close(by="ben", everything=True)
    assert "Given: 7 of 9 planned sessions, up to Fri 2 Oct" in await opened(service, placement, by="ben")
    assert await correct(service, "plan.sessions_correct", last.id, sessions_given_so_far=2) == {
        "Why it is fewer": "3 were counted before. Say why it is fewer."
    }
    await workspace.close(by="ben", everything=True)
    await press(service, "plan.sessions_undo", last.id, by="ben")
    await workspace.close(by="ben", everything=True)
    assert "Given: 3 of 6 planned sessions, up to Fri 25 Sep" in await opened(service, placement, by="ben")
    (first,) = await kept(service, SessionCount)
    await press(service, "plan.sessions_undo", first.id, by="ben")
    assert "ten minutes" in last_private(service)


async def test_only_the_last_count_is_corrected(service: Service) -> None:
    placement = await a_pupil_in_school(service)
    provision = await service.change(add_provision, placement, READING, by="ben")
    service.skip_to(2026, 10, 5, 9)
    for given, until in ((3, date(2026, 9, 25)), (7, date(2026, 10, 2))):
        await service.change(count_sessions, provision, given, until, by="ben")
    first = min(await kept(service, SessionCount), key=lambda one: one.until)
    await press(service, "plan.sessions_correct", first.id, by="ben")
    assert "There is a later count already" in last_private(service)


# Their own words.


async def test_words_put_down_wrongly_are_undone_or_corrected_and_stay_readable(
    service: Service, workspace: Client
) -> None:
    placement = await a_pupil_in_school(service)
    given = VoiceInput(Whose.PUPIL, FIRST_DAY, "It is quiet")
    await service.change(add_voice, placement, given, by="ben")
    await service.go_to(2026, 9, 8, 9)
    await service.change(add_voice, placement, VoiceInput(Whose.PUPIL, date(2026, 9, 8), "It is loud"), by="ben")
    await press(service, "plan.open", placement, by="ben")
    await workspace.click("Correct", by="ben", within="It is loud")
    error = {"What they said, in their words": "Either their words or why there are none."}
    assert await workspace.submit(by="ben", or_why="Did not want to say") == error
    await workspace.click("Undo", by="ben")
    await workspace.close(by="ben", everything=True)
    assert "The pupil, on Monday 7 September: It is quiet" in await opened(service, placement, by="ben")
    (voice,) = await kept(service, PlanVoice)
    assert await correct(service, "plan.voice_correct", voice.id, what_they_said="It is quiet here") == LATE
    assert await workspace.submit(by="ben", reason_for_the_change="Half was missing") == {}
    await workspace.close(by="ben", everything=True)
    assert (await shown(service, placement)).voices[Whose.PUPIL].words == "It is quiet here"
    await press(service, "pupil.open", placement, by="ben")
    page = (await workspace.home(by="ben")).text.replace("*", "")
    assert "In their own words (support plan) of Mon 7 Sep, set by Ben Okafor: It is quiet → It is quiet here" in page


async def test_a_day_to_come_is_refused_in_a_correction_too(service: Service) -> None:
    review = await reviewed(service, Decision.STOP)
    assert await correct(service, "plan.objective_review_correct", review, reviewed_on=date(2026, 10, 20)) == {
        "Reviewed on": "That date is in the future. Record it once it has been reviewed."
    }

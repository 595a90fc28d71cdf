"""A support plan says what is true: owed, answered, handed in, signed, reviewed, and what has changed since."""

from datetime import date
from html import unescape
from typing import Any

import pytest
from sqlalchemy import delete

from bot.workspace import Client
from models.allocations.first_day import Lateness, Start, record_start
from models.assessments.screening import ScreeningInput, add_screening
from models.assessments.waiting import open_waiting
from models.attempts.log import NewAttempt, log_attempt
from models.attendance.weeks import set_week
from models.change import Change, Read
from models.contacts.lines import ContactInput
from models.contacts.people import add_person
from models.duplicates.merge import Keep, Stays, merge, undo_merge
from models.duties.not_needed import end_as_not_needed
from models.errors import Absent, Refused
from models.leaving.destination import Destination
from models.leaving.leave import LeavingInput, leave
from models.plans.access import NO_PLAN
from models.plans.aim import OUTREACH, REINTEGRATION, add_criterion, drop_criterion, set_aim, show_criterion
from models.plans.gaps import all_gaps
from models.plans.hand_in import hand_in, sign_or_send_back
from models.plans.needs import NeedsInput, VoiceInput, add_voice, write_needs
from models.plans.objectives import (
    ObjectiveInput,
    ObjectiveReviewInput,
    add_objective,
    correct_objective,
    review_objective,
)
from models.plans.provision import ProvisionInput, add_provision, count_sessions
from models.plans.provision_end import end_provision, undo_provision_end
from models.plans.shown import PlanShown, show_plan
from models.pupils.barriers import BarrierInput, set_barrier
from models.reviews.family import save_family_review
from models.reviews.save import Formality, ReviewInput
from models.tables.assessment import Informant, Measure
from models.tables.barrier import BarrierKind, BarrierStatus
from models.tables.contact import Contact, Outcome, Reason, Way
from models.tables.correction import Correction
from models.tables.duty import Duty, DutyKind, Ending
from models.tables.leaving import DestinationKind, LeavingReason
from models.tables.placement import Placement
from models.tables.plans.objective import Area, Decision, Objective
from models.tables.plans.objective import Outcome as Found
from models.tables.plans.plan import PlanKind, PlanVersion, Whose
from models.tables.plans.provision import Effect, Provision
from models.tables.review import FAMILY
from models.topic import Topic
from tests.handlers.pressing import press
from tests.handlers.teaching import a_result, a_taught_pupil, kept
from tests.school import Service, a_pupil

FIRST_DAY, TWENTY_DAYS_ON = date(2026, 9, 7), date(2026, 10, 5)
HALF_TERM_ENDS = date(2026, 10, 22)
NEEDS = NeedsInput("Asthma", "Lives with his aunt", "Few friends", "A quiet start", "A walk before school")
BACK = {name: f"The {name}" for name in REINTEGRATION}
HELP = ObjectiveInput("Asks for help", "Leaves the room", "Asks in four lessons of five", date(2026, 10, 22))
READING = ProvisionInput(
    "Reading, one to one", "Sue Pell", 30, 3, 1, date(2026, 9, 14), date(2026, 10, 22), "Reads a page a day"
)


async def a_pupil_in_school(service: Service) -> str:
    """Kai, in school since Monday the 7th; Ben is the keyworker, Ann teaches Maths."""
    placement = await a_taught_pupil(service, first_day=FIRST_DAY)
    await service.change(record_start, placement, Start.FULL_TIME, FIRST_DAY, Lateness(), by="helen")
    return placement


async def a_written_plan(service: Service) -> str:
    """Have the keyworker answer every heading of the plan."""
    placement = await a_pupil_in_school(service)
    await service.change(write_needs, placement, NEEDS, by="ben")
    for whose in Whose:
        await service.change(add_voice, placement, VoiceInput(whose, FIRST_DAY, "It is quiet here"), by="ben")
    await service.change(add_objective, placement, HELP, by="ben")
    await service.change(set_aim, placement, PlanKind.REINTEGRATION, BACK, by="ben")
    await service.change(add_criterion, placement, Area.ATTENDANCE, "90% or more", by="ben")
    return placement


async def a_signed_plan(service: Service) -> str:
    placement = await a_written_plan(service)
    await service.change(hand_in, placement, by="ben")
    await service.change(sign_or_send_back, placement, True, None, by="priya")
    return placement


async def duties(service: Service, kind: DutyKind) -> list[tuple[date, Ending | None, date | None]]:
    """Return the duties of a kind: due date, ending, and the day that they read done."""
    found = [one for one in await kept(service, Duty) if one.kind is kind]
    return [(one.due_on, one.ending, one.done_on) for one in sorted(found, key=lambda one: one.added_at)]


async def shown(service: Service, placement: str) -> PlanShown:
    def read(read: Read) -> PlanShown:
        return show_plan(read, read.get(Placement, placement))

    found: PlanShown = await service.read(read, by="ben")
    return found


async def opened(service: Service, value: str, *, by: str) -> str:
    await press(service, "plan.open", value, by=by)
    text = service.workspace.modal(by=by).text.replace("*", "")
    await service.workspace.close(by=by, everything=True)
    return text


# Owed, written, handed in, signed.


async def test_it_is_owed_twenty_school_days_after_the_first_day_and_moves_with_it(service: Service) -> None:
    await a_taught_pupil(service, first_day=date(2026, 9, 8))
    assert await duties(service, DutyKind.PLAN) == [(date(2026, 10, 6), None, None)]
    placement = (await kept(service, Placement))[0].id
    await service.change(record_start, placement, Start.FULL_TIME, FIRST_DAY, Lateness(), by="helen")
    assert await duties(service, DutyKind.PLAN) == [(TWENTY_DAYS_ON, None, None)]


async def test_it_is_handed_in_only_once_every_heading_is_answered(service: Service) -> None:
    placement = await a_pupil_in_school(service)
    await service.change(write_needs, placement, NEEDS, by="ben")
    with pytest.raises(Refused, match="what the pupil said, what parents or carers said, an objective, what the plan"):
        await service.change(hand_in, placement, by="ben")
    assert await duties(service, DutyKind.PLAN) == [(TWENTY_DAYS_ON, None, None)]
    assert await duties(service, DutyKind.PLAN_SIGN) == []


async def test_handing_in_ends_the_writing_and_owes_the_senco_a_signature(service: Service) -> None:
    placement = await a_written_plan(service)
    await service.go_to(2026, 9, 10, 9)
    await service.change(hand_in, placement, by="ben")
    assert await duties(service, DutyKind.PLAN) == [(TWENTY_DAYS_ON, Ending.DONE, date(2026, 9, 10))]
    assert await duties(service, DutyKind.PLAN_SIGN) == [(date(2026, 9, 15), None, None)]
    (owed,) = (one for one in await kept(service, Duty) if one.kind is DutyKind.PLAN_SIGN)
    assert owed.owner_id == (await service.actor("priya")).staff_id
    with pytest.raises(Refused, match="Only the SENCo or a Head"):
        await service.change(sign_or_send_back, placement, True, None, by="ben")
    await service.go_to(2026, 9, 11, 9)
    await service.change(sign_or_send_back, placement, True, None, by="priya")
    assert await duties(service, DutyKind.PLAN_SIGN) == [(date(2026, 9, 15), Ending.DONE, date(2026, 9, 11))]
    (version,) = await kept(service, PlanVersion)
    assert (version.number, version.handed_in_on, version.on) == (1, date(2026, 9, 10), date(2026, 9, 11))


async def test_a_plan_that_is_sent_back_is_owed_again_and_says_why(service: Service) -> None:
    placement = await a_written_plan(service)
    await service.change(hand_in, placement, by="ben")
    with pytest.raises(Refused, match="what it still needs"):
        await service.change(sign_or_send_back, placement, False, None, by="priya")
    await service.change(sign_or_send_back, placement, False, "Ask the aunt too", by="priya")
    assert await duties(service, DutyKind.PLAN) == [(TWENTY_DAYS_ON, None, None)]
    assert [ending for _, ending, _ in await duties(service, DutyKind.PLAN_SIGN)] == [Ending.DROPPED]
    assert "Sent back: Ask the aunt too" in await opened(service, placement, by="ben")


async def test_the_whole_way_goes_through_the_forms(service: Service, workspace: Client) -> None:
    placement = await a_pupil_in_school(service)
    await press(service, "plan.open", placement, by="ben")
    assert "Safeguarding: ask the DSL" in workspace.modal(by="ben").text.replace("*", "")
    await workspace.click("Wider needs, what works", by="ben")
    fields = {"health": "Asthma", "family": "None known", "social": "None known"}
    assert await workspace.submit(by="ben", **fields, what_works_here="Quiet", what_works_at_home="A walk") == {}
    await workspace.click("Back to the plan", by="ben")
    await workspace.click("In their own words", by="ben")
    words = {"who_was_asked": "The pupil", "on_which_day": FIRST_DAY}
    error = {"What they said, in their words": "Write down what they said, or say why there is nothing."}
    assert await workspace.submit(by="ben", **words) == error
    assert await workspace.submit(by="ben", what_they_said="It is quiet here") == {}
    await workspace.click("Back to the plan", by="ben")
    text = workspace.modal(by="ben").text.replace("*", "")
    assert "The pupil, on Monday 7 September: It is quiet here" in text
    assert "Still to answer: what parents or carers said, an objective, what the plan is for" in text
    await workspace.click("In their own words", by="ben")
    parents = {"who_was_asked": "Parents or carers", "on_which_day": FIRST_DAY}
    assert await workspace.submit(by="ben", **parents, or_why="Did not want to say") == {}
    await workspace.click("Back to the plan", by="ben")
    await workspace.click("Add an objective", by="ben")
    aim = {"objective": "Asks for help", "how_it_is_now": "Leaves", "what_will_show": "Asks", "by_when": HALF_TERM_ENDS}
    assert await workspace.submit(by="ben", **aim) == {}
    await workspace.click("Back to the plan", by="ben")
    await workspace.click("Outreach", by="ben")
    outreach = {"where_the_pupil": "At the library", "hours": "10 a week", "what_the_home_school_does": "Sends work"}
    assert await workspace.submit(by="ben", **outreach) == {}
    await workspace.click("Back to the plan", by="ben")
    await workspace.click("Add a criterion", by="ben")
    assert await workspace.submit(by="ben", what_is_it_about="Progress", what_has_to_be_shown="Two units done") == {}
    await workspace.click("Back to the plan", by="ben")
    ready = "Outreach – the one criterion, progress, is not yet recorded as shown"
    assert ready in workspace.modal(by="ben").text.replace("*", "")
    await workspace.click("Hand in to sign", by="ben")
    await workspace.close(by="ben", everything=True)
    (sign,) = (one.id for one in await kept(service, Duty) if one.kind is DutyKind.PLAN_SIGN)
    await press(service, "plan.sign", sign, by="priya")
    assert await workspace.submit(by="priya", your_decision="Sign it") == {}
    assert "Signed on Monday 7 September 2026 by Priya Nair (version 1)" in await opened(service, placement, by="dan")


# Whose words they are, and what became of them.


async def test_what_a_colleague_wrote_is_changed_with_a_reason_and_they_are_told(service: Service) -> None:
    placement = await a_written_plan(service)
    other = NeedsInput("None known", *list(vars(NEEDS).values())[1:])
    with pytest.raises(Refused, match="by a colleague"):
        await service.change(write_needs, placement, other, by="priya")
    await service.change(write_needs, placement, other, None, "The nurse rang", by="priya")
    (correction,) = await kept(service, Correction)
    assert (correction.before["health"], correction.after["health"], correction.why) == (
        "Asthma",
        "None known",
        "The nurse rang",
    )
    (objective,) = await kept(service, Objective)
    given = ObjectiveInput("Asks for help", "Leaves the room", "Asks every time", HALF_TERM_ENDS)
    await service.change(correct_objective, objective.id, given, "Clearer", by="priya")
    await press(service, "pupil.open", placement, by="ben")
    page = (await service.workspace.home(by="ben")).text.replace("*", "")
    assert "Support plan, set by Ben Okafor: health Asthma → None known" in page
    assert "Objective, set by Ben Okafor: met when Asks in four lessons of five → Asks every time" in page
    assert "Priya Nair, Mon 7 Sep: The nurse rang" in page


async def test_what_the_plan_is_for_is_changed_with_a_reason_and_kept(service: Service, workspace: Client) -> None:
    placement = await a_written_plan(service)
    given = BACK | {"fallback": None}
    with pytest.raises(Refused, match="by a colleague"):
        await service.change(set_aim, placement, PlanKind.REINTEGRATION, given, by="priya")
    await press(service, "plan.reintegration", placement, by="priya")
    assert await workspace.submit(by="priya", if_it_does_not_work_out="") == {
        "Reason for the change": "This was saved by a colleague. Give a short reason for the change."
    }
    assert await workspace.submit(by="priya", reason_for_the_change="Not agreed yet") == {}
    (correction,) = await kept(service, Correction)
    assert (correction.before["fallback"], correction.after["fallback"]) == ("The fallback", None)
    with pytest.raises(Refused, match="by a colleague"):
        await service.change(set_aim, placement, PlanKind.OUTREACH, dict.fromkeys(OUTREACH), by="ben")
    out = dict.fromkeys(OUTREACH)
    await service.change(set_aim, placement, PlanKind.OUTREACH, out, None, "The school has no place", by="ben")
    await workspace.close(by="priya", everything=True)
    await press(service, "pupil.open", placement, by="ben")
    page = (await workspace.home(by="ben")).text.replace("*", "")
    assert "Support plan, set by Ben Okafor: if it does not work out The fallback → " in page
    assert "Support plan, set by Priya Nair: reintegration → outreach" in page


async def test_what_shows_a_criterion_is_changed_with_a_reason_and_kept(service: Service, workspace: Client) -> None:
    placement = await a_written_plan(service)
    (criterion,) = (one.id for one in (await shown(service, placement)).criteria)
    await service.change(show_criterion, criterion, "93% in September", FIRST_DAY, True, by="ben")
    await press(service, "plan.shown", criterion, by="priya")
    stands = {"how_does_it_stand": "It is not, or no longer", "as_of_which_day": FIRST_DAY}
    assert await workspace.submit(by="priya", **stands) == {
        "Reason for the change": "This was saved by a colleague. Give a short reason for the change."
    }
    assert await workspace.submit(by="priya", reason_for_the_change="It was another pupil's") == {}
    (correction,) = await kept(service, Correction)
    assert (correction.before["evidence"], correction.before["shown_on"]) == ("93% in September", "2026-09-07")
    await press(service, "pupil.open", placement, by="ben")
    page = (await workspace.home(by="ben")).text.replace("*", "")
    assert "Criterion, set by Ben Okafor: evidence 93% in September → " in page
    assert "Priya Nair, Mon 7 Sep: It was another pupil's" in page


async def test_the_second_of_two_first_editors_empties_nothing(service: Service, workspace: Client) -> None:
    placement = await a_pupil_in_school(service)
    await press(service, "plan.needs", placement, by="priya")
    await press(service, "plan.outreach", placement, by="hugo")
    await service.change(write_needs, placement, NEEDS, NO_PLAN, by="ben")
    for late in ("priya", "hugo"):
        typed = {"social": "Few friends"} if late == "priya" else {"hours": "10 a week"}
        (error,) = (await workspace.submit(by=late, **typed)).values()
        assert "changed this while you had it open" in error
    plan = (await shown(service, placement)).plan
    assert plan is not None
    assert (plan.health, plan.kind) == ("Asthma", None)
    await workspace.close(by="priya", everything=True)
    await press(service, "plan.needs", placement, by="priya")
    assert await workspace.submit(by="priya", reason_for_the_change="The same in fewer words") == {}
    plan = (await shown(service, placement)).plan
    assert plan is not None
    assert (plan.health, plan.social) == ("Asthma", "Few friends")


async def test_words_are_never_changed_but_follow_each_other_on_their_days(service: Service) -> None:
    placement = await a_written_plan(service)
    await service.go_to(2026, 9, 9, 9)
    later = VoiceInput(Whose.PUPIL, date(2026, 9, 9), None, "Did not want to say")
    await service.change(add_voice, placement, later, by="ben")
    assert "The pupil: nothing on Wednesday 9 September – Did not want to say" in await opened(
        service, placement, by="ben"
    )
    ahead = VoiceInput(Whose.PUPIL, date(2026, 9, 10), "Soon")
    with pytest.raises(Refused, match="in the future"):
        await service.change(add_voice, placement, ahead, by="ben")


async def test_the_network_is_shown_from_the_contacts_with_who_was_last_spoken_to(service: Service) -> None:
    placement = await a_pupil_in_school(service)
    aunt = ContactInput("Jo Reed", relation="aunt", phone="01632 960077")
    await service.change(add_person, placement, aunt, by="omar")
    (contact,) = (one for one in await kept(service, Contact) if one.name == "Jo Reed")
    assert "Jo Reed, aunt (family or carer) – not spoken to yet" in await opened(service, placement, by="ben")
    spoke = NewAttempt(contact.id, Way.CALL, Outcome.SPOKE, FIRST_DAY, "All well", Reason.GOOD_NEWS)
    await service.change(log_attempt, placement, spoke, by="ben")
    assert "Jo Reed, aunt (family or carer) – spoken to on Mon 7 Sep" in await opened(service, placement, by="ben")


# The review, due with the family review.


async def test_whoever_reviews_the_plan_hears_which_provision_waits_for_its_outcome(
    service: Service, workspace: Client
) -> None:
    placement = await a_signed_plan(service)
    await service.change(add_provision, placement, READING, by="ben")
    service.skip_to(2026, 11, 2, 9)
    (owed,) = (one.id for one in await kept(service, Duty) if one.kind is DutyKind.PLAN_REVIEW)
    await press(service, "plan.objective_review", owed, by="ben")
    kept_up = {"evidence": "Asks Ann", "outcome": "Met", "what_follows": "Keep it as it is"}
    assert await workspace.submit(by="ben", **kept_up, reviewed_on=date(2026, 11, 2), new_date=date(2026, 12, 11)) == {}
    assert (
        "The planned end of 1 provision has passed. Say on the plan what came of it." in workspace.modal(by="ben").text
    )
    await workspace.click("Back to the plan", by="ben")
    assert "the outcome is still to be judged" in workspace.modal(by="ben").text


async def test_its_review_is_due_with_the_family_review_and_ends_when_each_objective_has_an_ending(
    service: Service, workspace: Client
) -> None:
    placement = await a_signed_plan(service)
    assert await duties(service, DutyKind.PLAN_REVIEW) == [(HALF_TERM_ENDS, None, None)]
    second = ObjectiveInput("Comes in at nine", "At ten", "At nine, four days", date(2026, 12, 11))
    await service.change(add_objective, placement, second, by="ben")
    service.skip_to(2026, 10, 19, 9)
    (owed,) = (one.id for one in await kept(service, Duty) if one.kind is DutyKind.PLAN_REVIEW)
    await press(service, "plan.objective_review", owed, by="ben")
    assert "Asks for help" in workspace.modal(by="ben").text
    review = {"evidence": "Asks Ann", "outcome": "Partly met", "reviewed_on": date(2026, 10, 16)}
    assert await workspace.submit(by="ben", **review, what_follows="Change it") == {
        "New criterion, or added support": "Say the new criterion."
    }
    changed = {"new_criterion": "Asks in every lesson", "new_date": date(2026, 12, 11)}
    assert await workspace.submit(by="ben", **changed) == {}
    assert "Comes in at nine" in workspace.modal(by="ben").text
    assert await duties(service, DutyKind.PLAN_REVIEW) == [(HALF_TERM_ENDS, None, None)]
    kept_up = {"evidence": "Nine, four days", "outcome": "Met", "what_follows": "Keep it as it is"}
    assert await workspace.submit(by="ben", **kept_up, reviewed_on=date(2026, 10, 19)) == {}
    assert await duties(service, DutyKind.PLAN_REVIEW) == [(HALF_TERM_ENDS, Ending.DONE, date(2026, 10, 19))]
    assert (await duties(service, DutyKind.PLAN_SIGN))[-1] == (date(2026, 10, 22), None, None)
    before, now, after = sorted(await kept(service, Objective), key=lambda one: one.added_at)
    assert (before.ended_on, now.ended_on, after.criterion) == (date(2026, 10, 16), None, "Asks in every lesson")
    assert after.follows_id == before.id


async def test_a_review_long_before_the_day_does_not_answer_it_and_the_next_comes_with_the_next_family_review(
    service: Service,
) -> None:
    placement = await a_signed_plan(service)
    (objective,) = await kept(service, Objective)
    early = ObjectiveReviewInput(FIRST_DAY, "Asked once", Found.NOT_YET, Decision.KEEP)
    await service.change(review_objective, objective.id, early, by="ben")
    assert await duties(service, DutyKind.PLAN_REVIEW) == [(HALF_TERM_ENDS, None, None)]
    service.skip_to(2026, 10, 21, 9)
    held = ReviewInput(date(2026, 10, 21), Formality.FORMAL, None, parent_view="Better", pupil_view="It is quiet")
    await service.change(save_family_review, Topic(placement, FAMILY), held, by="ben")
    assert await duties(service, DutyKind.PLAN_REVIEW) == [(HALF_TERM_ENDS, None, None)]  # it is not answered by that
    given = ObjectiveReviewInput(date(2026, 10, 21), "Asks", Found.MET, Decision.KEEP, None, date(2026, 12, 11))
    await service.change(review_objective, objective.id, given, by="ben")
    assert [ending for _, ending, _ in await duties(service, DutyKind.PLAN_REVIEW)] == [Ending.DONE, None]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"outcome": Found.WRONG, "decision": Decision.KEEP}, "changed or stopped"),
        ({"decision": Decision.STEP_UP}, "which support"),
        ({"on": date(2026, 9, 4)}, "before the referral"),
        ({"on": date(2027, 1, 1)}, "in the future"),
    ],
)
async def test_a_review_that_cannot_be_right_is_refused(service: Service, given: dict[str, Any], said: str) -> None:
    await a_written_plan(service)
    (objective,) = await kept(service, Objective)
    usual = {"on": FIRST_DAY, "evidence": "Seen", "outcome": Found.PARTLY, "decision": Decision.KEEP}
    with pytest.raises(Refused, match=said):
        await service.change(review_objective, objective.id, ObjectiveReviewInput(**(usual | given)), by="ben")


# What is provided, readiness, and what has changed since it was signed.


async def test_sessions_given_stand_beside_what_was_planned_until_then_and_results_on_each_side(
    service: Service,
) -> None:
    placement = await a_pupil_in_school(service)
    await a_result(service, placement, "3")
    provision = await service.change(add_provision, placement, READING, by="ben")
    service.skip_to(2026, 10, 5, 9)
    await a_result(service, placement, "3", on=date(2026, 10, 1))
    await service.change(count_sessions, provision, 7, date(2026, 10, 2), by="ben")
    text = await opened(service, placement, by="ben")
    assert "Given: 7 of 9 planned sessions, up to Fri 2 Oct" in text
    assert "Maths: 3 before, 3 since (GCSE): no clear change" in text
    with pytest.raises(Refused, match="7 were counted before"):
        await service.change(count_sessions, provision, 5, date(2026, 10, 5), by="ben")
    with pytest.raises(Refused, match="in the future"):
        await service.change(end_provision, provision, Effect.ABOVE, "Reads", date(2026, 10, 6), by="ben")
    await service.change(end_provision, provision, Effect.ABOVE, "Reads to the dog", date(2026, 10, 5), by="priya")
    text = await opened(service, placement, by="ben")
    assert "Outcome on Mon 5 Oct (Priya Nair): +1: more than hoped for – Reads to the dog" in text


async def test_a_wrong_outcome_is_undone_within_ten_minutes_by_its_author(service: Service, workspace: Client) -> None:
    placement = await a_pupil_in_school(service)
    provision = await service.change(add_provision, placement, READING, by="ben")
    service.skip_to(2026, 9, 21, 9)
    on = date(2026, 9, 21)
    await service.change(end_provision, provision, Effect.BELOW, "The wrong row", on, by="ben")
    await press(service, "plan.open", placement, by="priya")
    assert "Undo the outcome" not in workspace.modal(by="priya").buttons
    with pytest.raises(Refused, match="A colleague saved this"):
        await service.change(undo_provision_end, provision, by="priya")
    await press(service, "plan.open", placement, by="ben")
    await workspace.click("Undo the outcome", by="ben")
    (row,) = await kept(service, Provision)
    assert (row.ended_on, row.effect, row.note, row.ended_by_id) == (None, None, None, None)
    (undone,) = await kept(service, Correction)
    assert (undone.undone, undone.before["note"]) == (True, "The wrong row")
    with pytest.raises(Absent):
        await service.change(undo_provision_end, provision, by="ben")
    await service.change(end_provision, provision, Effect.ABOVE, "Reads", on, by="ben")
    service.skip_to(2026, 9, 21, 9, 11)
    with pytest.raises(Refused, match="ten minutes"):
        await service.change(undo_provision_end, provision, by="ben")


async def test_attendance_before_and_since_stands_with_a_provision(service: Service) -> None:
    placement = await a_pupil_in_school(service)
    await service.change(add_provision, placement, READING, by="ben")
    service.skip_to(2026, 9, 28, 9)
    await service.change(set_week, placement, date(2026, 9, 14), 10, 8, None, by="omar")
    (one,) = (await shown(service, placement)).provisions
    assert one.around == ()
    await service.change(set_week, placement, FIRST_DAY, 10, 5, None, by="omar")
    await service.change(set_week, placement, date(2026, 9, 21), 0, 0, None, by="omar")
    assert "• Attendance: 50% before (5 of 10 sessions), 80% since (8 of 10 sessions): up 30 points" in await opened(
        service, placement, by="ben"
    )


async def test_a_barrier_is_open_until_a_provision_or_a_programme_addresses_it(service: Service) -> None:
    placement = await a_pupil_in_school(service)
    known = BarrierInput(BarrierStatus.IDENTIFIED, None, None)
    await service.change(set_barrier, placement, BarrierKind.LEARNING, known, by="ben")
    await press(service, "plan.gaps", "0", by="priya")
    assert "Kai Ashworth" in service.workspace.modal(by="priya").text
    assert "Learning difficulties" in (await shown(service, placement)).gaps[0].label
    at_once = {"barriers": [BarrierKind.LEARNING], "starts_on": FIRST_DAY}
    provision = await service.change(add_provision, placement, ProvisionInput(**(vars(READING) | at_once)), by="ben")
    assert (await shown(service, placement)).gaps == ()
    assert (await service.change(all_gaps, "0", by="priya")).in_all == 0
    service.skip_to(2026, 9, 21, 9)
    await service.change(end_provision, provision, Effect.BELOW, "Little", date(2026, 9, 21), by="ben")
    assert (await service.change(all_gaps, "0", by="priya")).in_all == 1
    with pytest.raises(Refused, match="SENCo and Heads"):
        await service.change(all_gaps, "0", by="ben")


async def test_a_provision_runs_from_its_first_day_to_its_planned_end_and_neither_before_nor_after(
    service: Service,
) -> None:
    placement = await a_pupil_in_school(service)
    known = BarrierInput(BarrierStatus.IDENTIFIED, None, None)
    await service.change(set_barrier, placement, BarrierKind.LEARNING, known, by="ben")
    given = ProvisionInput(**(vars(READING) | {"barriers": [BarrierKind.LEARNING]}))
    await service.change(add_provision, placement, given, by="ben")
    assert (await service.change(all_gaps, "0", by="priya")).in_all == 1
    text = await opened(service, placement, by="ben")
    assert "Provision (0 running)" in text
    assert "Begins on Mon 14 Sep" in text
    service.skip_to(2026, 9, 14, 9)
    assert (await service.change(all_gaps, "0", by="priya")).in_all == 0
    text = await opened(service, placement, by="ben")
    assert "Provision (1 running)" in text
    assert "planned session" not in text, "on its first morning nothing could have been given"
    service.skip_to(2026, 10, 22, 9)
    assert "Provision (1 running)" in await opened(service, placement, by="ben")
    service.skip_to(2026, 11, 2, 9)
    assert (await service.change(all_gaps, "0", by="priya")).in_all == 1
    text = await opened(service, placement, by="ben")
    assert "Provision (0 running)" in text
    assert "Its planned end has passed: the outcome is still to be judged" in text


async def test_screening_before_and_since_stands_with_a_provision_each_informant_apart(service: Service) -> None:
    placement = await a_pupil_in_school(service)
    await service.change(add_provision, placement, READING, by="ben")
    service.skip_to(2026, 10, 5, 9)
    for on, informant, total in (
        (FIRST_DAY, Informant.TEACHER, "24"),
        (FIRST_DAY, Informant.PUPIL, "20"),
        (date(2026, 10, 2), Informant.TEACHER, "18"),
    ):
        given = ScreeningInput(Measure.SDQ, None, on, informant, None, total)
        await service.change(add_screening, placement, given, by="ben")
    (one,) = (await shown(service, placement)).provisions
    assert one.around == ("SDQ, total difficulties, by a teacher: 24 before, 18 since (SDQ total): 6 points better",)


async def test_lists_of_pupils_show_the_name_that_is_used(service: Service) -> None:
    placement = await a_pupil_in_school(service)

    def prefer(change: Change) -> None:
        change.get(Placement, placement).pupil.preferred_name = "Kit"

    await service.change(prefer, by="helen")
    known = BarrierInput(BarrierStatus.SUSPECTED, None, None)
    await service.change(set_barrier, placement, BarrierKind.LEARNING, known, by="ben")
    assert [one.name for one in (await service.change(all_gaps, "0", by="priya")).shown] == ["Kit Ashworth"]
    waiting = await service.change(open_waiting, by="priya")
    assert {one.who.name for one in (*waiting.decisions.shown, *waiting.suspected.shown)} == {"Kit Ashworth"}


async def test_readiness_is_on_the_page_and_told_to_heads_without_names_on_the_day_of_the_meeting(
    service: Service, workspace: Client
) -> None:
    placement = await a_signed_plan(service)
    await service.change(add_criterion, placement, Area.SCHOOL, "They have met him", by="ben")
    (criterion,) = (one.id for one in (await shown(service, placement)).criteria if one.area is Area.ATTENDANCE)
    with pytest.raises(Refused, match="what shows it"):
        await service.change(show_criterion, criterion, None, FIRST_DAY, True, by="ben")
    await service.change(show_criterion, criterion, "93% in September", FIRST_DAY, True, by="ben")
    words = "1 of 2 criteria recorded as shown; not yet recorded: receiving school"
    assert words in await opened(service, placement, by="dan")
    await service.go_to(2026, 9, 8, 8, 20)
    assert not any(words in message.plain for message in workspace.direct_messages(to="hugo"))
    await service.go_to(2026, 9, 14, 8, 20)
    (told,) = (message for message in workspace.direct_messages(to="hugo") if words in message.plain)
    assert "KA (" in told.plain
    assert "Kai" not in told.plain + told.text


async def test_what_has_changed_since_it_was_signed_is_shown_with_who_and_when(
    service: Service, workspace: Client
) -> None:
    placement = await a_signed_plan(service)
    assert (await shown(service, placement)).changed == ()
    await service.go_to(2026, 9, 8, 9)
    await service.change(add_provision, placement, READING, by="priya")
    other = NeedsInput("None known", *list(vars(NEEDS).values())[1:])
    await service.change(write_needs, placement, other, None, "The nurse rang", by="priya")
    assert {
        (one.heading, one.before, one.after and one.after[:10]) for one in (await shown(service, placement)).changed
    } == {
        ("Health", "Asthma", "None known"),
        ("Provision", None, "Reading, o"),
    }
    await press(service, "plan.changes", placement, by="dan")
    text = workspace.modal(by="dan").text.replace("*", "")
    assert "Health – Priya Nair, Tue 8 Sep" in text
    assert "Then: Asthma" in text


def filled(length: int, name: str, letters: str) -> str:
    """Return a text of this length that begins with its name."""
    return f"{name}: {letters * length}"[:length].strip().ljust(length, "x")


async def on_all_pages(workspace: Client, *, by: str) -> str:
    """Return what the sections of all pages of the modal say, as it was typed, without the spaces."""
    said = ""
    while True:
        screen = workspace.modal(by=by)
        said += "".join(one["text"]["text"] for one in screen.view["blocks"] if one["type"] == "section")
        if "More" not in screen.buttons:
            return "".join(unescape(said).split())
        await workspace.click("More", by=by)


async def the_fullest_plan(service: Service, letters: str) -> tuple[str, list[str]]:
    """Have the keyworker fill every field to its last letter; return the placement and what the plan says."""
    texts: list[str] = []

    def text(length: int, name: str) -> str:
        texts.append(filled(length, name, letters))
        return texts[-1]

    placement = await a_pupil_in_school(service)
    needs = NeedsInput(*(text(1500, name) for name in vars(NEEDS)))
    await service.change(write_needs, placement, needs, by="ben")
    for whose in Whose:
        await service.change(add_voice, placement, VoiceInput(whose, FIRST_DAY, text(1500, whose)), by="ben")
    for number in range(18):
        names = ("Aim", "Now", "Met", "Seen", "More")
        what, *rest, seen, more = (filled(1000, f"{name} {number}", letters) for name in names)
        texts += [what] if number < 10 else [what, *rest, seen, more]
        row = await service.change(add_objective, placement, ObjectiveInput(what, *rest, HALF_TERM_ENDS), by="ben")
        decision = Decision.STOP if number < 10 else Decision.STEP_UP
        review = ObjectiveReviewInput(FIRST_DAY, seen, Found.PARTLY, decision, more)
        await service.change(review_objective, row, review, by="ben")
    for number in range(12):
        words = (text(200, f"Given {number}"), text(200, f"By {number}"), text(1000, f"Wanted {number}"))
        given = ProvisionInput(*words[:2], 30, 3, 1, FIRST_DAY, HALF_TERM_ENDS, words[2])
        row = await service.change(add_provision, placement, given, by="ben")
        if number < 2:
            await service.change(end_provision, row, Effect.ABOVE, text(1000, f"So {number}"), FIRST_DAY, by="ben")
    back = {name: text(1500 if name in ("timetable", "trial", "fallback") else 200, name) for name in REINTEGRATION}
    await service.change(set_aim, placement, PlanKind.REINTEGRATION, back, by="ben")
    for number in range(12):
        await service.change(add_criterion, placement, Area.SOCIAL, text(300, f"Criterion {number}"), by="ben")
    for one in (await shown(service, placement)).criteria:
        await service.change(show_criterion, one.id, text(1500, one.what[:12]), FIRST_DAY, True, by="ben")
    return placement, texts


def missing_in(said: str, texts: list[str]) -> list[str]:
    """Return the beginnings of the texts that are not shown whole."""
    return [each[:20] for each in texts if "".join(each.split()) not in said]


LETTERS = pytest.mark.parametrize("letters", ["&", "She walks & talks <quietly>, "])


@LETTERS
async def test_nothing_is_cut_in_the_fullest_plan(service: Service, workspace: Client, letters: str) -> None:
    placement, texts = await the_fullest_plan(service, letters)
    await press(service, "plan.open", placement, by="ben")
    said = await on_all_pages(workspace, by="ben")
    assert missing_in(said, texts) == []
    assert "…" not in said
    assert ("Earlier" in workspace.modal(by="ben").buttons) == (letters == "&")
    await workspace.close(by="ben", everything=True)
    one = (await shown(service, placement)).objectives[-1]
    await press(service, "plan.objective_review", one.objective.id, by="ben")
    form = "".join(unescape(workspace.modal(by="ben").text).split())
    assert one.review is not None
    given = one.objective
    assert missing_in(form, [given.what, given.baseline, given.criterion, one.review.evidence]) == []


@LETTERS
async def test_nothing_is_cut_of_what_has_changed(service: Service, workspace: Client, letters: str) -> None:
    placement, _ = await the_fullest_plan(service, letters)
    await service.change(hand_in, placement, by="ben")
    await service.change(sign_or_send_back, placement, True, None, by="priya")
    other = NeedsInput(*(filled(1500, f"New {name}", letters) for name in vars(NEEDS)))
    await service.change(write_needs, placement, other, by="ben")
    for one in (await shown(service, placement)).objectives:
        given = ObjectiveInput(*(filled(1000, f"New {part}", letters) for part in "abc"), HALF_TERM_ENDS)
        await service.change(correct_objective, one.objective.id, given, by="ben")
    for criterion in (await shown(service, placement)).criteria:
        await service.change(drop_criterion, criterion.id, by="ben")
    changed = (await shown(service, placement)).changed
    assert len(changed) == 25
    await press(service, "plan.changes", placement, by="ben")
    said = await on_all_pages(workspace, by="ben")
    assert missing_in(said, [each for one in changed for each in (one.before, one.after) if each]) == []


async def test_only_those_around_the_pupil_read_it_and_each_look_is_logged(service: Service, workspace: Client) -> None:
    placement = await a_written_plan(service)
    await press(service, "plan.open", placement, by="sue")
    assert not workspace.has_modal(by="sue")
    await opened(service, placement, by="ann")  # she teaches him
    with pytest.raises(Refused, match="Only the keyworker"):
        await service.change(write_needs, placement, NEEDS, by="dan")
    provisions = await kept(service, Provision)
    assert provisions == []


# What becomes of it elsewhere.


async def test_a_merge_takes_the_plan_over_with_what_it_owes_and_undoing_it_gives_it_back(service: Service) -> None:
    written = await a_written_plan(service)
    await service.change(add_provision, written, READING, by="ben")
    await service.change(hand_in, written, by="ben")
    other = await a_pupil(service, "Kai Ashworth")

    def pupils(read: Read) -> list[tuple[str, int]]:
        return [(one.pupil_id, one.pupil.version) for one in (read.get(Placement, each) for each in (other, written))]

    kept_pupil, gone = await service.read(pupils)
    both = (kept_pupil[1], gone[1])
    done = await service.change(merge, kept_pupil[0], gone[0], Keep(stays=Stays.A), both, by="helen")
    found = await shown(service, other)
    assert (found.lacks, len(found.objectives), len(found.provisions), len(found.criteria)) == ((), 1, 1, 1)
    owed = {one.kind: one.placement_id for one in await kept(service, Duty) if one.done_on is None}
    assert owed[DutyKind.PLAN_SIGN] == other
    await service.change(undo_merge, done, by="helen")
    assert (await shown(service, other)).plan is None
    assert len((await shown(service, written)).objectives) == 1
    owed = {one.kind: one.placement_id for one in await kept(service, Duty) if one.done_on is None}
    assert owed[DutyKind.PLAN_SIGN] == written


async def test_what_is_owed_for_it_ends_with_the_last_day(service: Service) -> None:
    placement = await a_signed_plan(service)
    given = LeavingInput(date(2026, 9, 18), LeavingReason.MOVES, Destination(DestinationKind.UNKNOWN))
    await service.change(leave, placement, given, by="ben")
    assert await duties(service, DutyKind.PLAN_REVIEW) == [(date(2026, 9, 18), None, None)]  # before they leave
    await service.go_to(2026, 9, 21, 9)
    assert [ending for _, ending, _ in await duties(service, DutyKind.PLAN_REVIEW)] == [Ending.LEFT]


async def test_whoever_was_here_before_an_upgrade_owes_a_plan_that_is_still_ahead(service: Service) -> None:
    await a_taught_pupil(service, first_day=FIRST_DAY)
    await service.change(lambda change: change.session.execute(delete(Duty).where(Duty.kind == DutyKind.PLAN)) and None)
    service.skip_to(2026, 11, 2, 8)
    await service.go_to(2026, 11, 3, 8)
    assert await duties(service, DutyKind.PLAN) == [(date(2026, 11, 30), None, None)]  # counted from the first night


async def test_a_signature_that_is_not_needed_is_not_asked_for_again(service: Service) -> None:
    placement = await a_written_plan(service)
    await service.change(hand_in, placement, by="ben")
    (sign,) = (one.id for one in await kept(service, Duty) if one.kind is DutyKind.PLAN_SIGN)
    await service.change(end_as_not_needed, sign, "The plan of the hospital counts", by="helen")
    await service.change(add_criterion, placement, Area.SOCIAL, "Works with a partner", by="ben")
    await service.change(hand_in, placement, by="ben")
    assert [ending for _, ending, _ in await duties(service, DutyKind.PLAN_SIGN)] == [Ending.NOT_NEEDED]

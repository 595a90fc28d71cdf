"""Assessments are decided, asked for, chased and answered by name and day; no suspicion is left undecided."""

from datetime import date

import pytest

from bot.workspace import Client
from models.allocations.allocate import allocate
from models.assessments.decide import AssessmentInput, DecisionInput, decide, undo_decision
from models.assessments.follow import chase, correct_assessment, record_outcome, withdraw
from models.duplicates.merge import Keep, Stays, merge
from models.errors import Refused
from models.leaving.destination import Destination
from models.leaving.leave import LeavingInput, leave
from models.progress.results import say_not_yet
from models.pupils.barriers import BarrierInput, set_barrier
from models.tables.assessment import Assessment, AssessmentDecision, Choice, Occasion
from models.tables.audit import Audit
from models.tables.barrier import BarrierKind, BarrierStatus
from models.tables.duty import Duty, DutyKind, Ending
from models.tables.leaving import DestinationKind, LeavingReason
from models.tables.placement import Placement
from models.topic import Topic
from tests.handlers.pressing import duty, press
from tests.handlers.teaching import TUESDAY, a_result, a_taught_pupil, kept
from tests.school import Service, a_pupil
from tests.truths.test_import import a_school, imported

TODAY = date(2026, 9, 7)
# 15 school days after Tuesday the 8th of September.
PERIOD_ENDS = date(2026, 9, 29)
NOT_NEEDED = DecisionInput(Choice.NONE_NEEDED, "The baselines say enough")


def a_request(asked_on: date = TODAY, due_on: date = date(2026, 10, 16)) -> DecisionInput:
    asked = AssessmentInput("Educational psychologist", asked_on, due_on, asked_of="The local authority's service")
    return DecisionInput(Choice.REQUEST, "Reads far below age", asked)


async def undertaking(service: Service, by: str = "ben", due_on: date = date(2026, 9, 18)) -> DecisionInput:
    doing = AssessmentInput("Reading test", None, due_on, done_by_id=(await service.actor(by)).staff_id)
    return DecisionInput(Choice.UNDERTAKE, None, doing)


async def suspect(
    service: Service, placement: str, status: BarrierStatus = BarrierStatus.SUSPECTED, by: str = "helen"
) -> None:
    given = BarrierInput(status, "Skips lines when reading aloud", None)
    await service.change(set_barrier, placement, BarrierKind.LEARNING, given, None, "As agreed", by=by)


async def owed(service: Service, kind: DutyKind) -> list[Duty]:
    return [one for one in await kept(service, Duty) if one.kind is kind and one.done_on is None]


async def endings(service: Service, kind: DutyKind) -> list[tuple[Ending | None, date | None]]:
    return [(one.ending, one.done_on) for one in await kept(service, Duty) if one.kind is kind]


async def name_of(service: Service, handle: str) -> str:
    return str((await service.actor(handle)).staff_id)


async def page(service: Service, placement: str, *, by: str) -> str:
    await press(service, "pupil.open", placement, by=by)
    return (await service.workspace.home(by=by)).text.replace("*", "")


async def senco_page(service: Service, *, by: str = "priya") -> str:
    await press(service, "assessment.list", "all", by=by)
    shown = service.workspace.modal(by=by).text.replace("*", "")
    await service.workspace.close(by=by, everything=True)
    return shown


# The initial period ends in a decision.


async def test_the_initial_period_owes_the_senco_a_decision_and_moves_with_the_first_day(service: Service) -> None:
    placement = await a_taught_pupil(service, first_day=TUESDAY)
    (decision,) = await owed(service, DutyKind.ASSESSMENT)
    assert (decision.owner_id, decision.due_on) == (await name_of(service, "priya"), PERIOD_ENDS)
    await press(service, "allocate.first_day", placement, by="helen")
    await service.workspace.submit(by="helen", planned_first_day=date(2026, 9, 9))
    (moved,) = await owed(service, DutyKind.ASSESSMENT)
    assert (moved.id, moved.due_on) == (decision.id, date(2026, 9, 30))


async def test_an_imported_pupil_owes_the_decision_only_while_it_is_ahead(service: Service) -> None:
    service.skip_to(2026, 10, 5, 9)
    begun = [date(2026, 9, 7), date(2026, 9, 14), date(2026, 9, 21)]
    await imported(service, a_school(entered=lambda n: begun[n], pupils=3))
    decisions = await owed(service, DutyKind.ASSESSMENT)
    assert [one.due_on for one in decisions] == [date(2026, 10, 12)]
    assert {one.owner_id for one in decisions} == {await name_of(service, "priya")}
    ann = await name_of(service, "ann")
    for placement in await kept(service, Placement):
        await service.change(allocate, placement.id, ann, [f"{ann}:Maths"], placement.first_day, by="helen")
    assert len(await owed(service, DutyKind.ASSESSMENT)) == 1


async def test_two_records_that_are_one_child_keep_what_was_decided_and_what_is_waited_for(service: Service) -> None:
    taught = await a_taught_pupil(service)
    other = await a_pupil(service, "Kai Ashworth", born_on=date(2012, 5, 15))
    await suspect(service, other)
    await service.change(decide, other, a_request(), by="priya")
    pupils = {one.id: one.pupil_id for one in await kept(service, Placement)}
    await service.change(merge, pupils[taught], pupils[other], Keep(stays=Stays.A), (1, 1), by="helen")
    placement = next(one for one in await kept(service, Placement) if one.left_on is None)
    assert placement.id == taught
    (asked,) = await kept(service, Assessment)
    assert asked.placement_id == placement.id
    assert [one.placement_id for one in await owed(service, DutyKind.CHASE)] == [placement.id]
    assert "Educational psychologist" in await page(service, placement.id, by="ann")
    assert await owed(service, DutyKind.SUSPICION) == []


async def test_without_a_senco_a_head_decides(service: Service) -> None:
    await press(service, "staff.change", await name_of(service, "priya"), by="helen")
    await service.workspace.submit(by="helen", additional_roles=[])
    await a_taught_pupil(service)
    (decision,) = await owed(service, DutyKind.ASSESSMENT)
    assert decision.owner_id == await name_of(service, "helen")


async def test_none_needed_says_why_and_is_dated_on_the_day_of_the_decision(service: Service) -> None:
    placement = await a_taught_pupil(service)
    (decision,) = await owed(service, DutyKind.ASSESSMENT)
    with pytest.raises(Refused) as refused:
        await service.change(decide, decision.id, DecisionInput(Choice.NONE_NEEDED), by="priya")
    assert refused.value.field == "why"
    service.skip_to(2026, 10, 1, 9)
    await service.change(decide, decision.id, NOT_NEEDED, by="priya")
    assert await endings(service, DutyKind.ASSESSMENT) == [(Ending.DONE, date(2026, 10, 1))]
    shown = await page(service, placement, by="ben")
    assert "None needed – Priya Nair, Thu 1 Oct: The baselines say enough" in shown
    assert "Decide on further assessments: done on Thu 1 Oct – 2 school days late" in shown


async def test_beside_the_decision_stand_the_baselines_as_the_record_has_them_and_nothing_is_filled_in(
    service: Service, workspace: Client
) -> None:
    placement = await a_taught_pupil(service, subjects=("Maths", "English", "Art"))
    await a_result(service, placement, "3", on=TODAY)
    await service.change(say_not_yet, Topic(placement, "English"), "Too tired", date(2026, 9, 21), by="ben")
    await press(service, "assessment.decide", (await owed(service, DutyKind.ASSESSMENT))[0].id, by="priya")
    form = workspace.modal(by="priya")
    said = form.text.replace("*", "")
    assert "Maths: 3 (GCSE), Mon 7 Sep" in said
    assert "English: not yet, look again on Mon 21 Sep: Too tired" in said
    assert "Art: nothing recorded" in said
    assert not any(form.fields.values())
    assert await workspace.submit(by="priya", decision="None needed") == {
        "If none is needed: why": "Say why none is needed."
    }


async def test_a_decision_to_undertake_owes_it_to_whoever_was_named_by_the_day(
    service: Service, workspace: Client
) -> None:
    await a_taught_pupil(service)
    await press(service, "assessment.decide", (await owed(service, DutyKind.ASSESSMENT))[0].id, by="priya")
    await workspace.submit(by="priya", decision="Carry out an assessment here")
    await workspace.submit(by="priya", which_assessment="Reading test", by_whom="Ann Lister", by_when=PERIOD_ENDS)
    (doing,) = await owed(service, DutyKind.UNDERTAKE)
    assert (doing.owner_id, doing.due_on) == (await name_of(service, "ann"), PERIOD_ENDS)
    assert await owed(service, DutyKind.ASSESSMENT) == []
    await service.go_to(2026, 9, 29, 8, 20)
    (reminder,) = [one for one in workspace.direct_messages(to="ann") if "Reminder for Tuesday 29" in one.plain]
    assert "Carry out an assessment" in reminder.plain
    assert "Reading" not in reminder.plain  # what a pupil is tested for stays out of Slack's history
    with pytest.raises(Refused):
        await service.change(record_outcome, doing.id, date(2026, 10, 1), "Reading age 8-4", by="ann")
    service.skip_to(2026, 10, 1, 9)
    await service.change(record_outcome, doing.id, date(2026, 10, 1), "Reading age 8-4", by="ann")
    assert await endings(service, DutyKind.UNDERTAKE) == [(Ending.DONE, date(2026, 10, 1))]


async def test_a_decision_that_was_a_mistake_is_undone_and_owed_again(service: Service) -> None:
    await a_taught_pupil(service)
    (decision,) = await owed(service, DutyKind.ASSESSMENT)
    saved = await service.change(decide, decision.id, a_request(), by="priya")
    assert len(await owed(service, DutyKind.CHASE)) == 1
    await service.change(undo_decision, saved, by="priya")
    assert [one.id for one in await owed(service, DutyKind.ASSESSMENT)] == [decision.id]
    assert await owed(service, DutyKind.CHASE) == []
    assert await kept(service, Assessment) == []


# A request is chased each week until it is answered.


async def test_a_request_is_chased_each_week_until_there_is_an_outcome(service: Service) -> None:
    placement = await a_taught_pupil(service)
    await service.change(decide, placement, a_request(), by="priya")
    (first,) = await owed(service, DutyKind.CHASE)
    assert (first.due_on, first.owner_id) == (date(2026, 9, 14), await name_of(service, "priya"))
    service.skip_to(2026, 9, 16, 9)
    await service.change(chase, first.id, date(2026, 9, 15), "They have a waiting list", by="priya")
    (second,) = await owed(service, DutyKind.CHASE)
    assert second.due_on == date(2026, 9, 22)
    service.skip_to(2026, 10, 20, 9)
    shown = await page(service, placement, by="ann")
    assert "Educational psychologist, asked of The local authority's service on Mon 7 Sep" in shown
    assert "due Fri 16 Oct, 2 school days overdue" in shown
    assert "chased on Tue 15 Sep" in shown
    await service.change(record_outcome, second.id, date(2026, 10, 20), "Dyslexia", by="priya")
    assert await owed(service, DutyKind.CHASE) == []
    assert "answered on Tue 20 Oct, 2 school days late: Dyslexia" in await page(service, placement, by="ann")


async def test_what_is_withdrawn_says_why_and_chases_nobody(service: Service) -> None:
    placement = await a_taught_pupil(service)
    await service.change(decide, placement, a_request(), by="priya")
    (asked,) = await kept(service, Assessment)
    await service.change(withdraw, asked.id, "The home school had it done in May", by="helen")
    assert await endings(service, DutyKind.CHASE) == [(Ending.NOT_NEEDED, TODAY)]
    assert "withdrawn on Mon 7 Sep: The home school had it done in May" in await page(service, placement, by="ann")
    with pytest.raises(Refused):
        await service.change(record_outcome, asked.id, TODAY, "Too late", by="priya")


async def test_a_correction_keeps_old_and_new(service: Service) -> None:
    placement = await a_taught_pupil(service)
    await service.change(decide, placement, a_request(), by="priya")
    (asked,) = await kept(service, Assessment)
    service.skip_to(2026, 9, 8, 9)
    given = AssessmentInput("Educational psychologist", TODAY, date(2026, 10, 9), asked_of="Dr Hall")
    await service.change(correct_assessment, asked.id, given, None, "Wrong name", None, by="helen")
    shown = await page(service, placement, by="priya")
    assert "asked of The local authority's service → Dr Hall" in shown
    assert "Helen Marsh, Tue 8 Sep: Wrong name" in shown


@pytest.mark.parametrize(
    ("asked_on", "due_on", "field"),
    [
        (date(2026, 9, 8), date(2026, 10, 16), "asked_on"),
        (TODAY, date(2026, 9, 4), "due_on"),
        (TODAY, date(2028, 9, 4), "due_on"),
    ],
)
async def test_what_cannot_be_right_is_refused_beside_its_field(
    service: Service, asked_on: date, due_on: date, field: str
) -> None:
    placement = await a_taught_pupil(service)
    with pytest.raises(Refused) as refused:
        await service.change(decide, placement, a_request(asked_on, due_on), by="priya")
    assert refused.value.field == field
    assert await kept(service, AssessmentDecision) == []


# A suspected learning difficulty.


async def test_a_suspected_learning_difficulty_owes_a_decision_once_however_often_it_is_rewritten(
    service: Service,
) -> None:
    placement = await a_pupil(service)
    await suspect(service, placement)
    await suspect(service, placement)
    (decision,) = await owed(service, DutyKind.SUSPICION)
    assert (decision.owner_id, decision.due_on) == (await name_of(service, "priya"), date(2026, 9, 21))
    await service.change(decide, decision.id, a_request(), by="priya")
    await suspect(service, placement)
    assert await owed(service, DutyKind.SUSPICION) == []


@pytest.mark.parametrize("status", [BarrierStatus.IDENTIFIED, BarrierStatus.NOT_A_CONCERN])
async def test_a_suspicion_that_is_settled_ends_the_decision_and_says_so(
    service: Service, status: BarrierStatus
) -> None:
    placement = await a_pupil(service)
    await suspect(service, placement)
    await suspect(service, placement, status)
    (ended,) = [one for one in await kept(service, Duty) if one.kind is DutyKind.SUSPICION]
    assert (ended.ending, ended.why) == (Ending.NOT_NEEDED, f"Learning difficulties: {status.label.lower()}")
    await suspect(service, placement)
    assert len(await owed(service, DutyKind.SUSPICION)) == 1


async def test_a_decision_at_the_end_of_the_period_answers_the_suspicion_and_an_early_one_not_the_period(
    service: Service,
) -> None:
    placement = await a_taught_pupil(service)
    await suspect(service, placement)
    await service.change(decide, placement, await undertaking(service), by="priya")  # from the page
    assert [one.about for one in await kept(service, AssessmentDecision)] == [Occasion.SUSPICION]
    assert len(await owed(service, DutyKind.ASSESSMENT)) == 1
    await suspect(service, placement, BarrierStatus.NOT_A_CONCERN)
    await suspect(service, placement)
    await service.change(decide, (await owed(service, DutyKind.ASSESSMENT))[0].id, NOT_NEEDED, by="priya")
    assert await owed(service, DutyKind.SUSPICION) == []
    assert await owed(service, DutyKind.ASSESSMENT) == []


async def test_a_suspicion_whose_only_assessment_is_withdrawn_owes_a_decision_again(service: Service) -> None:
    placement = await a_taught_pupil(service)
    await suspect(service, placement)
    await service.change(decide, placement, a_request(), by="priya")
    await service.change(withdraw, (await kept(service, Assessment))[0].id, "No parental consent", by="priya")
    assert len(await owed(service, DutyKind.SUSPICION)) == 1


async def test_an_outcome_that_leaves_the_difficulty_suspected_owes_a_decision_with_owner_and_day(
    service: Service, workspace: Client
) -> None:
    placement = await a_taught_pupil(service)
    await suspect(service, placement)
    await service.change(decide, placement, a_request(), by="priya")
    await service.change(decide, placement, await undertaking(service), by="priya")
    one, other = await kept(service, Assessment)
    await service.change(record_outcome, one.id, TODAY, "Not clear", by="priya")
    assert await owed(service, DutyKind.SUSPICION) == [], "another is still waited for"
    service.skip_to(2026, 9, 9, 9)
    await service.change(record_outcome, other.id, date(2026, 9, 9), "Not clear", by="priya")
    (decision,) = await owed(service, DutyKind.SUSPICION)
    assert (decision.owner_id, decision.due_on) == (await name_of(service, "priya"), date(2026, 9, 23))
    await press(service, "assessment.decide", decision.id, by="priya")
    shown = workspace.modal(by="priya").text.replace("*", "")
    assert "its outcome on Wed 9 Sep, and a learning difficulty is still suspected" in shown
    await suspect(service, placement, BarrierStatus.IDENTIFIED)
    assert await owed(service, DutyKind.SUSPICION) == []


async def test_a_new_senco_takes_over_what_a_head_holds_for_want_of_one(service: Service, workspace: Client) -> None:
    priya, hugo = await name_of(service, "priya"), await name_of(service, "hugo")
    await press(service, "staff.change", priya, by="helen")
    await workspace.submit(by="helen", additional_roles=[])
    placement = await a_taught_pupil(service)
    await suspect(service, placement)
    given = await undertaking(service, by="hugo")
    await service.change(decide, placement, given, by="helen")
    await press(service, "staff.change", await name_of(service, "dan"), by="helen")
    await workspace.submit(by="helen", additional_roles=["SENCo", "DSL"])
    (decision,) = await owed(service, DutyKind.ASSESSMENT)
    assert decision.owner_id == await name_of(service, "dan")
    (named,) = await owed(service, DutyKind.UNDERTAKE)
    assert named.owner_id == hugo, "what a Head was named for stays with them"
    await workspace.quiet()
    (told,) = (one for one in workspace.direct_messages(to="dan") if "now the SENCo" in one.plain)
    assert "1 thing" in told.plain
    await press(service, "staff.change", priya, by="helen")
    await workspace.submit(by="helen", additional_roles=["SENCo"])
    (decision,) = await owed(service, DutyKind.ASSESSMENT)
    assert decision.owner_id == await name_of(service, "dan"), "a second SENCo takes nothing from the first"


# The SENCo's page, the digest, and who may.


async def test_the_senco_s_page_lists_what_is_due_asked_and_not_assessed_and_each_look_is_logged(
    service: Service, workspace: Client
) -> None:
    kai = await a_taught_pupil(service)
    lea = await a_pupil(service, "Lea Moss")
    await suspect(service, kai)
    await suspect(service, lea)
    await service.change(decide, kai, a_request(), by="priya")
    service.skip_to(2026, 9, 23, 9)
    shown = await senco_page(service)
    assert "Decisions due (2)" in shown
    assert "Asked for and not answered (1)" in shown
    assert "asked on Mon 7 Sep, not chased yet" in shown
    assert "Suspected and not assessed (2)" in shown
    assert "Decide whether to assess – 2 school days overdue" in shown
    looks = [one for one in await kept(service, Audit) if one.verb == "assessment:view"]
    assert {one.pupil_id for one in looks} == {one.pupil_id for one in await kept(service, Placement)}
    await service.change(record_outcome, (await kept(service, Assessment))[0].id, date(2026, 9, 23), "None", by="priya")
    shown = await senco_page(service)
    assert "Asked for and not answered (0)" in shown
    assert "Suspected and not assessed (1)" in shown
    assert "Assessments" in str((await workspace.home(by="priya")).view)


async def test_the_senco_s_page_counts_profiles_not_read_and_barriers_not_addressed(
    service: Service, workspace: Client
) -> None:
    placement = await a_taught_pupil(service, first_day=TODAY)
    assert "Profiles not read: none" in await senco_page(service)
    await suspect(service, placement)
    shown = await senco_page(service)
    assert "Profiles not read: 1 pupil, 2 colleagues" in shown
    assert "Barriers that no programme and no provision addresses yet: 1 pupil" in shown
    await press(service, "assessment.list", "all", by="priya")
    await workspace.click("Who has not read", by="priya")
    assert "Ann Lister" in workspace.modal(by="priya").text
    await workspace.close(by="priya", everything=True)
    await press(service, "assessment.list", "all", by="priya")
    await workspace.click("Not addressed yet", by="priya")
    assert "Learning difficulties" in workspace.modal(by="priya").text
    assert "Profiles not read" not in await senco_page(service, by="dan"), "the DSL is not asked to chase colleagues"


async def test_the_digest_names_the_decision_and_never_what_is_suspected(service: Service, workspace: Client) -> None:
    placement = await a_taught_pupil(service)
    await suspect(service, placement)
    await service.change(decide, placement, a_request(), by="priya")
    await service.go_to(2026, 9, 28, 8, 1)
    digest = workspace.in_room("allocations")[-1].plain.replace("*", "")
    assert "decide on further assessments by Tue 29 Sep" in digest
    assert "1 assessment decision" in digest
    assert "psychologist" not in digest
    assert "difficult" not in digest.lower()


@pytest.mark.parametrize(("who", "may"), [("helen", True), ("priya", True), ("ben", False), ("omar", False)])
async def test_the_senco_and_heads_decide_and_nobody_else(service: Service, who: str, may: bool) -> None:
    placement = await a_taught_pupil(service)
    await press(service, "pupil.open", placement, by=who)
    assert ("assessment.decide" in str((await service.workspace.home(by=who)).view)) == may
    if may:
        await service.change(decide, placement, a_request(), by=who)
    else:
        with pytest.raises(Refused, match="Only the SENCo or a Head"):
            await service.change(decide, placement, a_request(), by=who)


@pytest.mark.parametrize(("who", "sees"), [("ann", True), ("ben", True), ("omar", True), ("dan", True), ("sue", False)])
async def test_an_assessment_is_read_as_results_are(service: Service, who: str, sees: bool) -> None:
    placement = await a_taught_pupil(service)
    await service.change(decide, placement, a_request(), by="priya")
    assert ("Educational psychologist" in await page(service, placement, by=who)) == sees


async def test_leaving_ends_what_assessments_owe(service: Service) -> None:
    placement = await a_taught_pupil(service, first_day=TODAY)
    await suspect(service, placement)
    await service.change(decide, placement, a_request(), by="priya")
    given = LeavingInput(TUESDAY, LeavingReason.MOVES, Destination(DestinationKind.UNKNOWN))
    await service.change(leave, placement, given, by="omar")
    await service.go_to(2026, 9, 9, 9)
    for kind in (DutyKind.ASSESSMENT, DutyKind.CHASE):
        assert (await endings(service, kind))[-1] == (Ending.LEFT, TUESDAY)
    assert "Asked for and not answered (0)" in await senco_page(service)
    assert (await duty(service, DutyKind.SUSPICION))[2] is Ending.DONE


async def test_correcting_what_is_carried_out_here_moves_what_is_owed_and_not_the_day_of_the_decision(
    service: Service, workspace: Client
) -> None:
    placement = await a_taught_pupil(service)
    await service.change(decide, placement, await undertaking(service), by="priya")
    service.skip_to(2026, 9, 21, 9)
    (asked,) = await kept(service, Assessment)
    await press(service, "assessment.correct", asked.id, by="priya")
    assert workspace.modal(by="priya").fields["By whom"] == "Ben Okafor"
    by_when = date(2026, 9, 25)
    assert await workspace.submit(by="priya", by_when=by_when, reason_for_the_change="Ill that week") == {}
    (corrected,) = await kept(service, Assessment)
    assert (corrected.asked_on, corrected.due_on) == (TODAY, by_when)
    assert [one.due_on for one in await owed(service, DutyKind.UNDERTAKE)] == [by_when]

"""Two records that prove to be of one child: made one, and parted again."""

from datetime import date, time
from typing import Any

import pytest
from sqlalchemy import select

from bot.workspace import Client
from models.allocations.first_day import Lateness, Start, record_start, set_first_day
from models.change import Change, Read
from models.contacts.lines import ContactInput
from models.duplicates.merge import Keep, Stays, Which, forget_undo, merge, undo_merge
from models.errors import Refused
from models.leaving.destination import Destination
from models.leaving.leave import LeavingInput, leave
from models.meetings.actions import NewAction, add_action
from models.meetings.book import MeetingInput, book_meeting
from models.progress.results import say_not_yet
from models.progress.set_target import TargetInput, set_target
from models.pupils.search import find_pupils
from models.referrals.refer import NewReferral
from models.referrals.returning import find_possible_matches
from models.reviews.save import Formality, ReviewInput, save_review
from models.tables.audit import Audit
from models.tables.barrier import Barrier, BarrierKind
from models.tables.base import Base
from models.tables.contact import Contact, Side
from models.tables.duplicate import Merge, PossibleDuplicate
from models.tables.duty import Duty, DutyKind, Ending
from models.tables.leaving import DestinationKind, LeavingReason
from models.tables.meeting import Action, PlanningMeeting
from models.tables.message import Message, MessagePupil
from models.tables.placement import Placement, PlacementType, Registration, SenStatus
from models.tables.pupil import Pupil
from models.tables.result import NotYet, Result
from models.tables.review import Review
from models.tables.target import Target
from models.topic import Topic
from tests.handlers.allocations.test_digest import digests
from tests.handlers.pressing import press
from tests.handlers.referrals.test_refer import rows
from tests.handlers.referrals.test_returning import UPN, an_earlier_stay, answer, refer_kai
from tests.handlers.teaching import a_result, a_taught_pupil
from tests.school import Service, a_pupil

FIRST_DAY, LATER = date(2026, 9, 7), date(2026, 10, 5)
TEMPORARY = "X00180001701A"


async def in_doubt(service: Service, **earlier: Any) -> None:
    """Refer a child who may be a pupil who has left, and answer that nobody is sure."""
    await an_earlier_stay(service, contacts=(ContactInput("Rosa Ashworth"),), **earlier)
    await refer_kai(service.workspace, full_name="Kay Ashworth")
    await answer(service.workspace, "Not sure")
    await service.workspace.close(by="ann")


async def merge_by_hand(workspace: Client, by: str = "omar", **fields: str) -> dict[str, str]:
    """From the office's message to the button Merge, and away from what it says then."""
    await workspace.click("Compare and merge", by=by)
    await workspace.click("Compare", by=by)
    errors = await workspace.submit(by=by, **fields)
    assert "is now one record" in workspace.modal(by=by).text
    await workspace.close(by=by)
    return errors


async def pupil(service: Service, forename: str) -> Pupil:
    return next(each for each in await rows(service, Pupil) if each.forenames == forename)


async def two_here(service: Service) -> tuple[Pupil, Pupil]:
    """Two records, both with an open stay; the older one first."""
    first = await a_pupil(service, "Kai Ashworth", upn=TEMPORARY)
    second = await a_pupil(service, "Kay Ashworth", upn=UPN)
    one, other = [await service.read(whose, each) for each in (first, second)]
    return one, other


def whose(read: Read, placement_id: str) -> Pupil:
    return read.get(Placement, placement_id).pupil


@pytest.mark.parametrize(
    ("other", "born_on", "warned"),
    [
        ("Leila Amiri", date(2012, 2, 14), True),
        ("Kay Ashworth", date(2012, 2, 14), False),
        ("Leila Amiri", date(2012, 5, 14), False),
    ],
)
async def test_whoever_compares_two_different_children_is_warned(
    service: Service, workspace: Client, other: str, born_on: date, warned: bool
) -> None:
    placement = await a_pupil(service, "Kai Ashworth")
    await a_pupil(service, other, born_on=born_on)
    await press(service, "merge.open", placement, by="helen")
    await workspace.submit(by="helen", the_other_record=other)
    assert ("look like two different children" in workspace.modal(by="helen").text) is warned


async def test_both_records_stand_side_by_side_before_anything_is_merged(service: Service, workspace: Client) -> None:
    await in_doubt(service, upn=UPN)
    await workspace.click("Compare and merge", by="omar")
    assert "Kai Ashworth" in str(workspace.modal(by="omar").fields["The other record of this child"])
    await workspace.click("Compare", by="omar")
    shown = workspace.modal(by="omar")
    for told in (
        "A · ",
        "B · ",
        "Kai Ashworth",
        "Kay Ashworth",
        "Born 14 May 2012",
        f"UPN: {UPN}",
        "UPN: not known",
    ):
        assert told in shown.text
    assert (shown.fields["Name"], shown.fields["UPN"]) == ("Keep A's", "Keep A's")
    assert not shown.fields["Why this date of birth"]
    assert await rows(service, Merge) == []


async def test_the_older_record_stays_with_stays_contacts_and_messages_of_both(
    service: Service, workspace: Client
) -> None:
    await in_doubt(service)
    assert await merge_by_hand(workspace, name="Keep B's") == {}
    kept = next(each for each in await rows(service, Pupil) if each.merged_into_id is None)
    gone = next(each for each in await rows(service, Pupil) if each.merged_into_id is not None)
    assert (kept.forenames, gone.merged_into_id) == ("Kay", kept.id)
    for what in (Placement, Contact, MessagePupil):
        assert {row.pupil_id for row in await rows(service, what)} == {kept.id}
    assert [doubt.settled_at is None for doubt in await rows(service, PossibleDuplicate)] == [False]
    lines = [line for line in await rows(service, Audit) if line.verb == "pupil:merge"]
    assert {line.pupil_id for line in lines} == {kept.id, gone.id}


async def test_messages_show_the_reference_that_stays(service: Service, workspace: Client) -> None:
    await in_doubt(service)
    kept, gone = await pupil(service, "Kai"), await pupil(service, "Kay")
    assert any(gone.reference in message.plain for message in workspace.direct_messages(to="helen"))
    await merge_by_hand(workspace)
    told = workspace.direct_messages(to="helen") + workspace.direct_messages(to="omar")
    assert not any(gone.reference in message.plain for message in told)
    assert any(kept.reference in message.plain for message in workspace.direct_messages(to="helen"))


async def test_undo_parts_them_as_they_were(service: Service, workspace: Client) -> None:
    await in_doubt(service, upn=UPN)
    before = await everything(service)
    await merge_by_hand(workspace, name="Keep B's")
    assert await everything(service) != before
    await workspace.click("Undo", by="omar")
    assert await everything(service) == before
    done = next(message for message in workspace.direct_messages(to="omar") if "undone" in message.plain)
    assert done.buttons == []


async def everything(service: Service) -> dict[str, Any]:
    """All that a merge may change, but for versions."""
    pupils = {
        each.id: (each.full_name, each.searchable, each.born_on, each.upn, each.former_upn, each.merged_into_id)
        for each in await rows(service, Pupil)
    }
    stays = {
        each.id: (each.pupil_id, each.left_on, each.excluded_on, each.first_day, each.medical_need, each.sen, each.type)
        for each in await rows(service, Placement)
    }
    barriers = {each.id: (each.placement_id, each.note) for each in await rows(service, Barrier)}
    meetings = {each.id: (each.placement_id, each.cancelled_at) for each in await rows(service, PlanningMeeting)}
    contacts = {each.id: each.pupil_id for each in await rows(service, Contact)}
    doubts = {each.id: each.settled_at for each in await rows(service, PossibleDuplicate)}
    duties = {
        each.id: (each.placement_id, each.due_on, each.done_on, each.ending, each.owner_id)
        for each in await rows(service, Duty)
    }
    told = {each.id for each in await rows(service, Message) if each.kind in ("merge.done", "meeting.news")}
    links = {each.id: each.pupil_id for each in await rows(service, MessagePupil) if each.message_id not in told}
    return {
        "pupils": pupils,
        "stays": stays,
        "barriers": barriers,
        "meetings": meetings,
        "contacts": contacts,
        "doubts": doubts,
        "duties": duties,
        "links": links,
    }


async def test_after_ten_minutes_it_cannot_be_undone(service: Service, workspace: Client) -> None:
    await in_doubt(service)
    await merge_by_hand(workspace)
    await service.go_to(2026, 9, 7, 8, 45)
    await workspace.click("Undo", by="omar")
    assert any("ten minutes to undo this are over" in each.plain for each in workspace.messages if each.ephemeral_for)
    assert len([each for each in await rows(service, Pupil) if each.merged_into_id]) == 1


def rename(change: Change, pupil_id: str) -> None:
    """Somebody corrects the record."""
    record = change.get(Pupil, pupil_id)
    change.touch(record)
    record.preferred_name = "Kit"


def add_contact(change: Change, pupil_id: str) -> None:
    """Somebody adds a contact."""
    change.add(Contact(pupil_id=pupil_id, side=Side.FAMILY, name="Nan", added_at=change.now))


@pytest.mark.parametrize("worked_on", [rename, add_contact])
async def test_what_was_built_on_a_merge_keeps_it(service: Service, worked_on: Any) -> None:
    kept, gone = await two_here(service)
    done = await service.change(merge, kept.id, gone.id, Keep(), (1, 1), by="helen")
    await service.change(worked_on, kept.id)
    with pytest.raises(Refused, match="changed this record since"):
        await service.change(undo_merge, done, by="helen")


async def test_of_two_open_stays_the_one_that_is_not_gone_on_with_ends(service: Service, workspace: Client) -> None:
    kept, gone = await two_here(service)
    before = await everything(service)
    [newer] = [each for each in await rows(service, Placement) if each.pupil_id == gone.id]
    await press(service, "merge.open", newer.id, by="helen")
    await workspace.submit(by="helen", the_other_record="Kai Ashworth")
    assert await workspace.submit(by="helen") != {}  # it has to be said which
    assert await workspace.submit(by="helen", both_have="Keep placement A") == {}
    stays = {each.id: each for each in await rows(service, Placement)}
    assert {each.pupil_id for each in stays.values()} == {kept.id}
    assert [each.id for each in stays.values() if each.left_on] == [newer.id]
    owed = [duty for duty in await rows(service, Duty) if duty.placement_id == newer.id]
    assert {duty.ending for duty in owed} == {Ending.DROPPED}
    await workspace.close(by="helen")
    await workspace.click("Undo", by="helen")
    assert await everything(service) == before


async def test_a_last_day_that_was_planned_comes_back_with_the_stay(service: Service) -> None:
    kept, gone = await two_here(service)
    [newer] = [each for each in await rows(service, Placement) if each.pupil_id == gone.id]
    leaves = LeavingInput(date(2026, 9, 18), LeavingReason.MOVES, Destination(DestinationKind.HOME_SCHOOL))
    await service.change(leave, newer.id, leaves, by="helen")
    before = await everything(service)
    done = await service.change(merge, kept.id, gone.id, Keep(stays=Stays.A), (1, 1), by="helen")
    await service.change(undo_merge, done, by="helen")
    assert await everything(service) == before


KNOWN_OF_B = {
    "excluded_on": date(2026, 9, 7),
    "medical_need": "Epilepsy",
    "sen": SenStatus.PLAN,
    "type": PlacementType.EXCLUDED,
    "barriers": frozenset({BarrierKind.MEDICAL}),
}


async def two_of_whom_b_is_known_better(service: Service) -> tuple[str, str, Any]:
    """Two records of one child, the second with all that the law counts from; both stays, and how to merge them."""
    first, second = await a_pupil(service, "Kai Ashworth"), await a_pupil(service, "Kai Ashworth", **KNOWN_OF_B)
    kept, gone = [await service.read(whose, each) for each in (first, second)]

    async def go() -> str:
        return str(await service.change(merge, kept.id, gone.id, Keep(stays=Stays.A), (1, 1), by="helen"))

    return first, second, go


async def book(service: Service, placement_id: str, place: str) -> None:
    """Book a planning meeting on Thursday, with Ann."""
    given = MeetingInput(date(2026, 9, 10), time(14), place, ("UANN",))
    await service.change(book_meeting, placement_id, given, by="helen")


async def test_the_stay_that_goes_on_takes_over_the_sixth_day_and_all_that_only_the_other_knew(
    service: Service,
) -> None:
    first, second, go = await two_of_whom_b_is_known_better(service)
    await service.change(add_action, second, NewAction("Ring the clinic", "UANN", date(2026, 9, 16)), by="helen")
    before = await everything(service)
    done = await go()
    stay = next(each for each in await rows(service, Placement) if each.id == first)
    assert (stay.excluded_on, stay.medical_need, stay.sen, stay.type) == (
        date(2026, 9, 7),
        "Epilepsy",
        SenStatus.PLAN,
        PlacementType.EXCLUDED,
    )
    assert BarrierKind.MEDICAL in {each.kind for each in await rows(service, Barrier) if each.placement_id == first}
    assert [each.placement_id for each in await rows(service, Action)] == [first]
    owed = {each.kind: each for each in await rows(service, Duty) if each.placement_id == first and not each.done_on}
    assert owed[DutyKind.PROVIDE].due_on == date(2026, 9, 14)
    assert DutyKind.ACTION in owed
    await service.change(undo_merge, done, by="helen")
    assert await everything(service) == before


async def test_a_coming_meeting_moves_to_the_stay_that_goes_on_and_back(service: Service) -> None:
    first, second, go = await two_of_whom_b_is_known_better(service)
    await book(service, second, "Room 1")
    before = await everything(service)
    done = await go()
    [meeting] = await rows(service, PlanningMeeting)
    assert (meeting.placement_id, meeting.cancelled_at) == (first, None)
    owed = {each.kind: each for each in await rows(service, Duty) if each.placement_id == first and not each.done_on}
    assert DutyKind.BOOK not in owed
    assert owed[DutyKind.HOLD].due_on == date(2026, 9, 10)
    await service.workspace.quiet()
    [invited] = service.workspace.direct_messages(to="ann")
    assert "Room 1" in invited.plain
    await service.change(undo_merge, done, by="helen")
    assert await everything(service) == before


async def test_of_two_meetings_that_of_the_stay_that_ends_is_called_off_with_notice(service: Service) -> None:
    first, second, go = await two_of_whom_b_is_known_better(service)
    await book(service, first, "Room 1")
    await book(service, second, "Room 2")
    before = await everything(service)
    done = await go()
    assert {each.place for each in await rows(service, PlanningMeeting) if each.cancelled_at} == {"Room 2"}
    await service.workspace.quiet()
    assert "cancelled" in service.workspace.direct_messages(to="ann")[-1].plain
    await service.change(undo_merge, done, by="helen")
    assert await everything(service) == before


async def test_the_first_day_comes_over_and_with_it_that_education_has_begun(service: Service) -> None:
    first, second, go = await two_of_whom_b_is_known_better(service)
    await service.change(record_start, second, Start.FULL_TIME, date(2026, 9, 7), Lateness(), by="helen")
    before = await everything(service)
    done = await go()
    stay = next(each for each in await rows(service, Placement) if each.id == first)
    assert (stay.excluded_on, stay.first_day, stay.full_time_on) == (date(2026, 9, 7),) * 3
    assert not [each for each in await rows(service, Duty) if each.kind is DutyKind.PROVIDE and not each.done_on]
    await service.change(undo_merge, done, by="helen")
    assert await everything(service) == before


async def test_what_came_over_and_was_worked_on_since_keeps_a_merge(service: Service) -> None:
    first, _, go = await two_of_whom_b_is_known_better(service)
    done = await go()
    await service.change(set_first_day, first, date(2026, 9, 8), Lateness(), by="helen")
    with pytest.raises(Refused, match="changed this record since"):
        await service.change(undo_merge, done, by="helen")


async def two_taught(service: Service) -> tuple[str, str, Any]:
    """Two records of one child who is taught Maths in both; the second with a result, a target and a review of it."""
    first, second = [await a_taught_pupil(service, name, first_day=FIRST_DAY) for name in ("Kai Ash", "Kay Ash")]
    await a_result(service, second, "3")
    given = TargetInput("gcse", None, "5", date(2026, 12, 18), "Small group", (), None)
    await service.change(set_target, Topic(second, "Maths"), given, by="ann")
    seen = ReviewInput(FIRST_DAY, Formality.FORMAL, "On", grade="4", assessed_on=FIRST_DAY)
    await service.change(save_review, Topic(second, "Maths"), seen, by="ann")
    kept, gone = [await service.read(whose, each) for each in (first, second)]

    async def go() -> str:
        versions = (kept.version, gone.version)
        return str(await service.change(merge, kept.id, gone.id, Keep(stays=Stays.A), versions, by="helen"))

    return first, second, go


async def graded(service: Service) -> list[tuple[str, str]]:
    """Of which stay each result, target and review is."""
    every = [one for kind in (Result, Target, Review) for one in await rows(service, kind)]
    return sorted((one.id, one.placement_id) for one in every)


async def test_results_targets_and_reviews_go_over_to_the_stay_that_goes_on_and_back(service: Service) -> None:
    first, second, go = await two_taught(service)
    before, owed_before = await graded(service), await owed_of(service, first)
    done = await go()
    assert {placement for _, placement in await graded(service)} == {first}
    after = await owed_of(service, first)
    assert not {(DutyKind.BASELINE, "Maths"), (DutyKind.TARGET, "Maths")} & set(after)
    assert (DutyKind.TELL, "Maths") in after
    await press(service, "pupil.open", first, by="ann")
    assert "1 of 2 steps" in (await service.workspace.home(by="ann")).text
    await service.change(undo_merge, done, by="helen")
    assert await graded(service) == before
    assert await owed_of(service, first) == owed_before
    assert (DutyKind.TELL, "Maths") in await owed_of(service, second)


async def owed_of(service: Service, placement_id: str) -> dict[tuple[DutyKind, str], date]:
    """Return the due date of each open duty of this stay, by kind and `about`."""
    open_ones = [one for one in await rows(service, Duty) if one.placement_id == placement_id and not one.done_on]
    return {(one.kind, one.about): one.due_on for one in open_ones}


async def test_that_it_is_too_early_to_assess_goes_over_and_back(service: Service) -> None:
    first, second = [await a_taught_pupil(service, name, first_day=FIRST_DAY) for name in ("Kai Ash", "Kay Ash")]
    await service.change(say_not_yet, Topic(second, "Maths"), "He has only just come", LATER, by="ann")
    kept, gone = [await service.read(whose, each) for each in (first, second)]
    owed_before = await owed_of(service, first)
    done = await service.change(merge, kept.id, gone.id, Keep(stays=Stays.A), (kept.version, gone.version), by="helen")
    assert [one.placement_id for one in await rows(service, NotYet)] == [first]
    assert (await owed_of(service, first))[DutyKind.BASELINE, "Maths"] == LATER
    await service.change(undo_merge, done, by="helen")
    assert [one.placement_id for one in await rows(service, NotYet)] == [second]
    assert await owed_of(service, first) == owed_before


async def test_of_two_targets_in_one_subject_that_of_the_stay_that_goes_on_stands(service: Service) -> None:
    first, second, go = await two_taught(service)
    await a_result(service, first, "5")
    given = TargetInput("gcse", None, "7", date(2026, 12, 18), "Small group", (), None)
    await service.change(set_target, Topic(first, "Maths"), given, by="ann")
    await go()
    assert {one.value: one.placement_id for one in await rows(service, Target)} == {"5": second, "7": first}


async def test_a_target_set_on_what_came_over_keeps_a_merge(service: Service) -> None:
    first, _, go = await two_taught(service)
    done = await go()
    await service.go_to(2026, 9, 7, 8, 35)
    given = TargetInput("gcse", None, "6", date(2026, 12, 18), "Small group", (), None)
    await service.change(set_target, Topic(first, "Maths"), given, by="ann")
    with pytest.raises(Refused, match="changed this record since"):
        await service.change(undo_merge, done, by="helen")


async def test_the_number_that_is_not_kept_is_still_found(service: Service) -> None:
    kept, gone = await two_here(service)
    await service.change(merge, kept.id, gone.id, Keep(upn=Which.B, stays=Stays.A), (1, 1), by="helen")
    now = await pupil(service, "Kai")
    assert (now.upn, now.former_upn) == (UPN, TEMPORARY)
    for number in (UPN, TEMPORARY):
        assert await service.read(found_by, number) == [kept.id]


def found_by(read: Read, upn: str) -> list[str]:
    """Whom a referral with this number is taken to be about."""
    given = NewReferral("Who Ever", date(2010, 1, 1), "Northbrook", Registration.NONE, "Moved here", upn=upn)
    return [each.pupil_id for each in find_possible_matches(read, given)]


async def test_a_record_merged_twice_leads_to_the_one_that_stays(service: Service) -> None:
    kept, gone = await two_here(service)
    third = await service.read(whose, await a_pupil(service, "Kaye Ashworth"))
    await service.change(merge, gone.id, third.id, Keep(), (1, 1), by="helen")
    await service.change(merge, kept.id, gone.id, Keep(), (1, 2), by="helen")
    assert {each.merged_into_id for each in await rows(service, Pupil)} == {None, kept.id}


async def test_a_record_that_somebody_changed_meanwhile_is_not_merged(service: Service) -> None:
    kept, gone = await two_here(service)
    await service.change(rename, gone.id)
    with pytest.raises(Refused, match="changed this while you had it open"):
        await service.change(merge, kept.id, gone.id, Keep(), (1, 1), by="helen")
    assert await rows(service, Merge) == []


@pytest.mark.parametrize("by", ["ann", "priya", "sue"])
async def test_only_heads_and_the_administrator_merge(service: Service, workspace: Client, by: str) -> None:
    kept, gone = await two_here(service)
    [placement] = [each for each in await rows(service, Placement) if each.pupil_id == gone.id]
    await press(service, "merge.open", placement.id, by=by)
    assert not workspace.has_modal(by=by)
    assert any("Only a Head or the office can merge" in each.plain for each in workspace.messages)
    with pytest.raises(Refused):
        await service.change(merge, kept.id, gone.id, Keep(), (1, 1), by=by)


async def test_a_record_is_not_merged_with_itself(service: Service, workspace: Client) -> None:
    _, gone = await two_here(service)
    [placement] = [each for each in await rows(service, Placement) if each.pupil_id == gone.id]
    await press(service, "merge.open", placement.id, by="helen")
    errors = await workspace.submit(by="helen", the_other_record="Kay Ashworth")
    assert errors == {"The other record of this child": "That is the record you started from. Choose the other one."}


async def test_what_was_kept_to_undo_is_forgotten_next_day(service: Service) -> None:
    kept, gone = await two_here(service)
    await service.change(merge, kept.id, gone.id, Keep(), (1, 1), by="helen")
    await service.change(forget_undo)
    assert (await rows(service, Merge))[0].undo != {}
    await service.go_to(2026, 9, 8, 8)
    assert (await rows(service, Merge))[0].undo == {}


async def test_every_table_that_names_a_pupil_is_moved(service: Service) -> None:
    kept, gone = await two_here(service)
    await service.change(merge, kept.id, gone.id, Keep(), (1, 1), by="helen")
    assert await service.read(still_at, gone.id) == {}


def still_at(read: Read, pupil_id: str) -> dict[str, int]:
    """Rows by table that still hang on this record, what happened to it aside."""
    left = {}
    for table in Base.metadata.tables.values():
        for column in table.columns:
            if column.name == "pupil_id" and table.name not in ("audit",):
                left[table.name] = len(read.session.execute(select(table).where(column == pupil_id)).all())
    assert len(left) >= 3
    return {name: count for name, count in left.items() if count}


async def test_a_stay_that_a_merge_ended_is_no_leaver_and_is_found_no_more(service: Service) -> None:
    kept, gone = await two_here(service)
    await service.change(merge, kept.id, gone.id, Keep(stays=Stays.A), (1, 1), by="helen")
    assert [found.more for found in await service.read(find_pupils, "ashworth", by="ann")] == [
        f"Year 10 · {kept.reference}"
    ]
    await service.go_to(2026, 9, 14, 8)
    digest = digests(service)[-1].plain
    assert kept.reference in digest
    assert "leaver" not in digest.lower()


@pytest.mark.parametrize("merged_on", [7, 9])
async def test_whichever_of_two_open_stays_goes_on_is_no_return(
    service: Service, workspace: Client, merged_on: int
) -> None:
    kept, gone = await two_here(service)
    if merged_on != 7:
        await service.go_to(2026, 9, merged_on, 9)
    await service.change(merge, kept.id, gone.id, Keep(stays=Stays.B), (1, 1), by="helen")
    await workspace.quiet()
    told = [each.plain for each in workspace.direct_messages(to="helen") if "new referral" in each.text]
    assert not any("been here before" in each for each in told)
    await service.go_to(2026, 9, 14, 8)
    digest = digests(service)[-1].plain
    assert kept.reference in digest
    assert "returning" not in digest


async def test_who_had_left_before_the_other_record_was_made_is_a_return(service: Service, workspace: Client) -> None:
    await an_earlier_stay(service)
    await service.go_to(2026, 9, 9, 9)
    await refer_kai(workspace, full_name="Kay Ashworth")
    await answer(workspace, "Not sure")
    await merge_by_hand(workspace)
    await service.go_to(2026, 9, 14, 8)
    assert "returning" in digests(service)[-1].plain
    assert any("Has been here before" in each.plain for each in workspace.direct_messages(to="helen"))


async def test_a_doubt_about_a_third_record_is_still_to_be_settled(service: Service, workspace: Client) -> None:
    first, second = await two_here(service)
    await refer_kai(workspace, full_name="Kaye Ashworth")
    await answer(workspace, "Not sure")
    third = await pupil(service, "Kaye")
    done = await service.change(merge, first.id, third.id, Keep(), (1, third.version), by="helen")
    assert await open_pairs(service) == {frozenset((first.id, second.id))}
    assert "Compare and merge" in workspace.direct_messages(to="omar")[-1].buttons
    await service.change(undo_merge, done, by="helen")
    assert await open_pairs(service) == {frozenset((first.id, third.id)), frozenset((second.id, third.id))}


async def open_pairs(service: Service) -> set[frozenset[str]]:
    """Which records nobody has told apart yet."""
    doubts = [each for each in await rows(service, PossibleDuplicate) if each.settled_at is None]
    return {frozenset((each.pupil_id, each.earlier_id)) for each in doubts}


async def test_that_two_records_were_compared_is_noted_of_both(service: Service, workspace: Client) -> None:
    await in_doubt(service)
    await workspace.click("Compare and merge", by="omar")
    await workspace.click("Compare", by="omar")
    lines = [line for line in await rows(service, Audit) if line.verb == "pupil:compare"]
    assert {line.pupil_id for line in lines} == {each.id for each in await rows(service, Pupil)}

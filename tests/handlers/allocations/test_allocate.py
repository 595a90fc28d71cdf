"""Allocating a pupil: keyworker, teachers, first day, and what moves to them with it."""

from datetime import date
from typing import Any

from sqlalchemy import event, select

from models.administration.staff_list import remove_staff
from models.change import Change, Read
from models.progress.owed import owe_assessments
from models.progress.subject import MOST_RESULTS
from models.tables.duty import Duty, DutyKind, Ending, open_duties
from models.tables.placement import Placement, PlacementType, Teaching
from models.tables.result import Result, Source
from models.tables.staff import Staff, by_slack_id
from models.tables.target import Target
from tests.handlers.pressing import press
from tests.handlers.teaching import a_taught_pupil
from tests.school import STAFF, Service, a_pupil

MONDAY, TUESDAY = date(2026, 9, 7), date(2026, 9, 8)


async def owners(service: Service) -> dict[DutyKind, str]:
    """Who owes what is open, by kind."""

    def find(read: Read) -> dict[DutyKind, str]:
        rows = select(Duty.kind, Staff.name).join(Staff, Staff.id == Duty.owner_id).where(Duty.done_on.is_(None))
        return {row.kind: row.name for row in read.session.execute(rows)}

    found: dict[DutyKind, str] = await service.read(find)
    return found


async def give(service: Service, kind: DutyKind, to: str) -> None:
    """Make this member of staff the owner of the one duty of this kind."""

    def move(change: Change) -> None:
        duty = change.session.scalars(select(Duty).where(Duty.kind == kind)).one()
        staff = by_slack_id(change.session, STAFF[to][0])
        assert staff is not None
        duty.owner_id = staff.id

    await service.change(move)


async def an_excluded_pupil(service: Service) -> str:
    """Excluded on Thursday 3 September: the sixth school day is Thursday the 10th."""
    return await a_pupil(service, "Kai Ashworth", type=PlacementType.EXCLUDED, excluded_on=date(2026, 9, 3))


async def test_calls_and_meetings_move_to_the_keyworker_and_what_was_given_away_stays(service: Service) -> None:
    placement = await a_pupil(service, "Kai Ashworth")
    await give(service, DutyKind.PROFESSIONALS, "sue")
    await press(service, "allocate.open", placement, by="omar")
    assert await service.workspace.submit(by="omar", keyworker="Ann Lister") == {}
    assert await owners(service) == {
        DutyKind.ALLOCATE: "Helen Marsh",
        DutyKind.FAMILY: "Ann Lister",
        DutyKind.PROFESSIONALS: "Sue Pell",
        DutyKind.BOOK: "Ann Lister",
        DutyKind.HOLD: "Ann Lister",
    }


async def test_a_new_keyworker_takes_over_from_the_one_before(service: Service) -> None:
    placement = await a_pupil(service, "Kai Ashworth")
    for keyworker in ("Ann Lister", "Ben Okafor"):
        await press(service, "allocate.open", placement, by="helen")
        given = {"keyworker": keyworker, "subject_teachers": ["Maths – Ann Lister"]}
        assert await service.workspace.submit(by="helen", **given) == {}
    assert set((await owners(service)).values()) == {"Ben Okafor"}


async def test_who_is_allocated_is_told_by_first_name_and_reference_and_nothing_more(service: Service) -> None:
    placement = await a_pupil(service, "Kai Ashworth", medical_need="Asthma")
    await press(service, "allocate.open", placement, by="helen")
    subjects = ["Maths – Ann Lister", "English – Ben Okafor"]
    await service.workspace.submit(
        by="helen", keyworker="Ann Lister", subject_teachers=subjects, planned_first_day=TUESDAY
    )
    (ann,) = [one for one in service.workspace.direct_messages(to="ann") if "allocated" in one.text]
    (ben,) = [one for one in service.workspace.direct_messages(to="ben") if "allocated" in one.text]
    assert ann.text == ben.text == "You have been allocated a pupil"
    assert "You are now keyworker for *Kai* (" in ann.plain
    assert "and teach them Maths." in ann.plain
    assert "English teacher" in ben.plain
    assert "First day: Tuesday 8 September." in ben.plain
    for message in (ann, ben):
        assert not [word for word in ("Ashworth", "Asthma", "excluded") if word in message.plain]


async def test_only_those_who_are_new_are_told_when_it_is_changed(service: Service) -> None:
    placement = await a_pupil(service, "Kai Ashworth")
    await press(service, "allocate.open", placement, by="helen")
    await service.workspace.submit(by="helen", keyworker="Ann Lister")
    await press(service, "allocate.open", placement, by="helen")
    assert service.workspace.modal(by="helen").fields["Keyworker"] == "Ann Lister"
    await service.workspace.submit(by="helen", subject_teachers=["Science – Priya Nair"])
    told = [message.to for message in service.workspace.messages if "allocated" in message.text]
    assert told == ["ann", "priya"]


async def test_the_form_comes_prefilled_and_a_subject_can_be_taken_away_again(service: Service) -> None:
    placement = await a_pupil(service, "Kai Ashworth")
    await press(service, "allocate.open", placement, by="helen")
    both = ["Maths – Ann Lister", "English – Ben Okafor"]
    await service.workspace.submit(by="helen", keyworker="Ann Lister", subject_teachers=both, planned_first_day=TUESDAY)
    await press(service, "allocate.open", placement, by="helen")
    shown = service.workspace.modal(by="helen").fields
    assert sorted(shown["Subject teachers"]) == sorted(both)
    assert shown["Planned first day"] == "2026-09-08"
    await service.workspace.submit(by="helen", subject_teachers=["English – Ben Okafor"])
    assert await service.read(lambda read: read.session.scalars(select(Teaching.subject)).all()) == ["English"]


async def test_a_teacher_is_not_offered_the_form_and_is_told_whom_to_ask(service: Service) -> None:
    placement = await a_pupil(service, "Kai Ashworth")
    await press(service, "allocate.open", placement, by="ann")
    assert not service.workspace.has_modal(by="ann")
    said = [message.plain for message in service.workspace.messages if message.ephemeral_for]
    assert any("Only a Head, the SENCo or the office can allocate pupils." in text for text in said)


async def test_a_first_day_on_a_saturday_is_refused_beside_the_field(service: Service) -> None:
    placement = await a_pupil(service, "Kai Ashworth")
    await press(service, "allocate.open", placement, by="helen")
    errors = await service.workspace.submit(by="helen", keyworker="Ann Lister", planned_first_day=date(2026, 9, 12))
    assert errors == {"Planned first day": "There are no pupils in school that day."}
    assert DutyKind.ALLOCATE in await owners(service)


async def test_a_first_day_in_a_mistyped_year_is_refused_and_education_is_still_owed(service: Service) -> None:
    placement = await a_pupil(service, "Kai Ashworth", excluded_on=date(2026, 9, 9))
    await press(service, "allocate.open", placement, by="helen")
    errors = await service.workspace.submit(by="helen", keyworker="Ann Lister", planned_first_day=date(2025, 9, 8))
    assert errors == {"Planned first day": "The referral came in later, on Monday 7 September 2026. Check the date."}
    errors = await service.workspace.submit(by="helen", planned_first_day=date(2026, 9, 8))
    assert errors == {"Planned first day": "The exclusion began later, on Wednesday 9 September 2026. Check the date."}
    assert DutyKind.PROVIDE in await owners(service)


async def test_somebody_who_has_left_meanwhile_cannot_be_allocated(service: Service) -> None:
    placement = await a_pupil(service, "Kai Ashworth")
    await press(service, "allocate.open", placement, by="helen")
    await service.workspace.fill(by="helen", keyworker="Ann Lister")
    ann = await service.actor("ann")
    await service.change(remove_staff, ann.staff_id, by="hugo")
    errors = await service.workspace.submit(by="helen")
    assert errors == {"Keyworker": "Choose someone who is on the staff now."}


async def test_a_first_day_that_is_set_is_a_plan_and_education_is_still_owed(service: Service) -> None:
    placement = await an_excluded_pupil(service)
    assert DutyKind.PROVIDE in await owners(service)
    await press(service, "allocate.open", placement, by="helen")
    assert "full-time education must start by Thursday 10 September" in service.workspace.modal(by="helen").text
    await service.workspace.submit(by="helen", keyworker="Ann Lister", planned_first_day=date(2026, 9, 10))
    assert DutyKind.PROVIDE in await owners(service)


async def test_a_first_day_after_the_sixth_is_planned_only_with_why_and_who_was_told(service: Service) -> None:
    placement = await an_excluded_pupil(service)
    await press(service, "allocate.open", placement, by="helen")
    errors = await service.workspace.submit(by="helen", keyworker="Ann Lister", planned_first_day=date(2026, 9, 11))
    assert "must start by Thursday 10 September 2026" in errors["Planned first day"]
    await service.workspace.close(by="helen")
    await press(service, "allocate.first_day", placement, by="helen")
    errors = await service.workspace.submit(by="helen", planned_first_day=date(2026, 9, 11))
    assert errors == {"Why it is late": "That is after Thursday 10 September 2026, the day set by law. Say why."}
    errors = await service.workspace.submit(by="helen", why_it_is_late="No place at a hospital school")
    assert errors == {"Who has been told": "Say who has been told that it will be late."}
    assert await service.workspace.submit(by="helen", who_has_been_told="Northbrook, the mother") == {}
    assert DutyKind.PROVIDE in await owners(service)


async def test_the_first_day_is_set_by_whoever_owes_it_and_by_nobody_else_among_the_teachers(service: Service) -> None:
    await an_excluded_pupil(service)
    await give(service, DutyKind.PROVIDE, "ben")
    owed = await service.read(lambda read: read.session.scalar(select(Duty.id).where(Duty.kind == DutyKind.PROVIDE)))
    await press(service, "allocate.first_day", owed, by="ann")
    assert not service.workspace.has_modal(by="ann")
    await press(service, "allocate.first_day", owed, by="ben")
    assert await service.workspace.submit(by="ben", planned_first_day=TUESDAY) == {}
    assert await service.read(lambda read: read.session.scalar(select(Placement.first_day))) == TUESDAY


async def test_subjects_are_found_by_either_word_and_in_any_case(service: Service) -> None:
    placement = await a_pupil(service, "Kai Ashworth")
    await press(service, "allocate.open", placement, by="helen")
    suggest = service.workspace.suggest
    assert await suggest("Subject teachers", "mat", by="helen") == ["Maths – Ann Lister"]
    assert await suggest("Subject teachers", "NAIR", by="helen") == ["Science – Priya Nair"]
    assert await suggest("Subject teachers", "chess", by="helen") == []


async def test_a_teacher_is_found_whatever_the_accents(service: Service) -> None:
    placement = await a_pupil(service, "Kai Ashworth")
    ann = await service.actor("ann")

    def rename(change: Change) -> None:
        change.get(Staff, ann.staff_id).name = "Zoë O'Brien"

    await service.change(rename)
    await press(service, "allocate.open", placement, by="helen")
    for typed in ("zoe", "Zoë obr", "maths – zoe"):
        assert await service.workspace.suggest("Subject teachers", typed, by="helen") == ["Maths – Zoë O'Brien"]


async def allocated(service: Service, placement: str, **fields: Any) -> None:
    """Helen allocates, or allocates anew."""
    await press(service, "allocate.open", placement, by="helen")
    assert await service.workspace.submit(by="helen", **fields) == {}


async def test_whoever_is_keyworker_no_more_is_told_who_it_is_now(service: Service) -> None:
    placement = await a_pupil(service, "Kai Ashworth", medical_need="Asthma")
    await allocated(service, placement, keyworker="Ann Lister")
    await allocated(service, placement, keyworker="Ben Okafor")
    told = service.workspace.direct_messages(to="ann")[-1]
    assert told.text == "Your role with a pupil has changed"
    assert "*Kai* (" in told.plain
    assert "you are no longer their keyworker or teacher" in told.plain
    assert "The keyworker is Ben Okafor" in told.plain
    assert not [word for word in ("Ashworth", "Asthma") if word in told.plain]


async def test_a_keyworker_who_goes_on_teaching_is_told_what_is_left(service: Service) -> None:
    placement = await a_pupil(service, "Kai Ashworth")
    await allocated(service, placement, keyworker="Ann Lister", subject_teachers=["Maths – Ann Lister"])
    await allocated(service, placement, keyworker="Ben Okafor")
    told = service.workspace.direct_messages(to="ann")[-1].plain
    assert "You teach *Kai* (" in told
    assert "Maths. The rest has passed to a colleague." in told
    assert "The keyworker is Ben Okafor" in told


async def test_a_teacher_who_becomes_keyworker_is_told(service: Service) -> None:
    placement = await a_pupil(service, "Kai Ashworth")
    await allocated(service, placement, keyworker="Ben Okafor", subject_teachers=["Maths – Ann Lister"])
    await allocated(service, placement, keyworker="Ann Lister")
    assert "You are now keyworker for *Kai* (" in service.workspace.direct_messages(to="ann")[-1].plain


async def test_a_pupil_who_lost_the_keyworker_counts_as_allocated_anew(service: Service) -> None:
    placement = await a_pupil(service, "Kai Ashworth")
    await allocated(service, placement, keyworker="Ann Lister", subject_teachers=["English – Ben Okafor"])
    ann = await service.actor("ann")
    await service.change(remove_staff, ann.staff_id, by="hugo")
    await service.go_to(2026, 9, 14, 9)
    await allocated(service, placement, keyworker="Ben Okafor", subject_teachers=["English – Ben Okafor"])
    day = await service.read(lambda read: read.session.scalar(select(Placement.allocated_on)))
    assert day == date(2026, 9, 14)


async def test_the_second_of_two_who_set_a_first_day_finds_both_and_can_save_after_all(
    service: Service,
) -> None:
    workspace = service.workspace
    placement = await a_pupil(service)
    for who in ("helen", "omar"):
        await press(service, "allocate.first_day", placement, by=who)
    assert await workspace.submit(by="helen", planned_first_day=date(2026, 9, 9)) == {}
    assert "Planned first day" in await workspace.submit(by="omar", planned_first_day=date(2026, 9, 10))
    await workspace.close(by="omar")
    await press(service, "allocate.first_day", placement, by="omar")
    assert "Planned first day now: Wednesday 9 September 2026" in workspace.modal(by="omar").text
    assert await workspace.submit(by="omar") == {}


async def test_allocating_again_asks_as_often_however_many_subjects_have_a_target(service: Service) -> None:
    placement_id = await a_pupil(service, "Kai Ashworth")

    def asked(change: Change, *subjects: str) -> int:
        placement, seen = change.get(Placement, placement_id), list[Any]()
        placement.first_day = TUESDAY
        for subject in subjects:
            about = {"placement_id": placement_id, "subject": subject, "by_id": change.actor.staff_id}
            aim = Target(**about, scale="gcse", value="4", set_on=TUESDAY, by_when=date(2026, 12, 18))
            aim.added_at = change.now
            change.add(aim)
        event.listen(change.session.connection(), "before_cursor_execute", lambda *told: seen.append(told[2]))
        owe_assessments(change, placement, {})
        return len(seen)

    few = await service.change(asked, "Maths")
    assert await service.change(asked, "English", "Science", "Art", "History") == few > 0


async def test_many_results_of_one_subject_hide_no_other_whose_target_is_met(service: Service) -> None:
    placement_id = await a_taught_pupil(service, subjects=("English", "Maths"))

    def owed(change: Change) -> list[str]:
        placement = change.get(Placement, placement_id)
        for subject, value, reached, times in (("English", "4", "5", 1), ("Maths", "9", "3", 2 * MOST_RESULTS)):
            about = {"placement_id": placement_id, "subject": subject, "scale": "gcse", "added_at": change.now}
            change.add(Target(**about, value=value, set_on=TUESDAY, by_when=date(2026, 12, 18)))
            for _ in range(times):
                on = TUESDAY if subject == "Maths" else MONDAY
                change.add(Result(**about, source=Source.FURTHER, value=reached, on=on))
        for duty in change.session.scalars(open_duties(placement_id, DutyKind.TARGET)).all():
            change.close_duty(duty, Ending.DROPPED)
        change.session.flush()
        owe_assessments(change, placement, {})
        return [duty.about for duty in change.session.scalars(open_duties(placement_id, DutyKind.TARGET))]

    assert await service.change(owed) == ["English"]

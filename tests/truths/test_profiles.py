"""A learning profile says what is known, in whose words; it reads complete, agreed or read once that has happened."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from bot.workspace import Client
from models.administration.staff_list import remove_staff
from models.administration.succession import Heirs
from models.allocations.allocate import allocate
from models.change import Change, Read
from models.duplicates.merge import Keep, Stays, merge, undo_merge
from models.duties.cover import set_away
from models.duties.hand_over import offer_duty
from models.duties.profiles import follow_profile, known_of
from models.errors import Refused
from models.meetings.record import Hopes, MeetingNotes, hold_meeting
from models.profiles.headings import ProfilePart
from models.profiles.write import PartInput, part_prefill, save_part
from models.pupils.barriers import BarrierInput, set_barrier
from models.pupils.record import PlacementInput, change_placement, placement_prefill
from models.tables.audit import Audit
from models.tables.barrier import BarrierKind, BarrierStatus
from models.tables.correction import Correction
from models.tables.duty import Duty, DutyKind, Ending
from models.tables.placement import Placement
from models.tables.profile import ProfileAgreement, ProfileAnswer, ProfileHeading, ProfileReading, Voice
from models.tables.pupil import Pupil
from models.tables.staff import Staff
from tests.handlers.pressing import press
from tests.handlers.profiling import read, say, write
from tests.handlers.teaching import a_result, a_taught_pupil, kept
from tests.school import Service

MON, TUE, WED, THU = (date(2026, 9, day) for day in (7, 8, 9, 10))


async def owed(service: Service, kind: DutyKind) -> dict[str, date]:
    """Return what is open of this kind, by the owner's first name."""

    def find(read: Read) -> dict[str, date]:
        rows = select(Duty).where(Duty.kind == kind, Duty.done_on.is_(None))
        return {names(read, one.owner_id): one.due_on for one in read.session.scalars(rows)}

    found: dict[str, date] = await service.read(find)
    return found


def names(read: Read, staff_id: str) -> str:
    return read.get(Staff, staff_id).name.split()[0]


async def endings(service: Service, kind: DutyKind) -> list[tuple[Ending | None, date | None]]:
    return [(one.ending, one.done_on) for one in await kept(service, Duty) if one.kind is kind and one.done_on]


async def set_line(service: Service, placement: str, line: str | None, *, by: str = "helen") -> None:
    """Change the emergency line on the form that edits the placement."""

    def put(change: Change) -> None:
        opened = placement_prefill(change, placement)
        change_placement(change, placement, PlacementInput(**{**opened.values, "emergency": line}), opened.version)  # type: ignore[arg-type]  # the values of its own fields

    await service.change(put, by=by)


async def profile(service: Service, placement: str, *, by: str) -> str:
    """Return the profile as somebody sees it."""
    await press(service, "profile.open", placement, by=by)
    shown = service.workspace.modal(by=by).text.replace("*", "")
    await service.workspace.close(by=by, everything=True)
    return shown


# What is written.


async def test_each_page_of_the_form_saves_and_leads_to_what_is_still_open(service: Service, workspace: Client) -> None:
    placement = await a_taught_pupil(service)
    await press(service, "profile.write", placement, by="ben")
    assert workspace.modal(by="ben").title == "Do and do not"
    given: dict[str, Any] = {"do_what_helps": "A quiet seat", "do_not": "Shout", "in_whose_words": "Staff's words"}
    assert await workspace.submit(by="ben", **given) == {}
    assert workspace.modal(by="ben").title == "Triggers and calm"
    assert await workspace.submit(by="ben", not_known_asked_of="His mother, Mrs Ashworth") == {}
    assert workspace.modal(by="ben").title == "About me"
    await workspace.close(by="ben", everything=True)
    shown = await profile(service, placement, by="ben")
    assert "Do: what helps\nA quiet seat" in shown
    assert "Triggers\nNot known. Asked: His mother, Mrs Ashworth (Mon 7 Sep)" in shown
    assert "Not answered yet: Strengths and interests" in shown


async def test_what_helps_has_one_place_whoever_writes_it(service: Service) -> None:
    placement = await a_taught_pupil(service)
    await write(service, placement, ProfileHeading.HELPS)
    (stay,) = await kept(service, Placement)
    assert stay.helps == "A quiet seat by the door"
    assert not [one for one in await kept(service, ProfileAnswer) if one.text == stay.helps]
    notes = MeetingNotes(MON, "Mother", Hopes(helps="To be met at the gate"))
    await service.change(hold_meeting, placement, notes, None, by="helen")
    assert "To be met at the gate" in await profile(service, placement, by="sue")
    (lost,) = [one for one in await kept(service, Correction) if one.thing == "placement"]
    assert lost.before["helps"] == "A quiet seat by the door"


async def test_words_of_people_have_whose_they_are_and_the_day(service: Service, workspace: Client) -> None:
    placement = await a_taught_pupil(service)
    await press(service, "profile.write", f"{placement}:me", by="ben")
    errors = await workspace.submit(by="ben", strengths_and_interests="Bikes")
    assert errors == {"In whose words?": "Say in whose words this is."}
    errors = await workspace.submit(by="ben", in_whose_words="The pupil's own words")
    assert errors == {"Said on": "Give the day on which they said it."}
    errors = await workspace.submit(by="ben", said_on=date(2026, 9, 9))
    assert errors == {"Said on": "That date is in the future. Write it down once they have said it."}
    assert await workspace.submit(by="ben", said_on=MON) == {}
    (answer,) = await kept(service, ProfileAnswer)
    assert (answer.text, answer.voice, answer.said_on) == ("Bikes", Voice.PUPIL, MON)


async def test_what_helps_is_in_staff_s_words_alone(service: Service, workspace: Client) -> None:
    placement = await a_taught_pupil(service)
    await press(service, "profile.write", placement, by="ben")
    theirs: dict[str, Any] = {"in_whose_words": "The parents' or carers' own words", "said_on": MON}
    errors = await workspace.submit(by="ben", do_what_helps="His nan on the phone", **theirs)
    assert list(errors) == ["Do: what helps"]
    assert "write it in staff's words" in errors["Do: what helps"]
    assert [one.helps for one in await kept(service, Placement)] == [None]
    assert await workspace.submit(by="ben", do_what_helps="", do_not="Do not ring his father") == {}
    assert [one.voice for one in await kept(service, ProfileAnswer)] == [Voice.PARENTS]


async def test_words_of_people_stand_above_an_empty_field_and_keep_their_day(
    service: Service, workspace: Client
) -> None:
    placement = await a_taught_pupil(service)
    await write(service, placement, ProfileHeading.TRIGGERS, voice=Voice.PUPIL)
    service.skip_to(2026, 9, 9, 9)
    await press(service, "profile.write", f"{placement}:signs", by="ben")
    form = workspace.modal(by="ben")
    assert "Triggers, in the pupil's own words (Mon 7 Sep):\nBeing watched while writing" in form.text.replace("*", "")
    assert not form.fields["Triggers"]
    given: dict[str, Any] = {"what_calms": "Music", "in_whose_words": "The pupil's own words", "said_on": WED}
    assert await workspace.submit(by="ben", not_known_asked_of="His nan", **given) == {}
    rows = {one.heading: one for one in await kept(service, ProfileAnswer)}
    triggers, calms = rows[ProfileHeading.TRIGGERS], rows[ProfileHeading.CALMS]
    assert (triggers.text, triggers.voice, triggers.said_on) == ("Being watched while writing", Voice.PUPIL, MON)
    assert (calms.text, calms.said_on) == ("Music", WED)
    assert await kept(service, Correction) == []


async def test_words_of_people_are_removed_by_a_dash_and_by_whom_was_asked(service: Service, workspace: Client) -> None:
    placement = await a_taught_pupil(service)
    await write(service, placement, ProfileHeading.TRIGGERS, voice=Voice.PUPIL)
    await press(service, "profile.write", f"{placement}:signs", by="ben")
    errors = await workspace.submit(by="ben", triggers="-")
    assert errors == {"Triggers": "This was answered before. Write something, or say whom you have asked."}
    assert await workspace.submit(by="ben", not_known_asked_of="His nan") == {}
    assert (await said(service, placement))[ProfileHeading.TRIGGERS] is None
    (lost,) = await kept(service, Correction)
    assert lost.before["text"] == "Being watched while writing"


async def test_whom_staff_asked_stays_until_somebody_else_is_named_for_that(service: Service) -> None:
    placement = await a_taught_pupil(service)
    await write(service, placement, ProfileHeading.CALMS)
    await service.change(asking, placement, "Mrs Ashworth", {}, by="ben")
    await service.change(asking, placement, "His nan", {ProfileHeading.CALMS: None}, by="priya")
    assert set((await asked_of(service)).values()) == {"Mrs Ashworth", "His nan"}
    with pytest.raises(Refused, match="was asked of Mrs Ashworth before"):
        await service.change(asking, placement, "Northbrook", {}, by="priya")
    await service.change(asking, placement, "Northbrook", {ProfileHeading.SIGNS: "-"}, by="priya")
    assert await asked_of(service) == {
        ProfileHeading.TRIGGERS: "Mrs Ashworth",
        ProfileHeading.SIGNS: "Northbrook",
        ProfileHeading.CALMS: "His nan",
    }
    lost = [one.before for one in await kept(service, Correction) if one.before["heading"] == "signs"]
    assert [one["asked_of"] for one in lost] == ["Mrs Ashworth"]


def asking(change: Change, placement_id: str, whom: str, texts: dict[ProfileHeading, str | None]) -> None:
    before = part_prefill(change, placement_id, ProfilePart.SIGNS)
    save_part(change, placement_id, ProfilePart.SIGNS, PartInput({**before.texts, **texts}, asked_of=whom))


async def asked_of(service: Service) -> dict[ProfileHeading, str | None]:
    return {one.heading: one.asked_of for one in await kept(service, ProfileAnswer) if one.asked_of}


async def test_staff_s_words_do_not_become_the_pupil_s_beside_others(service: Service) -> None:
    placement = await a_taught_pupil(service)
    await write(service, placement, ProfileHeading.TRIGGERS)
    both: dict[ProfileHeading, str | None] = {ProfileHeading.TRIGGERS: "Being watched", ProfileHeading.CALMS: "Music"}
    with pytest.raises(Refused, match="stands in staff's words"):
        await service.change(say, placement, ProfilePart.SIGNS, both, Voice.PUPIL, by="ben")
    del both[ProfileHeading.CALMS]
    await service.change(say, placement, ProfilePart.SIGNS, both, Voice.PUPIL, by="ben")
    assert [one.voice for one in await kept(service, ProfileAnswer)] == [Voice.PUPIL]


async def test_words_that_are_changed_are_kept_and_whoever_wrote_them_is_told(service: Service) -> None:
    placement = await a_taught_pupil(service)
    await write(service, placement, ProfileHeading.TRIGGERS)
    changed: dict[ProfileHeading, str | None] = {ProfileHeading.TRIGGERS: "Loud corridors"}
    await service.change(say, placement, ProfilePart.SIGNS, changed, Voice.STAFF, by="priya")
    await service.workspace.quiet()
    (lost,) = await kept(service, Correction)
    assert (lost.before["text"], lost.after["text"]) == ("Being watched while writing", "Loud corridors")
    assert "corrected your entry in the learning profile" in service.workspace.direct_messages(to="ben")[-1].plain
    await press(service, "pupil.open", placement, by="ben")
    page = (await service.workspace.home(by="ben")).text
    assert "Being watched while writing" in page


async def test_an_answer_is_not_wiped_without_saying_who_was_asked(service: Service) -> None:
    placement = await a_taught_pupil(service)
    await write(service, placement, ProfileHeading.TRIGGERS)
    wiped: dict[ProfileHeading, str | None] = {ProfileHeading.TRIGGERS: None}
    with pytest.raises(Refused, match="say whom you have asked"):
        await service.change(say, placement, ProfilePart.SIGNS, wiped, Voice.STAFF, by="ben")


# Complete.


async def test_the_keyworker_owes_it_ten_school_days_after_the_first_day(service: Service) -> None:
    await a_taught_pupil(service)
    assert await owed(service, DutyKind.PROFILE) == {"Ben": date(2026, 9, 22)}


async def test_it_is_complete_on_the_day_on_which_the_last_heading_is_answered_or_asked(service: Service) -> None:
    placement = await a_taught_pupil(service)
    await write(service, placement, *(one for one in ProfileHeading if one is not ProfileHeading.HELPS))
    assert await owed(service, DutyKind.PROFILE) == {"Ben": date(2026, 9, 22)}
    service.skip_to(2026, 9, 10, 16)
    notes = MeetingNotes(THU, "Mother", Hopes(helps="To be met at the gate"))
    await service.change(hold_meeting, placement, notes, None, by="helen")
    assert await owed(service, DutyKind.PROFILE) == {}
    assert await endings(service, DutyKind.PROFILE) == [(Ending.DONE, THU)]


async def test_a_pupil_of_whom_nothing_was_ever_asked_owes_it_from_the_next_night_on(service: Service) -> None:
    placement = await a_taught_pupil(service)

    def forget(change: Change) -> None:
        for duty in change.session.scalars(select(Duty).where(Duty.kind == DutyKind.PROFILE)):
            change.session.delete(duty)

    await service.change(forget)
    await service.go_to(2026, 9, 9, 8)
    assert await owed(service, DutyKind.PROFILE) == {"Ben": date(2026, 9, 22)}
    assert "Complete the learning profile" in await page(service, placement, by="ben")


async def page(service: Service, placement: str, *, by: str) -> str:
    await press(service, "pupil.open", placement, by=by)
    return (await service.workspace.home(by=by)).text.replace("*", "")


async def test_what_not_to_do_stands_beside_what_helps_for_whoever_may_read_it(
    service: Service, workspace: Client
) -> None:
    placement = await a_taught_pupil(service)
    await service.change(set_helps, placement, by="helen")
    assert "Do not" not in await page(service, placement, by="sue")
    dont: dict[ProfileHeading, str | None] = {ProfileHeading.DONT: "Shout"}
    await service.change(say, placement, ProfilePart.DO, dont, Voice.PUPIL, by="ben")
    shown = await page(service, placement, by="sue")
    assert shown.index("What helps") < shown.index("Shout") < shown.index("Learning profile")
    await press(service, "pupil.needs", placement, by="sue")
    assert "Shout" in workspace.modal(by="sue").text
    await workspace.close(by="sue")
    await service.change(say, placement, ProfilePart.DO, dont | {ProfileHeading.DONT: "Ring"}, Voice.PARENTS, by="ben")
    shown = await page(service, placement, by="sue")
    assert "Ring" not in shown
    assert "These words are for the pupil's keyworker" in shown
    assert "Ring" in await page(service, placement, by="ben")


def set_helps(change: Change, placement_id: str) -> None:
    change.get(Placement, placement_id).helps = "A quiet start"


# Agreed.


async def agree(service: Service, placement: str, who: str, on: date, **more: Any) -> dict[str, str]:
    await press(service, "profile.agree", placement, by="ben")
    errors = await service.workspace.submit(by="ben", who_agrees=who, on_which_day=on, **more)
    if not errors:
        await service.workspace.close(by="ben", everything=True)
    return errors


async def test_what_changed_since_it_was_agreed_is_shown_with_both_texts(service: Service, workspace: Client) -> None:
    placement = await a_taught_pupil(service)
    await write(service, placement)
    assert await agree(service, placement, "The pupil", MON) == {}
    shown = await profile(service, placement, by="sue")
    assert "Agreed by the pupil on Monday 7 September" in shown
    assert "Nothing has changed since" in shown
    changed: dict[ProfileHeading, str | None] = {ProfileHeading.TRIGGERS: "Loud corridors"}
    await service.change(say, placement, ProfilePart.SIGNS, changed, Voice.STAFF, by="ben")
    assert "Changed since: Triggers" in await profile(service, placement, by="sue")
    (agreed,) = await kept(service, ProfileAgreement)
    await press(service, "profile.changes", agreed.id, by="sue")
    text = workspace.modal(by="sue").text.replace("*", "")
    assert "Agreed: Being watched while writing" in text
    assert "Now: Loud corridors" in text


async def test_an_agreement_is_of_a_whole_profile_and_never_of_a_day_to_come(service: Service) -> None:
    placement = await a_taught_pupil(service)
    await write(service, placement, ProfileHeading.TRIGGERS)
    with pytest.raises(AssertionError):
        await agree(service, placement, "The pupil", MON)
    await write(service, placement)
    errors = await agree(service, placement, "The pupil", date(2026, 9, 11))
    assert errors == {"On which day?": "That date is in the future. Record it once they have agreed."}
    assert await kept(service, ProfileAgreement) == []


async def test_nobody_agreed_on_an_earlier_day_to_words_that_came_later(service: Service) -> None:
    placement = await a_taught_pupil(service)
    await write(service, placement)
    service.skip_to(2026, 9, 8, 9)
    assert await agree(service, placement, "The pupil", MON) == {}
    changed: dict[ProfileHeading, str | None] = {ProfileHeading.DONT: "Do not ask him to read aloud"}
    await service.change(say, placement, ProfilePart.DO, changed, Voice.STAFF, by="ben")
    service.skip_to(2026, 9, 9, 9)
    refused = "The profile was last changed on Tuesday 8 September 2026. Give the day, then or later"
    errors = await agree(service, placement, "The pupil", MON)
    assert errors["On which day?"].startswith(refused)
    assert await service.workspace.submit(by="ben", on_which_day=TUE) == {}
    assert len(await kept(service, ProfileAgreement)) == 2


@pytest.mark.parametrize("what", ["helps", "line", "barrier", "meeting"])
async def test_what_the_profile_says_from_elsewhere_counts_as_changed_too(service: Service, what: str) -> None:
    placement = await a_taught_pupil(service)
    await write(service, placement)
    service.skip_to(2026, 9, 8, 9)
    match what:
        case "helps":
            await write(service, placement, ProfileHeading.HELPS)
            changed: dict[ProfileHeading, str | None] = {ProfileHeading.HELPS: "A seat at the back"}
            await service.change(say, placement, ProfilePart.DO, changed, Voice.STAFF, by="ben")
        case "line":
            await set_line(service, placement, "Nut allergy")
        case "barrier":
            found = BarrierInput(BarrierStatus.SUSPECTED, "Reads slowly", None)
            await service.change(set_barrier, placement, BarrierKind.LEARNING, found, by="helen")
        case _:
            notes = MeetingNotes(TUE, "Mother", Hopes(helps="To be met at the gate"))
            await service.change(hold_meeting, placement, notes, None, by="helen")
    errors = await agree(service, placement, "The pupil", MON)
    assert "last changed on Tuesday 8 September" in errors["On which day?"]


async def test_an_agreement_is_not_kept_with_words_that_came_while_its_form_was_open(
    service: Service, workspace: Client
) -> None:
    placement = await a_taught_pupil(service)
    await write(service, placement)
    await press(service, "profile.agree", placement, by="ben")
    changed: dict[ProfileHeading, str | None] = {ProfileHeading.DONT: "Do not ask him to read aloud"}
    await service.change(say, placement, ProfilePart.DO, changed, Voice.STAFF, by="priya")
    errors = await workspace.submit(by="ben", who_agrees="The pupil", on_which_day=MON)
    assert "Priya Nair changed this while you had it open" in str(errors or workspace.modal(by="ben").text)
    assert await kept(service, ProfileAgreement) == []


# Read.


async def test_an_empty_profile_asks_nobody_to_read_it(service: Service) -> None:
    await a_taught_pupil(service)
    assert await owed(service, DutyKind.READ_PROFILE) == {}


async def a_pupil_with_a_line(service: Service) -> str:
    """Kai, expected on Thursday the 10th, with an emergency line: Ann teaches Maths, Ben is the keyworker."""
    placement = await a_taught_pupil(service, first_day=THU)
    await set_line(service, placement, "Nut allergy, pen in the office")
    return placement


async def test_keyworker_and_teachers_are_asked_before_the_first_lesson(service: Service) -> None:
    await a_pupil_with_a_line(service)
    assert await owed(service, DutyKind.READ_PROFILE) == {"Ann": WED, "Ben": WED}


async def test_it_is_two_taps_from_the_reminder_and_read_means_opened(service: Service, workspace: Client) -> None:
    placement = await a_pupil_with_a_line(service)
    await service.go_to(2026, 9, 8, 8, 20)
    await workspace.click("Read it", by="ann")
    assert "Nut allergy, pen in the office" in workspace.modal(by="ann").text
    assert await owed(service, DutyKind.READ_PROFILE) == {"Ann": WED, "Ben": WED}
    await workspace.click("I have read it", by="ann")
    assert "You read this on Tuesday 8 September" in workspace.modal(by="ann").text
    assert await owed(service, DutyKind.READ_PROFILE) == {"Ben": WED}
    assert await endings(service, DutyKind.READ_PROFILE) == [(Ending.DONE, TUE)]
    (reading,) = await kept(service, ProfileReading)
    assert (reading.on, reading.placement_id) == (TUE, placement)
    verbs = [one.verb for one in await kept(service, Audit) if one.verb.startswith("profile:")]
    assert verbs.count("profile:view") >= 1
    assert verbs.count("profile:read") == 1


async def test_a_profile_that_changed_while_it_was_open_is_not_read(service: Service, workspace: Client) -> None:
    placement = await a_pupil_with_a_line(service)
    await press(service, "profile.open", placement, by="ann")
    await set_line(service, placement, "Nut allergy, pen in her bag")
    await workspace.click("I have read it", by="ann")
    assert "It changed while you had it open" in workspace.modal(by="ann").text
    assert "pen in her bag" in workspace.modal(by="ann").text
    assert set(await owed(service, DutyKind.READ_PROFILE)) == {"Ann", "Ben"}


async def test_as_it_is_now_is_said_of_every_word_and_not_only_of_what_asks_again(
    service: Service, workspace: Client
) -> None:
    placement = await a_pupil_with_a_line(service)
    await read(service, placement, by="ann")
    assert "as it is now" in await profile(service, placement, by="ann")
    await press(service, "profile.open", placement, by="sue")
    await write(service, placement, ProfileHeading.TRIGGERS)
    shown = await profile(service, placement, by="ann")
    assert "as it is now" not in shown
    assert "I have read it" in shown
    await workspace.click("I have read it", by="sue")  # under what it said before
    assert "It changed while you had it open" in workspace.modal(by="sue").text
    assert list(await owed(service, DutyKind.READ_PROFILE)) == ["Ben"]


async def test_readings_of_an_earlier_version_are_not_asked_for_again(service: Service) -> None:
    placement = await a_pupil_with_a_line(service)

    def before(change: Change) -> None:
        stay = change.get(Placement, placement)
        reading = ProfileReading(placement_id=placement, staff_id=change.staff.id, on=change.today)
        reading.seen, reading.read_at = known_of(change, stay).state or "", change.now
        change.add(reading)
        follow_profile(change, stay)

    await service.change(before, by="ann")
    assert await owed(service, DutyKind.READ_PROFILE) == {"Ben": WED}
    assert "as it is now" not in await profile(service, placement, by="ann")  # only its lines were marked


async def test_a_changed_barrier_or_emergency_line_asks_again_and_other_words_do_not(service: Service) -> None:
    placement = await a_pupil_with_a_line(service)
    for by in ("ann", "ben"):
        await read(service, placement, by=by)
    await write(service, placement, ProfileHeading.TRIGGERS)
    assert await owed(service, DutyKind.READ_PROFILE) == {}
    service.skip_to(2026, 9, 14, 9)
    found = BarrierInput(BarrierStatus.SUSPECTED, "Reads slowly", None)
    await service.change(set_barrier, placement, BarrierKind.LEARNING, found, by="helen")
    assert await owed(service, DutyKind.READ_PROFILE) == {"Ann": date(2026, 9, 16), "Ben": date(2026, 9, 16)}
    for by in ("ann", "ben"):
        await read(service, placement, by=by)
    await set_line(service, placement, "No known allergy")
    assert set(await owed(service, DutyKind.READ_PROFILE)) == {"Ann", "Ben"}


async def test_a_profile_that_is_complete_is_read_once_more(service: Service) -> None:
    placement = await a_pupil_with_a_line(service)
    for by in ("ann", "ben"):
        await read(service, placement, by=by)
    await write(service, placement)
    assert set(await owed(service, DutyKind.READ_PROFILE)) == {"Ann"}  # Ben wrote it


async def test_whoever_wrote_the_whole_profile_has_read_it(service: Service) -> None:
    placement = await a_pupil_with_a_line(service)
    await write(service, placement, *list(ProfileHeading)[:-1])
    assert set(await owed(service, DutyKind.READ_PROFILE)) == {"Ann", "Ben"}  # the line is another's, and unread
    await write(service, placement)
    assert set(await owed(service, DutyKind.READ_PROFILE)) == {"Ann"}
    assert await endings(service, DutyKind.READ_PROFILE) == [(Ending.DONE, MON)]
    assert "You read this on Monday 7 September" in await profile(service, placement, by="ben")
    await set_line(service, placement, "No known allergy")
    await write(service, placement, ProfileHeading.TRIGGERS)  # one part, which shows nothing of the new line
    assert set(await owed(service, DutyKind.READ_PROFILE)) == {"Ann", "Ben"}


async def test_whoever_wrote_all_that_there_is_has_read_it_and_a_colleague_s_words_are_read(service: Service) -> None:
    placement = await a_taught_pupil(service)
    await write(service, placement, ProfileHeading.TRIGGERS)
    assert set(await owed(service, DutyKind.READ_PROFILE)) == {"Ann"}
    await write(service, placement, ProfileHeading.SEN, by="helen")
    await write(service, placement, *[one for one in ProfileHeading if one is not ProfileHeading.SEN], by="ben")
    assert set(await owed(service, DutyKind.READ_PROFILE)) == {"Ann", "Ben"}


async def test_whoever_has_it_agreed_has_read_it_unless_that_is_undone(service: Service, workspace: Client) -> None:
    placement = await a_pupil_with_a_line(service)
    await write(service, placement, by="helen")
    assert set(await owed(service, DutyKind.READ_PROFILE)) == {"Ann", "Ben"}
    await press(service, "profile.agree", placement, by="ben")
    assert await workspace.submit(by="ben", who_agrees="The pupil", on_which_day=MON) == {}
    assert set(await owed(service, DutyKind.READ_PROFILE)) == {"Ann"}
    await workspace.click("Undo", by="ben")
    assert set(await owed(service, DutyKind.READ_PROFILE)) == {"Ann", "Ben"}
    assert len(await kept(service, ProfileReading)) == 1  # Helen's, who wrote it
    assert await endings(service, DutyKind.READ_PROFILE) == []


async def test_whoever_covers_is_asked_and_whoever_has_left_the_team_is_not(service: Service) -> None:
    placement = await a_pupil_with_a_line(service)
    ann, sue, ben = [str((await service.actor(one)).staff_id) for one in ("ann", "sue", "ben")]
    await service.change(set_away, ann, date(2026, 9, 21), sue, by="helen")
    assert set(await owed(service, DutyKind.READ_PROFILE)) == {"Ann", "Ben", "Sue"}
    await service.change(set_away, ann, None, None, by="helen")
    assert set(await owed(service, DutyKind.READ_PROFILE)) == {"Ann", "Ben"}
    await service.change(allocate, placement, ben, [], THU, by="helen")
    assert set(await owed(service, DutyKind.READ_PROFILE)) == {"Ben"}
    await service.change(remove_staff, ben, by="helen")
    assert await owed(service, DutyKind.READ_PROFILE) == {}


async def test_whoever_takes_over_from_a_leaver_is_asked_to_read(service: Service, workspace: Client) -> None:
    placement = await a_pupil_with_a_line(service)
    for by in ("ann", "ben"):
        await read(service, placement, by=by)
    ann, ben, priya, sue = [str((await service.actor(one)).staff_id) for one in ("ann", "ben", "priya", "sue")]
    await service.change(remove_staff, ben, Heirs(keyworker=sue), by="helen")
    assert await owed(service, DutyKind.READ_PROFILE) == {"Sue": WED}
    await service.change(remove_staff, ann, Heirs(teacher=priya), by="helen")
    assert await owed(service, DutyKind.READ_PROFILE) == {"Priya": WED, "Sue": WED}
    for by in ("priya", "sue"):
        await read(service, placement, by=by)
    await press(service, "profile.unread", "all", by="helen")
    assert "Nobody is asked to read one at present." in workspace.modal(by="helen").text


async def test_only_pupils_who_are_shown_are_logged_and_the_others_are_counted(
    service: Service, workspace: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = [await a_pupil_with_a_line(service) for _ in range(3)]
    monkeypatch.setattr("models.profiles.reading.MOST_PUPILS", 1)
    await press(service, "profile.unread", "all", by="helen")
    text = workspace.modal(by="helen").text
    assert "and 2 more pupils" in text
    assert ("Ann Lister" in text, "Ben Okafor" in text) == (True, True)
    logged = {one.pupil_id for one in await kept(service, Audit) if one.verb == "profile:unread_view"}
    assert (len(logged), len(shown)) == (1, 3)


async def test_the_attendance_is_a_number_without_a_nought_behind_it(service: Service) -> None:
    placement = await a_taught_pupil(service)

    def attend(change: Change) -> None:
        change.get(Placement, placement).attendance = 92.0

    await service.change(attend, by="helen")
    assert "Attendance at home school: 92%" in await profile(service, placement, by="ben")


async def test_nobody_reads_it_for_a_colleague(service: Service) -> None:
    await a_pupil_with_a_line(service)
    sue = str((await service.actor("sue")).staff_id)
    mine = select(Duty.id).where(
        Duty.kind == DutyKind.READ_PROFILE, Duty.about == (await service.actor("ann")).staff_id
    )
    duty_id = await service.read(lambda read: read.session.scalars(mine).one())
    with pytest.raises(Refused, match="Everybody reads"):
        await service.change(offer_duty, duty_id, sue, by="ann")


async def test_head_and_senco_see_who_has_not_read_and_the_channel_only_how_many(
    service: Service, workspace: Client
) -> None:
    placement = await a_pupil_with_a_line(service)
    await read(service, placement, by="ann")
    await workspace.command("/allocations", by="helen")
    digest = workspace.in_room("allocations")[-1].plain.replace("*", "")
    assert "1 profile to read" in digest
    assert "K.A." in digest or "KA" in digest
    assert "Nut allergy" not in digest
    for by in ("helen", "priya"):
        await press(service, "profile.unread", "all", by=by)
        text = workspace.modal(by=by).text
        assert "Ben Okafor" in text
        assert "Ann Lister" not in text
        await workspace.close(by=by, everything=True)
    assert "Not read yet by Ben Okafor" in await page(service, placement, by="priya")


# Merged.


async def test_a_merge_carries_over_what_only_the_other_profile_knew_and_gives_it_back(service: Service) -> None:
    kept_stay = await a_taught_pupil(service)
    other = await a_taught_pupil(service, "Kay Ashworth")
    await write(service, kept_stay, ProfileHeading.SIGNS)
    asked = PartInput({ProfileHeading.SIGNS: "Taps the table"}, None, None, "His mother")
    await service.change(save_part, kept_stay, ProfilePart.SIGNS, asked, by="ben")
    await write(service, other)
    before = await said(service, kept_stay)
    pupils = await service.read(lambda read: [read.get(Placement, one).pupil_id for one in (kept_stay, other)])
    keep = Keep(stays=Stays.A)
    done = await service.change(merge, *pupils, keep, await versions(service, pupils), by="omar")
    joint = await said(service, kept_stay)
    assert joint[ProfileHeading.TRIGGERS] == "Being watched while writing"
    assert joint[ProfileHeading.ACCESS] == "A reader; evidence asked for"
    assert await owed(service, DutyKind.PROFILE) == {}
    await service.change(undo_merge, done, by="omar")
    assert await said(service, kept_stay) == before
    assert len(await said(service, other)) == len(ProfileHeading) - 1
    assert await owed(service, DutyKind.PROFILE) == {"Ben": date(2026, 9, 22)}


async def said(service: Service, placement: str) -> dict[ProfileHeading, str | None]:
    rows = [one for one in await kept(service, ProfileAnswer) if one.placement_id == placement]
    return {one.heading: one.text for one in rows}


async def versions(service: Service, pupils: list[str]) -> tuple[int, int]:
    found = await service.read(lambda read: [read.get(Pupil, one).version for one in pupils])
    return found[0], found[1]


# Who sees what.


async def test_a_stranger_reads_what_to_do_and_neither_the_family_s_words_nor_grades(service: Service) -> None:
    placement = await a_pupil_with_a_line(service)
    await a_result(service, placement, "4")
    await write(service, placement)
    await write(service, placement, ProfileHeading.CALMS, voice=Voice.PARENTS)
    changed: dict[ProfileHeading, str | None] = {ProfileHeading.CALMS: "His nan's voice"}
    await service.change(say, placement, ProfilePart.SIGNS, changed, Voice.PARENTS, by="ben")
    supply, around = await profile(service, placement, by="sue"), await profile(service, placement, by="ann")
    order = ["Nut allergy", "Do: what helps", "Do not", "Triggers", "First signs", "What calms", "Strengths"]
    places = [supply.index(one) for one in order]
    assert places == sorted(places)
    assert "Do not raise your voice" in supply
    for withheld in ("Seeing my nan on Fridays", "His nan's voice", "GCSE"):
        assert withheld not in supply
        assert withheld in around


async def test_what_stands_elsewhere_is_shown_as_it_is_today(service: Service) -> None:
    placement = await a_pupil_with_a_line(service)
    await a_result(service, placement, "4")
    found = BarrierInput(BarrierStatus.SUSPECTED, "Reads slowly", None)
    await service.change(set_barrier, placement, BarrierKind.LEARNING, found, by="helen")
    shown = await profile(service, placement, by="ann")
    assert "Learning difficulties – suspected" in shown
    assert "Maths: 4, GCSE – baseline, Mon 7 Sep 2026" in shown
    assert "Keyworker: Ben Okafor" in shown

"""What was agreed about a placement is recorded as it was said, and a part-time timetable never goes on unasked."""

from dataclasses import replace
from datetime import date

import pytest

from bot.workspace import Client
from models.allocations.first_day import Lateness, Start, record_start
from models.change import Change
from models.duplicates.merge import Keep, Stays, merge, undo_merge
from models.errors import Refused
from models.leaving.destination import Destination
from models.leaving.leave import LeavingInput, leave
from models.meetings.record import MeetingNotes, hold_meeting
from models.pupils.agreement import FIELDS, AgreementInput, set_agreement
from models.tables.duty import Duty, DutyKind, Ending
from models.tables.leaving import DestinationKind, Leaving, LeavingReason
from models.tables.placement import Agreement, CommissionerKind, Consent, Placement, PlacementType, Timetable
from models.tables.pupil import Pupil
from tests.handlers.pressing import duty, press
from tests.handlers.teaching import a_taught_pupil, kept, owed
from tests.school import Service, a_pupil

FIRST_DAY = date(2026, 9, 7)
SCHOOL = AgreementInput(
    commissioner_kind=CommissionerKind.SCHOOL,
    commissioner="Northbrook Academy",
    commissioner_person="Rae Holt, assistant head",
    commissioner_contact="01632 960011",
    objectives="Back in lessons by Christmas",
    longest_weeks=12,
)
MORNINGS = replace(
    SCHOOL,
    hours=12.5,
    timetable=Timetable.PART_TIME,
    part_time_from=FIRST_DAY,
    part_time_why="Mornings only while he settles",
    part_time_until=date(2026, 10, 2),
)
AGREED = replace(
    SCHOOL,
    consent=Consent.GIVEN,
    consent_by="Donna Ashworth, mother",
    consent_on=FIRST_DAY,
)


async def agree(service: Service, placement: str, given: AgreementInput, *, by: str = "ben", why: str = "") -> None:
    await service.change(set_agreement, placement, given, why or None, by=by)


async def page(service: Service, placement: str, *, by: str = "helen") -> str:
    await press(service, "pupil.open", placement, by=by)
    return (await service.workspace.home(by=by)).text.replace("*", "")


# What was agreed stands in the record, on Edit placement and on the page.


async def test_it_is_recorded_on_edit_placement_and_stands_on_the_page(service: Service, workspace: Client) -> None:
    placement = await a_taught_pupil(service, first_day=FIRST_DAY)
    await press(service, "placement.edit", placement, by="ben")
    for step in ("Next: placement", "Next: needs", "Next: agreement"):
        await workspace.click(step, by="ben")
    await workspace.fill(
        by="ben",
        commissioned_by="The local authority",
        name_of_the_school="Midshire Council",
        named_person="Ola Brand",
        their_phone="ola.brand@midshire.example",
        objectives="A timetable that he keeps",
        longest_length="12",
    )
    await workspace.click("Next: timetable", by="ben")
    await workspace.fill(by="ben", hours="25")
    await workspace.click("Next: agreed", by="ben")
    assert (
        await workspace.submit(by="ben", transport="Taxi, booked by the council", where_the_risk="In the office safe")
        == {}
    )
    shown = await page(service, placement)
    assert "Commissioned by Midshire Council (local authority)" in shown
    assert "Ola Brand, ola.brand@midshire.example" in shown
    assert "at most 12 weeks, to Sunday 29 November 2026" in shown
    assert "25 hours a week" in shown
    assert "Consent to share: not recorded" in shown
    assert "Midshire" not in await page(service, placement, by="sue")


async def test_the_reasons_are_those_of_the_census_and_none_that_is_held_is_lost() -> None:
    assert {one.value for one in PlacementType} >= {"excluded", "suspended", "medical", "outreach", "other"}
    assert {one.label for one in PlacementType} >= {
        "Off-site direction",
        "At risk / intervention",
        "No school place",
        "Managed move",
        "Named in an EHC plan",
    }


async def test_the_longest_length_is_an_end_that_is_owed_like_a_planned_one(service: Service) -> None:
    placement = await a_taught_pupil(service, first_day=FIRST_DAY)
    await agree(service, placement, replace(SCHOOL, longest_weeks=6))
    assert (await duty(service, DutyKind.PLANNED_END))[1:] == (
        date(2026, 9, 25),
        None,
    )  # for 16 October
    await service.change(record_start, placement, Start.FULL_TIME, FIRST_DAY, Lateness(), by="helen")
    await agree(service, placement, replace(SCHOOL, longest_weeks=None))
    assert (await duty(service, DutyKind.PLANNED_END))[2] is Ending.DROPPED


# Consent and other facts are what somebody said.


async def test_consent_says_by_whom_and_when_and_is_changed_with_a_reason_that_stands(service: Service) -> None:
    placement = await a_taught_pupil(service, first_day=FIRST_DAY)
    with pytest.raises(Refused, match="Say who gave or refused consent"):
        await agree(service, placement, replace(AGREED, consent_by=None))
    with pytest.raises(Refused, match="in the future"):
        await agree(service, placement, replace(AGREED, consent_on=date(2026, 9, 8)))
    await agree(service, placement, AGREED)
    assert "Consent to share: given by Donna Ashworth, mother on Monday 7 September" in await page(service, placement)
    withdrawn = replace(AGREED, consent=Consent.REFUSED)
    with pytest.raises(Refused, match="Give a short reason"):
        await agree(service, placement, withdrawn, by="omar")
    await agree(service, placement, withdrawn, by="omar", why="She rang to withdraw it")
    shown = await page(service, placement)
    assert "Consent to share: refused by Donna Ashworth" in shown
    assert "She rang to withdraw it" in shown
    assert "Ben Okafor" in shown.partition("Placement agreement")[2]


async def test_what_was_agreed_and_is_changed_keeps_what_it_said(service: Service) -> None:
    placement = await a_taught_pupil(service, first_day=FIRST_DAY)
    await agree(service, placement, SCHOOL)
    await agree(service, placement, replace(SCHOOL, commissioner="Hollins High School"), by="omar")
    shown = await page(service, placement)
    assert "set by Ben Okafor: commissioner Northbrook Academy → Hollins High School" in shown


async def test_nobody_without_the_right_changes_it(service: Service) -> None:
    placement = await a_taught_pupil(service, first_day=FIRST_DAY)
    for by in ("ann", "sue", "dan"):
        with pytest.raises(Exception, match="change a pupil's record"):
            await agree(service, placement, SCHOOL, by=by)


# Asked for at the planning meeting.


async def test_the_planning_meeting_asks_for_it_until_commissioner_and_end_are_agreed(
    service: Service, workspace: Client
) -> None:
    placement = await a_taught_pupil(service, first_day=FIRST_DAY)
    await press(service, "meeting.hold", placement, by="ben")
    assert "Still to agree: who commissions the placement, and until when" in workspace.modal(by="ben").text
    await workspace.close(by="ben")
    await service.change(hold_meeting, placement, MeetingNotes(FIRST_DAY, "Mother"), None, by="helen")
    found = await owed(service, DutyKind.AGREEMENT)
    assert found == {(DutyKind.AGREEMENT, ""): ((await service.actor("ben")).staff_id, date(2026, 9, 14))}
    await agree(service, placement, replace(SCHOOL, longest_weeks=None))
    assert await owed(service, DutyKind.AGREEMENT) == found
    await agree(service, placement, SCHOOL)
    assert (await duty(service, DutyKind.AGREEMENT))[2] is Ending.DONE


async def test_its_button_opens_the_page_that_it_asks_for(service: Service, workspace: Client) -> None:
    placement = await a_taught_pupil(service, first_day=FIRST_DAY)
    await service.change(hold_meeting, placement, MeetingNotes(FIRST_DAY, "Mother"), None, by="helen")
    await press(service, "placement.agree", (await duty(service, DutyKind.AGREEMENT))[0], by="ben")
    assert await workspace.submit(by="ben", name_of_the_school="Northbrook Academy", longest_length="12") == {
        "Commissioned by": "Say whether this is a school or the local authority."
    }
    assert await workspace.submit(by="ben", commissioned_by="A school") == {}
    assert (await duty(service, DutyKind.AGREEMENT))[2] is Ending.DONE


# A part-time timetable has an end, and is looked at before it.


async def test_a_part_time_timetable_is_looked_at_in_good_time_before_it_ends(service: Service) -> None:
    placement = await a_taught_pupil(service, first_day=FIRST_DAY)
    await agree(service, placement, MORNINGS)
    assert (await duty(service, DutyKind.PART_TIME))[1:] == (date(2026, 9, 25), None)
    await agree(service, placement, replace(MORNINGS, part_time_look_on=date(2026, 9, 16)))
    assert (await duty(service, DutyKind.PART_TIME))[1:] == (date(2026, 9, 16), None)
    assert "Part-time since Monday 7 September 2026 until Friday 2 October 2026" in await page(service, placement)


async def test_one_without_an_end_is_asked_about_today(service: Service) -> None:
    placement = await a_taught_pupil(service, first_day=FIRST_DAY)
    await agree(service, placement, replace(MORNINGS, part_time_until=None))
    assert (await duty(service, DutyKind.PART_TIME))[1:] == (FIRST_DAY, None)


async def test_a_part_time_start_of_which_nothing_is_agreed_is_asked_about_until_full_time(service: Service) -> None:
    placement = await a_taught_pupil(service, first_day=FIRST_DAY)
    await service.change(record_start, placement, Start.PART_TIME, FIRST_DAY, Lateness(), by="helen")
    assert (await duty(service, DutyKind.PART_TIME))[1:] == (FIRST_DAY, None)
    service.skip_to(2026, 9, 14, 9)
    await service.change(record_start, placement, Start.FULL_TIME, date(2026, 9, 14), Lateness(), by="helen")
    assert (await duty(service, DutyKind.PART_TIME))[1:] == (FIRST_DAY, Ending.DONE)


async def test_late_stays_late_until_a_later_end_or_full_time_is_agreed(service: Service) -> None:
    placement = await a_taught_pupil(service, first_day=FIRST_DAY)
    await agree(service, placement, MORNINGS)
    service.skip_to(2026, 9, 29, 9)
    first = await duty(service, DutyKind.PART_TIME)
    await agree(service, placement, replace(MORNINGS, part_time_until=date(2026, 10, 5), part_time_why="Two mornings"))
    assert await duty(service, DutyKind.PART_TIME) == first
    await agree(service, placement, replace(MORNINGS, part_time_until=date(2026, 10, 23)))
    second = await duty(service, DutyKind.PART_TIME)
    assert second[0] != first[0]
    assert second[1] == date(2026, 10, 15)
    await agree(service, placement, replace(MORNINGS, timetable=Timetable.FULL_TIME), by="omar")
    assert (await duty(service, DutyKind.PART_TIME))[2] is Ending.DONE


async def test_part_time_needs_its_first_day_and_ends_after_it(service: Service) -> None:
    placement = await a_taught_pupil(service, first_day=FIRST_DAY)
    with pytest.raises(Refused, match="from which day"):
        await agree(service, placement, replace(MORNINGS, part_time_from=None))
    with pytest.raises(Refused, match="before it begins"):
        await agree(service, placement, replace(MORNINGS, part_time_until=date(2026, 9, 4)))
    with pytest.raises(Refused, match="within it"):
        await agree(service, placement, replace(MORNINGS, part_time_look_on=date(2026, 10, 9)))


async def test_all_that_it_owes_ends_with_the_placement(service: Service) -> None:
    placement = await a_taught_pupil(service, first_day=FIRST_DAY)
    await service.change(hold_meeting, placement, MeetingNotes(FIRST_DAY, "Mother"), None, by="helen")
    await agree(service, placement, replace(MORNINGS, commissioner=None, commissioner_kind=None))

    def go(change: Change) -> None:
        change.get(Placement, placement).left_on = date(2026, 9, 11)

    await service.change(go)
    await service.go_to(2026, 9, 12, 9)
    assert await owed(service, DutyKind.AGREEMENT, DutyKind.PART_TIME, DutyKind.PLANNED_END) == {}


async def test_a_form_of_the_earlier_version_without_these_pages_loses_nothing(service: Service) -> None:
    """Whoever saves Edit placement without having seen the agreement leaves it as it is."""
    placement = await a_taught_pupil(service, first_day=FIRST_DAY)
    await agree(service, placement, AGREED)
    await press(service, "placement.edit", placement, by="omar")
    assert await service.workspace.submit(by="omar", referred_by="The council") == {}
    (row,) = await kept(service, Agreement)
    assert (row.commissioner, row.consent, row.longest_weeks) == ("Northbrook Academy", Consent.GIVEN, 12)


# The meeting sees where it is missing.


async def test_the_digest_names_by_initials_who_has_no_commissioner_or_end_and_counts_them(service: Service) -> None:
    await service.bot.ticker.tick()
    agreed, no_end = await a_taught_pupil(service, first_day=FIRST_DAY), await a_pupil(service, "Mia Lund")
    for number in range(13):
        await a_pupil(service, f"Zed {'abcdefghijklm'[number]}ash")
    await agree(service, agreed, SCHOOL)
    await agree(service, no_end, replace(SCHOOL, longest_weeks=None), by="helen")
    await service.go_to(2026, 9, 14, 8, 1)
    digest = [one for one in service.workspace.in_room("allocations") if "Allocations meeting:" in one.text][-1]
    line = next(one for one in digest.plain.splitlines() if "Missing data" in one)
    assert "no commissioner or no end agreed for 14 pupils: ML · " in line
    assert line.endswith("and 2 more")
    assert "KA · " not in line
    assert "Lund" not in digest.plain


# Two records of one child.


async def test_a_merge_keeps_what_was_agreed_and_the_planned_last_day_and_gives_both_back(service: Service) -> None:
    first, second = await a_pupil(service), await a_taught_pupil(service, first_day=FIRST_DAY)
    await agree(service, first, replace(AGREED, commissioner="Hollins High School"), by="helen")
    await agree(service, second, replace(MORNINGS, exam_entries="GCSE Maths, tier undecided"))
    leaves = LeavingInput(date(2026, 10, 2), LeavingReason.MOVES, Destination(DestinationKind.HOME_SCHOOL))
    await service.change(leave, second, leaves, by="helen")
    before = await everything(service)
    pupils = {one.id: one.pupil_id for one in await kept(service, Placement)}
    versions = {one.id: one.version for one in await kept(service, Pupil)}
    pair = (pupils[first], pupils[second])
    both = (versions[pair[0]], versions[pair[1]])
    done = await service.change(merge, *pair, Keep(stays=Stays.A), both, by="helen")
    (goes_on,) = [one for one in await kept(service, Placement) if one.id == first]
    assert goes_on.left_on == date(2026, 10, 2)
    assert [one.placement_id for one in await kept(service, Leaving)] == [first]
    (agreed,) = [one for one in await kept(service, Agreement) if one.placement_id == first]
    assert (agreed.commissioner, agreed.exam_entries) == ("Hollins High School", "GCSE Maths, tier undecided")
    still = {one.kind: one.due_on for one in await kept(service, Duty) if one.done_on is None}
    assert {one.placement_id for one in await kept(service, Duty) if one.done_on is None} == {first}
    assert still[DutyKind.PART_TIME] == date(2026, 9, 25)
    assert DutyKind.DESTINATION in still
    await service.change(undo_merge, done, by="helen")
    assert await everything(service) == before


async def everything(service: Service) -> list[tuple[str, ...]]:
    """Return what both placements say and owe, in words that do not change with the versions of rows."""
    found: list[tuple[object, ...]] = [(one.id, one.left_on, one.first_day) for one in await kept(service, Placement)]
    found += [(one.id, one.placement_id, one.on) for one in await kept(service, Leaving)]
    agreed = await kept(service, Agreement)
    found += [(one.placement_id, *(getattr(one, name) for name in FIELDS)) for one in agreed]
    due = [one for one in await kept(service, Duty) if one.ending is not Ending.DROPPED]
    found += [(one.id, one.placement_id, one.due_on, one.ending) for one in due]
    return sorted(tuple(map(str, row)) for row in found)

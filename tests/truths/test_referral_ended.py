"""A referral that comes to nothing ends as it did: withdrawn or declined, by whom and why, and so does all it owed."""

from datetime import date, time

import pytest
from sqlalchemy import select

from bot.workspace import Client
from models.allocations.first_day import Lateness, Start, record_start
from models.change import Read
from models.leaving.withdraw import ReferralEnding, end_referral, undo_referral_end
from models.meetings.book import MeetingInput, book_meeting
from models.pupils.search import find_past
from models.referrals.refer import NewReferral
from models.referrals.returning import EarlierStayAnswer, refer_or_ask_first
from models.tables.duty import Duty, Ending
from models.tables.leaving import Departure, Leaving
from models.tables.placement import Placement, Registration
from tests.handlers.pressing import press
from tests.handlers.teaching import a_taught_pupil, kept
from tests.school import Service, a_pupil
from tests.truths.test_import import HEADINGS, planned

TODAY = date(2026, 9, 7)
CORRECTED = "Leaving, set by Omar Desai: withdrawn by those who referred, or the family → declined by us"
WITHDRAWN = ReferralEnding(Departure.WITHDRAWN, TODAY, "Northbrook Academy", "The exclusion was overturned")


async def endings(service: Service) -> set[Ending | None]:
    def find(read: Read) -> set[Ending | None]:
        return set(read.session.scalars(select(Duty.ending)))

    found: set[Ending | None] = await service.read(find)
    return found


async def page(service: Service, placement: str, *, by: str = "omar") -> str:
    await press(service, "pupil.open", placement, by=by)
    return (await service.workspace.home(by=by)).text.replace("*", "")


@pytest.mark.parametrize(
    ("chosen", "ending", "said"),
    [
        ("Declined by us", Ending.TURNED_DOWN, "declined"),
        ("Withdrawn by those who referred, or the family", Ending.WITHDRAWN, "withdrawn"),
    ],
)
async def test_everything_owed_ends_so_and_the_page_says_by_whom_and_why(
    service: Service, workspace: Client, chosen: str, ending: Ending, said: str
) -> None:
    placement = await a_pupil(service, excluded_on=date(2026, 9, 3))
    assert "referral.end" in str(await _page_view(service, placement))
    await press(service, "referral.end", placement, by="omar")
    assert not any(workspace.modal(by="omar").fields.values())
    given = {"what_happened": chosen, "on_which_day": TODAY, "by_whom": "The panel", "why": "No place before March"}
    assert await workspace.submit(by="omar", **given) == {}
    assert await endings(service) == {ending}
    shown = await page(service, placement)
    assert f"Referral {said} on Monday 7 September 2026 by The panel: No place before March" in shown
    assert f"Contact the family: ended as the referral was {said}, Mon 7 Sep" in shown
    assert "Left on" not in shown


async def _page_view(service: Service, placement: str) -> object:
    await press(service, "pupil.open", placement, by="omar")
    return (await service.workspace.home(by="omar")).view


async def test_it_is_gone_from_every_list_at_once_and_is_no_leaver(service: Service, workspace: Client) -> None:
    placement = await a_pupil(service)
    await service.change(end_referral, placement, WITHDRAWN, by="omar")
    await press(service, "home.duties", "here", by="helen")
    assert "Kai" not in (await workspace.home(by="helen")).text
    await service.go_to(2026, 9, 14, 8, 20)
    assert "Leavers" not in workspace.in_room("allocations")[-1].plain
    assert not [one for one in workspace.direct_messages(to="helen") if "Reminder for" in one.plain]


async def test_who_has_been_in_school_leaves_and_is_not_withdrawn(service: Service, workspace: Client) -> None:
    placement = await a_taught_pupil(service, first_day=TODAY)
    await service.change(record_start, placement, Start.PART_TIME, TODAY, Lateness(), by="helen")
    await press(service, "referral.end", placement, by="omar")
    assert not workspace.has_modal(by="omar")
    assert await kept(service, Leaving) == []


async def test_a_meeting_that_is_booked_is_called_off_and_those_invited_are_told(
    service: Service, workspace: Client
) -> None:
    placement = await a_pupil(service)
    given = MeetingInput(TODAY, time(14), "Room 2", staff=("UANN",))
    await service.change(book_meeting, placement, given, by="helen")
    await service.change(end_referral, placement, WITHDRAWN, by="omar")
    await workspace.quiet()
    assert any("cancelled" in one.plain.lower() for one in workspace.direct_messages(to="ann"))
    assert None not in await endings(service)


async def test_it_is_undone_for_ten_minutes_and_then_corrected_with_a_reason(
    service: Service, workspace: Client
) -> None:
    placement = await a_pupil(service)
    before = await endings(service)
    await service.change(end_referral, placement, WITHDRAWN, by="omar")
    (leaving,) = await kept(service, Leaving)
    await service.change(undo_referral_end, leaving.id, by="omar")
    assert await endings(service) == before == {None}
    await service.change(end_referral, placement, WITHDRAWN, by="omar")
    service.skip_to(2026, 9, 8, 9)
    await press(service, "referral.end", placement, by="helen")
    assert list(await workspace.submit(by="helen", what_happened="Declined by us")) == ["Reason for the change"]
    assert await workspace.submit(by="helen", reason_for_the_change="It was us") == {}
    assert await endings(service) == {Ending.TURNED_DOWN}
    assert CORRECTED in await page(service, placement, by="helen")


async def test_who_is_referred_again_gets_a_new_placement_and_is_not_called_returning(
    service: Service, workspace: Client
) -> None:
    placement = await a_pupil(service)
    await service.change(end_referral, placement, WITHDRAWN, by="omar")
    again = NewReferral("Kai Ashworth", date(2012, 5, 14), "Northbrook", Registration.SINGLE, "Excluded again")
    second = await service.change(refer_or_ask_first, again, EarlierStayAnswer.SAME, by="helen")
    assert second != placement
    stays = {one.id: one.pupil_id for one in await kept(service, Placement)}
    assert len(set(stays.values())) == 1
    await service.go_to(2026, 9, 14, 8, 1)
    assert "returning" not in workspace.in_room("allocations")[-1].plain


async def test_it_is_found_as_what_it_was(service: Service) -> None:
    placement = await a_pupil(service)
    await service.change(end_referral, placement, WITHDRAWN, by="omar")
    (found,) = await service.read(find_past, "kai", by="omar")
    assert "referral withdrawn September 2026" in found.more


async def test_nowhere_is_it_said_that_a_pupil_left_whose_referral_came_to_nothing(
    service: Service, workspace: Client
) -> None:
    before = await a_pupil(service)
    await service.change(end_referral, before, WITHDRAWN, by="omar")
    (finding,) = (await planned(service, f"{HEADINGS}\nAshworth,Kai,14/05/2012,C,01/09/2026")).findings
    assert "The record says that their referral was withdrawn on Monday 7 September 2026" in finding.why
    await service.go_to(2026, 9, 8, 9)
    again = NewReferral("Kai Ashworth", date(2012, 5, 14), "Northbrook Academy", Registration.SINGLE, "Excluded again")
    now = str(await service.change(refer_or_ask_first, again, EarlierStayAnswer.SAME, by="helen"))
    assert "Earlier referral, withdrawn on Monday 7 September 2026" in await page(service, now)
    (stay,) = [one for one in await kept(service, Placement) if one.id == before]
    await press(service, "refer.past", stay.pupil_id, by="omar")
    assert "withdrawn on 7 September 2026" in workspace.modal(by="omar").text

"""No day is kept that cannot be: before the referral or the birth, after the last day, or of a mistyped year."""

from datetime import date
from typing import Any

import pytest

from models.allocations.first_day import Lateness, Start, record_start, set_first_day
from models.attempts.log import NewAttempt, log_attempt
from models.attendance.weeks import set_week
from models.contacts.lines import ContactInput
from models.contacts.people import add_person
from models.corrections.attempt import undo_attempt
from models.documents.given import GivenInput, Recipient, give_document, undo_given
from models.errors import Refused
from models.leaving.checklist import record_item
from models.leaving.destination import Destination
from models.leaving.leave import LeavingInput, leave
from models.plans.provision import ProvisionInput, add_provision
from models.pupils.record import PlacementInput, change_placement
from models.statutory.record import FactInput, record_facts
from models.tables.contact import Attempt, Outcome, Way
from models.tables.document import DocumentKind, GivenDocument
from models.tables.duty import DutyKind
from models.tables.leaving import DestinationKind, LeavingReason
from models.tables.placement import Registration
from models.tables.pupil import LegalFactKind
from tests.handlers.pressing import duty, press
from tests.handlers.teaching import a_result, a_taught_pupil, kept
from tests.school import Service, a_pupil

FIRST, TUESDAY = date(2026, 9, 7), date(2026, 9, 15)
COLLEGE = Destination(DestinationKind.COLLEGE, "Riverside College")


async def a_pupil_seen(service: Service) -> str:
    """Kai: rung and here part-time on Monday the 7th, full-time since Tuesday the 15th; it is the day after."""
    placement = await a_taught_pupil(service, first_day=FIRST)
    await service.change(record_start, placement, Start.PART_TIME, FIRST, Lateness(), by="helen")
    rung = NewAttempt("side:family", Way.CALL, Outcome.SPOKE, FIRST)
    await service.change(log_attempt, placement, rung, by="helen")
    service.skip_to(2026, 9, 16, 9)
    await service.change(record_start, placement, Start.FULL_TIME, TUESDAY, Lateness(), by="helen")
    return placement


async def refused(service: Service, field: str | None, by: str, change: Any, *args: Any) -> None:
    with pytest.raises(Refused) as why:
        await service.change(change, *args, by=by)
    assert why.value.field == field


async def test_a_day_that_cannot_be_is_refused_beside_its_field(service: Service) -> None:
    placement = await a_pupil_seen(service)
    later = PlacementInput(
        "Northbrook", Registration.SINGLE, None, None, date(2026, 9, 9), None, "A fight", *[None] * 5
    )
    await refused(service, "received_on", "omar", change_placement, placement, later, None, "As the letter says")
    provision = ProvisionInput("Mentoring", "Sue", 30, 2, None, date(2020, 9, 7), date(2026, 12, 1), "Calm")
    await refused(service, "starts_on", "ben", add_provision, placement, provision)
    plan = FactInput(LegalFactKind.PLAN, date(2011, 1, 4))
    await refused(service, "on", "helen", record_facts, f"{placement}:{plan.kind}", plan)
    zoe = await a_pupil(service, "Zoe Bell")
    await refused(service, "first_day", "helen", set_first_day, zoe, date(2036, 9, 15), Lateness())


async def test_nobody_leaves_before_they_were_seen_here_or_goes_where_they_were_long_ago(service: Service) -> None:
    placement = await a_pupil_seen(service)
    before = LeavingInput(date(2026, 9, 11), LeavingReason.MOVES, COLLEGE)
    await refused(service, "last_day", "omar", leave, placement, before)
    for field, days in (
        ("confirmed_on", (None, date(1999, 9, 1), "Jo")),
        ("starts_on", (date(1999, 9, 1), None, None)),
    ):
        there = Destination(DestinationKind.COLLEGE, "Riverside College", *days)
        await refused(service, field, "omar", leave, placement, LeavingInput(TUESDAY, LeavingReason.MOVES, there))
    await service.change(leave, placement, LeavingInput(TUESDAY, LeavingReason.MOVES, COLLEGE), by="omar")
    item, _, _ = await duty(service, DutyKind.DELETION)
    await refused(service, "on", "omar", record_item, item, date(2020, 1, 6), "The authority", None)


async def test_nobody_leaves_before_a_day_on_which_they_were_assessed_or_in_school(service: Service) -> None:
    first, second = [await a_taught_pupil(service, name, first_day=FIRST) for name in ("Kai Ashworth", "Zoe Bell")]
    service.skip_to(2026, 9, 18, 18)
    await a_result(service, first, "4", on=date(2026, 9, 17))
    await service.change(set_week, second, date(2026, 9, 14), 10, 1, None, by="omar")
    for placement, too_early, in_time in ((first, date(2026, 9, 16), 17), (second, date(2026, 9, 11), 14)):
        await refused(
            service, "last_day", "omar", leave, placement, LeavingInput(too_early, LeavingReason.MOVES, COLLEGE)
        )
        left = LeavingInput(date(2026, 9, in_time), LeavingReason.MOVES, COLLEGE)
        await service.change(leave, placement, left, by="omar")


async def test_a_start_that_is_taken_back_says_what_it_was_and_tells_whoever_recorded_it(service: Service) -> None:
    placement = await a_pupil_seen(service)
    await service.change(record_start, placement, Start.ABSENT, TUESDAY, Lateness(), by="omar")
    await press(service, "pupil.open", placement, by="helen")
    shown = (await service.workspace.home(by="helen")).text.replace("*", "")
    assert "First day, set by Helen Marsh: full-time from Tue 15 Sep → nothing\n   Omar Desai" in shown
    assert "Did not come on Tuesday 15 September" in shown.split("Corrected")[1]
    await service.workspace.quiet()
    assert any(
        "corrected your entry in the record for Kai" in one.plain.replace("*", "")
        for one in service.workspace.direct_messages(to="helen")
    )


async def test_a_talk_that_came_with_a_document_is_undone_with_it(service: Service) -> None:
    placement = await a_pupil_seen(service)
    jo = await service.change(add_person, placement, ContactInput("Jo Reed"), by="omar")
    given = GivenInput(DocumentKind.PROFILE, Recipient.CONTACT, jo, TUESDAY, Way.MEETING)
    given_id = await service.change(give_document, placement, given, by="omar")
    (talk,) = [one for one in await kept(service, Attempt) if one.contact_id == jo]
    await refused(service, None, "omar", undo_attempt, talk.id)
    await service.change(undo_given, given_id, by="omar")
    assert (await kept(service, GivenDocument), len(await kept(service, Attempt))) == ([], 1)

"""A legal fact is undone by its author within ten minutes, corrected with a reason, and off-site directions run out."""

from datetime import date
from typing import Any

import pytest

from bot.workspace import Client
from models.administration.legal_days import set_legal_days
from models.change import Change
from models.errors import Denied, Refused
from models.statutory.clocks import clocks_of
from models.statutory.correct import CorrectedFact, correct_fact, undo_fact
from models.statutory.days import LegalDays
from models.statutory.facts import Situation
from models.statutory.owed import follow_all_legal_dates
from models.statutory.record import FactInput, mark_fact_wrong
from models.tables.correction import Correction
from models.tables.duty import DutyKind, Ending
from models.tables.placement import Placement, PlacementType, SenStatus
from models.tables.pupil import LegalFact
from models.tables.pupil import LegalFactKind as K
from tests.handlers.pressing import duty, press
from tests.handlers.teaching import kept, owed
from tests.school import Service, a_pupil
from tests.truths.test_statutory import CALENDAR, SINCE, TODAY, fact, record, running, with_plan


async def fact_of(service: Service) -> LegalFact:
    (row,) = await kept(service, LegalFact)
    found: LegalFact = row
    return found


async def test_what_was_just_recorded_is_undone_with_all_that_it_told(service: Service, workspace: Client) -> None:
    placement = await a_pupil(service)
    await record(service, placement, FactInput(K.LAST_REVIEW, date(2025, 10, 20)))
    assert len(await owed(service, DutyKind.EHC_BOOK, DutyKind.EHC_REVIEW)) == 2
    with pytest.raises(Refused, match="Correct it instead"):
        await service.change(undo_fact, (await fact_of(service)).id, by="omar")
    await press(service, "legal.open", placement, by="priya")
    await workspace.click("Undo", by="priya")
    assert await kept(service, LegalFact) == []
    assert await owed(service, DutyKind.EHC_BOOK, DutyKind.EHC_REVIEW, DutyKind.EHC_DATE) == {}
    (stay,) = await kept(service, Placement)
    assert stay.sen is None
    (undone,) = await kept(service, Correction)
    assert (undone.undone, undone.before["on"]) == (True, "2025-10-20")


async def test_what_a_colleague_has_said_of_the_pupil_since_is_not_undone_with_it(service: Service) -> None:
    placement = await a_pupil(service)
    await record(service, placement, FactInput(K.LAST_REVIEW, date(2025, 10, 20)), by="omar")

    def say(change: Change) -> None:
        change.get(Placement, placement).sen = SenStatus.SUPPORT

    await service.change(say, by="priya")
    await service.change(undo_fact, (await fact_of(service)).id, by="omar")
    (stay,) = await kept(service, Placement)
    assert stay.sen is SenStatus.SUPPORT


async def test_what_two_facts_tell_of_the_pupil_stands_until_both_are_undone(service: Service) -> None:
    placement = await a_pupil(service)
    for kind in (K.PLAN, K.LAST_REVIEW):
        await record(service, placement, FactInput(kind, date(2025, 10, 20)))
    for left in (SenStatus.PLAN, None):
        row = (await kept(service, LegalFact))[0]
        await service.change(undo_fact, row.id, by="priya")
        (stay,) = await kept(service, Placement)
        assert stay.sen is left


async def test_a_review_stays_before_what_it_led_to(service: Service) -> None:
    placement = await a_pupil(service, sen=SenStatus.PLAN)
    service.skip_to(2026, 10, 6, 9)
    held, sent = (FactInput(kind, date(2026, 9, day)) for kind, day in ((K.REVIEW, 8), (K.REPORT, 15)))
    await record(service, placement, held, sent)
    review, report = sorted(await kept(service, LegalFact), key=lambda one: one.on)
    with pytest.raises(Refused, match=r"15 Sep.*first") as refused:
        await service.change(correct_fact, review.id, CorrectedFact(date(2026, 9, 16)), "A week later", by="priya")
    assert refused.value.field == "on"
    for take_back in (
        lambda: service.change(undo_fact, review.id, by="priya"),
        lambda: service.change(mark_fact_wrong, review.id, "Not held", by="priya"),
    ):
        with pytest.raises(Refused, match="first"):
            await take_back()
    await service.change(correct_fact, review.id, CorrectedFact(date(2026, 9, 15)), "A week later", by="priya")
    await service.change(correct_fact, report.id, CorrectedFact(date(2026, 9, 22)), "So was this", by="priya")
    await service.change(correct_fact, review.id, CorrectedFact(date(2026, 9, 16)), "A day more", by="priya")
    assert sorted(one.on.day for one in await kept(service, LegalFact)) == [16, 22]


async def test_after_ten_minutes_it_is_corrected_with_a_reason_and_what_it_said_stays(
    service: Service, workspace: Client
) -> None:
    placement = await a_pupil(service)
    await record(service, placement, FactInput(K.SUSPENDED, date(2026, 9, 2), days=3, who="Northbrook"), by="omar")
    service.skip_to(2026, 9, 7, 9, 0)
    row = await fact_of(service)
    with pytest.raises(Refused, match="Correct it instead"):
        await service.change(undo_fact, row.id, by="omar")
    await press(service, "legal.correct", row.id, by="priya")
    assert workspace.modal(by="priya").fields["School days"] == "3"
    errors = await workspace.submit(by="priya", school_days=2)
    assert "Give a short reason" in errors["Reason for the change"]
    assert await workspace.submit(by="priya", reason_for_the_change="It was two days") == {}
    await service.workspace.quiet()
    assert (await fact_of(service)).days == 2
    await press(service, "pupil.open", placement, by="dan")
    shown = (await workspace.home(by="dan")).text.replace("*", "")
    assert "Legal date" in shown
    assert "school days 3 → 2" in shown
    told = [one for one in workspace.direct_messages(to="omar") if "corrected" in one.plain]
    assert "entry of a legal date" in told[-1].plain
    await press(service, "legal.open", placement, by="dan")
    assert "corrected by Priya Nair" in workspace.modal(by="dan").text
    with pytest.raises(Denied):
        await service.change(correct_fact, row.id, CorrectedFact(TODAY), "Mine", by="ann")


async def test_a_correction_keeps_to_what_can_be_right_and_moves_what_is_owed(service: Service) -> None:
    placement = await a_pupil(service, type=PlacementType.MEDICAL)
    await record(service, placement, FactInput(K.ABSENT, TODAY), by="omar")
    row = await fact_of(service)
    assert (await duty(service, DutyKind.HEALTH))[1] == date(2026, 9, 25)
    for given, field in ((CorrectedFact(date(2026, 9, 8)), "on"), (CorrectedFact(TODAY, date(2026, 9, 4)), "until")):
        with pytest.raises(Refused) as refused:
            await service.change(correct_fact, row.id, given, None, by="omar")
        assert refused.value.field == field
    await service.change(correct_fact, row.id, CorrectedFact(date(2026, 9, 3)), None, by="omar")
    assert (await duty(service, DutyKind.HEALTH))[1] == date(2026, 9, 23)


def directed(*facts: Any) -> Situation:
    return Situation(SINCE, facts, off_site=True)


def test_an_off_site_direction_is_reviewed_before_it_ends_and_its_end_is_asked_about() -> None:
    assert running(directed(), TODAY) == {DutyKind.OFF_SITE_DATE: None}
    first = fact(K.OFF_SITE, date(2026, 9, 7), until=date(2026, 10, 31))
    assert running(directed(first), TODAY) == {}
    # It ends on a Saturday after the half-term, of which Thursday 22 October is the last pupil day.
    assert running(directed(first), date(2026, 10, 5)) == {DutyKind.OFF_SITE_REVIEW: date(2026, 10, 22)}
    early = fact(K.OFF_SITE_REVIEW, date(2026, 9, 14))
    assert DutyKind.OFF_SITE_REVIEW in running(directed(first, early), date(2026, 10, 5))
    held = fact(K.OFF_SITE_REVIEW, date(2026, 10, 20))
    assert running(directed(first, held), date(2026, 10, 21)) == {}
    assert running(directed(first, held), date(2026, 11, 2)) == {DutyKind.OFF_SITE_DATE: date(2026, 11, 2)}
    second = fact(K.OFF_SITE, date(2026, 11, 2), until=date(2026, 12, 18))
    assert running(directed(first, held, second), date(2026, 11, 3)) == {}
    short = fact(K.OFF_SITE, date(2026, 9, 7), until=date(2026, 9, 11))
    assert running(directed(short), TODAY) == {DutyKind.OFF_SITE_REVIEW: date(2026, 9, 11)}


async def test_a_directed_pupil_owes_a_head_the_dates_and_the_review(service: Service, workspace: Client) -> None:
    placement = await a_pupil(service, type=PlacementType.OFF_SITE)
    found, due_on, _ = await duty(service, DutyKind.OFF_SITE_DATE)
    assert due_on == TODAY
    await press(service, "legal.record", found, by="helen")
    assert "Educational Provision for Improving Behaviour" in workspace.modal(by="helen").text
    dates = {"first_day_of_the_direction": TODAY, "last_day_of_the_direction": date(2026, 9, 25)}
    assert await workspace.submit(by="helen", **dates) == {}
    assert (await duty(service, DutyKind.OFF_SITE_DATE))[2] is Ending.DONE
    assert (await duty(service, DutyKind.OFF_SITE_REVIEW))[1] == date(2026, 9, 25)
    with pytest.raises(Refused, match="overlaps"):
        await record(service, placement, FactInput(K.OFF_SITE, date(2026, 9, 21), until=date(2026, 9, 30)))
    with pytest.raises(Refused, match="last day too"):
        await record(service, placement, FactInput(K.OFF_SITE, date(2026, 10, 1)))


def test_the_numbers_in_which_schools_differ_are_settings() -> None:
    today = date(2026, 12, 16)
    days = LegalDays(early=5, book=12, pep=20, suspended=20, off_site=1)
    care = Situation(SINCE, (fact(K.CARE, today),), looked_after=True)
    review = with_plan(fact(K.LAST_REVIEW, date(2026, 3, 10), SINCE), is_at_risk=True)
    suspended = Situation(SINCE, (fact(K.SUSPENDED, TODAY, days=20),))
    due = {one.kind: one.due_on for now in (care, review, suspended) for one in clocks_of(now, CALENDAR, today, days)}
    assert due[DutyKind.PEP_START] == date(2027, 1, 18)
    assert due[DutyKind.EHC_EARLY] == date(2026, 9, 9)
    assert due[DutyKind.EHC_BOOK] == date(2026, 12, 15)
    assert due[DutyKind.SUSPENSIONS] == TODAY


async def test_a_head_sets_them_and_what_is_owed_already_moves(service: Service, workspace: Client) -> None:
    await a_pupil(service, sen=SenStatus.PLAN, type=PlacementType.AT_RISK)
    before = (await duty(service, DutyKind.EHC_EARLY))[1]
    await press(service, "settings.legal", "new", by="helen")
    filled = workspace.modal(by="helen").fields
    assert filled["Days that Slack may keep a document"] == "7"
    assert await workspace.submit(by="helen", school_days_to_decide_on_an_early_ehc_review=3) == {}
    after = (await duty(service, DutyKind.EHC_EARLY))[1]
    assert after < before
    with pytest.raises(Denied):
        await service.change(set_legal_days, LegalDays(), 7, by="omar")
    await service.change(follow_all_legal_dates)
    assert (await duty(service, DutyKind.EHC_EARLY))[1] == after

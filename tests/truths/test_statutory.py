"""Dates that the law sets for a pupil: each runs once, from a recorded fact, and tells no need where it may not."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from bot.workspace import Client
from models.duties.kinds import KINDS, STATUTORY
from models.duties.not_needed import end_as_not_needed
from models.errors import Denied, Refused
from models.school.calendar import Calendar, Period
from models.statutory.clocks import clocks_of
from models.statutory.ehc import last_day
from models.statutory.facts import Clock, Fact, Situation
from models.statutory.owed import follow_all_legal_dates
from models.statutory.record import FactInput, mark_fact_wrong, record_facts
from models.tables.duty import DutyKind, Ending
from models.tables.placement import Placement, PlacementType, SenStatus
from models.tables.pupil import LegalFact
from models.tables.pupil import LegalFactKind as K
from tests.handlers.pressing import duty, press
from tests.handlers.teaching import kept, owed
from tests.school import CHANNEL, Service, a_pupil

TERMS = (
    Period(date(2026, 9, 1), date(2026, 10, 23)),
    Period(date(2026, 11, 2), date(2026, 12, 18)),
    Period(date(2027, 1, 4), date(2027, 2, 12)),
    Period(date(2027, 2, 22), date(2027, 3, 25)),
    Period(date(2027, 4, 12), date(2027, 5, 28)),
    Period(date(2027, 6, 7), date(2027, 7, 21)),
)
CALENDAR = Calendar(TERMS, frozenset({date(2026, 9, 1), date(2026, 10, 23), date(2027, 5, 28), date(2027, 6, 7)}))
SINCE = date(2026, 9, 2)
TODAY = date(2026, 9, 7)  # on which the service's own clock stands


def fact(kind: K, on: date, entered_on: date | None = None, **more: Any) -> Fact:
    return Fact(kind, on, entered_on or on, **more)


def running(now: Situation, today: date) -> dict[DutyKind, date | None]:
    """Return what is open on a day, and when it is due."""
    found = clocks_of(now, CALENDAR, today)
    return {one.kind: one.due_on for one in found if one.done_on is None and one.opens_on <= today}


def with_plan(*facts: Fact, **more: Any) -> Situation:
    return Situation(SINCE, facts, has_plan=True, **more)


def test_a_year_from_a_review_ends_on_the_day_before_its_anniversary() -> None:
    assert last_day(date(2026, 9, 10)) == date(2027, 9, 9)
    assert last_day(date(2024, 2, 29)) == date(2025, 2, 28)


def test_an_ehc_plan_without_a_date_owes_the_date_and_nothing_else() -> None:
    assert running(with_plan(), TODAY) == {DutyKind.EHC_DATE: None}
    assert running(Situation(SINCE), TODAY) == {}


def test_the_day_of_a_review_is_asked_for_in_good_time_and_its_clocks_run_in_calendar_days() -> None:
    reviewed = fact(K.LAST_REVIEW, date(2026, 1, 20), SINCE)
    assert running(with_plan(reviewed), TODAY) == {}
    in_time = date(2026, 11, 2)
    due = running(with_plan(reviewed), in_time)
    assert due == {DutyKind.EHC_BOOK: date(2026, 11, 24), DutyKind.EHC_REVIEW: date(2027, 1, 19)}
    day_set = fact(K.MEETING, date(2026, 12, 8), in_time)
    due = running(with_plan(reviewed, day_set), in_time)
    assert due == {DutyKind.EHC_ADVICE: date(2026, 11, 24), DutyKind.EHC_REVIEW: date(2027, 1, 19)}
    held = (reviewed, day_set, fact(K.ADVICE, date(2026, 11, 20)), fact(K.REVIEW, date(2026, 12, 8)))
    due = running(with_plan(*held), date(2026, 12, 9))
    # Two and four weeks later, whatever holidays lie between.
    assert due == {DutyKind.EHC_REPORT: date(2026, 12, 22), DutyKind.EHC_DECISION: date(2027, 1, 5)}


def test_a_decision_that_does_not_come_is_chased_each_week_until_it_does() -> None:
    held = (fact(K.LAST_REVIEW, date(2026, 1, 20), SINCE), fact(K.REVIEW, date(2026, 12, 8)))
    held += (fact(K.ADVICE, date(2026, 11, 20)), fact(K.REPORT, date(2026, 12, 15)))
    assert running(with_plan(*held), date(2027, 1, 6)) == {
        DutyKind.EHC_DECISION: date(2027, 1, 5),
        DutyKind.EHC_CHASE: date(2027, 1, 6),
    }
    held += (fact(K.CHASED, date(2027, 1, 6)),)
    assert DutyKind.EHC_CHASE not in running(with_plan(*held), date(2027, 1, 12))
    assert running(with_plan(*held), date(2027, 1, 13))[DutyKind.EHC_CHASE] == date(2027, 1, 13)
    held += (fact(K.DECISION, date(2027, 1, 15)),)
    assert running(with_plan(*held), date(2027, 1, 20)) == {}


def test_a_day_that_went_by_without_a_word_is_asked_about() -> None:
    facts = (fact(K.LAST_REVIEW, date(2026, 1, 20), SINCE), fact(K.MEETING, date(2026, 12, 8), date(2026, 11, 3)))
    assert running(with_plan(*facts), date(2026, 12, 9))[DutyKind.EHC_BOOK] == date(2026, 12, 9)
    facts += (fact(K.MEETING, date(2026, 12, 15), date(2026, 12, 9)),)
    assert DutyKind.EHC_BOOK not in running(with_plan(*facts), date(2026, 12, 10))


def test_a_pupil_at_risk_owes_the_decision_on_an_early_review() -> None:
    plan = fact(K.PLAN, date(2026, 5, 1), SINCE)
    assert running(with_plan(plan, is_at_risk=True), TODAY) == {DutyKind.EHC_EARLY: date(2026, 9, 16)}
    day_set = fact(K.MEETING, date(2026, 10, 1), TODAY)
    assert running(with_plan(plan, day_set, is_at_risk=True), TODAY) == {DutyKind.EHC_ADVICE: date(2026, 9, 17)}


def in_care(*facts: Fact) -> Situation:
    return Situation(SINCE, facts, looked_after=True)


def test_a_pep_begins_within_ten_working_days_that_run_through_holidays_and_is_held_each_term() -> None:
    assert running(in_care(), TODAY) == {DutyKind.CARE_DATE: None}
    care = fact(K.CARE, date(2026, 12, 16))
    # Bank holidays are Friday 25 and Monday 28 December, and 1 January.
    assert running(in_care(care), date(2026, 12, 16)) == {DutyKind.PEP_START: date(2027, 1, 4)}
    long_ago = fact(K.CARE, date(2024, 3, 1), SINCE)
    assert running(in_care(long_ago), TODAY) == {DutyKind.PEP: date(2026, 12, 18)}
    held = (long_ago, fact(K.PEP, date(2026, 11, 10)))
    assert running(in_care(*held), date(2026, 12, 1)) == {}
    assert running(in_care(*held), date(2027, 1, 4)) == {DutyKind.PEP: date(2027, 3, 25)}


def test_a_pep_that_was_missed_is_ended_late_by_the_next_one() -> None:
    facts = (fact(K.CARE, date(2024, 3, 1), SINCE), fact(K.PEP, date(2027, 1, 12)))
    ended = {one.about: one.done_on for one in clocks_of(in_care(*facts), CALENDAR, date(2027, 1, 13))}
    assert ended["2026:1"] == ended["2026:2"] == date(2027, 1, 12)


def away(*facts: Fact, **more: Any) -> Situation:
    return Situation(SINCE, facts, **more)


def test_education_for_a_health_need_is_due_once_there_are_or_will_be_fifteen_school_days() -> None:
    assert running(away(for_health=True), TODAY) == {DutyKind.HEALTH_DATE: None}
    still = fact(K.ABSENT, date(2026, 9, 7))
    assert running(away(still), TODAY) == {DutyKind.HEALTH: date(2026, 9, 25)}
    # In all: five days, then the ten that follow.
    twice = (fact(K.ABSENT, date(2026, 9, 7), until=date(2026, 9, 11)), fact(K.ABSENT, date(2026, 10, 12)))
    assert running(away(*twice), date(2026, 10, 12)) == {DutyKind.HEALTH: date(2026, 11, 2)}
    short = fact(K.ABSENT, date(2026, 9, 7), until=date(2026, 9, 24))
    assert running(away(short), TODAY) == {}
    long = fact(K.ABSENT, date(2026, 9, 7), date(2026, 9, 9), until=date(2026, 10, 30))
    assert running(away(long), date(2026, 9, 9)) == {DutyKind.HEALTH: date(2026, 9, 9)}
    assert running(away(long, began_on=date(2026, 9, 21)), date(2026, 9, 21)) == {}


def test_a_line_comes_when_suspensions_near_45_days_and_once_a_school_year() -> None:
    before = fact(K.SUSPENDED, date(2026, 7, 1), days=30)
    first = fact(K.SUSPENDED, date(2026, 9, 7), days=20)
    assert running(away(before, first), TODAY) == {}
    more = fact(K.SUSPENDED, date(2026, 10, 12), days=15)
    assert running(away(before, first, more), date(2026, 10, 12)) == {DutyKind.SUSPENSIONS: date(2026, 10, 12)}
    seen = fact(K.SUSPENSIONS, date(2026, 10, 13))
    assert running(away(before, first, more, seen), date(2026, 10, 14)) == {}


KINDS_OF_FACTS = (K.LAST_REVIEW, K.PLAN, K.MEETING, K.ADVICE, K.REVIEW, K.REPORT, K.DECISION, K.CHASED, K.CARE, K.PEP)
KINDS_OF_FACTS += (K.OFF_SITE, K.OFF_SITE_REVIEW)
DAYS = some.dates(SINCE, date(2027, 8, 31))
FACTS = some.lists(
    some.builds(
        lambda kind, on, ahead: Fact(
            kind,
            on,
            on - timedelta(days=ahead if kind is K.MEETING else 0),
            on + timedelta(days=ahead) if kind is K.OFF_SITE else None,
        ),
        some.sampled_from(KINDS_OF_FACTS),
        DAYS,
        some.integers(0, 40),
    ),
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(FACTS, some.booleans(), some.booleans())
def test_in_a_simulated_year_each_clock_runs_once_through_holidays_and_ends_once(
    facts: Sequence[Fact], has_plan: bool, in_care: bool
) -> None:
    day, due = SINCE, dict[tuple[DutyKind, str], Clock]()
    while day <= date(2027, 8, 31):
        known = tuple(one for one in facts if one.entered_on <= day)
        now = Situation(SINCE, known, has_plan=has_plan, looked_after=in_care, is_at_risk=has_plan, off_site=in_care)
        found = clocks_of(now, CALENDAR, day)
        keys = [(one.kind, one.about) for one in found]
        assert len(keys) == len(set(keys))
        for one in found:
            assert one.done_on is None or one.done_on <= day
            before = due.get((one.kind, one.about))
            assert before is None or before.done_on in (None, one.done_on) or before.done_on > (one.done_on or day)
            due[one.kind, one.about] = one
        day += timedelta(days=9)
    peps = [about for kind, about in due if kind is DutyKind.PEP]
    assert len(peps) <= 4  # three terms, and that which begins with the summer holiday


async def a_pupil_with_a_plan(service: Service, **more: Any) -> str:
    return await a_pupil(service, sen=SenStatus.PLAN, **more)


async def record(service: Service, placement: str, *facts: FactInput, by: str = "priya") -> None:
    await service.change(record_facts, f"{placement}:{facts[0].kind}", *facts, by=by)


async def test_a_plan_of_which_the_date_is_unknown_owes_the_senco_that_date_today(
    service: Service, workspace: Client
) -> None:
    await a_pupil_with_a_plan(service)
    ((owner, due_on),) = (await owed(service, *STATUTORY)).values()
    assert (owner, due_on) == ((await service.actor("priya")).staff_id, TODAY)
    await press(service, "legal.record", (await duty(service, DutyKind.EHC_DATE))[0], by="priya")
    assert "Children and Families Act 2014" in workspace.modal(by="priya").text
    await workspace.submit(by="priya", last_annual_review=date(2025, 10, 20), local_authority_that="Westshire")
    assert (await duty(service, DutyKind.EHC_DATE))[2] is Ending.DONE
    due = await owed(service, *STATUTORY)
    assert {kind: on for (kind, _), (_, on) in due.items()} == {
        DutyKind.EHC_BOOK: TODAY,
        DutyKind.EHC_REVIEW: date(2026, 10, 19),
    }


async def test_it_is_told_in_good_time_opened_by_the_night_and_ended_by_the_fact_on_its_day(service: Service) -> None:
    placement = await a_pupil_with_a_plan(service)
    await record(service, placement, FactInput(K.LAST_REVIEW, date(2026, 1, 20)))
    assert await owed(service, *STATUTORY) == {}
    service.skip_to(2026, 11, 2, 9)
    await service.change(follow_all_legal_dates)
    await service.change(follow_all_legal_dates)
    assert len(await owed(service, *STATUTORY)) == 2
    await record(service, placement, FactInput(K.MEETING, date(2026, 12, 8)))
    service.skip_to(2027, 1, 21, 9)
    await record(service, placement, FactInput(K.REVIEW, date(2027, 1, 20)))
    assert (await duty(service, DutyKind.EHC_REVIEW))[1:] == (date(2027, 1, 19), Ending.DONE)
    assert (await duty(service, DutyKind.EHC_REPORT))[1] == date(2027, 2, 3)
    await press(service, "pupil.open", placement, by="priya")
    shown = (await service.workspace.home(by="priya")).text
    assert "Hold the annual review of the EHC plan: done on Wed 20 Jan – *1 school day late*" in shown


async def test_neither_the_channel_nor_a_message_tells_the_need(service: Service) -> None:
    placement = await a_pupil_with_a_plan(service, looked_after=True)
    await record(service, placement, FactInput(K.CARE, date(2024, 3, 1)))
    await record(service, placement, FactInput(K.LAST_REVIEW, date(2025, 9, 15)))
    await service.go_to(2026, 9, 14, 8, 30)
    digest = next(one for one in service.workspace.messages if one.channel == CHANNEL).plain
    assert "a legal date" in digest
    assert "full-time" not in digest
    for message in service.workspace.messages:
        said = message.text + message.plain
        assert not any(word in said for word in ("EHC", "PEP", "looked after", "annual review")), said
    await press(service, "pupil.open", placement, by="sue")
    assert "annual review" not in (await service.workspace.home(by="sue")).text


async def test_who_may_record_may_say_that_a_fact_is_wrong_and_it_is_owed_again(
    service: Service, workspace: Client
) -> None:
    placement = await a_pupil_with_a_plan(service)
    with pytest.raises(Denied):
        await record(service, placement, FactInput(K.PLAN, date(2026, 1, 20)), by="ann")
    await record(service, placement, FactInput(K.PLAN, date(2026, 1, 20), who="Westshire"), by="omar")
    (row,) = await kept(service, LegalFact)
    await service.change(mark_fact_wrong, row.id, "That is the draft", by="priya")
    assert (await duty(service, DutyKind.EHC_DATE))[2] is None
    await press(service, "legal.open", placement, by="dan")
    shown = workspace.modal(by="dan").text
    assert "Westshire" in shown
    assert "*wrong*, says Priya Nair: That is the draft" in shown
    (told,) = [one.plain for one in workspace.direct_messages(to="omar") if "as wrong" in one.plain]
    assert told.startswith("*Priya Nair* marked a legal date that you entered for Kai (")
    assert "draft" not in told


async def test_what_is_not_needed_stays_so_and_legal_days_cannot_be_put_off(service: Service) -> None:
    placement = await a_pupil_with_a_plan(service, type=PlacementType.AT_RISK)
    early = (await duty(service, DutyKind.EHC_EARLY))[0]
    await service.change(end_as_not_needed, early, "Reviewed at the home school in July", by="priya")
    await service.change(follow_all_legal_dates)
    assert (await duty(service, DutyKind.EHC_EARLY))[2] is Ending.NOT_NEEDED
    with pytest.raises(Refused, match="No annual review"):
        await record(service, placement, FactInput(K.REPORT, TODAY))
    with pytest.raises(Refused, match="in the future"):
        await record(service, placement, FactInput(K.PEP, date(2026, 9, 8)))
    assert all(KINDS[kind].can_be_not_needed for kind in STATUTORY)


async def test_a_looked_after_child_owes_the_dsl_the_date_of_care_and_then_the_pep(
    service: Service, workspace: Client
) -> None:
    await a_pupil(service, looked_after=True)
    found, due_on, _ = await duty(service, DutyKind.CARE_DATE)
    assert due_on == TODAY
    await press(service, "legal.record", found, by="dan")
    await workspace.submit(by="dan", looked_after_since=date(2026, 9, 3), local_authority="Westshire")
    assert (await duty(service, DutyKind.PEP_START))[1] == date(2026, 9, 17)


async def test_health_absence_owes_education_from_the_fifteenth_day_and_coming_here_ends_it(service: Service) -> None:
    placement = await a_pupil(service, type=PlacementType.MEDICAL)
    assert (await duty(service, DutyKind.HEALTH_DATE))[1] == TODAY
    await record(service, placement, FactInput(K.ABSENT, date(2026, 9, 7)), by="omar")
    assert (await duty(service, DutyKind.HEALTH))[1] == date(2026, 9, 25)
    with pytest.raises(Refused, match="overlaps"):
        await record(service, placement, FactInput(K.ABSENT, date(2026, 9, 7)), by="omar")
    service.skip_to(2026, 9, 16, 9)
    await record(service, placement, FactInput(K.PROVISION, date(2026, 9, 15), said="Tutor at home"), by="omar")
    assert (await duty(service, DutyKind.HEALTH))[2] is Ending.DONE


async def test_what_was_not_owed_while_the_record_said_otherwise_is_not_late_from_before(service: Service) -> None:
    placement = await a_pupil(service, sen=SenStatus.PLAN)
    before = (await duty(service, DutyKind.EHC_DATE))[0]

    async def say(sen: SenStatus) -> None:
        await service.change(lambda change: setattr(change.get(Placement, placement), "sen", sen))
        await service.change(follow_all_legal_dates)

    await say(SenStatus.SUPPORT)
    service.skip_to(2026, 11, 16, 9)
    await say(SenStatus.PLAN)
    assert await duty(service, DutyKind.EHC_DATE) == (before, date(2026, 11, 16), None)
